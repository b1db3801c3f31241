//! The text of a heading, divided into words and units.

use super::field::{Field, Unit};

/// A heading in lower case without the units in brackets or behind it.
pub fn without_units(heading: &str) -> String {
    split_units(heading).0
}

/// A heading in lower case without its units, and the units.
pub fn split_units(heading: &str) -> (String, Vec<String>) {
    let mut rest = heading
        .trim()
        .to_lowercase()
        .replace("mm^3", "mm3")
        .replace('³', "3");
    rest = rest.replace('μ', "µ");
    let mut units = Vec::new();
    for (open, close) in [('(', ')'), ('[', ']'), ('{', '}')] {
        let Some(start) = rest.find(open) else {
            continue;
        };
        let Some(length) = rest[start..].find(close) else {
            continue;
        };
        let inner = rest[start + 1..start + length].trim().to_owned();
        if Unit::named(&inner).is_some() {
            units.push(inner);
            rest.replace_range(start..=start + length, " ");
        }
    }
    let is_joint = |c: char| c.is_whitespace() || matches!(c, '_' | '.' | '-' | ',' | '/' | ':');
    let trimmed = rest.trim_end_matches(is_joint);
    if let Some((before, last)) = trimmed.rsplit_once(is_joint)
        && units.is_empty()
        && before.chars().any(char::is_alphanumeric)
        && Unit::named(last).is_some()
        && Field::meant_by(&plain(trimmed)).is_none()
    {
        units.push(last.to_owned());
        return (before.trim_end_matches(is_joint).to_owned(), units);
    }
    (trimmed.to_owned(), units)
}

/// The letters and digits of a text: two spellings of a heading are compared by these.
pub fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}
