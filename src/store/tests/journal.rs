//! What a journal tells of the file that it continues.

use std::fs;
use std::path::{Path, PathBuf};

use super::{entry, label, notebook, reading};
use crate::journal::{self, FileAlone, Journal, path_beside};
use crate::{Authorship, Error, Store};
use domain::Reason;

fn alone(path: &Path) -> FileAlone {
    FileAlone::of(path, &fs::read(path).unwrap()[..100])
}

fn measure(store: &mut Store, day: u32, entry: &Authorship) {
    let record = store.study("S-01").unwrap();
    let op = store.begin(entry).unwrap();
    let reading = reading(&format!("2026-02-{day:02}"), 9.0, 8.0);
    op.insert_entry(record.animals[0].tumors[0].tumor.id, &reading)
        .unwrap();
    op.commit().unwrap();
}

/// A notebook as a crash leaves it: with three entries in its journal.
fn crashed(dir: &Path) -> PathBuf {
    let path = dir.join("n.db");
    drop(notebook(&path));
    let mut store = Store::open(&path).unwrap();
    for day in 1..=3 {
        measure(&mut store, day, &entry("measure"));
    }
    copied(&path, "crashed.db")
}

/// File and journal under another name.
fn copied(path: &Path, name: &str) -> PathBuf {
    let to = path.with_file_name(name);
    fs::copy(path, &to).unwrap();
    fs::copy(path_beside(path), path_beside(&to)).unwrap();
    to
}

#[test]
fn journal_names_the_operation_that_it_follows() {
    let dir = tempfile::tempdir().unwrap();
    let path = crashed(dir.path());
    let before = journal::newest(&crate::open::open_alone(&path).unwrap());
    let before = before.unwrap().unwrap();
    let journal = Journal::of(&path).unwrap();
    assert_eq!(journal.foreign_to(&alone(&path)), None);
    assert!(!journal.has(&before));
    let store = Store::open_to_read(&path).unwrap();
    let log = store.log(&crate::LogFilter::default()).unwrap();
    let written: Vec<_> = log
        .iter()
        .map(|o| journal.has(&(o.seq, o.fingerprint.clone())))
        .collect();
    assert_eq!(written, [true, true, true, false]);
    assert_eq!(log[3].seq, before.0);
}

/// SQLite takes what was committed whole, and no more; so does this.
#[test]
fn journal_is_read_as_far_as_sqlite_reads_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = crashed(dir.path());
    let whole = fs::read(path_beside(&path)).unwrap();
    let frame = 24 + 8192;
    let mut numbers = Vec::new();
    for frames in 0..=(whole.len() - 32) / frame {
        let end = 32 + frames * frame;
        for harm in 0..3 {
            let mut bytes = whole.clone();
            match harm {
                0 => bytes.truncate(end),
                1 => bytes.truncate((end + 100).min(whole.len())),
                // A page that did not reach the disk.
                _ if end < whole.len() => bytes[end + 5000] ^= 1,
                _ => {}
            }
            fs::write(path_beside(&path), bytes).unwrap();
            let _ = fs::remove_file(journal::with_ending(&path, "-shm"));
            let journal = Journal::of(&path).unwrap();
            let store = Store::open_to_read(&path).unwrap();
            let log = store.log(&crate::LogFilter::default()).unwrap();
            let newest = (log[0].seq, log[0].fingerprint.clone());
            assert_eq!(journal.is_empty(), log.len() == 1, "{frames}, {harm}");
            assert_eq!(journal.has(&newest), log.len() > 1, "{frames}, {harm}");
            numbers.push(log.len());
        }
    }
    numbers.dedup();
    assert_eq!(numbers, [1, 2, 3, 4]);
}

/// While the journal is copied into the file, a crash may leave any of its pages in the file, or not; after a
/// power failure in any order.
#[test]
fn journal_is_own_after_a_crash_amid_copying_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("n.db");
    drop(notebook(&path));
    let mut store = Store::open(&path).unwrap();
    let record = store.study("S-01").unwrap();
    let tumor = record.animals[0].tumors[0].tumor.id;
    for n in 0..60 {
        let op = store.begin(&entry("measure")).unwrap();
        for day in 1..=n % 7 + 1 {
            let mut reading = reading(&format!("2026-02-{day:02}"), 9.0, 8.0);
            reading.repeat = n + 1;
            op.insert_entry(tumor, &reading).unwrap();
        }
        op.commit().unwrap();
    }
    let whole = store.study("S-01").unwrap();
    let (base, journal) = (
        fs::read(&path).unwrap(),
        fs::read(path_beside(&path)).unwrap(),
    );
    let size = 8192;
    let frames = journal[32..].chunks_exact(24 + size);
    // The last version of each page.
    let pages: std::collections::BTreeMap<u32, &[u8]> = frames
        .map(|frame| (journal::number(frame, 0), &frame[24..]))
        .collect();
    let crashed = dir.path().join("crashed.db");
    let mut chance: u32 = 1;
    for n in 0..3 * pages.len() {
        let mut file = base.clone();
        for (done, (page, content)) in pages.iter().enumerate() {
            chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            // In order, as SQLite writes them, and in any order.
            let written = match n < pages.len() {
                true => done < n,
                false => chance >> 31 == 0,
            };
            if written {
                let at = (*page as usize - 1) * size;
                file.resize(file.len().max(at + size), 0);
                file[at..at + size].copy_from_slice(content);
            }
        }
        fs::write(&crashed, file).unwrap();
        fs::write(path_beside(&crashed), &journal).unwrap();
        let _ = fs::remove_file(journal::with_ending(&crashed, "-shm"));
        let store = Store::open_to_read(&crashed).unwrap_or_else(|e| panic!("{n}: {e}"));
        assert_eq!(store.study("S-01").unwrap(), whole, "{n}");
    }
}

/// A reason that fills several pages hides the fingerprints from a look at one page.
#[test]
fn operation_with_a_long_reason_is_no_foreign_one() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("n.db");
    drop(notebook(&path));
    let mut store = Store::open(&path).unwrap();
    let reason = Reason::new(&"測定".repeat(2000)).unwrap();
    let long = Authorship::new(&label("M. Meier"), "measure", Some(reason));
    measure(&mut store, 1, &long);
    measure(&mut store, 2, &entry("measure"));
    let crashed = copied(&path, "crashed.db");
    let opened = Store::open(&crashed).unwrap();
    assert_eq!(opened.log(&crate::LogFilter::default()).unwrap().len(), 3);
}

#[test]
fn each_copy_counts_its_changes_from_elsewhere() {
    let dir = tempfile::tempdir().unwrap();
    let path = crashed(dir.path());
    let store = Store::open_to_read(&path).unwrap();
    let mut counters = Vec::new();
    for name in ["a.db", "b.db"] {
        let copy = dir.path().join(name);
        store.backup(&copy).unwrap();
        counters.push(journal::counter(&fs::read(&copy).unwrap()));
        // The same operations in other pages.
        fs::copy(path_beside(&path), path_beside(&copy)).unwrap();
        let error = Store::open_to_read(&copy).err().unwrap();
        assert!(matches!(error, Error::ForeignJournal { .. }), "{error}");
    }
    assert_ne!(counters[0], counters[1]);
}
