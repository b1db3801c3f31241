//! What an import has to say when something is wrong: the place, the value, the reason, the remedy.

use std::fmt;

use serde::Serialize;

use domain::{ImportRemedy, Invalid, Remedy, counted, printable};

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The file's name as it was given.
    pub file: String,
    /// The sheet of a workbook; none in a text file.
    pub sheet: Option<String>,
    /// The line of a text file or the row of a sheet, from 1.
    pub row: u32,
    /// The column, where one is meant.
    pub column: Option<ColumnPlace>,
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ColumnPlace {
    /// From 0.
    pub index: usize,
    /// The heading as it stands in the file; empty where there is none.
    pub heading: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        match (&self.sheet, &self.column) {
            (None, None) => write!(f, ", line {}", self.row),
            (None, Some(column)) => write!(f, ", line {}, {column}", self.row),
            (Some(sheet), None) => write!(f, ", sheet `{sheet}`, row {}", self.row),
            (Some(sheet), Some(column)) => {
                let letters = column_letters(column.index);
                write!(f, ", sheet `{sheet}`, cell {letters}{}", self.row)?;
                match column.heading.as_str() {
                    "" => Ok(()),
                    heading => write!(f, " (`{heading}`)"),
                }
            }
        }
    }
}

impl fmt::Display for ColumnPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.heading.as_str() {
            "" => write!(f, "column {}", self.index + 1),
            heading => write!(f, "column `{heading}`"),
        }
    }
}

/// The letters a spreadsheet gives the column `index` (from 0): A, Z, AA.
pub fn column_letters(index: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = index + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// What an import without its bad values leaves out for a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The value alone; the rest of the row stands.
    Cell,
    /// The whole row.
    Row,
    /// Nothing: this must be decided first, and refuses the import in any case.
    Undecided,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Where; none where it concerns the whole study.
    pub place: Option<Place>,
    /// The field, in the words of the glossary.
    pub field: String,
    /// The value as it stands in the file.
    pub value: String,
    /// What is wrong with it, as the rest of a sentence that starts with field and value.
    pub why: String,
    /// How to mend it.
    #[serde(rename = "hint")]
    pub remedy: Remedy,
    /// What is left out for it when bad values are skipped.
    pub effect: Effect,
}

impl Problem {
    /// A problem with a value that the study model refuses.
    pub fn refused(place: Place, invalid: Invalid, effect: Effect) -> Self {
        Self {
            place: Some(place),
            field: invalid.field.to_owned(),
            value: printable(&invalid.value),
            why: invalid.why,
            remedy: invalid.remedy,
            effect,
        }
    }

    pub(super) fn order(&self) -> (Option<&str>, Option<u32>, Option<usize>) {
        let place = self.place.as_ref();
        (
            place.map(|p| p.file.as_str()),
            place.map(|p| p.row),
            place.and_then(|p| p.column.as_ref()).map(|c| c.index),
        )
    }
}

impl fmt::Display for Problem {
    /// Place, field, value and reason on one line; the remedy is apart.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        match self.value.as_str() {
            "" => write!(f, "{} {}", self.field, self.why),
            value => write!(f, "{} `{value}` {}", self.field, self.why),
        }
    }
}

/// Why an import was refused. Nothing was made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ImportError {
    /// A file cannot be taken at all.
    #[error("cannot read `{file}`: {why}")]
    File {
        /// The file's name as it was given.
        file: String,
        /// What is wrong with it.
        why: String,
        /// How to mend it.
        remedy: Remedy,
    },
    /// The file and the options together leave something open.
    #[error("{why}")]
    Undecided {
        /// What is open.
        why: String,
        /// What decides it.
        remedy: Remedy,
    },
    /// Values are wrong: all of them, in the order of the file.
    #[error("{} found; nothing was imported", counted(.0.len(), "problem"))]
    Problems(Vec<Problem>),
}

impl ImportError {
    /// How to mend it; a list of problems has one remedy for each and this one for all.
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::File { remedy, .. } | Self::Undecided { remedy, .. } => remedy.clone(),
            Self::Problems(all) if all.iter().any(|p| p.effect == Effect::Undecided) => {
                "decide what is open, then import again".into()
            }
            Self::Problems(_) => ImportRemedy::SkipBadValues.into(),
        }
    }
}

impl From<Invalid> for ImportError {
    fn from(invalid: Invalid) -> Self {
        Self::Undecided {
            why: invalid.to_string(),
            remedy: invalid.remedy,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_read_as_people_say_them() {
        let mut place = Place {
            file: "r.csv".into(),
            sheet: None,
            row: 14,
            column: Some(ColumnPlace {
                index: 2,
                heading: "Length (mm)".into(),
            }),
        };
        assert_eq!(place.to_string(), "r.csv, line 14, column `Length (mm)`");
        place.sheet = Some("Data".into());
        let shown = place.to_string();
        assert_eq!(shown, "r.csv, sheet `Data`, cell C14 (`Length (mm)`)");
    }

    #[test]
    fn columns_have_letters() {
        for (index, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(column_letters(index), letters);
        }
    }
}
