//! The queue as the study, the day and the filter make it, the current animal whose values
//! are shown, and what is left to do.

use std::collections::HashSet;

use super::entry::{Entry, Progress};
use super::{Focus, State, animal, figures, queue};
use crate::base::context::Context;
use crate::base::kept::{Kind, ReadingSlot, Target};
use crate::base::message::Tone;
use crate::base::study::OpenStudy;
use crate::component::Requests;
use app::day_account::{Outcome, Part};
use app::due::measuring_day;
use app::observers::observers_last_time;
use chrono::NaiveDate;
use domain::{AnimalId, AnimalRecord};

impl State {
    /// The screen was opened: restores where measuring stopped, or starts at the first animal that is due.
    pub(super) fn entered(&mut self, cx: &Context, out: &mut Requests) {
        let Some(study) = &cx.study else {
            return;
        };
        let measured = (study.record.study.id, study.name().to_owned());
        self.study = Some(measured);
        self.focus = Focus::Entry;
        if let Some(entry) = &mut self.entry {
            entry.discards_sends = false;
        }
        let mut cursor = None;
        if self.session.is_none() {
            // A session keeps its day when midnight passes.
            self.on = Some(cx.today);
            cursor = self.take_up(cx, out);
        } else if self.is_past_day(cx) && !self.is_chosen_day && self.drafts.is_empty() {
            self.begin_day(cx.today);
        }
        self.refreshed(cx, out);
        if let Some(cursor) = cursor {
            self.resume(cx, &cursor, out);
        }
    }

    /// Measuring begins on a day.
    pub(super) fn begin_day(&mut self, on: NaiveDate) {
        self.on = Some(on);
        self.entry = None;
        self.accounts.clear();
        self.scanned.clear();
        self.asked_again.clear();
        self.reason = None;
    }

    /// The study, the day or the plan has changed: the queue and the values of the current
    /// animal are rebuilt.
    pub(super) fn refreshed(&mut self, cx: &Context, out: &mut Requests) {
        let Some(study) = &cx.study else {
            return;
        };
        self.learn_reasons(&study.record);
        let others = observers_last_time(&study.record, self.day(cx));
        let author = cx.setting.author.as_str();
        let same = others.is_empty() || others.iter().any(|name| name == author);
        self.others = if same { Vec::new() } else { others };
        self.session = Some(measuring_day(&study.record, self.day(cx)));
        let begun = self.accounts.iter();
        let begun = begun.filter(|(_, account)| {
            !matches!(account.outcome(), Outcome::NotBegun | Outcome::NotDue)
        });
        let mut kept: HashSet<AnimalId> = begun.map(|(id, _)| *id).collect();
        kept.extend(self.drafts.keys().chain(&self.scanned));
        let queue = if study.is_open() {
            let on = self.day(cx);
            queue::queue(&study.record, on, self.order, self.everyone, &kept)
        } else {
            Vec::new()
        };
        let queue = self.fitting(cx, queue);
        self.alerts.clear();
        self.accounts.clear();
        self.open_alerts = figures::all_open_alerts(self, cx);
        for id in &queue {
            self.count(cx, *id);
        }
        let before = std::mem::replace(&mut self.queue, queue);
        let at = self.entry.as_ref().map(|entry| entry.animal);
        let stays = at.filter(|id| self.queue.contains(id));
        if stays.is_none() && at.is_some() && self.disposing.take() != at {
            self.lost(cx, out);
        }
        let after = || at.and_then(|id| self.due_after(cx, &before, id));
        let to = stays.or_else(after).or_else(|| self.first_due(cx));
        let typed = self.typed_field();
        match to.or(self.queue.first().copied()) {
            Some(id) => self.arrive(cx, id),
            None => self.entry = None,
        }
        if let Some(typed) = typed {
            self.overtaken(cx, typed, out);
        }
    }

    /// The field with typed text that is not taken, and its animal.
    fn typed_field(&self) -> Option<(AnimalId, ReadingSlot, Kind)> {
        let entry = self.entry.as_ref()?;
        let typed = !entry.input.value().trim().is_empty() || !entry.unseen.is_empty();
        let field = entry.field().filter(|_| typed)?;
        Some((entry.animal, field.slot, field.kind))
    }

    /// Another program has saved the value that was being typed: reports that the typed one was not accepted.
    fn overtaken(
        &mut self,
        cx: &Context,
        (id, slot, kind): (AnimalId, ReadingSlot, Kind),
        out: &mut Requests,
    ) {
        let saved = self.entry.as_ref().is_some_and(|entry| {
            let mut fields = entry.of_slot(slot).filter(|f| f.kind == kind);
            entry.animal == id && fields.any(|f| matches!(f.progress, Progress::Saved(_)))
        });
        let tag = self.current(cx).map(|a| a.animal.tag.to_string());
        if let Some(tag) = tag.filter(|_| saved) {
            let text =
                format!("{tag} was measured elsewhere; what was typed here was not accepted");
            out.say(Tone::Warning, text);
            out.bell();
            self.discard_sends();
        }
    }

    /// The previous current animal is no longer in the queue, removed by another program or a filter: what
    /// a device sends next must not go to another animal unseen.
    fn lost(&mut self, cx: &Context, out: &mut Requests) {
        self.focus = Focus::Queue;
        let left = self.current(cx).filter(|a| a.disposition.is_some());
        let left = left.map(|a| a.animal.tag.to_string());
        if let Some(tag) = left {
            let text = format!("{tag} has left the study; what was typed was not accepted");
            out.say(Tone::Warning, text);
        }
    }

    /// The animals whose tag, chip or cage holds what the filter says.
    fn fitting(&self, cx: &Context, queue: Vec<AnimalId>) -> Vec<AnimalId> {
        let words = self.filter.to_lowercase();
        let Some(study) = cx.study.as_ref().filter(|_| !words.is_empty()) else {
            return queue;
        };
        let fits = |id: &AnimalId| {
            let Some(animal) = animal(study, *id) else {
                return false;
            };
            let cage = study.cage(animal).map_or("", |label| label.as_str());
            let rfid = animal
                .animal
                .rfid
                .as_ref()
                .map_or("", |label| label.as_str());
            let text = format!("{cage} {} {rfid}", animal.animal.tag).to_lowercase();
            words.split_whitespace().all(|word| text.contains(word))
        };
        queue.into_iter().filter(fits).collect()
    }

    /// Takes the account of an animal, and finds out which limits it reached.
    pub(super) fn count(&mut self, cx: &Context, id: AnimalId) {
        let tag = |a: &AnimalRecord| a.animal.tag.to_string();
        let tag = cx.study.as_ref().and_then(|s| animal(s, id)).map(tag);
        let alerts = figures::alerts(self, cx, id).into_iter();
        let alerts: Vec<String> = alerts
            .map(|alert| format!("{}: {alert}", tag.as_deref().unwrap_or_default()))
            .collect();
        if alerts.is_empty() {
            self.alerts.remove(&id);
        } else {
            self.alerts.insert(id, alerts);
        }
        let Some(study) = &cx.study else {
            return;
        };
        let Some(animal) = animal(study, id) else {
            return;
        };
        let until = animal.until(self.day(cx));
        let open = until.open_alerts(&study.record.study.protocol).len();
        self.open_alerts.insert(id, open);
        let wanted = |part| {
            let target = match part {
                Part::Tumor(tumor) => Target::Tumor(tumor.map(|tumor| tumor.0)),
                Part::Weight => Target::Body,
            };
            self.asked_again
                .get(&(id, target))
                .map_or(0, |asked| asked.number)
        };
        let account = self.measuring_day(cx, study).account(animal, wanted);
        self.accounts.insert(id, account);
    }

    pub(super) fn compose(&self, cx: &Context, study: &OpenStudy, animal: &AnimalRecord) -> Entry {
        let id = animal.animal.id;
        let drafts = self.drafts.get(&id).map_or(&[][..], Vec::as_slice);
        let asked = |target| {
            self.asked_again
                .get(&(id, target))
                .map_or(0, |asked| asked.number)
        };
        Entry::of(
            animal,
            self.plan_of(cx, study, animal.animal.id),
            drafts,
            asked,
        )
    }

    /// Makes an animal the current one, with the cursor in its first open field, or where it was.
    pub(super) fn arrive(&mut self, cx: &Context, id: AnimalId) {
        let Some(study) = &cx.study else {
            return;
        };
        let Some(animal) = animal(study, id) else {
            return;
        };
        let mut entry = self.compose(cx, study, animal);
        match self.entry.take().filter(|e| e.animal == id) {
            Some(before) => entry.carry_on(before),
            None => self.tally.arrived(cx.now),
        }
        self.entry = Some(entry);
        self.forget_doses_of_others(id);
    }

    /// The animal that was to come after this one, which has left the queue.
    fn due_after(&self, cx: &Context, before: &[AnimalId], id: AnimalId) -> Option<AnimalId> {
        let due = |id: &&AnimalId| self.queue.contains(id) && !self.is_finished(cx, **id);
        let left = before.iter().skip_while(|other| **other != id);
        left.skip(1).find(due).copied()
    }

    /// The first animal of the queue of which something is left to ask.
    fn first_due(&self, cx: &Context) -> Option<AnimalId> {
        self.queue
            .iter()
            .find(|id| !self.is_finished(cx, **id))
            .copied()
    }

    /// The next animal after this one of which something is left to ask, from the beginning if there is none after it.
    pub(super) fn next_due(&self, cx: &Context, id: AnimalId) -> Option<AnimalId> {
        let place = self.queue.iter().position(|other| *other == id);
        let (before, after) = self.queue.split_at(place.unwrap_or(0));
        let mut turn = after.iter().chain(before).filter(|other| **other != id);
        turn.find(|other| !self.is_finished(cx, **other)).copied()
    }
}
