//! Doses that were not given as planned.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{AnimalDoses, Slot};
use crate::dosing::day::brief;
use domain::{
    DatedDose, DeviationKind, DoseDeviation, DoseState, StudyRecord, When, counted, milliliters,
};

impl AnimalDoses<'_> {
    /// The doses that were not given as planned, by day.
    pub fn deviations(&self, study: &StudyRecord, arm: Option<String>) -> Vec<DoseDeviation> {
        let day = |date| {
            let protocol = &study.study.protocol;
            self.animal.animal.day_of(protocol, When::on(date))
        };
        let deviation = |date, compound, (kind, what, reason)| DoseDeviation {
            animal: self.animal.animal.tag.to_string(),
            arm: arm.clone(),
            day: day(date),
            compound,
            kind,
            what,
            reason,
        };
        let mut all: Vec<(NaiveDate, DoseDeviation)> = Vec::new();
        for slot in &self.slots {
            for found in slot.deviations() {
                let on = slot.planned.on;
                all.push((on, deviation(on, slot.compound(), found)));
            }
        }
        for dose in &self.unplanned {
            let compound = dose.compound.as_ref().map(ToString::to_string);
            let what = format!("not planned{}", given_words(dose));
            let reason = dose.reason.as_ref().map(ToString::to_string);
            let found = (DeviationKind::Misdosed, what, reason);
            all.push((dose.when.date, deviation(dose.when.date, compound, found)));
        }
        all.sort_by_key(|(on, _)| *on);
        all.into_iter().map(|(_, deviation)| deviation).collect()
    }
}

/// What one entry gave: `, 0.08 mL`; empty if that is not known.
fn given_words(dose: &DatedDose) -> String {
    let volume = dose.volume_ml.filter(|ml| *ml > 0.0);
    let amount = dose
        .given_dose
        .filter(|given| *given > 0.0)
        .zip(dose.unit.as_ref());
    let amount = amount.map(|(given, unit)| format!(", {} {unit}", brief(given)));
    let volume = volume.map(|ml| format!(", {}", milliliters(ml)));
    [volume, amount].into_iter().flatten().collect()
}

type Found = (DeviationKind, String, Option<String>);

impl Slot<'_> {
    fn deviations(&self) -> Vec<Found> {
        let mut found = Vec::new();
        if let Some(waiver) = self.waiver {
            found.push((
                DeviationKind::Waived,
                String::new(),
                Some(waiver.reason.to_string()),
            ));
        } else if self.entries.is_empty() {
            found.push((DeviationKind::NotRecorded, self.which(), None));
        }
        let given = self.entries.iter().filter(|dose| dose.is_given());
        let given: Vec<_> = given.collect();
        // A part, and the rest of it later, are one dose.
        if given.len() > 1 && given.iter().any(|dose| dose.state != DoseState::Partial) {
            let each = given.iter().map(|dose| {
                let volume = dose.volume_ml.map_or("not known".to_owned(), milliliters);
                format!("{volume} on {}", dose.when.date)
            });
            let each: Vec<String> = each.collect();
            found.push((DeviationKind::Twice, each.join(", "), None));
        }
        let mut seen = BTreeSet::new();
        for dose in &self.entries {
            let reason = dose.reason.as_ref().map(ToString::to_string);
            if let Some((kind, what)) = self.deviation(dose) {
                found.push((kind, what, reason));
            }
            let late = (dose.when.date - self.planned.on).num_days();
            if dose.is_given() && late > 0 && seen.insert(late) {
                let days = counted(usize::try_from(late).unwrap_or_default(), "day");
                found.push((DeviationKind::Late, days, None));
            }
        }
        found
    }

    /// How an entry is not as planned.
    fn deviation(&self, dose: &DatedDose) -> Option<(DeviationKind, String)> {
        let given = given_words(dose);
        let given = given.trim_start_matches(", ");
        Some(match dose.state {
            DoseState::Given if dose.reason.is_some() => (DeviationKind::DespiteHold, given.into()),
            DoseState::Given => return None,
            DoseState::Partial => (DeviationKind::Partial, self.of_planned(given)),
            DoseState::Held => (DeviationKind::Held, self.which()),
            DoseState::Missed => (DeviationKind::Missed, self.which()),
            DoseState::Misdosed => {
                let other = dose.compound.as_ref().filter(|_| self.is_of_other(dose));
                let other = other.map(ToString::to_string).unwrap_or_default();
                let words = [other.as_str(), given];
                let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
                (DeviationKind::Misdosed, words.join(", "))
            }
        })
    }

    /// What was given with what was planned: `0.08 mL, 0.78 mg/kg of 1`.
    fn of_planned(&self, given: &str) -> String {
        match self.planned_dose().filter(|_| self.liquid().is_none()) {
            Some(planned) => format!("{given} of {}", brief(planned)),
            None => given.to_owned(),
        }
    }

    /// Which of several doses of a date: `dose 2 of 2`.
    fn which(&self) -> String {
        match self.of_date > 1 {
            true => format!("dose {} of {}", self.planned.slot, self.of_date),
            false => String::new(),
        }
    }
}
