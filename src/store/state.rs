//! A study together with the state of the file it was read in: for what leaves the notebook and must
//! be traced back to it.

use rusqlite::Connection;

use super::log::{LogFilter, LoggedOperation, logged};
use super::record::{Selection, Which};
use super::undo_rules::{CORRECT, UNDO};
use super::{Error, Store, animals, record};
use domain::{AnimalId, AnimalRecord, StudyRecord, tag_order};

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
    /// The operations that undid others of it, newest first, each with the first of its changes.
    pub undoings: Vec<LoggedOperation>,
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
            let undoings = of_verb(UNDO, Some(1))?;
            let (operations, fingerprint) = newest(conn)?;
            Ok(StudyState {
                record,
                operations,
                fingerprint,
                corrections,
                undoings,
            })
        })
    }
}

impl Store {
    /// The study with this name, and the number of the operation whose state it shows.
    pub fn study_and_state(&self, name: &str) -> Result<(StudyRecord, i64), Error> {
        self.read(|conn| Ok((record::load(conn, name)?, newest(conn)?.0)))
    }

    /// Hands a study to `ask` that is read animal by animal, all in one state of the file: also a study whose entries
    /// memory should not hold.
    pub fn with_study<T>(
        &self,
        name: &str,
        ask: impl FnOnce(&StudyByAnimal<'_>) -> T,
    ) -> Result<T, Error> {
        self.read(|conn| Ok(ask(&StudyByAnimal::of(conn, name)?)))
    }
}

/// A study whose animals are read when they are asked for.
pub struct StudyByAnimal<'c> {
    conn: &'c Connection,
    study: StudyRecord,
    /// In order of tags.
    animals: Vec<AnimalId>,
    operation: i64,
}

impl<'c> StudyByAnimal<'c> {
    fn of(conn: &'c Connection, name: &str) -> Result<Self, Error> {
        let study = record::load_without_animals(conn, name)?;
        let all = Selection {
            study: study.study.id,
            which: Which::All,
            since: None,
        };
        let mut animals = animals::animals(conn, all)?;
        animals.sort_by(|a, b| tag_order(a.tag.as_str(), b.tag.as_str()));
        Ok(Self {
            conn,
            study,
            animals: animals.into_iter().map(|animal| animal.id).collect(),
            operation: newest(conn)?.0,
        })
    }

    /// The study as if it had no animals; of a blinded study the truth, which is not for eyes.
    pub fn without_animals(&self) -> &StudyRecord {
        &self.study
    }

    /// The number of the operation whose state it shows.
    pub fn operation(&self) -> i64 {
        self.operation
    }

    /// Hands every animal to `take`, in order of tags; a few at a time are in memory.
    ///
    /// # Errors
    /// If a row cannot be read; or the first error of `take`.
    pub fn each_animal<E: From<Error>>(
        &self,
        mut take: impl FnMut(AnimalRecord) -> Result<(), E>,
    ) -> Result<(), E> {
        const AT_ONCE: usize = 64;
        for ids in self.animals.chunks(AT_ONCE) {
            let ids: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
            let ids = format!("[{}]", ids.join(","));
            let selection = Selection {
                study: self.study.study.id,
                which: Which::Ids(&ids),
                since: None,
            };
            let animals = record::load_animals(self.conn, selection)?;
            animals.into_iter().try_for_each(&mut take)?;
        }
        Ok(())
    }
}

/// Number and fingerprint of the newest operation.
fn newest(conn: &Connection) -> Result<(i64, Option<String>), Error> {
    let sql = "SELECT coalesce(max(seq), 0), hash FROM operations";
    Ok(conn.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?)
}
