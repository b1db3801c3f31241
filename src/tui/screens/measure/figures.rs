//! What the screen shows about a tumor or body: volumes, changes, the expected range. Numbers
//! come from the domain and `app`; here they are only found.

use std::collections::BTreeMap;

use super::entry::{Entry, readings, tumor, tumors, weighings};
use super::{State, animal};
use crate::base::context::Context;
use crate::base::kept::{Kind, ReadingSlot, Target};
use crate::base::study::OpenStudy;
use app::day_account::on_study;
use app::expect::{Expected, LONGEST_GAP, agree, expected_volume, expected_weight};
use domain::{
    Animal, AnimalId, AnimalRecord, BodyWeight, Observation, Protocol, Species, TumorRecord, When,
    standing,
};

fn protocol(cx: &Context) -> Option<&Protocol> {
    Some(&cx.study.as_ref()?.record.study.protocol)
}

/// The species whose sizes and weights are plausible.
pub(super) fn species(cx: &Context) -> Species {
    protocol(cx).map_or(Species::Mouse, |protocol| protocol.species)
}

/// The volume of an observation under the study's formula, mm³.
pub(super) fn volume(cx: &Context, found: &Observation) -> Option<f64> {
    protocol(cx)?.volume_mm3(found)
}

/// What was found, for the eye: an imported volume without more digits than it is known to.
pub(super) fn found(found: &Observation) -> String {
    match found {
        Observation::Measured {
            sizes: None,
            given: Some(volume),
        } => match volume.mm3() {
            mm3 if mm3 >= 10.0 => format!("{mm3:.0} mm³ given"),
            mm3 => format!("{mm3:.1} mm³ given"),
        },
        found => found.to_string(),
    }
}

/// That there is no expected range for a tumor, and why.
pub(super) fn no_range(state: &State, cx: &Context, tumor: Option<&TumorRecord>) -> String {
    let on = state.day(cx);
    let last = protocol(cx).and_then(|protocol| before(protocol, tumor?, on).last());
    match last.map(|(when, _)| (on - when.date).num_days()) {
        Some(days) if days as f64 > LONGEST_GAP => {
            format!("No expected range: last reading {days} days ago")
        }
        _ => "No expected range yet".to_owned(),
    }
}

/// The expected range of a slot at the current animal.
pub(super) fn expected(state: &State, cx: &Context, slot: ReadingSlot) -> Option<Expected> {
    let study = &cx.study.as_ref()?.record;
    let animal = state.current(cx)?;
    let when = When::on(state.day(cx));
    match slot.target {
        Target::Tumor(id) => expected_volume(study, animal, tumor(animal, id)?, when),
        Target::Body => Some(expected_weight(study, animal, when)),
    }
}

/// The expected range of a slot, if a tumor of this length, mm, is larger even where it is three
/// times as long as wide.
pub(super) fn too_long(
    state: &State,
    cx: &Context,
    slot: ReadingSlot,
    length: f64,
) -> Option<Expected> {
    let slim = Observation::from_numbers(Some(length), Some(length / 3.0), None, None).ok()?;
    let least = volume(cx, &slim)?;
    expected(state, cx, slot).filter(|expected| least > expected.high)
}

/// The volume of the values in the fields of a slot: taken, or being typed.
pub(super) fn live_volume(cx: &Context, entry: &Entry, slot: ReadingSlot) -> Option<f64> {
    let typed = |kind: Kind| {
        let here = entry
            .field()
            .is_some_and(|f| f.slot == slot && f.kind == kind);
        match entry.taken(slot, kind) {
            Some((value, _)) => Some(value),
            None if here => {
                let read = domain::parse_device(kind.name(), kind.unit(), entry.input.value());
                read.ok().map(|(value, _)| value)
            }
            None => None,
        }
    };
    let (length, width) = (typed(Kind::Length)?, typed(Kind::Width)?);
    let found =
        Observation::from_numbers(Some(length), Some(width), typed(Kind::Height), None).ok()?;
    volume(cx, &found)
}

/// The volume of a slot that is on disk.
pub(super) fn saved_volume(state: &State, cx: &Context, slot: ReadingSlot) -> Option<f64> {
    let Target::Tumor(id) = slot.target else {
        return None;
    };
    let round = usize::try_from(slot.round).ok()?.checked_sub(1)?;
    let reading = readings(state.current(cx)?, id, state.day(cx)).nth(round)?;
    volume(cx, &reading.observation)
}

/// The value of a slot that is on disk: mm³ of a tumor, g of the body.
pub(super) fn saved_value(state: &State, cx: &Context, slot: ReadingSlot) -> Option<f64> {
    if slot.target != Target::Body {
        return saved_volume(state, cx, slot);
    }
    let round = usize::try_from(slot.round).ok()?.checked_sub(1)?;
    let weighing = weighings(state.current(cx)?, state.day(cx)).nth(round)?;
    Some(weighing.grams())
}

/// Why a slot that is on disk has no values: `not measured: ulcerated, not handled`.
pub(super) fn not_measured(state: &State, cx: &Context, slot: ReadingSlot) -> Option<String> {
    let Target::Tumor(id) = slot.target else {
        return None;
    };
    let round = usize::try_from(slot.round).ok()?.checked_sub(1)?;
    let reading = readings(state.current(cx)?, id, state.day(cx)).nth(round)?;
    let skipped = matches!(reading.observation, Observation::NotMeasured(_));
    skipped.then(|| reading.observation.to_string())
}

/// The standing volumes of a tumor before the day, in order of time.
pub(super) fn before<'a>(
    protocol: &'a Protocol,
    tumor: &'a TumorRecord,
    on: chrono::NaiveDate,
) -> impl Iterator<Item = (When, f64)> + 'a {
    tumor
        .volumes(protocol)
        .filter(move |(when, _)| when.date < on)
}

/// The baseline volume of a tumor by the study's rule.
pub(super) fn start(protocol: &Protocol, animal: &Animal, tumor: &TumorRecord) -> Option<f64> {
    let volumes: Vec<(When, f64)> = tumor.volumes(protocol).collect();
    let day = |when| animal.day_of(protocol, when).unwrap_or(0.0);
    let days: Vec<f64> = volumes.iter().map(|(when, _)| day(*when)).collect();
    protocol.baseline_rule.pick(&days).map(|at| volumes[at].1)
}

/// How the last two readings of a slot's target on the day differ, if there are several.
pub(super) fn difference(state: &State, cx: &Context, slot: ReadingSlot) -> Option<String> {
    let animal = state.current(cx)?;
    let on = state.day(cx);
    match slot.target {
        Target::Tumor(id) => {
            let (first, second) = last_two(state, cx, animal, id)?;
            Some(two_readings(first, second))
        }
        Target::Body => {
            let grams: Vec<f64> = weighings(animal, on).map(|w| w.grams()).collect();
            let [.., first, second] = grams.as_slice() else {
                return None;
            };
            let percent = relative(*first, *second);
            Some(format!(
                "two weighings: {first} and {second} g{percent} from the first"
            ))
        }
    }
}

/// The same of a tumor whose two readings differ by more than the error of reading.
pub(super) fn differ(
    state: &State,
    cx: &Context,
    animal: AnimalId,
    slot: ReadingSlot,
) -> Option<String> {
    let animal = super::animal(cx.study.as_ref()?, animal)?;
    let Target::Tumor(id) = slot.target else {
        return None;
    };
    let (first, second) = last_two(state, cx, animal, id)?;
    (!agree(first, second)).then(|| two_readings(first, second))
}

/// The last two volumes of a tumor on the day, if there are two.
fn last_two(
    state: &State,
    cx: &Context,
    animal: &AnimalRecord,
    id: Option<uuid::Uuid>,
) -> Option<(f64, f64)> {
    let volumes: Vec<f64> = readings(animal, id, state.day(cx))
        .filter_map(|r| volume(cx, &r.observation))
        .collect();
    match volumes.as_slice() {
        [.., first, second] => Some((*first, *second)),
        _ => None,
    }
}

fn two_readings(first: f64, second: f64) -> String {
    let percent = relative(first, second);
    match percent.as_str() {
        "" => format!("two readings: {first:.0} and {second:.0} mm³"),
        _ => format!("two readings: {first:.0} and {second:.0} mm³{percent} from the first"),
    }
}

/// `, +26 %`; nothing where there is no first to compare with.
fn relative(first: f64, second: f64) -> String {
    match first > 0.0 {
        true => format!(", {}", percent(100.0 * (second / first - 1.0))),
        false => String::new(),
    }
}

/// A change with its sign: `+26 %`.
pub(super) fn percent(change: f64) -> String {
    let rounded = change.round();
    if rounded == 0.0 {
        "0 %".into()
    } else {
        format!("{rounded:+.0} %")
    }
}

/// The change of an animal's body weight from its baseline, percent.
pub(super) fn weight_change(
    state: &State,
    cx: &Context,
    animal: &AnimalRecord,
    grams: f64,
) -> Option<f64> {
    let weight = BodyWeight::new(grams).ok()?;
    animal.weight_change_percent(protocol(cx)?, When::on(state.day(cx)), weight)
}

/// What is on record of an animal for the day, in one line.
pub(super) fn spoken(state: &State, cx: &Context, id: AnimalId) -> String {
    let Some((study, animal)) = cx.study.as_ref().and_then(|s| Some((s, animal(s, id)?))) else {
        return String::new();
    };
    let on = state.day(cx);
    let mut parts = Vec::new();
    for id in tumors(animal) {
        if let Some(reading) = standing(readings(animal, id, on)) {
            parts.push(match volume(cx, &reading.observation) {
                Some(mm3) if reading.observation.is_measured() => {
                    format!("{mm3:.0} mm³{}", several(state, cx, animal, id))
                }
                _ => reading.observation.to_string(),
            });
        }
    }
    if let Some(weighing) = weighings(animal, on).last() {
        parts.push(format!("{} g", weighing.grams()));
    }
    let cage = study
        .cage(animal)
        .map_or_else(String::new, |cage| format!("{cage} · "));
    format!("saved {cage}{}: {}", animal.animal.tag, parts.join(", "))
}

/// The volumes of several readings of a tumor, and how the last two differ, in brackets.
fn several(state: &State, cx: &Context, animal: &AnimalRecord, id: Option<uuid::Uuid>) -> String {
    let volumes: Vec<String> = readings(animal, id, state.day(cx))
        .filter_map(|r| volume(cx, &r.observation))
        .map(|mm3| format!("{mm3:.0}"))
        .collect();
    let Some((first, second)) = last_two(state, cx, animal, id) else {
        return String::new();
    };
    let percent = relative(first, second);
    format!(" (readings {}{percent})", volumes.join(", "))
}

/// When something was seen, as short as it can be said: `day 14`, or the date.
pub(super) fn short(protocol: &Protocol, animal: &Animal, when: When) -> String {
    match animal.day_of(protocol, when) {
        Some(day) => format!("day {day}"),
        None => when.date.to_string(),
    }
}

/// What to do with an animal at a limit.
pub(super) fn to_do(cx: &Context) -> Option<String> {
    Some(format!("To do: {}", protocol(cx)?.at_limit()))
}

/// How many limits each animal that was on study at the end of the day was past then.
pub(super) fn all_open_alerts(state: &State, cx: &Context) -> BTreeMap<AnimalId, usize> {
    let animals = cx.study.iter().flat_map(|study| {
        let protocol = &study.record.study.protocol;
        let animals = study.record.animals.iter();
        let open = |a: &AnimalRecord| a.until(state.day(cx)).open_alerts(protocol).len();
        animals.map(move |animal| (animal.animal.id, open(animal)))
    });
    animals.filter(|(_, open)| *open > 0).collect()
}

/// The limits that an animal reached on the day.
pub(super) fn alerts(state: &State, cx: &Context, id: AnimalId) -> Vec<String> {
    let Some((study, animal)) = cx.study.as_ref().and_then(|s| Some((s, animal(s, id)?))) else {
        return Vec::new();
    };
    if !on_study(animal, state.day(cx)) {
        return Vec::new();
    }
    reached(state, cx, study, animal)
}

/// The same of an animal that may have left the study since.
pub(super) fn reached(
    state: &State,
    cx: &Context,
    study: &OpenStudy,
    animal: &AnimalRecord,
) -> Vec<String> {
    let on = state.day(cx);
    let alerts = animal.until(on).last_alerts(&study.record.study.protocol);
    let today = alerts.iter().filter(|alert| alert.when.date == on);
    today.map(ToString::to_string).collect()
}
