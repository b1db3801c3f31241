//! Where tables begin and end in a grid: below titles, under each other, and beside each other.

use super::headed::heading_of;
use crate::import::field::Field;
use crate::import::heading::{Heading, Meaning};
use crate::import::options::{HeadingRows, ImportOptions};
use crate::import::source::{Cell, Row};
use crate::import::wide::day_headings;

/// The rows and columns of one table.
#[derive(Debug, Default, Clone)]
pub struct Region {
    /// Rows above the headings that belong to it.
    pub titles: Vec<Row>,
    /// Its headings, in one row or several.
    pub headings: Vec<Row>,
    /// The rows below.
    pub rows: Vec<Row>,
    /// Its first column in the grid, and the one after its last.
    pub columns: (usize, usize),
}

/// How many rows are searched for headings.
const SEARCHED: usize = 40;

/// The number of cells that are not blank.
pub fn filled(row: &Row) -> usize {
    row.cells.iter().filter(|cell| !cell.is_blank()).count()
}

/// The headings of a row.
pub fn texts(row: &Row) -> Vec<String> {
    row.cells.iter().map(heading_of).collect()
}

/// Where headings stand: the index of their first row, and how many rows they take. None where no row names the animal.
pub fn named_headings(rows: &[Row], options: &ImportOptions) -> Option<(usize, usize)> {
    let at = (0..rows.len().min(SEARCHED)).find(|&at| names_animals(&rows[at], options))?;
    Some(joined_with(rows, at))
}

/// The first row that can hold headings, though it names no animal.
pub fn likely_headings(rows: &[Row]) -> Option<(usize, usize)> {
    let not_blank = |row: &&Row| filled(row) > 0;
    let several = rows.iter().take(SEARCHED).position(|row| filled(row) > 1);
    let at = several.or_else(|| rows.iter().position(|row| not_blank(&row)))?;
    Some(joined_with(rows, at))
}

/// The rows of headings that the options name.
pub fn given_headings(rows: &[Row], given: HeadingRows) -> Option<(usize, usize)> {
    let at = rows
        .iter()
        .position(|row| row.line >= given.first && filled(row) > 0)?;
    let count = rows[at..]
        .iter()
        .take_while(|row| row.line <= given.last)
        .count();
    Some((at, count.max(1)))
}

fn names_animals(row: &Row, options: &ImportOptions) -> bool {
    let texts = texts(row);
    if filled(row) < 2 || !texts.iter().any(|text| is_animal(text, options)) {
        return false;
    }
    let known = texts
        .iter()
        .filter(|text| !text.is_empty() && is_known(text));
    let words = known
        .clone()
        .filter(|text| text.contains(char::is_alphabetic))
        .count();
    words > 1 || known.count() == filled(row)
}

/// Whether a heading names the animal, by itself or by the options.
pub fn is_animal(text: &str, options: &ImportOptions) -> bool {
    let is_mapped = options.map.iter().any(|(target, heading)| {
        *target == crate::import::options::MapTarget::Field(Field::Animal)
            && !heading.is_empty()
            && heading == text
    });
    is_mapped
        || matches!(
            Heading::of(text).meaning(),
            Meaning::Field {
                field: Field::Animal,
                ..
            }
        )
}

/// Whether a text means something as a heading.
pub fn is_known(text: &str) -> bool {
    let heading = Heading::of(text);
    heading.meaning() != Meaning::Unknown
        || !heading.weak_meanings().is_empty()
        || !day_headings(&[text.to_owned()], None).is_empty()
        || is_side(text)
}

fn is_side(text: &str) -> bool {
    matches!(
        text.to_lowercase().as_str(),
        "r" | "l" | "rt" | "lt" | "right" | "left" | "rf" | "lf" | "v"
    )
}

/// The row of headings at `at`, with the row below or above it if the two belong together.
fn joined_with(rows: &[Row], at: usize) -> (usize, usize) {
    if rows
        .get(at + 1)
        .is_some_and(|below| is_lower_part(&rows[at], below))
    {
        return (at, 2);
    }
    match at.checked_sub(1) {
        Some(above) if is_upper_part(&rows[above], &rows[at]) => (above, 2),
        _ => (at, 1),
    }
}

/// Whether a row divides the headings above it: `L`, `W` under `Day 0`.
fn is_lower_part(upper: &Row, lower: &Row) -> bool {
    let (above, below) = (texts(upper), texts(lower));
    let of = |column: usize| above.get(column).map_or("", String::as_str);
    let parts = || {
        below
            .iter()
            .enumerate()
            .filter(|(_, text)| !text.is_empty())
    };
    let is_part = |(column, text): (usize, &String)| {
        let is_number = text.parse::<f64>().is_ok();
        let names = Heading::of(of(column)).meaning();
        let is_tag = matches!(
            names,
            Meaning::Field {
                field: Field::Animal | Field::Arm,
                ..
            }
        );
        is_known(text)
            && !is_tag
            && !(is_number && !of(column).is_empty() && !is_quantity(of(column)))
    };
    parts().count() > 1 && parts().all(is_part) && parts().any(|(column, _)| of(column).is_empty())
}

fn is_quantity(text: &str) -> bool {
    matches!(Heading::of(text).meaning(), Meaning::Field { field, .. } if field.is_value())
}

/// Whether a row groups the headings below it, which stand several times.
fn is_upper_part(upper: &Row, lower: &Row) -> bool {
    let below = texts(lower);
    let tags = below
        .iter()
        .filter(|text| is_animal(text, &ImportOptions::default()));
    if tags.count() > 1 {
        // Tables beside each other.
        return false;
    }
    let is_beside = |(column, text): (usize, &String)| {
        text.is_empty() || (is_known(text) && below.get(column).is_none_or(String::is_empty))
    };
    if filled(upper) > 0 && texts(upper).iter().enumerate().all(is_beside) {
        // Each column has its heading in one of the two.
        return true;
    }
    let mut seen = std::collections::HashSet::new();
    let repeats = below
        .iter()
        .any(|text| !text.is_empty() && !seen.insert(text.to_lowercase()));
    filled(upper) > 1 && repeats
}

/// The headings of several rows as one each. A heading above counts for the columns to its right that have none, if
/// there is one below.
pub fn joined(headings: &[Row]) -> Vec<String> {
    let mut rows = headings.iter().map(texts);
    let Some(mut upper) = rows.next() else {
        return Vec::new();
    };
    for lower in rows {
        let width = upper.len().max(lower.len());
        upper.resize(width, String::new());
        let mut above = String::new();
        let mut joined = Vec::with_capacity(width);
        for (column, own) in upper.into_iter().enumerate() {
            let below = lower.get(column).cloned().unwrap_or_default();
            if !own.is_empty() {
                // A heading with nothing below it is whole.
                above = if below.is_empty() {
                    String::new()
                } else {
                    own.clone()
                };
            }
            joined.push(match (own.as_str(), below.as_str()) {
                ("", "") => String::new(),
                (own, "") => own.to_owned(),
                ("", below) => format!("{above} {below}").trim().to_owned(),
                (own, below) => format!("{own} {below}"),
            });
        }
        upper = joined;
    }
    upper
}

/// Divides rows into tables. `marker` is the heading that stands in each of them: its column and text.
pub fn divided(
    mut rows: Vec<Row>,
    (at, count): (usize, usize),
    marker: Option<(usize, String)>,
) -> Vec<Region> {
    let mut below = rows.split_off(at + count);
    let headings = rows.split_off(at);
    let mut regions = vec![Region {
        titles: rows,
        headings,
        ..Region::default()
    }];
    let repeats = |row: &Row| match &marker {
        Some((column, text)) => row.cells.get(*column).is_some_and(|cell| {
            matches!(cell, Cell::Text(_)) && heading_of(cell).eq_ignore_ascii_case(text)
        }),
        None => false,
    };
    let mut rest = below.drain(..).peekable();
    while let Some(row) = rest.next() {
        let Some(region) = regions.last_mut() else {
            break;
        };
        if !repeats(&row) {
            region.rows.push(row);
            continue;
        }
        let titles = titles_at_the_end(&mut region.rows);
        let mut headings = vec![row];
        while headings.len() < count {
            headings.extend(rest.next());
            if rest.peek().is_none() {
                break;
            }
        }
        regions.push(Region {
            titles,
            headings,
            ..Region::default()
        });
    }
    drop(rest);
    let marker = marker.map(|(_, text)| text);
    regions
        .into_iter()
        .flat_map(|region| beside(region, marker.as_deref()))
        .collect()
}

/// Takes the rows of one text, and blank ones between, from the end of a table: they are titles of the next.
fn titles_at_the_end(rows: &mut Vec<Row>) -> Vec<Row> {
    let is_of_table = |row: &Row| filled(row) > 1;
    let end = rows.iter().rposition(is_of_table).map_or(0, |at| at + 1);
    let mut titles = rows.split_off(end);
    titles.retain(|row| filled(row) > 0);
    titles
}

/// Divides a table whose headings begin anew to the right.
fn beside(region: Region, marker: Option<&str>) -> Vec<Region> {
    let rows = region
        .headings
        .iter()
        .chain(&region.rows)
        .chain(&region.titles);
    let width = rows.map(|row| row.cells.len()).max().unwrap_or(0);
    let starts = starts(&region, marker, width);
    if starts.len() < 2 {
        return vec![Region {
            columns: (0, width),
            ..region
        }];
    }
    let ends = starts.iter().skip(1).copied().chain([width]);
    let cut = |rows: &[Row], (start, end): (usize, usize)| -> Vec<Row> {
        let cut = |row: &Row| Row {
            line: row.line,
            cells: (start..end)
                .map(|at| row.cells.get(at).cloned().unwrap_or(Cell::Empty))
                .collect(),
        };
        rows.iter().map(cut).filter(|row| filled(row) > 0).collect()
    };
    let parts = starts.iter().copied().zip(ends);
    parts
        .map(|columns| Region {
            titles: cut(&region.titles, columns),
            headings: cut(&region.headings, columns),
            rows: cut(&region.rows, columns),
            columns,
        })
        .collect()
}

/// The columns in which tables beside each other begin.
fn starts(region: &Region, marker: Option<&str>, width: usize) -> Vec<usize> {
    let (Some(marker), Some(headings)) = (marker, region.headings.last()) else {
        return Vec::new();
    };
    let texts = texts(headings);
    let marked: Vec<usize> = (0..width)
        .filter(|&at| {
            texts
                .get(at)
                .is_some_and(|text| text.eq_ignore_ascii_case(marker))
        })
        .collect();
    let Some(first) = texts.iter().position(|text| !text.is_empty()) else {
        return Vec::new();
    };
    // Columns before the marker belong to its table.
    let before = marked.first().map_or(0, |at| at - first.min(*at));
    marked.iter().map(|at| at.saturating_sub(before)).collect()
}
