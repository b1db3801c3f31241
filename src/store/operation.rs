//! Writing: an operation with its author, and the hash that chains it to the one before.
//!
//! The fingerprint of an operation is the SHA-256 of, in this order: its sequence number, id, time,
//! UTC offset, author, verb, reason, program, the operation it undoes, the fingerprint of the
//! operation before it, and then for each changed row the change's number, table, row id, state
//! before and state after. Each is written as the length of its text in bytes (8 bytes, little
//! endian) and the text; what is absent is written as a length of all ones and no text. The first
//! operation follows 64 zeros.

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::{Connection, OptionalExtension, Transaction};
use sha2::{Digest, Sha256};

use super::clock::{self, fresh_id};
use super::{Error, Place, Store, journal};
use domain::{Label, Prose};

/// The fingerprint before the first operation.
pub(super) const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// This program and its version, as operations record it.
pub fn program_version() -> &'static str {
    concat!("graftbook ", env!("CARGO_PKG_VERSION"))
}

/// Who writes, what, and why.
#[derive(Debug, Clone)]
pub struct Authorship {
    /// Who enters it.
    pub author: Label,
    /// What is done, such as `measure`.
    pub verb: String,
    /// Why, where there is a reason to give.
    pub reason: Option<Prose>,
}

impl Authorship {
    /// A write by a person.
    pub fn new(author: &Label, verb: &str, reason: Option<Prose>) -> Self {
        Self {
            author: author.clone(),
            verb: verb.to_owned(),
            reason,
        }
    }

    /// A write by this program itself.
    pub(super) fn by_program(verb: &str) -> Self {
        let author = Label::new("author", "graftbook").expect("a plain word is a valid label");
        Self::new(&author, verb, None)
    }
}

/// An operation being written. Dropped without [`commit`](Self::commit), it leaves nothing.
pub struct Operation<'s> {
    pub(super) tx: Transaction<'s>,
    place: &'s Place,
    seq: i64,
    at: String,
}

/// An operation that is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Its sequence number.
    pub seq: i64,
    /// Its fingerprint: 64 hexadecimal digits.
    pub fingerprint: String,
    /// How many rows it changed.
    pub changes: u32,
}

impl Store {
    /// Begins an operation and takes the write lock, waiting for another writer if need be. Refuses
    /// where the file is no longer the one that was opened: the entry would be lost.
    pub fn begin(&mut self, entry: &Authorship) -> Result<Operation<'_>, Error> {
        self.writable()?;
        let place = &self.place;
        start(&self.conn, place, entry).map_err(|e| place.located(e))
    }
}

fn start<'s>(
    conn: &'s Connection,
    place: &'s Place,
    entry: &Authorship,
) -> Result<Operation<'s>, Error> {
    let tx = place.begin(conn)?;
    let seq = Operation::open_in(&tx, entry)?;
    journal::write_first_page(&tx)?;
    let at = tx.query_row("SELECT at FROM operations WHERE seq = ?1", [seq], |r| {
        r.get(0)
    })?;
    Ok(Operation { tx, place, seq, at })
}

impl Operation<'_> {
    /// Its sequence number.
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// When it was begun, UTC, as the tables write it: 2026-01-22T09:30:00.000Z.
    pub fn recorded_at(&self) -> &str {
        &self.at
    }

    /// An error with the file's name in it, where it has none yet.
    pub fn located(&self, error: Error) -> Error {
        self.place.located(error)
    }

    /// Seals the operation and makes it durable: when this returns, it is on disk. Answers nothing,
    /// and leaves nothing, if no row was changed.
    pub fn commit(self) -> Result<Option<Sealed>, Error> {
        let place = self.place;
        let finish = || -> Result<_, Error> {
            let changes: u32 = self.tx.query_row(
                "SELECT count(*) FROM changes WHERE operation = ?1",
                [self.seq],
                |r| r.get(0),
            )?;
            if changes == 0 {
                self.tx.rollback()?;
                return Ok(None);
            }
            let fingerprint = Self::seal_in(&self.tx, self.seq)?;
            place.must_be_as_opened()?;
            self.tx.commit()?;
            place.saw((self.seq, fingerprint.clone()));
            Ok(Some(Sealed {
                seq: self.seq,
                fingerprint,
                changes,
            }))
        };
        finish().map_err(|e| place.located(e))
    }

    /// Writes the row of a new operation, still without hash.
    pub(super) fn open_in(tx: &Transaction<'_>, entry: &Authorship) -> Result<i64, Error> {
        let newest: Option<(i64, String)> = tx
            .query_row(
                "SELECT seq, coalesce(hash, '') FROM operations ORDER BY seq DESC LIMIT 1",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        let (seq, previous) = newest.map_or((1, GENESIS.to_owned()), |(seq, hash)| (seq + 1, hash));
        let now = clock::now();
        tx.execute(
            "INSERT INTO operations (seq, id, at, utc_offset_min, author, verb, reason, program, previous_hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            (
                seq,
                fresh_id().to_string(),
                utc_text(now.to_utc()),
                now.offset().local_minus_utc() / 60,
                entry.author.as_str(),
                &entry.verb,
                entry.reason.as_ref().map(Prose::as_str),
                program_version(),
                previous,
            ),
        )?;
        Ok(seq)
    }

    /// Computes and writes the hash.
    pub(super) fn seal_in(tx: &Transaction<'_>, seq: i64) -> Result<String, Error> {
        let fingerprint = fingerprint(tx, seq)?;
        tx.execute(
            "UPDATE operations SET hash = ?2 WHERE seq = ?1",
            (seq, &fingerprint),
        )?;
        Ok(fingerprint)
    }

    #[cfg(test)]
    pub(super) fn execute_for_test(&self, sql: &str) {
        self.tx.execute_batch(sql).unwrap();
    }
}

/// A moment as the tables write it.
fn utc_text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// The fingerprint of an operation as the file holds it now.
pub(super) fn fingerprint(conn: &Connection, seq: i64) -> Result<String, Error> {
    let mut hash = Sha256::new();
    let mut statement = conn.prepare_cached(
        "SELECT CAST(seq AS TEXT), id, at, CAST(utc_offset_min AS TEXT), author, verb, reason, program,
                CAST(undoes AS TEXT), previous_hash FROM operations WHERE seq = ?1",
    )?;
    let mut rows = statement.query([seq])?;
    while let Some(row) = rows.next()? {
        (0..10).try_for_each(|i| absorb(&mut hash, row, i))?;
    }
    let mut statement = conn.prepare_cached(
        "SELECT CAST(seq AS TEXT), table_name, row_id, before, after FROM changes WHERE operation = ?1 ORDER BY seq",
    )?;
    let mut rows = statement.query([seq])?;
    while let Some(row) = rows.next()? {
        (0..5).try_for_each(|i| absorb(&mut hash, row, i))?;
    }
    Ok(hash
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

fn absorb(hash: &mut Sha256, row: &rusqlite::Row<'_>, column: usize) -> Result<(), Error> {
    match row.get_ref(column)? {
        rusqlite::types::ValueRef::Null => hash.update(u64::MAX.to_le_bytes()),
        value => {
            let text = value.as_bytes().map_err(|e| Error::Sqlite(e.into()))?;
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
    }
    Ok(())
}
