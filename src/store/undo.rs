//! Undoing the last operation: by a new operation that puts every changed row back. Nothing is
//! taken out of the trail.

use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, ToSql};
use serde_json::{Map, Value};

use super::log::LogFilter;
use super::{Entry, Error, LoggedOperation, Operation, Sealed, Store, triggers};

/// What was undone, and by which operation.
#[derive(Debug, Clone)]
pub struct Undone {
    /// The operation that was undone.
    pub undone: LoggedOperation,
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
    /// Undoes the newest operation that is neither an undo nor undone; asked again, the one before.
    ///
    /// Schema migrations and what came before them stay.
    pub fn undo_last(&mut self, entry: &Entry) -> Result<Undone, Error> {
        let op = self.begin(entry)?;
        let seq = reverse_last(&op).map_err(|e| op.located(e))?;
        let by = op.commit()?.ok_or(Error::NothingToUndo)?;
        let filter = LogFilter {
            seq: Some(seq),
            ..LogFilter::default()
        };
        let undone = self.log(&filter)?.pop().ok_or(Error::NothingToUndo)?;
        Ok(Undone { undone, by })
    }
}

/// Puts back what the operation that is to be undone changed; answers its number.
fn reverse_last(op: &Operation<'_>) -> Result<i64, Error> {
    let seq = last(op)?;
    op.tx.execute(
        "UPDATE operations SET undoes = ?1 WHERE seq = ?2",
        (seq, op.seq()),
    )?;
    op.tx.execute_batch("PRAGMA defer_foreign_keys = ON")?;
    for step in steps(op, seq)? {
        put_back(op, seq, &step)?;
    }
    Ok(seq)
}

fn last(op: &Operation<'_>) -> Result<i64, Error> {
    let seq: Option<i64> = op
        .tx
        .query_row(
            "SELECT seq FROM operations o
             WHERE undoes IS NULL AND hash IS NOT NULL
               AND seq NOT IN (SELECT undoes FROM operations WHERE undoes IS NOT NULL)
               AND seq > (SELECT coalesce(max(seq), 0) FROM operations WHERE verb LIKE 'migrate %')
             ORDER BY seq DESC LIMIT 1",
            [],
            |row| row.get(0),
        )
        .optional()?;
    seq.ok_or(Error::NothingToUndo)
}

fn steps(op: &Operation<'_>, seq: i64) -> Result<Vec<Step>, Error> {
    let mut statement = op
        .tx
        .prepare("SELECT table_name, row_id, before, after FROM changes WHERE operation = ?1 ORDER BY seq DESC")?;
    let rows = statement.query_map([seq], |row| {
        Ok(Step {
            table: row.get(0)?,
            row: row.get(1)?,
            before: row.get(2)?,
            after: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn put_back(op: &Operation<'_>, seq: i64, step: &Step) -> Result<(), Error> {
    let conflict = || Error::CannotUndo {
        seq,
        table: step.table.clone(),
        row: step.row.clone(),
    };
    let columns = triggers::columns(&op.tx, &step.table)?;
    if columns.is_empty() {
        return Err(conflict());
    }
    let json = triggers::row_json(&columns, "");
    let now: Option<String> = op
        .tx
        .prepare_cached(&format!("SELECT {json} FROM {} WHERE id = ?1", step.table))?
        .query_row([&step.row], |row| row.get(0))
        .optional()?;
    if now != step.after {
        return Err(conflict());
    }
    let Some(before) = &step.before else {
        op.tx
            .prepare_cached(&format!("DELETE FROM {} WHERE id = ?1", step.table))?
            .execute([&step.row])?;
        return Ok(());
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
    op.tx.prepare_cached(&sql)?.execute(values.as_slice())?;
    Ok(())
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
