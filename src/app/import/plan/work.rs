//! The work plan that came with the rows.

use super::draft::Draft;
use crate::file_problems::{Effect, FileProblem};
use crate::import::own::{Bundle, WaiverRow, WorkRow};
use domain::{AnimalId, Invalid, Label, RegimenId, Waiver, WaiverId, Whom, WorkLine, WorkLineId};

impl Draft<'_> {
    /// Plans lines and waivers that came with the rows, once arms, cohorts and animals are known. The work plan of a
    /// study that exists stands.
    pub fn plan_work(&mut self, bundle: Option<&Bundle>) {
        let Some(bundle) = bundle.filter(|_| self.plan.is_new) else {
            return;
        };
        for row in &bundle.work {
            if let Err(invalid) = self.work_row(row) {
                let problem = FileProblem::refused(row.place.clone(), invalid, Effect::Row);
                self.problems.push(problem);
            }
        }
        for row in &bundle.waivers {
            match self.waiver(row) {
                Ok(waiver) => self.plan.waivers.push(waiver),
                Err(invalid) => {
                    let problem = FileProblem::refused(row.place.clone(), invalid, Effect::Row);
                    self.problems.push(problem);
                }
            }
        }
    }

    /// Adds a row to the line with its number, which is made by the first of its rows.
    fn work_row(&mut self, row: &WorkRow) -> Result<(), Invalid> {
        let member = self.member(row)?;
        let known = self.plan.work_lines.iter_mut();
        let known = known
            .into_iter()
            .find(|line| line.number == row.line.number);
        let Some(line) = known else {
            let mut line = WorkLine {
                id: WorkLineId((self.new_id)()),
                whom: member,
                ..row.line.clone()
            };
            if let Some(regimen) = &mut line.regimen {
                regimen.id = RegimenId::from((self.new_id)());
            }
            self.plan.work_lines.push(line);
            return Ok(());
        };
        match (&mut line.whom, member) {
            (Whom::Arms(known), Whom::Arms(more)) => join(known, more),
            (Whom::Cohorts(known), Whom::Cohorts(more)) => join(known, more),
            (Whom::Animals(known), Whom::Animals(more)) => join(known, more),
            _ => {
                let why = "is about several kinds of members";
                let hint = "write one kind of member in all rows of a line";
                return Err(Invalid::new("whom", row.whom, why, hint));
            }
        }
        Ok(())
    }

    /// What one row says that its line is about.
    fn member(&self, row: &WorkRow) -> Result<Whom, Invalid> {
        let name = || {
            let why = format!("is missing in a row about one {}", row.whom);
            row.name
                .as_ref()
                .ok_or_else(|| Invalid::new("name", "", why, "fill it in"))
        };
        let unknown = |name: &Label| Invalid::new("name", name, "is not in the study", "check it");
        Ok(match row.whom {
            "all" => Whom::All,
            "arm" => {
                let name = name()?;
                Whom::Arms(vec![*self.arms.get(name).ok_or_else(|| unknown(name))?])
            }
            "cohort" => {
                let name = name()?;
                let mut cohorts = self.plan.cohorts.iter();
                let found = cohorts.find(|cohort| cohort.name == *name);
                Whom::Cohorts(vec![found.ok_or_else(|| unknown(name))?.id])
            }
            _ => Whom::Animals(vec![self.animal_tagged(name()?)?]),
        })
    }

    pub(super) fn animal_tagged(&self, tag: &Label) -> Result<AnimalId, Invalid> {
        let unknown = || Invalid::new("animal", tag, "is not in the study", "check its tag");
        let at = self.by_tag.get(tag).copied().ok_or_else(unknown)?;
        Ok(self.animals[at].animal.id)
    }

    fn waiver(&mut self, row: &WaiverRow) -> Result<Waiver, Invalid> {
        let mut lines = self.plan.work_lines.iter();
        let line = lines
            .find(|line| line.number == row.line)
            .map(|line| line.id);
        let why = "is not in the work plan";
        let unknown = || Invalid::new("line", row.line, why, "check work_lines.csv");
        Ok(Waiver {
            line: line.ok_or_else(unknown)?,
            animal: self.animal_tagged(&row.animal)?,
            id: WaiverId((self.new_id)()),
            planned_on: row.planned_on,
            planned: row.planned.clone(),
            reason: row.reason.clone(),
        })
    }
}

/// Adds members that are not known; they stay sorted.
fn join<T: Ord>(known: &mut Vec<T>, more: Vec<T>) {
    known.extend(more);
    known.sort_unstable();
    known.dedup();
}
