//! From headings to fields: case, spaces, underscores, dots, hyphens and units do not count; beyond that only the
//! spellings listed in `field` are known. A heading is never guessed: a wrong guess would import wrong data unnoticed.

use super::cells;
use super::field::{Field, Unit};
use super::heading::{plain, split_units};
use super::layout::Table;
use super::options::{ImportOptions, WideValue};
use super::source::Cell;
use super::wide::{ColumnTime, day_headings};
use crate::file_problems::ImportError;
use domain::{ImportRemedy, printable};

/// The columns of the fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Columns {
    by_field: Vec<Option<usize>>,
    /// In a wide file, the columns of each day in the order of the file; empty for a tidy file.
    pub days: Vec<DayColumns>,
    /// The columns that are not used, by the names for a message.
    pub not_used: Vec<String>,
}

/// The columns of a wide file that belong to one day.
#[derive(Debug, Clone, PartialEq)]
pub struct DayColumns {
    /// The day or date.
    pub time: ColumnTime,
    /// Each field with its column.
    pub columns: Vec<(Field, usize)>,
}

impl Columns {
    /// The column of a field.
    pub fn of(&self, field: Field) -> Option<usize> {
        self.by_field[field as usize]
    }

    /// Whether there is a row per animal and a column per day.
    pub fn is_wide(&self) -> bool {
        !self.days.is_empty()
    }

    /// Whether the file has dispositions and no measurements.
    pub fn only_dispositions(&self) -> bool {
        let values = [
            Field::Length,
            Field::Width,
            Field::Height,
            Field::Volume,
            Field::Weight,
        ];
        self.of(Field::Disposition).is_some() && values.iter().all(|&f| self.of(f).is_none())
    }

    fn set(&mut self, field: Field, column: usize) {
        self.by_field[field as usize] = Some(column);
    }

    fn clear(&mut self, field: Field) -> Option<usize> {
        self.by_field[field as usize].take()
    }
}

/// Finds the field of each column.
///
/// # Errors
/// If a heading occurs twice, a known heading has another unit than its field, a mapped heading is missing, or no
/// column holds the animal.
pub fn recognize(table: &Table, options: &ImportOptions) -> Result<Columns, ImportError> {
    refuse_twins(table)?;
    let mut columns = Columns {
        by_field: vec![None; Field::ALL.len()],
        days: Vec::new(),
        not_used: Vec::new(),
    };
    let mapped = mapped_columns(table, options)?;
    for &(field, column) in &mapped {
        columns.set(field, column);
    }
    let mut ranks = vec![usize::MAX; Field::ALL.len()];
    for (column, heading) in table.headings.iter().enumerate() {
        if mapped.iter().any(|&(_, taken)| taken == column) {
            continue;
        }
        let Some((field, rank)) = meaning(table, column, heading)? else {
            continue;
        };
        let field = match field {
            Field::Day if heads_clock_times(table, column, heading) => Field::ClockTime,
            field => field,
        };
        if field == Field::Start && !holds_dates(table, column, options) {
            continue;
        }
        if field == Field::Site && heads_models(table, heading) {
            continue;
        }
        let is_mapped = mapped.iter().any(|&(taken, _)| taken == field);
        if !is_mapped && rank < ranks[field as usize] {
            ranks[field as usize] = rank;
            columns.set(field, column);
        }
    }
    cohort_or_arm(&mut columns, &mapped);
    if columns.of(Field::Day).is_none() && columns.of(Field::Date).is_none() {
        find_days(table, options, &mut columns)?;
    }
    if columns.of(Field::Animal).is_none() {
        return Err(no_animal(table));
    }
    columns.not_used = not_used(table, &columns);
    Ok(columns)
}

/// Whether a column can hold start dates: `day 0` heads dates, or the values of a day of a wide file.
fn holds_dates(table: &Table, column: usize, options: &ImportOptions) -> bool {
    let is_day = |(day, _): &(usize, _)| *day == column;
    if !day_headings(&table.headings).iter().any(is_day) {
        return true;
    }
    let cells = table.rows.iter().filter_map(|row| row.cells.get(column));
    let mut filled = cells.filter(|cell| !cell.is_blank()).peekable();
    filled.peek().is_some() && filled.all(|cell| cells::date(cell, Field::Start, options).is_ok())
}

/// Whether a column headed `time` holds times of day, not study days. An empty one does: exports have one.
fn heads_clock_times(table: &Table, column: usize, heading: &str) -> bool {
    let cells = table.rows.iter().filter_map(|row| row.cells.get(column));
    let mut filled = cells.filter(|cell| !cell.is_blank()).peekable();
    plain(&heading.to_lowercase()) == "time"
        && (filled.peek().is_none() || filled.any(cells::is_clock_time))
}

/// Whether a column headed `tumor` holds the model, not the site: so it does in tables for PDXNet's suite, which have a
/// column of diseases too.
fn heads_models(table: &Table, heading: &str) -> bool {
    let is = |heading: &str, name: &str| plain(&heading.to_lowercase()) == name;
    is(heading, "tumor") && table.headings.iter().any(|h| is(h, "diseasetype"))
}

/// Some call arms cohorts: without another column for the arm and without start dates, `cohort` heads the arm.
fn cohort_or_arm(columns: &mut Columns, mapped: &[(Field, usize)]) {
    let is_mapped = mapped.iter().any(|(field, _)| *field == Field::Cohort);
    let tells_more = [Field::Arm, Field::Start].map(|field| columns.of(field).is_some());
    if is_mapped || tells_more.contains(&true) {
        return;
    }
    if let Some(column) = columns.clear(Field::Cohort) {
        columns.set(Field::Arm, column);
    }
}

/// The field that a heading means and the rank of its spelling.
fn meaning(
    table: &Table,
    column: usize,
    heading: &str,
) -> Result<Option<(Field, usize)>, ImportError> {
    let (words, units) = split_units(heading);
    let Some((field, rank)) = Field::meant_by(&plain(&words)) else {
        return Ok(None);
    };
    let fits = |unit: &String| Unit::named(unit).flatten() == Some(field.unit());
    if units.iter().all(fits) {
        return Ok(Some((field, rank)));
    }
    let column = table.column(column);
    Err(ImportError::Undecided {
        why: format!(
            "{}: {column} is in `{}`, but {} is taken in {}",
            printable(&table.file),
            units.join(" "),
            field.id(),
            field.unit().symbol()
        ),
        remedy: ImportRemedy::MapField {
            field: field.id(),
            heading: column.heading.as_str().into(),
        }
        .into(),
    })
}

fn mapped_columns(
    table: &Table,
    options: &ImportOptions,
) -> Result<Vec<(Field, usize)>, ImportError> {
    options
        .map
        .iter()
        .filter(|(_, heading)| !heading.is_empty())
        .map(|(field, heading)| {
            let exact = table.headings.iter().position(|h| h == heading.trim());
            let forgiving = || {
                let wanted = twin_key(heading);
                table.headings.iter().position(|h| twin_key(h) == wanted)
            };
            match exact.or_else(forgiving) {
                Some(column) => Ok((*field, column)),
                None => Err(ImportError::Undecided {
                    why: format!(
                        "{} has no heading `{}`",
                        printable(&table.file),
                        printable(heading)
                    ),
                    remedy: format!("its headings are {}", list_headings(table)).into(),
                }),
            }
        })
        .collect()
}

/// Two headings with the same key are the same heading.
fn twin_key(heading: &str) -> String {
    let (words, _) = split_units(heading);
    // A sign and a point distinguish days: `-1`, `1`, `1.5`.
    match words.chars().any(|c| c.is_ascii_digit()) {
        true => words.split_whitespace().collect::<Vec<_>>().join(" "),
        false => match plain(&words) {
            plain if plain.is_empty() => words,
            plain => plain,
        },
    }
}

fn refuse_twins(table: &Table) -> Result<(), ImportError> {
    let mut seen = std::collections::HashMap::new();
    for (column, heading) in table.headings.iter().enumerate() {
        if heading.is_empty() {
            continue;
        }
        if let Some(first) = seen.insert(twin_key(heading), column) {
            let (a, b) = (table.column(first), table.column(column));
            return Err(ImportError::File {
                file: printable(&table.file),
                why: format!(
                    "the heading `{}` stands twice: in column {} and, as `{}`, in column {}",
                    a.heading,
                    first + 1,
                    b.heading,
                    column + 1
                ),
                remedy: "rename one of them, or remove its column".into(),
            });
        }
    }
    Ok(())
}

/// Groups the columns of a wide file by day.
fn find_days(
    table: &Table,
    options: &ImportOptions,
    columns: &mut Columns,
) -> Result<(), ImportError> {
    let bare = match options.wide {
        WideValue::Volume => Field::Volume,
        WideValue::Weight => Field::Weight,
    };
    for (column, heading) in day_headings(&table.headings) {
        if columns.by_field.contains(&Some(column)) {
            continue;
        }
        let field = heading.field.unwrap_or(bare);
        let group = match columns
            .days
            .iter_mut()
            .find(|group| group.time == heading.time)
        {
            Some(group) => group,
            None => {
                columns.days.push(DayColumns {
                    time: heading.time,
                    columns: Vec::new(),
                });
                columns.days.last_mut().expect("a group was just added")
            }
        };
        if let Some((_, other)) = group.columns.iter().find(|(taken, _)| *taken == field) {
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
        group.columns.push((field, column));
    }
    if columns.is_wide() {
        // In a wide file a value without a day has no time.
        for field in [
            Field::Length,
            Field::Width,
            Field::Height,
            Field::Volume,
            Field::Weight,
            Field::ClockTime,
            Field::WeightTime,
        ] {
            columns.clear(field);
        }
    }
    Ok(())
}

fn no_animal(table: &Table) -> ImportError {
    ImportError::File {
        file: printable(&table.file),
        why: "no column contains the animal".into(),
        remedy: ImportRemedy::MapAnimalColumn {
            headings: list_headings(table),
        }
        .into(),
    }
}

fn list_headings(table: &Table) -> String {
    let mut shown: Vec<_> = table
        .headings
        .iter()
        .filter(|heading| !heading.is_empty())
        .take(40)
        .map(|heading| format!("`{}`", printable(heading)))
        .collect();
    if table.headings.len() > 40 {
        shown.push("…".into());
    }
    shown.join(", ")
}

fn not_used(table: &Table, columns: &Columns) -> Vec<String> {
    let holds_something = |column: usize| {
        table
            .rows
            .iter()
            .any(|row| row.cells.get(column).is_some_and(|c: &Cell| !c.is_blank()))
    };
    // An export has a column of volumes by the formula beside those that were given: it holds no data.
    let means = |column: usize| plain(&split_units(&table.headings[column]).0);
    let has_given = columns.of(Field::Volume).map(means).as_deref() == Some("volumegiven");
    (0..table.headings.len())
        .filter(|column| !columns.by_field.contains(&Some(*column)))
        .filter(|&column| !(has_given && means(column) == "volume"))
        .filter(|&column| {
            !columns
                .days
                .iter()
                .any(|day| day.columns.iter().any(|&(_, c)| c == column))
        })
        .filter(|&column| !table.headings[column].is_empty() || holds_something(column))
        .map(|column| match table.headings[column].as_str() {
            "" => format!("column {} (no heading)", column + 1),
            heading => printable(heading),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(headings: &[&str]) -> Table {
        Table {
            file: "r.csv".into(),
            headings: headings.iter().map(|h| (*h).to_owned()).collect(),
            ..Table::default()
        }
    }

    fn found(headings: &[&str]) -> Result<Columns, ImportError> {
        recognize(&table(headings), &ImportOptions::default())
    }

    #[test]
    fn usual_spellings_are_recognized() {
        for (heading, field) in [
            ("Length (mm)", Field::Length),
            ("length_mm", Field::Length),
            ("BW [g]", Field::Weight),
            ("body weight (g)", Field::Weight),
            ("Body.Weight.g", Field::Weight),
            ("Tumour Volume (mm³)", Field::Volume),
            ("TV", Field::Volume),
            ("volume mm^3", Field::Volume),
            ("Treatment-Group", Field::Arm),
            ("Study day", Field::Day),
            ("time (days)", Field::Day),
            ("DATE", Field::Date),
            ("W", Field::Width),
        ] {
            let columns = found(&["mouse", heading]).unwrap();
            assert_eq!(columns.of(field), Some(1), "{heading}");
            assert!(columns.not_used.is_empty());
        }
    }

    #[test]
    fn unknown_headings_are_named() {
        let columns = found(&["id", "tumor_type", "age", "day"]).unwrap();
        assert_eq!(columns.not_used, ["tumor_type", "age"]);
        assert_eq!(columns.of(Field::Site), None);
    }

    #[test]
    fn more_exact_heading_wins() {
        let columns = found(&["group", "animal", "arm", "id"]).unwrap();
        assert_eq!(columns.of(Field::Arm), Some(2));
        assert_eq!(columns.not_used, ["group", "id"]);
    }

    #[test]
    fn duplicate_headings_wrong_units_and_missing_animal_are_refused() {
        for (headings, why) in [
            (
                &["id", "Length (mm)", "length_mm"][..],
                "the heading `Length (mm)` stands twice: in column 2 and, as `length_mm`, in column 3",
            ),
            (
                &["id", "note", "Note"],
                "the heading `note` stands twice: in column 2 and, as `Note`, in column 3",
            ),
            (
                &["id", "day", "length_cm"],
                "column `length_cm` is in `cm`, but length is taken in mm",
            ),
            (
                &["id", "day", "W [g]"],
                "column `W [g]` is in `g`, but width is taken in mm",
            ),
            (&["day", "tv"], "no column contains the animal"),
            (
                &["id", "7", "D7"],
                "column `7` and column `D7` both hold the volume of one day",
            ),
        ] {
            let error = found(headings).unwrap_err().to_string();
            assert!(error.ends_with(why), "{error}");
        }
        assert!(found(&["id", "-1", "1", "1.5"]).is_ok());
    }

    #[test]
    fn headings_are_mapped() {
        let options = ImportOptions {
            map: vec![
                (Field::Volume, "size".into()),
                (Field::Animal, "Nr.".into()),
            ],
            ..ImportOptions::default()
        };
        let columns = recognize(&table(&["Nr.", "id", "Size", "TV", "day"]), &options).unwrap();
        assert_eq!(columns.of(Field::Animal), Some(0));
        assert_eq!(columns.of(Field::Volume), Some(2));
        assert_eq!(columns.not_used, ["id", "TV"]);
        let error = recognize(&table(&["id"]), &options).unwrap_err();
        assert_eq!(error.to_string(), "r.csv has no heading `size`");
    }

    #[test]
    fn cohort_heads_the_arm_where_nothing_else_does() {
        let field = |headings: &[&str]| {
            let columns = found(headings).unwrap();
            [Field::Arm, Field::Cohort].map(|field| columns.of(field))
        };
        assert_eq!(field(&["id", "cohort", "day"]), [Some(1), None]);
        assert_eq!(field(&["id", "cohort", "day", "arm"]), [Some(3), Some(1)]);
        let with_start = ["id", "cohort", "day", "start date"];
        assert_eq!(field(&with_start), [None, Some(1)]);
    }

    #[test]
    fn days_in_headings_are_grouped() {
        let columns = found(&[
            "mouse", "group", "D0 L", "D0 W", "D7 L", "D7 W", "BW_7", "note",
        ])
        .unwrap();
        assert_eq!(columns.days.len(), 2);
        assert_eq!(columns.days[1].time, ColumnTime::Day(7.0));
        let fields: Vec<_> = columns.days[1].columns.iter().map(|(f, _)| *f).collect();
        assert_eq!(fields, [Field::Length, Field::Width, Field::Weight]);
        assert_eq!(columns.not_used, ["note"]);
        assert!(!found(&["mouse", "day", "7"]).unwrap().is_wide());
    }
}
