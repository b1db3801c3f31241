//! A notebook whose file goes away, is replaced, is held by another writer or changed by one.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::{entry, notebook, reading, small_study, write};
use crate::{Authorship, Error, Store};
use domain::StudyRecord;

/// Tries to enter one more reading.
fn measure(store: &mut Store, record: &StudyRecord, entry: &Authorship) -> Result<(), Error> {
    let op = store.begin(entry)?;
    let tumor = record.animals[0].tumors[0].tumor.id;
    op.insert_entry(tumor, &reading("2026-02-01", 9.0, 8.0))?;
    op.commit().map(|_| ())
}

#[test]
fn a_file_that_is_gone_or_replaced_is_told_and_never_written() {
    type Harm = fn(&Path);
    let copied_over: Harm = |path| {
        let other = path.with_file_name("other.db");
        fs::copy(path, &other).unwrap();
        fs::rename(&other, path).unwrap();
    };
    let cases: [(&str, Harm, bool); 4] = [
        ("deleted", |path| fs::remove_file(path).unwrap(), true),
        (
            "moved away",
            |path| fs::rename(path, path.with_file_name("moved.db")).unwrap(),
            true,
        ),
        (
            "in a folder that vanished",
            |path| fs::remove_dir_all(path.parent().unwrap()).unwrap(),
            true,
        ),
        ("replaced", copied_over, false),
    ];
    for (what, harm, gone) in cases {
        if !gone && !cfg!(unix) {
            continue;
        }
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("lab");
        fs::create_dir(&folder).unwrap();
        let path = folder.join("n.db");
        let (mut store, record) = notebook(&path);
        assert!(!store.changed_elsewhere().unwrap());
        store.writable().unwrap();
        harm(&path);
        for found in [
            store.changed_elsewhere().map(|_| ()),
            store.writable(),
            measure(&mut store, &record, &entry("measure")),
        ] {
            let error = found.expect_err(what);
            let right = match &error {
                Error::Gone(named) => gone && *named == path,
                Error::Replaced(named) => !gone && *named == path,
                _ => false,
            };
            assert!(right, "{what}: {error}");
            assert!(!error.remedy().is_none());
        }
    }
}

/// As `cp` does it: the file stays, its content is another.
#[test]
fn content_that_is_copied_over_an_open_file_is_told_and_left_alone() {
    for (what, journal_is_empty) in [
        ("backup.db", false),
        ("backup.db", true),
        ("older.db", true),
        ("other.db", false),
        ("other.db", true),
        ("text.txt", true),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("n.db");
        let source = dir.path().join(what);
        drop(notebook(&path));
        drop(notebook(&dir.path().join("other.db")));
        fs::write(dir.path().join("text.txt"), "no notebook").unwrap();
        fs::copy(&path, dir.path().join("older.db")).unwrap();
        let mut store = Store::open(&path).unwrap();
        let record = store.study("S-01").unwrap();
        measure(&mut store, &record, &entry("measure")).unwrap();
        store.backup(&dir.path().join("backup.db")).unwrap();
        if journal_is_empty {
            let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
            store.conn.query_row(checkpoint, [], |_| Ok(())).unwrap();
        }
        store.writable().unwrap();
        fs::copy(&source, &path).unwrap();
        for found in [
            store.changed_elsewhere().map(|_| ()),
            store.writable(),
            measure(&mut store, &record, &entry("measure")),
        ] {
            let error = found.expect_err(what);
            assert!(matches!(error, Error::Replaced(_)), "{what}: {error}");
        }
        drop(store);
        assert_eq!(fs::read(&path).unwrap(), fs::read(&source).unwrap());
    }
}

#[test]
fn older_version_is_read_by_nobody_but_who_verifies_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("n.db");
    let older = crate::migrate::MIGRATIONS.len() - 1;
    crate::make_of_version(&path, older).unwrap();
    let before = fs::read(&path).unwrap();
    let error = Store::open_to_read(&path).err().unwrap();
    assert!(
        matches!(error, Error::Older { found, .. } if found == older as i64),
        "{error}"
    );
    let verdict = Store::open_to_verify(&path).unwrap().verify(None).unwrap();
    assert_eq!(verdict.broken, None);
    assert_eq!(fs::read(&path).unwrap(), before);
}

/// The number alone was lowered: the tables are those of the newest version.
#[test]
fn false_version_is_told_to_who_reads_and_who_verifies() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("n.db");
    drop(notebook(&path));
    let newest = crate::migrate::MIGRATIONS.len() as i64;
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.pragma_update(None, "user_version", newest - 1)
        .unwrap();
    drop(conn);
    for open in [Store::open_to_read, Store::open_to_verify, Store::open] {
        let error = open(&path).err().unwrap();
        assert!(matches!(error, Error::FalseVersion { .. }), "{error}");
    }
}

#[test]
fn reader_cannot_write() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("n.db");
    drop(notebook(&path));
    let mut reader = Store::open_to_read(&path).unwrap();
    let error = reader.begin(&entry("measure")).err().unwrap();
    assert!(matches!(error, Error::Unwritable { .. }), "{error}");
}

#[test]
fn writer_that_waits_is_told_so_after_two_seconds() {
    static TOLD: AtomicU64 = AtomicU64::new(0);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("n.db");
    let (mut holder, record) = notebook(&path);
    let mut store = Store::open(&path).unwrap();
    store.set_patience(Duration::from_secs(3)).unwrap();
    store.on_waiting(|file, rest| {
        assert!(file.ends_with("n.db"));
        TOLD.fetch_add(rest.as_secs(), Ordering::Relaxed);
    });
    measure(&mut store, &record, &entry("measure")).unwrap();
    assert_eq!(TOLD.load(Ordering::Relaxed), 0);
    let held = holder.begin(&entry("import")).unwrap();
    let asked = Instant::now();
    let error = store.begin(&entry("measure")).err().unwrap();
    assert!(matches!(error, Error::Busy { .. }), "{error}");
    assert!(asked.elapsed() >= Duration::from_millis(2800));
    assert_eq!(TOLD.load(Ordering::Relaxed), 1);
    drop(held);
}

#[test]
fn a_file_that_goes_while_an_entry_is_made_refuses_the_entry() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("n.db");
    let (mut store, record) = notebook(&path);
    let op = store.begin(&entry("measure")).unwrap();
    let tumor = record.animals[0].tumors[0].tumor.id;
    op.insert_entry(tumor, &reading("2026-02-01", 9.0, 8.0))
        .unwrap();
    let aside = path.with_file_name("moved.db");
    fs::rename(&path, &aside).unwrap();
    assert!(matches!(op.commit(), Err(Error::Gone(_))));

    fs::rename(&aside, &path).unwrap();
    store.writable().unwrap();
    assert_eq!(store.study("S-01").unwrap(), record);
    measure(&mut store, &record, &entry("measure")).unwrap();
}

#[test]
fn what_others_write_is_noticed_once_and_own_entries_are_not() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("n.db");
    let (mut store, record) = notebook(&path);
    assert!(!store.changed_elsewhere().unwrap());
    measure(&mut store, &record, &entry("measure")).unwrap();
    assert!(!store.changed_elsewhere().unwrap());

    let mut other = Store::open(&path).unwrap();
    assert!(!store.changed_elsewhere().unwrap());
    let mut second = small_study();
    second.study.name = super::label("S-02");
    write(&mut other, &second);
    assert!(store.changed_elsewhere().unwrap());
    assert!(!store.changed_elsewhere().unwrap());
    drop(other);
    let theirs = rusqlite::Connection::open(&path).unwrap();
    theirs
        .execute("UPDATE body_weights SET weight_g = 30", [])
        .unwrap();
    assert!(store.changed_elsewhere().unwrap());
}

#[test]
fn a_write_waits_as_long_as_it_is_told_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("n.db");
    let (mut holder, record) = notebook(&path);
    let mut store = Store::open(&path).unwrap();
    store.set_patience(Duration::from_millis(250)).unwrap();
    let held = holder.begin(&entry("import")).unwrap();
    let asked = Instant::now();
    let error = measure(&mut store, &record, &entry("measure")).unwrap_err();
    let waited = asked.elapsed();
    assert_eq!(
        error.to_string(),
        format!(
            "another program has been writing to `{}` for 0.25 s",
            path.display()
        )
    );
    let least = Duration::from_millis(200);
    assert!(waited >= least && waited < least * 50, "{waited:?}");
    drop(held);
    measure(&mut store, &record, &entry("measure")).unwrap();
}

/// The locks that this process has on a file, as the system lists them.
#[cfg(target_os = "linux")]
fn locks(path: &Path) -> Vec<String> {
    use std::os::unix::fs::MetadataExt;
    let file = format!(":{}", fs::metadata(path).unwrap().ino());
    let process = std::process::id().to_string();
    let listed = fs::read_to_string("/proc/locks").unwrap();
    let ours = listed.lines().filter(|line| {
        let words: Vec<_> = line.split_whitespace().collect();
        words.contains(&process.as_str()) && words.iter().any(|word| word.ends_with(&file))
    });
    let mut ours: Vec<_> = ours
        .map(|line| line.split_once(' ').unwrap().1.to_owned())
        .collect();
    ours.sort();
    ours
}

/// Another program that closes the file would otherwise take itself for the last one.
#[test]
#[cfg(target_os = "linux")]
fn what_one_connection_has_locked_stays_so_when_another_is_opened_dropped_or_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("n.db");
    let (first, record) = notebook(&path);
    first.study("S-01").unwrap();
    let held = locks(&path);
    assert!(!held.is_empty(), "a notebook that is open is locked");
    let link = dir.path().join("link.db");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    for name in [&path, &link] {
        let second = Store::open(name).unwrap();
        assert_eq!(second.study("S-01").unwrap(), record);
        drop(second);
        drop(Store::create_or_open(name).unwrap());
        first.backup(name).unwrap_err();
        assert_eq!(locks(&path), held);
    }
    drop(first);
    assert_eq!(locks(&path), [""; 0]);
    Store::open(&path).unwrap();
}
