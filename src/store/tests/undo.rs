//! Undoing restores every row, by a new operation.

use proptest::prelude::*;

use super::{date, entry, label, notebook, reading, reasoned};
use crate::{Authorship, Error, Extent, Store, fresh_id};
use domain::*;

#[test]
fn undo_walks_back_and_ends_at_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, record) = notebook(&dir.path().join("n.db"));
    let op = store.begin(&entry("edit arm")).unwrap();
    let mut arm = record.arms[1].clone();
    arm.name = label("KT-253 1 mg/kg");
    arm.treatments.clear();
    op.update_arm(&arm).unwrap();
    op.commit().unwrap().unwrap();

    let undone = store.undo_last(None, &entry("undo")).unwrap();
    assert_eq!(
        (undone.undone.seq, undone.undone.verb.as_str()),
        (2, "edit arm")
    );
    assert_eq!(store.study("S-01").unwrap(), record);
    store.undo_last(None, &entry("undo")).unwrap();
    assert!(store.studies().unwrap().is_empty());
    assert!(matches!(
        store.undo_last(None, &entry("undo")),
        Err(Error::NothingToUndo)
    ));
    let verdict = store.verify(None).unwrap();
    assert_eq!((verdict.broken, verdict.operations), (None, 4));
}

#[test]
fn undo_refuses_what_another_program_changed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("n.db");
    let (store, _) = notebook(&path);
    drop(store);
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute("UPDATE body_weights SET weight_g = 30", [])
        .unwrap();
    let mut store = Store::open(&path).unwrap();
    let error = store.undo_last(None, &entry("undo")).unwrap_err();
    assert!(matches!(error, Error::CannotUndo { seq: 1, .. }), "{error}");
    assert_eq!(store.study("S-01").unwrap().animals.len(), 2);
}

/// Enters one more reading of the first animal by this author; answers the operation's number.
fn measured(store: &mut Store, author: &str, record: &StudyRecord, day: &str) -> i64 {
    let entry = Authorship::new(&label(author), "measure", None);
    let op = store.begin(&entry).unwrap();
    let tumor = record.animals[0].tumors[0].tumor.id;
    op.insert_entry(tumor, &reading(day, 9.0, 8.0)).unwrap();
    op.commit().unwrap().unwrap().seq
}

#[test]
fn a_certain_operation_is_undone_once_and_others_stay() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, record) = notebook(&dir.path().join("n.db"));
    let mine = measured(&mut store, "A. Adler", &record, "2026-02-01");
    let mine_too = measured(&mut store, "A. Adler", &record, "2026-02-02");
    let theirs = measured(&mut store, "B. Bauer", &record, "2026-02-03");
    let by = |author: &str, reason: Option<&str>| {
        let reason = reason.map(|text| Reason::new(text).unwrap());
        Authorship::new(&label(author), "undo", reason)
    };
    let undone = store.undo_last(None, &by("A. Adler", None)).unwrap();
    assert_eq!((undone.undone.seq, undone.by.changes), (mine_too, 1));
    assert_eq!(
        undone.undone.subject(),
        "S-01 · 9 · right flank · 2026-02-02"
    );
    let of_animal_9 = Extent::Animals(["9".to_owned()].into());
    assert_eq!(undone.extent, of_animal_9);
    let nothing = store.undo_last(None, &by("C. Nobody", None));
    assert!(matches!(nothing, Err(Error::NothingToUndo)));
    let nothing = store.undo_last(Some("S-02"), &by("A. Adler", None));
    assert!(matches!(nothing, Err(Error::NothingToUndo)));

    let error = store
        .undo_operation(theirs, &by("A. Adler", None))
        .unwrap_err();
    assert!(error.to_string().contains("`B. Bauer` made it"), "{error}");
    let reasoned = by("A. Adler", Some("wrong animal"));
    store.undo_operation(theirs, &reasoned).unwrap();
    for (seq, why) in [
        (mine_too, "operation 5 did so already"),
        (undone.by.seq, "it is itself the undoing of operation 3"),
        (1, "what came after it depends on it"),
        (99, "there is no operation `99`"),
    ] {
        let error = store.undo_operation(seq, &reasoned).unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
        assert!(!error.remedy().is_none());
    }
    let undone = store.undo_last(Some("S-01"), &by("A. Adler", None));
    assert_eq!(undone.unwrap().undone.seq, mine);
    let left = &store.study("S-01").unwrap().animals[0].tumors[0].readings;
    assert_eq!(left.len(), record.animals[0].tumors[0].readings.len());
    assert_eq!(store.verify(None).unwrap().broken, None);
}

#[test]
fn what_was_corrected_since_is_not_undone() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, record) = notebook(&dir.path().join("n.db"));
    let mine = measured(&mut store, "A. Adler", &record, "2026-02-01");
    let tumor = &store.study("S-01").unwrap().animals[0].tumors[0];
    let mut corrected = tumor.readings.last().unwrap().clone();
    corrected.entry.observation = Observation::NotPalpable;
    let op = store.begin(&entry("correct")).unwrap();
    op.update_entry(tumor.tumor.id, &corrected).unwrap();
    op.commit().unwrap().unwrap();
    let error = store.undo_operation(mine, &reasoned("undo")).unwrap_err();
    assert!(matches!(error, Error::ChangedLater { seq, by: 3, .. } if seq == mine));
    let said = error.to_string();
    let (before, after) = said.split_once(" (").unwrap();
    assert!(
        before.starts_with("operation 2 cannot be undone: reading of S-01 · "),
        "{said}"
    );
    assert!(
        after.ends_with("was changed later, by operation 3"),
        "{said}"
    );
    assert!(!said.contains("_mm") && !said.contains('`'), "{said}");
    assert_eq!(store.verify(None).unwrap().operations, 3);
}

#[test]
fn an_animal_that_moved_is_named_as_before_and_as_after() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, record) = notebook(&dir.path().join("n.db"));
    let op = store.begin(&entry("correct")).unwrap();
    let moved = &record.animals[0].tumors[0].readings[0];
    let mut moved = moved.clone();
    moved.when = When::on(date("2026-02-01"));
    op.update_entry(record.animals[1].tumors[0].tumor.id, &moved)
        .unwrap();
    op.commit().unwrap().unwrap();
    let undone = store.undo_last(None, &entry("undo")).unwrap();
    let both = ["10".to_owned(), "9".to_owned()];
    assert_eq!(undone.extent, Extent::Animals(both.into()));
    assert_eq!(
        undone.undone.changes[0].subject,
        "S-01 · 9 · right flank · 2026-01-05 → S-01 · 10 · right flank · 2026-02-01"
    );
}

#[test]
fn an_operation_of_many_rows_is_undone_whole_and_told_by_its_first() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, record) = notebook(&dir.path().join("n.db"));
    let op = store.begin(&entry("import")).unwrap();
    for animal in &record.animals {
        for day in 1..=28 {
            let found = reading(&format!("2026-02-{day:02}"), 9.0, 8.0);
            op.insert_entry(animal.tumors[0].tumor.id, &found).unwrap();
        }
    }
    op.commit().unwrap().unwrap();
    let undone = store.undo_last(None, &entry("undo")).unwrap();
    assert_eq!((undone.undone.changes.len(), undone.by.changes), (1, 56));
    assert!(undone.undone.subject().ends_with("and 55 more changes"));
    let both = ["10".to_owned(), "9".to_owned()];
    assert_eq!(undone.extent, Extent::Animals(both.into()));
    assert_eq!(store.study("S-01").unwrap(), record);

    let whole = store.undo_last(None, &entry("undo")).unwrap();
    assert_eq!(whole.extent, Extent::Study);
    assert_eq!(store.verify(None).unwrap().broken, None);
}

/// One write of a few kinds.
fn act(store: &mut Store, which: u8) {
    let record = store.study("S-01").unwrap();
    let n = usize::from(which) % 2;
    let animal = &record.animals[n];
    let tumor = &animal.tumors[0];
    let op = store.begin(&reasoned("act")).unwrap();
    match which % 6 {
        0 => {
            let day = format!("2026-03-{:02}", tumor.readings.len() + 1);
            op.insert_entry(tumor.tumor.id, &reading(&day, 9.3, 8.1))
                .unwrap();
        }
        1 => {
            let mut reading = tumor.readings[0].clone();
            reading.entry.observation = Observation::NotPalpable;
            op.update_entry(tumor.tumor.id, &reading).unwrap();
        }
        2 => {
            let mut animal = animal.animal.clone();
            animal.tag = label(&format!("{}x", animal.tag));
            op.update_animal(&animal).unwrap();
        }
        3 => {
            let mut study = record.study.clone();
            study.protocol.landmark_day =
                Some(study.protocol.landmark_day.map_or(1.0 / 3.0, |d| d + 0.1));
            op.update_study(&study).unwrap();
        }
        4 => {
            if let Some(exclusion) = record.exclusions.first() {
                op.delete_exclusion(exclusion.id).unwrap();
            }
        }
        _ => {
            let arm = Arm {
                id: ArmId(fresh_id()),
                name: label(&format!("arm {}", record.arms.len())),
                position: record.arms.len() as u32 + 1,
                is_control: false,
                label: None,
                vehicle: None,
                treatments: vec![],
                code: None,
            };
            op.insert_arm(record.study.id, &arm).unwrap();
        }
    }
    op.commit().unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Do, do, do, undo, undo, undo: all as before, and the trail proves it.
    #[test]
    fn undo_after_do_restores(acts in prop::collection::vec(any::<u8>(), 1..12)) {
        let dir = tempfile::tempdir().unwrap();
        let (mut store, record) = notebook(&dir.path().join("n.db"));
        let before = store.verify(None).unwrap().operations;
        acts.iter().for_each(|&which| act(&mut store, which));
        let done = store.verify(None).unwrap().operations - before;
        for _ in 0..done {
            store.undo_last(None, &reasoned("undo")).unwrap();
        }
        prop_assert_eq!(store.study("S-01").unwrap(), record);
        prop_assert_eq!(store.verify(None).unwrap().broken, None);
    }
}
