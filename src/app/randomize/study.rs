//! The candidates of a study: which animals are eligible, and their values on the allocation day.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::candidates::{Candidate, Column, Factor, LeftOut, Roster, animals_have};
use super::request::{Request, Weighted};
use crate::Error;
use crate::measure::Observed;
use domain::{
    AnimalId, AnimalRecord, ArmId, DrawRemedy, Invalid, Protocol, Scope, StudyRecord, TumorRecord,
    When, said,
};
use stats::line;

/// Factors by which the animals of a study can be grouped. `litter` and `source` are the same: an animal has one
/// field for where it comes from.
pub const STUDY_FACTORS: [&str; 4] = ["cage", "sex", "source", "litter"];

/// Covariates by which the animals of a study can be balanced, with their units.
const COVARIATES: [(&str, &str); 4] = [
    ("volume", "mm³"),
    ("weight", "g"),
    ("growth", "1/day"),
    ("age", "days"),
];

/// The unit of a covariate; empty if it is not known.
pub(super) fn unit(name: &str) -> &'static str {
    let known = COVARIATES.into_iter().find(|c| c.0 == name);
    known.map_or("", |c| c.1)
}

/// Covariates that are balanced where nothing else was chosen.
const USUAL: [&str; 2] = ["volume", "weight"];

/// What a draw of a study balances where nothing else was chosen: volume and weight, each if any animal on study has it
/// on the day. An animal without it is reported then; the covariate is not dropped.
pub fn usual_balance(record: &StudyRecord, day: Option<Observed>) -> Vec<Weighted> {
    let date = allocation_day(record, day).ok().flatten();
    let offers = offers(record, date);
    let is_known = |name: &&str| offers.iter().any(|o| o.name == *name && o.known > 0);
    let usual = USUAL.into_iter().filter(is_known);
    usual
        .map(|name| Weighted {
            name: name.to_owned(),
            weight: 1.0,
        })
        .collect()
}

/// A covariate that a study could be balanced by.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// `volume`, `weight`, `growth` or `age`.
    pub name: &'static str,
    /// As tables show it.
    pub unit: &'static str,
    /// The number of animals on study that have a value on the allocation day.
    pub known: usize,
    /// The number of animals on study.
    pub of: usize,
}

/// The covariates that any animal on study has a value of on that day. Volume and weight are also offered where
/// they are known of other days only (with 0 known), so that a screen shows what is missing.
pub fn offers(record: &StudyRecord, date: Option<NaiveDate>) -> Vec<Offer> {
    let on_study = || record.animals.iter().filter(|a| a.disposition.is_none());
    let offer = |(name, unit)| Offer {
        name,
        unit,
        known: on_study()
            .filter(|a| value(a, &record.study.protocol, name, date).is_some())
            .count(),
        of: on_study().count(),
    };
    let read = || on_study().any(|a| a.tumors.iter().any(|t| !t.readings.is_empty()));
    let weighed = || on_study().any(|a| !a.weighings.is_empty());
    let all = COVARIATES.into_iter().map(offer);
    all.filter(|offer| match offer.name {
        "volume" => read(),
        "weight" => weighed(),
        _ => offer.known > 0,
    })
    .collect()
}

/// The allocation day: the one that is asked for; else that of the standing draw, because after it animals were
/// treated and their values show the arm; else the last date with a tumor reading, else with a weighing; none
/// where nothing was ever read.
pub fn allocation_day(
    record: &StudyRecord,
    asked: Option<Observed>,
) -> Result<Option<NaiveDate>, Error> {
    if let Some(asked) = asked {
        return Ok(Some(asked.resolve(&record.study, None)?.date));
    }
    let drawn = record.allocations.last().and_then(|last| last.observed_on);
    let tumors = record.animals.iter().flat_map(|a| &a.tumors);
    let read = tumors.flat_map(|t| &t.readings).map(|r| r.when.date).max();
    Ok(drawn.or(read).or_else(|| last_weighing(record)))
}

fn last_weighing(record: &StudyRecord) -> Option<NaiveDate> {
    let weighings = record.animals.iter().flat_map(|a| &a.weighings);
    weighings.map(|w| w.when.date).max()
}

/// The last date with a reading or weighing.
pub(super) fn observed_until(record: &StudyRecord) -> Option<NaiveDate> {
    let tumors = record.animals.iter().flat_map(|a| &a.tumors);
    let read = tumors.flat_map(|t| &t.readings).map(|r| r.when.date).max();
    read.max(last_weighing(record))
}

/// The animals that are eligible for these arms with their values, and the others with the reason.
pub(super) fn roster(
    record: &StudyRecord,
    request: &Request,
    arms: &[Option<ArmId>],
) -> Result<Roster, Error> {
    let date = allocation_day(record, request.day)?;
    let eligibility = Eligibility::new(record, request, arms, date)?;
    let (mut eligible, mut left_out) = (Vec::new(), Vec::new());
    for animal in &record.animals {
        match eligibility.why_not(animal) {
            None => eligible.push(animal),
            Some(reason) => left_out.push(LeftOut {
                animal: animal.animal.tag.to_string(),
                reason,
                id: Some(animal.animal.id),
                leaves_arm: eligibility.is_drawn_anew(animal),
            }),
        }
    }
    let protocol = &record.study.protocol;
    let column = |w: &Weighted| column(&eligible, protocol, w, date);
    let factors = |names: &[String]| -> Result<Vec<Factor>, Error> {
        let factor = |name: &String| factor(record, &eligible, name);
        names.iter().map(factor).collect()
    };
    Ok(Roster {
        covariates: request
            .balance
            .iter()
            .map(column)
            .collect::<Result<_, _>>()?,
        spread: factors(&request.spread)?,
        whole: factors(&request.whole)?,
        mix: factors(&request.mix)?,
        candidates: eligible.iter().map(|a| candidate(a)).collect(),
        left_out,
        date,
        on_day: on_day(record, date),
        remedy: DrawRemedy::CompleteOrLeaveOut.into(),
    })
}

/// ` on day 0 (2026-01-05)` for a message; empty without a date.
fn on_day(record: &StudyRecord, date: Option<NaiveDate>) -> String {
    date.map_or_else(String::new, |date| {
        format!(" on {}", said(&record.study.protocol, When::on(date)))
    })
}

fn candidate(animal: &AnimalRecord) -> Candidate {
    Candidate {
        name: animal.animal.tag.to_string(),
        id: Some(animal.animal.id),
        arm: animal.animal.arm,
    }
}

/// Decides which animals are eligible.
struct Eligibility<'a> {
    record: &'a StudyRecord,
    request: &'a Request,
    arms: &'a [Option<ArmId>],
    excluded: HashSet<AnimalId>,
    date: Option<NaiveDate>,
}

impl<'a> Eligibility<'a> {
    fn new(
        record: &'a StudyRecord,
        request: &'a Request,
        arms: &'a [Option<ArmId>],
        date: Option<NaiveDate>,
    ) -> Result<Self, Error> {
        let excluded = record.exclusions.iter().filter_map(|e| match e.scope {
            Scope::Animal(animal) => Some(animal),
            _ => None,
        });
        let eligibility = Self {
            record,
            request,
            arms,
            excluded: excluded.collect(),
            date,
        };
        eligibility.must_be_measured("volume", request.volume_mm3.is_some())?;
        eligibility.must_be_measured("weight", request.min_weight_g.is_some())?;
        Ok(eligibility)
    }

    /// Why an animal is not eligible; none if it is.
    fn why_not(&self, animal: &AnimalRecord) -> Option<String> {
        if let Some(reason) = self.why_not_by_status(animal) {
            return Some(reason);
        }
        // An animal that stays in its arm met the limits when it was allocated; its value of today does not put
        // it out.
        if animal.animal.arm.is_some() && !self.request.again {
            return None;
        }
        let window = self.request.volume_mm3;
        if let Some((volume, window)) = self.value(animal, "volume").zip(window)
            && !window.holds(volume)
        {
            return Some(format!("volume {volume:.0} mm³ is outside {window} mm³"));
        }
        let least = self.request.min_weight_g;
        let (weight, least) = self.value(animal, "weight").zip(least)?;
        (weight < least).then(|| format!("weight {weight:.1} g is below {least} g"))
    }

    /// Why an animal is not eligible whatever its values: it left, is excluded, or is in another arm.
    fn why_not_by_status(&self, animal: &AnimalRecord) -> Option<String> {
        let a = &animal.animal;
        if let Some(left) = &animal.disposition {
            let kind = left.kind.id().replace('_', " ");
            return Some(format!("left the study on {} ({kind})", left.when.date));
        }
        if self.request.without.iter().any(|t| t == a.tag.as_str()) {
            return Some("left out by request".to_owned());
        }
        if self.excluded.contains(&a.id) {
            return Some("excluded from the analysis".to_owned());
        }
        let elsewhere = a.arm.is_some() && !self.arms.contains(&a.arm);
        elsewhere.then(|| "in another arm already".to_owned())
    }

    /// Whether the animal is in one of the arms and is drawn anew.
    fn is_drawn_anew(&self, animal: &AnimalRecord) -> bool {
        self.request.again && is_in_any(animal, self.arms)
    }

    fn value(&self, animal: &AnimalRecord, name: &str) -> Option<f64> {
        value(animal, &self.record.study.protocol, name, self.date)
    }

    /// Refuses a limit on a value that eligible animals lack: without a value nobody can say whether they meet it.
    fn must_be_measured(&self, name: &str, asked: bool) -> Result<(), Error> {
        let free = |a: &&AnimalRecord| a.animal.arm.is_none() || self.request.again;
        let coming = self.record.animals.iter().filter(free);
        let unknown =
            coming.filter(|a| self.why_not_by_status(a).is_none() && self.value(a, name).is_none());
        let tags: Vec<&str> = unknown.map(|a| a.animal.tag.as_str()).collect();
        if !asked || tags.is_empty() {
            return Ok(());
        }
        Err(Error::state(
            animals_have(
                &tags,
                &format!("no {name}{}", on_day(self.record, self.date)),
            ),
            DrawRemedy::MeasureOrLeaveOut,
        ))
    }
}

fn column(
    animals: &[&AnimalRecord],
    protocol: &Protocol,
    weighted: &Weighted,
    date: Option<NaiveDate>,
) -> Result<Column, Error> {
    let (name, unit) = known_covariate(&weighted.name)?;
    let value = |animal: &&AnimalRecord| value(animal, protocol, name, date);
    Ok(Column {
        name: name.to_owned(),
        unit,
        weight: weighted.weight,
        values: animals.iter().map(value).collect(),
    })
}

/// A covariate of the animals of a study, and its unit.
///
/// # Errors
/// If there is none of this name.
pub fn known_covariate(name: &str) -> Result<(&'static str, &'static str), Invalid> {
    let known = COVARIATES.into_iter().find(|c| c.0 == name);
    let hint = "one of volume, weight, growth, age";
    known.ok_or_else(|| Invalid::new("covariate", name, "is not known", hint))
}

/// Refuses a factor by which the animals of a study cannot be grouped.
pub fn known_factor(name: &str) -> Result<(), Invalid> {
    match STUDY_FACTORS.contains(&name) {
        true => Ok(()),
        false => {
            let hint = format!("one of {}", STUDY_FACTORS.join(", "));
            Err(Invalid::new("factor", name, "is not known", hint))
        }
    }
}

fn factor(record: &StudyRecord, animals: &[&AnimalRecord], name: &str) -> Result<Factor, Error> {
    known_factor(name)?;
    Ok(Factor {
        name: name.to_owned(),
        levels: animals.iter().map(|a| level(record, a, name)).collect(),
    })
}

/// The level of an animal under a factor, if it is known.
pub(super) fn level(record: &StudyRecord, animal: &AnimalRecord, name: &str) -> Option<String> {
    match name {
        "cage" => record.cage_of(&animal.animal).map(ToString::to_string),
        "sex" => animal.animal.sex.map(|sex| sex.id().to_owned()),
        _ => animal.animal.source.as_ref().map(ToString::to_string),
    }
}

/// Whether an animal is on study in one of these arms.
pub(super) fn is_in_any(animal: &AnimalRecord, arms: &[Option<ArmId>]) -> bool {
    let arm = animal.animal.arm;
    arm.is_some() && arms.contains(&arm) && animal.disposition.is_none()
}

/// The value of a covariate of an animal on a day.
pub(super) fn value(
    animal: &AnimalRecord,
    protocol: &Protocol,
    name: &str,
    date: Option<NaiveDate>,
) -> Option<f64> {
    let date = date?;
    match name {
        "volume" => burden(animal, protocol, date),
        "weight" => weight(animal, date),
        "growth" => growth(animal, protocol, date),
        _ => {
            let age = (date - animal.animal.born_on?).num_days();
            (age >= 0).then_some(age as f64)
        }
    }
}

/// The sum of the animal's tumors on that date, mm³. None unless every tumor that has readings was read that day:
/// a part of the burden would make the animal look like one with a small tumor. A tumor without any reading until
/// then does not count.
fn burden(animal: &AnimalRecord, protocol: &Protocol, date: NaiveDate) -> Option<f64> {
    let is_known = |t: &&TumorRecord| t.readings.iter().any(|r| r.when.date <= date);
    let mut tumors = animal.tumors.iter().filter(is_known).peekable();
    tumors.peek()?;
    let on_date = |t: &TumorRecord| {
        let of_date = t.volumes(protocol).filter(|(when, _)| when.date == date);
        of_date.last().map(|(_, mm3)| mm3)
    };
    tumors.map(on_date).sum()
}

fn weight(animal: &AnimalRecord, date: NaiveDate) -> Option<f64> {
    let of_date = animal.standing_weighings().filter(|w| w.when.date == date);
    of_date.last().map(|w| w.grams())
}

/// Slope of ln burden over the days until that date, 1/day; none with fewer than three days with a volume above 0.
fn growth(animal: &AnimalRecord, protocol: &Protocol, date: NaiveDate) -> Option<f64> {
    let readings = animal.tumors.iter().flat_map(|t| &t.readings);
    let mut dates: Vec<NaiveDate> = readings.map(|r| r.when.date).collect();
    dates.retain(|d| *d <= date);
    dates.sort_unstable();
    dates.dedup();
    let point = |d: &NaiveDate| {
        let mm3 = burden(animal, protocol, *d).filter(|mm3| *mm3 > 0.0)?;
        Some(((*d - date).num_days() as f64, mm3.ln()))
    };
    let (days, logs): (Vec<f64>, Vec<f64>) = dates.iter().filter_map(point).unzip();
    line::fit(&days, &logs).map(|line| line.slope)
}
