//! From the cells of a row to typed values. A refused value becomes a problem.

use chrono::NaiveDate;

use super::cells;
use super::field::Field;
use super::headings::Columns;
use super::layout::Table;
use super::options::ImportOptions;
use super::source::{Cell, Row};
use crate::file_problems::{Effect, FileProblem, Problems};
use domain::{ClockTime, Invalid, Label};

/// What was found in a cell.
pub enum Got<T> {
    /// There is no such column, or the cell is empty.
    Nothing,
    /// A value that was refused; the problem is listed.
    Bad,
    Value(T),
}

impl<T> Got<T> {
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Nothing | Self::Bad => None,
        }
    }
}

/// Reads cells of a table and collects their problems.
pub struct CellReader<'a> {
    pub table: &'a Table,
    pub columns: &'a Columns,
    pub options: &'a ImportOptions,
    pub problems: Problems,
    /// Whether a time of day was left off.
    pub has_times_of_day: bool,
    /// Whether a problem of this row leaves all of it out.
    pub row_is_refused: bool,
}

impl CellReader<'_> {
    pub fn label(&mut self, row: &Row, field: Field, effect: Effect) -> Option<Label> {
        self.field(row, field, effect, |cell| cells::label(cell, field))
            .value()
    }

    pub fn repeat(&mut self, row: &Row, field: Field) -> Option<u32> {
        let options = self.options;
        self.field(row, field, Effect::Row, |cell| {
            cells::repeat(cell, field, options)
        })
        .value()
    }

    /// A date; a time of day beside it is left off.
    pub fn date(&mut self, row: &Row, field: Field, effect: Effect) -> Option<NaiveDate> {
        let (date, time) = self.date_and_time(row, field, effect)?;
        self.has_times_of_day |= time.is_some();
        Some(date)
    }

    pub fn date_and_time(
        &mut self,
        row: &Row,
        field: Field,
        effect: Effect,
    ) -> Option<(NaiveDate, Option<ClockTime>)> {
        let options = self.options;
        self.field(row, field, effect, |cell| cells::date(cell, field, options))
            .value()
    }

    /// The time of day in a column of its own, else the one beside the date.
    pub fn clock_time(
        &mut self,
        row: &Row,
        field: Field,
        beside_date: Option<ClockTime>,
    ) -> Option<ClockTime> {
        let read = |cell: &Cell| {
            let time = cells::clock_time(cell, field)?;
            match beside_date.filter(|other| *other != time) {
                Some(other) => Err(Invalid::new(
                    field.id(),
                    time,
                    format!("is not the time `{other}` beside the date"),
                    "correct or remove one of them",
                )),
                None => Ok(time),
            }
        };
        match self.field(row, field, Effect::Cell, read) {
            Got::Value(time) => Some(time),
            Got::Nothing => beside_date,
            Got::Bad => None,
        }
    }

    pub fn field<T>(
        &mut self,
        row: &Row,
        field: Field,
        effect: Effect,
        read: impl FnOnce(&Cell) -> Result<T, Invalid>,
    ) -> Got<T> {
        self.at(row, self.columns.of(field), field, effect, read)
    }

    /// Reads the cell in a column, and lists its problem if it has one.
    pub fn at<T>(
        &mut self,
        row: &Row,
        column: Option<usize>,
        field: Field,
        effect: Effect,
        read: impl FnOnce(&Cell) -> Result<T, Invalid>,
    ) -> Got<T> {
        let Some(cell) = column.and_then(|column| row.cells.get(column)) else {
            return Got::Nothing;
        };
        let found = match cells::present(cell, field, self.options) {
            Ok(None) => return Got::Nothing,
            Ok(Some(cell)) => read(cell),
            Err(invalid) => Err(invalid),
        };
        match found {
            Ok(value) => Got::Value(value),
            Err(invalid) => {
                self.refuse(row, column, invalid, effect);
                Got::Bad
            }
        }
    }

    pub fn refuse(&mut self, row: &Row, column: Option<usize>, invalid: Invalid, effect: Effect) {
        self.row_is_refused |= effect == Effect::Row;
        let place = self.table.place(row.line, column);
        self.problems
            .push(FileProblem::refused(place, invalid, effect));
    }
}
