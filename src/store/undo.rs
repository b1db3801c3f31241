//! Undoing an operation, the last one or a certain one: by a new operation that restores every changed row. Nothing is
//! removed from the trail.

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, ToSql};
use serde_json::{Map, Value};

use super::extent::touched;
use super::log::{LogFilter, logged};
use super::triggers::without_nulls;
use super::undo_rules::may_be_undone;
use super::{
    Authorship, Error, Extent, LoggedOperation, Operation, Sealed, Store, codec, triggers,
};
use domain::{Label, forms};

/// What was undone, and by which operation.
#[derive(Debug, Clone)]
pub struct Undone {
    /// The operation that was undone, with the first of its changes.
    pub undone: LoggedOperation,
    /// How much of its study it had changed.
    pub extent: Extent,
    /// The operation that did so.
    pub by: Sealed,
}

struct Step {
    table: String,
    row: String,
    before: Option<String>,
    after: Option<String>,
}

impl Store {
    /// Undoes the newest operation of the author that is neither an undo nor undone; asked again, the one before. With
    /// a study, the newest one that changed something in it.
    ///
    /// Schema migrations and what came before them stay.
    pub fn undo_last(&mut self, study: Option<&str>, entry: &Authorship) -> Result<Undone, Error> {
        self.undo(entry, |op| newest(&op.tx, &entry.author, study))
    }

    /// The operation with this number, with the first of its changes.
    ///
    /// # Errors
    /// If there is none, or it is undone or an undo itself.
    pub fn undoable(&self, seq: i64) -> Result<LoggedOperation, Error> {
        self.read(|conn| {
            must_be_undoable(conn, seq)?;
            operation(conn, seq)
        })
    }

    /// The operation that [`undo_last`](Self::undo_last) would undo, with the first of its changes.
    ///
    /// # Errors
    /// If there is none.
    pub fn last_undoable(
        &self,
        study: Option<&str>,
        author: &Label,
    ) -> Result<LoggedOperation, Error> {
        self.read(|conn| operation(conn, newest(conn, author, study)?))
    }

    /// Undoes the operation with this number, if it is neither an undo nor undone, no migration came
    /// after it, and all that it changed is still as it left it.
    ///
    /// # Errors
    /// If its verb is never undone or its study is closed; if it is of another author, had a reason, or
    /// changed what results follow from, and no reason is given.
    pub fn undo_operation(&mut self, seq: i64, entry: &Authorship) -> Result<Undone, Error> {
        self.undo(entry, |op| {
            must_be_undoable(&op.tx, seq)?;
            Ok(seq)
        })
    }

    fn undo(
        &mut self,
        entry: &Authorship,
        which: impl FnOnce(&Operation<'_>) -> Result<i64, Error>,
    ) -> Result<Undone, Error> {
        let op = self.begin(entry)?;
        let seq = which(&op).map_err(|e| op.located(e))?;
        let undone = operation(&op.tx, seq)?;
        let touched = touched(&op.tx, seq)?;
        may_be_undone(&op, &undone, &touched, entry).map_err(|e| op.located(e))?;
        // A later row may belong to one that undoing would delete, or have a name that undoing would restore.
        let depended_on = |error| match error {
            Error::Refused(_) => Error::NotUndoable {
                seq,
                why: "what came after it depends on it".to_owned(),
            },
            other => other,
        };
        reverse(&op, seq).map_err(|e| op.located(depended_on(e)))?;
        let by = op.commit().map_err(depended_on)?;
        Ok(Undone {
            undone,
            extent: touched.extent,
            by: by.ok_or(Error::NothingToUndo)?,
        })
    }
}

/// An operation with the first of its changes.
fn operation(conn: &Connection, seq: i64) -> Result<LoggedOperation, Error> {
    let filter = LogFilter {
        seq: Some(seq),
        changes_limit: Some(1),
        ..LogFilter::default()
    };
    logged(conn, &filter)?.pop().ok_or(Error::NothingToUndo)
}

/// Restores the rows that an operation changed.
fn reverse(op: &Operation<'_>, seq: i64) -> Result<(), Error> {
    let sql = "UPDATE operations SET undoes = ?1 WHERE seq = ?2";
    let by = op.seq();
    codec::execute(&op.tx, "operations", &by.to_string(), sql, &[&seq, &by])?;
    op.tx.execute_batch("PRAGMA defer_foreign_keys = ON")?;
    // Row by row: an import has half a million. What restoring adds to the changes is of another operation, so this
    // query does not meet it.
    let mut statement = op
        .tx
        .prepare("SELECT table_name, row_id, before, after FROM changes WHERE operation = ?1 ORDER BY seq DESC")?;
    let mut changes = statement.query([seq])?;
    while let Some(row) = changes.next()? {
        let step = Step {
            table: row.get(0)?,
            row: row.get(1)?,
            before: row.get(2)?,
            after: row.get(3)?,
        };
        restore_row(op, seq, &step)?;
    }
    Ok(())
}

/// The number of the newest operation of this author that can be undone; with a study, of those that changed
/// something in it.
fn newest(conn: &Connection, author: &Label, study: Option<&str>) -> Result<i64, Error> {
    let mut statement = conn.prepare_cached(
        "SELECT seq, verb GLOB 'migrate *' FROM operations o
         WHERE undoes IS NULL AND hash IS NOT NULL
           AND (author IN (?1, ?2, ?3) OR verb GLOB 'migrate *')
           AND NOT EXISTS (SELECT 1 FROM operations u WHERE u.undoes = o.seq)
         ORDER BY seq DESC",
    )?;
    let mut rows = statement.query(forms(author.as_str()))?;
    while let Some(row) = rows.next()? {
        let (seq, is_migration): (i64, bool) = (row.get(0)?, row.get(1)?);
        if is_migration {
            break;
        }
        let in_study = LogFilter {
            seq: Some(seq),
            study: study.map(str::to_owned),
            changes_limit: Some(1),
            ..LogFilter::default()
        };
        if study.is_none() || !logged(conn, &in_study)?.is_empty() {
            return Ok(seq);
        }
    }
    Err(Error::NothingToUndo)
}

fn must_be_undoable(conn: &Connection, seq: i64) -> Result<(), Error> {
    type Found = (Option<i64>, Option<i64>, bool);
    let found: Option<Found> = conn
        .query_row(
            "SELECT undoes, (SELECT seq FROM operations u WHERE u.undoes = o.seq),
                    EXISTS (SELECT 1 FROM operations m WHERE m.seq >= o.seq AND m.verb GLOB 'migrate *')
             FROM operations o WHERE seq = ?1 AND hash IS NOT NULL",
            [seq],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()?;
    let why = match found {
        None => {
            return Err(Error::Unknown {
                kind: "operation",
                name: seq.to_string(),
                near: None,
            });
        }
        Some((Some(undoes), ..)) => format!("it is itself the undoing of operation {undoes}"),
        Some((_, Some(by), _)) => format!("operation {by} did so already"),
        Some((.., true)) => "the notebook was brought to a newer schema since".into(),
        Some((None, None, false)) => return Ok(()),
    };
    Err(Error::NotUndoable { seq, why })
}

fn restore_row(op: &Operation<'_>, seq: i64, step: &Step) -> Result<(), Error> {
    let conflict = || match changed_later(&op.tx, seq, step) {
        Ok(Some(later)) => later,
        Ok(None) => Error::CannotUndo {
            seq,
            table: step.table.clone(),
            row: step.row.clone(),
        },
        Err(error) => error,
    };
    let columns = triggers::columns(&op.tx, &step.table)?;
    if columns.is_empty() {
        return Err(conflict());
    }
    let now = state_now(op, &columns, step)?;
    let left = step
        .after
        .as_deref()
        .map(|row| without_nulls(row.as_bytes()));
    if now.as_deref().map(str::as_bytes) != left.as_deref() {
        return Err(conflict());
    }
    let Some(before) = &step.before else {
        return codec::delete(&op.tx, &step.table, &step.row);
    };
    let before: Map<String, Value> = serde_json::from_str(before).map_err(|_| conflict())?;
    let values: Vec<Sql> = columns.iter().map(|c| sql_value(before.get(c))).collect();
    let values: Vec<&dyn ToSql> = values.iter().map(|v| v as &dyn ToSql).collect();
    let places = |with_names: bool| -> String {
        let place = |(n, c): (usize, &String)| {
            if with_names {
                format!("{c} = ?{}", n + 1)
            } else {
                format!("?{}", n + 1)
            }
        };
        columns
            .iter()
            .enumerate()
            .map(place)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let sql = if step.after.is_none() {
        format!(
            "INSERT INTO {} ({}) VALUES ({})",
            step.table,
            columns.join(", "),
            places(false)
        )
    } else {
        let id = columns.iter().position(|c| c == "id").map_or(1, |n| n + 1);
        format!(
            "UPDATE {} SET {} WHERE id = ?{id}",
            step.table,
            places(true)
        )
    };
    codec::execute(&op.tx, &step.table, &step.row, &sql, &values)?;
    // What was stored before is stored again, to the last digit.
    let now = state_now(op, &columns, step)?.unwrap_or_default();
    let now: Map<String, Value> = serde_json::from_str(&now).unwrap_or_default();
    let is_same = |column: &String| {
        let of = |row: &Map<String, Value>| row.get(column).cloned().unwrap_or_default();
        of(&now) == of(&before)
    };
    if columns.iter().all(is_same) {
        Ok(())
    } else {
        Err(codec::otherwise(&step.table, &step.row))
    }
}

/// The refusal that says which later operation changed a row; none if none did, and something else changed the file.
fn changed_later(conn: &Connection, seq: i64, step: &Step) -> Result<Option<Error>, Error> {
    let sql =
        "SELECT operation FROM changes c WHERE table_name = ?1 AND row_id = ?2 AND operation > ?3
                 AND operation < (SELECT max(seq) FROM operations)
               ORDER BY operation DESC LIMIT 1";
    let mut statement = conn.prepare_cached(sql)?;
    let by = statement.query_row((&step.table, &step.row, seq), |row| row.get(0));
    let Some(by) = by.optional()? else {
        return Ok(None);
    };
    let filter = LogFilter {
        seq: Some(by),
        ..LogFilter::default()
    };
    let mut operations = logged(conn, &filter)?.into_iter();
    let mut changes = operations.next().into_iter().flat_map(|op| op.changes);
    let change = changes.find(|change| change.row == step.row);
    Ok(change.map(|change| {
        let columns = change.readable_differences().into_iter();
        let columns: Vec<String> = columns.map(|(words, ..)| words).collect();
        let columns = match columns.as_slice() {
            [] => String::new(),
            some => format!(" ({})", some.join(", ")),
        };
        Error::ChangedLater {
            seq,
            what: format!("{} of {}{columns}", change.row_words(), change.subject),
            animal: change.subjects.iter().find_map(|s| s.animal.clone()),
            by,
        }
    }))
}

/// The row as it is now; none if it does not exist.
fn state_now(op: &Operation<'_>, columns: &[String], step: &Step) -> Result<Option<String>, Error> {
    let json = triggers::row_json(columns, "");
    let sql = format!("SELECT {json} FROM {} WHERE id = ?1", step.table);
    let mut statement = op.tx.prepare_cached(&sql)?;
    let row = statement.query_row([&step.row], |row| row.get(0));
    Ok(row.optional()?)
}

fn sql_value(value: Option<&Value>) -> Sql {
    match value {
        Some(Value::String(text)) => Sql::Text(text.clone()),
        Some(Value::Number(n)) => match n.as_i64() {
            Some(whole) => Sql::Integer(whole),
            None => n.as_f64().map_or(Sql::Null, Sql::Real),
        },
        Some(Value::Bool(yes)) => Sql::Integer(i64::from(*yes)),
        _ => Sql::Null,
    }
}
