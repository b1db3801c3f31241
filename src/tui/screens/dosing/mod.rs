//! Dosing: the planned doses of a day in cage order, the volume of the chosen one in the largest digits that fit, and
//! what was recorded.
//!
//! What counts as given follows three rules:
//!
//! - **What was shown is what is recorded.** Enter records the volume on the screen. If the notebook computes another one
//!   by then, because a weight came in, it refuses and shows that one.
//! - **Nothing is given unseen.** Enter, or a scan of the animal that is shown, gives. A scan of another animal only goes
//!   there: its volume was not shown, and the syringe in the hand holds that of the one that was. So whoever follows
//!   the order of the list needs one send for an animal, and whoever takes animals as they come needs two.
//! - **Nothing is given by habit.** A dose that a rule holds, that lacks a weight or that was recorded already is never
//!   recorded by Enter alone: a form or question follows. After a refusal, values of devices are discarded until a key is
//!   pressed. An Enter that follows another one faster than a hand presses it, or a chip that is read twice, counts once.
//!
//! Everything is on disk before the next key is handled; nothing else is kept.

mod act;
mod device;
mod draw;
mod forms;
mod keys;
mod panel;
mod rows;
mod weight;
mod write;

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::{Position, Rect};

use self::rows::DoseKey;
use self::weight::TypedWeight;
use crate::base::context::Context;
use crate::base::effect::Effect;
use crate::base::keymap::{self, Action, SCREENS_BY_ALT, Scopes};
use crate::base::message::{Answer, Tone, Trouble};
use crate::base::screen::Screen;
use crate::base::weekday::with_weekday;
use crate::component::{Component, Event, Requests};
use app::dosing::DosingDay;
use domain::{When, day_of};

/// What is remembered.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// What the list is filtered by.
    filter: String,
    /// The day of the doses, where another one than today was chosen.
    on: Option<NaiveDate>,
    /// The doses of the day.
    doses: Option<DosingDay>,
    /// Why they cannot be listed.
    trouble: Option<Trouble>,
    /// The dose that is shown.
    at: Option<DoseKey>,
    /// The body weight that is typed, or asked about.
    weight: Option<TypedWeight>,
    /// The formulation that was chosen for a dose.
    formulation: Option<(DoseKey, String)>,
    /// What is being written.
    waiting: Option<write::Waiting>,
    /// The animal to go to once the doses are read again: one of which an entry was undone.
    go_to: Option<String>,
    /// Whether something was refused and no hand has pressed a key since: what devices send was meant for another animal.
    discards_sends: bool,
    /// The last Enter, in ms since the start.
    entered_at: Option<u64>,
    /// The last chip or tag that was read, and when, in ms since the start.
    read: Option<(String, u64)>,
}

impl State {
    /// The day of the doses.
    fn day(&self, cx: &Context) -> NaiveDate {
        self.on.unwrap_or(cx.today)
    }

    fn is_past_day(&self, cx: &Context) -> bool {
        self.day(cx) != cx.today
    }

    /// Asks for the doses of the day.
    fn ask(&self, cx: &Context, out: &mut Requests) {
        if let Some(study) = &cx.study {
            out.effect(Effect::Dosing(study.name().to_owned(), self.day(cx)));
        }
    }

    /// Shows the doses of another day.
    pub fn set_day(&mut self, cx: &Context, on: NaiveDate, out: &mut Requests) {
        self.on = (on != cx.today).then_some(on);
        self.doses = None;
        self.at = None;
        self.drop_weight();
        self.ask(cx, out);
        out.say(Tone::Note, format!("doses of {}", self.day_words(cx)));
    }

    /// `day 14 · Mon 2026-02-16`.
    fn day_words(&self, cx: &Context) -> String {
        let date = self.day(cx);
        let protocol = cx.study.as_ref().map(|open| &open.record.study.protocol);
        let day0 = protocol.and_then(|protocol| protocol.day0.filter(|_| !protocol.day0_assumed));
        let words = with_weekday(date);
        day0.map_or(words.clone(), |day0| {
            format!("day {} · {words}", day_of(When::on(date), day0))
        })
    }

    /// The doses were read.
    fn read(&mut self, on: NaiveDate, result: Result<Box<DosingDay>, Trouble>, cx: &Context) {
        if on != self.day(cx) {
            return;
        }
        match result {
            Ok(doses) => {
                self.trouble = None;
                self.doses = Some(*doses);
                match self.go_to.take() {
                    Some(tag) => self.go_to_animal(cx, &tag),
                    None => self.stay_in_list(cx),
                }
            }
            Err(trouble) => self.trouble = Some(trouble),
        }
    }
}

impl Component for State {
    fn keys(&self) -> Scopes {
        vec![
            &keys::DOSES,
            &keys::WEIGHT,
            &keys::QUESTION,
            &SCREENS_BY_ALT,
        ]
    }

    fn scopes(&self) -> Scopes {
        match &self.weight {
            Some(typed) if typed.is_asked() => {
                vec![&keys::QUESTION, &SCREENS_BY_ALT, &keymap::SCREEN]
            }
            Some(_) => vec![&keys::WEIGHT, &SCREENS_BY_ALT],
            None => vec![
                &keys::DOSES,
                &keymap::LIST,
                &SCREENS_BY_ALT,
                &keymap::SCREEN,
            ],
        }
    }

    fn act(&mut self, cx: &Context, action: Action, out: &mut Requests) {
        self.key(cx, action, out);
    }

    fn typed(&mut self, cx: &Context, key: KeyEvent, out: &mut Requests) {
        self.type_key(cx, key, out);
    }

    fn scanned(&mut self, cx: &Context, text: &str, out: &mut Requests) -> bool {
        self.scan(cx, text, out);
        true
    }

    fn sent(&mut self, cx: &Context, text: &str, out: &mut Requests) -> bool {
        self.take_sent(cx, text, out)
    }

    fn begins_value(&self, text: &str) -> bool {
        self.weight.is_none() && weight::is_number_begun(text)
    }

    fn back(&mut self, _: &Context, out: &mut Requests) -> bool {
        self.cancel_weight(out)
    }

    fn on(&mut self, cx: &Context, event: Event<'_>, out: &mut Requests) {
        match event {
            Event::Entered => {
                self.read = None;
                self.ask(cx, out);
            }
            Event::Refreshed if cx.screen == Screen::Dosing => self.ask(cx, out),
            Event::Undone(animals) => {
                let open = cx.study.as_ref();
                let tag = match animals {
                    [id] => open.and_then(|open| {
                        let mut known = open.record.animals.iter();
                        let animal = known.find(|animal| animal.animal.id == *id)?;
                        Some(animal.animal.tag.to_string())
                    }),
                    _ => None,
                };
                self.go_to = tag;
                self.ask(cx, out);
            }
            Event::NewDay => {
                self.on = self.on.filter(|on| *on != cx.today);
                if cx.screen == Screen::Dosing {
                    self.ask(cx, out);
                }
            }
            Event::Left => self.left(cx, out),
            Event::Chosen(code) => self.take_from(cx, code, out),
            Event::StudyLeft | Event::ArmsRenamed => *self = Self::default(),
            _ => {}
        }
    }

    fn answered(&mut self, cx: &Context, answer: Answer, out: &mut Requests) -> Option<Answer> {
        match answer {
            Answer::Dosing {
                study, on, result, ..
            } => {
                if cx.study.as_ref().is_some_and(|open| open.name() == study) {
                    self.read(on, result, cx);
                }
                None
            }
            Answer::DosingOf { animal, on, result } if cx.screen == Screen::Dosing => {
                self.animal_read(cx, &animal, on, result, out);
                None
            }
            other => Some(other),
        }
    }

    fn filter(&self) -> &str {
        &self.filter
    }

    fn set_filter(&mut self, cx: &Context, text: &str, _: &mut Requests) {
        text.clone_into(&mut self.filter);
        self.stay_in_list(cx);
    }

    fn corner(&self, cx: &Context) -> String {
        let past = if self.is_past_day(cx) { "⚠ " } else { "" };
        let day = self.day_words(cx);
        match &self.doses {
            Some(doses) => format!(
                "{past}{day} · {}/{} recorded",
                doses.recorded(),
                doses.rows.len()
            ),
            None => format!("{past}{day}"),
        }
    }

    fn status(&self, _: &Context) -> String {
        match self.filter.as_str() {
            "" => String::new(),
            text => format!("filter: {text} (Esc shows all)"),
        }
    }

    fn has_use(&self, cx: &Context, action: Action) -> bool {
        let row = self.row(cx);
        match action {
            Action::Accept if self.weight.is_none() => row.is_some(),
            Action::PartialDose
            | Action::HoldDose
            | Action::MissDose
            | Action::TimeOfDose
            | Action::Misdose
            | Action::GiveCage
            | Action::WeighFirst
            | Action::OtherFormulation => row.is_some(),
            Action::Amounts => self.doses.is_some(),
            _ => true,
        }
    }

    fn view(&self, cx: &Context, buffer: &mut Buffer, area: Rect) -> Option<Position> {
        draw::draw(self, cx, buffer, area)
    }
}
