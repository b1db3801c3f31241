//! From files to grids of cells. This module knows the formats of files, and nothing of headings.

mod archive;
mod delimited;
mod encoding;
mod excel;
mod grid;
mod kind;
mod library_cell;
mod limits;
mod ods;
mod old_excel;
mod prism;
mod sheet_rows;
mod sheets;
mod xml;

use std::io::Read as _;
use std::path::Path;

use super::options::ImportOptions;
use crate::file_problems::ImportError;
pub use grid::{Book, Cell, Grid, Merge, Row, empty, unreadable};
use kind::Kind;
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

/// Reads the bytes of a file called `file`. What kind of file it is, its content tells, not its name.
pub fn book_from_bytes(
    file: &str,
    bytes: &[u8],
    options: &ImportOptions,
) -> Result<Book, ImportError> {
    limits::file_fits(file, bytes.len())?;
    let mut notes = Vec::new();
    let grids = match kind::of(bytes) {
        Kind::Xlsx => excel::read(file, bytes, options)?,
        Kind::Xls => old_excel::read_xls(file, bytes, options)?,
        Kind::Xlsb => old_excel::read_xlsb(file, bytes, options)?,
        Kind::Ods => ods::read(file, bytes, options)?,
        Kind::Pzfx => {
            let (grids, told) = prism::read_pzfx(file, bytes, options)?;
            notes = told;
            sheets::only_wanted(grids, options)?
        }
        Kind::Prism => {
            let (grids, told) = prism::read_bundle(file, bytes)?;
            notes = told;
            sheets::only_wanted(grids, options)?
        }
        Kind::Foreign { what, remedy } => return Err(unreadable(file, what, remedy)),
        Kind::Text => vec![delimited::read(file, bytes, options)?],
    };
    Ok(Book {
        file: file.to_owned(),
        grids,
        notes,
    })
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
