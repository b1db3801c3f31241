//! Tampering: whatever another SQLite program alters, adds or deletes in any table, `audit verify` fails and names
//! the location.

use std::path::Path;

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use crate::session::Session;

/// A study with an entry of every kind.
fn notebook() -> Session {
    let s = Session::with_study();
    for line in [
        "measure --study S --animal 213 --day 0 --length 8.7 --width 7.9 --weight 20.3",
        "measure --study S --animal 214 --day 0 --length 10.1 --width 8.3 --weight 21.2",
        "dispose --study S --animal 213 --kind humane-endpoint --day 4 --reason ulcer",
        "exclude --study S --animal 214 --day 0 --site tumor --reason 'escaped for an hour'",
        "correct --study S --animal 214 --day 0 --width 8.1 --length 10.1 --reason 'read 8.3'",
    ] {
        s.run(line).done();
    }
    s.must_be_whole();
    s
}

/// The same study, with rows in every table.
pub fn full_notebook() -> Session {
    let s = notebook();
    for line in [
        "study create S-02",
        // The index of labels has entries.
        "arm edit --study S KT-253 --label KT",
        "plan freeze --study S-02",
        "blind --study S-02",
        "unblind --study S-02 --key-only --output key.csv --reason 'fills syringes'",
        "animal add --study S 219",
        "cohort add --study S 'second wave' --day0 2026-01-10",
        "randomize --study S --arms Vehicle:2,KT-253:2 --balance none --method simple --seed 1",
        "study edit S --day0 2026-01-05",
        "plan add --study S measure QD --animal 211",
        "plan waive --study S 1 211 --reason 'power cut'",
        "regimen add --study S --arm KT-253 --volume 5 --schedule QD",
        "formulation add --study S --compound KT-253",
        "dose --study S --animal 214 --weight 20",
        "report --study S -o report.md --record",
        // The index of undoings has an entry.
        "animal add --study S 220",
        "undo --study S",
    ] {
        s.run(line).done();
    }
    s
}

fn meddle(db: &Path, sql: &str) {
    let conn = Connection::open(db).unwrap();
    conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;")
        .unwrap();
    conn.execute_batch(sql)
        .unwrap_or_else(|e| panic!("{sql}: {e}"));
}

/// SQL that does the same while the triggers are dropped, and creates them again afterwards.
fn unseen(db: &Path, sql: &str) -> String {
    let conn = Connection::open(db).unwrap();
    let mut statement = conn
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap();
    let triggers: Vec<(String, String)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let drops: String = triggers
        .iter()
        .map(|t| format!("DROP TRIGGER {};", t.0))
        .collect();
    let makes: String = triggers.iter().map(|t| format!("{};", t.1)).collect();
    format!("{drops}{sql};{makes}")
}

/// The verdict after a change that the triggers record, and after one that they do not.
fn found(original: &Session, sql: &str, place: &str) {
    let bytes = std::fs::read(original.db()).unwrap();
    for secretly in [false, true] {
        let s = Session::new();
        std::fs::write(s.db(), &bytes).unwrap();
        if secretly {
            meddle(&s.db(), &unseen(&s.db(), sql));
        } else {
            meddle(&s.db(), sql);
        }
        let answer = s.run("audit verify");
        assert_eq!(
            answer.status,
            Some(1),
            "{sql}, secretly {secretly}: {}",
            answer.stdout
        );
        assert!(answer.stdout.is_empty(), "{}", answer.stdout);
        assert!(
            answer.stderr.contains("the audit trail does not hold")
                && answer.stderr.contains(place),
            "{sql}\n{}",
            answer.stderr
        );
        assert_eq!(s.run("doctor").status, Some(1), "{sql}");
    }
}

/// Each table of rows: what is altered, and the columns of a copied row that must differ.
const TABLES: [(&str, &str, &str); 22] = [
    ("studies", "name = 'T'", "name || '2'"),
    ("arms", "is_control = 0", "name || '2'"),
    ("treatments", "dose = 2", "9"),
    ("cages", "label = 'C99'", "label || '2'"),
    ("cohorts", "day0_on = '2026-01-07'", "name || '2'"),
    ("animals", "arm_id = NULL", "tag || '2'"),
    ("tumors", "site = 'left flank'", "site || '2'"),
    ("readings", "width_mm = width_mm - 0.1", "9"),
    ("body_weights", "weight_g = weight_g + 0.000000000001", "9"),
    ("dispositions", "kind = 'found_dead'", "hex(randomblob(18))"),
    ("exclusions", "foreseen = 1", "reason || '2'"),
    ("plans", "zeros = 'drop'", "9"),
    (
        "key_copies",
        "study_id = (SELECT min(id) FROM studies)",
        "study_id",
    ),
    ("allocations", "score = 1", "9"),
    ("allocation_places", "position = 9", "hex(randomblob(18))"),
    ("copies", "sha256 = hex(randomblob(32))", "name || '2'"),
    ("work_lines", "kind = 'weigh'", "9"),
    (
        "work_members",
        "animal_id = (SELECT max(id) FROM animals)",
        "animal_id",
    ),
    ("waivers", "reason = 'none'", "'2026-01-31'"),
    ("regimens", "dose = 2", "hex(randomblob(18))"),
    ("formulations", "compound = 'X'", "code || '2'"),
    ("doses", "volume_ml = 0.01", "9"),
];

/// The column that a copied row must not share with its original.
const UNIQUE: [&str; 22] = [
    "name",
    "name",
    "position",
    "label",
    "name",
    "tag",
    "site",
    "repeat",
    "repeat",
    "animal_id",
    "reason",
    "number",
    "study_id",
    "number",
    "animal_id",
    "name",
    "number",
    "animal_id",
    "planned_on",
    "line_id",
    "code",
    "repeat",
];

const NEW_ID: &str = "01900000-0000-7000-8000-000000000009";

/// SQL that copies the first row of a table under a new id.
fn copy(db: &Path, table: &str, unique: &str, value: &str) -> String {
    let conn = Connection::open(db).unwrap();
    let mut statement = conn
        .prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")
        .unwrap();
    let columns: Vec<String> = statement
        .query_map([table], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let values: Vec<_> = columns
        .iter()
        .map(|column| match column.as_str() {
            "id" => format!("'{NEW_ID}'"),
            "is_control" => "0".into(),
            column if column == unique => value.to_owned(),
            column => column.to_owned(),
        })
        .collect();
    format!(
        "INSERT INTO {table} SELECT {} FROM {table} LIMIT 1",
        values.join(", ")
    )
}

#[test]
fn every_table_of_the_file_is_covered() {
    let s = full_notebook();
    let conn = Connection::open(s.db()).unwrap();
    let mut statement = conn
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")
        .unwrap();
    let names: Vec<String> = statement
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let mut tried: Vec<_> = TABLES
        .iter()
        .map(|t| t.0)
        .chain(["changes", "operations"])
        .collect();
    tried.sort_unstable();
    assert_eq!(names, tried, "a new table needs its line in TABLES");
    for name in names {
        let sql = format!("SELECT count(*) FROM {name}");
        let rows: i64 = conn.query_row(&sql, [], |row| row.get(0)).unwrap();
        assert!(rows > 0, "{name} is empty: nothing in it can be altered");
    }
}

#[test]
fn altered_row_in_any_table_is_found() {
    let s = full_notebook();
    for (table, change, _) in TABLES {
        let sql = format!("UPDATE {table} SET {change} WHERE id = (SELECT min(id) FROM {table})");
        found(&s, &sql, &format!("table `{table}`"));
    }
}

#[test]
fn added_row_in_any_table_is_found() {
    let s = full_notebook();
    for ((table, _, value), unique) in TABLES.into_iter().zip(UNIQUE) {
        let sql = copy(&s.db(), table, unique, value);
        found(&s, &sql, &format!("table `{table}`, row `{NEW_ID}`"));
    }
}

#[test]
fn deleted_row_in_any_table_is_found() {
    let s = full_notebook();
    for (table, _, _) in TABLES {
        let sql = format!("DELETE FROM {table} WHERE id = (SELECT min(id) FROM {table})");
        found(&s, &sql, &format!("table `{table}`"));
    }
}

#[test]
fn altered_audit_trail_is_found() {
    let s = notebook();
    for (sql, place) in [
        ("UPDATE operations SET author = 'A. Other' WHERE seq = 7", "operation 7"),
        ("UPDATE operations SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 1", "operation 1"),
        ("UPDATE operations SET utc_offset_min = 60 WHERE seq = 2", "operation 2"),
        ("UPDATE operations SET verb = 'weigh' WHERE seq = 6", "operation 6"),
        ("UPDATE operations SET reason = NULL WHERE seq = 10", "operation 10"),
        ("UPDATE operations SET program = 'x' WHERE seq = 3", "operation 3"),
        ("UPDATE operations SET undoes = 9 WHERE seq = 10", "operation 10"),
        ("UPDATE operations SET id = 'x' WHERE seq = 4", "operation 4"),
        ("UPDATE operations SET previous_hash = hash WHERE seq = 4", "operation 4"),
        ("UPDATE operations SET hash = previous_hash WHERE seq = 10", "operation 10"),
        ("UPDATE operations SET hash = NULL WHERE seq = 10", "operation 10"),
        ("UPDATE operations SET seq = 99 WHERE seq = 10", "operation 10"),
        ("UPDATE operations SET author = CAST(x'ff' AS TEXT) WHERE seq = 7", "operation 7"),
        ("DELETE FROM operations WHERE seq = 1", "operation 1"),
        ("DELETE FROM operations WHERE seq = 5", "operation 5"),
        ("DELETE FROM operations WHERE seq = 10", "table `readings`"),
        ("DELETE FROM operations", "table `"),
        (
            "INSERT INTO operations SELECT 11, 'x', at, 0, author, verb, reason, program, NULL, hash, hash
             FROM operations WHERE seq = 10",
            "operation 11",
        ),
        ("UPDATE changes SET after = replace(after, '8.7', '9.7') WHERE operation = 6", "operation 6"),
        ("UPDATE changes SET before = NULL WHERE operation = 10", "operation 10"),
        ("UPDATE changes SET row_id = 'x' WHERE operation = 6", "operation 6"),
        ("UPDATE changes SET table_name = 'cages' WHERE operation = 6", "operation 6"),
        ("UPDATE changes SET operation = 5 WHERE operation = 6", "operation 5"),
        ("UPDATE changes SET operation = NULL WHERE operation = 6", "operation 6"),
        ("UPDATE changes SET seq = seq + 100 WHERE operation = 10", "operation 10"),
        ("UPDATE changes SET after = CAST(x'ff' AS TEXT) WHERE operation = 6", "operation 6"),
        ("DELETE FROM changes WHERE operation = 6", "operation 6"),
        ("DELETE FROM changes", "operation 1"),
        ("INSERT INTO changes (operation, table_name, row_id) VALUES (6, 'cages', 'x')", "operation 6"),
        ("INSERT INTO changes (operation, table_name, row_id) VALUES (NULL, 'cages', 'x')", "table `cages`, row `x`"),
        ("INSERT INTO changes (operation, table_name, row_id) VALUES (77, 'cages', 'x')", "table `cages`, row `x`"),
    ] {
        found(&s, sql, place);
    }
}

#[test]
fn values_of_wrong_type_are_found() {
    let s = notebook();
    for change in [
        "tag = CAST(x'32313aff' AS TEXT)",
        "tag = tag || char(0) || 'x'",
        "tag = tag || ' '",
        "source = ''",
    ] {
        let sql = format!("UPDATE animals SET {change} WHERE tag = '214'");
        found(&s, &sql, "table `animals`");
    }
    for change in ["length_mm = 9e999", "typed = typed || '0'", "repeat = 2"] {
        let sql = format!("UPDATE readings SET {change} WHERE length_mm = 10.1");
        found(&s, &sql, "table `readings`");
    }
}

#[test]
fn changed_schema_is_found() {
    let s = notebook();
    for (sql, place) in [
        (
            "DROP TRIGGER audit_readings_update",
            "audit_readings_update",
        ),
        ("CREATE TABLE notes (x)", "notes"),
        ("ALTER TABLE cages ADD COLUMN aisle TEXT", "cages"),
        (
            "DROP INDEX one_control_arm_per_study",
            "one_control_arm_per_study",
        ),
        ("CREATE VIEW v AS SELECT 1", "`v`"),
    ] {
        let copy = Session::new();
        std::fs::copy(s.db(), copy.db()).unwrap();
        meddle(&copy.db(), sql);
        let message = copy.run("audit verify").refused().stderr;
        assert!(message.contains(place), "{sql}: {message}");
    }
}

#[test]
fn printed_fingerprint_and_its_prefix_remain_valid() {
    let s = notebook();
    let printed = s.must_be_whole()["fingerprint"]
        .as_str()
        .unwrap()
        .to_owned();
    s.run("weigh --study S --animal 214 --day 5 --weight 20")
        .done();
    s.run("undo").done();
    for expect in [&printed[..], &printed[..12], &printed.to_uppercase()] {
        let verdict = s
            .run(&format!("audit verify --json --expect {expect}"))
            .done()
            .json();
        assert_eq!(verdict["expected_at"], 10);
    }
    for wrong in [&"0".repeat(64), &printed[..11], "something"] {
        let message = s
            .run(&format!("audit verify --expect {wrong}"))
            .refused()
            .stderr;
        assert!(message.contains("the whole file"), "{message}");
    }
}

/// Rewrites the whole chain with correct fingerprints, by the algorithm that the documentation of
/// `store::operation` gives, as anyone can.
fn rebuild_chain(conn: &Connection) {
    let mut previous = "0".repeat(64);
    let operations: Vec<i64> = conn
        .prepare("SELECT seq FROM operations ORDER BY seq")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for seq in operations {
        conn.execute(
            "UPDATE operations SET previous_hash = ?2 WHERE seq = ?1",
            (seq, &previous),
        )
        .unwrap();
        let mut hash = Sha256::new();
        absorb(
            conn,
            &mut hash,
            "SELECT CAST(seq AS TEXT), id, at, CAST(utc_offset_min AS TEXT), author, verb, reason, program,
                    CAST(undoes AS TEXT), previous_hash FROM operations WHERE seq = ?1",
            seq,
        );
        absorb(
            conn,
            &mut hash,
            "SELECT CAST(seq AS TEXT), table_name, row_id, before, after FROM changes WHERE operation = ?1 ORDER BY seq",
            seq,
        );
        previous = hash
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        conn.execute(
            "UPDATE operations SET hash = ?2 WHERE seq = ?1",
            (seq, &previous),
        )
        .unwrap();
    }
}

fn absorb(conn: &Connection, hash: &mut Sha256, sql: &str, seq: i64) {
    let mut statement = conn.prepare(sql).unwrap();
    let columns = statement.column_count();
    let mut rows = statement.query([seq]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        for column in 0..columns {
            match row.get::<_, Option<String>>(column).unwrap() {
                None => hash.update(u64::MAX.to_le_bytes()),
                Some(text) => {
                    hash.update((text.len() as u64).to_le_bytes());
                    hash.update(text.as_bytes());
                }
            }
        }
    }
}

/// A documented limit: a file that was rewritten as a whole is recognized only by a fingerprint that was kept
/// on paper.
#[test]
fn rewritten_history_is_found_by_the_printed_fingerprint_only() {
    let s = notebook();
    let printed = s.must_be_whole()["fingerprint"]
        .as_str()
        .unwrap()
        .to_owned();
    {
        let conn = Connection::open(s.db()).unwrap();
        rebuild_chain(&conn);
    }
    assert_eq!(
        s.must_be_whole()["fingerprint"],
        printed.as_str(),
        "the documented algorithm is not the one in use"
    );
    let falsify = "UPDATE readings SET length_mm = 8.2 WHERE length_mm = 8.7;
         UPDATE changes SET after = replace(after, '\"length_mm\":8.7', '\"length_mm\":8.2') WHERE operation = 6";
    meddle(&s.db(), &unseen(&s.db(), falsify));
    s.run("audit verify").refused();
    rebuild_chain(&Connection::open(s.db()).unwrap());
    let rewritten = s.must_be_whole();
    assert_ne!(rewritten["fingerprint"], printed.as_str());
    let message = s
        .run(&format!("audit verify --expect {printed}"))
        .refused()
        .stderr;
    assert!(
        message.contains("the trail was rewritten or cut"),
        "{message}"
    );
}

/// Puts a trigger into the schema that stores another weight, under a name that SQLite keeps for itself.
fn hide_trigger(db: &Path) {
    meddle(
        db,
        "PRAGMA writable_schema = ON;
         INSERT INTO sqlite_schema VALUES ('trigger', 'sqlite_x', 'body_weights', 0,
             'CREATE TRIGGER sqlite_x AFTER INSERT ON body_weights BEGIN
                  UPDATE body_weights SET weight_g = 20 WHERE id = NEW.id;
              END')",
    );
}

#[test]
fn file_with_a_hidden_trigger_is_read_but_not_written_to() {
    let s = notebook();
    s.run("export --study S --to before").done();
    hide_trigger(&s.db());
    let told = s
        .run("weigh --study S --animal 214 --day 5 --weight 20.0")
        .refused()
        .stderr;
    assert!(
        told.contains("trigger `sqlite_x`: it was added to the schema")
            && told.contains("try: `graftbook restore BACKUP`"),
        "{told}"
    );
    for line in [
        "study list",
        "animal list --study S",
        "analyze --study S",
        "report --study S -o r.html",
    ] {
        s.run(line).done();
    }
    s.run("export --study S --to after").done();
    let readings = |folder| std::fs::read(s.file(folder).join("readings.csv")).unwrap();
    assert_eq!(readings("before"), readings("after"));
    let told = s.run("audit verify").refused().stderr;
    assert!(told.contains("trigger `sqlite_x`"), "{told}");
    assert!(
        s.run("doctor")
            .stdout
            .contains("✗ tables and triggers: trigger `sqlite_x`")
    );
}

#[test]
fn lowered_schema_version_is_refused_and_no_copies_pile_up() {
    let s = notebook();
    meddle(&s.db(), "PRAGMA user_version = 7");
    for line in [
        "study list",
        "weigh --study S --animal 214 --day 5 --weight 20",
        "audit verify",
        "doctor",
    ] {
        let told = s.run(line).refused().stderr;
        assert!(
            told.contains("its schema version is 7, and that is not so"),
            "{line}: {told}"
        );
    }
    let listing = s.listing();
    assert!(
        listing.iter().all(|name| !name.contains("bak")),
        "{listing:?}"
    );
}

#[test]
fn unfinished_operation_is_told_in_words_and_its_remedy_works() {
    let s = notebook();
    meddle(
        &s.db(),
        "INSERT INTO operations (seq, id, at, utc_offset_min, author, verb, program, previous_hash)
         SELECT seq + 1, substr(id, 1, 35) || 'x', at, 0, 'A. Other', 'weigh', 'x', hash
         FROM operations ORDER BY seq DESC LIMIT 1",
    );
    let weigh = "weigh --study S --animal 214 --day 5 --weight 20";
    let told = s.run(weigh).refused().stderr;
    assert!(
        told.contains("operation 11")
            && told.contains("was begun by another program and never finished"),
        "{told}"
    );
    assert!(told.contains("doctor --discard-unfinished"), "{told}");
    let checkup = s.run("doctor");
    assert_eq!(checkup.status, Some(1));
    assert!(
        checkup
            .stdout
            .contains("✗ audit trail: operation 11: it was begun"),
        "{}",
        checkup.stdout
    );
    s.run("doctor --discard-unfinished").done();
    s.must_be_whole();
    s.run(weigh).done();
    let log = s.run("audit log").done().stdout;
    assert!(
        log.contains("discard unfinished operation") && log.contains("A. Other"),
        "{log}"
    );
}
