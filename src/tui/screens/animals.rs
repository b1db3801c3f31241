//! STUB

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::effect::Effect;
use crate::tui::keymap::{Action, Scope};
use crate::tui::model::Model;

/// What is remembered.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// What the list is filtered by.
    pub filter: String,
    /// The chosen row.
    pub at: usize,
}

impl State {
    /// The scopes of the moment, innermost first.
    pub fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Animals, Scope::List, Scope::Study, Scope::Screen]
    }
}

pub(in crate::tui) fn act(_model: &mut Model, _action: Action) -> Vec<Effect> {
    Vec::new()
}

/// One step out; answers whether there was one.
pub(in crate::tui) fn back(_model: &mut Model) -> bool {
    false
}

pub(in crate::tui) fn view(_model: &Model, _buffer: &mut Buffer, _area: Rect) {}
