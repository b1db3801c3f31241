//! A box over the screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Block, Borders, Clear, Widget};

use super::text;
use crate::base::theme::Theme;

/// Says something at the right end of the frame below what [`draw`] answered.
pub fn foot(buffer: &mut Buffer, inside: Rect, theme: &Theme, phrase: &str) {
    let phrase = format!(" {phrase} ");
    let cells = u16::try_from(text::width(&phrase)).unwrap_or(u16::MAX);
    let place = Rect::new(inside.x, inside.bottom(), inside.width, 1).intersection(buffer.area);
    if cells <= place.width && place.height > 0 {
        buffer.set_string(place.right() - cells, place.y, phrase, theme.faint());
    }
}

/// Clears a box of at most this size in the middle of an area, draws its frame and title, and
/// returns what is inside of it, a blank kept at either side.
pub fn draw(
    buffer: &mut Buffer,
    area: Rect,
    theme: &Theme,
    title: &str,
    columns: usize,
    rows: usize,
) -> Rect {
    let at_most = |wanted: usize, most: u16| u16::try_from(wanted).unwrap_or(most).min(most);
    let width = at_most(columns.saturating_add(4), area.width);
    let height = at_most(rows.saturating_add(2), area.height);
    let frame = Rect::new(
        area.x + (area.width - width) / 2,
        area.y + (area.height - height) / 2,
        width,
        height,
    );
    // What shows beside a frame looks like a part of it: one column on either side is cleared too.
    let beside = Rect {
        x: frame.x.saturating_sub(1),
        width: frame.width.saturating_add(2),
        ..frame
    };
    Clear.render(beside.intersection(area), buffer);
    let block = Block::new()
        .borders(Borders::ALL)
        .title(Line::styled(format!(" {title} "), theme.strong()));
    let inside = block.inner(frame);
    block.render(frame, buffer);
    Rect::new(
        inside.x + inside.width.min(1),
        inside.y,
        inside.width.saturating_sub(2),
        inside.height,
    )
}
