//! Headings that name a day: `7`, `-1`, `Day 7`, `D7 L`, `TV_7`, `BW day 7`, 2026-01-22.

use chrono::NaiveDate;

use super::field::Field;
use super::heading::without_units;
use domain::{MAX_DAY, parse_date};

/// When the values of a column were taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ColumnTime {
    /// A study day.
    Day(f64),
    /// A date.
    Date(NaiveDate),
}

/// A heading that names a day, and perhaps a quantity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DayHeading {
    /// The day or date.
    pub time: ColumnTime,
    /// The quantity; none if the heading names nothing but the day.
    pub field: Option<Field>,
    /// Whether a hyphen follows a word, as in `Day-7`: it may be a minus sign or not.
    hyphened: bool,
}

/// The columns whose headings name a day: `(column, heading)`.
///
/// `Day-7` can be day 7 or day −7. If such days ascend when read without a sign (`Day-0`, `Day-3`, `Day-7`), the hyphen
/// only joins; else it is a minus, as in `D-1`, `D0`, `D3`: columns are in the order of time.
pub fn day_headings(headings: &[String]) -> Vec<(usize, DayHeading)> {
    let mut found: Vec<(usize, DayHeading)> = headings
        .iter()
        .enumerate()
        .filter_map(|(column, heading)| Some((column, read(heading)?)))
        .collect();
    let hyphened: Vec<f64> = found
        .iter()
        .filter(|(_, heading)| heading.hyphened)
        .filter_map(|(_, heading)| match heading.time {
            ColumnTime::Day(day) => Some(day.abs()),
            ColumnTime::Date(_) => None,
        })
        .collect();
    let counts_up = hyphened.is_sorted() && hyphened.first() < hyphened.last();
    if counts_up {
        for (_, heading) in found.iter_mut().filter(|(_, h)| h.hyphened) {
            if let ColumnTime::Day(day) = &mut heading.time {
                *day = day.abs();
            }
        }
    }
    found
}

fn read(heading: &str) -> Option<DayHeading> {
    let heading = heading.trim();
    if let Ok(date) = parse_date("date", heading) {
        return Some(DayHeading {
            time: ColumnTime::Date(date),
            field: None,
            hyphened: false,
        });
    }
    let lower = without_units(heading);
    let start = lower.find(|c: char| c.is_ascii_digit())?;
    let end = start
        + lower[start..]
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(lower.len() - start);
    let (before, after) = (&lower[..start], &lower[end..]);
    let number: f64 = lower[start..end].trim_end_matches('.').parse().ok()?;
    let (words, negative, hyphened) = sign(before)?;
    let field = words_mean(&words, after)?;
    let day = if negative { -number } else { number };
    (number <= MAX_DAY).then_some(DayHeading {
        time: ColumnTime::Day(day),
        field,
        hyphened,
    })
}

/// The words before a number, whether it has a minus, and whether that could be a hyphen.
fn sign(before: &str) -> Option<(String, bool, bool)> {
    let Some(rest) = before.strip_suffix(['-', '−']) else {
        return Some((before.trim_end_matches('+').to_owned(), false, false));
    };
    match rest.chars().last() {
        None => Some((String::new(), true, false)),
        Some(c) if c.is_alphabetic() => {
            // `TV-7` joins a quantity and a day; `D-7` may mean either.
            let after_day = rest.ends_with("day") || rest.ends_with('d');
            Some((rest.to_owned(), after_day, after_day))
        }
        Some(c) if c.is_whitespace() || c == '_' => Some((rest.to_owned(), true, false)),
        Some(_) => None,
    }
}

/// The quantity that the words around a number name, if any; none at all if they are more than a word for day and one
/// quantity.
fn words_mean(before: &str, after: &str) -> Option<Option<Field>> {
    let is_joint = |c: char| c.is_whitespace() || matches!(c, '_' | '-' | '.' | ':' | '/');
    let mut field = None;
    let mut take = |text: &str| -> Option<()> {
        for word in text.split(is_joint).filter(|w| !w.is_empty()) {
            if matches!(word, "d" | "day" | "study" | "tumor" | "tumour" | "body") {
                continue;
            }
            let quantity = quantity(word)?;
            if field.replace(quantity).is_some() {
                return None;
            }
        }
        Some(())
    };
    take(before)?;
    take(after)?;
    Some(field)
}

fn quantity(word: &str) -> Option<Field> {
    match Field::meant_by(word)? {
        (
            field @ (Field::Length | Field::Width | Field::Height | Field::Volume | Field::Weight),
            _,
        ) => Some(field),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(headings: &[&str]) -> Vec<(f64, Option<Field>)> {
        let headings: Vec<String> = headings.iter().map(|h| (*h).to_owned()).collect();
        day_headings(&headings)
            .into_iter()
            .filter_map(|(_, heading)| match heading.time {
                ColumnTime::Day(day) => Some((day, heading.field)),
                ColumnTime::Date(_) => None,
            })
            .collect()
    }

    #[test]
    fn day_headings_have_many_spellings() {
        for (heading, day) in [
            ("0", 0.0),
            ("7", 7.0),
            ("-1", -1.0),
            ("3.5", 3.5),
            ("Day 7", 7.0),
            ("day7", 7.0),
            ("D7", 7.0),
            ("d_7", 7.0),
            ("Day -1", -1.0),
            ("D-1", -1.0),
        ] {
            assert_eq!(days(&[heading]), [(day, None)], "{heading}");
        }
    }

    #[test]
    fn quantities_stand_before_or_after() {
        for (heading, field) in [
            ("D7 L", Field::Length),
            ("L_7", Field::Length),
            ("W7", Field::Width),
            ("TV day 7", Field::Volume),
            ("TV-7", Field::Volume),
            ("BW_7", Field::Weight),
            ("Day 7 weight (g)", Field::Weight),
        ] {
            assert_eq!(days(&[heading]), [(7.0, Some(field))], "{heading}");
        }
    }

    #[test]
    fn a_hyphen_is_a_minus_only_where_days_do_not_count_up() {
        let plain =
            |headings: &[&str]| -> Vec<f64> { days(headings).iter().map(|d| d.0).collect() };
        assert_eq!(plain(&["Day-0", "Day-3", "Day-7"]), [0.0, 3.0, 7.0]);
        assert_eq!(plain(&["D-7", "D-1", "D0", "D3"]), [-7.0, -1.0, 0.0, 3.0]);
    }

    #[test]
    fn other_headings_are_not_days() {
        for heading in [
            "animal",
            "dose 3",
            "X7Y",
            "4000",
            "7 8",
            "tumor_type",
            "g7",
            "1_71",
            "L W 7",
            "",
        ] {
            assert!(days(&[heading]).is_empty(), "{heading}");
        }
    }
}
