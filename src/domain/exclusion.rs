//! Data left out of the analysis. Nothing is deleted: analyses run with and without.

use super::{AnimalId, ExclusionId, Prose, ReadingId, When};

/// What is left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scope {
    /// Everything of an animal.
    Animal(AnimalId),
    /// An animal's readings and weighings of one day.
    AnimalDay(AnimalId, When),
    /// All animals' readings and weighings of one day.
    Day(When),
    /// One reading.
    Reading(ReadingId),
}

/// An exclusion with its reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Exclusion {
    /// Its id.
    pub id: ExclusionId,
    /// What is left out.
    pub scope: Scope,
    /// Why.
    pub reason: Prose,
    /// Whether the protocol foresaw it.
    pub foreseen: bool,
}
