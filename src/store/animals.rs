//! Cages, animals and tumors.

use std::collections::HashMap;

use rusqlite::Connection;

use super::codec::{self, date_text};
use super::record::Whose;
use super::{Error, Operation};
use domain::{Animal, AnimalId, Cage, Label, Sex, StudyId, Tumor};

impl Operation<'_> {
    /// Writes a new cage.
    pub fn insert_cage(&self, study: StudyId, cage: &Cage) -> Result<(), Error> {
        codec::insert(
            &self.tx,
            "cages",
            &[
                ("id", &cage.id.to_string()),
                ("study_id", &study.to_string()),
                ("label", &cage.label.as_str()),
            ],
        )
    }

    /// Writes a new animal; in a study that is blinded by animal, with a code drawn for it.
    pub fn insert_animal(&self, study: StudyId, animal: &Animal) -> Result<(), Error> {
        let code = self.code_for_animal(study)?;
        let code = code.as_ref().map(Label::as_str);
        write(animal, |cells| {
            let (id, study) = (animal.id.to_string(), study.to_string());
            let mut all: Vec<codec::Cell<'_>> =
                vec![("id", &id), ("study_id", &study), ("code", &code)];
            all.extend_from_slice(cells);
            codec::insert(&self.tx, "animals", &all)
        })
    }

    /// Writes what is known of an animal.
    pub fn update_animal(&self, animal: &Animal) -> Result<(), Error> {
        let id = animal.id.to_string();
        write(animal, |cells| {
            codec::update(&self.tx, "animals", &id, cells)
        })
    }

    /// The tag of the animal of a study that has this chip.
    pub fn chipped(&self, study: StudyId, chip: &Label) -> Result<Option<Label>, Error> {
        let sql = "SELECT tag FROM animals WHERE study_id = ?1 AND rfid = ?2";
        let params = [study.to_string(), chip.to_string()];
        let found = codec::collect(&self.tx, "animals", sql, params, |row| row.label(0))?;
        Ok(found.into_iter().next())
    }

    /// Writes a new tumor.
    pub fn insert_tumor(&self, animal: AnimalId, tumor: &Tumor) -> Result<(), Error> {
        codec::insert(
            &self.tx,
            "tumors",
            &[
                ("id", &tumor.id.to_string()),
                ("animal_id", &animal.to_string()),
                ("site", &tumor.site.as_str()),
            ],
        )
    }

    /// Writes the site of a tumor.
    pub fn update_tumor(&self, tumor: &Tumor) -> Result<(), Error> {
        let (id, site) = (tumor.id.to_string(), tumor.site.as_str());
        codec::update(&self.tx, "tumors", &id, &[("site", &site)])
    }
}

fn write(
    animal: &Animal,
    to: impl FnOnce(&[codec::Cell<'_>]) -> Result<(), Error>,
) -> Result<(), Error> {
    to(&[
        ("tag", &animal.tag.as_str()),
        ("rfid", &animal.rfid.as_ref().map(Label::as_str)),
        ("sex", &animal.sex.map(Sex::id)),
        ("born_on", &animal.born_on.map(date_text)),
        ("source", &animal.source.as_ref().map(Label::as_str)),
        ("cage_id", &animal.cage.map(|id| id.to_string())),
        ("arm_id", &animal.arm.map(|id| id.to_string())),
    ])
}

/// The cages of a study by label.
pub(super) fn cages(conn: &Connection, study: StudyId) -> Result<Vec<Cage>, Error> {
    let sql = "SELECT id, label FROM cages WHERE study_id = ?1 ORDER BY label";
    codec::collect(conn, "cages", sql, [study.to_string()], |row| {
        Ok(Cage {
            id: row.parsed(0)?,
            label: row.label(1)?,
        })
    })
}

/// Animals, in no order.
pub(super) fn animals(conn: &Connection, whose: Whose<'_>) -> Result<Vec<Animal>, Error> {
    let sql = format!(
        "SELECT id, tag, rfid, sex, born_on, source, cage_id, arm_id, code
               FROM animals a WHERE {}",
        whose.condition()
    );
    codec::collect(conn, "animals", &sql, whose.params(), |row| {
        Ok(Animal {
            id: row.parsed(0)?,
            tag: row.label(1)?,
            rfid: row.label_if(2)?,
            sex: row.parsed_if(3)?,
            born_on: row.date_if(4)?,
            source: row.label_if(5)?,
            cage: row.parsed_if(6)?,
            arm: row.parsed_if(7)?,
            code: row.label_if(8)?,
        })
    })
}

/// Tumors by animal, each animal's by site.
pub(super) fn tumors(
    conn: &Connection,
    whose: Whose<'_>,
) -> Result<HashMap<AnimalId, Vec<Tumor>>, Error> {
    let sql = format!(
        "SELECT t.id, t.animal_id, t.site FROM animals a JOIN tumors t ON t.animal_id = a.id
               WHERE {} ORDER BY t.site",
        whose.condition()
    );
    codec::grouped(conn, "tumors", &sql, whose.params(), |row| {
        let tumor = Tumor {
            id: row.parsed(0)?,
            site: row.label(2)?,
        };
        Ok((row.parsed(1)?, tumor))
    })
}
