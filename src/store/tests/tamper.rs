//! Whatever another program does to the file, verification finds it and names the place.

use std::path::Path;

use rusqlite::Connection;

use super::{entry, label, notebook, reading, reasoned};
use crate::{Break, DISCARD, Error, LogFilter, Store};

/// Does something to a notebook behind its back and answers what verification finds.
fn after(sql: &str) -> Break {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("n.db");
    let (mut store, record) = notebook(&path);
    let op = store.begin(&entry("measure")).unwrap();
    op.insert_entry(
        record.animals[0].tumors[0].tumor.id,
        &reading("2026-01-09", 11.0, 9.0),
    )
    .unwrap();
    op.commit().unwrap();
    assert_eq!(store.verify(None).unwrap().broken, None);
    drop(store);
    meddle(&path, sql);
    let found = Store::open(&path).unwrap().verify(None).unwrap().broken;
    found.unwrap_or_else(|| panic!("not found: {sql}"))
}

fn meddle(path: &Path, sql: &str) {
    let conn = Connection::open(path).unwrap();
    conn.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    conn.execute_batch(sql).unwrap();
}

/// Without the triggers that would record it, and with them put back as they were.
fn secretly(table: &str, sql: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("n.db");
    drop(notebook(&path));
    let conn = Connection::open(&path).unwrap();
    let mut statement = conn
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?1")
        .unwrap();
    let triggers: Vec<(String, String)> = statement
        .query_map([table], |r| Ok((r.get(0)?, r.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let drops: Vec<_> = triggers
        .iter()
        .map(|(name, _)| format!("DROP TRIGGER {name};"))
        .collect();
    let makes: Vec<_> = triggers.iter().map(|(_, sql)| format!("{sql};")).collect();
    format!("{} {sql}; {}", drops.concat(), makes.concat())
}

const ROWS: [(&str, &str); 16] = [
    ("studies", "name = 'S-02'"),
    ("arms", "is_control = 0"),
    ("treatments", "dose = 2"),
    ("cages", "label = 'C99'"),
    ("cohorts", "day0_on = '2026-01-07'"),
    ("animals", "sex = 'male'"),
    ("tumors", "site = 'left flank'"),
    ("readings", "width_mm = width_mm - 0.1"),
    ("body_weights", "weight_g = weight_g + 0.000000000001"),
    ("dispositions", "kind = 'found_dead'"),
    ("work_lines", "ends_on = NULL"),
    ("work_members", "arm_id = (SELECT min(id) FROM arms)"),
    ("waivers", "planned_on = '2026-01-09'"),
    ("regimens", "dose = 2"),
    ("formulations", "concentration = '2 mg/mL'"),
    ("doses", "volume_ml = 0.05"),
];

#[test]
fn an_altered_row_is_found_in_every_table() {
    for (table, change) in ROWS {
        let one = format!("UPDATE {table} SET {change} WHERE id = (SELECT min(id) FROM {table})");
        for sql in [one.clone(), secretly(table, &one)] {
            let found = after(&sql);
            assert!(
                found.place.contains(&format!("table `{table}`")),
                "{sql}: {found:?}"
            );
            assert!(
                found.what.contains("another program changed it")
                    || found.what.contains("changed by another program")
            );
        }
    }
}

#[test]
fn a_deleted_row_is_found_in_every_table() {
    for table in ROWS.map(|r| r.0).into_iter().chain(["exclusions"]) {
        let one = format!("DELETE FROM {table} WHERE id = (SELECT min(id) FROM {table})");
        for sql in [one.clone(), secretly(table, &one)] {
            let found = after(&sql);
            assert!(
                found.place.contains(&format!("table `{table}`")),
                "{sql}: {found:?}"
            );
        }
    }
}

#[test]
fn an_added_row_is_found() {
    let cage = "INSERT INTO cages (id, study_id, label) SELECT '01900000-0000-7000-8000-000000000009', id, 'C77' FROM studies";
    for sql in [cage.to_owned(), secretly("cages", cage)] {
        let found = after(&sql);
        assert!(
            found.place.contains("01900000-0000-7000-8000-000000000009"),
            "{found:?}"
        );
    }
}

#[test]
fn a_replaced_row_is_found() {
    let found = after(
        "INSERT OR REPLACE INTO cages (id, study_id, label) SELECT id, study_id, 'C77' FROM cages",
    );
    assert!(found.place.contains("table `cages`"), "{found:?}");
}

#[test]
fn the_trail_itself_cannot_be_altered() {
    for (sql, place) in [
        (
            "UPDATE operations SET author = 'A. Other' WHERE seq = 1",
            "operation 1",
        ),
        (
            "UPDATE operations SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 2",
            "operation 2",
        ),
        (
            "UPDATE operations SET reason = 'because' WHERE seq = 2",
            "operation 2",
        ),
        (
            "UPDATE operations SET hash = CASE substr(hash, 1, 1) WHEN 'f' THEN '0' ELSE 'f' END || substr(hash, 2) WHERE seq = 1",
            "operation 1",
        ),
        ("DELETE FROM operations WHERE seq = 1", "operation 1"),
        ("DELETE FROM operations WHERE seq = 2", "table `readings`"),
        (
            "UPDATE changes SET after = replace(after, '8.7', '9.7') WHERE table_name = 'readings'",
            "operation 1",
        ),
        ("DELETE FROM changes WHERE operation = 2", "operation 2"),
        ("DELETE FROM changes WHERE seq = 1", "operation 1"),
        ("DELETE FROM changes; DELETE FROM operations", "table `"),
        (
            "INSERT INTO changes (operation, table_name, row_id, after) VALUES (2, 'cages', 'x', '{}')",
            "operation 2",
        ),
        (
            "INSERT INTO changes (operation, table_name, row_id, after) VALUES (NULL, 'cages', 'x', '{}')",
            "table `cages`",
        ),
        (
            "UPDATE changes SET operation = 1 WHERE operation = 2",
            "operation 1",
        ),
        (
            "UPDATE changes SET operation = NULL WHERE operation = 2",
            "operation 2",
        ),
    ] {
        let found = after(sql);
        assert!(found.place.contains(place), "{sql}: {found:?}");
    }
}

#[test]
fn a_changed_schema_is_found() {
    for (sql, name) in [
        (
            "DROP TRIGGER audit_readings_update",
            "audit_readings_update",
        ),
        ("CREATE TABLE notes (x)", "notes"),
        ("ALTER TABLE cages ADD COLUMN aisle TEXT", "cages"),
        (
            "CREATE TRIGGER t AFTER INSERT ON cages BEGIN DELETE FROM changes; END",
            "`t`",
        ),
    ] {
        let found = after(sql);
        assert!(found.place.contains(name), "{sql}: {found:?}");
    }
}

#[test]
fn a_change_behind_the_back_tells_before_and_after() {
    let found = after(
        "UPDATE readings SET length_mm = 12.5 WHERE length_mm = 10.1 AND tumor_id = (SELECT min(tumor_id) FROM readings)",
    );
    assert!(
        found.place.contains("S-01 · 9 · right flank · 2026-01-08"),
        "{found:?}"
    );
    assert!(found.what.contains("length_mm 10.1 → 12.5"), "{found:?}");
}

#[test]
fn a_trail_that_was_cut_off_is_found_by_the_fingerprint_on_paper() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("n.db");
    let (mut store, record) = notebook(&path);
    let op = store.begin(&entry("measure")).unwrap();
    let extra = reading("2026-01-09", 11.0, 9.0);
    op.insert_entry(record.animals[0].tumors[0].tumor.id, &extra)
        .unwrap();
    let printed = op.commit().unwrap().unwrap().fingerprint;
    drop(store);
    let sql = format!(
        "DELETE FROM readings WHERE id = '{}'; DELETE FROM changes WHERE operation IS NULL OR operation = 2; DELETE FROM operations WHERE seq = 2",
        extra.id
    );
    meddle(&path, &sql);
    let store = Store::open(&path).unwrap();
    assert_eq!(store.verify(None).unwrap().broken, None);
    assert!(store.verify(Some(&printed)).unwrap().broken.is_some());
}

/// A trigger that stores another weight than the one that is entered.
const FALSIFYING: &str = "AFTER INSERT ON body_weights BEGIN UPDATE body_weights SET weight_g = 20 WHERE id = NEW.id; END";

/// A row of `sqlite_schema`, whatever its name, as another program can write it.
fn hide_trigger(path: &Path, name: &str) {
    meddle(
        path,
        &format!(
            "PRAGMA writable_schema = ON;
             INSERT INTO sqlite_schema VALUES ('trigger', '{name}', 'body_weights', 0, 'CREATE TRIGGER {name} {FALSIFYING}')"
        ),
    );
}

#[test]
fn a_file_with_a_hidden_trigger_is_read_and_not_written() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("n.db");
    let record = notebook(&path).1;
    hide_trigger(&path, "sqlite_x");
    let mut store = Store::open(&path).unwrap();
    let error = store.writable().unwrap_err();
    assert!(matches!(error, Error::Altered { .. }), "{error}");
    assert!(
        error
            .to_string()
            .contains("trigger `sqlite_x`: it was added to the schema"),
        "{error}"
    );
    assert!(store.begin(&entry("measure")).is_err());
    assert_eq!(store.study("S-01").unwrap(), record);
    let broken = store.verify(None).unwrap().broken.unwrap();
    assert_eq!(broken.place, "trigger `sqlite_x`");
}

#[test]
fn a_value_that_is_not_stored_as_entered_is_refused() {
    for trigger in [
        format!("CREATE TRIGGER t {FALSIFYING}"),
        "CREATE TRIGGER t BEFORE INSERT ON body_weights BEGIN SELECT RAISE(IGNORE); END".to_owned(),
        "CREATE TRIGGER t AFTER INSERT ON body_weights BEGIN UPDATE operations SET author = 'A. Other'; END".to_owned(),
        "CREATE TRIGGER t AFTER INSERT ON changes BEGIN DELETE FROM changes WHERE seq = NEW.seq; END".to_owned(),
        "CREATE TRIGGER t AFTER INSERT ON body_weights BEGIN DELETE FROM dispositions; END".to_owned(),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("n.db");
        let (mut store, record) = notebook(&path);
        // The notebook is open already: nothing looks at its schema again.
        meddle(&path, &trigger);
        let mut weighing = record.animals[0].weighings[0].clone();
        weighing.id.0 = crate::fresh_id();
        weighing.repeat = 2;
        let op = store.begin(&entry("weigh")).unwrap();
        let error = op.insert_entry(record.animals[0].animal.id, &weighing).unwrap_err();
        assert!(matches!(error, Error::StoredOtherwise { .. }), "{trigger}: {error}");
        drop(op);
        assert_eq!(store.study("S-01").unwrap(), record, "{trigger}");
    }
}

#[test]
fn a_version_that_is_not_that_of_the_schema_is_refused_without_a_copy() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("n.db");
    drop(notebook(&path));
    meddle(&path, "PRAGMA user_version = 7");
    for _ in 0..3 {
        let error = Store::open(&path).err().unwrap();
        assert!(
            matches!(error, Error::FalseVersion { found: 7, .. }),
            "{error}"
        );
    }
    let files = std::fs::read_dir(dir.path()).unwrap();
    let copies = files.filter(|file| {
        let name = file.as_ref().unwrap().file_name();
        name.to_string_lossy().contains("bak")
    });
    assert_eq!(copies.count(), 0);
}

/// A row of `operations` without fingerprint.
const UNFINISHED: &str = "INSERT INTO operations (seq, id, at, utc_offset_min, author, verb, program, previous_hash)
    SELECT seq + 1, '01900000-0000-7000-8000-00000000000a', at, 0, 'A. Other', 'weigh', 'x', hash FROM operations";

#[test]
fn an_unfinished_operation_is_told_and_can_be_removed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("n.db");
    drop(notebook(&path));
    meddle(&path, UNFINISHED);
    let mut store = Store::open(&path).unwrap();
    let told = store.begin(&entry("weigh")).err().unwrap();
    assert!(
        matches!(
            told,
            Error::Unfinished {
                seq: 2,
                is_empty: true,
                ..
            }
        ),
        "{told}"
    );
    let broken = store.verify(None).unwrap().broken.unwrap();
    assert_eq!(broken.place, "operation 2");

    let sealed = store
        .discard_unfinished(&label("M. Meier"))
        .unwrap()
        .unwrap();
    assert_eq!(sealed.seq, 2);
    assert_eq!(store.discard_unfinished(&label("M. Meier")).unwrap(), None);
    assert_eq!(store.verify(None).unwrap().broken, None);
    let newest = store.log(&LogFilter::default()).unwrap().remove(0);
    assert_eq!(newest.verb, DISCARD);
    assert!(newest.reason.unwrap().contains("\"author\":\"A. Other\""));
    let refused = store.undo_operation(2, &reasoned("undo")).unwrap_err();
    assert!(matches!(refused, Error::StaysOnRecord { .. }), "{refused}");
    store.begin(&entry("weigh")).unwrap();
}

#[test]
fn an_unfinished_operation_with_changes_is_not_removed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("n.db");
    drop(notebook(&path));
    meddle(
        &path,
        &format!("{UNFINISHED}; UPDATE cages SET label = 'C99'"),
    );
    let mut store = Store::open(&path).unwrap();
    let told = store.discard_unfinished(&label("M. Meier")).unwrap_err();
    assert!(
        matches!(
            told,
            Error::Unfinished {
                is_empty: false,
                ..
            }
        ),
        "{told}"
    );
    assert!(store.verify(None).unwrap().broken.is_some());
}
