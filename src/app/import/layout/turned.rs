//! A grid with a row per day and a column per animal, turned into a table with a row per animal.

use super::headed::heading_of;
use super::regions::{Region, filled, texts};
use super::table::{Layout, Table};
use crate::file_problems::ImportError;
use crate::import::field::Field;
use crate::import::heading::{Heading, Meaning};
use crate::import::outcome::ImportNote;
use crate::import::plan::is_control_name;
use crate::import::source::{Cell, Row};
use crate::import::wide::{HeadingTime, day_headings};
use domain::printable;

/// The headings of a grid that has a row per day: the index of their first row, and how many there are. None where rows
/// are no days.
pub fn headings(rows: &[Row]) -> Option<(usize, usize)> {
    let rows = &rows[..rows.len().min(SEARCHED)];
    let label = rows.iter().filter_map(first_column).min()?;
    let is_day = |row: &Row| first_column(row) == Some(label) && is_day(row);
    let first = rows.iter().position(is_day)?;
    let above = rows[..first]
        .iter()
        .rev()
        .take_while(|row| filled(row) > 1 || first_cell(row).is_some_and(|text| names_days(&text)));
    let count = above.count();
    let days = rows[first..].iter().filter(|row| filled(row) > 0);
    let (all, of_days) = (days.clone().count(), days.filter(|row| is_day(row)).count());
    let is_turned = count > 0 && of_days * 10 >= all * 6 && of_days > 1 && ascend(&rows[first..]);
    let head = &rows[first - count..first];
    (is_turned && !head.iter().any(names_columns)).then_some((first - count, count))
}

/// How many rows are looked at to see whether they are days.
const SEARCHED: usize = 200;

/// The column and the text of the heading that each such table has.
pub fn marker(rows: &[Row], (at, count): (usize, usize)) -> Option<(usize, String)> {
    let column = rows[at..at + count].iter().find_map(first_column)?;
    let own = rows[at..at + count]
        .iter()
        .filter_map(|row| row.cells.get(column));
    own.map(heading_of)
        .find(|text| names_days(text))
        .map(|text| (column, text))
}

fn names_days(text: &str) -> bool {
    matches!(
        Heading::of(text).meaning(),
        Meaning::Field {
            field: Field::Day | Field::Date,
            ..
        }
    )
}

fn first_column(row: &Row) -> Option<usize> {
    row.cells.iter().position(|cell| !cell.is_blank())
}

fn first_cell(row: &Row) -> Option<String> {
    first_column(row).map(|at| heading_of(&row.cells[at]))
}

/// Whether a row begins with a day or a date, and numbers follow.
fn is_day(row: &Row) -> bool {
    let mut cells = row.cells.iter().filter(|cell| !cell.is_blank());
    let is_time = match cells.next() {
        Some(Cell::Number(_) | Cell::Date(_)) => true,
        Some(cell) => {
            let found = day_headings(&[heading_of(cell)], None);
            found
                .first()
                .is_some_and(|(_, heading)| heading.time != HeadingTime::Row)
        }
        None => false,
    };
    let numbers = cells.clone().filter(|cell| match cell {
        Cell::Number(_) => true,
        Cell::Formula(_, saved) => matches!(**saved, Cell::Number(_)),
        Cell::Text(text) => text.trim().starts_with(|c: char| c.is_ascii_digit()),
        _ => false,
    });
    is_time && numbers.count() * 2 >= cells.count().max(1)
}

/// Whether the days of rows grow, as numbers of animals may not.
fn ascend(rows: &[Row]) -> bool {
    let day = |row: &Row| {
        let found = day_headings(&[first_cell(row)?], None);
        match found.first()?.1.time {
            HeadingTime::Day(day) => Some(day),
            _ => None,
        }
    };
    let days: Vec<f64> = rows
        .iter()
        .filter(|row| is_day(row))
        .filter_map(day)
        .collect();
    days.windows(2).all(|pair| pair[0] < pair[1])
}

/// Whether a row of headings names days or quantities: then its table has a row per animal or reading.
fn names_columns(row: &Row) -> bool {
    let texts = texts(row);
    let first = first_column(row).unwrap_or(0);
    let others = || texts.iter().skip(first + 1).filter(|text| !text.is_empty());
    let names = |text: &&String| {
        let meaning = Heading::of(text).meaning();
        let is_number = text.parse::<f64>().is_ok();
        matches!(meaning, Meaning::Field { .. })
            || (!is_number && !day_headings(&[(*text).clone()], None).is_empty())
    };
    let begins_with_days = texts.get(first).is_some_and(|text| names_days(text));
    others().any(|text| names(&text))
        || (!begins_with_days && others().count() > 0 && is_numbered_header(row, first))
}

/// Whether a row has a word and then numbers, as `Nr, 0, 7, 14`: the numbers are days.
fn is_numbered_header(row: &Row, first: usize) -> bool {
    let texts = texts(row);
    let is_word = texts
        .get(first)
        .is_some_and(|text| text.parse::<f64>().is_err());
    let others = texts.iter().skip(first + 1).filter(|text| !text.is_empty());
    let names_animals = texts.get(first).is_some_and(|text| {
        matches!(
            Heading::of(text).meaning(),
            Meaning::Field {
                field: Field::Animal | Field::Arm | Field::Cage | Field::Site,
                ..
            }
        )
    });
    is_word
        && first == 0
        && !names_animals
        && others.clone().all(|text| text.parse::<f64>().is_ok())
}

/// Turns a region.
///
/// # Errors
/// If its columns have the names of arms and not of animals.
pub fn turn(file: &str, sheet: Option<String>, region: Region) -> Result<Table, ImportError> {
    let Region {
        titles: _,
        headings,
        rows,
        columns: (left, right),
    } = region;
    let label = headings
        .iter()
        .chain(&rows)
        .find_map(first_column)
        .unwrap_or(0);
    let days: Vec<Row> = rows.into_iter().filter(|row| filled(row) > 0).collect();
    let width = right - left;
    let is_used = |column: &usize| {
        let has = |row: &Row| row.cells.get(*column).is_some_and(|cell| !cell.is_blank());
        *column != label && (headings.iter().any(has) || days.iter().any(has))
    };
    let animals: Vec<usize> = (0..width).filter(is_used).collect();
    let mut table = Table {
        joined: Vec::new(),
        file: file.to_owned(),
        sheet,
        ..Table::default()
    };
    let mut facts = facts_of(&headings, label, &animals);
    name_animals(&mut facts, &mut table.notes);
    refuse_arms(file, &facts)?;
    let weeks = headings.iter().any(|row| {
        row.cells
            .get(label)
            .is_some_and(|cell| counts_weeks(&heading_of(cell)))
    });
    let day_heading = |row: &Row| {
        let text = row.cells.get(label).map_or(String::new(), heading_of);
        match weeks && text.parse::<f64>().is_ok() {
            true => format!("Week {text}"),
            false => text,
        }
    };
    table.headings = facts
        .iter()
        .map(|fact| fact.heading.clone())
        .chain(days.iter().map(day_heading))
        .collect();
    table.layout = Layout {
        heading_rows: (
            headings.first().map_or(1, |row| row.line),
            headings.last().map_or(1, |row| row.line),
        ),
        turned: facts
            .iter()
            .map(|fact| fact.line)
            .chain(days.iter().map(|row| row.line))
            .collect(),
        block: (1, 1),
        first_column: 0,
    };
    table.rows = animals
        .iter()
        .enumerate()
        .map(|(at, &column)| {
            let of_facts = facts.iter().map(|fact| Cell::from_text(&fact.values[at]));
            let of_days = days
                .iter()
                .map(|row| row.cells.get(column).cloned().unwrap_or(Cell::Empty));
            Row {
                line: (left + column + 1) as u32,
                cells: of_facts.chain(of_days).collect(),
            }
        })
        .collect();
    Ok(table)
}

fn counts_weeks(text: &str) -> bool {
    matches!(Heading::of(text).meaning(), Meaning::Field { field: Field::Day, factor, .. } if factor == 7.0)
}

/// One row of headings: a fact of each animal.
struct Fact {
    heading: String,
    line: u32,
    values: Vec<String>,
}

impl Fact {
    fn is_distinct(&self) -> bool {
        let mut seen = std::collections::HashSet::new();
        self.values
            .iter()
            .all(|value| !value.is_empty() && seen.insert(value))
    }
}

/// The rows of headings, each under its own word, or that of what it can be: rows of different texts name animals, rows
/// that repeat or leave out texts name arms.
fn facts_of(headings: &[Row], label: usize, animals: &[usize]) -> Vec<Fact> {
    let mut facts: Vec<Fact> = headings
        .iter()
        .map(|row| {
            let own = row.cells.get(label).map_or(String::new(), heading_of);
            let heading = match Heading::of(&own).meaning() {
                Meaning::Field { field, .. }
                    if !matches!(field, Field::Day | Field::Date) && !field.is_value() =>
                {
                    own
                }
                _ => String::new(),
            };
            let values = animals
                .iter()
                .map(|&column| row.cells.get(column).map_or(String::new(), heading_of));
            Fact {
                heading,
                line: row.line,
                values: values.collect(),
            }
        })
        .filter(|fact| fact.values.iter().any(|value| !value.is_empty()))
        .collect();
    let has_named = |facts: &[Fact], field: Field| {
        let means = |fact: &Fact| matches!(Heading::of(&fact.heading).meaning(), Meaning::Field { field: own, .. } if own == field);
        facts.iter().any(means)
    };
    if !has_named(&facts, Field::Animal) {
        let open = |fact: &Fact| fact.heading.is_empty();
        let distinct = facts
            .iter()
            .rposition(|fact| open(fact) && fact.is_distinct());
        let several = facts.iter().filter(|fact| open(fact)).count() > 1;
        let last = facts.iter().rposition(open).filter(|_| several);
        if let Some(at) = distinct.or(last) {
            facts[at].heading = "animal".into();
        }
    }
    if !has_named(&facts, Field::Arm)
        && let Some(fact) = facts.iter_mut().find(|fact| fact.heading.is_empty())
    {
        fact.heading = "arm".into();
    }
    for fact in &mut facts {
        let mut last = String::new();
        for value in &mut fact.values {
            match value.is_empty() {
                true => value.clone_from(&last),
                false => last.clone_from(value),
            }
        }
    }
    facts
}

/// Columns that are called `Vehicle` and `Drug` hold means of arms, or one animal each: nobody knows.
fn refuse_arms(file: &str, facts: &[Fact]) -> Result<(), ImportError> {
    let names_animals = |fact: &&Fact| fact.heading == "animal";
    let has_arm = facts.iter().any(|fact| fact.heading == "arm");
    let mut tags = facts
        .iter()
        .filter(names_animals)
        .flat_map(|fact| &fact.values);
    let Some(arm) = tags.find(|tag| is_control_name(tag)).filter(|_| !has_arm) else {
        return Ok(());
    };
    Err(ImportError::Undecided {
        why: format!(
            "{}: the column `{}` has the name of an arm, and there is no row with the animals",
            printable(file),
            printable(arm)
        ),
        remedy: "name the animals in a row below the arms; means of arms are no readings".into(),
    })
}

/// Numbers the animals within their arms where no row names them.
fn name_animals(facts: &mut Vec<Fact>, notes: &mut Vec<ImportNote>) {
    if facts.iter().any(|fact| {
        matches!(
            Heading::of(&fact.heading).meaning(),
            Meaning::Field {
                field: Field::Animal,
                ..
            }
        )
    }) {
        return;
    }
    let Some(arm) = facts.iter().find(|fact| fact.heading == "arm") else {
        return;
    };
    let mut counts = std::collections::HashMap::new();
    let tags = arm.values.iter().map(|arm| {
        let count: &mut usize = counts.entry(arm.clone()).or_default();
        *count += 1;
        format!("{arm} {count}")
    });
    let tags: Vec<String> = tags.collect();
    let message = format!(
        "the columns name no animals: they were numbered within their arms, as in `{}`",
        tags.first().map_or("", String::as_str)
    );
    notes.push(ImportNote::new("animals_numbered", message));
    let line = arm.line;
    facts.push(Fact {
        heading: "animal".into(),
        line,
        values: tags,
    });
}

/// Whether a grid is turned though a row of it names animals: the rows below begin with days in words, or the row beside
/// it begins with another word for a fact, and its other cells mean nothing as headings.
pub fn is_turned_at(rows: &[Row], (at, count): (usize, usize)) -> bool {
    let below = &rows[at + count..];
    let is_worded = |row: &Row| {
        first_cell(row).is_some_and(|text| {
            let found = day_headings(std::slice::from_ref(&text), None);
            text.contains(char::is_alphabetic)
                && found
                    .first()
                    .is_some_and(|(_, h)| matches!(h.time, HeadingTime::Day(_)))
        })
    };
    let days = below
        .iter()
        .take(SEARCHED)
        .filter(|row| is_worded(row))
        .count();
    let beside = [at.checked_sub(1), Some(at + count)];
    let labels = |row: &Row| {
        let names = first_cell(row).map(|text| Heading::of(&text).meaning());
        let is_fact = matches!(names, Some(Meaning::Field { field, .. }) if !field.is_value() && field != Field::Animal);
        let others = row.cells.iter().filter(|cell| !cell.is_blank()).skip(1);
        is_fact
            && others.clone().count() > 1
            && others.map(heading_of).all(|text| means_nothing(&text))
    };
    days > 1
        || beside
            .into_iter()
            .flatten()
            .any(|at| rows.get(at).is_some_and(labels))
}

/// Whether a text is no usual heading: it may name an arm.
fn means_nothing(text: &str) -> bool {
    Heading::of(text).meaning() == Meaning::Unknown
        && day_headings(&[text.to_owned()], None).is_empty()
}

/// Whether a grid with a row of animals can be read either way: its columns may be days or animals `1, 2, 3`, its rows
/// animals or days from 0 on.
pub fn is_either(rows: &[Row], (at, count): (usize, usize)) -> bool {
    let Some(head) = rows.get(at + count - 1) else {
        return false;
    };
    let texts = texts(head);
    let columns: Vec<Option<u32>> = texts
        .iter()
        .skip(1)
        .filter(|text| !text.is_empty())
        .map(|text| text.parse().ok())
        .collect();
    let counts = columns
        .iter()
        .zip(1..)
        .all(|(number, place)| *number == Some(place));
    let first = rows.get(at + count).and_then(first_cell);
    counts && columns.len() > 1 && first.as_deref() == Some("0")
}
