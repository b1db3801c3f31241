//! The notebook on disk: one SQLite file, and the audit trail that goes with every change.
//!
//! * Opening refuses what is not ours or newer than we are. For writing ([`Store::open`]) it migrates
//!   what is older after making a copy; for reading ([`Store::open_to_read`]) it changes nothing. A file
//!   with tables, indexes or triggers that no version makes is read, but not written to.
//! * Reading: [`Store::study`] loads a whole study; the rest are small look-ups.
//! * Writing goes through an [`Operation`], which needs an author and a verb, holds the write lock
//!   from its beginning, and either lands whole with its audit rows or leaves nothing. Each row is read
//!   back after it was written, so that what is answered is what is stored.
//! * The trail: [`Store::log`], [`Store::verify`], [`Store::undo_last`]. Undoing obeys the rules of what it undoes
//!   (`undo_rules`).
//! * What is remarkable about an operation (names that look alike, a clock that cannot be right) is told in its
//!   [`Sealed`]; nothing is refused for it.
//!
//! Triggers, generated from the tables themselves, record each changed row before and after. They
//! are part of the file, so a change by another program is recorded as well, under no operation,
//! and [`Store::verify`] finds it. Nothing here knows what a command or a screen is.

mod about;
mod allocations;
mod animals;
mod arms;
mod backup;
mod blinding;
pub mod clock;
mod codec;
mod copies;
mod doctor;
mod dosing;
mod endings;
mod entries;
mod extent;
mod guard;
mod held;
pub mod interruption;
mod journal;
mod log;
mod migrate;
mod open;
mod operation;
mod order;
pub mod output;
mod place;
mod plans;
pub mod progress;
mod record;
mod remarks;
mod replay;
mod restore;
mod rollback;
mod schema;
mod state;
mod structure;
mod studies;
mod subject;
mod tables;
#[cfg(test)]
mod tests;
mod trail;
mod triggers;
mod undo;
mod undo_rules;
mod unfinished;
mod verify;
mod work;
mod zone;

use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::Remedy;
use rusqlite::Connection;
use rusqlite::config::DbConfig;

pub use clock::ClockRemark;
pub use clock::fresh_id;
pub use copies::{CopyKind, FileCopy, RecordedCopy, State, TAKE_COPY};
pub use doctor::{Checkup, Finding};
pub use extent::Extent;
pub use log::{Changes, LogFilter, LoggedChange, LoggedOperation};
pub use migrate::Migrated;
#[cfg(any(test, feature = "testing"))]
pub use migrate::make_of_version;
pub use open::APPLICATION_ID;
pub use operation::{Authorship, Operation, Sealed, program_version};
pub use place::OnWaiting;
pub use record::Needed;
pub use remarks::Remark;
pub use restore::Restored;
pub use state::{StudyByAnimal, StudyState};
pub use subject::Subject;
pub use undo::Undone;
pub use undo_rules::{BLIND, CORRECT, FREEZE_PLAN, HAND_OUT_KEY, RANDOMIZE, UNBLIND, UNDO};
pub use unfinished::DISCARD;
pub use verify::{Break, Verdict};

use place::{ConnectionKind, Place};

/// An open notebook.
pub struct Store {
    conn: Connection,
    /// After the connection, so that it is dropped after it.
    place: Place,
    /// Why it can only be read, where that is so.
    barred: Option<Error>,
    /// The counter of changes that SQLite last reported.
    last_seen: Option<i64>,
    migrated: Option<Migrated>,
}

impl Drop for Store {
    /// Decides whether SQLite may copy the journal into the file when the connection is closed, and
    /// remove it: a reader leaves both as they are, and a journal is not copied into a file that was
    /// overwritten in the meantime.
    fn drop(&mut self) {
        let keeps_journal = match self.place.kind {
            ConnectionKind::Write if self.place.content_follows() => return,
            ConnectionKind::Write => true,
            ConnectionKind::Read | ConnectionKind::Still => journal::size(self.path()) > 0,
        };
        // If this fails, SQLite has given the connection up, and will not write either.
        let _ = self
            .conn
            .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keeps_journal);
    }
}

impl Store {
    /// The file.
    pub fn path(&self) -> &Path {
        &self.place.path
    }

    /// How long a write waits for another writer; a minute by default.
    pub fn set_patience(&mut self, patience: Duration) -> Result<(), Error> {
        self.conn.busy_timeout(patience)?;
        self.place.patience = patience;
        Ok(())
    }

    /// What is called when a write has waited for another writer for two seconds: with the file, and
    /// how long it will wait yet.
    pub fn on_waiting(&mut self, tell: OnWaiting) {
        self.place.on_waiting = Some(tell);
    }

    /// Whether an entry could be written now, and if not, why: the file can only be read, or it is no
    /// longer the one that was opened.
    pub fn writable(&self) -> Result<(), Error> {
        match self.barred.as_ref().and_then(Error::repeated) {
            Some(error) => Err(error),
            None => self.place.must_be_as_opened(),
        }
    }

    /// Whether another connection or program has committed something since this was last asked; the
    /// first time, no. Own writes do not count. A file that is gone or replaced is an error.
    ///
    /// Never so where the file or its folder cannot be written and no journal lies beside it: such a
    /// file is read as one that stands still.
    pub fn changed_elsewhere(&mut self) -> Result<bool, Error> {
        self.place.must_be_as_opened()?;
        let version = self.read(|conn| {
            let mut statement = conn.prepare_cached("PRAGMA data_version")?;
            Ok(statement.query_row([], |row| row.get(0))?)
        })?;
        let before = self.last_seen.replace(version);
        let changed = before.is_some_and(|before| before != version);
        if changed && let Some(newest) = self.read(journal::newest)? {
            self.place.saw(newest);
        }
        Ok(changed)
    }

    /// Asks one question in one transaction, so that a writer between two queries cannot be seen in
    /// part; errors name the file.
    fn read<T>(&self, ask: impl FnOnce(&Connection) -> Result<T, Error>) -> Result<T, Error> {
        let before = self.place.modified();
        let tx = self.conn.unchecked_transaction().map_err(Error::from);
        let answer = tx.and_then(|tx| ask(&tx));
        if before != self.place.modified() {
            // Without locks, it may have been read in part before and in part after the change.
            return Err(Error::ChangedWhileRead(self.path().to_owned()));
        }
        answer.map_err(|e| self.place.located(e))
    }
}

/// Why the notebook could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no file.
    #[error("there is no notebook at `{}`", .0.display())]
    Missing(PathBuf),
    /// There is a file, with nothing in it.
    #[error("`{}` is empty: no notebook has been made there yet", .0.display())]
    Empty(PathBuf),
    /// The file is something else.
    #[error("`{}` is not a Graftbook file", .0.display())]
    Foreign(PathBuf),
    /// The file is a folder.
    #[error("`{}` is a folder, not a notebook file", .0.display())]
    Folder(PathBuf),
    /// The file cannot be read.
    #[error("`{}` cannot be read: {why}", path.display())]
    NoAccess {
        /// The file.
        path: PathBuf,
        /// The message of the system.
        why: String,
    },
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
    /// The file was made by an earlier version, and is opened to read it only.
    #[error("`{}` has the older schema version {found}; this program reads version {newest}", path.display())]
    Older {
        /// The file.
        path: PathBuf,
        /// Its schema version.
        found: i64,
        /// The version that this program reads.
        newest: i64,
    },
    /// The journal beside the file belongs to another file, or to another state of this one.
    #[error("the journal `{0}{ending}` does not belong to `{0}`: {why}; both were left untouched", path.display())]
    ForeignJournal {
        /// The file.
        path: PathBuf,
        /// What the name of the journal has more than that of the file.
        ending: &'static str,
        /// By what that was noticed.
        why: &'static str,
    },
    /// The file can be read without locks only, and was changed in the meantime.
    #[error("`{}` was changed by another program while it was read", .0.display())]
    ChangedWhileRead(PathBuf),
    /// A backup that is not put in the place of a notebook.
    #[error("`{}` cannot be restored: {why}", backup.display())]
    NotRestored {
        /// The backup.
        backup: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A file that would be exchanged while another program has it open.
    #[error("another program has `{}` open", .0.display())]
    InUse(PathBuf),
    /// A file that would be overwritten.
    #[error("`{}` exists already", .0.display())]
    Exists(PathBuf),
    /// The folder cannot be made or written.
    #[error("`{}` cannot be written: {why}", path.display())]
    Unwritable {
        /// File or folder.
        path: PathBuf,
        /// The message of the system.
        why: String,
    },
    /// The disk has no room left, or a quota is used up.
    #[error("the disk that holds `{}` is full; nothing of this entry was written", .0.display())]
    DiskFull(PathBuf),
    /// The system refused to write, without a reason that SQLite reports.
    #[error("the system refused to write to `{}`; nothing of this entry was written", .0.display())]
    WriteFailed(PathBuf),
    /// The file was deleted or moved away while it was open.
    #[error("`{}` is no longer there: it was moved away or deleted", .0.display())]
    Gone(PathBuf),
    /// Another file was put in its place while it was open.
    #[error("`{}` is no longer the file that was opened: another one stands in its place", .0.display())]
    Replaced(PathBuf),
    /// Another program held the file for too long.
    #[error("another program has been writing to `{}` for {} s", path.display(), waited.as_secs_f64())]
    Busy {
        /// The file.
        path: PathBuf,
        /// How long it was waited for.
        waited: Duration,
    },
    /// The program was asked to stop.
    #[error("interrupted")]
    Interrupted,
    /// SQLite finds its own structure broken.
    #[error("`{}` is damaged: {why}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The message of SQLite.
        why: String,
    },
    /// Tables, indexes or triggers are not those of this version: they could store other values than
    /// those that are entered.
    #[error("`{}` was altered by another program, and nothing is written to it: {}: {}", path.display(), broken.place, broken.what)]
    Altered {
        /// The file.
        path: PathBuf,
        /// The first of them.
        broken: Break,
    },
    /// The objects are not those of the older schema version that the file says it has.
    #[error("`{}` says that its schema version is {found}, and that is not so: {}: {}", path.display(), broken.place, broken.what)]
    FalseVersion {
        /// The file.
        path: PathBuf,
        /// The version that it says it has.
        found: i64,
        /// The first object that is another one in that version.
        broken: Break,
    },
    /// An operation that was begun and never finished, which no version of this program leaves.
    #[error("operation {seq} of `{}` was begun by another program and never finished: nothing can be entered after it", path.display())]
    Unfinished {
        /// The file.
        path: PathBuf,
        /// The operation.
        seq: i64,
        /// Whether nothing rests on it, so that it can be removed.
        is_empty: bool,
    },
    /// What was read back after writing is not what was written.
    #[error(
        "table `{table}`, row `{row}`: the notebook did not store what was entered; nothing of this entry was written"
    )]
    StoredOtherwise {
        /// Its table.
        table: String,
        /// Its id.
        row: String,
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
        /// The name of one that can be meant.
        near: Option<String>,
    },
    /// A rule of the tables refused a row.
    #[error("the notebook refused the entry: {0}")]
    Refused(String),
    /// The author has no operation left that could be undone.
    #[error("you have no entry that could be undone")]
    NothingToUndo,
    /// A study that is closed: nothing of it is undone.
    #[error("study `{0}` is closed")]
    StudyClosed(String),
    /// An operation without a reason that needs one.
    #[error("{what} needs a reason: {why}")]
    ReasonNeeded {
        /// What was asked for.
        what: String,
        /// Why it needs a reason.
        why: String,
    },
    /// What would be undone is no longer as the operation left it: a later operation changed it.
    #[error("operation {seq} cannot be undone: {what} was changed later, by operation {by}")]
    ChangedLater {
        /// The operation.
        seq: i64,
        /// What was changed, in words: `animal of S · 214 (cage)`.
        what: String,
        /// The tag of the animal, if it is of one.
        animal: Option<String>,
        /// The last operation that changed it.
        by: i64,
    },
    /// What would be undone is not as the operation left it, and no operation changed it.
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
    /// An operation that is not one to be undone, or no longer.
    #[error("operation {seq} cannot be undone: {why}")]
    NotUndoable {
        /// The operation.
        seq: i64,
        /// What is in the way.
        why: String,
    },
    /// An operation that let people see, keeps them from seeing, or let chance decide: it stays as it is.
    #[error("operation {seq} cannot be undone: {why}")]
    StaysOnRecord {
        /// The operation.
        seq: i64,
        /// Why.
        why: &'static str,
        /// What can be done in its place.
        remedy: Remedy,
    },
    /// The clock of this machine says a year that no entry can have.
    #[error("the clock of this machine says {0}: no entry can have this time")]
    Clock(String),
    /// Everything else that SQLite says.
    #[error("the notebook could not be used: {0}")]
    Sqlite(rusqlite::Error),
}

impl Error {
    /// What the user can do about it.
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Missing(_) | Self::Empty(_) => Remedy::CreateNotebook,
            Self::Foreign(_) => Remedy::OtherNotebook,
            Self::Folder(_) => Remedy::NotebookInFolder,
            Self::NoAccess { .. } => Remedy::OtherNotebookOrPermission,
            Self::Newer { .. } => {
                "use the newer Graftbook that wrote it; the file was left untouched".into()
            }
            Self::Older { .. } => Remedy::BringUpToDate,
            Self::ForeignJournal { .. } => Remedy::ForeignJournal,
            Self::NotRestored { .. } => {
                "name another backup; the notebook was left untouched".into()
            }
            Self::InUse(_) => "close it there, its screens too, then try again".into(),
            Self::ChangedWhileRead(_) => "try again".into(),
            Self::Unwritable { .. } => "choose another place, or ask for write permission".into(),
            Self::DiskFull(_) => {
                "make room and enter it again; all that was saved before is unharmed".into()
            }
            Self::WriteFailed(_) => {
                "see that the disk has room, that no quota or size limit is reached and that the drive is well, then enter it again; all that was saved before is unharmed".into()
            }
            Self::Exists(_) => "name a file that does not exist: nothing is overwritten".into(),
            Self::Gone(_) => {
                "put it back, or leave and open the notebook where it is now: nothing that is entered here could be kept".into()
            }
            Self::Replaced(_) => {
                "leave and open it again: what is entered here would not get into it".into()
            }
            Self::Busy { .. } => "wait for the other program to finish, then try again".into(),
            Self::Damaged { .. } | Self::FalseVersion { .. } => Remedy::RestoreBackup,
            Self::Altered { .. } | Self::Unfinished { is_empty: false, .. } => Remedy::RestoreOrRead,
            Self::Unfinished { is_empty: true, .. } => Remedy::DiscardUnfinishedOrRestore,
            Self::StoredOtherwise { .. } | Self::Unreadable { .. } => Remedy::VerifyTrail,
            Self::CannotUndo { .. } => Remedy::VerifyTrailThenCorrect,
            Self::ChangedLater { animal, by, .. } => Remedy::ListLaterChanges {
                animal: animal.clone(),
                operation: *by,
            },
            Self::Clock(_) => "set its date and time, and enter it again; nothing was written".into(),
            Self::StudyClosed(_) => Remedy::ReopenStudy,
            Self::ReasonNeeded { .. } => Remedy::GiveReason,
            Self::NothingToUndo => Remedy::UndoByNumber,
            Self::NotUndoable { .. }
            | Self::Unknown {
                kind: "operation", ..
            } => Remedy::ListOperations,
            Self::Unknown {
                kind: "study",
                near,
                ..
            } => Remedy::ListStudies { near: near.clone() },
            Self::Unknown { kind: "animal", .. } => Remedy::ListOrAddAnimals,
            Self::StaysOnRecord { remedy, .. } => remedy.clone(),
            Self::Unknown { .. } | Self::Refused(_) | Self::Sqlite(_) | Self::Interrupted => {
                Remedy::None
            }
        }
    }

    /// Whether the same may succeed later: what is in the way lies with the file, the disk or
    /// another program, and not in what was asked for.
    pub fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Missing(_)
                | Self::Empty(_)
                | Self::NoAccess { .. }
                | Self::Unwritable { .. }
                | Self::DiskFull(_)
                | Self::WriteFailed(_)
                | Self::Gone(_)
                | Self::Replaced(_)
                | Self::Busy { .. }
                | Self::InUse(_)
                | Self::ChangedWhileRead(_)
                | Self::Sqlite(_)
        )
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match &error {
            rusqlite::Error::SqliteFailure(code, message) => {
                let why = message.clone().unwrap_or_else(|| error.to_string());
                classed(code, why).unwrap_or(Self::Sqlite(error))
            }
            _ => Self::Sqlite(error),
        }
    }
}

/// The class of an error of SQLite, still without the file's name; none for what has no class.
fn classed(code: &rusqlite::ffi::Error, why: String) -> Option<Error> {
    use rusqlite::ErrorCode as Code;
    use rusqlite::ffi;
    let path = PathBuf::new();
    Some(match code.code {
        Code::DiskFull => Error::DiskFull(path),
        Code::DatabaseBusy | Code::DatabaseLocked => Error::Busy {
            path,
            waited: Duration::from_secs(open::BUSY_SECONDS),
        },
        // A quota, a size limit and, for the shared index, a full disk all come as these.
        Code::SystemIoFailure => match code.extended_code {
            ffi::SQLITE_IOERR_WRITE
            | ffi::SQLITE_IOERR_SHMSIZE
            | ffi::SQLITE_IOERR_SHMOPEN
            | ffi::SQLITE_IOERR_SHMMAP
            | ffi::SQLITE_IOERR_FSYNC
            | ffi::SQLITE_IOERR_DIR_FSYNC
            | ffi::SQLITE_IOERR_TRUNCATE => Error::WriteFailed(path),
            _ => Error::NoAccess { path, why },
        },
        Code::ReadOnly => Error::Unwritable {
            path,
            why: "the file or its folder is read-only".into(),
        },
        Code::CannotOpen | Code::PermissionDenied => Error::Unwritable {
            path,
            why: "the file or its folder cannot be opened for writing".into(),
        },
        Code::DatabaseCorrupt | Code::NotADatabase => Error::Damaged { path, why },
        Code::ConstraintViolation => Error::Refused(why),
        Code::OperationInterrupted => Error::Interrupted,
        _ => return None,
    })
}

impl Error {
    /// The same error with the file's name in it, where it has none yet.
    fn at(mut self, file: &Path) -> Self {
        match &mut self {
            Self::DiskFull(path)
            | Self::WriteFailed(path)
            | Self::Altered { path, .. }
            | Self::FalseVersion { path, .. }
            | Self::Unfinished { path, .. }
            | Self::Busy { path, .. }
            | Self::Unwritable { path, .. }
            | Self::NoAccess { path, .. }
            | Self::Damaged { path, .. }
                if path.as_os_str().is_empty() =>
            {
                *path = file.to_owned();
            }
            _ => {}
        }
        self
    }

    /// The same error, where it says that a file exists, with its name as the user wrote it.
    fn renamed(self, to: &Path) -> Self {
        match self {
            Self::Exists(_) => Self::Exists(to.to_owned()),
            Self::Unwritable { why, .. } => Self::Unwritable {
                path: to.to_owned(),
                why,
            },
            other => other,
        }
    }

    /// Whether writing is refused where reading may still be possible.
    fn is_about_writing(&self) -> bool {
        matches!(
            self,
            Self::Unwritable { .. }
                | Self::Altered { .. }
                | Self::DiskFull(_)
                | Self::WriteFailed(_)
        )
    }

    /// The same error once more, for those that [are about writing](Self::is_about_writing).
    fn repeated(&self) -> Option<Self> {
        match self {
            Self::Unwritable { path, why } => Some(Self::Unwritable {
                path: path.clone(),
                why: why.clone(),
            }),
            Self::Altered { path, broken } => Some(Self::Altered {
                path: path.clone(),
                broken: broken.clone(),
            }),
            Self::DiskFull(path) => Some(Self::DiskFull(path.clone())),
            Self::WriteFailed(path) => Some(Self::WriteFailed(path.clone())),
            _ => None,
        }
    }
}
