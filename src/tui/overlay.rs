//! What lies over a screen: a form, a choice, a text, a filter being typed. Keys reach the topmost
//! first.

use ratatui::crossterm::event::KeyCode;
use tui_input::Input;

use super::base::keymap::{self, Action as A, Scope, Scopes, bind, key};
use super::component::Request;
use super::forms::Purpose;
use super::widgets::form::{self, Form};
use super::widgets::pick::{self, Pick};
use super::widgets::reader::{self, Reader};

/// The keys of a filter that is typed.
#[rustfmt::skip]
pub static FILTER: Scope = Scope {
    title: "filter",
    is_typed_in: true,
    bindings: &[
        bind(&[key(KeyCode::Enter)], A::Accept, "keep the filter", "keep"),
    ],
};

/// One thing over the screen.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// A form, and what it is for.
    Form(Box<Form>, Purpose),
    /// A list to choose from.
    Pick(Box<Pick<Request>>),
    /// A text to read.
    Reader(Box<Reader>),
    /// A text to read, and what is asked once it is answered by yes.
    Ask(Box<Reader>, Box<Request>),
    /// The filter of the list below.
    Filter(Input),
}

impl Overlay {
    /// The scopes it puts before all others.
    pub fn scopes(&self) -> Scopes {
        match self {
            Self::Form(form, _) if form.is_list_open() => vec![&pick::KEYS],
            Self::Form(..) => vec![&form::KEYS],
            Self::Pick(_) => vec![&pick::KEYS],
            Self::Reader(_) => vec![&reader::KEYS, &keymap::LIST],
            Self::Ask(..) => vec![&reader::ASK, &keymap::LIST],
            Self::Filter(_) => vec![&FILTER],
        }
    }
}
