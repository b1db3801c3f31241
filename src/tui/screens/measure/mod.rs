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

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use crate::app::due::Session;
use crate::domain::{AnimalId, AnimalRecord, StudyId, When, day_of};
use crate::tui::keymap::Scope;
use crate::tui::model::{Model, OpenStudy, Tone};
use course::{arrive, compose, count, next_due};
pub(in crate::tui) use course::{entered, filtered, refreshed};
use entry::{Draft, Entry, Plan, Target};
pub use keep::Kept;
pub(in crate::tui) use keep::{found, keep, put_away};
pub(in crate::tui) use keys::{act, back, set_day, step_back, typed, undone};
pub use queue::Order;
pub(in crate::tui) use scan::{scan, scanned};
use summary::Tally;
pub(in crate::tui) use unmeasured::skip;
pub(in crate::tui) use view::{corner, view};
pub(in crate::tui) use write::{not_saved, saved};

/// Terminators that follow one another faster than this, in ms, come from one send of a device.
const ONE_SEND: u64 = 40;

/// The reason for a tumor that was not measured, until another is chosen.
const REASON: &str = "could not be measured";

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
    session: Option<Session>,
    queue: Vec<AnimalId>,
    /// Of these nothing is left to do.
    done: HashSet<AnimalId>,
    /// Of these a body weight is missing, and is not asked for again.
    unweighed: HashSet<AnimalId>,
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

    fn reason(&self) -> &str {
        self.reason.as_deref().unwrap_or(REASON)
    }
}

/// The day of the readings.
pub(in crate::tui) fn day(model: &Model) -> NaiveDate {
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
