//! Time until the work of a date over all studies is known.
//!
//! `cargo bench --bench today`. 20 open studies (each takes 14 MB, and the time grows with their number) of 1 000 animals in 200 cages, each animal with 10 readings and 10
//! weighings, twice a week. In `planned` each has a work plan, by which animals are weighed and measured twice a week; in
//! `following` one line follows what is found, so that all of each study is read.
#![allow(missing_docs, clippy::unwrap_used)]

use app::Notebook;
use chrono::{Days, NaiveDate};
use divan::Bencher;
use domain::{
    Animal, AnimalId, Blinding, BodyWeight, Cage, CageId, Dated, FirstDay, Label, Observation,
    Protocol, ReadingId, Schedule, Study, StudyId, StudyStatus, Tumor, TumorFinding, TumorId,
    WeighingId, When, Whom, WorkKind, WorkLine, WorkLineId,
};
use store::{Authorship, Operation, Store, fresh_id};
use tempfile::TempDir;

const STUDIES: usize = 20;
const ANIMALS: usize = 1000;
/// Study days of readings and weighings.
const DAYS: [u64; 10] = [0, 3, 7, 10, 14, 17, 21, 24, 28, 31];
/// The study day of the question.
const ASKED: u64 = 35;

fn main() {
    divan::main();
}

fn label(text: &str) -> Label {
    Label::new("name", text).unwrap()
}

fn on(day: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 5).unwrap() + Days::new(day)
}

fn study(op: &Operation<'_>, name: &str, schedule: &str) {
    let study = Study {
        id: StudyId(fresh_id()),
        name: label(name),
        status: StudyStatus::Open,
        blinding: Blinding::Open,
        protocol: Protocol {
            day0: Some(on(0)),
            ..Protocol::default()
        },
    };
    op.insert_study(&study).unwrap();
    let mut cage = None;
    for n in 0..ANIMALS {
        if n.is_multiple_of(5) {
            let new = Cage::new(CageId(fresh_id()), label(&format!("C{n}")));
            op.insert_cage(study.id, &new).unwrap();
            cage = Some(new.id);
        }
        let mut animal = Animal::new(AnimalId(fresh_id()), label(&format!("A{n}")));
        animal.cage = cage;
        op.insert_animal(study.id, &animal).unwrap();
        observe(op, animal.id);
    }
    for (number, kind) in [(1, WorkKind::Weigh), (2, WorkKind::Measure)] {
        let line = WorkLine {
            id: WorkLineId(fresh_id()),
            number,
            kind,
            whom: Whom::All,
            schedule: Schedule::parse(schedule, FirstDay::Zero).unwrap(),
            starts_on: on(0),
            ends_on: None,
            note: None,
            regimen: None,
        };
        op.insert_work_line(study.id, &line).unwrap();
    }
}

fn observe(op: &Operation<'_>, animal: AnimalId) {
    let tumor = Tumor {
        id: TumorId(fresh_id()),
        site: label("right flank"),
    };
    op.insert_tumor(animal, &tumor).unwrap();
    for day in DAYS {
        let reading = Dated {
            id: ReadingId(fresh_id()),
            when: When::on(on(day)),
            repeat: 1,
            clock_time: None,
            observer: Some("bench".into()),
            entry: TumorFinding {
                observation: Observation::from_numbers(Some(12.4), Some(9.1), None, None).unwrap(),
                typed: Some("12.4 x 9.1".into()),
                method: "caliper".into(),
            },
        };
        op.insert_entry(tumor.id, &reading).unwrap();
        let weighing = Dated {
            id: WeighingId(fresh_id()),
            when: When::on(on(day)),
            repeat: 1,
            clock_time: None,
            observer: Some("bench".into()),
            entry: BodyWeight::new(20.3).unwrap(),
        };
        op.insert_entry(animal, &weighing).unwrap();
    }
}

/// A notebook opened anew after it was written in one operation.
fn notebook(schedule: &str) -> (TempDir, Notebook) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lab.db");
    let mut store = Store::create_or_open(&path).unwrap();
    let op = store
        .begin(&Authorship::new(&label("bench"), "import", None))
        .unwrap();
    for n in 0..STUDIES {
        study(&op, &format!("S{n}"), schedule);
    }
    op.commit().unwrap();
    drop(store);
    (folder, Notebook::open(&path, label("bench")).unwrap())
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn planned(bencher: Bencher<'_, '_>) {
    let (_folder, notebook) = notebook("BIW");
    bencher.bench_local(|| notebook.today(on(ASKED), on(ASKED), None).unwrap());
}

#[divan::bench(sample_count = 2, sample_size = 1)]
fn following(bencher: Bencher<'_, '_>) {
    let (_folder, notebook) = notebook("BIW until progression");
    bencher.bench_local(|| notebook.today(on(ASKED), on(ASKED), None).unwrap());
}
