//! From workbooks to grids. Cells are read one by one, so that a stray cell far below costs no memory.

use std::io::Cursor;

use calamine::{Dimensions, Reader as _, SheetVisible, Xlsx};

use super::archive;
use super::grid::{Cell, Grid, Merge, unreadable};
use super::library_cell::cell_of;
use super::limits::Budget;
use super::sheet_rows::SheetRows;
use super::sheets::wanted;
use crate::file_problems::ImportError;
use crate::import::options::ImportOptions;

/// Reads the sheets of a workbook that are shown, or the one that was asked for.
pub fn read(file: &str, bytes: &[u8], options: &ImportOptions) -> Result<Vec<Grid>, ImportError> {
    let refuse = |error: calamine::XlsxError| {
        let hint = "open it in the spreadsheet program and save it as .xlsx or .csv";
        unreadable(
            file,
            format!("it is no workbook that can be read ({error})"),
            hint,
        )
    };
    archive::check(file, bytes)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(refuse)?;
    let wanted = wanted(&book.sheet_names(), options)?;
    let mut grids = Vec::new();
    let mut budget = Budget::default();
    for sheet in book.sheets_metadata().to_vec() {
        let is_wanted = wanted.as_ref().map(|name| *name == sheet.name);
        let mut grid = Grid {
            is_hidden: sheet.visible != SheetVisible::Visible,
            ..Grid::default()
        };
        if is_wanted == Some(false) {
            continue;
        }
        if !grid.is_hidden || is_wanted == Some(true) {
            grid.merges = merges_of(&mut book, &sheet.name);
            let mut reader = match book.worksheet_cells_reader(&sheet.name) {
                Ok(reader) => reader,
                // A sheet that holds a chart only.
                Err(calamine::XlsxError::WorksheetNotFound(_)) => continue,
                Err(error) => return Err(refuse(error)),
            };
            let mut rows = SheetRows::new(file, &mut budget);
            while let Some(cell) = reader.next_cell_with_formula().map_err(refuse)? {
                let value = cell_of(&cell.value);
                let value = match cell.formula {
                    Some(formula) => Cell::Formula(formula, Box::new(value)),
                    None => value,
                };
                rows.put(cell.pos.0.saturating_add(1), cell.pos.1 as usize, value)?;
            }
            grid.rows = rows.into_rows();
        }
        grid.sheet = Some(sheet.name);
        grids.push(grid);
    }
    Ok(grids)
}

/// The merged cells of a sheet. A list that cannot be read is none: the cells themselves are read.
fn merges_of(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> Vec<Merge> {
    let found = book.merge_cells_by_sheet_name(sheet).unwrap_or_default();
    found.iter().map(merge_of).collect()
}

/// Merged cells as the library tells them.
pub fn merge_of(merged: &Dimensions) -> Merge {
    Merge {
        top: merged.start.0.saturating_add(1),
        bottom: merged.end.0.saturating_add(1),
        left: merged.start.1 as usize,
        right: merged.end.1 as usize,
    }
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

    use super::super::limits::MAX_COLUMNS;
    use super::*;
    use crate::import::layout::table_from_bytes;

    fn book() -> Workbook {
        let mut book = Workbook::new();
        book.add_worksheet().set_name("empty").unwrap();
        let sheet = book.add_worksheet().set_name("Data").unwrap();
        let date = Format::new().set_num_format("yyyy-mm-dd");
        for (column, heading) in ["id", "date", "TV"].into_iter().enumerate() {
            sheet.write(2, column as u16, heading).unwrap();
        }
        sheet.write(3, 0, 214).unwrap();
        let day = ExcelDateTime::parse_from_str("2026-01-22").unwrap();
        sheet.write_with_format(3, 1, day, &date).unwrap();
        sheet
            .write_formula(3, 2, Formula::new("=10*2").set_result("20"))
            .unwrap();
        sheet.write(5, 0, "x").unwrap();
        book
    }

    #[test]
    fn the_first_sheet_with_cells_is_read() {
        let bytes = book().save_to_buffer().unwrap();
        let table = table_from_bytes("b.xlsx", &bytes, &ImportOptions::default()).unwrap();
        assert_eq!(table.sheet.as_deref(), Some("Data"));
        assert_eq!(table.headings, ["id", "date", "TV"]);
        assert_eq!(table.rows.len(), 2);
        assert_eq!(table.rows[0].line, 4);
        assert_eq!(table.rows[0].cells[0], Cell::Number(214.0));
        assert!(
            matches!(table.rows[0].cells[1], Cell::Date(d) if d.date().to_string() == "2026-01-22")
        );
        let formula = Cell::Formula("10*2".into(), Box::new(Cell::Number(20.0)));
        assert_eq!(table.rows[0].cells[2], formula);
        assert_eq!(table.rows[1].line, 6);
    }

    #[test]
    fn unread_sheets_are_listed() {
        let mut book = book();
        book.add_worksheet().set_name("blank").unwrap();
        let weights = book.add_worksheet().set_name("Weights").unwrap();
        weights.write(0, 0, "id").unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let table = table_from_bytes("b.xlsx", &bytes, &ImportOptions::default()).unwrap();
        assert_eq!(table.sheet.as_deref(), Some("Data"));
        assert_eq!(table.other_sheets, ["Weights"]);
        let named = ImportOptions {
            sheet: Some("Data".into()),
            ..ImportOptions::default()
        };
        let table = table_from_bytes("b.xlsx", &bytes, &named).unwrap();
        assert_eq!(table.other_sheets, [""; 0]);
    }

    #[test]
    fn sheet_is_chosen_by_name() {
        let bytes = book().save_to_buffer().unwrap();
        let named = |sheet: &str| ImportOptions {
            sheet: Some(sheet.into()),
            ..ImportOptions::default()
        };
        assert!(table_from_bytes("b.xlsx", &bytes, &named("Data")).is_ok());
        let error = table_from_bytes("b.xlsx", &bytes, &named("Other")).unwrap_err();
        assert_eq!(error.remedy(), "its sheets are empty, Data".into());
        assert!(table_from_bytes("b.xlsx", &bytes, &named("empty")).is_err());
    }

    #[test]
    fn stray_cell_far_below_is_ignored() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "id").unwrap();
        sheet.write(1_048_575, 0, "x").unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let table = table_from_bytes("b.xlsx", &bytes, &ImportOptions::default()).unwrap();
        assert_eq!(table.rows[0].line, 1_048_576);
        sheet_with_cell_at(MAX_COLUMNS as u16);
    }

    fn sheet_with_cell_at(column: u16) {
        let mut book = Workbook::new();
        book.add_worksheet().write(0, column, "id").unwrap();
        let bytes = book.save_to_buffer().unwrap();
        assert!(table_from_bytes("b.xlsx", &bytes, &ImportOptions::default()).is_err());
    }

    #[test]
    fn damaged_workbook_is_refused() {
        let error = table_from_bytes("b.xlsx", b"PK\x03\x04rubbish", &ImportOptions::default());
        assert!(
            error
                .unwrap_err()
                .to_string()
                .starts_with("cannot read `b.xlsx`")
        );
    }
}
