//! Dispositions and exclusions.

use std::collections::HashMap;

use rusqlite::Connection;

use super::codec::{self, date_text};
use super::record::Whose;
use super::{Error, Operation};
use domain::{
    AnimalId, Disposition, DispositionId, Exclusion, ExclusionId, Prose, ReadingId, Scope, StudyId,
    When,
};

impl Operation<'_> {
    /// Writes how an animal left the study.
    pub fn insert_disposition(
        &self,
        animal: AnimalId,
        disposition: &Disposition,
    ) -> Result<(), Error> {
        codec::insert(
            &self.tx,
            "dispositions",
            &[
                ("id", &disposition.id.to_string()),
                ("animal_id", &animal.to_string()),
                ("kind", &disposition.kind.id()),
                ("observed_on", &date_text(disposition.when.date)),
                ("day_part", &disposition.when.day_part),
                ("reason", &disposition.reason.as_ref().map(Prose::as_str)),
            ],
        )
    }

    /// Takes a disposition back: the animal is on study again.
    pub fn delete_disposition(&self, disposition: DispositionId) -> Result<(), Error> {
        codec::delete(&self.tx, "dispositions", &disposition.to_string())
    }

    /// Writes a new exclusion.
    pub fn insert_exclusion(&self, study: StudyId, exclusion: &Exclusion) -> Result<(), Error> {
        let (animal, when, reading) = match exclusion.scope {
            Scope::Animal(animal) => (Some(animal), None, None),
            Scope::AnimalDay(animal, when) => (Some(animal), Some(when), None),
            Scope::Day(when) => (None, Some(when), None),
            Scope::Reading(reading) => (None, None, Some(reading)),
        };
        codec::insert(
            &self.tx,
            "exclusions",
            &[
                ("id", &exclusion.id.to_string()),
                ("study_id", &study.to_string()),
                ("animal_id", &animal.map(|id: AnimalId| id.to_string())),
                ("observed_on", &when.map(|w: When| date_text(w.date))),
                ("day_part", &when.map(|w| w.day_part)),
                ("reading_id", &reading.map(|id: ReadingId| id.to_string())),
                ("reason", &exclusion.reason.as_str()),
                ("foreseen", &exclusion.foreseen),
            ],
        )
    }

    /// Takes an exclusion back: its data count again.
    pub fn delete_exclusion(&self, exclusion: ExclusionId) -> Result<(), Error> {
        codec::delete(&self.tx, "exclusions", &exclusion.to_string())
    }
}

/// Dispositions by animal, which has one at most.
pub(super) fn dispositions(
    conn: &Connection,
    whose: Whose<'_>,
) -> Result<HashMap<AnimalId, Vec<Disposition>>, Error> {
    let sql = format!(
        "SELECT d.id, d.animal_id, d.kind, d.observed_on, d.day_part, d.reason
               FROM animals a JOIN dispositions d ON d.animal_id = a.id WHERE {}",
        whose.condition()
    );
    codec::grouped(conn, "dispositions", &sql, whose.params(), |row| {
        let disposition = Disposition {
            id: row.parsed(0)?,
            kind: row.parsed(2)?,
            when: row.when(3)?,
            reason: row.prose_if(5)?,
        };
        Ok((row.parsed(1)?, disposition))
    })
}

/// The exclusions of a study in the order of their making.
pub(super) fn exclusions(conn: &Connection, study: StudyId) -> Result<Vec<Exclusion>, Error> {
    let sql = "SELECT id, animal_id, observed_on, day_part, reading_id, reason, foreseen
               FROM exclusions WHERE study_id = ?1 ORDER BY id";
    codec::collect(conn, "exclusions", sql, [study.to_string()], |row| {
        let scope = match (row.parsed_if(1)?, row.when_if(2)?, row.parsed_if(4)?) {
            (_, _, Some(reading)) => Scope::Reading(reading),
            (Some(animal), Some(when), None) => Scope::AnimalDay(animal, when),
            (Some(animal), None, None) => Scope::Animal(animal),
            (None, Some(when), None) => Scope::Day(when),
            (None, None, None) => {
                return Err(Error::Unreadable {
                    table: "exclusions",
                    row: row.plain(0)?,
                    why: "it names nothing to exclude".into(),
                });
            }
        };
        Ok(Exclusion {
            id: row.parsed(0)?,
            scope,
            reason: row.made(5, |text| Prose::new("reason", text))?,
            foreseen: row.plain(6)?,
        })
    })
}
