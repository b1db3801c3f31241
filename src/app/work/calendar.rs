//! The planned work of a study by date.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde::Serialize;

use super::events::planned_on;
use crate::{Error, Notebook};
use domain::{AnimalId, StudyRecord, WorkKind};

/// The planned work of one kind on one date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedWork {
    /// The date.
    pub date: NaiveDate,
    /// What is planned.
    pub kind: WorkKind,
    /// The number of animals, of those on study now.
    pub animals: usize,
}

impl Notebook {
    /// The planned work of a study from a date on, for so many days, by date and kind. Animals are those on study now;
    /// what follows from findings is planned by those that are known now.
    ///
    /// # Errors
    /// If the study is not known.
    pub fn planned_work(
        &self,
        study: &str,
        from: NaiveDate,
        days: usize,
    ) -> Result<Vec<PlannedWork>, Error> {
        Ok(planned(&self.study(study)?, from, days))
    }
}

/// The planned work of a study from a date on, for so many days.
pub fn planned(study: &StudyRecord, from: NaiveDate, days: usize) -> Vec<PlannedWork> {
    let mut all = Vec::new();
    for date in from.iter_days().take(days) {
        let events = planned_on(study, date);
        let animals = events.chunk_by(|a, b| a.0 == b.0).map(|events| {
            let animals: HashSet<AnimalId> = events.iter().map(|(_, animal)| *animal).collect();
            PlannedWork {
                date,
                kind: events[0].0,
                animals: animals.len(),
            }
        });
        all.extend(animals);
    }
    all
}
