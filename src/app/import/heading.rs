//! What a heading means: a field by the words of `field`, a unit, or a day counted from something.

use super::field::{Field, WEAK};
use super::unit::{Scale, Unit};

/// A heading as words and units.
#[derive(Debug, Clone, PartialEq)]
pub struct Heading {
    /// All of it in lower case, without the signs of its units: `tumor size (mm3)`.
    pub whole: String,
    /// The same without the units in brackets or behind it: `tumor size`.
    pub words: String,
    /// The units, as written.
    pub units: Vec<String>,
    /// Whether a unit stands in brackets: a word behind others may be no unit.
    pub in_brackets: bool,
}

/// What a heading means by itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Meaning {
    /// Nothing that is known.
    Unknown,
    /// A field.
    Field {
        /// The field.
        field: Field,
        /// How exact its spelling is: the lowest wins.
        rank: usize,
        /// What a number of the column is multiplied by.
        factor: f64,
    },
    /// A field in a unit that it cannot have.
    WrongUnit {
        /// The field.
        field: Field,
        /// The unit as written.
        unit: String,
    },
}

/// Spellings of units and marks, and the one that is looked up.
const SPELLINGS: [(&str, &str); 15] = [
    ("mm^3", "mm3"),
    ("cm^3", "cm3"),
    ("mm 3", "mm3"),
    ("cm 3", "cm3"),
    ("cu mm", "mm3"),
    ("cu. mm", "mm3"),
    ("cu cm", "cm3"),
    ("cubic mm", "mm3"),
    ("cubic cm", "cm3"),
    ("cubic millimeters", "mm3"),
    ("cubic centimeters", "cm3"),
    ("µm3", "µm3 "),
    ("×", "x"),
    ("−", "-"),
    ("–", "-"),
];

/// Words that name nothing by themselves: the unit beside them says what is measured.
const NEUTRAL: [&str; 12] = [
    "",
    "tumor",
    "tumour",
    "size",
    "tumorsize",
    "tumoursize",
    "value",
    "v",
    "measurement",
    "caliper",
    "result",
    "tumorburden",
];

/// Words that may stand beside `day` or `week` in the heading of a column of days.
const DAY_CONTEXT: [&str; 60] = [
    "of",
    "the",
    "no",
    "nr",
    "number",
    "post",
    "after",
    "since",
    "into",
    "from",
    "on",
    "at",
    "in",
    "study",
    "treatment",
    "treat",
    "treated",
    "tx",
    "rx",
    "therapy",
    "dosing",
    "dose",
    "first",
    "implant",
    "implantation",
    "implanted",
    "inoculation",
    "inoculated",
    "injection",
    "injected",
    "engraftment",
    "transplant",
    "transplantation",
    "graft",
    "grafting",
    "tumor",
    "tumour",
    "cell",
    "cells",
    "randomization",
    "randomisation",
    "enrolment",
    "enrollment",
    "start",
    "initiation",
    "begin",
    "beginning",
    "age",
    "time",
    "elapsed",
    "measurement",
    "visit",
    "p",
    "i",
    "relative",
    "experimental",
    "experiment",
    "protocol",
    "challenge",
    "to",
];

/// The text of a heading in lower case, with one spelling of each unit and mark.
pub fn normalized(heading: &str) -> String {
    let mut text = heading
        .trim()
        .to_lowercase()
        .replace('³', "3")
        .replace('μ', "µ");
    for (spelling, one) in SPELLINGS {
        if text.contains(spelling) {
            text = text.replace(spelling, one);
        }
    }
    text
}

impl Heading {
    /// Divides a heading.
    pub fn of(heading: &str) -> Self {
        let whole = normalized(heading);
        let mut words = whole.clone();
        let mut units = Vec::new();
        for (open, close) in [('(', ')'), ('[', ']'), ('{', '}')] {
            let Some(start) = words.find(open) else {
                continue;
            };
            let Some(length) = words[start..].find(close) else {
                continue;
            };
            let inner = words[start + 1..start + length].trim().to_owned();
            if Unit::named(&inner).is_some() {
                units.push(inner);
                words.replace_range(start..=start + length, " ");
            }
        }
        let in_brackets = !units.is_empty();
        let trimmed = words.trim_end_matches(is_joint).trim_start().to_owned();
        if let Some((before, last)) = trimmed.rsplit_once(is_joint)
            && units.is_empty()
            && before.chars().any(char::is_alphanumeric)
            && Unit::named(last).is_some()
            && Field::meant_by(&plain(&trimmed)).is_none()
        {
            units.push(last.to_owned());
            words = before.trim_end_matches(is_joint).to_owned();
        } else {
            words = trimmed;
        }
        Self {
            whole,
            words,
            units,
            in_brackets,
        }
    }

    /// The only unit, if the program has it.
    pub fn scale(&self) -> Option<Scale> {
        match self.units.as_slice() {
            [one] => Unit::named(one).flatten(),
            _ => None,
        }
    }

    /// What the heading means.
    pub fn meaning(&self) -> Meaning {
        let whole = plain(&self.whole);
        if let Some((field, rank)) = Field::meant_by(&whole) {
            return Meaning::Field {
                field,
                rank,
                factor: 1.0,
            };
        }
        if let Some(factor) = days_in(&self.whole) {
            return Meaning::Field {
                field: Field::Day,
                rank: DAY_WORDS_RANK,
                factor,
            };
        }
        let named = self
            .spellings()
            .find_map(|words| Field::meant_by(&plain(&words)));
        let counted = || match self.scale() {
            Some(scale) if scale.unit == Unit::Days => {
                is_context(&self.words).then_some((Field::Day, DAY_WORDS_RANK))
            }
            _ => None,
        };
        match named.or_else(counted) {
            Some((field, rank)) => self.in_its_unit(field, rank),
            None => self.by_unit(),
        }
    }

    /// The fields that the heading means where no other column does, with their ranks.
    pub fn weak_meanings(&self) -> Vec<(Field, usize)> {
        let fits = |(field, _): &(Field, usize)| {
            self.units.is_empty()
                || self.scale().is_some_and(|scale| scale.unit == field.unit())
                || field.unit() == Unit::None
        };
        let whole = plain(&self.whole);
        let mut found: Vec<_> = Field::weakly_meant_by(&whole).collect();
        for words in self.spellings() {
            found.extend(Field::weakly_meant_by(&plain(&words)).filter(fits));
        }
        // `Tag` is the day of a German file.
        if whole == "tag" {
            found.push((Field::Day, WEAK));
        }
        found.dedup();
        found
    }

    /// The words, and the words without what explains them: a formula in brackets, what follows `=`.
    fn spellings(&self) -> impl Iterator<Item = String> {
        let (before, _) = self.words.split_once('=').unwrap_or((&self.words, ""));
        let bare = without_formula(before);
        [Some(self.words.clone()), bare].into_iter().flatten()
    }

    fn in_its_unit(&self, field: Field, rank: usize) -> Meaning {
        let fits = |unit: &String| {
            Unit::named(unit)
                .flatten()
                .is_some_and(|scale| scale.unit == field.unit())
        };
        if self.units.iter().all(fits) {
            let factor = self.scale().map_or(1.0, |scale| scale.factor);
            return Meaning::Field {
                field,
                rank,
                factor,
            };
        }
        match self.by_unit() {
            Meaning::Unknown if self.in_brackets || field.unit() != Unit::None => {
                Meaning::WrongUnit {
                    field,
                    unit: self.units.join(" "),
                }
            }
            other => other,
        }
    }

    /// What the unit says, beside words that say nothing of their own.
    fn by_unit(&self) -> Meaning {
        let words = plain(&self.words);
        let unit = match self.scale() {
            Some(scale) => scale,
            // A heading that is a unit and nothing else.
            None => match Unit::named(&words).flatten() {
                Some(scale) if self.units.is_empty() && words.len() > 1 => scale,
                _ => return Meaning::Unknown,
            },
        };
        let is_neutral = NEUTRAL.contains(&words.as_str()) || Unit::named(&words).is_some();
        let field = match unit.unit {
            Unit::CubicMillimeters if is_neutral => Field::Volume,
            Unit::Grams
                if matches!(
                    words.as_str(),
                    "" | "w" | "value" | "result" | "measurement"
                ) =>
            {
                Field::Weight
            }
            Unit::Days if words.is_empty() => Field::Day,
            _ => return Meaning::Unknown,
        };
        Meaning::Field {
            field,
            rank: DAY_WORDS_RANK,
            factor: unit.factor,
        }
    }
}

/// The rank of a field that is told by a rule and not by a listed spelling.
const DAY_WORDS_RANK: usize = 500;

/// How many days one of the column is, if its heading counts days or weeks: `days post implant`, `treatment week`.
fn days_in(lower: &str) -> Option<f64> {
    if !is_context(&lower.replace("day", " ").replace("week", " ")) && lower.contains("age") {
        return None;
    }
    let mut factor = None;
    for word in tokens(lower) {
        match word {
            "day" | "days" => factor = Some(1.0),
            "week" | "weeks" | "wk" | "wks" => factor = Some(7.0),
            word if DAY_CONTEXT.contains(&word) => {}
            _ => return None,
        }
    }
    factor
}

/// Whether words beside a unit of time count from something: `time`, `tumor age`; the age of an animal does not.
fn is_context(words: &str) -> bool {
    let has = |wanted: &[&str]| tokens(words).any(|word| wanted.contains(&word));
    let all = tokens(words).all(|word| DAY_CONTEXT.contains(&word));
    !words.is_empty() && all && (!has(&["age"]) || has(&["tumor", "tumour"]))
}

/// The letters of a text in runs.
pub fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// A heading without a formula in brackets and what follows it: `tumor volume (lxwxw)/2`; none if it has none.
fn without_formula(words: &str) -> Option<String> {
    let start = words.find('(')?;
    let end = words.rfind(')')?;
    let is_of_formula = |c: char| {
        c.is_ascii_digit()
            || c.is_whitespace()
            || matches!(
                c,
                'l' | 'w'
                    | 'h'
                    | 'd'
                    | 'a'
                    | 'b'
                    | 'x'
                    | '*'
                    | '^'
                    | '/'
                    | '.'
                    | '+'
                    | '('
                    | ')'
                    | '²'
                    | 'π'
                    | ','
                    | '-'
            )
    };
    let inner = words.get(start..)?;
    let is_formula = end > start && inner.chars().all(is_of_formula);
    is_formula.then(|| words[..start].trim().to_owned())
}

pub fn is_joint(c: char) -> bool {
    c.is_whitespace() || matches!(c, '_' | '.' | '-' | ',' | '/' | ':')
}

/// A heading in lower case without the units in brackets or behind it.
pub fn without_units(heading: &str) -> String {
    Heading::of(heading).words
}

/// The letters and digits of a text: two spellings of a heading are compared by these.
pub fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}
