//! What is done at once: opening, listing, writing, looking whether others wrote.

use std::path::PathBuf;
use std::time::Duration;

use super::terminal;
use crate::app::{Error, Notebook, Receipt};
use crate::domain::{Label, Study};
use crate::tui::effect::{Effect, Write};
use crate::tui::message::{Answer, Fresh, Trouble, Wrote};
use crate::tui::model::Setting;

/// How long a write waits for another program before it is refused.
const PATIENCE: Duration = Duration::from_secs(3);

/// The notebook as the screens write in it.
pub struct Desk {
    path: PathBuf,
    author: Label,
    notebook: Option<Notebook>,
}

impl Desk {
    /// A desk whose notebook is not open yet.
    pub fn new(setting: &Setting) -> Self {
        Self {
            path: setting.path.clone(),
            author: setting.author.clone(),
            notebook: None,
        }
    }

    /// Keeps values that are not saved yet in this folder, instead of the user's own.
    pub fn keeping_in(self, _folder: &std::path::Path) -> Self {
        self
    }

    /// Does something; answers what came of it, if there is something to tell.
    pub fn perform(&mut self, effect: Effect) -> Option<Answer> {
        match effect {
            Effect::Open => Some(Answer::Opened(self.open().map_err(|e| Trouble::from(&e)))),
            Effect::ListStudies => self.list(),
            Effect::Write(write) => {
                let result = self.write(&write).map(Box::new);
                Some(Answer::Wrote(write, result.map_err(|e| Trouble::from(&e))))
            }
            Effect::Look => {
                let seen = self.notebook.as_mut()?.changed_elsewhere();
                if seen.is_err() {
                    self.notebook = None;
                }
                Some(Answer::Elsewhere(seen.map_err(|e| Trouble::from(&e))))
            }
            Effect::Log(filter) => {
                let log = self.notebook.as_ref()?.log(&filter);
                Some(Answer::Log(log.map_err(|e| Trouble::from(&e))))
            }
            Effect::Bell => {
                terminal::bell();
                None
            }
            _ => None,
        }
    }

    /// Opens the file, making it if it does not exist; answers why it cannot be written, if so.
    fn open(&mut self) -> Result<Option<Trouble>, Error> {
        if self.notebook.is_none() {
            let open = Notebook::create_or_open(&self.path, self.author.clone())
                .or_else(|_| Notebook::open(&self.path, self.author.clone()));
            let mut notebook = open?;
            notebook.set_patience(PATIENCE)?;
            notebook.changed_elsewhere()?;
            self.notebook = Some(notebook);
        }
        let writable = self.notebook.as_ref().map(Notebook::writable);
        Ok(writable.and_then(Result::err).map(|e| Trouble::from(&e)))
    }

    fn list(&mut self) -> Option<Answer> {
        let heads = self.notebook.as_ref()?.study_heads();
        Some(Answer::Heads(heads.map_err(|e| Trouble::from(&e))))
    }

    fn write(&mut self, write: &Write) -> Result<Wrote, Error> {
        let Some(notebook) = &mut self.notebook else {
            self.open()?;
            return self.write(write);
        };
        perform(notebook, write)
    }
}

fn perform(notebook: &mut Notebook, write: &Write) -> Result<Wrote, Error> {
    match write.clone() {
        Write::Measure { study, entry } => {
            let recorded = notebook.measure(&study, &entry)?;
            let fresh = animals(notebook, &study, std::slice::from_ref(&entry.animal))?;
            Ok(Wrote {
                receipt: recorded.receipt.clone(),
                recorded: Some(recorded),
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
            wrote(receipt, animals(notebook, &study, &tags)?)
        }
        Write::LiftDisposition {
            study,
            animals: tags,
            reason,
        } => {
            let receipt = notebook.lift_disposition(&study, &tags, reason)?;
            wrote(receipt, animals(notebook, &study, &tags)?)
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
            wrote(receipt, animals(notebook, &study, &tags)?)
        }
        other => whole(notebook, other),
    }
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
                crate::app::demo::DEMO_STUDY.to_owned(),
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
            let edit = |known: &mut crate::domain::Arm| {
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
        Write::Undo { operation, study } => {
            let undone = notebook.undo_operation(operation, None)?;
            let receipt = Some(Receipt::from(undone.by));
            let left = notebook.study_heads()?;
            let is_left = left.iter().any(|head| head.name.as_str() == study);
            if !is_left {
                return Ok(Wrote {
                    receipt,
                    recorded: None,
                    fresh: Fresh::Animals(Vec::new()),
                });
            }
            (study, receipt)
        }
        Write::Measure { .. }
        | Write::Dispose { .. }
        | Write::LiftDisposition { .. }
        | Write::Correct { .. } => unreachable!("these read single animals back"),
    };
    let fresh = Fresh::Study(Box::new(notebook.study(&study)?));
    wrote(receipt, fresh)
}

fn wrote(receipt: Option<Receipt>, fresh: Fresh) -> Result<Wrote, Error> {
    Ok(Wrote {
        receipt,
        recorded: None,
        fresh,
    })
}

fn animals(notebook: &Notebook, study: &str, tags: &[String]) -> Result<Fresh, Error> {
    let read = tags.iter().map(|tag| notebook.animal_record(study, tag));
    Ok(Fresh::Animals(read.collect::<Result<_, _>>()?))
}
