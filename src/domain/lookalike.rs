//! Names that a reader takes for one another: `M2` and `M-2`, `C01` and `CO1`, a Latin and a Cyrillic `а`. Two such
//! names may both be meant, so they are told and not refused.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_security::skeleton;

use super::folded;

/// Two names that look alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookalike {
    /// The name that is new.
    pub name: String,
    /// The name that it looks like.
    pub known: String,
}

/// The pairs of a new name and a name that it looks like: a known one, or a new one before it. Names that are equal
/// are no pair. A new name is told each time it is given.
pub fn lookalikes<'a>(
    known: impl IntoIterator<Item = &'a str>,
    new: impl IntoIterator<Item = &'a str>,
) -> Vec<Lookalike> {
    let mut seen: HashMap<String, &str> = HashMap::new();
    for name in known {
        for appearance in appearances(name) {
            seen.entry(appearance).or_insert(name);
        }
    }
    let mut found = Vec::new();
    for name in new {
        let appearances = appearances(name);
        let other = appearances
            .iter()
            .find_map(|a| seen.get(a).filter(|other| **other != name));
        if let Some(other) = other {
            found.push(Lookalike {
                name: name.to_owned(),
                known: (*other).to_owned(),
            });
        }
        for appearance in appearances {
            seen.entry(appearance).or_insert(name);
        }
    }
    found
}

/// The known name that was most likely meant by one that is not known: the same in another spelling, else one in which
/// a single character is another, is missing or is too many.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed: Vec<char> = folded(typed).chars().collect();
    let distance = |name: &&str| edits(&typed, &folded(name).chars().collect::<Vec<_>>());
    let near = known.into_iter().map(|name| (distance(&name), name));
    let near = near.filter(|(distance, _)| *distance <= usize::from(typed.len() > 2));
    near.min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// How many characters must be changed, removed or added to make one text of the other.
fn edits(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in other.iter().enumerate() {
            let cost = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[other.len()]
}

/// What a name looks like, in two ways: regardless of its case and of zeros before its numbers (`M01` and `m1`), and
/// regardless of letters and digits that look the same (0 and O, 1 and l and I, letters of other scripts). Neither implies the other: `I1` and `i1` differ only in
/// case, `I1` and `l1` only in a letter that looks the same. Names are alike where one of the two is the same.
fn appearances(name: &str) -> [String; 2] {
    let plain: String = name.nfkc().collect();
    let plain = without_separators(&plain);
    let lower = without_leading_zeros(&plain.to_lowercase());
    let shape = skeleton(&plain).collect::<String>().to_lowercase();
    // A mark in front, because the shape of one name may be the lower case of another.
    [format!("a{lower}"), format!("b{shape}")]
}

/// A name without the zeros before its numbers: `m001` is `m1`.
fn without_leading_zeros(name: &str) -> String {
    let mut shortened = String::with_capacity(name.len());
    let mut chars = name.chars().peekable();
    // Zeros behind a decimal mark count.
    let mut in_number = false;
    while let Some(c) = chars.next() {
        let more = chars.peek().is_some_and(char::is_ascii_digit);
        let is_leading = c == '0' && !in_number && more;
        in_number = (c.is_ascii_digit() && !is_leading) || matches!(c, '.' | ',');
        if !is_leading {
            shortened.push(c);
        }
    }
    shortened
}

/// A name without spaces, hyphens and underscores, except between two digits: `1-11` and `11-1` are two names.
fn without_separators(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let is_digit = |at: Option<usize>| {
        at.and_then(|at| chars.get(at))
            .is_some_and(char::is_ascii_digit)
    };
    let kept = |(at, c): (usize, &char)| match is_separator(*c) {
        true if is_digit(at.checked_sub(1)) && is_digit(Some(at + 1)) => Some('-'),
        true => None,
        false => Some(*c),
    };
    chars.iter().enumerate().filter_map(kept).collect()
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '-' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_name_is_another_spelling_or_one_character_away() {
        let known = ["XG-01", "XG-02", "KT253"];
        let of = |typed| nearest(typed, known);
        assert_eq!(of("xg-01"), Some("XG-01"));
        assert_eq!(of("XG 02"), Some("XG-02"));
        assert_eq!(of("KT25"), Some("KT253"));
        assert_eq!(of("KT-254"), Some("KT253"));
        assert_eq!(of("other"), None);
        assert_eq!(of("X"), None);
    }

    fn alike(a: &str, b: &str) -> bool {
        !lookalikes([a], [b]).is_empty()
    }

    #[test]
    fn names_that_look_alike_are_found() {
        for (a, b) in [
            ("M2", "m2"),
            ("M2", "M-2"),
            ("M2", "M 2"),
            ("M2", "M\u{2011}2"),
            ("M2", "\u{ff2d}\u{ff12}"),
            ("C01", "CO1"),
            ("A1", "Al"),
            ("A1", "AI"),
            ("KT-253", "KT253"),
            ("Vehicle", "Vehi\u{441}le"),
            ("Control", "C\u{3bf}ntrol"),
            ("I1", "i1"),
            ("M01", "m1"),
            ("001", "1"),
        ] {
            assert!(alike(a, b) && alike(b, a), "{a} {b}");
        }
    }

    #[test]
    fn names_that_differ_are_not_told() {
        for (a, b) in [
            ("M2", "M2"),
            ("M1", "M2"),
            ("1-11", "11-1"),
            ("C1-2", "C12"),
            ("101", "110"),
            ("100", "1"),
            ("KT 0.05", "KT 0.5"),
            ("KT-253 1 mg/kg", "KT-253 10 mg/kg"),
            ("left flank", "right flank"),
        ] {
            assert!(!alike(a, b), "{a} {b}");
        }
        let tags: Vec<String> = (1..2000).map(|n| n.to_string()).collect();
        assert_eq!(lookalikes([], tags.iter().map(String::as_str)), []);
    }

    #[test]
    fn a_new_name_is_told_each_time_it_is_given() {
        let found = lookalikes(["M1"], ["m1", "M-1", "m1"]);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found.iter().all(|pair| pair.known == "M1"));
    }
}
