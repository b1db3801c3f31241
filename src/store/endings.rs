//! Dispositions and exclusions.

use std::collections::HashMap;

use rusqlite::Connection;

use super::codec::{self, Row};
use super::record::Selection;
use super::{Error, Operation};
use domain::{AnimalId, Cells, Disposition, DispositionId, Exclusion, ExclusionId, StudyId};

impl Operation<'_> {
    /// Writes how an animal left the study.
    pub fn insert_disposition(
        &self,
        animal: AnimalId,
        disposition: &Disposition,
    ) -> Result<(), Error> {
        let ids = (disposition.id.to_string(), animal.to_string());
        let ids: [codec::Assigned<'_>; 2] = [("id", &ids.0), ("animal_id", &ids.1)];
        codec::insert_described(&self.tx, &ids, disposition)
    }

    /// Deletes a disposition: the animal is on study again.
    pub fn delete_disposition(&self, disposition: DispositionId) -> Result<(), Error> {
        codec::delete(&self.tx, "dispositions", &disposition.to_string())
    }

    /// Writes a new exclusion.
    pub fn insert_exclusion(&self, study: StudyId, exclusion: &Exclusion) -> Result<(), Error> {
        let ids = (exclusion.id.to_string(), study.to_string());
        let ids: [codec::Assigned<'_>; 2] = [("id", &ids.0), ("study_id", &ids.1)];
        codec::insert_described(&self.tx, &ids, exclusion)
    }

    /// Deletes an exclusion: its data count again.
    pub fn delete_exclusion(&self, exclusion: ExclusionId) -> Result<(), Error> {
        codec::delete(&self.tx, "exclusions", &exclusion.to_string())
    }
}

/// Dispositions by animal, which has one at most.
pub(super) fn dispositions(
    conn: &Connection,
    selection: Selection<'_>,
) -> Result<HashMap<AnimalId, Vec<Disposition>>, Error> {
    let sql = format!(
        "SELECT d.* FROM animals a JOIN dispositions d ON d.animal_id = a.id WHERE {}",
        selection.condition()
    );
    codec::grouped(conn, "dispositions", &sql, selection.params(), |row| {
        let disposition = Disposition::read(row.required("id", Row::id)?, row)?;
        Ok((row.required("animal_id", Row::id)?, disposition))
    })
}

/// The exclusions of a study in the order of their making.
pub(super) fn exclusions(conn: &Connection, study: StudyId) -> Result<Vec<Exclusion>, Error> {
    let sql = "SELECT * FROM exclusions WHERE study_id = ?1 ORDER BY id";
    codec::collect(conn, "exclusions", sql, [study.to_string()], |row| {
        Exclusion::read(row.required("id", Row::id)?, row)
    })
}
