//! The result of an import: the same for a dry run and a real one.

use serde::Serialize;

use crate::file_problems::{FilePlace, Problems};
use domain::{ImportRemedy, Remedy};

/// What a user should know, though it is no problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportNote {
    /// What kind of note, for programs.
    pub code: &'static str,
    /// The note.
    pub message: String,
    /// What can be done about it.
    #[serde(skip)]
    pub remedy: Remedy,
}

impl ImportNote {
    /// A note.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            remedy: Remedy::None,
        }
    }

    /// The same note with what can be done about it.
    pub fn remedied(self, remedy: ImportRemedy) -> Self {
        Self {
            remedy: remedy.into(),
            ..self
        }
    }
}

/// A volume that differs by more than 1 % from that of the sizes in its row. The sizes are recorded.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Disagreement {
    /// The place of the volume.
    pub place: FilePlace,
    /// The animal.
    pub animal: String,
    /// The volume in the file, in mm³.
    pub given_mm3: f64,
    /// The volume by the study's formula, in mm³.
    pub computed_mm3: f64,
}

/// Numbers of the records that are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Studies.
    pub studies: usize,
    /// Arms.
    pub arms: usize,
    /// Cages.
    pub cages: usize,
    /// Cohorts.
    pub cohorts: usize,
    /// Animals.
    pub animals: usize,
    /// Animals that get an arm, a cage or the like that they lacked.
    pub animals_completed: usize,
    /// Tumors.
    pub tumors: usize,
    /// Readings.
    pub readings: usize,
    /// Weighings.
    pub weighings: usize,
    /// Dispositions.
    pub dispositions: usize,
    /// Exclusions.
    pub exclusions: usize,
}

impl Counts {
    /// Adds the counts of another study.
    pub fn add(&mut self, other: &Self) {
        self.studies += other.studies;
        self.arms += other.arms;
        self.cages += other.cages;
        self.cohorts += other.cohorts;
        self.animals += other.animals;
        self.animals_completed += other.animals_completed;
        self.tumors += other.tumors;
        self.readings += other.readings;
        self.weighings += other.weighings;
        self.dispositions += other.dispositions;
        self.exclusions += other.exclusions;
    }
}

/// What is made in one study.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StudyOutcome {
    /// The study's name.
    pub study: String,
    /// Whether the study itself is made.
    pub is_new: bool,
    /// Its day 0.
    pub day0: Option<String>,
    /// Whether that date is assumed.
    pub day0_assumed: bool,
    /// Its control arm.
    pub control: Option<String>,
    /// What is made.
    pub made: Counts,
}

/// What an import made, or would make.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct ImportOutcome {
    /// The files.
    pub files: Vec<String>,
    /// Rows below the headings.
    pub rows_read: usize,
    /// The number of rows without a value; their animals are made nevertheless.
    pub rows_without_values: usize,
    /// The columns that were used: field and heading.
    pub columns_used: Vec<(&'static str, String)>,
    /// The columns that were not.
    pub columns_not_used: Vec<String>,
    /// What is made in each study.
    pub studies: Vec<StudyOutcome>,
    /// The sum over all studies.
    pub made: Counts,
    /// What the user should know.
    pub notes: Vec<ImportNote>,
    /// Volumes that differ from those of the sizes in their row: the first of them.
    pub disagreements: Vec<Disagreement>,
    /// How many differ.
    pub disagreement_count: usize,
    /// Bad values that were left out: the first of them.
    pub left_out: Problems,
    /// How many were left out.
    pub left_out_count: usize,
}
