//! The explanation of an import as lines of text, for terminals of any width.

use std::path::Path;

use super::explain::{ArmExplained, Explanation, TableExplained};
use domain::counted;

/// The most examples of a column.
const EXAMPLES: usize = 4;

/// The most characters of a cell or a heading.
const WIDEST: usize = 24;

/// The marks of a sketch of growth, lowest first.
const MARKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

impl Explanation {
    /// Tables with the meaning of each column beside its first cells, then the arms with a sketch of their mean volumes.
    pub fn lines(&self) -> Vec<String> {
        let tables = self.tables.iter().flat_map(|table| {
            let title = format!("{}: {}", place(table), stands(table));
            std::iter::once(title).chain(aligned(&column_rows(table)))
        });
        let arms = self
            .arms
            .first()
            .map(|arm| format!("Arms of {}, with their mean volumes", arm.study));
        tables
            .chain(arms)
            .chain(aligned(&arm_rows(&self.arms)))
            .collect()
    }

    /// The same as names and what is said of each: of a table, of its columns, of the arms.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let pair = |[name, what, more]: [String; 3]| match more.is_empty() {
            true => (name, what),
            false => (name, format!("{what} · {more}")),
        };
        let tables = self.tables.iter().flat_map(move |table| {
            let name = Path::new(&table.file).file_name();
            let name = name.map_or(table.file.clone(), |name| {
                name.to_string_lossy().into_owned()
            });
            let sheet = table
                .sheet
                .as_ref()
                .map_or(String::new(), |sheet| format!("sheet `{sheet}`, "));
            let title = (cut(&name), sheet + &stands(table));
            std::iter::once(title).chain(column_rows(table).into_iter().map(pair))
        });
        tables
            .chain(arm_rows(&self.arms).into_iter().map(pair))
            .collect()
    }
}

fn place(table: &TableExplained) -> String {
    let sheet = table
        .sheet
        .as_ref()
        .map_or(String::new(), |sheet| format!(", sheet `{sheet}`"));
    format!("{}{sheet}", table.file)
}

/// Where the table stands in its file, and what its rows are.
fn stands(table: &TableExplained) -> String {
    let headings = match table.heading_rows {
        (first, last) if first == last => format!("headings in row {first}"),
        (first, last) => format!("headings in rows {first} to {last}"),
    };
    format!(
        "{headings}, {}; {}",
        counted(table.row_count, "row"),
        table.layout
    )
}

/// Heading, meaning and first cells of each column.
fn column_rows(table: &TableExplained) -> Vec<[String; 3]> {
    let shown = |text: &str| {
        cut(if text.is_empty() {
            "(no heading)"
        } else {
            text
        })
    };
    let columns = table.columns.iter().enumerate().map(|(at, column)| {
        let cells = table.rows.iter().filter_map(|(_, cells)| cells.get(at));
        let filled = cells.filter(|cell| !cell.is_empty()).take(EXAMPLES);
        let examples: Vec<String> = filled.map(|cell| cut(cell)).collect();
        [
            shown(&column.heading),
            column.meaning.clone(),
            examples.join(", "),
        ]
    });
    columns.collect()
}

/// Name, size and growth of each arm.
fn arm_rows(arms: &[ArmExplained]) -> Vec<[String; 3]> {
    let means = arms.iter().flat_map(|arm| &arm.means_mm3);
    let highest = means.map(|(_, mean)| *mean).fold(0.0, f64::max);
    let rows = arms.iter().map(|arm| {
        let name = arm
            .arm
            .clone()
            .unwrap_or_else(|| "without an arm".to_owned());
        let (animals, readings) = (
            counted(arm.animals, "animal"),
            counted(arm.readings, "reading"),
        );
        [
            cut(&name),
            format!("{animals}, {readings}"),
            growth(arm, highest),
        ]
    });
    rows.collect()
}

/// `▁▂▅█  102 mm³ on day 0, 410 on day 14`.
fn growth(arm: &ArmExplained, highest: f64) -> String {
    let mark = |mean: f64| {
        let share = if highest > 0.0 { mean / highest } else { 0.0 };
        let step = (share * MARKS.len() as f64).floor();
        MARKS[(step as usize).min(MARKS.len() - 1)]
    };
    let marks: String = arm.means_mm3.iter().map(|(_, mean)| mark(*mean)).collect();
    let at = |day: &str| match day.parse::<f64>() {
        Ok(_) => format!("day {day}"),
        Err(_) => day.to_owned(),
    };
    match arm.means_mm3.as_slice() {
        [] => String::new(),
        [(day, mean)] => format!("{marks}  {mean:.0} mm³ on {}", at(day)),
        [(first, start), .., (last, end)] => {
            format!(
                "{marks}  {start:.0} mm³ on {}, {end:.0} on {}",
                at(first),
                at(last)
            )
        }
    }
}

/// Rows of three texts, the first two as wide as the widest of each.
fn aligned(rows: &[[String; 3]]) -> Vec<String> {
    let width = |at: usize| {
        rows.iter()
            .map(|row| row[at].chars().count())
            .max()
            .unwrap_or(0)
    };
    let (first, second) = (width(0), width(1));
    let line = |row: &[String; 3]| {
        let line = format!("  {:first$}  {:second$}  {}", row[0], row[1], row[2]);
        line.trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

fn cut(text: &str) -> String {
    match text.chars().count() > WIDEST {
        true => text.chars().take(WIDEST - 1).collect::<String>() + "…",
        false => text.to_owned(),
    }
}
