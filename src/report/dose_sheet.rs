//! The sheet of a day's doses, for the bench: what is to be given to which animal, with space for what happened.
//!
//! All values are text already, the same as screens and lists show. Whoever makes it hides what must not be seen.

use chrono::NaiveDateTime;

/// A sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoseSheet {
    /// `Doses of S-01`
    pub title: String,
    /// Below the title: `Mon 2026-02-16 · study day 14 · 22 doses, 9 recorded`.
    pub day: String,
    /// What is to be prepared, a line per formulation.
    pub prepare: Vec<String>,
    /// The doses, in the order in which they are given.
    pub rows: Vec<DoseSheetRow>,
    /// The head of every page.
    pub running: String,
    /// Who prints it.
    pub by: String,
    /// The time of making, UTC.
    pub at: NaiveDateTime,
}

/// One dose of one animal. What is not known is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DoseSheetRow {
    /// Room and rack; a line of its own where it changes.
    pub place: String,
    /// Label of the cage.
    pub cage: String,
    /// Tag of the animal, and its code.
    pub animal: String,
    /// Its sex as a sign.
    pub sex: String,
    /// The body weight: `20.6 g`.
    pub weight: String,
    /// When it was taken: `today`, `2 days ago`.
    pub weighed: String,
    /// The volume: `0.10 mL`; empty where it is to be written in.
    pub volume: String,
    /// How it is given.
    pub route: String,
    /// Code of the formulation.
    pub formulation: String,
    /// What is given, how much of it and what the volume gives; nothing where arms are hidden.
    pub what: String,
    /// What is remarkable, or why it is not to be given as planned.
    pub notes: String,
    /// What was recorded already, in place of what is ticked and written in; empty if nothing was.
    pub recorded: String,
    /// Whether it is not to be given as it stands: to be weighed, held or refused.
    pub is_stopped: bool,
}
