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
    /// The number of a day or of a date: `Day 3 (Nov 2026)`.
    DayOrDate,
}

impl WrittenDate {
    /// The dates that it can be, for a study whose day 0 is near.
    pub fn readings(self, text: &str, day0: Option<NaiveDate>) -> Vec<NaiveDate> {
        match self {
            Self::Whole(date) => vec![date],
            Self::WithoutYear { month, day } => {
                let date = day0.and_then(|day0| in_year_of(day0, month, day));
                date.into_iter().collect()
            }
            Self::UnknownOrder => in_both_orders(text, day0),
            Self::DayOrDate => Vec::new(),
        }
    }
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// The longest heading that is searched for a date, in characters.
const LONGEST: usize = 80;

/// Words for a study day.
const DAY_WORDS: [&str; 14] = [
    "d", "day", "days", "tag", "tage", "jour", "jours", "día", "días", "dia", "dias", "giorno",
    "giorni", "dag",
];

/// Whether a word in lower case names a study day.
pub fn is_day_word(word: &str) -> bool {
    DAY_WORDS.contains(&word)
}

/// Whether a word in lower case names a week.
pub fn is_week(word: &str) -> bool {
    matches!(word, "week" | "weeks" | "wk" | "wks")
}

/// Where the number behind a word for a day or week stands: `Day 3`, `D7`. Not that of a date: `Day 1/5/26`.
pub fn numbered_day(lower: &str) -> Option<std::ops::Range<usize>> {
    let bounds = bounds_of(lower);
    bounds.windows(2).find_map(|pair| {
        let [word, number] = [&lower[pair[0].0..pair[0].1], &lower[pair[1].0..pair[1].1]];
        let joint = &lower[pair[0].1..pair[1].0];
        let is_joined = joint
            .chars()
            .all(|c| matches!(c, ' ' | '_' | '-' | '+' | '.' | ':' | '#'));
        let is_day = number.bytes().all(|b| b.is_ascii_digit()) && number.len() <= 4;
        if !(is_day_word(word) || is_week(word)) || !is_joined || !is_day {
            return None;
        }
        let run = |text: &str| {
            text.find(|c: char| !c.is_ascii_digit())
                .unwrap_or(text.len())
        };
        let mut end = pair[1].1;
        if let Some(fraction) = lower[end..].strip_prefix('.').map(run).filter(|n| *n > 0) {
            end += 1 + fraction;
        }
        let mut behind = lower[end..].chars();
        let is_of_date = matches!(behind.next(), Some('.' | '/' | '-' | '_'))
            && behind.next().is_some_and(|c| c.is_ascii_digit())
            && number_of_date(&lower[pair[1].0..]);
        (!is_of_date).then_some(pair[1].0..end)
    })
}

/// Whether a text begins with numbers that are a date together.
fn number_of_date(text: &str) -> bool {
    let is_of_numbers = |c: char| c.is_ascii_digit() || matches!(c, '.' | '/' | '-' | '_');
    let end = text.find(|c| !is_of_numbers(c)).unwrap_or(text.len());
    let numbers = text[..end].trim_end_matches(|c: char| !c.is_ascii_digit());
    by_numbers(numbers).is_some()
}

/// The first date in a heading, and the heading without it. The number of a day is no part of the date beside it.
pub fn date_in(text: &str, format: Option<&DateFormat>) -> Option<(WrittenDate, String)> {
    let Some(number) = numbered_day(text).filter(|_| text.len() <= LONGEST) else {
        return any_date_in(text, format);
    };
    let (day, beside) = text.split_at(number.end);
    if let Some((date, rest)) = any_date_in(beside, format) {
        return Some((date, format!("{day} {rest}")));
    }
    let before = any_date_in(&text[..number.start], format);
    if let Some((date, rest)) = before {
        return Some((date, format!("{rest}{}", &text[number.start..])));
    }
    let found = any_date_in(text, format)?;
    // `Day 3 (Nov 2026)`: the month may be that of a date, or stand beside a day.
    let names_month = bounds_of(beside)
        .iter()
        .any(|&(start, end)| by_name_of_month(&format!("1 {}", &beside[start..end])).is_some());
    match names_month && format.is_none() {
        true => Some((WrittenDate::DayOrDate, found.1)),
        false => Some(found),
    }
}

fn any_date_in(text: &str, format: Option<&DateFormat>) -> Option<(WrittenDate, String)> {
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

/// The dates that numbers with marks between can be, with the day or the month first.
fn in_both_orders(text: &str, day0: Option<NaiveDate>) -> Vec<NaiveDate> {
    let is_of_numbers = |c: char| c.is_ascii_digit() || matches!(c, '.' | '/' | '-');
    let runs = text.split(|c| !is_of_numbers(c));
    let dates = |run: &str| -> Vec<NaiveDate> {
        let numbers = run.split(['.', '/', '-']).map(str::parse);
        let numbers: Vec<u32> = numbers.collect::<Result<_, _>>().unwrap_or_default();
        let in_year = |year: Option<u32>, month: u32, day: u32| match year {
            Some(year) => {
                let year = if year < 100 { 2000 + year } else { year };
                NaiveDate::from_ymd_opt(year as i32, month, day)
            }
            None => in_year_of(day0?, month, day),
        };
        let (a, b, year) = match *numbers.as_slice() {
            [a, b] => (a, b, None),
            [a, b, year] => (a, b, Some(year)),
            _ => return Vec::new(),
        };
        let both = [in_year(year, a, b), in_year(year, b, a)];
        both.into_iter().flatten().collect()
    };
    runs.map(dates)
        .find(|dates| !dates.is_empty())
        .unwrap_or_default()
}

/// `5 Jan 2026`, `Jan 5`, `05-Jan-26`.
fn by_name_of_month(text: &str) -> Option<WrittenDate> {
    // `7 (Jan 12)` is a number and a date.
    if text.contains(['(', ')', '[', ']', '{', '}']) {
        return None;
    }
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
