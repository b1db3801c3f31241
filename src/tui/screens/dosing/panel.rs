//! One dose: its volume in the largest digits that fit, what it follows from, what was given before.

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::State;
use super::rows::key_of;
use crate::base::context::Context;
use crate::base::theme::Theme;
use crate::widgets::{digits, text};
use app::dosing::{DoseAdvice, DosingRow, RecordedDose};
use domain::DoseState;

/// A line of the panel and how it looks.
type Styled = (String, Style);

/// Rows between the edge and the digits, and below them.
const MARGIN: u16 = 1;

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
    let (word, unit, style) = large(theme, row);
    // The unit stands behind the digits.
    let room = area.width.saturating_sub(4);
    let free = area
        .height
        .saturating_sub(needed.saturating_add(typing + 2 * MARGIN));
    let scale = digits::scale(&word, (room, free));
    let below = draw_large(buffer, area, &word, unit, scale, style);
    let cursor = draw_weight(state, cx, buffer, area, below);
    let top = below + typing;
    for (y, (line, style)) in (top..area.bottom()).zip(&wrapped) {
        buffer.set_stringn(area.x, y, line, cells, *style);
    }
    cursor
}

/// Draws what one reads from afar; returns the row below it.
pub(in crate::screens) fn draw_large(
    buffer: &mut Buffer,
    area: Rect,
    word: &str,
    unit: &str,
    scale: u16,
    style: Style,
) -> u16 {
    let rows = digits::ROWS * scale;
    let y = (area.y + MARGIN).min(area.bottom());
    let inside = Rect::new(area.x, y, area.width, area.bottom() - y);
    digits::draw(buffer, inside, word, unit, scale, style);
    (y + rows + MARGIN).min(area.bottom())
}

/// What stands in large letters: the volume of an open dose, else what is to be done or was done. A volume that was given
/// is not shown so: it would invite to give it again.
pub(in crate::screens) fn large(theme: &Theme, row: &DosingRow) -> (String, &'static str, Style) {
    if let Some(dose) = row.recorded.last() {
        let (word, style) = match dose.state {
            DoseState::Given => ("DONE", theme.good()),
            DoseState::Partial => ("PART", theme.warn()),
            DoseState::Held => ("HELD", theme.warn()),
            DoseState::Missed => ("MISSED", theme.warn()),
            DoseState::Misdosed => ("WRONG", theme.alert()),
        };
        return (word.to_owned(), "", style);
    }
    let (word, style) = match &row.advice {
        DoseAdvice::Give => match row.volume {
            Some(volume) => {
                let text = volume.to_string();
                let digits = text.trim_end_matches(" mL");
                return (digits.to_owned(), " mL", theme.strong());
            }
            None => ("GIVE", theme.strong()),
        },
        DoseAdvice::Weigh(_) => ("WEIGH", theme.warn()),
        DoseAdvice::Hold(_) => ("HOLD", theme.alert()),
        DoseAdvice::Endpoint(_) | DoseAdvice::Refuse(_) => ("STOP", theme.alert()),
    };
    (word.to_owned(), "", style)
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
        lines.extend(warning(&row.advice).map(|text| (text, theme.alert())));
    }
    for dose in &row.recorded {
        lines.push((recorded(dose), theme.good()));
    }
    let chosen = state.formulation_of(&key_of(row));
    lines.extend(facts(row, state.day(cx), chosen).into_iter().map(|line| (line, Style::new())));
    let notes = row.notes.iter();
    lines.extend(notes.map(|note| (format!("⚠ {note}"), theme.warn())));
    lines
}

/// Why a dose is not to be given as planned.
pub(in crate::screens) fn warning(advice: &DoseAdvice) -> Option<String> {
    Some(match advice {
        DoseAdvice::Give => return None,
        DoseAdvice::Weigh(why) => format!("⚠ no volume: {why}. Type the weight, or w"),
        DoseAdvice::Hold(why) => format!("⚠ hold the dose: {why}. h holds it, Enter asks"),
        DoseAdvice::Endpoint(why) => format!("⚠ at an endpoint: {why}. h holds the dose, Enter asks"),
        DoseAdvice::Refuse(why) => format!("⚠ cannot be given as planned: {why}"),
    })
}

fn recorded(dose: &RecordedDose) -> String {
    let at = match dose.time {
        Some(time) => format!("{} {}", dose.date, time.to_the_minute()),
        None => dose.date.to_string(),
    };
    let by = dose.observer.as_ref().map_or_else(String::new, |by| format!(" by {by}"));
    format!("{} · {at}{by}", dose.words())
}

/// What is given, what it follows from, and what came before, seen on a date.
pub(in crate::screens) fn facts(
    row: &DosingRow,
    on: NaiveDate,
    chosen: Option<&str>,
) -> Vec<String> {
    let join = |parts: Vec<Option<String>>| {
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.join(" · ")
    };
    let formulation = match chosen {
        Some(code) => Some(format!("formulation {code}, chosen")),
        None => row.formulation.as_ref().map(|code| format!("formulation {code}")),
    };
    let what = [row.compound.clone(), row.dose.clone()];
    let what: Vec<String> = what.into_iter().flatten().collect();
    let what = Some(what.join(" ")).filter(|what| !what.is_empty());
    let weight = row.weight_g.map(|grams| match row.weighed_on {
        Some(date) if date == on => format!("{grams} g that day"),
        Some(date) => {
            let days = (on - date).num_days();
            format!("{grams} g of {date}, {days} d before")
        }
        None => format!("{grams} g"),
    });
    let course = row.course.map(|(n, of)| format!("dose {n} of {of}"));
    let slot = (row.slots > 1).then(|| {
        let hours = match row.hours {
            0 => String::new(),
            hours => format!(", {hours} h after the first"),
        };
        format!("{} of {} that day{hours}", row.slot, row.slots)
    });
    let late = match row.days_late {
        0 => None,
        1 => Some("1 day late".to_owned()),
        days => Some(format!("{days} days late")),
    };
    let last = row.last.as_ref().map(|dose| format!("last {} {}", dose.date, dose.words()));
    let change = row
        .weight_change_percent
        .map(|change| format!("weight {change:+.1} % since day 0"));
    let gives = row.gives.as_ref().map(|gives| format!("gives {gives}"));
    let all = [
        join(vec![row.route.clone(), formulation]),
        join(vec![what, row.liquid.clone(), gives]),
        join(vec![weight, change]),
        join(vec![course, slot, late]),
        join(vec![last]),
    ];
    all.into_iter().filter(|line| !line.is_empty()).collect()
}
