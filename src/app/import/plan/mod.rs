//! From rows, options and existing studies to a plan: domain objects in the order in which they can be written.
//! This is pure; `write` puts the plan into the notebook.

mod anchor;
mod cohorts;
mod dosing;
mod draft;
mod entries;
mod extras;
mod plausible;
mod record;
mod roster;
mod select;
mod standing;
mod study_plan;
mod work;

use chrono::NaiveDate;
use uuid::Uuid;

use super::field::Field;
use super::options::ImportOptions;
use super::outcome::{ImportNote, ImportOutcome, StudyOutcome};
use super::own::Bundle;
use super::rows::ReadFile;
use crate::file_problems::{ImportError, Problems};
use domain::{StudyRecord, counted, printable};
use draft::Draft;
pub(super) use draft::is_control_name;
pub use study_plan::StudyPlan;

/// The files of an import, after reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// The file of readings, then, if there is one, the file of dispositions.
    pub files: Vec<ReadFile>,
    /// Protocol, arms, cages, cohorts and exclusions; none unless a folder that `export` wrote was read.
    pub bundle: Option<Bundle>,
}

/// What is to be made, and the outcome that reports it.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportPlan {
    /// One plan per study, in the order of the file.
    pub studies: Vec<StudyPlan>,
    /// The same for a dry run and a real one.
    pub outcome: ImportOutcome,
}

/// Plans an import.
///
/// `existing` finds the study of a name; `new_id` makes ids that sort in the order in which they are made; `today`
/// is the last date that can have been measured.
///
/// # Errors
///
/// If the options leave something open, or values are wrong: then all problems. With `skip_bad` only open questions
/// refuse the import; bad values are left out and listed.
pub fn plan(
    input: Input,
    options: &ImportOptions,
    today: NaiveDate,
    existing: &mut dyn FnMut(&str) -> Option<StudyRecord>,
    new_id: &mut dyn FnMut() -> Uuid,
) -> Result<ImportPlan, ImportError> {
    let Input { mut files, bundle } = input;
    let mut outcome = outcome_of(&files);
    let mut problems = Problems::default();
    let mut rows = Vec::new();
    for file in &mut files {
        problems.append(std::mem::take(&mut file.problems));
        // Tables of one file often say the same.
        for note in std::mem::take(&mut file.notes) {
            if !outcome.notes.contains(&note) {
                outcome.notes.push(note);
            }
        }
        match rows.is_empty() {
            true => rows = std::mem::take(&mut file.rows),
            false => rows.append(&mut file.rows),
        }
    }
    let name = bundle.as_ref().map(|bundle| &bundle.study.name);
    let selection = select::select(rows, &files, options, name)?;
    outcome.notes.extend(selection.notes);
    problems.append(selection.problems);
    let mut studies = Vec::new();
    for (name, rows) in selection.studies {
        let record = existing(name.as_str());
        let before = record.clone();
        let mut draft = Draft::open(&files, options, name, record, bundle.as_ref(), new_id)?;
        let mut rows = draft.cohorts_of(rows, bundle.as_ref())?;
        draft.anchor(&rows, today, bundle.is_some())?;
        if bundle.is_none() {
            draft.derive_starts(&rows);
            draft.count_cohorts();
        }
        draft.arms_and_cages_of(bundle.as_ref());
        let animals = draft.enroll(&mut rows);
        if bundle.is_none() {
            draft.check_births(&rows, &animals, today);
        }
        draft.record_entries(&rows, &animals, today);
        draft.compare_with_study();
        drop(rows);
        draft.exclude(bundle.as_ref());
        draft.plan_work(bundle.as_ref());
        draft.plan_doses(bundle.as_ref());
        draft.choose_control()?;
        draft.settle_animals();
        if bundle.is_none() {
            draft.doubt(&draft.plan.record(before));
        }
        let finished = draft.finish();
        outcome.notes.extend(finished.notes);
        outcome.disagreement_count += finished.disagreement_count;
        outcome.disagreements.extend(finished.disagreements);
        problems.append(finished.problems);
        studies.push(finished.plan);
    }
    control_exists(&studies, options)?;
    sum_up(&mut outcome, &studies);
    problems.sort();
    if problems.is_undecided() || (!options.skip_bad && !problems.is_empty()) {
        return Err(ImportError::Problems(problems));
    }
    outcome.left_out_count = problems.count();
    outcome.left_out = problems;
    Ok(ImportPlan { studies, outcome })
}

fn outcome_of(files: &[ReadFile]) -> ImportOutcome {
    let mut outcome = ImportOutcome::default();
    for file in files {
        outcome.files.push(printable(&file.table.file));
        outcome.rows_read += file.rows_read;
        outcome.rows_without_values += file.rows_without_values;
        outcome
            .columns_not_used
            .extend(file.columns.not_used(&file.table));
        for &field in Field::ALL {
            if let Some(column) = file.columns.of(field) {
                let heading = file.table.column(column).heading;
                outcome.columns_used.push((field.id(), heading));
            }
        }
    }
    outcome
}

/// Refuses a control arm that no study has.
fn control_exists(studies: &[StudyPlan], options: &ImportOptions) -> Result<(), ImportError> {
    let Some(wanted) = &options.control else {
        return Ok(());
    };
    let mut arms = studies
        .iter()
        .flat_map(|s| s.arms.iter().chain(&s.changed_arms));
    let is_new = studies.iter().any(|study| study.is_new);
    if !is_new || arms.any(|arm| arm.is_control && arm.name.is(wanted)) {
        return Ok(());
    }
    let mut names: Vec<_> = studies
        .iter()
        .flat_map(|study| &study.arms)
        .map(|arm| arm.name.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    Err(ImportError::Undecided {
        why: format!(
            "no arm is called `{}`, the control arm that was asked for",
            printable(wanted)
        ),
        remedy: format!("the arms are {}", names.join(", ")).into(),
    })
}

fn sum_up(outcome: &mut ImportOutcome, studies: &[StudyPlan]) {
    for plan in studies {
        let made = plan.counts();
        outcome.made.add(&made);
        let mut arms = plan.arms.iter().chain(&plan.changed_arms);
        outcome.studies.push(StudyOutcome {
            study: plan.study.name.to_string(),
            is_new: plan.is_new,
            day0: plan
                .study
                .protocol
                .known_day0()
                .map(|day0| day0.to_string()),
            day0_assumed: plan.study.protocol.day0_assumed,
            control: arms
                .find(|arm| arm.is_control)
                .map(|arm| arm.name.to_string()),
            made,
        });
    }
    if outcome.rows_without_values > 0 {
        let n = counted(outcome.rows_without_values, "row");
        let message = format!("{n} without any value: nothing was recorded from them");
        outcome
            .notes
            .push(ImportNote::new("rows_without_values", message));
    }
}
