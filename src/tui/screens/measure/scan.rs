//! Tags and chips that are scanned or typed: to their animal, or nowhere.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{Focus, arrive, refreshed, take};
use crate::effect::Effect;
use crate::model::{Model, OpenStudy, Screen, Tone};
use crate::overlay::Overlay;
use domain::AnimalId;

/// Chips have more digits than any size or weight: one that is read into a value is still a scan.
const CHIP_DIGITS: usize = 9;

/// No tag is longer.
const LONGEST: usize = 200;

/// Takes a key that is a part of a scan; none if it is not. A scan begins with the prefix of the
/// user's settings, on every screen of a study, and ends with Enter or Tab.
pub(crate) fn scan(model: &mut Model, key: KeyEvent) -> Option<Vec<Effect>> {
    let in_form = matches!(model.overlays.last(), Some(Overlay::Form(..)));
    model.study.as_ref().filter(|_| !in_form)?;
    if let Some(scanned) = &mut model.measure.scanned {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        return match key.code {
            KeyCode::Enter | KeyCode::Tab => Some(ended(model)),
            KeyCode::Char('j' | 'm') if control => Some(ended(model)),
            KeyCode::Char(_) | KeyCode::Backspace if !control => {
                typed_tag(scanned, key);
                Some(Vec::new())
            }
            // Any other key is what it is everywhere.
            _ => {
                model.measure.scanned = None;
                (key.code == KeyCode::Esc).then(Vec::new)
            }
        };
    }
    if !model.setting.config.announces_scan(key) {
        return None;
    }
    model.measure.scanned = Some(String::new());
    Some(Vec::new())
}

/// The reader has sent all of a tag.
fn ended(model: &mut Model) -> Vec<Effect> {
    let tag = model.measure.scanned.take().unwrap_or_default();
    jump(model, &tag)
}

/// What a reader has sent of a tag so far.
pub(crate) fn scanned(model: &Model) -> Option<&str> {
    model.measure.scanned.as_deref()
}

/// A key in a tag.
pub(super) fn typed_tag(tag: &mut String, key: KeyEvent) {
    match key.code {
        KeyCode::Backspace => {
            tag.pop();
        }
        KeyCode::Char(c)
            if !key.modifiers.contains(KeyModifiers::CONTROL) && tag.len() < LONGEST =>
        {
            tag.push(c);
        }
        _ => {}
    }
}

/// The animal of this tag or chip.
fn find(study: &OpenStudy, text: &str) -> Option<AnimalId> {
    let is = |label: &str| label.eq_ignore_ascii_case(text.trim());
    let mut animals = study.record.animals.iter().map(|a| &a.animal);
    let chip = |a: &&domain::Animal| a.rfid.as_ref().is_some_and(|rfid| is(rfid.as_str()));
    let by_tag = animals.clone().find(|a| is(a.tag.as_str()));
    by_tag.or_else(|| animals.find(chip)).map(|a| a.id)
}

/// Whether a text is the tag or chip of an animal of the open study.
pub(crate) fn is_tag(model: &Model, text: &str) -> bool {
    let study = model.study.as_ref().filter(|_| !text.trim().is_empty());
    study.is_some_and(|study| find(study, text).is_some())
}

/// Whether a text that was typed as a value is the chip of an animal.
pub(super) fn is_chip(model: &Model, text: &str) -> bool {
    let digits = text.len() >= CHIP_DIGITS && text.chars().all(|c| c.is_ascii_digit());
    let study = model.study.as_ref().filter(|_| digits);
    study.is_some_and(|study| find(study, text).is_some())
}

/// Goes to the animal of a tag or chip. One that is not known is said so, and changes nothing.
pub(crate) fn jump(model: &mut Model, text: &str) -> Vec<Effect> {
    let Some(study) = &model.study else {
        return Vec::new();
    };
    let Some(id) = find(study, text) else {
        let said = format!(
            "no animal here has the tag or chip `{}`: nothing changed",
            text.trim()
        );
        model.say(Tone::Error, said);
        return vec![Effect::Bell];
    };
    let mut effects = Vec::new();
    // A second terminator of the reader is none of the animal's.
    model.measure.taken_at = Some(model.now);
    model.overlays.clear();
    if model.screen != Screen::Measure {
        model.screen = Screen::Measure;
        effects.extend(super::entered(model));
    }
    let unfinished = take::drop_unfinished(model);
    let (leaving, free) = take::leave(model);
    effects.extend(leaving);
    if !free {
        let here = super::current(model).map(|a| a.animal.tag.to_string());
        let here = here.unwrap_or_default();
        let said = format!("not gone to `{}`: the value of {here} waits", text.trim());
        model.say(Tone::Warning, said);
        return effects;
    }
    if !model.measure.queue.contains(&id) {
        model.measure.filter.clear();
        model.measure.everyone = true;
        refreshed(model);
    }
    if model.measure.queue.contains(&id) {
        arrive(model, id);
        model.measure.focus = Focus::Entry;
        if let Some(said) = unfinished {
            model.say(Tone::Warning, said);
            effects.push(Effect::Bell);
        }
        return effects;
    }
    let but = unfinished.unwrap_or_else(|| "nothing was changed".to_owned());
    let said = format!("animal `{}` has left the study; {but}", text.trim());
    model.say(Tone::Error, said);
    effects.push(Effect::Bell);
    effects
}
