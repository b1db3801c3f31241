//! Schema versions: numbered, forward only. What a migration does to rows is recorded in the audit
//! trail like any other change, so that replaying the trail always gives the tables as they are.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};

use super::open::{BUSY_SECONDS, full};
use super::operation::{Authorship, Operation};
use super::{APPLICATION_ID, Error, backup, progress, triggers};

/// One step of the schema.
#[derive(Clone, Copy)]
pub(super) struct Migration {
    /// SQL that takes the schema from the version before to this one.
    pub sql: &'static str,
    /// Digest of all objects of this version: opening then needs not make its tables in memory, which takes some
    /// milliseconds. A test in [`super::schema`] tells it.
    pub digest: &'static str,
}

/// All steps; the version of a file is how many of them it has seen.
pub(super) const MIGRATIONS: &[Migration] = &[
    Migration {
        sql: include_str!("../../schema/0001_study_notebook.sql"),
        digest: "b62510dae6f6745f89f769311dfc4fa9dbca7c6617341d8a7dfa1e9c423dcef8",
    },
    Migration {
        sql: include_str!("../../schema/0002_event.sql"),
        digest: "19f954c9522da568d128755d496e3fdf2c1b9c11f111adf883fc4b091d62c17b",
    },
    Migration {
        sql: include_str!("../../schema/0003_blinding.sql"),
        digest: "eca52b51a88039699d5134c3f212a219130cfd844248fb654dc18ef52482e7c1",
    },
    Migration {
        sql: include_str!("../../schema/0004_allocations.sql"),
        digest: "8db0255618d1b26e6e5dabb6e6b7104598cf99c456a0107790e5b718e7f1c7e2",
    },
    Migration {
        sql: include_str!("../../schema/0005_plan_settings.sql"),
        digest: "c738afeafb49d5fd6f25076087daaa8a1b08aa95743529ef85b0413b5d602022",
    },
    Migration {
        sql: include_str!("../../schema/0006_limit_action.sql"),
        digest: "a898fa1ff250c25cf7e6245d7dff625d56dbb9bfaba0700f71131fe6b624399f",
    },
    Migration {
        sql: include_str!("../../schema/0007_species.sql"),
        digest: "ccf371ee87789281666ce811ee69f2832c800af41c54d72f5172cd52478ea86b",
    },
    Migration {
        sql: include_str!("../../schema/0008_cohorts.sql"),
        digest: "f4c30e0c9cb72264d0cc06eb5bddd4291ff979e62e014b4472c98fa175d99373",
    },
    Migration {
        sql: include_str!("../../schema/0009_clock_time.sql"),
        digest: "31c7f6efc1dad2c025d7ed8bace56898e579a3ba59698ab295abab7961c233b5",
    },
    Migration {
        sql: include_str!("../../schema/0010_copies.sql"),
        digest: "bfbc42b9c12160dd6eff51bae9621d36349362650e27494cdc586595b3349936",
    },
    Migration {
        sql: include_str!("../../schema/0011_short_trail.sql"),
        digest: "7fd83ce67c3263241d8633afea410757c4dc13c459fa2e370cf5e1b8fce27575",
    },
    Migration {
        sql: include_str!("../../schema/0012_frame_rules.sql"),
        digest: "19b76b7791e268974d92cfab24f336d16ae29082123fe05d684d489f717020d1",
    },
    Migration {
        sql: include_str!("../../schema/0013_rack.sql"),
        digest: "8f625b74b7fb8091c7521658c9b8e9ffebf68db8a54b60bfe9427b8925a8a617",
    },
    Migration {
        sql: include_str!("../../schema/0014_work.sql"),
        digest: "b10b8503fec7b7f001854eed972daa984e2c23bcf3fe621c34765dd6bed49d72",
    },
    Migration {
        sql: include_str!("../../schema/0015_dosing.sql"),
        digest: "64c9000df1ab90c156c9b49522c2e948f4d26e7e524ac83ca73b5e77527c6de6",
    },
];

/// How a file of an older schema version was brought up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migrated {
    /// The version that it had.
    pub from: i64,
    /// The version that it has.
    pub to: i64,
    /// The copy of it as it was.
    pub copy: PathBuf,
}

/// The verb of the operation that records what a migration did to rows, before the version.
pub(super) const MIGRATING: &str = "migrate to schema version ";

/// Makes the schema in an empty file, or brings an older file up to date.
pub(super) fn up_to_date(conn: &mut Connection, path: &Path) -> Result<Option<Migrated>, Error> {
    migrate(conn, path, MIGRATIONS)
}

/// Makes an empty notebook of an older schema version.
#[cfg(any(test, feature = "testing"))]
pub fn make_of_version(path: &Path, version: usize) -> Result<(), Error> {
    let mut conn = Connection::open(path)?;
    migrate(&mut conn, path, &MIGRATIONS[..version]).map(|_| ())
}

/// Refuses a version that this program does not know.
pub(super) fn not_newer(path: &Path, found: i64) -> Result<(), Error> {
    let known = MIGRATIONS.len() as i64;
    if found > known {
        return Err(Error::Newer {
            path: path.to_owned(),
            found,
            known,
        });
    }
    Ok(())
}

/// The version of a notebook; refuses one that this program does not know, and any other database.
pub(super) fn known_version(conn: &Connection, path: &Path) -> Result<i64, Error> {
    let found = version(conn)?;
    if !must_be_ours(conn, path)? {
        return Err(Error::Empty(path.to_owned()));
    }
    not_newer(path, found)?;
    Ok(found)
}

/// Refuses any version but the newest, for files that are not to be changed.
pub(super) fn must_be_newest(path: &Path, found: i64) -> Result<(), Error> {
    let newest = MIGRATIONS.len() as i64;
    if found < newest {
        return Err(Error::Older {
            path: path.to_owned(),
            found,
            newest,
        });
    }
    Ok(())
}

fn migrate(
    conn: &mut Connection,
    path: &Path,
    migrations: &[Migration],
) -> Result<Option<Migrated>, Error> {
    let newest = migrations.len() as i64;
    let found = version(conn)?;
    must_be_ours(conn, path)?;
    not_newer_than(path, found, newest)?;
    write_ahead(conn)?;
    if found == newest {
        return Ok(None);
    }
    let mut migrated = None;
    if found > 0 {
        let copy = copy_name(path, found);
        backup::copy(conn, &full(&copy)?)?;
        migrated = Some(Migrated {
            from: found,
            to: newest,
            copy,
        });
    }
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have been quicker.
    let found = version(&tx)?;
    must_be_ours(&tx, path)?;
    not_newer_than(path, found, newest)?;
    if found <= 0 {
        make(&tx, migrations)?;
    } else {
        for (index, migration) in migrations.iter().enumerate().skip(found as usize) {
            progress::begin(format!(
                "bringing the notebook up to schema version {} of {newest}",
                index + 1
            ));
            step(&tx, migration, index)?;
        }
    }
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", newest)?;
    tx.commit()?;
    Ok(migrated)
}

/// Refuses a file whose header was still that of an empty one, but whose journal holds the tables
/// of another program. Answers whether the tables have been made.
fn must_be_ours(conn: &Connection, path: &Path) -> Result<bool, Error> {
    let (id, tables): (i32, i64) = conn.query_row(
        "SELECT application_id, (SELECT count(*) FROM sqlite_schema) FROM pragma_application_id",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    match (id, tables) {
        (APPLICATION_ID, _) => Ok(true),
        (0, 0) => Ok(false),
        _ => Err(Error::Foreign(path.to_owned())),
    }
}

/// Turns the write-ahead journal on. SQLite does not wait for others here as it does elsewhere, so
/// that of several programs that make one file at once all but one would fail.
fn write_ahead(conn: &Connection) -> Result<(), Error> {
    let deadline = Instant::now() + Duration::from_secs(BUSY_SECONDS);
    let busy = |e: &rusqlite::Error| {
        matches!(
            e.sqlite_error_code(),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
        )
    };
    loop {
        let switched = conn
            .pragma_query_value(None, "journal_mode", |row| row.get::<_, String>(0))
            .and_then(|mode| match mode.as_str() {
                "wal" => Ok(()),
                // The page size takes effect only in a file that is being made: half as many
                // writes as with the usual one.
                _ => conn
                    .pragma_update(None, "page_size", 8192)
                    .and_then(|()| conn.pragma_update(None, "journal_mode", "WAL")),
            });
        match switched {
            Err(e) if busy(&e) && Instant::now() < deadline => {
                thread::sleep(Duration::from_millis(2));
            }
            done => return Ok(done?),
        }
    }
}

fn not_newer_than(path: &Path, found: i64, known: i64) -> Result<(), Error> {
    if found > known {
        return Err(Error::Newer {
            path: path.to_owned(),
            found,
            known,
        });
    }
    Ok(())
}

/// Makes the tables of a new file: nobody's doing yet, so the trail begins after them.
fn make(tx: &Transaction<'_>, migrations: &[Migration]) -> Result<(), Error> {
    for migration in migrations {
        tx.execute_batch(migration.sql)?;
    }
    triggers::install(tx, migrations.len())
}

/// Brings an older file one version forward, as an operation of the audit trail.
fn step(tx: &Transaction<'_>, migration: &Migration, index: usize) -> Result<(), Error> {
    triggers::remove(tx)?;
    let before = triggers::snapshot(tx)?;
    tx.execute_batch(migration.sql)?;
    let after = triggers::snapshot(tx)?;
    if before != after {
        let entry = Authorship::by_program(&format!("{MIGRATING}{}", index + 1));
        let seq = Operation::open_in(tx, &entry)?;
        record_differences(tx, seq, &before, &after)?;
        Operation::seal_in(tx, seq)?;
    }
    triggers::install(tx, index + 1)
}

type Snapshot = BTreeMap<(String, String), String>;

fn record_differences(
    tx: &Transaction<'_>,
    seq: i64,
    before: &Snapshot,
    after: &Snapshot,
) -> Result<(), Error> {
    let mut insert = tx.prepare(
        "INSERT INTO changes (operation, table_name, row_id, before, after) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    let gone = before.keys().filter(|key| !after.contains_key(*key));
    for key in after.keys().chain(gone) {
        let (old, new) = (before.get(key), after.get(key));
        if old != new {
            insert.execute((seq, &key.0, &key.1, old, new))?;
        }
    }
    Ok(())
}

fn version(conn: &Connection) -> Result<i64, Error> {
    Ok(conn.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// `lab.db` at version 1 is copied to `lab.db.schema-1.bak`, or with a number if that exists.
fn copy_name(path: &Path, version: i64) -> PathBuf {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let candidate = |n: u32| {
        let number = if n == 0 {
            String::new()
        } else {
            format!("-{n}")
        };
        path.with_file_name(format!("{name}.schema-{version}{number}.bak"))
    };
    (0..)
        .map(candidate)
        .find(|p| !p.exists())
        .expect("one of infinitely many names is free")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::Answer;
    use crate::{Store, journal, trail};

    const NEXT: Migration = Migration {
        sql: "ALTER TABLE cages ADD COLUMN aisle TEXT; UPDATE cages SET aisle = 'B2';",
        digest: "eb7ed37fe6eab75721d9a4f469e8b547b8478d0ed685f5eea9c091537972585b",
    };

    fn steps() -> Vec<Migration> {
        MIGRATIONS.iter().copied().chain([NEXT]).collect()
    }

    /// Made at once or version by version, the tables are the same; a new file's trail is empty.
    #[test]
    fn a_file_of_the_first_version_comes_up_to_date() {
        let dir = tempfile::tempdir().unwrap();
        let tables = |conn: &Connection| -> Vec<String> {
            let sql = "SELECT name || ':' || coalesce(sql, '') FROM sqlite_schema ORDER BY name";
            let mut rows = conn.prepare(sql).unwrap();
            let rows = rows.query_map([], |row| row.get(0)).unwrap();
            rows.collect::<Result<_, _>>().unwrap()
        };
        let old = dir.path().join("old.db");
        let mut conn = Connection::open(&old).unwrap();
        migrate(&mut conn, &old, &MIGRATIONS[..1]).unwrap();
        drop(conn);
        let old = Store::create_or_open(&old).unwrap();
        let new = Store::create_or_open(&dir.path().join("new.db")).unwrap();
        assert_eq!(tables(&old.conn), tables(&new.conn));
        assert!(old.verify(None).unwrap().broken.is_none());
        let operations = |store: &Store| -> i64 {
            let sql = "SELECT count(*) FROM operations";
            store.conn.query_row(sql, [], |row| row.get(0)).unwrap()
        };
        // A file without rows has nothing to record.
        assert_eq!((operations(&new), operations(&old)), (0, 0));
    }

    fn with_a_cage(path: &Path) -> Connection {
        let mut store = Store::create_or_open(path).unwrap();
        let op = store.begin(&Authorship::by_program("test")).unwrap();
        op.execute_for_test(
            "INSERT INTO studies (id, name, status, data_origin, volume_formula, calibration, baseline_rule, primary_definition)
             VALUES ('01900000-0000-7000-8000-000000000001', 'S', 'open', 'recorded', 'half_lw2', 1, 'day0', 'delta');
             INSERT INTO cages (id, study_id, label) VALUES ('01900000-0000-7000-8000-000000000002', '01900000-0000-7000-8000-000000000001', 'C01')",
        );
        op.commit().unwrap();
        drop(store);
        Connection::open(path).unwrap()
    }

    #[test]
    fn a_migration_copies_the_file_first_and_stays_in_the_trail() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("n.db");
        let mut conn = with_a_cage(&path);
        let known = MIGRATIONS.len();
        migrate(&mut conn, &path, &steps()).unwrap();
        assert_eq!(version(&conn).unwrap(), known as i64 + 1);
        assert!(matches!(trail::whole(&conn).unwrap(), Answer::Well(_)));
        let verb: String = conn
            .query_row("SELECT verb FROM operations ORDER BY seq DESC", [], |r| {
                r.get(0)
            })
            .unwrap();
        assert_eq!(verb, format!("migrate to schema version {}", known + 1));

        let copy = format!("n.db.schema-{known}.bak");
        let copy = Connection::open(dir.path().join(copy)).unwrap();
        assert_eq!(version(&copy).unwrap(), known as i64);
        let cages: i64 = copy
            .query_row("SELECT count(*) FROM cages", [], |r| r.get(0))
            .unwrap();
        assert_eq!(cages, 1);
    }

    /// A study with a reading, its exclusion and a weighing, in a file of version 6.
    fn of_version_6(path: &Path) -> Connection {
        let mut conn = Connection::open(path).unwrap();
        migrate(&mut conn, path, &MIGRATIONS[..6]).unwrap();
        let tx = conn.transaction().unwrap();
        let seq = Operation::open_in(&tx, &Authorship::by_program("test")).unwrap();
        let sql = "
            INSERT INTO studies (id, name, status, data_origin, volume_formula, calibration, baseline_rule, primary_definition)
                VALUES ('01900000-0000-7000-8000-000000000001', 'S', 'open', 'recorded', 'half_lw2', 1, 'day0', 'delta');
            INSERT INTO animals (id, study_id, tag)
                VALUES ('01900000-0000-7000-8000-000000000002', '01900000-0000-7000-8000-000000000001', '211');
            INSERT INTO tumors VALUES ('01900000-0000-7000-8000-000000000003', '01900000-0000-7000-8000-000000000002', 'left');
            INSERT INTO readings VALUES ('01900000-0000-7000-8000-000000000004', '01900000-0000-7000-8000-000000000003',
                '2026-01-05', 0, 1, 'measured', 12.4, 9.1, NULL, NULL, NULL, '12.4 x 9.1', 'mk', 'caliper', '2026-01-05T09:30:00.000Z');
            INSERT INTO body_weights VALUES ('01900000-0000-7000-8000-000000000005', '01900000-0000-7000-8000-000000000002',
                '2026-01-05', 0.5, 1, 20.3, 'mk', '2026-01-05T09:30:00.000Z');
            INSERT INTO exclusions VALUES ('01900000-0000-7000-8000-000000000006', '01900000-0000-7000-8000-000000000001',
                NULL, NULL, NULL, '01900000-0000-7000-8000-000000000004', 'wrong mouse', 0);";
        tx.execute_batch(sql).unwrap();
        Operation::seal_in(&tx, seq).unwrap();
        tx.commit().unwrap();
        conn
    }

    #[test]
    fn a_file_of_version_6_keeps_its_rows_and_its_trail() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("n.db");
        drop(of_version_6(&path));
        let store = Store::open(&path).unwrap();
        let verdict = store.verify(None).unwrap();
        assert!(verdict.broken.is_none(), "{verdict:?}");
        assert!(store.examine().unwrap().is_well());
        let record = store.study("S").unwrap();
        assert_eq!(record.study.protocol.species, domain::Species::Mouse);
        assert_eq!(record.exclusions.len(), 1);
        let animal = &record.animals[0];
        let reading = &animal.tumors[0].readings[0];
        assert_eq!(reading.typed.as_deref(), Some("12.4 x 9.1"));
        assert_eq!(animal.weighings[0].grams(), 20.3);
        assert_eq!(animal.weighings[0].when.day_part, 0.5);
        let copy = dir.path().join("n.db.schema-6.bak");
        let migrated = store.migrated().unwrap();
        assert_eq!((migrated.from, &migrated.copy), (6, &copy));
        assert_eq!(migrated.to, MIGRATIONS.len() as i64);

        // A crash after the migration, which wrote several operations at once.
        let crashed = dir.path().join("crashed.db");
        std::fs::copy(&path, &crashed).unwrap();
        std::fs::copy(journal::path_beside(&path), journal::path_beside(&crashed)).unwrap();
        let again = Store::open_to_read(&crashed).unwrap();
        assert_eq!(again.study("S").unwrap(), record);
        drop(again);

        // The copy is verified as it is, and leaves no file beside it.
        let before = std::fs::read(&copy).unwrap();
        let old = Store::open_to_verify(&copy).unwrap();
        let verdict = old.verify(None).unwrap();
        assert!(verdict.broken.is_none(), "{verdict:?}");
        assert!(old.examine().unwrap().is_well());
        drop(old);
        let error = Store::open_to_read(&copy).err().unwrap();
        assert!(matches!(error, Error::Older { found: 6, .. }), "{error}");
        assert_eq!(std::fs::read(&copy).unwrap(), before);

        // It is restored in its version, and brought up to date again by the next entry.
        let restored = Store::restore(&copy, &crashed).unwrap();
        assert_eq!(restored.operations, 1);
        assert!(restored.set_aside.unwrap().exists());
        assert!(matches!(
            Store::open_to_read(&crashed),
            Err(Error::Older { .. })
        ));
        assert_eq!(Store::open(&crashed).unwrap().study("S").unwrap(), record);
    }

    /// Before version 8 all animals counted from day 0 of the study; they still do.
    #[test]
    fn animals_of_a_file_of_version_7_have_no_cohort() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("n.db");
        drop(of_version_6(&path));
        let mut conn = Connection::open(&path).unwrap();
        migrate(&mut conn, &path, &MIGRATIONS[..7]).unwrap();
        drop(conn);
        let store = Store::open(&path).unwrap();
        let verdict = store.verify(None).unwrap();
        assert!(verdict.broken.is_none(), "{verdict:?}");
        let record = store.study("S").unwrap();
        assert_eq!(record.cohorts, Vec::new());
        assert_eq!(record.animals[0].animal.cohort, None);
        assert!(dir.path().join("n.db.schema-7.bak").exists());
    }

    #[test]
    fn entries_of_a_file_of_version_8_have_no_clock_time() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("n.db");
        drop(of_version_6(&path));
        let mut conn = Connection::open(&path).unwrap();
        migrate(&mut conn, &path, &MIGRATIONS[..8]).unwrap();
        drop(conn);
        let store = Store::open(&path).unwrap();
        let verdict = store.verify(None).unwrap();
        assert!(verdict.broken.is_none(), "{verdict:?}");
        assert!(store.examine().unwrap().is_well());
        let record = store.study("S").unwrap();
        let animal = &record.animals[0];
        assert_eq!(animal.tumors[0].readings[0].clock_time, None);
        assert_eq!(animal.weighings[0].clock_time, None);
        assert!(dir.path().join("n.db.schema-8.bak").exists());
    }

    /// Version 11 makes the table of operations anew, and rows of `copies` refer to it.
    #[test]
    fn copies_recorded_in_version_10_are_kept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("n.db");
        let mut conn = of_version_6(&path);
        migrate(&mut conn, &path, &MIGRATIONS[..10]).unwrap();
        let tx = conn.transaction().unwrap();
        let seq = Operation::open_in(&tx, &Authorship::by_program("take copy")).unwrap();
        tx.execute_batch(
            "INSERT INTO copies SELECT '01900000-0000-7000-8000-000000000007', id, 'report', 'r.html', 4,
                 hex(zeroblob(32)), 1 FROM studies",
        )
        .unwrap();
        Operation::seal_in(&tx, seq).unwrap();
        tx.commit().unwrap();
        drop(conn);
        let store = Store::open(&path).unwrap();
        assert_eq!(store.verify(None).unwrap().broken, None);
        let copies = store.copies_of(&"0".repeat(64)).unwrap();
        assert_eq!((copies.len(), copies[0].state.operation), (1, 1));
    }

    /// Until version 10, columns that are NULL were recorded too.
    #[test]
    fn what_was_recorded_with_nulls_is_verified_listed_and_undone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("n.db");
        let mut conn = of_version_6(&path);
        migrate(&mut conn, &path, &MIGRATIONS[..10]).unwrap();
        let tx = conn.transaction().unwrap();
        let seq = Operation::open_in(&tx, &Authorship::by_program("test")).unwrap();
        tx.execute_batch("UPDATE readings SET height_mm = 8, typed = NULL")
            .unwrap();
        Operation::seal_in(&tx, seq).unwrap();
        tx.commit().unwrap();
        let recorded = "SELECT before || after FROM changes ORDER BY seq DESC LIMIT 1";
        let recorded = |conn: &Connection| -> String {
            conn.query_row(recorded, [], |row| row.get(0)).unwrap()
        };
        assert!(recorded(&conn).contains("\"height_mm\":null"));
        drop(conn);

        let mut store = Store::open(&path).unwrap();
        let verdict = store.verify(None).unwrap();
        assert_eq!((verdict.broken, verdict.operations), (None, seq));
        let undo = Authorship::by_program("undo");
        assert_eq!(store.undo_last(None, &undo).unwrap().undone.seq, seq);
        assert!(!recorded(&store.conn).contains("null"));
        assert_eq!(store.verify(None).unwrap().broken, None);
        let log = store.log(&crate::LogFilter::default()).unwrap();
        let change = |n: usize| log[n].changes[0].readable_differences();
        let text = |column: &str, old: &str, new: &str| (column.into(), old.into(), new.into());
        let height = text("height (mm)", "8.0", "–");
        assert_eq!(
            change(0),
            [height, text("digits as typed", "–", "12.4 x 9.1")]
        );
        let height = text("height (mm)", "–", "8.0");
        assert_eq!(
            change(1),
            [height, text("digits as typed", "12.4 x 9.1", "–")]
        );
        // It is not undone again, and its undoing stays.
        assert!(store.undo_operation(seq, &undo).is_err());
    }

    #[test]
    fn tables_refuse_what_is_no_clock_time() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("n.db");
        drop(of_version_6(&path));
        let store = Store::open(&path).unwrap();
        let set = |table: &str, text: &str| {
            let sql = format!("UPDATE {table} SET clock_time = ?1");
            store.conn.execute(&sql, [text]).map(|_| ()).ok()
        };
        for table in ["readings", "body_weights"] {
            for text in ["09:14", "09:14:05", "09:14+01:00", "23:59:59-14:00"] {
                assert_eq!(set(table, text), Some(()), "{table} {text}");
            }
            for text in [
                "",
                "9:14",
                "24:00",
                "09:60",
                "09:14:05.5",
                "09:14Z",
                "09:14+15:00",
                "now",
                "2026-01-05",
                "2026-01-05 09:14",
                "09:14 ",
            ] {
                assert_eq!(set(table, text), None, "{table} {text}");
            }
        }
    }

    #[test]
    fn a_new_file_begins_with_an_empty_trail() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::create_or_open(&dir.path().join("n.db")).unwrap();
        let operations: i64 = store
            .conn
            .query_row("SELECT count(*) FROM operations", [], |r| r.get(0))
            .unwrap();
        assert_eq!(operations, 0);
    }

    #[test]
    fn after_a_migration_new_columns_are_recorded() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("n.db");
        let mut conn = with_a_cage(&path);
        migrate(&mut conn, &path, &steps()).unwrap();
        conn.execute("UPDATE cages SET aisle = 'C3'", []).unwrap();
        let after: String = conn
            .query_row("SELECT after FROM changes ORDER BY seq DESC", [], |r| {
                r.get(0)
            })
            .unwrap();
        assert!(after.contains("\"aisle\":\"C3\""), "{after}");
    }
}
