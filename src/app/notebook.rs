//! An open notebook with its author. Every verb builds on this module, and it knows none of them.

use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use super::file_problems::ImportError;
use domain::{
    AnimalRecord, Invalid, Label, Reason, Remedy, Species, Study, StudyHead, StudyRecord,
};
use store::{
    self, Authorship, Changes, Checkup, LogFilter, LoggedOperation, Migrated, OnWaiting, Operation,
    Restored, Sealed, Store, Undone, Verdict,
};

/// Why a use case failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The notebook file.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A value that was given.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// A file to import.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The state of the study, a file or a setting does not allow it.
    #[error("{message}")]
    State {
        /// What does not allow it.
        message: String,
        /// What to do about it.
        remedy: Remedy,
    },
}

impl Error {
    /// A state that is in the way, and what to do about it.
    pub fn state(message: impl Into<String>, remedy: impl Into<Remedy>) -> Self {
        Self::State {
            message: message.into(),
            remedy: remedy.into(),
        }
    }

    /// What the user can do about it.
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Store(error) => error.remedy(),
            Self::Invalid(invalid) => invalid.remedy.clone(),
            Self::Import(error) => error.remedy(),
            Self::State { remedy, .. } => remedy.clone(),
        }
    }

    /// Whether the same call can succeed later, because the cause is the file, the disk or another program.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Store(error) if error.may_pass())
    }
}

/// The entry of a write in the audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// The number of the operation.
    pub operation: i64,
    /// The fingerprint of the operation, which depends on all before it.
    pub fingerprint: String,
    /// The number of rows that changed.
    pub changes: u32,
    /// What is remarkable about it, a sentence each: names that look like others, a clock that cannot be right.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl Receipt {
    /// The same with more that is remarkable.
    pub(crate) fn noting(mut self, notes: Vec<String>) -> Self {
        self.notes.extend(notes);
        self
    }
}

impl From<Sealed> for Receipt {
    fn from(sealed: Sealed) -> Self {
        Self {
            operation: sealed.seq,
            fingerprint: sealed.fingerprint,
            changes: sealed.changes,
            notes: sealed.remarks.iter().map(ToString::to_string).collect(),
        }
    }
}

/// An open notebook with its author.
pub struct Notebook {
    store: Store,
    author: Label,
}

impl Notebook {
    /// Opens an existing notebook.
    pub fn open(path: &Path, author: Label) -> Result<Self, Error> {
        Ok(Self {
            store: Store::open(path)?,
            author,
        })
    }

    /// Opens an existing notebook to read it; no byte of it changes.
    pub fn open_to_read(path: &Path, author: Label) -> Result<Self, Error> {
        Ok(Self {
            store: Store::open_to_read(path)?,
            author,
        })
    }

    /// The same for a file of any schema version, to verify, examine or copy it.
    pub fn open_to_verify(path: &Path, author: Label) -> Result<Self, Error> {
        Ok(Self {
            store: Store::open_to_verify(path)?,
            author,
        })
    }

    /// Opens a notebook, and makes the file if it does not exist.
    pub fn create_or_open(path: &Path, author: Label) -> Result<Self, Error> {
        Ok(Self {
            store: Store::create_or_open(path)?,
            author,
        })
    }

    /// The author of all writes.
    pub fn author(&self) -> &Label {
        &self.author
    }

    /// The store, for reading. Its answers are not masked: a verb that uses it must not hand out arms, seeds or
    /// treatments of a blinded study.
    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    /// How this opening brought an older file up to date; none where it was.
    pub fn migrated(&self) -> Option<&Migrated> {
        self.store.migrated()
    }

    /// What is called when a write has waited for another writer for two seconds.
    pub fn on_waiting(&mut self, tell: OnWaiting) {
        self.store.on_waiting(tell);
    }

    /// Puts a verified copy of a backup in the place of a notebook; see [`Store::restore`].
    pub fn restore(backup: &Path, notebook: &Path) -> Result<Restored, Error> {
        Ok(Store::restore(backup, notebook)?)
    }

    /// How long a write waits for another writer before it is refused; a minute by default.
    pub fn set_patience(&mut self, patience: Duration) -> Result<(), Error> {
        Ok(self.store.set_patience(patience)?)
    }

    /// An error if nothing can be written now.
    pub fn writable(&self) -> Result<(), Error> {
        Ok(self.store.writable()?)
    }

    /// Whether another program has written since the last call; see
    /// [`Store::changed_elsewhere`].
    pub fn changed_elsewhere(&mut self) -> Result<bool, Error> {
        Ok(self.store.changed_elsewhere()?)
    }

    /// All studies by name, without their content: as quick with thousands of animals as with none.
    pub fn studies(&self) -> Result<Vec<Study>, Error> {
        Ok(self.store.studies()?)
    }

    /// The species of a study; none where there is no such study.
    pub fn species_of(&self, study: &str) -> Result<Option<Species>, Error> {
        let studies = self.studies()?;
        let found = studies.iter().find(|known| known.name.is(study));
        Ok(found.map(|study| study.protocol.species))
    }

    /// All studies by name, with counts, which take a moment for large studies.
    pub fn study_heads(&self) -> Result<Vec<StudyHead>, Error> {
        Ok(self.store.study_heads()?)
    }

    /// All records of one animal, masked, without reading the rest of the study.
    pub fn animal_record(&self, study: &str, tag: &str) -> Result<AnimalRecord, Error> {
        let (blinding, animal) = self.store.animal(study, tag)?;
        Ok(animal.masked(blinding))
    }

    /// All records of a study; a blinded study is [masked](StudyRecord::masked). Every screen, list, number and export
    /// is made from this.
    pub fn study(&self, name: &str) -> Result<StudyRecord, Error> {
        Ok(self.store.study(name)?.masked())
    }

    /// Operations of the audit trail, newest first.
    pub fn log(&self, filter: &LogFilter) -> Result<Vec<LoggedOperation>, Error> {
        Ok(self.store.log(filter)?)
    }

    /// Hands over the same operations one after the other, with their changes still to be read: an import has half a
    /// million. While it lasts, what others write stays in the journal.
    ///
    /// # Errors
    /// The first one of `take`, which ends it, and those of reading.
    pub fn log_each<E: From<store::Error>>(
        &self,
        filter: &LogFilter,
        take: impl FnMut(LoggedOperation<Changes<'_, '_>>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.store.log_each(filter, take)
    }

    /// Copies the notebook to a new file; answers the fingerprint of its newest operation.
    pub fn backup(&self, to: &Path) -> Result<Option<String>, Error> {
        self.store.backup(to)?;
        Ok(Store::open_to_verify(to)?.fingerprint()?)
    }

    /// Checks the file for damage; see [`Store::examine`].
    pub fn examine(&self) -> Result<Checkup, Error> {
        Ok(self.store.examine()?)
    }

    /// Verifies the audit trail; see [`Store::verify`].
    pub fn verify(&self, expect: Option<&str>) -> Result<Verdict, Error> {
        Ok(self.store.verify(expect)?)
    }

    /// Removes an operation that another program began and never finished; see [`Store::discard_unfinished`].
    pub fn discard_unfinished(&mut self) -> Result<Option<Receipt>, Error> {
        let sealed = self.store.discard_unfinished(&self.author)?;
        Ok(sealed.map(Receipt::from))
    }

    /// Reverses the author's last operation by a new one; with a study, the last that changed something in it.
    ///
    /// # Errors
    /// As [`undo_operation`](Self::undo_operation), and if there is none.
    pub fn undo(&mut self, study: Option<&str>, reason: Option<Reason>) -> Result<Undone, Error> {
        let entry = Authorship::new(&self.author, store::UNDO, reason);
        Ok(self.store.undo_last(study, &entry)?)
    }

    /// The operation that [`undo_operation`](Self::undo_operation) with this number, or without one
    /// [`undo`](Self::undo), would reverse; with the first of its changes.
    ///
    /// # Errors
    /// If there is none.
    pub fn to_be_undone(
        &self,
        operation: Option<i64>,
        study: Option<&str>,
    ) -> Result<LoggedOperation, Error> {
        Ok(match operation {
            Some(seq) => self.store.undoable(seq)?,
            None => self.store.last_undoable(study, &self.author)?,
        })
    }

    /// Reverses the operation with this number by a new one.
    ///
    /// # Errors
    /// If it was undone already, is an undo itself, or its rows have been changed since; if its study is closed. If it
    /// is of another author, had a reason or changed how results are computed, and no reason is given.
    pub fn undo_operation(&mut self, seq: i64, reason: Option<Reason>) -> Result<Undone, Error> {
        let entry = Authorship::new(&self.author, store::UNDO, reason);
        Ok(self.store.undo_operation(seq, &entry)?)
    }

    /// Runs `act` as one operation: all of its changes are written with their audit rows, or none. There is no receipt
    /// if nothing changed.
    pub(crate) fn write<T>(
        &mut self,
        verb: &str,
        reason: Option<Reason>,
        act: impl FnOnce(&Operation<'_>) -> Result<T, Error>,
    ) -> Result<(T, Option<Receipt>), Error> {
        let entry = Authorship::new(&self.author, verb, reason);
        let op = self.store.begin(&entry)?;
        let done = act(&op).map_err(|error| match error {
            Error::Store(error) => Error::Store(op.located(error)),
            other => other,
        })?;
        Ok((done, op.commit()?.map(Receipt::from)))
    }
}
