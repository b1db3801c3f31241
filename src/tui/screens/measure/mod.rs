//! STUB

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::{Position, Rect};
use serde::{Deserialize, Serialize};

use crate::tui::effect::Effect;
use crate::tui::keymap::{Action, Scope};
use crate::tui::message::{Trouble, Wrote};
use crate::tui::model::Model;

/// What is remembered.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// What the queue is filtered by.
    pub filter: String,
}

/// What is kept beside the notebook.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Kept {}

impl State {
    /// The scopes of the moment, innermost first.
    pub fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Entry, Scope::Measure]
    }
}

pub(in crate::tui) fn act(_model: &mut Model, _action: Action) -> Vec<Effect> {
    Vec::new()
}
pub(in crate::tui) fn scan(_model: &mut Model, _key: KeyEvent) -> Option<Vec<Effect>> {
    None
}
pub(in crate::tui) fn step_back(_model: &mut Model) -> bool {
    false
}
pub(in crate::tui) fn typed(_model: &mut Model, _key: KeyEvent) -> Vec<Effect> {
    Vec::new()
}
pub(in crate::tui) fn pasted(_model: &mut Model, _text: &str) -> Vec<Effect> {
    Vec::new()
}
pub(in crate::tui) fn back(_model: &mut Model) -> bool {
    false
}
pub(in crate::tui) fn entered(_model: &mut Model) -> Vec<Effect> {
    Vec::new()
}
pub(in crate::tui) fn refreshed(_model: &mut Model) -> Vec<Effect> {
    Vec::new()
}
pub(in crate::tui) fn saved(_model: &mut Model, _wrote: &Wrote) -> Vec<Effect> {
    Vec::new()
}
pub(in crate::tui) fn not_saved(_model: &mut Model, _trouble: &Trouble) {}
pub(in crate::tui) fn undone(_model: &mut Model, _wrote: &Wrote) -> Vec<Effect> {
    Vec::new()
}
pub(in crate::tui) fn filtered(_model: &mut Model) {}
pub(in crate::tui) fn skip(_model: &mut Model, _reason: &str) -> Vec<Effect> {
    Vec::new()
}
pub(in crate::tui) fn corner(_model: &Model) -> String {
    String::new()
}
pub(in crate::tui) fn view(_model: &Model, _buffer: &mut Buffer, _area: Rect) -> Option<Position> {
    None
}
