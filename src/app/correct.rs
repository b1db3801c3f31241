//! Correcting what was recorded, with a reason. The trail keeps what was there before.

use super::doubt::{Doubts, Judge};
use super::entries::{EntrySlot, meant};
use super::measure::{Observed, reading_alerts, weight_alert};
use super::tumors::{no_such_tumor, tumor_of};
use super::{Error, Notebook, Receipt};
use domain::{
    AnimalRecord, BodyWeight, ClockTime, Dated, Entry, Label, Observation, Reading, Reason, Remedy,
    ShortText, SiteRole, Sizes, Study, Tumor, TumorFinding, Weighing, When,
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
    /// The day it belongs to: moves the reading and the body weight of that day. On another date they
    /// have no time of day unless one is given: that of the wrong date says nothing about the right one.
    pub observed: Option<Observed>,
    /// The time of day of the reading and the body weight of that day; `Some(None)` for none.
    pub clock_time: Option<Option<ClockTime>>,
    /// Keep both where the right animal or day has a reading already.
    pub again: bool,
    /// What becomes of values outside of their expected range.
    pub doubts: Doubts,
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
    /// Limits of the protocol that what is right reaches, each with what is to be done then, in words.
    pub alerts: Vec<String>,
}

impl Notebook {
    /// Corrects a reading, a body weight, or the animal or day that they were recorded for.
    pub fn correct(
        &mut self,
        study: &str,
        wrong: &Wrong,
        right: &Right,
        reason: Reason,
    ) -> Result<(Corrected, Option<Receipt>), Error> {
        self.write(CORRECT, Some(reason), |op| {
            let study = op.study_named(study)?;
            study.must_be_open()?;
            correct(op, &study, wrong, right)
        })
    }

    /// The sizes of the reading that is wrong; none where it has none. What else is wrong, the correction says.
    pub fn sizes_recorded(&self, study: &str, wrong: &Wrong) -> Result<Option<Sizes>, Error> {
        let record = self.store().study(study)?;
        let of = |animal: &&AnimalRecord| animal.animal.tag.is(&wrong.animal);
        let Some(animal) = record.animals.iter().find(of) else {
            return Ok(None);
        };
        let when = wrong
            .observed
            .resolve(&record.study, Some(&animal.animal))?;
        let found = find_reading(&record.study, animal, wrong, when)?;
        Ok(
            found.and_then(|(_, reading)| match reading.entry.observation {
                Observation::Measured { sizes, .. } => sizes,
                _ => None,
            }),
        )
    }
}

fn correct(
    op: &Operation<'_>,
    study: &Study,
    wrong: &Wrong,
    right: &Right,
) -> Result<Corrected, Error> {
    let from = op.animal(study.id, &wrong.animal)?;
    let when = wrong.observed.resolve(study, Some(&from.animal))?;
    let to = match &right.animal {
        Some(tag) => op.animal(study.id, tag)?,
        None => from.clone(),
    };
    let mut target = Target {
        when: match right.observed {
            Some(observed) => observed.resolve(study, Some(&to.animal))?,
            None => when,
        },
        animal: to,
        clock_time: right.clock_time,
        site: right.site.as_ref(),
        again: right.again,
        moves: false,
    };
    let is_moved = target.animal.animal.id != from.animal.id || target.when != when;
    target.moves = is_moved || right.site.is_some();
    let concerns_both = is_moved || right.clock_time.is_some();
    let concerns_reading = concerns_both || right.site.is_some();
    if !concerns_reading && right.found.is_none() && right.weight.is_none() {
        return Err(Error::state(
            "the correction changes nothing",
            Remedy::GiveCorrection,
        ));
    }
    let mut corrected = Corrected::default();
    if concerns_reading || right.found.is_some() {
        match find_reading(study, &from, wrong, when)? {
            Some(found) => {
                fix_reading(op, study, &target, found, right, &mut corrected)?;
            }
            // A body weight may be moved or timed alone, unless a reading was spoken of.
            None if right.found.is_some() || right.site.is_some() || wrong.site.is_some() => {
                return Err(nothing_there(study, &from, "reading", when));
            }
            None => {}
        }
    }
    if concerns_both || right.weight.is_some() {
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
    check_right(op, study, &target, right, &mut corrected)?;
    Ok(corrected)
}

/// Judges what is right as if it had just been measured: doubtful values, and limits that are reached. A correction of
/// the time of day alone says nothing new.
fn check_right(
    op: &Operation<'_>,
    study: &Study,
    target: &Target<'_>,
    right: &Right,
    corrected: &mut Corrected,
) -> Result<(), Error> {
    let protocol = &study.protocol;
    let animal = target.without(corrected);
    let mut doubts = Vec::new();
    let judge = Judge::new(op, study, &animal);
    if let (Some((before, after)), Some((_, site))) = (&corrected.reading, &corrected.site)
        && (before.observation != after.observation || target.moves)
        && let Some(read) = animal.tumors.iter().find(|t| t.tumor.site == *site)
    {
        let tumor = read.tumor.id;
        doubts.extend(judge.reading(tumor, after.when, &after.observation)?);
        let alerts = reading_alerts(protocol, &animal, tumor, site, after);
        corrected.alerts.extend(alerts);
    }
    if let Some((before, after)) = &corrected.weighing
        && (before.entry != after.entry || target.moves)
    {
        doubts.extend(judge.weight(after.when, after.entry)?);
        let alert = weight_alert(protocol, &animal, after);
        corrected.alerts.extend(alert);
    }
    right.doubts.settle(op, &animal, || Ok(doubts))
}

/// Where a record belongs.
struct Target<'a> {
    animal: AnimalRecord,
    when: When,
    clock_time: Option<Option<ClockTime>>,
    site: Option<&'a Label>,
    again: bool,
    /// Whether the entry gets another animal, tumor or day.
    moves: bool,
}

impl Target<'_> {
    /// The animal as it was without what is corrected.
    fn without(&self, corrected: &Corrected) -> AnimalRecord {
        let mut animal = self.animal.clone();
        if let Some((before, _)) = &corrected.reading {
            for tumor in &mut animal.tumors {
                tumor.readings.retain(|reading| reading.id != before.id);
            }
        }
        if let Some((before, _)) = &corrected.weighing {
            animal.weighings.retain(|weighing| weighing.id != before.id);
        }
        animal
    }

    fn slot<'a, E: Entry>(&'a self, study: &'a Study, owner: E::Owner) -> EntrySlot<'a, E> {
        EntrySlot {
            study,
            animal: &self.animal,
            owner,
            when: self.when,
            again: self.again,
        }
    }

    /// The time of day that an entry has after the correction.
    fn clock_time<E: Entry>(&self, before: &Dated<E>) -> Option<ClockTime> {
        let stays = || {
            before
                .clock_time
                .filter(|_| before.when.date == self.when.date)
        };
        self.clock_time.unwrap_or_else(stays)
    }
}

fn nothing_there(study: &Study, animal: &AnimalRecord, what: &str, when: When) -> Error {
    Error::state(
        format!(
            "animal `{}` has no {what} on {}",
            animal.animal.tag,
            animal.animal.said(&study.protocol, when)
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
        return Err(no_such_tumor(study, animal, site, SiteRole::Reading));
    }
    let mut found: Vec<(Tumor, Reading)> = meant::<TumorFinding>(animal, when, wrong.repeat)
        .into_iter()
        .filter_map(|(id, reading)| {
            let tumor = animal.tumors.iter().find(|t| t.tumor.id == id)?;
            let is_meant = wrong.site.as_ref().is_none_or(|s| tumor.tumor.site == *s);
            is_meant.then(|| (tumor.tumor.clone(), reading.clone()))
        })
        .collect();
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
                animal.animal.said(&study.protocol, when),
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
    match meant::<BodyWeight>(animal, when, wrong.repeat).as_slice() {
        [] => Ok(None),
        [(_, one)] => Ok(Some((*one).clone())),
        several => Err(Error::state(
            format!(
                "animal `{}` was weighed {} times on {}",
                animal.animal.tag,
                several.len(),
                animal.animal.said(&study.protocol, when)
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
    after.clock_time = target.clock_time(&before);
    if let Some((observation, typed)) = &right.found {
        after.entry.observation = observation.clone();
        after.entry.typed = typed.as_deref().map(ShortText::from);
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
    let after = target.slot(study, tumor).correct(op, from.id, after)?;
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
    let mut after = before.clone();
    after.clock_time = target.clock_time(&before);
    after.entry = new.unwrap_or(before.entry);
    let slot = target.slot(study, target.animal.animal.id);
    let after = slot.correct(op, from.animal.id, after)?;
    Ok((before, after))
}
