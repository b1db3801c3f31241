//! Copies that are whole although the notebook is in use.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::Path;

use rusqlite::Connection;

use super::open::full;
use super::{Error, Store};

impl Store {
    /// Writes a consistent, compact copy to a file that does not exist yet, while others may go on
    /// writing. Either the whole copy stands there afterwards, on disk, or nothing does.
    pub fn backup(&self, to: &Path) -> Result<(), Error> {
        if to.exists() {
            return Err(Error::Exists(to.to_owned()));
        }
        copy(&self.conn, &full(to)?).map_err(|e| e.at(to))
    }
}

/// Copies the database to `to` by way of a file beside it.
pub(super) fn copy(conn: &Connection, to: &Path) -> Result<(), Error> {
    let mut part = to.as_os_str().to_owned();
    // Two backups to one place at once must not get into each other's way.
    part.push(format!(".{}.part", std::process::id()));
    let part = Path::new(&part);
    let failed = |e: std::io::Error| Error::Unwritable {
        path: to.to_owned(),
        why: e.to_string(),
    };
    if part.exists() {
        return Err(failed(ErrorKind::AlreadyExists.into()));
    }
    let copied = conn
        .execute("VACUUM INTO ?1", [part.to_string_lossy()])
        .map_err(Error::from)
        .and_then(|_| File::open(part).and_then(|f| f.sync_all()).map_err(failed))
        .and_then(|()| fs::rename(part, to).map_err(failed));
    if copied.is_err() {
        // The half-made copy is of no use; that it may not be removable is no second error.
        let _ = fs::remove_file(part);
    }
    copied
}
