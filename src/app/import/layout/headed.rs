//! A table of a region whose headings stand above its rows.

use super::regions::{Region, filled, joined};
use super::table::{Layout, Table};
use crate::file_problems::{Effect, FileProblem, ImportError};
use crate::import::field::Field;
use crate::import::heading::{Heading, Meaning};
use crate::import::outcome::ImportNote;
use crate::import::source::{Cell, Grid, MAX_CELLS, Row, too_many_cells};
use domain::{counted, printable};

/// Makes a table of a grid whose first row holds the headings.
///
/// # Errors
/// As [`table`].
pub fn first_row(file: &str, grid: Grid) -> Result<Table, ImportError> {
    let is_text = grid.sheet.is_none();
    let mut rows = grid.rows.into_iter();
    let region = Region {
        headings: rows.next().into_iter().collect(),
        rows: rows.collect(),
        ..Region::default()
    };
    let mut table = table(file, grid.sheet, region, is_text, false)?;
    table.merges = grid.merges;
    Ok(table)
}

/// Makes a table of a region. Rows of a text file that do not fit the headings become problems. Where it is asked,
/// `finds_sections`, rows of one text are arms of the rows below, or remarks.
///
/// # Errors
/// If the cells are too many once each row is as wide as the widest.
pub fn table(
    file: &str,
    sheet: Option<String>,
    region: Region,
    is_text: bool,
    finds_sections: bool,
) -> Result<Table, ImportError> {
    let mut headings = joined(&region.headings);
    let rows = region.rows;
    let width = match is_text {
        true => headings.len(),
        false => {
            let widths = rows.iter().map(|row| row.cells.len());
            widths.chain([headings.len()]).max().unwrap_or(0)
        }
    };
    let lines = || region.headings.iter().map(|row| row.line);
    if width * (rows.len() + 1) > MAX_CELLS {
        let widest = rows.iter().find(|row| row.cells.len() == width);
        let line = widest.map_or(lines().next().unwrap_or(1), |row| row.line);
        return Err(too_many_cells(file, rows.len() + 1, width, line));
    }
    headings.resize(width, String::new());
    let mut table = Table {
        joined: Vec::new(),
        file: file.to_owned(),
        sheet,
        headings,
        layout: Layout {
            heading_rows: (
                lines().next().unwrap_or(1),
                lines().next_back().unwrap_or(1),
            ),
            first_column: region.columns.0,
            block: (1, 1),
            turned: Vec::new(),
        },
        ..Table::default()
    };
    let sections = match finds_sections {
        true => sections_of(&table, &rows),
        false => Vec::new(),
    };
    let mut section: Option<String> = None;
    let mut arms = Vec::new();
    for (at, row) in rows.into_iter().enumerate() {
        match only_text(&row).filter(|_| finds_sections) {
            Some(text) if sections.contains(&at) => {
                section = Some(text);
                continue;
            }
            Some(text) if is_remark(&text) => {
                table.remarks.push((row.line, printable(&text)));
                continue;
            }
            _ => {}
        }
        let before = table.rows.len();
        take(&mut table, row, is_text);
        if table.rows.len() > before {
            arms.push(section.clone());
        }
    }
    if !sections.is_empty() {
        add_arms(&mut table, arms);
    }
    Ok(table)
}

/// Adds the arms of sections as a column.
fn add_arms(table: &mut Table, arms: Vec<Option<String>>) {
    table.headings.push("arm".into());
    for (row, arm) in table.rows.iter_mut().zip(arms) {
        row.cells
            .push(arm.as_deref().map_or(Cell::Empty, Cell::from_text));
    }
    let message = "rows of a single text were taken for the arms of the rows below them";
    table
        .notes
        .push(ImportNote::new("arms_of_sections", message));
}

/// The text of a row that holds a single text.
fn only_text(row: &Row) -> Option<String> {
    let mut cells = row.cells.iter().filter(|cell| !cell.is_blank());
    match (cells.next(), cells.next()) {
        (Some(Cell::Text(text)), None) => Some(text.trim().to_owned()),
        _ => None,
    }
}

/// Whether a single text is a sentence or footnote rather than a tag.
fn is_remark(text: &str) -> bool {
    let words = text.split_whitespace().count();
    let begins = text.starts_with(['*', '#', '†', '‡', '^']);
    let is_note = ["note", "legend", "source", "comment", "abbreviation", "key"];
    let lower = text.to_lowercase();
    begins || words > 3 || is_note.iter().any(|word| lower.starts_with(word))
}

/// The rows of a single text that name the arms of the rows below: the first row does, and rows of an animal follow each.
fn sections_of(table: &Table, rows: &[Row]) -> Vec<usize> {
    let means = |heading: &String, wanted: Field| match Heading::of(heading).meaning() {
        Meaning::Field { field, .. } => field == wanted,
        _ => false,
    };
    if table
        .headings
        .iter()
        .any(|heading| means(heading, Field::Arm))
    {
        return Vec::new();
    }
    let rows: Vec<(usize, &Row)> = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| filled(row) > 0)
        .collect();
    let is_title = |row: &Row| {
        only_text(row).is_some_and(|text| !is_remark(&text) && text.contains(char::is_alphabetic))
    };
    let titles: Vec<usize> = (0..rows.len()).filter(|&at| is_title(rows[at].1)).collect();
    let is_followed = |&at: &usize| rows.get(at + 1).is_some_and(|(_, row)| filled(row) > 1);
    match titles.first() {
        Some(0) if titles.len() > 1 && titles.iter().all(is_followed) => {
            titles.into_iter().map(|at| rows[at].0).collect()
        }
        _ => Vec::new(),
    }
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
