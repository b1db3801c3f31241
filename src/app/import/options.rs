//! What a user can say about a file besides the file itself.

use std::fmt::Write as _;

use chrono::{Datelike as _, NaiveDate};

use super::field::Field;
use super::heading::normalized;
use super::marks::Code;
use super::unit::{Scale, Unit};
use crate::file_problems::ImportError;
use domain::{DecimalMark, Invalid, Reason, Species, parse_number, printable};

/// How to read a file, and where to put it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ImportOptions {
    /// The study: one value of the file's study column, or the name for all its rows.
    pub study: Option<String>,
    /// Why; needed where the results of entries that are there change.
    pub reason: Option<Reason>,
    /// Day 0 of a study that has none yet.
    pub day0: Option<NaiveDate>,
    /// Whether a file without dates is of a study that is running: its last day is today.
    pub running: bool,
    /// The study day of all rows, for a file without days.
    pub day: Option<f64>,
    /// The species of the studies that are made, which plausible values follow; none: that of the folder, else mouse.
    pub species: Option<Species>,
    /// The control arm of the studies that are made.
    pub control: Option<String>,
    /// Columns whose headings do not say what they hold: (what, heading). A field with an empty heading has no column.
    pub map: Vec<(MapTarget, String)>,
    /// Headings of columns that are not read.
    pub leave_out: Vec<String>,
    /// Units of fields whose columns do not name them.
    pub units: Vec<(Field, Scale)>,
    /// The mark before the fraction of a number; none: a point, and what can be a thousands mark is asked about.
    pub decimal: Option<DecimalMark>,
    /// How dates that are not 2026-01-22 are written.
    pub date_format: Option<DateFormat>,
    /// What words in cells of values stand for, beside the usual ones: the word as `marks` spells it.
    pub codes: Vec<(String, Code)>,
    /// What a row of the file is; none: found in its headings.
    pub layout: Option<WhatARowIs>,
    /// The delimiter of a text file; none: found in its headings.
    pub delimiter: Option<u8>,
    /// The encoding of a text file that is not UTF-8, by its name on the web.
    pub encoding: Option<String>,
    /// The sheet of a workbook, or `all`; none: the only one that can be read.
    pub sheet: Option<String>,
    /// The lines or rows of the headings; none: found.
    pub heading_rows: Option<HeadingRows>,
    /// The cells that are read; none: all.
    pub range: Option<CellRange>,
    /// Fields whose blank cells have the value of the cell above.
    pub fill_down: Vec<Field>,
    /// Whether animals without an arm are meant to have none.
    pub no_arms: bool,
    /// Whether the file lists animals and holds no values.
    pub roster: bool,
    /// Whether the saved results of formulas in a workbook are taken.
    pub cached_formulas: bool,
    /// What columns of a wide file hold whose headings name nothing but a day; none: what sheet, title or file name
    /// tell, else volumes.
    pub wide: Option<WideValue>,
    /// Whether arms are made that an existing study does not have.
    pub new_arms: bool,
    /// Whether animals are made that an existing study does not have.
    pub new_animals: bool,
    /// Whether length and width are swapped if the width is larger.
    pub swap: bool,
    /// Whether sizes of 1 × 1 mm are taken for a tumor that is not palpable.
    pub one_by_one_not_palpable: bool,
    /// Why values of the file replace those that an existing study has; none: a value that differs is a problem.
    pub update: Option<Reason>,
    /// Whether bad values are left out and listed; otherwise they refuse the import.
    pub skip_bad: bool,
}

impl ImportOptions {
    /// The settings of a profile that are given here, and that a profile leaves as they are.
    pub fn given(&self) -> Vec<&'static str> {
        let given = [
            ("map", !self.map.is_empty()),
            ("decimal", self.decimal.is_some()),
            ("date-format", self.date_format.is_some()),
            ("sheet", self.sheet.is_some()),
            ("header-rows", self.heading_rows.is_some()),
            ("wide", self.wide.is_some()),
            ("codes", !self.codes.is_empty()),
            ("unit", !self.units.is_empty()),
        ];
        let given = given.into_iter().filter(|(_, is_given)| *is_given);
        given.map(|(name, _)| name).collect()
    }
}

/// Names all sheets of a workbook.
pub const ALL_SHEETS: &str = "all";

/// The rows in which headings stand, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeadingRows {
    /// The first.
    pub first: u32,
    /// The last.
    pub last: u32,
}

/// The most rows whose headings are joined.
const MAX_HEADING_ROWS: u32 = 5;

impl std::str::FromStr for HeadingRows {
    type Err = Invalid;

    /// Reads `2` or `1-2`.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let number = |part: &str| part.trim().parse::<u32>().ok().filter(|row| *row > 0);
        match (number(first), number(last)) {
            (Some(first), Some(last)) if first <= last && last - first < MAX_HEADING_ROWS => {
                Ok(Self { first, last })
            }
            _ => Err(Invalid::new(
                "heading rows",
                text,
                "are no rows",
                "count from 1, such as 3, or 1-2 for headings in two rows",
            )),
        }
    }
}

/// A rectangle of cells, as spreadsheets write it: `B3:H20`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellRange {
    /// Its rows, from 1.
    pub rows: (u32, u32),
    /// Its columns, from 0.
    pub columns: (usize, usize),
}

impl std::str::FromStr for CellRange {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let cell = |part: &str| {
            let part = part.trim().replace('$', "").to_uppercase();
            let digits = part.find(|c: char| c.is_ascii_digit())?;
            let (letters, row) = part.split_at(digits);
            let is_column =
                (1..=3).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_uppercase());
            let column = letters
                .bytes()
                .fold(0, |sum, b| sum * 26 + usize::from(b - b'A') + 1);
            let row = row.parse::<u32>().ok().filter(|row| *row > 0)?;
            is_column.then(|| (row, column - 1))
        };
        let parts = text
            .split_once(':')
            .and_then(|(a, b)| Some((cell(a)?, cell(b)?)));
        match parts {
            Some((from, to)) if from.0 <= to.0 && from.1 <= to.1 => Ok(Self {
                rows: (from.0, to.0),
                columns: (from.1, to.1),
            }),
            _ => Err(Invalid::new(
                "range",
                text,
                "is no range of cells",
                "write it like B3:H20",
            )),
        }
    }
}

/// What a row of a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhatARowIs {
    /// A reading, with its day in a column.
    Reading,
    /// An animal, with a column per day.
    Animal,
    /// A day, with a column per animal.
    Day,
}

/// What columns of a wide file hold whose headings name nothing but a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WideValue {
    /// Tumor volumes in mm³.
    Volume,
    /// Body weights in g.
    Weight,
}

impl WideValue {
    /// The field of the values.
    pub fn field(self) -> Field {
        match self {
            Self::Volume => Field::Volume,
            Self::Weight => Field::Weight,
        }
    }
}

impl std::str::FromStr for WideValue {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text.trim().to_lowercase().as_str() {
            "volume" => Ok(Self::Volume),
            "weight" => Ok(Self::Weight),
            _ => Err(Invalid::new(
                "wide",
                text,
                "is not known",
                "one of volume, weight",
            )),
        }
    }
}

/// How dates are written: `DD.MM.YYYY`, `M/D/YY`, `DD-MMM-YYYY`, without a year as `M.DD`, or with the codes of
/// strftime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateFormat {
    codes: String,
    has_year: bool,
}

impl DateFormat {
    /// The date of a text; none if the text has another format, or the format has no year.
    pub fn read(&self, text: &str) -> Option<NaiveDate> {
        let date = NaiveDate::parse_from_str(text.trim(), &self.codes);
        date.ok().filter(|_| self.has_year)
    }

    /// Month and day of a text, by a format without a year.
    pub fn read_without_year(&self, text: &str) -> Option<(u32, u32)> {
        if self.has_year {
            return None;
        }
        // A leap year, for the 29th of February.
        let (text, codes) = (
            format!("{} 2024", text.trim()),
            format!("{} %Y", self.codes),
        );
        let date = NaiveDate::parse_from_str(&text, &codes).ok()?;
        Some((date.month(), date.day()))
    }
}

impl std::str::FromStr for DateFormat {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let codes = match text.contains('%') {
            true => text.to_owned(),
            false => codes_of(&text.to_uppercase()),
        };
        // A format that does not determine a day cannot read back what it writes.
        let written = written_day(&codes);
        let reads_back = |has_year: bool| {
            let format = Self {
                codes: codes.clone(),
                has_year,
            };
            let written = written.as_deref()?;
            let is_read = match has_year {
                true => format.read(written) == a_day(),
                false => format.read_without_year(written) == Some((1, 22)),
            };
            is_read.then_some(format)
        };
        reads_back(true)
            .or_else(|| reads_back(false))
            .ok_or_else(|| {
                Invalid::new(
                    "date format",
                    text,
                    "does not contain month and day",
                    "write it like DD.MM.YYYY or M/D/YY, or without a year like M.DD",
                )
            })
    }
}

fn a_day() -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2026, 1, 22)
}

/// A day as a format writes it; none if the format is none.
fn written_day(codes: &str) -> Option<String> {
    let items = chrono::format::StrftimeItems::new(codes).parse().ok()?;
    let mut written = String::new();
    write!(written, "{}", a_day()?.format_with_items(items.iter())).ok()?;
    Some(written)
}

/// The letters of a format as strftime codes.
fn codes_of(letters: &str) -> String {
    [
        ("YYYY", "%_"),
        ("YY", "%y"),
        ("%_", "%Y"),
        ("MMM", "%b"),
        ("MM", "%m"),
        ("M", "%m"),
        ("DD", "%d"),
        ("D", "%d"),
    ]
    .into_iter()
    .fold(letters.to_owned(), |text, (from, to)| {
        text.replace(from, to)
    })
}

/// What a column is said to hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MapTarget {
    /// A field.
    Field(Field),
    /// A value on a study day, in a file with a column per day.
    OnDay(Field, f64),
}

impl std::str::FromStr for MapTarget {
    type Err = Invalid;

    /// Reads `field`, or `value@day` as in `volume@21`.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let Some((field, day)) = text.split_once('@') else {
            return text.parse().map(Self::Field);
        };
        let field: Field = field.parse()?;
        if !field.is_value() {
            let hint = "only sizes, volume and weight are of a day, such as volume@21";
            return Err(Invalid::new("field", text, "has no day of its own", hint));
        }
        let day = parse_number("day", day, DecimalMark::Point)?;
        Ok(Self::OnDay(field, day))
    }
}

/// Reads `field=heading`.
///
/// # Errors
///
/// Refuses a field that is not known, naming those that are.
pub fn parse_map(text: &str) -> Result<(MapTarget, String), ImportError> {
    let hint = "write field=heading, such as volume=\"Tumour size\"";
    let Some((target, heading)) = text.split_once('=') else {
        return Err(ImportError::Undecided {
            why: format!(
                "`{}` does not say which heading is which field",
                printable(text)
            ),
            remedy: hint.into(),
        });
    };
    Ok((target.parse()?, heading.trim().to_owned()))
}

/// Reads `field=unit`, such as `volume=cm3`.
///
/// # Errors
///
/// Refuses a field that is not known, and a unit that it cannot have.
pub fn parse_unit(text: &str) -> Result<(Field, Scale), ImportError> {
    let (field, unit) = text.split_once('=').unwrap_or((text, ""));
    let field: Field = field.parse()?;
    let named = Unit::named(&normalized(unit)).flatten();
    let fitting = named.filter(|scale| scale.unit == field.unit() && scale.unit != Unit::None);
    fitting.map(|scale| (field, scale)).ok_or_else(|| {
        let hint = "write it like volume=cm3, length=cm, weight=kg or day=weeks";
        Invalid::new("unit", text, "is no unit of this field", hint).into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Remedy;

    #[test]
    fn date_formats_use_letters_for_parts() {
        for (format, text) in [
            ("DD.MM.YYYY", "22.01.2026"),
            ("D.M.YY", "22.1.26"),
            ("m/d/yyyy", "1/22/2026"),
            ("dd-mmm-yyyy", "22-Jan-2026"),
            ("%d %B %Y", "22 January 2026"),
        ] {
            let format: DateFormat = format.parse().unwrap();
            assert_eq!(
                format.read(text),
                NaiveDate::from_ymd_opt(2026, 1, 22),
                "{text}"
            );
        }
        for bad in ["", "DD", "%Q", "%", "YYYY", "%H:%M"] {
            assert!(bad.parse::<DateFormat>().is_err(), "{bad}");
        }
    }

    #[test]
    fn maps_name_a_field_and_a_heading() {
        assert_eq!(
            parse_map("volume=Tumour size").unwrap(),
            (MapTarget::Field(Field::Volume), "Tumour size".into())
        );
        assert_eq!(
            parse_map("volume@21=Endpoint").unwrap(),
            (MapTarget::OnDay(Field::Volume, 21.0), "Endpoint".into())
        );
        assert!(parse_map("arm@21=x").is_err());
        assert!(parse_map("volume").is_err());
        let error = parse_map("colour=x").unwrap_err();
        let Remedy::Plain(remedy) = error.remedy() else {
            panic!("{error}");
        };
        assert!(remedy.starts_with("one of study, animal, arm"), "{remedy}");
    }
}
