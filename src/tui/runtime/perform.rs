//! What is done at once: opening, listing, writing, looking whether others wrote.

use std::path::PathBuf;
use std::time::Duration;

use super::terminal;
use crate::base::context::Setting;
use crate::base::effect::{Effect, Write};
use crate::base::kept::Kept;
use crate::base::message::{Answer, Fresh, Trouble, Wrote};
use app::session::SessionFile;
use app::{Error, LoggedOperation, Notebook, Receipt};
use domain::{Label, Study, StudyId};

/// How long a write waits for another program before it is refused.
const PATIENCE: Duration = Duration::from_secs(3);

/// The notebook as the screens write in it.
pub struct Desk {
    path: PathBuf,
    author: Label,
    notebook: Option<Notebook>,
    /// Whether the file has been open: then it must be there.
    opened: bool,
    /// Why it could not be used any more.
    lost: Option<Trouble>,
    beside: Result<SessionFile, Trouble>,
}

impl Desk {
    /// A desk whose notebook is not open yet.
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

    /// Does something; answers what came of it, if there is something to tell.
    pub fn perform(&mut self, effect: Effect) -> Option<Answer> {
        match effect {
            Effect::Open => Some(Answer::Opened(self.open().map_err(|e| self.trouble(&e)))),
            Effect::ListStudies => Some(self.list()),
            Effect::Write(write) => {
                let result = self.write(&write).map(Box::new);
                Some(Answer::Wrote(write, result.map_err(|e| Trouble::from(&e))))
            }
            Effect::Look => self.look(),
            Effect::Log(filter) => {
                let log = self.notebook.as_ref()?.log(&filter);
                Some(Answer::Log(log.map_err(|e| Trouble::from(&e))))
            }
            Effect::Keep(kept) => self.keep(&kept),
            Effect::Recall => self.kept(),
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

fn perform(notebook: &mut Notebook, write: &Write) -> Result<Wrote, Error> {
    match write.clone() {
        Write::Measure { study, entry } => {
            let recorded = notebook.measure(&study, &entry)?;
            let fresh = animals(notebook, &study, std::slice::from_ref(&entry.animal));
            Ok(Wrote {
                receipt: recorded.receipt.clone(),
                recorded: Some(recorded),
                undone: None,
                hidden: None,
                fresh,
            })
        }
        Write::Dispose {
            study,
            animals: tags,
            kind,
            observed,
            reason,
        } => {
            let (_, receipt) = notebook.dispose(&study, &tags, kind, observed, reason)?;
            Ok(wrote(receipt, animals(notebook, &study, &tags)))
        }
        Write::LiftDisposition {
            study,
            animals: tags,
            reason,
        } => {
            let receipt = notebook.lift_disposition(&study, &tags, reason)?;
            Ok(wrote(receipt, animals(notebook, &study, &tags)))
        }
        Write::Correct {
            study,
            wrong,
            right,
            reason,
        } => {
            let (_, receipt) = notebook.correct(&study, &wrong, &right, reason)?;
            let tags: Vec<String> = [Some(wrong.animal), right.animal]
                .into_iter()
                .flatten()
                .collect();
            Ok(wrote(receipt, animals(notebook, &study, &tags)))
        }
        Write::Undo { operation, study } => undo(notebook, operation, study),
        other => whole(notebook, other),
    }
}

/// Takes an operation back, and reads back what it was about.
fn undo(notebook: &mut Notebook, operation: i64, study: Option<StudyId>) -> Result<Wrote, Error> {
    let undone = notebook.undo_operation(operation, None)?;
    let fresh = study.and_then(|study| restored(notebook, study, &undone.undone).ok());
    Ok(Wrote {
        receipt: Some(Receipt::from(undone.by)),
        recorded: None,
        undone: Some(undone.undone),
        hidden: None,
        fresh: fresh.unwrap_or(Fresh::Stale),
    })
}

/// What an operation was about, once it is undone: its animals, or the whole study, by the name it
/// has now.
fn restored(notebook: &Notebook, study: StudyId, undone: &LoggedOperation) -> Result<Fresh, Error> {
    let studies = notebook.studies()?;
    let Some(known) = studies.iter().find(|known| known.id == study) else {
        return Ok(Fresh::Gone(study));
    };
    let name = known.name.as_str();
    let of_animals = ["readings", "body_weights", "dispositions"];
    let mut tables = undone.changes.iter().map(|change| change.table.as_str());
    if !tables.all(|table| of_animals.contains(&table)) {
        return Ok(whole_study(notebook, name));
    }
    let tags: Vec<&str> = undone.animals().iter().map(|(_, tag)| *tag).collect();
    Ok(animals(notebook, name, &tags))
}

/// Writes after which the whole study is read back.
fn whole(notebook: &mut Notebook, write: Write) -> Result<Wrote, Error> {
    let (study, receipt) = match write {
        Write::CreateStudy { name, protocol } => {
            let (study, receipt) = notebook.create_study(name, *protocol)?;
            (study.name.to_string(), receipt)
        }
        Write::CreateDemo => {
            let made = notebook.create_demo()?;
            (
                app::demo::DEMO_STUDY.to_owned(),
                made.and_then(|(_, receipt)| receipt),
            )
        }
        Write::EditStudy {
            study,
            name,
            protocol,
            reason,
        } => {
            let edit = |study: &mut Study| {
                study.name = name;
                study.protocol = *protocol;
                Ok(())
            };
            let (study, receipt) = notebook.edit_study(&study, None, reason, edit)?;
            (study.name.to_string(), receipt)
        }
        Write::SetStatus {
            study,
            status,
            reason,
        } => (
            study.clone(),
            notebook.set_study_status(&study, status, reason)?.1,
        ),
        Write::AddArm { study, arm } => (study.clone(), notebook.add_arm(&study, arm)?.1),
        Write::EditArm {
            study,
            name,
            arm,
            reason,
        } => {
            let make_control = arm.is_control;
            let edit = |known: &mut domain::Arm| {
                known.name = arm.name;
                known.vehicle = arm.vehicle;
                known.treatments = arm.treatments;
                Ok(())
            };
            let (_, receipt) = notebook.edit_arm(&study, &name, make_control, reason, edit)?;
            (study, receipt)
        }
        Write::AddAnimals {
            study,
            tags,
            facts,
            sites,
        } => (
            study.clone(),
            notebook.add_animals(&study, &tags, &facts, &sites)?.1,
        ),
        Write::EditAnimal {
            study,
            tag,
            new_tag,
            facts,
            sites,
            reason,
        } => {
            let done = notebook.edit_animal(&study, &tag, new_tag, &facts, &sites, reason)?;
            (study, done.1)
        }
        Write::RenameSite {
            study,
            tag,
            site,
            new_site,
            reason,
        } => {
            let receipt = notebook.rename_site(&study, &tag, &site, new_site, reason)?;
            (study, receipt)
        }
        Write::Blind { study, by, reason } => {
            let receipt = notebook.blind(&study, by, reason)?.1;
            (study, receipt)
        }
        Write::Unblind { study, reason } => {
            let receipt = notebook.unblind(&study, reason)?.1;
            (study, receipt)
        }
        Write::FreezePlan {
            study,
            rules,
            reason,
        } => {
            let receipt = notebook.freeze_plan(&study, rules, reason)?.1;
            (study, receipt)
        }
        Write::AcceptDraw {
            study,
            draw,
            blinded,
            reason,
        } => {
            let (accepted, receipt) = notebook.accept(&study, &draw, blinded, reason)?;
            return Ok(Wrote {
                hidden: blinded.map(|_| Box::new(accepted.draw)),
                ..wrote(receipt, whole_study(notebook, &study))
            });
        }
        Write::Measure { .. }
        | Write::Dispose { .. }
        | Write::LiftDisposition { .. }
        | Write::Correct { .. }
        | Write::Undo { .. } => unreachable!("these read single animals back"),
    };
    Ok(wrote(receipt, whole_study(notebook, &study)))
}

fn wrote(receipt: Option<Receipt>, fresh: Fresh) -> Wrote {
    Wrote {
        receipt,
        recorded: None,
        undone: None,
        hidden: None,
        fresh,
    }
}

/// These animals, read back. What is written stays written if that fails.
fn animals<T: AsRef<str>>(notebook: &Notebook, study: &str, tags: &[T]) -> Fresh {
    let read = tags
        .iter()
        .map(|tag| notebook.animal_record(study, tag.as_ref()));
    let read: Result<_, _> = read.collect();
    read.map_or(Fresh::Stale, Fresh::Animals)
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
