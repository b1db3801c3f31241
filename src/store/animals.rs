//! Cages, cohorts, animals and tumors.

use std::collections::HashMap;

use rusqlite::Connection;

use super::codec::{self, Row};
use super::record::Selection;
use super::{Error, Operation};
use domain::{Animal, AnimalId, Cage, CageId, Cells, Cohort, Label, StudyId, Tumor};

impl Operation<'_> {
    /// Writes a new cage.
    pub fn insert_cage(&self, study: StudyId, cage: &Cage) -> Result<(), Error> {
        let ids = (cage.id.to_string(), study.to_string());
        codec::insert_described(&self.tx, &[("id", &ids.0), ("study_id", &ids.1)], cage)
    }

    /// Writes the label of a cage.
    pub fn update_cage(&self, cage: &Cage) -> Result<(), Error> {
        codec::update_described(&self.tx, &cage.id.to_string(), &[], cage)
    }

    /// Writes a new cohort.
    pub fn insert_cohort(&self, study: StudyId, cohort: &Cohort) -> Result<(), Error> {
        let ids = (cohort.id.to_string(), study.to_string());
        codec::insert_described(&self.tx, &[("id", &ids.0), ("study_id", &ids.1)], cohort)
    }

    /// Writes name and day 0 of a cohort.
    pub fn update_cohort(&self, cohort: &Cohort) -> Result<(), Error> {
        codec::update_described(&self.tx, &cohort.id.to_string(), &[], cohort)
    }

    /// Writes a new animal; in a study that is blinded by animal, with a code drawn for it.
    pub fn insert_animal(&self, study: StudyId, animal: &Animal) -> Result<(), Error> {
        let code = self.code_for_animal(study)?;
        let code = code.as_ref().map(Label::as_str);
        let ids = (animal.id.to_string(), study.to_string());
        let ids: [codec::Assigned<'_>; 3] = [("id", &ids.0), ("study_id", &ids.1), ("code", &code)];
        codec::insert_described(&self.tx, &ids, animal)
    }

    /// Writes what is known of an animal, but for its code.
    pub fn update_animal(&self, animal: &Animal) -> Result<(), Error> {
        let id = animal.id.to_string();
        codec::update_described(&self.tx, &id, &["code"], animal)
    }

    /// The tag of the animal of a study that has this chip.
    pub fn chipped(&self, study: StudyId, chip: &Label) -> Result<Option<Label>, Error> {
        chipped(&self.tx, study, chip.as_str())
    }

    /// Id, tag and chip of every animal of a study, without what was recorded of them.
    pub fn tags_and_chips(
        &self,
        study: StudyId,
    ) -> Result<Vec<(AnimalId, Label, Option<Label>)>, Error> {
        let sql = "SELECT id, tag, rfid FROM animals WHERE study_id = ?1";
        codec::collect(&self.tx, "animals", sql, [study.to_string()], |row| {
            let id = row.required("id", Row::id)?;
            Ok((id, row.required("tag", Row::label)?, row.label("rfid")?))
        })
    }

    /// The tag of another animal of a cage, on study, that has this ear mark.
    pub fn ear_marked(
        &self,
        cage: CageId,
        ear: &Label,
        besides: AnimalId,
    ) -> Result<Option<Label>, Error> {
        let sql = "SELECT id, tag FROM animals WHERE cage_id = ?1 AND ear = ?2 AND id <> ?3
             AND NOT EXISTS (SELECT 1 FROM dispositions d WHERE d.animal_id = animals.id)";
        let params = [cage.to_string(), ear.to_string(), besides.to_string()];
        let found = codec::collect(&self.tx, "animals", sql, params, |row| {
            row.required("tag", Row::label)
        })?;
        Ok(found.into_iter().next())
    }

    /// Writes a new tumor.
    pub fn insert_tumor(&self, animal: AnimalId, tumor: &Tumor) -> Result<(), Error> {
        let ids = (tumor.id.to_string(), animal.to_string());
        codec::insert_described(&self.tx, &[("id", &ids.0), ("animal_id", &ids.1)], tumor)
    }

    /// Writes the site of a tumor.
    pub fn update_tumor(&self, tumor: &Tumor) -> Result<(), Error> {
        codec::update_described(&self.tx, &tumor.id.to_string(), &[], tumor)
    }
}

/// The tag of the animal of a study that has this chip.
pub(super) fn chipped(
    conn: &Connection,
    study: StudyId,
    chip: &str,
) -> Result<Option<Label>, Error> {
    let sql = "SELECT id, tag FROM animals WHERE study_id = ?1 AND rfid = ?2";
    let params = [study.to_string(), chip.trim().to_owned()];
    let found = codec::collect(conn, "animals", sql, params, |row| {
        row.required("tag", Row::label)
    })?;
    Ok(found.into_iter().next())
}

/// The cages of a study by label.
pub(super) fn cages(conn: &Connection, study: StudyId) -> Result<Vec<Cage>, Error> {
    let sql = "SELECT * FROM cages WHERE study_id = ?1 ORDER BY label";
    codec::collect(conn, "cages", sql, [study.to_string()], |row| {
        Ok(Cage {
            id: row.required("id", Row::id)?,
            label: row.required("label", Row::label)?,
            room: row.label("room")?,
            rack: row.label("rack")?,
            place: row.label("place")?,
        })
    })
}

/// The cohorts of a study by name.
pub(super) fn cohorts(conn: &Connection, study: StudyId) -> Result<Vec<Cohort>, Error> {
    let sql = "SELECT * FROM cohorts WHERE study_id = ?1 ORDER BY name";
    codec::collect(conn, "cohorts", sql, [study.to_string()], |row| {
        Ok(Cohort {
            id: row.required("id", Row::id)?,
            name: row.required("name", Row::label)?,
            day0: row.date("day0_on")?,
        })
    })
}

/// Animals, in no order.
pub(super) fn animals(conn: &Connection, selection: Selection<'_>) -> Result<Vec<Animal>, Error> {
    let sql = format!(
        "SELECT a.*, c.name AS cohort, c.day0_on AS cohort_day0
         FROM animals a LEFT JOIN cohorts c ON c.id = a.cohort_id WHERE {}",
        selection.condition()
    );
    codec::collect(conn, "animals", &sql, selection.params(), |row| {
        Animal::read(row.required("id", Row::id)?, row)
    })
}

/// Tumors by animal, each animal's by site.
pub(super) fn tumors(
    conn: &Connection,
    selection: Selection<'_>,
) -> Result<HashMap<AnimalId, Vec<Tumor>>, Error> {
    let sql = format!(
        "SELECT t.* FROM animals a JOIN tumors t ON t.animal_id = a.id WHERE {} ORDER BY t.site",
        selection.condition()
    );
    codec::grouped(conn, "tumors", &sql, selection.params(), |row| {
        let tumor = Tumor {
            id: row.required("id", Row::id)?,
            site: row.required("site", Row::label)?,
        };
        Ok((row.required("animal_id", Row::id)?, tumor))
    })
}
