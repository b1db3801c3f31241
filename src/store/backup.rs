//! Copies that are whole although the notebook is in use.

use std::io::{self, ErrorKind};
use std::path::Path;

use rusqlite::Connection;

use super::open::full;
use super::output::TemporaryFile;
use super::{Error, Store, journal, progress};

impl Store {
    /// Writes a consistent, compact copy to a file that does not exist yet, while others may go on
    /// writing. Either the whole copy stands there afterwards, on disk, or nothing does.
    pub fn backup(&self, to: &Path) -> Result<(), Error> {
        copy(&self.conn, &full(to)?).map_err(|e| e.at(to).renamed(to))
    }
}

/// Copies the database to `to`, where nothing may stand.
pub(super) fn copy(conn: &Connection, to: &Path) -> Result<(), Error> {
    if to.exists() {
        return Err(Error::Exists(to.to_owned()));
    }
    let part = copy_beside(conn, to)?;
    part.place().map_err(|e| failed(to, &e))
}

/// Makes a copy under a temporary name beside `to`. Its change counter begins anew, so that no journal
/// but its own is taken for the journal of it.
pub(super) fn copy_beside(conn: &Connection, to: &Path) -> Result<TemporaryFile, Error> {
    let part = TemporaryFile::of(to);
    if part.path().exists() {
        return Err(failed(to, &ErrorKind::AlreadyExists.into()));
    }
    // A reader's connection refuses every statement that writes, and this one writes elsewhere.
    let query_only: bool = conn.pragma_query_value(None, "query_only", |r| r.get(0))?;
    conn.pragma_update(None, "query_only", false)?;
    progress::begin(format!("copying the notebook to `{}`", to.display()));
    let copied = conn.execute("VACUUM INTO ?1", [part.path().to_string_lossy()]);
    conn.pragma_update(None, "query_only", query_only)?;
    copied?;
    journal::draw_counter(part.path()).map_err(|e| failed(to, &e))?;
    Ok(part)
}

fn failed(to: &Path, why: &io::Error) -> Error {
    match why.kind() {
        ErrorKind::AlreadyExists => Error::Exists(to.to_owned()),
        _ => Error::Unwritable {
            path: to.to_owned(),
            why: why.to_string(),
        },
    }
}
