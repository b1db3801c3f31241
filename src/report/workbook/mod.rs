//! The report as an Excel workbook: the report itself on two sheets (`pages`), a sheet per table of the
//! analysis with numbers under headings with units, the raw data, the definitions, and the growth curves as
//! native charts.
//!
//! The sheets of results are made from the serialized analysis (`tree`, `sheets`): a cell holds the number
//! of `graftbook analyze --json` in full precision; only its display is rounded. Texts are written as texts,
//! so that Excel runs none of them as a formula.

mod charts;
mod layout;
mod pages;
mod sheets;
mod tree;
mod units;

use rust_xlsxwriter::{
    DocProperties, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use self::layout::Layout;
use self::tree::Node;
use super::data::{DataTable, TableSource};
use super::document::Document;
use domain::Analysis;

/// The most rows that a sheet of Excel has below its headings.
const MAX_ROWS: u32 = 1_048_575;

/// The report as the bytes of a file. `raw` are the tables of the study as they are exported.
///
/// # Errors
/// As [`WorkbookError`]. Rows are never left out silently.
pub fn file(
    document: &Document,
    analysis: &Analysis,
    raw: &[Box<dyn TableSource + '_>],
) -> Result<Vec<u8>, WorkbookError> {
    let tree = Node::of(analysis);
    let results = sheets::results(&tree);
    let results = results.iter().map(|table| table as &dyn TableSource);
    let raw = raw.iter().map(|table| &**table as &dyn TableSource);
    let (about, data): (Vec<_>, Vec<_>) = raw.partition(|table| table.name() != "readings");
    let tables = about.into_iter().chain(results).chain(data);
    let layouts: Result<Vec<Layout<'_>>, WorkbookError> = tables.map(Layout::of).collect();
    let mut layouts = layouts?;
    layouts.retain(|layout| layout.rows > 0);
    Ok(written(document, analysis, &layouts)?)
}

/// Why there is no workbook.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// A table has more rows than a sheet can have.
    #[error("table `{table}` has {rows} rows, and a sheet of Excel holds {MAX_ROWS}")]
    TooLarge {
        /// Its name.
        table: String,
        /// Number of its rows.
        rows: u32,
    },
    /// The temporary files of its rows cannot be written.
    #[error("the temporary files of a workbook cannot be written: {0}")]
    Temporary(#[from] XlsxError),
}

fn written(
    document: &Document,
    analysis: &Analysis,
    layouts: &[Layout<'_>],
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
    let by_day = layouts
        .iter()
        .find(|layout| layout.table.name() == sheets::VOLUME_BY_DAY);
    if let Some(layout) = by_day {
        let table = DataTable::of(layout.table)?;
        charts::growth(for_print(book.add_worksheet()), analysis, &table)?;
    }
    for layout in layouts {
        layout.write(for_print(book.add_worksheet_with_low_memory()?), &formats)?;
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
    date: Format,
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
            date: Format::new().set_num_format("yyyy-mm-dd"),
            right: top.clone().set_align(FormatAlign::Right).set_text_wrap(),
            name: top.clone().set_font_color(0x0066_6666),
            wrapped: top.set_text_wrap(),
        }
    }
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
