//! From workbooks to a table. Cells are read one by one, so that a stray cell far below costs no memory.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, Reader as _, Xlsx};

use super::archive;
use super::limits::{
    Budget, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, too_many_cells, too_many_columns, too_many_rows,
};
use super::table::{Cell, Row, Table, empty, unreadable};
use crate::file_problems::{ImportError, Problems};
use crate::import::options::ImportOptions;
use domain::printable;

/// Reads a sheet of a workbook. The headings are in the first row with a cell.
pub fn read(file: &str, bytes: &[u8], options: &ImportOptions) -> Result<Table, ImportError> {
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
    let sheets = match &options.sheet {
        Some(name) => vec![sheet_named(&book.sheet_names(), name)?],
        None => book.sheet_names(),
    };
    let mut found: Option<Table> = None;
    for sheet in sheets {
        if let Some(table) = &mut found {
            let mut cells = book.worksheet_cells_reader(&sheet).ok();
            let next = cells.as_mut().and_then(|cells| cells.next_cell().ok());
            if next.flatten().is_some() {
                table.other_sheets.push(sheet);
            }
            continue;
        }
        let mut reader = match book.worksheet_cells_reader(&sheet) {
            Ok(reader) => reader,
            // A sheet that holds a chart only.
            Err(calamine::XlsxError::WorksheetNotFound(_)) => continue,
            Err(error) => return Err(refuse(error)),
        };
        let mut rows = Rows::default();
        let first = options.header_row.unwrap_or(1);
        while let Some(cell) = reader.next_cell_with_formula().map_err(refuse)? {
            if cell.pos.0.saturating_add(1) < first {
                continue;
            }
            let value = cell_of(&cell.value);
            let value = match cell.formula {
                Some(formula) => Cell::Formula(formula, Box::new(value)),
                None => value,
            };
            rows.put(file, cell.pos, value)?;
        }
        if !rows.rows.is_empty() {
            found = Some(rows.into_table(file, sheet)?);
        }
    }
    found.ok_or_else(|| empty(file))
}

fn sheet_named(sheets: &[String], name: &str) -> Result<String, ImportError> {
    match sheets.iter().find(|s| s.trim() == name.trim()) {
        Some(sheet) => Ok(sheet.clone()),
        None => {
            let known: Vec<_> = sheets.iter().map(|s| printable(s)).collect();
            Err(ImportError::Undecided {
                why: format!("the workbook has no sheet `{}`", printable(name)),
                remedy: format!("its sheets are {}", known.join(", ")).into(),
            })
        }
    }
}

fn cell_of(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) => Cell::from_text(text),
        DataRef::SharedString(text) => Cell::from_text(text),
        DataRef::Bool(truth) => Cell::from_text(if *truth { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(moment) if moment.is_datetime() => match moment.as_datetime() {
            Some(moment) => Cell::Date(moment),
            None => Cell::Number(moment.as_f64()),
        },
        DataRef::DateTime(duration) => Cell::Number(duration.as_f64()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::from_text(text),
        DataRef::Error(error) => Cell::Fault(error.to_string()),
    }
}

/// Rows with cells, by their number in the sheet. A sheet may list them in any order.
#[derive(Default)]
struct Rows {
    rows: BTreeMap<u32, Vec<Cell>>,
    width: usize,
    budget: Budget,
}

impl Rows {
    fn put(&mut self, file: &str, pos: (u32, u32), cell: Cell) -> Result<(), ImportError> {
        if cell.is_blank() {
            return Ok(());
        }
        let (line, column) = (pos.0.saturating_add(1), pos.1 as usize);
        if column >= MAX_COLUMNS {
            return Err(too_many_columns(file));
        }
        // One more for the headings.
        if self.rows.len() > MAX_ROWS && !self.rows.contains_key(&line) {
            return Err(too_many_rows(file));
        }
        let cells = self.rows.entry(line).or_default();
        let more = (column + 1).saturating_sub(cells.len());
        self.budget.take(file, line, more, cell.text_bytes())?;
        if more > 0 {
            cells.resize(column + 1, Cell::Empty);
        }
        cells[column] = cell;
        self.width = self.width.max(column + 1);
        Ok(())
    }

    /// Refuses rows that are too many once each is as wide as the widest.
    fn into_table(self, file: &str, sheet: String) -> Result<Table, ImportError> {
        let width = self.width;
        if width * self.rows.len() > MAX_CELLS {
            let mut rows = self.rows.iter();
            let widest = rows.find(|(_, cells)| cells.len() == width);
            let line = widest.map_or(0, |(line, _)| *line);
            return Err(too_many_cells(file, self.rows.len(), width, line));
        }
        let mut rows = Vec::with_capacity(self.rows.len());
        for (line, mut cells) in self.rows {
            cells.reserve_exact(width - cells.len());
            cells.resize(width, Cell::Empty);
            rows.push(Row { line, cells });
        }
        let header = rows.remove(0);
        Ok(Table {
            file: file.to_owned(),
            sheet: Some(sheet),
            other_sheets: Vec::new(),
            headings: header.cells.iter().map(heading_of).collect(),
            rows,
            problems: Problems::default(),
        })
    }
}

fn heading_of(cell: &Cell) -> String {
    match cell {
        Cell::Formula(_, value) => heading_of(value),
        Cell::Text(text) => text.trim().to_owned(),
        Cell::Fault(text) => text.trim().to_owned(),
        Cell::Empty => String::new(),
        Cell::Number(number) => number.to_string(),
        Cell::Date(moment) => moment.date().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

    use super::super::table_from_bytes;
    use super::*;

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
