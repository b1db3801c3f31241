//! Between rows and domain values: what is shared by the files of the aggregates.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hash::Hash;

use chrono::NaiveDate;
use rusqlite::types::{FromSqlError, ValueRef};
use rusqlite::{Connection, Row, ToSql};

use super::Error;
use domain::{Invalid, Label, Prose, When};

/// A column and its value.
pub(super) type Cell<'a> = (&'static str, &'a dyn ToSql);

/// Inserts a row.
pub(super) fn insert(conn: &Connection, table: &str, cells: &[Cell<'_>]) -> Result<(), Error> {
    let mut sql = format!("INSERT INTO {table} (");
    separated(&mut sql, cells, ", ", |sql, _, name| write!(sql, "{name}"));
    sql.push_str(") VALUES (");
    separated(&mut sql, cells, ", ", |sql, n, _| write!(sql, "?{n}"));
    sql.push(')');
    let values: Vec<_> = cells.iter().map(|c| c.1).collect();
    conn.prepare_cached(&sql)?.execute(values.as_slice())?;
    Ok(())
}

/// Sets columns of the row with this id, unless they are so already.
pub(super) fn update(
    conn: &Connection,
    table: &str,
    id: &str,
    cells: &[Cell<'_>],
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
    conn.prepare_cached(&sql)?.execute(values.as_slice())?;
    Ok(())
}

/// Writes something for each cell, numbered from 1, with `between` between two of them.
fn separated(
    sql: &mut String,
    cells: &[Cell<'_>],
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

/// Deletes the row with this id.
pub(super) fn delete(conn: &Connection, table: &str, id: &str) -> Result<(), Error> {
    conn.prepare_cached(&format!("DELETE FROM {table} WHERE id = ?1"))?
        .execute([id])?;
    Ok(())
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

/// Reads the columns of one row, and says which table and row when a value is not what this program
/// writes.
pub(super) struct Reader<'r, 's> {
    row: &'r Row<'s>,
    table: &'static str,
}

impl<'r, 's> Reader<'r, 's> {
    /// A reader of a row of `table` whose first column is its id.
    pub(super) fn new(row: &'r Row<'s>, table: &'static str) -> Self {
        Self { row, table }
    }

    fn broken(&self, why: String) -> Error {
        let row = self.row.get(0).unwrap_or_else(|_| "?".to_owned());
        Error::Unreadable {
            table: self.table,
            row,
            why,
        }
    }

    /// A text that may be absent.
    pub(super) fn text(&self, column: usize) -> Result<Option<&'r str>, Error> {
        let value = self.row.get_ref(column)?;
        match value {
            ValueRef::Null => Ok(None),
            value => value
                .as_str()
                .map(Some)
                .map_err(|e: FromSqlError| self.broken(e.to_string())),
        }
    }

    /// A value that must be there, made by its domain constructor.
    pub(super) fn made<T, E: std::fmt::Display>(
        &self,
        column: usize,
        make: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, Error> {
        self.made_if(column, make)?
            .ok_or_else(|| self.broken(format!("column {column} is empty")))
    }

    /// A value that may be absent.
    pub(super) fn made_if<T, E: std::fmt::Display>(
        &self,
        column: usize,
        make: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Error> {
        self.text(column)?
            .map(|text| make(text).map_err(|e| self.broken(e.to_string())))
            .transpose()
    }

    /// An id or another value that is parsed.
    pub(super) fn parsed<T: std::str::FromStr>(&self, column: usize) -> Result<T, Error>
    where
        T::Err: std::fmt::Display,
    {
        self.made(column, str::parse)
    }

    /// As [`parsed`](Self::parsed), where the value may be absent.
    pub(super) fn parsed_if<T: std::str::FromStr>(&self, column: usize) -> Result<Option<T>, Error>
    where
        T::Err: std::fmt::Display,
    {
        self.made_if(column, str::parse)
    }

    /// A name.
    pub(super) fn label(&self, column: usize) -> Result<Label, Error> {
        self.made(column, |text| Label::new("name", text))
    }

    /// A name that may be absent.
    pub(super) fn label_if(&self, column: usize) -> Result<Option<Label>, Error> {
        self.made_if(column, |text| Label::new("name", text))
    }

    /// A remark that may be absent.
    pub(super) fn prose_if(&self, column: usize) -> Result<Option<Prose>, Error> {
        self.made_if(column, |text| Prose::new("remark", text))
    }

    /// A date that may be absent.
    pub(super) fn date_if(&self, column: usize) -> Result<Option<NaiveDate>, Error> {
        self.made_if(column, date)
    }

    /// A date and the part of a day in the column after it, which may be absent together.
    pub(super) fn when_if(&self, column: usize) -> Result<Option<When>, Error> {
        let Some(date) = self.date_if(column)? else {
            return Ok(None);
        };
        Ok(Some(When {
            date,
            day_part: self.row.get(column + 1)?,
        }))
    }

    /// A date and the part of a day in the column after it.
    pub(super) fn when(&self, column: usize) -> Result<When, Error> {
        self.when_if(column)?
            .ok_or_else(|| self.broken(format!("column {column} is empty")))
    }

    /// A plain value of SQLite.
    pub(super) fn plain<T: rusqlite::types::FromSql>(&self, column: usize) -> Result<T, Error> {
        Ok(self.row.get(column)?)
    }

    /// Passes a domain constructor's answer on, naming the row if it refused.
    pub(super) fn checked<T>(&self, made: Result<T, Invalid>) -> Result<T, Error> {
        made.map_err(|e| self.broken(e.to_string()))
    }
}

/// Runs a query with parameters and makes a value of each row.
pub(super) fn collect<T>(
    conn: &Connection,
    table: &'static str,
    sql: &str,
    params: impl rusqlite::Params,
    mut make: impl FnMut(&Reader<'_, '_>) -> Result<T, Error>,
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
pub(super) fn grouped<K: Eq + Hash, V>(
    conn: &Connection,
    table: &'static str,
    sql: &str,
    params: impl rusqlite::Params,
    mut make: impl FnMut(&Reader<'_, '_>) -> Result<(K, V), Error>,
) -> Result<HashMap<K, Vec<V>>, Error> {
    let mut groups: HashMap<K, Vec<V>> = HashMap::new();
    each(conn, table, sql, params, |row| {
        let (owner, value) = make(row)?;
        groups.entry(owner).or_default().push(value);
        Ok(())
    })?;
    Ok(groups)
}

fn each(
    conn: &Connection,
    table: &'static str,
    sql: &str,
    params: impl rusqlite::Params,
    mut take: impl FnMut(&Reader<'_, '_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    while let Some(row) = rows.next()? {
        take(&Reader::new(row, table))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

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
