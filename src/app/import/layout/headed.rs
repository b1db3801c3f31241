//! A table of rows whose first one holds the headings.

use super::table::{Layout, Table};
use crate::file_problems::{Effect, FileProblem, ImportError};
use crate::import::source::{Cell, Grid, MAX_CELLS, Row, too_many_cells};
use domain::{counted, printable};

/// Makes a table of a grid that has a row. Rows of a text file that do not fit the headings become problems.
///
/// # Errors
/// If the cells are too many once each row is as wide as the widest.
pub fn table(file: &str, grid: Grid) -> Result<Table, ImportError> {
    let is_text = grid.sheet.is_none();
    let mut rows = grid.rows.into_iter();
    let Some(header) = rows.next() else {
        return Ok(Table::default());
    };
    let rows: Vec<Row> = rows.collect();
    let width = match is_text {
        true => header.cells.len(),
        false => rows
            .iter()
            .chain([&header])
            .map(|row| row.cells.len())
            .max()
            .unwrap_or(0),
    };
    if width * (rows.len() + 1) > MAX_CELLS {
        let widest = rows.iter().find(|row| row.cells.len() == width);
        let line = widest.map_or(header.line, |row| row.line);
        return Err(too_many_cells(file, rows.len() + 1, width, line));
    }
    let mut headings: Vec<String> = header.cells.iter().map(heading_of).collect();
    headings.resize(width, String::new());
    let mut table = Table {
        file: file.to_owned(),
        sheet: grid.sheet,
        headings,
        merges: grid.merges,
        layout: Layout {
            heading_rows: (header.line, header.line),
            block: (1, 1),
            ..Layout::default()
        },
        ..Table::default()
    };
    for row in rows {
        take(&mut table, row, is_text);
    }
    Ok(table)
}

/// Adds a row, or the problem that it is shorter or longer than the headings.
fn take(table: &mut Table, mut row: Row, is_text: bool) {
    let width = table.headings.len();
    let beyond = row.cells.iter().skip(width).any(|cell| !cell.is_blank());
    if is_text && (row.cells.len() < width || beyond) {
        let cells: Vec<_> = row.cells.iter().map(Cell::displayed).collect();
        let why = format!(
            "has {} where there are {}",
            counted(row.cells.len(), "cell"),
            counted(width, "heading")
        );
        return table.problems.push(FileProblem {
            place: Some(table.place(row.line, None)),
            field: "row".into(),
            value: printable(cells.join(" ").trim()),
            why,
            remedy: "check its delimiters, and put a text that holds one in quotation marks".into(),
            effect: Effect::Row,
        });
    }
    row.cells.truncate(width);
    row.cells.reserve_exact(width - row.cells.len());
    row.cells.resize(width, Cell::Empty);
    table.rows.push(row);
}

/// The text of a cell with a heading.
pub fn heading_of(cell: &Cell) -> String {
    match cell {
        Cell::Formula(_, value) => heading_of(value),
        Cell::Text(text) => text.trim().to_owned(),
        Cell::Fault(text) => text.trim().to_owned(),
        Cell::Empty => String::new(),
        Cell::Number(number) => number.to_string(),
        Cell::Date(moment) => moment.date().to_string(),
    }
}
