//! Where a notebook lies: whether the file is still the one that was opened, and how long it is
//! waited for. An open file that was deleted, replaced or overwritten can be written on without any
//! error, and all that is written is lost; here that is found by one look at the folder and, when
//! the file has changed since the last look, one into it.

use std::cell::RefCell;
use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};

use super::Error;
use super::held::{Held, identity};
use super::journal::{self, FileAlone, Journal, Newest};
use super::open::{BUSY_SECONDS, HEADER, full};

/// What a connection may do to the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ConnectionKind {
    /// Write.
    Write,
    /// Read, as others may write.
    Read,
    /// Read, without locks and without the journal, as if nobody wrote.
    Still,
}

/// The file of an open notebook.
#[derive(Debug)]
pub(super) struct Place {
    /// As the user named it.
    pub path: PathBuf,
    /// How long a writer waits for another one.
    pub patience: Duration,
    pub kind: ConnectionKind,
    /// Is told the file and the time that a write still waits for, when it has waited for a while.
    pub on_waiting: Option<OnWaiting>,
    /// From the root on, so that it stays the same file wherever the program goes.
    file: PathBuf,
    opened: Held,
    /// Where the file may be written.
    seen: RefCell<Option<Seen>>,
}

/// The file, without its journal, when it was last looked at.
#[derive(Debug)]
struct Seen {
    modified: Modified,
    counter: u32,
    /// The newest operation that was seen: the file or its journal has it ever after.
    newest: Option<Newest>,
}

/// What is called when a write has waited for two seconds: with the file, and how long it will wait yet.
pub type OnWaiting = fn(&Path, Duration);

/// How long a write waits before that is told.
const SILENT: Duration = Duration::from_secs(2);

/// Time of the last change and size in bytes.
type Modified = (Option<SystemTime>, u64);

fn modified(found: &Metadata) -> Modified {
    (found.modified().ok(), found.len())
}

/// How far the change counter of a file goes at most between two looks. Each operation moves it by
/// one at most, and a copy begins anywhere.
const MOST_CHANGES: u32 = 1 << 16;

/// How often a file that seems to be another one's content is looked at again, while others write.
const LOOKS: u32 = 5;
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);

impl Place {
    /// The place of a file that has just been opened, before anything was read or locked; it must
    /// outlive the connection.
    pub fn of(path: &Path, kind: ConnectionKind) -> Result<Self, Error> {
        let file = full(path)?;
        let opened = Held::of(&file).map_err(|e| unseen(path, &e))?;
        Ok(Self {
            path: path.to_owned(),
            patience: Duration::from_secs(BUSY_SECONDS),
            kind,
            on_waiting: None,
            file,
            opened,
            seen: RefCell::default(),
        })
    }

    /// From now on, the content of the file must follow from what it is now.
    pub fn remember(&self, newest: Option<Newest>) -> Result<(), Error> {
        let found = self.opened.metadata().and_then(|found| {
            let header = self.opened.beginning(HEADER)?;
            Ok((modified(&found), header))
        });
        let (modified, header) = found.map_err(|e| unseen(&self.path, &e))?;
        if header.len() == HEADER as usize {
            *self.seen.borrow_mut() = Some(Seen {
                modified,
                counter: journal::counter(&header),
                newest,
            });
        }
        Ok(())
    }

    /// An operation was seen in the file, newer than those before.
    pub fn saw(&self, newest: Newest) {
        if let Some(seen) = self.seen.borrow_mut().as_mut() {
            seen.newest = Some(newest);
        }
    }

    /// Begins to write, and waits for another writer if need be.
    pub fn begin<'c>(&self, conn: &'c Connection) -> Result<Transaction<'c>, Error> {
        let begun = || Transaction::new_unchecked(conn, TransactionBehavior::Immediate);
        let rest = self.patience.saturating_sub(SILENT);
        let Some(tell) = self.on_waiting.filter(|_| !rest.is_zero()) else {
            return Ok(begun()?);
        };
        conn.busy_timeout(SILENT)?;
        let mut tx = begun();
        if let Err(error) = &tx
            && error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
        {
            tell(&self.path, rest);
            conn.busy_timeout(rest)?;
            tx = begun();
        }
        conn.busy_timeout(self.patience)?;
        Ok(tx?)
    }

    /// Refuses where the file is no longer there, or is another one, or has another's content.
    pub fn must_be_as_opened(&self) -> Result<(), Error> {
        let found = look(&self.path, &self.file)?;
        if identity(&found) != self.opened.identity() || !self.content_follows() {
            return Err(Error::Replaced(self.path.clone()));
        }
        Ok(())
    }

    /// Whether the content of the file that was opened, wherever that is now, is what it was or
    /// follows from it. Where it cannot be read, SQLite will say so.
    pub fn content_follows(&self) -> bool {
        let mut seen = self.seen.borrow_mut();
        let Some(seen) = seen.as_mut() else {
            return true;
        };
        // A copy that another program makes of its journal may be seen half done.
        for look in 0..LOOKS {
            if look > 0 {
                thread::sleep(BETWEEN_LOOKS);
            }
            if self.follows(seen).unwrap_or(true) {
                return true;
            }
        }
        false
    }

    fn follows(&self, seen: &mut Seen) -> std::io::Result<bool> {
        let modified = modified(&self.opened.metadata()?);
        if modified == seen.modified {
            return Ok(true);
        }
        let header = self.opened.beginning(HEADER)?;
        if header.len() < HEADER as usize {
            return Ok(false);
        }
        let counter = journal::counter(&header);
        if counter.wrapping_sub(seen.counter) > MOST_CHANGES {
            return Ok(false);
        }
        let alone = FileAlone::of(&self.file, &header);
        // So it is after its journal was copied into it; a large journal need not be read then.
        let is_what_was_seen = seen.newest.is_some() && alone.newest() == seen.newest.as_ref();
        if !is_what_was_seen && self.lost(&alone, seen.newest.as_ref())? {
            return Ok(false);
        }
        (seen.modified, seen.counter) = (modified, counter);
        Ok(true)
    }

    /// Whether the journal is not that of the file, or an operation is in neither of them.
    fn lost(&self, alone: &FileAlone, newest: Option<&Newest>) -> std::io::Result<bool> {
        let journal = Journal::of(&self.file)?;
        let lacks = |newest| alone.lacks(&self.file, &journal, newest);
        Ok(journal.foreign_to(alone).is_some() || newest.is_some_and(lacks))
    }

    /// When the file was last changed, and its size; for [`ConnectionKind::Still`].
    pub fn modified(&self) -> Option<Modified> {
        (self.kind == ConnectionKind::Still)
            .then(|| self.opened.metadata().map(|found| modified(&found)).ok())
            .flatten()
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
