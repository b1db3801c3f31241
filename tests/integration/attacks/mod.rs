//! A generator of attacks on the file: every table, column, index, trigger and object that a notebook has is
//! altered, removed, added to or hidden, as a program can do that writes with SQLite or into its pages. After each
//! attack, verification must find something, and a file with foreign objects must not be opened for writing.
//!
//! All tables and objects are read from `sqlite_schema`: what a later version adds is attacked without a line here,
//! as soon as [`full_notebook`] has a row of it.

mod flips;
mod rows;
mod schema;
mod trees;

use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, Row};
use store::Store;
use tempfile::TempDir;

use crate::tamper::full_notebook;

/// A notebook that is attacked again and again, each time as a fresh copy.
struct Victim {
    folder: TempDir,
    bytes: Vec<u8>,
    /// The fingerprint of its newest operation.
    fingerprint: String,
    attacks: usize,
    /// Whether the file of the last attack was opened for writing.
    was_writable: bool,
}

impl Victim {
    fn new() -> Self {
        let session = full_notebook();
        let verdict = session.must_be_whole();
        let memory = Path::new("/dev/shm");
        let folder = match memory.is_dir() {
            true => tempfile::tempdir_in(memory),
            false => tempfile::tempdir(),
        };
        Self {
            folder: folder.unwrap(),
            bytes: std::fs::read(session.db()).unwrap(),
            fingerprint: verdict["fingerprint"].as_str().unwrap().to_owned(),
            attacks: 0,
            was_writable: true,
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("lab.db")
    }

    /// A fresh copy.
    fn restored(&self) -> PathBuf {
        for file in std::fs::read_dir(self.folder.path()).unwrap() {
            std::fs::remove_file(file.unwrap().path()).unwrap();
        }
        std::fs::write(self.path(), &self.bytes).unwrap();
        self.path()
    }

    /// Runs an attack on a fresh copy; answers what verification finds, or none if the attack was not possible.
    fn attack(&mut self, act: impl FnOnce(&Connection) -> rusqlite::Result<()>) -> Option<String> {
        let path = self.restored();
        let conn = attacker(&path);
        act(&conn).ok()?;
        drop(conn);
        self.attacks += 1;
        // Only some are asked with a fingerprint: it makes no difference to the rest of the questions.
        let expect = self
            .attacks
            .is_multiple_of(8)
            .then_some(self.fingerprint.as_str());
        let (found, is_writable) = judged(&path, expect);
        self.was_writable = is_writable;
        Some(found.unwrap_or_default())
    }

    /// Runs an attack that must be possible, and found.
    #[track_caller]
    fn must_find(&mut self, what: &str, act: impl FnOnce(&Connection) -> rusqlite::Result<()>) {
        let found = self.attack(act);
        let found = found.unwrap_or_else(|| panic!("{what}: the attack failed"));
        assert!(!found.is_empty(), "{what}: nothing was found");
    }

    /// What the queries answer on the original.
    fn rows<T>(&self, sql: &str, read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>) -> Vec<T> {
        let conn = Connection::open(self.restored()).unwrap();
        let mut statement = conn.prepare(sql).unwrap();
        let rows = statement.query_map([], read).unwrap();
        rows.map(Result::unwrap).collect()
    }

    fn tables(&self) -> Vec<String> {
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table'";
        self.rows(sql, |row| row.get(0))
    }

    fn columns(&self, table: &str) -> Vec<Column> {
        let sql = format!("SELECT name, type FROM pragma_table_info('{table}')");
        self.rows(&sql, |row| {
            Ok(Column {
                name: row.get(0)?,
                kind: row.get(1)?,
            })
        })
    }
}

struct Column {
    name: String,
    kind: String,
}

/// A connection that keeps to no rule and leaves no trace in the trail.
fn attacker(path: &Path) -> Connection {
    let conn = Connection::open(path).unwrap();
    conn.execute_batch(
        "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF;",
    )
    .unwrap();
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)
        .unwrap();
    conn
}

/// What opening or verification finds, none if both are content; and whether the file can be written to.
fn judged(path: &Path, expect: Option<&str>) -> (Option<String>, bool) {
    let store = match Store::open(path) {
        Ok(store) => store,
        Err(error) => return (Some(error.to_string()), false),
    };
    let found = match store.verify(expect) {
        Ok(verdict) => verdict.broken.map(|broken| {
            assert!(!broken.place.is_empty() && !broken.what.is_empty());
            format!("{}: {}", broken.place, broken.what)
        }),
        Err(error) => Some(error.to_string()),
    };
    (found, store.writable().is_ok())
}

/// The column by which a row of a table is found.
fn key(table: &str) -> &'static str {
    match table {
        "operations" | "changes" => "seq",
        _ => "id",
    }
}
