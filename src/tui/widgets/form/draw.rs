//! How a form is drawn: the fields around the current one, what lies above and below, what is wrong.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use tui_input::Input;

use super::Form;
use super::field::{Content, Field};
use crate::base::theme::Theme;
use crate::widgets::{list, popup, text};

/// Cells of a form at most, between its frame.
const COLUMNS: usize = 74;

/// Lines that a message takes at most.
const MOST_MESSAGE: usize = 4;

/// Fields that are shown at least, before the introduction is.
const FEWEST_FIELDS: usize = 3;

/// Cells between labels and values: a blank, the mark of a field that is wrong, a blank.
const GAP: usize = 3;

/// Draws a form in the middle of an area; returns the cursor position.
pub fn draw(buffer: &mut Buffer, area: Rect, theme: &Theme, form: &Form) -> Option<Position> {
    let columns = COLUMNS.min(usize::from(area.width).saturating_sub(4));
    let message = form.message(theme);
    let message = message.map_or_else(Vec::new, |(text, style)| {
        let lines = text::wrap_within(&text, columns, MOST_MESSAGE).into_iter();
        lines.map(|line| (line, style)).collect()
    });
    // A blank line and the hint stand below the fields.
    let below = message.len() + 2;
    let rows = usize::from(area.height).saturating_sub(2);
    let least = below + form.fields.len().min(FEWEST_FIELDS + 2);
    let intro = match (form.intro.as_str(), rows.saturating_sub(least + 1)) {
        ("", _) | (_, 0) => Vec::new(),
        (intro, room) => text::wrap_within(intro, columns, room),
    };
    let above = intro.len() + usize::from(!intro.is_empty());
    let wanted = above + form.fields.len() + below;
    let inside = popup::draw(buffer, area, theme, &form.title, columns, wanted);
    for (y, line) in (inside.y..inside.bottom()).zip(&intro) {
        buffer.set_stringn(inside.x, y, line, columns, theme.faint());
    }
    let top = inside.y + u16::try_from(above).unwrap_or(0);
    let fit = usize::from(inside.bottom().saturating_sub(top)).saturating_sub(below);
    let place = Rect::new(inside.x, top, inside.width, u16::try_from(fit).unwrap_or(0));
    let cursor = form.draw_fields(buffer, place, theme);
    for (y, (line, style)) in (place.bottom() + 1..inside.bottom()).zip(message) {
        buffer.set_stringn(inside.x, y, line, columns, style);
    }
    if inside.height > 0 {
        let foot = Rect::new(inside.x, inside.bottom() - 1, inside.width, 1);
        form.draw_hint(buffer, foot, theme);
    }
    match &form.list {
        Some(list) => list.draw(buffer, area, theme),
        None => cursor,
    }
}

impl Form {
    /// What is to be read below the fields: what is wrong with the form, with the current field, with another one; what
    /// is remarkable.
    fn message(&self, theme: &Theme) -> Option<(String, Style)> {
        if let Some(trouble) = &self.trouble {
            return Some((trouble.to_string(), theme.alert()));
        }
        if let Some(trouble) = self.trouble_of(self.at) {
            return Some((trouble.to_string(), theme.alert()));
        }
        let mut others = std::iter::once(self.left).chain(0..self.fields.len());
        let wrong = others.find_map(|at| Some((self.fields[at].label, self.trouble_of(at)?)));
        if let Some((label, trouble)) = wrong {
            let told = trouble.to_string();
            return Some(match told.starts_with(label) {
                true => (format!("✗ {told}"), theme.alert()),
                false => (format!("✗ {label}: {told}"), theme.alert()),
            });
        }
        let mut remarks = self.fields.iter();
        remarks.find_map(|field| {
            let text = format!("{}: {}", field.label, field.remark.as_ref()?);
            Some((text, theme.warn()))
        })
    }

    /// The fields around the current one, as many as fit; where some do not, the first and the last row say which.
    fn draw_fields(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let count = self.fields.len();
        let (top, fit) = window(count, usize::from(area.height), self.at);
        let has_marks = area.height > 2;
        let start = area.y + u16::from(top > 0 && has_marks);
        let labels = self.fields.iter().map(|field| text::width(field.label));
        let labels = labels.max().unwrap_or(0);
        let mut cursor = None;
        let shown = self.fields.iter().enumerate().skip(top).take(fit);
        for (y, (at, field)) in (start..area.bottom()).zip(shown) {
            let place = Rect::new(area.x, y, area.width, 1);
            let focus = match (at == self.at, self.is_selected) {
                (false, _) => Focus::Elsewhere,
                (true, true) => Focus::Selected,
                (true, false) => Focus::Typing,
            };
            let is_wrong = self.trouble_of(at).is_some();
            draw_label(buffer, place, theme, (field.label, labels), focus, is_wrong);
            let start = u16::try_from(labels + GAP)
                .unwrap_or(u16::MAX)
                .min(place.width);
            let value = Rect::new(place.x + start, y, place.width - start, 1);
            let found = draw_value(buffer, value, theme, field, focus);
            cursor = cursor.or(found);
        }
        if !has_marks {
            return cursor;
        }
        let row = |y| Rect::new(area.x, y, area.width, 1);
        let above = self.fields.iter().take(top).rev();
        draw_more(buffer, row(area.y), theme, '▲', above);
        let below = self.fields.iter().skip(top + fit);
        let last = area.bottom().saturating_sub(1).max(area.y);
        draw_more(buffer, row(last), theme, '▼', below);
        cursor
    }

    /// What belongs in the current field, and what typing does to a selected text.
    fn draw_hint(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) {
        let Some(field) = self.fields.get(self.at) else {
            return;
        };
        let what = match &field.content {
            Content::Text(_) if self.is_selected => "typing replaces · End adds",
            Content::List(_) if !field.value().is_empty() => "typing adds · Backspace removes",
            _ => "",
        };
        let cells = usize::from(area.width);
        let hint = match text::width(field.hint) + text::width(what) + 2 <= cells {
            true => text::left(field.hint, cells - text::width(what)) + what,
            false => field.hint.to_owned(),
        };
        buffer.set_stringn(area.x, area.y, hint, cells, theme.faint());
    }
}

/// The first field that is shown, and how many are. A row is left free where fields lie above, and one where fields lie
/// below.
fn window(count: usize, rows: usize, chosen: usize) -> (usize, usize) {
    if count <= rows {
        return (0, count);
    }
    let fit = rows.saturating_sub(2).max(1);
    let top = list::top(count, fit, chosen);
    match (top, count - top - fit) {
        // With too few rows for both, only the current field is shown.
        _ if rows <= 2 => (chosen, 1),
        (..=1, _) => (0, rows - 1),
        (_, ..=1) => (count - (rows - 1), rows - 1),
        _ => (top, fit),
    }
}

/// Says how many fields lie beyond, and which, nearest first.
fn draw_more<'a>(
    buffer: &mut Buffer,
    area: Rect,
    theme: &Theme,
    sign: char,
    fields: impl Iterator<Item = &'a Field>,
) {
    let labels: Vec<&str> = fields.map(|field| field.label).collect();
    if labels.is_empty() {
        return;
    }
    let cells = usize::from(area.width);
    let text = format!("{sign} {} more: {}", labels.len(), labels.join(", "));
    buffer.set_stringn(
        area.x,
        area.y,
        text::cut(&text, cells),
        cells,
        theme.faint(),
    );
}

/// Where the cursor is, seen from a field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Focus {
    /// In another field.
    Elsewhere,
    /// In this one, whose whole text is selected.
    Selected,
    /// In its text.
    Typing,
}

/// Draws a label in its cells, marked where the field is wrong.
fn draw_label(
    buffer: &mut Buffer,
    place: Rect,
    theme: &Theme,
    (label, cells): (&str, usize),
    focus: Focus,
    is_wrong: bool,
) {
    let (style, mark) = match (is_wrong, focus) {
        (true, _) => (theme.alert(), " ✗"),
        (false, Focus::Elsewhere) => (theme.faint(), ""),
        (false, _) => (theme.strong(), ""),
    };
    let label = text::left(label, cells) + mark;
    buffer.set_stringn(place.x, place.y, label, usize::from(place.width), style);
}

/// Draws what a field holds; returns the cursor position, if it is there.
fn draw_value(
    buffer: &mut Buffer,
    place: Rect,
    theme: &Theme,
    field: &Field,
    focus: Focus,
) -> Option<Position> {
    let room = usize::from(place.width);
    let x = place.x;
    match &field.content {
        Content::Text(input) | Content::List(input) => {
            let (taken, cursor) = draw_text(buffer, place, theme, input, focus);
            let offer = match focus {
                Focus::Elsewhere => None,
                _ => field.offer(focus == Focus::Selected),
            };
            let beside = match (offer, field.meaning()) {
                (Some(offer), _) => format!("→ {offer}"),
                (None, Some(meaning)) => format!("= {meaning}"),
                (None, None) => String::new(),
            };
            let left = room.saturating_sub(taken + 2);
            if left > 0 {
                let x = x + u16::try_from(taken + 2).unwrap_or(0);
                let beside = text::cut(&beside, left);
                buffer.set_stringn(x, place.y, beside, left, theme.faint());
            }
            cursor
        }
        Content::Choice { options, at } => {
            let style = match focus {
                Focus::Elsewhere => theme.strong(),
                _ => theme.selected(),
            };
            let shown = text::cut(&format!("‹ {} ›", field.shown()), room);
            buffer.set_stringn(x, place.y, &shown, room, style);
            if field.opens_list() && focus != Focus::Elsewhere {
                let place_of = field.place_in_choice(*at, options.len());
                let taken = text::width(&shown);
                let x = x + u16::try_from(taken).unwrap_or(0);
                buffer.set_stringn(
                    x,
                    place.y,
                    place_of,
                    room.saturating_sub(taken),
                    theme.faint(),
                );
            }
            (focus != Focus::Elsewhere && room > 0).then(|| Position::new(x, place.y))
        }
    }
}

/// Draws a text; returns the cells it takes, and the cursor position, if it is there.
fn draw_text(
    buffer: &mut Buffer,
    place: Rect,
    theme: &Theme,
    input: &Input,
    focus: Focus,
) -> (usize, Option<Position>) {
    let room = usize::from(place.width);
    // A text that is not being typed is shown from its beginning.
    let scroll = match focus {
        Focus::Typing => input.visual_scroll(room.max(2) - 1),
        _ => 0,
    };
    let shown = match (focus, scroll) {
        (Focus::Typing, 0) => input.value().to_owned(),
        (Focus::Typing, _) => format!("…{}", skip(input.value(), scroll + 1)),
        _ => text::cut(input.value(), room),
    };
    let style = match focus {
        Focus::Selected => theme.selected(),
        Focus::Typing => theme.key(),
        Focus::Elsewhere => theme.strong(),
    };
    buffer.set_stringn(place.x, place.y, &shown, room, style);
    let column = input.visual_cursor().saturating_sub(scroll);
    let column = u16::try_from(column.min(room.max(1) - 1)).unwrap_or(0);
    let cursor =
        (focus != Focus::Elsewhere && room > 0).then(|| Position::new(place.x + column, place.y));
    (text::width(&shown), cursor)
}

/// The text without its first `cells` cells.
fn skip(value: &str, cells: usize) -> String {
    let mut gone = 0;
    let mut chars = value.chars();
    while gone < cells {
        match chars.next() {
            Some(c) => gone += text::width(c.encode_utf8(&mut [0; 4])),
            None => break,
        }
    }
    chars.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn current_field_is_in_the_window() {
        for count in 1..40 {
            for rows in 1..25 {
                for chosen in 0..count {
                    let (top, fit) = window(count, rows, chosen);
                    assert!(
                        (top..top + fit).contains(&chosen),
                        "{count} {rows} {chosen}"
                    );
                    let marks = usize::from(top > 0) + usize::from(top + fit < count);
                    assert!(rows <= 2 || fit + marks <= rows, "{count} {rows} {chosen}");
                }
            }
        }
    }
}
