//! Statements that fit the page.

use super::Statement;
use crate::document::Words;
use crate::number::unbroken;

/// The most letters of a statement: two lines of A4.
pub const MOST_LETTERS: usize = 230;

impl Statement {
    /// A claim with as many of these sentences as fit, in their order. The first always stands.
    pub(super) fn fitting(claim: impl Into<Words>, sentences: Vec<Words>) -> Self {
        let claim = claim.into();
        let mut detail = Words::default();
        for sentence in sentences {
            let longer = Words::joined([detail.clone(), sentence], " ");
            let letters = claim.text.chars().count() + 1 + longer.text.chars().count();
            if detail.text.is_empty() || letters <= MOST_LETTERS {
                detail = longer;
            }
        }
        Self { claim, detail }
    }
}

/// `3 of 8`, which lines do not break.
pub(super) fn of(some: usize, all: usize) -> String {
    unbroken(&format!("{some} of {all}"))
}

/// `day 17`, which lines do not break.
pub(super) fn on_day(day: Option<f64>) -> String {
    unbroken(&format!("day {}", crate::number::day(day)))
}

/// A number as a word where it is small and begins a sentence: `Two`, `13`.
pub(super) fn counted_word(n: usize) -> String {
    const WORDS: [&str; 13] = [
        "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
        "Eleven", "Twelve",
    ];
    WORDS
        .get(n)
        .map_or(n.to_string(), |word| (*word).to_owned())
}

/// A name in the singular or the plural.
pub(super) fn plural<'a>(n: usize, one: &'a str, many: &'a str) -> &'a str {
    if n == 1 { one } else { many }
}

/// The least and the greatest of some values; none of none.
pub(super) fn extent(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    let ends = values.into_iter().map(|value| (value, value));
    ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
}
