//! Screens tried without a terminal: keys in, what the screen shows and what the file holds out.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod animals;
mod blinding;
mod bursts;
mod dosing;
mod draws;
mod export;
mod forms;
mod growth;
mod history;
mod keys;
mod lab;
mod layers;
mod looks;
mod measure;
mod overfull;
mod overview;
mod random;
pub mod randomize;
mod results;
mod settings;
mod undo;
mod whole_file;
mod work;

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;
use tempfile::TempDir;

use super::base::config::{Config, ConfigFile};
use super::base::context::Setting;
use super::base::effect::Effect;
use super::base::keymap::{Action, SCREENS_BY_ALT};
use super::base::message::{Answer, Message};
use super::base::screen::Screen;
use super::base::theme::Theme;
use super::model::Model;
use super::runtime::{NotebookExecutor, background, search};
use super::{update, view};
use app::Notebook;
use domain::Label;

/// The screens on a notebook in a folder of its own; everything that is asked for is done at once.
pub struct Stage {
    folder: TempDir,
    pub model: Model,
    executor: NotebookExecutor,
}

/// The date on the wall of every stage: day 17 of a study that began on 2026-01-05.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 22).unwrap()
}

pub fn author() -> Label {
    Label::new("author", "M. Meier").unwrap()
}

impl Stage {
    /// On a notebook that `prepare` has filled.
    pub fn new(prepare: impl FnOnce(&mut Notebook)) -> Self {
        Self::with_config(Config::default(), prepare)
    }

    /// The same with settings of the user.
    pub fn with_config(config: Config, prepare: impl FnOnce(&mut Notebook)) -> Self {
        Self::on_file(config, |path| {
            prepare(&mut Notebook::create_or_open(path, author()).unwrap());
        })
    }

    /// On the file that `prepare` has put there, at the list of studies: where a plan has something due, the program
    /// starts with Today, and that is left.
    pub fn on_file(config: Config, prepare: impl FnOnce(&Path)) -> Self {
        let mut stage = Self::as_started(config, prepare);
        stage.leave_today();
        stage
    }

    /// The same, at the screen that the program starts with.
    pub fn as_started(config: Config, prepare: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notebook.db");
        prepare(&path);
        let setting = Setting {
            path,
            author: author(),
            config,
            config_file: ConfigFile {
                path: Some(folder.path().join("config.toml")),
                ..ConfigFile::default()
            },
            theme: Theme::plain(),
        };
        let executor = NotebookExecutor::new(&setting).keeping_in(folder.path());
        let mut stage = Self {
            model: Model::new(setting, today(), (80, 24)),
            folder,
            executor,
        };
        stage.perform(update::start(today()));
        stage
    }

    /// On a notebook that holds the demo study, which is opened.
    pub fn demo() -> Self {
        let mut stage = Self::new(|notebook| {
            notebook.create_demo(today()).unwrap();
        });
        stage.press("<Enter>");
        stage
    }

    /// The program ended and started again on the same notebook, as after a crash.
    pub fn restarted(self) -> Self {
        let setting = self.model.context.setting.clone();
        let executor = NotebookExecutor::new(&setting).keeping_in(self.folder.path());
        let mut stage = Self {
            model: Model::new(setting, today(), self.model.context.size),
            folder: self.folder,
            executor,
        };
        stage.perform(update::start(today()));
        stage.leave_today();
        stage
    }

    /// Where a plan has something due, the program starts with Today.
    fn leave_today(&mut self) {
        if self.model.context.screen == Screen::Today {
            self.press("<Esc>");
        }
    }

    /// Presses keys: characters as they stand, `<Enter>`, `<Tab>`, `<Esc>`, `<Up>`, `<F3>`,
    /// `<C-z>`, `<A-3>`, `<lt>`. A tenth of a second passes before each, and a moment after it.
    #[track_caller]
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for key in read_keys(keys) {
            let at = self.model.context.now + 100;
            self.send(Message::Key(key, at));
            self.rest();
        }
        self
    }

    /// Goes to a screen of the open study by Alt and its digit.
    pub fn go_by_alt(&mut self, screen: Screen) -> &mut Self {
        let mut bindings = SCREENS_BY_ALT.bindings.iter();
        let leads = bindings.find(|binding| binding.action == Action::Go(screen));
        let name = leads.expect("every screen has a digit").keys[0].name();
        self.press(&format!("<{}>", name.replace("Alt-", "A-")))
    }

    /// The same in one burst, as a device sends: no time passes after the first, and a moment after the
    /// last.
    #[track_caller]
    pub fn burst(&mut self, keys: &str) -> &mut Self {
        let at = self.model.context.now + 100;
        for key in read_keys(keys) {
            self.send(Message::Key(key, at));
        }
        self.rest()
    }

    /// Lets the moment of what is held pass.
    fn rest(&mut self) -> &mut Self {
        if let Some(due) = self.model.burst.due() {
            self.send(Message::Moment(due));
        }
        self
    }

    /// Takes in a message and does what it asks for.
    pub fn send(&mut self, message: Message) {
        let effects = update::update(&mut self.model, message);
        self.perform(effects);
    }

    /// Takes in a message and does what it asks for; the program is killed before it takes the answers in.
    pub fn send_and_die(&mut self, message: Message) {
        for effect in update::update(&mut self.model, message) {
            self.executor.perform(effect);
        }
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            let answer = match effect {
                Effect::Load(_)
                | Effect::Analyze(..)
                | Effect::Pulse(..)
                | Effect::Count
                | Effect::Today(..)
                | Effect::Dosing(..)
                | Effect::ReadDraw(..)
                | Effect::VerifyDraw(..)
                | Effect::PlanImport(_)
                | Effect::Import(_)
                | Effect::Backup(_)
                | Effect::HandOutKey(_)
                | Effect::Verify
                | Effect::Examine => self.ask(effect, self.model.writes),
                // Files go to the stage's folder, whoever names them.
                Effect::Export(mut export) => {
                    export.file = self.folder.path().join(&export.file);
                    self.ask(Effect::Export(export), 0)
                }
                Effect::Draw(drawing) => {
                    let setting = &self.model.context.setting;
                    let unwatched = |_| std::ops::ControlFlow::Continue(());
                    let drawn = search::draw(&setting.path, &setting.author, *drawing, &unwatched);
                    Some(drawn)
                }
                Effect::Type(keys) => {
                    for key in keys {
                        self.send(Message::Typed(key, self.model.context.now));
                    }
                    None
                }
                effect => self.executor.perform(effect),
            };
            if let Some(answer) = answer {
                self.answer(answer);
            }
        }
    }

    /// Asks what the background answers.
    fn ask(&self, effect: Effect, writes: u64) -> Option<Answer> {
        let setting = &self.model.context.setting;
        background::answer(&setting.path, &setting.author, effect, writes)
    }

    pub fn answer(&mut self, answer: Answer) {
        self.send(Message::Answer(answer));
    }

    /// What a window of this size shows.
    pub fn screen(&mut self, columns: u16, rows: u16) -> String {
        self.send(Message::Resize(columns, rows));
        text(&draw(&self.model, columns, rows))
    }

    pub fn path(&self) -> PathBuf {
        self.model.context.setting.path.clone()
    }

    /// The notebook, as another program would open it.
    pub fn notebook(&self) -> Notebook {
        Notebook::open(&self.path(), author()).unwrap()
    }
}

pub fn draw(model: &Model, columns: u16, rows: u16) -> Buffer {
    let area = Rect::new(0, 0, columns, rows);
    let mut buffer = Buffer::empty(area);
    view::draw(model, &mut buffer, area);
    buffer
}

/// The cells as text, blanks at the ends of lines left out, times of recording replaced.
pub fn text(buffer: &Buffer) -> String {
    let columns = usize::from(buffer.area.width).max(1);
    let mut lines = Vec::new();
    for row in buffer.content.chunks(columns) {
        let mut line = String::new();
        let mut hidden = 0;
        for cell in row {
            // The second cell of a wide character holds nothing of its own.
            if hidden == 0 {
                line.push_str(cell.symbol());
                hidden = super::widgets::text::width(cell.symbol()).saturating_sub(1);
            } else {
                hidden -= 1;
            }
        }
        lines.push(without_times(line.trim_end()));
    }
    lines.join("\n")
}

/// The line with a fixed time in the place of every date with a time: `2026-01-22 14:03`.
fn without_times(line: &str) -> String {
    const FIXED: &str = "2026-01-22 12:00";
    let chars: Vec<char> = line.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while at < chars.len() {
        let here = chars[at..].iter().zip(FIXED.chars());
        let alike = here.filter(|(c, f)| (c.is_ascii_digit() && f.is_ascii_digit()) || *c == f);
        if alike.count() == FIXED.len() {
            out.push_str(FIXED);
            at += FIXED.len();
        } else {
            out.push(chars[at]);
            at += 1;
        }
    }
    out
}

fn read_keys(keys: &str) -> Vec<KeyEvent> {
    let mut read = Vec::new();
    let mut rest = keys;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if c != '<' {
            read.push(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE));
            continue;
        }
        let end = rest.find('>').expect("a key's name ends with >");
        read.push(named(&rest[..end]));
        rest = &rest[end + 1..];
    }
    read
}

fn named(name: &str) -> KeyEvent {
    let code = match name {
        "Enter" => KeyCode::Enter,
        "Tab" => KeyCode::Tab,
        "S-Tab" => KeyCode::BackTab,
        "Esc" => KeyCode::Esc,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "PgUp" => KeyCode::PageUp,
        "PgDn" => KeyCode::PageDown,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "BS" => KeyCode::Backspace,
        "lt" => KeyCode::Char('<'),
        other => {
            let held = [("C-", KeyModifiers::CONTROL), ("A-", KeyModifiers::ALT)];
            for (prefix, modifiers) in held {
                if let Some(c) = other.strip_prefix(prefix) {
                    let c = c.chars().next().expect("a character follows the prefix");
                    return KeyEvent::new(KeyCode::Char(c), modifiers);
                }
            }
            let n = other.strip_prefix('F').and_then(|n| n.parse().ok());
            KeyCode::F(n.unwrap_or_else(|| panic!("there is no key `{other}`")))
        }
    };
    KeyEvent::new(code, KeyModifiers::NONE)
}

#[test]
fn empty_notebook_says_what_to_do() {
    let mut stage = Stage::new(|_| {});
    let screen = stage.screen(80, 24);
    assert!(screen.contains("No study yet"), "{screen}");
    assert!(stage.screen(59, 20).contains("Graftbook needs 60 × 16"));
}

#[test]
fn the_demo_opens_and_closes() {
    let mut stage = Stage::demo();
    assert!(stage.screen(80, 24).contains("SIMULATED DATA"));
    stage.press("<Esc>");
    assert!(stage.screen(80, 24).contains("KT253-RS411"));
    stage.press("?");
    assert!(stage.screen(80, 24).contains("open the study"));
    stage.press("<Esc>q");
    assert!(stage.model.quit);
}
