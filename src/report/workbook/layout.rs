//! Tables on sheets: one, or several one below the other. Their rows are read twice: first for the widths and formats of
//! the columns, which precede the cells in a file, then for the cells, which wait in a temporary file. So a large table is
//! never in memory.

use rust_xlsxwriter::utility::cell_autofit_width;
use rust_xlsxwriter::{Format, Formula, Worksheet, XlsxError};

use super::formulas::Formulas;
use super::units::{self, NumberFormat};
use super::{Formats, MAX_ROWS, WorkbookError, table_title};
use crate::data::{TableSource, Value};

/// The width of the widest columns, in pixels.
const MAX_COLUMN_WIDTH: u32 = 420;

/// What Excel leaves free beside the text of a cell, and the arrow of a filter, in pixels.
const PADDING: u32 = 7;
const FILTER_ARROW: u32 = 16;

/// A table, and how it is laid out.
pub(super) struct Layout<'a> {
    pub table: &'a dyn TableSource,
    /// Number of rows below the headings; at most [`MAX_ROWS`].
    pub rows: u32,
    columns: Vec<ColumnLayout>,
    /// What is calculated in it.
    formulas: Formulas,
}

struct ColumnLayout {
    heading: String,
    /// Pixels.
    width: u32,
    format: NumberFormat,
}

impl<'a> Layout<'a> {
    /// Reads the rows of a table.
    pub fn of(table: &'a dyn TableSource, formulas: Formulas) -> Result<Self, WorkbookError> {
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
            formulas,
        })
    }

    /// Number of its last column, from 0.
    fn last_column(&self) -> u16 {
        u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(u16::MAX)
    }

    /// Writes headings and rows from a row of the sheet on; the result is the row after them.
    fn write(&self, sheet: &mut Worksheet, from: u32, formats: &Formats) -> Result<u32, XlsxError> {
        for (at, column) in (0..).zip(&self.columns) {
            sheet.write_string_with_format(from, at, &column.heading, &formats.heading)?;
        }
        let formats = self.columns.iter().map(|column| {
            let format = column.format.format();
            format.map(|digits| Format::new().set_num_format(digits))
        });
        let formats: Vec<Option<Format>> = formats.collect();
        let date = Format::new().set_num_format("yyyy-mm-dd");
        let mut next = 0;
        self.table.each_row(&mut |row| {
            let written = self.write_row(sheet, (from, next), row, (&formats, &date));
            written.map_err(std::io::Error::other)?;
            next += 1;
            Ok(())
        })?;
        Ok(from + 1 + next)
    }

    /// Writes the row `number` of the table that begins in the row `from`.
    fn write_row(
        &self,
        sheet: &mut Worksheet,
        (from, number): (u32, u32),
        values: &[Value],
        (formats, date): (&[Option<Format>], &Format),
    ) -> Result<(), XlsxError> {
        let row = from + 1 + number;
        for ((at, value), format) in (0..).zip(values).zip(formats) {
            match value {
                Value::Missing => {}
                Value::Text(text) => {
                    sheet.write_string(row, at, text)?;
                }
                Value::Number(value) => match self.formulas.at(number, at) {
                    Some(formula) => {
                        calculated(sheet, (row, at), formula, *value, format.as_ref())?
                    }
                    None => self::number(sheet, (row, at), *value, format.as_ref())?,
                },
                Value::Whole(value) => {
                    self::number(sheet, (row, at), *value as f64, format.as_ref())?
                }
                Value::Truth(truth) => {
                    sheet.write_boolean(row, at, *truth)?;
                }
                Value::Date(value) => {
                    sheet.write_datetime_with_format(row, at, value, date)?;
                }
            }
        }
        Ok(())
    }
}

fn number(
    sheet: &mut Worksheet,
    (row, at): (u32, u16),
    value: f64,
    format: Option<&Format>,
) -> Result<(), XlsxError> {
    match format {
        Some(format) => sheet.write_number_with_format(row, at, value, format)?,
        None => sheet.write_number(row, at, value)?,
    };
    Ok(())
}

/// Writes a formula together with its value, which programs show that do not calculate.
fn calculated(
    sheet: &mut Worksheet,
    (row, at): (u32, u16),
    formula: &str,
    value: f64,
    format: Option<&Format>,
) -> Result<(), XlsxError> {
    let formula = Formula::new(formula).set_result(value.to_string());
    match format {
        Some(format) => sheet.write_formula_with_format(row, at, formula, format)?,
        None => sheet.write_formula(row, at, formula)?,
    };
    Ok(())
}

/// A sheet of tables.
pub(super) struct TableSheet<'a> {
    pub name: &'static str,
    pub layouts: Vec<Layout<'a>>,
}

impl TableSheet<'_> {
    /// Writes the sheet. A table alone has frozen headings and filters; of several, each has its title above it.
    pub fn write(&self, sheet: &mut Worksheet, formats: &Formats) -> Result<(), XlsxError> {
        sheet.set_name(self.name)?;
        self.set_widths(sheet)?;
        if let [alone] = self.layouts.as_slice() {
            let last = alone.last_column();
            sheet.set_freeze_panes(1, 1)?;
            sheet.autofilter(0, 0, alone.rows, last)?;
            sheet.set_repeat_rows(0, 0)?;
            sheet.set_print_area(0, 0, alone.rows, last)?;
            alone.write(sheet, 0, formats)?;
            return Ok(());
        }
        let mut row = 0;
        for layout in &self.layouts {
            let title = table_title(layout.table.name());
            sheet.write_string_with_format(row, 0, title, &formats.chapter)?;
            row = layout.write(sheet, row + 1, formats)? + 1;
        }
        Ok(())
    }

    fn set_widths(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let columns = self.layouts.iter().map(|layout| layout.columns.len()).max();
        for at in 0..columns.unwrap_or(0) {
            let widths = self
                .layouts
                .iter()
                .filter_map(|layout| layout.columns.get(at));
            let widest = widths.map(|column| column.width).max().unwrap_or(0);
            let at = u16::try_from(at).unwrap_or(u16::MAX);
            sheet.set_column_autofit_width(at, widest.min(MAX_COLUMN_WIDTH))?;
        }
        Ok(())
    }
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
