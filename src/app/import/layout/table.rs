//! A table: headings, and rows with a cell per heading.

use super::told::Told;
use crate::file_problems::{FileColumn, FilePlace, Problems};
use crate::import::outcome::ImportNote;
use crate::import::source::{Cell, Merge, Row};
use domain::printable;

/// Headings, and rows with a cell per heading.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// The file's name as it was given.
    pub file: String,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// Other sheets, which are not read.
    pub other_sheets: Vec<String>,
    /// The headings, trimmed; those of several rows joined.
    pub headings: Vec<String>,
    /// Without blank lines. A row of a turned table was a column of the file.
    pub rows: Vec<Row>,
    /// The rows that are shorter or longer than the headings; they are not among `rows`.
    pub problems: Problems,
    /// Where the table stands in its file.
    pub layout: Layout,
    /// What sheet, titles and file name tell of it.
    pub told: Told,
    /// Merged cells below the headings, by the lines and columns of the table.
    pub merges: Vec<Merge>,
    /// Rows of a single text that are no data, such as footnotes: their line, and the text.
    pub remarks: Vec<(u32, String)>,
    /// The columns that are parts of a name that is made of several.
    pub joined: Vec<usize>,
    /// What the user should know of how the table was found.
    pub notes: Vec<ImportNote>,
}

/// Where a table stands in its file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout {
    /// The first and the last row of its headings, from 1.
    pub heading_rows: (u32, u32),
    /// The column of the file in which it begins, from 0.
    pub first_column: usize,
    /// Its number among the tables of its sheet, from 1, and how many these are.
    pub block: (usize, usize),
    /// The row of the file that each column was, if the file has a column per animal; empty otherwise.
    pub turned: Vec<u32>,
}

impl Table {
    /// The place of a row, or of one of its cells.
    pub fn place(&self, line: u32, column: Option<usize>) -> FilePlace {
        let (row, column) = match (self.layout.turned.as_slice(), column) {
            ([], column) => (line, column.map(|index| self.column(index))),
            (rows, column) => {
                let index = line.saturating_sub(1) as usize;
                let row = column.and_then(|column| rows.get(column).copied());
                let heading = column.and_then(|column| self.headings.get(column));
                let heading = heading.map_or(String::new(), |h| printable(h));
                (
                    row.unwrap_or(self.layout.heading_rows.1),
                    Some(FileColumn { index, heading }),
                )
            }
        };
        FilePlace {
            file: printable(&self.file),
            sheet: self.sheet.as_deref().map(printable),
            row,
            column,
        }
    }

    /// A column with its heading. A column that was made of others stands where the first of them does.
    pub fn column(&self, index: usize) -> FileColumn {
        FileColumn {
            index: index + self.layout.first_column,
            heading: self
                .headings
                .get(index)
                .map_or(String::new(), |h| printable(h)),
        }
    }

    /// Takes the merged cells below the headings; the table begins in the column `left` of the sheet.
    pub fn take_merges(&mut self, merges: &[Merge], left: usize) {
        let width = self.headings.len();
        let is_below = |merge: &&Merge| merge.top > self.layout.heading_rows.1;
        let within = |merge: &Merge| Merge {
            left: merge.left.saturating_sub(left),
            right: merge
                .right
                .saturating_sub(left)
                .min(width.saturating_sub(1)),
            ..*merge
        };
        let is_here = |merge: &&Merge| merge.right >= left && merge.left < left + width;
        self.merges = merges
            .iter()
            .filter(is_below)
            .filter(is_here)
            .map(within)
            .collect();
    }

    /// The cells of a column that are not blank.
    pub fn filled(&self, column: usize) -> impl Iterator<Item = &Cell> {
        let cells = self
            .rows
            .iter()
            .filter_map(move |row| row.cells.get(column));
        cells.filter(|cell| !cell.is_blank())
    }
}
