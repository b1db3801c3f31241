//! One dose: its volume in the largest digits that fit, what it follows from, what was given before.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::State;
use super::rows::key_of;
use crate::base::context::Context;
use crate::widgets::dose::{self, Large, MARGIN};
use crate::widgets::text;
use app::dosing::{DoseAdvice, DosingRow, RecordedDose};

/// A line of the panel and how it looks.
type Styled = (String, Style);

/// Draws the dose; returns the cursor position, where a weight is typed.
pub(super) fn draw(
    state: &State,
    cx: &Context,
    row: &DosingRow,
    buffer: &mut Buffer,
    area: Rect,
) -> Option<Position> {
    let theme = cx.theme();
    let cells = usize::from(area.width);
    let lines = lines(state, cx, row);
    let wrapped: Vec<Styled> = lines
        .into_iter()
        .flat_map(|(line, style)| {
            let lines = text::wrap(&line, cells).into_iter();
            lines.map(move |line| (line, style))
        })
        .collect();
    let typing = u16::from(state.weight.is_some()) * 2;
    let needed = u16::try_from(wrapped.len()).unwrap_or(u16::MAX);
    let free = area
        .height
        .saturating_sub(needed.saturating_add(typing + 2 * MARGIN));
    let below = Large::of(theme, row).draw(buffer, area, free);
    let cursor = draw_weight(state, cx, buffer, area, below);
    let top = below + typing;
    for (y, (line, style)) in (top..area.bottom()).zip(&wrapped) {
        buffer.set_stringn(area.x, y, line, cells, *style);
    }
    cursor
}

/// The field of the body weight, where one is typed.
fn draw_weight(
    state: &State,
    cx: &Context,
    buffer: &mut Buffer,
    area: Rect,
    y: u16,
) -> Option<Position> {
    let theme = cx.theme();
    let typed = state.weight.as_ref().filter(|_| y < area.bottom())?;
    let before = "Weight [ ";
    let value = typed.input.value();
    let line = format!("{before}{} ] g", text::left(value, 8));
    let cells = usize::from(area.width);
    buffer.set_stringn(area.x, y, line, cells, theme.strong());
    let column = text::width(before) + typed.input.visual_cursor();
    let column = u16::try_from(column).unwrap_or(u16::MAX);
    Some(Position::new(area.x.saturating_add(column), y))
}

/// All that is said of a dose, what matters most first.
fn lines(state: &State, cx: &Context, row: &DosingRow) -> Vec<Styled> {
    let theme = cx.theme();
    let mut lines = Vec::new();
    let question = state.weight.as_ref().and_then(|typed| typed.question());
    lines.extend(question.map(|text| (format!("✗ {text}"), theme.alert())));
    if row.is_open() {
        let warning = dose::warning(&row.advice);
        lines.extend(warning.map(|text| (format!("{text}{}", keys(&row.advice)), theme.alert())));
    }
    for dose in &row.recorded {
        lines.push((recorded(dose), theme.good()));
    }
    let chosen = state.formulation_of(&key_of(row));
    lines.extend(
        dose::facts(row, state.day(cx), chosen)
            .into_iter()
            .map(|line| (line, Style::new())),
    );
    let notes = row.notes.iter();
    lines.extend(notes.map(|note| (format!("⚠ {note}"), theme.warn())));
    lines
}

fn recorded(dose: &RecordedDose) -> String {
    let at = match dose.time {
        Some(time) => format!("{} {}", dose.date, time.to_the_minute()),
        None => dose.date.to_string(),
    };
    let by = dose
        .observer
        .as_ref()
        .map_or_else(String::new, |by| format!(" by {by}"));
    format!("{} · {at}{by}", dose.words())
}

/// The keys that answer a warning.
fn keys(advice: &DoseAdvice) -> &'static str {
    match advice {
        DoseAdvice::Give | DoseAdvice::Refuse(_) => "",
        DoseAdvice::Weigh(_) => "; type the weight, or w",
        DoseAdvice::Hold(_) | DoseAdvice::Endpoint(_) => "; h holds it, Enter asks",
    }
}
