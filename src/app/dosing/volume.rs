//! How much an animal is to get of a planned dose, and whether it is to get it at all.

use chrono::NaiveDate;
use serde::Serialize;

use super::day::{Due, brief};
use crate::work::doses_planned;
use domain::{
    AnimalRecord, DayDose, DoseState, DosingState, Excess, HoldAction, HoldProposal, LimitPreset,
    NoVolume, PlannedVolume, StudyRecord, TakenWeight, WorkKind, judge_day,
};

/// What is to be done with a planned dose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "do", content = "why", rename_all = "snake_case")]
pub enum DoseAdvice {
    /// Give it.
    Give,
    /// Weigh the animal first: why there is no weight that the volume may follow from.
    Weigh(String),
    /// Hold it: a rule of the regimen says so.
    Hold(String),
    /// The animal is at an endpoint: a rule of the regimen says so.
    Endpoint(String),
    /// It cannot be given as planned.
    Refuse(String),
}

impl DoseAdvice {
    /// Whether the dose is to be given as it stands.
    pub fn is_to_give(&self) -> bool {
        matches!(self, Self::Give)
    }

    /// Why not; empty if it is to be given.
    pub fn why(&self) -> &str {
        match self {
            Self::Give => "",
            Self::Weigh(why) | Self::Hold(why) | Self::Endpoint(why) | Self::Refuse(why) => why,
        }
    }
}

/// What follows from weights, rules and limits.
pub(super) struct Reckoned {
    pub weight: Option<TakenWeight>,
    pub change_percent: Option<f64>,
    pub volume: Option<PlannedVolume>,
    pub percent: f64,
    pub advice: DoseAdvice,
    pub notes: Vec<String>,
}

/// What an animal is to get of a planned dose on a date.
pub(super) fn reckon(study: &StudyRecord, due: &Due<'_>, on: NaiveDate) -> Reckoned {
    let protocol = &study.study.protocol;
    let animal = due.animal;
    let weighings = animal.standing_weighings();
    let until: Vec<_> = weighings.filter(|w| w.when.date <= on).collect();
    let change_percent = until
        .last()
        .and_then(|newest| animal.weight_change_percent(protocol, newest.when, newest.entry));
    let weights: Vec<(NaiveDate, f64)> = until
        .iter()
        .map(|weighing| (weighing.when.date, weighing.entry.grams()))
        .collect();
    let day0 = animal.animal.day0(protocol);
    let weight = due.regimen.weight.take(&weights, on, day0);
    let state = dosing_state(due);
    let rule = due.regimen.hold.as_ref();
    let proposal = rule.and_then(|rule| rule.propose(change_percent.map(|change| -change), state));
    let percent = match &proposal {
        Some(HoldProposal {
            action: HoldAction::Reduce { percent } | HoldAction::Resume { percent },
            ..
        }) => *percent,
        _ => state.percent,
    };
    let mut notes = Vec::new();
    if percent < 100.0 {
        notes.push(format!("reduced to {} % of the plan", brief(percent)));
    }
    let grams = weight.as_ref().ok().map(|weight| weight.grams);
    let found = due
        .regimen
        .terms
        .volume_for(grams, percent, due.regimen.step);
    let mut advice = match (&found, &weight) {
        (Err(NoVolume::NoWeight), Err(why)) => DoseAdvice::Weigh(why.to_string()),
        (Err(why @ NoVolume::BelowStep { .. }), _) => DoseAdvice::Refuse(why.to_string()),
        (Err(why), _) => {
            notes.push(format!("no volume: {why}"));
            DoseAdvice::Give
        }
        (Ok(_), _) => DoseAdvice::Give,
    };
    let volume = found.ok();
    if let Some(coarse) = volume.filter(PlannedVolume::is_coarse) {
        notes.push(format!(
            "rounding to {} changes the dose by {:+.1} %",
            due.regimen.step, coarse.error_percent
        ));
    }
    for finding in findings(study, animal, due.planned.on, grams) {
        match finding.0 {
            Excess::Maximum => match &due.regimen.exemption {
                Some(by) => notes.push(format!("{}; exempt: {by}", finding.1)),
                None => advice = DoseAdvice::Refuse(finding.1),
            },
            Excess::GoodPractice => notes.push(finding.1),
            Excess::NoLimitKnown => {}
        }
    }
    match proposal.map(|proposal| (proposal.action, proposal.reason)) {
        Some((HoldAction::Hold | HoldAction::StayHeld, why)) => advice = DoseAdvice::Hold(why),
        Some((HoldAction::Endpoint, why)) => advice = DoseAdvice::Endpoint(why),
        Some((HoldAction::Reduce { .. } | HoldAction::Resume { .. }, why)) => notes.push(why),
        None => {}
    }
    Reckoned {
        weight: weight.ok(),
        change_percent,
        volume,
        percent,
        advice,
        notes,
    }
}

/// How an animal is dosed by the line so far: whether its last dose was held, and to what part of the plan its doses are
/// reduced.
fn dosing_state(due: &Due<'_>) -> DosingState {
    let before = due.animal.doses.iter().filter(|dose| {
        let planned = dose.planned.filter(|planned| planned.line == due.line.id);
        planned.is_some_and(|planned| planned < due.planned)
    });
    let last = before.max_by_key(|dose| dose.planned);
    DosingState {
        is_held: last.is_some_and(|dose| dose.state == DoseState::Held),
        percent: last.map_or(100.0, |dose| dose.percent),
    }
}

/// What is to be said of the volume of all doses that are planned for an animal on a date, by how it stands to the limits.
fn findings(
    study: &StudyRecord,
    animal: &AnimalRecord,
    on: NaiveDate,
    grams: Option<f64>,
) -> Vec<(Excess, String)> {
    let Some(grams) = grams else {
        return Vec::new();
    };
    let lines = study.work_lines.iter().filter(|line| {
        line.kind == WorkKind::Dose && line.is_in_force(on) && line.whom.includes(&animal.animal)
    });
    let mut doses = Vec::new();
    for line in lines {
        let regimen = line.regimen.as_deref();
        let liquid = regimen.and_then(|r| r.route.as_ref().zip(r.terms.liquid()));
        if let Some((route, liquid)) = liquid {
            let ml = liquid.ml_for(grams);
            let slots = doses_planned(study, animal, line, on);
            doses.extend(slots.iter().map(|_| DayDose::new(route, ml, grams, 1)));
        }
    }
    let species = study.study.protocol.species;
    let found = judge_day(LimitPreset::Diehl, species, &doses);
    let found = found.into_iter();
    found
        .map(|finding| (finding.excess, finding.to_string()))
        .collect()
}
