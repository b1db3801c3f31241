//! What an import made, or would make: the same answer for a dry run and a real one.

use serde::Serialize;

use super::{Place, Problem};
use domain::{ImportRemedy, Remedy};

/// Something a person should know that is no problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// What kind of note, for programs.
    pub code: &'static str,
    /// The note.
    pub message: String,
    /// What can be done about it.
    #[serde(skip)]
    pub remedy: Remedy,
}

impl Note {
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

/// A volume that disagrees by more than 1 % with the one from the sizes in its row, which rules.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Disagreement {
    /// Where it stands.
    pub place: Place,
    /// The animal.
    pub animal: String,
    /// The volume in the file, in mm³.
    pub given_mm3: f64,
    /// The volume by the study's formula, in mm³.
    pub computed_mm3: f64,
}

/// How many things of each kind are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Studies.
    pub studies: usize,
    /// Arms.
    pub arms: usize,
    /// Cages.
    pub cages: usize,
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
    /// Rows that hold no value; their animals are made all the same.
    pub rows_without_values: usize,
    /// The columns that were used: field and heading.
    pub columns_used: Vec<(&'static str, String)>,
    /// The columns that were not.
    pub columns_not_used: Vec<String>,
    /// What is made in each study.
    pub studies: Vec<StudyOutcome>,
    /// What is made in all.
    pub made: Counts,
    /// What a person should know.
    pub notes: Vec<Note>,
    /// Volumes that disagree with the sizes beside them.
    pub disagreements: Vec<Disagreement>,
    /// Bad values that are left out.
    pub left_out: Vec<Problem>,
}
