//! Formulations. Regimens are stored with the lines of the work plan, doses as entries.

use rusqlite::Connection;

use super::codec::{self, Row};
use super::{Error, Operation};
use domain::{Cells, Formulation, StudyId};

impl Operation<'_> {
    /// Writes a new formulation of a study.
    pub fn insert_formulation(&self, study: StudyId, made: &Formulation) -> Result<(), Error> {
        let ids = (made.id.to_string(), study.to_string());
        codec::insert_described(&self.tx, &[("id", &ids.0), ("study_id", &ids.1)], made)
    }

    /// Writes what is known of a formulation now.
    pub fn update_formulation(&self, made: &Formulation) -> Result<(), Error> {
        codec::update_described(&self.tx, &made.id.to_string(), &[], made)
    }
}

/// The formulations of a study by code.
pub(super) fn formulations(conn: &Connection, study: StudyId) -> Result<Vec<Formulation>, Error> {
    let sql = "SELECT * FROM formulations WHERE study_id = ?1";
    let read = |row: &Row<'_, '_>| Formulation::read(row.required("id", Row::id)?, row);
    let mut all = codec::collect(conn, "formulations", sql, [study.to_string()], read)?;
    all.sort_by(|a, b| domain::tag_order(a.code.as_str(), b.code.as_str()));
    Ok(all)
}
