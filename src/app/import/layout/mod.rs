//! From grids of cells to tables: where the headings stand, where tables begin and end, which way round they are.

mod headed;
mod table;
mod told;

use std::path::Path;

use super::options::ImportOptions;
use super::source::{Book, book_from_bytes, empty, read_book, unreadable};
use crate::file_problems::ImportError;
pub use table::Table;

/// Reads the table of a file whose headings are in its first row that is not blank, or in the rows that were given;
/// `-` is the standard input. Of a workbook, the first sheet with cells.
///
/// # Errors
/// If the file cannot be read, or holds no row below its headings.
pub fn read_table(path: &Path, options: &ImportOptions) -> Result<Table, ImportError> {
    plain_table(read_book(path, options)?, options)
}

/// The same for the bytes of a file called `file`.
pub fn table_from_bytes(
    file: &str,
    bytes: &[u8],
    options: &ImportOptions,
) -> Result<Table, ImportError> {
    plain_table(book_from_bytes(file, bytes, options)?, options)
}

fn plain_table(book: Book, options: &ImportOptions) -> Result<Table, ImportError> {
    let Book { file, grids, notes } = book;
    let first = options.header_row.unwrap_or(1);
    let mut table = None;
    let mut others = Vec::new();
    for mut grid in grids {
        grid.rows.retain(|row| row.line >= first);
        match table {
            None if !grid.rows.is_empty() => table = Some(headed::table(&file, grid)?),
            Some(_) if !grid.rows.is_empty() => others.extend(grid.sheet),
            _ => {}
        }
    }
    let mut table = table.ok_or_else(|| empty(&file))?;
    table.other_sheets = others;
    table.notes = notes;
    if table.rows.is_empty() && table.problems.is_empty() {
        let why = "it has headings and no row below them";
        return Err(unreadable(&file, why, "check that it was saved completely"));
    }
    Ok(table)
}
