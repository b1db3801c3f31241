//! The values of a day that were doubted: outside the range that was expected when they were entered.
//!
//! The expected range of a value depends on what was on record when it was entered. So the day is replayed: its entries
//! are taken in the order of their ids, which is that of entering, and each is compared with the range that follows
//! from earlier dates and from the entries of the day before it.
//!
//! Not here: tumors that were not palpable. A person confirms them by a key, and there is nothing to measure again.

use chrono::NaiveDate;
use uuid::Uuid;

use super::expect::{Expected, agree, expected_volume, expected_weight};
use domain::{
    AnimalRecord, BodyWeight, Dated, Entry, Label, Observation, Protocol, Reading, StudyRecord,
    TumorRecord, Weighing,
};

/// A value that was doubted.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlier {
    /// The tag of the animal.
    pub tag: Label,
    /// The site of the tumor, where the animal bears several.
    pub site: Option<Label>,
    /// The value as it stands.
    pub value: Value,
    /// Why it was doubted.
    pub why: Why,
    /// Whether it was measured again that day.
    pub again: bool,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// What was found of a tumor.
    Found(Observation),
    /// A body weight.
    Weight(BodyWeight),
}

/// Why a value was doubted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Why {
    /// It is outside of this range, in mm³ or g.
    Outside(Expected),
    /// It differs from another reading of the same tumor by more than the error of reading; that one's volume, mm³.
    Differs(f64),
}

/// An entry of the day.
enum OfDay<'a> {
    Reading(&'a TumorRecord, &'a Reading),
    Weighing(&'a Weighing),
}

impl OfDay<'_> {
    fn id(&self) -> Uuid {
        match self {
            Self::Reading(_, reading) => reading.id.0,
            Self::Weighing(weighing) => weighing.id.0,
        }
    }
}

/// The values of a day that were doubted, in the order of the study's animals, also of animals that left it that day or
/// later. With `twice`, every tumor is read twice: two readings that differ are doubted, and settled by a third.
pub fn outliers(study: &StudyRecord, on: NaiveDate, twice: bool) -> Vec<Outlier> {
    let Some(day_before) = on.pred_opt() else {
        return Vec::new();
    };
    let mut known = study.until(day_before);
    let mut found = Vec::new();
    for (place, entry) in entries_of(study, on) {
        let animal = &study.animals[place];
        let doubt = match &entry {
            OfDay::Reading(tumor, reading) => {
                reading_outlier(&known, (place, animal), tumor, reading)
            }
            OfDay::Weighing(weighing) => weight_outlier(&known, (place, animal), weighing),
        };
        found.extend(doubt.map(|doubt| (place, doubt)));
        take_in(&mut known.animals[place], &entry);
    }
    if twice {
        for (place, animal) in study.animals.iter().enumerate() {
            let differing = differing(&study.study.protocol, animal, on);
            found.extend(differing.map(|doubt| (place, doubt)));
        }
    }
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, doubt)| doubt).collect()
}

/// The entries of a day with the place of their animal, in the order of entering.
fn entries_of(study: &StudyRecord, on: NaiveDate) -> Vec<(usize, OfDay<'_>)> {
    let mut entries = Vec::new();
    for (place, animal) in study.animals.iter().enumerate() {
        for tumor in &animal.tumors {
            let readings = of_date(&tumor.readings, on);
            entries.extend(readings.map(|r| (place, OfDay::Reading(tumor, r))));
        }
        let weighings = of_date(&animal.weighings, on);
        entries.extend(weighings.map(|w| (place, OfDay::Weighing(w))));
    }
    entries.sort_by_key(|(_, entry)| entry.id());
    entries
}

fn of_date<E: Entry>(entries: &[Dated<E>], on: NaiveDate) -> impl Iterator<Item = &Dated<E>> {
    entries.iter().filter(move |entry| entry.when.date == on)
}

/// Adds an entry of the day to what is known of its animal.
fn take_in(animal: &mut AnimalRecord, entry: &OfDay<'_>) {
    match entry {
        OfDay::Reading(of, reading) => {
            let same = |t: &&mut TumorRecord| t.tumor.id == of.tumor.id;
            if let Some(tumor) = animal.tumors.iter_mut().find(same) {
                tumor.readings.push((*reading).clone());
                tumor.readings.sort_by(Dated::in_time);
            }
        }
        OfDay::Weighing(weighing) => {
            animal.weighings.push((*weighing).clone());
            animal.weighings.sort_by(Dated::in_time);
        }
    }
}

fn site(animal: &AnimalRecord, tumor: &TumorRecord) -> Option<Label> {
    (animal.tumors.len() > 1).then(|| tumor.tumor.site.clone())
}

/// The doubt of a reading, if it is the first measurement of its tumor at its time.
fn reading_outlier(
    known: &StudyRecord,
    (place, animal): (usize, &AnimalRecord),
    tumor: &TumorRecord,
    reading: &Reading,
) -> Option<Outlier> {
    let at_once = tumor.readings.iter().filter(|r| r.when == reading.when);
    let mut measured = at_once.filter(|r| r.observation.is_measured());
    let is_first = measured.next()?.id == reading.id;
    let is_gone = reading.observation == Observation::NotPalpable;
    if !is_first || is_gone || came_with(tumor, reading) {
        return None;
    }
    let before = &known.animals[place];
    let same = |t: &&TumorRecord| t.tumor.id == tumor.tumor.id;
    let own = before.tumors.iter().find(same)?;
    let expected = expected_volume(known, before, own, reading.when)?;
    let mm3 = known.study.protocol.volume_mm3(&reading.observation)?;
    (!expected.holds(mm3)).then(|| Outlier {
        tag: animal.animal.tag.clone(),
        site: site(animal, tumor),
        value: Value::Found(reading.observation.clone()),
        why: Why::Outside(expected),
        again: measured.next().is_some(),
    })
}

/// Whether a tumor was put on record with this reading. Then it had no rank among the tumors of its animal when the
/// reading was entered, and no range was expected. The ids of both were made at once.
fn came_with(tumor: &TumorRecord, reading: &Reading) -> bool {
    if tumor
        .readings
        .first()
        .is_none_or(|first| first.id != reading.id)
    {
        return false;
    }
    let seconds = |id: Uuid| id.get_timestamp().map(|at| at.to_unix().0);
    let (tumor, reading) = (seconds(tumor.tumor.id.0), seconds(reading.id.0));
    tumor
        .zip(reading)
        .is_some_and(|(tumor, reading)| reading.saturating_sub(tumor) <= 1)
}

/// The doubt of a weighing, if it is the first of its animal at its time.
fn weight_outlier(
    known: &StudyRecord,
    (place, animal): (usize, &AnimalRecord),
    weighing: &Weighing,
) -> Option<Outlier> {
    let mut at_once = animal.weighings.iter().filter(|w| w.when == weighing.when);
    let is_first = at_once.next()?.id == weighing.id;
    let expected = expected_weight(known, &known.animals[place], weighing.when);
    (is_first && !expected.holds(weighing.grams())).then(|| Outlier {
        tag: animal.animal.tag.clone(),
        site: None,
        value: Value::Weight(weighing.entry),
        why: Why::Outside(expected),
        again: at_once.next().is_some(),
    })
}

/// The tumors of an animal whose first two readings of the day differ by more than the error of reading.
fn differing(
    protocol: &Protocol,
    animal: &AnimalRecord,
    on: NaiveDate,
) -> impl Iterator<Item = Outlier> {
    animal.tumors.iter().filter_map(move |tumor| {
        let measured = of_date(&tumor.readings, on).filter(|r| r.observation.is_measured());
        let read: Vec<&Reading> = measured.collect();
        let [first, second, rest @ ..] = read.as_slice() else {
            return None;
        };
        let (a, b) = (
            protocol.volume_mm3(&first.observation)?,
            protocol.volume_mm3(&second.observation)?,
        );
        (!agree(a, b)).then(|| Outlier {
            tag: animal.animal.tag.clone(),
            site: site(animal, tumor),
            value: Value::Found(second.observation.clone()),
            why: Why::Differs(a),
            again: !rest.is_empty(),
        })
    })
}

#[cfg(test)]
mod tests;
