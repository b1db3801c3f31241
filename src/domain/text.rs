//! Names and remarks typed by people.
//!
//! What is typed is normalized where it is made: Unicode form NFC, and every kind of space is a space. Characters that
//! nobody sees are refused, because two names that print alike must not be two. What a notebook holds already is
//! taken as it is, and is equal to what is typed if its normal form is.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::Invalid;

/// The longest name, in characters.
pub const MAX_LABEL: usize = 200;

/// The longest remark, in characters.
pub const MAX_PROSE: usize = 4000;

/// A name on one line: normalized, trimmed, not empty, at most [`MAX_LABEL`] characters, without control
/// characters (which could drive a terminal) and without invisible ones. Two names are equal
/// if their normal forms are.
#[derive(Debug, Clone)]
pub struct Label(String);

impl Label {
    /// Checks, normalizes and trims a name for `field`.
    ///
    /// # Errors
    /// If it is empty or too long, or has a character that is not visible.
    pub fn new(field: &'static str, text: &str) -> Result<Self, Invalid> {
        check(field, text, MAX_LABEL, false).map(Self)
    }

    /// A name as a notebook holds it, which may be older than the rules for names: only its length is checked.
    ///
    /// # Errors
    /// If it is empty or too long.
    pub fn stored(field: &'static str, text: &str) -> Result<Self, Invalid> {
        check_length(field, text, MAX_LABEL).map(|()| Self(text.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a text that was typed is this name.
    pub fn is(&self, typed: &str) -> bool {
        normal_form(&self.0) == normal_form(typed.trim())
    }
}

impl PartialEq for Label {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || normal_form(&self.0) == normal_form(&other.0)
    }
}

impl Eq for Label {}

impl Hash for Label {
    fn hash<H: Hasher>(&self, state: &mut H) {
        normal_form(&self.0).hash(state);
    }
}

impl PartialOrd for Label {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Label {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        normal_form(&self.0).cmp(&normal_form(&other.0))
    }
}

/// A text in Unicode form NFC with plain spaces.
fn normal_form(text: &str) -> Cow<'_, str> {
    let is_plain = |text: &str| text.chars().all(|c| plain_space(c) == c);
    match text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes && is_plain(text) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.nfc().map(plain_space).collect()),
    }
}

/// The forms in which a typed name can stand in a notebook: as typed, trimmed; in form NFC; in form NFD, which programs
/// of other systems write and older notebooks took as it was. The second has plain spaces, as new names have.
pub fn forms(typed: &str) -> [String; 3] {
    let typed = typed.trim();
    [
        typed.to_owned(),
        normal_form(typed).into_owned(),
        typed.nfd().collect(),
    ]
}

/// A remark, reason or objective: as [`Label`], but at most [`MAX_PROSE`] characters; line
/// breaks are kept, and so are the joiners and selectors that scripts and emoji need, for a remark names nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Prose(String);

impl Prose {
    /// Checks, normalizes and trims a remark for `field`.
    ///
    /// # Errors
    /// If it is empty or too long, or has a character that is not visible.
    pub fn new(field: &'static str, text: &str) -> Result<Self, Invalid> {
        check(field, text, MAX_PROSE, true).map(Self)
    }

    /// A remark as a notebook holds it, which may be older than the rules for remarks: only its length is checked.
    ///
    /// # Errors
    /// If it is empty or too long.
    pub fn stored(field: &'static str, text: &str) -> Result<Self, Invalid> {
        check_length(field, text, MAX_PROSE).map(|()| Self(text.to_owned()))
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

fn check_length(field: &'static str, text: &str, longest: usize) -> Result<(), Invalid> {
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
    Ok(())
}

/// A text of one line (a name) or of several (a remark), normalized and trimmed.
fn check(
    field: &'static str,
    text: &str,
    longest: usize,
    is_remark: bool,
) -> Result<String, Invalid> {
    let spaced: String = normal_form(text).chars().map(plain_space).collect();
    let text = spaced.trim();
    check_length(field, text, longest)?;
    let refused = |c: &char| match is_remark {
        true => is_unprintable(*c) && *c != '\n',
        false => is_unprintable(*c) || is_joiner(*c),
    };
    match text.chars().find(refused) {
        None => Ok(text.to_owned()),
        Some(c) if c.is_control() => Err(Invalid::new(
            field,
            printable(text),
            "holds a control character",
            "type it again without line breaks and escape codes",
        )),
        Some(c) => Err(Invalid::new(
            field,
            printable(text),
            format!("holds the invisible character U+{:04X}", u32::from(c)),
            "type it again: text copied from a web page, a PDF or a spreadsheet brings such characters along",
        )),
    }
}

/// A space in the place of a space of another kind, such as a no-break space.
fn plain_space(c: char) -> char {
    match c {
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            ' '
        }
        c => c,
    }
}

/// Whether a character joins letters or chooses their appearance: Persian, Indian scripts and emoji need these.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe0e}' | '\u{fe0f}')
}

/// Whether a character could drive a terminal, or is not visible where it stands: it separates, fills or reorders what
/// is around it. Joiners and selectors that scripts and emoji need are not among them.
pub fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0d}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// A text as a message may show it: its first 60 characters, with what is unprintable spelled out.
pub fn printable(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut shown = String::new();
    for c in text.chars().take(LONGEST) {
        if is_unprintable(c) || is_joiner(c) {
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

/// Reads `yes` or `no`; also `true`, `false`, `1` and `0`.
///
/// # Errors
/// If it is another word.
pub fn parse_truth(field: &'static str, text: &str) -> Result<bool, Invalid> {
    match text.trim().to_lowercase().as_str() {
        "yes" | "true" | "1" => Ok(true),
        "no" | "false" | "0" => Ok(false),
        _ => Err(Invalid::new(
            field,
            printable(text),
            "is not known",
            "one of yes, no",
        )),
    }
}

/// `1 problem`, `2 problems`, `0 studies`.
pub fn counted(n: usize, thing: &str) -> String {
    match thing.strip_suffix('y') {
        _ if n == 1 => format!("1 {thing}"),
        Some(stem) if !stem.ends_with('a') => format!("{n} {stem}ies"),
        _ => format!("{n} {thing}s"),
    }
}

/// Number of letters to insert, delete or replace between two words (Levenshtein).
pub fn edits(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, a) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in b.chars().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[row.len() - 1]
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
    fn names_are_normalized() {
        let composed = Label::new("tag", "Mu\u{308}ller\u{a0}3").unwrap();
        assert_eq!(composed.as_str(), "M\u{fc}ller 3");
        let old = Label::stored("tag", "Mu\u{308}ller 3").unwrap();
        assert_eq!(old.as_str(), "Mu\u{308}ller 3");
        assert!(old == composed && old.is("M\u{fc}ller 3 ") && composed.is("Mu\u{308}ller 3"));
        let both: std::collections::HashSet<Label> = [old, composed].into();
        assert_eq!(both.len(), 1);
    }

    #[test]
    fn invisible_characters_are_refused_by_name() {
        for c in [
            '\u{200b}',
            '\u{ad}',
            '\u{202e}',
            '\u{2066}',
            '\u{feff}',
            '\u{e0041}',
            '\u{fe0f}',
            '\u{2060}',
        ] {
            let error = Label::new("tag", &format!("M{c}2")).unwrap_err();
            let named = format!("U+{:04X}", u32::from(c));
            assert!(error.to_string().contains(&named), "{error}");
            assert!(!error.value.contains(c) && !error.remedy.is_none());
        }
        assert!(Prose::new("reason", "می\u{200c}خواهم").is_ok());
        assert!(Prose::new("reason", "zero\u{200b}width").is_err());
        assert!(Label::stored("tag", "M\u{200b}2").is_ok());
    }

    #[test]
    fn counts_have_plurals() {
        assert_eq!(counted(1, "study"), "1 study");
        assert_eq!(counted(2, "study"), "2 studies");
        assert_eq!(counted(0, "day"), "0 days");
    }

    #[test]
    fn a_stored_name_with_a_space_of_another_kind_is_the_one_with_a_plain_space() {
        let stored = Label::stored("tag", "2\u{a0}15").unwrap();
        let typed = Label::new("tag", "2\u{a0}15").unwrap();
        assert_eq!(typed.as_str(), "2 15");
        assert_eq!(stored, typed);
        assert!(forms("2\u{a0}15").contains(&"2 15".to_owned()));
    }

    #[test]
    fn edits_by_hand() {
        for (a, b, expected) in [("", "ab", 2), ("kitten", "sitting", 3), ("tc", "tc", 0)] {
            assert_eq!(edits(a, b), expected);
            assert_eq!(edits(b, a), expected);
        }
    }
}
