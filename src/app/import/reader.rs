//! From the cells of a row to typed values. A refused value becomes a problem.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::cells::{self, Value};
use super::columns::Columns;
use super::field::Field;
use super::layout::Table;
use super::marks::Code;
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
    /// Words and marks in cells of values, what they were read as, and how often.
    pub marks: BTreeMap<(String, Option<Code>), usize>,
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

    /// A value that was read, with its digits; a refused one becomes a problem.
    pub fn checked(
        &mut self,
        row: &Row,
        column: Option<usize>,
        digits: String,
        value: Result<f64, Invalid>,
    ) -> Got<(f64, String)> {
        match value {
            Ok(value) => Got::Value((value, digits)),
            Err(invalid) => {
                self.refuse(row, column, invalid, Effect::Cell);
                Got::Bad
            }
        }
    }

    /// Reads a cell of values.
    pub fn value(&mut self, row: &Row, column: Option<usize>, field: Field) -> Got<Value> {
        let options = self.options;
        let factor = column.map_or(1.0, |column| self.columns.factor(column));
        let read = |cell: &Cell| {
            let (value, mark) = cells::value(cell, field, factor, options)?;
            let read_as = match value {
                Value::Word(code) => Some((cell.displayed().trim().to_owned(), Some(code))),
                _ => mark.map(|mark| (mark, None)),
            };
            Ok((value, read_as))
        };
        match self.at(row, column, field, Effect::Cell, read) {
            Got::Value((value, read_as)) => {
                if let Some(read_as) = read_as {
                    *self.marks.entry(read_as).or_default() += 1;
                }
                match value {
                    Value::Word(Code::NotDone) => Got::Nothing,
                    value => Got::Value(value),
                }
            }
            Got::Nothing => Got::Nothing,
            Got::Bad => Got::Bad,
        }
    }

    pub fn refuse(&mut self, row: &Row, column: Option<usize>, invalid: Invalid, effect: Effect) {
        self.row_is_refused |= effect == Effect::Row;
        let place = self.table.place(row.line, column);
        self.problems
            .push(FileProblem::refused(place, invalid, effect));
    }
}
