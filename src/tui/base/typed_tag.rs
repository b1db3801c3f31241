//! A tag that fingers type on a screen where digits are commands: the first digit leads to the measuring screen, and the
//! others would be typed there as a value. They are followed until Enter tells whether all of them are a tag.

/// Fingers that type one tag pause for less, in ms.
const PAUSE: u64 = 2000;

/// What was typed since a digit led to the measuring screen.
#[derive(Debug, Clone, Default)]
pub struct TypedTag {
    /// The digit, and what followed it; empty where no tag can be meant.
    text: String,
    /// When the last key came, in ms since the start.
    last: u64,
}

impl TypedTag {
    /// A digit has led to the measuring screen.
    pub fn begin(&mut self, digit: char, now: u64) {
        (self.text, self.last) = (digit.to_string(), now);
    }

    /// Another character was typed there.
    pub fn follow(&mut self, character: char, now: u64) {
        match now.saturating_sub(self.last) < PAUSE && !self.text.is_empty() {
            true => self.text.push(character),
            false => self.text.clear(),
        }
        self.last = now;
    }

    /// Another key came, which ends it: the answer is what was typed, if more than the digit was.
    pub fn end(&mut self, now: u64) -> Option<String> {
        let text = std::mem::take(&mut self.text);
        let is_in_time = now.saturating_sub(self.last) < PAUSE;
        Some(text).filter(|text| is_in_time && text.chars().count() > 1)
    }
}
