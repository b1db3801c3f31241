//! What to do outside of the screens, as data. The root asks, the runtime does.

use std::path::PathBuf;

use super::config::ConfigFile;
use app::export::Format;
use app::figures::{FigureFormat, FigureWanted};
use app::import::{ImportOptions, Sources};
use app::randomize::Request;
use app::summarize::ReportFormat;
use app::{LogFilter, Write};
use domain::{AnalysisOptions, Reason};

/// Something to be done.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Open the file, if it is not open.
    Open,
    /// List the studies.
    ListStudies,
    /// Count what each of them holds.
    Count,
    /// Find out how a study stands on a day.
    Pulse(String, chrono::NaiveDate),
    /// Find out what is to be done on a date, over all studies; then today's date.
    Today(chrono::NaiveDate, chrono::NaiveDate),
    /// Find out what is to be given in a study on a date, and what was given.
    Dosing(String, chrono::NaiveDate),
    /// The same of one animal, before the next key is handled.
    DosingOf {
        /// The study.
        study: String,
        /// Tag of the animal.
        animal: String,
        /// The date.
        on: chrono::NaiveDate,
    },
    /// Read a study.
    Load(String),
    /// Compute a study's numbers.
    Analyze(String, Box<AnalysisOptions>),
    /// Draw for a study; a search that is running is stopped.
    Draw(Box<Drawing>),
    /// Stop drawing.
    StopDrawing,
    /// Repeat a draw that is on record, and compare.
    VerifyDraw(String, u32),
    /// Read a draw that is on record.
    ReadDraw(String, u32),
    /// Write a report, a figure or the data into files of their own.
    Export(Box<Export>),
    /// Find out what an import would make; nothing is written.
    PlanImport(Box<Importing>),
    /// Import.
    Import(Box<Importing>),
    /// Copy the notebook to a file.
    Backup(PathBuf),
    /// Write the key of a blinded study to a file, on record.
    HandOutKey(Box<KeyWanted>),
    /// Verify the audit trail.
    Verify,
    /// Check the file for damage.
    Examine,
    /// List the files whose path begins so.
    ListFiles(String),
    /// Say whether the file or folder that was typed is missing.
    FindFile(String),
    /// Write, and answer before the next key is handled.
    Write(Box<Write>),
    /// See whether another program wrote.
    Look,
    /// Read a page of the audit trail.
    Log(Box<LogFilter>),
    /// Keep values that are not in the notebook yet, in case the program is killed.
    Keep(Box<super::kept::Kept>),
    /// Recall what an ended program kept.
    Recall,
    /// Take these keys in, one after the other.
    Type(Vec<ratatui::crossterm::event::KeyEvent>),
    /// Change settings in their file: name and value, an empty one for the default.
    ChangeSettings(Box<ConfigFile>, Vec<(String, String)>),
    /// Ask the device of this role for its value.
    AskDevice(device::Role),
    /// Ring the bell.
    Bell,
    /// End the program.
    Quit,
}

/// What is asked to leave the notebook, and the file it goes to.
#[derive(Debug, Clone)]
pub struct Export {
    /// The study.
    pub study: String,
    /// What is written.
    pub product: Product,
    /// Where to.
    pub file: PathBuf,
    /// Whether a file of that name is replaced.
    pub replace: bool,
}

/// What leaves the notebook.
#[derive(Debug, Clone)]
pub enum Product {
    /// The summary report; the file's extension gives the format.
    Report {
        /// Its format.
        format: ReportFormat,
        /// Whether arms stay hidden.
        for_technician: bool,
        /// The landmark day; none: as usual.
        landmark: Option<f64>,
    },
    /// A figure.
    Figure(FigureWanted, FigureFormat),
    /// The data; the file is a folder.
    Data(Format),
}

/// What is to be imported.
#[derive(Debug, Clone)]
pub struct Importing {
    /// Files, folders or pasted rows.
    pub sources: Sources,
    /// How it is read, and where it goes.
    pub options: ImportOptions,
}

/// The key of a blinded study that is asked for: which code is which arm.
#[derive(Debug, Clone)]
pub struct KeyWanted {
    /// The study.
    pub study: String,
    /// A file that does not exist yet.
    pub file: PathBuf,
    /// Why it is handed out.
    pub reason: Reason,
}

/// A draw that is asked for. Nothing is written.
#[derive(Debug, Clone)]
pub struct Drawing {
    /// Its number in this session, from 1.
    pub number: u64,
    /// The study.
    pub study: String,
    /// What to draw, but for the seed.
    pub request: Request,
    /// The seed; chosen by the system if none is given.
    pub seed: Option<u64>,
}
