//! Allocations on record: which animal was drawn into which arm, by what, and from what it repeats.
//!
//! What was fed into the draw and its receipt are kept as text: `app::randomize` writes and reads them.

use chrono::NaiveDate;

use super::study::words;
use super::{AllocationId, AnimalId, ArmId, Label, Prose};

words! {
    /// How animals are allocated to arms; `stats::allocation` tells each.
    AllocationMethod, "method", {
        /// Every allocation with these places is equally likely.
        Simple => "simple",
        /// Permuted blocks of animals of like size.
        Block => "block",
        /// Within strata, arms take turns.
        Stratified => "stratified",
        /// Sorted, and dealt forth and back.
        Serpentine => "serpentine",
        /// The best balance that can be found.
        Balanced => "balanced",
    }
}

/// A draw that was accepted, at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct Allocation {
    /// Its id.
    pub id: AllocationId,
    /// Its number among the draws of the study, from 1.
    pub number: u32,
    /// The method.
    pub method: AllocationMethod,
    /// What the draw repeats from; none as a blinded study is seen, for it is part of the key.
    pub seed: Option<u64>,
    /// The budget of the search: steps over all islands; 0 where nothing is searched.
    pub iterations: u64,
    /// How unlike the arms are, 0 or more, lower is better.
    pub score: f64,
    /// The day whose values were balanced; none where nothing was.
    pub observed_on: Option<NaiveDate>,
    /// The last date of which the study had a reading or weighing when this was accepted.
    pub observed_until: Option<NaiveDate>,
    /// Why it was accepted, if that was told: it must be where animals were drawn anew or joined late.
    pub reason: Option<Prose>,
    /// Who accepted it.
    pub author: Label,
    /// When, UTC, as the tables write it.
    pub recorded_at: String,
}

/// A draw that was accepted, with all it needs to be repeated.
#[derive(Debug, Clone, PartialEq)]
pub struct AllocationRecord {
    /// The draw at a glance.
    pub head: Allocation,
    /// What was fed into it, in its canonical text.
    pub input: String,
    /// Its receipt, as JSON.
    pub receipt: String,
    /// The arms in the order in which they were drawn for.
    pub arms: Vec<ArmId>,
    /// Every animal that it had to do with: first those of the draw, in its order.
    pub places: Vec<AllocationPlace>,
}

/// What became of one animal.
#[derive(Debug, Clone, PartialEq)]
pub struct AllocationPlace {
    /// The animal.
    pub animal: AnimalId,
    /// Its place in the draw, from 1; none if it was not eligible.
    pub position: Option<u32>,
    /// Where it went.
    pub outcome: AllocationOutcome,
}

/// Where an animal went.
#[derive(Debug, Clone, PartialEq)]
pub enum AllocationOutcome {
    /// Into an arm.
    Arm(ArmId),
    /// Nowhere, for a reason.
    LeftOut(Prose),
}
