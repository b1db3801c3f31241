//! What an import is to make in one study.

use crate::import::outcome::Counts;
use domain::{
    Animal, AnimalId, Arm, Cage, Cohort, Dated, DatedDose, Disposition, Entry, Exclusion,
    Formulation, Reading, Study, Tumor, TumorId, Waiver, Weighing, WorkLine,
};
use store::Operation;

/// What is to be made in one study.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyPlan {
    /// The study.
    pub study: Study,
    /// Whether the study is to be made; else it exists.
    pub is_new: bool,
    /// Whether an existing study is to be updated: it gets its day 0.
    pub is_changed: bool,
    /// Arms to make.
    pub arms: Vec<Arm>,
    /// Existing arms to update: one becomes the control arm.
    pub changed_arms: Vec<Arm>,
    /// Cages to make.
    pub cages: Vec<Cage>,
    /// Cohorts to make.
    pub cohorts: Vec<Cohort>,
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
    /// Readings that the study has, with what is right.
    pub corrected_readings: Vec<(TumorId, Reading)>,
    /// Weighings that the study has, with what is right.
    pub corrected_weighings: Vec<(AnimalId, Weighing)>,
    /// Dispositions to make.
    pub dispositions: Vec<(AnimalId, Disposition)>,
    /// Exclusions to make.
    pub exclusions: Vec<Exclusion>,
    /// Lines of the work plan to make.
    pub work_lines: Vec<WorkLine>,
    /// Waivers to make.
    pub waivers: Vec<Waiver>,
    /// Formulations to make.
    pub formulations: Vec<Formulation>,
    /// Doses to make.
    pub doses: Vec<(AnimalId, DatedDose)>,
}

impl StudyPlan {
    pub(super) fn of(study: Study, is_new: bool) -> Self {
        Self {
            study,
            is_new,
            is_changed: false,
            arms: Vec::new(),
            changed_arms: Vec::new(),
            cages: Vec::new(),
            cohorts: Vec::new(),
            animals: Vec::new(),
            changed_animals: Vec::new(),
            tumors: Vec::new(),
            readings: Vec::new(),
            weighings: Vec::new(),
            corrected_readings: Vec::new(),
            corrected_weighings: Vec::new(),
            dispositions: Vec::new(),
            exclusions: Vec::new(),
            work_lines: Vec::new(),
            waivers: Vec::new(),
            formulations: Vec::new(),
            doses: Vec::new(),
        }
    }

    /// Number of the entries of all kinds.
    pub fn entry_count(&self) -> usize {
        self.readings.len() + self.weighings.len() + self.doses.len()
    }

    /// Writes the entries of all kinds, and calls `one_more` after each.
    pub fn write_entries(
        &self,
        op: &Operation<'_>,
        one_more: &mut dyn FnMut(),
    ) -> Result<(), store::Error> {
        write(op, &self.readings, one_more)?;
        write(op, &self.weighings, one_more)?;
        write(op, &self.doses, one_more)?;
        correct(op, &self.corrected_readings)?;
        correct(op, &self.corrected_weighings)
    }

    /// Numbers of the records that are made.
    pub fn counts(&self) -> Counts {
        Counts {
            studies: usize::from(self.is_new),
            arms: self.arms.len(),
            cages: self.cages.len(),
            cohorts: self.cohorts.len(),
            animals: self.animals.len(),
            animals_completed: self.changed_animals.len(),
            tumors: self.tumors.len(),
            readings: self.readings.len(),
            weighings: self.weighings.len(),
            corrections: self.corrected_readings.len() + self.corrected_weighings.len(),
            dispositions: self.dispositions.len(),
            exclusions: self.exclusions.len(),
            work_lines: self.work_lines.len(),
            waivers: self.waivers.len(),
            formulations: self.formulations.len(),
            doses: self.doses.len(),
        }
    }
}

fn write<E: Entry>(
    op: &Operation<'_>,
    entries: &[(E::Owner, Dated<E>)],
    one_more: &mut dyn FnMut(),
) -> Result<(), store::Error> {
    for (owner, entry) in entries {
        op.insert_entry(*owner, entry)?;
        one_more();
    }
    Ok(())
}

fn correct<E: Entry>(
    op: &Operation<'_>,
    entries: &[(E::Owner, Dated<E>)],
) -> Result<(), store::Error> {
    let mut entries = entries.iter();
    entries.try_for_each(|(owner, entry)| op.update_entry(*owner, entry))
}
