//! The receipt of a draw: what it repeats from, and what it is known by.

use serde::{Deserialize, Serialize};

use domain::Allocation;

/// A draw that is on record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Earlier {
    /// Its number.
    pub number: u32,
    /// Its seed.
    pub seed: u64,
    /// Its score.
    pub score: f64,
    /// When it was accepted, UTC.
    pub at: String,
    /// By whom.
    pub author: String,
    /// Why, where a reason was given; a redraw has one.
    #[serde(default)]
    pub reason: Option<String>,
}

impl Earlier {
    /// None as a blinded study is seen: the seed is hidden.
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

/// What was asked for. Arms are not named.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrawSettings {
    /// Places per arm.
    pub places: Vec<usize>,
    /// The allocation day.
    pub date: Option<String>,
    /// Covariates and how much each counts.
    pub balance: Vec<(String, f64)>,
    /// Factors that were spread.
    pub spread: Vec<String>,
    /// Factors of which every level stayed whole.
    pub whole: Vec<String>,
    /// Factors of which every level was mixed.
    pub mix: Vec<String>,
    /// Animals that share no arm.
    pub apart: Vec<Vec<String>>,
    /// The volume window, mm³.
    pub volume_mm3: Option<String>,
    /// The least weight, g.
    pub min_weight_g: Option<f64>,
    /// Animals left out by request.
    pub without: Vec<String>,
    /// Whether animals were drawn anew.
    pub again: bool,
    /// How many of the best it was drawn from.
    pub among_best: usize,
}

/// What a draw repeats from, and what it is known by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrawReceipt {
    /// Its number among the study's draws; none as long as it is not accepted.
    pub number: Option<u32>,
    /// When it was accepted, UTC.
    pub at: Option<String>,
    /// Who accepted it.
    pub author: Option<String>,
    /// The seed.
    pub seed: u64,
    /// The random generator.
    pub generator: String,
    /// The program and its version.
    pub program: String,
    /// The method.
    pub method: String,
    /// The budget of the search.
    pub iterations: u64,
    /// What was asked for.
    pub options: DrawSettings,
    /// SHA-256 of animals, values, constraints and places.
    pub fingerprint: String,
    /// The score.
    pub score: f64,
    /// The draws that were on record before.
    pub earlier: Vec<Earlier>,
    /// Seeds of draws that were looked at on a screen before this one, since the one before it was
    /// accepted. Dry runs of the command line are not counted.
    #[serde(default)]
    pub looked_at: Vec<u64>,
}
