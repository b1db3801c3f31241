//! Undoing puts every row back as it was, as a new operation.

use proptest::prelude::*;

use super::{entry, label, notebook, reading};
use crate::domain::*;
use crate::store::{Error, Store, fresh_id};

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

    let undone = store.undo_last(&entry("undo")).unwrap();
    assert_eq!(
        (undone.undone.seq, undone.undone.verb.as_str()),
        (2, "edit arm")
    );
    assert_eq!(store.study("S-01").unwrap(), record);
    store.undo_last(&entry("undo")).unwrap();
    assert!(store.studies().unwrap().is_empty());
    assert!(matches!(
        store.undo_last(&entry("undo")),
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
    let error = store.undo_last(&entry("undo")).unwrap_err();
    assert!(matches!(error, Error::CannotUndo { seq: 1, .. }), "{error}");
    assert_eq!(store.study("S-01").unwrap().animals.len(), 2);
}

/// One write of a few kinds.
fn act(store: &mut Store, which: u8) {
    let record = store.study("S-01").unwrap();
    let n = usize::from(which) % 2;
    let animal = &record.animals[n];
    let tumor = &animal.tumors[0];
    let op = store.begin(&entry("act")).unwrap();
    match which % 6 {
        0 => {
            let day = format!("2026-03-{:02}", tumor.readings.len() + 1);
            op.insert_reading(tumor.tumor.id, &reading(&day, 9.3, 8.1))
                .unwrap();
        }
        1 => {
            let mut reading = tumor.readings[0].clone();
            reading.observation = Observation::NotPalpable;
            op.update_reading(tumor.tumor.id, &reading).unwrap();
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
                vehicle: None,
                treatments: vec![],
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
            store.undo_last(&entry("undo")).unwrap();
        }
        prop_assert_eq!(store.study("S-01").unwrap(), record);
        prop_assert_eq!(store.verify(None).unwrap().broken, None);
    }
}
