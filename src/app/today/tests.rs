//! The work of a date is the same, whether all of a study is read or as much as is needed.

use chrono::NaiveTime;
use uuid::{Builder, Uuid};

use super::*;
use crate::work::planned;
use domain::testing::{animal, date, disposed, label, not_measured, read, study, weighed};
use domain::{AnimalId, Cohort, CohortId, FirstDay, Schedule, TumorId, Whom, WorkLine, WorkLineId};
use store::{Authorship, Operation, Store, fresh_id};

/// Numbers that look random, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.0 >> 33) % limit
    }

    fn day(&mut self) -> i64 {
        self.below(24) as i64 - 2
    }

    /// Ascending study days.
    fn days(&mut self) -> Vec<i64> {
        (-2..22).filter(|_| self.below(5) == 0).collect()
    }

    /// An id that is made on some day of the study.
    fn id(&mut self) -> Uuid {
        let made = date(self.day()).and_time(NaiveTime::MIN).and_utc();
        let millis = u64::try_from(made.timestamp_millis()).unwrap();
        let random = [
            self.below(1 << 30).to_be_bytes(),
            self.below(1 << 30).to_be_bytes(),
        ]
        .concat();
        Builder::from_unix_timestamp_millis(millis, random[6..].try_into().unwrap()).into_uuid()
    }
}

/// A study of a few animals, each made, read, weighed and left on days by chance.
fn random_study(numbers: &mut Numbers) -> StudyRecord {
    let cohort = Cohort {
        id: CohortId(fresh_id()),
        name: label("second"),
        day0: Some(date(4)),
    };
    let animals = (0..12).map(|n| {
        let mut animal = animal(&n.to_string());
        for site in ["left", "right"]
            .into_iter()
            .take(numbers.below(3) as usize)
        {
            let days: Vec<(i64, f64)> = numbers.days().iter().map(|day| (*day, 100.0)).collect();
            animal = read(animal, site, &days);
            animal = not_measured(animal, site, 22);
        }
        let days: Vec<(i64, f64)> = numbers.days().iter().map(|day| (*day, 20.0)).collect();
        animal = weighed(animal, &days);
        if numbers.below(4) == 0 {
            animal = disposed(animal, numbers.day());
        }
        if numbers.below(3) == 0 {
            animal.animal.cohort = Some(cohort.clone());
        }
        animal.animal.id = AnimalId(numbers.id());
        for tumor in &mut animal.tumors {
            tumor.tumor.id = TumorId(numbers.id());
            tumor
                .readings
                .iter_mut()
                .for_each(|reading| reading.id.0 = fresh_id());
        }
        animal
            .weighings
            .iter_mut()
            .for_each(|weighing| weighing.id.0 = fresh_id());
        animal
    });
    let animals = animals.collect();
    let schedules = [
        "BIW",
        "QW",
        "days 0, 3, 7",
        "Mon, Thu",
        "day 5",
        "QD until day 9",
        "QD if loss > 5%",
    ];
    let lines = (0..1 + numbers.below(3)).map(|n| WorkLine {
        id: WorkLineId(fresh_id()),
        number: n as u32 + 1,
        kind: [WorkKind::Weigh, WorkKind::Measure, WorkKind::TakeDown][numbers.below(3) as usize],
        whom: Whom::All,
        schedule: Schedule::parse(schedules[numbers.below(7) as usize], FirstDay::Zero).unwrap(),
        starts_on: date(numbers.day()),
        ends_on: None,
        note: None,
        regimen: None,
    });
    StudyRecord {
        work_lines: lines.collect(),
        cohorts: vec![cohort],
        ..study(animals)
    }
}

fn write(op: &Operation<'_>, record: &StudyRecord) {
    let study = record.study.id;
    op.insert_study(&record.study).unwrap();
    record
        .cohorts
        .iter()
        .for_each(|cohort| op.insert_cohort(study, cohort).unwrap());
    for animal in &record.animals {
        let id = animal.animal.id;
        op.insert_animal(study, &animal.animal).unwrap();
        for tumor in &animal.tumors {
            op.insert_tumor(id, &tumor.tumor).unwrap();
            let readings = tumor.readings.iter();
            readings.for_each(|reading| op.insert_entry(tumor.tumor.id, reading).unwrap());
        }
        animal
            .weighings
            .iter()
            .for_each(|weighing| op.insert_entry(id, weighing).unwrap());
        let left = animal.disposition.iter();
        left.for_each(|left| op.insert_disposition(id, left).unwrap());
    }
    record
        .work_lines
        .iter()
        .for_each(|line| op.insert_work_line(study, line).unwrap());
}

#[test]
fn calendar_of_a_range_is_that_of_its_dates() {
    let mut planned_dates = 0;
    for seed in 0..40 {
        let record = random_study(&mut Numbers(seed));
        let whole = planned(&record, date(-3), 30);
        let dates = (-3..27).flat_map(|day| planned(&record, date(day), 1));
        assert_eq!(whole, dates.collect::<Vec<_>>(), "seed {seed}");
        planned_dates += whole.len();
        // What is planned for a date that has come is due or done then; not what animals that left missed.
        for work in whole.iter().filter(|work| work.kind != WorkKind::TakeDown) {
            let events = work_on(&record, work.date).into_iter();
            let asked = events.filter(|event| event.line.kind == work.kind);
            let asked = asked.filter(|event| event.planned_on == work.date).count();
            assert!(asked <= work.animals, "seed {seed}: {work:?}, {asked}");
        }
    }
    assert!(planned_dates > 200, "{planned_dates}");
}

#[test]
fn part_of_a_study_gives_the_rows_of_the_whole() {
    let dir = tempfile::tempdir().unwrap();
    let (mut rows, mut parts) = (0, 0);
    for seed in 0..24 {
        let record = random_study(&mut Numbers(seed));
        let path = dir.path().join(format!("{seed}.db"));
        let mut store = Store::create_or_open(&path).unwrap();
        let authorship = Authorship::new(&label("A"), "import", None);
        let op = store.begin(&authorship).unwrap();
        write(&op, &record);
        op.commit().unwrap();
        drop(store);
        let notebook = Notebook::open(&path, label("A")).unwrap();
        let whole = notebook.study("study").unwrap();
        for day in -3..26 {
            for now in [day, day - 2] {
                let (on, now) = (date(day), date(now));
                let expected = in_order(on, rows_of(&whole, on, now));
                let found = notebook.today(on, now, None).unwrap();
                assert_eq!(
                    found, expected,
                    "seed {seed}, day {day}, {:?}",
                    whole.work_lines
                );
                rows += found.rows.len();
                parts += usize::from(matches!(needed(&whole, on, now), Needed::Since(_)));
            }
        }
    }
    assert!(
        rows > 200 && parts > 200,
        "{rows} rows, {parts} studies read in part"
    );
}
