//! From headings to columns: case, spaces, underscores, dots, hyphens and units do not count; beyond that only the
//! spellings of `field`, the rules of `heading` and the grammar of `wide` are known. A heading is never guessed: a wrong
//! guess would import wrong data unnoticed.

use super::arms;
use super::cells;
use super::columns::Columns;
use super::days::{doubt_numbered_days, find_days};
use super::field::Field;
use super::heading::{Heading, Meaning, plain};
use super::layout::Table;
use super::marks;
use super::options::{ImportOptions, MapTarget};
use super::outcome::ImportNote;
use super::source::Cell;
use super::wide::day_headings;
use crate::file_problems::ImportError;
use domain::{ImportRemedy, parse_number, printable};

/// Finds the field of each column.
///
/// # Errors
/// If a heading occurs twice, a known heading has another unit than its field, a mapped heading is missing, no column
/// holds the animal, or it is doubtful what a column means.
pub fn recognize(table: &Table, options: &ImportOptions) -> Result<Columns, ImportError> {
    refuse_twins(table)?;
    let mut columns = Columns::new(table);
    for heading in &options.leave_out {
        let column = column_of(table, heading)?;
        columns.leave_out(column);
    }
    map_columns(table, options, &mut columns)?;
    let found = strong_meanings(table, options, &columns)?;
    take_best(&found, &mut columns);
    columns.cohort_or_arm();
    german_day(table, &mut columns);
    let weak = weak_meanings(table, &columns);
    take_weak(table, &weak, &mut columns);
    arms::choose(table, &found, &weak, &mut columns)?;
    find_days(table, options, &mut columns)?;
    take_weak_day(&weak, &mut columns);
    doubt_site(table, &columns)?;
    doubt_numbered_days(table, options, &columns)?;
    if columns.of(Field::Animal).is_none() {
        return Err(no_animal(table));
    }
    columns.apply_units(options);
    note_units(table, &mut columns);
    Ok(columns)
}

/// Says which columns are converted.
fn note_units(table: &Table, columns: &mut Columns) {
    let of_days = columns.days.iter().flat_map(|day| &day.columns);
    let of_fields = Field::ALL
        .iter()
        .filter_map(|&field| Some((field, columns.of(field)?)));
    let all: Vec<(Field, usize)> = of_fields.chain(of_days.copied()).collect();
    let mut noted: Vec<Field> = Vec::new();
    for (field, column) in all {
        let factor = columns.factor(column);
        if factor == 1.0 || noted.contains(&field) {
            continue;
        }
        noted.push(field);
        let message = format!(
            "numbers of `{}` were multiplied by {factor} for {} in {}",
            table.column(column).heading,
            field.id(),
            field.unit().symbol()
        );
        columns.notes.push(ImportNote::new("converted", message));
    }
}

/// A column that can hold a field: `(column, field, rank, factor)`.
pub type Candidate = (usize, Field, usize, f64);

fn map_columns(
    table: &Table,
    options: &ImportOptions,
    columns: &mut Columns,
) -> Result<(), ImportError> {
    for (target, heading) in &options.map {
        match (target, heading.as_str()) {
            (MapTarget::Field(field), "") => columns.omit(*field),
            (MapTarget::OnDay(..), "") => {
                return Err(ImportError::Undecided {
                    why: "a value of a day has no heading".into(),
                    remedy: ImportRemedy::MapColumn {
                        form: "volume@21=HEADING".into(),
                    }
                    .into(),
                });
            }
            (MapTarget::Field(field), heading) => {
                let column = column_of(table, heading)?;
                let factor = match Heading::of(&table.headings[column]).scale() {
                    Some(scale) if scale.unit == field.unit() => scale.factor,
                    _ => factor_of_weeks(&table.headings[column], *field),
                };
                columns.map(*field, column, factor);
            }
            (MapTarget::OnDay(field, day), heading) => {
                let column = column_of(table, heading)?;
                columns.map_on_day(*field, *day, column);
            }
        }
    }
    Ok(())
}

/// A heading that speaks of weeks does so too where it was named for the day.
fn factor_of_weeks(heading: &str, field: Field) -> f64 {
    match Heading::of(heading).meaning() {
        Meaning::Field {
            field: Field::Day,
            factor,
            ..
        } if field == Field::Day => factor,
        _ => 1.0,
    }
}

/// The column of a heading, as written or in another spelling of it.
pub fn column_of(table: &Table, heading: &str) -> Result<usize, ImportError> {
    let exact = table.headings.iter().position(|h| h == heading.trim());
    let forgiving = || {
        let wanted = twin_key(heading);
        table.headings.iter().position(|h| twin_key(h) == wanted)
    };
    exact
        .or_else(forgiving)
        .ok_or_else(|| ImportError::Undecided {
            why: format!(
                "{} has no heading `{}`",
                printable(&table.file),
                printable(heading)
            ),
            remedy: format!("its headings are {}", list_headings(table)).into(),
        })
}

/// What the headings mean by themselves, and by what their columns hold.
fn strong_meanings(
    table: &Table,
    options: &ImportOptions,
    columns: &Columns,
) -> Result<Vec<Candidate>, ImportError> {
    let days = day_headings(&table.headings, options.date_format.as_ref());
    let mut found = Vec::new();
    for (column, heading) in table.headings.iter().enumerate() {
        if columns.is_taken(column) {
            continue;
        }
        let is_day = days.iter().any(|(day, _)| *day == column);
        let (field, rank, factor) = match Heading::of(heading).meaning() {
            Meaning::Unknown => continue,
            Meaning::WrongUnit { .. } if is_day => continue,
            Meaning::WrongUnit { field, unit } => {
                return Err(wrong_unit(table, column, field, &unit));
            }
            Meaning::Field {
                field,
                rank,
                factor,
            } => (field, rank, factor),
        };
        let field = match field {
            Field::Day if heads_clock_times(table, column, heading) => Field::ClockTime,
            Field::Start if is_day && !holds_dates(table, column, options) => continue,
            Field::Site if heads_models(table, heading) => continue,
            field => field,
        };
        found.push((column, field, rank, factor));
    }
    Ok(found)
}

/// Gives each field the column with the best spelling.
fn take_best(found: &[Candidate], columns: &mut Columns) {
    for &field in Field::ALL {
        let of_field = found.iter().filter(|(_, f, ..)| *f == field);
        let best = of_field.min_by_key(|(column, _, rank, _)| (*rank, *column));
        if let Some(&(column, _, _, factor)) = best {
            columns.offer(field, column, factor);
        }
    }
}

/// `Tag` is the day in a file whose animal has another heading.
fn german_day(table: &Table, columns: &mut Columns) {
    let is_tag = |column: usize| plain(&table.headings[column].to_lowercase()) == "tag";
    let has_day = columns.of(Field::Day).or(columns.of(Field::Date)).is_some();
    let Some(tag) = (0..table.headings.len()).find(|&c| is_tag(c) && !columns.is_left_out(c))
    else {
        return;
    };
    if has_day || columns.is_mapped(Field::Animal) || !holds_numbers(table, tag) {
        return;
    }
    let other = (0..table.headings.len()).find(|&column| {
        let meanings = Heading::of(&table.headings[column]).weak_meanings();
        column != tag
            && !columns.is_taken(column)
            && meanings.iter().any(|(f, _)| *f == Field::Animal)
    });
    match (columns.of(Field::Animal), other) {
        (Some(animal), _) if animal != tag => columns.offer(Field::Day, tag, 1.0),
        (Some(_), Some(other)) => {
            columns.clear(Field::Animal);
            columns.offer(Field::Animal, other, 1.0);
            columns.offer(Field::Day, tag, 1.0);
        }
        _ => {}
    }
}

/// What headings mean where no other column does.
fn weak_meanings(table: &Table, columns: &Columns) -> Vec<Candidate> {
    let headings = table.headings.iter().enumerate();
    let open = headings.filter(|(column, _)| !columns.is_left_out(*column));
    open.flat_map(|(column, heading)| {
        let heading = Heading::of(heading);
        let factor = heading.scale().map_or(1.0, |scale| scale.factor);
        let meanings = heading.weak_meanings().into_iter();
        meanings.map(move |(field, rank)| (column, field, rank, factor))
    })
    .collect()
}

fn take_weak(table: &Table, weak: &[Candidate], columns: &mut Columns) {
    let best = |field: Field, columns: &Columns, also_taken: bool| {
        let of_field = weak.iter().filter(|(_, f, ..)| *f == field);
        let mut free: Vec<&Candidate> = of_field
            .filter(|(column, ..)| also_taken || !columns.is_taken(*column))
            .collect();
        free.sort_by_key(|(column, _, rank, _)| (*rank, *column));
        free.first()
            .map(|(column, _, _, factor)| (*column, *factor))
    };
    if columns.of(Field::Animal).is_none()
        && let Some((column, _)) = best(Field::Animal, columns, true)
    {
        // Without an animal nothing can be read: a column such as `ear` tells it.
        columns.release(column);
        columns.offer(Field::Animal, column, 1.0);
    }
    // `a` and `b` are diameters only together; `D1` and `D2` only beside a column of days.
    let [length, width, height] =
        [Field::Length, Field::Width, Field::Height].map(|field| best(field, columns, false));
    let is_day = |column: usize| {
        let has_days = columns.of(Field::Day).or(columns.of(Field::Date)).is_some();
        !has_days && day_headings(&table.headings[column..=column], None).len() == 1
    };
    let lacks = |field| columns.of(field).is_none();
    let pairs = match (length, width) {
        (Some(l), Some(w)) if lacks(Field::Length) && lacks(Field::Width) && !is_day(l.0) => {
            vec![(Field::Length, l), (Field::Width, w)]
        }
        (_, Some(w)) if !lacks(Field::Length) && lacks(Field::Width) => vec![(Field::Width, w)],
        (Some(l), _) if lacks(Field::Length) && !lacks(Field::Width) => vec![(Field::Length, l)],
        _ => Vec::new(),
    };
    let with_height = height.filter(|_| !pairs.is_empty() && lacks(Field::Height));
    let pairs = pairs
        .into_iter()
        .chain(with_height.map(|h| (Field::Height, h)));
    for (field, (column, factor)) in pairs.collect::<Vec<_>>() {
        columns.offer(field, column, factor);
    }
    for field in [Field::Study, Field::Date] {
        if let (None, Some((column, factor))) = (columns.of(field), best(field, columns, false)) {
            columns.offer(field, column, factor);
        }
    }
    let sizes =
        best(Field::Sizes, columns, false).filter(|(column, _)| holds_sizes(table, *column));
    if let (None, Some((column, factor))) = (columns.of(Field::Sizes), sizes) {
        return columns.offer(Field::Sizes, column, factor);
    }
    let volume = best(Field::Volume, columns, false);
    if let (None, Some((column, factor))) = (columns.of(Field::Volume), volume) {
        let is_weight = table.told.quantity == Some(Field::Weight);
        let is_weight = is_weight && columns.of(Field::Weight).is_none();
        let field = if is_weight {
            Field::Weight
        } else {
            Field::Volume
        };
        columns.offer(field, column, factor);
        let has_unit = !Heading::of(&table.headings[column]).units.is_empty();
        columns.unit_is_open |= !is_weight && !has_unit;
    }
}

/// The heading `t`, `d` or `tag` is the day where nothing else is.
fn take_weak_day(weak: &[Candidate], columns: &mut Columns) {
    let has_time =
        columns.of(Field::Day).or(columns.of(Field::Date)).is_some() || columns.is_wide();
    let mut of_day = weak.iter().filter(|(_, field, ..)| *field == Field::Day);
    let open = of_day.find(|(column, ..)| !has_time && !columns.is_taken(*column));
    if let Some(&(column, _, _, factor)) = open {
        columns.offer(Field::Day, column, factor);
    }
}

/// Whether a column holds texts such as `8.1 x 6.2`.
pub fn holds_sizes(table: &Table, column: usize) -> bool {
    table
        .filled(column)
        .any(|cell| cells::sizes_of(&cells::text(cell)).is_some())
}

/// Whether a column holds numbers and nothing else, with marks and units beside them or not.
pub fn holds_numbers(table: &Table, column: usize) -> bool {
    let is_number = |cell: &Cell| match cell {
        Cell::Number(_) => true,
        Cell::Formula(_, saved) => matches!(**saved, Cell::Number(_)),
        Cell::Text(text) => [Field::Volume, Field::Weight].iter().any(|&field| {
            let text = text.replace(',', ".");
            marks::read(field, &text, None, &[]).is_ok()
        }),
        _ => false,
    };
    let mut filled = table
        .filled(column)
        .filter(|cell| !cells::is_missing(cell))
        .peekable();
    filled.peek().is_some() && filled.all(is_number)
}

/// Whether a column can hold start dates: `day 0` heads dates, or the values of a day of a wide file.
fn holds_dates(table: &Table, column: usize, options: &ImportOptions) -> bool {
    let mut filled = table.filled(column).peekable();
    filled.peek().is_some() && filled.all(|cell| cells::date(cell, Field::Start, options).is_ok())
}

/// Whether a column headed `time` holds times of day, not study days. An empty one does: exports have one.
fn heads_clock_times(table: &Table, column: usize, heading: &str) -> bool {
    let mut filled = table.filled(column).peekable();
    plain(&heading.to_lowercase()) == "time"
        && (filled.peek().is_none() || filled.any(cells::is_clock_time))
}

/// Whether a column headed `tumor` holds the model, not the site: so it does in tables for PDXNet's suite, which have a
/// column of diseases too.
fn heads_models(table: &Table, heading: &str) -> bool {
    let is = |heading: &str, name: &str| plain(&heading.to_lowercase()) == name;
    is(heading, "tumor") && table.headings.iter().any(|h| is(h, "diseasetype"))
}

/// The largest number that is taken for the number of a tumor.
const MAX_TUMORS: f64 = 20.0;

/// Asks about a column of sites that holds numbers as measurements do: `Tumor` may head volumes.
fn doubt_site(table: &Table, columns: &Columns) -> Result<(), ImportError> {
    let Some(column) = columns
        .of(Field::Site)
        .filter(|_| !columns.is_mapped(Field::Site))
    else {
        return Ok(());
    };
    let counts = |cell: &Cell| {
        let number = parse_number("site", &cells::text(cell), domain::DecimalMark::Point);
        number.is_ok_and(|number| number.fract() == 0.0 && (0.0..=MAX_TUMORS).contains(&number))
    };
    if !holds_numbers(table, column) || table.filled(column).all(counts) {
        return Ok(());
    }
    let heading = table.column(column).heading;
    Err(ImportError::Undecided {
        why: format!(
            "{}: `{heading}` holds numbers: it may be a volume or the site of a tumor",
            printable(&table.file)
        ),
        remedy: ImportRemedy::MapEither {
            fields: &["volume", "site"],
            heading: heading.into(),
        }
        .into(),
    })
}

fn wrong_unit(table: &Table, column: usize, field: Field, unit: &str) -> ImportError {
    let column = table.column(column);
    ImportError::Undecided {
        why: format!(
            "{}: {column} is in `{unit}`, but {} is taken in {}",
            printable(&table.file),
            field.id(),
            field.unit().symbol()
        ),
        remedy: ImportRemedy::MapField {
            field: field.id(),
            heading: column.heading.as_str().into(),
        }
        .into(),
    }
}

/// Two headings with the same key are the same heading.
fn twin_key(heading: &str) -> String {
    let words = Heading::of(heading).words;
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
                    a.index + 1,
                    b.heading,
                    b.index + 1
                ),
                remedy: ImportRemedy::RenameOrJoinHeadings.into(),
            });
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

/// The headings of a table, for a message.
pub fn list_headings(table: &Table) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::wide::ColumnTime;

    fn table(headings: &[&str]) -> Table {
        Table {
            joined: Vec::new(),
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
            assert!(columns.not_used(&table(&["mouse", heading])).is_empty());
        }
    }

    #[test]
    fn unknown_headings_are_named() {
        let headings = ["id", "tumor_type", "age", "day"];
        let columns = found(&headings).unwrap();
        assert_eq!(columns.not_used(&table(&headings)), ["tumor_type", "age"]);
        assert_eq!(columns.of(Field::Site), None);
    }

    #[test]
    fn more_exact_heading_wins() {
        let headings = ["group", "animal", "arm", "id"];
        let columns = found(&headings).unwrap();
        assert_eq!(columns.of(Field::Arm), Some(2));
        assert_eq!(columns.not_used(&table(&headings)), ["group", "id"]);
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
                &["id", "day", "length_inch"],
                "column `length_inch` is in `inch`, but length is taken in mm",
            ),
            (
                &["id", "day", "width [g]"],
                "column `width [g]` is in `g`, but width is taken in mm",
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
                (MapTarget::Field(Field::Volume), "size".into()),
                (MapTarget::Field(Field::Animal), "Nr.".into()),
            ],
            ..ImportOptions::default()
        };
        let headings = ["Nr.", "id", "Size", "TV", "day"];
        let columns = recognize(&table(&headings), &options).unwrap();
        assert_eq!(columns.of(Field::Animal), Some(0));
        assert_eq!(columns.of(Field::Volume), Some(2));
        assert_eq!(columns.not_used(&table(&headings)), ["id", "TV"]);
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
        let headings = [
            "mouse", "group", "D0 L", "D0 W", "D7 L", "D7 W", "BW_7", "note",
        ];
        let columns = found(&headings).unwrap();
        assert_eq!(columns.days.len(), 2);
        assert_eq!(columns.days[1].time, ColumnTime::Day(7.0));
        let fields: Vec<_> = columns.days[1].columns.iter().map(|(f, _)| *f).collect();
        assert_eq!(fields, [Field::Length, Field::Width, Field::Weight]);
        assert_eq!(columns.not_used(&table(&headings)), ["note"]);
        assert!(!found(&["mouse", "day", "7"]).unwrap().is_wide());
    }
}
