//! Data left out of the analysis. Nothing is deleted: analyses run with and without.

use super::{AnimalId, ExclusionId, Prose, ReadingId, StudyRecord, When, said};

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

impl StudyRecord {
    /// What an exclusion leaves out: `animal 211, day 0 (2026-01-05)`.
    pub fn excluded_words(&self, scope: Scope) -> String {
        let protocol = &self.study.protocol;
        let tag = |id: AnimalId| {
            let found = self.animals.iter().find(|a| a.animal.id == id);
            found.map_or_else(String::new, |a| a.animal.tag.to_string())
        };
        match scope {
            Scope::Animal(id) => format!("animal {}", tag(id)),
            Scope::AnimalDay(id, when) => format!("animal {}, {}", tag(id), said(protocol, when)),
            Scope::Day(when) => format!("all animals, {}", said(protocol, when)),
            Scope::Reading(id) => self.reading_words(id),
        }
    }

    fn reading_words(&self, id: ReadingId) -> String {
        for animal in &self.animals {
            for tumor in &animal.tumors {
                if let Some(reading) = tumor.readings.iter().find(|r| r.id == id) {
                    let when = said(&self.study.protocol, reading.when);
                    return format!("animal {}, {when}, {}", animal.animal.tag, tumor.tumor.site);
                }
            }
        }
        String::new()
    }
}
