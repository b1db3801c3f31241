//! The receipt of a draw: what it is repeated from, and how it is identified.

use serde::{Deserialize, Serialize};

use domain::Allocation;

/// A draw that was on record before this one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Earlier {
    /// From 1, in the order of acceptance.
    pub number: u32,
    /// With the stored input and the settings, it repeats the draw.
    pub seed: u64,
    /// See `stats::allocation`; lower is better.
    pub score: f64,
    /// When it was accepted, UTC.
    pub at: String,
    /// Who accepted it.
    pub author: String,
    /// A redraw always has a reason.
    #[serde(default)]
    pub reason: Option<String>,
}

impl Earlier {
    /// None where the record is masked: a blinded study hides the seed.
    pub(super) fn of(allocation: &Allocation) -> Option<Self> {
        Some(Self {
            number: allocation.number,
            seed: allocation.seed?,
            score: allocation.score,
            at: allocation.recorded_at.clone(),
            author: allocation.author.to_string(),
            reason: allocation.reason.as_ref().map(ToString::to_string),
        })
    }
}

/// The request of a draw. It names no arm, so that the receipt of a blinded study gives none away.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrawSettings {
    /// In the order of the arms.
    pub places: Vec<usize>,
    /// The allocation day.
    pub date: Option<String>,
    /// Covariates with their weights.
    pub balance: Vec<(String, f64)>,
    /// Factors that were spread.
    pub spread: Vec<String>,
    /// Factors of which every level stayed whole.
    pub whole: Vec<String>,
    /// Factors of which no level was in one arm alone.
    pub mix: Vec<String>,
    /// Lists of animals that share no arm.
    pub apart: Vec<Vec<String>>,
    /// The volume window, mm³.
    pub volume_mm3: Option<String>,
    /// The least weight, g.
    pub min_weight_g: Option<f64>,
    /// Animals left out by request.
    pub without: Vec<String>,
    /// Whether animals were drawn anew.
    pub again: bool,
    /// The number of best allocations that were drawn from.
    pub among_best: usize,
}

/// What a draw is repeated from, and how it is identified.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrawReceipt {
    /// The number of the draw in its study; none before it is accepted.
    pub number: Option<u32>,
    /// When it was accepted, UTC.
    pub at: Option<String>,
    /// Who accepted it.
    pub author: Option<String>,
    /// With the stored input and the settings, it repeats the draw.
    pub seed: u64,
    /// Name of the random generator.
    pub generator: String,
    /// Name and version of the program.
    pub program: String,
    /// Id of the [`AllocationMethod`](domain::AllocationMethod).
    pub method: String,
    /// The budget of the search, which is what repeats it; the search may have ended earlier with a proof.
    pub iterations: u64,
    /// The request; repeating the draw needs its `among_best`.
    pub options: DrawSettings,
    /// SHA-256 of animals, values, constraints and places.
    pub fingerprint: String,
    /// See `stats::allocation`; lower is better.
    pub score: f64,
    /// The draws that were on record before.
    pub earlier: Vec<Earlier>,
    /// Seeds of draws that were looked at on a screen before this one, since the one before it was
    /// accepted. Dry runs of the command line are not counted.
    #[serde(default)]
    pub looked_at: Vec<u64>,
}
