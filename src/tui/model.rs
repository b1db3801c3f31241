//! All that the program shows and remembers: a plain value, changed by [`super::update`] alone.

use chrono::NaiveDate;

use super::base::connections::Connections;
use super::base::context::{Context, Setting};
use super::base::device::{Burst, Scan};
use super::base::kept::{ImportReading, KeptStudy, Unsaved};
use super::base::keymap::{self, Scopes};
use super::base::message::{Status, Tone, Trouble};
use super::base::screen::Screen;
use super::base::typed_tag::TypedTag;
use super::component::{Component, WorkToOpen};
use super::overlay::Overlay;
use super::screens::Screens;
use domain::StudyId;

/// The state of the file.
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

/// All there is.
#[derive(Debug, Clone)]
pub struct Model {
    /// What screens and forms read.
    pub context: Context,
    /// The screens.
    pub screens: Screens,
    /// The state of the file.
    pub file: FileState,
    /// Writes of this session: an answer that is older than the newest of them is stale.
    pub writes: u64,
    /// The study that is being read.
    pub loading: Option<String>,
    /// The work that is opened once its study is read.
    pub work: Option<Box<WorkToOpen>>,
    /// The filter that a jump has set on the screen that is shown. It goes when the screen is left.
    pub jump_filter: Option<String>,
    /// What lies over the screen, topmost last.
    pub overlays: Vec<Overlay>,
    /// Characters that are held until it is clear whether a person or a device sends them.
    pub burst: Burst,
    /// The tag that fingers may be typing since a digit led to the measuring screen.
    pub typed_tag: TypedTag,
    /// The devices on serial ports.
    pub devices: Connections,
    /// The tag that a reader is sending.
    pub scan: Scan,
    /// The line above the hints.
    pub status: Option<Status>,
    /// What is being done in the background that somebody waits for.
    pub job: Option<Job>,
    /// Operations of this session that can be undone, newest last.
    pub undo: Vec<Undoable>,
    /// A form that an ended program left filled in.
    pub unsaved: Option<Unsaved>,
    /// What is kept of measuring beside the notebook.
    pub kept: Vec<KeptStudy>,
    /// The form that was kept beside the notebook at the last tick.
    pub kept_form: Option<Unsaved>,
    /// Whether the program is to end.
    pub quit: bool,
}

/// Something that takes a while, done in the background.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// What is done, for the line above the hints.
    pub what: String,
    /// When it was started, in ms since the start.
    pub since: u64,
}

/// What the file of the settings names that is no setting; none if all are.
fn unknown_settings(setting: &Setting) -> Option<Status> {
    let file = &setting.config_file;
    let path = file.path.as_ref()?;
    let text = match file.unknown.as_slice() {
        [] => return None,
        names => format!("{}: {}; it is ignored", path.display(), names.join(", ")),
    };
    let tone = Tone::Warning;
    Some(Status { tone, text })
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
        let unknown = unknown_settings(&setting);
        Self {
            devices: Connections::new(&setting.config),
            context: Context {
                setting,
                today,
                now: 0,
                size,
                screen: Screen::Studies,
                study: None,
                studies: Vec::new(),
                import_reading: ImportReading::default(),
                protocols: Vec::new(),
            },
            screens: Screens::default(),
            file: FileState::Unknown,
            writes: 0,
            loading: None,
            work: None,
            jump_filter: None,
            overlays: Vec::new(),
            burst: Burst::default(),
            typed_tag: TypedTag::default(),
            scan: Scan::default(),
            status: unknown,
            job: None,
            undo: Vec::new(),
            unsaved: None,
            kept: Vec::new(),
            kept_form: None,
            quit: false,
        }
    }

    /// The screen that is shown.
    pub fn screen(&self) -> &dyn Component {
        self.screens.get(self.context.screen)
    }

    /// The scopes of the moment, innermost first.
    pub fn scopes(&self) -> Scopes {
        let mut scopes = match self.overlays.last() {
            Some(overlay) => overlay.scopes(),
            None => self.screen().scopes(),
        };
        scopes.push(&keymap::EVERYWHERE);
        scopes
    }

    /// Whether text is being typed.
    pub fn is_typed_in(&self) -> bool {
        self.scopes().iter().any(|scope| scope.is_typed_in)
    }

    /// Says something on the line above the hints.
    pub fn say(&mut self, tone: Tone, text: impl Into<String>) {
        let text = text.into();
        self.status = Some(Status { tone, text });
    }

    /// Says what went wrong and how to mend it.
    pub fn trouble(&mut self, trouble: &Trouble) {
        self.say(Tone::Error, trouble.to_string());
    }
}
