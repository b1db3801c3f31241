//! An open notebook with the person who writes in it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;

use super::analyze::{AnalyzeError, analyze};
use super::export::{ExportError, Format, files_of, write_to};
use super::import::ImportError;
use domain::{
    Analysis, AnalysisOptions, AnimalRecord, Invalid, Label, Prose, Remedy, Study, StudyHead,
    StudyRecord,
};
use store::{
    self, Checkup, Entry, LogFilter, LoggedOperation, Operation, Sealed, Store, Undone, Verdict,
};

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A value.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// A file to import.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// Files to export.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// A question that has no answer.
    #[error(transparent)]
    Analyze(#[from] AnalyzeError),
    /// The state of the study.
    #[error("{message}")]
    State {
        /// What is in the way.
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
            Self::Export(_) => "name a file or folder that is there and may be written".into(),
            Self::Analyze(error) => error.remedy(),
            Self::State { remedy, .. } => remedy.clone(),
        }
    }

    /// Whether the same may succeed later: what is in the way lies with the file, the disk or
    /// another program, and not in what was asked for.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Store(error) if error.may_pass())
    }
}

/// What a write left in the audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// The operation's number.
    pub operation: i64,
    /// Its fingerprint.
    pub fingerprint: String,
    /// How many rows changed.
    pub changes: u32,
}

impl From<Sealed> for Receipt {
    fn from(sealed: Sealed) -> Self {
        Self {
            operation: sealed.seq,
            fingerprint: sealed.fingerprint,
            changes: sealed.changes,
        }
    }
}

/// An open notebook with its author.
pub struct Notebook {
    store: Store,
    author: Label,
}

impl Notebook {
    /// Opens a notebook that exists.
    pub fn open(path: &Path, author: Label) -> Result<Self, Error> {
        Ok(Self {
            store: Store::open(path)?,
            author,
        })
    }

    /// Opens a notebook, making the file if it does not exist.
    pub fn create_or_open(path: &Path, author: Label) -> Result<Self, Error> {
        Ok(Self {
            store: Store::create_or_open(path)?,
            author,
        })
    }

    /// Who writes.
    pub fn author(&self) -> &Label {
        &self.author
    }

    /// The file, for questions that change nothing. What it answers of a blinded study is the truth,
    /// and not for eyes.
    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    /// How long a write waits for another writer before it is refused; a minute unless told
    /// otherwise.
    pub fn set_patience(&mut self, patience: Duration) -> Result<(), Error> {
        Ok(self.store.set_patience(patience)?)
    }

    /// Whether an entry could be written now, and if not, why.
    pub fn writable(&self) -> Result<(), Error> {
        Ok(self.store.writable()?)
    }

    /// Whether somebody else has written since this was last asked; see
    /// [`Store::changed_elsewhere`].
    pub fn changed_elsewhere(&mut self) -> Result<bool, Error> {
        Ok(self.store.changed_elsewhere()?)
    }

    /// All studies by name, without what they hold: as quick with thousands of animals as with none.
    pub fn studies(&self) -> Result<Vec<Study>, Error> {
        Ok(self.store.studies()?)
    }

    /// All studies by name, at a glance: counted, which takes a moment where they hold much.
    pub fn study_heads(&self) -> Result<Vec<StudyHead>, Error> {
        Ok(self.store.study_heads()?)
    }

    /// All that was recorded of one animal, as it may be seen, without reading the rest of the study.
    pub fn animal_record(&self, study: &str, tag: &str) -> Result<AnimalRecord, Error> {
        let (blinding, animal) = self.store.animal(study, tag)?;
        Ok(animal.masked(blinding))
    }

    /// All that a study holds, as it may be seen: a blinded study is [masked](StudyRecord::masked).
    /// Every screen, list, number and export is made of this.
    pub fn study(&self, name: &str) -> Result<StudyRecord, Error> {
        Ok(self.store.study(name)?.masked())
    }

    /// Analyzes a study; see [`analyze`].
    pub fn analyze(&self, study: &str, options: &AnalysisOptions) -> Result<Analysis, Error> {
        Ok(analyze(&self.study(study)?, options)?)
    }

    /// Writes a study into a folder in a format; answers the paths of the files.
    pub fn export(&self, study: &str, format: Format, to: &Path) -> Result<Vec<PathBuf>, Error> {
        Ok(write_to(to, &files_of(&self.study(study)?, format)?)?)
    }

    /// Operations of the audit trail, newest first.
    pub fn log(&self, filter: &LogFilter) -> Result<Vec<LoggedOperation>, Error> {
        Ok(self.store.log(filter)?)
    }

    /// Copies the notebook to a file that does not exist yet; answers the fingerprint of its newest
    /// operation.
    pub fn backup(&self, to: &Path) -> Result<Option<String>, Error> {
        self.store.backup(to)?;
        Ok(Store::open(to)?.fingerprint()?)
    }

    /// Examines the health of the file.
    pub fn examine(&self) -> Result<Checkup, Error> {
        Ok(self.store.examine()?)
    }

    /// Proves the audit trail; see [`Store::verify`].
    pub fn verify(&self, expect: Option<&str>) -> Result<Verdict, Error> {
        Ok(self.store.verify(expect)?)
    }

    /// Reverses the last operation, by a new one.
    pub fn undo(&mut self, reason: Option<Prose>) -> Result<Undone, Error> {
        let entry = Entry::new(&self.author, store::UNDO, reason);
        Ok(self.store.undo_last(&entry)?)
    }

    /// Reverses the operation with this number, by a new one; refused where it was undone already,
    /// is an undo itself, or what it changed has been changed since.
    pub fn undo_operation(&mut self, seq: i64, reason: Option<Prose>) -> Result<Undone, Error> {
        let entry = Entry::new(&self.author, store::UNDO, reason);
        Ok(self.store.undo_operation(seq, &entry)?)
    }

    /// The newest operation by this author that is neither an undo nor undone, with the first of its
    /// changes: what to ask [`undo_operation`](Self::undo_operation) for, so that nobody else's entry
    /// is taken back.
    pub fn last_own_operation(&self) -> Result<Option<LoggedOperation>, Error> {
        Ok(self.store.last_by(&self.author)?)
    }

    /// Does something as one operation: all of it lands, or nothing. Answers no receipt where
    /// nothing was changed.
    pub(crate) fn write<T>(
        &mut self,
        verb: &str,
        reason: Option<Prose>,
        act: impl FnOnce(&Operation<'_>) -> Result<T, Error>,
    ) -> Result<(T, Option<Receipt>), Error> {
        let entry = Entry::new(&self.author, verb, reason);
        let op = self.store.begin(&entry)?;
        let done = act(&op).map_err(|error| match error {
            Error::Store(error) => Error::Store(op.located(error)),
            other => other,
        })?;
        Ok((done, op.commit()?.map(Receipt::from)))
    }
}
