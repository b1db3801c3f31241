//! The audit trail as people read it.

use std::collections::HashMap;

use rusqlite::Connection;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{Error, Store};

/// Which operations to list, newest first. Every part that is given must fit.
#[derive(Debug, Clone, Default)]
pub struct LogFilter {
    /// Name of a study.
    pub study: Option<String>,
    /// Tag of an animal: only changes to it and to what belongs to it.
    pub animal: Option<String>,
    /// Author.
    pub author: Option<String>,
    /// First day (UTC), such as 2026-01-22.
    pub since: Option<chrono::NaiveDate>,
    /// Last day (UTC).
    pub until: Option<chrono::NaiveDate>,
    /// The operation with this number.
    pub seq: Option<i64>,
    /// At most so many operations.
    pub limit: Option<usize>,
}

/// One operation with the changes that fit the filter.
#[derive(Debug, Clone, Serialize)]
pub struct LoggedOperation {
    /// Its number, from 1.
    pub seq: i64,
    /// When it was recorded, UTC.
    pub at: String,
    /// The author's offset from UTC then, in minutes.
    pub utc_offset_min: i32,
    /// Who.
    pub author: String,
    /// What was done.
    pub verb: String,
    /// Why.
    pub reason: Option<String>,
    /// The program that wrote it.
    pub program: String,
    /// The operation that this one undoes.
    pub undoes: Option<i64>,
    /// Its fingerprint.
    pub fingerprint: String,
    /// What changed.
    pub changes: Vec<LoggedChange>,
}

/// One changed row.
#[derive(Debug, Clone, Serialize)]
pub struct LoggedChange {
    /// Its table.
    pub table: String,
    /// Its id.
    pub row: String,
    /// What it belongs to, in names: study, animal, site, day.
    pub subject: String,
    /// The row before; none if it is new.
    pub before: Option<Map<String, Value>>,
    /// The row after; none if it is gone.
    pub after: Option<Map<String, Value>>,
}

impl LoggedChange {
    /// The columns that differ, with their values before and after, ids and times of recording
    /// aside.
    pub fn differences(&self) -> Vec<(String, Value, Value)> {
        let empty = Map::new();
        let before = self.before.as_ref().unwrap_or(&empty);
        let after = self.after.as_ref().unwrap_or(&empty);
        let columns = if self.after.is_some() { after } else { before };
        columns
            .keys()
            .filter(|name| *name != "id" && *name != "recorded_at")
            .filter_map(|name| {
                let of = |row: &Map<String, Value>| row.get(name).cloned().unwrap_or(Value::Null);
                let (old, new) = (of(before), of(after));
                (old != new).then(|| (name.clone(), old, new))
            })
            .collect()
    }
}

impl Store {
    /// Operations that fit the filter, newest first.
    pub fn log(&self, filter: &LogFilter) -> Result<Vec<LoggedOperation>, Error> {
        self.read(|conn| logged(conn, filter))
    }
}

fn logged(conn: &Connection, filter: &LogFilter) -> Result<Vec<LoggedOperation>, Error> {
    let mut names = Names::new(conn);
    let mut listed = Vec::new();
    let mut statement = conn.prepare(
        "SELECT seq, at, utc_offset_min, author, verb, reason, program, undoes, coalesce(hash, '')
         FROM operations
         WHERE (?1 IS NULL OR author = ?1) AND (?2 IS NULL OR at >= ?2) AND (?3 IS NULL OR date(at) <= ?3)
           AND (?4 IS NULL OR seq = ?4)
         ORDER BY seq DESC",
    )?;
    let day = |d: chrono::NaiveDate| d.format("%Y-%m-%d").to_string();
    let mut rows = statement.query((
        &filter.author,
        filter.since.map(day),
        filter.until.map(day),
        filter.seq,
    ))?;
    while let Some(row) = rows.next()? {
        if filter.limit.is_some_and(|limit| listed.len() >= limit) {
            break;
        }
        let mut operation = LoggedOperation {
            seq: row.get(0)?,
            at: row.get(1)?,
            utc_offset_min: row.get(2)?,
            author: row.get(3)?,
            verb: row.get(4)?,
            reason: row.get(5)?,
            program: row.get(6)?,
            undoes: row.get(7)?,
            fingerprint: row.get(8)?,
            changes: Vec::new(),
        };
        operation.changes = changes_of(conn, operation.seq, &mut names, filter)?;
        let whole = filter.study.is_none() && filter.animal.is_none();
        if whole || !operation.changes.is_empty() {
            listed.push(operation);
        }
    }
    Ok(listed)
}

fn changes_of(
    conn: &Connection,
    seq: i64,
    names: &mut Names<'_>,
    filter: &LogFilter,
) -> Result<Vec<LoggedChange>, Error> {
    let mut statement = conn.prepare_cached(
        "SELECT table_name, row_id, before, after FROM changes WHERE operation = ?1 ORDER BY seq",
    )?;
    let mut rows = statement.query([seq])?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next()? {
        let (table, id): (String, String) = (row.get(0)?, row.get(1)?);
        let before = object(row.get::<_, Option<String>>(2)?);
        let after = object(row.get::<_, Option<String>>(3)?);
        let old = before
            .as_ref()
            .map(|json| names.path(&table, json))
            .transpose()?;
        let new = after
            .as_ref()
            .map(|json| names.path(&table, json))
            .transpose()?;
        if [&old, &new]
            .into_iter()
            .flatten()
            .any(|path| path.fits(filter))
        {
            let subject = from_to(old, new);
            changes.push(LoggedChange {
                table,
                row: id,
                subject,
                before,
                after,
            });
        }
    }
    Ok(changes)
}

/// What a change is about: one subject, or both where a row moved from one to another.
fn from_to(old: Option<Subject>, new: Option<Subject>) -> String {
    let text = |subject: &Option<Subject>| subject.as_ref().map(ToString::to_string);
    match (text(&old), text(&new)) {
        (Some(old), Some(new)) if old != new => format!("{old} → {new}"),
        (old, new) => new.or(old).unwrap_or_default(),
    }
}

fn object(json: Option<String>) -> Option<Map<String, Value>> {
    json.and_then(|text| serde_json::from_str(&text).ok())
}

/// What a row belongs to, in names.
#[derive(Debug, Clone, Default)]
struct Subject {
    study: Option<String>,
    animal: Option<String>,
    rest: Vec<String>,
}

impl Subject {
    fn fits(&self, filter: &LogFilter) -> bool {
        let fits = |wanted: &Option<String>, is: &Option<String>| wanted.is_none() || wanted == is;
        fits(&filter.study, &self.study) && fits(&filter.animal, &self.animal)
    }
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts: Vec<&str> = self
            .study
            .iter()
            .chain(&self.animal)
            .chain(&self.rest)
            .map(String::as_str)
            .collect();
        f.write_str(&parts.join(" · "))
    }
}

/// A row with the name of its table.
type NamedRow = (String, Map<String, Value>);

/// The names of rows by id, as the trail last knew them; rows that are gone have theirs too.
struct Names<'c> {
    conn: &'c Connection,
    known: HashMap<String, Option<NamedRow>>,
}

impl<'c> Names<'c> {
    fn new(conn: &'c Connection) -> Self {
        Self {
            conn,
            known: HashMap::new(),
        }
    }

    fn row(&mut self, id: &str) -> Result<Option<NamedRow>, Error> {
        if let Some(known) = self.known.get(id) {
            return Ok(known.clone());
        }
        let mut statement = self.conn.prepare_cached(
            "SELECT table_name, coalesce(after, before) FROM changes WHERE row_id = ?1 ORDER BY seq DESC LIMIT 1",
        )?;
        let mut rows = statement.query([id])?;
        let found = match rows.next()? {
            Some(row) => object(row.get(1).unwrap_or_default())
                .map(|json| (row.get(0).unwrap_or_default(), json)),
            None => None,
        };
        self.known.insert(id.to_owned(), found.clone());
        Ok(found)
    }

    /// Follows a row to the study it belongs to.
    fn path(&mut self, table: &str, row: &Map<String, Value>) -> Result<Subject, Error> {
        let mut subject = Subject::default();
        let mut next = Some((table.to_owned(), row.clone()));
        // Rows are at most five steps from their study; a longer chain is a tampered one.
        for _ in 0..8 {
            let Some((table, row)) = next else { break };
            let text = |column: &str| row.get(column).and_then(Value::as_str).map(str::to_owned);
            match table.as_str() {
                "studies" => subject.study = text("name"),
                "animals" => subject.animal = text("tag"),
                "tumors" => subject.rest.insert(0, text("site").unwrap_or_default()),
                "arms" => subject
                    .rest
                    .insert(0, format!("arm {}", text("name").unwrap_or_default())),
                "cages" => subject
                    .rest
                    .insert(0, format!("cage {}", text("label").unwrap_or_default())),
                _ => subject.rest.extend(text("observed_on")),
            }
            let parents = ["reading_id", "tumor_id", "animal_id", "study_id", "arm_id"];
            next = match parents.iter().find_map(|column| text(column)) {
                Some(parent) => self.row(&parent)?,
                None => None,
            };
        }
        Ok(subject)
    }
}

/// What the row with this id belongs to, in names; empty if the trail does not know it.
pub(super) fn subject_of(conn: &Connection, id: &str) -> Result<String, Error> {
    let mut names = Names::new(conn);
    match names.row(id)? {
        Some((table, row)) => Ok(names.path(&table, &row)?.to_string()),
        None => Ok(String::new()),
    }
}
