//! Correcting what was recorded, with a reason. The trail keeps what was there before.

use super::measure::{Observed, next_reading, next_weighing, tumor_of};
use super::{Error, Notebook, Receipt};
use crate::domain::{
    AnimalRecord, BodyWeight, Label, Look, Observation, Prose, Reading, Study, TumorId, Weighing,
    When, said,
};
use crate::store::Operation;

/// Which record is wrong.
#[derive(Debug, Clone)]
pub struct Wrong {
    /// Tag of the animal it was recorded for.
    pub animal: String,
    /// The day it was recorded for.
    pub observed: Observed,
    /// The tumor; needed only where there are several.
    pub site: Option<Label>,
    /// Which of several on one day; needed only where there are several.
    pub repeat: Option<u32>,
}

/// What is right. What is none stays.
#[derive(Debug, Clone, Default)]
pub struct Right {
    /// What was found, with the digits that were typed.
    pub found: Option<(Observation, Option<String>)>,
    /// Body weight.
    pub weight: Option<BodyWeight>,
    /// The animal it belongs to: moves the reading and the body weight of that day.
    pub animal: Option<String>,
    /// The day it belongs to: moves the reading and the body weight of that day.
    pub observed: Option<Observed>,
    /// Keep both where the right animal or day has a reading already.
    pub again: bool,
}

/// What a correction changed.
#[derive(Debug, Clone)]
pub struct Corrected {
    /// The reading before and after.
    pub reading: Option<(Reading, Reading)>,
    /// The weighing before and after.
    pub weighing: Option<(Weighing, Weighing)>,
}

impl Notebook {
    /// Corrects a reading, a body weight, or the animal or day that they were recorded for.
    pub fn correct(
        &mut self,
        study: &str,
        wrong: &Wrong,
        right: &Right,
        reason: Prose,
    ) -> Result<(Corrected, Option<Receipt>), Error> {
        self.write("correct", Some(reason), |op| {
            let study = op.study_named(study)?;
            study.must_be_open()?;
            correct(op, &study, wrong, right)
        })
    }
}

fn correct(
    op: &Operation<'_>,
    study: &Study,
    wrong: &Wrong,
    right: &Right,
) -> Result<Corrected, Error> {
    let from = op.animal(study.id, &wrong.animal)?;
    let when = wrong.observed.resolve(study)?;
    let moving = right.animal.is_some() || right.observed.is_some();
    if !moving && right.found.is_none() && right.weight.is_none() {
        return Err(Error::state(
            "the correction changes nothing",
            "give the right values, --to-animal or --to-day",
        ));
    }
    let target = Target {
        animal: match &right.animal {
            Some(tag) => op.animal(study.id, tag)?,
            None => from.clone(),
        },
        when: right
            .observed
            .map_or(Ok(when), |observed| observed.resolve(study))?,
        moving,
        again: right.again,
    };
    let reading = match (&right.found, find_reading(study, &from, wrong, when)?) {
        (None, Some(found)) if moving => Some(fix_reading(op, study, &target, found, None)?),
        (Some(new), Some(found)) => Some(fix_reading(op, study, &target, found, Some(new))?),
        (Some(_), None) => return Err(nothing_there(study, &from, "reading", when)),
        _ => None,
    };
    let weighing = match (right.weight, find_weighing(&from, wrong, when)?) {
        (None, Some(found)) if moving => Some(fix_weighing(op, study, &target, found, None)?),
        (Some(new), Some(found)) => Some(fix_weighing(op, study, &target, found, Some(new))?),
        (Some(_), None) => return Err(nothing_there(study, &from, "body weight", when)),
        _ => None,
    };
    if reading.is_none() && weighing.is_none() {
        return Err(nothing_there(study, &from, "reading or body weight", when));
    }
    Ok(Corrected { reading, weighing })
}

struct Target {
    animal: AnimalRecord,
    when: When,
    moving: bool,
    again: bool,
}

fn nothing_there(study: &Study, animal: &AnimalRecord, what: &str, when: When) -> Error {
    Error::state(
        format!(
            "animal `{}` has no {what} on {}",
            animal.animal.tag,
            said(&study.protocol, when)
        ),
        "see `graftbook animal show`; a new one is recorded with `graftbook measure`",
    )
}

/// The reading that is meant, with its tumor and that tumor's site.
fn find_reading(
    study: &Study,
    animal: &AnimalRecord,
    wrong: &Wrong,
    when: When,
) -> Result<Option<(TumorId, Label, Reading)>, Error> {
    let mut found = Vec::new();
    for tumor in &animal.tumors {
        if wrong
            .site
            .as_ref()
            .is_none_or(|site| tumor.tumor.site == *site)
        {
            let of_day = tumor.readings.iter().filter(|r| r.when == when);
            let meant = of_day.filter(|r| wrong.repeat.is_none_or(|n| r.repeat == n));
            found.extend(meant.map(|r| (tumor.tumor.id, tumor.tumor.site.clone(), r.clone())));
        }
    }
    if found.len() > 1 {
        let which: Vec<_> = found
            .iter()
            .map(|(_, site, r)| format!("{site} (repeat {})", r.repeat))
            .collect();
        return Err(Error::state(
            format!(
                "animal `{}` has {} readings on {}: {}",
                animal.animal.tag,
                found.len(),
                said(&study.protocol, when),
                which.join(", ")
            ),
            "say which with --site or --repeat",
        ));
    }
    Ok(found.pop())
}

fn find_weighing(
    animal: &AnimalRecord,
    wrong: &Wrong,
    when: When,
) -> Result<Option<Weighing>, Error> {
    let of_day = animal.weighings.iter().filter(|w| w.when == when);
    let meant: Vec<_> = of_day
        .filter(|w| wrong.repeat.is_none_or(|n| w.repeat == n))
        .collect();
    match meant.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some((*one).clone())),
        several => Err(Error::state(
            format!(
                "animal `{}` was weighed {} times on that day",
                animal.animal.tag,
                several.len()
            ),
            "say which with --repeat",
        )),
    }
}

fn fix_reading(
    op: &Operation<'_>,
    study: &Study,
    target: &Target,
    (tumor, site, before): (TumorId, Label, Reading),
    new: Option<&(Observation, Option<String>)>,
) -> Result<(Reading, Reading), Error> {
    let mut after = before.clone();
    let mut tumor = tumor;
    if let Some((observation, typed)) = new {
        after.observation = observation.clone();
        after.typed = typed.clone();
    }
    if target.moving {
        let same_animal = target.animal.tumors.iter().any(|t| t.tumor.id == tumor);
        if !same_animal {
            let only = target.animal.tumors.len() <= 1;
            tumor = tumor_of(op, study, &target.animal, (!only).then_some(&site))?.0;
        }
        after.when = target.when;
        after.repeat = next_reading(study, &target.animal, tumor, target.when, target.again)?;
    }
    target
        .animal
        .may_be_observed(&study.protocol, after.when, Look::Tumor)?;
    op.update_reading(tumor, &after)?;
    Ok((before, after))
}

fn fix_weighing(
    op: &Operation<'_>,
    study: &Study,
    target: &Target,
    before: Weighing,
    new: Option<BodyWeight>,
) -> Result<(Weighing, Weighing), Error> {
    let mut after = before.clone();
    after.weight = new.unwrap_or(before.weight);
    if target.moving {
        after.when = target.when;
        after.repeat = next_weighing(study, &target.animal, target.when, target.again)?;
    }
    target
        .animal
        .may_be_observed(&study.protocol, after.when, Look::Body)?;
    op.update_weighing(target.animal.animal.id, &after)?;
    Ok((before, after))
}
