//! Goes to the animal of a tag or chip that was scanned or typed.

use super::{Focus, State};
use crate::base::context::Context;
use crate::base::message::Tone;
use crate::base::study::OpenStudy;
use crate::component::Requests;
use domain::AnimalId;

/// Chips have more digits than any size or weight: one that is read into a value is still a scan.
const CHIP_DIGITS: usize = 9;

/// The animal of this tag or chip.
fn find(study: &OpenStudy, text: &str) -> Option<AnimalId> {
    let is = |label: &str| label.eq_ignore_ascii_case(text.trim());
    let mut animals = study.record.animals.iter().map(|a| &a.animal);
    let chip = |a: &&domain::Animal| a.rfid.as_ref().is_some_and(|rfid| is(rfid.as_str()));
    let by_tag = animals.clone().find(|a| is(a.tag.as_str()));
    by_tag.or_else(|| animals.find(chip)).map(|a| a.id)
}

/// Whether a text is the tag or chip of an animal of the open study.
pub fn is_tag(cx: &Context, text: &str) -> bool {
    let study = cx.study.as_ref().filter(|_| !text.trim().is_empty());
    study.is_some_and(|study| find(study, text).is_some())
}

/// Whether a text that was typed as a value is the chip of an animal.
fn is_chip(cx: &Context, text: &str) -> bool {
    let digits = text.len() >= CHIP_DIGITS && text.chars().all(|c| c.is_ascii_digit());
    let study = cx.study.as_ref().filter(|_| digits);
    study.is_some_and(|study| find(study, text).is_some())
}

impl State {
    /// Takes the chip of an animal out of the field, or out of what was sent while input was rejected.
    pub(super) fn sent_chip(&mut self, cx: &Context) -> Option<String> {
        let entry = self.entry.as_mut()?;
        if is_chip(cx, entry.unseen.trim()) {
            return Some(std::mem::take(&mut entry.unseen));
        }
        self.typed_chip(cx)
    }

    /// Takes the chip of an animal out of the field.
    pub(super) fn typed_chip(&mut self, cx: &Context) -> Option<String> {
        let entry = self
            .entry
            .as_mut()
            .filter(|entry| entry.field().is_some())?;
        let text = entry.input.value().to_owned();
        let is_chip = entry.unseen.is_empty() && is_chip(cx, text.trim());
        is_chip.then(|| {
            entry.input.reset();
            text
        })
    }

    /// Goes to the animal of a tag or chip. An unknown one is reported, and changes nothing.
    pub fn jump(&mut self, cx: &Context, text: &str, out: &mut Requests) {
        let Some(study) = &cx.study else { return };
        let Some(id) = find(study, text) else {
            let text = text.trim();
            let phrase = format!("no animal here has the tag or chip `{text}`: nothing changed");
            out.say(Tone::Error, phrase);
            return out.bell();
        };
        // A second terminator of the reader must not act on the animal's values.
        self.taken_at = Some(cx.now);
        let unfinished = self.drop_unfinished(cx);
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
            self.everyone = true;
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
        let but = unfinished.unwrap_or_else(|| "nothing was changed".to_owned());
        let phrase = format!("animal `{}` has left the study; {but}", text.trim());
        out.say(Tone::Error, phrase);
        out.bell();
    }
}
