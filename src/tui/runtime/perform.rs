//! What is done at once: opening, listing, writing, looking whether others wrote.

use std::path::PathBuf;
use std::time::Duration;

use super::setting::theme_of;
use super::{terminal, whole_file};
use crate::base::config::ConfigFile;
use crate::base::context::Setting;
use crate::base::effect::Effect;
use crate::base::kept::Kept;
use crate::base::message::{Answer, ChangedSettings, Fresh, Trouble, Wrote};
use app::session::SessionFile;
use app::{Changed, Error, Notebook, Write};
use domain::Label;

/// How long a write waits for another program before it is refused.
const PATIENCE: Duration = Duration::from_secs(3);

/// Does in the notebook what the screens ask for: opens it, writes, keeps values that are not saved yet.
pub struct NotebookExecutor {
    path: PathBuf,
    author: Label,
    notebook: Option<Notebook>,
    /// Whether the file has been open: then it must be there.
    opened: bool,
    /// Why it could not be used any more.
    lost: Option<Trouble>,
    beside: Result<SessionFile, Trouble>,
}

impl NotebookExecutor {
    /// An executor whose notebook is not open yet.
    pub fn new(setting: &Setting) -> Self {
        Self {
            path: setting.path.clone(),
            author: setting.author.clone(),
            notebook: None,
            opened: false,
            lost: None,
            beside: SessionFile::for_notebook(&setting.path, &setting.author)
                .map_err(|e| Trouble::from(&e)),
        }
    }

    /// Keeps values that are not saved yet in this folder, instead of the user's own.
    #[cfg(test)]
    pub fn keeping_in(mut self, folder: &std::path::Path) -> Self {
        self.beside =
            SessionFile::in_folder(folder, &self.path, &self.author).map_err(|e| Trouble::from(&e));
        self
    }

    /// Keeps values beside the notebook; answers if that failed.
    fn keep(&self, kept: &Kept) -> Option<Answer> {
        let file = match &self.beside {
            Ok(file) => file,
            Err(trouble) => return Some(Answer::NotKept(trouble.clone())),
        };
        file.save(kept)
            .err()
            .map(|e| Answer::NotKept(Trouble::from(&e)))
    }

    /// What was kept beside the notebook.
    fn kept(&self) -> Option<Answer> {
        let kept: Kept = self.beside.as_ref().ok()?.load()?;
        Some(Answer::Kept(Box::new(kept)))
    }

    /// Does something; returns the answer, if there is one.
    pub fn perform(&mut self, effect: Effect) -> Option<Answer> {
        match effect {
            Effect::Open => Some(Answer::Opened(self.open().map_err(|e| self.trouble(&e)))),
            Effect::ListStudies => Some(self.list()),
            Effect::Write(write) => {
                let result = self.write(&write).map(Box::new);
                Some(Answer::Wrote(write, result.map_err(|e| Trouble::from(&e))))
            }
            Effect::DosingOf { study, animal, on } => {
                let rows = self.notebook.as_ref()?.dosing_of(&study, &animal, on);
                let result = rows.map_err(|e| Trouble::from(&e));
                Some(Answer::DosingOf { animal, on, result })
            }
            Effect::Look => self.look(),
            Effect::Log(filter) => {
                let log = self.notebook.as_ref()?.log(&filter);
                Some(Answer::Log(log.map_err(|e| Trouble::from(&e))))
            }
            Effect::ListFiles(typed) => {
                let files = whole_file::list(&typed);
                Some(Answer::Files(typed, files))
            }
            Effect::FindFile(typed) => {
                let trouble = whole_file::missing(&typed)?;
                Some(Answer::FileMissing(typed, trouble))
            }
            Effect::Keep(kept) => self.keep(&kept),
            Effect::Recall => self.kept(),
            Effect::ChangeSettings(file, changes) => {
                Some(Answer::SettingsChanged(change_settings(&file, &changes)))
            }
            Effect::Bell => {
                terminal::bell();
                None
            }
            _ => None,
        }
    }

    /// Opens the file, if it is there; answers why it cannot be written, if so. One that is not
    /// there yet is made by the first write; one that was there and is gone is trouble.
    fn open(&mut self) -> Result<Option<Trouble>, Error> {
        if self.notebook.is_none() && (self.opened || self.path.exists()) {
            let notebook = Notebook::open(&self.path, self.author.clone())?;
            self.take(notebook)?;
        }
        let writable = self.notebook.as_ref().map(Notebook::writable);
        let barred = writable.and_then(Result::err);
        Ok(barred.map(|e| Trouble::from(&e)))
    }

    fn take(&mut self, mut notebook: Notebook) -> Result<&mut Notebook, Error> {
        notebook.set_patience(PATIENCE)?;
        notebook.changed_elsewhere()?;
        self.opened = true;
        Ok(self.notebook.insert(notebook))
    }

    /// Why the file cannot be opened: as long as it is gone, that it went.
    fn trouble(&self, error: &Error) -> Trouble {
        let lost = self.lost.clone().filter(|_| !self.path.exists());
        lost.unwrap_or_else(|| Trouble::from(error))
    }

    /// Whether another program wrote, or made the file.
    fn look(&mut self) -> Option<Answer> {
        let seen = match &mut self.notebook {
            Some(notebook) => notebook.changed_elsewhere(),
            None => self.open().map(|_| self.notebook.is_some()),
        };
        let seen = seen.map_err(|e| Trouble::from(&e));
        if let Err(trouble) = &seen {
            self.notebook = None;
            self.lost = Some(trouble.clone());
        }
        Some(Answer::Elsewhere(seen))
    }

    fn list(&self) -> Answer {
        let studies = self
            .notebook
            .as_ref()
            .map_or(Ok(Vec::new()), Notebook::studies);
        Answer::Studies(studies.map_err(|e| Trouble::from(&e)))
    }

    fn write(&mut self, write: &Write) -> Result<Wrote, Error> {
        self.open()?;
        match &mut self.notebook {
            Some(notebook) => perform(notebook, write),
            None => {
                let made = Notebook::create_or_open(&self.path, self.author.clone())?;
                perform(self.take(made)?, write)
            }
        }
    }
}

/// Performs a write, and reads back what it changed.
fn perform(notebook: &mut Notebook, write: &Write) -> Result<Wrote, Error> {
    let done = notebook.perform(write.clone())?;
    let fresh = match &done.changed {
        Changed::Animals { study, tags } => animals(notebook, study, tags),
        Changed::Study(name) => whole_study(notebook, name),
        Changed::Gone(study) => Fresh::Gone(*study),
        Changed::Unknown => Fresh::Stale,
    };
    Ok(Wrote { done, fresh })
}

/// These animals, read back. What is written stays written if that fails.
fn animals<T: AsRef<str>>(notebook: &Notebook, study: &str, tags: &[T]) -> Fresh {
    let read = tags
        .iter()
        .map(|tag| notebook.animal_record(study, tag.as_ref()));
    let read: Result<_, _> = read.collect();
    read.map_or(Fresh::Stale, Fresh::Animals)
}

fn change_settings(
    file: &ConfigFile,
    changes: &[(String, String)],
) -> Result<Box<ChangedSettings>, Trouble> {
    let (file, config) = file.change(changes).map_err(|message| Trouble {
        message,
        hint: "the file is as it was".into(),
        again: true,
        asks_reason: false,
    })?;
    let theme = theme_of(&config);
    Ok(Box::new(ChangedSettings {
        file,
        config,
        theme,
    }))
}

/// The whole study, read back.
fn whole_study(notebook: &Notebook, name: &str) -> Fresh {
    let read = notebook.study(name).map(Box::new);
    read.map_or(Fresh::Stale, Fresh::Study)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_cannot_be_read_back_is_stale_and_not_refused() {
        let folder = tempfile::tempdir().unwrap();
        let author = Label::new("author", "M. Meier").unwrap();
        let notebook = Notebook::create_or_open(&folder.path().join("n.db"), author).unwrap();
        let animals = animals(&notebook, "renamed since", &["213"]);
        assert!(matches!(animals, Fresh::Stale), "{animals:?}");
        let study = whole_study(&notebook, "renamed since");
        assert!(matches!(study, Fresh::Stale), "{study:?}");
    }
}
