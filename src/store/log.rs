//! The audit trail as people read it. Of a study that is blinded now, nothing that reveals its arms
//! is shown, whenever it was written; the trail itself is whole.
//!
//! One import has a million changes, so changes are read one by one ([`Changes`]), and only as many are held in
//! memory as a filter asks for.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use chrono::{DateTime, FixedOffset, NaiveDate};
use rusqlite::{Connection, Row, Rows};
use serde::Serialize;
use serde_json::{Map, Value};

use super::operation::remarks_in;
use super::subject::{Names, Subject, said};
use super::tables::Called;
use super::{Error, Store, about, tables};
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

/// One operation with the changes that fit the filter: a list of them, or [`Changes`] that are still to be read.
#[derive(Debug, Clone, Serialize)]
pub struct LoggedOperation<C = Vec<LoggedChange>> {
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
    pub changes: C,
}

impl<C> LoggedOperation<C> {
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

    /// What is remarkable about the operation: the clock that it was written by, values that were confirmed although
    /// they were not expected.
    pub fn remarks(&self) -> impl Iterator<Item = &str> {
        remarks_in(&self.program)
    }

    /// The same operation with its changes in another form.
    pub fn with_changes<D>(
        self,
        make: impl FnOnce(C) -> Result<D, Error>,
    ) -> Result<LoggedOperation<D>, Error> {
        Ok(LoggedOperation {
            seq: self.seq,
            at: self.at,
            utc_offset_min: self.utc_offset_min,
            author: self.author,
            verb: self.verb,
            reason: self.reason,
            program: self.program,
            undoes: self.undoes,
            fingerprint: self.fingerprint,
            change_count: self.change_count,
            changes: make(self.changes)?,
        })
    }
}

impl LoggedOperation {
    /// What it is about, in names: its first change, and how many there are more.
    pub fn subject(&self) -> String {
        let Some(first) = self.changes.first() else {
            return String::new();
        };
        match self.change_count.saturating_sub(1) {
            0 => first.subject.clone(),
            more => format!("{} and {}", first.subject, counted(more, "more change")),
        }
    }
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
        // A column that is NULL is left out, or not, by the version that recorded the row.
        let columns: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        columns
            .into_iter()
            .filter(|name| *name != "id" && *name != "recorded_at")
            .filter_map(|name| {
                let of = |row: &Map<String, Value>| row.get(name).cloned().unwrap_or(Value::Null);
                let (old, new) = (of(before), of(after));
                (old != new).then(|| (name.clone(), old, new))
            })
            .collect()
    }

    /// What its row is, in words: `animal`, `reading`.
    pub fn row_words(&self) -> String {
        tables::row_words(&self.table)
    }

    /// The differences that a reader needs, as text: column in words, value before, value after. Left out are the ids
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
            .map(|(name, old, new)| {
                let words = tables::column_words(&name);
                (words, value_text(&old), value_text(&new))
            })
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

    /// Hands over the operations that fit the filter one after the other, newest first, with their changes still to
    /// be read. All are of one state of the file; while it lasts, what others write stays in the journal.
    ///
    /// # Errors
    /// The first one of `take`, which ends it, and those of reading.
    pub fn log_each<E: From<Error>>(
        &self,
        filter: &LogFilter,
        mut take: impl FnMut(LoggedOperation<Changes<'_, '_>>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut failed = None;
        self.read(|conn| {
            each_logged(conn, filter, |operation| {
                Ok(match take(operation) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(error) => {
                        failed = Some(error);
                        ControlFlow::Break(())
                    }
                })
            })
        })?;
        failed.map_or(Ok(()), Err)
    }
}

/// Operations that fit the filter, newest first. What reveals the arms of a blinded study is left out.
pub(super) fn logged(conn: &Connection, filter: &LogFilter) -> Result<Vec<LoggedOperation>, Error> {
    let mut listed = Vec::new();
    each_logged(conn, filter, |operation| {
        listed.push(operation.with_changes(|changes| changes.collect())?);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(listed)
}

fn each_logged(
    conn: &Connection,
    filter: &LogFilter,
    mut take: impl FnMut(LoggedOperation<Changes<'_, '_>>) -> Result<ControlFlow<()>, Error>,
) -> Result<(), Error> {
    let mut names = Names::new(conn)?;
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
    let mut taken = 0;
    while filter.limit.is_none_or(|limit| taken < limit) {
        let Some(row) = rows.next()? else { break };
        let seq = row.get(0)?;
        if about.as_ref().is_some_and(|about| !about.contains(&seq)) {
            continue;
        }
        let reason = reason(seq, row.get(5)?, &mut names)?;
        let change_count = count_of(conn, seq)?;
        let mut changes = conn.prepare_cached(CHANGES)?;
        let mut changes = Changes {
            rows: changes.query([seq])?,
            names: &mut names,
            filter,
            unread: change_count,
            first: None,
            given: 0,
        };
        changes.first = changes.next_fitting()?;
        if !filter.is_whole() && changes.first.is_none() {
            continue;
        }
        taken += 1;
        let flow = take(LoggedOperation {
            seq,
            at: row.get(1)?,
            utc_offset_min: row.get(2)?,
            author: row.get(3)?,
            verb: row.get(4)?,
            reason,
            program: row.get(6)?,
            undoes: row.get(7)?,
            fingerprint: row.get(8)?,
            change_count,
            changes,
        })?;
        if flow.is_break() {
            break;
        }
    }
    Ok(())
}

/// What stands for the reason of a change of arms while a study is blinded: it is likely to name one.
const HIDDEN: &str = "(hidden while the study is blinded)";

/// Why an operation was made, unless it may name the arms of a blinded study.
fn reason(
    seq: i64,
    reason: Option<String>,
    names: &mut Names<'_>,
) -> Result<Option<String>, Error> {
    match reason.is_some() && names.are_hidden_arms_changed(seq)? {
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

const CHANGES: &str =
    "SELECT table_name, row_id, before, after FROM changes WHERE operation = ?1 ORDER BY seq";

/// The changes of an operation that fit a filter, in their order, at most as many as it asks for. They are read from
/// the file one by one.
pub struct Changes<'a, 'c> {
    rows: Rows<'a>,
    names: &'a mut Names<'c>,
    filter: &'a LogFilter,
    /// Rows of any kind that are still to be read.
    unread: usize,
    /// The first one, which is read at once to see whether there is any.
    first: Option<LoggedChange>,
    /// How many were given.
    given: usize,
}

impl Iterator for Changes<'_, '_> {
    type Item = Result<LoggedChange, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.filter.changes_limit.is_some_and(|n| self.given >= n) {
            return None;
        }
        self.given += 1;
        let first = self.first.take();
        first.map(Ok).or_else(|| self.next_fitting().transpose())
    }
}

impl Changes<'_, '_> {
    /// How many changes that fit were not given; none can be given afterwards. If every change fits, they are not
    /// read.
    pub fn count_rest(&mut self) -> Result<usize, Error> {
        let mut rest = usize::from(self.first.take().is_some());
        if self.filter.is_whole() {
            return Ok(rest + std::mem::take(&mut self.unread));
        }
        while let Some(row) = self.rows.next()? {
            let read = Recorded::read(row)?;
            let subjects = read.subjects(self.names)?;
            rest += usize::from(read.fits(self.filter, &subjects, self.names)?);
        }
        Ok(rest)
    }

    fn next_fitting(&mut self) -> Result<Option<LoggedChange>, Error> {
        while let Some(row) = self.rows.next()? {
            self.unread = self.unread.saturating_sub(1);
            let read = Recorded::read(row)?;
            let subjects = read.subjects(self.names)?;
            if read.fits(self.filter, &subjects, self.names)? {
                return Ok(Some(read.logged(subjects)));
            }
        }
        Ok(None)
    }
}

/// A change as the trail has it.
struct Recorded {
    table: String,
    row: String,
    before: Option<String>,
    after: Option<String>,
}

impl Recorded {
    fn read(row: &Row<'_>) -> Result<Self, Error> {
        Ok(Self {
            table: row.get(0)?,
            row: row.get(1)?,
            before: row.get(2)?,
            after: row.get(3)?,
        })
    }

    fn subjects(&self, names: &mut Names<'_>) -> Result<Vec<Subject>, Error> {
        let states = [&self.before, &self.after].into_iter().flatten();
        states
            .map(|json| names.subject(&self.table, json))
            .collect()
    }

    fn fits(
        &self,
        filter: &LogFilter,
        subjects: &[Subject],
        names: &mut Names<'_>,
    ) -> Result<bool, Error> {
        if subjects.iter().any(|subject| filter.takes(subject)) {
            return Ok(true);
        }
        // What was called otherwise when this was written is found by the name it has now.
        let called = tables::named(&self.table).map(|table| table.called);
        match called {
            Some(Called::Study | Called::Animal) => Ok(filter.takes(&*names.now(&self.row)?)),
            _ => Ok(false),
        }
    }

    fn logged(self, mut subjects: Vec<Subject>) -> LoggedChange {
        let (mut before, mut after) = (object(self.before), object(self.after));
        if subjects.iter().any(|subject| subject.blinded) {
            for row in before.iter_mut().chain(&mut after) {
                tables::mask(&self.table, row);
            }
        }
        if let Some(day0) = subjects.iter().find_map(|subject| subject.undated) {
            for row in before.iter_mut().chain(&mut after) {
                without_dates(row, day0);
            }
        }
        subjects.dedup();
        LoggedChange {
            table: self.table,
            row: self.row,
            subject: from_to(&subjects),
            subjects,
            before,
            after,
        }
    }
}

/// Puts study days in the place of dates that nobody recorded: the study has study days only.
fn without_dates(row: &mut Map<String, Value>, day0: NaiveDate) {
    if row
        .get("day0_assumed")
        .is_some_and(|assumed| !assumed.is_null())
    {
        row.remove("day0");
    }
    if let Some(Value::String(date)) = row.get_mut("observed_on") {
        *date = said(Some(day0), std::mem::take(date));
    }
}

/// What a change is about: one subject, or both where a row moved from one to another.
fn from_to(subjects: &[Subject]) -> String {
    let texts: Vec<_> = subjects.iter().map(ToString::to_string).collect();
    texts.join(" → ")
}

fn object(json: Option<String>) -> Option<Map<String, Value>> {
    json.and_then(|text| serde_json::from_str(&text).ok())
}
