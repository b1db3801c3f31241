//! The state of a study on a day: what is to be done next, and what it lacks.
//!
//! What a day asks of its animals is told by the study's work plan, where it has one for that day, else by the rhythm of
//! its readings ([`super::rhythm`]).

use std::sync::Arc;

use chrono::NaiveDate;

use super::day_account::{
    AnimalAccount, Asks, Counts, MeasuringDay, day_account, on_study, was_added,
};
use super::rhythm::{Rhythm, is_read, rhythm, weighs};
use super::work::{asked_on, next_planned};
use domain::{AnimalRecord, StudyRecord, StudyStatus, When, day_of};

/// A study is late for so many days after its last reading, or for twice its usual interval where that is longer. Then
/// it is idle.
const IDLE_DAYS: i64 = 28;

/// What a day of measuring asks of the animals of a study.
pub fn measuring_day(study: &StudyRecord, on: NaiveDate) -> MeasuringDay {
    MeasuringDay {
        on,
        asks: match asked_on(study, on) {
            Some(by_animal) => Asks::Planned(Arc::new(by_animal)),
            None => Asks::OfAll {
                weight: weighs(study, on),
            },
        },
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
    /// Nothing: the study has study days only, and no date is known.
    Undated,
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
    /// The number of animals that are to be measured or weighed next: with a work plan, those of which something is open
    /// today, if it asks for any; else all on study.
    pub asked: usize,
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
    let day0 = study.study.protocol.known_day0();
    let day = day0.map(|day0| day_of(When::on(today), day0));
    let mut schedule = rhythm(study);
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
    if has_no_dates(study) {
        return undated(study, alerts);
    }
    let day_of_measuring = measuring_day(study, today);
    let account = day_account(study, &day_of_measuring);
    let is_planned = matches!(day_of_measuring.asks, Asks::Planned(_));
    if is_planned {
        schedule.next = next_planned(study, today);
    }
    let there = |a: &&AnimalRecord| on_study(a, today) && was_added(a, today);
    let there = study.animals.iter().filter(there).count();
    StudyToday {
        day,
        on_study: there,
        asked: match open_count(&account) {
            open if is_planned && open > 0 => open,
            _ => there,
        },
        last_measured: schedule.last,
        task: task(study, &schedule, &account, there, today),
        lack: lack(study, today),
        alerts,
    }
}

/// Whether no date of an animal of the study is known.
fn has_no_dates(study: &StudyRecord) -> bool {
    let protocol = &study.study.protocol;
    let mut animals = study.animals.iter();
    protocol.day0_assumed && animals.all(|a| a.animal.day0_is_assumed(protocol))
}

/// The state of a study without dates: nothing is due, and nothing late.
fn undated(study: &StudyRecord, alerts: usize) -> StudyToday {
    let there = study.animals.iter().filter(|a| a.disposition.is_none());
    let there = there.count();
    StudyToday {
        on_study: there,
        asked: there,
        task: match there {
            0 if study.animals.is_empty() => Task::AddAnimals,
            0 => Task::NobodyLeft,
            _ => Task::Undated,
        },
        alerts,
        ..StudyToday::default()
    }
}

/// The number of animals of which something is still to be done.
fn open_count(account: &[AnimalAccount]) -> usize {
    let open = account.iter().filter(|a| a.open_parts().next().is_some());
    open.count()
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
    schedule: &Rhythm,
    account: &[AnimalAccount],
    there: usize,
    today: NaiveDate,
) -> Task {
    if study.animals.is_empty() {
        return Task::AddAnimals;
    }
    if there == 0 {
        return Task::NobodyLeft;
    }
    let left = open_count(account);
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
fn task_late(schedule: &Rhythm, next: NaiveDate, today: NaiveDate) -> Task {
    let days = (today - next).num_days();
    let long = schedule.every_days.map(i64::from);
    let long = long.map_or(IDLE_DAYS, |every| IDLE_DAYS.max(2 * every));
    match schedule.last {
        Some(last) if (today - last).num_days() > long => Task::Idle(last),
        _ => Task::Late(next, u32::try_from(days).unwrap_or(u32::MAX)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::testing::{animal, date, disposed, herd, read, study, weighed};

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
                asked: 3,
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
