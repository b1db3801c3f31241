//! Routes, schedules and units of doses: words that people spell in many ways, each with one spelling here.
//!
//! What is typed, imported or read from a notebook gets that spelling where it is made, so that a report does not
//! name one route twice. A notebook keeps what it holds until an operation writes the row again. A text that is not
//! among the words stays as it is typed: the lists are no limit.

use std::fmt;

use super::{Cell, Invalid, Label};

/// A spelling, and other ways to write it: lower case, without anything but letters and digits.
type Spelling = (&'static str, &'static [&'static str]);

const ROUTES: [Spelling; 9] = [
    ("IV", &["intravenous", "intravenously"]),
    (
        "PO",
        &[
            "peros",
            "oral",
            "orally",
            "bymouth",
            "gavage",
            "oralgavage",
            "og",
            "pogavage",
        ],
    ),
    ("IP", &["intraperitoneal", "intraperitoneally"]),
    (
        "SC",
        &[
            "sq",
            "subq",
            "subcut",
            "subcutan",
            "subcutaneous",
            "subcutaneously",
        ],
    ),
    // Intrathecal and intratracheal are written in full.
    ("IT", &["intratumoral", "intratumorally", "intratumor"]),
    ("IM", &["intramuscular", "intramuscularly"]),
    ("ID", &["intradermal", "intradermally"]),
    ("IN", &["intranasal", "intranasally"]),
    ("topical", &["topically", "dermal"]),
];

/// Routes that more may be said of: `IV bolus`. The others are words of English as well: `in diet`.
const ROUTES_WITH_MORE: [&str; 5] = ["IV", "PO", "IP", "SC", "IM"];

/// How often: the part of a schedule before its number of doses.
const RHYTHMS: [Spelling; 8] = [
    (
        "QD",
        &[
            "daily",
            "oncedaily",
            "onceaday",
            "everyday",
            "sid",
            "q1d",
            "qday",
        ],
    ),
    ("BID", &["twicedaily", "twiceaday"]),
    ("TID", &["threetimesdaily", "threetimesaday"]),
    (
        "Q2D",
        &[
            "qod",
            "eod",
            "everyotherday",
            "everysecondday",
            "alternatedays",
        ],
    ),
    (
        "QW",
        &["weekly", "onceweekly", "onceaweek", "everyweek", "q1w"],
    ),
    ("BIW", &["twiceweekly", "twiceaweek"]),
    ("TIW", &["threetimesweekly", "threetimesaweek"]),
    ("once", &["single", "singledose", "sd", "1x"]),
];

const UNITS: [Spelling; 11] = [
    ("mg/kg", &["mpk", "mgperkg", "mgkg1"]),
    ("µg/kg", &["ugkg", "mcgkg", "ugperkg", "microgkg"]),
    ("ng/kg", &["ngperkg"]),
    ("g/kg", &["gperkg"]),
    ("mg/m²", &["mgperm2", "mgsqm"]),
    ("mL/kg", &["mlperkg"]),
    ("µL/kg", &["ulkg", "ulperkg"]),
    ("mg", &[]),
    ("µg", &["ug", "mcg"]),
    ("IU/kg", &["iuperkg"]),
    ("cells", &["cell"]),
];

/// Letters and digits of a text in lower case; both signs for micro are one, and a raised 2 is a 2.
fn bare(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    let letters = letters.map(|c| match c {
        'µ' => 'μ',
        '²' => '2',
        c => c,
    });
    letters.flat_map(char::to_lowercase).collect()
}

/// The spelling of a word, if it is a known one.
fn spelled(words: &[Spelling], text: &str) -> Option<&'static str> {
    let text = bare(text);
    let is = |(word, others): &&Spelling| bare(word) == text || others.contains(&text.as_str());
    words.iter().find(is).map(|(word, _)| *word)
}

fn route(text: &str) -> String {
    if let Some(known) = spelled(&ROUTES, text) {
        return known.to_owned();
    }
    let split = text.split_once(char::is_whitespace);
    let known = split.and_then(|(first, more)| Some((spelled(&ROUTES, first)?, more)));
    match known.filter(|(first, _)| ROUTES_WITH_MORE.contains(first)) {
        Some((first, more)) => format!("{first} {}", more.trim_start()),
        None => text.to_owned(),
    }
}

/// The rhythm in its spelling, its number of doses as ` x 5`: `qd×5` is `QD x 5`. Days are listed as `days 1, 8, 15`.
fn schedule(text: &str) -> String {
    if let Some(days) = listed_days(text) {
        return days;
    }
    if let Some(known) = rhythm(text) {
        return known;
    }
    let times = |c: char| matches!(c, 'x' | 'X' | '×' | '*');
    for (at, sign) in text.match_indices(times) {
        let (head, tail) = (&text[..at], text[at + sign.len()..].trim_start());
        let is_number = tail.starts_with(|c: char| c.is_ascii_digit());
        if let Some(known) = rhythm(head).filter(|_| is_number) {
            return format!("{known} x {tail}");
        }
    }
    for word in [" for ", " until "] {
        if let Some((head, tail)) = text.split_once(word)
            && let Some(known) = rhythm(head)
        {
            return format!("{known}{word}{tail}");
        }
    }
    text.to_owned()
}

/// The spelling of a rhythm: a known one, or one such as `Q3W`.
fn rhythm(text: &str) -> Option<String> {
    if let Some(known) = spelled(&RHYTHMS, text) {
        return Some(known.to_owned());
    }
    let text = bare(text);
    let number = text.strip_prefix('q')?.strip_suffix(['d', 'w', 'h'])?;
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.to_uppercase())
}

/// Two or more days that are listed.
fn listed_days(text: &str) -> Option<String> {
    let lower = text.trim().to_lowercase();
    let list = ["days", "day", "d"]
        .into_iter()
        .find_map(|start| lower.strip_prefix(start))?;
    let parts = list.split([',', ' ', '+', '&', ';']);
    let parts = parts.filter(|part| !part.is_empty() && *part != "and");
    let days: Vec<&str> = parts.map(|part| part.trim_start_matches('d')).collect();
    let is_day = |day: &&str| !day.is_empty() && day.bytes().all(|b| b.is_ascii_digit());
    (days.len() > 1 && days.iter().all(is_day)).then(|| format!("days {}", days.join(", ")))
}

fn unit(text: &str) -> String {
    spelled(&UNITS, text).map_or_else(|| text.to_owned(), str::to_owned)
}

macro_rules! words_of_doses {
    ($($(#[$doc:meta])* $name:ident, $field:literal, $spell:path;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Label);

        impl $name {
            /// Reads it as it is typed.
            ///
            /// # Errors
            /// If the text is no [`Label`].
            pub fn new(text: &str) -> Result<Self, Invalid> {
                Label::new($field, text).map(Self::of)
            }

            /// Gives a name its one spelling.
            pub fn of(name: Label) -> Self {
                let spelled = $spell(name.as_str());
                // A text that is as long as a label may be could become longer.
                Self(Label::stored($field, &spelled).unwrap_or(name))
            }

            /// In its one spelling.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl<'a> From<&'a $name> for Cell<'a> {
            fn from(value: &'a $name) -> Self {
                (&value.0).into()
            }
        }
    )*};
}

words_of_doses! {
    /// How a dose is given: IV, PO, IP, SC, IT, or any other name.
    Route, "route", route;
    /// When doses are given: QD, BID, Q3W, `QD x 5`, `days 1, 8, 15`, or any other text.
    DoseSchedule, "schedule", schedule;
    /// The unit of a dose: mg/kg, µg/kg, mg/m², or any other.
    DoseUnit, "unit", unit;
}

impl Route {
    /// The spellings of the usual routes.
    pub fn usual() -> impl Iterator<Item = &'static str> {
        ROUTES.iter().map(|(route, _)| *route)
    }
}

impl DoseUnit {
    /// Whether it measures the liquid that is given and not the compound in it: mL/kg, µL, `mL per mouse`.
    pub fn is_volume(&self) -> bool {
        let text = bare(self.as_str());
        ["ml", "μl", "ul"].iter().any(|unit| text.starts_with(unit))
    }

    /// The unit of a dose where none is said: mg/kg.
    pub fn usual() -> Self {
        Self::new("mg/kg").expect("a plain word is a valid label")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_route_has_one_spelling() {
        for (typed, spelled) in [
            ("iv", "IV"),
            ("i.v.", "IV"),
            ("i. v.", "IV"),
            ("Intravenous", "IV"),
            ("iv bolus", "IV bolus"),
            ("i.v. infusion, 10 min", "IV infusion, 10 min"),
            ("oral gavage", "PO"),
            ("Oral Gavage", "PO"),
            ("per os", "PO"),
            ("p.o.", "PO"),
            ("s.c.", "SC"),
            ("SubQ", "SC"),
            ("i.p", "IP"),
            ("intratumoral", "IT"),
            ("intrathecal", "intrathecal"),
            ("in diet", "in diet"),
            ("in drinking water", "in drinking water"),
            ("osmotic pump", "osmotic pump"),
        ] {
            assert_eq!(Route::new(typed).unwrap().as_str(), spelled, "{typed}");
        }
        assert!(Route::new(" ").is_err());
    }

    #[test]
    fn units_of_volume_are_told_from_those_of_a_compound() {
        let is_volume = |unit: &str| DoseUnit::new(unit).unwrap().is_volume();
        assert!(
            ["mL/kg", "ml/kg", "µL/kg", "uL", "mL per mouse"]
                .iter()
                .all(|unit| is_volume(unit))
        );
        assert!(
            !["mg/kg", "µg/kg", "cells", "IU/kg", "mg/mL"]
                .iter()
                .any(|unit| is_volume(unit))
        );
    }

    #[test]
    fn a_schedule_has_one_spelling() {
        for (typed, spelled) in [
            ("qd", "QD"),
            ("q.d.", "QD"),
            ("once daily", "QD"),
            ("b.i.d.", "BID"),
            ("q3w", "Q3W"),
            ("Q 3 W", "Q3W"),
            ("QOD", "Q2D"),
            ("weekly", "QW"),
            ("QDx5", "QD x 5"),
            ("qd×5", "QD x 5"),
            ("QD X 5 days", "QD x 5 days"),
            ("q3w for 6 weeks", "Q3W for 6 weeks"),
            ("daily until day 20", "QD until day 20"),
            ("days 1,8,15", "days 1, 8, 15"),
            ("d1, d8 and d15", "days 1, 8, 15"),
            ("5 on 2 off", "5 on 2 off"),
            ("Mon and Thu", "Mon and Thu"),
            ("day of surgery", "day of surgery"),
            ("single dose", "once"),
        ] {
            assert_eq!(
                DoseSchedule::new(typed).unwrap().as_str(),
                spelled,
                "{typed}"
            );
        }
    }

    #[test]
    fn a_unit_has_one_spelling() {
        for (typed, spelled) in [
            ("MG/KG", "mg/kg"),
            ("mpk", "mg/kg"),
            ("mg / kg", "mg/kg"),
            ("ug/kg", "µg/kg"),
            ("μg/kg", "µg/kg"),
            ("mg/m2", "mg/m²"),
            ("ml/kg", "mL/kg"),
            ("MBq", "MBq"),
        ] {
            assert_eq!(DoseUnit::new(typed).unwrap().as_str(), spelled, "{typed}");
        }
    }

    /// Each list gives a way to write a word to one word only.
    #[test]
    fn no_way_to_write_a_word_stands_for_two() {
        for words in [&ROUTES[..], &RHYTHMS, &UNITS] {
            let mut ways: Vec<String> = Vec::new();
            for (word, others) in words {
                ways.push(bare(word));
                ways.extend(others.iter().map(|other| (*other).to_owned()));
            }
            let count = ways.len();
            ways.sort();
            ways.dedup();
            assert_eq!(ways.len(), count);
            assert!(ways.iter().all(|way| *way == bare(way)));
        }
    }

    proptest! {
        #[test]
        fn what_is_spelled_once_is_spelled_for_good(text in "[a-zA-Z0-9 ×x.,]{1,20}|\\PC{1,30}") {
            if let Ok(once) = DoseSchedule::new(&text) {
                prop_assert_eq!(&DoseSchedule::new(once.as_str()).unwrap(), &once);
            }
            if let Ok(once) = Route::new(&text) {
                prop_assert_eq!(&Route::new(once.as_str()).unwrap(), &once);
            }
            if let Ok(once) = DoseUnit::new(&text) {
                prop_assert_eq!(&DoseUnit::new(once.as_str()).unwrap(), &once);
            }
        }
    }
}
