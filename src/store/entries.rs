//! Entries of every kind: what is recorded of an animal or a tumor at a moment.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveTime};
use rusqlite::Connection;

use super::codec::{self, Row, date_text};
use super::record::Selection;
use super::{Error, Operation};
use domain::{Cells, ClockTime, Dated, Entry, Look, Owner};

impl Operation<'_> {
    /// Writes a new entry.
    pub fn insert_entry<E: Entry>(&self, owner: E::Owner, entry: &Dated<E>) -> Result<(), Error> {
        let id = entry.id.to_string();
        let new: [codec::Assigned<'_>; 2] = [("id", &id), ("recorded_at", &self.recorded_at())];
        write(owner, entry, &new, |all| {
            codec::insert(&self.tx, E::TABLE, all)
        })
    }

    /// Overwrites the owner, the time and the values of an entry.
    pub fn update_entry<E: Entry>(&self, owner: E::Owner, entry: &Dated<E>) -> Result<(), Error> {
        let id = entry.id.to_string();
        write(owner, entry, &[], |all| {
            codec::update(&self.tx, E::TABLE, &id, all)
        })
    }
}

fn write<E: Entry>(
    owner: E::Owner,
    dated: &Dated<E>,
    new: &[codec::Assigned<'_>],
    to: impl FnOnce(&[codec::Assigned<'_>]) -> Result<(), Error>,
) -> Result<(), Error> {
    // Taken apart, so that what is added to all entries is not forgotten here.
    let Dated {
        id: _,
        when,
        clock_time,
        repeat,
        observer,
        entry,
    } = dated;
    let clock_time = clock_time.map(|time| time.to_string());
    let observer = observer.as_deref();
    let common: [codec::Assigned<'_>; 6] = [
        (E::Owner::COLUMN, &owner.to_string()),
        ("observed_on", &date_text(when.date)),
        ("day_part", &when.day_part),
        ("clock_time", &clock_time),
        ("repeat", repeat),
        ("observer", &observer),
    ];
    let attributes = E::ATTRIBUTES.iter();
    let cells = attributes.map(|attribute| (attribute.name, (attribute.get)(entry)));
    codec::with_cells(&[new, &common].concat(), cells, to)
}

/// A text that is not greater than any id that is made on this date (UTC) or later, and greater than all before: ids begin
/// with the time, in milliseconds, at which they are made.
fn first_id_of(date: NaiveDate) -> String {
    let start = date.and_time(NaiveTime::MIN).and_utc().timestamp_millis();
    let digits = format!("{:012x}", start.max(0));
    format!("{}-{}", &digits[..8], &digits[8..])
}

/// The columns that entries of every kind have, id, owner and time of recording aside.
pub(super) const COMMON: [&str; 5] = [
    "observed_on",
    "day_part",
    "clock_time",
    "repeat",
    "observer",
];

/// Entries of a kind by owner, each owner's in order of time, then repeat. They are sorted here: SQLite
/// would sort all columns of the whole study, where the index gives each owner's in order already.
pub(super) fn load<E: Entry>(
    conn: &Connection,
    selection: Selection<'_>,
) -> Result<HashMap<E::Owner, Vec<Dated<E>>>, Error> {
    let attributes = E::ATTRIBUTES.iter().map(|attribute| attribute.name);
    let columns: Vec<String> = ["id", E::Owner::COLUMN]
        .into_iter()
        .chain(COMMON)
        .chain(attributes)
        .map(|name| format!("e.{name}"))
        .collect();
    let (join, owner) = match E::Owner::LOOK {
        Look::Tumor => ("JOIN tumors t ON t.animal_id = a.id", "t.id"),
        Look::Body => ("", "a.id"),
    };
    let (table, column) = (E::TABLE, E::Owner::COLUMN);
    let all = format!(
        "SELECT {} FROM animals a {join} JOIN {table} e ON e.{column} = {owner} WHERE {}",
        columns.join(", "),
        selection.condition()
    );
    let (study, of_animals) = selection.params();
    let mut params = vec![Some(study), of_animals.map(str::to_owned)];
    let sql = match selection.since {
        None => all,
        Some(since) => {
            params.extend([Some(date_text(since)), Some(first_id_of(since))]);
            format!(
                "{all} AND e.observed_on >= ?3
                 UNION ALL
                 {all} AND (a.id >= ?4 OR {owner} >= ?4) AND e.observed_on < ?3 AND e.observed_on =
                    (SELECT min(f.observed_on) FROM {table} f WHERE f.{column} = {owner})"
            )
        }
    };
    let params = rusqlite::params_from_iter(params);
    let mut entries = codec::grouped(conn, table, &sql, params, |row| {
        let entry = Dated {
            id: row.required("id", Row::id)?,
            when: row.required("observed_on", |row, _| row.when())?,
            clock_time: row.made("clock_time", |text| ClockTime::read("clock_time", text))?,
            repeat: row.plain("repeat")?,
            observer: row.shared("observer")?,
            entry: E::read(row)?,
        };
        Ok((row.required(E::Owner::COLUMN, Row::id)?, entry))
    })?;
    for of_owner in entries.values_mut() {
        of_owner.sort_by(Dated::in_time);
    }
    Ok(entries)
}
