//! Correcting what was recorded, with a reason. The trail keeps what was there before.

use super::measure::{Observed, next_reading, next_weighing, no_such_tumor, tumor_of};
use super::{Error, Notebook, Receipt};
use domain::{
    AnimalRecord, BodyWeight, Label, Look, Observation, Prose, Reading, Remedy, SiteRole, Study,
    Tumor, Weighing, When, said,
};
use store::{CORRECT, Operation};

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
    /// The tumor it belongs to, on that animal: moves the reading alone.
    pub site: Option<Label>,
    /// The day it belongs to: moves the reading and the body weight of that day.
    pub observed: Option<Observed>,
    /// Keep both where the right animal or day has a reading already.
    pub again: bool,
}

/// What a correction changed.
#[derive(Debug, Clone, Default)]
pub struct Corrected {
    /// The reading before and after.
    pub reading: Option<(Reading, Reading)>,
    /// The site of the reading's tumor before and after.
    pub site: Option<(Label, Label)>,
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
        self.write(CORRECT, Some(reason), |op| {
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
    let target = Target {
        animal: match &right.animal {
            Some(tag) => op.animal(study.id, tag)?,
            None => from.clone(),
        },
        when: right
            .observed
            .map_or(Ok(when), |observed| observed.resolve(study))?,
        site: right.site.as_ref(),
        again: right.again,
    };
    let moves_both = target.animal.animal.id != from.animal.id || target.when != when;
    let moves_reading = moves_both || right.site.is_some();
    if !moves_reading && right.found.is_none() && right.weight.is_none() {
        return Err(Error::state(
            "the correction changes nothing",
            Remedy::GiveCorrection,
        ));
    }
    let mut corrected = Corrected::default();
    if moves_reading || right.found.is_some() {
        match find_reading(study, &from, wrong, when)? {
            Some(found) => {
                fix_reading(op, study, &target, found, right, &mut corrected)?;
            }
            // A body weight may be moved alone, unless a reading was spoken of.
            None if right.found.is_some() || right.site.is_some() || wrong.site.is_some() => {
                return Err(nothing_there(study, &from, "reading", when));
            }
            None => {}
        }
    }
    if moves_both || right.weight.is_some() {
        match find_weighing(study, &from, wrong, when)? {
            Some(found) => {
                let fixed = fix_weighing(op, study, &target, &from, found, right.weight)?;
                corrected.weighing = Some(fixed);
            }
            None if right.weight.is_some() => {
                return Err(nothing_there(study, &from, "body weight", when));
            }
            None => {}
        }
    }
    if corrected.reading.is_none() && corrected.weighing.is_none() {
        return Err(nothing_there(study, &from, "reading or body weight", when));
    }
    Ok(corrected)
}

/// Where a record belongs.
struct Target<'a> {
    animal: AnimalRecord,
    when: When,
    site: Option<&'a Label>,
    again: bool,
}

fn nothing_there(study: &Study, animal: &AnimalRecord, what: &str, when: When) -> Error {
    Error::state(
        format!(
            "animal `{}` has no {what} on {}",
            animal.animal.tag,
            said(&study.protocol, when)
        ),
        Remedy::ShowAnimalOrMeasure,
    )
}

/// The reading that is meant, with its tumor.
fn find_reading(
    study: &Study,
    animal: &AnimalRecord,
    wrong: &Wrong,
    when: When,
) -> Result<Option<(Tumor, Reading)>, Error> {
    if let Some(site) = &wrong.site
        && !animal.tumors.iter().any(|t| t.tumor.site == *site)
    {
        return Err(no_such_tumor(animal, site, SiteRole::Reading));
    }
    let mut found = Vec::new();
    for tumor in &animal.tumors {
        if wrong
            .site
            .as_ref()
            .is_none_or(|site| tumor.tumor.site == *site)
        {
            let of_day = tumor.readings.iter().filter(|r| r.when == when);
            let meant = of_day.filter(|r| wrong.repeat.is_none_or(|n| r.repeat == n));
            found.extend(meant.map(|r| (tumor.tumor.clone(), r.clone())));
        }
    }
    if found.len() > 1 {
        let which: Vec<_> = found
            .iter()
            .map(|(tumor, r)| format!("{} (repeat {})", tumor.site, r.repeat))
            .collect();
        return Err(Error::state(
            format!(
                "animal `{}` has {} readings on {}: {}",
                animal.animal.tag,
                found.len(),
                said(&study.protocol, when),
                which.join(", ")
            ),
            Remedy::NameReading,
        ));
    }
    Ok(found.pop())
}

fn find_weighing(
    study: &Study,
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
                "animal `{}` was weighed {} times on {}",
                animal.animal.tag,
                several.len(),
                said(&study.protocol, when)
            ),
            Remedy::NameRepeat,
        )),
    }
}

fn fix_reading(
    op: &Operation<'_>,
    study: &Study,
    target: &Target<'_>,
    (from, before): (Tumor, Reading),
    right: &Right,
    corrected: &mut Corrected,
) -> Result<(), Error> {
    let mut after = before.clone();
    if let Some((observation, typed)) = &right.found {
        after.observation = observation.clone();
        after.typed = typed.clone();
    }
    let animal = &target.animal;
    let stays = animal.tumors.iter().any(|t| t.tumor.id == from.id);
    let site = match target.site {
        Some(site) => Some(site),
        // The only tumor of another animal is meant, whatever its site is called.
        None if !stays && animal.tumors.len() <= 1 => None,
        None => Some(&from.site),
    };
    let (tumor, site) = tumor_of(op, study, animal, site, SiteRole::Destination)?;
    if tumor != from.id || target.when != before.when {
        after.when = target.when;
        after.repeat = next_reading(study, animal, tumor, target.when, target.again)?;
    }
    animal.may_be_observed(&study.protocol, after.when, Look::Tumor)?;
    op.update_reading(tumor, &after)?;
    corrected.reading = Some((before, after));
    corrected.site = Some((from.site, site));
    Ok(())
}

fn fix_weighing(
    op: &Operation<'_>,
    study: &Study,
    target: &Target<'_>,
    from: &AnimalRecord,
    before: Weighing,
    new: Option<BodyWeight>,
) -> Result<(Weighing, Weighing), Error> {
    let animal = &target.animal;
    let mut after = before.clone();
    after.weight = new.unwrap_or(before.weight);
    if animal.animal.id != from.animal.id || target.when != before.when {
        after.when = target.when;
        after.repeat = next_weighing(study, animal, target.when, target.again)?;
    }
    animal.may_be_observed(&study.protocol, after.when, Look::Body)?;
    op.update_weighing(animal.animal.id, &after)?;
    Ok((before, after))
}
