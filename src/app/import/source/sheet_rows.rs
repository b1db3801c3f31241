//! The rows of a sheet, made of cells that come one by one, in any order. A stray cell far below costs no memory.

use std::collections::BTreeMap;

use super::grid::{Cell, Row};
use super::limits::{Budget, MAX_COLUMNS, MAX_ROWS, too_many_columns, too_many_rows};
use crate::file_problems::ImportError;

/// Rows with cells, by their number in the sheet.
pub struct SheetRows<'a> {
    file: &'a str,
    rows: BTreeMap<u32, Vec<Cell>>,
    /// What all sheets of the file take together.
    budget: &'a mut Budget,
}

impl<'a> SheetRows<'a> {
    /// No rows yet.
    pub fn new(file: &'a str, budget: &'a mut Budget) -> Self {
        Self {
            file,
            rows: BTreeMap::new(),
            budget,
        }
    }

    /// Puts a cell into its row (from 1) and column (from 0).
    ///
    /// # Errors
    /// If the sheet exceeds the limits of a file.
    pub fn put(&mut self, line: u32, column: usize, cell: Cell) -> Result<(), ImportError> {
        if cell.is_blank() {
            return Ok(());
        }
        if column >= MAX_COLUMNS {
            return Err(too_many_columns(self.file));
        }
        // One more for the headings.
        if self.rows.len() > MAX_ROWS && !self.rows.contains_key(&line) {
            return Err(too_many_rows(self.file));
        }
        let cells = self.rows.entry(line).or_default();
        let more = (column + 1).saturating_sub(cells.len());
        self.budget.take(self.file, line, more, cell.text_bytes())?;
        if more > 0 {
            cells.resize(column + 1, Cell::Empty);
        }
        cells[column] = cell;
        Ok(())
    }

    /// The rows from top to bottom.
    pub fn into_rows(self) -> Vec<Row> {
        let rows = self.rows.into_iter();
        rows.map(|(line, cells)| Row { line, cells }).collect()
    }
}
