//! From files to tables. This module knows text files and workbooks, and nothing of the meaning of headings.

mod archive;
mod delimited;
mod encoding;
mod excel;
mod limits;
mod table;

use std::io::Read as _;
use std::path::Path;

use super::options::ImportOptions;
use crate::file_problems::ImportError;
use limits::MAX_BYTES;
pub use limits::values_fit;
use table::unreadable;
pub use table::{Cell, Row, Table};

/// Reads a table from a file; `-` is the standard input.
///
/// # Errors
/// If the file cannot be read, is empty or too large, or its encoding is not known.
pub fn read_table(path: &Path, options: &ImportOptions) -> Result<Table, ImportError> {
    let file = match path.as_os_str() == "-" {
        true => "standard input".to_owned(),
        false => path.display().to_string(),
    };
    let bytes = read_bytes(path).map_err(|error| {
        unreadable(
            &file,
            error.to_string(),
            "check the name, and that you may read it",
        )
    })?;
    table_from_bytes(&file, &bytes, options)
}

/// Reads a table from the bytes of a file called `file`.
pub fn table_from_bytes(
    file: &str,
    bytes: &[u8],
    options: &ImportOptions,
) -> Result<Table, ImportError> {
    limits::file_fits(file, bytes.len())?;
    let table = match kind_of(bytes) {
        Kind::Workbook => excel::read(file, bytes, options)?,
        Kind::OldWorkbook => {
            let why = "it is a workbook of the old kind, or protected by a password";
            let hint = "open it in the spreadsheet program and save it as .xlsx or .csv";
            return Err(unreadable(file, why, hint));
        }
        Kind::Text => delimited::read(file, bytes, options)?,
    };
    if table.rows.is_empty() && table.problems.is_empty() {
        let why = "it has headings and no row below them";
        return Err(unreadable(file, why, "check that it was saved completely"));
    }
    Ok(table)
}

enum Kind {
    Workbook,
    OldWorkbook,
    Text,
}

fn kind_of(bytes: &[u8]) -> Kind {
    match bytes {
        [b'P', b'K', 3, 4, ..] => Kind::Workbook,
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Kind::OldWorkbook,
        _ => Kind::Text,
    }
}

fn read_bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = MAX_BYTES + 1;
    if path.as_os_str() == "-" {
        std::io::stdin()
            .lock()
            .take(limit)
            .read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(path)?
            .take(limit)
            .read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}
