//! What happens: keys, time, and answers from the notebook.

use std::fmt;

use chrono::NaiveDate;
use ratatui::crossterm::event::KeyEvent;

use super::config::{Config, ConfigFile};
use super::effect::{Export, Importing};
use super::kept::Kept;
use super::theme::Theme;
use app::dosing::{DosingDay, DosingRow};
use app::randomize::{Draw, RecordedDraw, Verification};
use app::{Done, LoggedOperation, Write};
use domain::{Analysis, AnimalRecord, Study, StudyHead, StudyId, StudyRecord};

/// One thing that happened.
#[derive(Debug, Clone)]
pub enum Message {
    /// A key, and when, in ms since the start.
    Key(KeyEvent, u64),
    /// A key of a pasted text, and when: it counts as typed, however fast it comes.
    Typed(KeyEvent, u64),
    /// A text that the terminal handed over in one piece.
    Paste(String, u64),
    /// The mouse wheel: lines down, or up where negative.
    Wheel(i32),
    /// The window has this number of columns and rows.
    Resize(u16, u16),
    /// Something happened with the device of this role on a serial port, and when, in ms since the start.
    Device(device::Role, device::Event, u64),
    /// Time has passed: ms since the start, and the date on the wall.
    Tick(u64, NaiveDate),
    /// So many ms since the start, nothing has come that what is held waited for.
    Moment(u64),
    /// The system asks the program to end.
    End,
    /// The notebook has answered.
    Answer(Answer),
}

/// How grave a remark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    Done,
    /// Something to know.
    Note,
    /// Something to look at.
    Warning,
    /// Something failed.
    Error,
}

/// The line above the hints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// How grave.
    pub tone: Tone,
    /// What.
    pub text: String,
}

/// Why something could not be done, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What is wrong.
    pub message: String,
    /// How to mend it; may be empty.
    pub hint: String,
    /// Whether the same may succeed when it is tried again.
    pub again: bool,
    /// Whether the same may succeed with a reason.
    pub asks_reason: bool,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match self.hint.as_str() {
            "" => Ok(()),
            hint => write!(f, " — {hint}"),
        }
    }
}

/// An answer to an effect.
#[derive(Debug, Clone)]
pub enum Answer {
    /// The file is open; the trouble says why nothing can be written.
    Opened(Result<Option<Trouble>, Trouble>),
    /// The studies of the file.
    Studies(Result<Vec<Study>, Trouble>),
    /// What each of them holds.
    Counted(Result<Vec<StudyHead>, Trouble>),
    /// The state of a study.
    Pulse(String, Result<Box<app::due::StudyToday>, Trouble>),
    /// What is to be done on a date.
    Today(Result<Box<app::today::Today>, Trouble>),
    /// The doses of a study on a date, as they were after `writes` writes of this session.
    Dosing {
        /// Name of the study.
        study: String,
        /// The date.
        on: NaiveDate,
        /// The writes that had been made when it was asked for.
        writes: u64,
        /// The doses.
        result: Result<Box<DosingDay>, Trouble>,
    },
    /// The doses of one animal on a date.
    DosingOf {
        /// Tag of the animal.
        animal: String,
        /// The date.
        on: NaiveDate,
        /// Its doses.
        result: Result<Vec<DosingRow>, Trouble>,
    },
    /// A study, as it was after `writes` writes of this session.
    Study {
        /// Its name.
        name: String,
        /// The writes that had been made when it was asked for.
        writes: u64,
        /// What it holds.
        result: Result<Box<StudyRecord>, Trouble>,
    },
    /// The numbers of a study, as it was after `writes` writes of this session.
    Analyzed {
        /// Its name.
        name: String,
        /// The writes that had been made when they were asked for.
        writes: u64,
        /// The numbers.
        result: Result<Box<Analysis>, Trouble>,
    },
    /// How far a draw has come.
    Drawing(Searched),
    /// A draw of this number in this session is done.
    Drawn(u64, Result<Box<Draw>, Trouble>),
    /// Whether a draw of this study that is on record was reproduced.
    Verified(String, Result<Box<Verification>, Trouble>),
    /// A draw of this study that is on record.
    RecordedDraw(String, u32, Result<Box<RecordedDraw>, Trouble>),
    /// A report or figure is in its file of this full name, or not.
    Exported(Box<Export>, Result<String, Trouble>),
    /// What an import would make, or why it cannot be made.
    ImportPlanned(Box<Importing>, Result<Box<Page>, Box<ImportRefused>>),
    /// What the background is doing, and how many steps of it are done.
    Working(String),
    /// That a file or folder that was typed is not there.
    FileMissing(String, Trouble),
    /// What an import made, or why it was refused.
    Imported(Result<Box<Imported>, Box<ImportRefused>>),
    /// The key of a blinded study is in its file, or not.
    KeyHandedOut(Result<HandedOut, Trouble>),
    /// A backup is in the file of this full name, or not.
    BackedUp(Result<String, Trouble>),
    /// What an examination of the file found.
    Examined(Result<Box<Page>, Trouble>),
    /// The files whose path begins as this text.
    Files(String, Vec<String>),
    /// A write has landed, or not.
    Wrote(Box<Write>, Result<Box<Wrote>, Trouble>),
    /// Whether another program wrote to the file.
    Elsewhere(Result<bool, Trouble>),
    /// A page of the audit trail.
    Log(Result<Vec<LoggedOperation>, Trouble>),
    /// What was kept beside the notebook when the program ended.
    Kept(Box<Kept>),
    /// Values could not be kept beside the notebook.
    NotKept(Trouble),
    /// Settings are changed in their file, or not.
    SettingsChanged(Result<Box<ChangedSettings>, Trouble>),
}

/// The settings after a change.
#[derive(Debug, Clone)]
pub struct ChangedSettings {
    /// Their file.
    pub file: ConfigFile,
    /// What it sets.
    pub config: Config,
    /// How the screens look with them.
    pub theme: Theme,
}

/// A text to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its heading; also what is said where there is no room for the text.
    pub title: String,
    /// Heading and text of each line.
    pub lines: Vec<(String, String)>,
}

/// An import that is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// What was made, in a sentence without its period.
    pub made: String,
    /// The studies it was made in.
    pub studies: Vec<String>,
    /// Its operation; none where nothing was new.
    pub operation: Option<i64>,
}

/// A key that is in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedOut {
    /// The study.
    pub study: String,
    /// The full name of the file.
    pub file: String,
    /// The operation that is on record of it.
    pub operation: Option<i64>,
}

/// Why an import was refused; nothing was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRefused {
    /// The refusal in a sentence.
    pub trouble: Trouble,
    /// What is wrong in the file, one by one.
    pub problems: Vec<String>,
    /// What was understood of its columns: the name of each, and what it was taken for.
    pub understood: Vec<(String, String)>,
    /// Fields of the form and the values that the problems suggest for them.
    pub proposed: Vec<(String, String)>,
}

/// How far a draw has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Searched {
    /// The number of the draw in this session.
    pub number: u64,
    /// Its seed.
    pub seed: u64,
    /// Steps done.
    pub steps: u64,
    /// Steps to do; none where every allocation is checked.
    pub of: Option<u64>,
    /// The best score so far; none as long as nothing was found that keeps the constraints.
    pub score: Option<f64>,
}

/// A write that is on disk.
#[derive(Debug, Clone)]
pub struct Wrote {
    /// What was done.
    pub done: Done,
    /// What it changed, read back.
    pub fresh: Fresh,
}

/// What a write changed, read back from the file.
#[derive(Debug, Clone)]
pub enum Fresh {
    /// These animals.
    Animals(Vec<AnimalRecord>),
    /// The whole study.
    Study(Box<StudyRecord>),
    /// This study is no longer in the notebook.
    Gone(StudyId),
    /// It is on disk, but could not be read back: everything has to be read again.
    Stale,
}
