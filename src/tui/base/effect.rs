//! What to do outside of the screens, as data. The root asks, the runtime does.

use std::path::PathBuf;

use app::LogFilter;
use app::animals::AnimalFacts;
use app::arms::NewArm;
use app::correct::{Right, Wrong};
use app::figures::{FigureFormat, FigureWanted};
use app::measure::{NewReading, Observed};
use app::plan::PlanRules;
use app::randomize::{Draw, Request};
use app::summarize::ReportFormat;
use domain::{
    AnalysisOptions, Arm, BlindBy, DispositionKind, Label, Prose, Protocol, StudyId, StudyStatus,
};

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
    /// Write a report or a figure into a file of its own.
    Export(Box<Export>),
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
    /// Ring the bell.
    Bell,
    /// End the program.
    Quit,
}

/// A report or a figure that is asked for, and the file it goes to.
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
#[derive(Debug, Clone, Copy)]
pub enum Product {
    /// The summary report; the file's extension gives the format.
    Report {
        /// Its format.
        format: ReportFormat,
        /// Whether arms stay hidden.
        for_technician: bool,
    },
    /// A figure.
    Figure(FigureWanted, FigureFormat),
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

/// Something to be written, with who and why added by the notebook.
#[derive(Debug, Clone)]
pub enum Write {
    /// A reading, a body weight or both.
    Measure {
        /// Study.
        study: String,
        /// What was found.
        entry: NewReading,
    },
    /// A new study.
    CreateStudy {
        /// Its name.
        name: Label,
        /// Its protocol.
        protocol: Box<Protocol>,
    },
    /// The demo study.
    CreateDemo,
    /// A study's name and protocol.
    EditStudy {
        /// Its name so far.
        study: String,
        /// Its name from now on.
        name: Label,
        /// Its protocol from now on.
        protocol: Box<Protocol>,
        /// Why.
        reason: Option<Prose>,
    },
    /// Closing a study or opening it again.
    SetStatus {
        /// Study.
        study: String,
        /// Open or closed.
        status: StudyStatus,
        /// Why.
        reason: Prose,
    },
    /// A new arm.
    AddArm {
        /// Study.
        study: String,
        /// The arm.
        arm: NewArm,
    },
    /// An arm as it is from now on; one that is the control from now on takes that from any other.
    EditArm {
        /// Study.
        study: String,
        /// Its name so far.
        name: String,
        /// The arm.
        arm: Arm,
        /// Why.
        reason: Option<Prose>,
    },
    /// New animals.
    AddAnimals {
        /// Study.
        study: String,
        /// Their tags.
        tags: Vec<Label>,
        /// What they have in common.
        facts: AnimalFacts,
        /// Sites of their tumors.
        sites: Vec<Label>,
    },
    /// What is known of an animal, and tumors at further sites.
    EditAnimal {
        /// Study.
        study: String,
        /// Its tag so far.
        tag: String,
        /// Its tag from now on.
        new_tag: Option<Label>,
        /// What is known.
        facts: AnimalFacts,
        /// Sites of further tumors.
        sites: Vec<Label>,
        /// Why.
        reason: Option<Prose>,
    },
    /// The site of a tumor, renamed.
    RenameSite {
        /// Study.
        study: String,
        /// Tag of the animal.
        tag: String,
        /// The site so far.
        site: Label,
        /// The site from now on.
        new_site: Label,
        /// Why.
        reason: Option<Prose>,
    },
    /// Animals that leave the study.
    Dispose {
        /// Study.
        study: String,
        /// Their tags.
        animals: Vec<String>,
        /// How.
        kind: DispositionKind,
        /// When.
        observed: Observed,
        /// Why.
        reason: Option<Prose>,
    },
    /// Animals whose disposition was wrong.
    LiftDisposition {
        /// Study.
        study: String,
        /// Their tags.
        animals: Vec<String>,
        /// Why.
        reason: Prose,
    },
    /// A reading or weighing that is wrong.
    Correct {
        /// Study.
        study: String,
        /// Which.
        wrong: Wrong,
        /// What is right.
        right: Right,
        /// Why.
        reason: Prose,
    },
    /// A study whose arms are hidden from now on.
    Blind {
        /// Study.
        study: String,
        /// How far.
        by: BlindBy,
        /// Why.
        reason: Option<Prose>,
    },
    /// A blinded study whose arms are shown from now on.
    Unblind {
        /// Study.
        study: String,
        /// Why.
        reason: Prose,
    },
    /// The analysis plan of a study.
    FreezePlan {
        /// Study.
        study: String,
        /// What it says beyond the protocol.
        rules: PlanRules,
        /// Why.
        reason: Option<Prose>,
    },
    /// A draw that puts animals into their arms.
    AcceptDraw {
        /// Study.
        study: String,
        /// The draw.
        draw: Box<Draw>,
        /// Whether the study is blinded with it.
        blinded: Option<BlindBy>,
        /// Why.
        reason: Option<Prose>,
    },
    /// An operation to be undone.
    Undo {
        /// Its number.
        operation: i64,
        /// The study it was made in, if that is known.
        study: Option<StudyId>,
    },
}
