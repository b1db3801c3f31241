//! Whether a journal of the usual kind (`-journal`) beside a notebook is that file's own.
//!
//! A notebook has such a journal only while it is made, and while a copy turns to the write-ahead journal
//! when it is first written to. If a crash leaves one and a backup is copied over the file, SQLite would
//! put pages of the crashed file back into the backup, or cut it off.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use super::journal::{self, number, with_ending};

/// What is left of a change that was interrupted.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Interrupted {
    /// Nothing.
    Nothing,
    /// SQLite will take back a change of this file.
    Own,
    /// SQLite would take back a change of another file.
    Foreign,
}

const MAGIC: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];

/// Looks at the journal beside a file that begins with this header.
pub(super) fn interrupted(path: &Path, header: &[u8]) -> io::Result<Interrupted> {
    let mut journal = match File::open(with_ending(&journal::resolved(path), "-journal")) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Interrupted::Nothing),
        opened => opened?,
    };
    let mut start = Vec::new();
    journal.by_ref().take(28).read_to_end(&mut start)?;
    if start.len() < 28 || !start.starts_with(&MAGIC) {
        return Ok(Interrupted::Nothing);
    }
    let pages_before = number(&start, 16);
    if pages_before == 0 {
        // The file was being made: it has one page, in which no notebook has begun.
        let is_new = number(header, 28) <= 1 && number(header, 68) == 0;
        return Ok(if is_new {
            Interrupted::Own
        } else {
            Interrupted::Foreign
        });
    }
    let (sector, page_size) = (number(&start, 20), number(&start, 24));
    let counter = counter_before(&mut journal, sector, page_size)?;
    // SQLite has written the first page already, or not yet.
    let own = counter.is_some_and(|before| journal::counter(header).wrapping_sub(before) <= 1);
    Ok(if own {
        Interrupted::Own
    } else {
        Interrupted::Foreign
    })
}

/// The change counter in the first page as it was before the change.
fn counter_before(journal: &mut File, sector: u32, page_size: u32) -> io::Result<Option<u32>> {
    journal.seek(SeekFrom::Start(sector.into()))?;
    let mut record = vec![0; 4 + page_size as usize + 4];
    while journal.read_exact(&mut record).is_ok() {
        if number(&record, 0) == 1 && page_size >= 512 {
            return Ok(Some(journal::counter(&record[4..])));
        }
    }
    Ok(None)
}
