//! Schedules as people write them, the dates that they give, and random ones.

mod dates;
mod random;
mod spelling;
mod values;
mod vectors;

use super::*;

fn date(text: &str) -> NaiveDate {
    crate::parse_date("date", text).unwrap()
}

fn parsed(text: &str) -> Schedule {
    Schedule::parse(text, FirstDay::Zero).unwrap_or_else(|why| panic!("{text}: {why}"))
}

fn canonical(text: &str) -> String {
    parsed(text).canonical(FirstDay::Zero).to_string()
}

/// Day 0 of the tests, a Monday.
fn monday() -> NaiveDate {
    date("2026-01-05")
}

/// The occasions of the days from 60 days before day 0 to `last`, for an animal of which `facts` is known.
fn occasions(text: &str, last: u64, facts: &ScheduleFacts<'_>) -> Vec<Occasion> {
    let span = |days| chrono::Days::new(days);
    let dates = monday() - span(60)..=monday() + span(last);
    parsed(text).occasions(monday(), dates, facts).collect()
}

/// The days of the first slots.
fn days(text: &str, last: u64) -> Vec<i32> {
    days_with(text, last, &ScheduleFacts::default())
}

fn days_with(text: &str, last: u64, facts: &ScheduleFacts<'_>) -> Vec<i32> {
    let occasions = occasions(text, last, facts).into_iter();
    let first = occasions.filter(|occasion| occasion.slot == 1);
    first.map(|occasion| occasion.day).collect()
}
