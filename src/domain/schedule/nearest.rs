//! Says which piece of a text is not understood, and the nearest form that is.

use super::grammar::{Parser, Trouble};
use super::lexer::{Kind, Token, tokens};
use super::{FirstDay, Schedule};
use crate::{Invalid, Remedy, edits, printable};

/// The longest text that is read, in bytes.
const LONGEST_TEXT: usize = 2000;

/// Words of the grammar, for those that are misspelled.
const WORDS: [&str; 57] = [
    "qd",
    "bid",
    "tid",
    "qid",
    "qod",
    "qw",
    "biw",
    "tiw",
    "q2w",
    "q3w",
    "once",
    "daily",
    "weekly",
    "twice",
    "three",
    "times",
    "days",
    "day",
    "weeks",
    "week",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "every",
    "other",
    "until",
    "progression",
    "for",
    "from",
    "then",
    "on",
    "off",
    "gap",
    "at",
    "most",
    "when",
    "or",
    "volume",
    "burden",
    "loss",
    "least",
    "above",
    "below",
    "weekdays",
    "doses",
    "cycles",
];

/// What may be missing before a piece, or may be meant by it.
const MISSING: [&str; 4] = [">=", ", then", "x", "until"];
const MEANT: [&str; 3] = [">=", ", then", "progression"];

/// What may be missing at the end.
const COMPLETIONS: [&str; 9] = [
    "5",
    "w",
    "2 off",
    "days",
    "day 20",
    "0, 7, 14",
    ">= 800",
    "volume >= 800",
    "QD x5",
];

/// What understood schedules look like.
const EXAMPLES: &str =
    "write it as QD x5, Q3W, BIW, 5 on 2 off x2, days 0, 7, 14, or Mon, Thu until day 20";

pub(super) fn parse(text: &str, first: FirstDay) -> Result<Schedule, Invalid> {
    let refuse = |value: &str, why: &str, remedy: Remedy| {
        Err(Invalid::new("schedule", printable(value), why, remedy))
    };
    if text.len() > LONGEST_TEXT {
        return refuse(text, "is too long", "write fewer parts".into());
    }
    let tokens = tokens(text);
    if tokens.is_empty() {
        return refuse("", "is empty", EXAMPLES.into());
    }
    let trouble = match read(text, &tokens, first) {
        Ok(schedule) => return Ok(schedule),
        Err(trouble) => trouble,
    };
    let Some(start) = tokens.get(trouble.at).map(|token| token.at.start) else {
        let remedy = nearest(text, &tokens, trouble.at, first);
        return refuse(text.trim(), "is not complete", remedy);
    };
    let last = trouble.end.min(tokens.len()) - 1;
    let piece = text[start..tokens[last].at.end].trim();
    match trouble.known {
        Some((why, remedy)) => refuse(piece, &why, remedy),
        None => {
            let remedy = nearest(text, &tokens, trouble.at, first);
            refuse(piece, "is not understood", remedy)
        }
    }
}

fn read(text: &str, tokens: &[Token], first: FirstDay) -> Result<Schedule, Trouble> {
    let mut parser = Parser::new(text, tokens, first);
    let schedule = parser.schedule()?;
    match parser.at == tokens.len() {
        true => Ok(schedule),
        false => Err(parser.unknown()),
    }
}

/// The form that is understood and differs least from a text in the token that is not.
fn nearest(text: &str, tokens: &[Token], at: usize, first: FirstDay) -> Remedy {
    let understood = |candidate: String| understood(&candidate, first).ok();
    if at == tokens.len() {
        let mut completed = COMPLETIONS.iter().map(|rest| format!("{text} {rest}"));
        return match completed.find_map(understood) {
            Some(schedule) => {
                format!("complete it, such as `{}`", schedule.canonical(first)).into()
            }
            None => EXAMPLES.into(),
        };
    }
    match mended(text, tokens, at, first, MOST_CHANGES) {
        Some(schedule) => format!("write `{}`", schedule.canonical(first)).into(),
        None => EXAMPLES.into(),
    }
}

/// How many tokens of a text are changed to find a form that is understood.
const MOST_CHANGES: usize = 3;

fn understood(candidate: &str, first: FirstDay) -> Result<Schedule, Trouble> {
    read(candidate, &tokens(candidate), first)
}

/// The text with one token changed, and if that is not enough with one more.
fn mended(
    text: &str,
    tokens: &[Token],
    at: usize,
    first: FirstDay,
    changes: usize,
) -> Option<Schedule> {
    let mut further = Vec::new();
    for candidate in near(text, tokens, at) {
        match understood(&candidate, first) {
            Ok(schedule) => return Some(schedule),
            // A change is on the right way if more of the text is understood.
            Err(trouble) if trouble.known.is_none() && trouble.at > at => {
                further.push((candidate, trouble.at));
            }
            Err(_) => {}
        }
    }
    further.truncate(if changes > 1 { 3 } else { 0 });
    let mended = further.iter().find_map(|(candidate, at)| {
        let tokens = super::lexer::tokens(candidate);
        mended(candidate, &tokens, *at, first, changes - 1)
    });
    let far = far(text, tokens, at).into_iter();
    mended.or_else(|| {
        far.filter_map(|candidate| understood(&candidate, first).ok())
            .next()
    })
}

/// A text before a token, the token, and what is behind it.
fn around<'a>(text: &'a str, tokens: &[Token], at: usize) -> [&'a str; 3] {
    match tokens.get(at) {
        Some(Token { at, .. }) => [&text[..at.start], &text[at.clone()], &text[at.end..]],
        None => [text, "", ""],
    }
}

/// Texts in which a token is spelled otherwise, or has another one in front; what is nearest comes first.
fn near(text: &str, tokens: &[Token], at: usize) -> Vec<String> {
    let [before, piece, after] = around(text, tokens, at);
    let mut candidates: Vec<String> = Vec::new();
    if let Some(Kind::Word(word)) = tokens.get(at).map(|token| &token.kind) {
        let near = WORDS.iter().map(|known| (distance(word, known), *known));
        let may_be = |(edits, known): &(usize, &str)| {
            // A word of three letters may differ in one.
            *edits > 0 && *edits <= known.len().min(word.chars().count()).div_ceil(3)
        };
        let mut near: Vec<_> = near.filter(may_be).collect();
        near.sort_by_key(|(edits, _)| *edits);
        let other = |(_, known)| format!("{before}{known} {after}");
        candidates.extend(near.into_iter().map(other));
    }
    let inserted = |missing| format!("{before} {missing} {piece}{after}");
    candidates.extend(MISSING.iter().map(inserted));
    candidates
}

/// How many letters of two words differ; letters in another order are one difference.
fn distance(word: &str, known: &str) -> usize {
    let sorted = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    match edits(word, known) {
        0 => 0,
        _ if sorted(word) == sorted(known) => 1,
        edits => edits,
    }
}

/// Texts in which a token is another one, or is left out, with the one before or with all behind.
fn far(text: &str, tokens: &[Token], at: usize) -> Vec<String> {
    let [before, _, after] = around(text, tokens, at);
    let mut candidates: Vec<String> = Vec::new();
    candidates.extend(
        MEANT
            .iter()
            .map(|meant| format!("{before} {meant} {after}")),
    );
    candidates.push(format!("{before} {after}"));
    if let Some(last) = at.checked_sub(1) {
        let [earlier, ..] = around(text, tokens, last);
        candidates.push(format!("{earlier} {after}"));
        candidates.push(before.to_owned());
        candidates.push(earlier.to_owned());
    }
    candidates
}
