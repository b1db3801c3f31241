//! What is wrong with a file that is read: the place, the value, the reason and the remedy.

use std::fmt;

use serde::Serialize;

use domain::{ImportRemedy, Invalid, Remedy, counted, printable};

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FilePlace {
    /// The file's name as it was given.
    pub file: String,
    /// The sheet of a workbook; none in a text file.
    pub sheet: Option<String>,
    /// The line of a text file or the row of a sheet, from 1.
    pub row: u32,
    /// None if the whole row is meant.
    pub column: Option<FileColumn>,
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FileColumn {
    /// From 0.
    pub index: usize,
    /// The heading as in the file; empty if there is none.
    pub heading: String,
}

impl fmt::Display for FilePlace {
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

impl fmt::Display for FileColumn {
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

/// What is left out for a problem when bad values are skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The value alone; the rest of the row is imported.
    Cell,
    /// The whole row.
    Row,
    /// Nothing: the question must be decided first, and refuses the import in any case.
    Undecided,
}

/// One problem with a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileProblem {
    /// None if it concerns the whole study.
    pub place: Option<FilePlace>,
    /// The field, in the words of the glossary.
    pub field: String,
    /// The value as in the file.
    pub value: String,
    /// What is wrong with it, as the rest of a sentence that starts with field and value.
    pub why: String,
    /// How to mend it.
    #[serde(rename = "hint")]
    pub remedy: Remedy,
    /// What is left out for it when bad values are skipped.
    pub effect: Effect,
}

impl FileProblem {
    /// The problem of a value that the domain refuses.
    pub fn refused(place: FilePlace, invalid: Invalid, effect: Effect) -> Self {
        Self {
            place: Some(place),
            field: invalid.field.to_owned(),
            value: printable(&invalid.value),
            why: invalid.why,
            remedy: invalid.remedy,
            effect,
        }
    }

    /// A problem that concerns a whole study.
    pub(crate) fn undecided(
        field: &str,
        value: &str,
        why: impl Into<String>,
        remedy: impl Into<Remedy>,
    ) -> Self {
        Self {
            place: None,
            field: field.to_owned(),
            value: printable(value),
            why: why.into(),
            remedy: remedy.into(),
            effect: Effect::Undecided,
        }
    }

    fn file(&self) -> Option<&str> {
        self.place.as_ref().map(|place| place.file.as_str())
    }

    /// The problem, and that so many further values have it.
    pub fn with_more(&self, more: usize) -> String {
        match more {
            0 => self.to_string(),
            more => format!("{self} (likewise {})", counted(more, "other value")),
        }
    }

    /// The sort key: file, row, column.
    pub(crate) fn order(&self) -> (Option<&str>, Option<u32>, Option<usize>) {
        let place = self.place.as_ref();
        (
            place.map(|p| p.file.as_str()),
            place.map(|p| p.row),
            place.and_then(|p| p.column.as_ref()).map(|c| c.index),
        )
    }
}

impl fmt::Display for FileProblem {
    /// FilePlace, field, value and reason on one line; the remedy is apart.
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

/// Whether a setting of the import does away with the problem in all values.
fn is_mended_at_once(remedy: &Remedy) -> bool {
    matches!(
        remedy,
        Remedy::StateDecimalMark(_) | Remedy::Import(ImportRemedy::NameDateFormat)
    )
}

/// The most problems of one kind that are kept: a file can have millions, and nobody reads more than the first.
pub const MOST_PROBLEMS: usize = 500;

/// Problems with a file: all are counted, the first 500 are kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problems {
    listed: Vec<FileProblem>,
    /// Problems that leave out a value or a row.
    wrong: usize,
    /// Problems that must be decided.
    undecided: usize,
}

impl Problems {
    /// Adds a problem.
    pub fn push(&mut self, problem: FileProblem) {
        let count = match problem.effect {
            Effect::Undecided => &mut self.undecided,
            Effect::Cell | Effect::Row => &mut self.wrong,
        };
        if *count < MOST_PROBLEMS {
            self.listed.push(problem);
        }
        *count += 1;
    }

    /// Adds the problems of another list, those that it did not keep too.
    pub fn append(&mut self, other: Self) {
        let total = (self.wrong + other.wrong, self.undecided + other.undecided);
        other
            .listed
            .into_iter()
            .for_each(|problem| self.push(problem));
        (self.wrong, self.undecided) = total;
    }

    /// Puts them into the order of the file.
    pub(crate) fn sort(&mut self) {
        self.listed.sort_by(|a, b| a.order().cmp(&b.order()));
    }

    /// Those that were kept.
    pub fn listed(&self) -> &[FileProblem] {
        &self.listed
    }

    /// Those that were kept, each with the number of further values that have the same problem: what a single setting of
    /// the import mends, as the decimal mark does, is told once a file.
    pub fn told(&self) -> Vec<(&FileProblem, usize)> {
        let mut told: Vec<(&FileProblem, usize)> = Vec::new();
        for problem in &self.listed {
            let is_alike = |(other, _): &&mut (&FileProblem, usize)| {
                other.remedy == problem.remedy && other.file() == problem.file()
            };
            match told.iter_mut().find(is_alike) {
                Some((_, more)) if is_mended_at_once(&problem.remedy) => *more += 1,
                _ => told.push((problem, 0)),
            }
        }
        told
    }

    /// The same list with each problem changed.
    pub fn map(self, change: impl FnMut(FileProblem) -> FileProblem) -> Self {
        Self {
            listed: self.listed.into_iter().map(change).collect(),
            ..self
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.wrong + self.undecided
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count() == 0
    }

    /// Whether one of them must be decided.
    pub fn is_undecided(&self) -> bool {
        self.undecided > 0
    }
}

impl Extend<FileProblem> for Problems {
    fn extend<T: IntoIterator<Item = FileProblem>>(&mut self, problems: T) {
        problems.into_iter().for_each(|problem| self.push(problem));
    }
}

impl Serialize for Problems {
    /// The list of those that were kept.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.listed.serialize(serializer)
    }
}

/// Why an import was refused. Nothing was made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ImportError {
    /// A file cannot be read at all.
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
    /// The wrong values, in the order of the file.
    #[error("{} found; nothing was imported", counted(.0.count(), "problem"))]
    Problems(Problems),
}

impl ImportError {
    /// How to mend it; a list of problems has one remedy for each and this one for all.
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::File { remedy, .. } | Self::Undecided { remedy, .. } => remedy.clone(),
            Self::Problems(all) if all.is_undecided() => {
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
    fn place_of_a_problem_names_line_or_cell() {
        let mut place = FilePlace {
            file: "r.csv".into(),
            sheet: None,
            row: 14,
            column: Some(FileColumn {
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
    fn column_letters_are_those_of_spreadsheets() {
        for (index, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(column_letters(index), letters);
        }
    }

    #[test]
    fn problems_are_counted_and_the_first_of_each_kind_kept() {
        let problem = |row: u32, effect| FileProblem {
            place: Some(FilePlace {
                file: "r.csv".into(),
                sheet: None,
                row,
                column: None,
            }),
            field: "length".into(),
            value: "x".into(),
            why: "is not a number".into(),
            remedy: Remedy::None,
            effect,
        };
        let mut all = Problems::default();
        all.extend((0..2000).map(|row| problem(row, Effect::Cell)));
        let mut more = Problems::default();
        more.push(problem(5000, Effect::Undecided));
        more.extend((0..600).map(|row| problem(row, Effect::Row)));
        all.append(more);
        assert_eq!((all.count(), all.listed().len()), (2601, 501));
        assert!(all.is_undecided());
        assert_eq!(
            ImportError::Problems(all).to_string(),
            "2601 problems found; nothing was imported"
        );
    }
}
