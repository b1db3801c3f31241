//! Goes to the animal of a tag or chip that was scanned or typed.

use super::{Focus, State};
use crate::base::context::Context;
use crate::base::device;
use crate::base::message::Tone;
use crate::component::Requests;
use domain::{CHIP_DIGITS, Unit};

/// Whether a text is the tag or chip of an animal of the open study.
pub fn is_tag(cx: &Context, text: &str) -> bool {
    let study = cx.study.as_ref().filter(|_| !text.trim().is_empty());
    study.is_some_and(|study| study.tagged(text).is_some())
}

/// The length of what is before the chip of an animal, at the end of a text that was typed as a value. A chip without
/// an Enter of its own may stand behind a value that was not finished.
fn before_chip(cx: &Context, text: &str) -> Option<usize> {
    let is_digit = |c: char| c.is_ascii_digit();
    let digits = text.len() - text.trim_end_matches(is_digit).len();
    let study = cx.study.as_ref().filter(|_| digits >= CHIP_DIGITS)?;
    let longest = text.len() - digits;
    (longest..=text.len() - CHIP_DIGITS).find(|at| study.tagged(&text[*at..]).is_some())
}

/// Whether a text that cannot be a value is the tag or chip of an animal.
fn is_only_tag(cx: &Context, text: &str) -> bool {
    let is_value = |unit| domain::parse_device("value", unit, text).is_ok();
    let is_value = is_value(Unit::Millimeter) || is_value(Unit::Gram);
    !is_value && is_tag(cx, text)
}

/// Splits a text into what is before the tag or chip of an animal, and that; none where there is no such. A number
/// of so many digits is a chip, though of no animal here.
fn split_tag(cx: &Context, text: &str) -> Option<(String, String)> {
    let text = text.trim();
    let is_chip = text.len() >= CHIP_DIGITS && text.chars().all(|c| c.is_ascii_digit());
    let at = match is_only_tag(cx, text) || is_chip && before_chip(cx, text).is_none() {
        true => 0,
        false => before_chip(cx, text)?,
    };
    Some((text[..at].to_owned(), text[at..].to_owned()))
}

impl State {
    /// A device has sent the last characters of what is typed: what fingers left unfinished before them is dropped.
    pub fn keep_sent(&mut self, cx: &Context, characters: usize) {
        if self.focus == Focus::Entry
            && let Some(entry) = self.entry.as_mut().filter(|e| e.discards_sends)
        {
            if entry.replace || entry.rejects_input() {
                return;
            }
            if characters >= entry.input.value().chars().count() {
                entry.unseen = std::mem::take(&mut entry.input).value().to_owned();
                return;
            }
            entry.discards_sends = false;
        }
        let typed = match (self.focus, &self.entry) {
            (Focus::Queue, _) => self.tag.clone(),
            (_, Some(entry)) if entry.rejects_input() => entry.unseen.clone(),
            (_, Some(entry)) => entry.input.value().to_owned(),
            _ => return,
        };
        let Some((half, sent)) = device::split_sent(&typed, characters) else {
            return;
        };
        let half = half.trim();
        let why = format!("a device sent `{}` over it", sent.trim());
        match self.focus {
            Focus::Queue => self.dropped = Some(format!("`{half}` was dropped: {why}")),
            Focus::Entry => self.note_dropped(cx, half, &why),
        }
        match (self.focus, &mut self.entry) {
            (Focus::Queue, _) => self.tag = sent,
            (_, Some(entry)) if entry.rejects_input() => entry.unseen = sent,
            (_, Some(entry)) => entry.input = sent.into(),
            _ => {}
        }
    }

    /// Takes the tag or chip of an animal out of the field, or out of what was sent while input was rejected.
    pub(super) fn sent_chip(&mut self, cx: &Context) -> Option<String> {
        let entry = self.entry.as_mut()?;
        if let Some((_, chip)) = split_tag(cx, &entry.unseen) {
            entry.unseen.clear();
            return Some(chip);
        }
        self.typed_chip(cx)
    }

    /// Takes the tag or chip of an animal out of the field.
    pub(super) fn typed_chip(&mut self, cx: &Context) -> Option<String> {
        let entry = self.entry.as_mut().filter(|e| e.field().is_some())?;
        if !entry.unseen.is_empty() {
            return None;
        }
        let (before, chip) = split_tag(cx, entry.input.value())?;
        entry.input = before.into();
        Some(chip)
    }

    /// Goes to the animal of a tag or chip. An unknown one is reported, and changes nothing.
    pub fn jump(&mut self, cx: &Context, text: &str, out: &mut Requests) {
        let Some(study) = &cx.study else { return };
        // A second terminator of the reader must not act on the animal's values.
        let before = self.taken_at.replace(cx.now);
        if let Some(id) = study.tagged(text)
            && self.give_by_scan(cx, id, before, out)
        {
            return;
        }
        let Some(id) = study.tagged(text) else {
            self.discard_sends();
            let but = self.dropped.take();
            let but = but.unwrap_or_else(|| "nothing changed".to_owned());
            let text = text.trim();
            let phrase = format!("no animal here has the tag or chip `{text}`: {but}");
            out.say(Tone::Error, phrase);
            return out.bell();
        };
        let unfinished = self.drop_unfinished(cx).or(self.dropped.take());
        if !self.leave(cx, out) {
            let here = self.current(cx).map(|a| a.animal.tag.to_string());
            let here = here.unwrap_or_default();
            let phrase = format!(
                "did not go to `{}`: the value of {here} is not saved",
                text.trim()
            );
            return out.say(Tone::Warning, phrase);
        }
        if !self.queue.contains(&id) {
            self.filter.clear();
            self.scanned.insert(id);
            self.refreshed(cx, out);
        }
        if self.queue.contains(&id) {
            self.arrive(cx, id);
            self.focus = Focus::Entry;
            if let Some(phrase) = unfinished {
                out.say(Tone::Warning, phrase);
                out.bell();
            }
            return;
        }
        self.discard_sends();
        let but = unfinished.unwrap_or_else(|| "nothing was changed".to_owned());
        let phrase = format!("animal `{}` has left the study; {but}", text.trim());
        out.say(Tone::Error, phrase);
        out.bell();
    }
}
