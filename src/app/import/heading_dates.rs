//! Dates in headings: as 2026-01-22, with the name of the month, or in the format that was given.

use chrono::NaiveDate;

use super::options::DateFormat;
use domain::parse_date;

/// A date as a heading writes it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum WrittenDate {
    /// A whole date.
    Whole(NaiveDate),
    /// A month and a day without a year.
    WithoutYear {
        /// 1 to 12.
        month: u32,
        /// 1 to 31.
        day: u32,
    },
    /// Numbers with marks between as dates have them, whose order is not known: `05.01.2026`.
    UnknownOrder,
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// The longest heading that is searched for a date, in characters.
const LONGEST: usize = 80;

/// The first date in a heading, and the heading without it.
pub fn date_in(text: &str, format: Option<&DateFormat>) -> Option<(WrittenDate, String)> {
    if text.len() > LONGEST || !text.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let bounds = bounds_of(text);
    for &(start, _) in &bounds {
        for &(_, end) in bounds.iter().rev().filter(|(_, end)| *end > start) {
            if let Some(date) = read(&text[start..end], format) {
                let rest = format!("{} {}", &text[..start], &text[end..]);
                return Some((date, rest));
            }
        }
    }
    None
}

/// The beginnings and ends of the runs of letters and of digits.
fn bounds_of(text: &str) -> Vec<(usize, usize)> {
    let mut bounds = Vec::new();
    let mut last: Option<(usize, bool)> = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let kind = match c {
            c if c.is_ascii_digit() => Some(true),
            c if c.is_alphabetic() => Some(false),
            _ => None,
        };
        if let Some((start, is_digit)) = last
            && kind != Some(is_digit)
        {
            bounds.push((start, at));
            last = None;
        }
        if let (None, Some(is_digit)) = (last, kind) {
            last = Some((at, is_digit));
        }
    }
    bounds
}

fn read(text: &str, format: Option<&DateFormat>) -> Option<WrittenDate> {
    if let Some(format) = format {
        if let Some(date) = format.read(text) {
            return Some(WrittenDate::Whole(date));
        }
        if let Some((month, day)) = format.read_without_year(text) {
            return Some(WrittenDate::WithoutYear { month, day });
        }
    }
    if let Ok(date) = parse_date("date", text) {
        return Some(WrittenDate::Whole(date));
    }
    by_numbers(text).or_else(|| by_name_of_month(text))
}

/// `2026/01/22`, `20260122`; or three numbers in an order that is not known.
fn by_numbers(text: &str) -> Option<WrittenDate> {
    let whole = |year: i32, month: u32, day: u32| {
        let is_near = (1950..2100).contains(&year);
        NaiveDate::from_ymd_opt(year, month, day)
            .filter(|_| is_near)
            .map(WrittenDate::Whole)
    };
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        let number: u32 = text.parse().ok()?;
        return whole((number / 10_000) as i32, number / 100 % 100, number % 100);
    }
    let mark = text.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(mark, '.' | '/' | '-' | '_') {
        return None;
    }
    let parts: Vec<&str> = text.split(mark).collect();
    let numbers: Vec<u32> = parts
        .iter()
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    match *numbers.as_slice() {
        [year, month, day] if parts[0].len() == 4 => whole(year as i32, month, day),
        [a, b, year] => {
            let is_year =
                matches!(parts[2].len(), 2 | 4) && (year < 100 || (1950..2100).contains(&year));
            let is_day =
                |day: u32, month: u32| (1..=31).contains(&day) && (1..=12).contains(&month);
            let is_date = mark != '_'
                && is_year
                && (is_day(a, b) || is_day(b, a))
                && parts[..2].iter().all(|p| p.len() <= 2);
            is_date.then_some(WrittenDate::UnknownOrder)
        }
        [a, b]
            if mark == '/'
                && (1..=31).contains(&a)
                && (1..=31).contains(&b)
                && (a <= 12 || b <= 12) =>
        {
            Some(WrittenDate::UnknownOrder)
        }
        _ => None,
    }
}

/// `5 Jan 2026`, `Jan 5`, `05-Jan-26`.
fn by_name_of_month(text: &str) -> Option<WrittenDate> {
    let mut month = None;
    let mut numbers: Vec<&str> = Vec::new();
    let mut before = 0;
    for (start, end) in bounds_of(text) {
        let run = &text[start..end];
        if run.as_bytes()[0].is_ascii_digit() {
            numbers.push(run);
            continue;
        }
        let name = run.trim_end_matches('.');
        if matches!(name, "st" | "nd" | "rd" | "th") && !numbers.is_empty() {
            continue;
        }
        let at = MONTHS.iter().position(|m| {
            name.starts_with(m) && (name.len() == 3 || MONTH_NAMES.contains(&name))
        })?;
        before = numbers.len();
        if month.replace(at as u32 + 1).is_some() {
            return None;
        }
    }
    let month = month?;
    // The month stands between day and year or before both; only a whole year comes first.
    let (day, year) = match (numbers.as_slice(), before) {
        (&[day], _) if day.len() <= 2 => (day, None),
        (&[day, year], 0 | 1) if day.len() <= 2 && matches!(year.len(), 2 | 4) => (day, Some(year)),
        (&[year, day], 1 | 2) if year.len() == 4 => (day, Some(year)),
        _ => return None,
    };
    let day: u32 = day.parse().ok()?;
    let year = year.map(|year| match year.len() {
        2 => year.parse::<i32>().map(|year| 2000 + year),
        _ => year.parse::<i32>(),
    });
    match year {
        Some(year) => NaiveDate::from_ymd_opt(year.ok()?, month, day).map(WrittenDate::Whole),
        // A leap year, for the 29th of February.
        None => NaiveDate::from_ymd_opt(2024, month, day)
            .map(|_| WrittenDate::WithoutYear { month, day }),
    }
}

const MONTH_NAMES: [&str; 14] = [
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "sept",
    "october",
    "november",
    "december",
    "may",
    "jan",
];

/// The date of a month and a day in the year that brings it near to day 0.
pub fn in_year_of(day0: NaiveDate, month: u32, day: u32) -> Option<NaiveDate> {
    use chrono::Datelike as _;
    let near = |date: &NaiveDate| (-90..275).contains(&(*date - day0).num_days());
    let years = [day0.year() - 1, day0.year(), day0.year() + 1];
    let mut dates = years
        .into_iter()
        .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day));
    dates.find(near)
}
