//! The report as an Excel workbook: one sheet per table, real numbers under headings with units, the raw
//! data, the definitions, and the growth curves as native charts.
//!
//! The sheets of results are made from the serialized analysis (`tree`, `sheets`): what stands in a
//! cell is the number of `graftbook analyze --json`, to full precision; only its display is rounded.
//! Texts are written as texts, so that none is run as a formula.

mod charts;
mod sheets;
mod tree;

use rust_xlsxwriter::{
    DocProperties, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::data::{DataTable, Kind, Value};
use super::document::{Block, Document};
use crate::domain::Analysis;

/// Rows that a sheet has below its headings.
const MOST_ROWS: usize = 1_048_575;

/// The widest column, in pixels.
const WIDEST: u32 = 420;

/// The report as a file. `raw` are the tables of the study as it is exported.
///
/// # Errors
/// If a table has more rows than a sheet can have: nothing is cut off in silence.
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
    if let Some(table) = tables.iter().find(|table| table.rows.len() > MOST_ROWS) {
        return Err(TooLarge {
            table: table.name.to_string(),
            rows: table.rows.len(),
        });
    }
    Ok(written(document, analysis, &tables).expect("names and sizes of sheets are Excel's"))
}

/// A table that no sheet can hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("table `{table}` has {rows} rows, and a sheet of Excel holds {MOST_ROWS}")]
pub struct TooLarge {
    /// Which.
    pub table: String,
    /// Its rows.
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
    let looks = Looks::new();
    summary(book.add_worksheet(), document, &looks)?;
    let by_day = tables
        .iter()
        .find(|table| table.name == sheets::VOLUME_BY_DAY);
    if let Some(table) = by_day {
        charts::growth(book.add_worksheet(), analysis, table)?;
    }
    for table in tables {
        sheet(book.add_worksheet(), table, &looks)?;
    }
    definitions(book.add_worksheet(), document, &looks)?;
    book.save_to_buffer()
}

/// The formats of cells.
struct Looks {
    title: Format,
    heading: Format,
    name: Format,
    wrapped: Format,
}

impl Looks {
    fn new() -> Self {
        let heading = Format::new()
            .set_bold()
            .set_border_bottom(FormatBorder::Thin);
        let top = Format::new().set_align(FormatAlign::Top);
        Self {
            title: Format::new().set_bold().set_font_size(16),
            heading: heading.set_text_wrap().set_align(FormatAlign::Top),
            name: top.clone().set_font_color(0x0066_6666),
            wrapped: top.set_text_wrap(),
        }
    }
}

/// Title block and answer.
fn summary(sheet: &mut Worksheet, document: &Document, looks: &Looks) -> Result<(), XlsxError> {
    sheet.set_name("Summary")?;
    sheet.set_column_width(0, 24)?.set_column_width(1, 100)?;
    sheet.write_string_with_format(0, 0, &document.title, &looks.title)?;
    let mut row = 1;
    for warning in &document.warnings {
        sheet.write_string_with_format(row, 0, warning, &Format::new().set_bold())?;
        row += 1;
    }
    let answer = document
        .chapters
        .iter()
        .find(|chapter| chapter.id == "answer");
    let sentences = answer.into_iter().flat_map(|chapter| &chapter.blocks);
    let sentences = sentences.flat_map(|block| match block {
        Block::Text(words) => vec![("In short", words.text.clone())],
        Block::List(items) => items
            .iter()
            .map(|w| ("To be known with it", w.text.clone()))
            .collect(),
        _ => Vec::new(),
    });
    let facts = document
        .facts
        .iter()
        .map(|(name, value)| (*name, value.clone()));
    for (name, text) in facts.chain(sentences) {
        sheet.write_string_with_format(row, 0, name, &looks.name)?;
        sheet.write_string_with_format(row, 1, text, &looks.wrapped)?;
        row += 1;
    }
    Ok(())
}

/// A table with its headings frozen.
fn sheet(sheet: &mut Worksheet, table: &DataTable, looks: &Looks) -> Result<(), XlsxError> {
    sheet.set_name(sheet_name(&table.name))?;
    sheet.set_freeze_panes(1, 1)?;
    for (at, column) in (0..).zip(&table.columns) {
        sheet.write_string_with_format(
            0,
            at,
            heading(column.key.as_ref(), column.unit),
            &looks.heading,
        )?;
        if let Some(format) = number_format(&column.key, column.kind) {
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
    sheet.set_autofit_max_width(WIDEST);
    sheet.autofit();
    Ok(())
}

/// A table's name as Excel takes it: a capital, blanks, at most 31 letters.
fn sheet_name(name: &str) -> String {
    let name = name.replace('_', " ");
    let mut letters = name.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).take(31).collect()
}

/// `best response (%)`: the words of a key, and its unit.
fn heading(key: &str, unit: &str) -> String {
    let (words, unit) = match unit {
        "" => sheets::unit_of(key),
        unit => (
            key.strip_suffix(&format!("_{}", plain(unit)))
                .unwrap_or(key),
            unit,
        ),
    };
    let words = words.replace('_', " ");
    match unit {
        "" => words,
        unit => format!("{words} ({unit})"),
    }
}

/// A unit as keys spell it.
fn plain(unit: &str) -> String {
    unit.replace('³', "3").replace('%', "percent")
}

/// How many digits are shown; the cell has them all.
fn number_format(key: &str, kind: Kind) -> Option<&'static str> {
    let is_p = key == "p" || key.starts_with("p_") || key.ends_with("_p");
    match kind {
        Kind::Number if is_p => Some("[<0.001]0.0E+00;0.000"),
        Kind::Number if key.ends_with("day") || key.ends_with("days") => None,
        Kind::Number
            if ["mm3", "percent", "_mm", "_g"]
                .iter()
                .any(|end| key.ends_with(end)) =>
        {
            Some("0.0")
        }
        _ => None,
    }
}

/// The definitions of every statistic, one a row.
fn definitions(sheet: &mut Worksheet, document: &Document, looks: &Looks) -> Result<(), XlsxError> {
    sheet.set_name("Definitions")?;
    sheet.set_freeze_panes(1, 1)?;
    let cards = document.chapters.iter().flat_map(|chapter| &chapter.blocks);
    let cards: Vec<_> = cards
        .filter_map(|block| match block {
            Block::Cards(cards) => Some(cards),
            _ => None,
        })
        .flatten()
        .collect();
    for (at, heading) in (0..).zip(["Id", "Name"]) {
        sheet.write_string_with_format(0, at, heading, &looks.heading)?;
    }
    for (row, card) in (1..).zip(&cards) {
        sheet.write_string_with_format(row, 0, card.id, &looks.wrapped)?;
        sheet.write_string_with_format(row, 1, card.name, &looks.wrapped)?;
        for (at, (heading, text)) in (2..).zip(card.parts()) {
            sheet.write_string_with_format(0, at, heading, &looks.heading)?;
            sheet.write_string_with_format(row, at, text, &looks.wrapped)?;
        }
    }
    sheet.set_column_width(0, 20)?.set_column_width(1, 28)?;
    for at in 2..8 {
        sheet.set_column_width(at, 45)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_have_units() {
        for (key, unit, expected) in [
            ("best_response_percent", "", "best response (%)"),
            ("volume_mm3", "mm³", "volume (mm³)"),
            ("mean", "mm³", "mean (mm³)"),
            ("slope_per_day", "", "slope (per day)"),
            ("doubling_days", "", "doubling (days)"),
            ("body_weight_g", "g", "body weight (g)"),
            ("arm", "", "arm"),
        ] {
            assert_eq!(heading(key, unit), expected);
        }
        assert_eq!(sheet_name("volume_by_day"), "Volume by day");
    }
}
