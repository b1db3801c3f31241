//! What a schedule that follows findings has to know of an animal: volumes and weight loss by date, when it progressed,
//! and when work of a kind was done.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::day_account::days_read_wholly;
use domain::{
    AnimalRecord, DatedDose, EventRule, Protocol, ScheduleFacts, StudyRecord, Watched,
    WatchedValue, WorkKind, WorkLine,
};

/// The findings of an animal, ascending by date.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Findings {
    values: Vec<WatchedValue>,
    progressed_on: Option<NaiveDate>,
    done_on: Vec<NaiveDate>,
}

/// All findings of an animal, and when the work of a line was done on it.
pub(super) fn findings(study: &StudyRecord, animal: &AnimalRecord, line: &WorkLine) -> Findings {
    let protocol = &study.study.protocol;
    let largest = volumes(animal, protocol, f64::max);
    let value = |of| {
        move |(date, value): (&NaiveDate, &f64)| WatchedValue {
            date: *date,
            of,
            value: *value,
        }
    };
    let mut values: Vec<WatchedValue> = largest.iter().map(value(Watched::Volume)).collect();
    let burden = volumes(animal, protocol, |a, b| a + b);
    values.extend(burden.iter().map(value(Watched::Burden)));
    values.extend(animal.standing_weighings().filter_map(|weighing| {
        let change = animal.weight_change_percent(protocol, weighing.when, weighing.entry)?;
        Some(WatchedValue {
            date: weighing.when.date,
            of: Watched::Loss,
            value: -change,
        })
    }));
    values.sort_by_key(|value| value.date);
    Findings {
        values,
        progressed_on: progressed_on(animal, protocol, &largest),
        done_on: done_on(animal, line),
    }
}

impl Findings {
    /// What of it was known at the end of a date.
    pub fn until(&self, last: NaiveDate) -> Self {
        let known = |value: &&WatchedValue| value.date <= last;
        Self {
            values: self.values.iter().filter(known).copied().collect(),
            progressed_on: self.progressed_on.filter(|on| *on <= last),
            done_on: self
                .done_on
                .iter()
                .copied()
                .filter(|on| *on <= last)
                .collect(),
        }
    }

    pub fn facts(&self) -> ScheduleFacts<'_> {
        ScheduleFacts {
            values: &self.values,
            progressed_on: self.progressed_on,
            done_on: &self.done_on,
        }
    }
}

/// Volumes of an animal's tumors by date, those of one date put together.
fn volumes(
    animal: &AnimalRecord,
    protocol: &Protocol,
    together: impl Fn(f64, f64) -> f64,
) -> BTreeMap<NaiveDate, f64> {
    let mut days: BTreeMap<NaiveDate, f64> = BTreeMap::new();
    for (when, mm3) in animal.tumors.iter().flat_map(|t| t.volumes(protocol)) {
        let of_day = days.entry(when.date);
        of_day
            .and_modify(|known| *known = together(*known, mm3))
            .or_insert(mm3);
    }
    days
}

/// The date of the event that the study waits for, of its largest tumor: by volume, or by a multiple of its volume at
/// baseline. Events that are dispositions end an animal's plan anyway.
fn progressed_on(
    animal: &AnimalRecord,
    protocol: &Protocol,
    largest: &BTreeMap<NaiveDate, f64>,
) -> Option<NaiveDate> {
    let day0 = animal.animal.known_day0(protocol)?;
    let days: Vec<f64> = largest
        .keys()
        .map(|date| (*date - day0).num_days() as f64)
        .collect();
    let baseline = protocol.baseline_rule.pick(&days)?;
    let threshold = match protocol.event_rule.unwrap_or_default() {
        EventRule::Volume(mm3) => mm3,
        EventRule::Ratio(fold) => fold * largest.values().nth(baseline)?,
        EventRule::Disposition => return None,
    };
    let mut later = largest.iter().skip(baseline + 1);
    let found = later.find(|(_, mm3)| **mm3 >= threshold && threshold > 0.0);
    found.map(|(date, _)| *date)
}

/// The dates on which the work of a line was done.
fn done_on(animal: &AnimalRecord, line: &WorkLine) -> Vec<NaiveDate> {
    match line.kind {
        WorkKind::Measure => days_read_wholly(animal),
        WorkKind::Weigh => {
            let mut dates: Vec<_> = animal.weighings.iter().map(|w| w.when.date).collect();
            dates.dedup();
            dates
        }
        WorkKind::Dose => {
            let of_line = |dose: &&DatedDose| dose.planned.is_some_and(|p| p.line == line.id);
            let doses = animal.doses.iter().filter(of_line);
            doses.map(|dose| dose.when.date).collect()
        }
        WorkKind::TakeDown => animal
            .disposition
            .iter()
            .map(|left| left.when.date)
            .collect(),
    }
}
