//! All that a study holds, read in one go: what analyses, exports and screens are made from.

use std::cmp::Ordering;

use chrono::NaiveDate;

use super::{
    Allocation, Animal, Arm, Blinding, BodyWeight, Cage, CageId, Cohort, Conduct, DataOrigin,
    Dated, DatedDose, Disposition, Dose, Entry, Exclusion, Formulation, Invalid, Label, Protocol,
    Reading, Species, Study, StudyId, StudyStatus, Tumor, TumorFinding, Waiver, Weighing, When,
    WorkLine, standing,
};

/// A tumor with its readings in order of time, then repeat.
#[derive(Debug, Clone, PartialEq)]
pub struct TumorRecord {
    /// The tumor.
    pub tumor: Tumor,
    /// All its readings.
    pub readings: Vec<Reading>,
}

impl TumorRecord {
    /// The reading that stands for each day (see [`standing`]), in order of time.
    pub fn standing_readings(&self) -> impl Iterator<Item = &Reading> {
        self.readings
            .chunk_by(|a, b| a.when == b.when)
            .filter_map(standing)
    }

    /// The volumes of the standing readings under the study's formula, mm³, in order of time; 0
    /// where the tumor was not palpable.
    pub fn volumes<'a>(&'a self, protocol: &'a Protocol) -> impl Iterator<Item = (When, f64)> + 'a {
        self.standing_readings().filter_map(|reading| {
            let mm3 = protocol.volume_mm3(&reading.observation)?;
            Some((reading.when, mm3))
        })
    }
}

/// An animal with all that was recorded of it.
#[derive(Debug, Clone, PartialEq)]
pub struct AnimalRecord {
    /// The animal.
    pub animal: Animal,
    /// Its tumors in site order.
    pub tumors: Vec<TumorRecord>,
    /// Its weighings in order of time, then repeat.
    pub weighings: Vec<Weighing>,
    /// Its doses in order of time, then repeat.
    pub doses: Vec<DatedDose>,
    /// How it left the study.
    pub disposition: Option<Disposition>,
}

impl AnimalRecord {
    /// The weighing that stands for each day (see [`standing`]), in order of time.
    pub fn standing_weighings(&self) -> impl Iterator<Item = &Weighing> {
        self.weighings
            .chunk_by(|a, b| a.when == b.when)
            .filter_map(standing)
    }

    /// The animal as it was known at the end of a date, by the dates of its entries: without later ones, and without
    /// a later disposition.
    pub fn until(&self, last: NaiveDate) -> Self {
        let tumors = self.tumors.iter().map(|of| TumorRecord {
            tumor: of.tumor.clone(),
            readings: up_to(&of.readings, last),
        });
        Self {
            animal: self.animal.clone(),
            tumors: tumors.collect(),
            weighings: up_to(&self.weighings, last),
            doses: up_to(&self.doses, last),
            disposition: self
                .disposition
                .clone()
                .filter(|left| left.when.date <= last),
        }
    }

    /// The tumors in the order in which their sites were named, which is the order of measuring them.
    pub fn tumors_as_named(&self) -> Vec<&TumorRecord> {
        let mut tumors: Vec<&TumorRecord> = self.tumors.iter().collect();
        // Ids sort by the time at which they were made.
        tumors.sort_unstable_by_key(|t| t.tumor.id);
        tumors
    }

    /// The moments of all entries of every kind, in no order.
    pub fn moments(&self) -> impl Iterator<Item = When> {
        // Taken apart here and below, so that a kind that is added is not forgotten.
        let Self {
            animal: _,
            tumors: _,
            weighings: _,
            doses: _,
            disposition: _,
        } = self;
        let readings = self
            .all_entries::<TumorFinding>()
            .map(|(_, entry)| entry.when);
        let weighings = self
            .all_entries::<BodyWeight>()
            .map(|(_, entry)| entry.when);
        let doses = self.all_entries::<Dose>().map(|(_, entry)| entry.when);
        readings.chain(weighings).chain(doses)
    }

    /// Refuses a species that some entry of the animal is impossible for.
    pub fn entries_fit(&self, species: Species) -> Result<(), Invalid> {
        let Self {
            animal: _,
            tumors: _,
            weighings: _,
            doses: _,
            disposition: _,
        } = self;
        let mut readings = self.all_entries::<TumorFinding>();
        readings.try_for_each(|(_, entry)| entry.check(species))?;
        let mut weighings = self.all_entries::<BodyWeight>();
        weighings.try_for_each(|(_, entry)| entry.check(species))?;
        let mut doses = self.all_entries::<Dose>();
        doses.try_for_each(|(_, entry)| entry.check(species))
    }
}

/// The entries of dates up to this one.
fn up_to<E: Entry>(entries: &[Dated<E>], last: NaiveDate) -> Vec<Dated<E>> {
    let entries = entries.iter().filter(|entry| entry.when.date <= last);
    entries.cloned().collect()
}

/// A whole study.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyRecord {
    /// The study and its protocol.
    pub study: Study,
    /// Its arms in order of position.
    pub arms: Vec<Arm>,
    /// Its cages by label.
    pub cages: Vec<Cage>,
    /// Its cohorts by name.
    pub cohorts: Vec<Cohort>,
    /// Its animals by tag, numbers in numeric order.
    pub animals: Vec<AnimalRecord>,
    /// What analyses leave out.
    pub exclusions: Vec<Exclusion>,
    /// The analysis plan, and what was decided when.
    pub conduct: Conduct,
    /// The allocations on record, by number.
    pub allocations: Vec<Allocation>,
    /// Its work plan by number, lines that have ended too.
    pub work_lines: Vec<WorkLine>,
    /// Its formulations by code.
    pub formulations: Vec<Formulation>,
    /// Planned events that were waived, in the order in which that was decided.
    pub waivers: Vec<Waiver>,
}

impl StudyRecord {
    /// A study of which nothing but itself is known.
    pub fn new(study: Study) -> Self {
        Self {
            study,
            arms: Vec::new(),
            cages: Vec::new(),
            cohorts: Vec::new(),
            animals: Vec::new(),
            exclusions: Vec::new(),
            conduct: Conduct::default(),
            allocations: Vec::new(),
            work_lines: Vec::new(),
            formulations: Vec::new(),
            waivers: Vec::new(),
        }
    }

    /// Days around a nominal day whose readings count as that day's, where neither protocol nor options say: 1 where the
    /// animals in arms start on different dates. Sessions fall on the same dates for all of them, so an animal's day 3
    /// is another's day 4, and without a window each day would compare the animals of one date alone.
    pub fn usual_visit_window_days(&self) -> f64 {
        let protocol = &self.study.protocol;
        let in_arms = self.animals.iter().filter(|a| a.animal.arm.is_some());
        let mut starts = in_arms.filter_map(|a| a.animal.day0(protocol));
        let first = starts.next();
        let is_staggered = starts.any(|start| Some(start) != first);
        if is_staggered { 1.0 } else { 0.0 }
    }

    /// The study as it was known at the end of a date, by the dates of entries and dispositions ([`AnimalRecord::until`]).
    /// All that has no such date stays, exclusions, allocations and the work plan too.
    pub fn until(&self, last: NaiveDate) -> Self {
        Self {
            study: self.study.clone(),
            arms: self.arms.clone(),
            cages: self.cages.clone(),
            cohorts: self.cohorts.clone(),
            animals: self.animals.iter().map(|a| a.until(last)).collect(),
            exclusions: self.exclusions.clone(),
            conduct: self.conduct.clone(),
            allocations: self.allocations.clone(),
            work_lines: self.work_lines.clone(),
            formulations: self.formulations.clone(),
            waivers: self.waivers.clone(),
        }
    }

    /// The label of the cage of an animal; none where it is not on record.
    pub fn cage_of(&self, animal: &Animal) -> Option<&Label> {
        let id = animal.cage?;
        let cage = self.cages.iter().find(|cage| cage.id == id)?;
        Some(&cage.label)
    }

    /// The animals that live in a cage: those on study. The others lived there when they left.
    pub fn residents(&self, cage: CageId) -> impl Iterator<Item = &AnimalRecord> {
        let of_cage = self
            .animals
            .iter()
            .filter(move |a| a.animal.cage == Some(cage));
        of_cage.filter(|a| a.disposition.is_none())
    }

    /// The study at a glance.
    pub fn head(&self) -> StudyHead {
        let left = |a: &&AnimalRecord| a.disposition.is_some();
        let left = self.animals.iter().filter(left).count();
        StudyHead::new(&self.study, self.arms.len(), self.animals.len(), left)
    }
}

/// A study at a glance: what can be told without its readings.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyHead {
    /// Id.
    pub id: StudyId,
    /// Name.
    pub name: Label,
    /// Whether entries are taken.
    pub status: StudyStatus,
    /// Whether arms are hidden.
    pub blinding: Blinding,
    /// Cell line or patient-derived model.
    pub model: Option<Label>,
    /// Whether its data were recorded or simulated.
    pub data_origin: DataOrigin,
    /// The date of study day 0.
    pub day0: Option<NaiveDate>,
    /// Whether an import assumed that date.
    pub day0_assumed: bool,
    /// Arms, as far as they are shown apart.
    pub arms: usize,
    /// Animals ever in the study.
    pub animals: usize,
    /// Animals that have not left it; none in a closed study.
    pub on_study: usize,
}

/// How far a study's readings reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StudyExtent {
    /// Readings of tumors.
    pub readings: usize,
    /// The last date with a reading or a weighing.
    pub last: Option<NaiveDate>,
}

impl StudyHead {
    /// A study with so many arms and animals, of which so many have `left`.
    pub fn new(study: &Study, arms: usize, animals: usize, left: usize) -> Self {
        let protocol = &study.protocol;
        Self {
            id: study.id,
            name: study.name.clone(),
            status: study.status,
            blinding: study.blinding,
            model: protocol.model.clone(),
            data_origin: protocol.data_origin,
            day0: protocol.day0,
            day0_assumed: protocol.day0_assumed,
            arms: match study.blinding {
                Blinding::BlindedAnimals => arms.min(1),
                _ => arms,
            },
            animals,
            on_study: match study.status {
                StudyStatus::Open => animals.saturating_sub(left),
                StudyStatus::Closed => 0,
            },
        }
    }
}

/// The order of tags in lists: runs of digits by their number, so that 9 stands before 10.
pub fn tag_order(a: &str, b: &str) -> Ordering {
    let mut left = chunks(a);
    let mut right = chunks(b);
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return a.cmp(b),
            (x, y) => compare(x, y),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// The text in runs of digits and runs of everything else.
fn chunks(text: &str) -> impl Iterator<Item = &str> {
    text.as_bytes()
        .chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit())
        .map(|run| {
            std::str::from_utf8(run).expect("a cut beside an ascii digit is between characters")
        })
}

fn compare(a: Option<&str>, b: Option<&str>) -> Ordering {
    let number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    match (a, b) {
        (Some(a), Some(b)) if number(a) && number(b) => {
            let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
            a.len().cmp(&b.len()).then_with(|| a.cmp(b))
        }
        (a, b) => a.cmp(&b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_sort_by_their_numbers() {
        let mut tags = [
            "C10-2", "C9-11", "12", "9", "C9-2", "é7", "007", "7", "1_71", "1_9",
        ];
        tags.sort_by(|a, b| tag_order(a, b));
        assert_eq!(
            tags,
            [
                "1_9", "1_71", "007", "7", "9", "12", "C9-2", "C9-11", "C10-2", "é7"
            ]
        );
    }
}
