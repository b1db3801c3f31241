//! Where a notebook lies: whether the file is still the one that was opened, and how long it is
//! waited for. An open file that was deleted or replaced can be written on without any error, and
//! all that is written is lost; here that is found by one look at the folder.

use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Error;
use super::held::{Held, identity};
use super::open::{BUSY_SECONDS, full};

/// The file of an open notebook.
#[derive(Debug)]
pub(super) struct Place {
    /// As the user named it.
    pub path: PathBuf,
    /// How long a writer waits for another one.
    pub patience: Duration,
    /// From the root on, so that it stays the same file wherever the program goes.
    file: PathBuf,
    opened: Held,
}

impl Place {
    /// The place of a file that has just been opened, before anything was read or locked; it must
    /// outlive the connection.
    pub fn of(path: &Path) -> Result<Self, Error> {
        let file = full(path)?;
        let opened = Held::of(&file).map_err(|e| unseen(path, &e))?;
        Ok(Self {
            path: path.to_owned(),
            patience: Duration::from_secs(BUSY_SECONDS),
            file,
            opened,
        })
    }

    /// Refuses where the file is no longer there, or is another one.
    pub fn must_be_as_opened(&self) -> Result<(), Error> {
        let found = look(&self.path, &self.file)?;
        if identity(&found) != self.opened.identity() {
            return Err(Error::Replaced(self.path.clone()));
        }
        Ok(())
    }

    /// An error with the file's name in it, and how long it was waited for.
    pub fn located(&self, error: Error) -> Error {
        match error.at(&self.path) {
            Error::Busy { path, .. } => Error::Busy {
                path,
                waited: self.patience,
            },
            other => other,
        }
    }
}

fn look(path: &Path, file: &Path) -> Result<Metadata, Error> {
    fs::metadata(file).map_err(|e| unseen(path, &e))
}

fn unseen(path: &Path, why: &std::io::Error) -> Error {
    match why.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Error::Gone(path.to_owned()),
        _ => Error::NoAccess {
            path: path.to_owned(),
            why: why.to_string(),
        },
    }
}
