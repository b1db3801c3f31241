//! The explanation of an import as lines of text, for terminals of any width.

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
        let mut lines: Vec<String> = self.tables.iter().flat_map(table_lines).collect();
        lines.extend(arm_lines(&self.arms));
        lines
    }
}

fn table_lines(table: &TableExplained) -> Vec<String> {
    let sheet = table
        .sheet
        .as_ref()
        .map_or(String::new(), |sheet| format!(", sheet `{sheet}`"));
    let headings = match table.heading_rows {
        (first, last) if first == last => format!("headings in row {first}"),
        (first, last) => format!("headings in rows {first} to {last}"),
    };
    let rows = counted(table.row_count, "row");
    let mut lines = vec![format!(
        "{}{sheet}: {headings}, {rows}; {}",
        table.file, table.layout
    )];
    let shown = |text: &str| {
        cut(if text.is_empty() {
            "(no heading)"
        } else {
            text
        })
    };
    let columns: Vec<[String; 3]> = table
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let cells = table.rows.iter().filter_map(|(_, cells)| cells.get(at));
            let filled = cells.filter(|cell| !cell.is_empty()).take(EXAMPLES);
            let examples: Vec<String> = filled.map(|cell| cut(cell)).collect();
            [
                shown(&column.heading),
                column.meaning.clone(),
                examples.join(", "),
            ]
        })
        .collect();
    lines.extend(aligned(&columns));
    lines
}

fn arm_lines(arms: &[ArmExplained]) -> Vec<String> {
    if arms.is_empty() {
        return Vec::new();
    }
    let highest = arms
        .iter()
        .flat_map(|arm| &arm.means_mm3)
        .map(|(_, mean)| *mean)
        .fold(0.0, f64::max);
    let rows: Vec<[String; 3]> = arms
        .iter()
        .map(|arm| {
            let name = arm
                .arm
                .clone()
                .unwrap_or_else(|| "without an arm".to_owned());
            let size = format!(
                "{}, {}",
                counted(arm.animals, "animal"),
                counted(arm.readings, "reading")
            );
            [cut(&name), size, growth(arm, highest)]
        })
        .collect();
    let mut lines = vec![format!(
        "Arms of {}, with their mean volumes",
        arms[0].study
    )];
    lines.extend(aligned(&rows));
    lines
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
