//! The report as an Excel workbook: the report itself on two sheets (`pages`), a sheet per table of the
//! analysis with numbers under headings with units, the raw data, the definitions, and the growth curves as
//! native charts.
//!
//! The sheets of results are made from the serialized analysis (`tree`, `sheets`): a cell holds the number
//! of `graftbook analyze --json` in full precision; only its display is rounded. Texts are written as texts,
//! so that Excel runs none of them as a formula.

mod charts;
mod pages;
mod sheets;
mod tree;
mod units;

use rust_xlsxwriter::{
    DocProperties, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::data::{DataTable, Value};
use super::document::Document;
use domain::Analysis;

/// The most rows that a sheet of Excel has below its headings.
const MAX_ROWS: usize = 1_048_575;

/// The width of the widest columns, in pixels.
const MAX_COLUMN_WIDTH: u32 = 420;

/// The report as the bytes of a file. `raw` are the tables of the study as they are exported.
///
/// # Errors
/// If a table has more rows than a sheet can have. Rows are never left out silently.
pub fn file(
    document: &Document,
    analysis: &Analysis,
    raw: &[DataTable],
) -> Result<Vec<u8>, TooLarge> {
    let results = sheets::results(analysis);
    let (about, data): (Vec<&DataTable>, Vec<&DataTable>) =
        raw.iter().partition(|table| table.name != "readings");
    let tables = about.into_iter().chain(&results).chain(data);
    let tables: Vec<&DataTable> = tables.filter(|table| !table.rows.is_empty()).collect();
    if let Some(table) = tables.iter().find(|table| table.rows.len() > MAX_ROWS) {
        return Err(TooLarge {
            table: table.name.to_string(),
            rows: table.rows.len(),
        });
    }
    Ok(written(document, analysis, &tables).expect("names and sizes of sheets are Excel's"))
}

/// A table has more rows than a sheet can have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("table `{table}` has {rows} rows, and a sheet of Excel holds {MAX_ROWS}")]
pub struct TooLarge {
    /// Its name.
    pub table: String,
    /// Number of its rows.
    pub rows: usize,
}

fn written(
    document: &Document,
    analysis: &Analysis,
    tables: &[&DataTable],
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = DocProperties::new()
        .set_title(&document.title)
        .set_author(&document.made.by)
        .set_comment(&document.running)
        .set_creation_datetime(&document.made.at);
    book.set_properties(&made);
    let formats = Formats::new();
    pages::summary(for_print(book.add_worksheet()), document, &formats)?;
    pages::chapters(for_print(book.add_worksheet()), document, &formats)?;
    let by_day = tables
        .iter()
        .find(|table| table.name == sheets::VOLUME_BY_DAY);
    if let Some(table) = by_day {
        charts::growth(for_print(book.add_worksheet()), analysis, table)?;
    }
    for table in tables {
        sheet(for_print(book.add_worksheet()), table, &formats)?;
    }
    pages::definitions(for_print(book.add_worksheet()), document, &formats)?;
    book.save_to_buffer()
}

/// Excel's number of A4.
const PAPER: u8 = 9;

/// Sets a sheet to be printed on A4 in landscape, scaled so that all columns fit a page.
fn for_print(sheet: &mut Worksheet) -> &mut Worksheet {
    sheet
        .set_paper_size(PAPER)
        .set_landscape()
        .set_print_fit_to_pages(1, 0)
        .set_footer("&L&A&R&P / &N")
}

/// The formats of cells.
struct Formats {
    title: Format,
    chapter: Format,
    bold: Format,
    heading: Format,
    heading_right: Format,
    right: Format,
    name: Format,
    wrapped: Format,
}

impl Formats {
    fn new() -> Self {
        let heading = Format::new()
            .set_bold()
            .set_border_bottom(FormatBorder::Thin);
        let heading = heading.set_text_wrap().set_align(FormatAlign::Top);
        let top = Format::new().set_align(FormatAlign::Top);
        Self {
            title: Format::new().set_bold().set_font_size(16),
            chapter: Format::new().set_bold().set_font_size(13),
            bold: Format::new().set_bold(),
            heading_right: heading.clone().set_align(FormatAlign::Right),
            heading,
            right: top.clone().set_align(FormatAlign::Right).set_text_wrap(),
            name: top.clone().set_font_color(0x0066_6666),
            wrapped: top.set_text_wrap(),
        }
    }
}

/// Writes a table with frozen headings.
fn sheet(sheet: &mut Worksheet, table: &DataTable, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name(sheet_name(&table.name))?;
    sheet.set_freeze_panes(1, 1)?;
    for (at, column) in (0..).zip(&table.columns) {
        let heading = units::heading(column.key.as_ref(), column.unit);
        sheet.write_string_with_format(0, at, heading, &formats.heading)?;
        let values = table.rows.iter().map(|row| &row[usize::from(at)]);
        if let Some(format) = units::number_format(column, values) {
            sheet.set_column_format(at, &Format::new().set_num_format(format))?;
        }
    }
    for (row, values) in (1..).zip(&table.rows) {
        for (at, value) in (0..).zip(values) {
            match value {
                Value::Missing => continue,
                Value::Text(text) => sheet.write_string(row, at, text)?,
                Value::Number(number) => sheet.write_number(row, at, *number)?,
                Value::Whole(number) => sheet.write_number(row, at, *number as f64)?,
                Value::Truth(truth) => sheet.write_boolean(row, at, *truth)?,
                Value::Date(date) => {
                    let format = Format::new().set_num_format("yyyy-mm-dd");
                    sheet.write_datetime_with_format(row, at, date, &format)?
                }
            };
        }
    }
    let last = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let rows = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    sheet.autofilter(0, 0, rows, last)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_print_area(0, 0, rows, last)?;
    sheet.set_autofit_max_width(MAX_COLUMN_WIDTH);
    sheet.autofit();
    Ok(())
}

/// The name of a table's sheet: with a capital and spaces, and at most the 31 letters that Excel allows.
fn sheet_name(name: &str) -> String {
    let name = name.replace('_', " ");
    let mut letters = name.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).take(31).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_are_words() {
        assert_eq!(sheet_name("volume_by_day"), "Volume by day");
    }
}
