//! From one cell to one typed value.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};

use super::days::date_beside;
use super::field::Field;
use super::heading_dates::in_year_of;
use super::marks::{self, Code, Content};
use super::numbers::number_in;
use super::options::{DateFormat, ImportOptions};
use super::source::Cell;
use super::wide::{ColumnTime, DayHeading, HeadingTime, day_headings};
use crate::study_files::{MISSING, needs_guard};
use domain::{
    ClockTime, DispositionKind, ImportRemedy, Invalid, Label, Prose, Sex, parse_date, when_of,
};

/// The cell, if it holds a value; refuses formulas and spreadsheet errors.
pub fn present<'c>(
    cell: &'c Cell,
    field: Field,
    options: &ImportOptions,
) -> Result<Option<&'c Cell>, Invalid> {
    present_as(cell, field.id(), options)
}

/// The same for what is no field of a reading.
pub fn present_as<'c>(
    cell: &'c Cell,
    field: &'static str,
    options: &ImportOptions,
) -> Result<Option<&'c Cell>, Invalid> {
    match cell {
        Cell::Text(text) => match text.trim() {
            text if is_no_name(text) => Ok(None),
            formula if formula.starts_with('=') => Err(Invalid::new(
                field,
                formula,
                "is a formula",
                "replace it by its value; a text that begins with = takes a ' before it",
            )),
            _ => Ok(Some(cell)),
        },
        Cell::Formula(..) if !options.cached_formulas => Err(Invalid::new(
            field,
            cell.displayed(),
            "is a formula",
            ImportRemedy::UseSavedResults,
        )),
        Cell::Formula(_, saved) => match present_as(saved, field, options)? {
            Some(value) => Ok(Some(value)),
            None => Err(Invalid::new(
                field,
                cell.displayed(),
                "is a formula without a saved result",
                "open the workbook, save it, and import it again",
            )),
        },
        // What spreadsheets call missing, and charts leave out.
        Cell::Fault(fault) if fault == "#N/A" => Ok(None),
        Cell::Fault(fault) => Err(Invalid::new(
            field,
            fault,
            "is an error of the spreadsheet",
            "mend the cell, or empty it",
        )),
        cell if cell.is_blank() => Ok(None),
        cell => Ok(Some(cell)),
    }
}

/// The cell as text, without the `'` that guards it from being run as a formula.
pub fn text(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Text(text) => unguarded(text).into(),
        cell => cell.displayed().into(),
    }
}

fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if needs_guard(rest) => rest,
        _ => text,
    }
}

/// A text on one line. Refuses a date for a tag or a name that is none: spreadsheet programs make `3-10` one.
pub fn label(cell: &Cell, field: Field) -> Result<Label, Invalid> {
    let is_name = matches!(
        field,
        Field::Animal | Field::Arm | Field::Cage | Field::Site
    );
    let is_date = match cell {
        Cell::Date(_) => is_name,
        Cell::Text(text) => field == Field::Animal && parse_date(field.id(), text.trim()).is_ok(),
        _ => false,
    };
    if is_date {
        let hint = "the spreadsheet program may have changed a text such as 3-10: format the column as text, and type it again";
        return Err(Invalid::new(
            field.id(),
            cell.displayed(),
            "is a date",
            hint,
        ));
    }
    Label::new(field.id(), &text(cell))
}

/// A text that can have several lines.
pub fn prose(cell: &Cell, field: Field) -> Result<Prose, Invalid> {
    Prose::new(field.id(), &text(cell))
}

/// A finite number.
pub fn number(cell: &Cell, field: Field, options: &ImportOptions) -> Result<f64, Invalid> {
    number_as(cell, field.id(), options)
}

/// As [`number`], for a column that is no field of a reading; `field` names it in messages.
pub fn number_as(
    cell: &Cell,
    field: &'static str,
    options: &ImportOptions,
) -> Result<f64, Invalid> {
    match cell {
        Cell::Number(number) if number.is_finite() => Ok(*number),
        Cell::Text(text) => number_in(field, text, options.decimal),
        Cell::Date(_) => Err(Invalid::new(
            field,
            cell.displayed(),
            "is a date where a number belongs",
            "give the cell a number format and type the number again",
        )),
        cell => Err(Invalid::new(
            field,
            cell.displayed(),
            "is not a number",
            "give a finite number",
        )),
    }
}

/// Whether a text is no name and no other fact: blank, `NA`, or a dash.
pub fn is_no_name(text: &str) -> bool {
    matches!(
        text,
        "" | MISSING | "-" | "\u{2013}" | "\u{2014}" | "n/a" | "N/A"
    )
}

/// Whether a cell is blank, or holds a word for a missing value.
pub fn is_missing(cell: &Cell) -> bool {
    match cell {
        Cell::Text(text) => {
            let read = marks::read(Field::Volume, text, None, &[]);
            text.trim().is_empty() || read == Ok(Content::Word(Code::NotDone))
        }
        cell => cell.is_blank(),
    }
}

/// The two or three diameters of a text such as `8.1 x 6.2`, as written.
pub fn sizes_of(text: &str) -> Option<Vec<String>> {
    let lower = text.to_lowercase().replace(['\u{d7}', '*'], "x");
    let lower = lower.replace("mm", " ");
    let parts: Vec<String> = lower
        .split('x')
        .map(|part| part.trim().to_owned())
        .collect();
    let is_number = |part: &String| {
        part.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','))
            && part
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
    };
    ((2..=3).contains(&parts.len()) && parts.iter().all(is_number)).then_some(parts)
}

/// What stands in a cell of values.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A number in the unit of the program, with the digits that stand in the cell.
    Number(f64, String),
    /// Two or three diameters in mm, the larger of the first two first.
    Sizes(Vec<(f64, String)>),
    /// A word.
    Word(Code),
}

/// Reads a cell of values; its numbers are multiplied by `factor`. Answers the marks that were left off beside a number.
pub fn value(
    cell: &Cell,
    field: Field,
    factor: f64,
    options: &ImportOptions,
) -> Result<(Value, Option<String>), Invalid> {
    let Cell::Text(text) = cell else {
        let number = number(cell, field, options)?;
        let digits = self::text(cell).into_owned();
        return Ok((scaled(number, digits, factor), None));
    };
    let text = unguarded(text).trim();
    if matches!(field, Field::Volume | Field::Sizes)
        && let Some(parts) = sizes_of(text)
    {
        let factor = if field == Field::Volume { 1.0 } else { factor };
        return sizes(&parts, factor, options).map(|sizes| (Value::Sizes(sizes), None));
    }
    match marks::read(field, text, options.decimal, &options.codes)? {
        Content::Word(code) => Ok((Value::Word(code), None)),
        Content::Number(number, None) => Ok((scaled(number, text.to_owned(), factor), None)),
        Content::Number(number, Some(mark)) => {
            let has_unit = mark.chars().any(char::is_alphabetic);
            let factor = if has_unit { 1.0 } else { factor };
            let mark = (!has_unit).then_some(mark);
            Ok((scaled(number, number.to_string(), factor), mark))
        }
    }
}

/// A number in the unit of the program. Its digits are those of the file, unless it was converted.
fn scaled(number: f64, digits: String, factor: f64) -> Value {
    match factor == 1.0 {
        true => Value::Number(number, digits),
        false => {
            let number = converted(number, factor);
            Value::Number(number, number.to_string())
        }
    }
}

/// A product without the digits that only arithmetic adds: 0.57 cm is 5.7 mm.
pub fn converted(number: f64, factor: f64) -> f64 {
    if factor == 1.0 {
        return number;
    }
    let product = number * factor;
    format!("{product:.9}").parse().unwrap_or(product)
}

fn sizes(
    parts: &[String],
    factor: f64,
    options: &ImportOptions,
) -> Result<Vec<(f64, String)>, Invalid> {
    let read = parts.iter().map(|part| {
        let number = number_in(Field::Sizes.id(), part, options.decimal)?;
        match scaled(number, part.clone(), factor) {
            Value::Number(number, digits) => Ok((number, digits)),
            Value::Sizes(_) | Value::Word(_) => Ok((number, part.clone())),
        }
    });
    let mut sizes = read.collect::<Result<Vec<_>, Invalid>>()?;
    if sizes[0].0 < sizes[1].0 {
        sizes.swap(0, 1);
    }
    Ok(sizes)
}

/// A study day, as `7`, `Day 7`, `D7` or `Week 1`; numbers are multiplied by `factor`.
pub fn day(cell: &Cell, factor: f64, options: &ImportOptions) -> Result<f64, Invalid> {
    let field = Field::Day;
    let is_date = |value: String| {
        Err(Invalid::new(
            field.id(),
            value,
            "is a date",
            ImportRemedy::MapDateColumn,
        ))
    };
    let day = match cell {
        Cell::Date(_) => return is_date(cell.displayed()),
        Cell::Text(text) => {
            let typed = text.trim();
            let worded = day_headings(&[typed.to_owned()], options.date_format.as_ref());
            match (
                number_in(field.id(), typed, options.decimal),
                worded.first().map(|(_, heading)| heading),
            ) {
                (Ok(number), _) => converted(number, factor),
                (
                    Err(_),
                    Some(
                        heading @ DayHeading {
                            time: HeadingTime::Day(day),
                            field: None,
                            site: None,
                            ..
                        },
                    ),
                ) => agreed(*day, typed, heading, options)?,
                (
                    Err(_),
                    Some(DayHeading {
                        time: HeadingTime::Baseline,
                        field: None,
                        ..
                    }),
                ) => 0.0,
                (
                    Err(_),
                    Some(DayHeading {
                        time: HeadingTime::Date(_),
                        ..
                    }),
                ) => return is_date(typed.to_owned()),
                (Err(invalid), _) => return Err(invalid),
            }
        }
        cell => converted(number(cell, field, options)?, factor),
    };
    // With any date in the middle of the calendar as day 0, a day outside of the calendar shows.
    when_of(day, NaiveDate::default()).map(|_| day)
}

/// A day whose date beside it, if there is one, is that of the day.
fn agreed(
    day: f64,
    typed: &str,
    heading: &DayHeading,
    options: &ImportOptions,
) -> Result<f64, Invalid> {
    let beside = date_beside(typed, heading, ColumnTime::Day(day), options);
    let (Some(date), Some(day0)) = (beside, options.day0) else {
        return Ok(day);
    };
    match when_of(day, day0)?.date == date {
        true => Ok(day),
        false => {
            let why = format!("has a date that is not day {day}: day 0 is {day0}");
            let hint = "correct one of the two, or the day 0";
            Err(Invalid::new(Field::Day.id(), typed, why, hint))
        }
    }
}

/// A date, and the time of day beside it. Midnight is what a date becomes that a program stores with a time:
/// it is no time of day.
pub fn date(
    cell: &Cell,
    field: Field,
    options: &ImportOptions,
) -> Result<(NaiveDate, Option<ClockTime>), Invalid> {
    match cell {
        Cell::Date(moment) => {
            let date = parse_date(field.id(), &moment.date().to_string())?;
            Ok((date, beside_a_date(ClockTime::local(moment.time()))))
        }
        Cell::Text(text) => {
            let text = text.trim();
            let (date, time) = parts_of_moment(text);
            let without_year = |format: &DateFormat| {
                let (month, day) = format.read_without_year(text)?;
                in_year_of(options.day0?, month, day)
            };
            let formatted = |format: &DateFormat| {
                format
                    .read(text)
                    .or_else(|| format.read(date))
                    .or_else(|| without_year(format))
            };
            let date = match options.date_format.as_ref().and_then(formatted) {
                Some(date) => parse_date(field.id(), &date.to_string()),
                None => parse_date(field.id(), date).map_err(|invalid| Invalid {
                    remedy: ImportRemedy::NameDateFormat.into(),
                    ..invalid
                }),
            };
            let time = time
                .map(|time| ClockTime::read(field.id(), time))
                .transpose();
            let whole = |invalid| Invalid {
                value: text.to_owned(),
                ..invalid
            };
            let (date, time) = (date.map_err(whole)?, time.map_err(whole)?);
            Ok((date, time.and_then(beside_a_date)))
        }
        cell => Err(Invalid::new(
            field.id(),
            cell.displayed(),
            "is not a date",
            "give the cell a date format, or write it as 2026-01-22",
        )),
    }
}

/// The date of a text such as `2026-01-22 9:14 pm`, and what tells the time of day.
fn parts_of_moment(text: &str) -> (&str, Option<&str>) {
    let before_time = |colon: usize| text[..colon].rfind(['T', ' ']);
    match text.find(':').and_then(before_time) {
        Some(at) => (
            text[..at].trim_end_matches([',', ' ']),
            Some(&text[at + 1..]),
        ),
        None => (text, None),
    }
}

fn beside_a_date(time: ClockTime) -> Option<ClockTime> {
    Some(time).filter(|time| !time.is_bare_midnight())
}

/// A time of day: a text, a time of a workbook, or a workbook's number that is a part of a day.
pub fn clock_time(cell: &Cell, field: Field) -> Result<ClockTime, Invalid> {
    let of_day = |part: f64| {
        let seconds = (part * 86_400.0).round() as u32;
        NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0)
    };
    let time = match cell {
        Cell::Date(moment) if is_without_date(moment) => Some(moment.time()),
        Cell::Number(part) if (0.0..1.0).contains(part) => of_day(*part),
        _ => None,
    };
    match time {
        Some(time) => Ok(ClockTime::local(time)),
        None => ClockTime::read(field.id(), &text(cell)),
    }
}

/// Whether a cell can be nothing but a time of day, in a column that may hold study days instead.
pub fn is_clock_time(cell: &Cell) -> bool {
    match cell {
        Cell::Text(text) => text.contains(':'),
        Cell::Date(moment) => is_without_date(moment),
        _ => false,
    }
}

/// A time without a date is one on the first day that workbooks know, whose dates count from 1900 or 1904.
fn is_without_date(moment: &NaiveDateTime) -> bool {
    moment.year() < 1905
}

/// A running number, from 1.
pub fn repeat(cell: &Cell, field: Field, options: &ImportOptions) -> Result<u32, Invalid> {
    let value = number(cell, field, options)?;
    match value.fract() == 0.0 && (1.0..=1000.0).contains(&value) {
        true => Ok(value as u32),
        false => Err(Invalid::new(
            field.id(),
            value,
            "is not a whole number from 1 to 1000",
            "number the readings of one tumor on one day 1, 2, 3",
        )),
    }
}

/// A sex.
pub fn sex(cell: &Cell) -> Result<Sex, Invalid> {
    Sex::read(&text(cell))
}

/// The state of a tumor in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The tumor has a size.
    Measured,
    /// The tumor cannot be felt.
    NotPalpable,
    /// The tumor was not measured.
    NotMeasured,
}

/// A state; upper and lower case, and space, `-` and `_`, are the same.
pub fn state(cell: &Cell) -> Result<State, Invalid> {
    match spelled(&text(cell)).as_str() {
        "measured" => Ok(State::Measured),
        "notpalpable" | "nonpalpable" | "gone" => Ok(State::NotPalpable),
        "notmeasured" | "notdone" | "skipped" => Ok(State::NotMeasured),
        _ => Err(Invalid::new(
            Field::State.id(),
            text(cell),
            "is not known",
            "one of measured, not_palpable, not_measured",
        )),
    }
}

/// How an animal left the study; none for a word that says that it did not.
pub fn disposition(cell: &Cell) -> Result<Option<DispositionKind>, Invalid> {
    let text = text(cell);
    match spelled(&text).as_str() {
        "onstudy" | "alive" | "none" => Ok(None),
        "scheduled" | "sacrifice" | "sacrificed" | "endofstudy" | "studyend" | "terminal" => {
            Ok(Some(DispositionKind::ScheduledSacrifice))
        }
        "humane" | "humaneend" | "hep" | "humaneendpointreached" | "humaneeuthanasia" => {
            Ok(Some(DispositionKind::HumaneEndpoint))
        }
        "dead" | "died" | "death" => Ok(Some(DispositionKind::FoundDead)),
        "removed" | "exclusion" => Ok(Some(DispositionKind::Excluded)),
        "reserved" | "reservenotused" | "spare" | "spareanimal" | "unused" | "notused" => {
            Ok(Some(DispositionKind::Reserve))
        }
        "transfer" | "transferredout" | "moved" | "rehomed" | "reassigned" => {
            Ok(Some(DispositionKind::Transferred))
        }
        spelled => match DispositionKind::ALL
            .iter()
            .find(|kind| kind.id().replace('_', "") == spelled)
        {
            Some(kind) => Ok(Some(*kind)),
            None => text.parse().map(Some),
        },
    }
}

fn spelled(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> Cell {
        Cell::Text(text.into())
    }

    #[test]
    fn one_guard_is_removed() {
        for (typed, meant) in [
            ("'=1+1", "=1+1"),
            ("''=1", "'=1"),
            ("'-5", "-5"),
            ("'NA", "NA"),
            ("'tis", "'tis"),
            ("214", "214"),
            ("'", "'"),
        ] {
            assert_eq!(text(&cell(typed)), meant, "{typed}");
        }
    }

    #[test]
    fn formulas_are_refused_unless_results_are_asked_for() {
        let field = Field::Volume;
        let strict = ImportOptions::default();
        let cached = ImportOptions {
            cached_formulas: true,
            ..ImportOptions::default()
        };
        assert!(present(&cell("=A1"), field, &cached).is_err());
        let formula = Cell::Formula("A1*2".into(), Box::new(Cell::Number(20.0)));
        let error = present(&formula, field, &strict).unwrap_err();
        assert_eq!(error.to_string(), "volume `=A1*2` is a formula");
        assert_eq!(
            present(&formula, field, &cached),
            Ok(Some(&Cell::Number(20.0)))
        );
        let unsaved = Cell::Formula("A1".into(), Box::new(Cell::Empty));
        assert!(present(&unsaved, field, &cached).is_err());
        assert!(present(&Cell::Fault("#DIV/0!".into()), field, &cached).is_err());
    }

    #[test]
    fn days_are_numbers_with_or_without_the_word() {
        let options = ImportOptions::default();
        for (text, expected) in [
            ("7", 7.0),
            ("Day 7", 7.0),
            ("D-1", -1.0),
            ("3.5", 3.5),
            ("Week 2", 14.0),
            ("\u{2212}1", -1.0),
        ] {
            assert_eq!(day(&cell(text), 1.0, &options), Ok(expected));
        }
        for bad in ["seven", "2026-01-22", "nan", "1e9"] {
            assert!(day(&cell(bad), 1.0, &options).is_err(), "{bad}");
        }
        assert_eq!(
            day(&cell("2026-01-22"), 1.0, &options).unwrap_err().why,
            "is a date"
        );
    }

    #[test]
    fn dates_are_iso_unless_a_format_is_given() {
        let expected = NaiveDate::from_ymd_opt(2026, 1, 22);
        let read =
            |text: &str, options: &ImportOptions| date(&cell(text), Field::Date, options).ok();
        let at = |time: &str| ClockTime::read("time", time).unwrap();
        let plain = ImportOptions::default();
        assert_eq!(read("2026-01-22", &plain).map(|d| d.0), expected);
        assert_eq!(
            read("2026-01-22 10:30", &plain),
            expected.map(|d| (d, Some(at("10:30"))))
        );
        assert_eq!(
            read("2026-01-22T10:30:05Z", &plain),
            expected.map(|d| (d, Some(at("10:30:05Z"))))
        );
        for whole_day in ["2026-01-22 00:00:00", "2026-01-22T00:00"] {
            assert_eq!(read(whole_day, &plain), expected.map(|d| (d, None)));
        }
        assert_eq!(read("2026-01-22 25:30", &plain), None);
        assert_eq!(read("22.01.2026", &plain), None);
        let with_order = ImportOptions {
            date_format: "DD.MM.YYYY".parse().ok(),
            ..ImportOptions::default()
        };
        assert_eq!(read("22.01.2026", &with_order).map(|d| d.0), expected);
        assert_eq!(read("2026-01-22", &with_order).map(|d| d.0), expected);
        assert_eq!(
            read("22.01.2026, 9:14 pm", &with_order),
            expected.map(|d| (d, Some(at("21:14"))))
        );
        assert_eq!(read("22.01.0026", &with_order), None);
        assert!(date(&Cell::Number(45000.0), Field::Date, &plain).is_err());
    }

    #[test]
    fn disposition_spelling_is_lenient() {
        for (text, kind) in [
            ("Humane Endpoint", DispositionKind::HumaneEndpoint),
            ("humane-end-point", DispositionKind::HumaneEndpoint),
            ("found dead", DispositionKind::FoundDead),
            ("Scheduled sacrifice", DispositionKind::ScheduledSacrifice),
            ("EXCLUDED", DispositionKind::Excluded),
            ("Reserve (not used)", DispositionKind::Reserve),
            ("spare animal", DispositionKind::Reserve),
            ("transferred", DispositionKind::Transferred),
            ("transfer", DispositionKind::Transferred),
        ] {
            assert_eq!(disposition(&cell(text)), Ok(Some(kind)), "{text}");
        }
        assert_eq!(disposition(&cell("on study")), Ok(None));
        assert!(disposition(&cell("euthanized")).is_err());
    }

    #[test]
    fn a_date_is_no_time_of_day() {
        let at = |date: &str| Cell::Date(format!("{date}T09:14:00").parse().unwrap());
        assert!(clock_time(&at("2026-01-05"), Field::ClockTime).is_err());
        let time = clock_time(&at("1899-12-31"), Field::ClockTime).unwrap();
        assert_eq!(time.to_string(), "09:14");
    }
}
