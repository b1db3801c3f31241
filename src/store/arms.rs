//! Arms and their treatments.

use rusqlite::Connection;

use super::codec::{self, Row};
use super::undo_rules::CONTROL_ARM;
use super::{Error, Operation, fresh_id};
use domain::{Arm, ArmId, Cells, Label, StudyId, Treatment};

impl Operation<'_> {
    /// Writes a new arm with its treatments; in a blinded study, with a code drawn for it.
    pub fn insert_arm(&self, study: StudyId, arm: &Arm) -> Result<(), Error> {
        let code = self.code_for_arm(study)?;
        let code = code.as_ref().map(Label::as_str);
        let ids = (arm.id.to_string(), study.to_string());
        let ids: [codec::Assigned<'_>; 3] = [("id", &ids.0), ("study_id", &ids.1), ("code", &code)];
        codec::insert_described(&self.tx, &ids, arm)?;
        self.insert_treatments(arm)
    }

    /// Writes what is known of an arm and its treatments, but for its code.
    ///
    /// # Errors
    /// If it is no longer the control of a study with entries, and the operation has no reason.
    pub fn update_arm(&self, arm: &Arm) -> Result<(), Error> {
        let id = arm.id.to_string();
        self.may_lose_control(&id, arm)?;
        codec::update_described(&self.tx, &id, &["code"], arm)?;
        if treatments_of(&self.tx, &id)? != arm.treatments {
            let sql = "DELETE FROM treatments WHERE arm_id = ?1";
            codec::execute(&self.tx, "treatments", &id, sql, &[&id])?;
            self.insert_treatments(arm)?;
        }
        Ok(())
    }

    /// What every arm is compared with changes all results. A study without a control may get one.
    fn may_lose_control(&self, id: &str, arm: &Arm) -> Result<(), Error> {
        if arm.is_control {
            return Ok(());
        }
        let sql = "SELECT study_id FROM arms WHERE id = ?1 AND is_control";
        let mut statement = self.tx.prepare_cached(sql)?;
        let mut controls = statement.query([id])?;
        let Some(row) = controls.next()? else {
            return Ok(());
        };
        self.may_change_results(&row.get::<_, String>(0)?, "the control arm", &[CONTROL_ARM])
    }

    fn insert_treatments(&self, arm: &Arm) -> Result<(), Error> {
        for (treatment, position) in arm.treatments.iter().zip(1u32..) {
            let ids = (fresh_id().to_string(), arm.id.to_string());
            let ids: [codec::Assigned<'_>; 3] =
                [("id", &ids.0), ("arm_id", &ids.1), ("position", &position)];
            codec::insert_described(&self.tx, &ids, treatment)?;
        }
        Ok(())
    }
}

/// The arms of a study in order.
pub(super) fn of_study(conn: &Connection, study: StudyId) -> Result<Vec<Arm>, Error> {
    let sql = "SELECT * FROM arms WHERE study_id = ?1 ORDER BY position, name";
    codec::collect(conn, "arms", sql, [study.to_string()], |row| {
        let id: ArmId = row.required("id", Row::id)?;
        Ok(Arm {
            id,
            name: row.required("name", Row::label)?,
            label: row.label("label")?,
            position: row.plain("position")?,
            is_control: row.plain("is_control")?,
            vehicle: row.label("vehicle")?,
            treatments: treatments_of(conn, &id.to_string())?,
            code: row.label("code")?,
        })
    })
}

fn treatments_of(conn: &Connection, arm: &str) -> Result<Vec<Treatment>, Error> {
    let sql = "SELECT * FROM treatments WHERE arm_id = ?1 ORDER BY position";
    codec::collect(conn, "treatments", sql, [arm], |row| Treatment::read(row))
}
