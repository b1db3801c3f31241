//! Names and remarks typed by people.

use std::fmt;

use super::Invalid;

/// The longest name, in characters.
pub const MAX_LABEL: usize = 200;

/// The longest remark, in characters.
pub const MAX_PROSE: usize = 4000;

/// A name on one line: trimmed, not empty, at most [`MAX_LABEL`] characters, without control
/// characters (which could drive a terminal) and without marks that reorder text around it: see
/// [`is_unprintable`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Label(String);

impl Label {
    /// Checks and trims a name for `field`.
    pub fn new(field: &'static str, text: &str) -> Result<Self, Invalid> {
        check(field, text, MAX_LABEL, false).map(Self)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A remark, reason or objective: as [`Label`], but at most [`MAX_PROSE`] characters, and line
/// breaks are kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Prose(String);

impl Prose {
    /// Checks and trims a remark for `field`.
    pub fn new(field: &'static str, text: &str) -> Result<Self, Invalid> {
        check(field, text, MAX_PROSE, true).map(Self)
    }

    /// The remark.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Display for Prose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

fn check(
    field: &'static str,
    text: &str,
    longest: usize,
    line_breaks: bool,
) -> Result<String, Invalid> {
    let text = text.trim();
    let refuse = |why: &str, hint: &str| Err(Invalid::new(field, printable(text), why, hint));
    if text.is_empty() {
        return refuse("is empty", "give at least one character");
    }
    if text.chars().count() > longest {
        return refuse(
            &format!("is longer than {longest} characters"),
            "shorten it",
        );
    }
    if text
        .chars()
        .any(|c| is_unprintable(c) && !(line_breaks && c == '\n'))
    {
        return refuse(
            "holds a control character",
            "type it again without line breaks, escape codes or direction marks",
        );
    }
    Ok(text.to_owned())
}

/// Whether a character could drive a terminal, or is a mark that reorders or hides in the text
/// around it.
pub fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A text as a message may show it: its first 60 characters, with what is unprintable spelled out.
pub fn printable(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut shown = String::new();
    for c in text.chars().take(LONGEST) {
        if is_unprintable(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

/// `1 problem`, `2 problems`, `0 studies`.
pub fn counted(n: usize, thing: &str) -> String {
    match thing.strip_suffix('y') {
        _ if n == 1 => format!("1 {thing}"),
        Some(stem) if !stem.ends_with('a') => format!("{n} {stem}ies"),
        _ => format!("{n} {thing}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_checked() {
        assert_eq!(Label::new("tag", "  C04-214 ").unwrap().as_str(), "C04-214");
        for bad in [
            "",
            "   ",
            "a\u{1b}[2Jb",
            "a\nb",
            "a\u{202e}b",
            &"x".repeat(201),
        ] {
            assert!(Label::new("tag", bad).is_err(), "{bad:?}");
        }
        assert!(Label::new("tag", &"é".repeat(200)).is_ok());
    }

    #[test]
    fn an_error_never_repeats_a_control_character() {
        let error = Label::new("tag", "a\u{1b}[2J").unwrap_err();
        assert_eq!(error.value, "a\\u{1b}[2J");
    }

    #[test]
    fn remarks_may_have_lines() {
        assert!(Prose::new("reason", "two\nlines").is_ok());
        assert!(Prose::new("reason", "a\u{7}b").is_err());
    }

    #[test]
    fn messages_cannot_drive_a_terminal() {
        assert_eq!(printable("a\u{1b}[2J\u{202e}"), "a\\u{1b}[2J\\u{202e}");
        assert_eq!(printable(&"x".repeat(70)).chars().count(), 61);
    }

    #[test]
    fn counts_have_plurals() {
        assert_eq!(counted(1, "study"), "1 study");
        assert_eq!(counted(2, "study"), "2 studies");
        assert_eq!(counted(0, "day"), "0 days");
    }
}
