//! Time to derive the occasions of a year for 1 000 animals in 50 cohorts, and of one day a year after day 0.
//!
//! `cargo bench --bench schedule`. `plan` is a plan of a study: weighed, measured, observed, dosed twice a day in
//! cycles, sampled on listed days. `watch` is an escalating watch of animals with 100 values each.
#![allow(missing_docs, clippy::unwrap_used)]

use std::ops::RangeInclusive;

use chrono::{Days, NaiveDate};
use divan::{Bencher, black_box};
use domain::{FirstDay, Schedule, ScheduleFacts, Watched, WatchedValue};

const ANIMALS: u64 = 1_000;
const COHORTS: u64 = 50;

const PLAN: [&str; 5] = [
    "TIW",
    "Mon, Thu",
    "Mon-Fri",
    "BID 5 on 2 off x4, then Q3W until progression",
    "days 0, 1, 7, 14, 28, 56, 112, 224",
];

fn main() {
    divan::main();
}

fn schedules(texts: &[&str]) -> Vec<Schedule> {
    let parsed = texts
        .iter()
        .map(|text| Schedule::parse(text, FirstDay::Zero));
    parsed.map(Result::unwrap).collect()
}

fn day0(animal: u64) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(2026, 1, 5).unwrap();
    first + Days::new(animal % COHORTS)
}

/// How many occasions all animals have on dates of a range, which is told by day 0 of each.
fn derived(
    schedules: &[Schedule],
    facts: &ScheduleFacts<'_>,
    dates: impl Fn(NaiveDate) -> RangeInclusive<NaiveDate>,
) -> usize {
    let mut count = 0;
    for animal in 0..ANIMALS {
        let day0 = day0(animal);
        for schedule in schedules {
            for occasion in schedule.occasions(day0, dates(day0), facts) {
                black_box(occasion);
                count += 1;
            }
        }
    }
    count
}

fn year(day0: NaiveDate) -> RangeInclusive<NaiveDate> {
    day0..=day0 + Days::new(364)
}

#[divan::bench]
fn plan_of_a_year(bencher: Bencher) {
    let schedules = schedules(&PLAN);
    let facts = ScheduleFacts::default();
    bencher.bench_local(|| derived(&schedules, &facts, year));
}

#[divan::bench]
fn plan_of_a_day_a_year_later(bencher: Bencher) {
    let schedules = schedules(&PLAN);
    let facts = ScheduleFacts::default();
    let day = |day0: NaiveDate| day0 + Days::new(365)..=day0 + Days::new(365);
    bencher.bench_local(|| derived(&schedules, &facts, day));
}

#[divan::bench]
fn watch_of_a_year(bencher: Bencher) {
    let texts = ["2/week; 3/week when volume >= 800; daily when volume >= 1500 or loss >= 15 %"];
    let schedules = schedules(&texts);
    let value = |n: u64| WatchedValue {
        date: day0(0) + Days::new(n),
        of: if n.is_multiple_of(2) {
            Watched::Volume
        } else {
            Watched::Loss
        },
        value: n as f64 * 10.0,
    };
    let values: Vec<WatchedValue> = (0..100).map(value).collect();
    let facts = ScheduleFacts {
        values: &values,
        ..ScheduleFacts::default()
    };
    bencher.bench_local(|| derived(&schedules, &facts, year));
}
