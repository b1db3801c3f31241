//! The body weight that is typed or sent for the animal that is shown: it is recorded, and the volume follows from it.

use ratatui::crossterm::event::{KeyCode, KeyEvent};
use tui_input::Input;

use super::State;
use crate::base::context::Context;
use crate::base::device;
use crate::base::message::Tone;
use crate::base::remedy;
use crate::component::Requests;
use crate::widgets::line;
use app::expect::expected_weight;
use domain::{AnimalRecord, BodyWeight, Invalid, Species, Unit, When, parse_device};

/// No weight has more characters, in whatever format a balance sends it.
const MOST_TYPED: usize = 60;

/// A body weight that is typed.
#[derive(Debug, Clone, Default)]
pub(super) struct TypedWeight {
    pub(super) input: Input,
    question: Option<Question>,
}

/// What is asked about a weight, or why it is refused.
#[derive(Debug, Clone)]
struct Question {
    text: String,
    /// Whether Enter takes it all the same: it is possible, and not expected.
    may_be_taken: bool,
}

impl TypedWeight {
    /// Whether something is asked about it: what is typed next begins again.
    pub fn is_asked(&self) -> bool {
        self.question.is_some()
    }

    /// What is asked about it.
    pub fn question(&self) -> Option<&str> {
        self.question
            .as_ref()
            .map(|question| question.text.as_str())
    }

    /// Whether nothing is left of it.
    pub fn is_left(&self) -> bool {
        self.question.is_none() && self.input.value().is_empty()
    }

    /// A key that is typed into it.
    pub fn typed(&mut self, key: KeyEvent) {
        if self.question.is_some() {
            let begins =
                line::inserts(key) && matches!(key.code, KeyCode::Char(c) if c.is_ascii_digit());
            if !begins && key.code != KeyCode::Backspace {
                return;
            }
            *self = Self::default();
        }
        if self.input.value().chars().count() < MOST_TYPED || !line::inserts(key) {
            line::typed(&mut self.input, key);
        }
    }
}

/// Whether a text that was typed fast is the beginning of a weight.
pub(super) fn is_number_begun(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
    text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(is_part)
}

/// The weight of a text in g, plausible for the species of the open study.
pub(super) fn read(cx: &Context, text: &str) -> Result<BodyWeight, Invalid> {
    let (grams, _) = parse_device("weight", Unit::Gram, text)?;
    let open = cx.study.as_ref();
    let species = open.map_or(Species::Mouse, |open| open.record.study.protocol.species);
    species.check_weight(grams)?;
    BodyWeight::new(grams)
}

fn is_tag(cx: &Context, text: &str) -> bool {
    let open = cx.study.as_ref();
    open.is_some_and(|open| open.tagged(text).is_some())
}

impl State {
    /// Begins a weight for the animal that is shown.
    pub(super) fn begin_weight(&mut self, cx: &Context, digits: &str, out: &mut Requests) {
        match self.row(cx) {
            Some(_) => {
                self.weight = Some(TypedWeight {
                    input: Input::new(digits.to_owned()),
                    question: None,
                });
            }
            None => out.say(
                Tone::Note,
                "no dose is shown: there is nothing to weigh for",
            ),
        }
    }

    /// A device has sent the last characters of what is typed: what fingers left unfinished before them is dropped.
    pub fn keep_sent(&mut self, characters: usize, out: &mut Requests) {
        let Some(typed) = &mut self.weight else {
            return;
        };
        if let Some((half, sent)) = device::split_sent(typed.input.value(), characters) {
            typed.input = Input::new(sent);
            let text = format!("`{}` was dropped: a device sent over it", half.trim());
            out.say(Tone::Warning, text);
        }
    }

    /// Enter at a weight: it is written, or asked about once.
    pub(super) fn take_weight(&mut self, cx: &Context, out: &mut Requests) {
        let Some(typed) = &self.weight else { return };
        let text = typed.input.value().trim().to_owned();
        let is_confirmed = match &typed.question {
            Some(question) if !question.may_be_taken => {
                self.weight = None;
                return;
            }
            question => question.is_some(),
        };
        if text.is_empty() {
            self.weight = None;
            return;
        }
        match read(cx, &text) {
            Ok(weight) => self.judge(cx, weight, is_confirmed, out),
            Err(_) if is_tag(cx, &text) => {
                self.weight = None;
                self.scan(cx, &text, out);
            }
            Err(invalid) => {
                let hint = remedy::as_keys(&invalid.remedy);
                self.question(format!("{invalid}: {hint}"), false, out);
            }
        }
    }

    /// Writes a weight, unless it is outside of its expected range and nobody confirmed it: a wrong weight is a wrong dose.
    fn judge(&mut self, cx: &Context, weight: BodyWeight, is_confirmed: bool, out: &mut Requests) {
        let on = self.day(cx);
        let Some((open, animal)) = cx.study.as_ref().zip(self.animal(cx)) else {
            return;
        };
        let expected = expected_weight(&open.record, animal, When::on(on));
        let is_outside = !expected.holds(weight.grams());
        if is_outside && !is_confirmed {
            let text = format!(
                "{} g is outside the expected {} g: Enter takes it, a digit begins again",
                weight.grams(),
                expected.range_text(1)
            );
            return self.question(text, true, out);
        }
        self.send_weight(cx, weight, is_outside.then_some(expected), out);
    }

    fn question(&mut self, text: String, may_be_taken: bool, out: &mut Requests) {
        if let Some(typed) = &mut self.weight {
            typed.question = Some(Question { text, may_be_taken });
        }
        out.bell();
    }

    /// The record of the animal that is shown.
    pub(super) fn animal<'a>(&self, cx: &'a Context) -> Option<&'a AnimalRecord> {
        let tag = &self.row(cx)?.animal;
        cx.study.as_ref()?.animal(tag)
    }

    /// A text that a device sent where nothing is typed: a weight of the animal that is shown. Returns whether it was one.
    pub(super) fn take_sent(&mut self, cx: &Context, text: &str, out: &mut Requests) -> bool {
        let is_weight = parse_device("weight", Unit::Gram, text).is_ok();
        if !is_weight || self.row(cx).is_none() {
            return false;
        }
        let text = text.trim();
        if self.weight.is_some() || self.discards_sends {
            let text =
                format!("`{text}` was not accepted: press a key first, something was refused");
            out.say(Tone::Warning, text);
            out.bell();
            return true;
        }
        self.weight = Some(TypedWeight {
            input: Input::new(text.to_owned()),
            question: None,
        });
        self.take_weight(cx, out);
        true
    }

    /// Drops the weight that is typed; returns whether there was one.
    pub fn drop_weight(&mut self) -> bool {
        self.weight.take().is_some()
    }

    /// Drops the weight that is typed, and says so.
    pub(super) fn cancel_weight(&mut self, out: &mut Requests) -> bool {
        let typed = self.weight.take();
        if let Some(typed) = typed.as_ref().filter(|typed| !typed.is_left()) {
            let text = typed.input.value().trim();
            out.say(Tone::Note, format!("the weight `{text}` was not recorded"));
        }
        typed.is_some()
    }

    /// Drops the weight that is typed because another animal comes; returns a message about it.
    pub(super) fn dropped_weight(&mut self, cx: &Context) -> Option<String> {
        let tag = self.row(cx)?.animal.clone();
        let typed = self.weight.take().filter(|typed| !typed.is_left())?;
        let text = typed.input.value().trim();
        Some(format!("the weight `{text}` of {tag} was not recorded"))
    }
}
