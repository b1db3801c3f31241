//! Sheets of tables. Their rows are read twice: first for the widths and formats of the columns, which precede the cells
//! in a file, then for the cells, which wait in a temporary file. So a large table is never in memory.

use rust_xlsxwriter::utility::cell_autofit_width;
use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::units::{self, NumberFormat};
use super::{Formats, MAX_ROWS, WorkbookError, sheet_name};
use crate::data::{TableSource, Value};

/// The width of the widest columns, in pixels.
const MAX_COLUMN_WIDTH: u32 = 420;

/// What Excel leaves free beside the text of a cell, and the arrow of a filter, in pixels.
const PADDING: u32 = 7;
const FILTER_ARROW: u32 = 16;

/// A table, and how its sheet is laid out.
pub(super) struct Layout<'a> {
    pub table: &'a dyn TableSource,
    /// Number of rows below the headings; at most [`MAX_ROWS`].
    pub rows: u32,
    columns: Vec<ColumnLayout>,
}

struct ColumnLayout {
    heading: String,
    /// Pixels.
    width: u32,
    format: NumberFormat,
}

impl<'a> Layout<'a> {
    /// Reads the rows of a table.
    pub fn of(table: &'a dyn TableSource) -> Result<Self, WorkbookError> {
        let columns = table.columns().iter().map(|column| {
            let heading = units::heading(column.key.as_ref(), column.unit);
            ColumnLayout {
                width: cell_autofit_width(&heading) + FILTER_ARROW,
                heading,
                format: NumberFormat::of(column),
            }
        });
        let mut columns: Vec<ColumnLayout> = columns.collect();
        let mut rows: u32 = 0;
        let read = table.each_row(&mut |row| {
            rows = rows.saturating_add(1);
            for (column, value) in columns.iter_mut().zip(row) {
                column.width = column.width.max(width(value));
                column.format.add(value);
            }
            Ok(())
        });
        read.map_err(XlsxError::from)?;
        if rows > MAX_ROWS {
            let table = table.name().to_owned();
            return Err(WorkbookError::TooLarge { table, rows });
        }
        Ok(Self {
            table,
            rows,
            columns,
        })
    }

    /// Writes the table with frozen headings.
    pub fn write(&self, sheet: &mut Worksheet, formats: &Formats) -> Result<(), XlsxError> {
        sheet.set_name(sheet_name(self.table.name()))?;
        sheet.set_freeze_panes(1, 1)?;
        for (at, column) in (0..).zip(&self.columns) {
            sheet.set_column_autofit_width(at, column.width.min(MAX_COLUMN_WIDTH))?;
            if let Some(format) = column.format.format() {
                sheet.set_column_format(at, &Format::new().set_num_format(format))?;
            }
        }
        let last = u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        sheet.autofilter(0, 0, self.rows, last)?;
        sheet.set_repeat_rows(0, 0)?;
        sheet.set_print_area(0, 0, self.rows, last)?;
        for (at, column) in (0..).zip(&self.columns) {
            sheet.write_string_with_format(0, at, &column.heading, &formats.heading)?;
        }
        let mut next = 1;
        self.table.each_row(&mut |row| {
            write_row(sheet, next, row, formats).map_err(std::io::Error::other)?;
            next += 1;
            Ok(())
        })?;
        Ok(())
    }
}

fn write_row(
    sheet: &mut Worksheet,
    row: u32,
    values: &[Value],
    formats: &Formats,
) -> Result<(), XlsxError> {
    for (at, value) in (0..).zip(values) {
        match value {
            Value::Missing => continue,
            Value::Text(text) => sheet.write_string(row, at, text)?,
            Value::Number(number) => sheet.write_number(row, at, *number)?,
            Value::Whole(number) => sheet.write_number(row, at, *number as f64)?,
            Value::Truth(truth) => sheet.write_boolean(row, at, *truth)?,
            Value::Date(date) => sheet.write_datetime_with_format(row, at, date, &formats.date)?,
        };
    }
    Ok(())
}

/// The width that the widest line of a value needs, in pixels, estimated as `rust_xlsxwriter` does where it holds all
/// rows.
fn width(value: &Value) -> u32 {
    const DIGIT: u32 = 7;
    let number = |number: f64| DIGIT * u32::try_from(number.to_string().len()).unwrap_or(u32::MAX);
    let content = match value {
        Value::Missing => return 0,
        Value::Text(text) => return text.lines().map(cell_autofit_width).max().unwrap_or(0),
        Value::Number(value) => number(*value),
        Value::Whole(value) => number(*value as f64),
        Value::Truth(true) => 31,
        Value::Truth(false) => 36,
        Value::Date(_) => 68,
    };
    content + PADDING
}
