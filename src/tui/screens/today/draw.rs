//! Draws Today.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::State;
use crate::base::context::Context;
use crate::base::theme::Theme;
use crate::widgets::list::{self, Cell, Column};
use crate::widgets::message;
use app::today::TodayRow;

/// Draws the list, or why there is none.
pub(super) fn draw(state: &State, cx: &Context, buffer: &mut Buffer, area: Rect) {
    let theme = cx.theme();
    if let Some(trouble) = &state.trouble {
        return message::draw(buffer, area, theme, &trouble.message, &trouble.hint);
    }
    let Some(today) = &state.today else {
        return message::draw(buffer, area, theme, "reading what is due …", "");
    };
    if today.rows.is_empty() {
        let waiting = match today.waiting.as_slice() {
            [] => String::new(),
            studies => format!(
                " The work plan of {} plans nothing until there is a day 0.",
                studies.join(", ")
            ),
        };
        let text = format!(
            "Nothing is due on {}.{waiting}",
            today.date.format("%a %Y-%m-%d")
        );
        let hint = "Esc lists the studies; P in a study plans its work; ← and → show other days.";
        return message::draw(buffer, area, theme, &text, hint);
    }
    let inside = Rect::new(
        area.x + area.width.min(1),
        area.y,
        area.width.saturating_sub(2),
        area.height,
    );
    let has_place = today
        .rows
        .iter()
        .any(|row| row.room.is_some() || row.rack.is_some());
    let mut columns = Vec::new();
    columns.extend(has_place.then(|| Column::text("place", 7, 0)));
    columns.extend([
        Column::text("study", 15, 2),
        Column::text("work", 20, 2),
        Column::text("cages", 9, 1),
        Column::text("animals", 10, 1),
        Column::text("state", 12, 3),
    ]);
    let rows = today.rows.len();
    list::draw(
        buffer,
        inside,
        theme,
        &columns,
        rows,
        Some(state.at),
        |at| row(&today.rows[at], theme, has_place),
    );
}

/// The kinds of work of a row: `weigh, measure`.
pub(super) fn kinds(row: &TodayRow) -> String {
    let kinds: Vec<String> = row.kinds.iter().map(|kind| kind.words()).collect();
    kinds.join(", ")
}

fn row(row: &TodayRow, theme: &Theme, has_place: bool) -> Vec<Cell> {
    let plain = Style::new();
    let place = [&row.room, &row.rack].into_iter().flatten();
    let place: Vec<&str> = place.map(String::as_str).collect();
    let (mark, style) = match (row.open(), row.days_late) {
        (0, _) => ("✓ ", theme.good()),
        (_, 0) => ("", plain),
        _ => ("! ", theme.alert()),
    };
    let mut cells = Vec::new();
    cells.extend(has_place.then(|| (place.join(" · "), theme.faint())));
    cells.extend([
        (row.study.clone(), theme.strong()),
        (kinds(row), plain),
        (row.cages_words(), plain),
        (row.animals_words(), plain),
        (format!("{mark}{}", row.state_words()), style),
    ]);
    cells
}
