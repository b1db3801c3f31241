//! A table as CSV text.

use std::io::{self, Write};

use crate::files::ExportFile;
use crate::study_files::needs_guard;
use report::data::{DataTable, TableSource, Value};

/// A table as the CSV file of its name.
pub fn csv_file<'a>(table: impl TableSource + 'a) -> ExportFile<'a> {
    let name = format!("{}.csv", table.name());
    ExportFile::new(name, move |out| write_csv(&table, out))
}

/// Headings and rows in UTF-8, with commas and a line feed after each row. Missing values are empty. Texts that a
/// spreadsheet could run as a formula get a `'` before them; numbers never do.
pub fn csv(table: &DataTable) -> String {
    let mut bytes = Vec::new();
    write_csv(table, &mut bytes).expect("memory takes every row");
    String::from_utf8(bytes).expect("cells are text")
}

fn write_csv(table: &dyn TableSource, out: &mut (dyn Write + Send)) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(table.columns().iter().map(|column| column.key.as_ref()))?;
    table.each_row(&mut |row| Ok(writer.write_record(row.iter().map(cell))?))?;
    writer.flush()
}

fn cell(value: &Value) -> String {
    match value {
        Value::Text(text) if needs_guard(text) => format!("'{text}"),
        value => value.to_string(),
    }
}
