//! The program around the screens: reads keys, lets [`super::update`] decide, does what it asks,
//! draws. Writes are done at once and in order, before the next key is handled; reading a study
//! and computing its numbers happen in the background.

pub(super) mod background;
mod bounded;
mod export;
mod perform;
pub(super) mod search;
mod setting;
mod signals;
mod terminal;
mod whole_file;

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::event::{self, Event, MouseEventKind};

use super::base::config::Config;
use super::base::context::Setting;
use super::base::effect::Effect;
use super::base::message::{Answer, Message};
use super::base::screen::Screen;
use super::model::Model;
use super::{update, view};
use app::clock;
use background::Background;
use bounded::{Bounded, bounded};
use device::{Role, Settings, Watch};
pub use perform::NotebookExecutor;
use search::Search;
pub use setting::setting;

/// How often the clock is read, and the file checked for writes of others.
const TICK: Duration = Duration::from_millis(1000);

/// Shows the screens until the user ends them, beginning with a study if one is named.
///
/// The terminal is restored afterwards, also after a panic.
pub fn run(setting: Setting, study: Option<&str>) -> io::Result<()> {
    let mouse = setting.config.mouse;
    let _restored = terminal::enter(mouse)?;
    let mut screen = Terminal::new(Bounded(CrosstermBackend::new(terminal::out())))?;
    let size = screen.size()?;
    let (sender, receiver) = channel();
    let mut program = Program::new(setting, (size.width, size.height), sender.clone());
    signals::listen(&sender)?;
    std::thread::spawn(move || listen(&sender));
    // Something is there at once, however large the notebook.
    screen.draw(|frame| view::view(&program.model, frame))?;
    program.begin(study);
    while !program.model.quit {
        let drawn = screen.draw(|frame| view::view(&program.model, frame));
        if let Err(gone) = drawn {
            // The terminal went away: what is typed is kept all the same.
            program.dispatch(Message::End);
            return Err(gone);
        }
        program.wait(&receiver);
    }
    Ok(())
}

/// Passes on what the terminal sends, until the program ends.
fn listen(sender: &Sender<Incoming>) {
    while let Ok(event) = event::read() {
        if sender
            .send(Incoming::Terminal(event, Instant::now()))
            .is_err()
        {
            break;
        }
    }
}

/// What comes in from outside of the loop.
enum Incoming {
    /// From the terminal, and when: what a device sends in one go must not look slow because
    /// something was written in between.
    Terminal(Event, Instant),
    /// From the device of this role on a serial port, and when.
    Device(Role, device::Event, Instant),
    /// From the background.
    Message(Message),
}

/// Model, executor and background together.
struct Program {
    model: Model,
    executor: NotebookExecutor,
    background: Background,
    search: Search,
    /// What comes in is sent here.
    sender: Sender<Incoming>,
    /// The devices that are listened to.
    devices: Vec<(Settings, Watch)>,
    began: Instant,
    ticked: Instant,
}

impl Program {
    fn new(setting: Setting, size: (u16, u16), sender: Sender<Incoming>) -> Self {
        let executor = NotebookExecutor::new(&setting);
        let search = Search::new(&setting, sender.clone());
        let background = Background::new(&setting, sender.clone());
        let now = Instant::now();
        let config = setting.config.clone();
        let mut program = Self {
            model: Model::new(setting, clock::today(), size),
            executor,
            background,
            search,
            devices: Vec::new(),
            sender,
            began: now,
            ticked: now,
        };
        program.watch_devices(&config);
        program
    }

    /// Listens to the devices that the settings put on serial ports; a device whose settings have not changed
    /// stays connected.
    fn watch_devices(&mut self, config: &Config) {
        let wanted = config.devices();
        let is_wanted = |settings: &Settings| wanted.iter().flatten().any(|w| w == settings);
        self.devices.retain(|(settings, _)| is_wanted(settings));
        for settings in wanted.into_iter().flatten() {
            if self.devices.iter().any(|(known, _)| *known == settings) {
                continue;
            }
            let (role, sender) = (settings.role, self.sender.clone());
            let tell = move |event, at| sender.send(Incoming::Device(role, event, at)).is_ok();
            let watch = device::watch(settings.clone(), tell);
            self.devices.push((settings, watch));
        }
    }

    fn begin(&mut self, study: Option<&str>) {
        let mut effects = update::start(self.model.context.today);
        if let Some(study) = study {
            effects.extend(self.model.open_study(study, Screen::Overview));
        }
        self.perform(effects);
    }

    /// Waits for something to happen and takes in all that has, so that a frame is drawn once for
    /// a burst of keys.
    fn wait(&mut self, receiver: &Receiver<Incoming>) {
        let tick = TICK.saturating_sub(self.ticked.elapsed());
        let held = self.model.burst.due();
        let held = held.map(|due| Duration::from_millis(due.saturating_sub(self.now())));
        let patience = held.map_or(tick, |held| held.min(tick));
        match receiver.recv_timeout(patience) {
            Ok(incoming) => self.take(incoming),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => self.model.quit = true,
        }
        while !self.model.quit
            && let Ok(incoming) = receiver.try_recv()
        {
            self.take(incoming);
        }
        let now = self.now();
        if self.model.burst.due().is_some_and(|due| due <= now) {
            self.dispatch(Message::Moment(now));
        }
        if self.ticked.elapsed() >= TICK {
            self.ticked = Instant::now();
            self.dispatch(Message::Tick(self.now(), clock::today()));
            self.tell_progress();
        }
    }

    /// Tells how far something has come that somebody waits for.
    fn tell_progress(&mut self) {
        let Some(stage) = app::progress::current().filter(|_| self.model.job.is_some()) else {
            return;
        };
        let what = match stage.steps {
            Some((done, of)) => format!("{}: {done} of {of}", stage.what),
            None => stage.what,
        };
        self.dispatch(Message::Answer(Answer::Working(what)));
    }

    fn take(&mut self, incoming: Incoming) {
        let message = match incoming {
            Incoming::Message(message) => message,
            Incoming::Device(role, event, at) => Message::Device(role, event, self.at(at)),
            Incoming::Terminal(event, at) => {
                let at = self.at(at);
                match event {
                    Event::Key(key) => Message::Key(key, at),
                    Event::Paste(text) => Message::Paste(text, at),
                    Event::Resize(columns, rows) => {
                        let (columns, rows) = bounded(columns, rows);
                        Message::Resize(columns, rows)
                    }
                    Event::Mouse(mouse) => match mouse.kind {
                        MouseEventKind::ScrollDown => Message::Wheel(3),
                        MouseEventKind::ScrollUp => Message::Wheel(-3),
                        _ => return,
                    },
                    _ => return,
                }
            }
        };
        self.dispatch(message);
    }

    /// Does what changed settings ask for outside of the screens.
    fn follow(&mut self, config: &Config) {
        terminal::listen_to_mouse(config.mouse);
        self.watch_devices(config);
    }

    fn now(&self) -> u64 {
        self.at(Instant::now())
    }

    /// A time in ms since the start.
    fn at(&self, instant: Instant) -> u64 {
        let since = instant.saturating_duration_since(self.began);
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }

    fn dispatch(&mut self, message: Message) {
        let effects = update::update(&mut self.model, message);
        self.perform(effects);
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Load(_)
                | Effect::Analyze(..)
                | Effect::Pulse(..)
                | Effect::Count
                | Effect::Today(..)
                | Effect::Dosing(..)
                | Effect::ReadDraw(..) => self.background.ask(effect, self.model.writes),
                Effect::AskDevice(role) => {
                    let devices = self.devices.iter();
                    for (_, watch) in devices.filter(|(settings, _)| settings.role == role) {
                        watch.ask();
                    }
                }
                Effect::Draw(drawing) => self.search.start(*drawing),
                Effect::StopDrawing => self.search.stop(),
                Effect::VerifyDraw(..)
                | Effect::Export(_)
                | Effect::PlanImport(_)
                | Effect::Import(_)
                | Effect::Backup(_)
                | Effect::HandOutKey(_)
                | Effect::Verify
                | Effect::Examine => self.background.aside(effect),
                Effect::Type(keys) => {
                    // All of them came at the moment of the paste.
                    let at = self.model.context.now;
                    for key in keys {
                        self.dispatch(Message::Typed(key, at));
                    }
                }
                effect => {
                    if let Some(answer) = self.executor.perform(effect) {
                        if let Answer::SettingsChanged(Ok(changed)) = &answer {
                            self.follow(&changed.config);
                        }
                        self.dispatch(Message::Answer(answer));
                    }
                }
            }
        }
    }
}
