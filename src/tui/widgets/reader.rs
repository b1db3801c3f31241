//! A text to read, with headings to the left: help, definitions, summaries.

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyCode;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::list::moved;
use super::{line, popup, text};
use crate::base::keymap::{Action, Action as A, Scope, bind, key, plain};
use crate::base::theme::Theme;

/// The keys of a text to read.
#[rustfmt::skip]
pub static KEYS: Scope = Scope {
    title: "text",
    is_typed_in: false,
    bindings: &[
        bind(&[key(KeyCode::Enter)], A::Accept, "close the text", "close"),
    ],
};

/// The keys of a text that asks.
#[rustfmt::skip]
pub static ASK: Scope = Scope {
    title: "question",
    is_typed_in: false,
    bindings: &[
        bind(&[plain('y')], A::Confirm, "yes, do it", "yes, do it"),
    ],
};

/// A text to read.
#[derive(Debug, Clone)]
pub struct Reader {
    title: String,
    /// Heading and text of each line; a line without heading has the whole width.
    lines: Vec<(String, String)>,
    /// The first line shown, of those that [`Reader::laid_out`] gives.
    top: usize,
    /// Whether a character was typed since: then the next Enter may be that of a device.
    was_typed_at: bool,
}

/// A line as a window shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Laid {
    /// The text on the left; none for a text that has the whole width.
    heading: Option<String>,
    text: String,
}

impl Reader {
    /// A text from its beginning. A line whose first part is empty has no heading.
    pub fn new(title: impl Into<String>, lines: Vec<(String, String)>) -> Self {
        Self {
            title: title.into(),
            lines,
            top: 0,
            was_typed_at: false,
        }
    }

    /// Cells of the texts in a window of the given number of columns.
    fn columns(window: u16) -> usize {
        76.min(usize::from(window).saturating_sub(4))
    }

    /// Cells that the headings take.
    fn left(&self) -> usize {
        let headings = self.lines.iter().map(|(heading, _)| text::width(heading));
        headings.max().unwrap_or(0).min(26)
    }

    /// All lines, broken to this number of cells.
    fn laid_out(&self, columns: usize) -> Vec<Laid> {
        let left = match self.left() {
            0 => 0,
            left => left + 2,
        };
        let room = columns.saturating_sub(left).max(1);
        let broken = self.lines.iter().flat_map(|(heading, body)| {
            let alone = heading.is_empty();
            let lines = text::wrap(body, if alone { columns } else { room });
            lines.into_iter().enumerate().map(move |(at, text)| {
                let heading = if at == 0 { heading.as_str() } else { "" };
                Laid {
                    heading: (!alone).then(|| heading.to_owned()),
                    text,
                }
            })
        });
        broken.collect()
    }

    /// Scrolls in a window of the given number of columns and rows.
    pub fn scroll(&mut self, action: Action, (columns, rows): (u16, u16)) {
        let page = usize::from(rows.saturating_sub(6)).max(1);
        let lines = self.laid_out(Self::columns(columns)).len();
        let last = lines.saturating_sub(page);
        moved(&mut self.top, last + 1, page, action);
    }

    /// A key that is bound to nothing. It may come from a device, whose Enter must not close the text.
    pub fn typed(&mut self, key: KeyEvent) {
        self.was_typed_at |= line::inserts(key);
    }

    /// Whether Enter closes it: not the first one after a character.
    pub fn closes(&mut self) -> bool {
        !std::mem::take(&mut self.was_typed_at)
    }

    /// Draws it in the middle of an area.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) {
        let columns = Self::columns(area.width);
        let lines = self.laid_out(columns);
        let left = self.left();
        let gap = if left > 0 { 2 } else { 0 };
        let count = lines.len();
        let inside = popup::draw(buffer, area, theme, &self.title, columns, count);
        let fit = usize::from(inside.height);
        if fit < count {
            let last = (self.top + fit).min(count);
            let place = format!("lines {}–{last} of {count}", self.top + 1);
            popup::foot(buffer, inside, theme, &place);
        }
        let shown = lines.into_iter().skip(self.top);
        for (y, line) in (inside.y..inside.bottom()).zip(shown) {
            let Some(heading) = line.heading else {
                buffer.set_stringn(inside.x, y, line.text, columns, theme.strong());
                continue;
            };
            let room = usize::from(inside.width).saturating_sub(left + gap);
            buffer.set_stringn(inside.x, y, text::left(&heading, left), left, theme.key());
            let x = inside.x + u16::try_from(left + gap).unwrap_or(0);
            buffer.set_stringn(x, y, line.text, room, Style::new());
        }
    }
}
