//! Readings and weighings.

use std::cmp::Ordering;
use std::collections::HashMap;

use rusqlite::Connection;

use super::codec::{self, Reader, date_text};
use super::record::Whose;
use super::{Error, Operation};
use domain::{
    AnimalId, BodyWeight, Observation, Prose, Reading, Sizes, TumorId, Volume, Weighing, When,
};

impl Operation<'_> {
    /// Writes a new reading.
    pub fn insert_reading(&self, tumor: TumorId, reading: &Reading) -> Result<(), Error> {
        write(tumor, reading, |cells| {
            let id = reading.id.to_string();
            let at = self.recorded_at();
            let mut all: Vec<codec::Cell<'_>> = vec![("id", &id), ("recorded_at", &at)];
            all.extend_from_slice(cells);
            codec::insert(&self.tx, "readings", &all)
        })
    }

    /// Writes what a reading found, when, and of which tumor.
    pub fn update_reading(&self, tumor: TumorId, reading: &Reading) -> Result<(), Error> {
        let id = reading.id.to_string();
        write(tumor, reading, |cells| {
            codec::update(&self.tx, "readings", &id, cells)
        })
    }

    /// Writes a new weighing.
    pub fn insert_weighing(&self, animal: AnimalId, weighing: &Weighing) -> Result<(), Error> {
        write_weighing(animal, weighing, |cells| {
            let id = weighing.id.to_string();
            let at = self.recorded_at();
            let mut all: Vec<codec::Cell<'_>> = vec![("id", &id), ("recorded_at", &at)];
            all.extend_from_slice(cells);
            codec::insert(&self.tx, "body_weights", &all)
        })
    }

    /// Writes a weighing's weight, when, and of which animal.
    pub fn update_weighing(&self, animal: AnimalId, weighing: &Weighing) -> Result<(), Error> {
        let id = weighing.id.to_string();
        write_weighing(animal, weighing, |cells| {
            codec::update(&self.tx, "body_weights", &id, cells)
        })
    }
}

fn write(
    tumor: TumorId,
    reading: &Reading,
    to: impl FnOnce(&[codec::Cell<'_>]) -> Result<(), Error>,
) -> Result<(), Error> {
    let (sizes, given, reason) = match &reading.observation {
        Observation::Measured { sizes, given } => (*sizes, *given, None),
        Observation::NotPalpable => (None, None, None),
        Observation::NotMeasured(reason) => (None, None, Some(reason)),
    };
    to(&[
        ("tumor_id", &tumor.to_string()),
        ("observed_on", &date_text(reading.when.date)),
        ("day_part", &reading.when.day_part),
        ("repeat", &reading.repeat),
        ("state", &reading.observation.state()),
        ("length_mm", &sizes.map(|s| s.length_mm())),
        ("width_mm", &sizes.map(|s| s.width_mm())),
        ("height_mm", &sizes.and_then(|s| s.height_mm())),
        ("given_volume_mm3", &given.map(Volume::mm3)),
        ("reason", &reason.map(Prose::as_str)),
        ("typed", &reading.typed),
        ("observer", &reading.observer),
        ("method", &reading.method),
    ])
}

fn write_weighing(
    animal: AnimalId,
    weighing: &Weighing,
    to: impl FnOnce(&[codec::Cell<'_>]) -> Result<(), Error>,
) -> Result<(), Error> {
    to(&[
        ("animal_id", &animal.to_string()),
        ("observed_on", &date_text(weighing.when.date)),
        ("day_part", &weighing.when.day_part),
        ("repeat", &weighing.repeat),
        ("weight_g", &weighing.weight.grams()),
        ("observer", &weighing.observer),
    ])
}

/// Readings by tumor, each tumor's in order of time, then repeat. They are sorted here: SQLite would
/// sort all columns of the whole study, where the index gives each tumor's in order already.
pub(super) fn of_study(
    conn: &Connection,
    whose: Whose<'_>,
) -> Result<HashMap<TumorId, Vec<Reading>>, Error> {
    let sql = format!(
        "SELECT r.id, r.tumor_id, r.observed_on, r.day_part, r.repeat, r.state, r.length_mm, r.width_mm,
                r.height_mm, r.given_volume_mm3, r.reason, r.typed, r.observer, r.method
         FROM animals a JOIN tumors t ON t.animal_id = a.id JOIN readings r ON r.tumor_id = t.id
         WHERE {}",
        whose.condition()
    );
    let mut readings = codec::grouped(conn, "readings", &sql, whose.params(), |row| {
        let reading = Reading {
            id: row.parsed(0)?,
            when: row.when(2)?,
            repeat: row.plain(4)?,
            observation: observation(row)?,
            typed: row.plain(11)?,
            observer: row.plain(12)?,
            method: row.plain(13)?,
        };
        Ok((row.parsed(1)?, reading))
    })?;
    for of_tumor in readings.values_mut() {
        of_tumor.sort_by(|a: &Reading, b| in_time((a.when, a.repeat), (b.when, b.repeat)));
    }
    Ok(readings)
}

fn in_time((a, a_repeat): (When, u32), (b, b_repeat): (When, u32)) -> Ordering {
    let by_date = a.date.cmp(&b.date);
    by_date
        .then(a.day_part.total_cmp(&b.day_part))
        .then(a_repeat.cmp(&b_repeat))
}

fn observation(row: &Reader<'_, '_>) -> Result<Observation, Error> {
    match row.text(5)?.unwrap_or_default() {
        "not_palpable" => Ok(Observation::NotPalpable),
        "not_measured" => {
            let reason = row.made(10, |text| Prose::new("reason", text))?;
            Ok(Observation::NotMeasured(reason))
        }
        _ => {
            let sizes = match (row.plain(6)?, row.plain(7)?) {
                (Some(length), Some(width)) => {
                    Some(row.checked(Sizes::new(length, width, row.plain(8)?))?)
                }
                _ => None,
            };
            let given = row.plain::<Option<f64>>(9)?;
            Ok(Observation::Measured {
                sizes,
                given: given.map(|mm3| row.checked(Volume::new(mm3))).transpose()?,
            })
        }
    }
}

/// Weighings by animal, each animal's in order of time, then repeat.
pub(super) fn weighings(
    conn: &Connection,
    whose: Whose<'_>,
) -> Result<HashMap<AnimalId, Vec<Weighing>>, Error> {
    let sql = format!(
        "SELECT w.id, w.animal_id, w.observed_on, w.day_part, w.repeat, w.weight_g, w.observer
               FROM animals a JOIN body_weights w ON w.animal_id = a.id
               WHERE {}",
        whose.condition()
    );
    let mut weighings = codec::grouped(conn, "body_weights", &sql, whose.params(), |row| {
        let weighing = Weighing {
            id: row.parsed(0)?,
            when: row.when(2)?,
            repeat: row.plain(4)?,
            weight: row.checked(BodyWeight::new(row.plain(5)?))?,
            observer: row.plain(6)?,
        };
        Ok((row.parsed(1)?, weighing))
    })?;
    for of_animal in weighings.values_mut() {
        of_animal.sort_by(|a: &Weighing, b| in_time((a.when, a.repeat), (b.when, b.repeat)));
    }
    Ok(weighings)
}
