//! Time to store one reading durably in a notebook of the size of a study, and time to verify a long audit
//! trail.
//!
//! `cargo bench --bench measure`. The first depends on the disk, since a reading is acknowledged when it is on
//! disk. The folder for temporary files (`TMPDIR`) should be on the kind of disk to be measured.
#![allow(missing_docs, clippy::unwrap_used)]

use app::Notebook;
use app::measure::{NewReading, Observed};
use app::session::SessionFile;
use chrono::NaiveDate;
use divan::Bencher;
use domain::{
    Animal, AnimalId, Blinding, Dated, Label, Observation, Protocol, ReadingId, Study, StudyId,
    StudyStatus, Tumor, TumorFinding, TumorId, When,
};
use store::{Authorship, Store, fresh_id};
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

fn found() -> Observation {
    Observation::from_numbers(Some(12.4), Some(9.1), None, None).unwrap()
}

/// A notebook with a study `S` of these many animals, tags `A0` and on, each with these many readings
/// from day 0 on, written as one operation.
fn notebook(animals: usize, readings: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::create_or_open(&folder.path().join("lab.db")).unwrap();
    let op = store
        .begin(&Authorship::new(&label("bench"), "import", None))
        .unwrap();
    let study = Study {
        id: StudyId(fresh_id()),
        name: label("S"),
        status: StudyStatus::Open,
        blinding: Blinding::Open,
        protocol: Protocol {
            day0: Some(day0()),
            ..Protocol::default()
        },
    };
    op.insert_study(&study).unwrap();
    for n in 0..animals {
        let animal = Animal::new(AnimalId(fresh_id()), label(&format!("A{n}")));
        let tumor = Tumor {
            id: TumorId(fresh_id()),
            site: label("right flank"),
        };
        op.insert_animal(study.id, &animal).unwrap();
        op.insert_tumor(animal.id, &tumor).unwrap();
        for day in 0..readings {
            let reading = Dated {
                id: ReadingId(fresh_id()),
                when: When::on(day0() + chrono::Days::new(day as u64)),
                repeat: 1,
                clock_time: None,
                observer: Some("bench".into()),
                entry: TumorFinding {
                    observation: found(),
                    typed: Some("12.4 x 9.1".into()),
                    method: "caliper".into(),
                },
            };
            op.insert_entry(tumor.id, &reading).unwrap();
        }
    }
    op.commit().unwrap();
    folder
}

/// 200 animals with 25 readings each; then one more reading, durable in one commit.
#[divan::bench(sample_count = 200, sample_size = 1)]
fn measure_one_durably(bencher: Bencher<'_, '_>) {
    let folder = notebook(200, 25);
    let mut notebook = Notebook::open(&folder.path().join("lab.db"), label("bench")).unwrap();
    let mut count = 0;
    bencher.bench_local(|| {
        let entry = NewReading {
            animal: format!("A{}", count % 200),
            site: None,
            observed: Observed::Day((30 + count / 200) as f64),
            clock_time: None,
            found: Some((found(), Some("12.4 x 9.1".into()))),
            weight: None,
            again: false,
            observer: None,
            method: label("caliper"),
            doubts: app::doubt::Doubts::Judged(Vec::new()),
        };
        count += 1;
        notebook.measure("S", &entry).unwrap()
    });
}

/// The fields of an unfinished entry, kept on disk.
#[divan::bench(sample_count = 200, sample_size = 1)]
fn keep_an_unfinished_entry(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().unwrap();
    let notebook = folder.path().join("lab.db");
    let session = SessionFile::in_folder(folder.path(), &notebook, &label("bench")).unwrap();
    let fields = ["S", "A7", "12.4", "9.1", "20.3"];
    bencher.bench_local(|| session.save(&fields).unwrap());
}

/// 100 000 recorded changes: 1 000 animals with a tumor and 98 readings each.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn verify_100_000_changes(bencher: Bencher<'_, '_>) {
    let folder = notebook(1000, 98);
    let store = Store::open(&folder.path().join("lab.db")).unwrap();
    bencher.bench_local(|| {
        let verdict = store.verify(None).unwrap();
        assert!(verdict.broken.is_none() && verdict.changes > 100_000);
    });
}
