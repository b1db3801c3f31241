//! The table of cells that every kind of file becomes, and the errors of files that cannot become one.

use chrono::NaiveDateTime;

use crate::file_problems::{FileColumn, FilePlace, ImportError, Problems};
use domain::{Remedy, ShortText, printable};

/// The content of a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text; in a text file every cell is text.
    Text(ShortText),
    /// A number of a workbook.
    Number(f64),
    /// A date of a workbook, with its time of day.
    Date(NaiveDateTime),
    /// A formula of a workbook with the result that was saved with it.
    Formula(String, Box<Cell>),
    /// A spreadsheet error such as `#DIV/0!`.
    Fault(String),
}

impl Cell {
    /// Whether there is nothing but blanks.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// The content as text, for messages and for cells that are read as text.
    pub fn displayed(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => printable(text),
            Self::Fault(text) => printable(text),
            Self::Number(number) => number.to_string(),
            Self::Date(moment) => moment.date().to_string(),
            Self::Formula(text, _) => printable(&format!("={text}")),
        }
    }

    /// The bytes of its text.
    pub(super) fn text_bytes(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Fault(text) => text.len(),
            Self::Formula(text, result) => text.len() + result.text_bytes(),
            Self::Empty | Self::Number(_) | Self::Date(_) => 0,
        }
    }

    pub(super) fn from_text(text: &str) -> Self {
        match text {
            "" => Self::Empty,
            text => Self::Text(text.into()),
        }
    }
}

/// A row of cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The line of a text file or the row of a sheet, from 1.
    pub line: u32,
    /// As many cells as there are headings.
    pub cells: Vec<Cell>,
}

/// Headings, and rows with a cell per heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The file's name as it was given.
    pub file: String,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// Other sheets with cells, which are not read; empty if a sheet was asked for.
    pub other_sheets: Vec<String>,
    /// The headings of the file, trimmed.
    pub headings: Vec<String>,
    /// Without blank lines.
    pub rows: Vec<Row>,
    /// The rows that are shorter or longer than the headings; they are not among `rows`.
    pub problems: Problems,
}

impl Table {
    /// The place of a row, or of one of its cells.
    pub fn place(&self, line: u32, column: Option<usize>) -> FilePlace {
        FilePlace {
            file: printable(&self.file),
            sheet: self.sheet.as_deref().map(printable),
            row: line,
            column: column.map(|index| self.column(index)),
        }
    }

    /// A column with its heading.
    pub fn column(&self, index: usize) -> FileColumn {
        FileColumn {
            index,
            heading: self
                .headings
                .get(index)
                .map_or(String::new(), |h| printable(h)),
        }
    }
}

pub fn unreadable(file: &str, why: impl Into<String>, remedy: impl Into<Remedy>) -> ImportError {
    ImportError::File {
        file: printable(file),
        why: why.into(),
        remedy: remedy.into(),
    }
}

pub fn empty(file: &str) -> ImportError {
    unreadable(file, "it is empty", "check that it was saved completely")
}
