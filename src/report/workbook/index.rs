//! The first sheet: what each sheet holds, with links.

use rust_xlsxwriter::{Url, Worksheet, XlsxError};

use super::layout::TableSheet;
use super::{Formats, table_title};
use crate::document::Document;

/// The sheets before the tables, and what they hold.
const BEFORE: [(&str, &str); 3] = [
    ("Summary", "findings, a row per arm, caveats"),
    (
        "Report",
        "the chapters with their tables, as in the page and the PDF",
    ),
    (
        "Figures",
        "growth curves as charts, all figures as pictures",
    ),
];

/// Writes the sheet.
pub(super) fn sheet(
    sheet: &mut Worksheet,
    document: &Document,
    sheets: &[TableSheet<'_>],
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_name("Index")?;
    sheet.set_column_width(0, 28)?.set_column_width(1, 100)?;
    sheet.write_string_with_format(0, 0, &document.title, &formats.title)?;
    sheet.write_string(1, 0, &document.running)?;
    let tables = sheets.iter().map(|sheet| (sheet.name, tables_of(sheet)));
    let before = BEFORE.map(|(name, holds)| (name, holds.to_owned()));
    for (row, (name, holds)) in (3..).zip(before.into_iter().chain(tables)) {
        let to = Url::new(format!("internal:'{name}'!A1")).set_text(name);
        sheet.write_url(row, 0, to)?;
        sheet.write_string_with_format(row, 1, holds, &formats.wrapped)?;
    }
    Ok(())
}

/// The titles of the tables of a sheet and their numbers of rows.
fn tables_of(sheet: &TableSheet<'_>) -> String {
    let tables = sheet.layouts.iter().map(|layout| {
        let title = table_title(layout.table.name()).to_lowercase();
        format!("{title} ({} rows)", layout.rows)
    });
    tables.collect::<Vec<_>>().join(", ")
}
