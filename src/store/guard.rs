//! A look at the journals beside a file before SQLite opens it: SQLite applies whatever valid journal it
//! finds. One that is another file's is refused, and both stay as they are. What tells them apart is in
//! [`super::journal`] and [`super::rollback`].

use std::fs;
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, SystemTime};

use super::held::Held;
use super::journal::{self, FileAlone, Journal};
use super::open::HEADER;
use super::rollback::{self, Interrupted};
use super::{Error, restore};

/// How often a journal that seems to be another file's is looked at, while other programs are at work
/// on both.
const LOOKS: u32 = 50;
/// The time between two of these looks.
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// Refuses a file beside which lies a journal of another one, and finishes a restoration that was
/// interrupted. `has_content`: the file exists and is not empty.
pub(super) fn must_have_own_journals(path: &Path, has_content: bool) -> Result<Interrupted, Error> {
    let unreadable = |e: io::Error| Error::NoAccess {
        path: path.to_owned(),
        why: e.to_string(),
    };
    if !has_content {
        // SQLite would delete the journal.
        let journal = Journal::of(path).map_err(unreadable)?;
        return match journal.is_empty() {
            true => Ok(Interrupted::Nothing),
            false => Err(foreign(path, "-wal", "the file that it belongs to is gone")),
        };
    }
    let held = Held::of(path).map_err(unreadable)?;
    if held.is_shared() {
        // This process has the file open, and has asked this before.
        return Ok(Interrupted::Nothing);
    }
    let interrupted = change_interrupted(path, &held).map_err(unreadable)?;
    if interrupted == Interrupted::Foreign {
        let why = "it takes back a change of another file";
        return Err(foreign(path, "-journal", why));
    }
    write_ahead(path, &held, unreadable)?;
    Ok(interrupted)
}

fn foreign(path: &Path, ending: &'static str, why: &'static str) -> Error {
    Error::ForeignJournal {
        path: path.to_owned(),
        ending,
        why,
    }
}

/// What a crash while the file was made, or a copy was first written to, has left.
fn change_interrupted(path: &Path, held: &Held) -> io::Result<Interrupted> {
    let mut found = Interrupted::Nothing;
    for look in 0..LOOKS {
        if look > 0 {
            // Another program may be about to finish.
            thread::sleep(BETWEEN_LOOKS / 4);
        }
        let header = held.beginning(HEADER)?;
        if header.len() == HEADER as usize {
            found = rollback::interrupted(path, &header)?;
        }
        if found == Interrupted::Nothing {
            break;
        }
    }
    Ok(found)
}

/// Looks at the journal that is written ahead.
fn write_ahead(
    path: &Path,
    held: &Held,
    unreadable: impl Fn(io::Error) -> Error,
) -> Result<(), Error> {
    if journal::size(path) == 0 {
        return Ok(());
    }
    let mut seen = None;
    for _ in 0..LOOKS {
        let Some(why) = foreign_journal(path, held).map_err(&unreadable)? else {
            return Ok(());
        };
        if restore::finish_interrupted(path) {
            return Ok(());
        }
        // Between reading the one and the other, a program at work may have changed both.
        let now = (modified(path), modified(&journal::path_beside(path)));
        if seen.replace(now) == Some(now) {
            return Err(foreign(path, "-wal", why));
        }
        thread::sleep(BETWEEN_LOOKS);
    }
    Err(Error::Busy {
        path: path.to_owned(),
        waited: BETWEEN_LOOKS * LOOKS,
    })
}

fn modified(path: &Path) -> Option<(SystemTime, u64)> {
    let found = fs::metadata(path).ok()?;
    Some((found.modified().ok()?, found.len()))
}

/// Why the journal beside a file is not its own; none where it is.
fn foreign_journal(path: &Path, held: &Held) -> io::Result<Option<&'static str>> {
    let header = held.beginning(HEADER)?;
    if header.len() < HEADER as usize {
        return Ok(Some("the file is cut short"));
    }
    // The file is read first: it never is ahead of its journal.
    let alone = FileAlone::of(path, &header);
    Ok(Journal::of(path)?.foreign_to(&alone))
}
