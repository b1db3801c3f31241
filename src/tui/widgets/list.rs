//! A table with a heading of which one row is chosen. It shows the rows around the chosen one, so
//! that nothing needs to remember where it was scrolled to.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{names, text};
use crate::base::keymap::Action;
use crate::base::theme::Theme;

/// How texts without enough room are shortened.
#[derive(Debug, Clone)]
pub enum Cut {
    /// At their ends.
    End,
    /// In the middle: tags and cages differ at their ends.
    Middle,
    /// So that no two of these names become the same. A mark and a blank stand before each.
    Apart(Vec<String>),
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// Its cells at least.
    pub width: usize,
    /// Whether its texts end at its right edge, as numbers do.
    pub right: bool,
    /// Its share of what is left over; 0: none.
    pub grow: usize,
    /// How its texts are shortened.
    pub cut: Cut,
}

impl Column {
    /// A column of texts.
    pub fn text(title: &str, width: usize, grow: usize) -> Self {
        Self {
            title: title.to_owned(),
            width,
            right: false,
            grow,
            cut: Cut::End,
        }
    }

    /// A column of tags or cages.
    pub fn tags(title: &str, width: usize, grow: usize) -> Self {
        Self {
            cut: Cut::Middle,
            ..Self::text(title, width, grow)
        }
    }

    /// A column of these arms, each with its mark before it.
    pub fn arms(title: &str, width: usize, grow: usize, names: Vec<String>) -> Self {
        Self {
            cut: Cut::Apart(names),
            ..Self::text(title, width, grow)
        }
    }

    /// A column of numbers.
    pub fn number(title: &str, width: usize) -> Self {
        Self {
            title: title.to_owned(),
            width,
            right: true,
            grow: 0,
            cut: Cut::End,
        }
    }
}

/// A cell: its text and how it looks.
pub type Cell = (String, Style);

/// The first row to show, of `rows` rows of which `fit` fit, with row `at` chosen.
pub fn top(rows: usize, fit: usize, chosen: usize) -> usize {
    let last = rows.saturating_sub(fit);
    chosen.saturating_sub(fit / 2).min(last)
}

/// The widths of columns in the given number of cells, one blank between them. Columns at the end that do not
/// fit get none.
fn widths(columns: &[Column], cells: usize) -> Vec<usize> {
    let mut widths = Vec::new();
    let mut taken = 0;
    for column in columns {
        let gap = usize::from(!widths.is_empty());
        let fits = taken + gap + column.width <= cells;
        let width = match (fits, widths.is_empty()) {
            (true, _) => column.width,
            (false, true) => cells,
            (false, false) => 0,
        };
        taken += if width > 0 { gap + width } else { 0 };
        widths.push(width);
    }
    let shares: usize = columns.iter().map(|column| column.grow).sum();
    let spare = cells.saturating_sub(taken);
    if shares > 0 && widths.iter().all(|width| *width > 0) {
        for (width, column) in widths.iter_mut().zip(columns) {
            *width += spare * column.grow / shares;
        }
    }
    widths
}

/// Draws heading and rows; `row` is asked for those that are visible only.
pub fn draw(
    buffer: &mut Buffer,
    area: Rect,
    theme: &Theme,
    columns: &[Column],
    rows: usize,
    chosen: Option<usize>,
    row: impl Fn(usize) -> Vec<Cell>,
) {
    if area.height == 0 || area.width == 0 {
        return;
    }
    let widths = widths(columns, usize::from(area.width));
    let headings = columns
        .iter()
        .map(|c| (c.title.clone(), theme.faint()))
        .collect();
    put(buffer, area, 0, &line(columns, &widths, headings));
    let fit = usize::from(area.height - 1);
    let top = top(rows, fit, chosen.unwrap_or(0));
    for (offset, at) in (top..rows.min(top + fit)).enumerate() {
        let y = u16::try_from(offset + 1).unwrap_or(u16::MAX);
        put(buffer, area, y, &line(columns, &widths, row(at)));
        if chosen == Some(at) {
            let whole = Rect::new(area.x, area.y + y, area.width, 1);
            buffer.set_style(whole, theme.selected());
        }
    }
    more(buffer, area, theme, top, fit, rows);
}

/// Says in the heading how much there is that is not shown.
fn more(buffer: &mut Buffer, area: Rect, theme: &Theme, top: usize, fit: usize, rows: usize) {
    if rows <= fit || fit == 0 {
        return;
    }
    let phrase = format!(" {}–{} of {rows}", top + 1, (top + fit).min(rows));
    let cells = u16::try_from(text::width(&phrase)).unwrap_or(u16::MAX);
    let x = area.right().saturating_sub(cells);
    // Headings are not written over.
    let mut under = (x..area.right()).filter_map(|x| buffer.cell((x, area.y)));
    if cells < area.width && under.all(|cell| cell.symbol() == " ") {
        buffer.set_string(x, area.y, phrase, theme.faint());
    }
}

fn line(columns: &[Column], widths: &[usize], cells: Vec<Cell>) -> Line<'static> {
    let mut spans = Vec::new();
    for ((column, &width), (content, style)) in columns.iter().zip(widths).zip(cells) {
        if width == 0 {
            continue;
        }
        if !spans.is_empty() {
            spans.push(Span::raw(" "));
        }
        let content = match &column.cut {
            Cut::End => content,
            Cut::Middle => text::middle(&content, width),
            Cut::Apart(names) => arm(&content, names, width),
        };
        let fitted = if column.right {
            text::right(&content, width)
        } else {
            text::left(&content, width)
        };
        spans.push(Span::styled(fitted, style));
    }
    Line::from(spans)
}

/// A mark, a blank and a name.
fn arm(content: &str, names: &[String], width: usize) -> String {
    match content.split_once(' ') {
        Some((mark, name)) => {
            let room = width.saturating_sub(text::width(mark) + 1);
            format!("{mark} {}", names::apart(name, names, room))
        }
        None => content.to_owned(),
    }
}

fn put(buffer: &mut Buffer, area: Rect, y: u16, line: &Line<'_>) {
    if y < area.height {
        buffer.set_line(area.x, area.y + y, line, area.width);
    }
}

/// Moves the chosen row of a list as the arrow keys ask; returns whether the action was one of
/// these.
pub fn moved(at: &mut usize, rows: usize, page: usize, action: Action) -> bool {
    let last = rows.saturating_sub(1);
    let to = match action {
        Action::Up => at.saturating_sub(1),
        Action::Down => at.saturating_add(1),
        Action::PageUp => at.saturating_sub(page),
        Action::PageDown => at.saturating_add(page),
        Action::First => 0,
        Action::Last => last,
        _ => return false,
    };
    *at = to.min(last);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_row_is_always_shown() {
        for rows in 0..30 {
            for fit in 1..12 {
                for chosen in 0..rows {
                    let top = top(rows, fit, chosen);
                    assert!(top <= chosen && chosen < top + fit);
                    assert!(top + fit <= rows.max(fit));
                }
            }
        }
    }

    #[test]
    fn spare_width_goes_to_growing_columns() {
        let columns = [Column::text("a", 4, 1), Column::number("b", 3)];
        assert_eq!(widths(&columns, 12), [8, 3]);
        assert_eq!(widths(&columns, 6), [4, 0]);
        assert_eq!(widths(&columns, 2), [2, 0]);
    }
}
