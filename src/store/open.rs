//! Opening, making and refusing files.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::held::Held;
use super::{Error, Place, Store, migrate, schema};

/// Marks a SQLite file as a Graftbook notebook ("GRFT" in its header).
pub const APPLICATION_ID: i32 = 0x4752_4654;

/// How long a writer waits for another one.
pub(super) const BUSY_SECONDS: u64 = 60;

impl Store {
    /// Opens a notebook, making it (and its folder) if it does not exist; brings an older one up to
    /// date after making a copy beside it.
    ///
    /// Errors leave the file as it was: it is something else, newer than this program, damaged, or
    /// cannot be written.
    pub fn create_or_open(path: &Path) -> Result<Self, Error> {
        if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(|e| Error::Unwritable {
                path: folder.to_owned(),
                why: e.to_string(),
            })?;
        }
        Self::connect(path)
    }

    /// Opens a notebook that exists; one that cannot be written can still be read.
    pub fn open(path: &Path) -> Result<Self, Error> {
        match inspect(path)? {
            Header::Nothing => return Err(Error::Missing(path.to_owned())),
            Header::Empty => return Err(Error::Empty(path.to_owned())),
            Header::Ours => {}
        }
        match Self::connect(path) {
            Err(error) if error.is_about_writing() => {
                let mut store = Self::open_read_only(path)?;
                store.barred = Some(error);
                Ok(store)
            }
            done => done,
        }
    }

    fn connect(path: &Path) -> Result<Self, Error> {
        let new = inspect(path)? != Header::Ours;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | if new {
                OpenFlags::SQLITE_OPEN_CREATE
            } else {
                OpenFlags::empty()
            };
        let open = || -> Result<Self, Error> {
            let mut store = Self::around(Connection::open_with_flags(full(path)?, flags)?, path)?;
            prepare(&store.conn)?;
            schema::must_be_unaltered(&store.conn)?;
            migrate::up_to_date(&mut store.conn, path)?;
            store
                .conn
                .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
            Ok(store)
        };
        open().map_err(|e| e.at(path))
    }

    /// Takes hold of the file of a connection that has not used it yet.
    fn around(conn: Connection, path: &Path) -> Result<Self, Error> {
        schema::harden(&conn)?;
        Ok(Self {
            conn,
            place: Place::of(path)?,
            barred: None,
            last_seen: None,
        })
    }

    /// Where the file, its folder or a full disk cannot be written: SQLite then assumes that nobody else
    /// will change the file while it is read, and only if no unfinished journal lies beside it. With
    /// one, its index must be there to be read.
    fn open_read_only(path: &Path) -> Result<Self, Error> {
        let still = !has_journal(path);
        let escaped = full(path)?
            .to_string_lossy()
            .replace('%', "%25")
            .replace('?', "%3f")
            .replace('#', "%23");
        let uri = format!(
            "file:{escaped}?mode=ro{}",
            if still { "&immutable=1" } else { "" }
        );
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_URI
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let open = || -> Result<Self, Error> {
            let store = Self::around(Connection::open_with_flags(uri, flags)?, path)?;
            store.conn.busy_timeout(Duration::from_secs(BUSY_SECONDS))?;
            migrate::must_be_current(&store.conn, path)?;
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
}

/// The file's path from the root on: SQLite takes some names without a folder, such as `:memory:`
/// or `file:x?mode=memory`, for databases that vanish with the program.
pub(super) fn full(path: &Path) -> Result<PathBuf, Error> {
    std::path::absolute(path).map_err(|e| Error::NoAccess {
        path: path.to_owned(),
        why: e.to_string(),
    })
}

/// Waiting, durability and strictness of a connection.
fn prepare(conn: &Connection) -> Result<(), Error> {
    conn.busy_timeout(Duration::from_secs(BUSY_SECONDS))?;
    conn.execute_batch(
        "PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON;
         PRAGMA cache_size = -131072; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;",
    )?;
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
        .and_then(|file| file.beginning(100))
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
    if is_short() && !has_journal(path) && is_short() {
        return Err(Error::Damaged {
            path: path.to_owned(),
            why: format!("it is cut short, {expected} bytes should be there"),
        });
    }
    Ok(())
}

/// Whether a journal with something in it lies beside the file.
fn has_journal(path: &Path) -> bool {
    let mut journal = path.as_os_str().to_owned();
    journal.push("-wal");
    fs::metadata(journal).is_ok_and(|journal| journal.len() > 0)
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
