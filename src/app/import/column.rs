//! Single columns of a file by their headings, without readings: for draws from a table.

use std::collections::HashSet;
use std::path::Path;

use super::cells;
use super::layout::{Table, read_table};
use super::options::ImportOptions;
use super::source::Cell;
use crate::file_problems::{Effect, FileProblem, ImportError, Problems};
use domain::{DrawRemedy, Invalid, Label};

/// A file whose columns are taken by their headings.
pub(crate) struct ColumnReader<'o> {
    table: Table,
    options: &'o ImportOptions,
}

/// Reads a CSV or Excel file; `-` is the standard input.
pub(crate) fn read_columns_of<'o>(
    path: &Path,
    options: &'o ImportOptions,
) -> Result<ColumnReader<'o>, ImportError> {
    let table = read_table(path, options)?;
    Ok(ColumnReader { table, options })
}

impl ColumnReader<'_> {
    /// Rows that do not fit the headings.
    pub fn problems(&self) -> Problems {
        self.table.problems.clone()
    }

    /// The index of the column with this heading, spelled as in the file.
    pub fn column(&self, heading: &str) -> Result<usize, Invalid> {
        let same = |h: &&String| h.trim().eq_ignore_ascii_case(heading.trim());
        let headings = self.table.headings.iter();
        let known: Vec<String> = headings.clone().map(|h| format!("`{h}`")).collect();
        let refuse = |why| {
            let hint = format!("its columns are {}", known.join(", "));
            Err(Invalid::new("column", heading, why, hint))
        };
        match headings.clone().filter(same).count() {
            0 => refuse("is not in the table"),
            1 => Ok(headings.clone().position(|h| same(&h)).unwrap_or(0)),
            _ => refuse("is there twice"),
        }
    }

    /// A name per row. Refuses missing names, and names that occur twice.
    pub fn names(&self, column: usize) -> Result<Vec<String>, Problems> {
        let mut seen: HashSet<String> = HashSet::new();
        self.each(column, |cell| {
            let Some(cell) = cell else {
                let hint = "name every animal, or take the row out of the table";
                return Err(Invalid::new("animal", "", "is not named", hint));
            };
            let name = Label::new("animal", &cells::text(cell))?.to_string();
            if !seen.insert(name.clone()) {
                let remedy = DrawRemedy::NameAnimalsOnce;
                return Err(Invalid::new("animal", name, "is there twice", remedy));
            }
            Ok(name)
        })
    }

    /// A number per row; none where the cell is empty or `NA`.
    pub fn numbers(&self, column: usize) -> Result<Vec<Option<f64>>, Problems> {
        let number = |cell: &Cell| cells::number_as(cell, "value", self.options);
        self.each(column, |cell| cell.map(number).transpose())
    }

    /// A text per row; none where the cell is empty or `NA`.
    pub fn texts(&self, column: usize) -> Result<Vec<Option<String>>, Problems> {
        let text = |cell: &Cell| Ok(Label::new("level", &cells::text(cell))?.to_string());
        self.each(column, |cell| cell.map(text).transpose())
    }

    /// A value of every row, or all problems.
    fn each<T>(
        &self,
        column: usize,
        mut read: impl FnMut(Option<&Cell>) -> Result<T, Invalid>,
    ) -> Result<Vec<T>, Problems> {
        let (mut values, mut problems) = (Vec::new(), Problems::default());
        for row in &self.table.rows {
            let cell = row.cells.get(column).unwrap_or(&Cell::Empty);
            let found = cells::present_as(cell, "value", self.options).and_then(&mut read);
            match found {
                Ok(value) => values.push(value),
                Err(invalid) => {
                    let place = self.table.place(row.line, Some(column));
                    problems.push(FileProblem::refused(place, invalid, Effect::Undecided));
                }
            }
        }
        match problems.is_empty() {
            true => Ok(values),
            false => Err(problems),
        }
    }
}
