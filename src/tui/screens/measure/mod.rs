//! Measuring: the technician's screen. A queue of animals, the values of one of them, and every
//! value that is complete on disk before the next is asked for.
//!
//! A caliper or balance with a keyboard wedge types its value and Enter; three such sends record an
//! animal and go on to the next. What was taken and does not make a whole reading yet is kept
//! beside the notebook ([`Kept`]), so that a killed program loses at most the field being typed.
//!
//! Arms are never shown here, nor anything that tells them apart.

mod before;
mod course;
mod curve;
mod entry;
mod keep;
mod keys;
mod look;
mod panel;
mod queue;
mod scan;
mod summary;
mod take;
mod unmeasured;
mod view;
mod write;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::NaiveDate;

use crate::keymap::Scope;
use crate::model::{Model, OpenStudy, Tone};
use app::due::MeasuringDay;
use course::{arrive, compose, count, next_due};
pub(crate) use course::{entered, filtered, refreshed};
use domain::{AnimalId, AnimalRecord, StudyId, When, day_of};
use entry::{Draft, Entry, Plan, Target};
pub use keep::Kept;
pub(crate) use keep::{found, keep, put_away};
pub(crate) use keys::{act, back, correct, set_day, step_back, typed, undone};
pub use queue::Order;
pub(crate) use scan::{is_tag, jump, scan, scanned};
use summary::Tally;
pub(crate) use unmeasured::skip;
pub(crate) use view::{corner, view};
pub(crate) use write::{not_saved, saved};

/// Terminators that follow one another faster than this, in ms, come from one send of a device.
const ONE_SEND: u64 = crate::burst::MOMENT;

/// Where keys go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Focus {
    /// To the queue.
    Queue,
    /// To the values of an animal.
    #[default]
    Entry,
}

/// What is remembered.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// What the queue is filtered by.
    pub filter: String,
    focus: Focus,
    order: Order,
    everyone: bool,
    twice: bool,
    /// Whether animals are weighed, where that differs from the study's habit.
    weigh: Option<bool>,
    /// The day of the readings: the one on which measuring began, unless another was chosen.
    on: Option<NaiveDate>,
    session: Option<MeasuringDay>,
    queue: Vec<AnimalId>,
    /// Of these nothing is left to do.
    done: HashSet<AnimalId>,
    /// What was passed over on a day: a weight that is missing, or a second reading that was asked for.
    passed: BTreeSet<(NaiveDate, AnimalId, Target)>,
    entry: Option<Entry>,
    drafts: BTreeMap<AnimalId, Vec<Draft>>,
    /// Readings wanted beyond the plan.
    rounds: BTreeMap<(AnimalId, Target), u32>,
    /// The tag being typed at the queue.
    tag: String,
    /// What a reader of tags has sent since its prefix.
    scanned: Option<String>,
    /// What was said of the animal one is at.
    said: Vec<(Tone, String)>,
    /// The reason for tumors that are not measured.
    reason: Option<String>,
    /// Who looked last time, if it was somebody else.
    others: Vec<String>,
    tally: Tally,
    /// Limits that animals of the queue reached that day.
    alerts: BTreeMap<AnimalId, Vec<String>>,
    /// How many limits the animals on study are past, whenever they reached them.
    open_alerts: BTreeMap<AnimalId, usize>,
    /// The study that is measured.
    study: Option<(StudyId, String)>,
    /// The animal whose disposition is being recorded here.
    disposing: Option<AnimalId>,
    /// When the last value was taken, in ms since the start.
    taken_at: Option<u64>,
    waiting: Option<write::Waiting>,
}

impl State {
    /// The scopes of the moment, innermost first.
    pub fn scopes(&self) -> Vec<Scope> {
        match self.focus {
            Focus::Queue => vec![Scope::Queue, Scope::Measure],
            Focus::Entry => vec![Scope::Entry, Scope::Measure],
        }
    }
}

/// The day of the readings.
pub(crate) fn day(model: &Model) -> NaiveDate {
    model.measure.on.unwrap_or(model.today)
}

fn plan(model: &Model, study: &OpenStudy) -> Plan {
    let habit = model.measure.session.is_none_or(|session| session.weights);
    Plan {
        on: day(model),
        twice: model.measure.twice,
        weigh: model.measure.weigh.unwrap_or(habit),
        height: Plan::needs_height(&study.record.study.protocol),
    }
}

/// Whether a target of an animal was passed over on the day of the readings.
fn is_passed(model: &Model, id: AnimalId, target: Target) -> bool {
    model.measure.passed.contains(&(day(model), id, target))
}

/// Whether nothing is left to do of an animal but a weight that was passed over.
fn lacks_weight(model: &Model, id: AnimalId) -> bool {
    let study = model.study.as_ref();
    let animal = study.and_then(|study| animal(study, id));
    let none = animal.is_some_and(|a| entry::weighings(a, day(model)).next().is_none());
    none && is_passed(model, id, Target::Body)
}

/// How many animals of the queue nothing is left to do of; one whose weight was passed over is none.
fn done_count(model: &Model) -> usize {
    let state = &model.measure;
    let done = state.queue.iter().filter(|id| state.done.contains(id));
    done.filter(|id| !lacks_weight(model, **id)).count()
}

fn animal(study: &OpenStudy, id: AnimalId) -> Option<&AnimalRecord> {
    study.record.animals.iter().find(|a| a.animal.id == id)
}

/// The animal whose values are shown.
fn current(model: &Model) -> Option<&AnimalRecord> {
    let study = model.study.as_ref()?;
    animal(study, model.measure.entry.as_ref()?.animal)
}

/// The day of the readings in words: `day 17, Thu 2026-01-22`.
fn day_words(model: &Model) -> String {
    let on = day(model);
    let date = on.format("%a %Y-%m-%d");
    let day0 = model
        .study
        .as_ref()
        .and_then(|s| s.record.study.protocol.day0);
    match day0 {
        Some(day0) => format!("day {} · {date}", day_of(When::on(on), day0)),
        None => date.to_string(),
    }
}
