//! The planned work of a study by date.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::planning::planned_by_animal;
use crate::{Error, Notebook};
use domain::{StudyRecord, WorkKind};

/// The planned work of one kind on one date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedWork {
    /// The date.
    pub date: NaiveDate,
    /// What is planned.
    pub kind: WorkKind,
    /// The number of animals, of those on study now.
    pub animals: usize,
    /// The number of these for which it was waived.
    pub waived: usize,
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
    let dates: Vec<NaiveDate> = from.iter_days().take(days).collect();
    let Some(last) = dates.last() else {
        return Vec::new();
    };
    let mut by_date: BTreeMap<(NaiveDate, WorkKind), (usize, usize)> = BTreeMap::new();
    for mut work in planned_by_animal(study, from..=*last) {
        // Two lines may plan the same, which is to be done unless both are waived.
        work.sort_unstable();
        work.dedup_by_key(|planned| (planned.date, planned.kind));
        for planned in work {
            let (animals, waived) = by_date.entry((planned.date, planned.kind)).or_default();
            *animals += 1;
            *waived += usize::from(planned.is_waived);
        }
    }
    let planned = by_date
        .into_iter()
        .map(|((date, kind), (animals, waived))| PlannedWork {
            date,
            kind,
            animals,
            waived,
        });
    planned.collect()
}
