//! Draws Dosing: the list of doses to the left, the one that is shown to the right.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders, Widget};

use super::{State, forms, panel};
use crate::base::context::Context;
use crate::base::theme::Theme;
use crate::widgets::{list, message, text};
use app::dosing::{DoseAdvice, DosingRow};
use domain::DoseState;

/// Draws the screen; returns the cursor position.
pub(super) fn draw(
    state: &State,
    cx: &Context,
    buffer: &mut Buffer,
    area: Rect,
) -> Option<Position> {
    let theme = cx.theme();
    let area = draw_past_day(state, cx, buffer, area);
    let rows = state.rows(cx);
    let Some(row) = state.row(cx) else {
        let (phrase, hint) = nothing(state, cx);
        message::draw(buffer, area, theme, &phrase, hint);
        return None;
    };
    let left = list_width(&rows, area.width);
    let list = Rect::new(area.x, area.y, left, area.height);
    draw_list(state, cx, &rows, buffer, list);
    let right = Rect::new(area.x + left, area.y, area.width - left, area.height);
    let mut block = Block::new()
        .borders(Borders::ALL)
        .title(Line::styled(format!(" {} ", title(row)), theme.strong()));
    if let Some(code) = &row.code {
        let code = Line::styled(format!(" code {code} "), theme.strong());
        block = block.title(code.right_aligned());
    }
    let inside = block.inner(right);
    block.render(right, buffer);
    let inside = Rect::new(
        inside.x + inside.width.min(1),
        inside.y,
        inside.width.saturating_sub(2),
        inside.height,
    );
    panel::draw(state, cx, row, buffer, inside)
}

/// Where doses are recorded for a day that is over, a band across the screen says so. Returns what is left of the area.
fn draw_past_day(state: &State, cx: &Context, buffer: &mut Buffer, area: Rect) -> Rect {
    if !state.is_past_day(cx) || area.height < 2 {
        return area;
    }
    let cells = usize::from(area.width);
    let day = state.day_words(cx);
    let text = format!(" ⚠ PAST DAY {day}: all entries are for this day · Ctrl-D changes it");
    let style = cx.theme().warn().patch(cx.theme().selected());
    buffer.set_stringn(area.x, area.y, text::left(&text, cells), cells, style);
    Rect::new(area.x, area.y + 1, area.width, area.height - 1)
}

/// Why there is no dose to show, and what to do.
fn nothing(state: &State, cx: &Context) -> (String, &'static str) {
    if let Some(trouble) = &state.trouble {
        return (trouble.to_string(), "");
    }
    let Some(doses) = &state.doses else {
        return ("reading the doses …".to_owned(), "");
    };
    if !doses.rows.is_empty() {
        return ("No dose matches the filter.".to_owned(), "Esc shows all.");
    }
    let lines = cx.study.iter().flat_map(|open| &open.record.work_lines);
    let mut lines = lines.filter(|line| line.regimen.is_some());
    match lines.next() {
        None => (
            "This study plans no doses.".to_owned(),
            "P opens the work plan, where d plans doses of an arm.",
        ),
        Some(_) => (
            format!("No dose is planned for {}.", state.day_words(cx)),
            "Ctrl-D chooses another day; P opens the work plan; x on Animals shows whose treatment stopped.",
        ),
    }
}

/// Cells that the dose needs to the right of the list.
const PANEL: u16 = 50;

/// Cells of what stands at the end of a row: `endpoint`.
const STATE: usize = 8;

/// Columns of the list: as many as its longest row needs, as far as the dose leaves them.
fn list_width(rows: &[&DosingRow], columns: u16) -> u16 {
    let longest = rows.iter().map(|row| text::width(&name(row))).max();
    let wanted = longest.unwrap_or(0) + 3 + STATE + 2;
    let wanted = u16::try_from(wanted).unwrap_or(columns);
    let most = columns.saturating_sub(PANEL).clamp(20, 48);
    wanted.clamp(20, most).min(columns)
}

/// The animal with its cage, and which of several doses of the date it is: `C04 · 214 2/2`.
fn name(row: &DosingRow) -> String {
    let name = forms::name(row);
    match row.slots {
        0 | 1 => name,
        slots => format!("{name} {}/{slots}", row.slot),
    }
}

fn title(row: &DosingRow) -> String {
    let sex = match row.sex {
        Some("female") => " ♀",
        Some("male") => " ♂",
        _ => "",
    };
    text::middle(&format!("{}{sex}", name(row)), 40)
}

fn draw_list(state: &State, cx: &Context, rows: &[&DosingRow], buffer: &mut Buffer, area: Rect) {
    let theme = cx.theme();
    let block = Block::new().borders(Borders::ALL).title(" Cage order ");
    let inside = block.inner(area);
    block.render(area, buffer);
    let cells = usize::from(inside.width);
    let at = state.place(cx).unwrap_or(0);
    let top = list::top(rows.len(), usize::from(inside.height), at);
    let listed = rows.iter().enumerate().skip(top);
    for (y, (place, row)) in (inside.y..inside.bottom()).zip(listed) {
        let line = list_row(theme, row, place == at, cells);
        buffer.set_line(inside.x, y, &line, inside.width);
        if place == at {
            let whole = Rect::new(inside.x, y, inside.width, 1);
            buffer.set_style(whole, theme.selected());
        }
    }
}

fn list_row(theme: &Theme, row: &DosingRow, is_shown: bool, cells: usize) -> Line<'static> {
    let (sign, sign_style) = sign(theme, row, is_shown);
    let (state, style) = state_of(theme, row);
    let room = cells.saturating_sub(3 + text::width(&state));
    Line::from(vec![
        Span::styled(format!("{sign} "), sign_style),
        Span::raw(text::left(&text::middle(&name(row), room), room)),
        Span::raw(" "),
        Span::styled(state, style),
    ])
}

fn sign(theme: &Theme, row: &DosingRow, is_shown: bool) -> (&'static str, Style) {
    match row.recorded.last().map(|dose| dose.state) {
        Some(DoseState::Given) => ("✓", theme.good()),
        Some(DoseState::Partial) => ("◐", theme.warn()),
        Some(DoseState::Held | DoseState::Missed) => ("–", theme.warn()),
        Some(DoseState::Misdosed) => ("✗", theme.alert()),
        None if row.days_late > 0 => ("!", theme.alert()),
        None if is_shown => ("▶", Style::new()),
        None => ("·", theme.faint()),
    }
}

/// What a row says of its dose: the volume that is to be given or was given, or why there is none.
fn state_of(theme: &Theme, row: &DosingRow) -> (String, Style) {
    let volume = |none: &str| {
        row.volume
            .map_or(none.to_owned(), |volume| volume.to_string())
    };
    if let Some(dose) = row.recorded.last() {
        let text = match dose.state {
            DoseState::Given | DoseState::Partial => dose
                .volume_ml
                .filter(|ml| *ml > 0.0)
                .map(domain::milliliters),
            _ => None,
        };
        return (
            text.unwrap_or_else(|| dose.state.id().to_owned()),
            theme.faint(),
        );
    }
    match row.advice {
        DoseAdvice::Give => (volume("give"), Style::new()),
        DoseAdvice::Weigh(_) => ("weigh!".to_owned(), theme.warn()),
        DoseAdvice::Hold(_) => ("hold?".to_owned(), theme.alert()),
        DoseAdvice::Endpoint(_) => ("endpoint".to_owned(), theme.alert()),
        DoseAdvice::Refuse(_) => ("refused".to_owned(), theme.alert()),
    }
}
