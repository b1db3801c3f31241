//! How the results look: a strip of sections, the title of the one that is shown, its lines, the
//! headings of the current table always in sight.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::section::{Grid, LaidSection, Line, first_width, window};
use super::{State, choices, columns, cursor};
use crate::base::context::Context;
use crate::base::study::Numbers;
use crate::base::theme::Theme;
use crate::widgets::{list, message, text};
use app::document::Mark;

/// Draws the screen.
pub(super) fn draw(state: &State, cx: &Context, buffer: &mut Buffer, area: Rect) {
    let theme = cx.theme();
    let Some(study) = &cx.study else { return };
    let news = match &study.numbers {
        Numbers::Failed(trouble) => {
            return message::draw(buffer, area, theme, &trouble.message, &trouble.hint);
        }
        Numbers::Here(_) => study.unread_words().unwrap_or_default(),
        Numbers::Coming(Some(_)) => "before the last change; computing …",
        Numbers::Coming(None) | Numbers::Unasked => {
            let phrase = format!("computing the numbers of {} …", study.name());
            return message::draw(buffer, area, theme, &phrase, "");
        }
    };
    let Some(section) = state.section() else {
        return;
    };
    let inside = Rect::new(
        area.x + area.width.min(1),
        area.y,
        area.width.saturating_sub(2),
        area.height,
    );
    strip(buffer, row(inside, 0), theme, state);
    let page = Page::new(section, state, inside.width, below(inside, 3).height);
    let title = text::cut(&section.title, usize::from(inside.width));
    put(buffer, row(inside, 1), inside.x, &title, theme.strong());
    shown(buffer, row(inside, 2), theme, &page, news);
    page.draw(buffer, below(inside, 3), theme);
}

fn row(area: Rect, at: u16) -> Rect {
    let height = u16::from(at < area.height);
    Rect::new(area.x, area.y.saturating_add(at), area.width, height)
}

/// The area without its first `rows` rows.
fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect::new(area.x, area.y + rows, area.width, area.height - rows)
}

/// Writes a text; returns the column after it.
fn put(buffer: &mut Buffer, area: Rect, x: u16, phrase: &str, style: Style) -> u16 {
    if area.height == 0 || x >= area.right() {
        return x;
    }
    let room = usize::from(area.right() - x);
    buffer.set_stringn(x, area.y, phrase, room, style).0
}

/// The sections, as many as fit, the shown one among them.
fn strip(buffer: &mut Buffer, area: Rect, theme: &Theme, state: &State) {
    let names: Vec<&str> = state
        .sections
        .iter()
        .map(|section| section.id.name())
        .collect();
    let at = state.place();
    let cells = |range: &[&str]| range.iter().map(|n| text::width(n) + 3).sum::<usize>();
    let room = usize::from(area.width).saturating_sub(4);
    let mut from = 0;
    while from < at && cells(&names[from..=at]) > room {
        from += 1;
    }
    let mut to = (at + 1).min(names.len());
    while to < names.len() && cells(&names[from..=to]) <= room {
        to += 1;
    }
    let mut x = put(
        buffer,
        area,
        area.x,
        if from > 0 { "‹ " } else { "" },
        theme.faint(),
    );
    for (place, name) in names.iter().enumerate().take(to).skip(from) {
        let style = if place == at {
            theme.selected()
        } else {
            theme.faint()
        };
        x = put(buffer, area, x, &format!(" {name} "), style);
        x = put(buffer, area, x, " ", Style::new());
    }
    if to < names.len() {
        put(buffer, area, x, "›", theme.faint());
    }
}

/// What of the section is in the window, and whether its numbers are the newest.
fn shown(buffer: &mut Buffer, area: Rect, theme: &Theme, page: &Page<'_>, news: &str) {
    put(buffer, area, area.x, news, theme.warn());
    let mut phrase = page.columns_text();
    let lines = page.lines_text();
    if !phrase.is_empty() && !lines.is_empty() {
        phrase.push_str(" · ");
    }
    phrase.push_str(&lines);
    let cells = u16::try_from(text::width(&phrase)).unwrap_or(u16::MAX);
    let x = area.right().saturating_sub(cells).max(area.x);
    put(buffer, area, x, &phrase, theme.faint());
}

/// The lines of a section in a window, and where the cursor is among them.
struct Page<'s> {
    section: &'s LaidSection,
    lines: Vec<Line>,
    columns: usize,
    /// Rows of the window.
    fit: usize,
    /// The line with the cursor.
    at: Option<usize>,
    /// The column with the cursor.
    column: usize,
    /// The first line in the window.
    top: usize,
}

impl<'s> Page<'s> {
    fn new(section: &'s LaidSection, state: &State, width: u16, height: u16) -> Self {
        let columns = columns(width.saturating_add(2));
        let lines = section.lines(columns);
        let at = cursor(&lines, state.at);
        let line = at.map_or(&Line::Blank, |at| &lines[at]);
        let column = state.column.min(choices(section, line).saturating_sub(1));
        let fit = usize::from(height);
        let top = list::top(lines.len(), fit, at.unwrap_or(0));
        Self {
            section,
            lines,
            columns,
            fit,
            at,
            column,
            top,
        }
    }

    /// The table with the cursor.
    fn grid(&self) -> Option<(usize, &'s Grid)> {
        match self.lines.get(self.at?)? {
            Line::Row { grid, .. } => Some((*grid, self.section.grids.get(*grid)?)),
            _ => None,
        }
    }

    /// The column that decides which columns of a table are in the window.
    fn column_in(&self, grid: usize) -> usize {
        match self.grid() {
            Some((here, _)) if here == grid => self.column,
            _ => 0,
        }
    }

    /// The columns of a table that are in the window.
    fn window(&self, grid: usize, of: &Grid) -> Range<usize> {
        let first = first_width(&of.widths, self.columns);
        let room = self.columns.saturating_sub(first);
        window(&of.widths, room, self.column_in(grid))
    }

    /// Which columns are in the window, of the table with the cursor, or else of the first that is
    /// not there whole.
    fn columns_text(&self) -> String {
        let count = |of: &Grid| of.widths.len().saturating_sub(1);
        let here = self.grid().into_iter();
        let other = self.section.grids.iter().enumerate();
        let other = other.filter(|_| self.grid().is_none());
        let mut cut = here
            .chain(other)
            .map(|(at, of)| (self.window(at, of), count(of)))
            .filter(|(shown, count)| shown.len() < *count);
        let phrase = |(shown, count): (Range<usize>, usize)| {
            format!("columns {}–{} of {count}", shown.start, shown.end - 1)
        };
        cut.next().map_or_else(String::new, phrase)
    }

    fn lines_text(&self) -> String {
        let count = self.lines.len();
        if count <= self.fit || self.fit == 0 {
            return String::new();
        }
        let last = (self.top + self.fit).min(count);
        format!("lines {}–{last} of {count}", self.top + 1)
    }

    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) {
        let shown = self.lines.iter().enumerate().skip(self.top).take(self.fit);
        for (y, (place, line)) in (0..area.height).zip(shown) {
            self.line(buffer, row(area, y), theme, line, Some(place) == self.at);
        }
        self.keep_headings(buffer, area, theme);
    }

    /// The table that the first line in the window is of.
    fn at_top(&self) -> Option<(usize, &'s Grid)> {
        match self.lines.get(self.top)? {
            Line::Row { grid, .. } | Line::Heading { grid, .. } => {
                Some((*grid, self.section.grids.get(*grid)?))
            }
            _ => None,
        }
    }

    /// Puts the headings of the table at the top of the window there, where they are scrolled away.
    fn keep_headings(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) {
        let Some((grid, of)) = self.at_top() else {
            return;
        };
        let height = of.headings.first().map_or(0, Vec::len);
        let start = Line::Heading { grid, line: 0 };
        let start = self.lines.iter().position(|line| *line == start);
        if height > self.fit / 2 || start.is_none_or(|start| start >= self.top) {
            return;
        }
        for (y, line) in (0..area.height).zip(0..height) {
            let place = row(area, y);
            let blank = " ".repeat(usize::from(place.width));
            put(buffer, place, place.x, &blank, Style::new());
            self.line(buffer, place, theme, &Line::Heading { grid, line }, false);
        }
    }

    fn line(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, line: &Line, chosen: bool) {
        match line {
            Line::Blank => {}
            Line::Text(phrase) => {
                let style = if chosen {
                    theme.selected()
                } else {
                    Style::new()
                };
                put(buffer, area, area.x, phrase, style);
            }
            Line::Facts { group, from, to } => {
                self.facts(buffer, area, theme, (*group, *from, *to), chosen);
            }
            Line::Heading { grid, line } => self.heading(buffer, area, theme, *grid, *line),
            Line::Row { grid, row } => self.row(buffer, area, theme, (*grid, *row), chosen),
        }
    }

    fn facts(
        &self,
        buffer: &mut Buffer,
        area: Rect,
        theme: &Theme,
        (group, from, to): (usize, usize, usize),
        chosen: bool,
    ) {
        let Some(facts) = self.section.facts.get(group).and_then(|g| g.get(from..to)) else {
            return;
        };
        let mut x = area.x;
        for (at, fact) in facts.iter().enumerate() {
            if at > 0 {
                x = put(buffer, area, x, " · ", theme.faint());
            }
            let style = if chosen && at == self.column {
                theme.selected()
            } else {
                Style::new()
            };
            x = put(buffer, area, x, &fact.text, style);
        }
    }

    /// The columns of a table in the window: place, where it starts, its cells.
    fn places(&self, grid: usize, of: &Grid, area: Rect) -> Vec<(usize, u16, usize)> {
        let first = first_width(&of.widths, self.columns);
        let shown = self.window(grid, of);
        let mut places = vec![(0, area.x, first)];
        let mut x = first;
        for column in shown.filter(|column| *column > 0) {
            let start = area
                .x
                .saturating_add(u16::try_from(x + 2).unwrap_or(u16::MAX));
            places.push((column, start, of.widths[column]));
            x += 2 + of.widths[column];
        }
        places
    }

    fn heading(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, grid: usize, line: usize) {
        let Some(of) = self.section.grids.get(grid) else {
            return;
        };
        let here = self.grid().is_some_and(|(at, _)| at == grid);
        for (column, x, cells) in self.places(grid, of, area) {
            let lines = &of.headings[column];
            let phrase = lines.get(line).map_or("", String::as_str);
            let mut style = theme.faint();
            if here && column == self.column {
                style = theme.strong();
            }
            if column == 0 {
                put(buffer, area, x, &text::cut(phrase, cells), style);
                continue;
            }
            let blanks = cells.saturating_sub(text::width(phrase));
            let start = x.saturating_add(u16::try_from(blanks).unwrap_or(0));
            put(buffer, area, start, phrase, style);
            let begins = line == 0 || lines.get(line - 1).is_some_and(String::is_empty);
            if let Some(arm) = of.column_arms[column].filter(|_| begins && !phrase.is_empty()) {
                put(
                    buffer,
                    area,
                    start.saturating_sub(2),
                    theme.mark(arm),
                    theme.arm(arm),
                );
            }
        }
    }

    fn row(
        &self,
        buffer: &mut Buffer,
        area: Rect,
        theme: &Theme,
        (grid, row): (usize, usize),
        chosen: bool,
    ) {
        let Some(of) = self.section.grids.get(grid) else {
            return;
        };
        for (column, x, cells) in self.places(grid, of, area) {
            let phrase = of.cells[row].get(column).map_or("", String::as_str);
            let mut style = marked(theme, of.mark(row, column));
            if chosen && column == 0 {
                style = style.add_modifier(Modifier::BOLD);
            }
            let fitted = match (column, of.row_arms[row]) {
                (0, Some(arm)) => {
                    put(buffer, area, x, theme.mark(arm), theme.arm(arm));
                    let name = of.first_cell(row, cells.saturating_sub(2));
                    put(buffer, area, x.saturating_add(2), &name, style);
                    None
                }
                (0, None) => Some(of.first_cell(row, cells)),
                _ => Some(text::right(phrase, cells)),
            };
            if let Some(fitted) = fitted {
                put(buffer, area, x, &fitted, style);
            }
            if chosen && column == self.column {
                let width = u16::try_from(cells).unwrap_or(u16::MAX);
                let width = width.min(area.right().saturating_sub(x));
                buffer.set_style(Rect::new(x, area.y, width, area.height), theme.selected());
            }
        }
    }
}

/// How a cell looks that is marked; its sign says the same without color.
fn marked(theme: &Theme, mark: Option<&Mark>) -> Style {
    match mark {
        Some(Mark::Primary) => theme.strong(),
        Some(Mark::Guarded) => theme.warn(),
        Some(Mark::Remark(_)) => theme.faint(),
        None => Style::new(),
    }
}
