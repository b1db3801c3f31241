//! Draws the audit trail.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::State;
use crate::base::theme::Theme;
use crate::widgets::list::{self, Cell, Column};
use crate::widgets::message;
use domain::counted;

/// From this number of columns on, reasons are listed.
const WIDE: u16 = 78;

/// Draws the list, or why there is none.
pub(super) fn draw(state: &State, theme: &Theme, buffer: &mut Buffer, area: Rect) {
    if state.fitting.is_empty() {
        let (text, hint) = nothing(state);
        return message::draw(buffer, area, theme, &text, &hint);
    }
    // In a narrow window, what it is about goes before why.
    let wide = area.width >= WIDE;
    let mut columns = vec![
        Column::number("no.", 6),
        Column::text("recorded", 16, 0),
        Column::text("author", 8, 1),
        Column::text("what", 12, 1),
        Column::text("about", if wide { 19 } else { 10 }, 9),
    ];
    if wide && state.trail().reasons {
        columns.push(Column::text("reason", 10, 9));
    }
    let inside = Rect::new(
        area.x + area.width.min(1),
        area.y,
        area.width.saturating_sub(2),
        area.height,
    );
    let count = state.fitting.len();
    list::draw(
        buffer,
        inside,
        theme,
        &columns,
        count,
        Some(state.at),
        |at| row(state, theme, at),
    );
}

fn nothing(state: &State) -> (String, String) {
    if let Some(trouble) = &state.trouble {
        let text = format!("the history cannot be read: {}", trouble.message);
        return (text, trouble.hint.clone());
    }
    if state.asked.is_some() {
        return ("reading the history …".into(), String::new());
    }
    match state.filter.as_str() {
        "" => (
            "No operation of this study is recorded.".into(),
            String::new(),
        ),
        filter => {
            let read = counted(state.trail().entries.len(), "operation");
            let hint = match state.trail().complete {
                true => "Esc shows all.",
                false => "End loads older operations, Esc shows all.",
            };
            (format!("None of {read} matches `{filter}`."), hint.into())
        }
    }
}

fn row(state: &State, theme: &Theme, at: usize) -> Vec<Cell> {
    let Some(entry) = state.entry(at) else {
        return Vec::new();
    };
    let undone = state.trail().undone.contains_key(&entry.seq);
    let style = if undone { theme.faint() } else { Style::new() };
    let verb = if undone {
        format!("✗ {}", entry.verb)
    } else {
        entry.verb.clone()
    };
    vec![
        (entry.seq.to_string(), theme.faint()),
        (entry.at.clone(), style),
        (entry.author.clone(), style),
        (verb, style),
        (entry.about.clone(), style),
        (entry.reason.clone(), style),
    ]
}
