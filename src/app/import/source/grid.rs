//! The grids of cells that every kind of file becomes, and the errors of files that cannot become one.

use chrono::NaiveDateTime;

use crate::file_problems::ImportError;
use crate::import::outcome::ImportNote;
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

    pub(crate) fn from_text(text: &str) -> Self {
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
    /// The cells from the first column on. Rows of a grid differ in length, those of a table do not.
    pub cells: Vec<Cell>,
}

/// A rectangle of cells that a workbook shows as one. Its value stands in the cell at the top left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    /// Its first row, from 1.
    pub top: u32,
    /// Its last row.
    pub bottom: u32,
    /// Its first column, from 0.
    pub left: usize,
    /// Its last column.
    pub right: usize,
}

/// The cells of a text file, or of a sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Grid {
    /// The sheet; none for a text file. A row of a text file that is shorter than its headings has lost a delimiter,
    /// while a sheet has no cells where nothing stands.
    pub sheet: Option<String>,
    /// Whether the workbook hides the sheet. Its rows are read only if it was asked for.
    pub is_hidden: bool,
    /// The rows with a cell that is not blank, in the order of the file.
    pub rows: Vec<Row>,
    /// Merged cells; none for a text file.
    pub merges: Vec<Merge>,
}

/// A file as grids of cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    /// The file's name as it was given.
    pub file: String,
    /// A text file is one grid; a workbook has one per sheet, in its order.
    pub grids: Vec<Grid>,
    /// What the user should know of the file itself.
    pub notes: Vec<ImportNote>,
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
