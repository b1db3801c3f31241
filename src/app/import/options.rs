//! What a user can say about a file besides the file itself.

use chrono::NaiveDate;

use super::field::Field;
use crate::file_problems::ImportError;
use domain::{DecimalMark, Invalid, Reason, Species, printable};

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
    /// Fields of columns whose headings do not name them: (field, heading).
    pub map: Vec<(Field, String)>,
    /// The mark before the fraction of a number.
    pub decimal: DecimalMark,
    /// How dates that are not 2026-01-22 are written.
    pub date_format: Option<DateFormat>,
    /// The delimiter of a text file; none: found in its headings.
    pub delimiter: Option<u8>,
    /// The encoding of a text file that is not UTF-8, by its name on the web.
    pub encoding: Option<String>,
    /// The sheet of a workbook; none: the first one with cells.
    pub sheet: Option<String>,
    /// The line or row of the headings, from 1; none: the first one that is not blank.
    pub header_row: Option<u32>,
    /// Whether the saved results of formulas in a workbook are taken.
    pub cached_formulas: bool,
    /// What columns of a wide file hold whose headings name nothing but a day.
    pub wide: WideValue,
    /// Whether arms are made that an existing study does not have.
    pub new_arms: bool,
    /// Whether animals are made that an existing study does not have.
    pub new_animals: bool,
    /// Whether length and width are swapped if the width is larger.
    pub swap: bool,
    /// Why values of the file replace those that an existing study has; none: a value that differs is a problem.
    pub update: Option<Reason>,
    /// Whether bad values are left out and listed; otherwise they refuse the import.
    pub skip_bad: bool,
}

/// What columns of a wide file hold whose headings name nothing but a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WideValue {
    /// Tumor volumes in mm³.
    #[default]
    Volume,
    /// Body weights in g.
    Weight,
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

/// How dates are written: `DD.MM.YYYY`, `M/D/YY`, `DD-MMM-YYYY`, or with the codes of strftime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateFormat(String);

impl DateFormat {
    /// The date of a text; none if the text has another format.
    pub fn read(&self, text: &str) -> Option<NaiveDate> {
        NaiveDate::parse_from_str(text.trim(), &self.0).ok()
    }
}

impl std::str::FromStr for DateFormat {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let codes = match text.contains('%') {
            true => text.to_owned(),
            false => codes_of(&text.to_uppercase()),
        };
        let format = Self(codes);
        // A format that does not determine a day cannot read back what it writes.
        let day = NaiveDate::from_ymd_opt(2026, 1, 22);
        let items = chrono::format::StrftimeItems::new(&format.0);
        let written = items.parse().ok().and_then(|items| {
            let mut written = String::new();
            let day = day?;
            use std::fmt::Write as _;
            write!(written, "{}", day.format_with_items(items.iter())).ok()?;
            Some(written)
        });
        match written.and_then(|w| format.read(&w)) == day {
            true => Ok(format),
            false => Err(Invalid::new(
                "date format",
                text,
                "does not contain year, month and day",
                "write it like DD.MM.YYYY or M/D/YY",
            )),
        }
    }
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

/// Reads `field=heading`.
///
/// # Errors
///
/// Refuses a field that is not known, naming those that are.
pub fn parse_map(text: &str) -> Result<(Field, String), ImportError> {
    let hint = "write field=heading, such as volume=\"Tumour size\"";
    let Some((field, heading)) = text.split_once('=') else {
        return Err(ImportError::Undecided {
            why: format!(
                "`{}` does not say which heading is which field",
                printable(text)
            ),
            remedy: hint.into(),
        });
    };
    Ok((field.parse()?, heading.trim().to_owned()))
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
        for bad in ["", "DD.MM", "%Q", "%", "YYYY", "%H:%M"] {
            assert!(bad.parse::<DateFormat>().is_err(), "{bad}");
        }
    }

    #[test]
    fn maps_name_a_field_and_a_heading() {
        assert_eq!(
            parse_map("volume=Tumour size").unwrap(),
            (Field::Volume, "Tumour size".into())
        );
        assert!(parse_map("volume").is_err());
        let error = parse_map("colour=x").unwrap_err();
        let Remedy::Plain(remedy) = error.remedy() else {
            panic!("{error}");
        };
        assert!(remedy.starts_with("one of study, animal, arm"), "{remedy}");
    }
}
