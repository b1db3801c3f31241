//! The animals that a draw is about, wherever they come from.

use chrono::NaiveDate;
use serde::Serialize;

use domain::{AnimalId, ArmId, counted};

/// An animal that may be drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    /// Tag; of a table, what its column says.
    pub name: String,
    /// The animal of a study.
    pub id: Option<AnimalId>,
    /// The arm that it is in.
    pub arm: Option<ArmId>,
}

/// An animal that got no place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeftOut {
    /// Tag, or the name in the table.
    pub animal: String,
    /// Why.
    pub reason: String,
    /// The animal of a study.
    #[serde(skip)]
    pub(super) id: Option<AnimalId>,
    /// Whether it is in one of the arms that are drawn anew, and comes out of it.
    #[serde(skip)]
    pub(super) leaves_arm: bool,
}

/// A value of every candidate.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    /// What it is called.
    pub name: String,
    /// Its unit, if known.
    pub unit: &'static str,
    /// How much it counts.
    pub weight: f64,
    /// One per candidate; none where it is missing.
    pub values: Vec<Option<f64>>,
}

/// A property of every candidate.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Factor {
    /// What it is called.
    pub name: String,
    /// One per candidate; none where it is not known.
    pub levels: Vec<Option<String>>,
}

/// Candidates and what is known of them, wherever they come from.
pub(super) struct Roster {
    pub candidates: Vec<Candidate>,
    pub left_out: Vec<LeftOut>,
    pub covariates: Vec<Column>,
    pub spread: Vec<Factor>,
    pub whole: Vec<Factor>,
    pub mix: Vec<Factor>,
    pub date: Option<NaiveDate>,
    /// Where values come from, as an error tells it: ` on day 0 (2026-01-05)`, or nothing.
    pub told: String,
    /// What can be done about a value that is missing.
    pub remedy: &'static str,
}

/// So many names are told; the rest is counted.
const TOLD: usize = 12;

/// Names as a message tells them: `211`, `214` and 3 more.
pub(super) fn told<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    let shown = names.len().min(TOLD);
    let more = match names.len() - shown {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more}", names[..shown].join(", "))
}

/// `2 animals have` or `1 animal has`, with the names behind.
pub(super) fn lacking(names: &[&str], what: &str) -> String {
    let verb = if names.len() == 1 { "has" } else { "have" };
    let animals = counted(names.len(), "animal");
    format!("{animals} {verb} {what}: {}", told(names.iter().copied()))
}
