//! The rhythm in which a study is measured, as its readings show it.
//!
//! A **measuring day** is a date on which at least half of the animals then on study were read; a tumor that was
//! not measured for a reason counts as read. Half, because single animals are read on other days too, and a few
//! are missed on most days. An animal is on study from its first reading to the day before its disposition; one
//! that was never read counts on the last date only, when its turn may still come.
//!
//! This is no plan: it is inferred from what was done. Where a study has a work plan, that counts ([`super::work`]).

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, Days, NaiveDate};

use domain::{AnimalRecord, StudyRecord};
use stats::descriptive::median;

/// The rhythm follows from this many of the last gaps between measuring days: enough for a median, and few
/// enough to follow a change.
const GAPS: usize = 5;

/// The days on which a study is measured, as far as past days show them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rhythm {
    /// The last measuring day.
    pub last: Option<NaiveDate>,
    /// The median of the last five gaps between measuring days; none with fewer than two gaps.
    pub every_days: Option<u32>,
    /// The next measuring day. A study measured on Mondays and Thursdays has gaps of 3 and 4 days: the gap that
    /// last followed the same weekday counts, else `every_days`.
    pub next: Option<NaiveDate>,
}

/// Whether animals are weighed on a day as a rule: at least half of those that were read on the last measuring day before
/// were weighed then, or there is no such day.
pub fn weighs(study: &StudyRecord, on: NaiveDate) -> bool {
    // Entries of later dates change nothing of a day.
    let study = study.until(on);
    let days = measuring_days(&study).into_iter().rev();
    let before = days.into_iter().find(|day| *day < on);
    before.is_none_or(|day| {
        let read = || study.animals.iter().filter(|a| is_read(a, day));
        let weighed = read().filter(|a| is_weighed(a, day)).count();
        2 * weighed >= read().count()
    })
}

/// The measuring rhythm of a study.
pub fn rhythm(study: &StudyRecord) -> Rhythm {
    let days = measuring_days(study);
    let days = &days[days.len().saturating_sub(GAPS + 1)..];
    let Some(&last) = days.last() else {
        return Rhythm::default();
    };
    let gaps: Vec<(chrono::Weekday, u64)> = days
        .windows(2)
        .map(|pair| {
            (
                pair[0].weekday(),
                (pair[1] - pair[0]).num_days().unsigned_abs(),
            )
        })
        .collect();
    let lengths: Vec<f64> = gaps.iter().map(|(_, days)| *days as f64).collect();
    let usual = median(&lengths).filter(|_| gaps.len() >= 2);
    let every_days = usual.map(|days| days.round() as u32);
    let same_weekday = gaps.iter().rev().find(|(day, _)| *day == last.weekday());
    let next = every_days.and_then(|every| {
        let gap = same_weekday.map_or(every.into(), |(_, days)| *days);
        last.checked_add_days(Days::new(gap))
    });
    Rhythm {
        last: Some(last),
        every_days,
        next,
    }
}

/// The measuring days of a study, ascending: those on which at least half of the animals were read that were there.
pub fn measuring_days(study: &StudyRecord) -> Vec<NaiveDate> {
    let attended: Vec<Vec<NaiveDate>> = study.animals.iter().map(dates).collect();
    let mut read: BTreeMap<NaiveDate, usize> = BTreeMap::new();
    for date in attended.iter().flatten() {
        *read.entry(*date).or_default() += 1;
    }
    let Some(last) = read.keys().next_back().copied() else {
        return Vec::new();
    };
    let there = there(study, &attended, last);
    let days = read.iter().filter(|(date, n)| 2 * **n >= there(**date));
    days.map(|(date, _)| *date).collect()
}

/// How many animals were there on a date on which any was read: those that had been read by then and had not left, and
/// those that were read on that date though they had left. An animal that was never read counts on the last date.
///
/// The dates on which animals come and leave are sorted once; to ask every animal for every date would take a study of
/// many animals and dates too long.
fn there(
    study: &StudyRecord,
    attended: &[Vec<NaiveDate>],
    last: NaiveDate,
) -> impl Fn(NaiveDate) -> usize {
    let (mut come, mut left) = (Vec::new(), Vec::new());
    let mut read_after: HashMap<NaiveDate, usize> = HashMap::new();
    for (animal, dates) in study.animals.iter().zip(attended) {
        let first = dates.first().copied().unwrap_or(last);
        come.push(first);
        if let Some(disposition) = &animal.disposition {
            let on = disposition.when.date;
            left.push(on.max(first));
            for date in dates.iter().filter(|date| **date >= on) {
                *read_after.entry(*date).or_default() += 1;
            }
        }
    }
    come.sort_unstable();
    left.sort_unstable();
    move |on| {
        let until = |dates: &[NaiveDate]| dates.partition_point(|date| *date <= on);
        until(&come) - until(&left) + read_after.get(&on).copied().unwrap_or_default()
    }
}

/// The dates on which an animal was read, ascending.
fn dates(animal: &AnimalRecord) -> Vec<NaiveDate> {
    let readings = animal.tumors.iter().flat_map(|t| &t.readings);
    let mut dates: Vec<_> = readings.map(|r| r.when.date).collect();
    dates.sort_unstable();
    dates.dedup();
    dates
}

/// Whether any tumor of an animal was read on that day.
pub(super) fn is_read(animal: &AnimalRecord, on: NaiveDate) -> bool {
    let mut readings = animal.tumors.iter().flat_map(|t| &t.readings);
    readings.any(|r| r.when.date == on)
}

fn is_weighed(animal: &AnimalRecord, on: NaiveDate) -> bool {
    animal.weighings.iter().any(|w| w.when.date == on)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::testing::{animal, date, disposed, herd, not_measured, read, study};

    #[test]
    fn measuring_day_needs_half_of_the_animals_on_study() {
        let mut animals = herd(4, &[0, 3]);
        animals[0] = read(animals[0].clone(), "left", &[(4, 100.0)]);
        for i in [0, 1] {
            animals[i] = read(animals[i].clone(), "left", &[(7, 100.0)]);
        }
        animals[2] = disposed(animals[2].clone(), 8);
        animals[0] = read(animals[0].clone(), "left", &[(10, 100.0)]);
        animals[1] = not_measured(animals[1].clone(), "left", 10);
        // Day 4: 1 of 4; day 7: 2 of 4; day 10: 2 of 3.
        let days = |animals: &[AnimalRecord]| measuring_days(&study(animals.to_vec()));
        assert_eq!(days(&animals), [0, 3, 7, 10].map(date));
        // New animals do not count on days before their first reading, but they do on the last one.
        animals.extend((10..13).map(|i| animal(&i.to_string())));
        assert_eq!(days(&animals), [0, 3, 7].map(date));
        assert!(days(&[]).is_empty());
    }

    #[test]
    fn rhythm_follows_the_last_gaps() {
        let rhythm = |days: &[i64]| rhythm(&study(herd(2, days)));
        assert_eq!(rhythm(&[]), Rhythm::default());
        let two = rhythm(&[0, 3]);
        assert_eq!(
            (two.last, two.every_days, two.next),
            (Some(date(3)), None, None)
        );
        // Day 0 is a Monday: Monday and Thursday.
        let twice_a_week = rhythm(&[0, 3, 7, 10, 14]);
        assert_eq!(
            (twice_a_week.every_days, twice_a_week.next),
            (Some(4), Some(date(17)))
        );
        assert_eq!(rhythm(&[0, 3, 7, 10]).next, Some(date(14)));
        let slower = rhythm(&[0, 2, 4, 6, 8, 10, 17, 24, 31]);
        assert_eq!((slower.every_days, slower.next), (Some(7), Some(date(38))));
    }
}
