//! STUB

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::LoggedOperation;
use crate::tui::effect::Effect;
use crate::tui::keymap::Action;
use crate::tui::message::Trouble;
use crate::tui::model::Model;

/// What is remembered.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// What the list is filtered by.
    pub filter: String,
    /// The chosen row.
    pub at: usize,
}

pub(in crate::tui) fn act(_model: &mut Model, _action: Action) -> Vec<Effect> {
    Vec::new()
}

pub(in crate::tui) fn entered(_model: &mut Model) -> Vec<Effect> {
    Vec::new()
}

pub(in crate::tui) fn page(
    _model: &mut Model,
    _result: Result<Vec<LoggedOperation>, Trouble>,
) -> Vec<Effect> {
    Vec::new()
}

pub(in crate::tui) fn view(_model: &Model, _buffer: &mut Buffer, _area: Rect) {}
