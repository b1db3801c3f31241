//! The result of an import: the same for a dry run and a real one.

use serde::Serialize;

use crate::file_problems::{Effect, FilePlace, Problems};
use domain::{ImportRemedy, Remedy, counted};

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
    /// Readings and weighings of the study that get the value of the file.
    pub corrections: usize,
    /// Dispositions.
    pub dispositions: usize,
    /// Exclusions.
    pub exclusions: usize,
    /// Lines of the work plan.
    pub work_lines: usize,
    /// Planned events that were waived.
    pub waivers: usize,
    /// Formulations.
    pub formulations: usize,
    /// Doses.
    pub doses: usize,
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
        self.corrections += other.corrections;
        self.dispositions += other.dispositions;
        self.exclusions += other.exclusions;
        self.work_lines += other.work_lines;
        self.waivers += other.waivers;
        self.formulations += other.formulations;
        self.doses += other.doses;
    }
}

/// What is made in one study.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StudyOutcome {
    /// The study's name.
    pub study: String,
    /// Whether the study itself is made.
    pub is_new: bool,
    /// The date of its day 0, if it is known.
    pub day0: Option<String>,
    /// Whether it has study days only.
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

impl StudyOutcome {
    /// What was made, or would be, in a sentence without its period.
    fn words(&self, dry_run: bool) -> String {
        let made = &self.made;
        let things = [
            (made.arms, "arm"),
            (made.cages, "cage"),
            (made.cohorts, "cohort"),
            (made.animals, "animal"),
            (made.tumors, "tumor"),
            (made.readings, "reading"),
            (made.weighings, "body weight"),
            (made.corrections, "correction"),
            (made.dispositions, "disposition"),
            (made.exclusions, "exclusion"),
            (made.work_lines, "plan line"),
            (made.waivers, "waiver"),
            (made.formulations, "formulation"),
            (made.doses, "dose"),
        ];
        let things = things.into_iter().filter(|(n, _)| *n > 0);
        let mut things: Vec<_> = things.map(|(n, what)| counted(n, what)).collect();
        if made.animals_completed > 0 {
            things.push(counted(made.animals_completed, "animal") + " completed");
        }
        let verb = if dry_run { "would bring" } else { "brought" };
        let new = if self.is_new { "new study" } else { "study" };
        let day0 = match (&self.day0, self.day0_assumed) {
            (Some(date), _) => format!(", day 0 is {date}"),
            (None, true) => ", study days only".to_owned(),
            (None, false) => String::new(),
        };
        let control = self.control.as_ref();
        let control = control.map_or_else(String::new, |arm| format!(", control arm {arm}"));
        format!(
            "{verb} into {new} {}: {}{day0}{control}",
            self.study,
            things.join(", ")
        )
    }
}

impl ImportOutcome {
    /// What was made in each study, or would be: a sentence each, without its period.
    pub fn made_words(&self, dry_run: bool) -> Vec<String> {
        self.studies
            .iter()
            .map(|study| study.words(dry_run))
            .collect()
    }

    /// The columns that were not used, in a sentence; none if all were.
    pub fn columns_words(&self) -> Option<String> {
        let unused = self.columns_not_used.join(", ");
        (!unused.is_empty()).then(|| format!("columns not used: {unused}"))
    }

    /// At most `most` notes, and as many volumes that are not those of the sizes beside them. `advised` words a message
    /// with its remedy.
    pub fn notes_words(
        &self,
        most: usize,
        advised: &dyn Fn(&str, &Remedy) -> String,
    ) -> Vec<String> {
        let notes = self.notes.iter().take(most);
        let notes = notes.map(|note| format!("note: {}", advised(&note.message, &note.remedy)));
        let disagreements = self.disagreements.iter().take(most).map(|d| {
            format!(
                "note: {}: volume {} of animal {} is not the {:.1} mm³ of its sizes, which rule",
                d.place, d.given_mm3, d.animal, d.computed_mm3
            )
        });
        notes.chain(disagreements).collect()
    }

    /// At most `most` values that are left out; then how many more of each kind there are, followed by `more`.
    pub fn left_out_words(&self, most: usize, more: &str) -> Vec<String> {
        let left_out = self.left_out.listed().iter().take(most);
        let mut lines: Vec<String> = left_out
            .map(|p| format!("left out: {p}{}", extent(p.effect)))
            .collect();
        let found = [
            (self.notes.len(), "notes"),
            (self.disagreement_count, "volumes that differ"),
            (self.left_out_count, "values left out"),
        ];
        for (count, what) in found {
            if let beyond @ 1.. = count.saturating_sub(most) {
                lines.push(format!("and {beyond} more {what}: {more}"));
            }
        }
        lines
    }
}

/// What is left out with a bad value.
fn extent(effect: Effect) -> &'static str {
    match effect {
        Effect::Cell => "; the rest of the row stands",
        Effect::Row => "; with the row",
        Effect::Undecided => "",
    }
}
