//! What a device sends where characters are commands, or where what it sends is not meant: told from a
//! hand by its speed.
//!
//! A character is held for a [`MOMENT`]. Alone, it is the command it always was; several that come
//! within the moment, or one with its Enter, are a device's. A tag or chip of the open study then goes to
//! its animal; anything else is said, and changes nothing. In forms over the measuring screen and in
//! choices, what a device sends is refused in the same way, but for sizes and weights of a correction;
//! what has no Enter there was typed by a quick hand, and is typed.
//!
//! Not here: values and tags on the measuring screen itself, and scans that a prefix announces.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::effect::Effect;
use super::forms::Purpose;
use super::model::{Model, Screen, Tone};
use super::overlay::{Choosing, Overlay};
use super::screens::measure;
use super::update::react;
use super::widgets::line;

/// Keys that follow one another within this, in ms, come from one send of a device.
pub const MOMENT: u64 = 40;

/// A key that is held down repeats no faster than this, in ms; devices send faster.
const FASTEST_REPEAT: u64 = 20;

/// No tag is longer, and no value.
const LONGEST: usize = 200;

/// No tag or value begins with one of these: they are commands at once.
const NEVER_SENT: [char; 3] = [':', '/', '?'];

/// What is held.
#[derive(Debug, Clone, Default)]
pub struct State {
    keys: Vec<KeyEvent>,
    /// When the last of them came, in ms since the start.
    at: u64,
    /// When a send was complete, in ms since the start.
    ended: Option<u64>,
}

impl State {
    /// When what is held will be acted upon, in ms since the start, if nothing comes until then.
    pub fn due(&self) -> Option<u64> {
        (!self.keys.is_empty()).then_some(self.at + MOMENT)
    }
}

/// What characters are where they are pressed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// They are commands.
    Commands,
    /// They are typed, and a device's are not meant.
    Typed,
    /// They are typed, and a device's are as welcome as any.
    Open,
}

fn place(model: &Model) -> Place {
    match model.overlays.last() {
        Some(Overlay::Form(form, Purpose::Correct(_))) if form.holds_size() => Place::Open,
        Some(Overlay::Form(..)) if model.screen == Screen::Measure => Place::Typed,
        Some(Overlay::Pick(pick)) if pick.purpose != Choosing::Command => Place::Typed,
        _ if model.scopes().iter().any(|scope| scope.is_typed_in()) => Place::Open,
        _ => Place::Commands,
    }
}

/// Takes a key in: acts upon it, or holds it.
pub(super) fn pressed(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let mut effects = passed(model);
    let now = model.now;
    let soon = |at: u64| now.saturating_sub(at) < MOMENT;
    let ends = is_terminator(key);
    if ends && model.burst.ended.is_some_and(soon) {
        return effects;
    }
    if !model.burst.keys.is_empty() {
        if ends {
            effects.extend(ended(model, key));
            return effects;
        }
        if line::inserts(key) && !is_repeated(model, key) {
            hold(model, key);
            return effects;
        }
        effects.extend(release(model));
    }
    if is_held(model, key) {
        hold(model, key);
    } else {
        effects.extend(react(model, key));
    }
    effects
}

/// Acts upon what is held at once: something comes that must not overtake it.
pub(super) fn flushed(model: &mut Model) -> Vec<Effect> {
    match model.burst.due() {
        Some(_) => release(model),
        None => Vec::new(),
    }
}

/// Acts upon what is held, if its moment has passed.
pub(super) fn passed(model: &mut Model) -> Vec<Effect> {
    match model.burst.due() {
        Some(due) if due <= model.now => release(model),
        _ => Vec::new(),
    }
}

fn is_held(model: &Model, key: KeyEvent) -> bool {
    let scans = measure::scanned(model).is_some() || model.setting.config.announces_scan(key);
    if scans || !line::inserts(key) {
        return false;
    }
    match place(model) {
        Place::Commands => !matches!(key.code, KeyCode::Char(c) if NEVER_SENT.contains(&c)),
        Place::Typed => true,
        Place::Open => false,
    }
}

fn hold(model: &mut Model, key: KeyEvent) {
    if model.burst.keys.len() < LONGEST {
        model.burst.keys.push(key);
    }
    model.burst.at = model.now;
}

/// Whether a letter comes again as one that is held down does.
fn is_repeated(model: &Model, key: KeyEvent) -> bool {
    let slow = model.now.saturating_sub(model.burst.at) >= FASTEST_REPEAT;
    let letter = matches!(key.code, KeyCode::Char(c) if c.is_alphabetic());
    slow && letter && model.burst.keys.iter().all(|held| held.code == key.code)
}

fn is_terminator(key: KeyEvent) -> bool {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Enter | KeyCode::Tab => true,
        KeyCode::Char(c) => control && matches!(c, 'j' | 'm'),
        _ => false,
    }
}

/// Nothing came after what is held, or a key that no device sends.
fn release(model: &mut Model) -> Vec<Effect> {
    let keys = std::mem::take(&mut model.burst.keys);
    match place(model) {
        _ if keys.len() < 2 => typed(model, keys),
        // A letter that is held down, two of which came at once over a slow line.
        Place::Commands if is_one_letter(&keys) && !measure::is_tag(model, &text(&keys)) => {
            typed(model, keys)
        }
        Place::Commands => sent(model, &text(&keys)),
        Place::Typed if takes_a_line(model, &keys) => refused(model, &text(&keys)),
        _ => typed(model, keys),
    }
}

fn is_one_letter(keys: &[KeyEvent]) -> bool {
    let letter =
        matches!(keys.first().map(|key| key.code), Some(KeyCode::Char(c)) if c.is_alphabetic());
    letter && keys.iter().all(|key| key.code == keys[0].code)
}

/// Whether the first of these would take a line of a choice.
fn takes_a_line(model: &Model, keys: &[KeyEvent]) -> bool {
    let choice = matches!(model.overlays.last(), Some(Overlay::Pick(_)));
    let first = keys.first().map(|key| key.code);
    choice && matches!(first, Some(KeyCode::Char(c)) if c.is_ascii_digit())
}

/// A terminator follows at once upon what is held.
fn ended(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let mut keys = std::mem::take(&mut model.burst.keys);
    match place(model) {
        Place::Commands => sent(model, &text(&keys)),
        Place::Typed if keys.len() > 1 || takes_a_line(model, &keys) => {
            refused(model, &text(&keys))
        }
        _ => {
            keys.push(key);
            typed(model, keys)
        }
    }
}

fn text(keys: &[KeyEvent]) -> String {
    let chars = keys.iter().filter_map(|key| match key.code {
        KeyCode::Char(c) => Some(c),
        _ => None,
    });
    chars.collect()
}

fn typed(model: &mut Model, keys: Vec<KeyEvent>) -> Vec<Effect> {
    let each = keys.into_iter();
    each.flat_map(|key| react(model, key)).collect()
}

/// A device has sent this where nothing is typed.
fn sent(model: &mut Model, text: &str) -> Vec<Effect> {
    if model.screen != Screen::Studies && measure::is_tag(model, text) {
        model.burst.ended = Some(model.now);
        return measure::jump(model, text);
    }
    refused(model, text)
}

fn refused(model: &mut Model, text: &str) -> Vec<Effect> {
    model.burst.ended = Some(model.now);
    let said = format!(
        "`{}` was sent by a device; nothing was changed",
        text.trim()
    );
    model.say(Tone::Warning, said);
    vec![Effect::Bell]
}
