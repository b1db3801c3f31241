//! From typed text to values: they are taken, confirmed if doubtful, and written once a reading slot is
//! complete.

use super::entry::Progress;
use super::{ONE_SEND, State, figures};
use crate::base::context::Context;
use crate::base::kept::{Draft, Kind, PendingConfirmation, ReadingSlot, Target};
use crate::base::message::Tone;
use crate::component::Requests;
use domain::{BodyWeight, Invalid, Observation, Species, parse_device};

/// A value in the format of its device, in the range of its field.
fn read(species: Species, kind: Kind, text: &str) -> Result<(f64, String), Invalid> {
    let (value, digits) = parse_device(kind.name(), kind.unit(), text)?;
    match kind {
        Kind::Weight => species.check_weight(value),
        _ => species.check_size(kind.name(), value),
    }?;
    Ok((value, digits))
}

impl State {
    /// Whether a key comes so soon after a value was taken that it belongs to the same send of a device.
    fn is_one_send(&self, cx: &Context) -> bool {
        let taken = self.taken_at;
        taken.is_some_and(|at| cx.now.saturating_sub(at) < ONE_SEND)
    }

    /// Enter: the value is taken.
    pub(super) fn accept(&mut self, cx: &Context, out: &mut Requests) {
        let within_one_send = self.is_one_send(cx);
        let Some(entry) = &mut self.entry else {
            return;
        };
        if !entry.unseen.is_empty() {
            return self.not_taken(cx, out);
        }
        let typed = !entry.input.value().trim().is_empty();
        let rejects = entry.rejects_input();
        let begins_again = entry.discards_sends && !rejects && entry.is_untouched();
        if typed && !rejects && !begins_again {
            return self.take(cx, out);
        }
        // This is the second terminator of a device that sends two.
        if within_one_send {
            return;
        }
        if begins_again {
            return entry.begin_again();
        }
        entry.discards_sends = false;
        let pending = entry.pending.take();
        entry.complaint = None;
        let Some((slot, kind)) = entry.field().map(|f| (f.slot, f.kind)) else {
            return self.go_on(cx, out);
        };
        match pending {
            Some(PendingConfirmation::Swap) => return self.swap(cx, out),
            Some(PendingConfirmation::Unsaved) => return self.take(cx, out),
            Some(PendingConfirmation::Long) => return self.take_value(cx, out),
            Some(PendingConfirmation::NotPalpable) => {
                return self.record_not_palpable(cx, slot, out);
            }
            // The reading that is asked for begins.
            Some(PendingConfirmation::Again) => return,
            None => {}
        }
        match kind {
            Kind::Weight => self.without_weight(cx, out),
            Kind::Length if slot.round > 1 => self.without_another(cx, slot, out),
            _ => {
                let text = "no value was typed: F2 not palpable, F3 not measured, ↓ next animal";
                out.say(Tone::Note, text);
            }
        }
    }

    /// The terminator of input that came while input is rejected: the input is reported and discarded.
    pub(super) fn not_taken(&mut self, cx: &Context, out: &mut Requests) {
        self.taken_at = Some(cx.now);
        let is_dose_due = self.open_dose(cx).is_some();
        let Some(entry) = &mut self.entry else {
            return;
        };
        let sent = std::mem::take(&mut entry.unseen);
        let next = match entry.pending {
            Some(PendingConfirmation::Swap) => {
                "Enter swaps length and width, Backspace empties the width"
            }
            Some(PendingConfirmation::Long) => "Enter takes the length, Backspace empties it",
            Some(PendingConfirmation::NotPalpable) => {
                "Enter or F2 records that it is not palpable, Backspace cancels"
            }
            Some(PendingConfirmation::Again) => "press Enter, then measure again",
            Some(PendingConfirmation::Unsaved) => "press Enter first to save this value",
            None if entry.discards_sends => "press Enter, then measure the refused value again",
            None if is_dose_due => "Enter records the dose as given, Esc leaves it open",
            None => "this animal is done, Enter goes on to the next one",
        };
        let phrase = format!("`{}` was not accepted: {next}", sent.trim());
        match &mut self.entry {
            Some(entry) if entry.field().is_some() => entry.complaint = Some(phrase),
            _ => out.say(Tone::Warning, phrase),
        }
        out.bell();
    }

    /// Tab: the value is taken, or the field is skipped.
    pub(super) fn tab(&mut self, cx: &Context, out: &mut Requests) {
        let is_one_send = self.is_one_send(cx);
        if !is_one_send && self.leave_dose_open(cx, out) {
            return;
        }
        let Some(entry) = &mut self.entry else {
            return;
        };
        if !entry.input.value().trim().is_empty() || !entry.unseen.is_empty() {
            return self.accept(cx, out);
        }
        if entry.discards_sends {
            return self.accept(cx, out);
        }
        if !is_one_send {
            let from = entry.at + 1;
            entry.go_on(from);
            if entry.field().is_none() {
                entry.go_on(0);
            }
        }
    }

    /// Empties a field without Enter when a scan goes to another animal: half a value is no value. Returns
    /// a message about it.
    pub(super) fn drop_unfinished(&mut self, cx: &Context) -> Option<String> {
        let tag = self.current(cx)?.animal.tag.to_string();
        let entry = self.entry.as_mut()?;
        let sent = entry.complaint.is_some() || entry.pending.is_some();
        entry
            .field()
            .filter(|f| f.progress == Progress::Open && !sent)?;
        let text = entry.input.value().trim().to_owned();
        entry.input.reset();
        (!text.is_empty()).then(|| format!("`{text}` of {tag} was not accepted: no Enter followed"))
    }

    /// Takes the text of the field before another animal becomes current; returns whether the
    /// value was accepted.
    pub(super) fn leave(&mut self, cx: &Context, out: &mut Requests) -> bool {
        let typed = self
            .entry
            .as_ref()
            .is_some_and(|e| !e.input.value().trim().is_empty());
        if !typed {
            return true;
        }
        self.take(cx, out);
        let refused = self
            .entry
            .as_ref()
            .is_some_and(|e| e.complaint.is_some() || e.pending.is_some());
        !refused
    }

    /// Takes the value in the field: kept, or written if its reading is complete.
    pub(super) fn take(&mut self, cx: &Context, out: &mut Requests) {
        let Some(entry) = &self.entry else {
            return;
        };
        let Some(field) = entry.field() else {
            return;
        };
        let text = entry.input.value().to_owned();
        let (slot, kind) = (field.slot, field.kind);
        let length = read(figures::species(cx), kind, &text)
            .ok()
            .filter(|_| kind == Kind::Length);
        if let Some((length, digits)) = length
            && let Some(expected) = figures::too_long(self, cx, slot, length)
        {
            // A length that does not fit this tumor may be a weight, or of another animal: a person has to
            // confirm it. A second terminator of the device does not.
            self.taken_at = Some(cx.now);
            let why = format!(
                "length `{digits}` is too long for the expected {} mm³: Enter takes it, Backspace empties the field",
                expected.range_text(0)
            );
            return self.doubt(PendingConfirmation::Long, why, out);
        }
        self.take_value(cx, out);
    }

    /// Takes the value in the field without doubting it.
    pub(super) fn take_value(&mut self, cx: &Context, out: &mut Requests) {
        let Some(entry) = &self.entry else {
            return;
        };
        let Some(field) = entry.field() else {
            return;
        };
        let text = entry.input.value().to_owned();
        let (slot, kind, at, id) = (field.slot, field.kind, entry.at, entry.animal);
        self.taken_at = Some(cx.now);
        let (value, digits) = match read(figures::species(cx), kind, &text) {
            Ok(read) => read,
            Err(invalid) => return self.complain(&invalid, out),
        };
        // A tumor of 0 × 0 has no height to type.
        let no_length = entry
            .taken(slot, Kind::Length)
            .is_some_and(|(mm, _)| mm == 0.0);
        let gone = kind == Kind::Width && value == 0.0 && no_length;
        let complete = gone || entry.completes(at);
        let drafts = self.drafts.entry(id).or_default();
        drafts.retain(|d| !(d.slot == slot && d.kind == kind));
        drafts.push(Draft {
            slot,
            kind,
            value,
            digits,
        });
        self.arrive(cx, id);
        if complete {
            self.write_slot(cx, slot, at, out);
        }
    }

    /// Writes a slot whose values are all taken, the last of them in the field `at`.
    pub(super) fn write_slot(
        &mut self,
        cx: &Context,
        slot: ReadingSlot,
        at: usize,
        out: &mut Requests,
    ) {
        let Some(entry) = &self.entry else {
            return;
        };
        let value = |kind| entry.taken(slot, kind);
        if slot.target == Target::Body {
            let weight =
                value(Kind::Weight).map_or(Ok(None), |(grams, _)| BodyWeight::new(grams).map(Some));
            match weight {
                Ok(Some(weight)) => {
                    let outside =
                        figures::expected(self, cx, slot).filter(|e| !e.holds(weight.grams()));
                    self.send(cx, slot, None, Some(weight), outside, out);
                }
                Ok(None) => {}
                Err(invalid) => self.put_back(cx, slot, at, &invalid, out),
            }
            return;
        }
        let (length, width, height) =
            (value(Kind::Length), value(Kind::Width), value(Kind::Height));
        if let (Some((length, _)), Some((width, _))) = (length, width)
            && width > length
            && length > 0.0
        {
            return self.offer_swap(cx, slot, at, out);
        }
        let number = |typed: Option<(f64, &str)>| typed.map(|(value, _)| value);
        let found = Observation::from_numbers(number(length), number(width), number(height), None);
        let digits: Vec<&str> = [length, width, height]
            .into_iter()
            .flatten()
            .map(|(_, d)| d)
            .collect();
        let typed = digits.join(" × ");
        match found {
            Ok(Observation::NotPalpable) => {
                self.return_to_field(cx, slot, at);
                self.not_palpable(cx, out);
            }
            Ok(found) => {
                let volume = figures::volume(cx, &found);
                let expected = figures::expected(self, cx, slot);
                let outside = expected.filter(|e| volume.is_some_and(|v| !e.holds(v)));
                self.send(cx, slot, Some((found, Some(typed))), None, outside, out);
            }
            Err(invalid) => self.put_back(cx, slot, at, &invalid, out),
        }
    }

    /// The values are impossible together: the last one goes back into its field.
    pub(super) fn put_back(
        &mut self,
        cx: &Context,
        slot: ReadingSlot,
        at: usize,
        invalid: &Invalid,
        out: &mut Requests,
    ) {
        self.return_to_field(cx, slot, at);
        self.complain(invalid, out);
    }

    /// The width is larger than the length: offers to swap them.
    pub(super) fn offer_swap(
        &mut self,
        cx: &Context,
        slot: ReadingSlot,
        at: usize,
        out: &mut Requests,
    ) {
        let Some(entry) = &self.entry else {
            return;
        };
        let digits = |kind| {
            entry
                .taken(slot, kind)
                .map(|(_, digits)| digits.to_owned())
                .unwrap_or_default()
        };
        let (length, width) = (digits(Kind::Length), digits(Kind::Width));
        // The width is asked for again; a height stays taken.
        let place = entry
            .fields
            .iter()
            .position(|f| f.slot == slot && f.kind == Kind::Width);
        self.return_to_field(cx, slot, place.unwrap_or(at));
        let why = format!(
            "width `{width}` is larger than length `{length}`: Enter swaps them to {width} × {length}, Backspace empties the width"
        );
        self.doubt(PendingConfirmation::Swap, why, out);
    }

    /// Swaps width and length, and writes them.
    pub(super) fn swap(&mut self, cx: &Context, out: &mut Requests) {
        let Some(entry) = &self.entry else {
            return;
        };
        let Some(field) = entry.field() else {
            return;
        };
        let (slot, at, id) = (field.slot, entry.at, entry.animal);
        let Ok((value, digits)) = read(figures::species(cx), Kind::Width, entry.input.value())
        else {
            return;
        };
        let complete = entry.completes(at);
        let drafts = self.drafts.entry(id).or_default();
        let mut moved = Draft {
            slot,
            kind: Kind::Width,
            value,
            digits,
        };
        if let Some(length) = drafts
            .iter_mut()
            .find(|d| d.slot == slot && d.kind == Kind::Length)
        {
            std::mem::swap(&mut length.value, &mut moved.value);
            std::mem::swap(&mut length.digits, &mut moved.digits);
        }
        drafts.push(moved);
        self.taken_at = Some(cx.now);
        self.arrive(cx, id);
        if complete {
            self.write_slot(cx, slot, at, out);
        }
    }
}
