//! From grids of cells to tables: where the headings stand, where tables begin and end, which way round they are, and what
//! the names of sheets and titles tell.

mod headed;
mod regions;
mod sheets;
mod table;
mod told;
mod turned;

use std::path::Path;

use super::options::{ImportOptions, WhatARowIs};
use super::outcome::ImportNote;
use super::source::{Book, Grid, book_from_bytes, empty, read_book, unreadable};
use crate::file_problems::ImportError;
use domain::ImportRemedy;
use regions::{Region, divided, given_headings, is_animal, likely_headings, named_headings, texts};
pub use table::Table;
pub use told::Told;

/// Reads the table of a file whose headings are in its first row that is not blank, or in the rows that were given;
/// `-` is the standard input. Of a workbook, the first sheet with cells.
///
/// # Errors
/// If the file cannot be read, or holds no row below its headings.
pub fn read_table(path: &Path, options: &ImportOptions) -> Result<Table, ImportError> {
    plain_table(read_book(path, options)?, options)
}

/// The same for the bytes of a file called `file`.
#[cfg(test)]
pub fn table_from_bytes(
    file: &str,
    bytes: &[u8],
    options: &ImportOptions,
) -> Result<Table, ImportError> {
    plain_table(book_from_bytes(file, bytes, options)?, options)
}

fn plain_table(book: Book, options: &ImportOptions) -> Result<Table, ImportError> {
    let Book { file, grids, notes } = book;
    let first = options.heading_rows.map_or(1, |rows| rows.first);
    let mut table = None;
    let mut others = Vec::new();
    for mut grid in grids {
        grid.rows.retain(|row| row.line >= first);
        match table {
            None if !grid.rows.is_empty() => table = Some(headed::first_row(&file, grid)?),
            Some(_) if !grid.rows.is_empty() => others.extend(grid.sheet),
            _ => {}
        }
    }
    let mut table = table.ok_or_else(|| empty(&file))?;
    table.other_sheets = others;
    table.notes = notes;
    holds_rows(&file, std::slice::from_ref(&table))?;
    Ok(table)
}

fn holds_rows(file: &str, tables: &[Table]) -> Result<(), ImportError> {
    match tables
        .iter()
        .all(|table| table.rows.is_empty() && table.problems.is_empty())
    {
        true => {
            let why = "it has headings and no row below them";
            Err(unreadable(file, why, "check that it was saved completely"))
        }
        false => Ok(()),
    }
}

/// Reads the tables of a file; `-` is the standard input.
///
/// # Errors
/// If the file cannot be read, holds no rows, or several of its sheets can be meant.
pub fn read_tables(path: &Path, options: &ImportOptions) -> Result<Vec<Table>, ImportError> {
    tables(read_book(path, options)?, options)
}

/// The same for the bytes of a file called `file`.
pub fn tables_from_bytes(
    file: &str,
    bytes: &[u8],
    options: &ImportOptions,
) -> Result<Vec<Table>, ImportError> {
    tables(book_from_bytes(file, bytes, options)?, options)
}

/// The tables of a book.
pub fn tables(book: Book, options: &ImportOptions) -> Result<Vec<Table>, ImportError> {
    let tables = sheets::chosen(book, options)?;
    let file = tables
        .first()
        .map_or(String::new(), |table| table.file.clone());
    holds_rows(&file, &tables)?;
    Ok(tables)
}

/// The tables of one grid that has rows.
fn tables_of(file: &str, grid: Grid, options: &ImportOptions) -> Result<Vec<Table>, ImportError> {
    let Grid {
        sheet,
        mut rows,
        merges,
        ..
    } = grid;
    if let Some(range) = options.range {
        let (first, last) = range.rows;
        rows.retain(|row| (first..=last).contains(&row.line));
        for row in &mut rows {
            row.cells.truncate(range.columns.1 + 1);
            row.cells.drain(..range.columns.0.min(row.cells.len()));
        }
        rows.retain(|row| regions::filled(row) > 0);
    }
    let offset = options.range.map_or(0, |range| range.columns.0);
    let is_text = sheet.is_none();
    let given = options.heading_rows;
    let named = named_headings(&rows, options);
    // Whether rows are days is looked at only where no row of headings settles it.
    let is_open = options.layout.is_none() && given.is_none();
    let either = named.filter(|&at| is_open && turned::is_either(&rows, at));
    let may_be_turned = named.is_none_or(|at| turned::is_turned_at(&rows, at)) || either.is_some();
    let turned = match options.layout {
        Some(WhatARowIs::Day) => turned::headings(&rows),
        None if is_open && may_be_turned => turned::headings(&rows),
        _ => None,
    };
    if let (Some(_), Some(_)) = (turned, either) {
        return Err(ImportError::Undecided {
            why: format!(
                "{}: rows may be animals or days, and columns days or animals",
                domain::printable(file)
            ),
            remedy: ImportRemedy::NameLayout.into(),
        });
    }
    let is_turned = turned.is_some() || options.layout == Some(WhatARowIs::Day);
    let headings = match given {
        Some(given) => given_headings(&rows, given),
        None if is_turned => turned.or_else(|| likely_headings(&rows)),
        None => named.or_else(|| likely_headings(&rows)),
    };
    let Some(at) = headings else {
        return Ok(Vec::new());
    };
    let head = &rows[at.0..at.0 + at.1];
    let marker = match is_turned {
        true => turned::marker(&rows, at),
        false => head.iter().rev().find_map(|row| {
            let texts = texts(row);
            let column = texts.iter().position(|text| is_animal(text, options))?;
            Some((column, texts[column].clone()))
        }),
    };
    let regions = divided(rows, at, marker);
    let several = regions.len();
    let mut tables = Vec::new();
    for (number, region) in regions.into_iter().enumerate() {
        let told = Told::by_titles(&region.titles, several > 1);
        let Region { columns, .. } = region;
        let mut table = match is_turned {
            true => turned::turn(file, sheet.clone(), region)?,
            false => headed::table(file, sheet.clone(), region, is_text, given.is_none())?,
        };
        table.told = told;
        table.layout.block = (number + 1, several);
        table.layout.first_column += offset;
        if !is_turned {
            table.take_merges(&merges, columns.0 + offset);
        }
        note_layout(&mut table);
        tables.push(table);
    }
    let has_rows = |table: &Table| !table.rows.is_empty() || !table.problems.is_empty();
    if tables.iter().any(has_rows) {
        tables.retain(has_rows);
    }
    Ok(tables)
}

/// Says where a table was found, if it is not below one row of headings.
fn note_layout(table: &mut Table) {
    let (first, last) = table.layout.heading_rows;
    let mut note =
        |code: &'static str, message: String| table.notes.push(ImportNote::new(code, message));
    if !table.layout.turned.is_empty() {
        note(
            "turned",
            "the file has a row per day and a column per animal".into(),
        );
    } else if first != last {
        note(
            "heading_rows",
            format!("the headings of rows {first} to {last} were joined"),
        );
    }
    if table.layout.block.1 > 1 {
        let several = table.layout.block.1;
        note(
            "blocks",
            format!("{several} tables were found under or beside each other"),
        );
        if let Some(arm) = &table.told.arm {
            let arm = domain::printable(arm);
            note(
                "told_arm",
                format!("the arm `{arm}` is that of the title above its table"),
            );
        }
    }
}

/// Asks which sheet is meant.
fn several_sheets(file: &str, sheets: Vec<String>) -> ImportError {
    let named: Vec<String> = sheets.iter().map(|sheet| format!("`{sheet}`")).collect();
    ImportError::Undecided {
        why: format!(
            "{} has {} sheets that can be read: {}",
            domain::printable(file),
            sheets.len(),
            named.join(", ")
        ),
        remedy: ImportRemedy::NameSheets { sheets }.into(),
    }
}
