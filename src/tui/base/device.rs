//! What devices send that act as keyboards: calipers, balances, readers of tags. They are distinguished from a
//! person by their speed ([`Burst`]), or by a prefix ([`Scan`]).

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::config::Config;

/// Keys that follow one another within this, in ms, come from one send of a device.
pub const MOMENT: u64 = 40;

/// A key that is held down repeats no faster than this, in ms; devices send faster.
const FASTEST_REPEAT: u64 = 20;

/// No tag is longer, and no value.
const LONGEST: usize = 200;

/// Characters that are held until it is clear whether a person or a device sends them.
#[derive(Debug, Clone, Default)]
pub struct Burst {
    keys: Vec<KeyEvent>,
    /// When the last of them came, in ms since the start.
    at: u64,
    /// When a send was complete, in ms since the start.
    ended: Option<u64>,
    /// Number of characters that were typed one upon the other, each within a moment, where none is held.
    typed: usize,
    /// When the last of them came, in ms since the start.
    typed_at: u64,
}

/// A device sends at least this number of characters before its terminator; two keys of a hand may come within a
/// moment.
const FEWEST: usize = 2;

impl Burst {
    /// When what is held will be acted upon, in ms since the start, if nothing comes until then.
    pub fn due(&self) -> Option<u64> {
        (!self.keys.is_empty()).then_some(self.at + MOMENT)
    }

    /// Holds a key.
    pub fn hold(&mut self, key: KeyEvent, now: u64) {
        if self.keys.len() < LONGEST {
            self.keys.push(key);
        }
        self.at = now;
    }

    /// Gives the keys that are held.
    pub fn take(&mut self) -> Vec<KeyEvent> {
        std::mem::take(&mut self.keys)
    }

    /// Notes a character that is typed at once.
    pub fn note(&mut self, now: u64) {
        let follows = self.typed > 0 && now.saturating_sub(self.typed_at) < MOMENT;
        self.typed = if follows { self.typed + 1 } else { 1 };
        self.typed_at = now;
        self.ended = None;
    }

    /// The number of characters that a device has typed, where a terminator follows within the moment.
    pub fn sent(&mut self, now: u64) -> Option<usize> {
        let typed = std::mem::take(&mut self.typed);
        let at_once = now.saturating_sub(self.typed_at) < MOMENT;
        (at_once && typed >= FEWEST).then_some(typed)
    }

    /// Whether a letter comes again as one that is held down does.
    pub fn is_repeated(&self, key: KeyEvent, now: u64) -> bool {
        let slow = now.saturating_sub(self.at) >= FASTEST_REPEAT;
        let letter = matches!(key.code, KeyCode::Char(c) if c.is_alphabetic());
        slow && letter && self.keys.iter().all(|held| held.code == key.code)
    }

    /// A send is complete.
    pub fn end(&mut self, now: u64) {
        self.ended = Some(now);
    }

    /// Whether a send was complete just now: a terminator belongs to it.
    pub fn has_just_ended(&self, now: u64) -> bool {
        self.ended.is_some_and(|at| now.saturating_sub(at) < MOMENT)
    }
}

/// Splits a text whose last characters a device has sent into what fingers left unfinished before, and what was
/// sent; none where nothing was unfinished. A decimal mark begins no value of a device: then these are keys of a hand,
/// bundled by a slow line.
pub fn split_sent(text: &str, characters: usize) -> Option<(String, String)> {
    let half = text.chars().count().saturating_sub(characters);
    let half: String = text.chars().take(half).collect();
    let sent = text[half.len()..].to_owned();
    let is_hand = half.trim().is_empty() || sent.starts_with(['.', ',']);
    (!is_hand).then_some((half, sent))
}

/// Whether a device may end with this key what it sends.
pub fn is_terminator(key: KeyEvent) -> bool {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Enter | KeyCode::Tab => true,
        KeyCode::Char(c) => control && matches!(c, 'j' | 'm'),
        _ => false,
    }
}

/// Whether these are one letter, several times.
pub fn is_one_letter(keys: &[KeyEvent]) -> bool {
    let letter =
        matches!(keys.first().map(|key| key.code), Some(KeyCode::Char(c)) if c.is_alphabetic());
    letter && keys.iter().all(|key| key.code == keys[0].code)
}

/// The characters of these keys.
pub fn text(keys: &[KeyEvent]) -> String {
    let chars = keys.iter().filter_map(|key| match key.code {
        KeyCode::Char(c) => Some(c),
        _ => None,
    });
    chars.collect()
}

/// A tag that a reader sends after the prefix of the user's settings, up to its Enter or Tab.
#[derive(Debug, Clone, Default)]
pub struct Scan(Option<String>);

/// What a key is to a scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scanned {
    /// No part of one.
    Other,
    /// A part of one.
    Part,
    /// The end of one, which read this.
    Whole(String),
}

impl Scan {
    /// What was sent so far.
    pub fn text(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// Takes a key, if it is a part of a scan.
    pub fn take(&mut self, key: KeyEvent, config: &Config) -> Scanned {
        let Some(tag) = &mut self.0 else {
            if !config.announces_scan(key) {
                return Scanned::Other;
            }
            self.0 = Some(String::new());
            return Scanned::Part;
        };
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            _ if is_terminator(key) => Scanned::Whole(self.0.take().unwrap_or_default()),
            KeyCode::Char(_) | KeyCode::Backspace if !control => {
                edit_tag(tag, key);
                Scanned::Part
            }
            // Any other key is what it is everywhere.
            code => {
                self.0 = None;
                match code {
                    KeyCode::Esc => Scanned::Part,
                    _ => Scanned::Other,
                }
            }
        }
    }
}

/// Puts a key into a tag.
pub fn edit_tag(tag: &mut String, key: KeyEvent) {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Backspace => {
            tag.pop();
        }
        KeyCode::Char(c) if !control && tag.len() < LONGEST => tag.push(c),
        _ => {}
    }
}
