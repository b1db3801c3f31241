//! Keys instead of values: a tumor is not palpable, not measured and why, or measured
//! again.

use super::entry::{Field, readings, tumors, weighings};
use super::{State, figures};
use crate::base::context::Context;
use crate::base::kept::{AskedReading, Opened, PendingConfirmation, ReadingSlot, Target};
use crate::base::message::Tone;
use crate::component::{Request, Requests};
use crate::widgets::pick::{Item, Pick};
use domain::{Observation, Prose, StudyRecord, Unit, parse_device};

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

    /// The tumor cannot be felt: a deliberate key, which is confirmed once where it is surprising and never asks
    /// for another reading.
    pub(super) fn not_palpable(&mut self, cx: &Context, out: &mut Requests) {
        let Some(slot) = self.open_slot(out) else {
            return;
        };
        let question = Some(PendingConfirmation::NotPalpable);
        let is_confirmed = self.entry.as_ref().is_some_and(|e| e.pending == question);
        match self.why_surprising(cx, slot).filter(|_| !is_confirmed) {
            Some(why) => {
                let why = format!(
                    "not palpable, though {why}: F2 or Enter records it, Backspace cancels"
                );
                self.doubt(PendingConfirmation::NotPalpable, why, out);
            }
            None => self.record_not_palpable(cx, slot, out),
        }
    }

    /// Why it is surprising that a tumor is not palpable, if it is.
    fn why_surprising(&self, cx: &Context, slot: ReadingSlot) -> Option<String> {
        let entry = self.entry.as_ref()?;
        let expected = figures::expected(self, cx, slot).filter(|e| !e.holds(0.0));
        let expected = expected.filter(|_| !self.was_not_palpable(cx, slot));
        let expected = expected.map(|e| format!("{} mm³ is expected", e.range_text(0)));
        let sizes = entry.sizes(slot).into_iter();
        let sizes: Vec<String> = sizes
            .filter(|text| !is_zero(text))
            .map(|text| format!("`{text}`"))
            .collect();
        let entered = (!sizes.is_empty()).then(|| format!("{} was entered", sizes.join(" × ")));
        let parts: Vec<String> = expected.into_iter().chain(entered).collect();
        (!parts.is_empty()).then(|| parts.join(" and "))
    }

    /// Whether another reading of the day found the tumor not palpable: then the question was answered.
    fn was_not_palpable(&self, cx: &Context, slot: ReadingSlot) -> bool {
        let (Target::Tumor(id), Some(animal)) = (slot.target, self.current(cx)) else {
            return false;
        };
        let mut read = readings(animal, id, self.day(cx));
        read.any(|r| r.observation == Observation::NotPalpable)
    }

    /// Records that the tumor of the slot is not palpable.
    pub(super) fn record_not_palpable(
        &mut self,
        cx: &Context,
        slot: ReadingSlot,
        out: &mut Requests,
    ) {
        let sizes = self
            .entry
            .as_ref()
            .map(|e| e.sizes(slot))
            .unwrap_or_default();
        let is_typed = sizes.len() > 1 && sizes.iter().all(|text| is_zero(text));
        let typed = is_typed.then(|| sizes.join(" × "));
        self.discard(slot);
        let found = Some((Observation::NotPalpable, typed));
        self.send(cx, slot, found, None, None, out);
    }

    /// The tumor was not measured, for this reason.
    pub(super) fn skip(&mut self, cx: &Context, reason: &str, out: &mut Requests) {
        let at_weight = self.entry.as_ref().and_then(|e| e.field());
        if at_weight.is_some_and(|f| f.slot.target == Target::Body) {
            let is_weight = |f: &Field| f.slot.target == Target::Body;
            let mut entry = self.entry.iter();
            if entry.any(|entry| entry.fields.iter().all(is_weight)) {
                let text = "nothing but the weight is planned: ↓ goes on; the work plan (Esc, P) waives it with a reason";
                return out.say(Tone::Note, text);
            }
            return self.without_weight(cx, out);
        }
        let Some(slot) = self.open_slot(out) else {
            return;
        };
        match Prose::new("reason", reason) {
            Ok(prose) => {
                self.learn_reason(prose.as_str());
                self.reason = Some(reason.to_owned());
                let sizes = self
                    .entry
                    .as_ref()
                    .map(|e| e.sizes(slot))
                    .unwrap_or_default();
                if !sizes.is_empty() {
                    self.note_dropped(cx, &sizes.join(" × "), "the tumor is not measured");
                }
                self.discard(slot);
                let found = Observation::NotMeasured(prose);
                self.send(cx, slot, Some((found, None)), None, None, out);
            }
            Err(invalid) => self.complain(&invalid, out),
        }
    }

    /// The tumor was not measured, for the reason given last, which the screen shows; asks for the first one of a
    /// session.
    pub(super) fn skip_as_before(&mut self, cx: &Context, out: &mut Requests) {
        let field = self.entry.as_ref().and_then(|e| e.field());
        let at_tumor = field.is_some_and(|f| f.slot.target != Target::Body);
        match self.reason.clone() {
            None if at_tumor => self.choose_reason(out),
            reason => self.skip(cx, &reason.unwrap_or_default(), out),
        }
    }

    /// The reason that F3 records at the current field: the last one of the session, at a tumor.
    pub(super) fn repeated_reason(&self) -> Option<&str> {
        let field = self.entry.as_ref()?.field()?;
        let at_tumor = field.slot.target != Target::Body;
        self.reason.as_deref().filter(|_| at_tumor)
    }

    /// Opens the choice of a reason.
    pub(super) fn choose_reason(&mut self, out: &mut Requests) {
        self.opened = Some(Opened::Reasons);
        out.choose(self.reasons());
    }

    /// The reasons to choose from. Each keeps its place, so that a digit that was learned means the same reason:
    /// those of every study first, then the study's own in the order of their first use.
    fn reasons(&self) -> Pick<Request> {
        let own = self.own_reasons.iter().map(String::as_str);
        let item = |reason: &str| Item {
            label: reason.to_owned(),
            detail: String::new(),
            value: Request::Chosen(reason.to_owned()),
        };
        let title = "Why not measured? (choose by digit, or type another reason)";
        Pick::or_text(title, REASONS.into_iter().chain(own).map(item).collect())
    }

    /// Adds the reasons of a study's readings to those to choose from. None is taken away: an undone reading must
    /// not move the others.
    pub(super) fn learn_reasons(&mut self, study: &StudyRecord) {
        let tumors = study.animals.iter().flat_map(|animal| &animal.tumors);
        let readings = tumors.flat_map(|tumor| &tumor.readings);
        let mut reasons: Vec<_> = readings
            .filter_map(|reading| match &reading.observation {
                Observation::NotMeasured(reason) => Some((reading.id, reason.as_str())),
                _ => None,
            })
            .collect();
        // Ids sort by the time at which they were made.
        reasons.sort_unstable_by_key(|(id, _)| *id);
        for (_, reason) in reasons {
            self.learn_reason(reason);
        }
    }

    fn learn_reason(&mut self, reason: &str) {
        let is_it = |known: &str| known.eq_ignore_ascii_case(reason);
        let mut own = self.own_reasons.iter();
        if !REASONS.into_iter().any(is_it) && !own.any(|own| is_it(own)) {
            self.own_reasons.push(reason.to_owned());
        }
    }

    /// One more reading of the tumors that were read, and of the weight where animals are weighed.
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
        let weighed = weighings(animal, on).count();
        let weighs = cx.study.as_ref().is_some_and(|s| self.plan(cx, s).weigh);
        if weighs && weighed > 0 {
            wanted.push((Target::Body, weighed));
        }
        self.passed.remove(&(on, id, Target::Body));
        if wanted.is_empty() {
            out.say(Tone::Note, "this animal has no reading today");
            return;
        }
        for (target, n) in wanted.drain(..) {
            let asked = AskedReading {
                number: u32::try_from(n + 1).unwrap_or(u32::MAX),
                why: "F6 asked for another reading".to_owned(),
            };
            self.asked_again.insert((id, target), asked);
        }
        self.count(cx, id);
        self.arrive(cx, id);
    }
}

/// Whether a text is a size of zero.
fn is_zero(text: &str) -> bool {
    let read = parse_device("size", Unit::Millimeter, text);
    read.is_ok_and(|(value, _)| value == 0.0)
}
