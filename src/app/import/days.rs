//! The columns of a wide file: which day, side and quantity each holds, and what is doubtful about it.

use chrono::NaiveDate;

use super::columns::{Columns, DayColumns};
use super::field::Field;
use super::heading::normalized;
use super::heading_dates::{WrittenDate, in_year_of, numbered_day};
use super::headings::{holds_numbers, holds_sizes};
use super::layout::Table;
use super::options::{ImportOptions, WhatARowIs};
use super::outcome::ImportNote;
use super::wide::{ColumnTime, DayHeading, HeadingTime, day_headings, is_derived};
use crate::file_problems::ImportError;
use domain::{ImportRemedy, Label, Remedy, printable};

/// Groups the columns of a wide file by day and side. A file with a column of days has sides at most.
///
/// # Errors
/// If a heading may be a day and it is doubtful which, or two columns hold one value.
pub fn find_days(
    table: &Table,
    options: &ImportOptions,
    columns: &mut Columns,
) -> Result<(), ImportError> {
    if options.layout == Some(WhatARowIs::Reading) {
        return Ok(());
    }
    let has_time = columns.of(Field::Day).or(columns.of(Field::Date)).is_some();
    let is_by_day = !has_time || options.layout == Some(WhatARowIs::Animal);
    let mut found = day_headings(&table.headings, options.date_format.as_ref());
    found.retain(|(column, heading)| {
        let is_own_time = heading.time == HeadingTime::Row;
        !columns.is_taken(*column) && (is_by_day || is_own_time)
    });
    let names_day =
        |heading: &DayHeading| matches!(heading.time, HeadingTime::Day(_) | HeadingTime::Date(_));
    let names_side = |heading: &DayHeading| heading.time == HeadingTime::Row;
    let is_by_day = is_by_day
        && (!columns.mapped_days.is_empty() || found.iter().any(|(_, heading)| names_day(heading)));
    if !is_by_day {
        // Sides count only beside a column of days.
        found.retain(|(_, heading)| names_side(heading) && has_time);
    }
    if found.is_empty() && columns.mapped_days.is_empty() {
        return Ok(());
    }
    if !options.units.iter().any(|(field, _)| *field == Field::Day) {
        doubt_fractions(table, &found)?;
    }
    doubt_initials(table, &found)?;
    let placed = place_in_time(table, options, columns, &found)?;
    group(table, options, columns, placed)?;
    if is_by_day {
        options_that_no_day_has(table, columns)?;
        doubt_unused(table, columns)?;
    }
    Ok(())
}

/// A column with its time, side and quantity.
type Placed = (usize, ColumnTime, DayHeading);

fn undecided(why: String, remedy: impl Into<Remedy>) -> ImportError {
    ImportError::Undecided {
        why,
        remedy: remedy.into(),
    }
}

/// Gives each heading its day or date.
fn place_in_time(
    table: &Table,
    options: &ImportOptions,
    columns: &mut Columns,
    found: &[(usize, DayHeading)],
) -> Result<Vec<Placed>, ImportError> {
    let file = printable(&table.file);
    let mut placed = Vec::new();
    let mut baselines = Vec::new();
    for (column, heading) in found {
        let shown = table.column(*column).heading;
        let time = match heading.time {
            HeadingTime::Row => ColumnTime::Row,
            HeadingTime::Day(day) => ColumnTime::Day(day),
            HeadingTime::Date(WrittenDate::Whole(date)) => ColumnTime::Date(date),
            HeadingTime::Date(WrittenDate::UnknownOrder) => {
                let why = format!(
                    "{file}: the heading `{shown}` looks like a date, and its order is not known"
                );
                return Err(undecided(why, ImportRemedy::NameDateFormat));
            }
            HeadingTime::Date(WrittenDate::DayOrDate) => {
                let why = format!("{file}: the heading `{shown}` may be a day or a date");
                return Err(undecided(why, place_column(shown)));
            }
            HeadingTime::Date(WrittenDate::WithoutYear { month, day }) => {
                let date = options.day0.and_then(|day0| in_year_of(day0, month, day));
                let Some(date) = date else {
                    let why = format!("{file}: the heading `{shown}` is a date without a year");
                    return Err(undecided(why, ImportRemedy::NameDay0));
                };
                ColumnTime::Date(date)
            }
            HeadingTime::Unnumbered => {
                let why = format!("{file}: the heading `{shown}` names a time and not its day");
                return Err(undecided(why, place_column(shown)));
            }
            HeadingTime::Baseline => {
                baselines.push((*column, heading));
                continue;
            }
        };
        placed.push((*column, time, heading.clone()));
    }
    dates_ascend(table, &placed)?;
    place_baselines(table, columns, &mut placed, &baselines)?;
    let is_week = |(column, ..): &&Placed| {
        let lower = table.headings[*column].to_lowercase();
        lower.contains("week") || lower.contains("wk")
    };
    if let Some((column, ColumnTime::Day(day), _)) = placed.iter().find(is_week) {
        let message = format!(
            "weeks were taken for seven days: `{}` is day {day}",
            table.column(*column).heading
        );
        columns.notes.push(ImportNote::new("weeks", message));
    }
    Ok(placed)
}

/// Dates without a year stand in the order of time; else their format or year is another.
fn dates_ascend(table: &Table, placed: &[Placed]) -> Result<(), ImportError> {
    let without_year = |heading: &DayHeading| {
        matches!(
            heading.time,
            HeadingTime::Date(WrittenDate::WithoutYear { .. })
        )
    };
    let mut last = None;
    for (column, time, _) in placed
        .iter()
        .filter(|(_, _, heading)| without_year(heading))
    {
        if let ColumnTime::Date(date) = time {
            if last.is_some_and(|last| *date < last) {
                let why = format!(
                    "{}: {} is before the date of the column before it, if its year is not written",
                    printable(&table.file),
                    heading_of(table, *column),
                );
                return Err(undecided(why, ImportRemedy::NameDateFormat));
            }
            last = Some(*date);
        }
    }
    Ok(())
}

fn heading_of(table: &Table, column: usize) -> String {
    format!("`{}`", table.column(column).heading)
}

/// Puts `Baseline` on day 0, if all other days are later.
fn place_baselines(
    table: &Table,
    columns: &mut Columns,
    placed: &mut Vec<Placed>,
    baselines: &[(usize, &DayHeading)],
) -> Result<(), ImportError> {
    let Some((first, _)) = baselines.first() else {
        return Ok(());
    };
    let is_later = |(_, time, _): &Placed| match time {
        ColumnTime::Day(day) => *day > 0.0,
        ColumnTime::Date(_) => false,
        ColumnTime::Row => true,
    };
    let heading = table.column(*first).heading;
    if !placed.iter().all(is_later) {
        let why = format!(
            "{}: `{heading}` stands beside other days and does not say which day it is",
            printable(&table.file)
        );
        return Err(undecided(why, place_column(heading)));
    }
    let message = format!("`{heading}` was taken for day 0");
    columns.notes.push(ImportNote::new("baseline", message));
    for (column, heading) in baselines {
        placed.push((*column, ColumnTime::Day(0.0), (*heading).clone()));
    }
    placed.sort_by_key(|(column, ..)| *column);
    Ok(())
}

fn group(
    table: &Table,
    options: &ImportOptions,
    columns: &mut Columns,
    placed: Vec<Placed>,
) -> Result<(), ImportError> {
    let told = options
        .wide
        .map(|wide| wide.field())
        .or(table.told.quantity);
    let mut groups: Vec<DayColumns> = Vec::new();
    for (column, time, heading) in placed {
        let field = match heading.field {
            Some(field) => field,
            None => {
                columns.quantity_is_open |= told.is_none();
                told.unwrap_or(Field::Volume)
            }
        };
        let site = heading.site.as_deref();
        let site = site.map(|site| Label::new("site", site)).transpose()?;
        columns.set_factor(column, heading.factor);
        let date = date_beside(&table.headings[column], &heading, time, options);
        add(table, &mut groups, (time, date, site), field, column)?;
    }
    for &(field, day, column) in &columns.mapped_days {
        add(
            table,
            &mut groups,
            (ColumnTime::Day(day), None, None),
            field,
            column,
        )?;
    }
    columns.days = groups;
    if columns.has_day_columns() {
        // In a wide file a value without a day has no time.
        for field in Field::VALUES
            .into_iter()
            .chain([Field::ClockTime, Field::WeightTime])
        {
            if let Some(column) = columns.of(field).filter(|_| columns.is_mapped(field)) {
                let heading = table.column(column).heading;
                let why = format!(
                    "{}: {} `{heading}` has no day in a file with a column per day",
                    printable(&table.file),
                    field.id()
                );
                return Err(undecided(why, place_column(heading)));
            }
            columns.clear(field);
        }
    }
    Ok(())
}

/// The date that stands beside a day, to be compared with it. Of several readings the one that fits is it.
pub fn date_beside(
    text: &str,
    heading: &DayHeading,
    time: ColumnTime,
    options: &ImportOptions,
) -> Option<NaiveDate> {
    let dates = heading.date?.readings(text, options.day0);
    let ColumnTime::Day(day) = time else {
        return None;
    };
    let fits = |date: &&NaiveDate| {
        let days = options.day0.map(|day0| (**date - day0).num_days());
        days.is_some_and(|days| days == day.floor() as i64)
    };
    let is_sure = !matches!(heading.date, Some(WrittenDate::UnknownOrder));
    let fitting = dates.iter().find(fits);
    let first = dates.first().filter(|_| is_sure || options.day0.is_some());
    fitting.or(first).copied()
}

/// The remedy that places a column on the day that its heading has.
fn place_column(heading: String) -> ImportRemedy {
    let lower = heading.to_lowercase();
    let numbers: Vec<&str> = lower
        .split(|c: char| !c.is_ascii_digit())
        .filter(|run| !run.is_empty())
        .collect();
    let is_of_weeks = lower.contains("week") || lower.contains("wk");
    let day = match (numbered_day(&lower), numbers.as_slice()) {
        (Some(number), _) => lower[number].to_owned(),
        (None, [one]) if one.len() <= 3 => (*one).to_owned(),
        _ => "21".to_owned(),
    };
    let day = match day.parse::<u32>() {
        Ok(weeks) if is_of_weeks && !numbers.is_empty() => (7 * weeks).to_string(),
        _ => day,
    };
    ImportRemedy::PlaceColumn {
        day: day.into(),
        heading,
    }
}

fn add(
    table: &Table,
    groups: &mut Vec<DayColumns>,
    (time, date, site): (ColumnTime, Option<NaiveDate>, Option<Label>),
    field: Field,
    column: usize,
) -> Result<(), ImportError> {
    let at = groups
        .iter()
        .position(|group| group.time == time && group.site == site);
    let at = at.unwrap_or_else(|| {
        groups.push(DayColumns {
            time,
            date,
            site,
            columns: Vec::new(),
        });
        groups.len() - 1
    });
    if let Some((_, other)) = groups[at].columns.iter().find(|(taken, _)| *taken == field) {
        return Err(ImportError::File {
            file: printable(&table.file),
            why: format!(
                "{} and {} both hold the {} of one day",
                table.column(*other),
                table.column(column),
                field.id()
            ),
            remedy: "rename one of them, or remove its column".into(),
        });
    }
    groups[at].columns.push((field, column));
    Ok(())
}

/// `1.05, 1.12, 1.19` are dates rather than parts of days.
fn doubt_fractions(table: &Table, found: &[(usize, DayHeading)]) -> Result<(), ImportError> {
    let days = || {
        found
            .iter()
            .filter(|(_, heading)| matches!(heading.time, HeadingTime::Day(_)))
    };
    let all_bare = days().count() >= 2 && days().all(|(_, heading)| heading.is_bare_fraction);
    let shown = |column: usize| table.headings[column].trim();
    let can_be_dates = days().all(|(column, _)| can_be_date(shown(*column)));
    let Some((first, _)) = days().next().filter(|_| all_bare && can_be_dates) else {
        return Ok(());
    };
    let heading = table.column(*first).heading;
    let why = format!(
        "{}: `{heading}` may be day {heading} or a date",
        printable(&table.file)
    );
    Err(undecided(
        why,
        ImportRemedy::FractionOrDate { column: None },
    ))
}

/// Whether a number with a fraction can be a month and a day in either order.
pub fn can_be_date(text: &str) -> bool {
    let Some((a, b)) = text.split_once('.') else {
        return false;
    };
    let number = |part: &str| {
        part.parse::<u32>()
            .ok()
            .filter(|n| (1..=31).contains(n) && part.len() <= 2)
    };
    match (number(a), number(b)) {
        (Some(a), Some(b)) => a <= 12 || b <= 12,
        _ => false,
    }
}

/// `W1, W2, W3` may be widths, weights or weeks.
fn doubt_initials(table: &Table, found: &[(usize, DayHeading)]) -> Result<(), ImportError> {
    let has_length = found
        .iter()
        .any(|(_, heading)| heading.field == Some(Field::Length));
    let doubtful = found
        .iter()
        .filter(|(_, heading)| heading.initial == Some('w'));
    let Some((first, _)) = doubtful.clone().next().filter(|_| !has_length) else {
        return Ok(());
    };
    let heading = table.column(*first).heading;
    let why = format!(
        "{}: `{heading}` may be a width, a weight or a week",
        printable(&table.file)
    );
    Err(undecided(why, place_column(heading)))
}

/// Refuses a mapped field that a file with a column per day has no use for.
fn options_that_no_day_has(table: &Table, columns: &Columns) -> Result<(), ImportError> {
    let time = [Field::Day, Field::Date]
        .into_iter()
        .find(|&f| columns.of(f).is_some());
    match time.filter(|_| columns.has_day_columns()) {
        Some(field) => Err(undecided(
            format!(
                "{}: there are columns of days, and a column {} beside them",
                printable(&table.file),
                field.id()
            ),
            ImportRemedy::NameLayout,
        )),
        None => Ok(()),
    }
}

/// Asks about columns of numbers between or beside those of days that are not used.
fn doubt_unused(table: &Table, columns: &Columns) -> Result<(), ImportError> {
    let used = columns.days.iter().flat_map(|day| &day.columns);
    let Some(first) = used.map(|(_, column)| *column).min() else {
        return Ok(());
    };
    let unused = (first..table.headings.len()).find(|&column| is_open(table, columns, column));
    unused.map_or(Ok(()), |column| {
        Err(unknown_day(table, column, "the columns of days"))
    })
}

/// Asks about columns of numbers whose headings number a day, and which are not used beside columns that are.
///
/// # Errors
/// If there is one.
pub fn doubt_numbered_days(
    table: &Table,
    options: &ImportOptions,
    columns: &Columns,
) -> Result<(), ImportError> {
    if !columns.has_values() || options.layout == Some(WhatARowIs::Reading) {
        return Ok(());
    }
    let names_day = |column: &usize| numbered_day(&normalized(&table.headings[*column])).is_some();
    let mut unused = (0..table.headings.len()).filter(names_day);
    let unused = unused.find(|&column| is_open(table, columns, column));
    unused.map_or(Ok(()), |column| {
        Err(unknown_day(table, column, "the columns that are used"))
    })
}

/// Whether a column holds numbers that are not used and not computed from others.
fn is_open(table: &Table, columns: &Columns, column: usize) -> bool {
    let heading = &table.headings[column];
    !columns.is_taken(column)
        && !heading.is_empty()
        && !is_derived(heading)
        && (holds_numbers(table, column) || holds_sizes(table, column))
}

fn unknown_day(table: &Table, column: usize, used: &str) -> ImportError {
    let heading = table.column(column).heading;
    let why = format!(
        "{}: `{heading}` holds numbers beside {used}, and its day is not known",
        printable(&table.file)
    );
    undecided(why, place_column(heading))
}
