//! Why something was done.

use std::fmt;

use super::{Invalid, Prose};

/// The fewest letters and digits that a reason has. A character of Chinese, Japanese or Korean counts as two.
const LEAST_LETTERS: usize = 3;

/// The rule for reasons, told of an empty one too.
const HINT: &str = "say why in at least one word: three different letters or more";

/// Why an operation was made: a remark with at least one word. A reviewer reads it years later, so a dot or an `x`
/// that only satisfies the question is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(Prose);

impl Reason {
    /// Checks and trims a reason.
    ///
    /// # Errors
    /// If [`Prose`] refuses it, it has fewer than three letters or digits, or all of them are the same.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        let prose = Prose::new("reason", text).map_err(|invalid| match text.trim() {
            "" => Invalid::new("reason", "", "is empty", HINT),
            _ => invalid,
        })?;
        let letters: Vec<char> = prose
            .as_str()
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect();
        let count: usize = letters
            .iter()
            .map(|&c| 1 + usize::from(is_syllable(c)))
            .sum();
        let is_repeated = letters.len() > 1 && letters.iter().all(|c| *c == letters[0]);
        if count < LEAST_LETTERS || is_repeated {
            return Err(Invalid::new("reason", prose.as_str(), "says nothing", HINT));
        }
        Ok(Self(prose))
    }

    /// The reason.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The reason as a remark, for a row that has it in a column of its own.
    pub fn prose(&self) -> Prose {
        self.0.clone()
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Whether a character is a syllable or a word by itself: kana, hangul, or a Chinese character.
fn is_syllable(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_has_a_word() {
        for good in ["typo", "wet fur", "BW", "误写", "Ödem", "day 3"] {
            assert_eq!(Reason::new(good).is_ok(), good != "BW", "{good}");
        }
        for bad in [
            "", " ", "x", "..", "...", "--- ---", "ok", "xx", "xxx", "aaaa", "误",
        ] {
            let refused = Reason::new(bad).unwrap_err();
            assert_eq!(refused.remedy, HINT.into(), "{bad}");
        }
    }
}
