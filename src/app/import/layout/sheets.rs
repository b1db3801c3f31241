//! Which sheets of a workbook are read, and what their names tell.

use super::regions::is_animal;
use super::told::{arm_in_sheet, day_in, quantity_in};
use super::{Table, Told, several_sheets, tables_of};
use crate::file_problems::ImportError;
use crate::import::field::Field;
use crate::import::heading::{Heading, Meaning};
use crate::import::options::{ALL_SHEETS, ImportOptions};
use crate::import::outcome::ImportNote;
use crate::import::source::{Book, Grid, empty};
use domain::printable;

/// The tables of the sheets that are meant: the one that was named, all, or the only one whose headings are understood.
///
/// # Errors
/// If no sheet holds a row, or several can be meant.
pub fn chosen(book: Book, options: &ImportOptions) -> Result<Vec<Table>, ImportError> {
    let Book { file, grids, notes } = book;
    let (shown, hidden): (Vec<Grid>, Vec<Grid>) = grids
        .into_iter()
        .partition(|grid| !grid.is_hidden || options.sheet.is_some());
    let mut sheets = Vec::new();
    for grid in shown.into_iter().filter(|grid| !grid.rows.is_empty()) {
        let name = grid.sheet.clone();
        let tables = tables_of(&file, grid, options)?;
        if !tables.is_empty() {
            sheets.push((name, tables));
        }
    }
    let is_understood = |tables: &[Table]| tables.iter().any(|table| understood(table, options));
    let understood: Vec<usize> = (0..sheets.len())
        .filter(|&at| is_understood(&sheets[at].1))
        .collect();
    let names = |at: &[usize]| -> Vec<String> {
        at.iter().filter_map(|&at| sheets[at].0.clone()).collect()
    };
    let wants_all = options
        .sheet
        .as_deref()
        .is_some_and(|name| name.eq_ignore_ascii_case(ALL_SHEETS))
        && sheets.len() > 1;
    let read: Vec<usize> = match understood.len() {
        0 if wants_all => (0..sheets.len()).collect(),
        0 => (0..sheets.len().min(1)).collect(),
        1 => understood,
        _ if wants_all || tell_quantities(&names(&understood)) => understood,
        _ => {
            return Err(several_sheets(
                &file,
                names(&understood)
                    .iter()
                    .map(|name| printable(name))
                    .collect(),
            ));
        }
    };
    if read.is_empty() {
        return Err(empty(&file));
    }
    let mut others: Vec<String> = Vec::new();
    let mut tables = Vec::new();
    let several = read.len() > 1;
    let arms_are_told = several
        && !sheets
            .iter()
            .any(|(_, tables)| tables.iter().any(tells_arms));
    for (at, (name, found)) in sheets.into_iter().enumerate() {
        match (read.contains(&at), name) {
            (true, name) => {
                let told = by_name(name.as_deref(), several, arms_are_told);
                let note = name
                    .as_deref()
                    .filter(|_| several)
                    .map(|name| sheet_note(name, &told));
                let with_told = found.into_iter().map(|mut table| {
                    table.told = std::mem::take(&mut table.told)
                        .or(told.clone())
                        .or(by_file(&file));
                    table.notes.extend(note.clone());
                    table
                });
                tables.extend(with_told);
            }
            (false, name) => others.extend(name),
        }
    }
    others.extend(
        hidden
            .into_iter()
            .filter_map(|grid| grid.sheet)
            .map(|name| format!("{name} (hidden)")),
    );
    if let Some(first) = tables.first_mut().filter(|_| options.sheet.is_none()) {
        first.other_sheets = others;
    }
    if let Some(first) = tables.first_mut() {
        first.notes.extend(notes);
    }
    Ok(tables)
}

/// Whether the name of each sheet tells another quantity.
fn tell_quantities(names: &[String]) -> bool {
    let mut told: Vec<Field> = names.iter().filter_map(|name| quantity_in(name)).collect();
    told.sort_unstable();
    told.dedup();
    told.len() == names.len()
}

fn understood(table: &Table, options: &ImportOptions) -> bool {
    table
        .headings
        .iter()
        .any(|heading| is_animal(heading, options))
}

fn tells_arms(table: &Table) -> bool {
    let means_arm = |heading: &String| {
        matches!(
            Heading::of(heading).meaning(),
            Meaning::Field {
                field: Field::Arm,
                ..
            }
        )
    };
    table.told.arm.is_some() || table.headings.iter().any(means_arm)
}

fn by_name(name: Option<&str>, is_one_of_several: bool, may_be_arm: bool) -> Told {
    let Some(name) = name else {
        return Told::default();
    };
    Told {
        arm: arm_in_sheet(name).filter(|_| may_be_arm),
        time: day_in(name).filter(|_| is_one_of_several),
        quantity: quantity_in(name),
    }
}

/// Says that a sheet was read, and what its name told.
fn sheet_note(name: &str, told: &Told) -> ImportNote {
    let name = printable(name);
    let mut tells: Vec<String> = Vec::new();
    tells.extend(told.arm.as_ref().map(|_| "the arm".to_owned()));
    tells.extend(told.time.map(|_| "the day".to_owned()));
    tells.extend(
        told.quantity
            .map(|field| format!("that it holds the {}", field.id())),
    );
    let tells = match tells.as_slice() {
        [] => String::new(),
        some => format!(": its name tells {}", some.join(" and ")),
    };
    ImportNote::new("sheet", format!("the sheet `{name}` was read{tells}"))
}

/// What the name of a file tells: the quantity.
fn by_file(file: &str) -> Told {
    let stem = std::path::Path::new(file)
        .file_stem()
        .and_then(|stem| stem.to_str());
    Told {
        quantity: stem.and_then(quantity_in),
        ..Told::default()
    }
}
