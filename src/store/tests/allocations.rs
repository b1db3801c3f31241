//! Allocations on re-opened files: written whole, read whole, never undone.

use super::{date, entry, label, notebook};
use crate::{Error, Operation, Store, fresh_id};
use domain::*;

fn allocation(record: &StudyRecord, number: u32, op: &Operation<'_>) -> AllocationRecord {
    let place = |n: usize, position, outcome| AllocationPlace {
        animal: record.animals[n].animal.id,
        position,
        outcome,
    };
    let reason = Prose::new("reason", "volume 90 mm³ is outside 100..250 mm³").unwrap();
    AllocationRecord {
        head: Allocation {
            id: AllocationId(fresh_id()),
            number,
            method: AllocationMethod::Serpentine,
            seed: Some(u64::MAX),
            iterations: 12,
            score: 0.25,
            observed_on: Some(date("2026-01-05")),
            observed_until: None,
            reason: Some(Prose::new("reason", "two cages\nwere mixed up").unwrap()),
            author: label("M. Meier"),
            recorded_at: op.recorded_at().to_owned(),
        },
        input: r#"{"animals":["1"]}"#.to_owned(),
        receipt: "{}".to_owned(),
        arms: record.arms.iter().map(|arm| arm.id).collect(),
        places: vec![
            place(0, Some(1), AllocationOutcome::Arm(record.arms[1].id)),
            place(1, None, AllocationOutcome::LeftOut(reason)),
        ],
    }
}

#[test]
fn allocations_are_read_as_they_were_written() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("n.db");
    let (mut store, record) = notebook(&path);
    let none = store.allocation("S-01", None).unwrap_err();
    assert!(
        matches!(
            none,
            Error::Unknown {
                kind: "allocation",
                ..
            }
        ),
        "{none}"
    );
    let op = store.begin(&entry("randomize")).unwrap();
    let (first, second) = (allocation(&record, 1, &op), allocation(&record, 2, &op));
    op.insert_allocation(record.study.id, &first).unwrap();
    op.insert_allocation(record.study.id, &second).unwrap();
    let seq = op.commit().unwrap().unwrap().seq;
    drop(store);

    let mut store = Store::open(&path).unwrap();
    assert_eq!(store.allocation("S-01", None).unwrap(), second);
    assert_eq!(store.allocation("S-01", Some(1)).unwrap(), first);
    let heads = store.study("S-01").unwrap().allocations;
    assert_eq!(heads, [first.head, second.head]);
    let error = store.undo_operation(seq, &entry("undo")).unwrap_err();
    assert!(matches!(error, Error::StaysOnRecord { .. }), "{error}");
    assert!(store.verify(None).unwrap().broken.is_none());
}

#[test]
fn what_an_allocation_rests_on_cannot_be_undone_before_it() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, record) = notebook(&dir.path().join("n.db"));
    let op = store.begin(&entry("randomize")).unwrap();
    op.insert_allocation(record.study.id, &allocation(&record, 1, &op))
        .unwrap();
    op.commit().unwrap().unwrap();
    let error = store.undo_operation(1, &entry("undo")).unwrap_err();
    assert!(
        matches!(error, Error::NotUndoable { seq: 1, .. }),
        "{error}"
    );
}

#[test]
fn numbers_and_places_are_unique() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, record) = notebook(&dir.path().join("n.db"));
    let op = store.begin(&entry("randomize")).unwrap();
    let first = allocation(&record, 1, &op);
    op.insert_allocation(record.study.id, &first).unwrap();
    let twin = allocation(&record, 1, &op);
    assert!(op.insert_allocation(record.study.id, &twin).is_err());
    let mut twice = allocation(&record, 3, &op);
    twice.places[1].animal = twice.places[0].animal;
    assert!(op.insert_allocation(record.study.id, &twice).is_err());
}
