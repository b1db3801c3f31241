//! Writing readings, and what follows once a write has landed or was refused.

use super::entry::{self, Entry, PendingConfirmation, Progress, readings, tumor, weighings};
use super::{Focus, State, animal, figures};
use crate::base::context::Context;
use crate::base::effect::Effect;
use crate::base::kept::{ReadingSlot, Target};
use crate::base::message::{Tone, Trouble};
use crate::component::{Request, Requests};
use app::Write;
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
        self.tally.saved();
        let doubted = match waiting.outside {
            Some(expected) => self.ask_again(id, slot, expected),
            None => None,
        };
        let doubted = doubted.or_else(|| self.ask_for_a_third(cx, id, slot));
        // This includes readings asked for again: a program that is killed now asks again.
        out.push(Request::Keep);
        self.count(cx, id);
        let alerts = self.alerts.get(&id).cloned();
        if doubted.is_some() || (alerts.is_some() && alerts != known) {
            out.bell();
        }
        let is_current = self.entry.as_ref().is_some_and(|e| e.animal == id);
        if is_current {
            let phrase = figures::difference(self, cx, slot).map(|phrase| (Tone::Note, phrase));
            let pending = doubted.as_ref().map(|_| PendingConfirmation::Again);
            let doubted = doubted.map(|phrase| (Tone::Warning, phrase));
            if slot.round > 1 {
                self.settle();
            }
            self.remarks.extend(phrase.into_iter().chain(doubted));
            self.arrive(cx, id);
            if let Some(entry) = self.entry.as_mut().filter(|_| pending.is_some()) {
                entry.pending = pending;
            }
            self.advance(cx, id, out);
        } else {
            self.report_other_animal(cx, id, &recorded.animal, doubted, alerts, out);
        }
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
        if self.done.contains(&id) {
            let now = cx.now;
            self.tally.finished(id, now);
        }
        if let Some(alerts) = alerts {
            let to_do = figures::to_do(cx).unwrap_or_default();
            out.say(Tone::Error, format!("{}. {to_do}", alerts.join("; ")));
        } else if let Some(doubted) = doubted {
            out.say(Tone::Warning, format!("{tag}: {doubted}"));
        }
    }

    /// The value is outside of the expected range: it is asked for again, unless it was measured
    /// more than once already. Returns a message about it.
    pub(super) fn ask_again(
        &mut self,
        id: AnimalId,
        slot: ReadingSlot,
        expected: Expected,
    ) -> Option<String> {
        let (what, decimals, unit) = match slot.target {
            Target::Tumor(_) => ("the volume", 0, "mm³"),
            Target::Body => ("the weight", 1, "g"),
        };
        let twice = self.twice && slot.target != Target::Body;
        if slot.round > 1 || twice {
            return None;
        }
        let rounds = &mut self.rounds;
        rounds.insert((id, slot.target), slot.round + 1);
        Some(format!(
            "{what} is outside the expected {} {unit}: Enter, then measure again, both are kept; Enter twice skips",
            expected.range_text(decimals)
        ))
    }

    /// Every tumor is measured twice, and these two differ by more than the measuring error: one of them is
    /// wrong, and a third shows which.
    pub(super) fn ask_for_a_third(
        &mut self,
        cx: &Context,
        id: AnimalId,
        slot: ReadingSlot,
    ) -> Option<String> {
        if !self.twice || slot.round != 2 {
            return None;
        }
        let differ = figures::differ(self, cx, id, slot)?;
        self.rounds.insert((id, slot.target), 3);
        Some(format!(
            "{differ}, more than the error of reading: Enter, then measure again, all are kept; Enter twice skips"
        ))
    }

    /// Begins another reading that was asked for.
    pub(super) fn once_more(&mut self) {
        let asked = self.remarks.iter().any(|(tone, _)| *tone == Tone::Warning);
        self.settle();
        if asked {
            let text = "measure again: both are kept; Enter alone skips this";
            self.remarks.push((Tone::Warning, text.to_owned()));
        }
    }

    /// Drops the requests that are done.
    pub(super) fn settle(&mut self) {
        self.remarks.retain(|(tone, _)| *tone != Tone::Warning);
    }

    /// Goes on to the next animal if this one is complete, unless it needs attention.
    pub(super) fn advance(&mut self, cx: &Context, id: AnimalId, out: &mut Requests) {
        if !self.done.contains(&id) {
            return;
        }
        let now = cx.now;
        self.tally.finished(id, now);
        self.settle();
        if !self.alerts.contains_key(&id) {
            let phrase = figures::spoken(self, cx, id);
            self.move_on(cx, id, phrase, out);
        }
    }

    /// Enter at an animal that is complete.
    pub(super) fn go_on(&mut self, cx: &Context, out: &mut Requests) {
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
        self.move_on(cx, id, phrase, out);
    }

    /// Goes to the next animal that is due, or shows the summary if there is none.
    pub(super) fn move_on(
        &mut self,
        cx: &Context,
        id: AnimalId,
        phrase: String,
        out: &mut Requests,
    ) {
        match self.next_due(id) {
            Some(next) => {
                self.arrive(cx, next);
                out.say(Tone::Done, phrase);
            }
            None => {
                let queue = self.queue.iter();
                let unweighed = queue.filter(|id| self.lacks_weight(cx, **id)).count();
                let but = match unweighed {
                    0 => String::new(),
                    n => format!(", {n} without a weight"),
                };
                out.say(Tone::Done, format!("{phrase} · all animals are done{but}"));
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
        self.rounds.remove(&(id, Target::Body));
        self.pass_over(cx, id, Target::Body);
        self.count(cx, id);
        self.settle();
        self.arrive(cx, id);
        let now = cx.now;
        self.tally.finished(id, now);
        let without = if self.lacks_weight(cx, id) {
            ", not weighed"
        } else {
            ""
        };
        let phrase = format!("{}{without}", figures::spoken(self, cx, id));
        self.move_on(cx, id, phrase, out);
        out.push(Request::Keep);
    }

    /// Enter at an empty length that was asked for again: there is no second reading.
    pub(super) fn without_another(&mut self, cx: &Context, slot: ReadingSlot, out: &mut Requests) {
        let Some(id) = self.entry.as_ref().map(|e| e.animal) else {
            return;
        };
        if self.twice && slot.round == 2 && !self.rounds.contains_key(&(id, slot.target)) {
            out.say(Tone::Note, "every tumor is read twice: F10 changes that");
            return;
        }
        self.rounds.remove(&(id, slot.target));
        self.pass_over(cx, id, slot.target);
        self.settle();
        self.count(cx, id);
        self.arrive(cx, id);
        self.advance(cx, id, out);
        out.push(Request::Keep);
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
