//! Measuring: the technician's screen. A queue of animals, the values of one of them, and every
//! value that is complete on disk before the next is asked for.
//!
//! A caliper or balance with a keyboard wedge types its value and Enter; three such sends record an
//! animal and go on to the next. Values that do not make a complete reading yet are kept
//! beside the notebook (`base::kept`), so that a killed program loses at most the field being typed.
//!
//! Arms are never shown here, nor anything that identifies them: who measures must not know the treatment.

mod act;
mod before;
mod course;
mod curve;
mod device;
mod drafts;
mod entry;
mod figures;
mod keep;
mod keys;
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
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::{Position, Rect};

use self::entry::{Entry, Plan};
use self::summary::Tally;
use crate::base::context::Context;
use crate::base::device::MOMENT;
use crate::base::kept::{Draft, KeptStudy, Order, Target};
use crate::base::keymap::{Action, Scopes};
use crate::base::message::Tone;
use crate::base::study::OpenStudy;
use crate::component::{Component, Event, Requests};
use app::due::MeasuringDay;
use domain::{AnimalId, AnimalRecord, StudyId, When, day_of};

pub(crate) use self::scan::is_tag;

/// Terminators that follow one another faster than this, in ms, come from one send of a device.
const ONE_SEND: u64 = MOMENT;

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
    filter: String,
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
    /// The completed animals.
    done: HashSet<AnimalId>,
    /// What was skipped on a day: a weight that is missing, or a second reading that was asked for.
    passed: BTreeSet<(NaiveDate, AnimalId, Target)>,
    entry: Option<Entry>,
    drafts: BTreeMap<AnimalId, Vec<Draft>>,
    /// Readings wanted beyond the plan.
    rounds: BTreeMap<(AnimalId, Target), u32>,
    /// The tag being typed at the queue.
    tag: String,
    /// What to know about the current animal.
    remarks: Vec<(Tone, String)>,
    /// The reason for tumors that are not measured.
    reason: Option<String>,
    /// Who measured last time, if it was another person.
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
    /// The question that a device was asked and has not answered.
    asked: Option<device::Asked>,
    /// Unsaved values of studies that were measured before, until they are measured again.
    left: Vec<KeptStudy>,
}

impl Component for State {
    fn keys(&self) -> Scopes {
        vec![&keys::QUEUE, &keys::ENTRY, &keys::MEASURE]
    }

    fn scopes(&self) -> Scopes {
        match self.focus {
            Focus::Queue => vec![&keys::QUEUE, &keys::MEASURE],
            Focus::Entry => vec![&keys::ENTRY, &keys::MEASURE],
        }
    }

    fn act(&mut self, cx: &Context, action: Action, out: &mut Requests) {
        self.key(cx, action, out);
    }

    fn typed(&mut self, _: &Context, key: KeyEvent, out: &mut Requests) {
        self.type_key(key, out);
    }

    fn back(&mut self, cx: &Context, out: &mut Requests) -> bool {
        self.step_out(cx, out)
    }

    fn on(&mut self, cx: &Context, event: Event<'_>, out: &mut Requests) {
        match event {
            Event::Entered => self.entered(cx, out),
            Event::Refreshed => self.refreshed(cx, out),
            Event::StudyLeft => self.put_away(cx),
            Event::Undone(animals) => self.undone(cx, animals, out),
            Event::Chosen(reason) => self.skip(cx, reason, out),
            _ => {}
        }
    }

    fn filter(&self) -> &str {
        &self.filter
    }

    fn set_filter(&mut self, cx: &Context, text: &str, out: &mut Requests) {
        text.clone_into(&mut self.filter);
        self.refreshed(cx, out);
    }

    fn corner(&self, cx: &Context) -> String {
        view::corner(self, cx)
    }

    fn view(&self, cx: &Context, buffer: &mut Buffer, area: Rect) -> Option<Position> {
        view::draw(self, cx, buffer, area)
    }
}

fn animal(study: &OpenStudy, id: AnimalId) -> Option<&AnimalRecord> {
    study.record.animals.iter().find(|a| a.animal.id == id)
}

impl State {
    /// The day of the readings.
    pub(super) fn day(&self, cx: &Context) -> NaiveDate {
        self.on.unwrap_or(cx.today)
    }

    pub(super) fn plan(&self, cx: &Context, study: &OpenStudy) -> Plan {
        let habit = self.session.is_none_or(|session| session.weights);
        Plan {
            on: self.day(cx),
            twice: self.twice,
            weigh: self.weigh.unwrap_or(habit),
            height: Plan::needs_height(&study.record.study.protocol),
        }
    }

    /// Whether a target of an animal was skipped on the day of the readings.
    pub(super) fn is_passed(&self, cx: &Context, id: AnimalId, target: Target) -> bool {
        self.passed.contains(&(self.day(cx), id, target))
    }

    /// Whether an animal lacks its weight, which was skipped.
    pub(super) fn lacks_weight(&self, cx: &Context, id: AnimalId) -> bool {
        let study = cx.study.as_ref();
        let animal = study.and_then(|study| animal(study, id));
        let none = animal.is_some_and(|a| entry::weighings(a, self.day(cx)).next().is_none());
        none && self.is_passed(cx, id, Target::Body)
    }

    /// Number of completed animals of the queue; one whose weight was skipped is not complete.
    pub(super) fn done_count(&self, cx: &Context) -> usize {
        let done = self.queue.iter().filter(|id| self.done.contains(id));
        done.filter(|id| !self.lacks_weight(cx, **id)).count()
    }

    /// The animal whose values are shown.
    pub(super) fn current<'a>(&self, cx: &'a Context) -> Option<&'a AnimalRecord> {
        let study = cx.study.as_ref()?;
        animal(study, self.entry.as_ref()?.animal)
    }

    /// The day of the readings in words, as that of the animal whose values are shown: `day 17, Thu 2026-01-22`.
    pub(super) fn day_words(&self, cx: &Context) -> String {
        let on = self.day(cx);
        let date = on.format("%a %Y-%m-%d");
        let protocol = cx.study.as_ref().map(|open| &open.record.study.protocol);
        let animal = self.current(cx).map(|animal| &animal.animal);
        let day0 = protocol.and_then(|p| animal.map_or(p.day0, |animal| animal.day0(p)));
        let is_assumed = protocol
            .is_some_and(|p| animal.map_or(p.day0_assumed, |animal| animal.day0_is_assumed(p)));
        match day0 {
            Some(_) if is_assumed => format!("day 0 assumed at import · {date}"),
            Some(day0) => format!("day {} · {date}", day_of(When::on(on), day0)),
            None => date.to_string(),
        }
    }
}
