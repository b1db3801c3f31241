//! Formulations and doses that came with the rows.

use super::draft::Draft;
use crate::file_problems::{Effect, FilePlace, FileProblem};
use crate::import::own::{Bundle, DoseRow};
use domain::{
    AnimalId, Dated, DatedDose, Dose, Formulation, FormulationId, Invalid, PlannedDose, When,
    WorkLineId, when_of,
};

impl Draft<'_> {
    /// Plans formulations and doses that came with the rows, once animals and lines of the work plan are known. Those of a
    /// study that exists stand.
    pub fn plan_doses(&mut self, bundle: Option<&Bundle>) {
        let Some(bundle) = bundle.filter(|_| self.plan.is_new) else {
            return;
        };
        for row in &bundle.formulations {
            let known = &self.plan.formulations;
            if known.iter().any(|made| made.code == row.formulation.code) {
                let code = &row.formulation.code;
                let twice = Invalid::new("code", code, "stands in two rows", "give each its own");
                self.refuse_row(&row.place, twice);
                continue;
            }
            self.plan.formulations.push(Formulation {
                id: FormulationId::from((self.new_id)()),
                ..row.formulation.clone()
            });
        }
        for row in &bundle.off_treatment {
            match self.by_tag.get(&row.animal) {
                Some(&at) => self.animals[at].animal.off_treatment = Some(row.off.clone()),
                None => {
                    let why = "is not in the study";
                    let unknown = Invalid::new("animal", &row.animal, why, "check its tag");
                    self.refuse_row(&row.place, unknown);
                }
            }
        }
        for row in &bundle.doses {
            match self.dose(row) {
                Ok(dose) => self.plan.doses.push(dose),
                Err(invalid) => self.refuse_row(&row.place, invalid),
            }
        }
    }

    fn refuse_row(&mut self, place: &FilePlace, invalid: Invalid) {
        let problem = FileProblem::refused(place.clone(), invalid, Effect::Row);
        self.problems.push(problem);
    }

    fn dose(&mut self, row: &DoseRow) -> Result<(AnimalId, DatedDose), Invalid> {
        let animal = self.animal_tagged(&row.animal)?;
        let planned = row.planned.map(|(line, on, slot)| {
            let line = self.line_numbered(line)?;
            Ok::<_, Invalid>(PlannedDose { line, on, slot })
        });
        let code = |code: &domain::Label| {
            let mut known = self.plan.formulations.iter();
            let found = known.find(|made| made.code == *code).map(|made| made.id);
            let why = "is not among the formulations";
            found.ok_or_else(|| Invalid::new("formulation", code, why, "check formulations.csv"))
        };
        let entry = Dose {
            planned: planned.transpose()?,
            formulation: row.formulation.as_ref().map(code).transpose()?,
            ..row.dose.clone()
        };
        domain::Entry::check(&entry, self.plan.study.protocol.species)?;
        let when = self.moment_of(row)?;
        let mut left = self.plan.dispositions.iter();
        let left = left.find(|(of, end)| *of == animal && when.is_past(end.when));
        if let Some((_, end)) = left {
            let why = format!("is after the animal left the study on {}", end.when.date);
            return Err(Invalid::new(
                "day",
                when.date,
                why,
                "correct one of the two",
            ));
        }
        let dose = Dated {
            id: (self.new_id)().into(),
            when,
            clock_time: row.time,
            repeat: row.repeat,
            observer: row.observer.as_ref().map(Into::into),
            entry,
        };
        Ok((animal, dose))
    }

    fn line_numbered(&self, number: u32) -> Result<WorkLineId, Invalid> {
        let mut lines = self.plan.work_lines.iter();
        let found = lines.find(|line| line.number == number).map(|line| line.id);
        let why = "is not in the work plan";
        found.ok_or_else(|| Invalid::new("line", number, why, "check work_lines.csv"))
    }

    /// When: by the study day of the animal, else by the date.
    fn moment_of(&self, row: &DoseRow) -> Result<When, Invalid> {
        let protocol = &self.plan.study.protocol;
        let at = self.by_tag.get(&row.animal);
        let day0 = at.and_then(|&at| self.animals[at].animal.day0(protocol));
        match (row.day, row.date, day0) {
            (Some(day), _, Some(day0)) => when_of(day, day0),
            (_, Some(date), _) => Ok(When::on(date)),
            _ => Err(Invalid::new("day", "", "is missing", "fill in day or date")),
        }
    }
}
