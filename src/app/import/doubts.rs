//! What is doubtful about the values of a file as a whole: their unit, and whether they are volumes at all.

use std::collections::HashMap;

use super::cells;
use super::columns::Columns;
use super::days::can_be_date;
use super::field::Field;
use super::layout::Table;
use super::options::ImportOptions;
use super::outcome::ImportNote;
use super::rows::{ReadFile, Role, TidyRow};
use super::source::Cell;
use crate::file_problems::ImportError;
use domain::{ImportRemedy, Label, Observation, Species, counted, printable};

/// The fewest values that are judged together.
const FEWEST: usize = 4;

/// Volumes in mm³ that are all below this are in cm³ more likely.
const SMALL_VOLUME: f64 = 3.0;

/// Lengths in mm that are all below this are in cm more likely.
const SMALL_LENGTH: f64 = 2.5;

/// Numbers of a `size` that are all below this may be diameters in mm.
const LARGE_DIAMETER: f64 = 40.0;

/// Values of an animal that differ by no more than this part of their mean are body weights more likely.
const STEADY: f64 = 0.35;

/// Asks about a column of days `1.05, 1.12`: they may be months and days.
///
/// # Errors
/// If all days have a fraction and can be dates.
pub fn doubt_fractions_of_days(
    table: &Table,
    columns: &Columns,
    options: &ImportOptions,
) -> Result<(), ImportError> {
    let is_said = options.units.iter().any(|(field, _)| *field == Field::Day);
    let Some(column) = columns.of(Field::Day).filter(|_| !is_said) else {
        return Ok(());
    };
    let mut days: Vec<String> = Vec::new();
    for cell in table.filled(column) {
        let text = cells::text(cell).trim().to_owned();
        if !can_be_date(&text) {
            return Ok(());
        }
        if !days.contains(&text) {
            days.push(text);
        }
    }
    match days.as_slice() {
        [first, _, ..] => Err(ImportError::Undecided {
            why: format!(
                "{}: `{first}` may be day {first} or a date",
                printable(&table.file)
            ),
            remedy: ImportRemedy::FractionOrDate {
                column: Some(table.column(column).heading),
            }
            .into(),
        }),
        _ => Ok(()),
    }
}

/// Asks about numbers such as `1.200` beside others without a fraction: the point may stand between thousands.
///
/// # Errors
/// If all points in a column of values can do so, and larger numbers have none.
pub fn doubt_thousands(
    table: &Table,
    columns: &Columns,
    options: &ImportOptions,
) -> Result<(), ImportError> {
    if options.decimal.is_some() {
        return Ok(());
    }
    let of_days = columns.days.iter().flat_map(|day| &day.columns).copied();
    let of_fields = Field::VALUES
        .iter()
        .filter_map(|&field| Some((field, columns.of(field)?)));
    let all: Vec<(Field, usize)> = of_days.chain(of_fields).collect();
    // Another quantity may have fewer digits behind its point, which says nothing of this one.
    for field in Field::VALUES {
        let own = all.iter().filter(|(of, _)| *of == field);
        let own: Vec<usize> = own.map(|(_, column)| *column).collect();
        if let Some((line, column)) = doubtful_point(table, &own) {
            return Err(ImportError::Undecided {
                why: format!(
                    "{}: the point may stand before a fraction or between thousands",
                    table.place(line, Some(column))
                ),
                remedy: ImportRemedy::NameDecimalMark.into(),
            });
        }
    }
    Ok(())
}

/// The first cell whose point may stand between thousands: all points of its quantity can, and other numbers of three
/// digits have none.
fn doubtful_point(table: &Table, columns: &[usize]) -> Option<(u32, usize)> {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let mut grouped = None;
    let mut is_large = false;
    for &column in columns {
        for row in &table.rows {
            let Some(Cell::Text(text)) = row.cells.get(column) else {
                continue;
            };
            // Words have points too: `n.d.`
            let number = leading_number(text.trim());
            let (whole, part) = match number.split_once('.') {
                Some(parts) => parts,
                None => {
                    is_large |= number.len() >= 3 && is_digits(number);
                    continue;
                }
            };
            // `1.234.567` and `1.234,5` have points between thousands.
            if is_digits(whole) && part.contains(['.', ',']) {
                is_large = true;
                continue;
            }
            let is_group =
                is_digits(part) && part.len() == 3 && whole.len() <= 3 && !whole.starts_with('0');
            if !is_digits(whole) || !is_group {
                return None;
            }
            grouped = grouped.or(Some((row.line, column)));
        }
    }
    grouped.filter(|_| is_large)
}

/// The number that a text begins with, without a point or comma behind it.
fn leading_number(text: &str) -> &str {
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let end = text.find(|c| !is_of_number(c)).unwrap_or(text.len());
    let number = text[..end].trim_end_matches(['.', ',']);
    match number.starts_with(|c: char| c.is_ascii_digit()) {
        true => number,
        false => "",
    }
}

/// Asks about values that are not what nothing but their heading says.
///
/// # Errors
/// If all values are too small for their unit, or volumes look like body weights.
pub fn doubt_values(file: &ReadFile, options: &ImportOptions) -> Result<(), ImportError> {
    let volumes = || file.rows.iter().filter_map(volume_of);
    let lengths = || file.rows.iter().filter_map(length_of);
    let has_unit = |field: Field| options.units.iter().any(|(own, _)| *own == field);
    let name = printable(&file.table.file);
    let undecided = |why: String, remedy: ImportRemedy| {
        Err(ImportError::Undecided {
            why,
            remedy: remedy.into(),
        })
    };
    let are_below = |values: &mut dyn Iterator<Item = f64>, limit: f64| {
        let mut count = 0;
        values
            .filter(|value| *value > 0.0)
            .inspect(|_| count += 1)
            .all(|value| value < limit)
            && count >= FEWEST
    };
    if file.columns.names_no_unit(&file.table, Field::Volume)
        && !has_unit(Field::Volume)
        && are_below(&mut volumes(), SMALL_VOLUME)
    {
        let why =
            format!("{name}: all volumes are below {SMALL_VOLUME}: they may be cm³ and not mm³");
        let units = &["cm3", "mm3"];
        return undecided(
            why,
            ImportRemedy::NameUnit {
                field: Field::Volume.id(),
                units,
            },
        );
    }
    if file.columns.names_no_unit(&file.table, Field::Length)
        && !has_unit(Field::Length)
        && are_below(&mut lengths(), SMALL_LENGTH)
    {
        let why =
            format!("{name}: all lengths are below {SMALL_LENGTH}: they may be cm and not mm");
        let units = &["cm", "mm"];
        return undecided(
            why,
            ImportRemedy::NameUnit {
                field: Field::Length.id(),
                units,
            },
        );
    }
    if file.columns.unit_is_open && are_below(&mut volumes(), LARGE_DIAMETER) {
        let heading = file
            .columns
            .of(Field::Volume)
            .map(|column| file.table.column(column).heading);
        let heading = heading.unwrap_or_default();
        let why = format!("{name}: `{heading}` may hold volumes or diameters");
        return undecided(
            why,
            ImportRemedy::MapEither {
                fields: &["volume", "length"],
                heading: heading.into(),
            },
        );
    }
    if file.columns.quantity_is_open
        && look_like_weights(&file.rows, options.species.unwrap_or(Species::Mouse))
    {
        let why = format!(
            "{name}: the columns of days may hold body weights: their values hardly change"
        );
        return undecided(why, ImportRemedy::NameQuantity);
    }
    Ok(())
}

fn volume_of(row: &TidyRow) -> Option<f64> {
    match row.observation.as_ref()? {
        Observation::Measured { sizes: None, given } => given.map(|volume| volume.mm3()),
        _ => None,
    }
}

fn length_of(row: &TidyRow) -> Option<f64> {
    match row.observation.as_ref()? {
        Observation::Measured {
            sizes: Some(sizes), ..
        } => Some(sizes.length_mm()),
        _ => None,
    }
}

/// Whether volumes are those of animals that hardly grow, in the range of body weights.
fn look_like_weights(rows: &[TidyRow], species: Species) -> bool {
    let (least, most) = match species {
        Species::Mouse => (8.0, 60.0),
        Species::Hamster => (30.0, 300.0),
        Species::Rat => (40.0, 1000.0),
    };
    let mut by_tumor: HashMap<(&str, Option<&Label>), (f64, f64, usize)> = HashMap::new();
    for row in rows {
        let Some(value) = volume_of(row) else {
            continue;
        };
        if !(least..=most).contains(&value) {
            return false;
        }
        let tumor = (row.animal.as_str(), row.site.as_ref());
        let range = by_tumor.entry(tumor).or_insert((value, value, 0));
        *range = (range.0.min(value), range.1.max(value), range.2 + 1);
    }
    let repeated: Vec<_> = by_tumor.values().filter(|range| range.2 > 1).collect();
    let is_steady =
        |range: &&&(f64, f64, usize)| range.1 - range.0 <= STEADY * (range.1 + range.0) / 2.0;
    let steady = repeated.iter().filter(is_steady).count();
    !repeated.is_empty() && steady * 10 >= repeated.len() * 9
}

/// Refuses files of which no value was taken, unless they list animals.
///
/// # Errors
/// If the readings hold no value, and columns look as if they did.
pub fn doubt_nothing(files: &mut [ReadFile], options: &ImportOptions) -> Result<(), ImportError> {
    let is_empty = |file: &&mut ReadFile| {
        file.role == Role::Readings
            && file.problems.is_empty()
            && !file.rows.iter().any(TidyRow::has_value)
    };
    let of_readings = files
        .iter()
        .filter(|file| file.role == Role::Readings)
        .count();
    let mut empty: Vec<&mut ReadFile> = files.iter_mut().filter(is_empty).collect();
    if empty.is_empty() || empty.len() < of_readings {
        return Ok(());
    }
    let mut headings: Vec<String> = Vec::new();
    for file in &empty {
        headings.extend(file.columns.open.iter().cloned());
        headings.extend(file.columns.value_headings(&file.table));
    }
    if let (false, false, Some(first)) = (options.roster, headings.is_empty(), empty.first()) {
        let listed: Vec<String> = headings
            .iter()
            .take(12)
            .map(|heading| format!("`{heading}`"))
            .collect();
        let more = if headings.len() > 12 { ", …" } else { "" };
        let open = empty
            .iter()
            .flat_map(|file| &file.columns.open)
            .cloned()
            .collect();
        return Err(ImportError::Undecided {
            why: format!(
                "no value was found in {}: {}{more} may hold some",
                printable(&first.table.file),
                listed.join(", ")
            ),
            remedy: ImportRemedy::NameValues { headings: open }.into(),
        });
    }
    for file in &mut empty {
        let mut animals: Vec<&str> = file.rows.iter().map(|row| row.animal.as_str()).collect();
        animals.sort_unstable();
        animals.dedup();
        let message = format!(
            "the file lists {} and holds no values",
            counted(animals.len(), "animal")
        );
        file.notes.push(ImportNote::new("roster", message));
    }
    Ok(())
}
