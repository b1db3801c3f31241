//! The report as an Excel workbook of at most 15 sheets: an index, the summary, the report (`pages`), figures as native
//! charts and pictures, the tables of the analysis with numbers under headings with units, and the raw data.
//!
//! The tables of results are made from the serialized analysis (`parts`, `tree`, `sheets`): a cell holds the number
//! of `graftbook analyze --json` in full precision; only its display is rounded. What the workbook can calculate from its
//! own cells is a formula with that number as its value (`formulas`). Texts are written as texts, so that Excel runs none
//! of them as a formula.

mod charts;
mod formulas;
mod index;
mod layout;
mod pages;
mod parts;
mod pictures;
mod sheets;
mod summary;
mod to_tree;
mod tree;
mod units;

use std::io::{self, Write};

use rust_xlsxwriter::{
    DocProperties, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use self::formulas::Formulas;
use self::layout::{Layout, TableSheet};
use self::sheets::SheetTable;
use super::data::{Column, DataTable, RowSink, TableSource, Value};
use super::document::Document;
use domain::Analysis;

/// The most rows that a sheet of Excel has below its headings.
const MAX_ROWS: u32 = 1_048_575;

/// Writes the report as a file. `raw` are the tables of the study as they are exported.
///
/// # Errors
/// As [`WorkbookError`]. Rows are never left out silently.
pub fn write(
    document: &Document,
    analysis: &Analysis,
    raw: &[Box<dyn TableSource + '_>],
    out: &mut (dyn Write + Send),
) -> Result<(), WorkbookError> {
    let mut book = book(document, analysis, raw)?;
    let mut out = WithFirstError { out, first: None };
    let saved = book.save_to_writer(&mut out);
    saved.map_err(|error| match out.first {
        Some(first) => WorkbookError::Unwritten(first),
        None => error.into(),
    })
}

/// The workbook with all cells, those of tables in temporary files.
fn book(
    document: &Document,
    analysis: &Analysis,
    raw: &[Box<dyn TableSource + '_>],
) -> Result<Workbook, WorkbookError> {
    let mut results = sheets::results(analysis);
    let days = DaysToDraw::of(analysis, &mut results);
    let sheets = with_results(analysis, &results, days.as_ref())?;
    let (records, readings): (Vec<_>, Vec<_>) =
        raw.iter().partition(|table| table.name() != "readings");
    let raw = [("Records", records), ("Readings", readings)];
    let raw = raw.map(|(name, tables)| {
        let layouts = tables
            .into_iter()
            .map(|table| Layout::of(table, Formulas::default()));
        let layouts: Result<Vec<Layout<'_>>, WorkbookError> = layouts.collect();
        layouts.map(|layouts| TableSheet { name, layouts })
    });
    let mut all = sheets;
    for sheet in raw {
        all.push(sheet?);
    }
    for sheet in &mut all {
        sheet.layouts.retain(|layout| layout.rows > 0);
    }
    all.retain(|sheet| !sheet.layouts.is_empty());
    Ok(filled(document, analysis, &all)?)
}

/// A file that keeps its first error, which the library passes on within errors of its own.
struct WithFirstError<'o> {
    out: &'o mut (dyn Write + Send),
    first: Option<io::Error>,
}

impl WithFirstError<'_> {
    fn keep<T>(&mut self, done: io::Result<T>) -> io::Result<T> {
        done.map_err(|error| {
            let kind = error.kind();
            self.first.get_or_insert(error);
            kind.into()
        })
    }
}

impl Write for WithFirstError<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes);
        self.keep(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.out.flush();
        self.keep(flushed)
    }
}

/// The sheets of results. Volumes by day have means that charts draw.
fn with_results<'a>(
    analysis: &Analysis,
    results: &'a [(&'static str, Vec<SheetTable<'a>>)],
    days: Option<&'a DaysToDraw<'a>>,
) -> Result<Vec<TableSheet<'a>>, WorkbookError> {
    let tables = || results.iter().flat_map(|(_, tables)| tables);
    let named = |name: &str| tables().find(|table| table.name() == name);
    let mut sheets = Vec::with_capacity(results.len() + 2);
    if let (Some(days), Some(animals)) = (days, named(sheets::VOLUME_BY_ANIMAL)) {
        let formulas = formulas::of_means(analysis, days, animals);
        sheets.push(TableSheet {
            name: sheets::VOLUME_BY_DAY_SHEET,
            layouts: vec![Layout::of(days, formulas)?],
        });
    }
    for (name, tables) in results {
        let layouts = tables.iter().map(|table| {
            let formulas = match (table.name(), days) {
                ("inhibition", Some(days)) => formulas::of_ratios(analysis, table, days),
                _ => Formulas::default(),
            };
            Layout::of(table, formulas)
        });
        let layouts: Result<Vec<Layout<'_>>, WorkbookError> = layouts.collect();
        let layouts = layouts?;
        sheets.push(TableSheet { name, layouts });
    }
    Ok(sheets)
}

/// The table of volumes by day with the means that charts draw: those that the survivorship guard allows, of at least
/// half of the animals that are followed.
struct DaysToDraw<'a> {
    table: SheetTable<'a>,
    columns: Vec<Column>,
    analysis: &'a Analysis,
}

impl<'a> DaysToDraw<'a> {
    /// Takes the table out of the sheets of results; none if no volume was read.
    fn of(
        analysis: &'a Analysis,
        results: &mut [(&'static str, Vec<SheetTable<'a>>)],
    ) -> Option<Self> {
        let (_, tables) = results
            .iter_mut()
            .find(|(name, _)| *name == sheets::VOLUME_BY_DAY_SHEET)?;
        let at = tables
            .iter()
            .position(|table| table.name() == sheets::VOLUME_BY_DAY)?;
        let table = tables.remove(at);
        let mut columns = table.columns().to_vec();
        columns.extend(charts::DRAWN.map(|key| Column::number(key, "mm³", "")));
        (!analysis.volume_by_day.is_empty()).then_some(Self {
            table,
            columns,
            analysis,
        })
    }
}

impl TableSource for DaysToDraw<'_> {
    fn name(&self) -> &str {
        self.table.name()
    }

    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn each_row(&self, sink: RowSink<'_>) -> std::io::Result<()> {
        let mut days = self.analysis.volume_by_day.iter();
        self.table.each_row(&mut |row| {
            let day = days.next().filter(|day| !day.guarded && !day.is_partial());
            let mut row = row.to_vec();
            row.push(Value::from(day.map(|day| day.mean)));
            row.push(Value::from(day.and_then(|day| day.sem)));
            sink(&row)
        })
    }
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
    /// The file itself cannot be written.
    #[error(transparent)]
    Unwritten(io::Error),
}

fn filled(
    document: &Document,
    analysis: &Analysis,
    sheets: &[TableSheet<'_>],
) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let made = DocProperties::new()
        .set_title(&document.title)
        .set_author(&document.made.by)
        .set_comment(&document.running)
        .set_creation_datetime(&document.made.at);
    book.set_properties(&made);
    let formats = Formats::new();
    index::sheet(for_print(book.add_worksheet()), document, sheets, &formats)?;
    summary::sheet(for_print(book.add_worksheet()), document, &formats)?;
    pages::chapters(for_print(book.add_worksheet()), document, &formats)?;
    figures(
        for_print(book.add_worksheet()),
        document,
        analysis,
        sheets,
        &formats,
    )?;
    for sheet in sheets {
        sheet.write(for_print(book.add_worksheet_with_low_memory()?), &formats)?;
    }
    Ok(book)
}

/// The sheet of charts and pictures.
fn figures(
    sheet: &mut Worksheet,
    document: &Document,
    analysis: &Analysis,
    sheets: &[TableSheet<'_>],
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_name("Figures")?;
    let layouts = sheets.iter().flat_map(|sheet| &sheet.layouts);
    let mut by_day = layouts.filter(|layout| layout.table.name() == sheets::VOLUME_BY_DAY);
    let below = match by_day.next() {
        Some(layout) => charts::growth(sheet, analysis, &DataTable::of(layout.table)?)?,
        None => 0,
    };
    pictures::add(sheet, document, below, formats)?;
    Ok(())
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

/// The title of a table: its name with a capital and spaces.
fn table_title(name: &str) -> String {
    let name = name.replace('_', " ");
    let mut letters = name.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_tables_are_words() {
        assert_eq!(table_title("volume_by_day"), "Volume by day");
    }
}
