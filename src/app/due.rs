//! What is due: the measuring schedule of a study as its readings show it, and what an animal still lacks on a
//! day.
//!
//! A **measuring day** is a date on which at least half of the animals then on study were read; a tumor that was
//! not measured for a reason counts as read. Half, because single animals are read on other days too, and a few
//! are missed on most days. An animal is on study from its first reading to the day before its disposition; one
//! that was never read counts on the last date only, when its turn may still come.
//!
//! This is no plan: the protocol names no days for readings, and the schedule is inferred from what was done.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, Days, NaiveDate};

use super::day_account::{AnimalAccount, Counts, MeasuringDay, day_account, on_study};
use domain::{AnimalRecord, StudyRecord, StudyStatus, When, day_of};
use stats::descriptive::median;

/// The schedule follows from this many of the last gaps between measuring days: enough for a median, and few
/// enough to follow a change.
const GAPS: usize = 5;

/// A study is late for so many days after its last reading, or for twice its usual interval where that is longer. Then
/// it is idle.
const IDLE_DAYS: i64 = 28;

/// The days on which a study is measured, as far as past days show them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Schedule {
    /// The last measuring day.
    pub last: Option<NaiveDate>,
    /// The median of the last five gaps between measuring days; none with fewer than two gaps.
    pub every_days: Option<u32>,
    /// The next measuring day. A study measured on Mondays and Thursdays has gaps of 3 and 4 days: the gap that
    /// last followed the same weekday counts, else `every_days`.
    pub next: Option<NaiveDate>,
}

/// What a day of measuring asks of the animals of a study: they are weighed if at least half of those read on the last
/// measuring day before were weighed then, or there is no such day.
pub fn measuring_day(study: &StudyRecord, on: NaiveDate) -> MeasuringDay {
    // Entries of later dates change nothing of a day.
    let study = study.until(on);
    let days = measuring_days(&study).into_iter().rev();
    let before = days.into_iter().find(|day| *day < on);
    let weights = before.is_none_or(|day| {
        let read = || study.animals.iter().filter(|a| is_read(a, day));
        let weighed = read().filter(|a| is_weighed(a, day)).count();
        2 * weighed >= read().count()
    });
    MeasuringDay {
        on,
        weights,
        twice: false,
    }
}

/// What is to be done next in a study.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Task {
    /// Nothing: the study is closed.
    #[default]
    Closed,
    /// Animals are to be added.
    AddAnimals,
    /// Nothing: all animals have left.
    NobodyLeft,
    /// Today's measuring has begun.
    Begun {
        /// How far the animals have come.
        counts: Counts,
        /// Animals with something missing.
        left: usize,
        /// The number of these that lack nothing but their body weight.
        unweighed: usize,
    },
    /// All animals are measured today, or skipped for a reason; the next measuring day, if the schedule shows one.
    Done(Counts, Option<NaiveDate>),
    /// The next measuring day has passed, and by how many days.
    Late(NaiveDate, u32),
    /// Nothing was read since this measuring day, for so long that the study is finished or pauses.
    Idle(NaiveDate),
    /// The next measuring day is today.
    Today(NaiveDate),
    /// The next measuring day.
    Later(NaiveDate),
    /// Nothing was read yet.
    First,
    /// Too few measuring days to infer the next one.
    NoSchedule,
}

/// What a study still lacks before its results mean anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// This number of measured animals on study are in no arm, though the study has arms.
    Arms(usize),
    /// Animals are in arms, and no date is day 0.
    Day0,
}

/// The state of a study on a day, for lists.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StudyToday {
    /// The study day.
    pub day: Option<f64>,
    /// The number of animals on study; 0 for a closed study.
    pub on_study: usize,
    /// The last measuring day.
    pub last_measured: Option<NaiveDate>,
    /// What is to be done next.
    pub task: Task,
    /// What else is missing.
    pub lack: Option<Lack>,
    /// The number of limits that animals have reached that have not left the study, closed or not.
    pub alerts: usize,
}

/// The state of a study on a day.
pub fn study_today(study: &StudyRecord, today: NaiveDate) -> StudyToday {
    let day0 = study.study.protocol.day0;
    let day = day0.map(|day0| day_of(When::on(today), day0));
    let schedule = schedule(study);
    let alerts = |animal: &AnimalRecord| animal.open_alerts(&study.study.protocol).len();
    let alerts = study.animals.iter().map(alerts).sum();
    if study.study.status == StudyStatus::Closed {
        return StudyToday {
            day,
            last_measured: schedule.last,
            alerts,
            ..StudyToday::default()
        };
    }
    let account = day_account(study, measuring_day(study, today));
    StudyToday {
        day,
        on_study: account.len(),
        last_measured: schedule.last,
        task: task(study, &schedule, &account, today),
        lack: lack(study, today),
        alerts,
    }
}

/// What an open study lacks.
fn lack(study: &StudyRecord, today: NaiveDate) -> Option<Lack> {
    let there = || study.animals.iter().filter(|a| on_study(a, today));
    let is_measured = |a: &&AnimalRecord| a.tumors.iter().any(|t| !t.readings.is_empty());
    let waiting = there()
        .filter(|a| a.animal.arm.is_none())
        .filter(is_measured);
    let waiting = waiting.count();
    if waiting > 0 && !study.arms.is_empty() {
        return Some(Lack::Arms(waiting));
    }
    let day0 = study.study.protocol.day0;
    let has_day0 = |a: &AnimalRecord| a.animal.cohort.as_ref().is_some_and(|c| c.day0.is_some());
    let without = there().any(|a| a.animal.arm.is_some() && !has_day0(a));
    (day0.is_none() && without).then_some(Lack::Day0)
}

/// What is to be done next in an open study with this account of today.
fn task(
    study: &StudyRecord,
    schedule: &Schedule,
    account: &[AnimalAccount],
    today: NaiveDate,
) -> Task {
    if study.animals.is_empty() {
        return Task::AddAnimals;
    }
    if account.is_empty() {
        return Task::NobodyLeft;
    }
    let left = account.iter().filter(|a| a.open_parts().next().is_some());
    let left = left.count();
    let counts: Counts = account.iter().map(AnimalAccount::outcome).collect();
    let begun = study.animals.iter().any(|a| is_read(a, today));
    match schedule.next {
        next if begun && left == 0 => Task::Done(counts, next),
        _ if begun => Task::Begun {
            counts,
            left,
            unweighed: account.iter().filter(|a| a.misses_weight_alone()).count(),
        },
        Some(next) if next == today => Task::Today(next),
        Some(next) if next > today => Task::Later(next),
        Some(next) => task_late(schedule, next, today),
        None if schedule.last.is_none() => Task::First,
        None => Task::NoSchedule,
    }
}

/// The task of a study whose next measuring day has passed. After a long time without a reading nobody waits for the
/// next one: the study is finished and was not closed, or it pauses.
fn task_late(schedule: &Schedule, next: NaiveDate, today: NaiveDate) -> Task {
    let days = (today - next).num_days();
    let long = schedule.every_days.map(i64::from);
    let long = long.map_or(IDLE_DAYS, |every| IDLE_DAYS.max(2 * every));
    match schedule.last {
        Some(last) if (today - last).num_days() > long => Task::Idle(last),
        _ => Task::Late(next, u32::try_from(days).unwrap_or(u32::MAX)),
    }
}

/// The measuring schedule of a study.
pub fn schedule(study: &StudyRecord) -> Schedule {
    let days = measuring_days(study);
    let days = &days[days.len().saturating_sub(GAPS + 1)..];
    let Some(&last) = days.last() else {
        return Schedule::default();
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
    Schedule {
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
    use domain::testing::{animal, date, disposed, not_measured, read, study, weighed};

    /// Animals with one tumor, read on these days.
    fn herd(n: usize, days: &[i64]) -> Vec<AnimalRecord> {
        let points: Vec<_> = days.iter().map(|day| (*day, 100.0)).collect();
        let one = |i: usize| read(animal(&i.to_string()), "left", &points);
        (0..n).map(one).collect()
    }

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
    fn schedule_follows_the_last_gaps() {
        let schedule = |days: &[i64]| schedule(&study(herd(2, days)));
        assert_eq!(schedule(&[]), Schedule::default());
        let two = schedule(&[0, 3]);
        assert_eq!(
            (two.last, two.every_days, two.next),
            (Some(date(3)), None, None)
        );
        // Day 0 is a Monday: Monday and Thursday.
        let twice_a_week = schedule(&[0, 3, 7, 10, 14]);
        assert_eq!(
            (twice_a_week.every_days, twice_a_week.next),
            (Some(4), Some(date(17)))
        );
        assert_eq!(schedule(&[0, 3, 7, 10]).next, Some(date(14)));
        let slower = schedule(&[0, 2, 4, 6, 8, 10, 17, 24, 31]);
        assert_eq!((slower.every_days, slower.next), (Some(7), Some(date(38))));
    }

    #[test]
    fn measured_animals_without_an_arm_wait_for_the_draw() {
        let mut record = study(herd(3, &[0, 3, 7]));
        record.animals.push(animal("9"));
        let lack = |record: &StudyRecord| study_today(record, date(8)).lack;
        // Without arms nobody knows that there will be some.
        assert_eq!(lack(&record), None);
        record.arms = vec![domain::testing::arm("Vehicle", true)];
        assert_eq!(lack(&record), Some(Lack::Arms(3)));
        let arm = record.arms[0].id;
        for animal in &mut record.animals {
            animal.animal.arm = Some(arm);
        }
        assert_eq!(lack(&record), None);
        record.study.protocol.day0 = None;
        assert_eq!(lack(&record), Some(Lack::Day0));
    }

    #[test]
    fn pulse_counts_animals_and_the_next_day() {
        let mut record = study(herd(4, &[0, 3, 7, 10]));
        record.study.protocol.limit_tumor_volume_mm3 = Some(100.0);
        record.animals[3] = disposed(record.animals[3].clone(), 10);
        let quiet = study_today(&record, date(12));
        assert_eq!(
            quiet,
            StudyToday {
                day: Some(12.0),
                on_study: 3,
                last_measured: Some(date(10)),
                task: Task::Later(date(14)),
                lack: None,
                alerts: 3,
            }
        );
        let late = study_today(&record, date(16));
        assert_eq!(late.task, Task::Late(date(14), 2));
        assert_eq!(study_today(&record, date(14)).task, Task::Today(date(14)));
        // 28 days after its last reading, a study is idle.
        assert_eq!(
            study_today(&record, date(38)).task,
            Task::Late(date(14), 24)
        );
        assert_eq!(study_today(&record, date(39)).task, Task::Idle(date(10)));
        record.animals[0] = read(record.animals[0].clone(), "left", &[(12, 100.0)]);
        let begun = study_today(&record, date(12));
        let task = |done, partly, unweighed| Task::Begun {
            counts: Counts {
                done,
                partly,
                skipped: 0,
                not_begun: 3 - done - partly,
            },
            left: 3 - done,
            unweighed,
        };
        assert_eq!(begun.task, task(1, 0, 0));
        // In a study that weighs, an animal read today can lack its weight alone.
        let mut weighed_herd = record.clone();
        for animal in &mut weighed_herd.animals {
            *animal = weighed(animal.clone(), &[(10, 20.0)]);
        }
        assert_eq!(study_today(&weighed_herd, date(12)).task, task(0, 1, 1));
        for animal in &mut record.animals[1..3] {
            *animal = read(animal.clone(), "left", &[(12, 100.0)]);
        }
        assert!(matches!(
            study_today(&record, date(12)).task,
            Task::Done(Counts { done: 3, .. }, Some(_))
        ));
        let new = study(vec![animal("1")]);
        assert_eq!(study_today(&new, date(12)).task, Task::First);
        assert_eq!(
            study_today(&study(herd(2, &[0, 3])), date(5)).task,
            Task::NoSchedule
        );
        assert_eq!(
            study_today(&study(Vec::new()), date(5)).task,
            Task::AddAnimals
        );
        record.study.status = StudyStatus::Closed;
        record.study.protocol.limit_tumor_volume_mm3 = Some(50.0);
        let closed = study_today(&record, date(16));
        assert_eq!((closed.on_study, closed.task), (0, Task::Closed));
        // Closing a study helps no animal.
        assert!(closed.alerts > 0);
    }
}
