//! Arms and their treatments.

use rusqlite::Connection;

use super::codec;
use super::{Error, Operation, fresh_id};
use domain::{Arm, Label, StudyId, Treatment};

impl Operation<'_> {
    /// Writes a new arm with its treatments; in a blinded study, with a code drawn for it.
    pub fn insert_arm(&self, study: StudyId, arm: &Arm) -> Result<(), Error> {
        let code = self.code_for_arm(study)?;
        codec::insert(
            &self.tx,
            "arms",
            &[
                ("id", &arm.id.to_string()),
                ("study_id", &study.to_string()),
                ("position", &arm.position),
                ("name", &arm.name.as_str()),
                ("is_control", &arm.is_control),
                ("vehicle", &arm.vehicle.as_ref().map(Label::as_str)),
                ("code", &code.as_ref().map(Label::as_str)),
            ],
        )?;
        self.insert_treatments(arm)
    }

    /// Writes an arm's name, place, control flag, vehicle and treatments.
    pub fn update_arm(&self, arm: &Arm) -> Result<(), Error> {
        let id = arm.id.to_string();
        codec::update(
            &self.tx,
            "arms",
            &id,
            &[
                ("position", &arm.position),
                ("name", &arm.name.as_str()),
                ("is_control", &arm.is_control),
                ("vehicle", &arm.vehicle.as_ref().map(Label::as_str)),
            ],
        )?;
        if treatments(&self.tx, &id)? != arm.treatments {
            self.tx
                .execute("DELETE FROM treatments WHERE arm_id = ?1", [&id])?;
            self.insert_treatments(arm)?;
        }
        Ok(())
    }

    fn insert_treatments(&self, arm: &Arm) -> Result<(), Error> {
        for (treatment, position) in arm.treatments.iter().zip(1u32..) {
            codec::insert(
                &self.tx,
                "treatments",
                &[
                    ("id", &fresh_id().to_string()),
                    ("arm_id", &arm.id.to_string()),
                    ("position", &position),
                    ("compound", &treatment.compound.as_str()),
                    ("dose", &treatment.dose),
                    ("unit", &treatment.unit.as_ref().map(Label::as_str)),
                    ("route", &treatment.route.as_ref().map(Label::as_str)),
                    ("schedule", &treatment.schedule.as_ref().map(Label::as_str)),
                ],
            )?;
        }
        Ok(())
    }
}

/// The arms of a study in order.
pub(super) fn of_study(conn: &Connection, study: StudyId) -> Result<Vec<Arm>, Error> {
    let sql = "SELECT id, name, position, is_control, vehicle, code FROM arms WHERE study_id = ?1 ORDER BY position, name";
    codec::collect(conn, "arms", sql, [study.to_string()], |row| {
        Ok(Arm {
            id: row.parsed(0)?,
            name: row.label(1)?,
            position: row.plain(2)?,
            is_control: row.plain(3)?,
            vehicle: row.label_if(4)?,
            treatments: treatments(conn, &row.plain::<String>(0)?)?,
            code: row.label_if(5)?,
        })
    })
}

fn treatments(conn: &Connection, arm: &str) -> Result<Vec<Treatment>, Error> {
    let sql = "SELECT id, compound, dose, unit, route, schedule FROM treatments WHERE arm_id = ?1 ORDER BY position";
    codec::collect(conn, "treatments", sql, [arm], |row| {
        Ok(Treatment {
            compound: row.label(1)?,
            dose: row.plain(2)?,
            unit: row.label_if(3)?,
            route: row.label_if(4)?,
            schedule: row.label_if(5)?,
        })
    })
}
