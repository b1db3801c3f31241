//! Rows, options and the studies that exist -> what is to be made, as domain objects in the order
//! in which they can be written. Pure: `write` puts it into the notebook.

mod anchor;
mod draft;
mod entries;
mod extras;
#[cfg(test)]
mod record;
mod roster;
mod select;

use chrono::NaiveDate;
use uuid::Uuid;

use super::own::Bundle;
use super::problem::Effect;
use super::rows::ReadFile;
use super::{Counts, Field, ImportError, ImportOutcome, Note, Options, Problem, StudyOutcome};
use domain::{
    Animal, AnimalId, Arm, Cage, Disposition, Exclusion, Reading, Remedy, Study, StudyRecord,
    Tumor, TumorId, Weighing, counted,
};
use draft::Draft;

/// The files of an import, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// The file of readings, then, if there is one, the file of dispositions.
    pub files: Vec<ReadFile>,
    /// Protocol, arms, cages and exclusions, where a folder that `export` wrote is read.
    pub bundle: Option<Bundle>,
}

/// What is to be made in one study.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyPlan {
    /// The study.
    pub study: Study,
    /// Whether it is to be made; else it exists.
    pub is_new: bool,
    /// Whether an existing study is to be updated: it gets a day 0.
    pub is_changed: bool,
    /// Arms to make.
    pub arms: Vec<Arm>,
    /// Existing arms to update: one becomes the control arm.
    pub changed_arms: Vec<Arm>,
    /// Cages to make.
    pub cages: Vec<Cage>,
    /// Animals to make.
    pub animals: Vec<Animal>,
    /// Existing animals to update: they get an arm, a cage or the like that they lacked.
    pub changed_animals: Vec<Animal>,
    /// Tumors to make.
    pub tumors: Vec<(AnimalId, Tumor)>,
    /// Readings to make.
    pub readings: Vec<(TumorId, Reading)>,
    /// Weighings to make.
    pub weighings: Vec<(AnimalId, Weighing)>,
    /// Dispositions to make.
    pub dispositions: Vec<(AnimalId, Disposition)>,
    /// Exclusions to make.
    pub exclusions: Vec<Exclusion>,
}

impl StudyPlan {
    fn of(study: Study, is_new: bool) -> Self {
        Self {
            study,
            is_new,
            is_changed: false,
            arms: Vec::new(),
            changed_arms: Vec::new(),
            cages: Vec::new(),
            animals: Vec::new(),
            changed_animals: Vec::new(),
            tumors: Vec::new(),
            readings: Vec::new(),
            weighings: Vec::new(),
            dispositions: Vec::new(),
            exclusions: Vec::new(),
        }
    }

    /// How many things of each kind are made.
    pub fn counts(&self) -> Counts {
        Counts {
            studies: usize::from(self.is_new),
            arms: self.arms.len(),
            cages: self.cages.len(),
            animals: self.animals.len(),
            animals_completed: self.changed_animals.len(),
            tumors: self.tumors.len(),
            readings: self.readings.len(),
            weighings: self.weighings.len(),
            dispositions: self.dispositions.len(),
            exclusions: self.exclusions.len(),
        }
    }
}

/// What is to be made, and what is to be said about it.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportPlan {
    /// One plan per study, in the order of the file.
    pub studies: Vec<StudyPlan>,
    /// What a dry run prints, and the real one too.
    pub outcome: ImportOutcome,
}

/// Plans an import.
///
/// `existing` answers the study of a name, if there is one; `new_id` makes ids that sort by the
/// order of their making; `today` anchors files that tell study days only.
///
/// # Errors
///
/// What the options must still decide, or the list of all problems. With `skip_bad` only problems
/// that must be decided refuse the import; the others are listed as left out.
pub fn plan(
    input: Input,
    options: &Options,
    today: NaiveDate,
    existing: &mut dyn FnMut(&str) -> Option<StudyRecord>,
    new_id: &mut dyn FnMut() -> Uuid,
) -> Result<ImportPlan, ImportError> {
    let Input { mut files, bundle } = input;
    let mut outcome = outcome_of(&files);
    let mut problems = Vec::new();
    let mut rows = Vec::new();
    for file in &mut files {
        problems.append(&mut file.problems);
        outcome.notes.append(&mut file.notes);
        rows.append(&mut file.rows);
    }
    let name = bundle.as_ref().map(|bundle| &bundle.study.name);
    let selection = select::select(rows, &files, options, name)?;
    outcome.notes.extend(selection.notes);
    problems.extend(selection.problems);
    let mut studies = Vec::new();
    for (name, rows) in selection.studies {
        let record = existing(name.as_str());
        let mut draft = Draft::open(&files, options, name, record, bundle.as_ref(), new_id)?;
        draft.anchor(&rows, today, bundle.is_some())?;
        draft.arms_and_cages_of(bundle.as_ref());
        let placed = draft.enroll(rows);
        draft.record_entries(&placed);
        draft.exclude(bundle.as_ref());
        draft.choose_control()?;
        let finished = draft.finish();
        outcome.notes.extend(finished.notes);
        outcome.disagreements.extend(finished.disagreements);
        problems.extend(finished.problems);
        studies.push(finished.plan);
    }
    control_exists(&studies, options)?;
    sum_up(&mut outcome, &studies);
    problems.sort_by(|a, b| a.order().cmp(&b.order()));
    let undecided = problems.iter().any(|p| p.effect == Effect::Undecided);
    if undecided || (!options.skip_bad && !problems.is_empty()) {
        return Err(ImportError::Problems(problems));
    }
    outcome.left_out = problems;
    Ok(ImportPlan { studies, outcome })
}

fn outcome_of(files: &[ReadFile]) -> ImportOutcome {
    let mut outcome = ImportOutcome::default();
    for file in files {
        outcome.files.push(super::printable(&file.table.file));
        outcome.rows_read += file.rows_read;
        outcome.rows_without_values += file.rows_without_values;
        outcome
            .columns_not_used
            .extend(file.columns.not_used.iter().cloned());
        for &field in Field::ALL {
            if let Some(column) = file.columns.of(field) {
                let heading = file.table.column(column).heading;
                outcome.columns_used.push((field.id(), heading));
            }
        }
    }
    outcome
}

/// A control arm that was asked for must be an arm of some study.
fn control_exists(studies: &[StudyPlan], options: &Options) -> Result<(), ImportError> {
    let Some(wanted) = &options.control else {
        return Ok(());
    };
    let mut arms = studies
        .iter()
        .flat_map(|s| s.arms.iter().chain(&s.changed_arms));
    let is_new = studies.iter().any(|study| study.is_new);
    if !is_new || arms.any(|arm| arm.is_control && arm.name.as_str() == wanted.trim()) {
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
            super::printable(wanted)
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
            day0: plan.study.protocol.day0.map(|day0| day0.to_string()),
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
            .push(Note::new("rows_without_values", message));
    }
}

/// A problem that concerns a whole study.
fn undecided(
    field: &str,
    value: &str,
    why: impl Into<String>,
    remedy: impl Into<Remedy>,
) -> Problem {
    Problem {
        place: None,
        field: field.to_owned(),
        value: super::printable(value),
        why: why.into(),
        remedy: remedy.into(),
        effect: Effect::Undecided,
    }
}
