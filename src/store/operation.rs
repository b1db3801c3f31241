//! Writing: an operation with its author, and the hash that chains it to the one before.
//!
//! The fingerprint of an operation is the SHA-256 of, in this order: its sequence number, id, time,
//! UTC offset, author, verb, reason, program, the operation it undoes, the fingerprint of the
//! operation before it, and then for each changed row the change's number, table, row id, state
//! before and state after. Each is written as the length of its text in bytes (8 bytes, little
//! endian) and the text; what is absent is written as a length of all ones and no text. The first
//! operation follows 64 zeros.

use rusqlite::{Connection, OptionalExtension, Transaction};
use sha2::{Digest, Sha256};

use super::clock::{self, ClockRemark, fresh_id};
use super::remarks::{Remark, lookalike_names};
use super::{Error, Place, Store, codec, journal, unfinished};
use domain::{Label, Reason};

/// The fingerprint before the first operation.
pub(super) const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// This program and its version, as operations record it.
pub fn program_version() -> &'static str {
    concat!("graftbook ", env!("CARGO_PKG_VERSION"))
}

/// The length of a time in the tables, in characters: `2026-01-22T09:30:00.000Z`.
const LENGTH_OF_TIME: usize = 24;

/// What separates the program from its remarks.
const BEFORE_REMARK: &str = "; ";

/// This program, with what it remarked on the clock.
fn program_with(remarks: &[ClockRemark]) -> String {
    let remarks = remarks.iter().map(ClockRemark::in_trail);
    let parts: Vec<String> = std::iter::once(program_version().to_owned())
        .chain(remarks)
        .collect();
    parts.join(BEFORE_REMARK)
}

/// The remarks in the text that says which program wrote an operation.
pub(super) fn remarks_in(program: &str) -> impl Iterator<Item = &str> {
    program.split(BEFORE_REMARK).skip(1)
}

/// Who writes, what, and why.
#[derive(Debug, Clone)]
pub struct Authorship {
    /// Who enters it.
    pub author: Label,
    /// What is done, such as `measure`.
    pub verb: String,
    /// Why, where there is a reason to give.
    pub reason: Option<Reason>,
}

impl Authorship {
    /// A write by a person.
    pub fn new(author: &Label, verb: &str, reason: Option<Reason>) -> Self {
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
    /// What is remarkable about it.
    pub remarks: Vec<Remark>,
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

    /// Notes in the trail what is remarkable about the operation, as a part of the program's name: a value that was
    /// confirmed although it was not expected. The fingerprint covers it.
    pub fn note(&self, note: &str) -> Result<(), Error> {
        let sql = "UPDATE operations SET program = program || ?1 WHERE seq = ?2";
        let seq = self.seq;
        let note = format!("{BEFORE_REMARK}{}", note.replace(BEFORE_REMARK, ", "));
        codec::execute(
            &self.tx,
            "operations",
            &seq.to_string(),
            sql,
            &[&note, &seq],
        )?;
        Ok(())
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
            let remarks = self.remarks()?;
            let fingerprint = Self::seal_in(&self.tx, self.seq)?;
            place.must_be_as_opened()?;
            self.tx.commit()?;
            place.saw((self.seq, fingerprint.clone()));
            Ok(Some(Sealed {
                seq: self.seq,
                fingerprint,
                changes,
                remarks,
            }))
        };
        finish().map_err(|e| place.located(e))
    }

    fn remarks(&self) -> Result<Vec<Remark>, Error> {
        let before: Option<(i64, String)> = self
            .tx
            .prepare_cached("SELECT seq, at FROM operations WHERE seq = ?1 - 1")?
            .query_row([self.seq], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let before = before.as_ref().map(|(seq, at)| (*seq, at.as_str()));
        let clock = clock::remarks(&self.at, before);
        let clock = clock.into_iter().map(Remark::Clock);
        let names = lookalike_names(&self.tx, self.seq)?;
        Ok(clock.chain(names).collect())
    }

    /// Writes the row of a new operation, still without hash.
    pub(super) fn open_in(tx: &Transaction<'_>, entry: &Authorship) -> Result<i64, Error> {
        unfinished::must_be_none(tx)?;
        let newest: Option<(i64, String, String)> = tx
            .query_row(
                "SELECT seq, hash, at FROM operations ORDER BY seq DESC LIMIT 1",
                [],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .optional()?;
        let now = clock::now();
        let at = clock::utc_text(now);
        if at.len() != LENGTH_OF_TIME {
            return Err(Error::Clock(at));
        }
        let before = newest.as_ref().map(|(seq, _, at)| (*seq, at.as_str()));
        let program = program_with(&clock::remarks(&at, before));
        let (seq, previous) = newest.map_or((1, GENESIS.to_owned()), |(seq, hash, _)| {
            (seq.saturating_add(1), hash)
        });
        codec::insert(
            tx,
            "operations",
            &[
                ("seq", &seq),
                ("id", &fresh_id().to_string()),
                ("at", &at),
                ("utc_offset_min", &(now.offset().local_minus_utc() / 60)),
                ("author", &entry.author.as_str()),
                ("verb", &entry.verb),
                ("reason", &entry.reason.as_ref().map(Reason::as_str)),
                ("program", &program),
                ("previous_hash", &previous),
            ],
        )?;
        Ok(seq)
    }

    /// Computes and writes the hash.
    pub(super) fn seal_in(tx: &Transaction<'_>, seq: i64) -> Result<String, Error> {
        let fingerprint = fingerprint(tx, seq)?;
        let sql = "UPDATE operations SET hash = ?2 WHERE seq = ?1";
        let row = seq.to_string();
        codec::execute(tx, "operations", &row, sql, &[&seq, &fingerprint])?;
        Ok(fingerprint)
    }

    #[cfg(test)]
    pub(super) fn execute_for_test(&self, sql: &str) {
        self.tx.execute_batch(sql).unwrap();
    }
}

/// The columns of an operation that its fingerprint covers, in their order.
pub(super) const HASHED: &str =
    "CAST(seq AS TEXT), id, at, CAST(utc_offset_min AS TEXT), author, verb, reason, program,
     CAST(undoes AS TEXT), previous_hash";

/// The columns of a change that the fingerprint of its operation covers, in their order.
pub(super) const HASHED_OF_CHANGE: &str = "CAST(seq AS TEXT), table_name, row_id, before, after";

/// The fingerprint of an operation as the file holds it now.
pub(super) fn fingerprint(conn: &Connection, seq: i64) -> Result<String, Error> {
    let mut hash = Sha256::new();
    absorb_rows(
        conn,
        &mut hash,
        &format!("SELECT {HASHED} FROM operations WHERE seq = ?1"),
        seq,
    )?;
    absorb_rows(
        conn,
        &mut hash,
        &format!("SELECT {HASHED_OF_CHANGE} FROM changes WHERE operation = ?1 ORDER BY seq"),
        seq,
    )?;
    Ok(hexadecimal(&hash.finalize()))
}

fn absorb_rows(conn: &Connection, hash: &mut Sha256, sql: &str, seq: i64) -> Result<(), Error> {
    let mut statement = conn.prepare_cached(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query([seq])?;
    while let Some(row) = rows.next()? {
        (0..columns).try_for_each(|column| {
            absorb(hash, bytes(row, column)?);
            Ok::<_, Error>(())
        })?;
    }
    Ok(())
}

/// A column's bytes; none for NULL. Another program may have written text that is not UTF-8.
pub(super) fn bytes<'r>(
    row: &'r rusqlite::Row<'_>,
    column: usize,
) -> Result<Option<&'r [u8]>, Error> {
    let value = row.get_ref(column)?;
    value
        .as_bytes_or_null()
        .map_err(|e| Error::Sqlite(e.into()))
}

/// Adds a cell to a fingerprint.
pub(super) fn absorb(hash: &mut Sha256, cell: Option<&[u8]>) {
    match cell {
        None => hash.update(u64::MAX.to_le_bytes()),
        Some(text) => {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
    }
}

/// A digest as 64 hexadecimal digits.
pub(super) fn hexadecimal(digest: &[u8]) -> String {
    let digits = digest.iter().map(|byte| format!("{byte:02x}"));
    digits.collect()
}
