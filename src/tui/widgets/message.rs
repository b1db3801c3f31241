//! A text in the middle of an area, where there is nothing else to show.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::text;
use crate::base::theme::Theme;

/// Draws a text and, below it, what to do about it; an empty hint is left out.
pub fn draw(buffer: &mut Buffer, area: Rect, theme: &Theme, text: &str, hint: &str) {
    let cells = usize::from(area.width.saturating_sub(8)).max(1);
    let phrase = text::wrap(text, cells);
    let mut lines: Vec<(String, Style)> = phrase.into_iter().map(|l| (l, theme.strong())).collect();
    if !hint.is_empty() {
        lines.push((String::new(), Style::new()));
        lines.extend(
            text::wrap(hint, cells)
                .into_iter()
                .map(|l| (l, Style::new())),
        );
    }
    let above = usize::from(area.height).saturating_sub(lines.len()) / 3;
    let start = area.y + u16::try_from(above).unwrap_or(0);
    for (y, (line, style)) in (start..area.bottom()).zip(lines) {
        buffer.set_stringn(area.x + 4.min(area.width), y, line, cells, style);
    }
}
