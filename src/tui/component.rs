//! What a screen is to the root: a component with a state of its own. It reads a [`Context`], changes
//! itself, and asks for the rest by [`Requests`]. It never sees the root's model nor another screen.

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::{Position, Rect};

use super::base::context::Context;
use super::base::effect::{Effect, Importing};
use super::base::keymap::{Action, Scopes};
use super::base::message::{Answer, Status, Tone, Trouble};
use super::base::screen::Screen;
use super::base::weekday::with_weekday;
use super::forms::Wanted;
use super::widgets::pick::Pick;
use super::widgets::reader::Reader;
use device::Role;
use domain::AnimalId;

/// A screen.
pub trait Component {
    /// All scopes that it ever has.
    fn keys(&self) -> Scopes;

    /// The scopes of the moment, innermost first.
    fn scopes(&self) -> Scopes;

    /// Draws it; returns the cursor position.
    fn view(&self, cx: &Context, buffer: &mut Buffer, area: Rect) -> Option<Position>;

    /// A key that is bound to something.
    fn act(&mut self, cx: &Context, action: Action, out: &mut Requests);

    /// A key that is bound to nothing.
    fn typed(&mut self, _cx: &Context, _key: KeyEvent, _out: &mut Requests) {}

    /// A tag or chip that a reader sent with its prefix; returns whether the screen took it.
    fn scanned(&mut self, _cx: &Context, _text: &str, _out: &mut Requests) -> bool {
        false
    }

    /// A text that a device sent at once and that is no tag or chip, where no text is typed; returns whether the screen
    /// took it.
    fn sent(&mut self, _cx: &Context, _text: &str, _out: &mut Requests) -> bool {
        false
    }

    /// Whether a text that was typed fast, without Enter, is the beginning of a value.
    fn begins_value(&self, _text: &str) -> bool {
        false
    }

    /// One step out within the screen; returns whether there was one.
    fn back(&mut self, _cx: &Context, _out: &mut Requests) -> bool {
        false
    }

    /// Something happened.
    fn on(&mut self, _cx: &Context, _event: Event<'_>, _out: &mut Requests) {}

    /// An answer to something that was asked for outside of the screens. One that another screen asked
    /// for is given back.
    fn answered(&mut self, _cx: &Context, answer: Answer, _out: &mut Requests) -> Option<Answer> {
        Some(answer)
    }

    /// What its list is filtered by; empty where it has none.
    fn filter(&self) -> &str {
        ""
    }

    /// Filters its list.
    fn set_filter(&mut self, _cx: &Context, _text: &str, _out: &mut Requests) {}

    /// The text at the right end of the title.
    fn corner(&self, cx: &Context) -> String {
        with_weekday(cx.today)
    }

    /// What the line above the hints says when nothing else does.
    fn status(&self, _cx: &Context) -> String {
        match self.filter() {
            "" => String::new(),
            text => format!("filter: {text} (Esc shows all)"),
        }
    }

    /// Whether a key that is hinted at has something to do at the moment.
    fn has_use(&self, _cx: &Context, _action: Action) -> bool {
        true
    }

    /// Whether it shows the numbers of the study, which are then computed.
    fn shows_numbers(&self) -> bool {
        false
    }
}

/// What happens to a screen besides keys.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// It was gone to.
    Entered,
    /// Another screen was gone to.
    Left,
    /// The open study was read again.
    Refreshed,
    /// The numbers of the open study are here, or cannot be computed.
    Analyzed,
    /// The open study is left: nothing that was chosen in it holds.
    StudyLeft,
    /// The open study was blinded, or unblinded: nothing that named its arms as they were is shown on.
    ArmsRenamed,
    /// An operation was undone; it was about these animals of the open study, if only about animals.
    Undone(&'a [AnimalId]),
    /// A text was chosen from the list that the screen had shown.
    Chosen(&'a str),
    /// The filter is as it is to be.
    FilterAccepted,
    /// Another day has begun.
    NewDay,
    /// The window has another size.
    Resized,
}

/// What a screen or a choice asks of the root.
#[derive(Debug, Clone)]
pub enum Request {
    /// Have something done outside of the screens.
    Do(Effect),
    /// Show this line above the hints.
    Say(Status),
    /// Do what a key would.
    Act(Action),
    /// Go to a screen of the open study, or of the one that is chosen in the list.
    Go(Screen),
    /// Go to a screen, and filter its list.
    Find(Screen, String),
    /// Go to a screen, and say there which key does what is looked for.
    Lead(Screen, String),
    /// Import what was looked at.
    Import(Box<Importing>),
    /// Open a study at a screen of it.
    OpenStudy(String, Screen),
    /// Show a form.
    Open(Wanted),
    /// Put this sentence before the introduction of the form that was opened, if one was.
    Announce(String),
    /// Let one line of a list be chosen.
    Choose(Box<Pick<Request>>),
    /// Hand this text to the screen, as [`Event::Chosen`].
    Chosen(String),
    /// Compare arms on this landmark day; none: on the usual one.
    CompareOn(Option<f64>),
    /// Show a text that asks, and do this once it is answered by yes.
    Ask(Box<Reader>, Box<Request>),
    /// Show a text.
    Read(Box<Reader>),
    /// The same, unless something lies over the screen.
    ReadIfFree(Box<Reader>),
    /// Ask the device of this role on a serial port for its value.
    AskDevice(Role),
}

/// What is asked, in order.
#[derive(Debug, Default)]
pub struct Requests(Vec<Request>);

impl Requests {
    /// Asks for something.
    pub fn push(&mut self, request: Request) {
        self.0.push(request);
    }

    /// Asks for an effect.
    pub fn effect(&mut self, effect: Effect) {
        self.push(Request::Do(effect));
    }

    /// Rings the bell.
    pub fn bell(&mut self) {
        self.effect(Effect::Bell);
    }

    /// Says something on the line above the hints.
    pub fn say(&mut self, tone: Tone, text: impl Into<String>) {
        let text = text.into();
        self.push(Request::Say(Status { tone, text }));
    }

    /// Says what went wrong and how to mend it.
    pub fn trouble(&mut self, trouble: &Trouble) {
        self.say(Tone::Error, trouble.to_string());
    }

    /// Shows a form.
    pub fn open(&mut self, wanted: Wanted) {
        self.push(Request::Open(wanted));
    }

    /// Shows a text.
    pub fn read(&mut self, reader: Reader) {
        self.push(Request::Read(Box::new(reader)));
    }

    /// Lets one line of a list be chosen.
    pub fn choose(&mut self, pick: Pick<Request>) {
        self.push(Request::Choose(Box::new(pick)));
    }
}

impl IntoIterator for Requests {
    type Item = Request;
    type IntoIter = std::vec::IntoIter<Request>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
