//! Codes of blinded studies: drawing them, and the rows of the trail without what they hide.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension};

use super::{Error, Operation, codec, fresh_id};
use domain::{ANIMAL_CODE, ARM_CODE, AnimalId, ArmId, Blinding, Label, StudyId, code_of};

impl Operation<'_> {
    /// Draws a new code for an arm.
    pub fn draw_arm_code(&self, study: StudyId, arm: ArmId) -> Result<(), Error> {
        let code = draw(&self.tx, study, ARM_CODE)?;
        let cells: [codec::Assigned<'_>; 1] = [("code", &code.as_str())];
        codec::update(&self.tx, "arms", &arm.to_string(), &cells)
    }

    /// Draws a new code for an animal.
    pub fn draw_animal_code(&self, study: StudyId, animal: AnimalId) -> Result<(), Error> {
        let code = draw(&self.tx, study, ANIMAL_CODE)?;
        let cells: [codec::Assigned<'_>; 1] = [("code", &code.as_str())];
        codec::update(&self.tx, "animals", &animal.to_string(), &cells)
    }

    /// Puts on record that a copy of the key is handed out.
    pub fn insert_key_copy(&self, study: StudyId) -> Result<(), Error> {
        let (id, study) = (fresh_id().to_string(), study.to_string());
        let cells: [codec::Assigned<'_>; 2] = [("id", &id), ("study_id", &study)];
        codec::insert(&self.tx, "key_copies", &cells)
    }

    /// The code for an arm that is added to a study; none unless that is blinded.
    pub(super) fn code_for_arm(&self, study: StudyId) -> Result<Option<Label>, Error> {
        let blinded = blinding(&self.tx, study)?.is_blinded();
        blinded.then(|| draw(&self.tx, study, ARM_CODE)).transpose()
    }

    /// The code for an animal that is added to a study; none unless that is blinded by animal.
    pub(super) fn code_for_animal(&self, study: StudyId) -> Result<Option<Label>, Error> {
        let by_animal = blinding(&self.tx, study)? == Blinding::BlindedAnimals;
        by_animal
            .then(|| draw(&self.tx, study, ANIMAL_CODE))
            .transpose()
    }
}

fn blinding(conn: &Connection, study: StudyId) -> Result<Blinding, Error> {
    let word: Option<String> = conn
        .prepare_cached("SELECT blinding FROM studies WHERE id = ?1")?
        .query_row([study.to_string()], |row| row.get(0))
        .optional()?;
    // The tables allow the known words only.
    Ok(word.and_then(|w| w.parse().ok()).unwrap_or(Blinding::Open))
}

/// A code of so many letters that nothing in the study is called by, from SQLite's generator, which
/// the system seeds.
fn draw(conn: &Connection, study: StudyId, letters: usize) -> Result<Label, Error> {
    let mut taken = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM arms WHERE study_id = ?1 AND (code = ?2 OR name = ?2))
             OR EXISTS (SELECT 1 FROM animals WHERE study_id = ?1 AND (code = ?2 OR tag = ?2))",
    )?;
    loop {
        let drawn: Vec<u8> =
            conn.query_row("SELECT randomblob(?1)", [letters as i64], |row| row.get(0))?;
        let code = code_of(&drawn);
        let is_taken: bool =
            taken.query_row((study.to_string(), code.as_str()), |row| row.get(0))?;
        if !is_taken {
            return Ok(code);
        }
    }
}

/// The studies that are blinded now, by id.
pub(super) fn blinded_studies(conn: &Connection) -> Result<HashSet<String>, Error> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM studies WHERE blinding IN ('blinded', 'blinded_animals')",
    )?;
    let ids = statement.query_map([], |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// The ids of the rows in which an operation changed arms, or the arm of an animal; what people say of that may name
/// arms.
pub(super) const CHANGES_OF_ARMS: &str = "SELECT row_id FROM changes WHERE operation = ?1
         AND (table_name IN ('arms', 'treatments') OR table_name = 'animals' AND before IS NOT NULL
              AND json_extract(before, '$.arm_id') IS NOT json_extract(after, '$.arm_id'))";
