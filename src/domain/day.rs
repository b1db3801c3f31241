//! When something was observed, and which study day that was.

use chrono::{Days, NaiveDate};

use super::Invalid;

/// The farthest study day from day 0, in either direction.
pub const MAX_DAY: f64 = 3650.0;

/// What study days of a study without dates count from. It is stored, since entries have dates, and never shown.
pub const UNDATED_DAY0: NaiveDate = NaiveDate::from_ymd_opt(1950, 1, 1).expect("a date");

/// When something was observed: a date, and the part of a day that a source with fractional days
/// gave beyond it (0 otherwise). Entries of the same moment are repeats. The clock time of an entry is no
/// part of it: two looks a minute apart belong to one day, and the second is a repeat of the first. Times of
/// recording are the store's.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct When {
    /// The calendar date.
    pub date: NaiveDate,
    /// 0 inclusive to 1 exclusive.
    pub day_part: f64,
}

impl When {
    /// A whole day.
    pub fn on(date: NaiveDate) -> Self {
        Self {
            date,
            day_part: 0.0,
        }
    }
}

/// The study day of a moment: days since day 0, negative before it.
pub fn day_of(when: When, day0: NaiveDate) -> f64 {
    (when.date - day0).num_days() as f64 + when.day_part
}

/// The moment of a study day; the inverse of [`day_of`].
///
/// Refuses days farther than [`MAX_DAY`] from day 0.
pub fn when_of(day: f64, day0: NaiveDate) -> Result<When, Invalid> {
    let refuse = |why: &str, hint: &str| Err(Invalid::new("day", day, why, hint));
    if !day.is_finite() || day.abs() > MAX_DAY {
        return refuse(
            &format!("is not within {MAX_DAY} days of day 0"),
            "study days count from the study's day 0",
        );
    }
    // Just below a whole day, the part that is left may round to a whole day itself.
    let (whole, day_part) = match day - day.floor() {
        part if part < 1.0 => (day.floor(), part),
        _ => (day.floor() + 1.0, 0.0),
    };
    let distance = Days::new(whole.abs() as u64);
    let date = if whole < 0.0 {
        day0.checked_sub_days(distance)
    } else {
        day0.checked_add_days(distance)
    };
    match date {
        Some(date) => Ok(When { date, day_part }),
        None => refuse("is outside the calendar", "check the study's day 0"),
    }
}

/// Reads a date written as 2026-01-22.
pub fn parse_date(field: &'static str, text: &str) -> Result<NaiveDate, Invalid> {
    let text = text.trim();
    let refuse = |why: &str| Err(Invalid::new(field, text, why, "write it as 2026-01-22"));
    match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        Ok(date) if (1900..=2200).contains(&chrono::Datelike::year(&date)) => Ok(date),
        Ok(_) => refuse("is not between the years 1900 and 2200"),
        Err(_) => refuse("is not a date"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        parse_date("date", text).unwrap()
    }

    #[test]
    fn days_and_dates_invert() {
        let day0 = date("2026-01-05");
        for day in [0.0, 17.0, -1.0, -125.0, 3.3, -0.5, 404.0] {
            assert_eq!(day_of(when_of(day, day0).unwrap(), day0), day);
        }
        assert_eq!(when_of(-1e-141, day0).unwrap(), When::on(day0));
        assert_eq!(when_of(17.0, day0).unwrap().date, date("2026-01-22"));
    }

    #[test]
    fn absurd_days_and_dates_are_refused() {
        let day0 = date("2026-01-05");
        for day in [f64::NAN, f64::INFINITY, 1e9, -4000.0] {
            assert!(when_of(day, day0).is_err());
        }
        for text in ["", "22.1.2026", "2026-13-01", "26-01-01", "0001-01-01"] {
            assert!(parse_date("date", text).is_err(), "{text}");
        }
    }
}
