//! Values that were taken and are not saved: putting them back into their field, dropping them, and
//! asking for a confirmation.

use std::collections::BTreeMap;

use tui_input::Input;

use super::{State, animal};
use crate::base::context::Context;
use crate::base::kept::{Kind, PendingConfirmation, ReadingSlot, Target};
use crate::base::message::Tone;
use crate::base::remedy;
use crate::component::Requests;
use domain::{AnimalId, Invalid};

impl State {
    /// Moves the last field's value from the drafts back into the field.
    pub(super) fn return_to_field(&mut self, cx: &Context, slot: ReadingSlot, at: usize) {
        let Some(entry) = &self.entry else {
            return;
        };
        let Some(kind) = entry.fields.get(at).map(|f| f.kind) else {
            return;
        };
        let id = entry.animal;
        let drafts = self.drafts.entry(id).or_default();
        let place = drafts.iter().position(|d| d.slot == slot && d.kind == kind);
        let digits = place.map(|place| drafts.remove(place).digits);
        self.arrive(cx, id);
        if let Some(entry) = &mut self.entry {
            entry.at = at;
            entry.input = Input::new(digits.unwrap_or_default());
            entry.replace = true;
        }
    }

    /// Animals with values that are not saved, and these values: those that were taken, and the text in the field.
    pub(super) fn unsaved_lines(&self, cx: &Context) -> Vec<(String, String)> {
        let tag = |id: AnimalId| {
            let known = cx.study.as_ref().and_then(|study| animal(study, id));
            known.map_or_else(String::new, |known| known.animal.tag.to_string())
        };
        let value = |kind: Kind, digits: &str| {
            let unit = match kind {
                Kind::Weight => "g",
                Kind::Length | Kind::Width | Kind::Height => "mm",
            };
            format!("{} {digits} {unit}", kind.name())
        };
        let mut of: BTreeMap<AnimalId, Vec<String>> = BTreeMap::new();
        for (id, drafts) in &self.drafts {
            let values = drafts.iter().map(|draft| value(draft.kind, &draft.digits));
            of.entry(*id).or_default().extend(values);
        }
        if let Some(entry) = &self.entry
            && let Some(field) = entry.field()
            && let text = entry.input.value().trim()
            && !text.is_empty()
        {
            of.entry(entry.animal)
                .or_default()
                .push(value(field.kind, text));
        }
        let lines = of.into_iter().filter(|(_, values)| !values.is_empty());
        lines
            .map(|(id, values)| (tag(id), values.join(", ")))
            .collect()
    }

    /// Drops what was typed and taken for a slot.
    pub(super) fn discard(&mut self, slot: ReadingSlot) {
        let Some(entry) = &mut self.entry else {
            return;
        };
        entry.input.reset();
        if let Some(drafts) = self.drafts.get_mut(&entry.animal) {
            drafts.retain(|d| d.slot != slot);
        }
    }

    /// Notes that a text of the current animal was dropped; it is told when the key or the write is done.
    pub(super) fn note_dropped(&mut self, cx: &Context, text: &str, why: &str) {
        let tag = self.current(cx).map(|a| a.animal.tag.to_string());
        let tag = tag.unwrap_or_default();
        self.dropped = Some(format!("`{text}` of {tag} was dropped: {why}"));
    }

    /// Tells what was dropped, unless the answer to a write will tell it.
    pub(super) fn tell_dropped(&mut self, out: &mut Requests) {
        if self.waiting.is_none()
            && let Some(dropped) = self.dropped.take()
        {
            out.say(Tone::Warning, dropped);
            out.bell();
        }
    }

    /// Something was refused of which the text is not in the field: what devices send next is discarded.
    pub(super) fn discard_sends(&mut self) {
        if let Some(entry) = self.entry.as_mut().filter(|e| e.field().is_some()) {
            entry.discards_sends = true;
        }
    }

    /// Refuses the text of the field.
    pub(super) fn complain(&mut self, invalid: &Invalid, out: &mut Requests) {
        if let Some(entry) = &mut self.entry {
            entry.refuse(match remedy::as_keys(&invalid.remedy).as_str() {
                "" => invalid.to_string(),
                hint => format!("{invalid}: {hint}"),
            });
        }
        out.bell();
    }

    /// Asks for a confirmation of the text of the field.
    pub(super) fn doubt(&mut self, pending: PendingConfirmation, why: String, out: &mut Requests) {
        if let Some(entry) = &mut self.entry {
            entry.pending = Some(pending);
            entry.complaint = Some(why);
        }
        out.bell();
    }

    /// Notes that this was asked for and skipped.
    pub(super) fn pass_over(&mut self, cx: &Context, id: AnimalId, target: Target) {
        let on = self.day(cx);
        self.passed.insert((on, id, target));
    }
}
