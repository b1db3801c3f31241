//! What keys do while measuring, at the queue and in the values.

use chrono::NaiveDate;
use ratatui::crossterm::event::{KeyCode, KeyEvent};

use super::entry::{Entry, Progress, readings, tumor, tumors, weighings};
use super::{Focus, State, figures};
use crate::base::context::Context;
use crate::base::device;
use crate::base::kept::{Opened, PendingConfirmation, Target};
use crate::base::keymap::Action;
use crate::base::message::Tone;
use crate::component::{Request, Requests};
use crate::forms::{Wanted, WrongReading};
use crate::widgets::line;
use crate::widgets::pick::{Item, Pick};
use crate::widgets::reader::Reader;
use app::day_account::on_study;
use domain::{AnimalId, Label, RepeatRule, When, counted};

/// No value has more characters, in whatever format a device sends it.
const MOST_TYPED: usize = 60;

/// Notes input that comes while input is rejected: it must not go to another field or animal unseen. The
/// Enter that follows reports it. Returns whether this is the first character.
fn reject(entry: &mut Entry, c: char) -> bool {
    let is_first = entry.unseen.is_empty();
    if entry.unseen.chars().count() < MOST_TYPED {
        entry.unseen.push(c);
    }
    is_first
}

impl State {
    /// A key that is bound to something.
    pub(super) fn key(&mut self, cx: &Context, action: Action, out: &mut Requests) {
        self.opened = None;
        let may_be_sent = matches!(action, Action::Accept | Action::NextField);
        if let Some(entry) = self.entry.as_mut().filter(|_| !may_be_sent) {
            entry.discards_sends = false;
        }
        match self.focus {
            Focus::Queue => self.key_at_queue(cx, action, out),
            Focus::Entry => self.key_in_values(cx, action, out),
        }
    }

    fn key_in_values(&mut self, cx: &Context, action: Action, out: &mut Requests) {
        match action {
            Action::Accept | Action::NextField => {
                match self.sent_chip(cx) {
                    Some(chip) => self.jump(cx, &chip, out),
                    None if action == Action::Accept => self.accept(cx, out),
                    None => self.tab(cx, out),
                }
                self.tell_dropped(out);
            }
            Action::PreviousField => self.field_before(cx),
            Action::Next => self.step(cx, 1, out),
            Action::Previous => self.step(cx, -1, out),
            action => self.key_anywhere(cx, action, out),
        }
    }

    fn key_at_queue(&mut self, cx: &Context, action: Action, out: &mut Requests) {
        let page = isize::try_from(cx.page()).unwrap_or(isize::MAX);
        match action {
            Action::Open if !self.tag.is_empty() => {
                let tag = std::mem::take(&mut self.tag);
                self.jump(cx, &tag, out);
                self.tell_dropped(out);
            }
            Action::Open | Action::Next => self.focus = Focus::Entry,
            Action::Up => self.step(cx, -1, out),
            Action::Down => self.step(cx, 1, out),
            Action::PageUp => self.step(cx, -page, out),
            Action::PageDown => self.step(cx, page, out),
            Action::First => self.step(cx, isize::MIN, out),
            Action::Last => self.step(cx, isize::MAX, out),
            action => self.key_anywhere(cx, action, out),
        }
    }

    fn key_anywhere(&mut self, cx: &Context, action: Action, out: &mut Requests) {
        match action {
            Action::NotPalpable => self.not_palpable(cx, out),
            Action::NotMeasured => self.skip_as_before(cx, out),
            Action::Skip => self.choose_reason(out),
            Action::FindTag => self.focus = Focus::Queue,
            Action::Again => self.again(cx, out),
            Action::Order | Action::DueOnly | Action::Twice | Action::Weigh => {
                let phrase = self.change_plan(cx, action);
                self.changed(cx, phrase, out);
            }
            Action::ChangeDay => self.ask_day(cx, out),
            Action::Disposition | Action::Correct => self.open_form(cx, action, out),
            Action::AskDevice => self.want_value(out),
            Action::EndSession => self.show_summary(cx, out),
            _ => {}
        }
    }

    /// Changes which animals are asked for, in which order, and what is asked of each; returns the
    /// message about it.
    fn change_plan(&mut self, cx: &Context, action: Action) -> String {
        let phrase = match action {
            Action::Order => {
                self.order = self.order.next();
                return self.order.title().to_lowercase();
            }
            Action::DueOnly => {
                self.everyone = !self.everyone;
                match self.everyone {
                    true => "all animals",
                    false => "animals that are due",
                }
            }
            Action::Twice => {
                self.twice = !self.twice;
                match self.twice {
                    true => twice(cx),
                    false => "every tumor is read once",
                }
            }
            _ => {
                let study = cx.study.as_ref();
                let weighs = study.is_some_and(|study| self.plan(cx, study).weigh);
                self.weigh = Some(!weighs);
                self.asked_again
                    .retain(|(_, target), _| !weighs || *target != Target::Body);
                match weighs {
                    true => "animals are not weighed",
                    false => "animals are weighed",
                }
            }
        };
        phrase.to_owned()
    }

    /// Opens the forms about the current animal.
    pub(super) fn open_form(&mut self, cx: &Context, action: Action, out: &mut Requests) {
        let on = self.day(cx);
        let Some(tag) = self.current(cx).map(|a| a.animal.tag.to_string()) else {
            return;
        };
        if action == Action::Disposition {
            self.opened = Some(Opened::Disposition);
            self.disposing = self.entry.as_ref().map(|e| e.animal);
            return out.open(Wanted::Dispose(vec![tag], on));
        }
        self.opened = Some(Opened::Correction);
        match self.readings_of_day(cx) {
            several if several.len() > 1 => {
                let title = "Correct which reading? (each with the body weight of its number)";
                out.choose(Pick::numbered(title, several));
            }
            _ => out.open(Wanted::Correct(Box::new(WrongReading {
                tag,
                when: When::on(on),
                site: None,
                repeat: None,
            }))),
        }
    }

    /// What can be corrected of the current animal: its readings of the day, and weighings that stand
    /// on their own.
    fn readings_of_day(&self, cx: &Context) -> Vec<Item<Request>> {
        let on = self.day(cx);
        let Some(animal) = self.current(cx) else {
            return Vec::new();
        };
        let item = |label: String, site: Option<Label>, repeat| Item {
            label,
            detail: String::new(),
            value: Request::Open(Wanted::Correct(Box::new(WrongReading {
                tag: animal.animal.tag.to_string(),
                when: When::on(on),
                site,
                repeat: Some(repeat),
            }))),
        };
        let mut items = Vec::new();
        let mut repeats = Vec::new();
        for id in tumors(animal) {
            let site = tumor(animal, id).map(|t| t.tumor.site.clone());
            for reading in readings(animal, id, on) {
                let named = site.as_ref().map_or("", |site| site.as_str());
                let found = figures::found(&reading.observation);
                let label = format!("{named}, reading {}: {found}", reading.repeat);
                items.push(item(label, site.clone(), reading.repeat));
                repeats.push(reading.repeat);
            }
        }
        let alone = weighings(animal, on).filter(|w| !repeats.contains(&w.repeat));
        items.extend(alone.map(|w| {
            let label = format!("body weight {}: {} g", w.repeat, w.grams());
            item(label, None, w.repeat)
        }));
        items
    }

    /// Rebuilds the queue after a change of its settings.
    fn changed(&mut self, cx: &Context, phrase: String, out: &mut Requests) {
        self.refreshed(cx, out);
        out.say(Tone::Note, phrase);
    }

    /// Goes `by` animals forward in the queue, or back; what was typed is taken first.
    fn step(&mut self, cx: &Context, by: isize, out: &mut Requests) {
        if let Some(chip) = self.typed_chip(cx) {
            self.jump(cx, &chip, out);
        }
        let free = self.leave(cx, out);
        let at = self
            .entry
            .as_ref()
            .and_then(|e| self.queue.iter().position(|id| *id == e.animal));
        let last = self.queue.len().saturating_sub(1);
        let to = at.unwrap_or(0).saturating_add_signed(by).min(last);
        if free && let Some(id) = self.queue.get(to).copied() {
            self.arrive(cx, id);
        }
    }

    /// Asks for another day. Values of the current day that are not saved are listed first: another day drops them.
    fn ask_day(&self, cx: &Context, out: &mut Requests) {
        // Enter alone goes back to today.
        let day = Request::Open(Wanted::Day(cx.today));
        let mut lines = self.unsaved_lines(cx);
        if lines.is_empty() {
            return out.push(day);
        }
        let why = "y chooses another day, which drops them. Esc leads back: complete them, or undo them with Ctrl-Z.";
        lines.push((String::new(), why.to_owned()));
        let title = format!("Not saved yet: values of {}", self.day_words(cx));
        out.push(Request::Ask(
            Box::new(Reader::new(title, lines)),
            Box::new(day),
        ));
        out.bell();
    }

    /// Goes to a day for which readings are due, unless values of another day are not saved yet.
    pub fn open_day(&mut self, cx: &Context, on: NaiveDate, out: &mut Requests) {
        if on == self.day(cx) {
            return;
        }
        match self.unsaved_lines(cx).is_empty() {
            true => self.set_day(cx, on, out),
            false => {
                let day = self.day_words(cx);
                let text = format!(
                    "values of {day} are not saved yet: readings are still for it; Ctrl-D chooses another day"
                );
                out.say(Tone::Warning, text);
            }
        }
    }

    /// Takes the day of the readings from a form.
    pub fn set_day(&mut self, cx: &Context, on: NaiveDate, out: &mut Requests) {
        let mut dropped = Vec::new();
        if on != self.day(cx) {
            let unsaved = self.unsaved_lines(cx).into_iter();
            dropped.extend(unsaved.map(|(tag, what)| format!("{tag} {what}")));
            self.drafts.clear();
        }
        self.begin_day(on);
        self.is_chosen_day = self.is_past_day(cx);
        self.focus = Focus::Entry;
        let phrase = format!("readings are for {}", self.day_words(cx));
        self.refreshed(cx, out);
        let dropped = match dropped.as_slice() {
            [] => String::new(),
            dropped => format!(" · not saved: {}", dropped.join("; ")),
        };
        let unlisted = self.unlisted_words(cx);
        out.say(Tone::Note, format!("{phrase}{unlisted}{dropped}"));
    }

    /// That animals on study are not in the queue of a day that is over, because they were not due then.
    fn unlisted_words(&self, cx: &Context) -> String {
        let Some(open) = cx.study.as_ref().filter(|_| self.is_past_day(cx)) else {
            return String::new();
        };
        let on = self.day(cx);
        let animals = open.record.animals.iter();
        let animals = animals.filter(|animal| on_study(animal, on));
        let unlisted = animals.filter(|animal| !self.queue.contains(&animal.animal.id));
        match unlisted.count() {
            n @ 1.. if !self.everyone && self.filter.is_empty() => {
                format!(" · {} not due then: F9 lists all", counted(n, "animal"))
            }
            _ => String::new(),
        }
    }

    /// A key that is bound to nothing: it is typed into the field, or is a part of a tag.
    pub(super) fn type_key(&mut self, key: KeyEvent, out: &mut Requests) {
        self.opened = None;
        match self.focus {
            Focus::Queue => device::edit_tag(&mut self.tag, key),
            Focus::Entry => {
                let Some(entry) = &mut self.entry else {
                    return;
                };
                if let (true, KeyCode::Char(c)) = (entry.rejects_input(), key.code) {
                    if reject(entry, c) {
                        out.bell();
                    }
                    return;
                }
                // A person typed this key, so the message was seen.
                match entry.pending.take() {
                    Some(PendingConfirmation::NotPalpable) => {
                        entry.complaint = None;
                        return;
                    }
                    Some(PendingConfirmation::Swap | PendingConfirmation::Long)
                        if key.code == KeyCode::Backspace =>
                    {
                        entry.input.reset();
                    }
                    _ => {}
                }
                if std::mem::take(&mut entry.replace) && matches!(key.code, KeyCode::Char(_)) {
                    entry.input.reset();
                }
                entry.complaint = None;
                // A character may be of a device; its terminator tells.
                entry.discards_sends &= matches!(key.code, KeyCode::Char(_));
                line::typed(&mut entry.input, key);
                if entry.input.value().chars().count() > MOST_TYPED {
                    entry.input.reset();
                    entry.refuse("too long for a value".into());
                }
            }
        }
    }

    /// Drops what is being typed: a tag, the text of a field, a question. Returns whether there was any.
    pub(super) fn cancel_typing(&mut self, cx: &Context, out: &mut Requests) -> bool {
        if !std::mem::take(&mut self.tag).is_empty() {
            return true;
        }
        let tag = self.current(cx).map(|a| a.animal.tag.to_string());
        let Some(entry) = self.entry.as_mut().filter(|_| self.focus == Focus::Entry) else {
            return false;
        };
        let asks = entry.pending.is_some();
        let text = entry.input.value().trim().to_owned();
        // A value that is half typed stays in its field, as with every other way to leave the screen.
        if !asks && (text.is_empty() || !entry.replace) {
            return false;
        }
        match entry.pending {
            // The values stay as they were before the question.
            Some(PendingConfirmation::NotPalpable) => {
                entry.pending = None;
                entry.complaint = None;
            }
            _ => {
                entry.go_on(entry.at);
                if !text.is_empty() {
                    let tag = tag.unwrap_or_default();
                    out.say(Tone::Note, format!("`{text}` of {tag} was not accepted"));
                }
            }
        }
        true
    }

    /// Another screen was gone to: what is not saved stays, and is told. The last reason is not taken over to the
    /// time after.
    pub(super) fn left_screen(&mut self, cx: &Context, out: &mut Requests) {
        self.reason = None;
        self.opened = None;
        let mut parts = Vec::new();
        let values: usize = self.drafts.values().map(Vec::len).sum();
        let typed = self.entry.as_ref().filter(|e| e.field().is_some());
        let typed = typed.map_or("", |e| e.input.value().trim());
        let typed = usize::from(!typed.is_empty());
        if values + typed > 0 {
            let values = counted(values + typed, "value");
            parts.push(format!("{values} not saved yet: kept on Measure (2)"));
        }
        if self.is_chosen_day {
            parts.push(format!("Measure stays on {}", self.day_words(cx)));
        }
        if !parts.is_empty() {
            out.say(Tone::Warning, parts.join(" · "));
        }
    }

    /// Goes to the previous field: one that was skipped, or one that was taken, to type it again.
    fn field_before(&mut self, cx: &Context) {
        let Some(entry) = &mut self.entry else {
            return;
        };
        let before = entry.fields.iter().take(entry.at).rev();
        let unsaved = before.take_while(|f| !matches!(f.progress, Progress::Saved(_)));
        match unsaved.map(|f| &f.progress).next() {
            Some(Progress::Open) => {
                let at = entry.at - 1;
                entry.go_on(at);
            }
            Some(_) => {
                entry.input.reset();
                self.step_back(cx);
            }
            None => {}
        }
    }

    /// Undoes what was typed but not saved: the text of the field, then the previous field. Returns
    /// whether there was anything to undo.
    pub fn step_back(&mut self, cx: &Context) -> bool {
        let Some(entry) = &mut self.entry else {
            return false;
        };
        if !entry.input.value().is_empty() {
            entry.go_on(entry.at);
            return true;
        }
        let before = entry
            .fields
            .iter()
            .take(entry.at)
            .rposition(|f| matches!(f.progress, Progress::Taken(..)));
        let Some(before) = before else {
            return false;
        };
        let (slot, kind) = (entry.fields[before].slot, entry.fields[before].kind);
        let id = entry.animal;
        if let Some(drafts) = self.drafts.get_mut(&id) {
            let at = drafts.iter().position(|d| d.slot == slot && d.kind == kind);
            let digits = at.map(|at| drafts.remove(at).digits);
            if drafts.is_empty() {
                self.drafts.remove(&id);
            }
            self.arrive(cx, id);
            if let (Some(entry), Some(digits)) = (&mut self.entry, digits) {
                entry.at = before;
                entry.input = digits.into();
                entry.replace = true;
            }
        }
        true
    }

    /// An entry was undone: the cursor goes back to its animal.
    pub(super) fn undone(&mut self, cx: &Context, animals: &[AnimalId], out: &mut Requests) {
        for id in animals {
            self.asked_again.retain(|(other, _), _| other != id);
            self.passed.retain(|(_, other, _)| other != id);
        }
        // What was undone has to be entered again: the cursor goes there.
        let touched = |e: &Entry| animals.contains(&e.animal);
        if self.entry.as_ref().is_some_and(touched) {
            self.entry = None;
        }
        self.refreshed(cx, out);
        if let [id] = animals
            && self.queue.contains(id)
        {
            self.focus = Focus::Entry;
            self.tally.forget(*id);
            self.arrive(cx, *id);
        }
    }
}

/// That every tumor is read twice, and which reading counts.
fn twice(cx: &Context) -> &'static str {
    let study = cx.study.as_ref();
    let rule = study.and_then(|study| study.record.study.protocol.repeats);
    match rule.unwrap_or_default() {
        RepeatRule::Last => "every tumor is read twice: in analyses the last reading counts",
        RepeatRule::Mean => "every tumor is read twice: in analyses their mean counts",
    }
}
