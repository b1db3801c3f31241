//! Units of doses and of concentrations: an amount, per kg or per animal, each with one spelling.

use super::DoseUnit;
use super::spelling::bare;

/// What a dose is an amount of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoseOf {
    /// Compound, in mg.
    Mass,
    /// Liquid, in mL: the vehicle alone, or a suspension whose content is not told.
    Liquid,
    /// Radiation, in Gy: it has no volume.
    Radiation,
    /// Things that are counted or assayed, by the word for one: cells, IU, PFU.
    Count(&'static str),
}

/// What a dose is given per.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DosePer {
    /// kg of body weight.
    Weight,
    /// Animal, whatever it weighs.
    Animal,
    /// m² of body surface: no volume is computed from it.
    Surface,
}

/// What a unit measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DoseMeasure {
    /// What.
    pub of: DoseOf,
    /// Per what.
    pub per: DosePer,
    /// 1 of the unit is ten to this of mg, mL, Gy or things.
    pub exponent: i32,
}

/// A unit of an amount: its spelling, other ways to write it without anything but letters and digits, what it measures,
/// and the power of ten.
type Amount = (&'static str, &'static [&'static str], DoseOf, i32);

const AMOUNTS: [Amount; 18] = [
    ("mg", &[], DoseOf::Mass, 0),
    ("µg", &["ug", "mcg", "microg"], DoseOf::Mass, -3),
    ("ng", &[], DoseOf::Mass, -6),
    ("pg", &[], DoseOf::Mass, -9),
    ("g", &["gram", "grams"], DoseOf::Mass, 3),
    ("mL", &[], DoseOf::Liquid, 0),
    ("µL", &["ul", "microl"], DoseOf::Liquid, -3),
    ("Gy", &["gray", "grays"], DoseOf::Radiation, 0),
    ("cGy", &[], DoseOf::Radiation, -2),
    ("IU", &[], DoseOf::Count("IU"), 0),
    ("kIU", &[], DoseOf::Count("IU"), 3),
    ("U", &["unit", "units"], DoseOf::Count("U"), 0),
    ("kU", &[], DoseOf::Count("U"), 3),
    ("cells", &["cell"], DoseOf::Count("cells"), 0),
    (
        "10⁶ cells",
        &["x106cells", "1e6cells", "millioncells", "millionscells"],
        DoseOf::Count("cells"),
        6,
    ),
    ("PFU", &["pfus"], DoseOf::Count("PFU"), 0),
    ("CFU", &["cfus"], DoseOf::Count("CFU"), 0),
    ("vg", &["vectorgenomes"], DoseOf::Count("vg"), 0),
];

/// What an amount is per: the spelling, and ways to write it.
type Per = (&'static str, &'static [&'static str], DosePer);

/// An amount alone is per animal, and keeps its spelling: `5e6 cells`, `2 Gy`.
const PERS: [Per; 4] = [
    (
        "/kg",
        &[
            "kg",
            "perkg",
            "kg1",
            "kgbw",
            "kgbodyweight",
            "perkgbodyweight",
        ],
        DosePer::Weight,
    ),
    ("/m²", &["m2", "perm2", "sqm", "persqm"], DosePer::Surface),
    (
        "/animal",
        &[
            "animal",
            "peranimal",
            "mouse",
            "permouse",
            "rat",
            "perrat",
            "hamster",
            "perhamster",
            "head",
            "perhead",
        ],
        DosePer::Animal,
    ),
    ("", &[""], DosePer::Animal),
];

/// The amount that a bare text names.
fn amount(text: &str) -> Option<&'static Amount> {
    let is = |(word, others, ..): &&Amount| bare(word) == text || others.contains(&text);
    AMOUNTS.iter().find(is)
}

fn parsed(text: &str) -> Option<(&'static Amount, &'static Per)> {
    let text = match bare(text).as_str() {
        "mpk" => "mgkg".to_owned(),
        other => other.to_owned(),
    };
    let mut split = PERS.iter().flat_map(|per| {
        let ends = per.1.iter().filter_map(|end| text.strip_suffix(end));
        ends.filter_map(move |start| Some((amount(start)?, per)))
    });
    // An amount of radiation is per animal by its nature.
    let is_possible =
        |(amount, per): &(&Amount, &Per)| amount.2 != DoseOf::Radiation || per.2 == DosePer::Animal;
    split.find(is_possible)
}

/// A unit in its one spelling; a text that is none stays as it is.
pub(super) fn spelled(text: &str) -> String {
    match parsed(text) {
        Some((amount, per)) => format!("{}{}", amount.0, per.0),
        None => text.to_owned(),
    }
}

impl DoseUnit {
    /// What it measures; none if it is not among the units that are known, such as `mg/kg/day` or `MBq`.
    pub fn measure(&self) -> Option<DoseMeasure> {
        let ((.., of, exponent), (.., per)) = parsed(self.as_str())?;
        Some(DoseMeasure {
            of: *of,
            per: *per,
            exponent: *exponent,
        })
    }
}

impl DoseMeasure {
    /// The unit without its power of ten and without what it is per: `mg`, `cells`.
    pub fn base_word(self) -> &'static str {
        self.of.word()
    }

    /// A value of the unit in mg, mL, Gy or things.
    pub fn to_base(self, value: f64) -> f64 {
        scaled(value, self.exponent)
    }

    /// The inverse of [`Self::to_base`].
    pub fn from_base(self, value: f64) -> f64 {
        scaled(value, -self.exponent)
    }
}

impl DoseOf {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Mass => "mg",
            Self::Liquid => "mL",
            Self::Radiation => "Gy",
            Self::Count(word) => word,
        }
    }
}

/// What a unit of a concentration is of, and its power of ten: `mg/mL`, `µg/µL`, `g/L`, `% w/v`, `cells/mL`.
pub(super) fn concentration(text: &str) -> Option<(DoseOf, i32)> {
    // 1 g in 100 mL.
    if bare(text) == "wv" && text.contains('%') {
        return Some((DoseOf::Mass, 1));
    }
    let text = bare(text);
    let volumes = [("ml", 0), ("μl", 3), ("ul", 3), ("l", -3)];
    let mut ways = volumes.iter().flat_map(|(word, exponent)| {
        let start = text.strip_suffix(word);
        let starts = start.map(|start| [start, start.strip_suffix("per").unwrap_or(start)]);
        let starts = starts.into_iter().flatten();
        starts.filter_map(move |start| Some((amount(start)?, *exponent)))
    });
    let of_content =
        |(amount, _): &(&Amount, i32)| matches!(amount.2, DoseOf::Mass | DoseOf::Count(_));
    let (amount, exponent) = ways.find(of_content)?;
    Some((amount.2, amount.3 + exponent))
}

/// A value times a power of ten, without the digits that a binary number adds to it.
pub(super) fn scaled(value: f64, exponent: i32) -> f64 {
    let power = 10f64.powi(exponent.abs());
    tidy(if exponent < 0 {
        value / power
    } else {
        value * power
    })
}

/// A value with 12 significant digits: what was computed from typed numbers shows no more than they have.
pub(super) fn tidy(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_has_one_spelling() {
        for (typed, spelled) in [
            ("MG/KG", "mg/kg"),
            ("mpk", "mg/kg"),
            ("mg / kg", "mg/kg"),
            ("mg·kg-1", "mg/kg"),
            ("mg/kg bw", "mg/kg"),
            ("ug/kg", "µg/kg"),
            ("μg/kg", "µg/kg"),
            ("mcg/mouse", "µg/animal"),
            ("mg per mouse", "mg/animal"),
            ("mg", "mg"),
            ("mg/m2", "mg/m²"),
            ("ml/kg", "mL/kg"),
            ("mL per mouse", "mL/animal"),
            ("gy", "Gy"),
            ("cell", "cells"),
            ("x 10^6 cells", "10⁶ cells"),
            ("10⁶ cells/mouse", "10⁶ cells/animal"),
            ("iu/kg", "IU/kg"),
            ("MBq", "MBq"),
            ("mg/kg/day", "mg/kg/day"),
            ("kg", "kg"),
            ("Gy/kg", "Gy/kg"),
        ] {
            assert_eq!(DoseUnit::new(typed).unwrap().as_str(), spelled, "{typed}");
        }
    }

    #[test]
    fn a_unit_that_is_known_says_what_it_measures() {
        let measure = |unit: &str| DoseUnit::new(unit).unwrap().measure();
        let known = measure("ng/kg").unwrap();
        assert_eq!((known.of, known.per), (DoseOf::Mass, DosePer::Weight));
        assert_eq!(known.to_base(500.0), 0.0005);
        assert_eq!(known.from_base(0.0005), 500.0);
        assert_eq!(measure("µg").unwrap().per, DosePer::Animal);
        assert_eq!(measure("mg/m²").unwrap().per, DosePer::Surface);
        assert_eq!(measure("10^6 cells").unwrap().to_base(5.0), 5e6);
        for unknown in ["mg/kg/day", "MBq", "kg", "Gy/kg", "mmol/kg"] {
            assert_eq!(measure(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn a_unit_of_a_concentration_is_an_amount_in_a_volume() {
        for (typed, of, exponent) in [
            ("mg/mL", DoseOf::Mass, 0),
            ("mg per ml", DoseOf::Mass, 0),
            ("µg/mL", DoseOf::Mass, -3),
            ("ug/ul", DoseOf::Mass, 0),
            ("g/L", DoseOf::Mass, 0),
            ("ng/µL", DoseOf::Mass, -3),
            ("% w/v", DoseOf::Mass, 1),
            ("cells/mL", DoseOf::Count("cells"), 0),
            ("10^6 cells/mL", DoseOf::Count("cells"), 6),
            ("IU/mL", DoseOf::Count("IU"), 0),
        ] {
            assert_eq!(concentration(typed), Some((of, exponent)), "{typed}");
        }
        for unknown in ["%", "mM", "mg/kg", "mL/mL", "Gy/mL", "wv", ""] {
            assert_eq!(concentration(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn no_way_to_write_a_unit_stands_for_two() {
        let ways = |word: &str, others: &[&str]| {
            let others = others.iter().map(|other| (*other).to_owned());
            others.chain([bare(word)]).collect::<Vec<_>>()
        };
        let mut all = Vec::new();
        for (word, others, ..) in AMOUNTS {
            let mut amounts = ways(word, others);
            amounts.dedup();
            for (end, ends, _) in PERS {
                let mut ends = ways(end, ends);
                ends.sort();
                ends.dedup();
                let both = |amount| ends.iter().map(move |end| format!("{amount}{end}"));
                all.extend(amounts.iter().flat_map(both));
            }
        }
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn a_spelled_unit_stays_as_it_is() {
        for (word, ..) in AMOUNTS {
            for (end, ..) in PERS {
                let unit = format!("{word}{end}");
                assert_eq!(spelled(&unit), unit);
            }
        }
    }
}
