//! From workbooks in the binary formats of Excel to grids: `.xls`, which Excel wrote until 2003, and `.xlsb`.
//!
//! The library that reads them trusts what they say of themselves, and a damaged one can make it panic. It is read in a
//! thread of its own, whose end is an answer.

use std::collections::HashMap;
use std::io::Cursor;

use calamine::{Data, Range, Reader as _, SheetVisible, Xls, XlsError, Xlsb, XlsbError};

use super::archive;
use super::excel::merge_of;
use super::grid::{Cell, Grid, unreadable};
use super::library_cell::cell_of;
use super::limits::Budget;
use super::sheet_rows::SheetRows;
use super::sheets;
use crate::file_problems::ImportError;
use crate::import::options::ImportOptions;

const SAVE_AGAIN: &str = "open it in the spreadsheet program and save it as .xlsx or .csv";

/// Reads a workbook of the kind that begins with the signature of compound files.
///
/// # Errors
/// If it is damaged, too large, protected by a password, or no workbook.
pub fn read_xls(
    file: &str,
    bytes: &[u8],
    options: &ImportOptions,
) -> Result<Vec<Grid>, ImportError> {
    apart(file, || {
        let book = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsError::Password => protected(file),
            _ => {
                let why = "it is a workbook of the old kind that is damaged or protected by a password, or another file of Office";
                unreadable(file, why, SAVE_AGAIN)
            }
        })?;
        xls_grids(file, book, options)
    })
}

fn xls_grids(
    file: &str,
    mut book: Xls<Cursor<&[u8]>>,
    options: &ImportOptions,
) -> Result<Vec<Grid>, ImportError> {
    let refuse = |error: XlsError| unreadable(file, damaged(&error), SAVE_AGAIN);
    let mut budget = Budget::default();
    let mut grids = Vec::new();
    let is_asked = sheets::wanted(&book.sheet_names(), options)?.is_some();
    for mut grid in wanted(&book, options)? {
        let name = grid.sheet.clone().unwrap_or_default();
        if grid.is_hidden && !is_asked {
            grids.push(grid);
            continue;
        }
        let formulas = book.worksheet_formula(&name).map_err(refuse)?;
        let cells = book.worksheet_range(&name).map_err(refuse)?;
        let merges = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        grid.merges = merges.iter().map(merge_of).collect();
        let mut rows = SheetRows::new(file, &mut budget);
        take(&cells, &formulas, &mut rows)?;
        grid.rows = rows.into_rows();
        grids.push(grid);
    }
    Ok(grids)
}

/// The cells of a sheet, with their formulas.
fn take(
    cells: &Range<Data>,
    formulas: &Range<String>,
    rows: &mut SheetRows<'_>,
) -> Result<(), ImportError> {
    let Some(start) = cells.start() else {
        return Ok(());
    };
    for (row, column, value) in cells.used_cells() {
        let (row, column) = (row as u32 + start.0, column as u32 + start.1);
        let formula = formulas
            .get_value((row, column))
            .filter(|formula| !formula.is_empty());
        rows.put(
            row.saturating_add(1),
            column as usize,
            with_formula(cell_of(value), formula.cloned()),
        )?;
    }
    Ok(())
}

fn with_formula(cell: Cell, formula: Option<String>) -> Cell {
    match formula {
        Some(formula) => Cell::Formula(formula, Box::new(cell)),
        None => cell,
    }
}

/// Reads a workbook that is an archive of binary parts.
///
/// # Errors
/// If it is damaged, too large or protected by a password.
pub fn read_xlsb(
    file: &str,
    bytes: &[u8],
    options: &ImportOptions,
) -> Result<Vec<Grid>, ImportError> {
    archive::check_sizes(file, bytes)?;
    apart(file, || {
        let book = Xlsb::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsbError::Password => protected(file),
            other => unreadable(file, damaged(&other), SAVE_AGAIN),
        })?;
        xlsb_grids(file, book, options)
    })
}

fn xlsb_grids(
    file: &str,
    mut book: Xlsb<Cursor<&[u8]>>,
    options: &ImportOptions,
) -> Result<Vec<Grid>, ImportError> {
    let refuse = |error: XlsbError| unreadable(file, damaged(&error), SAVE_AGAIN);
    let mut budget = Budget::default();
    let mut grids = Vec::new();
    let is_asked = sheets::wanted(&book.sheet_names(), options)?.is_some();
    for mut grid in wanted(&book, options)? {
        let name = grid.sheet.clone().unwrap_or_default();
        if grid.is_hidden && !is_asked {
            grids.push(grid);
            continue;
        }
        let mut formulas = HashMap::new();
        let mut cells = book.worksheet_cells_reader(&name).map_err(refuse)?;
        while let Some(formula) = cells.next_formula().map_err(refuse)? {
            formulas.insert(formula.get_position(), formula.get_value().clone());
        }
        drop(cells);
        let mut rows = SheetRows::new(file, &mut budget);
        let mut cells = book.worksheet_cells_reader(&name).map_err(refuse)?;
        while let Some(cell) = cells.next_cell().map_err(refuse)? {
            let (row, column) = cell.get_position();
            let formula = formulas
                .remove(&(row, column))
                .filter(|formula| !formula.is_empty());
            let cell = with_formula(cell_of(cell.get_value()), formula);
            rows.put(row.saturating_add(1), column as usize, cell)?;
        }
        grid.rows = rows.into_rows();
        grids.push(grid);
    }
    Ok(grids)
}

/// The sheets that are read, or only the one that was asked for, without their rows.
fn wanted<'a, B: calamine::Reader<Cursor<&'a [u8]>>>(
    book: &B,
    options: &ImportOptions,
) -> Result<Vec<Grid>, ImportError> {
    let asked = sheets::wanted(&book.sheet_names(), options)?;
    let sheets = book.sheets_metadata().iter();
    let sheets = sheets.filter(|sheet| asked.as_ref().is_none_or(|name| *name == sheet.name));
    let grids = sheets.map(|sheet| Grid {
        sheet: Some(sheet.name.clone()),
        is_hidden: sheet.visible != SheetVisible::Visible,
        ..Grid::default()
    });
    Ok(grids.collect())
}

/// Runs `read` in a thread. A panic of it is a damaged file.
fn apart<T: Send>(
    file: &str,
    read: impl FnOnce() -> Result<T, ImportError> + Send,
) -> Result<T, ImportError> {
    let ended = std::thread::scope(|scope| scope.spawn(read).join());
    let broken = || unreadable(file, "it is a damaged workbook", SAVE_AGAIN);
    ended.unwrap_or_else(|_| Err(broken()))
}

fn protected(file: &str) -> ImportError {
    let hint = "open it in the spreadsheet program and save it without the password";
    unreadable(file, "it is protected by a password", hint)
}

fn damaged(error: &dyn std::fmt::Display) -> String {
    format!("it is no workbook that can be read ({error})")
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use chrono::NaiveDate;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::super::grid::Merge;
    use super::*;

    const XLS: &[u8] = include_bytes!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/fixtures/formats/book.xls"
    ));

    #[test]
    fn xls_is_read_with_dates_formulas_merges_and_hidden_sheets() {
        let grids = read_xls("b.xls", XLS, &ImportOptions::default()).unwrap();
        let [data, notes] = grids.as_slice() else {
            panic!("two sheets: {grids:?}");
        };
        assert_eq!(data.sheet.as_deref(), Some("Data"));
        assert_eq!(data.rows.len(), 5);
        assert_eq!(data.rows[2].cells[3], Cell::Number(104.5));
        let day = NaiveDate::from_ymd_opt(2026, 1, 5).unwrap();
        assert_eq!(
            data.rows[1].cells[2],
            Cell::Date(day.and_time(chrono::NaiveTime::MIN))
        );
        assert!(matches!(&data.rows[4].cells[3], Cell::Formula(text, _) if text.contains("D4")));
        let merge = Merge {
            top: 2,
            bottom: 3,
            left: 1,
            right: 1,
        };
        assert!(data.merges.contains(&merge), "{:?}", data.merges);
        assert!(notes.is_hidden && notes.rows.is_empty());
    }

    #[test]
    fn hidden_sheet_of_xls_is_read_if_it_is_asked_for() {
        let options = ImportOptions {
            sheet: Some("Notes".into()),
            ..ImportOptions::default()
        };
        let grids = read_xls("b.xls", XLS, &options).unwrap();
        assert_eq!(grids.len(), 1);
        assert_eq!(grids[0].rows[0].cells[0], Cell::from_text("old"));
    }

    #[test]
    fn damaged_xls_is_refused_wherever_it_is_damaged() {
        for cut in [8, 600, 3000, XLS.len() - 700] {
            let _ = read_xls("b.xls", &XLS[..cut], &ImportOptions::default());
        }
        let mut ends = 0;
        for at in (0..XLS.len()).step_by(97) {
            let mut bytes = XLS.to_vec();
            bytes[at] ^= 0xff;
            // Most damage shows; what does not is in parts that are not read.
            ends += usize::from(read_xls("b.xls", &bytes, &ImportOptions::default()).is_err());
        }
        assert!(ends > 0);
        let error = read_xls("b.xls", &XLS[..600], &ImportOptions::default()).unwrap_err();
        assert!(
            error.to_string().starts_with("cannot read `b.xls`"),
            "{error}"
        );
    }

    /// A record of a binary part: type and length with seven bits per byte, then the data.
    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let mut record = Vec::new();
        match kind {
            0..0x80 => record.push(kind as u8),
            _ => record.extend([(kind & 0xff) as u8, (kind >> 8) as u8]),
        }
        record.push(u8::try_from(data.len()).unwrap());
        record.extend(data);
        record
    }

    fn wide(text: &str) -> Vec<u8> {
        let units: Vec<u16> = text.encode_utf16().collect();
        let mut bytes = (units.len() as u32).to_le_bytes().to_vec();
        bytes.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
        bytes
    }

    fn cell(kind: u16, column: u32, value: &[u8]) -> Vec<u8> {
        record(kind, &[&column.to_le_bytes()[..], &[0; 4], value].concat())
    }

    /// A workbook with one sheet: headings, and a row of a text and a number.
    fn xlsb() -> Vec<u8> {
        let sheet = [&[0; 8][..], &wide("rId1"), &wide("Data")].concat();
        let workbook = [
            record(0x0183, &[]),
            record(0x019c, &sheet),
            record(0x0190, &[]),
            record(0x0184, &[]),
        ];
        let row = |number: u32| record(0, &[&number.to_le_bytes()[..], &[0; 13]].concat());
        let cells = [
            record(0x0181, &[]),
            record(0x0194, &[0; 16]),
            record(0x0191, &[]),
            row(0),
            cell(6, 0, &wide("mouse")),
            cell(6, 1, &wide("D0")),
            row(1),
            cell(6, 0, &wide("M1")),
            cell(5, 1, &104.5_f64.to_le_bytes()),
            record(0x0192, &[]),
            record(0x0182, &[]),
        ];
        let relations = r#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.bin"/></Relationships>"#;
        let parts = [
            ("[Content_Types].xml", b"<Types/>".to_vec()),
            ("xl/workbook.bin", workbook.concat()),
            ("xl/_rels/workbook.bin.rels", relations.as_bytes().to_vec()),
            ("xl/worksheets/sheet1.bin", cells.concat()),
        ];
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            archive
                .start_file(name, SimpleFileOptions::default())
                .unwrap();
            archive.write_all(&content).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn xlsb_is_read() {
        let grids = read_xlsb("b.xlsb", &xlsb(), &ImportOptions::default()).unwrap();
        assert_eq!(grids[0].sheet.as_deref(), Some("Data"));
        assert_eq!(grids[0].rows.len(), 2);
        assert_eq!(
            grids[0].rows[1].cells,
            [Cell::from_text("M1"), Cell::Number(104.5)]
        );
    }

    #[test]
    fn damaged_xlsb_is_refused() {
        let whole = xlsb();
        let error = read_xlsb(
            "b.xlsb",
            &whole[..whole.len() / 2],
            &ImportOptions::default(),
        );
        assert!(
            error
                .unwrap_err()
                .to_string()
                .starts_with("cannot read `b.xlsb`")
        );
    }
}
