//! STUB

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::effect::Effect;
use crate::tui::keymap::Action;
use crate::tui::model::Model;

/// What is remembered.
#[derive(Debug, Clone, Default)]
pub struct State {}

pub(in crate::tui) fn act(_model: &mut Model, _action: Action) -> Vec<Effect> {
    Vec::new()
}

pub(in crate::tui) fn view(_model: &Model, _buffer: &mut Buffer, _area: Rect) {}
