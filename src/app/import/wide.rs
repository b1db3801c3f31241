//! Headings that name when, and perhaps what and on which side: `7`, `-1`, `Day 7`, `D7 L`, `TV_7`, `BW day 7`,
//! `Week 2`, `2026-01-22`, `uCT_volume_2026-01-05`, `Baseline`, `D7 RT`, `Endpoint (Day 21)`. One grammar for all.

use super::field::Field;
use super::heading::{Heading, is_joint, normalized, plain};
use super::heading_dates::{WrittenDate, date_in, is_day_word, is_week};
use super::options::DateFormat;
use super::unit::{Scale, Unit};
use chrono::NaiveDate;
use domain::MAX_DAY;

/// When the values of a column were taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ColumnTime {
    /// The time of the row, for columns that tell a side only.
    Row,
    /// A study day.
    Day(f64),
    /// A date.
    Date(NaiveDate),
}

/// What a heading says of the time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum HeadingTime {
    /// A study day.
    Day(f64),
    /// A date, perhaps without its year or in an unknown order.
    Date(WrittenDate),
    /// Before the treatment, without a number.
    Baseline,
    /// A time without a number or date: `Endpoint`.
    Unnumbered,
    /// None: the heading tells a side and a quantity.
    Row,
}

/// A heading that names a time or a side, and perhaps a quantity.
#[derive(Debug, Clone, PartialEq)]
pub struct DayHeading {
    /// The time.
    pub time: HeadingTime,
    /// The date beside a day.
    pub date: Option<WrittenDate>,
    /// The quantity; none if the heading names none.
    pub field: Option<Field>,
    /// What a value is multiplied by, for a unit in the heading.
    pub factor: f64,
    /// The side or number of the tumor, as written.
    pub site: Option<String>,
    /// Whether it is nothing but a number with a fraction, which may be a month and a day.
    pub is_bare_fraction: bool,
    /// Whether a hyphen follows a word, as in `Day-7`: it may be a minus sign or not.
    hyphened: bool,
    /// Whether nothing but a letter stands before the number, as in `W2`, and which: it may be a quantity or a time.
    pub initial: Option<char>,
}

/// Words that say nothing beside a day or a quantity.
const FILLERS: [&str; 23] = [
    "study",
    "tumor",
    "tumour",
    "body",
    "caliper",
    "calliper",
    "calipers",
    "uct",
    "ct",
    "mri",
    "ultrasound",
    "us",
    "measurement",
    "measured",
    "value",
    "at",
    "on",
    "the",
    "raw",
    "in",
    "of",
    "flank",
    "x",
];

/// Words that stand beside a number if `day` or `week` does too, or a word for the end: `Day 21 post treatment`.
const BESIDE_DAY: [&str; 24] = [
    "post",
    "after",
    "since",
    "from",
    "treatment",
    "tx",
    "rx",
    "implant",
    "implantation",
    "inoculation",
    "injection",
    "dosing",
    "dose",
    "first",
    "randomization",
    "randomisation",
    "therapy",
    "visit",
    "time",
    "t",
    "timepoint",
    "dpi",
    "dpt",
    "p",
];

const BASELINE: [&str; 12] = [
    "baseline",
    "bl",
    "pre",
    "pretreatment",
    "pretx",
    "prestudy",
    "predose",
    "predosing",
    "initial",
    "start",
    "enrolment",
    "enrollment",
];

const ENDS: [&str; 8] = [
    "endpoint",
    "end",
    "final",
    "terminal",
    "last",
    "termination",
    "necropsy",
    "sacrifice",
];

const SIDES: [&str; 12] = [
    "r",
    "l",
    "rt",
    "lt",
    "right",
    "left",
    "rf",
    "lf",
    "rhs",
    "lhs",
    "contralateral",
    "ipsilateral",
];

/// Words before the number of a tumor.
const TUMORS: [&str; 6] = ["t", "tumor", "tumour", "site", "lesion", "flank"];

/// Words of columns that are computed from others: they hold no data.
const DERIVED: [&str; 34] = [
    "mean",
    "average",
    "avg",
    "median",
    "sd",
    "stdev",
    "std",
    "sem",
    "se",
    "cv",
    "n",
    "count",
    "sum",
    "tgi",
    "tc",
    "auc",
    "slope",
    "change",
    "fold",
    "ratio",
    "relative",
    "rtv",
    "percent",
    "pct",
    "delta",
    "growth",
    "rate",
    "doubling",
    "log",
    "ln",
    "normalized",
    "normalised",
    "inhibition",
    "rank",
];

/// Whether a heading is that of a column that is computed from others, such as `Mean` or `% change D7`.
pub fn is_derived(heading: &str) -> bool {
    let lower = normalized(heading);
    lower.contains('%')
        || words_of(&lower).any(|word| DERIVED.contains(&word))
        || plain(&lower) == "tc"
}

fn words_of(lower: &str) -> impl Iterator<Item = &str> {
    lower
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
}

/// The columns whose headings name a time: `(column, heading)`. `format` is how dates are written, if not as 2026-01-22.
///
/// `Day-7` can be day 7 or day −7. If such days ascend when read without a sign (`Day-0`, `Day-3`, `Day-7`), the hyphen
/// only joins; else it is a minus, as in `D-1`, `D0`, `D3`: columns are in the order of time.
pub fn day_headings(headings: &[String], format: Option<&DateFormat>) -> Vec<(usize, DayHeading)> {
    let mut parsed: Vec<(usize, Parsed)> = headings
        .iter()
        .enumerate()
        .filter_map(|(column, heading)| Some((column, Parsed::of(heading, format)?)))
        .collect();
    let sides = Sides::of(parsed.iter().map(|(_, parsed)| parsed));
    let hyphened: Vec<f64> = parsed
        .iter()
        .filter(|(_, parsed)| parsed.heading.hyphened)
        .filter_map(|(_, parsed)| match parsed.heading.time {
            HeadingTime::Day(day) => Some(day.abs()),
            _ => None,
        })
        .collect();
    let counts_up = hyphened.is_sorted() && hyphened.first() < hyphened.last();
    if counts_up {
        for (_, parsed) in parsed.iter_mut().filter(|(_, p)| p.heading.hyphened) {
            if let HeadingTime::Day(day) = &mut parsed.heading.time {
                *day = day.abs();
            }
        }
    }
    let settled = |(column, parsed): (usize, Parsed)| Some((column, sides.settle(parsed)?));
    let mut found: Vec<_> = parsed.into_iter().filter_map(settled).collect();
    // `Tag` is German for a day; beside days of other words, or alone, `Tag 2` may be that of an ear.
    let is_tag =
        |column: &usize| words_of(&normalized(&headings[*column])).any(|word| word == "tag");
    let is_day = |heading: &DayHeading| matches!(heading.time, HeadingTime::Day(_));
    let of_days = found.iter().filter(|(_, heading)| is_day(heading));
    let (tags, others): (Vec<_>, Vec<_>) = of_days.partition(|(column, _)| is_tag(column));
    if headings.len() > 1 && (!others.is_empty() || tags.len() == 1) {
        found.retain(|(column, _)| !is_tag(column));
    }
    found
}

/// A heading before it is known what its `L` means, which the other headings tell.
struct Parsed {
    heading: DayHeading,
    /// The bare letters `l`, as written.
    bare_l: Vec<String>,
    has_bare_r: bool,
}

impl Parsed {
    fn of(heading: &str, format: Option<&DateFormat>) -> Option<Self> {
        let divided = Heading::of(heading);
        let scale = divided.scale();
        let lower = normalized(heading);
        if is_derived(&lower) {
            return None;
        }
        let mut text = match scale {
            Some(scale) if scale.unit != Unit::Days || divided.in_brackets => divided.words.clone(),
            None if divided.units.is_empty() || !divided.in_brackets => lower.clone(),
            Some(_) => lower.clone(),
            // A unit in brackets that no field has.
            None => return None,
        };
        let mut parsed = Self {
            heading: DayHeading {
                time: HeadingTime::Row,
                date: None,
                field: None,
                factor: 1.0,
                site: None,
                is_bare_fraction: false,
                hyphened: false,
                initial: None,
            },
            bare_l: Vec::new(),
            has_bare_r: false,
        };
        let (without_unit, inner) = take_inner_unit(&text);
        text = without_unit;
        let scale = scale.or(inner);
        text = parsed.take_sizes(text);
        if let Some((date, rest)) = date_in(&text, format) {
            parsed.heading.time = HeadingTime::Date(date);
            text = rest;
        }
        parsed.take_words(&text, heading)?;
        let weeks = scale
            .filter(|scale| scale.unit == Unit::Days)
            .map(|scale| scale.factor);
        if let (HeadingTime::Day(day), Some(weeks)) = (&mut parsed.heading.time, weeks)
            && !words_of(&text).any(is_week)
        {
            *day *= weeks;
        }
        parsed.take_unit(scale.filter(|scale| scale.unit != Unit::Days))?;
        Some(parsed)
    }

    /// Takes `LxW` as one quantity.
    fn take_sizes(&mut self, text: String) -> String {
        for spelling in ["lxwxh", "l x w x h", "lxw", "l x w", "l*w"] {
            if text.contains(spelling) {
                self.heading.field = Some(Field::Sizes);
                return text.replacen(spelling, " ", 1);
            }
        }
        text
    }

    /// Takes a unit: with the words, it says what is measured.
    fn take_unit(&mut self, scale: Option<Scale>) -> Option<()> {
        let Some(scale) = scale else { return Some(()) };
        self.heading.factor = scale.factor;
        let field = match (self.heading.field, scale.unit) {
            (Some(field), unit) if field.unit() == unit => Some(field),
            (None | Some(Field::Width), Unit::Grams) => Some(Field::Weight),
            (None, Unit::CubicMillimeters) => Some(Field::Volume),
            (None, Unit::Millimeters) if !self.bare_l.is_empty() => None,
            // Two diameters may stand in each cell.
            (None, Unit::Millimeters) => Some(Field::Sizes),
            _ => return None,
        };
        self.heading.field = field;
        Some(())
    }

    fn take_words(&mut self, text: &str, heading: &str) -> Option<()> {
        let parts = parts_of(text);
        let is_number = |part: &Part| matches!(part, Part::Number { .. });
        let has_date = matches!(self.heading.time, HeadingTime::Date(_));
        let words: Vec<&str> = parts.iter().filter_map(Part::word).collect();
        let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
        let weeks = words.iter().any(|word| is_week(word));
        let names_day = weeks
            || words.iter().any(|word| is_day_word(word))
            || has(&["dpi", "dpt"])
            || has(&ENDS)
            || has(&BASELINE)
            || has_date;
        let numbers = parts.iter().filter(|part| is_number(part)).count();
        let mut day = None;
        for (at, part) in parts.iter().enumerate() {
            let before = at.checked_sub(1).map(|before| &parts[before]);
            match part {
                Part::Number { value, sign, .. } => {
                    let before = before.and_then(Part::word);
                    let of_tumor = before.filter(|word| {
                        TUMORS.contains(word) && (numbers == 2 || has_date || *word != "t")
                    });
                    if let Some(word) = of_tumor.filter(|_| sign.is_none()) {
                        let shown = shown_in(heading, word).unwrap_or_else(|| word.to_owned());
                        let joint = if word == "t" { "" } else { " " };
                        self.site(format!("{shown}{joint}{value}"))?;
                        continue;
                    }
                    let is_day =
                        !has_date || before.is_some_and(|word| is_day_word(word) || is_week(word));
                    if day.replace(self.signed(*value, *sign, before)?).is_some() || !is_day {
                        return None;
                    }
                }
                Part::Word(word) => self.word(word, heading, names_day, parts.get(at + 1))?,
            }
        }
        self.settle_time(day, weeks, &words, text)
    }

    fn settle_time(
        &mut self,
        day: Option<f64>,
        weeks: bool,
        words: &[&str],
        text: &str,
    ) -> Option<()> {
        let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
        match (day, self.heading.time) {
            (None, HeadingTime::Date(_)) => {}
            (Some(day), _) => {
                let day = if weeks { day * 7.0 } else { day };
                if day.abs() > MAX_DAY {
                    return None;
                }
                if let HeadingTime::Date(date) = self.heading.time {
                    self.heading.date = Some(date);
                }
                self.heading.time = HeadingTime::Day(day);
                let bare = text.trim().trim_start_matches(['-', '+']);
                self.heading.is_bare_fraction = bare.contains('.') && bare.parse::<f64>().is_ok();
                let mut letters = bare.chars();
                let (letter, rest) = (letters.next(), letters.as_str());
                let alone = letter.filter(|c| c.is_alphabetic() && *c != 'd' && *c != 'x');
                self.heading.initial = alone.filter(|_| {
                    rest.trim_start_matches(['_', ' ', '-'])
                        .parse::<u32>()
                        .is_ok()
                });
            }
            (None, _) if has(&BASELINE) => self.heading.time = HeadingTime::Baseline,
            (None, _) if has(&ENDS) => self.heading.time = HeadingTime::Unnumbered,
            (None, _) => {
                let has_side =
                    self.heading.site.is_some() || self.has_bare_r || !self.bare_l.is_empty();
                let has_length = self.heading.site.is_some() && !self.bare_l.is_empty();
                let has_quantity =
                    self.heading.field.is_some() || self.bare_l.len() > 1 || has_length;
                return (has_side && has_quantity).then_some(());
            }
        }
        Some(())
    }

    /// A number with its sign. After a word the hyphen may only join.
    fn signed(&mut self, value: f64, sign: Option<Sign>, before: Option<&str>) -> Option<f64> {
        match (sign, before) {
            (None | Some(Sign::Plus), _) => Some(value),
            (Some(Sign::AfterSpace), _) | (Some(Sign::Joined), None) => Some(-value),
            (Some(Sign::Joined), Some(word)) => {
                // `TV-7` joins a quantity and a day; `D-7` may mean either.
                let after_day = is_day_word(word) || is_week(word);
                self.heading.hyphened = after_day;
                Some(if after_day { -value } else { value })
            }
        }
    }

    fn word(
        &mut self,
        word: &str,
        heading: &str,
        names_day: bool,
        next: Option<&Part>,
    ) -> Option<()> {
        let is_before_number = matches!(next, Some(Part::Number { .. }));
        match word {
            "l" => self.bare_l.push(shown_in(heading, word)?),
            "r" => {
                self.has_bare_r = true;
                self.site(shown_in(heading, word)?)?;
            }
            word if SIDES.contains(&word) => self.site(shown_in(heading, word)?)?,
            "x" if !is_before_number => return None,
            word if FILLERS.contains(&word) || is_day_word(word) || is_week(word) => {}
            word if BASELINE.contains(&word) || ENDS.contains(&word) => {}
            word if names_day && BESIDE_DAY.contains(&word) => {}
            word if TUMORS.contains(&word) && is_before_number => {}
            word => {
                let quantity = quantity(word)?;
                if self.heading.field.replace(quantity).is_some() {
                    return None;
                }
            }
        }
        Some(())
    }

    fn site(&mut self, site: String) -> Option<()> {
        self.heading.site.replace(site).is_none().then_some(())
    }
}

/// A heading without a unit between its other words, and that unit: `TV_mm3_D7`.
fn take_inner_unit(text: &str) -> (String, Option<Scale>) {
    for unit in ["mm3", "cm3", "ml", "\u{b5}l", "ul", "mm", "cm"] {
        let at = text.find(unit);
        let is_apart = |at: &usize| {
            let before = text[..*at].chars().next_back();
            let after = text[*at + unit.len()..].chars().next();
            before.is_none_or(is_joint) && after.is_none_or(is_joint)
        };
        if let Some(at) = at.filter(is_apart) {
            let rest = format!("{} {}", &text[..at], &text[at + unit.len()..]);
            return (rest, Unit::named(unit).flatten());
        }
    }
    (text.to_owned(), None)
}

/// What the headings of a file say together of their sides.
struct Sides {
    /// A heading has the bare letter `R`.
    has_r: bool,
    /// A heading has a width.
    has_width: bool,
}

impl Sides {
    fn of<'a>(parsed: impl Iterator<Item = &'a Parsed>) -> Self {
        let mut sides = Self {
            has_r: false,
            has_width: false,
        };
        for parsed in parsed {
            sides.has_r |= parsed.has_bare_r;
            sides.has_width |= parsed.heading.field == Some(Field::Width);
        }
        sides
    }

    /// Decides what `L` means: the left beside headings with `R`, else the length. None where it can be neither.
    fn settle(&self, parsed: Parsed) -> Option<DayHeading> {
        let Parsed {
            mut heading,
            bare_l,
            ..
        } = parsed;
        let is_row = heading.time == HeadingTime::Row;
        match bare_l.as_slice() {
            [] => {}
            [l] => {
                let is_side = heading.site.is_none()
                    && (heading.field.is_some() || (self.has_r && !self.has_width));
                if is_side {
                    heading.site = Some(l.clone());
                } else if heading.field.replace(Field::Length).is_some() {
                    return None;
                }
            }
            [l, _] if heading.site.is_none() && heading.field.is_none() => {
                heading.site = Some(l.clone());
                heading.field = Some(Field::Length);
            }
            _ => return None,
        }
        let is_told = !is_row || (heading.site.is_some() && heading.field.is_some());
        is_told.then_some(heading)
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Sign {
    Plus,
    /// A minus directly behind a word, or in front of everything.
    Joined,
    AfterSpace,
}

/// A word or a number of a heading.
enum Part {
    Word(String),
    Number { value: f64, sign: Option<Sign> },
}

impl Part {
    fn word(&self) -> Option<&str> {
        match self {
            Self::Word(word) => Some(word),
            Self::Number { .. } => None,
        }
    }
}

fn parts_of(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    let mut before = String::new();
    while let Some(c) = rest.chars().next() {
        let run = |is: &dyn Fn(char) -> bool| rest.find(|c: char| !is(c)).unwrap_or(rest.len());
        if c.is_ascii_digit() {
            let end = run(&|c| c.is_ascii_digit() || c == '.');
            let digits = rest[..end].trim_end_matches('.');
            let value = digits.parse().unwrap_or(f64::INFINITY);
            let sign = match before.chars().next_back() {
                Some('-') => Some(match before.trim_end_matches('-').is_empty() {
                    true => Sign::Joined,
                    false => Sign::AfterSpace,
                }),
                Some('+') => Some(Sign::Plus),
                _ => None,
            };
            parts.push(Part::Number { value, sign });
            before.clear();
            rest = &rest[end..];
        } else if c.is_alphabetic() {
            let end = run(&char::is_alphabetic);
            parts.push(Part::Word(rest[..end].to_owned()));
            before.clear();
            rest = &rest[end..];
        } else {
            before.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    parts
}

/// A word as the heading spells it.
fn shown_in(heading: &str, word: &str) -> Option<String> {
    let runs = heading.split(|c: char| !c.is_alphabetic());
    let mut same = runs.filter(|run| run.to_lowercase() == word);
    same.next().map(str::to_owned)
}

fn quantity(word: &str) -> Option<Field> {
    let (field, _) =
        Field::meant_by(word).or_else(|| (word == "v").then_some((Field::Volume, 0)))?;
    field.is_value().then_some(field)
}
