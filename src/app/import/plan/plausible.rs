//! Slips of the pen in a file: values far from the course of their animal, as the Measure screen would ask about them.
//!
//! A file brings thousands of values at once, and every twentieth lies outside of a range that holds 95 %. So a value is
//! named only if it is far from its neighbors as well, by a factor that a slip explains: a decimal point that is missing
//! or doubled, a 0 for a value that was not taken. Named values are recorded; the note says how they can be corrected.

use std::collections::HashSet;

use domain::{
    AnimalRecord, BodyWeight, ImportRemedy, Observation, Protocol, Reading, StudyRecord,
    TumorRecord, Weighing, When, counted, day_of,
};

use super::draft::{Draft, moment};
use crate::expect::{Expected, expected_volume, expected_weight};
use crate::import::outcome::ImportNote;

/// A smaller volume, mm³, may or may not be palpable, and tells no course.
const SMALL_MM3: f64 = 13.5;

/// From this volume on, mm³, a tumor does not vanish between two readings.
const CLEARLY_PALPABLE_MM3: f64 = 50.0;

/// A volume that differs from what its neighbors let expect by more than this factor is looked at.
const FAR: f64 = 3.0;

/// A body weight that differs from its neighbors by more than this factor is looked at.
const FAR_WEIGHT: f64 = 1.5;

/// What a slip multiplies a value by.
const SLIPS: [f64; 4] = [0.1, 10.0, 0.01, 100.0];

/// A value that a slip explains is within this factor of what its neighbors let expect.
const NEAR: f64 = 1.8;

/// How many readings of 1 × 1 mm are a habit, and no tumors.
const HABIT: usize = 3;

/// How many values have a note of their own.
const NAMED: usize = 20;

/// A value among those before and after it.
struct Value {
    day: f64,
    value: f64,
}

impl Draft<'_> {
    /// Notes values that look like slips in the study as it will be.
    pub fn doubt(&mut self, record: &StudyRecord) {
        let readings = self.plan.readings.iter();
        let new: HashSet<_> = readings.map(|(_, reading)| reading.id).collect();
        let weighings = self.plan.weighings.iter();
        let weighed: HashSet<_> = weighings.map(|(_, weighing)| weighing.id).collect();
        let mut doubts = Vec::new();
        for (at, animal) in record.animals.iter().enumerate() {
            for tumor in &animal.tumors {
                let found = doubtful_readings(record, animal, tumor);
                let found = found
                    .into_iter()
                    .filter(|(reading, _)| new.contains(&reading.id));
                doubts.extend(found.map(|(reading, why)| {
                    let key = (tumor.tumor.id, moment(reading.when), reading.repeat);
                    let place = self
                        .readings
                        .get(&key)
                        .map(|(_, origin)| self.describe(*origin));
                    (
                        at,
                        place,
                        reading.entry.observation.to_string(),
                        reading.when,
                        why,
                    )
                }));
            }
            let found = doubtful_weights(record, animal).into_iter();
            let found = found.filter(|(weighing, _)| weighed.contains(&weighing.id));
            let known = self.by_tag.get(&animal.animal.tag).copied();
            doubts.extend(found.map(|(weighing, why)| {
                let key = known.map(|at| (at, moment(weighing.when), weighing.repeat));
                let origin = key.and_then(|key| self.weighings.get(&key));
                let place = origin.map(|(_, origin)| self.describe(*origin));
                (
                    at,
                    place,
                    format!("{} g", weighing.grams()),
                    weighing.when,
                    why,
                )
            }));
        }
        for (at, place, value, when, why) in doubts.iter().take(NAMED) {
            let animal = &record.animals[*at].animal;
            let day = animal.said(&record.study.protocol, *when);
            let place = place
                .as_ref()
                .map_or(String::new(), |place| format!("{place}: "));
            let message = format!("{place}{value} of animal {} on {day} {why}", animal.tag);
            let note = ImportNote::new("doubtful", message);
            self.notes.push(note.remedied(ImportRemedy::CheckDoubtful));
        }
        if let more @ 1.. = doubts.len().saturating_sub(NAMED) {
            let message = format!(
                "{} are as far from the course of their animals",
                counted(more, "more value")
            );
            self.notes.push(ImportNote::new("doubtful", message));
        }
        self.note_one_by_one();
    }

    /// Offers to take 1 × 1 mm for a tumor that cannot be felt, where a file has it again and again.
    fn note_one_by_one(&mut self) {
        let readings = self.plan.readings.iter();
        let tiny = readings.filter(|(_, reading)| is_one_by_one(&reading.entry.observation));
        let tiny = tiny.count();
        if tiny >= HABIT {
            let message = format!(
                "{} are 1 × 1 mm, as often written for a tumor that cannot be felt",
                counted(tiny, "reading")
            );
            let note = ImportNote::new("one_by_one", message);
            self.notes.push(note.remedied(ImportRemedy::TakeOneByOne));
        }
    }
}

/// Whether a tumor was measured as 1 × 1 mm.
pub fn is_one_by_one(observation: &Observation) -> bool {
    match observation {
        Observation::Measured {
            sizes: Some(sizes), ..
        } => sizes.length_mm() == 1.0 && sizes.width_mm() == 1.0,
        _ => false,
    }
}

fn doubtful_readings<'a>(
    record: &StudyRecord,
    animal: &AnimalRecord,
    tumor: &'a TumorRecord,
) -> Vec<(&'a Reading, String)> {
    let protocol = &record.study.protocol;
    let measured: Vec<(&Reading, Value)> = tumor
        .readings
        .iter()
        .filter_map(|reading| Some((reading, value_of(protocol, reading)?)))
        .collect();
    let values: Vec<&Value> = measured.iter().map(|(_, value)| value).collect();
    let mut found = Vec::new();
    for (at, (reading, value)) in measured.iter().enumerate() {
        let why = match value.value {
            0.0 => vanished(record, animal, tumor, reading.when, &values, at),
            _ => {
                let expected = || expected_volume(record, animal, tumor, reading.when);
                let is_given = matches!(
                    reading.entry.observation,
                    Observation::Measured { sizes: None, .. }
                );
                far(
                    &values,
                    at,
                    (FAR, SMALL_MM3),
                    expected,
                    ("mm³", 0),
                    is_given,
                )
            }
        };
        found.extend(why.map(|why| (*reading, why)));
    }
    found
}

fn value_of(protocol: &Protocol, reading: &Reading) -> Option<Value> {
    let value = protocol.volume_mm3(&reading.entry.observation)?;
    Some(Value {
        day: position(reading.when),
        value,
    })
}

/// Days from a fixed date: only distances matter.
fn position(when: When) -> f64 {
    day_of(when, domain::UNDATED_DAY0)
}

/// A tumor that was large and is 0 at once, and afterwards there again or never read again.
fn vanished(
    record: &StudyRecord,
    animal: &AnimalRecord,
    tumor: &TumorRecord,
    when: When,
    values: &[&Value],
    at: usize,
) -> Option<String> {
    let before = at.checked_sub(1).and_then(|at| values.get(at))?;
    let after = values.get(at + 1);
    let is_there_after = after.is_none_or(|after| after.value >= CLEARLY_PALPABLE_MM3);
    if before.value < CLEARLY_PALPABLE_MM3 || !is_there_after {
        return None;
    }
    let expected = expected_volume(record, animal, tumor, when);
    if expected.is_some_and(|expected| expected.holds(0.0)) {
        return None;
    }
    let then = match after {
        Some(after) => format!(" and {:.0} after it", after.value),
        None => String::new(),
    };
    Some(format!(
        "follows {:.0} mm³{then}: a missing value may have been written as 0",
        before.value
    ))
}

fn doubtful_weights<'a>(
    record: &StudyRecord,
    animal: &'a AnimalRecord,
) -> Vec<(&'a Weighing, String)> {
    let measured: Vec<(&Weighing, Value)> = animal
        .weighings
        .iter()
        .map(|weighing| {
            let value = Value {
                day: position(weighing.when),
                value: BodyWeight::grams(weighing.entry),
            };
            (weighing, value)
        })
        .collect();
    let values: Vec<&Value> = measured.iter().map(|(_, value)| value).collect();
    let mut found = Vec::new();
    for (at, (weighing, _)) in measured.iter().enumerate() {
        let expected = || Some(expected_weight(record, animal, weighing.when));
        let why = far(&values, at, (FAR_WEIGHT, 0.1), expected, ("g", 1), true);
        found.extend(why.map(|why| (*weighing, why)));
    }
    found
}

/// Why a value is doubtful: it is far from its neighbors and outside of its range, and a slip explains it, or nothing does
/// and its neighbors on both sides agree.
fn far(
    values: &[&Value],
    at: usize,
    (factor, smallest): (f64, f64),
    expected: impl FnOnce() -> Option<Expected>,
    (unit, decimals): (&str, u8),
    may_name_slip: bool,
) -> Option<String> {
    let value = values[at].value;
    let reference = between(values, at, smallest)?;
    let distance = |value: f64| (value.max(smallest) / reference).ln().abs();
    if distance(value) <= factor.ln() {
        return None;
    }
    let expected = expected();
    if expected.is_some_and(|expected| expected.holds(value)) {
        return None;
    }
    let slip = SLIPS.iter().map(|slip| value * slip);
    let mut slip = slip.filter(|mended| *mended >= smallest);
    let slip = slip.find(|mended| distance(*mended) < NEAR.ln());
    let has_both = at > 0 && at + 1 < values.len();
    if slip.is_none() && !(has_both && distance(value) > (2.0 * factor).ln()) {
        return None;
    }
    let range = match expected {
        Some(expected) => format!(
            "is outside the expected {} {unit}",
            expected.range_text(decimals)
        ),
        None => format!("is far from the {reference:.0} {unit} of its neighbors"),
    };
    Some(match slip.filter(|_| may_name_slip) {
        Some(mended) => {
            let rounded = (mended * 1000.0).round() / 1000.0;
            format!("{range}: probably {rounded}")
        }
        None => range,
    })
}

/// What the neighbors of a value let expect, by its day; none for a value alone, or where they are too small.
fn between(values: &[&Value], at: usize, smallest: f64) -> Option<f64> {
    let tells = |value: &&&Value| value.value >= smallest;
    let before = at
        .checked_sub(1)
        .and_then(|at| values.get(at))
        .filter(tells);
    let after = values.get(at + 1).filter(tells);
    match (before, after) {
        (Some(before), Some(after)) if after.day > before.day => {
            let share = (values[at].day - before.day) / (after.day - before.day);
            Some((before.value.ln() * (1.0 - share) + after.value.ln() * share).exp())
        }
        (Some(one), _) | (None, Some(one)) => Some(one.value),
        (None, None) => None,
    }
}
