//! Opening, making and refusing files.
//!
//! | Open | For | Leaves |
//! |---|---|---|
//! | [`Store::create_or_open`], [`Store::open`] | writing | an older file brought up to date, after a copy of it |
//! | [`Store::open_to_read`] | reading a file of this version | the file, its journal and their times as they are |
//! | [`Store::open_to_verify`] | proving and copying a file of any version | the same |
//!
//! **Reading leaves no trace.** A reader takes part in SQLite's locks, so that writers at work are neither
//! disturbed nor read in part, but it may not write ([`ConnectionKind::Read`]), and the journal is not copied into
//! the file when it closes, even one that a killed program has left. SQLite needs an index of the journal
//! (`-shm`) for that: it is made, and removed at the end unless a journal that is not empty lies beside the
//! file. Where that index cannot be made (no permission, no room on the disk), a file without a journal is
//! read as one that nobody changes; if somebody does, the question is refused and can be asked again.
//!
//! **A journal that is another file's** is noticed before SQLite can apply it; see [`super::guard`].

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::guard;
use super::held::Held;
use super::interruption;
use super::journal;
use super::place::ConnectionKind;
use super::rollback::Interrupted;
use super::{Error, Migrated, Place, Store, migrate, schema};

/// Marks a SQLite file as a Graftbook notebook ("GRFT" in its header).
pub const APPLICATION_ID: i32 = 0x4752_4654;

/// How long a writer waits for another one.
pub(super) const BUSY_SECONDS: u64 = 60;

/// Instructions of SQLite between two looks at whether the program is asked to stop; well below a millisecond.
const BETWEEN_LOOKS: i32 = 1000;

/// The size of the header of a SQLite file, in bytes.
pub(super) const HEADER: u64 = 100;

impl Store {
    /// Opens a notebook for writing, making it (and its folder) if it does not exist; brings an older
    /// one up to date after making a copy beside it ([`Store::migrated`]).
    ///
    /// Errors leave the file as it was: it is something else, newer than this program, damaged, has
    /// the journal of another file beside it, or cannot be written.
    pub fn create_or_open(path: &Path) -> Result<Self, Error> {
        if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(|e| Error::Unwritable {
                path: folder.to_owned(),
                why: e.to_string(),
            })?;
        }
        Self::connect(path)
    }

    /// Opens a notebook that exists for writing; one that cannot be written can still be read.
    pub fn open(path: &Path) -> Result<Self, Error> {
        must_exist(path)?;
        match Self::connect(path) {
            Err(error) if error.is_about_writing() => {
                let mut store = Self::open_still(path, Versions::Newest)?;
                store.barred = Some(error);
                Ok(store)
            }
            done => done,
        }
    }

    /// Opens a notebook that exists, to read it and to leave no trace. One of an older schema version
    /// is refused.
    pub fn open_to_read(path: &Path) -> Result<Self, Error> {
        Self::reading(path, Versions::Newest)
    }

    /// The same for a file of any schema version that this program knows, of which only
    /// [`Store::verify`], [`Store::examine`], [`Store::fingerprint`] and [`Store::backup`] are asked.
    pub fn open_to_verify(path: &Path) -> Result<Self, Error> {
        Self::reading(path, Versions::Known)
    }

    fn connect(path: &Path) -> Result<Self, Error> {
        let header = inspect(path)?;
        guard::must_have_own_journals(path, header == Header::Ours)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | if header == Header::Ours {
                OpenFlags::empty()
            } else {
                OpenFlags::SQLITE_OPEN_CREATE
            };
        let open = || -> Result<Self, Error> {
            let conn = Connection::open_with_flags(full(path)?, flags)?;
            let mut store = Self::around(conn, path, ConnectionKind::Write)?;
            prepare(&store.conn, CACHE_TO_WRITE)?;
            schema::must_be_unaltered(&store.conn)?;
            store.migrated = migrate::up_to_date(&mut store.conn, path)?;
            store.place.remember(journal::newest(&store.conn)?)?;
            store
                .conn
                .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
            Ok(store)
        };
        open().map_err(|e| e.at(path))
    }

    fn reading(path: &Path, versions: Versions) -> Result<Self, Error> {
        must_exist(path)?;
        if guard::must_have_own_journals(path, true)? == Interrupted::Own {
            return Err(Error::NoAccess {
                path: path.to_owned(),
                why: "a change of it was interrupted; the next entry takes that back".into(),
            });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let open = || -> Result<Self, Error> {
            let conn = Connection::open_with_flags(full(path)?, flags)?;
            let store = Self::around(conn, path, ConnectionKind::Read)?;
            // SQLite opens a file that may not be written in this way too, but would leave an index
            // of a journal behind.
            if store.conn.is_readonly("main")? {
                return Self::open_still(path, versions);
            }
            prepare(&store.conn, CACHE_TO_READ)?;
            store.conn.pragma_update(None, "query_only", true)?;
            versions.must_include(&store.conn, path)?;
            Ok(store)
        };
        match open().map_err(|e| e.at(path)) {
            Err(error) if error.is_about_writing() => Self::open_still(path, versions),
            done => done,
        }
    }

    /// Takes hold of the file of a connection that has not used it yet.
    fn around(mut conn: Connection, path: &Path, kind: ConnectionKind) -> Result<Self, Error> {
        schema::harden(&conn)?;
        conn.progress_handler(BETWEEN_LOOKS, Some(interruption::is_raised))?;
        Ok(Self {
            conn,
            place: Place::of(path, kind)?,
            barred: None,
            last_seen: None,
            migrated: None,
        })
    }

    /// Where the file, its folder or a full disk cannot be written: SQLite then assumes that nobody else
    /// will change the file while it is read, and only if no unfinished journal lies beside it. With
    /// one, its index must be there to be read.
    fn open_still(path: &Path, versions: Versions) -> Result<Self, Error> {
        let still = journal::size(path) == 0;
        let (conn, kind) = match still {
            true => (open_alone(path)?, ConnectionKind::Still),
            false => (open_by_uri(path, "mode=ro")?, ConnectionKind::Read),
        };
        let open = || -> Result<Self, Error> {
            let store = Self::around(conn, path, kind)?;
            store.conn.busy_timeout(Duration::from_secs(BUSY_SECONDS))?;
            versions.must_include(&store.conn, path)?;
            Ok(store)
        };
        open().map_err(|e| match e.at(path) {
            Error::Unwritable { path, .. } if !still => Error::NoAccess {
                path,
                why: "an unfinished journal lies beside it, and its folder cannot be written"
                    .into(),
            },
            other => other,
        })
    }

    /// Which schema version the file had before it was opened, where this opening brought it up to date.
    pub fn migrated(&self) -> Option<&Migrated> {
        self.migrated.as_ref()
    }
}

/// Files of which versions are opened.
#[derive(Clone, Copy)]
enum Versions {
    /// The newest only.
    Newest,
    /// Every one that this program knows.
    Known,
}

impl Versions {
    fn must_include(self, conn: &Connection, path: &Path) -> Result<(), Error> {
        let found = migrate::known_version(conn, path)?;
        if migrate::must_be_newest(path, found).is_err() {
            // Whether it is of that version at all: the number could have been lowered.
            schema::must_be_unaltered(conn)?;
        }
        match self {
            Self::Newest => migrate::must_be_newest(path, found),
            Self::Known => Ok(()),
        }
    }
}

/// A connection that sees the file as if it had no journal, and takes no locks.
pub(super) fn open_alone(path: &Path) -> Result<Connection, Error> {
    open_by_uri(path, "mode=ro&immutable=1")
}

fn open_by_uri(path: &Path, options: &str) -> Result<Connection, Error> {
    let escaped = full(path)?
        .to_string_lossy()
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(format!("file:{escaped}?{options}"), flags);
    conn.map_err(|e| Error::from(e).at(path))
}

fn must_exist(path: &Path) -> Result<(), Error> {
    match inspect(path)? {
        Header::Nothing => Err(Error::Missing(path.to_owned())),
        Header::Empty => Err(Error::Empty(path.to_owned())),
        Header::Ours => Ok(()),
    }
}

/// The file's path from the root on: SQLite takes some names without a folder, such as `:memory:`
/// or `file:x?mode=memory`, for databases that vanish with the program.
pub(super) fn full(path: &Path) -> Result<PathBuf, Error> {
    std::path::absolute(path).map_err(|e| Error::NoAccess {
        path: path.to_owned(),
        why: e.to_string(),
    })
}

/// Memory for pages of the file, in kilobytes. What reads goes through the tables once, in their order, and the system
/// has the file in memory anyway. An import writes to tables and indexes at many places, and a page that is given up goes
/// to the journal.
const CACHE_TO_READ: u32 = 8 << 10;
const CACHE_TO_WRITE: u32 = 32 << 10;

/// Waiting, durability and strictness of a connection, and its memory.
fn prepare(conn: &Connection, cache_kb: u32) -> Result<(), Error> {
    conn.busy_timeout(Duration::from_secs(BUSY_SECONDS))?;
    conn.execute_batch(&format!(
        "PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON;
         PRAGMA cache_size = -{cache_kb}; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
         PRAGMA journal_size_limit = 16777216;"
    ))?;
    // A file that is refused after all stays as it is, its journal with it.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    conn.set_prepared_statement_cache_capacity(64);
    Ok(())
}

#[derive(Debug, PartialEq, Eq)]
enum Header {
    /// No file.
    Nothing,
    /// A file with nothing in it.
    Empty,
    /// A notebook that this program may open.
    Ours,
}

/// Reads the file's first bytes and decides before SQLite touches anything.
fn inspect(path: &Path) -> Result<Header, Error> {
    let unreadable = |e: std::io::Error| Error::NoAccess {
        path: path.to_owned(),
        why: e.to_string(),
    };
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => return Err(Error::Folder(path.to_owned())),
        Ok(_) => {}
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Header::Nothing),
        Err(e) => return Err(unreadable(e)),
    }
    let header = Held::of(path)
        .and_then(|file| file.beginning(HEADER))
        .map_err(unreadable)?;
    if header.is_empty() {
        return Ok(Header::Empty);
    }
    let number = |at: usize| {
        i32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
    };
    if header.len() < 100 || !header.starts_with(b"SQLite format 3\0") {
        return Err(Error::Foreign(path.to_owned()));
    }
    let (version, application) = (number(60), number(68));
    // A notebook whose very first transaction is still in the journal has no id in its header yet.
    let unborn = application == 0 && version == 0 && number(28) <= 1;
    must_be_complete(path, &header)?;
    match application {
        APPLICATION_ID => migrate::not_newer(path, i64::from(version)).map(|()| Header::Ours),
        _ if unborn => Ok(Header::Ours),
        _ => Err(Error::Foreign(path.to_owned())),
    }
}

/// Refuses a file that is shorter than its header says, as an interrupted copy is. While a journal
/// lies beside it, that is no fault: it may hold the rest.
fn must_be_complete(path: &Path, header: &[u8]) -> Result<(), Error> {
    let number = |at: usize| -> u64 {
        header[at..at + 4]
            .iter()
            .fold(0, |n, &b| n << 8 | u64::from(b))
    };
    let page = match u64::from(header[16]) << 8 | u64::from(header[17]) {
        1 => 65_536,
        size => size,
    };
    // The header's count of pages holds only where these two agree.
    let expected = if number(24) == number(92) {
        number(28) * page
    } else {
        0
    };
    let is_short = || fs::metadata(path).is_ok_and(|file| file.len() < expected);
    // Asked again because another program may have finished its journal between the first questions.
    if is_short() && journal::size(path) == 0 && is_short() {
        return Err(Error::Damaged {
            path: path.to_owned(),
            why: format!("it is cut short, {expected} bytes should be there"),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn a_missing_file_is_made_only_when_asked() {
        let dir = folder();
        let path = dir.path().join("lab/notebook.db");
        assert!(matches!(Store::open(&path), Err(Error::Missing(_))));
        Store::create_or_open(&path).unwrap();
        Store::open(&path).unwrap();
    }

    #[test]
    fn foreign_files_are_refused_and_left_alone() {
        let dir = folder();
        let text = dir.path().join("notes.txt");
        fs::write(&text, "length,width\n1,2\n").unwrap();
        assert!(matches!(
            Store::create_or_open(&text),
            Err(Error::Foreign(_))
        ));
        assert_eq!(fs::read_to_string(&text).unwrap(), "length,width\n1,2\n");

        let other = dir.path().join("other.db");
        let conn = Connection::open(&other).unwrap();
        conn.execute_batch("CREATE TABLE t (x); CREATE TABLE u (x);")
            .unwrap();
        drop(conn);
        assert!(matches!(
            Store::create_or_open(&other),
            Err(Error::Foreign(_))
        ));
    }

    #[test]
    fn a_newer_file_is_refused_and_left_untouched() {
        let dir = folder();
        let path = dir.path().join("n.db");
        drop(Store::create_or_open(&path).unwrap());
        let conn = Connection::open(&path).unwrap();
        conn.pragma_update(None, "user_version", 99).unwrap();
        conn.pragma_update(None, "wal_checkpoint", "TRUNCATE").ok();
        drop(conn);
        let before = fs::read(&path).unwrap();
        let error = Store::open(&path).err().unwrap();
        assert!(matches!(error, Error::Newer { found: 99, .. }), "{error}");
        assert_eq!(fs::read(&path).unwrap(), before);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_notebook_writes_ahead_and_syncs_fully() {
        let dir = folder();
        let store = Store::create_or_open(&dir.path().join("n.db")).unwrap();
        let pragma = |name: &str| -> String {
            store
                .conn
                .query_row(
                    &format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}"),
                    [],
                    |r| r.get(0),
                )
                .unwrap()
        };
        assert_eq!(pragma("journal_mode"), "wal");
        assert_eq!(pragma("synchronous"), "2");
        assert_eq!(pragma("foreign_keys"), "1");
    }
}
