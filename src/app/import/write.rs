//! Writing a plan into the notebook, as one operation: all of it or nothing.

use chrono::NaiveDate;

use super::options::ImportOptions;
use super::outcome::ImportOutcome;
use super::plan::{ImportPlan, Input, StudyPlan, plan};
use super::read::read;
use super::sources::Sources;
use crate::{Error, Notebook, Receipt};
use domain::StudyRecord;
use store::{self, Operation, fresh_id, interruption, progress};

/// Progress is told every so many rows.
const PROGRESS_EVERY: u64 = 1000;

impl Notebook {
    /// Imports files (see [`read`]).
    ///
    /// # Errors
    /// If file and options leave something open, or values are wrong: then the list of all problems. Nothing is
    /// written then.
    pub fn import(
        &mut self,
        sources: &Sources,
        options: &ImportOptions,
        today: NaiveDate,
    ) -> Result<(ImportOutcome, Option<Receipt>), Error> {
        let input = read(sources, options)?;
        self.import_read("import", input, options, today, |_| Ok(()))
    }

    /// Imports files that were read; `finish` can complete the plans before they are written.
    pub(crate) fn import_read(
        &mut self,
        verb: &str,
        input: Input,
        options: &ImportOptions,
        today: NaiveDate,
        finish: impl FnOnce(&mut [StudyPlan]) -> Result<(), Error>,
    ) -> Result<(ImportOutcome, Option<Receipt>), Error> {
        let reason = options.update.clone().or(options.reason.clone());
        self.write(verb, reason, |op| {
            let mut planned = planned(input, options, today, |name| op.study(name))?;
            finish(&mut planned.studies)?;
            let total = planned
                .studies
                .iter()
                .map(StudyPlan::entry_count)
                .sum::<usize>() as u64;
            let mut written = 0;
            progress::begin("writing rows");
            for study in &planned.studies {
                write_study(op, study, &mut || {
                    written += 1;
                    if written % PROGRESS_EVERY == 0 {
                        progress::reached(written, total);
                    }
                })?;
            }
            progress::begin("saving");
            Ok(planned.outcome)
        })
    }
}

/// The outcome of an import, without making it. `notebook` is none if there is no file yet.
///
/// # Errors
/// As [`Notebook::import`].
pub fn dry_run(
    notebook: Option<&Notebook>,
    sources: &Sources,
    options: &ImportOptions,
    today: NaiveDate,
) -> Result<ImportOutcome, Error> {
    let input = read(sources, options)?;
    let planned = planned(input, options, today, |name| match notebook {
        Some(notebook) => notebook.store().study(name),
        None => Err(store::Error::Unknown {
            kind: "study",
            name: name.to_owned(),
            near: None,
        }),
    })?;
    Ok(planned.outcome)
}

/// Plans an import. A study that cannot be read is an error; to take it for missing would make it twice.
pub(super) fn planned(
    input: Input,
    options: &ImportOptions,
    today: NaiveDate,
    study: impl Fn(&str) -> Result<StudyRecord, store::Error>,
) -> Result<ImportPlan, Error> {
    progress::begin("checking rows");
    interruption::check()?;
    let mut unreadable = None;
    let mut existing = |name: &str| match study(name) {
        Ok(record) => Some(record),
        Err(store::Error::Unknown { .. }) => None,
        Err(other) => {
            unreadable = Some(other);
            None
        }
    };
    let planned = plan(input, options, today, &mut existing, &mut fresh_id);
    match unreadable {
        Some(error) => Err(error.into()),
        None => Ok(planned?),
    }
}

fn write_study(
    op: &Operation<'_>,
    plan: &StudyPlan,
    one_more: &mut dyn FnMut(),
) -> Result<(), Error> {
    let id = plan.study.id;
    if plan.is_new {
        op.insert_study(&plan.study)?;
    } else if plan.is_changed {
        op.update_study(&plan.study)?;
    }
    plan.changed_arms
        .iter()
        .try_for_each(|arm| op.update_arm(arm))?;
    plan.arms
        .iter()
        .try_for_each(|arm| op.insert_arm(id, arm))?;
    plan.cages
        .iter()
        .try_for_each(|cage| op.insert_cage(id, cage))?;
    plan.cohorts
        .iter()
        .try_for_each(|cohort| op.insert_cohort(id, cohort))?;
    plan.animals
        .iter()
        .try_for_each(|animal| op.insert_animal(id, animal))?;
    plan.changed_animals
        .iter()
        .try_for_each(|animal| op.update_animal(animal))?;
    plan.tumors
        .iter()
        .try_for_each(|(animal, tumor)| op.insert_tumor(*animal, tumor))?;
    plan.work_lines
        .iter()
        .try_for_each(|line| op.insert_work_line(id, line))?;
    plan.waivers
        .iter()
        .try_for_each(|waiver| op.insert_waiver(waiver))?;
    plan.formulations
        .iter()
        .try_for_each(|made| op.insert_formulation(id, made))?;
    // Doses name lines of the work plan and formulations.
    plan.write_entries(op, one_more)?;
    for (animal, disposition) in &plan.dispositions {
        op.insert_disposition(*animal, disposition)?;
    }
    plan.exclusions
        .iter()
        .try_for_each(|exclusion| op.insert_exclusion(id, exclusion))?;
    Ok(())
}
