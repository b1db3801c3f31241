//! A study together with the state of the file it was read in: for what leaves the notebook and must
//! be traced back to it.

use rusqlite::Connection;

use super::log::{LogFilter, LoggedOperation, logged};
use super::undo_rules::{CORRECT, UNDO};
use super::{Error, Store, record};
use domain::StudyRecord;

/// A study as one state of the file has it.
#[derive(Debug, Clone)]
pub struct StudyState {
    /// All that it holds; of a blinded study the truth, which is not for eyes.
    pub record: StudyRecord,
    /// Operations on record.
    pub operations: i64,
    /// Fingerprint of the newest one; none in an empty notebook.
    pub fingerprint: Option<String>,
    /// What was corrected in the study, newest first.
    pub corrections: Vec<LoggedOperation>,
    /// The numbers of the operations that were undone in it, newest undoing first.
    pub undone: Vec<i64>,
}

impl Store {
    /// The study with this name, read at once with the state of the file.
    pub fn study_state(&self, name: &str) -> Result<StudyState, Error> {
        self.read(|conn| {
            let record = record::load(conn, name)?;
            let of_verb = |verb: &str, changes_limit| {
                let filter = LogFilter {
                    study: Some(record.study.name.to_string()),
                    verb: Some(verb.to_owned()),
                    changes_limit,
                    ..LogFilter::default()
                };
                logged(conn, &filter)
            };
            let corrections = of_verb(CORRECT, None)?;
            // One change tells that it is of this study; an undone import has half a million.
            let undone = of_verb(UNDO, Some(1))?;
            let undone = undone.into_iter().filter_map(|op| op.undoes).collect();
            let (operations, fingerprint) = newest(conn)?;
            Ok(StudyState {
                record,
                operations,
                fingerprint,
                corrections,
                undone,
            })
        })
    }
}

impl Store {
    /// The study with this name, and the number of the operation whose state it shows.
    pub fn study_and_state(&self, name: &str) -> Result<(StudyRecord, i64), Error> {
        self.read(|conn| Ok((record::load(conn, name)?, newest(conn)?.0)))
    }
}

/// Number and fingerprint of the newest operation.
fn newest(conn: &Connection) -> Result<(i64, Option<String>), Error> {
    let sql = "SELECT coalesce(max(seq), 0), hash FROM operations";
    Ok(conn.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?)
}
