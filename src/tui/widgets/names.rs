//! Names of arms in less room than they need, so that they can still be told apart.
//!
//! A shortened name is a pattern: `…` stands for what was left out. It is chosen so that it fits no other name of the
//! set. `KT-253 1 mg/kg QW` and `KT-253 3 mg/kg QW` differ in the middle, so that neither their beginnings nor their
//! ends would do.

use super::text::{cut, width};

/// What stands for the part that was left out.
const LEFT_OUT: &str = "…";

/// A name in at most the given number of cells, different from all others of a set. A name that fits stays as it is.
/// Else, in this order: its beginning; its beginning and its last words; its beginning and end; a part of its middle; its
/// beginning and its number in the set.
pub fn apart<T: AsRef<str>>(name: &str, all: &[T], cells: usize) -> String {
    if width(name) <= cells {
        return name.to_owned();
    }
    let others: Vec<&str> = all
        .iter()
        .map(AsRef::as_ref)
        .filter(|o| *o != name)
        .collect();
    let is_alone = |parts: &[&str]| others.iter().all(|other| !fits(other, parts));
    let room = cells.saturating_sub(1);
    let chars: Vec<char> = name.chars().collect();
    // The beginning, with an end of each of these lengths: none, the last words, single characters.
    let word_ends = (1..chars.len()).rev().filter(|at| chars[at - 1] == ' ');
    let tails = std::iter::once(chars.len())
        .chain(word_ends)
        .chain((1..chars.len()).rev());
    for start in tails {
        let tail: String = chars[start..].iter().collect();
        let Some(left) = room.checked_sub(width(&tail)).filter(|left| *left > 0) else {
            continue;
        };
        let head = beginning(name, left);
        if is_alone(&[&head, &tail]) {
            return format!("{head}{LEFT_OUT}{tail}");
        }
    }
    middle(&chars, cells, &is_alone).unwrap_or_else(|| numbered(name, all, cells))
}

/// Whether a name begins with the first part, ends with the last, and has those between in order.
fn fits(name: &str, parts: &[&str]) -> bool {
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else {
        return false;
    };
    let inside = name
        .strip_prefix(first)
        .and_then(|rest| rest.strip_suffix(last));
    let mut rest = match inside {
        Some(inside) => inside,
        None => return false,
    };
    parts[1..parts.len() - 1].iter().all(|part| {
        let found = rest.split_once(part).map(|(_, after)| after);
        rest = found.unwrap_or(rest);
        found.is_some()
    })
}

/// The beginning of a text, as much as fits.
fn beginning(text: &str, cells: usize) -> String {
    let mut taken = 0;
    let fitting = text.chars().take_while(|c| {
        taken += width(c.encode_utf8(&mut [0; 4]));
        taken <= cells
    });
    fitting.collect()
}

/// A part that no other name has: words first, as long as fits.
fn middle(chars: &[char], cells: usize, is_alone: &dyn Fn(&[&str]) -> bool) -> Option<String> {
    let at_word = |start: &usize| *start > 0 && chars[start - 1] == ' ';
    let words = (1..chars.len()).filter(at_word);
    let others = (1..chars.len()).filter(|start| !at_word(start));
    for start in words.chain(others) {
        let rest: String = chars[start..].iter().collect();
        if width(&rest) < cells && is_alone(&["", &rest]) {
            return Some(format!("{LEFT_OUT}{rest}"));
        }
        let part = beginning(&rest, cells.saturating_sub(2));
        if !part.is_empty() && is_alone(&["", &part, ""]) {
            return Some(format!("{LEFT_OUT}{part}{LEFT_OUT}"));
        }
    }
    None
}

/// The beginning of a name with its number in the set.
fn numbered<T: AsRef<str>>(name: &str, all: &[T], cells: usize) -> String {
    let place = all.iter().position(|other| other.as_ref() == name);
    let Some(place) = place else {
        return cut(name, cells);
    };
    let number = format!("{LEFT_OUT}#{}", place + 1);
    let room = cells.saturating_sub(width(&number));
    cut(&(beginning(name, room) + &number), cells)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ARMS: [&str; 6] = [
        "Vehicle",
        "DS-3032 50 mg/kg",
        "KT-253 1 mg/kg",
        "KT-253 1 mg/kg QW",
        "KT-253 3 mg/kg QW",
        "KT-253 1 mg/kg Q3W",
    ];

    fn all(cells: usize) -> Vec<String> {
        ARMS.iter().map(|name| apart(name, &ARMS, cells)).collect()
    }

    #[test]
    fn arms_whose_names_begin_alike_are_told_apart() {
        let expected = [
            "Vehicle",
            "DS-3032 50 mg…",
            "KT-253 1 mg/kg",
            "KT-253 1 mg…QW",
            "KT-253 3 mg/k…",
            "KT-253 1 m…Q3W",
        ];
        assert_eq!(all(14), expected);
    }

    #[test]
    fn a_difference_in_the_middle_is_kept() {
        let names = ["Compound A 10 mg/kg BID", "Compound A 30 mg/kg BID"];
        let short = names.map(|name| apart(name, &names, 12));
        assert_eq!(short, ["…A 10 mg/kg…", "…A 30 mg/kg…"]);
        let few = names.map(|name| apart(name, &names, 6));
        assert_eq!(few, ["…A 10…", "…A 30…"]);
    }

    #[test]
    fn names_without_room_are_numbered() {
        let names = ["Compound A 10", "Compound A 10 b"];
        let short = names.map(|name| apart(name, &names, 3));
        assert_ne!(short[0], short[1]);
    }

    proptest! {
        #[test]
        fn different_names_stay_different_and_fit(
            words in proptest::collection::hash_set("(KT-253|Veh|日本|A) ?[0-9]{0,3}( mg/kg)?( QW| Q3W| BID)?", 1..12),
            cells in 5usize..24,
        ) {
            let names: Vec<String> = words.into_iter().collect();
            let short: Vec<String> = names.iter().map(|name| apart(name, &names, cells)).collect();
            for (at, one) in short.iter().enumerate() {
                prop_assert!(width(one) <= cells, "{one}");
                prop_assert!(!short[at + 1..].contains(one), "{names:?}: {short:?}");
            }
        }
    }
}
