//! Exposure: what was planned to be given, and what was.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::DoseState;
use crate::serialize::optional_day;
use crate::study::words;

/// Planned doses and what became of them, of all animals of a study. Planned are the doses of the work plan up to the last
/// date on which anything was recorded, while the animal was on study and on treatment; see `app::dosing`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExposureSection {
    /// By arm, compound and unit; while arms are hidden one row of all, without amounts.
    pub arms: Vec<ArmExposure>,
    /// Each animal by compound and unit; empty while arms are hidden.
    pub animals: Vec<AnimalExposure>,
    /// Doses that were not given as planned, by animal, then day; empty while arms are hidden.
    pub deviations: Vec<DoseDeviation>,
    /// The number of deviations of each kind.
    pub deviation_counts: BTreeMap<DeviationKind, usize>,
}

/// Numbers of doses by what became of them. All but `unplanned` add up to `planned`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct DoseCounts {
    /// Doses that were planned.
    pub planned: usize,
    /// Given whole, as much as was planned or a plan reduced for the animal.
    pub given: usize,
    /// Given in part.
    pub partial: usize,
    /// Held on purpose.
    pub held: usize,
    /// Missed.
    pub missed: usize,
    /// Something else was given.
    pub misdosed: usize,
    /// Waived beforehand.
    pub waived: usize,
    /// Nothing was recorded.
    pub not_recorded: usize,
    /// Given beside the plan: not among `planned`.
    pub unplanned: usize,
}

/// What the animals of an arm were given of a compound.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArmExposure {
    /// The arm; none for animals without one, and where arms are hidden.
    pub arm: Option<String>,
    /// The compound; none if it is not known or hidden.
    pub compound: Option<String>,
    /// The unit of all amounts; none if doses have none.
    pub unit: Option<String>,
    /// Animals for which doses were planned.
    pub n: usize,
    /// What became of the doses.
    #[serde(flatten)]
    pub counts: DoseCounts,
    /// Mean of the doses that were given, whole or in part, by dose.
    pub mean_dose: Option<f64>,
    /// Mean of what an animal was to get in all.
    pub mean_planned_total: Option<f64>,
    /// Mean of what an animal got in all.
    pub mean_total: Option<f64>,
    /// The least that an animal got in all.
    pub least_total: Option<f64>,
    /// The most.
    pub most_total: Option<f64>,
    /// Given, of planned, over all animals of the row, percent: the relative dose intensity.
    pub intensity_percent: Option<f64>,
}

/// What an animal was given of a compound.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AnimalExposure {
    /// Its tag.
    pub animal: String,
    /// Its arm.
    pub arm: Option<String>,
    /// The compound.
    pub compound: Option<String>,
    /// The unit of all amounts.
    pub unit: Option<String>,
    /// What became of the doses.
    #[serde(flatten)]
    pub counts: DoseCounts,
    /// In all; none if doses have no unit.
    #[serde(flatten)]
    pub amounts: AnimalAmounts,
}

/// How much an animal got in all.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct AnimalAmounts {
    /// Sum of the planned doses.
    pub planned_total: Option<f64>,
    /// Sum of what was given; none if the amount of a dose is not known.
    pub total: Option<f64>,
    /// Given, of planned, percent.
    pub intensity_percent: Option<f64>,
}

words! {
    /// How a dose was not as planned. In this order they are listed.
    DeviationKind, "deviation of a dose", {
        /// Something else was given than planned, or to another animal.
        Misdosed => "misdosed",
        /// It was given more than once.
        Twice => "given_twice",
        /// It was given although a rule of the regimen says to hold it.
        DespiteHold => "given_despite_hold",
        /// A part of it was given.
        Partial => "partial",
        /// It was held on purpose.
        Held => "held",
        /// It was not given, and nobody decided that.
        Missed => "missed",
        /// It was waived beforehand.
        Waived => "waived",
        /// It was given on a later date.
        Late => "late",
        /// Nothing was recorded.
        NotRecorded => "not_recorded",
    }
}

impl DeviationKind {
    /// In a sentence: `given twice`.
    pub fn words(self) -> String {
        self.id().replace('_', " ")
    }
}

/// A dose that was not given as planned.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DoseDeviation {
    /// Tag of the animal.
    pub animal: String,
    /// Its arm.
    pub arm: Option<String>,
    /// The study day that it was planned for, or that it was given on if it was not planned.
    #[serde(serialize_with = "optional_day")]
    pub day: Option<f64>,
    /// What was planned, or given if nothing was.
    pub compound: Option<String>,
    /// How it was not as planned.
    pub kind: DeviationKind,
    /// What happened, in words: `0.08 mL given`, `2 days late`; empty if the kind says all.
    pub what: String,
    /// Why, as it was recorded.
    pub reason: Option<String>,
}

impl DoseCounts {
    /// Counts a dose that was planned, by what became of it; none if nothing was recorded.
    pub fn count(&mut self, state: Option<DoseState>) {
        let of_state = match state {
            Some(DoseState::Given) => &mut self.given,
            Some(DoseState::Partial) => &mut self.partial,
            Some(DoseState::Held) => &mut self.held,
            Some(DoseState::Missed) => &mut self.missed,
            Some(DoseState::Misdosed) => &mut self.misdosed,
            None => &mut self.not_recorded,
        };
        *of_state += 1;
        self.planned += 1;
    }

    /// Adds the counts of other doses.
    pub fn add(&mut self, other: &Self) {
        self.planned += other.planned;
        self.given += other.given;
        self.partial += other.partial;
        self.held += other.held;
        self.missed += other.missed;
        self.misdosed += other.misdosed;
        self.waived += other.waived;
        self.not_recorded += other.not_recorded;
        self.unplanned += other.unplanned;
    }
}

impl ExposureSection {
    /// What those may see who must not know arms: how many doses there were of all arms together. Which animals got fewer
    /// doses, and of what, would tell their arms.
    pub(super) fn counts_only(self) -> Self {
        let Self {
            arms,
            animals,
            deviations: _,
            deviation_counts,
        } = self;
        let mut counts = DoseCounts::default();
        arms.iter().for_each(|row| counts.add(&row.counts));
        let mut tags: Vec<&String> = animals.iter().map(|row| &row.animal).collect();
        tags.sort_unstable();
        tags.dedup();
        let all = ArmExposure {
            arm: None,
            compound: None,
            unit: None,
            n: tags.len(),
            counts,
            mean_dose: None,
            mean_planned_total: None,
            mean_total: None,
            least_total: None,
            most_total: None,
            intensity_percent: None,
        };
        Self {
            arms: vec![all],
            animals: Vec::new(),
            deviations: Vec::new(),
            deviation_counts,
        }
    }
}
