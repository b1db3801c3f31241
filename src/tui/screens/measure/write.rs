//! Writing readings, and what follows once a write has landed or was refused.

use super::entry::{self, Entry, Progress, readings, tumor, weighings};
use super::{Focus, State, animal, figures};
use crate::base::context::Context;
use crate::base::effect::Effect;
use crate::base::kept::{AskedReading, PendingConfirmation, ReadingSlot, Target};
use crate::base::message::{Tone, Trouble};
use crate::component::Requests;
use app::Write;
use app::day_account::AnimalAccount;
use app::doubt::{Doubt, Doubts};
use app::expect::Expected;
use app::measure::{NewReading, Observed, Recorded};
use domain::{AnimalId, BodyWeight, Label, Observation};

/// A write that is under way.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    animal: AnimalId,
    slot: ReadingSlot,
    /// The expected range, if the value is outside of it.
    outside: Option<Expected>,
}

impl State {
    /// Asks for a slot to be written.
    pub(super) fn send(
        &mut self,
        cx: &Context,
        slot: ReadingSlot,
        found: Option<(Observation, Option<String>)>,
        weight: Option<BodyWeight>,
        outside: Option<Expected>,
        out: &mut Requests,
    ) {
        let on = self.day(cx);
        let (Some(study), Some(animal)) = (&cx.study, self.current(cx)) else {
            return;
        };
        let (site, again) = match slot.target {
            Target::Tumor(id) => (
                tumor(animal, id).map(|t| t.tumor.site.clone()),
                readings(animal, id, on).next().is_some(),
            ),
            Target::Body => (None, weighings(animal, on).next().is_some()),
        };
        let grams = weight.map(BodyWeight::grams);
        let volume = found
            .as_ref()
            .and_then(|(found, _)| figures::volume(cx, found));
        let doubt = outside.and_then(|expected| match (volume, grams) {
            (Some(mm3), _) => Doubt::of_volume(mm3, expected),
            (None, Some(grams)) => Doubt::of_weight(grams, expected),
            (None, None) => None,
        });
        let doubts = Doubts::Judged(doubt.into_iter().collect());
        let entry = NewReading {
            animal: animal.animal.tag.to_string(),
            site,
            observed: Observed::Date(on),
            clock_time: None,
            found,
            weight,
            again,
            observer: None,
            method: Label::new("method", "caliper").expect("a plain word is a valid label"),
            doubts,
        };
        let waiting = Waiting {
            animal: animal.animal.id,
            slot,
            outside,
        };
        let study = study.name().to_owned();
        self.waiting = Some(waiting);
        let write = Write::Measure { study, entry };
        out.effect(Effect::Write(Box::new(write)));
    }

    /// A reading or weighing is on disk.
    pub fn saved(&mut self, cx: &Context, recorded: &Recorded, out: &mut Requests) {
        let Some(waiting) = self.waiting.take() else {
            return;
        };
        let (id, slot) = (waiting.animal, waiting.slot);
        let known = self.alerts.get(&id).cloned();
        if let Some(drafts) = self.drafts.get_mut(&id) {
            drafts.retain(|d| d.slot != slot);
            if drafts.is_empty() {
                self.drafts.remove(&id);
            }
        }
        let doubted = self.ask_for_another(cx, id, slot, waiting.outside);
        self.count(cx, id);
        let alerts = self.alerts.get(&id).cloned();
        if doubted.is_some() || (alerts.is_some() && alerts != known) {
            out.bell();
        }
        let is_current = self.entry.as_ref().is_some_and(|e| e.animal == id);
        if is_current {
            self.show_follow_up(cx, id, doubted.is_some(), out);
        } else {
            self.report_other_animal(cx, id, &recorded.animal, doubted, alerts, out);
        }
        self.tell_dropped(out);
    }

    /// The reading of this animal that is being written.
    pub(super) fn sent_slot(&self, id: AnimalId) -> Option<ReadingSlot> {
        let waiting = self.waiting.as_ref().filter(|w| w.animal == id);
        waiting.map(|waiting| waiting.slot)
    }

    /// The program ended while a reading was written: if it is on disk, asks what the answer to the write would have
    /// asked.
    pub(super) fn ask_what_follows(
        &mut self,
        cx: &Context,
        id: AnimalId,
        slot: ReadingSlot,
        out: &mut Requests,
    ) {
        let Some(value) = figures::saved_value(self, cx, slot) else {
            return;
        };
        let outside = figures::expected(self, cx, slot).filter(|e| value > 0.0 && !e.holds(value));
        let doubted = self.ask_for_another(cx, id, slot, outside);
        self.count(cx, id);
        // The fields are asked in order again.
        self.entry = None;
        self.show_follow_up(cx, id, doubted.is_some(), out);
    }

    /// Shows what a write has changed of the current animal, and goes on unless something is asked.
    fn show_follow_up(&mut self, cx: &Context, id: AnimalId, is_doubted: bool, out: &mut Requests) {
        self.arrive(cx, id);
        if let Some(entry) = self.entry.as_mut().filter(|_| is_doubted) {
            entry.pending = Some(PendingConfirmation::Again);
        }
        self.advance(cx, id, out);
    }

    /// Asks for another reading where the one on disk is doubtful. Returns why.
    fn ask_for_another(
        &mut self,
        cx: &Context,
        id: AnimalId,
        slot: ReadingSlot,
        outside: Option<Expected>,
    ) -> Option<String> {
        let outside = outside.and_then(|expected| self.doubt_outside(slot, expected));
        let why = outside.or_else(|| self.doubt_difference(cx, id, slot))?;
        let asked = AskedReading {
            number: slot.round + 1,
            why: why.clone(),
        };
        self.asked_again.insert((id, slot.target), asked);
        Some(why)
    }

    /// The write was for an animal that is no longer the current one: alerts and doubts name its tag.
    pub(super) fn report_other_animal(
        &mut self,
        cx: &Context,
        id: AnimalId,
        tag: &str,
        doubted: Option<String>,
        alerts: Option<Vec<String>>,
        out: &mut Requests,
    ) {
        if self.is_finished(cx, id) {
            let now = cx.now;
            self.tally.finished(id, now);
        }
        if let Some(alerts) = alerts {
            let to_do = figures::to_do(cx).unwrap_or_default();
            out.say(Tone::Error, format!("{}. {to_do}", alerts.join("; ")));
        } else if let Some(doubted) = doubted {
            let text = format!("{tag}: {doubted}; it is asked for again when you go there");
            out.say(Tone::Warning, text);
        } else {
            let account = self.accounts.get(&id);
            let without = match account.is_some_and(AnimalAccount::misses_weight_alone) {
                true => ", no weight yet",
                false => "",
            };
            let text = format!("{}{without}", figures::spoken(self, cx, id));
            out.say(Tone::Done, text);
        }
    }

    /// That a value is outside of the expected range, unless it was measured more than once already.
    fn doubt_outside(&self, slot: ReadingSlot, expected: Expected) -> Option<String> {
        let (what, decimals, unit) = match slot.target {
            Target::Tumor(_) => ("the volume", 0, "mm³"),
            Target::Body => ("the weight", 1, "g"),
        };
        let twice = self.twice && slot.target != Target::Body;
        (slot.round == 1 && !twice).then(|| {
            let range = expected.range_text(decimals);
            format!("{what} is outside the expected {range} {unit}")
        })
    }

    /// That two readings of a tumor differ by more than the measuring error, where every tumor is measured twice: one
    /// of them is wrong, and a third shows which.
    fn doubt_difference(&self, cx: &Context, id: AnimalId, slot: ReadingSlot) -> Option<String> {
        if !self.twice || slot.round != 2 {
            return None;
        }
        let differ = figures::differ(self, cx, id, slot)?;
        Some(format!("{differ}, more than the error of reading"))
    }

    /// Goes on to the next animal if this one is complete, unless it needs attention.
    pub(super) fn advance(&mut self, cx: &Context, id: AnimalId, out: &mut Requests) {
        if !self.is_finished(cx, id) {
            return;
        }
        let now = cx.now;
        self.tally.finished(id, now);
        if !self.alerts.contains_key(&id) {
            let phrase = figures::spoken(self, cx, id);
            self.finish(cx, id, phrase, out);
        }
    }

    /// Enter at an animal that is complete.
    pub(super) fn go_on(&mut self, cx: &Context, out: &mut Requests) {
        if self.give_dose(cx, out) {
            return;
        }
        let Some((id, tag)) = self
            .current(cx)
            .map(|a| (a.animal.id, a.animal.tag.to_string()))
        else {
            return;
        };
        let phrase = if self.tally.last_finished() == Some(id) {
            figures::spoken(self, cx, id)
        } else {
            format!("{tag} was done already")
        };
        let is_new = self.alerts.contains_key(&id) && self.alert_seen.replace(id) != Some(id);
        match is_new {
            true => self.finish(cx, id, phrase, out),
            false => self.move_on(cx, id, phrase, out),
        }
    }

    /// Goes to the next animal that is due, or shows the summary if there is none.
    pub(super) fn move_on(
        &mut self,
        cx: &Context,
        id: AnimalId,
        phrase: String,
        out: &mut Requests,
    ) {
        match self.next_due(cx, id) {
            Some(next) => {
                self.arrive(cx, next);
                out.say(Tone::Done, phrase);
            }
            None => {
                let counts = self.counts();
                let rest = match counts.rest() {
                    rest if rest.is_empty() => "all animals are done".to_owned(),
                    rest => format!("{} of {} done, {rest}", counts.done, counts.all()),
                };
                out.say(Tone::Done, format!("{phrase} · {rest}"));
                self.focus = Focus::Queue;
                self.show_summary(cx, out);
            }
        }
    }

    /// Enter at an empty weight: the animal is not weighed.
    pub(super) fn without_weight(&mut self, cx: &Context, out: &mut Requests) {
        let Some(id) = self.entry.as_ref().map(|e| e.animal) else {
            return;
        };
        let open = |e: &Entry| {
            e.fields
                .iter()
                .any(|f| f.progress == Progress::Open && f.slot.target != Target::Body)
        };
        if self.entry.as_ref().is_some_and(open) {
            if let Some(entry) = &mut self.entry {
                entry.go_on(0);
            }
            return;
        }
        self.asked_again.remove(&(id, Target::Body));
        self.pass_over(cx, id, Target::Body);
        self.count(cx, id);
        self.arrive(cx, id);
        let now = cx.now;
        self.tally.finished(id, now);
        let account = self.accounts.get(&id);
        let without = match account.is_some_and(AnimalAccount::misses_weight_alone) {
            true => ", not weighed",
            false => "",
        };
        let phrase = format!("{}{without}", figures::spoken(self, cx, id));
        self.finish(cx, id, phrase, out);
    }

    /// Enter at an empty length that was asked for again: there is no second reading.
    pub(super) fn without_another(&mut self, cx: &Context, slot: ReadingSlot, out: &mut Requests) {
        let Some(id) = self.entry.as_ref().map(|e| e.animal) else {
            return;
        };
        if self.twice && slot.round == 2 && !self.asked_again.contains_key(&(id, slot.target)) {
            out.say(Tone::Note, "every tumor is read twice: F10 changes that");
            return;
        }
        self.asked_again.remove(&(id, slot.target));
        self.pass_over(cx, id, slot.target);
        self.count(cx, id);
        self.arrive(cx, id);
        self.advance(cx, id, out);
    }

    /// Nothing was written: the last value is in its field again.
    pub fn not_saved(&mut self, cx: &Context, trouble: &Trouble, out: &mut Requests) {
        let Some(waiting) = self.waiting.take() else {
            return out.trouble(trouble);
        };
        let is_current = self
            .entry
            .as_ref()
            .is_some_and(|e| e.animal == waiting.animal);
        if !is_current {
            let study = cx.study.as_ref();
            let left = study.and_then(|s| animal(s, waiting.animal));
            let tag = left.map(|a| a.animal.tag.to_string()).unwrap_or_default();
            return out.say(Tone::Error, format!("{tag} is not saved: {trouble}"));
        }
        let last = self.entry.as_ref().and_then(|entry| {
            let taken = |f: &entry::Field| {
                f.slot == waiting.slot && matches!(f.progress, Progress::Taken(..))
            };
            entry.fields.iter().rposition(taken)
        });
        if let Some(at) = last {
            self.return_to_field(cx, waiting.slot, at);
        }
        if let Some(entry) = &mut self.entry {
            entry.refuse(format!("not saved: {trouble} (Enter tries again)"));
            entry.pending = Some(PendingConfirmation::Unsaved);
        }
    }
}
