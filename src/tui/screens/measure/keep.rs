//! Unsaved values and settings of measuring, kept beside the notebook: restored after a crash, and when a study is
//! measured again after another one was open.

use std::collections::BTreeSet;

use super::{Focus, State, animal};
use crate::base::context::Context;
use crate::base::kept::{Cursor, Draft, KeptStudy, Opened};
use crate::base::keymap::Action;
use crate::base::message::Tone;
use crate::component::Requests;
use domain::{AnimalId, counted};

use super::entry::Progress;

impl State {
    /// What there is now of the study that is measured.
    fn kept_here(&self, cx: &Context) -> Option<KeptStudy> {
        let (study, name) = self.study.as_ref()?;
        let drafts = self.drafts.iter().filter(|(_, drafts)| !drafts.is_empty());
        let asked = self.asked_again.iter();
        let passed = self.passed.iter();
        Some(KeptStudy {
            study: study.0,
            name: name.clone(),
            on: self.day(cx),
            order: self.order,
            everyone: self.everyone,
            twice: self.twice,
            weigh: self.weigh,
            reason: self.reason.clone(),
            is_chosen_day: self.is_chosen_day,
            filter: self.filter.clone(),
            drafts: drafts.map(|(id, drafts)| (id.0, drafts.clone())).collect(),
            asked: asked
                .map(|((id, target), asked)| (id.0, *target, asked.clone()))
                .collect(),
            cursor: self.cursor(),
            passed: passed
                .map(|(on, id, target)| (*on, id.0, *target))
                .collect(),
        })
    }

    fn cursor(&self) -> Option<Cursor> {
        let entry = self.entry.as_ref()?;
        let is_asked = entry.pending.is_some() || entry.complaint.is_some();
        let text = entry.input.value().to_owned();
        Some(Cursor {
            animal: entry.animal.0,
            at_queue: self.focus == Focus::Queue,
            field: entry.field().map(|f| (f.slot, f.kind)),
            text: if is_asked { text } else { String::new() },
            question: entry.pending,
            complaint: entry.complaint.clone(),
            discards_sends: entry.discards_sends,
            opened: self.opened,
            sent: self.sent_slot(entry.animal),
        })
    }

    /// What to keep of this study, and of others that were measured before.
    pub fn kept(&self, cx: &Context) -> Vec<KeptStudy> {
        let here = self.kept_here(cx);
        let study = here.as_ref().map(|here| here.study);
        let others = self.left.iter().filter(|of| Some(of.study) != study);
        others.cloned().chain(here).collect()
    }

    /// The study is left: its values wait until it is measured again.
    pub(super) fn put_away(&mut self, cx: &Context) {
        let here = self.kept_here(cx);
        let mut left = std::mem::take(&mut self.left);
        if let Some(here) = here {
            left.retain(|of| of.study != here.study);
            left.push(here);
        }
        *self = Self {
            left,
            ..Self::default()
        };
    }

    /// Takes what an ended program has kept; returns a message about unsaved values.
    pub fn take_kept(&mut self, kept: Vec<KeptStudy>) -> Option<String> {
        self.left = kept;
        let waiting = self.left.iter().find(|of| !of.drafts.is_empty())?;
        Some(format!(
            "unsaved values of {} are kept for study `{}`: open it and measure",
            waiting.on, waiting.name
        ))
    }

    /// A person has ended the program: the next one begins a session of its own. What is not saved stays, with
    /// its day.
    pub fn end_session(&mut self) {
        self.reason = None;
        self.opened = None;
        self.filter.clear();
        self.focus = Focus::Entry;
        self.is_chosen_day &= !self.drafts.is_empty();
        for of in &mut self.left {
            of.reason = None;
            of.filter.clear();
            of.is_chosen_day &= !of.drafts.is_empty();
        }
    }

    /// Goes on where one stopped in this study: on the same day, or on the day of values that wait. Returns where
    /// one was.
    pub(super) fn take_up(&mut self, cx: &Context, out: &mut Requests) -> Option<Cursor> {
        let study = cx.study.as_ref()?;
        let id = study.record.study.id.0;
        let at = self.left.iter().position(|of| of.study == id)?;
        let of = self.left.remove(at);
        let drafts = of.drafts.into_iter();
        self.drafts = drafts.map(|(id, drafts)| (AnimalId(id), drafts)).collect();
        let asked = of.asked.into_iter();
        self.asked_again = asked
            .map(|(id, target, asked)| ((AnimalId(id), target), asked))
            .collect();
        let passed = of.passed.into_iter();
        self.passed = passed
            .map(|(on, id, target)| (on, AnimalId(id), target))
            .collect();
        self.on = Some(of.on);
        self.is_chosen_day = of.is_chosen_day && of.on != cx.today;
        self.twice = of.twice;
        self.weigh = of.weigh;
        // Which values are asked for follows from all of these.
        self.drop_outdated(cx);
        let values: usize = self.drafts.values().map(Vec::len).sum();
        if values == 0 && of.on != cx.today && !self.is_chosen_day {
            self.begin_day(cx.today);
            (self.twice, self.weigh) = (false, None);
            return None;
        }
        self.order = of.order;
        self.everyone = of.everyone;
        self.reason = of.reason;
        self.filter = of.filter;
        self.say_taken_up(cx, of.cursor.as_ref(), out);
        of.cursor
    }

    /// Goes to where one was, with what was asked there.
    pub(super) fn resume(&mut self, cx: &Context, cursor: &Cursor, out: &mut Requests) {
        let id = AnimalId(cursor.animal);
        if !self.queue.contains(&id) {
            return;
        }
        self.arrive(cx, id);
        self.focus = match cursor.at_queue {
            true => Focus::Queue,
            false => Focus::Entry,
        };
        if let Some(slot) = cursor.sent {
            self.ask_what_follows(cx, id, slot, out);
        }
        if let Some(entry) = self.entry.as_mut().filter(|e| e.animal == id) {
            entry.resume(cursor);
        }
        match cursor.opened {
            Some(Opened::Reasons) => self.choose_reason(out),
            Some(Opened::Disposition) => self.open_form(cx, Action::Disposition, out),
            Some(Opened::Correction) => self.open_form(cx, Action::Correct, out),
            None => {}
        }
    }

    /// Tells which values wait: those that were taken, and the one in the field that is asked about or was refused.
    fn say_taken_up(&self, cx: &Context, cursor: Option<&Cursor>, out: &mut Requests) {
        let (study, on) = (cx.study.as_ref(), self.day(cx));
        let in_field = cursor.filter(|cursor| !cursor.text.trim().is_empty());
        let in_field = in_field.map(|cursor| AnimalId(cursor.animal));
        let taken: usize = self.drafts.values().map(Vec::len).sum();
        let values = taken + usize::from(in_field.is_some());
        let ids: BTreeSet<AnimalId> = self.drafts.keys().copied().chain(in_field).collect();
        let of = ids.iter().filter_map(|id| animal(study?, *id));
        let of: Vec<String> = of.map(|a| a.animal.tag.to_string()).collect();
        let what = format!("{} of {}", counted(values, "value"), of.join(", "));
        let (past, verb) = match values {
            1 => ("was", "is"),
            _ => ("were", "are"),
        };
        if on != cx.today && values == 0 {
            let text = format!("readings are for {on}, as before; Ctrl-D changes the day");
            out.say(Tone::Warning, text);
        } else if on != cx.today {
            let text = format!(
                "{what} of {on} that {past} not saved {verb} restored: readings are for that day, Ctrl-D changes it"
            );
            out.say(Tone::Warning, text);
        } else if values > 0 {
            let text = format!("{what} that {past} not saved {verb} restored");
            out.say(Tone::Note, text);
        }
    }

    /// Drops drafts of what has reached the notebook after all, because the program ended between the
    /// two, and of animals that have left.
    fn drop_outdated(&mut self, cx: &Context) {
        let Some(study) = &cx.study else { return };
        let mut drafts = std::mem::take(&mut self.drafts);
        drafts.retain(|id, drafts| {
            let on_study = animal(study, *id).filter(|a| a.disposition.is_none());
            let Some(animal) = on_study else {
                return false;
            };
            let entry = self.compose(cx, study, animal);
            let is_asked = |d: &Draft| {
                let mut fields = entry.of_slot(d.slot);
                fields.any(|f| f.kind == d.kind && !matches!(f.progress, Progress::Saved(_)))
            };
            drafts.retain(is_asked);
            !drafts.is_empty()
        });
        self.drafts = drafts;
    }
}
