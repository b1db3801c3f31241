//! Keys instead of values: a tumor is not palpable, not measured and why, or measured
//! again.

use super::entry::{readings, tumors};
use super::{State, figures};
use crate::base::context::Context;
use crate::base::kept::{ReadingSlot, Target};
use crate::base::message::Tone;
use crate::component::{Request, Requests};
use crate::widgets::pick::{Item, Pick};
use domain::{Observation, Prose};

/// Reasons that are offered for a tumor that is not measured.
const REASONS: [&str; 6] = [
    "could not be measured",
    "tumor not accessible",
    "ulcerated, not handled",
    "animal not well, not handled",
    "animal not in its cage",
    "device failure",
];

impl State {
    /// The current tumor, of whose reading nothing is saved yet.
    fn open_slot(&self, out: &mut Requests) -> Option<ReadingSlot> {
        let field = self.entry.as_ref().and_then(|e| e.field());
        match field.map(|f| f.slot) {
            Some(slot) if slot.target != Target::Body => Some(slot),
            Some(_) => {
                out.say(
                    Tone::Note,
                    "the tumors of this animal are measured: Enter alone skips the weight",
                );
                None
            }
            None => {
                out.say(
                    Tone::Note,
                    "this animal is done: F6 measures it again, F7 corrects",
                );
                None
            }
        }
    }

    /// The tumor cannot be felt.
    pub(super) fn not_palpable(&mut self, cx: &Context, out: &mut Requests) {
        let Some(slot) = self.open_slot(out) else {
            return;
        };
        self.discard(slot);
        let outside = figures::expected(self, cx, slot).filter(|e| !e.holds(0.0));
        self.send(
            cx,
            slot,
            Some((Observation::NotPalpable, None)),
            None,
            outside,
            out,
        );
    }

    /// The tumor was not measured, for this reason.
    pub(super) fn skip(&mut self, cx: &Context, reason: &str, out: &mut Requests) {
        let at_weight = self.entry.as_ref().and_then(|e| e.field());
        if at_weight.is_some_and(|f| f.slot.target == Target::Body) {
            return self.without_weight(cx, out);
        }
        let Some(slot) = self.open_slot(out) else {
            return;
        };
        match Prose::new("reason", reason) {
            Ok(prose) => {
                self.reason = Some(reason.to_owned());
                self.discard(slot);
                let found = Observation::NotMeasured(prose);
                self.send(cx, slot, Some((found, None)), None, None, out);
            }
            Err(invalid) => self.complain(&invalid, out),
        }
    }

    /// The tumor was not measured, for the reason given last; asks for the first one of a session.
    pub(super) fn skip_as_before(&mut self, cx: &Context, out: &mut Requests) {
        let field = self.entry.as_ref().and_then(|e| e.field());
        let at_tumor = field.is_some_and(|f| f.slot.target != Target::Body);
        match self.reason.clone() {
            None if at_tumor => {
                out.choose(self.reasons());
            }
            reason => self.skip(cx, &reason.unwrap_or_default(), out),
        }
    }

    /// The reasons to choose from, the one given last first.
    pub(super) fn reasons(&self) -> Pick<Request> {
        let last = self.reason.iter().map(String::as_str);
        let others = REASONS
            .iter()
            .copied()
            .filter(|r| Some(*r) != self.reason.as_deref());
        let item = |reason: &str| Item {
            label: reason.to_owned(),
            detail: String::new(),
            value: Request::Chosen(reason.to_owned()),
        };
        let title = "Why not measured? (choose by digit, or type another reason)";
        Pick::or_text(title, last.chain(others).map(item).collect())
    }

    /// One more reading of the tumors that were read.
    pub(super) fn again(&mut self, cx: &Context, out: &mut Requests) {
        let on = self.day(cx);
        let Some(animal) = self.current(cx) else {
            return;
        };
        let id = animal.animal.id;
        let read = |id| readings(animal, id, on).count();
        let ids = tumors(animal).into_iter();
        let mut wanted: Vec<(Target, usize)> = ids
            .map(|id| (Target::Tumor(id), read(id)))
            .filter(|(_, n)| *n > 0)
            .collect();
        if wanted.is_empty() {
            out.say(Tone::Note, "this animal has no reading today");
            return;
        }
        for (target, n) in wanted.drain(..) {
            let next = u32::try_from(n + 1).unwrap_or(u32::MAX);
            self.rounds.insert((id, target), next);
        }
        self.count(cx, id);
        self.arrive(cx, id);
        out.push(Request::Keep);
    }
}
