//! From files to grids of cells. This module knows text files and workbooks, and nothing of headings.

mod archive;
mod delimited;
mod encoding;
mod excel;
mod grid;
mod limits;
mod sheet_rows;

use std::io::Read as _;
use std::path::Path;

use super::options::ImportOptions;
use crate::file_problems::ImportError;
pub use grid::{Book, Cell, Grid, Merge, Row, empty, unreadable};
use limits::MAX_BYTES;
pub use limits::{MAX_CELLS, too_many_cells, values_fit};

/// Reads a file; `-` is the standard input.
///
/// # Errors
/// If the file cannot be read, is empty or too large, or its encoding is not known.
pub fn read_book(path: &Path, options: &ImportOptions) -> Result<Book, ImportError> {
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
    book_from_bytes(&file, &bytes, options)
}

/// Reads the bytes of a file called `file`.
pub fn book_from_bytes(
    file: &str,
    bytes: &[u8],
    options: &ImportOptions,
) -> Result<Book, ImportError> {
    limits::file_fits(file, bytes.len())?;
    let grids = match kind_of(bytes) {
        Kind::Workbook => excel::read(file, bytes, options)?,
        Kind::OldWorkbook => {
            let why = "it is a workbook of the old kind, or protected by a password";
            let hint = "open it in the spreadsheet program and save it as .xlsx or .csv";
            return Err(unreadable(file, why, hint));
        }
        Kind::Text => vec![delimited::read(file, bytes, options)?],
    };
    Ok(Book {
        file: file.to_owned(),
        grids,
    })
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
