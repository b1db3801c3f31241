//! How a file would be read without its problems, as far as they show it. It is a proposal: what it would make is shown
//! before anything is written.

use chrono::Datelike;

use super::options::DateFormat;
use crate::file_problems::Problems;
use domain::{DecimalMark, ImportRemedy, Remedy};

/// Settings of an import that its problems suggest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proposed {
    /// The decimal mark that the refused numbers have.
    pub decimal: Option<DecimalMark>,
    /// The only usual format that all refused dates have.
    pub dates: Option<&'static str>,
}

/// The formats that are tried. With points the day comes first everywhere; with slashes or hyphens it may be the month.
const FORMATS: [&str; 8] = [
    "DD.MM.YYYY",
    "DD.MM.YY",
    "DD/MM/YYYY",
    "MM/DD/YYYY",
    "DD-MM-YYYY",
    "MM-DD-YYYY",
    "YYYY/MM/DD",
    "DD MMM YYYY",
];

impl Proposed {
    /// What these problems suggest.
    pub fn by(problems: &Problems) -> Self {
        let mut decimal = None;
        let mut dates: Vec<&str> = Vec::new();
        for problem in problems.listed() {
            match &problem.remedy {
                Remedy::StateDecimalMark(mark) => decimal = Some(*mark),
                Remedy::Import(ImportRemedy::NameDateFormat) => dates.push(&problem.value),
                _ => {}
            }
        }
        Self {
            decimal,
            dates: format_of(&dates),
        }
    }
}

/// The only format that reads all dates.
fn format_of(dates: &[&str]) -> Option<&'static str> {
    let reads_all = |format: &&&str| {
        format.parse::<DateFormat>().is_ok_and(|format| {
            let read = |date: &&str| format.read(date);
            let is_near = |year: i32| (1950..2100).contains(&year);
            dates
                .iter()
                .all(|date| read(date).is_some_and(|day| is_near(day.year())))
        })
    };
    let mut formats = FORMATS.iter().filter(reads_all);
    let first = formats.next().filter(|_| !dates.is_empty())?;
    formats.next().is_none().then_some(*first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_proposed_only_if_no_other_reads_the_dates() {
        for (dates, format) in [
            (&["23.11.2026", "1.2.2026"][..], Some("DD.MM.YYYY")),
            (&["23.11.26"], Some("DD.MM.YY")),
            (&["23/11/2026", "02/01/2026"], Some("DD/MM/YYYY")),
            (&["02/23/2026"], Some("MM/DD/YYYY")),
            (&["02/01/2026"], None),
            (&["23.11.2026", "02/01/2026"], None),
            (&[], None),
        ] {
            assert_eq!(format_of(dates), format, "{dates:?}");
        }
    }
}
