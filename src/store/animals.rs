//! Cages, animals and tumors.

use std::collections::HashMap;

use rusqlite::Connection;

use super::codec::{self, Row};
use super::record::Selection;
use super::{Error, Operation};
use domain::{Animal, AnimalId, Cage, Cells, Label, StudyId, Tumor};

impl Operation<'_> {
    /// Writes a new cage.
    pub fn insert_cage(&self, study: StudyId, cage: &Cage) -> Result<(), Error> {
        let ids = (cage.id.to_string(), study.to_string());
        codec::insert_described(&self.tx, &[("id", &ids.0), ("study_id", &ids.1)], cage)
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
        let sql = "SELECT id, tag FROM animals WHERE study_id = ?1 AND rfid = ?2";
        let params = [study.to_string(), chip.to_string()];
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

/// The cages of a study by label.
pub(super) fn cages(conn: &Connection, study: StudyId) -> Result<Vec<Cage>, Error> {
    let sql = "SELECT * FROM cages WHERE study_id = ?1 ORDER BY label";
    codec::collect(conn, "cages", sql, [study.to_string()], |row| {
        Ok(Cage {
            id: row.required("id", Row::id)?,
            label: row.required("label", Row::label)?,
        })
    })
}

/// Animals, in no order.
pub(super) fn animals(conn: &Connection, selection: Selection<'_>) -> Result<Vec<Animal>, Error> {
    let sql = format!("SELECT a.* FROM animals a WHERE {}", selection.condition());
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
