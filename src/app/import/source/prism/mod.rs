//! From projects of GraphPad Prism to grids: `.pzfx`, which is XML, and `.prism`, which is an archive. In Prism a row
//! is a day, a data set is an arm, and each of its columns is an animal; the grids have a row per animal and a column
//! per day, so that nothing after this module knows Prism.
//!
//! Analyses, graphs and notes of a project are not read.

mod bundle;
mod pzfx;

use std::collections::HashSet;

use super::grid::{Cell, Grid, Row, unreadable};
use super::limits::Budget;
use crate::file_problems::ImportError;
use crate::import::outcome::ImportNote;
use domain::{counted, printable};

pub use bundle::read as read_bundle;
pub use pzfx::{is_project, read as read_pzfx};

/// What a user can do about a project that cannot be read.
const EXPORT: &str =
    "in Prism, export the table of single values as text (File > Export), and import that file";

/// A data table of a project.
#[derive(Debug, Default, PartialEq)]
struct ProjectTable {
    title: String,
    content: Content,
    /// Title and cells of the column X.
    x: Option<(String, Vec<String>)>,
    /// Empty if the rows have none.
    row_titles: Vec<String>,
    sets: Vec<DataSet>,
}

/// What the columns of the data sets hold.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Content {
    /// A value of an animal each.
    #[default]
    Values,
    /// Means with their errors.
    Means,
    /// Events.
    Survival,
    /// Counts or fractions.
    Counts,
}

impl Content {
    /// Why a table of it is not read.
    fn refusal(self) -> Option<&'static str> {
        match self {
            Self::Values => None,
            Self::Means => Some("holds means and errors, not values of animals"),
            Self::Survival => Some("holds survival times"),
            Self::Counts => Some("holds counts or parts of a whole"),
        }
    }
}

/// A data set of a table.
#[derive(Debug, Default, PartialEq)]
struct DataSet {
    title: String,
    columns: Vec<SetColumn>,
}

/// A column of a data set.
#[derive(Debug, Default, PartialEq)]
struct SetColumn {
    title: String,
    values: Vec<SetValue>,
}

/// A cell of a data set.
#[derive(Debug, Default, Clone, PartialEq)]
struct SetValue {
    text: String,
    /// Whether Prism shows it, and leaves it out of analyses and graphs.
    is_excluded: bool,
}

impl SetColumn {
    fn is_blank(&self) -> bool {
        self.values.iter().all(|value| value.text.trim().is_empty())
    }
}

/// The tables of a project as grids, and what was not read of it.
///
/// # Errors
/// If no table holds values of animals.
fn grids(
    file: &str,
    tables: Vec<ProjectTable>,
) -> Result<(Vec<Grid>, Vec<ImportNote>), ImportError> {
    let mut made = Vec::new();
    let mut notes = Vec::new();
    let mut refused = Vec::new();
    let mut budget = Budget::default();
    for table in tables {
        if table
            .sets
            .iter()
            .all(|set| set.columns.iter().all(SetColumn::is_blank))
        {
            continue;
        }
        if let Some(why) = table.content.refusal() {
            refused.push(format!("the table `{}` {why}", printable(&table.title)));
            continue;
        }
        let excluded = excluded(&table);
        if !excluded.is_empty() {
            let message = format!(
                "{} of the table `{}` excluded in Prism, and left out here: {}",
                counted(excluded.len(), "value"),
                printable(&table.title),
                first_ones(&excluded)
            );
            notes.push(ImportNote::new("prism_excluded", message));
        }
        made.push(grid(file, &table, &mut budget)?);
    }
    if made.is_empty() {
        let why = match refused.is_empty() {
            true => "it is a Prism project without a filled data table".to_owned(),
            false => format!("it is a Prism project, and {}", refused.join("; ")),
        };
        return Err(unreadable(file, why, EXPORT));
    }
    let left = refused.into_iter();
    notes.extend(left.map(|why| ImportNote::new("prism_table", format!("not read: {why}"))));
    Ok((made, notes))
}

/// How many excluded values a note names.
const NAMED: usize = 5;

fn first_ones(values: &[String]) -> String {
    let more = values.len().saturating_sub(NAMED);
    let named = values[..values.len() - more].join(", ");
    match more {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

/// The excluded values, each with its animal and the title of its row.
fn excluded(table: &ProjectTable) -> Vec<String> {
    let titles = times(table).unwrap_or_default();
    let mut found = Vec::new();
    for (tag, column) in animals(table) {
        for (row, value) in column.values.iter().enumerate() {
            if value.is_excluded && !value.text.trim().is_empty() {
                let time = titles
                    .get(row)
                    .map_or(String::new(), |time| format!(" on {time}"));
                found.push(format!(
                    "{} of {}{time}",
                    printable(&value.text),
                    printable(&tag)
                ));
            }
        }
    }
    found
}

/// A filled column of a table, and the tag of its animal. Titles of columns are tags, with the arm before them where two
/// columns have the same title.
fn animals(table: &ProjectTable) -> Vec<(String, &SetColumn)> {
    let has_arms = has_arms(table);
    let titles = || {
        table
            .sets
            .iter()
            .flat_map(|set| &set.columns)
            .map(|column| column.title.trim())
    };
    let mut seen = HashSet::new();
    let is_unique = titles()
        .filter(|title| !title.is_empty())
        .all(|title| seen.insert(title));
    let mut animals = Vec::new();
    for (number, set) in (1..).zip(&table.sets) {
        let arm = arm_of(set, number);
        for (nth, column) in (1..).zip(&set.columns) {
            if column.is_blank() {
                continue;
            }
            let tag = match column.title.trim() {
                "" if has_arms => format!("{arm} {nth}"),
                "" => arm.clone(),
                title if is_unique => title.to_owned(),
                title => format!("{arm} {title}"),
            };
            animals.push((tag, column));
        }
    }
    animals
}

/// Whether a data set is an arm: one of them has several animals. Otherwise each is an animal.
fn has_arms(table: &ProjectTable) -> bool {
    let filled = |set: &DataSet| {
        set.columns
            .iter()
            .filter(|column| !column.is_blank())
            .count()
    };
    let is_titled = |column: &SetColumn| !column.title.trim().is_empty();
    let mut sets = table.sets.iter();
    sets.any(|set| filled(set) > 1 || set.columns.iter().any(is_titled))
}

fn arm_of(set: &DataSet, number: usize) -> String {
    match set.title.trim() {
        "" => format!("Data set {number}"),
        title => title.to_owned(),
    }
}

/// The headings of the columns of days: X, or the titles of the rows; none for a table of columns without either.
fn times(table: &ProjectTable) -> Option<Vec<String>> {
    match &table.x {
        Some((title, values)) => {
            let title = title.trim().to_lowercase();
            let unit = if title.starts_with('w') || title.contains("week") || title.contains("wk") {
                "Week"
            } else if title.contains("hour") || title.contains("(h") || title.contains("min") {
                table.x.as_ref().map_or("", |(title, _)| title.trim())
            } else {
                "Day"
            };
            let heading = |value: &String| match value.trim().parse::<f64>() {
                Ok(_) => format!("{unit} {}", value.trim()),
                Err(_) => value.trim().to_owned(),
            };
            Some(values.iter().map(heading).collect())
        }
        None if table
            .row_titles
            .iter()
            .any(|title| title.contains(|c: char| c.is_ascii_digit())) =>
        {
            let heading = |title: &String| match title.trim().parse::<f64>() {
                Ok(_) => format!("Day {}", title.trim()),
                Err(_) => title.trim().to_owned(),
            };
            Some(table.row_titles.iter().map(heading).collect())
        }
        None => None,
    }
}

fn grid(file: &str, table: &ProjectTable, budget: &mut Budget) -> Result<Grid, ImportError> {
    let rows = match times(table) {
        Some(times) => rows_of_days(table, times),
        None => rows_of_one_day(table),
    };
    let mut grid = Grid {
        sheet: Some(table.title.trim().to_owned()),
        ..Grid::default()
    };
    for (line, cells) in (1_u32..).zip(rows) {
        for cell in &cells {
            budget.take(file, line, 1, cell.text_bytes())?;
        }
        grid.rows.push(Row { line, cells });
    }
    Ok(grid)
}

/// A row per animal, with a column per day. Rows of the project without any value make no column.
fn rows_of_days(table: &ProjectTable, times: Vec<String>) -> Vec<Vec<Cell>> {
    let has_arms = has_arms(table);
    let animals = animals(table);
    let value = |column: &SetColumn, row: usize| {
        let value = column.values.get(row).filter(|value| !value.is_excluded);
        value.map_or(Cell::Empty, |value| cell(&value.text))
    };
    let is_used = |row: &usize| {
        animals
            .iter()
            .any(|(_, column)| !value(column, *row).is_blank())
    };
    let used: Vec<usize> = (0..times.len()).filter(is_used).collect();
    let mut heading = vec![Cell::from_text("animal")];
    heading.extend(has_arms.then(|| Cell::from_text("arm")));
    heading.extend(used.iter().map(|&row| Cell::from_text(&times[row])));
    let mut rows = vec![heading];
    let mut arms = (1..).zip(&table.sets).flat_map(|(number, set)| {
        let filled = set.columns.iter().filter(|column| !column.is_blank());
        filled.map(move |_| arm_of(set, number))
    });
    for (tag, column) in &animals {
        let arm = arms.next();
        let mut cells = vec![Cell::from_text(tag)];
        cells.extend(arm.filter(|_| has_arms).map(|arm| Cell::from_text(&arm)));
        cells.extend(used.iter().map(|&row| value(column, row)));
        rows.push(cells);
    }
    rows
}

/// A table of columns: a data set is an arm, and each of its rows an animal.
fn rows_of_one_day(table: &ProjectTable) -> Vec<Vec<Cell>> {
    let texts = ["animal", "arm", table.title.trim()];
    let mut rows = vec![texts.map(Cell::from_text).to_vec()];
    for (number, set) in (1..).zip(&table.sets) {
        let arm = arm_of(set, number);
        let values = set
            .columns
            .iter()
            .flat_map(|column| column.values.iter().enumerate());
        for (nth, value) in values.filter(|(_, value)| !value.text.trim().is_empty()) {
            let tag = match table.row_titles.get(nth).map(|title| title.trim()) {
                None | Some("") => format!("{arm} {}", nth + 1),
                Some(title) => title.to_owned(),
            };
            let cells = match value.is_excluded {
                true => vec![Cell::from_text(&tag), Cell::from_text(&arm), Cell::Empty],
                false => vec![
                    Cell::from_text(&tag),
                    Cell::from_text(&arm),
                    cell(&value.text),
                ],
            };
            rows.push(cells);
        }
    }
    rows
}

/// Numbers of a project have a point, whatever the mark of other files is.
fn cell(text: &str) -> Cell {
    match text.trim().parse::<f64>() {
        Ok(number) if number.is_finite() => Cell::Number(number),
        _ => Cell::from_text(text.trim()),
    }
}
