//! What a changed row belongs to, in names, as the trail last knew them; rows that are gone have
//! theirs too. Only the trail is read, but for which studies are blinded now: their arms have no name.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::rc::Rc;

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension};
use serde::Deserialize;

use super::tables::{self, Called};
use super::{Error, blinding};
use domain::{When, day_of};

/// What a row belongs to, in names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subject {
    /// Name of the study.
    pub study: Option<String>,
    /// Tag of the animal.
    pub animal: Option<String>,
    /// What of them: `right flank` and `2026-01-05`, `arm Vehicle`, `cage C01`.
    pub rest: Vec<String>,
    /// Id of the study.
    pub(super) study_id: Option<String>,
    /// Whether the study is blinded now: then its arms are not named.
    pub(super) blinded: bool,
    /// What its dates count from, if it has study days only now: then no date of it is shown.
    pub(super) undated: Option<NaiveDate>,
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.study.iter().chain(&self.animal).chain(&self.rest);
        let parts: Vec<&str> = names.map(String::as_str).collect();
        f.write_str(&parts.join(" · "))
    }
}

/// Rows are at most five steps from their study; a longer chain is a tampered one.
const LONGEST_CHAIN: usize = 8;

/// The columns that name a row, and those that say what it belongs to.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Links {
    id: Option<String>,
    name: Option<String>,
    tag: Option<String>,
    site: Option<String>,
    label: Option<String>,
    observed_on: Option<String>,
    reading_id: Option<String>,
    tumor_id: Option<String>,
    animal_id: Option<String>,
    study_id: Option<String>,
    arm_id: Option<String>,
    cohort_id: Option<String>,
    line_id: Option<String>,
    number: Option<u32>,
    planned_on: Option<String>,
}

impl Links {
    /// The value of a column that names a row.
    fn named(&self, column: &str) -> Option<String> {
        match column {
            "name" => self.name.clone(),
            "tag" => self.tag.clone(),
            "site" => self.site.clone(),
            "label" => self.label.clone(),
            "observed_on" => self.observed_on.clone(),
            "planned_on" => self.planned_on.clone(),
            "number" => self.number.map(|number| number.to_string()),
            _ => None,
        }
    }

    /// The id of the row that this one belongs to.
    fn parent(&self) -> Option<&str> {
        let closest = [&self.reading_id, &self.tumor_id, &self.animal_id];
        let wider = [&self.study_id, &self.line_id, &self.arm_id];
        closest.into_iter().chain(wider).find_map(Option::as_deref)
    }
}

/// The subjects of rows, each looked up once.
pub(super) struct Names<'c> {
    conn: &'c Connection,
    known: HashMap<String, Rc<Subject>>,
    blinded: HashSet<String>,
    /// What the dates of studies of study days count from.
    undated: HashMap<String, NaiveDate>,
}

impl<'c> Names<'c> {
    pub(super) fn new(conn: &'c Connection) -> Result<Self, Error> {
        Ok(Self {
            conn,
            known: HashMap::new(),
            blinded: blinding::blinded_studies(conn)?,
            undated: undated_studies(conn)?,
        })
    }

    /// What a row of `table` in this state belongs to.
    pub(super) fn subject(&mut self, table: &str, json: &str) -> Result<Subject, Error> {
        self.described(table, json, 0)
    }

    /// What the row with this id is called now, or was last.
    pub(super) fn now(&mut self, id: &str) -> Result<Rc<Subject>, Error> {
        self.of(id, 0)
    }

    /// Whether an operation changed arms of a study that is blinded now, or the arms of its animals.
    pub(super) fn are_hidden_arms_changed(&mut self, operation: i64) -> Result<bool, Error> {
        if self.blinded.is_empty() {
            return Ok(false);
        }
        let conn = self.conn;
        let mut statement = conn.prepare_cached(blinding::CHANGES_OF_ARMS)?;
        let mut rows = statement.query([operation])?;
        while let Some(row) = rows.next()? {
            if self.now(&row.get::<_, String>(0)?)?.blinded {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn described(&mut self, table: &str, json: &str, steps: usize) -> Result<Subject, Error> {
        // Only a tampered row is no such object; it has no names then.
        let row: Links = serde_json::from_str(json).unwrap_or_default();
        let mut subject = match row.parent() {
            Some(id) if steps < LONGEST_CHAIN => self.of(id, steps + 1)?.as_ref().clone(),
            _ => Subject::default(),
        };
        match tables::named(table).map(|table| table.called) {
            Some(Called::Study) => {
                subject.study = row.name;
                subject.blinded = row.id.as_ref().is_some_and(|id| self.blinded.contains(id));
                subject.undated = row.id.as_ref().and_then(|id| self.undated.get(id).copied());
                subject.study_id = row.id;
            }
            Some(Called::Member) if steps < LONGEST_CHAIN => {
                let sides = [row.line_id, row.arm_id, row.cohort_id];
                for id in sides.into_iter().flatten() {
                    let side = self.of(&id, steps + 1)?;
                    let name = side.rest.last().filter(|name| !subject.rest.contains(name));
                    subject.rest.extend(name.cloned());
                }
            }
            Some(Called::Animal) => subject.animal = row.tag,
            Some(Called::Arm) if subject.blinded => subject.rest.push("arm".to_owned()),
            Some(Called::Arm) => subject.rest.extend(row.name.map(|n| format!("arm {n}"))),
            Some(Called::By(word, column)) => {
                let name = row.named(column);
                let name = match column {
                    "observed_on" => name.map(|date| said(subject.undated, date)),
                    _ => name,
                };
                subject
                    .rest
                    .extend(name.map(|name| format!("{word}{name}")));
            }
            Some(Called::Member) | None => {}
        }
        Ok(subject)
    }

    /// What the row with this id belongs to; nothing if the trail does not know it.
    fn of(&mut self, id: &str, steps: usize) -> Result<Rc<Subject>, Error> {
        if let Some(known) = self.known.get(id) {
            return Ok(Rc::clone(known));
        }
        let row: Option<(String, Option<String>)> = self
            .conn
            .prepare_cached(
                "SELECT table_name, coalesce(after, before) FROM changes WHERE row_id = ?1 ORDER BY seq DESC LIMIT 1",
            )?
            .query_row([id], |row| {
                Ok((row.get(0).unwrap_or_default(), row.get(1).unwrap_or_default()))
            })
            .optional()?;
        let found = match row {
            Some((table, json)) => self.described(&table, &json.unwrap_or_default(), steps)?,
            None => Subject::default(),
        };
        let found = Rc::new(found);
        self.known.insert(id.to_owned(), Rc::clone(&found));
        Ok(found)
    }
}

/// A date, or the study day where the study counts days from `undated` and has no dates.
pub(super) fn said(undated: Option<NaiveDate>, date: String) -> String {
    match (undated, date.parse::<NaiveDate>()) {
        (Some(day0), Ok(on)) => format!("day {}", day_of(When::on(on), day0)),
        _ => date,
    }
}

fn undated_studies(conn: &Connection) -> Result<HashMap<String, NaiveDate>, Error> {
    let mut statement =
        conn.prepare_cached("SELECT id, day0 FROM studies WHERE day0_assumed = 1")?;
    let mut rows = statement.query([])?;
    let mut undated = HashMap::new();
    while let Some(row) = rows.next()? {
        if let Ok(day0) = row.get::<_, String>(1)?.parse() {
            undated.insert(row.get(0)?, day0);
        }
    }
    Ok(undated)
}

/// Whether a row belongs to a study that is blinded now.
pub(super) fn is_blinded(conn: &Connection, id: &str) -> Result<bool, Error> {
    Ok(Names::new(conn)?.of(id, 0)?.blinded)
}

/// What the row with this id belongs to, in names; empty if the trail does not know it.
pub(super) fn subject_of(conn: &Connection, id: &str) -> Result<String, Error> {
    Ok(Names::new(conn)?.of(id, 0)?.to_string())
}
