//! What is remarkable about an operation, told when it is written: names that look like others, and a clock that
//! cannot be right. Nothing is refused for it. The names are found from what the operation changed, so that every verb
//! is covered.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use rusqlite::{Connection, OptionalExtension};

use super::clock::ClockRemark;
use super::tables::{Called, TABLES, Table};
use super::{Error, triggers};
use domain::{Blinding, Lookalike, lookalikes};

/// Names of one kind that are told; the others are counted.
const MOST_TOLD: usize = 10;

/// The largest operation whose changes are searched for observers one by one.
const FEW_CHANGES: usize = 200;

/// The time of the operation that is asked about: rows that it recorded have it too.
const AT: &str = "(SELECT at FROM operations WHERE seq = ?1)";

/// Something remarkable about an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// Names of a kind (`arm`, `animal`) that look like others of their study.
    LooksAlike(&'static str, Vec<Lookalike>),
    /// The time that the operation has.
    Clock(ClockRemark),
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, pairs) = match self {
            Self::Clock(remark) => return remark.fmt(f),
            Self::LooksAlike(kind, pairs) => (kind, pairs),
        };
        for (n, pair) in pairs.iter().take(MOST_TOLD).enumerate() {
            let separator = if n > 0 { ", " } else { "" };
            write!(
                f,
                "{separator}{kind} `{}` looks like {kind} `{}`",
                pair.name, pair.known
            )?;
        }
        match pairs.len().saturating_sub(MOST_TOLD) {
            0 => Ok(()),
            more => write!(f, ", and {more} more"),
        }
    }
}

/// The names that an operation made and that look like others.
pub(super) fn lookalike_names(conn: &Connection, seq: i64) -> Result<Vec<Remark>, Error> {
    let mut remarks = Vec::new();
    let mut tables =
        conn.prepare_cached("SELECT DISTINCT table_name FROM changes WHERE operation = ?1")?;
    let changed: Vec<String> = tables
        .query_map([seq], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for table in TABLES {
        if let Some(column) = name_column(table)
            && changed.iter().any(|name| name == table.name)
        {
            remarks.extend(names_of(conn, seq, table, column)?);
        }
    }
    remarks.extend(people(conn, seq, &changed)?);
    Ok(remarks)
}

/// The column with the name of a row, if people gave it one.
fn name_column(table: &Table) -> Option<&'static str> {
    match table.called {
        Called::Study | Called::Arm => Some("name"),
        Called::Animal => Some("tag"),
        Called::By(_, "observed_on") => None,
        Called::By(_, column) => Some(column),
    }
}

/// What a message calls a row of the table.
fn kind_of(table: &Table) -> &'static str {
    match table.called {
        Called::Study => "study",
        Called::Arm => "arm",
        Called::Animal => "animal",
        Called::By("", column) => column,
        Called::By(word, _) => word.trim_end(),
    }
}

/// The remarks on new names in one table. Names of arms and animals that a blinded study hides are not told.
fn names_of(
    conn: &Connection,
    seq: i64,
    table: &Table,
    column: &str,
) -> Result<Option<Remark>, Error> {
    let name = table.name;
    let mut statement = conn.prepare(&format!(
        "SELECT DISTINCT row_id FROM changes
         WHERE operation = ?1 AND table_name = '{name}' AND after IS NOT NULL
           AND json_extract(before, '$.{column}') IS NOT json_extract(after, '$.{column}')"
    ))?;
    let new: BTreeSet<String> = statement
        .query_map([seq], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    if new.is_empty() {
        return Ok(None);
    }
    // All names of the table by study: known ones, and new ones in the order in which they were made.
    let mut by_study: BTreeMap<String, (Vec<String>, Vec<String>)> = BTreeMap::new();
    let mut statement = conn.prepare(&names_with_studies(conn, table, column)?)?;
    let mut rows = statement.query([seq])?;
    while let Some(row) = rows.next()? {
        let (id, text, study): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (known, made) = by_study.entry(study).or_default();
        match new.contains(&id) {
            true => made.push(text),
            false => known.push(text),
        }
    }
    let mut pairs = Vec::new();
    for (study, (known, made)) in by_study {
        if !made.is_empty() && !hides(conn, table, &study)? {
            // A site is made once and borne by many animals.
            let known: BTreeSet<&str> = known.iter().map(String::as_str).collect();
            let made: BTreeSet<&str> = made.iter().map(String::as_str).collect();
            let made = made.difference(&known).copied();
            pairs.extend(lookalikes(known.iter().copied(), made));
        }
    }
    Ok((!pairs.is_empty()).then(|| Remark::LooksAlike(kind_of(table), pairs)))
}

/// The query for id, name and study of every row in the studies that the operation is about. Studies themselves are
/// all in one.
fn names_with_studies(conn: &Connection, table: &Table, column: &str) -> Result<String, Error> {
    let columns = triggers::columns(conn, table.name)?;
    let has = |column: &str| columns.iter().any(|name| name == column);
    let name = table.name;
    let changed = |column: &str| {
        format!(
            "SELECT json_extract(after, '$.{column}') FROM changes
             WHERE operation = ?1 AND table_name = '{name}' AND after IS NOT NULL"
        )
    };
    Ok(match (has("study_id"), has("animal_id")) {
        (true, _) => format!(
            "SELECT id, {column}, study_id FROM {name} WHERE study_id IN ({}) ORDER BY id",
            changed("study_id")
        ),
        (false, true) => format!(
            "SELECT n.id, n.{column}, a.study_id FROM {name} n JOIN animals a ON a.id = n.animal_id
             WHERE a.study_id IN (SELECT study_id FROM animals WHERE id IN ({})) ORDER BY n.id",
            changed("animal_id")
        ),
        (false, false) => {
            format!("SELECT id, {column}, '' FROM {name} WHERE ?1 IS NOT NULL ORDER BY id")
        }
    })
}

/// Whether a study hides the names of this table.
fn hides(conn: &Connection, table: &Table, study: &str) -> Result<bool, Error> {
    let hidden_by: &[Blinding] = match table.called {
        Called::Arm => &[Blinding::Blinded, Blinding::BlindedAnimals],
        Called::Animal => &[Blinding::BlindedAnimals],
        _ => return Ok(false),
    };
    let mut statement = conn.prepare_cached("SELECT blinding FROM studies WHERE id = ?1")?;
    let blinding: Option<String> = statement.query_row([study], |row| row.get(0)).optional()?;
    Ok(hidden_by
        .iter()
        .any(|by| blinding.as_deref() == Some(by.id())))
}

/// The remarks on an author or observer who was never named before.
fn people(conn: &Connection, seq: i64, changed: &[String]) -> Result<Option<Remark>, Error> {
    let author: String = conn
        .prepare_cached("SELECT author FROM operations WHERE seq = ?1")?
        .query_row([seq], |row| row.get(0))?;
    let mut new: Vec<String> = observers(conn, seq, changed)?
        .into_iter()
        .filter(|name| *name != author)
        .collect();
    new.push(author);
    let mut unknown = Vec::new();
    for name in new {
        if !is_known(conn, seq, &name)? {
            unknown.push(name);
        }
    }
    if unknown.is_empty() {
        return Ok(None);
    }
    let observers = entry_tables().map(|table| {
        format!(
            " UNION SELECT observer FROM {} WHERE observer IS NOT NULL AND recorded_at <> {AT}",
            table.name
        )
    });
    let sql = format!(
        "SELECT author FROM operations WHERE seq < ?1{}",
        observers.collect::<String>()
    );
    let mut statement = conn.prepare(&sql)?;
    let known: Vec<String> = statement
        .query_map([seq], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let names = unknown.iter().map(String::as_str);
    let pairs = lookalikes(known.iter().map(String::as_str), names);
    Ok((!pairs.is_empty()).then_some(Remark::LooksAlike("person", pairs)))
}

/// Whether somebody of this name wrote or observed before. The newest operations are asked first: most often one of
/// them is by the same author.
fn is_known(conn: &Connection, seq: i64, name: &str) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM operations WHERE author = ?2 AND seq < ?1 ORDER BY seq DESC LIMIT 1";
    if conn.prepare_cached(sql)?.exists((seq, name))? {
        return Ok(true);
    }
    for table in entry_tables() {
        let sql = format!(
            "SELECT 1 FROM {} WHERE observer = ?2 AND recorded_at <> {AT} LIMIT 1",
            table.name
        );
        if conn.prepare_cached(&sql)?.exists((seq, name))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The tables whose rows say who looked.
fn entry_tables() -> impl Iterator<Item = &'static Table> {
    TABLES.iter().filter(|table| table.has_observer())
}

/// The observers that the operation recorded. Of a large operation, all rows that were recorded at its time are
/// asked: that is quicker than taking its changes apart.
fn observers(conn: &Connection, seq: i64, changed: &[String]) -> Result<BTreeSet<String>, Error> {
    let mut found = BTreeSet::new();
    let count: u32 = conn
        .prepare_cached("SELECT count(*) FROM changes WHERE operation = ?1")?
        .query_row([seq], |row| row.get(0))?;
    for table in entry_tables().filter(|table| changed.iter().any(|name| name == table.name)) {
        let name = table.name;
        let sql = match count as usize <= FEW_CHANGES {
            true => format!(
                "SELECT DISTINCT json_extract(after, '$.observer') FROM changes
                 WHERE operation = ?1 AND table_name = '{name}' AND after IS NOT NULL"
            ),
            false => format!("SELECT DISTINCT observer FROM {name} WHERE recorded_at = {AT}"),
        };
        let mut statement = conn.prepare_cached(&sql)?;
        let names = statement.query_map([seq], |row| row.get::<_, Option<String>>(0))?;
        for name in names {
            found.extend(name?);
        }
    }
    Ok(found)
}
