//! What is done to the cells of a table before its rows are read, so that a row says all of itself: merged cells count for
//! all their rows, names that stand once for a block are filled down, tags are made of two columns, and rows of means are
//! left out. All of it is told.

use std::collections::{HashMap, HashSet};

use super::cells;
use super::columns::{Columns, name_in};
use super::field::Field;
use super::heading::{Heading, Meaning};
use super::headings::{column_of, holds_numbers};
use super::layout::Table;
use super::options::{ImportOptions, MapTarget};
use super::outcome::ImportNote;
use super::rows::ReadFile;
use super::source::{Cell, Merge, Row};
use super::summaries::leave_out_summaries;
use crate::file_problems::{Effect, FileProblem, ImportError};
use domain::{ImportRemedy, Invalid, Label, counted, printable};

/// Adds a column for each field that the options map to several headings, such as `Cage+Ear`.
///
/// # Errors
/// If one of the headings is not there.
pub fn join_columns(table: &mut Table, options: &ImportOptions) -> Result<(), ImportError> {
    for (target, heading) in &options.map {
        let MapTarget::Field(field) = target else {
            continue;
        };
        if !heading.contains('+') || column_of(table, heading).is_ok() {
            continue;
        }
        let parts = heading.split('+').map(|part| part_of(table, part.trim()));
        let parts = parts.collect::<Result<Vec<Part>, ImportError>>()?;
        for part in &parts {
            if let Part::Column(column) = part {
                fill_merged(table, *column);
                fill_down_if(table, *column, |_, _| true);
            }
        }
        // A tag needs all its parts; arms may lack a dose.
        let (joint, needs_all) = match field {
            Field::Arm => (" ", false),
            _ => ("/", true),
        };
        for row in &mut table.rows {
            let name = |part: &Part| match part {
                Part::Column(column) => row.cells.get(*column).and_then(name_in),
                Part::Told(name) => Some(name.clone()),
            };
            let names: Vec<Option<String>> = parts.iter().map(name).collect();
            let lacks = names.iter().any(Option::is_none);
            let joined: Vec<String> = names.into_iter().flatten().collect();
            row.cells.push(match needs_all && lacks {
                true => Cell::Empty,
                false => Cell::from_text(&joined.join(joint)),
            });
        }
        let columns = parts.iter().filter_map(|part| match part {
            Part::Column(column) => Some(*column),
            Part::Told(_) => None,
        });
        table.joined.extend(columns);
        table.headings.push(heading.clone());
    }
    Ok(())
}

/// A part of a name that is made of several.
enum Part {
    Column(usize),
    /// The arm that a title or the name of a sheet tells.
    Told(String),
}

/// The column of a heading, or the one whose heading means the field of this name, or the arm that is told.
fn part_of(table: &Table, part: &str) -> Result<Part, ImportError> {
    let column = column_of(table, part);
    column.map(Part::Column).or_else(|error| {
        let field: Option<Field> = part.parse().ok();
        let means = |heading: &String| match Heading::of(heading).meaning() {
            Meaning::Field { field: own, .. } => Some(own) == field,
            _ => false,
        };
        if let Some(column) = table.headings.iter().position(means) {
            return Ok(Part::Column(column));
        }
        let told = table.told.arm.clone().filter(|_| field == Some(Field::Arm));
        told.map(Part::Told).ok_or(error)
    })
}

/// Whether a table has a heading that the options name, or all parts of one with several; none is everywhere.
pub fn has_headings(table: &Table, heading: &str) -> bool {
    let has_parts = || {
        heading.contains('+')
            && heading
                .split('+')
                .all(|part| part_of(table, part.trim()).is_ok())
    };
    heading.is_empty() || column_of(table, heading).is_ok() || has_parts()
}

/// Completes the rows of a table.
///
/// # Errors
/// If blank cells may have the value above, or tags are unique in each arm only.
pub fn mend(
    table: &mut Table,
    columns: &mut Columns,
    options: &ImportOptions,
) -> Result<(), ImportError> {
    leave_out_summaries(table, columns);
    for (line, text) in std::mem::take(&mut table.remarks) {
        let message = format!("row {line} holds a text and no data: `{text}`");
        table.notes.push(ImportNote::new("remark", message));
    }
    merged_values(table, columns);
    for &field in Field::ALL {
        if let Some(column) = columns.of(field).filter(|_| !field.is_value()) {
            let filled = fill_merged(table, column);
            if filled > 0 {
                let message = format!(
                    "merged cells of `{}` count for all their rows: {} more",
                    table.column(column).heading,
                    filled
                );
                table.notes.push(ImportNote::new("merged", message));
            }
        }
    }
    for &field in &options.fill_down {
        if let Some(column) = columns.of(field) {
            fill_down_if(table, column, |_, _| true);
        }
    }
    fill_days(table, columns);
    fill_animals(table, columns);
    fill_cages(table, columns);
    fill_arms(table, columns, options);
    without_study_prefix(table, columns);
    tags_within_arms(table, columns)?;
    arm_is_told(table, columns, options)?;
    columns.settle(table);
    Ok(())
}

/// Gives all rows of a merged cell its value, and answers to how many it was given.
fn fill_merged(table: &mut Table, column: usize) -> usize {
    let mut filled = 0;
    let merges: Vec<Merge> = table
        .merges
        .iter()
        .filter(|m| m.left <= column && column <= m.right && m.bottom > m.top)
        .copied()
        .collect();
    for merge in merges {
        let is_top = |row: &&Row| row.line == merge.top;
        let top = table
            .rows
            .iter()
            .find(is_top)
            .and_then(|row| row.cells.get(merge.left).cloned());
        let Some(value) = top.filter(|cell| !cell.is_blank()) else {
            continue;
        };
        for row in table
            .rows
            .iter_mut()
            .filter(|row| (merge.top..=merge.bottom).contains(&row.line))
        {
            if let Some(cell) = row.cells.get_mut(column).filter(|cell| cell.is_blank()) {
                *cell = value.clone();
                filled += 1;
            }
        }
    }
    filled
}

/// A number that is merged over several cells is of one of them, and nobody knows which; a word counts for all.
fn merged_values(table: &mut Table, columns: &Columns) {
    let is_value = |column: usize| {
        let of_days = columns
            .days
            .iter()
            .flat_map(|day| &day.columns)
            .any(|(_, c)| *c == column);
        of_days
            || Field::VALUES
                .iter()
                .any(|&field| columns.of(field) == Some(column))
    };
    for merge in table.merges.clone() {
        let covered: Vec<usize> = (merge.left..=merge.right)
            .filter(|&column| is_value(column))
            .collect();
        let top = table.rows.iter().find(|row| row.line == merge.top);
        let Some(value) = top.and_then(|row| row.cells.get(merge.left).cloned()) else {
            continue;
        };
        if covered.is_empty() || value.is_blank() || !is_value(merge.left) {
            continue;
        }
        if matches!(value, Cell::Text(_))
            && merge.top == merge.bottom
            && cells::sizes_of(&cells::text(&value)).is_none()
        {
            for row in table.rows.iter_mut().filter(|row| row.line == merge.top) {
                covered
                    .iter()
                    .for_each(|&column| row.cells[column] = value.clone());
            }
            continue;
        }
        let hint = "split the merged cell, and put the value where it belongs";
        let why = "is merged over several cells";
        let invalid = Invalid::new("value", value.displayed(), why, hint);
        let place = table.place(merge.top, Some(merge.left));
        table
            .problems
            .push(FileProblem::refused(place, invalid, Effect::Cell));
        for row in table.rows.iter_mut().filter(|row| row.line == merge.top) {
            row.cells[merge.left] = Cell::Empty;
        }
    }
}

/// Whether a row has a cell that is not blank besides one column.
fn holds_more(row: &Row, column: usize) -> bool {
    row.cells
        .iter()
        .enumerate()
        .any(|(at, cell)| at != column && !cell.is_blank())
}

/// Gives blank cells of a column the value above, in rows that hold anything, if `fits` the filled column. Answers how many
/// were filled.
fn fill_down_if(
    table: &mut Table,
    column: usize,
    fits: impl FnOnce(&Table, &[Cell]) -> bool,
) -> usize {
    let mut last = Cell::Empty;
    let mut filled = 0;
    let completed: Vec<Cell> = table
        .rows
        .iter()
        .map(|row| {
            let own = row.cells.get(column).cloned().unwrap_or(Cell::Empty);
            if !own.is_blank() {
                last = own.clone();
                return own;
            }
            match holds_more(row, column) && !last.is_blank() {
                true => {
                    filled += 1;
                    last.clone()
                }
                false => own,
            }
        })
        .collect();
    if filled == 0 || !fits(table, &completed) {
        return 0;
    }
    for (row, cell) in table.rows.iter_mut().zip(completed) {
        if let Some(own) = row.cells.get_mut(column) {
            *own = cell;
        }
    }
    filled
}

/// Whether a column has blank cells in rows that hold something.
fn has_gaps(table: &Table, column: usize) -> bool {
    let is_gap =
        |row: &Row| row.cells.get(column).is_none_or(Cell::is_blank) && holds_more(row, column);
    table.rows.iter().any(is_gap)
}

/// Whether a column names the blocks of rows below: its first row is filled, and no name stands in two rows in a row.
fn names_blocks(table: &Table, column: usize) -> bool {
    let mut rows = table
        .rows
        .iter()
        .filter(|row| holds_more(row, column))
        .peekable();
    let name = |row: &Row| row.cells.get(column).and_then(name_in);
    let is_first_filled = rows.peek().is_some_and(|row| name(row).is_some());
    let names: Vec<Option<String>> = rows.map(name).collect();
    is_first_filled
        && names
            .windows(2)
            .all(|pair| pair[0].is_none() || pair[0] != pair[1])
}

/// The texts of some columns in a row, to compare rows by.
fn key(row: &Row, columns: &[Option<usize>]) -> Vec<String> {
    let text = |column: &Option<usize>| {
        let cell = column.and_then(|column| row.cells.get(column));
        cell.map_or(String::new(), |cell| cells::text(cell).trim().to_owned())
    };
    columns.iter().map(text).collect()
}

/// Whether rows differ in some columns once a column of them is completed.
fn are_distinct(
    table: &Table,
    (column, completed): (usize, &[Cell]),
    columns: &[Option<usize>],
) -> bool {
    let mut seen = HashSet::new();
    table
        .rows
        .iter()
        .zip(completed)
        .filter(|(row, _)| holds_more(row, column))
        .all(|(row, cell)| {
            let others: Vec<Option<usize>> = columns
                .iter()
                .copied()
                .filter(|c| *c != Some(column))
                .collect();
            seen.insert((cells::text(cell).trim().to_owned(), key(row, &others)))
        })
}

fn note_filled(table: &mut Table, column: usize, filled: usize) {
    if filled > 0 {
        let message = format!(
            "`{}` stands once for several rows: it was filled down to {}",
            table.column(column).heading,
            counted(filled, "row")
        );
        table.notes.push(ImportNote::new("filled_down", message));
    }
}

fn fill_days(table: &mut Table, columns: &Columns) {
    for field in [Field::Day, Field::Date] {
        let Some(column) = columns
            .of(field)
            .filter(|&column| has_gaps(table, column) && names_blocks(table, column))
        else {
            continue;
        };
        let by = [
            columns.of(Field::Animal),
            columns.of(Field::Site),
            columns.of(Field::Repeat),
        ];
        let filled = fill_down_if(table, column, |table, completed| {
            are_distinct(table, (column, completed), &by)
        });
        note_filled(table, column, filled);
    }
}

fn fill_animals(table: &mut Table, columns: &Columns) {
    let Some(column) = columns
        .of(Field::Animal)
        .filter(|&column| has_gaps(table, column))
    else {
        return;
    };
    let by = [
        columns.of(Field::Day),
        columns.of(Field::Date),
        columns.of(Field::Site),
        columns.of(Field::Repeat),
    ];
    if by.iter().all(Option::is_none) {
        return;
    }
    let filled = fill_down_if(table, column, |table, completed| {
        are_distinct(table, (column, completed), &by)
    });
    note_filled(table, column, filled);
}

/// A cage that stands once for the animals in it.
fn fill_cages(table: &mut Table, columns: &Columns) {
    let Some(column) = columns.of(Field::Cage) else {
        return;
    };
    let mut seen = HashSet::new();
    let once = table
        .rows
        .iter()
        .filter_map(|row| row.cells.get(column).and_then(name_in))
        .all(|name| seen.insert(name));
    if once && has_gaps(table, column) && names_blocks(table, column) {
        let filled = fill_down_if(table, column, |_, _| true);
        note_filled(table, column, filled);
    }
}

/// Fills arms down where they name blocks; else takes down that some animals have none and the arm above could be theirs.
fn fill_arms(table: &mut Table, columns: &mut Columns, options: &ImportOptions) {
    let (Some(arm), Some(animal)) = (columns.of(Field::Arm), columns.of(Field::Animal)) else {
        return;
    };
    let lacking = animals_without(table, animal, arm);
    if lacking == 0 || options.no_arms {
        return;
    }
    if names_blocks(table, arm) && has_several(table, arm) {
        let filled = fill_down_if(table, arm, |table, completed| {
            has_one_each(table, animal, completed)
        });
        note_filled(table, arm, filled);
        if filled > 0 {
            return;
        }
    }
    let is_reserve = |row: &Row| {
        let left = columns
            .of(Field::Disposition)
            .and_then(|column| row.cells.get(column));
        left.is_some_and(|cell| !cell.is_blank())
    };
    let lacks = |row: &Row| row.cells.get(arm).is_none_or(Cell::is_blank) && holds_more(row, arm);
    let first_filled = table.rows.first().is_some_and(|row| !lacks(row));
    let all_reserve = table.rows.iter().filter(|row| lacks(row)).all(is_reserve);
    columns.has_blank_arms = first_filled && !all_reserve;
}

/// Whether a column has more than one name.
fn has_several(table: &Table, column: usize) -> bool {
    let mut names = table.filled(column).filter_map(name_in);
    names
        .next()
        .is_some_and(|first| names.any(|name| name != first))
}

/// The number of animals that no row gives a value of a column.
fn animals_without(table: &Table, animal: usize, column: usize) -> usize {
    let mut has: HashMap<String, bool> = HashMap::new();
    for row in &table.rows {
        if let Some(tag) = row.cells.get(animal).and_then(name_in) {
            *has.entry(tag).or_default() |=
                row.cells.get(column).is_some_and(|cell| !cell.is_blank());
        }
    }
    has.values().filter(|has| !**has).count()
}

/// Whether each animal has one value of a completed column.
fn has_one_each(table: &Table, animal: usize, completed: &[Cell]) -> bool {
    let mut values: HashMap<String, String> = HashMap::new();
    table.rows.iter().zip(completed).all(|(row, cell)| {
        match (row.cells.get(animal).and_then(name_in), name_in(cell)) {
            (Some(tag), Some(value)) => {
                *values.entry(tag).or_insert_with(|| value.clone()) == value
            }
            _ => true,
        }
    })
}

/// Tags such as `S-01/214` in files for the suite of PDXNet begin with the study.
fn without_study_prefix(table: &mut Table, columns: &Columns) {
    let (Some(study), Some(animal)) = (columns.of(Field::Study), columns.of(Field::Animal)) else {
        return;
    };
    let bare = |row: &Row| {
        let study = row.cells.get(study).and_then(name_in)?;
        let tag = row.cells.get(animal).and_then(name_in)?;
        let bare = tag.strip_prefix(&study)?.strip_prefix('/')?.to_owned();
        (!bare.is_empty()).then_some(bare)
    };
    let bare: Option<Vec<String>> = table
        .rows
        .iter()
        .filter(|row| row.cells.iter().any(|cell| !cell.is_blank()))
        .map(bare)
        .collect();
    let Some(bare) = bare.filter(|bare| !bare.is_empty()) else {
        return;
    };
    let rows = table
        .rows
        .iter_mut()
        .filter(|row| row.cells.iter().any(|cell| !cell.is_blank()));
    for (row, tag) in rows.zip(bare) {
        row.cells[animal] = Cell::from_text(&tag);
    }
    let message = "tags begin with the name of the study, which was left off";
    table.notes.push(ImportNote::new("study_prefix", message));
}

/// Asks about numbers that begin anew in each arm: they are no tags by themselves.
fn tags_within_arms(table: &Table, columns: &Columns) -> Result<(), ImportError> {
    let (Some(animal), Some(arm)) = (columns.of(Field::Animal), columns.of(Field::Arm)) else {
        return Ok(());
    };
    let mut arms: HashMap<String, HashSet<String>> = HashMap::new();
    for row in &table.rows {
        if let (Some(tag), Some(arm)) = (
            row.cells.get(animal).and_then(name_in),
            row.cells.get(arm).and_then(name_in),
        ) {
            let study = columns
                .of(Field::Study)
                .and_then(|study| row.cells.get(study))
                .and_then(name_in);
            arms.entry(format!("{}\n{tag}", study.unwrap_or_default()))
                .or_default()
                .insert(arm);
        }
    }
    let clashing = arms.values().filter(|arms| arms.len() > 1).count();
    if !begin_anew(clashing, arms.len()) {
        return Ok(());
    }
    let (first, second) = (table.column(arm).heading, table.column(animal).heading);
    Err(ImportError::Undecided {
        why: format!(
            "{}: {} of `{second}` stand in several arms: the numbers begin anew in each",
            printable(&table.file),
            counted(clashing, "tag")
        ),
        remedy: ImportRemedy::JoinTags {
            first: first.into(),
            second: second.into(),
        }
        .into(),
    })
}

/// Whether so many tags of all stand in several arms that they are numbers within each. One is a slip of the pen.
fn begin_anew(clashing: usize, all: usize) -> bool {
    clashing > 1 && clashing * 2 >= all
}

/// Asks about numbers that begin anew in each table, whose arm a title or the name of a sheet tells.
///
/// # Errors
/// If most tags stand in several tables of different arms.
pub fn tags_within_tables(files: &[ReadFile]) -> Result<(), ImportError> {
    let told = files.iter().filter(|file| file.table.told.arm.is_some());
    let mut arms: HashMap<&Label, HashSet<&str>> = HashMap::new();
    let mut heading = None;
    for file in told {
        let animal = file.columns.of(Field::Animal);
        heading = heading.or(animal.map(|column| (file, file.table.column(column).heading)));
        let arm = file.table.told.arm.as_deref().unwrap_or_default();
        for row in &file.rows {
            arms.entry(&row.animal).or_default().insert(arm);
        }
    }
    let clashing = arms.values().filter(|arms| arms.len() > 1).count();
    match heading.filter(|_| begin_anew(clashing, arms.len())) {
        Some((file, second)) => Err(ImportError::Undecided {
            why: format!(
                "{}: {} of `{second}` stand in tables of several arms: the numbers begin anew in each",
                printable(&file.table.file),
                counted(clashing, "tag")
            ),
            remedy: ImportRemedy::JoinTags {
                first: Field::Arm.id().into(),
                second: second.into(),
            }
            .into(),
        }),
        None => Ok(()),
    }
}

/// Asks for the arm if no column tells it and one could.
fn arm_is_told(
    table: &Table,
    columns: &Columns,
    options: &ImportOptions,
) -> Result<(), ImportError> {
    let is_told = columns.of(Field::Arm).is_some()
        || columns.is_mapped(Field::Arm)
        || table.told.arm.is_some();
    let Some(animal) = columns
        .of(Field::Animal)
        .filter(|_| !is_told && !options.no_arms && columns.has_values())
    else {
        return Ok(());
    };
    let could_be = |column: &usize| {
        let heading = &table.headings[*column];
        !columns.is_taken(*column)
            && !heading.is_empty()
            && !holds_numbers(table, *column)
            && groups_animals(table, animal, *column)
    };
    let headings: Vec<usize> = (0..table.headings.len()).filter(could_be).collect();
    if headings.is_empty() {
        return Ok(());
    }
    let animals = animals_without(table, animal, usize::MAX);
    Err(ImportError::Undecided {
        why: format!(
            "{}: no column is known to tell the arm: {} would have none",
            printable(&table.file),
            counted(animals, "animal")
        ),
        remedy: ImportRemedy::NameArm {
            headings: headings
                .into_iter()
                .map(|column| table.column(column).heading)
                .collect(),
        }
        .into(),
    })
}

/// Whether a column divides the animals into groups: each has one of a few names.
fn groups_animals(table: &Table, animal: usize, column: usize) -> bool {
    let mut by_animal: HashMap<String, String> = HashMap::new();
    for row in &table.rows {
        let Some(tag) = row.cells.get(animal).and_then(name_in) else {
            continue;
        };
        let Some(name) = row.cells.get(column).and_then(name_in) else {
            return false;
        };
        if *by_animal.entry(tag).or_insert_with(|| name.clone()) != name {
            return false;
        }
    }
    let names: HashSet<&String> = by_animal.values().collect();
    names.len() > 1 && names.len() * 2 <= by_animal.len()
}
