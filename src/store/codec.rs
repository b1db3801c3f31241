//! Between rows and domain values: what is shared by the files of the aggregates.
//!
//! Each statement that changes rows proves before it returns that the file stored what it was given, and that
//! no other row was changed meanwhile. So what is answered of an entry is what is stored, whatever
//! triggers or columns another program put into the file.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::hash::Hash;

use chrono::NaiveDate;
use rusqlite::types::{FromSql, ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, OptionalExtension, Statement, ToSql};

use super::{Error, triggers};
use domain::{
    Attribute, Cell as DomainCell, Cells, Described, Invalid, Kind, SharedText, SharedTexts,
};

/// A column and the value that it is given.
pub(super) type Assigned<'a> = (&'static str, &'a dyn ToSql);

/// A value of the domain as SQLite takes it.
struct Sql<'a>(DomainCell<'a>);

impl ToSql for Sql<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match &self.0 {
            DomainCell::Missing => ToSqlOutput::Owned(Value::Null),
            DomainCell::Text(text) => ToSqlOutput::from(text.as_ref()),
            DomainCell::Number(number) => ToSqlOutput::from(*number),
            DomainCell::Whole(number) => ToSqlOutput::from(*number),
            DomainCell::Truth(truth) => ToSqlOutput::from(*truth),
            DomainCell::Date(date) => ToSqlOutput::from(date_text(*date)),
        })
    }
}

/// Inserts a row: ids and the like, and all that the thing's description names.
pub(super) fn insert_described<T: Described>(
    conn: &Connection,
    ids: &[Assigned<'_>],
    thing: &T,
) -> Result<(), Error> {
    let cell = |a: &'static Attribute<T>| (a.name, (a.get)(thing));
    with_cells(ids, T::ATTRIBUTES.iter().map(cell), |all| {
        insert(conn, T::TABLE, all)
    })
}

/// Sets what the thing's description names in the row with this id, but for some columns that stay as
/// they are.
pub(super) fn update_described<T: Described>(
    conn: &Connection,
    id: &str,
    but: &[&str],
    thing: &T,
) -> Result<(), Error> {
    let written = T::ATTRIBUTES.iter().filter(|a| !but.contains(&a.name));
    let cells = written.map(|a| (a.name, (a.get)(thing)));
    with_cells(&[], cells, |all| update(conn, T::TABLE, id, all))
}

/// Hands over assignments together with values of the domain, where the latter do not name a column that
/// the former name already.
pub(super) fn with_cells<'a, T>(
    first: &[Assigned<'_>],
    cells: impl Iterator<Item = (&'static str, DomainCell<'a>)>,
    to: impl FnOnce(&[Assigned<'_>]) -> T,
) -> T {
    let cells: Vec<_> = cells
        .filter(|(name, _)| first.iter().all(|(known, _)| known != name))
        .map(|(name, cell)| (name, Sql(cell)))
        .collect();
    let mut all: Vec<Assigned<'_>> = Vec::with_capacity(first.len() + cells.len());
    all.extend_from_slice(first);
    all.extend(cells.iter().map(|(name, cell)| (*name, cell as &dyn ToSql)));
    to(&all)
}

/// Runs a statement that changes rows of a table; answers how many. Each of them must be recorded in the
/// trail, and no other row may be changed by it.
pub(super) fn execute(
    conn: &Connection,
    table: &str,
    row: &str,
    sql: &str,
    values: &[&dyn ToSql],
) -> Result<usize, Error> {
    let before = conn.total_changes();
    let changed = conn.prepare_cached(sql)?.execute(values)?;
    // A row, and its line in the trail; those of the trail have none. What triggers do is counted too.
    let each = if triggers::TRAIL.contains(&table) {
        1
    } else {
        2
    };
    if conn.total_changes() - before == each * changed as u64 {
        Ok(changed)
    } else {
        Err(otherwise(table, row))
    }
}

/// Inserts a row; one of the cells is its `id`.
pub(super) fn insert(conn: &Connection, table: &str, cells: &[Assigned<'_>]) -> Result<(), Error> {
    let mut sql = format!("INSERT INTO {table} (");
    separated(&mut sql, cells, ", ", |sql, _, name| write!(sql, "{name}"));
    sql.push_str(") VALUES (");
    separated(&mut sql, cells, ", ", |sql, n, _| write!(sql, "?{n}"));
    sql.push(')');
    let values: Vec<_> = cells.iter().map(|c| c.1).collect();
    let place = |key: &str| cells.iter().position(|(name, _)| *name == key);
    let at = place(key(table)).expect("every row that is inserted has its key");
    let text = match values[at].to_sql()? {
        ToSqlOutput::Borrowed(value) => value.as_str().unwrap_or_default().to_owned(),
        ToSqlOutput::Owned(Value::Text(text)) => text,
        ToSqlOutput::Owned(Value::Integer(number)) => number.to_string(),
        _ => String::new(),
    };
    execute(conn, table, &text, &sql, &values)?;
    let id = Id {
        place: at + 1,
        text: &text,
    };
    must_be_stored(conn, table, &id, cells, 1, &values)
}

/// The column by which a row of a table is found without reading all of them.
fn key(table: &str) -> &'static str {
    match triggers::TRAIL.contains(&table) {
        true => "seq",
        false => "id",
    }
}

/// Sets columns of the row with this id, unless they are so already.
pub(super) fn update(
    conn: &Connection,
    table: &str,
    id: &str,
    cells: &[Assigned<'_>],
) -> Result<(), Error> {
    let mut sql = format!("UPDATE {table} SET ");
    separated(&mut sql, cells, ", ", |sql, n, name| {
        write!(sql, "{name} = ?{}", n + 1)
    });
    sql.push_str(" WHERE id = ?1 AND NOT (");
    separated(&mut sql, cells, " AND ", |sql, n, name| {
        write!(sql, "{name} IS ?{}", n + 1)
    });
    sql.push(')');
    let mut values: Vec<&dyn ToSql> = vec![&id];
    values.extend(cells.iter().map(|c| c.1));
    execute(conn, table, id, &sql, &values)?;
    let id = Id { place: 1, text: id };
    must_be_stored(conn, table, &id, cells, 2, &values)
}

/// Deletes the row with this id.
pub(super) fn delete(conn: &Connection, table: &str, id: &str) -> Result<(), Error> {
    let sql = format!("DELETE FROM {table} WHERE id = ?1");
    execute(conn, table, id, &sql, &[&id])?;
    Ok(())
}

/// The key of a row, and which parameter it is.
struct Id<'a> {
    place: usize,
    text: &'a str,
}

/// Reads a row back and compares it with what was written; `first` is the parameter of the first cell.
fn must_be_stored(
    conn: &Connection,
    table: &str,
    id: &Id<'_>,
    cells: &[Assigned<'_>],
    first: usize,
    values: &[&dyn ToSql],
) -> Result<(), Error> {
    let mut sql = "SELECT ".to_owned();
    separated(&mut sql, cells, " AND ", |sql, n, name| {
        write!(sql, "{name} IS ?{}", n + first - 1)
    });
    write!(sql, " FROM {table} WHERE {} = ?{}", key(table), id.place)
        .expect("writing to a string does not fail");
    let stored: Option<bool> = conn
        .prepare_cached(&sql)?
        .query_row(values, |row| row.get(0))
        .optional()?;
    if stored == Some(true) {
        Ok(())
    } else {
        Err(otherwise(table, id.text))
    }
}

/// Writes something for each cell, numbered from 1, with `between` between two of them.
fn separated(
    sql: &mut String,
    cells: &[Assigned<'_>],
    between: &str,
    one: impl Fn(&mut String, usize, &str) -> std::fmt::Result,
) {
    for (n, (name, _)) in (1..).zip(cells) {
        if n > 1 {
            sql.push_str(between);
        }
        one(sql, n, name).expect("writing to a string does not fail");
    }
}

pub(super) fn otherwise(table: &str, row: &str) -> Error {
    Error::StoredOtherwise {
        table: table.to_owned(),
        row: row.to_owned(),
    }
}

/// A date as the tables write it.
pub(super) fn date_text(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}

/// The date that the tables write so. Read digit by digit where it can be: a study has a hundred
/// thousand.
fn date(text: &str) -> Result<NaiveDate, chrono::ParseError> {
    let digits = |from: usize, to: usize| -> Option<u32> {
        text.as_bytes()[from..to].iter().try_fold(0, |n, byte| {
            byte.is_ascii_digit()
                .then(|| n * 10 + u32::from(byte - b'0'))
        })
    };
    let plain = || {
        let [.., b'-', _, _, b'-', _, _] = text.as_bytes() else {
            return None;
        };
        let year = i32::try_from(digits(0, 4).filter(|_| text.len() == 10)?).ok()?;
        NaiveDate::from_ymd_opt(year, digits(5, 7)?, digits(8, 10)?)
    };
    match plain() {
        Some(date) => Ok(date),
        None => NaiveDate::parse_from_str(text, "%Y-%m-%d"),
    }
}

/// The columns of a statement. Rows of one statement are read alike, so the n-th name that is asked for
/// is nearly always the n-th of the row before: its place is looked up once and remembered.
pub(super) struct Columns {
    names: Vec<String>,
    asked: RefCell<Vec<(&'static str, usize)>>,
    next: Cell<usize>,
    /// The texts that rows share.
    shared: RefCell<SharedTexts>,
}

impl Columns {
    fn of(statement: &Statement<'_>) -> Self {
        Self {
            names: statement.column_names().map(str::to_owned).collect(),
            asked: RefCell::default(),
            next: Cell::new(0),
            shared: RefCell::default(),
        }
    }

    fn place(&self, name: &'static str) -> Result<usize, Error> {
        let turn = self.next.get();
        self.next.set(turn + 1);
        let mut asked = self.asked.borrow_mut();
        match asked.get(turn) {
            Some((known, place)) if std::ptr::eq(*known, name) => Ok(*place),
            _ => {
                let place = self.names.iter().position(|column| column == name);
                let missing = || rusqlite::Error::InvalidColumnName(name.to_owned());
                let place = place.ok_or_else(missing)?;
                asked.truncate(turn);
                if asked.len() == turn {
                    asked.push((name, place));
                }
                Ok(place)
            }
        }
    }
}

/// Reads one row by the names of its columns, and says which table and row when a value is not what this
/// program writes. The statement must have a column `id`.
pub(super) struct Row<'r, 's> {
    row: &'r rusqlite::Row<'s>,
    table: &'static str,
    columns: &'r Columns,
}

impl<'r, 's> Row<'r, 's> {
    pub(super) fn new(
        row: &'r rusqlite::Row<'s>,
        table: &'static str,
        columns: &'r Columns,
    ) -> Self {
        columns.next.set(0);
        Self {
            row,
            table,
            columns,
        }
    }

    fn broken(&self, why: String) -> Error {
        Error::Unreadable {
            table: self.table,
            row: self.row.get("id").unwrap_or_else(|_| "?".to_owned()),
            why,
        }
    }

    /// A plain value of SQLite.
    pub(super) fn plain<T: FromSql>(&self, name: &'static str) -> Result<T, Error> {
        Ok(self.row.get(self.columns.place(name)?)?)
    }

    /// A value as the column has it, for a kind of value.
    pub(super) fn cell(&self, name: &'static str, kind: Kind) -> Result<DomainCell<'_>, Error> {
        Ok(match kind {
            Kind::Id | Kind::Text | Kind::Date => self.text(name)?.into(),
            Kind::Number => self.number(name)?.into(),
            Kind::Whole => self.whole(name)?.into(),
            Kind::Truth => self.truth(name)?.into(),
        })
    }
}

impl Cells for Row<'_, '_> {
    type Error = Error;

    fn refuse(&self, invalid: Invalid) -> Error {
        self.broken(invalid.to_string())
    }

    fn text(&self, name: &'static str) -> Result<Option<Cow<'_, str>>, Error> {
        match self.row.get_ref(self.columns.place(name)?)? {
            ValueRef::Null => Ok(None),
            value => match value.as_str() {
                Ok(text) => Ok(Some(text.into())),
                Err(error) => Err(self.broken(error.to_string())),
            },
        }
    }

    fn shared(&self, name: &'static str) -> Result<Option<SharedText>, Error> {
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        Ok(Some(self.columns.shared.borrow_mut().of(&text)))
    }

    fn number(&self, name: &'static str) -> Result<Option<f64>, Error> {
        self.plain(name)
    }

    fn whole(&self, name: &'static str) -> Result<Option<u32>, Error> {
        self.plain(name)
    }

    fn truth(&self, name: &'static str) -> Result<Option<bool>, Error> {
        self.plain(name)
    }

    fn date(&self, name: &'static str) -> Result<Option<NaiveDate>, Error> {
        let text = self.text(name)?;
        let refused = |e: chrono::ParseError| self.broken(e.to_string());
        text.map(|text| date(&text).map_err(refused)).transpose()
    }
}

/// Runs a query with parameters and makes a value of each row.
pub(super) fn collect<T>(
    conn: &Connection,
    table: &'static str,
    sql: &str,
    params: impl rusqlite::Params,
    mut make: impl FnMut(&Row<'_, '_>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let mut made = Vec::new();
    each(conn, table, sql, params, |row| {
        made.push(make(row)?);
        Ok(())
    })?;
    Ok(made)
}

/// Runs a query with parameters and makes an owner and a value of each row; each owner's values are
/// in the order they came.
///
/// Rows of an owner come together, as a rule. They wait in one list until the next owner comes, so that the list of
/// each owner is made as long as it must be: lists that grow row by row take a third more memory.
pub(super) fn grouped<K: Eq + Hash, V>(
    conn: &Connection,
    table: &'static str,
    sql: &str,
    params: impl rusqlite::Params,
    mut make: impl FnMut(&Row<'_, '_>) -> Result<(K, V), Error>,
) -> Result<HashMap<K, Vec<V>>, Error> {
    let mut groups: HashMap<K, Vec<V>> = HashMap::new();
    let (mut of_owner, mut waiting) = (None, Vec::new());
    let mut file = |owner: Option<K>, waiting: &mut Vec<V>| {
        if let Some(owner) = owner {
            groups.entry(owner).or_default().append(waiting);
        }
    };
    each(conn, table, sql, params, |row| {
        let (owner, value) = make(row)?;
        if of_owner.as_ref() != Some(&owner) {
            file(of_owner.replace(owner), &mut waiting);
        }
        waiting.push(value);
        Ok(())
    })?;
    file(of_owner, &mut waiting);
    Ok(groups)
}

fn each(
    conn: &Connection,
    table: &'static str,
    sql: &str,
    params: impl rusqlite::Params,
    mut take: impl FnMut(&Row<'_, '_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut statement = conn.prepare_cached(sql)?;
    let columns = Columns::of(&statement);
    let mut rows = statement.query(params)?;
    while let Some(row) = rows.next()? {
        take(&Row::new(row, table, &columns))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_back_by_an_index() {
        let dir = tempfile::tempdir().unwrap();
        let store = crate::Store::create_or_open(&dir.path().join("n.db")).unwrap();
        let tables = triggers::audited_tables(&store.conn).unwrap();
        for table in tables.iter().map(String::as_str).chain(triggers::TRAIL) {
            let sql = format!(
                "EXPLAIN QUERY PLAN SELECT 1 FROM {table} WHERE {} = 1",
                key(table)
            );
            let plan: String = store
                .conn
                .query_row(&sql, [], |row| row.get("detail"))
                .unwrap();
            assert!(plan.starts_with("SEARCH"), "{table}: {plan}");
        }
    }

    #[test]
    fn dates_are_read_as_chrono_reads_them() {
        for text in [
            "2026-01-22",
            "0001-01-01",
            "9999-12-31",
            "2024-02-29",
            "2026-02-29",
            "2026-13-01",
            "2026-1-22",
            "26-01-22",
            "+2026-01-22",
            "12026-01-22",
            "2026-01-2x",
            "2026/01/22",
            "",
            "-",
            "é026-01-22",
            "2026-01-22 ",
            "-026-01-22",
        ] {
            let usual = NaiveDate::parse_from_str(text, "%Y-%m-%d");
            assert_eq!(date(text), usual, "{text:?}");
        }
    }
}
