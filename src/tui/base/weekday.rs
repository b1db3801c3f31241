//! How the screens write a date that people plan by: with its day of the week.

use chrono::NaiveDate;

/// `Thu 2026-01-22`.
pub fn with_weekday(date: NaiveDate) -> String {
    date.format("%a %Y-%m-%d").to_string()
}
