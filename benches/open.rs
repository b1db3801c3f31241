//! Time until a screen can be drawn after a notebook is opened: the first list of studies, one complete study,
//! one animal read again, a page of the history.
//!
//! `cargo bench --bench open`. Two notebooks, made by ordinary entries in one operation each:
//!
//! * `large`: one study of 1 000 animals in 5 arms, each with 60 readings and 60 weighings;
//! * `many`: 200 studies of 1 000 animals with one reading each. Every tenth study is open and half of its
//!   animals have left; the others are closed and all animals have left. The number of readings has no effect
//!   there: the list of studies does not read them.
#![allow(missing_docs, clippy::unwrap_used)]

use app::{LogFilter, Notebook};
use chrono::NaiveDate;
use divan::Bencher;
use domain::{
    Animal, AnimalId, Arm, ArmId, Blinding, BodyWeight, Dated, Disposition, DispositionId,
    DispositionKind, Label, Observation, Protocol, ReadingId, Study, StudyId, StudyStatus, Tumor,
    TumorFinding, TumorId, WeighingId, When,
};
use store::{Authorship, Operation, Store, fresh_id};
use tempfile::TempDir;

fn main() {
    divan::main();
}

fn label(text: &str) -> Label {
    Label::new("name", text).unwrap()
}

fn day0() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 5).unwrap()
}

fn on(day: usize) -> When {
    When::on(day0() + chrono::Days::new(day as u64))
}

/// So much is in a study.
struct Size {
    animals: usize,
    readings: usize,
    weighings: usize,
    left: usize,
}

fn study(op: &Operation<'_>, name: &str, status: StudyStatus, size: &Size) {
    let study = Study {
        id: StudyId(fresh_id()),
        name: label(name),
        status,
        blinding: Blinding::Open,
        protocol: Protocol {
            day0: Some(day0()),
            ..Protocol::default()
        },
    };
    op.insert_study(&study).unwrap();
    let arms: Vec<_> = (1..=5).map(|n| arm(op, study.id, n)).collect();
    for n in 0..size.animals {
        let mut animal = Animal::new(AnimalId(fresh_id()), label(&format!("A{n}")));
        animal.arm = Some(arms[n % arms.len()]);
        op.insert_animal(study.id, &animal).unwrap();
        observe(op, animal.id, size);
        if n < size.left {
            let left = Disposition {
                id: DispositionId(fresh_id()),
                kind: DispositionKind::ScheduledSacrifice,
                when: on(90),
                reason: None,
            };
            op.insert_disposition(animal.id, &left).unwrap();
        }
    }
}

fn arm(op: &Operation<'_>, study: StudyId, position: u32) -> ArmId {
    let arm = Arm {
        id: ArmId(fresh_id()),
        name: label(&format!("arm {position}")),
        position,
        is_control: position == 1,
        label: None,
        vehicle: None,
        treatments: vec![],
        code: None,
    };
    op.insert_arm(study, &arm).unwrap();
    arm.id
}

fn observe(op: &Operation<'_>, animal: AnimalId, size: &Size) {
    let tumor = Tumor {
        id: TumorId(fresh_id()),
        site: label("right flank"),
    };
    op.insert_tumor(animal, &tumor).unwrap();
    for day in 0..size.readings {
        let reading = Dated {
            id: ReadingId(fresh_id()),
            when: on(day),
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
    }
    for day in 0..size.weighings {
        let weighing = Dated {
            id: WeighingId(fresh_id()),
            when: on(day),
            repeat: 1,
            clock_time: None,
            observer: Some("bench".into()),
            entry: BodyWeight::new(20.3).unwrap(),
        };
        op.insert_entry(animal, &weighing).unwrap();
    }
}

/// A notebook opened anew after it was written in one operation.
fn notebook(write: impl FnOnce(&Operation<'_>)) -> (TempDir, Notebook) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lab.db");
    let mut store = Store::create_or_open(&path).unwrap();
    let op = store
        .begin(&Authorship::new(&label("bench"), "import", None))
        .unwrap();
    write(&op);
    op.commit().unwrap();
    drop(store);
    (folder, Notebook::open(&path, label("bench")).unwrap())
}

fn large() -> (TempDir, Notebook) {
    let size = Size {
        animals: 1000,
        readings: 60,
        weighings: 60,
        left: 100,
    };
    notebook(|op| study(op, "S", StudyStatus::Open, &size))
}

fn many() -> (TempDir, Notebook) {
    notebook(|op| {
        for n in 0..200 {
            let (status, left) = match n % 10 {
                0 => (StudyStatus::Open, 500),
                _ => (StudyStatus::Closed, 1000),
            };
            let size = Size {
                animals: 1000,
                readings: 1,
                weighings: 0,
                left,
            };
            study(op, &format!("S{n}"), status, &size);
        }
    })
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn one_large_study(bencher: Bencher<'_, '_>) {
    let (_folder, notebook) = large();
    bencher.bench_local(|| notebook.study("S").unwrap());
}

#[divan::bench(sample_count = 200)]
fn one_animal_of_a_large_study(bencher: Bencher<'_, '_>) {
    let (_folder, notebook) = large();
    bencher.bench_local(|| notebook.animal_record("S", "A500").unwrap());
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn heads_of_200_studies(bencher: Bencher<'_, '_>) {
    let (_folder, notebook) = many();
    bencher.bench_local(|| notebook.study_heads().unwrap());
}

/// The one operation that wrote the large study, with the first twelve of its 123 000 changes.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn history_of_a_large_import(bencher: Bencher<'_, '_>) {
    let (_folder, notebook) = large();
    let filter = LogFilter {
        changes_limit: Some(12),
        ..LogFilter::default()
    };
    bencher.bench_local(|| notebook.log(&filter).unwrap());
}
