//! Dates as people write them: `yesterday`, `12.1.`, `-2` for two days ago, `12 Jan`, `2026-01-22`.
//!
//! Forms and command line read dates here, so that both understand the same. What can mean two dates is refused with
//! both. Not here: dates in files and in a notebook, which have one form each ([`parse_date`](crate::parse_date)
//! and the date formats of an import).

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::Invalid;

/// How a date can be written, for hints and remedies.
pub const DATE_HINT: &str = "write it as 2026-01-22, 22.1., yesterday, or -2 for two days ago";

/// The names of months begin with these.
const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// Of a date without a year, the last one is meant if it is at most so many days ago; of a planned one also the next, if it
/// is as near.
const NEAR_DAYS: i64 = 45;

/// A date without a year that is at most so many days ahead is not taken for that of the year before.
const AHEAD_DAYS: i64 = 92;

/// Which date a text means that names no year, such as `12.1.`, or no week, such as `mon`.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    /// The last one: what was observed, or born, is not in the future.
    Last,
    /// The nearer one, if it is near; day 0 of a study may be to come.
    Nearest,
}

/// Reads the date of something that has happened. Without a year, the last such date is meant, unless
/// the next one is so near that it can be meant by mistake; `mon` is the last
/// Monday, or today. The date itself may be in the future if it is written so: whether that is possible, the field says.
///
/// # Errors
/// If it is no date, or can mean two: `1/2/2026`, or `5.12.` a few days before.
pub fn understand(field: &'static str, text: &str, today: NaiveDate) -> Result<NaiveDate, Invalid> {
    read(field, text, today, Open::Last)
}

/// Reads a date that can be to come, such as day 0 of a study. Without a year, one in the next or last 45 days is
/// meant.
///
/// # Errors
/// As [`understand`], and if neither of two dates is near.
pub fn understand_planned(
    field: &'static str,
    text: &str,
    today: NaiveDate,
) -> Result<NaiveDate, Invalid> {
    read(field, text, today, Open::Nearest)
}

fn read(
    field: &'static str,
    text: &str,
    today: NaiveDate,
    open: Open,
) -> Result<NaiveDate, Invalid> {
    let typed = text.trim();
    let lower = typed.to_lowercase().replace('\u{2212}', "-");
    let found = match relative(&lower, today) {
        Some(date) => Ok(date),
        None => match weekday(&lower) {
            Some(day) => of_weekday(day, today, open),
            None => written(&lower, today, open),
        },
    };
    let date = found.map_err(|why| why.about(field, typed))?;
    match (1900..=2200).contains(&date.year()) {
        true => Ok(date),
        false => Err(Invalid::new(
            field,
            typed,
            "is not between the years 1900 and 2200",
            DATE_HINT,
        )),
    }
}

/// Why a text is not one date.
enum Unclear {
    No,
    /// Two dates that it can mean.
    Either(NaiveDate, NaiveDate),
    /// The last date that it can mean, of which the next one is near.
    Ahead(NaiveDate, NaiveDate),
    /// A month has no such day.
    NoSuchDay,
    /// A year of two digits, where it can stand first or last.
    ShortYear,
}

impl Unclear {
    fn about(self, field: &'static str, typed: &str) -> Invalid {
        match self {
            Self::No => Invalid::new(field, typed, "is not a date", DATE_HINT),
            Self::NoSuchDay => Invalid::new(field, typed, "is not in the calendar", DATE_HINT),
            Self::ShortYear => Invalid::new(
                field,
                typed,
                "has a year of two digits",
                "write the year with four digits, as 2026-01-22",
            ),
            Self::Ahead(last, next) => Invalid::new(
                field,
                typed,
                format!("can be {last} or {next}, which is to come"),
                format!("write the year: {last} or {next}"),
            ),
            Self::Either(a, b) => Invalid::new(
                field,
                typed,
                format!("can be {a} or {b}"),
                format!("write {a} or {b}"),
            ),
        }
    }
}

/// `today`, `yesterday`, `-2`, `+3`, `2 days ago`, `1 week ago`, `in 3 days`.
fn relative(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (ahead, count, unit) = match words.as_slice() {
        ["today"] => (true, "0", "day"),
        ["yesterday"] => (false, "1", "day"),
        ["tomorrow"] => (true, "1", "day"),
        [count, unit, "ago"] => (false, *count, *unit),
        ["in", count, unit] => (true, *count, *unit),
        [signed] => match (signed.strip_prefix('-'), signed.strip_prefix('+')) {
            (Some(count), _) => (false, count, "day"),
            (_, Some(count)) => (true, count, "day"),
            _ => return None,
        },
        _ => return None,
    };
    let count: u64 = is_number(count).then(|| count.parse().ok())??;
    let days = match unit.trim_end_matches('s') {
        "day" => count,
        "week" => count.checked_mul(7)?,
        _ => return None,
    };
    match ahead {
        true => today.checked_add_days(Days::new(days)),
        false => today.checked_sub_days(Days::new(days)),
    }
}

/// `mon`, `monday`, `last mon`.
fn weekday(text: &str) -> Option<Weekday> {
    let name = text.strip_prefix("last ").unwrap_or(text).trim();
    let is_word = name.len() >= 3 && name.chars().all(|c| c.is_ascii_alphabetic());
    is_word.then(|| name.parse().ok())?
}

fn of_weekday(day: Weekday, today: NaiveDate, open: Open) -> Result<NaiveDate, Unclear> {
    let since = u64::from(today.weekday().days_since(day));
    let last = today.checked_sub_days(Days::new(since));
    let next = today.checked_add_days(Days::new(7 - since));
    match (last, next) {
        (Some(last), _) if open == Open::Last || since == 0 => Ok(last),
        (Some(last), Some(next)) => Err(Unclear::Either(last, next)),
        _ => Err(Unclear::No),
    }
}

/// Day and month, perhaps with a year, in figures or with the month as a word.
fn written(text: &str, today: NaiveDate, open: Open) -> Result<NaiveDate, Unclear> {
    if let Some((day, month, year)) = with_month_name(text) {
        return dated(day, month, year, today, open);
    }
    let separator = ['.', '/', '-'].into_iter().find(|c| text.contains(*c));
    let separator = separator.ok_or(Unclear::No)?;
    let text = match separator {
        '.' => text.strip_suffix('.').unwrap_or(text),
        _ => text,
    };
    let parts: Vec<&str> = text.split(separator).map(str::trim).collect();
    if parts.iter().any(|part| !is_number(part) || part.len() > 4) {
        return Err(Unclear::No);
    }
    match (parts.as_slice(), separator) {
        ([year, month, day], _) if year.len() == 4 => dated(day, month, Some(year), today, open),
        ([day, month], '.') => dated(day, month, None, today, open),
        ([day, month, year], '.') => dated(day, month, Some(year), today, open),
        ([_, _, year], '-') if year.len() != 4 => Err(Unclear::ShortYear),
        ([a, b], _) => either_order(a, b, None, today, open),
        ([a, b, year], _) => either_order(a, b, Some(year), today, open),
        _ => Err(Unclear::No),
    }
}

/// Day, month and year of `12 jan 2026`, `jan 12`, `12jan2026`.
fn with_month_name(text: &str) -> Option<(&str, &str, Option<&str>)> {
    let is_between = |c: char| c.is_whitespace() || matches!(c, '.' | ',' | '-' | '/');
    let mut parts: Vec<&str> = Vec::new();
    for word in text.split(is_between).filter(|word| !word.is_empty()) {
        let is_digit = |c: char| c.is_ascii_digit();
        let mut rest = word;
        while let Some(first) = rest.chars().next() {
            let digits = is_digit(first);
            let end = rest.find(|c| is_digit(c) != digits).unwrap_or(rest.len());
            let (part, after) = rest.split_at(end);
            parts.push(part);
            rest = after;
        }
    }
    let is_month = |part: &&str| month_named(part).is_some();
    let at = parts.iter().position(is_month)?;
    let month = parts.remove(at);
    if !parts.iter().all(|part| is_number(part)) {
        return None;
    }
    match parts.as_slice() {
        [day] => Some((day, month, None)),
        [year, day] if year.len() == 4 && at < 2 => Some((day, month, Some(year))),
        [day, year] => Some((day, month, Some(year))),
        _ => None,
    }
}

fn month_named(word: &str) -> Option<u32> {
    let full: chrono::Month = word.parse().ok()?;
    let short = MONTHS.iter().position(|name| word.starts_with(name));
    short.map(|_| full.number_from_month())
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// A date whose day and month stand in an order that differs between countries.
fn either_order(
    a: &str,
    b: &str,
    year: Option<&str>,
    today: NaiveDate,
    open: Open,
) -> Result<NaiveDate, Unclear> {
    let day_first = dated(a, b, year, today, open);
    let month_first = dated(b, a, year, today, open);
    let last_of = |found: &Result<NaiveDate, Unclear>| match found {
        Ok(date) | Err(Unclear::Ahead(date, _)) => Some(*date),
        Err(_) => None,
    };
    match (last_of(&day_first), last_of(&month_first)) {
        (Some(one), Some(other)) if one != other => Err(Unclear::Either(one, other)),
        (None, Some(_)) => month_first,
        _ => day_first,
    }
}

fn dated(
    day: &str,
    month: &str,
    year: Option<&str>,
    today: NaiveDate,
    open: Open,
) -> Result<NaiveDate, Unclear> {
    let number = |text: &str| text.parse::<u32>().map_err(|_| Unclear::No);
    let day = number(day)?;
    let month = match month_named(month) {
        Some(month) => month,
        None => number(month)?,
    };
    if day == 0 || day > 31 || month == 0 || month > 12 {
        return Err(Unclear::NoSuchDay);
    }
    let on = |year: i32| NaiveDate::from_ymd_opt(year, month, day);
    if let Some(text) = year {
        let year = i32::try_from(number(text)?).map_err(|_| Unclear::No)?;
        let year = match text.len() {
            4 => year,
            2 => 2000 + year,
            _ => return Err(Unclear::No),
        };
        return on(year).ok_or(Unclear::NoSuchDay);
    }
    // A 29th of February is eight years away at most.
    let around = today.year();
    let last = (around - 8..=around)
        .rev()
        .filter_map(on)
        .find(|d| *d <= today);
    let next = (around..=around + 8).filter_map(on).find(|d| *d > today);
    let near = |date: &NaiveDate| (*date - today).num_days().abs() <= NEAR_DAYS;
    let is_ahead = |date: &NaiveDate| (*date - today).num_days() <= AHEAD_DAYS;
    match (last, next) {
        (Some(last), _) if near(&last) => Ok(last),
        (Some(last), Some(next)) if open == Open::Last && is_ahead(&next) => {
            Err(Unclear::Ahead(last, next))
        }
        (Some(last), _) if open == Open::Last => Ok(last),
        (_, Some(next)) if open == Open::Nearest && near(&next) => Ok(next),
        (Some(last), Some(next)) => Err(Unclear::Either(last, next)),
        _ => Err(Unclear::NoSuchDay),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse_date;

    fn iso(text: &str) -> NaiveDate {
        parse_date("date", text).unwrap()
    }

    /// A Thursday.
    fn today() -> NaiveDate {
        iso("2026-01-22")
    }

    #[test]
    fn dates_as_people_write_them_are_understood() {
        for (text, date) in [
            ("2026-01-22", "2026-01-22"),
            ("2026-1-5", "2026-01-05"),
            ("2026/01/05", "2026-01-05"),
            ("today", "2026-01-22"),
            (" Yesterday ", "2026-01-21"),
            ("tomorrow", "2026-01-23"),
            ("-2", "2026-01-20"),
            ("\u{2212}2", "2026-01-20"),
            ("+3", "2026-01-25"),
            ("-0", "2026-01-22"),
            ("2 days ago", "2026-01-20"),
            ("1 week ago", "2026-01-15"),
            ("in 2 weeks", "2026-02-05"),
            ("mon", "2026-01-19"),
            ("Thursday", "2026-01-22"),
            ("last fri", "2026-01-16"),
            ("12.1.", "2026-01-12"),
            ("12.1", "2026-01-12"),
            ("23.5.", "2025-05-23"),
            ("24.12.", "2025-12-24"),
            ("12. 1. 2026", "2026-01-12"),
            ("12.1.26", "2026-01-12"),
            ("29.2.", "2024-02-29"),
            ("13/2/2025", "2025-02-13"),
            ("2/13/2025", "2025-02-13"),
            ("1/1/2026", "2026-01-01"),
            ("13-02-2025", "2025-02-13"),
            ("12 Jan", "2026-01-12"),
            ("Jan 12, 2025", "2025-01-12"),
            ("12-Jan-2025", "2025-01-12"),
            ("12jan2025", "2025-01-12"),
            ("3 September 25", "2025-09-03"),
        ] {
            let read = understand("date", text, today());
            assert_eq!(read, Ok(iso(date)), "{text}");
        }
    }

    #[test]
    fn what_is_not_one_date_is_refused_with_the_remedy() {
        for (text, why) in [
            ("", "is not a date"),
            ("soon", "is not a date"),
            ("17", "is not a date"),
            ("20260122", "is not a date"),
            ("2026-01-22T08:00", "is not a date"),
            ("-", "is not a date"),
            ("--2", "is not a date"),
            ("-99999999999999999999", "is not a date"),
            ("31.2.", "is not in the calendar"),
            ("2026-13-01", "is not in the calendar"),
            ("0.1.", "is not in the calendar"),
            ("26-01-22", "has a year of two digits"),
            ("1/2/2026", "can be 2026-02-01 or 2026-01-02"),
            ("1/2", "can be 2025-02-01 or 2026-01-02"),
            ("23.1.", "can be 2025-01-23 or 2026-01-23, which is to come"),
            (
                "23 Jan",
                "can be 2025-01-23 or 2026-01-23, which is to come",
            ),
            ("1/23", "can be 2025-01-23 or 2026-01-23, which is to come"),
            ("1.1.1822", "is not between the years 1900 and 2200"),
        ] {
            let refused = understand("date", text, today()).unwrap_err();
            assert!(refused.to_string().contains(why), "{text}: {refused}");
            assert!(!refused.remedy.is_none(), "{text}");
        }
    }

    #[test]
    fn planned_date_without_a_year_is_the_near_one() {
        let planned = |text| understand_planned("day 0", text, today());
        assert_eq!(planned("2.2."), Ok(iso("2026-02-02")));
        assert_eq!(planned("12.1."), Ok(iso("2026-01-12")));
        assert_eq!(planned("24.12."), Ok(iso("2025-12-24")));
        let refused = planned("1.7.").unwrap_err().to_string();
        assert_eq!(refused, "day 0 `1.7.` can be 2025-07-01 or 2026-07-01");
        let refused = planned("mon").unwrap_err().to_string();
        assert_eq!(refused, "day 0 `mon` can be 2026-01-19 or 2026-01-26");
    }

    #[test]
    fn every_date_that_a_remedy_names_is_understood() {
        for text in ["2026-01-22", "22.1.", "yesterday", "-2"] {
            assert!(DATE_HINT.contains(text));
            assert!(understand("date", text, today()).is_ok());
        }
    }
}
