//! The animals that a draw is about, wherever they come from.

use chrono::NaiveDate;
use serde::Serialize;

use domain::{AnimalId, ArmId, Remedy, counted};

/// An animal that may be drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    /// The tag; for a table, the text of its column of animals.
    pub name: String,
    /// None for a row of a table.
    pub id: Option<AnimalId>,
    /// The arm that the animal is in already.
    pub arm: Option<ArmId>,
}

/// An animal that is in none of the drawn arms.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeftOut {
    /// Tag, or the name in the table.
    pub animal: String,
    /// Why it is left out, as a part of a sentence.
    pub reason: String,
    #[serde(skip)]
    pub(super) id: Option<AnimalId>,
    /// Whether it is in one of the arms that are drawn anew: accepting the draw takes it out.
    #[serde(skip)]
    pub(super) leaves_arm: bool,
}

/// A covariate of every candidate.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    /// As in [`Weighted::name`](super::Weighted).
    pub name: String,
    /// Empty if it is not known.
    pub unit: &'static str,
    /// As in [`Weighted::weight`](super::Weighted).
    pub weight: f64,
    /// One per candidate; none where the value is missing.
    pub values: Vec<Option<f64>>,
}

/// A property of every candidate by which animals form groups, such as the cage.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Factor {
    /// `cage`, `sex`, `source` or `litter`; for a table, the heading of a column.
    pub name: String,
    /// One per candidate; none where it is not known.
    pub levels: Vec<Option<String>>,
}

/// Candidates and what is known of them, whether they come from a study or from a table.
pub(super) struct Roster {
    pub candidates: Vec<Candidate>,
    pub left_out: Vec<LeftOut>,
    pub covariates: Vec<Column>,
    pub spread: Vec<Factor>,
    pub whole: Vec<Factor>,
    pub mix: Vec<Factor>,
    pub date: Option<NaiveDate>,
    /// The day of the values for an error message: ` on day 0 (2026-01-05)`; empty for a table.
    pub on_day: String,
    /// What can be done about a missing value.
    pub remedy: Remedy,
}

/// The most names that a message lists; the rest is counted.
const MOST_NAMES: usize = 12;

/// Names as a message lists them: `211`, `214` and 3 more.
pub(super) fn list_names<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    let listed = names.len().min(MOST_NAMES);
    let more = match names.len() - listed {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more}", names[..listed].join(", "))
}

/// `2 animals have no volume: `211`, `214``: the message for animals without a value.
pub(super) fn animals_have(names: &[&str], what: &str) -> String {
    let verb = if names.len() == 1 { "has" } else { "have" };
    let animals = counted(names.len(), "animal");
    format!(
        "{animals} {verb} {what}: {}",
        list_names(names.iter().copied())
    )
}
