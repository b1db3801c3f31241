//! Files that left the notebook, by the hash of their bytes and the state that they show.

use rusqlite::OptionalExtension;

use super::codec;
use super::{Error, Operation, Store, fresh_id};
use domain::{Moment, Prose, StudyId};

/// The verb under which copies are recorded.
pub const TAKE_COPY: &str = "take copy";

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyKind {
    /// A report of a study.
    Report,
    /// A figure of a study.
    Figure,
    /// One of the files of an export.
    Export,
}

impl CopyKind {
    /// Its name in the table.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Figure => "figure",
            Self::Export => "export",
        }
    }
}

/// A file that was written from the notebook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileCopy {
    /// What it is.
    pub kind: CopyKind,
    /// Where it was written to, as the user named it.
    pub name: Prose,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes: 64 hexadecimal digits.
    pub sha256: String,
    /// The number of the operation whose state it shows.
    pub state: i64,
}

/// A file that is on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedCopy {
    /// Id of the [`CopyKind`].
    pub kind: String,
    /// Where it was written to.
    pub name: String,
    /// The name that its study has now.
    pub study: String,
    /// The operation whose state it shows.
    pub state: State,
    /// Who took it, and when.
    pub taken: Moment,
}

/// A state of the notebook: that after one of its operations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// The number of the operation.
    pub operation: i64,
    /// Its fingerprint.
    pub fingerprint: String,
    /// When it was recorded, UTC.
    pub at: String,
    /// How many operations came after it.
    pub later: i64,
}

impl Operation<'_> {
    /// Puts a file on record.
    pub fn insert_copy(&self, study: StudyId, copy: &FileCopy) -> Result<(), Error> {
        let (id, study) = (fresh_id().to_string(), study.to_string());
        // A file is far smaller than what a signed number holds.
        let bytes = i64::try_from(copy.bytes).unwrap_or(i64::MAX);
        let cells: [codec::Assigned<'_>; 7] = [
            ("id", &id),
            ("study_id", &study),
            ("kind", &copy.kind.id()),
            ("name", &copy.name.as_str()),
            ("bytes", &bytes),
            ("sha256", &copy.sha256),
            ("state", &copy.state),
        ];
        codec::insert(&self.tx, "copies", &cells)
    }
}

const LATER: &str = "(SELECT count(*) FROM operations l WHERE l.seq > s.seq)";

impl Store {
    /// The copies on record of a file with these bytes, newest first.
    pub fn copies_of(&self, sha256: &str) -> Result<Vec<RecordedCopy>, Error> {
        let sql = format!(
            "SELECT k.id, k.kind, k.name, t.name AS study, s.seq AS state, s.hash, s.at AS state_at, {LATER} AS later,
                    o.seq, o.at, o.author, o.reason
             FROM copies k JOIN studies t ON t.id = k.study_id
                           JOIN operations s ON s.seq = k.state
                           JOIN changes c ON c.row_id = k.id AND c.table_name = 'copies' AND c.before IS NULL
                           JOIN operations o ON o.seq = c.operation
             WHERE k.sha256 = ?1 ORDER BY o.seq DESC"
        );
        self.read(|conn| {
            codec::collect(conn, "copies", &sql, [sha256], |row| {
                Ok(RecordedCopy {
                    kind: row.plain("kind")?,
                    name: row.plain("name")?,
                    study: row.plain("study")?,
                    state: State {
                        operation: row.plain("state")?,
                        fingerprint: row.plain("hash")?,
                        at: row.plain("state_at")?,
                        later: row.plain("later")?,
                    },
                    taken: Moment {
                        operation: row.plain("seq")?,
                        at: row.plain("at")?,
                        author: row.plain("author")?,
                        reason: row.plain("reason")?,
                    },
                })
            })
        })
    }

    /// The state with this fingerprint; none if no operation has it.
    pub fn state_of(&self, fingerprint: &str) -> Result<Option<State>, Error> {
        let sql =
            format!("SELECT s.seq, s.hash, s.at, {LATER} FROM operations s WHERE s.hash = ?1");
        self.read(|conn| {
            let found = conn.query_row(&sql, [fingerprint], |row| {
                Ok(State {
                    operation: row.get(0)?,
                    fingerprint: row.get(1)?,
                    at: row.get(2)?,
                    later: row.get(3)?,
                })
            });
            Ok(found.optional()?)
        })
    }

    /// The fingerprint of the operation with this number; none if there is none.
    pub fn fingerprint_of(&self, operation: i64) -> Result<Option<String>, Error> {
        self.read(|conn| {
            let sql = "SELECT hash FROM operations WHERE seq = ?1";
            let found = conn.query_row(sql, [operation], |row| row.get(0));
            Ok(found.optional()?.flatten())
        })
    }

    /// The state after the newest operation; none in an empty notebook.
    pub fn newest_state(&self) -> Result<Option<State>, Error> {
        self.read(|conn| {
            let sql = "SELECT seq, hash, at FROM operations ORDER BY seq DESC LIMIT 1";
            let found = conn.query_row(sql, [], |row| {
                Ok(State {
                    operation: row.get(0)?,
                    fingerprint: row.get(1)?,
                    at: row.get(2)?,
                    later: 0,
                })
            });
            Ok(found.optional()?)
        })
    }
}
