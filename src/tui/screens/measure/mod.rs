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
mod dose;
mod drafts;
mod entry;
mod figures;
mod keep;
mod keys;
mod panel;
mod queue;
mod remarks;
mod scan;
mod summary;
mod take;
mod unmeasured;
mod view;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::{Position, Rect};

use self::entry::{Entry, Plan};
use self::summary::Tally;
use crate::base::context::Context;
use crate::base::device::MOMENT;
use crate::base::kept::{AskedReading, Draft, KeptStudy, Opened, Order, Target};
use crate::base::keymap::{Action, SCREENS_BY_ALT, Scopes};
use crate::base::message::Answer;
use crate::base::screen::Screen;
use crate::base::study::OpenStudy;
use crate::base::weekday::with_weekday;
use crate::component::{Component, Event, Requests};
use app::day_account::{AnimalAccount, Counts, MeasuringDay, Part};
use app::due::measuring_day;
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
    /// Whether the day was chosen: then it stays until another is chosen, on this screen and after leaving it.
    is_chosen_day: bool,
    session: Option<MeasuringDay>,
    queue: Vec<AnimalId>,
    /// What was measured of the animals of the queue that day, and what they lack.
    accounts: BTreeMap<AnimalId, AnimalAccount>,
    /// Animals that were scanned though they are not due: they are in the queue until the screen is left.
    scanned: BTreeSet<AnimalId>,
    /// What was skipped on a day: a weight that is missing, or a second reading that was asked for.
    passed: BTreeSet<(NaiveDate, AnimalId, Target)>,
    entry: Option<Entry>,
    drafts: BTreeMap<AnimalId, Vec<Draft>>,
    /// Readings that are asked for beyond the plan, and why.
    asked_again: BTreeMap<(AnimalId, Target), AskedReading>,
    /// The tag being typed at the queue.
    tag: String,
    /// The last reason in this session for a tumor that is not measured. It is shown before F3 records it again.
    reason: Option<String>,
    /// What the last key on this screen has opened over it.
    opened: Option<Opened>,
    /// The study's own reasons, in the order of their first use.
    own_reasons: Vec<String>,
    /// That a half-typed value was replaced by what a device sent, until it is told.
    dropped: Option<String>,
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
    /// The doses of the current animal, once its values are complete.
    stage: Option<dose::DoseStage>,
    /// The animal whose alert was seen: its dose is asked for all the same.
    alert_seen: Option<AnimalId>,
    /// Animals whose doses were left open on a day.
    doses_left_open: BTreeSet<(NaiveDate, AnimalId)>,
    /// The question that a device was asked and has not answered.
    asked: Option<device::Asked>,
    /// Unsaved values of studies that were measured before, until they are measured again.
    left: Vec<KeptStudy>,
}

impl Component for State {
    fn keys(&self) -> Scopes {
        vec![
            &keys::QUEUE,
            &keys::ENTRY,
            &keys::DOSE,
            &keys::MEASURE,
            &keys::EMPTY,
            &SCREENS_BY_ALT,
        ]
    }

    fn scopes(&self) -> Scopes {
        if self.focus == Focus::Entry && self.is_at_dose() {
            return vec![
                &keys::DOSE,
                &keys::ENTRY,
                &keys::MEASURE,
                &keys::EMPTY,
                &SCREENS_BY_ALT,
            ];
        }
        match self.focus {
            Focus::Queue if self.tag.is_empty() => {
                vec![&keys::QUEUE, &keys::MEASURE, &keys::EMPTY, &SCREENS_BY_ALT]
            }
            Focus::Queue => vec![&keys::QUEUE, &keys::MEASURE, &SCREENS_BY_ALT],
            Focus::Entry if self.is_field_empty() => {
                vec![&keys::ENTRY, &keys::MEASURE, &keys::EMPTY, &SCREENS_BY_ALT]
            }
            Focus::Entry => vec![&keys::ENTRY, &keys::MEASURE, &SCREENS_BY_ALT],
        }
    }

    fn act(&mut self, cx: &Context, action: Action, out: &mut Requests) {
        self.key(cx, action, out);
    }

    fn typed(&mut self, _: &Context, key: KeyEvent, out: &mut Requests) {
        self.type_key(key, out);
    }

    fn back(&mut self, cx: &Context, out: &mut Requests) -> bool {
        self.cancel_typing(cx, out) || self.leave_dose_open(cx, out)
    }

    fn on(&mut self, cx: &Context, event: Event<'_>, out: &mut Requests) {
        match event {
            Event::Entered => self.entered(cx, out),
            Event::Refreshed => {
                self.forget_doses();
                // A form that writes closes so.
                self.opened = None;
                self.refreshed(cx, out);
            }
            Event::Left => {
                self.scanned.clear();
                self.left_screen(cx, out);
            }
            Event::StudyLeft => self.put_away(cx),
            Event::Undone(animals) => {
                self.forget_doses();
                self.undone(cx, animals, out);
            }
            Event::Chosen(reason) => {
                self.opened = None;
                self.skip(cx, reason, out);
            }
            _ => {}
        }
    }

    fn answered(&mut self, cx: &Context, answer: Answer, out: &mut Requests) -> Option<Answer> {
        match answer {
            Answer::DosingOf { animal, on, result } if cx.screen == Screen::Measure => {
                let current = self.current(cx).map(|current| &current.animal.tag);
                if current.is_some_and(|tag| tag.as_str() == animal) && on == self.day(cx) {
                    self.doses_read(cx, on, result, out);
                }
                None
            }
            other => Some(other),
        }
    }

    fn filter(&self) -> &str {
        &self.filter
    }

    fn set_filter(&mut self, cx: &Context, text: &str, out: &mut Requests) {
        text.clone_into(&mut self.filter);
        self.refreshed(cx, out);
    }

    /// Without an animal there is nothing to enter, and nothing to filter.
    fn has_use(&self, _: &Context, action: Action) -> bool {
        let is_empty = self.queue.is_empty() && self.entry.is_none();
        match action {
            Action::Open | Action::Accept | Action::Disposition => !is_empty,
            Action::NotPalpable | Action::NotMeasured => !is_empty,
            Action::Filter => !is_empty || !self.filter.is_empty(),
            _ => true,
        }
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

    /// What this session asks of every animal.
    pub(super) fn measuring_day(&self, cx: &Context, study: &OpenStudy) -> MeasuringDay {
        let on = self.day(cx);
        let session = self.session.clone();
        let day = session.unwrap_or_else(|| measuring_day(&study.record, on));
        MeasuringDay {
            on,
            asks: match self.weigh {
                Some(weigh) => day.asks.with_weight(weigh),
                None => day.asks,
            },
            twice: self.twice,
        }
    }

    /// What this session asks of one animal. One of which the day asks nothing is here because somebody wants to measure
    /// it: it is asked for what the day asks of others.
    pub(super) fn plan_of(&self, cx: &Context, study: &OpenStudy, animal: AnimalId) -> Plan {
        let plan = self.plan(cx, study);
        let asked = self.measuring_day(cx, study).asked(animal);
        match asked.anything() {
            true => Plan {
                tumors: asked.tumors,
                weigh: asked.weight,
                ..plan
            },
            false => plan,
        }
    }

    pub(super) fn plan(&self, cx: &Context, study: &OpenStudy) -> Plan {
        let habit = self.session.as_ref().is_none_or(MeasuringDay::weighs);
        Plan {
            on: self.day(cx),
            twice: self.twice,
            tumors: true,
            weigh: self.weigh.unwrap_or(habit),
            height: Plan::needs_height(&study.record.study.protocol),
        }
    }

    /// Whether readings are entered for a day that is over.
    pub(super) fn is_past_day(&self, cx: &Context) -> bool {
        self.day(cx) != cx.today
    }

    /// Whether nothing is in the field and nothing is asked: a sign that no value begins with is a command.
    fn is_field_empty(&self) -> bool {
        self.entry
            .as_ref()
            .is_none_or(|entry| entry.input.value().is_empty() && entry.unseen.is_empty())
    }

    /// Whether a target of an animal was skipped on the day of the readings.
    pub(super) fn is_passed(&self, cx: &Context, id: AnimalId, target: Target) -> bool {
        self.passed.contains(&(self.day(cx), id, target))
    }

    /// Whether nothing is left to ask of an animal: what it lacks was skipped.
    pub(super) fn is_finished(&self, cx: &Context, id: AnimalId) -> bool {
        let skipped = |part| part == Part::Weight && self.is_passed(cx, id, Target::Body);
        let account = self.accounts.get(&id);
        account.is_some_and(|account| account.open_parts().all(skipped))
    }

    /// How far the animals of the queue have come.
    pub(super) fn counts(&self) -> Counts {
        let accounts = self.queue.iter().filter_map(|id| self.accounts.get(id));
        accounts.map(AnimalAccount::outcome).collect()
    }

    /// The animal whose values are shown.
    pub(super) fn current<'a>(&self, cx: &'a Context) -> Option<&'a AnimalRecord> {
        let study = cx.study.as_ref()?;
        animal(study, self.entry.as_ref()?.animal)
    }

    /// The study day of the readings, as that of the animal whose values are shown; none where day 0 is not known.
    pub(super) fn study_day(&self, cx: &Context) -> Option<f64> {
        let protocol = &cx.study.as_ref()?.record.study.protocol;
        let animal = self.current(cx).map(|animal| &animal.animal);
        let is_assumed = animal.map_or(protocol.day0_assumed, |a| a.day0_is_assumed(protocol));
        let day0 = animal.map_or(protocol.day0, |animal| animal.day0(protocol))?;
        (!is_assumed).then(|| day_of(When::on(self.day(cx)), day0))
    }

    /// The day of the readings in words, as that of the animal whose values are shown: `day 17, Thu 2026-01-22`.
    pub(super) fn day_words(&self, cx: &Context) -> String {
        let date = with_weekday(self.day(cx));
        let protocol = cx.study.as_ref().map(|open| &open.record.study.protocol);
        let animal = self.current(cx).map(|animal| &animal.animal);
        let is_assumed = protocol
            .is_some_and(|p| animal.map_or(p.day0_assumed, |animal| animal.day0_is_assumed(p)));
        match self.study_day(cx) {
            _ if is_assumed => "study days only: e on the overview names day 0".to_owned(),
            Some(day) => format!("day {day} · {date}"),
            None => date.to_string(),
        }
    }
}
