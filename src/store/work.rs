//! The work plan: its lines, the animals that they are about, and what was waived.

use rusqlite::Connection;

use super::codec::{self, Row};
use super::{Error, Operation, fresh_id};
use domain::{
    AnimalId, ArmId, Cells, CohortId, Regimen, StudyId, Waiver, WaiverId, Whom, WorkLine,
    WorkLineId,
};

impl Operation<'_> {
    /// Writes a new line of a study's work plan.
    pub fn insert_work_line(&self, study: StudyId, line: &WorkLine) -> Result<(), Error> {
        let ids = (line.id.to_string(), study.to_string());
        codec::insert_described(&self.tx, &[("id", &ids.0), ("study_id", &ids.1)], line)?;
        if let Some(regimen) = &line.regimen {
            let ids = (regimen.id.to_string(), line.id.to_string());
            let ids: [codec::Assigned<'_>; 2] = [("id", &ids.0), ("line_id", &ids.1)];
            codec::insert_described(&self.tx, &ids, &**regimen)?;
        }
        self.insert_members(line)
    }

    /// Writes what a line of a work plan says now.
    pub fn update_work_line(&self, line: &WorkLine) -> Result<(), Error> {
        let id = line.id.to_string();
        codec::update_described(&self.tx, &id, &[], line)?;
        if let Some(regimen) = &line.regimen {
            codec::update_described(&self.tx, &regimen.id.to_string(), &[], &**regimen)?;
        }
        if whom(&self.tx, &id)? != line.whom {
            let sql = "DELETE FROM work_members WHERE line_id = ?1";
            codec::execute(&self.tx, "work_members", &id, sql, &[&id])?;
            self.insert_members(line)?;
        }
        Ok(())
    }

    fn insert_members(&self, line: &WorkLine) -> Result<(), Error> {
        let (column, members): (_, Vec<String>) = match &line.whom {
            Whom::All => return Ok(()),
            Whom::Arms(ids) => ("arm_id", ids.iter().map(ToString::to_string).collect()),
            Whom::Cohorts(ids) => ("cohort_id", ids.iter().map(ToString::to_string).collect()),
            Whom::Animals(ids) => ("animal_id", ids.iter().map(ToString::to_string).collect()),
        };
        let of = line.id.to_string();
        for member in members {
            let cells: [codec::Assigned<'_>; 3] = [
                ("id", &fresh_id().to_string()),
                ("line_id", &of),
                (column, &member),
            ];
            codec::insert(&self.tx, "work_members", &cells)?;
        }
        Ok(())
    }

    /// Writes that a planned event is waived.
    pub fn insert_waiver(&self, waiver: &Waiver) -> Result<(), Error> {
        let ids = (waiver.id.to_string(), waiver.animal.to_string());
        codec::insert_described(&self.tx, &[("id", &ids.0), ("animal_id", &ids.1)], waiver)
    }

    /// Deletes a waiver: the event is planned again.
    pub fn delete_waiver(&self, waiver: WaiverId) -> Result<(), Error> {
        codec::delete(&self.tx, "waivers", &waiver.to_string())
    }
}

/// The animals that a line is about. A line without members is about all.
fn whom(conn: &Connection, line: &str) -> Result<Whom, Error> {
    let sql = "SELECT * FROM work_members WHERE line_id = ?1";
    let (mut arms, mut cohorts, mut animals): (Vec<ArmId>, Vec<CohortId>, Vec<AnimalId>) =
        Default::default();
    codec::collect(conn, "work_members", sql, [line], |row| {
        arms.extend(row.id::<ArmId>("arm_id")?);
        cohorts.extend(row.id::<CohortId>("cohort_id")?);
        animals.extend(row.id::<AnimalId>("animal_id")?);
        Ok(())
    })?;
    arms.sort_unstable();
    cohorts.sort_unstable();
    animals.sort_unstable();
    Ok(
        match (arms.is_empty(), cohorts.is_empty(), animals.is_empty()) {
            (true, true, true) => Whom::All,
            (false, ..) => Whom::Arms(arms),
            (_, false, _) => Whom::Cohorts(cohorts),
            (..) => Whom::Animals(animals),
        },
    )
}

/// What is given by a line; none if it is not about doses.
fn regimen(conn: &Connection, line: &str) -> Result<Option<Regimen>, Error> {
    let sql = "SELECT * FROM regimens WHERE line_id = ?1";
    let found = codec::collect(conn, "regimens", sql, [line], |row| {
        Regimen::read(row.required("id", Row::id)?, row)
    });
    Ok(found?.pop())
}

/// The lines of a study's work plan by number.
pub(super) fn lines(conn: &Connection, study: StudyId) -> Result<Vec<WorkLine>, Error> {
    let sql = "SELECT * FROM work_lines WHERE study_id = ?1 ORDER BY number";
    codec::collect(conn, "work_lines", sql, [study.to_string()], |row| {
        let id: WorkLineId = row.required("id", Row::id)?;
        let of = id.to_string();
        WorkLine::read(id, whom(conn, &of)?, regimen(conn, &of)?, row)
    })
}

/// The waivers of a study in the order of their making.
pub(super) fn waivers(conn: &Connection, study: StudyId) -> Result<Vec<Waiver>, Error> {
    let sql = "SELECT w.* FROM work_lines l JOIN waivers w ON w.line_id = l.id
               WHERE l.study_id = ?1 ORDER BY w.id";
    codec::collect(conn, "waivers", sql, [study.to_string()], |row| {
        let animal: AnimalId = row.required("animal_id", Row::id)?;
        Waiver::read(row.required("id", Row::id)?, animal, row)
    })
}
