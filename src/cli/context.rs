//! What every command needs: the file, the author, writes with their answers, and errors.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;

use etcetera::{BaseStrategy, choose_base_strategy};
use serde::Serialize;

use super::{Screens, answer, interruption, progress, remedy, screen};
use app::{Error, Notebook, Receipt, Write};
use domain::{Invalid, Label};

/// The file, the author and the form of the answer.
pub(super) struct Context {
    db: Option<PathBuf>,
    user: Option<String>,
    /// Whether to answer in JSON.
    pub json: bool,
    screens: Option<Screens>,
    access: Access,
}

/// What a command does with the notebook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// It reads, and changes no byte of it.
    Read,
    /// The same, of a file of any schema version.
    Verify,
    /// It writes; an older file is brought up to date first.
    Write,
}

/// The exit code if planned work is overdue.
const OVERDUE: u8 = 3;

/// Why a command did not do what it should.
pub(super) enum Failure {
    /// The input or the state of the notebook is wrong.
    App(Error),
    /// Its answer could not be printed.
    Output(io::Error),
    /// The screens could not be shown.
    Screens(String),
    /// The command has printed already what is wrong.
    Reported,
    /// It has printed what is to be done, and some of it is overdue.
    Overdue,
}

/// The outcome of a command.
pub(super) type CommandResult = Result<(), Failure>;

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::App(error.into())
    }
}

impl Failure {
    /// Prints the error; answers the exit code.
    pub(super) fn report(self) -> ExitCode {
        // Whatever failed after that failed because of it.
        if app::interruption::is_raised() {
            return interruption::report();
        }
        match self {
            Self::App(error) => {
                let text = remedy::on_two_lines(&error);
                // If stderr is closed too, the exit code still shows the failure.
                let _ = screen::error(&format!("graftbook: {text}"));
            }
            // The reader of the pipe has closed it: there is nobody to print for.
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                return ExitCode::SUCCESS;
            }
            Self::Output(error) => {
                let _ = screen::error(&format!(
                    "graftbook: the answer could not be printed: {error}"
                ));
            }
            Self::Screens(why) => {
                let _ = screen::error(&format!("graftbook: the screens cannot be shown: {why}"));
            }
            Self::Reported => {}
            Self::Overdue => return ExitCode::from(OVERDUE),
        }
        ExitCode::FAILURE
    }
}

/// Ends a command with printing.
pub(super) trait Printed {
    /// The result of the command: an error if the answer could not be printed.
    fn done(self) -> CommandResult;
}

impl Printed for io::Result<()> {
    fn done(self) -> CommandResult {
        self.map_err(Failure::Output)
    }
}

impl Context {
    pub(super) fn new(
        db: Option<PathBuf>,
        user: Option<String>,
        json: bool,
        screens: Option<Screens>,
        access: Access,
    ) -> Self {
        Self {
            db,
            user,
            json,
            screens,
            access,
        }
    }

    /// The screens, if this program has them and is in a terminal that can show them.
    pub(super) fn screens(&self) -> Option<Screens> {
        let seen = io::stdin().is_terminal() && io::stdout().is_terminal();
        self.screens.filter(|_| seen && !self.json)
    }

    /// Shows the screens, beginning with a study if one is named.
    pub(super) fn show(&self, screens: Screens, study: Option<&str>) -> CommandResult {
        let (db, author) = (self.db()?, self.author()?);
        // What keeps the file from being opened is told on the screens.
        if let Ok(notebook) = Notebook::open(&db, author.clone()) {
            tell_migrated(&notebook);
        }
        interruption::leave_to_screens();
        progress::stop();
        screens(&db, &author, study).map_err(Failure::Screens)
    }

    /// The notebook file.
    pub(super) fn db(&self) -> Result<PathBuf, Failure> {
        if let Some(db) = &self.db {
            return Ok(db.clone());
        }
        match choose_base_strategy() {
            Ok(folders) => Ok(folders.data_dir().join("graftbook").join("notebook.db")),
            Err(error) => Err(Invalid::new(
                "notebook file",
                "",
                format!("is not named, and the data folder is unknown ({error})"),
                "name a file with --db",
            )
            .into()),
        }
    }

    /// Who writes.
    fn author(&self) -> Result<Label, Failure> {
        let name = match &self.user {
            Some(user) => user.clone(),
            None => whoami::username().unwrap_or_default(),
        };
        let author = Label::new("author", &name).map_err(|mut invalid| {
            invalid.remedy = "say who writes with --user NAME or GRAFTBOOK_USER".into();
            invalid
        });
        Ok(author?)
    }

    /// The notebook, which must exist, opened for what the command does with it.
    pub(super) fn notebook(&self) -> Result<Notebook, Failure> {
        let (db, author) = (self.db()?, self.author()?);
        Ok(match self.access {
            Access::Read => Notebook::open_to_read(&db, author)?,
            Access::Verify => Notebook::open_to_verify(&db, author)?,
            Access::Write => for_writing(Notebook::open(&db, author)?),
        })
    }

    /// The notebook, made if it does not exist.
    pub(super) fn new_notebook(&self) -> Result<Notebook, Failure> {
        let notebook = Notebook::create_or_open(&self.db()?, self.author()?)?;
        Ok(for_writing(notebook))
    }

    /// Performs a write in the notebook, which must exist, and prints what it did.
    pub(super) fn write(&self, write: Write) -> CommandResult {
        self.write_in(&mut self.notebook()?, write)
    }

    /// Performs a write in this notebook, and prints what it did.
    pub(super) fn write_in(&self, notebook: &mut Notebook, write: Write) -> CommandResult {
        let done = notebook.perform(write)?;
        let (sentence, data) = answer::sentence_and_data(&done.outcome);
        self.done(&sentence, &data, done.receipt.as_ref())?;
        if !self.json {
            for alert in answer::alerts(&done.outcome) {
                screen::error(&alert).done()?;
            }
        }
        Ok(())
    }

    /// Prints what was done: a sentence, or the data with its receipt.
    pub(super) fn done<T: Serialize>(
        &self,
        sentence: &str,
        data: &T,
        receipt: Option<&Receipt>,
    ) -> CommandResult {
        #[derive(Serialize)]
        struct Done<'a, T> {
            #[serde(flatten)]
            data: &'a T,
            receipt: Option<&'a Receipt>,
        }
        if self.json {
            return screen::json(&Done { data, receipt }).done();
        }
        match receipt {
            Some(receipt) => {
                screen::say(&format!("{sentence} [operation {}]", receipt.operation)).done()?;
                screen::notes(receipt).done()
            }
            None => screen::say("no change: already up to date").done(),
        }
    }
}

/// Tells what a notebook that is written to has to tell meanwhile.
fn for_writing(mut notebook: Notebook) -> Notebook {
    tell_migrated(&notebook);
    notebook.on_waiting(|file, rest| {
        // If stderr is closed, the answer still comes.
        let _ = screen::remark(&format!(
            "graftbook: another program is writing to `{}`; waiting for it, {} s at most",
            file.display(),
            rest.as_secs()
        ));
    });
    notebook
}

/// Tells that opening the notebook brought it up to date.
fn tell_migrated(notebook: &Notebook) {
    if let Some(done) = notebook.migrated() {
        let _ = screen::remark(&format!(
            "graftbook: brought the notebook from schema version {} to {}; the file as it was is `{}`",
            done.from,
            done.to,
            done.copy.display()
        ));
    }
}
