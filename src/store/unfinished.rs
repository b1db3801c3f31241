//! An operation that was begun and never finished: a row of `operations` without fingerprint. This program
//! begins and ends each operation in one transaction, so another program wrote it. It blocks every entry
//! after it, and the chain of fingerprints cannot go on from it.

use std::path::PathBuf;

use rusqlite::{Connection, OptionalExtension};

use super::{Authorship, Error, Operation, Place, Sealed, Store, codec, journal};
use domain::{Label, Reason};

/// The verb of removing an unfinished operation.
pub const DISCARD: &str = "discard unfinished operation";

/// The longest reason of an operation, in characters.
const LONGEST_REASON: usize = 4000;

/// Refuses where an operation was begun and never finished.
pub(super) fn must_be_none(conn: &Connection) -> Result<(), Error> {
    match find(conn)? {
        Some(seq) => Err(blocked(conn, seq)?),
        None => Ok(()),
    }
}

fn find(conn: &Connection) -> Result<Option<i64>, Error> {
    let sql = "SELECT seq FROM operations WHERE hash IS NULL";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row([], |row| row.get(0)).optional()?)
}

/// It can be removed if it is the newest and no change is recorded under it: then nothing rests on it.
fn blocked(conn: &Connection, seq: i64) -> Result<Error, Error> {
    let is_empty = conn.query_row(
        "SELECT ?1 = (SELECT max(seq) FROM operations) AND NOT EXISTS (SELECT 1 FROM changes WHERE operation = ?1)",
        [seq],
        |row| row.get(0),
    )?;
    Ok(Error::Unfinished {
        path: PathBuf::new(),
        seq,
        is_empty,
    })
}

impl Store {
    /// Removes the operation that another program began and never finished, and records by an operation of its
    /// own what it was. Answers nothing where there is none.
    ///
    /// Refuses one that changes are recorded under, or that others follow: nobody knows what those changes
    /// rest on.
    pub fn discard_unfinished(&mut self, author: &Label) -> Result<Option<Sealed>, Error> {
        self.writable()?;
        let place = &self.place;
        discard(&self.conn, place, author).map_err(|e| place.located(e))
    }
}

fn discard(conn: &Connection, place: &Place, author: &Label) -> Result<Option<Sealed>, Error> {
    let tx = place.begin(conn)?;
    let Some(unfinished) = find(&tx)? else {
        return Ok(None);
    };
    match blocked(&tx, unfinished)? {
        Error::Unfinished { is_empty: true, .. } => {}
        error => return Err(error),
    }
    let entry = Authorship::new(author, DISCARD, Some(description(&tx, unfinished)?));
    let row = unfinished.to_string();
    let sql = "DELETE FROM operations WHERE seq = ?1";
    codec::execute(&tx, "operations", &row, sql, &[&unfinished])?;
    let seq = Operation::open_in(&tx, &entry)?;
    journal::write_first_page(&tx)?;
    let fingerprint = Operation::seal_in(&tx, seq)?;
    place.must_be_as_opened()?;
    tx.commit()?;
    place.saw((seq, fingerprint.clone()));
    Ok(Some(Sealed {
        seq,
        fingerprint,
        changes: 0,
        remarks: Vec::new(),
    }))
}

/// All that the row says, as the reason of its removal.
fn description(conn: &Connection, seq: i64) -> Result<Reason, Error> {
    let text: String = conn.query_row(
        "SELECT 'removed: ' || json_object('seq', seq, 'id', id, 'at', at, 'utc_offset_min', utc_offset_min,
             'author', author, 'verb', verb, 'reason', reason, 'program', program, 'undoes', undoes,
             'previous_hash', previous_hash) FROM operations WHERE seq = ?1",
        [seq],
        |row| row.get(0),
    )?;
    let text: String = text.chars().take(LONGEST_REASON).collect();
    Reason::new(&text).map_err(|invalid| Error::Refused(invalid.to_string()))
}
