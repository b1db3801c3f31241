//! The audit trail as people read it. Of a study that is blinded now, nothing that reveals its arms
//! is shown, whenever it was written; the trail itself is whole.

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset};
use rusqlite::Connection;
use serde::Serialize;
use serde_json::{Map, Value};

use super::operation::remarks_in;
use super::subject::{Names, Subject};
use super::tables::Called;
use super::{Error, Store, about, blinding, tables};
use domain::counted;

/// Which operations to list, newest first. Every part that is given must fit.
#[derive(Debug, Clone, Default)]
pub struct LogFilter {
    /// Name of a study.
    pub study: Option<String>,
    /// Tag of an animal: only changes to it and to what belongs to it.
    pub animal: Option<String>,
    /// Author.
    pub author: Option<String>,
    /// What was done: `correct`, `undo`, ...
    pub verb: Option<String>,
    /// First day on the calendar of the author, such as 2026-01-22.
    pub since: Option<chrono::NaiveDate>,
    /// Last day on the calendar of the author.
    pub until: Option<chrono::NaiveDate>,
    /// The operation with this number.
    pub seq: Option<i64>,
    /// Only operations with smaller numbers: the next page of a list that ended with this one.
    pub before_seq: Option<i64>,
    /// At most so many operations.
    pub limit: Option<usize>,
    /// At most so many changes of each operation, its first ones: an import has a hundred thousand.
    pub changes_limit: Option<usize>,
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
    /// How many rows it changed in all.
    #[serde(skip)]
    pub change_count: usize,
    /// What changed, as far as it fits the filter.
    pub changes: Vec<LoggedChange>,
}

impl LoggedOperation {
    /// When it was recorded, on the clock of the author; none of a time that is malformed.
    pub fn local_time(&self) -> Option<DateTime<FixedOffset>> {
        let at = DateTime::parse_from_rfc3339(&self.at).ok()?;
        let offset = FixedOffset::east_opt(self.utc_offset_min.checked_mul(60)?)?;
        Some(at.with_timezone(&offset))
    }

    /// The same with its offset from UTC: `2026-01-22 10:30:00 +01:00`.
    pub fn local_text(&self) -> String {
        let local = self.local_time();
        local.map_or_else(
            || self.at.clone(),
            |at| at.format("%Y-%m-%d %H:%M:%S %:z").to_string(),
        )
    }

    /// What the program remarked on the clock when it wrote the operation.
    pub fn clock_remarks(&self) -> impl Iterator<Item = &str> {
        remarks_in(&self.program)
    }

    /// What it is about, in names: its first change, and how many there are more.
    pub fn subject(&self) -> String {
        let Some(first) = self.changes.first() else {
            return String::new();
        };
        match self.change_count.saturating_sub(1) {
            0 => first.subject.clone(),
            more => format!("{} and {} more", first.subject, counted(more, "row")),
        }
    }

    /// The names of the studies that the listed changes are about.
    pub fn studies(&self) -> BTreeSet<&str> {
        let subjects = self.changes.iter().flat_map(|c| &c.subjects);
        subjects.filter_map(|s| s.study.as_deref()).collect()
    }

    /// The ids of the studies that the listed changes are about.
    pub(super) fn study_ids(&self) -> BTreeSet<&str> {
        let subjects = self.changes.iter().flat_map(|c| &c.subjects);
        subjects.filter_map(|s| s.study_id.as_deref()).collect()
    }

    /// The animals that the listed changes are about: name of the study, tag.
    pub fn animals(&self) -> BTreeSet<(&str, &str)> {
        let subjects = self.changes.iter().flat_map(|c| &c.subjects);
        subjects
            .filter_map(|s| Some((s.study.as_deref()?, s.animal.as_deref()?)))
            .collect()
    }

    /// How much of its study the listed changes touch.
    pub fn extent(&self) -> Extent<'_> {
        let of_one_animal = |change: &LoggedChange| {
            tables::named(&change.table).is_some_and(|table| table.of_one_animal)
        };
        match self.changes.iter().all(of_one_animal) {
            true => Extent::Animals(self.animals().into_iter().map(|(_, tag)| tag).collect()),
            false => Extent::Study,
        }
    }
}

/// How much of its study an operation changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extent<'a> {
    /// The animals with these tags: nothing but their readings, weighings and dispositions changed.
    Animals(BTreeSet<&'a str>),
    /// The study, perhaps all of it.
    Study,
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
    /// The same in parts: as it was before, then as it was after, or one where they are the same.
    #[serde(skip)]
    pub subjects: Vec<Subject>,
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

    /// The differences that a reader needs, as text: column, value before, value after. Left out are the ids
    /// of other rows, whose names are in the subject, the parts of days where both days are whole, and
    /// columns that only programs read.
    pub fn readable_differences(&self) -> Vec<(String, String, String)> {
        let whole_day = |v: &Value| v.is_null() || v.as_f64() == Some(0.0);
        let differences = self.differences().into_iter();
        differences
            .filter(|(name, old, new)| {
                let whole = name == "day_part" && whole_day(old) && whole_day(new);
                !(name.ends_with("_id") || whole || MACHINE_READ.contains(&name.as_str()))
            })
            .map(|(name, old, new)| (name, value_text(&old), value_text(&new)))
            .collect()
    }
}

/// Columns that are for programs: what a draw repeats from.
const MACHINE_READ: [&str; 3] = ["arms", "input", "receipt"];

fn value_text(value: &Value) -> String {
    match value {
        Value::Null => "–".into(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

impl Store {
    /// Operations that fit the filter, newest first.
    pub fn log(&self, filter: &LogFilter) -> Result<Vec<LoggedOperation>, Error> {
        self.read(|conn| logged(conn, filter))
    }
}

/// What stands for the reason of a change of arms while a study is blinded: it is likely to name one.
const HIDDEN: &str = "(hidden while the study is blinded)";

/// Operations that fit the filter, newest first. What reveals the arms of a blinded study is left out.
pub(super) fn logged(conn: &Connection, filter: &LogFilter) -> Result<Vec<LoggedOperation>, Error> {
    let mut names = Names::new(conn)?;
    let mut listed = Vec::new();
    let (animal, study) = (filter.animal.as_deref(), filter.study.as_deref());
    let about = animal.map(|tag| about::animal(conn, tag, study));
    let about = about.transpose()?;
    let mut statement = conn.prepare_cached(
        "SELECT seq, at, utc_offset_min, author, verb, reason, program, undoes, coalesce(hash, '')
         FROM operations
         WHERE seq BETWEEN ?1 AND ?2 AND (?3 IS NULL OR author = ?3)
           AND (?4 IS NULL OR date(at, utc_offset_min || ' minutes') >= ?4)
           AND (?5 IS NULL OR date(at, utc_offset_min || ' minutes') <= ?5)
           AND (?6 IS NULL OR verb = ?6)
         ORDER BY seq DESC",
    )?;
    let day = |d: chrono::NaiveDate| d.format("%Y-%m-%d").to_string();
    let newest = filter
        .before_seq
        .map_or(i64::MAX, |seq| seq.saturating_sub(1));
    let mut rows = statement.query((
        filter.seq.unwrap_or(0),
        filter.seq.map_or(newest, |seq| seq.min(newest)),
        &filter.author,
        filter.since.map(day),
        filter.until.map(day),
        &filter.verb,
    ))?;
    while filter.limit.is_none_or(|limit| listed.len() < limit) {
        let Some(row) = rows.next()? else { break };
        let seq = row.get(0)?;
        if about.as_ref().is_some_and(|about| !about.contains(&seq)) {
            continue;
        }
        let changes = changes_of(conn, seq, &mut names, filter)?;
        if !filter.is_whole() && changes.is_empty() {
            continue;
        }
        listed.push(LoggedOperation {
            seq,
            at: row.get(1)?,
            utc_offset_min: row.get(2)?,
            author: row.get(3)?,
            verb: row.get(4)?,
            reason: reason(conn, seq, row.get(5)?, &changes)?,
            program: row.get(6)?,
            undoes: row.get(7)?,
            fingerprint: row.get(8)?,
            change_count: count_of(conn, seq)?,
            changes,
        });
    }
    Ok(listed)
}

/// Why an operation was made, unless it may name the arms of a blinded study.
fn reason(
    conn: &Connection,
    seq: i64,
    reason: Option<String>,
    changes: &[LoggedChange],
) -> Result<Option<String>, Error> {
    let mut subjects = changes.iter().flat_map(|change| &change.subjects);
    let blinded = reason.is_some() && subjects.any(|subject| subject.blinded);
    match blinded && blinding::is_about_arms(conn, seq)? {
        true => Ok(Some(HIDDEN.to_owned())),
        false => Ok(reason),
    }
}

impl LogFilter {
    /// Whether every change of an operation fits.
    fn is_whole(&self) -> bool {
        self.study.is_none() && self.animal.is_none()
    }

    fn takes(&self, subject: &Subject) -> bool {
        let fits = |wanted: &Option<String>, is: &Option<String>| wanted.is_none() || wanted == is;
        fits(&self.study, &subject.study) && fits(&self.animal, &subject.animal)
    }
}

fn count_of(conn: &Connection, seq: i64) -> Result<usize, Error> {
    let count: u32 = conn
        .prepare_cached("SELECT count(*) FROM changes WHERE operation = ?1")?
        .query_row([seq], |row| row.get(0))?;
    Ok(count as usize)
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
    while filter
        .changes_limit
        .is_none_or(|limit| changes.len() < limit)
    {
        let Some(row) = rows.next()? else { break };
        let table: String = row.get(0)?;
        let (before, after): (Option<String>, Option<String>) = (row.get(2)?, row.get(3)?);
        let mut subjects = Vec::new();
        for json in [&before, &after].into_iter().flatten() {
            subjects.push(names.subject(&table, json)?);
        }
        let (mut before, mut after) = (object(before), object(after));
        if subjects.iter().any(|subject| subject.blinded) {
            for row in before.iter_mut().chain(&mut after) {
                tables::mask(&table, row);
            }
        }
        let id: String = row.get(1)?;
        let mut fits = subjects.iter().any(|subject| filter.takes(subject));
        // What was called otherwise when this was written is found by the name it has now.
        let called = tables::named(&table).map(|table| table.called);
        if !fits && matches!(called, Some(Called::Study | Called::Animal)) {
            fits = filter.takes(&*names.now(&id)?);
        }
        if fits {
            subjects.dedup();
            changes.push(LoggedChange {
                table,
                row: id,
                subject: from_to(&subjects),
                subjects,
                before,
                after,
            });
        }
    }
    Ok(changes)
}

/// What a change is about: one subject, or both where a row moved from one to another.
fn from_to(subjects: &[Subject]) -> String {
    let texts: Vec<_> = subjects.iter().map(ToString::to_string).collect();
    texts.join(" → ")
}

fn object(json: Option<String>) -> Option<Map<String, Value>> {
    json.and_then(|text| serde_json::from_str(&text).ok())
}
