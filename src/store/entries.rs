//! Entries of every kind: what is recorded of an animal or a tumor at a moment.

use std::collections::HashMap;

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
    let sql = format!(
        "SELECT {} FROM animals a {join} JOIN {} e ON e.{} = {owner} WHERE {}",
        columns.join(", "),
        E::TABLE,
        E::Owner::COLUMN,
        selection.condition()
    );
    let mut entries = codec::grouped(conn, E::TABLE, &sql, selection.params(), |row| {
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
