//! Headings -> fields: case, spaces, underscores, dots, hyphens and units do not count, and beyond
//! that only the spellings listed in `field` are taken. A heading is never guessed.

use super::field::Unit;
use super::source::{Cell, Table};
use super::wide::{ColumnTime, day_headings};
use super::{Field, ImportError, Options, WideValue};
use domain::{ImportRemedy, printable};

/// Which columns hold what.
#[derive(Debug, Clone, PartialEq)]
pub struct Columns {
    by_field: Vec<Option<usize>>,
    /// In a wide file, the columns of each day in the order of the file; empty in a tidy one.
    pub days: Vec<DayColumns>,
    /// The columns that are not used, as a message names them.
    pub not_used: Vec<String>,
}

/// The columns of a wide file that belong to one day.
#[derive(Debug, Clone, PartialEq)]
pub struct DayColumns {
    /// When.
    pub time: ColumnTime,
    /// What was taken, and its column.
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

    /// Whether the file tells how animals left the study, and measures nothing.
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

/// Finds what each column holds.
///
/// Refuses a heading that stands twice, a known heading with a unit that is not ours, a mapped
/// heading that is not there, and a file without a column for the animal.
pub fn recognize(table: &Table, options: &Options) -> Result<Columns, ImportError> {
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
        let is_mapped = mapped.iter().any(|&(taken, _)| taken == field);
        if !is_mapped && rank < ranks[field as usize] {
            ranks[field as usize] = rank;
            columns.set(field, column);
        }
    }
    if columns.of(Field::Day).is_none() && columns.of(Field::Date).is_none() {
        find_days(table, options, &mut columns)?;
    }
    if columns.of(Field::Animal).is_none() {
        return Err(no_animal(table));
    }
    columns.not_used = not_used(table, &columns);
    Ok(columns)
}

/// A heading in lower case without the units in brackets or behind it.
pub fn without_units(heading: &str) -> String {
    split_units(heading).0
}

/// A heading in lower case without its units, and these.
fn split_units(heading: &str) -> (String, Vec<String>) {
    let mut rest = heading
        .trim()
        .to_lowercase()
        .replace("mm^3", "mm3")
        .replace('³', "3");
    rest = rest.replace('μ', "µ");
    let mut units = Vec::new();
    for (open, close) in [('(', ')'), ('[', ']'), ('{', '}')] {
        let Some(start) = rest.find(open) else {
            continue;
        };
        let Some(length) = rest[start..].find(close) else {
            continue;
        };
        let inner = rest[start + 1..start + length].trim().to_owned();
        if Unit::named(&inner).is_some() {
            units.push(inner);
            rest.replace_range(start..=start + length, " ");
        }
    }
    let is_joint = |c: char| c.is_whitespace() || matches!(c, '_' | '.' | '-' | ',' | '/' | ':');
    let trimmed = rest.trim_end_matches(is_joint);
    if let Some((before, last)) = trimmed.rsplit_once(is_joint)
        && units.is_empty()
        && before.chars().any(char::is_alphanumeric)
        && Unit::named(last).is_some()
        && Field::meant_by(&plain(trimmed)).is_none()
    {
        units.push(last.to_owned());
        return (before.trim_end_matches(is_joint).to_owned(), units);
    }
    (trimmed.to_owned(), units)
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
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

fn mapped_columns(table: &Table, options: &Options) -> Result<Vec<(Field, usize)>, ImportError> {
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
                    remedy: format!("its headings are {}", shown_headings(table)).into(),
                }),
            }
        })
        .collect()
}

/// What two headings must not share.
fn twin_key(heading: &str) -> String {
    let (words, _) = split_units(heading);
    // A sign tells days apart, a point parts of days.
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
fn find_days(table: &Table, options: &Options, columns: &mut Columns) -> Result<(), ImportError> {
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
        // A value that belongs to no day cannot be placed.
        for field in [
            Field::Length,
            Field::Width,
            Field::Height,
            Field::Volume,
            Field::Weight,
        ] {
            columns.clear(field);
        }
    }
    Ok(())
}

fn no_animal(table: &Table) -> ImportError {
    ImportError::File {
        file: printable(&table.file),
        why: "no column tells the animal".into(),
        remedy: ImportRemedy::MapAnimalColumn {
            headings: shown_headings(table),
        }
        .into(),
    }
}

fn shown_headings(table: &Table) -> String {
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
    (0..table.headings.len())
        .filter(|column| !columns.by_field.contains(&Some(*column)))
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
            sheet: None,
            other_sheets: Vec::new(),
            headings: headings.iter().map(|h| (*h).to_owned()).collect(),
            rows: Vec::new(),
            problems: Vec::new(),
        }
    }

    fn found(headings: &[&str]) -> Result<Columns, ImportError> {
        recognize(&table(headings), &Options::default())
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
    fn the_better_of_two_headings_wins() {
        let columns = found(&["group", "animal", "arm", "id"]).unwrap();
        assert_eq!(columns.of(Field::Arm), Some(2));
        assert_eq!(columns.not_used, ["group", "id"]);
    }

    #[test]
    fn twins_wrong_units_and_no_animal_are_refused() {
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
            (&["day", "tv"], "no column tells the animal"),
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
        let options = Options {
            map: vec![
                (Field::Volume, "size".into()),
                (Field::Animal, "Nr.".into()),
            ],
            ..Options::default()
        };
        let columns = recognize(&table(&["Nr.", "id", "Size", "TV", "day"]), &options).unwrap();
        assert_eq!(columns.of(Field::Animal), Some(0));
        assert_eq!(columns.of(Field::Volume), Some(2));
        assert_eq!(columns.not_used, ["id", "TV"]);
        let error = recognize(&table(&["id"]), &options).unwrap_err();
        assert_eq!(error.to_string(), "r.csv has no heading `size`");
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
