//! The notebook on disk: one SQLite file, and the audit trail that goes with every change.
//!
//! * Opening ([`Store::open`]) refuses what is not ours or newer than we are, and migrates what is
//!   older after making a copy.
//! * Reading: [`Store::study`] loads a whole study; the rest are small look-ups.
//! * Writing goes through an [`Operation`], which needs an author and a verb, holds the write lock
//!   from its beginning, and either lands whole with its audit rows or leaves nothing.
//! * The trail: [`Store::log`], [`Store::verify`], [`Store::undo_last`].
//!
//! Triggers, generated from the tables themselves, record each changed row before and after. They
//! are part of the file, so a change by another program is recorded as well, under no operation,
//! and [`Store::verify`] finds it. Nothing here knows what a command or a screen is.

mod animals;
mod arms;
mod backup;
mod codec;
mod doctor;
mod endings;
mod log;
mod migrate;
mod open;
mod operation;
mod readings;
mod record;
mod studies;
#[cfg(test)]
mod tests;
mod triggers;
mod undo;
mod verify;

use std::path::{Path, PathBuf};

use rusqlite::Connection;

pub use doctor::{Checkup, Finding};
pub use log::{LogFilter, LoggedChange, LoggedOperation};
pub use open::APPLICATION_ID;
pub use operation::{Entry, Operation, Sealed, fresh_id, program_version};
pub use undo::Undone;
pub use verify::{Break, Verdict};

/// An open notebook.
pub struct Store {
    conn: Connection,
    path: PathBuf,
}

impl Store {
    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Why the notebook could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no file.
    #[error("there is no notebook at `{}`", .0.display())]
    Missing(PathBuf),
    /// The file is something else.
    #[error("`{}` is not a Graftbook file", .0.display())]
    Foreign(PathBuf),
    /// The file was made by a later version.
    #[error("`{}` has schema version {found}; this program knows versions up to {known}", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema version.
        found: i64,
        /// The newest that this program can read.
        known: i64,
    },
    /// The folder cannot be made or written.
    #[error("`{}` cannot be written: {why}", path.display())]
    Unwritable {
        /// File or folder.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// The disk has no room left, or a quota is used up.
    #[error("the disk that holds `{}` is full; nothing of this entry was written", .0.display())]
    DiskFull(PathBuf),
    /// Another program held the file for too long.
    #[error("another program has been writing to `{}` for {seconds} s", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
        /// How long it was waited for.
        seconds: u64,
    },
    /// SQLite finds its own structure broken.
    #[error("`{}` is damaged: {why}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        why: String,
    },
    /// A row holds what this program would never have written.
    #[error("table `{table}`, row `{row}`: {why}")]
    Unreadable {
        /// Its table.
        table: &'static str,
        /// Its id.
        row: String,
        /// What is wrong.
        why: String,
    },
    /// A name that no row has.
    #[error("there is no {kind} `{name}`")]
    Unknown {
        /// What was looked for.
        kind: &'static str,
        /// Its name.
        name: String,
    },
    /// A rule of the tables refused a row.
    #[error("the notebook refused the entry: {0}")]
    Refused(String),
    /// There is nothing left that could be undone.
    #[error("there is nothing to undo")]
    NothingToUndo,
    /// What would be undone is no longer as the operation left it.
    #[error(
        "operation {seq} cannot be undone: table `{table}`, row `{row}` is no longer as it left it"
    )]
    CannotUndo {
        /// The operation.
        seq: i64,
        /// The table.
        table: String,
        /// The row.
        row: String,
    },
    /// Everything else that SQLite says.
    #[error("the notebook could not be used: {0}")]
    Sqlite(rusqlite::Error),
}

impl Error {
    /// What the user can do about it; empty where the message says it all.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Missing(_) => {
                "`graftbook study create`, `graftbook import` and `graftbook demo` make one; another file is named with --db"
            }
            Self::Foreign(_) => "name another file with --db",
            Self::Newer { .. } => {
                "use the newer Graftbook that wrote it; the file was left untouched"
            }
            Self::Unwritable { .. } => {
                "choose another place with --db, or ask for write permission"
            }
            Self::DiskFull(_) => {
                "make room and enter it again; all that was saved before is unharmed"
            }
            Self::Busy { .. } => "wait for the other program to finish, then try again",
            Self::Damaged { .. } => {
                "keep the file as it is and restore the latest `graftbook backup`"
            }
            Self::Unreadable { .. } => "`graftbook audit verify` tells what changed it",
            Self::CannotUndo { .. } => {
                "`graftbook audit verify` tells what changed it; correct it by hand"
            }
            Self::Unknown { kind: "study", .. } => "`graftbook study list` lists them",
            Self::Unknown { kind: "animal", .. } => {
                "`graftbook animal list` lists the study's; a new one is brought in with `graftbook animal add`"
            }
            Self::Unknown { .. } | Self::Refused(_) | Self::NothingToUndo | Self::Sqlite(_) => "",
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        match &error {
            rusqlite::Error::SqliteFailure(code, message) => {
                let why = message.clone().unwrap_or_else(|| error.to_string());
                match code.code {
                    Code::DiskFull => Self::DiskFull(PathBuf::new()),
                    Code::DatabaseBusy | Code::DatabaseLocked => Self::Busy {
                        path: PathBuf::new(),
                        seconds: open::BUSY_SECONDS,
                    },
                    Code::ReadOnly
                    | Code::CannotOpen
                    | Code::PermissionDenied
                    | Code::SystemIoFailure => Self::Unwritable {
                        path: PathBuf::new(),
                        why,
                    },
                    Code::DatabaseCorrupt | Code::NotADatabase => Self::Damaged {
                        path: PathBuf::new(),
                        why,
                    },
                    Code::ConstraintViolation => Self::Refused(why),
                    _ => Self::Sqlite(error),
                }
            }
            _ => Self::Sqlite(error),
        }
    }
}

impl Error {
    /// The same error with the file's name in it.
    fn at(self, file: &Path) -> Self {
        let path = file.to_owned();
        match self {
            Self::DiskFull(p) if p.as_os_str().is_empty() => Self::DiskFull(path),
            Self::Busy { path: p, seconds } if p.as_os_str().is_empty() => {
                Self::Busy { path, seconds }
            }
            Self::Unwritable { path: p, why } if p.as_os_str().is_empty() => {
                Self::Unwritable { path, why }
            }
            Self::Damaged { path: p, why } if p.as_os_str().is_empty() => {
                Self::Damaged { path, why }
            }
            other => other,
        }
    }
}
