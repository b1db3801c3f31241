//! All that the screens show: a plain value, changed by [`super::update`] alone.

use std::path::PathBuf;

use chrono::NaiveDate;

use super::burst;
use super::config::Config;
use super::keymap::Scope;
use super::message::Trouble;
use super::overlay::Overlay;
use super::screens::{animals, growth, history, measure, overview, randomize, results, studies};
use super::theme::Theme;
use domain::{
    Analysis, AnimalRecord, Arm, ArmId, Blinding, Label, StudyId, StudyRecord, StudyStatus,
};

/// Which screen one is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Screen {
    /// The list of studies.
    Studies,
    /// One study at a glance.
    Overview,
    /// Entering readings.
    Measure,
    /// The animals of a study.
    Animals,
    /// Its figures.
    Growth,
    /// Its numbers.
    Results,
    /// Its audit trail.
    History,
    /// Drawing its animals into arms.
    Randomize,
}

impl Screen {
    /// The screens of a study, in the order of their keys.
    pub const OF_STUDY: [Self; 7] = [
        Self::Overview,
        Self::Measure,
        Self::Animals,
        Self::Growth,
        Self::Results,
        Self::History,
        Self::Randomize,
    ];

    /// Its name in the line of tabs.
    pub fn title(self) -> &'static str {
        match self {
            Self::Studies => "Studies",
            Self::Overview => "Overview",
            Self::Measure => "Measure",
            Self::Animals => "Animals",
            Self::Growth => "Growth",
            Self::Results => "Results",
            Self::History => "History",
            Self::Randomize => "Randomize",
        }
    }
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

/// How it stands with the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileState {
    /// Not asked yet.
    Unknown,
    /// It is open.
    Ready,
    /// It is open and can be read, but not written, because of this.
    ReadOnly(Trouble),
    /// It cannot be used, because of this.
    Unusable(Trouble),
}

/// The study that is open.
#[derive(Debug, Clone)]
pub struct OpenStudy {
    /// All it holds.
    pub record: StudyRecord,
    /// Its numbers.
    pub numbers: Numbers,
}

/// The numbers of the open study.
#[derive(Debug, Clone)]
pub enum Numbers {
    /// Not asked for since the last change.
    Unasked,
    /// Being computed; those from before the last change, if there are any.
    Coming(Option<Box<Analysis>>),
    /// Here.
    Here(Box<Analysis>),
    /// They cannot be computed.
    Failed(Trouble),
}

impl Numbers {
    /// The newest numbers that there are, even if they are from before the last change.
    pub fn newest(&self) -> Option<&Analysis> {
        match self {
            Self::Here(analysis) | Self::Coming(Some(analysis)) => Some(analysis),
            _ => None,
        }
    }
}

impl OpenStudy {
    /// Its name.
    pub fn name(&self) -> &str {
        self.record.study.name.as_str()
    }

    /// Whether it takes entries.
    pub fn is_open(&self) -> bool {
        self.record.study.status == StudyStatus::Open
    }

    /// The arm of this id with its place in the study's order, from 0: the place of its color.
    pub fn arm(&self, id: ArmId) -> Option<(usize, &Arm)> {
        let mut arms = self.record.arms.iter().enumerate();
        arms.find(|(_, arm)| arm.id == id)
    }

    /// What may be shown of an animal's arm, with its place: the animal's own code where the study is
    /// blinded by animal, else the arm's name.
    pub fn group<'a>(&'a self, animal: &'a AnimalRecord) -> Option<(usize, &'a Label)> {
        let (place, arm) = self.arm(animal.animal.arm?)?;
        let by_animal = self.record.study.blinding == Blinding::BlindedAnimals;
        let code = animal.animal.code.as_ref().filter(|_| by_animal);
        Some((place, code.unwrap_or(&arm.name)))
    }

    /// The place of the arm of this name, from 0.
    pub fn arm_place(&self, name: &str) -> Option<usize> {
        self.record
            .arms
            .iter()
            .position(|arm| arm.name.as_str() == name)
    }

    /// The animal of this tag.
    pub fn animal(&self, tag: &str) -> Option<&AnimalRecord> {
        self.record
            .animals
            .iter()
            .find(|a| a.animal.tag.as_str() == tag)
    }

    /// The label of an animal's cage.
    pub fn cage(&self, animal: &AnimalRecord) -> Option<&Label> {
        let id = animal.animal.cage?;
        let cage = self.record.cages.iter().find(|cage| cage.id == id)?;
        Some(&cage.label)
    }

    /// Its id.
    pub fn id(&self) -> StudyId {
        self.record.study.id
    }

    /// Puts animals that were read back in the place of what was known of them.
    pub fn renew(&mut self, animals: Vec<AnimalRecord>) {
        for animal in animals {
            let same = |a: &&mut AnimalRecord| a.animal.id == animal.animal.id;
            if let Some(known) = self.record.animals.iter_mut().find(same) {
                *known = animal;
            }
        }
    }
}

/// What the program was started with.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The notebook file.
    pub path: PathBuf,
    /// Who writes.
    pub author: Label,
    /// The user's settings.
    pub config: Config,
    /// How it looks.
    pub theme: Theme,
}

/// All there is.
#[derive(Debug, Clone)]
pub struct Model {
    /// What it was started with.
    pub setting: Setting,
    /// The date on the wall.
    pub today: NaiveDate,
    /// ms since the start.
    pub now: u64,
    /// Columns and rows of the window.
    pub size: (u16, u16),
    /// How it stands with the file.
    pub file: FileState,
    /// Writes of this session: an answer that is older than the newest of them is stale.
    pub writes: u64,
    /// The screen one is on.
    pub screen: Screen,
    /// The study that is open.
    pub study: Option<OpenStudy>,
    /// The study that is being read.
    pub loading: Option<String>,
    /// What lies over the screen, topmost last.
    pub overlays: Vec<Overlay>,
    /// Characters of which it is not known yet whether a hand or a device sends them.
    pub burst: burst::State,
    /// The line above the hints.
    pub status: Option<Status>,
    /// Operations of this session that can be taken back, newest last.
    pub undo: Vec<Undoable>,
    /// What an ended program left beside the notebook.
    pub left: measure::Kept,
    /// Whether the program is to end.
    pub quit: bool,
    /// The list of studies.
    pub studies: studies::State,
    /// The overview.
    pub overview: overview::State,
    /// Measuring.
    pub measure: measure::State,
    /// The animals.
    pub animals: animals::State,
    /// The figures.
    pub growth: growth::State,
    /// The numbers.
    pub results: results::State,
    /// The audit trail.
    pub history: history::State,
    /// Drawing.
    pub randomize: randomize::State,
}

/// An operation of this session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undoable {
    /// Its number.
    pub operation: i64,
    /// The study it was made in, if that is known; its name may change.
    pub study: Option<StudyId>,
}

impl Model {
    /// At the list of studies, before anything is known.
    pub fn new(setting: Setting, today: NaiveDate, size: (u16, u16)) -> Self {
        Self {
            setting,
            today,
            now: 0,
            size,
            file: FileState::Unknown,
            writes: 0,
            screen: Screen::Studies,
            study: None,
            loading: None,
            overlays: Vec::new(),
            burst: burst::State::default(),
            status: None,
            undo: Vec::new(),
            left: measure::Kept::default(),
            quit: false,
            studies: studies::State::default(),
            overview: overview::State::default(),
            measure: measure::State::default(),
            animals: animals::State::default(),
            growth: growth::State::default(),
            results: results::State::default(),
            history: history::State::default(),
            randomize: randomize::State::default(),
        }
    }

    /// The scopes of the moment, innermost first.
    pub fn scopes(&self) -> Vec<Scope> {
        let mut scopes = match self.overlays.last() {
            Some(overlay) => overlay.scopes(),
            None => self.screen_scopes(),
        };
        scopes.push(Scope::Everywhere);
        scopes
    }

    /// The scopes of the screen, whatever lies over it.
    pub fn screen_scopes(&self) -> Vec<Scope> {
        match self.screen {
            Screen::Studies => vec![Scope::Studies, Scope::List, Scope::Screen],
            Screen::Measure => self.measure.scopes(),
            Screen::Animals => self.animals.scopes(),
            other => {
                let own = match other {
                    Screen::Overview => Scope::Overview,
                    Screen::Growth => Scope::Growth,
                    Screen::Results => Scope::Results,
                    Screen::Randomize => Scope::Randomize,
                    _ => Scope::History,
                };
                vec![own, Scope::List, Scope::Study, Scope::Screen]
            }
        }
    }

    /// Says something on the line above the hints.
    pub fn say(&mut self, tone: Tone, text: impl Into<String>) {
        self.status = Some(Status {
            tone,
            text: text.into(),
        });
    }

    /// Says what went wrong and how to mend it.
    pub fn trouble(&mut self, trouble: &Trouble) {
        self.say(Tone::Error, trouble.to_string());
    }

    /// Rows that a list on a screen can show: the window without title, tabs, heading, status and
    /// hints.
    pub fn page(&self) -> usize {
        usize::from(self.size.1.saturating_sub(7)).max(1)
    }
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)?;
        match self.hint.as_str() {
            "" => Ok(()),
            hint => write!(f, " — {hint}"),
        }
    }
}
