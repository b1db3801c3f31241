//! How the tables of an analysis look: width, alignment, numbers for the eye.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, presets};

/// Columns of the terminal that the tables fit.
pub(super) const WIDTH: u16 = 80;

/// Arms beyond which tables by definition and by day give way to a row per arm.
pub(super) const MANY_ARMS: usize = 12;

/// Arms side by side where cells hold an interval.
pub(super) const INTERVALS_ABREAST: usize = 2;

/// Arms side by side where cells hold a mean.
pub(super) const MEANS_ABREAST: usize = 3;

/// What stands where there is no number.
pub(super) const NONE: &str = "–";

pub(super) fn table(headings: impl IntoIterator<Item = String>) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING.header_separator(LineStyle::new('─', '─', '─', '─')))
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(WIDTH)
        .set_header(headings);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// A table whose first column, names of arms, gives way: no other breaks but at `\n`.
pub(super) fn table_of_arms(headings: impl IntoIterator<Item = String>) -> Table {
    let mut table = table(headings);
    for column in table.column_iter_mut().skip(1) {
        column.set_constraint(ColumnConstraint::ContentWidth);
        column.set_padding((1, 0));
    }
    table
}

/// The table's lines without the blanks at their ends.
pub(super) fn lines(table: &Table) -> String {
    let lines: Vec<String> = table
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect();
    lines.join("\n")
}

pub(super) fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or(NONE.to_owned(), |value| {
        let text = format!("{value:.digits$}");
        let is_zero = text.chars().all(|c| matches!(c, '-' | '0' | '.'));
        if is_zero {
            text.trim_start_matches('-').to_owned()
        } else {
            text
        }
    })
}

pub(super) fn plus_minus(mean: Option<f64>, sem: Option<f64>, digits: usize) -> String {
    match sem {
        Some(_) => format!("{} ± {}", number(mean, digits), number(sem, digits)),
        None => number(mean, digits),
    }
}

/// `17`, `3.3`, or none.
pub(super) fn day(value: Option<f64>) -> String {
    value.map_or(NONE.to_owned(), |day| day.to_string())
}

pub(super) fn strings<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// `text` after `start`, broken at the width, further lines indented.
pub(super) fn wrapped(start: &str, text: &str) -> String {
    let mut out = start.to_owned();
    let mut column = start.trim_start_matches('\n').chars().count();
    let indent = column.min(4);
    for (i, word) in text.split(' ').enumerate() {
        let length = word.chars().count();
        if i > 0 && column + 1 + length > usize::from(WIDTH) {
            let _ = write!(out, "\n{:indent$}", "");
            column = indent;
        } else if i > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}

pub(super) fn slashed(counts: &[usize]) -> String {
    let counts: Vec<String> = counts.iter().map(usize::to_string).collect();
    counts.join("/")
}
