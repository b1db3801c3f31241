//! Files -> tables. Knows text files and workbooks, and nothing of what a heading means.

mod delimited;
mod encoding;
mod excel;

use std::io::Read as _;
use std::path::Path;

use chrono::NaiveDateTime;

use super::problem::ColumnPlace;
use super::{ImportError, Options, Place, Problem};
use domain::{ImportRemedy, Remedy, printable};

/// The largest file that is read, in bytes.
pub const MAX_BYTES: u64 = 256 << 20;

/// The most rows that one file may hold, headings not counted.
pub const MAX_ROWS: usize = 500_000;

/// The most columns that one file may have.
pub const MAX_COLUMNS: usize = 2_000;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text, as everything in a text file is.
    Text(String),
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

    /// The cell as a message shows it.
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Fault(text) => printable(text),
            Self::Number(number) => number.to_string(),
            Self::Date(moment) => moment.date().to_string(),
            Self::Formula(text, _) => printable(&format!("={text}")),
        }
    }

    fn from_text(text: &str) -> Self {
        match text {
            "" => Self::Empty,
            text => Self::Text(text.to_owned()),
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

/// Headings, and rows that are as long as them.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The file's name as it was given.
    pub file: String,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// Sheets with cells that are not read, unless one was asked for.
    pub other_sheets: Vec<String>,
    /// The headings as they stand in the file, trimmed.
    pub headings: Vec<String>,
    /// The rows below them, without blank lines.
    pub rows: Vec<Row>,
    /// Rows that do not fit the headings, and are not among `rows`.
    pub problems: Vec<Problem>,
}

impl Table {
    /// The place of a row, or of one of its cells.
    pub fn place(&self, line: u32, column: Option<usize>) -> Place {
        Place {
            file: printable(&self.file),
            sheet: self.sheet.as_deref().map(printable),
            row: line,
            column: column.map(|index| self.column(index)),
        }
    }

    /// A column with its heading.
    pub fn column(&self, index: usize) -> ColumnPlace {
        ColumnPlace {
            index,
            heading: self
                .headings
                .get(index)
                .map_or(String::new(), |h| printable(h)),
        }
    }
}

/// Reads a table from a file; `-` is the standard input.
///
/// Refuses what cannot be read, is empty, too large, or in an encoding that it cannot tell.
pub fn read_table(path: &Path, options: &Options) -> Result<Table, ImportError> {
    let file = match path.as_os_str() == "-" {
        true => "standard input".to_owned(),
        false => path.display().to_string(),
    };
    let bytes = read_bytes(path).map_err(|error| {
        unreadable(
            &file,
            error.to_string(),
            "check the name, and that you may read it",
        )
    })?;
    table_from_bytes(&file, &bytes, options)
}

/// Reads a table from the bytes of a file called `file`.
pub fn table_from_bytes(file: &str, bytes: &[u8], options: &Options) -> Result<Table, ImportError> {
    if bytes.len() as u64 > MAX_BYTES {
        let why = format!("it is larger than {} MiB", MAX_BYTES >> 20);
        return Err(unreadable(file, why, "split it by study"));
    }
    let table = match kind_of(bytes) {
        Kind::Workbook => excel::read(file, bytes, options)?,
        Kind::OldWorkbook => {
            let why = "it is a workbook of the old kind, or protected by a password";
            let hint = "open it in the spreadsheet program and save it as .xlsx or .csv";
            return Err(unreadable(file, why, hint));
        }
        Kind::Text => delimited::read(file, bytes, options)?,
    };
    if table.rows.is_empty() && table.problems.is_empty() {
        let why = "it has headings and no row below them";
        return Err(unreadable(file, why, "check that it was saved completely"));
    }
    Ok(table)
}

enum Kind {
    Workbook,
    OldWorkbook,
    Text,
}

fn kind_of(bytes: &[u8]) -> Kind {
    match bytes {
        [b'P', b'K', 3, 4, ..] => Kind::Workbook,
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Kind::OldWorkbook,
        _ => Kind::Text,
    }
}

fn read_bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = MAX_BYTES + 1;
    if path.as_os_str() == "-" {
        std::io::stdin()
            .lock()
            .take(limit)
            .read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(path)?
            .take(limit)
            .read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

pub(super) fn unreadable(
    file: &str,
    why: impl Into<String>,
    remedy: impl Into<Remedy>,
) -> ImportError {
    ImportError::File {
        file: printable(file),
        why: why.into(),
        remedy: remedy.into(),
    }
}

fn too_many_rows(file: &str) -> ImportError {
    let why = format!("it has more than {MAX_ROWS} rows");
    unreadable(
        file,
        why,
        "split it by study or by date, and import the parts",
    )
}

fn too_many_columns(file: &str) -> ImportError {
    let why = format!("it has more than {MAX_COLUMNS} columns");
    unreadable(file, why, ImportRemedy::NameDelimiter)
}

fn empty(file: &str) -> ImportError {
    unreadable(file, "it is empty", "check that it was saved completely")
}
