//! What keys and scans do.

use ratatui::crossterm::event::{KeyCode, KeyEvent};

use super::State;
use super::rows::key_of;
use crate::base::context::Context;
use crate::base::keymap::Action;
use crate::base::message::Tone;
use crate::component::{Request, Requests};
use crate::forms::{DoseForm, Wanted};
use crate::widgets::line;
use crate::widgets::list::moved;
use crate::widgets::pick::{Item, Pick};
use crate::widgets::reader::Reader;
use app::dosing::{DoseAdvice, DosingRow};
use domain::{CHIP_DIGITS, counted};

/// Keys that follow one another faster than this, in ms, come from a key that is held down: no hand presses so fast.
const HELD_DOWN: u64 = 90;

/// A chip that is read again within this, in ms, was read twice: readers repeat themselves while the animal is near.
const SAME_READ: u64 = 1000;

impl State {
    /// A key that is bound to something.
    pub(super) fn key(&mut self, cx: &Context, action: Action, out: &mut Requests) {
        self.discards_sends = false;
        match action {
            Action::Accept => self.enter(cx, out),
            Action::WeighFirst => self.begin_weight(cx, "", out),
            Action::PartialDose => self.open_form(cx, DoseForm::Partial, out),
            Action::HoldDose => self.open_form(cx, DoseForm::Held, out),
            Action::MissDose => self.open_form(cx, DoseForm::Missed, out),
            Action::TimeOfDose => self.open_form(cx, DoseForm::Time, out),
            Action::Misdose => self.open_form(cx, DoseForm::Misdosed, out),
            Action::GiveCage => self.ask_cage(cx, out),
            Action::OtherFormulation => self.choose_formulation(cx, out),
            Action::Amounts => self.show_amounts(out),
            Action::ChangeDay => out.push(Request::Open(Wanted::DayOfDoses(self.day(cx)))),
            Action::AskDevice => out.push(Request::AskDevice(device::Role::Balance)),
            action => {
                let rows = self.rows(cx).len();
                let mut place = self.place(cx).unwrap_or(0);
                moved(&mut place, rows, cx.page(), action);
                self.show_row(cx, place);
            }
        }
    }

    /// A key that is bound to nothing: a digit begins a body weight, or replaces one that is asked about.
    pub(super) fn type_key(&mut self, cx: &Context, key: KeyEvent, out: &mut Requests) {
        self.discards_sends = false;
        match &mut self.weight {
            Some(typed) => typed.typed(key),
            None => match key.code {
                KeyCode::Char(c) if line::inserts(key) && c.is_ascii_digit() => {
                    self.begin_weight(cx, &c.to_string(), out);
                }
                _ => {}
            },
        }
        if self.weight.as_ref().is_some_and(|typed| typed.is_left()) {
            self.weight = None;
        }
    }

    /// Enter: a weight is taken, else the dose that is shown is given.
    fn enter(&mut self, cx: &Context, out: &mut Requests) {
        let last = self.entered_at.replace(cx.now);
        if last.is_some_and(|at| cx.now.saturating_sub(at) < HELD_DOWN) {
            return;
        }
        match self.weight {
            Some(_) => self.take_weight(cx, out),
            None => self.give(cx, out),
        }
    }

    /// Gives the dose that is shown, or says why not.
    fn give(&mut self, cx: &Context, out: &mut Requests) {
        let Some(row) = self.row(cx) else {
            let text = match self.filter.is_empty() {
                true => "no dose is planned for this day",
                false => "no dose matches the filter: Esc shows all",
            };
            return out.say(Tone::Note, text);
        };
        if !row.is_open() {
            return self.ask_again(cx, out);
        }
        let tag = &row.animal;
        match &row.advice {
            DoseAdvice::Give => self.send_given(cx, out),
            DoseAdvice::Hold(_) | DoseAdvice::Endpoint(_) => {
                self.open_form(cx, DoseForm::HoldOrGive, out);
                out.bell();
            }
            DoseAdvice::Weigh(why) => {
                let text = format!("{tag} is not dosed: {why}; type its weight, then Enter");
                self.refuse(text, out);
            }
            DoseAdvice::Refuse(why) => {
                let text = format!(
                    "{tag} cannot be dosed as planned: {why}; h holds the dose, P opens the work plan"
                );
                self.refuse(text, out);
            }
        }
    }

    /// Says why nothing was recorded. What devices send next was meant for another animal.
    pub(super) fn refuse(&mut self, text: String, out: &mut Requests) {
        self.discards_sends = true;
        out.say(Tone::Error, text);
        out.bell();
    }

    /// A tag or chip was read: of the animal that is shown, its dose is given; else its animal is shown.
    pub(super) fn scan(&mut self, cx: &Context, text: &str, out: &mut Requests) {
        let text = text.trim();
        if self.is_weight_of_shown(cx, text) {
            self.take_sent(cx, text, out);
            return;
        }
        let open = cx.study.as_ref();
        let id = open.and_then(|open| open.tagged(text));
        let known = open.and_then(|open| {
            let mut animals = open.record.animals.iter();
            animals.find(|animal| Some(animal.animal.id) == id)
        });
        let Some(tag) = known.map(|animal| animal.animal.tag.to_string()) else {
            return self.refuse(format!("no animal here has the tag or chip `{text}`"), out);
        };
        let before = self.read.replace((tag.clone(), cx.now));
        let is_same =
            |(read, at): &(String, u64)| *read == tag && cx.now.saturating_sub(*at) < SAME_READ;
        if before.as_ref().is_some_and(is_same) {
            return out.say(
                Tone::Note,
                format!("{tag} was read twice: that counts once"),
            );
        }
        let dropped = self.dropped_weight(cx);
        if !self.filter.is_empty() && !self.rows(cx).iter().any(|row| row.animal == tag) {
            self.filter.clear();
        }
        let shown = self.row(cx).map(|row| row.animal.clone());
        if shown.as_deref() == Some(&tag) {
            match dropped {
                Some(dropped) => self.refuse(dropped, out),
                None => self.give(cx, out),
            }
            return;
        }
        if !self.rows(cx).iter().any(|row| row.animal == tag) {
            let text = format!(
                "no dose of {tag} is planned on {}: x if it was given one",
                self.day(cx)
            );
            return self.refuse(text, out);
        }
        self.go_to_animal(cx, &tag);
        let before = shown.map_or_else(String::new, |shown| format!(" after {shown}"));
        let volume = self
            .row(cx)
            .map_or_else(String::new, |row| match row.volume {
                Some(volume) if row.is_open() && row.advice.is_to_give() => {
                    format!(": {volume}; Enter or another scan gives it")
                }
                _ => String::new(),
            });
        let dropped = dropped.map_or_else(String::new, |dropped| format!(" · {dropped}"));
        out.say(Tone::Warning, format!("now {tag}{before}{volume}{dropped}"));
    }

    /// Whether a number that was read is a weight though an animal has it as its tag: where the dose that is shown waits
    /// for a weight. A chip is never a weight.
    fn is_weight_of_shown(&self, cx: &Context, text: &str) -> bool {
        let waits = |row: &DosingRow| row.is_open() && matches!(row.advice, DoseAdvice::Weigh(_));
        text.len() < CHIP_DIGITS
            && self.row(cx).is_some_and(waits)
            && super::weight::read(cx, text).is_ok()
    }

    /// The amounts that have to be drawn up for all open doses.
    fn show_amounts(&self, out: &mut Requests) {
        let Some(doses) = &self.doses else { return };
        let lines = doses.prepare.iter().map(|amount| {
            let of = amount.formulation.as_deref().unwrap_or("no formulation");
            let left = amount.left_ml.map_or_else(String::new, |left| {
                format!(", {} left by the record", domain::milliliters(left))
            });
            let number = counted(amount.doses, "dose");
            let text = format!(
                "{} for {number} of {} in all{left}",
                amount.prepare, amount.volume
            );
            (of.to_owned(), text)
        });
        let mut lines: Vec<(String, String)> = lines.collect();
        if lines.is_empty() {
            lines.push((String::new(), "No open dose has a volume.".to_owned()));
        } else {
            let note = "With an overfill for what stays in vials and needles.";
            lines.push((String::new(), note.to_owned()));
        }
        out.read(Reader::new("To prepare for all open doses", lines));
    }

    /// Lets the formulation be chosen that this dose is taken from.
    fn choose_formulation(&self, cx: &Context, out: &mut Requests) {
        let Some(row) = self.row(cx) else { return };
        let on = self.day(cx);
        let made = cx.study.iter().flat_map(|open| &open.record.formulations);
        let may_be_given = made.filter(|made| made.may_be_given(on).is_ok());
        let items: Vec<Item<Request>> = may_be_given
            .map(|made| {
                let prepared = made.prepared_on.map(|on| format!("prepared {on}"));
                let expires = made.expires_on.map(|on| format!("expires {on}"));
                let details = [prepared, expires].into_iter().flatten();
                Item {
                    label: made.code.to_string(),
                    detail: details.collect::<Vec<_>>().join(", "),
                    value: Request::Chosen(made.code.to_string()),
                }
            })
            .collect();
        if items.is_empty() {
            let text =
                "no formulation on record may be given that day: :new formulation records one";
            return out.say(Tone::Note, text);
        }
        let title = format!(
            "Which formulation is the dose of {} taken from?",
            row.animal
        );
        out.choose(match items.len() {
            ..=9 => Pick::numbered(title, items),
            _ => Pick::searched(title, items),
        });
    }

    /// Takes the dose that is shown from another formulation.
    pub(super) fn take_from(&mut self, cx: &Context, code: &str, out: &mut Requests) {
        let Some(key) = self.row(cx).map(key_of) else {
            return;
        };
        let text = format!("the dose of {} is taken from {code}; Enter gives it", key.0);
        self.formulation = Some((key, code.to_owned()));
        out.say(Tone::Note, text);
    }

    /// Another screen was gone to.
    pub(super) fn left(&mut self, cx: &Context, out: &mut Requests) {
        self.discards_sends = false;
        let mut parts: Vec<String> = self.dropped_weight(cx).into_iter().collect();
        if self.is_past_day(cx) {
            parts.push(format!("Dosing stays on {}", self.day_words(cx)));
        }
        if !parts.is_empty() {
            out.say(Tone::Warning, parts.join(" · "));
        }
    }
}
