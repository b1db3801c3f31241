//! All that a study holds, read in one go: what analyses, exports and screens are made from.

use super::{
    Animal, Arm, Cage, Disposition, Exclusion, Reading, Study, Tumor, Weighing, reading::standing,
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
    /// How it left the study.
    pub disposition: Option<Disposition>,
}

impl AnimalRecord {
    /// The weighing that stands for each day: the last one, in order of time.
    pub fn standing_weighings(&self) -> impl Iterator<Item = &Weighing> {
        self.weighings
            .chunk_by(|a, b| a.when == b.when)
            .filter_map(<[Weighing]>::last)
    }
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
    /// Its animals by tag, numbers in numeric order.
    pub animals: Vec<AnimalRecord>,
    /// What analyses leave out.
    pub exclusions: Vec<Exclusion>,
}
