//! Routes, schedules and units of doses: words that people spell in many ways, each with one spelling here.
//!
//! What is typed, imported or read from a notebook gets that spelling where it is made, so that a report does not
//! name one route twice. A notebook keeps what it holds until an operation writes the row again. A text that is not
//! among the words stays as it is typed: the lists are no limit.

use std::fmt;

use super::unit;
use crate::{Cell, FirstDay, Invalid, Label, Schedule};

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

/// Letters and digits of a text in lower case; both signs for micro are one, and a raised digit is a digit.
pub(super) fn bare(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    let letters = letters.map(|c| match c {
        'µ' => 'μ',
        '²' => '2',
        '⁶' => '6',
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

/// The canonical form of a schedule that can be read.
fn schedule(text: &str) -> String {
    match Schedule::parse(text, FirstDay::Zero) {
        Ok(schedule) => schedule.canonical(FirstDay::Zero).to_string(),
        Err(_) => text.to_owned(),
    }
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
    /// When doses are given: a [`Schedule`] in its canonical form, with days as the study counts them, or any other text, which
    /// is a remark.
    DoseSchedule, "schedule", schedule;
    /// The unit of a dose: mg/kg, µg/animal, cells, or any other. What it measures, if that is known, tells
    /// [`DoseUnit::measure`].
    DoseUnit, "unit", unit::spelled;
}

impl Route {
    /// The spellings of the usual routes.
    pub fn usual() -> impl Iterator<Item = &'static str> {
        ROUTES.iter().map(|(route, _)| *route)
    }
}

impl DoseSchedule {
    /// The schedule that gives the dates of doses, where days count as `first` says.
    ///
    /// # Errors
    /// If it is a remark, which plans nothing: what is not understood of it, and the nearest form.
    pub fn plan(&self, first: FirstDay) -> Result<Schedule, Invalid> {
        Schedule::parse(self.as_str(), first)
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
            ("QDx5", "QD x5"),
            ("qd×5", "QD x5"),
            ("QD X 5 days", "QD x5"),
            ("q3w for 6 weeks", "Q3W for 6 weeks"),
            ("daily until day 20", "QD until day 20"),
            ("days 1,8,15", "days 1, 8, 15"),
            ("d1, d8 and d15", "days 1, 8, 15"),
            ("5 on 2 off", "5 on 2 off"),
            ("Mon and Thu", "Mon, Thu"),
            ("day of surgery", "day of surgery"),
            ("single dose", "once"),
            ("daily with food", "daily with food"),
        ] {
            assert_eq!(
                DoseSchedule::new(typed).unwrap().as_str(),
                spelled,
                "{typed}"
            );
        }
    }

    #[test]
    fn a_remark_plans_nothing() {
        let plan = |text| DoseSchedule::new(text).unwrap().plan(FirstDay::Zero);
        assert_eq!(plan("q3w"), Schedule::parse("Q3W", FirstDay::Zero));
        let refused = plan("daily with food").unwrap_err();
        assert_eq!(refused.to_string(), "schedule `with` is not understood");
    }

    #[test]
    fn no_way_to_write_a_route_stands_for_two() {
        let mut ways: Vec<String> = Vec::new();
        for (word, others) in ROUTES {
            ways.push(bare(word));
            ways.extend(others.iter().map(|other| (*other).to_owned()));
        }
        let count = ways.len();
        ways.sort();
        ways.dedup();
        assert_eq!(ways.len(), count);
        assert!(ways.iter().all(|way| *way == bare(way)));
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
