//! Rows of means, deviations, numbers and ratios in the middle of a table: they are no animals.

use std::collections::HashSet;

use super::cells;
use super::columns::{Columns, name_in};
use super::field::Field;
use super::heading::tokens;
use super::layout::Table;
use super::outcome::ImportNote;
use super::source::{Cell, Row};

/// Words that make a row a summary.
const SUMMARIES: [&str; 37] = [
    "mean",
    "means",
    "average",
    "averages",
    "avg",
    "ave",
    "median",
    "sd",
    "std",
    "stdev",
    "stddev",
    "stdv",
    "sem",
    "se",
    "cv",
    "n",
    "count",
    "total",
    "sum",
    "min",
    "max",
    "minimum",
    "maximum",
    "tgi",
    "geomean",
    "mittelwert",
    "mittel",
    "error",
    "stabw",
    "moyenne",
    "media",
    "ttest",
    "pvalue",
    "inhibition",
    "variance",
    "quartile",
    "tc",
];

/// Words that may stand beside them.
const BESIDE: [&str; 32] = [
    "of",
    "the",
    "group",
    "arm",
    "all",
    "volume",
    "volumes",
    "tumor",
    "tumour",
    "tv",
    "bw",
    "body",
    "weight",
    "animals",
    "mice",
    "mouse",
    "standard",
    "deviation",
    "error",
    "dev",
    "err",
    "geometric",
    "and",
    "t",
    "c",
    "vs",
    "test",
    "p",
    "value",
    "values",
    "val",
    "percent",
];

/// Leaves out the rows that summarize others, and names them.
pub fn leave_out_summaries(table: &mut Table, columns: &Columns) {
    let Some(animal) = columns.of(Field::Animal) else {
        return;
    };
    let arms: HashSet<String> = names_of_arms(table, columns)
        .iter()
        .flat_map(|name| tokens(name).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let letters = table
        .filled(animal)
        .filter_map(name_in)
        .filter(|tag| tag.chars().count() == 1 && tag.chars().all(char::is_alphabetic));
    let has_letter_tags = letters.collect::<HashSet<_>>().len() > 2;
    let with_animals = first_cells_of_animals(table, animal);
    let mut left_out: Vec<String> = Vec::new();
    let mut places: Vec<u32> = Vec::new();
    table.rows.retain(|row| {
        match summary_in(row, animal, columns, &arms).or_else(|| {
            summary_at_first(row, animal, &arms).filter(|text| !with_animals.contains(text))
        }) {
            Some(text) if !(has_letter_tags && text.chars().count() == 1) => {
                if !left_out.contains(&text) {
                    left_out.push(text);
                }
                places.push(row.line);
                false
            }
            _ => true,
        }
    });
    if left_out.is_empty() {
        return;
    }
    let named: Vec<String> = left_out
        .iter()
        .take(LISTED)
        .map(|text| format!("`{}`", domain::printable(text)))
        .collect();
    let more = if left_out.len() > LISTED { ", …" } else { "" };
    let rows = match (places.as_slice(), table.layout.turned.is_empty()) {
        ([one], true) => format!("row {one} is"),
        (all, true) => format!("{} rows are", all.len()),
        ([_], false) => "1 column is".to_owned(),
        (all, false) => format!("{} columns are", all.len()),
    };
    let message = format!("{rows} no animal and left out: {}{more}", named.join(", "));
    table.notes.push(ImportNote::new("summaries", message));
}

/// The most names of rows that a note lists.
const LISTED: usize = 8;

/// The names of the arms of a table in lower case.
pub fn names_of_arms(table: &Table, columns: &Columns) -> HashSet<String> {
    let of_rows = columns
        .of(Field::Arm)
        .into_iter()
        .flat_map(|column| table.filled(column).filter_map(name_in));
    of_rows
        .chain(table.told.arm.clone())
        .map(|name| name.to_lowercase())
        .collect()
}

/// The name of a row that is a summary: in the column of the animal, or, if that is blank, in the first text of the row.
fn summary_in(
    row: &Row,
    animal: usize,
    columns: &Columns,
    arms: &HashSet<String>,
) -> Option<String> {
    let tag = row.cells.get(animal).and_then(text_in);
    let Some(tag) = tag else {
        let mut texts = row
            .cells
            .iter()
            .filter(|cell| matches!(cell, Cell::Text(_)))
            .filter_map(text_in);
        let named = texts.find(|text| is_summary(text, arms) && !is_bare_letter(text));
        return named.or_else(|| is_computed(row, columns).then(|| "a row of formulas".to_owned()));
    };
    is_summary(&tag, arms).then_some(tag)
}

/// The texts of first cells of rows whose tags have digits, as those of most animals have.
fn first_cells_of_animals(table: &Table, animal: usize) -> HashSet<String> {
    let rows = table.rows.iter().filter(|row| !has_worded_tag(row, animal));
    rows.filter_map(|row| row.cells.first().and_then(text_in))
        .collect()
}

fn has_worded_tag(row: &Row, animal: usize) -> bool {
    let tag = row.cells.get(animal).and_then(text_in);
    tag.is_none_or(|tag| !tag.contains(|c: char| c.is_ascii_digit()))
}

/// The name of a row whose first cell says that it is a summary, though something stands in the column of the animal:
/// `P value` and `D vs V`.
fn summary_at_first(row: &Row, animal: usize, arms: &HashSet<String>) -> Option<String> {
    let first = row.cells.first().and_then(text_in)?;
    let is_named = is_summary(&first, arms) && !is_bare_letter(&first);
    (animal != 0 && is_named && has_worded_tag(row, animal)).then_some(first)
}

fn is_bare_letter(text: &str) -> bool {
    text.chars().count() == 1
}

fn text_in(cell: &Cell) -> Option<String> {
    let text = cells::text(cell).trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// Whether all values of a row are formulas.
fn is_computed(row: &Row, columns: &Columns) -> bool {
    let of_days = columns
        .days
        .iter()
        .flat_map(|day| &day.columns)
        .map(|(_, column)| *column);
    let values = of_days.chain(Field::VALUES.iter().filter_map(|&field| columns.of(field)));
    let mut cells = values
        .filter_map(|column| row.cells.get(column))
        .filter(|cell| !cell.is_blank())
        .peekable();
    cells.peek().is_some() && cells.all(|cell| matches!(cell, Cell::Formula(..) | Cell::Fault(_)))
}

fn is_summary(text: &str, arms: &HashSet<String>) -> bool {
    // Most tags are numbers.
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let lower = text
        .to_lowercase()
        .replace("s.d.", "sd")
        .replace("s.e.m.", "sem")
        .replace("s.e.", "se");
    if matches!(lower.as_str(), "t/c" | "δt/δc" | "dt/dc" | "±") || lower.starts_with('%') {
        return true;
    }
    let words: Vec<&str> = tokens(&lower).collect();
    let is_strong = |word: &&str| SUMMARIES.contains(word);
    let counts = words.contains(&"n") || lower.contains('%');
    let is_beside = |word: &&str| {
        is_strong(word)
            || BESIDE.contains(word)
            || arms.contains(*word)
            || (counts && word.bytes().all(|b| b.is_ascii_digit()))
    };
    let is_digits = |word: &&str| word.bytes().all(|b| b.is_ascii_digit());
    // `p=0.03`
    let is_p_number = words.first() == Some(&"p")
        && lower.contains(['=', '<', '>'])
        && words[1..].iter().all(is_digits);
    if is_p_number {
        return true;
    }
    let is_p_value = words
        .windows(2)
        .any(|pair| matches!(pair, ["p", "value" | "values" | "val"]));
    let is_ratio = lower.contains("t/c") || lower.contains('%') || is_p_value;
    (words.iter().any(is_strong) || is_ratio) && words.iter().all(is_beside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_are_told_from_tags() {
        let arms = ["vehicle", "drug", "10", "mpk"].map(str::to_owned).into();
        for text in [
            "Mean",
            "AVERAGE",
            "Average Vehicle",
            "Avg",
            "Median",
            "SD",
            "S.D.",
            "SEM",
            "std dev",
            "Standard error",
            "n",
            "N",
            "n=8",
            "P value",
            "p-value",
            "p=",
            "p = 0.03",
            "P<0.05",
            "P values (t test)",
            "SE",
            "CV",
            "CV (%)",
            "Total",
            "T/C",
            "% T/C",
            "TGI",
            "TGI (%)",
            "Mean Drug 10 mpk",
            "Vehicle mean",
            "Group mean",
        ] {
            assert!(is_summary(text, &arms), "{text}");
        }
        for text in [
            "1",
            "M-2",
            "SD1",
            "Vehicle",
            "A",
            "Max 3",
            "mean mouse 4",
            "Vehicle/1",
            "Sem7",
            "NT-3",
        ] {
            assert!(!is_summary(text, &arms), "{text}");
        }
    }
}
