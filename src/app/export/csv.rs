//! A table as CSV text.

use crate::files::ExportFile;
use crate::study_files::needs_guard;
use report::data::{DataTable, Value};

/// A table as the CSV file of its name.
pub fn csv_file(table: &DataTable) -> ExportFile {
    ExportFile {
        name: format!("{}.csv", table.name),
        bytes: csv(table).into_bytes(),
    }
}

/// Headings and rows in UTF-8, with commas and a line feed after each row. Missing values are empty. Texts that a
/// spreadsheet could run as a formula get a `'` before them; numbers never do.
pub fn csv(table: &DataTable) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |cells: Vec<String>| {
        let written = writer.write_record(cells);
        written.expect("memory takes every row, and all rows are as long as the headings");
    };
    write(table.columns.iter().map(|c| c.key.to_string()).collect());
    for row in &table.rows {
        write(row.iter().map(cell).collect());
    }
    let bytes = writer.into_inner().expect("memory takes every row");
    String::from_utf8(bytes).expect("cells are text")
}

fn cell(value: &Value) -> String {
    match value {
        Value::Text(text) if needs_guard(text) => format!("'{text}"),
        value => value.to_string(),
    }
}
