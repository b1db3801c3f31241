//! Draws the measuring screen: the queue to the left, the values to the right.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders, Widget};

use super::entry::{readings, tumors};
use super::{Focus, State, animal, figures, panel};
use crate::base::context::Context;
use crate::base::study::OpenStudy;
use crate::widgets::{list, message, text};
use domain::{AnimalRecord, Sex, standing};

/// The text at the right end of the title.
pub(super) fn corner(state: &State, cx: &Context) -> String {
    let done = state.done_count(cx);
    let alerts = match state.open_alerts.values().sum::<usize>() {
        0 => String::new(),
        n => format!("  ⚠ {n}"),
    };
    let other_day = if state.day(cx) == cx.today {
        ""
    } else {
        "⚠ "
    };
    format!(
        "{other_day}{} · {done}/{} done{alerts}",
        state.day_words(cx),
        state.queue.len()
    )
}

/// Draws the screen; returns the cursor position.
pub(super) fn draw(
    state: &State,
    cx: &Context,
    buffer: &mut Buffer,
    area: Rect,
) -> Option<Position> {
    let theme = cx.theme();
    let study = cx.study.as_ref()?;
    let (Some(animal), Some(entry)) = (state.current(cx), &state.entry) else {
        let (phrase, hint) = nothing(study, state);
        message::draw(buffer, area, theme, phrase, hint);
        return None;
    };
    let left = queue_width(state, study, area.width);
    let queue = Rect::new(area.x, area.y, left, area.height);
    draw_queue(state, cx, study, buffer, queue);
    let right = Rect::new(area.x + left, area.y, area.width - left, area.height);
    let block = Block::new()
        .borders(Borders::ALL)
        .title(title(cx, study, animal));
    let inside = block.inner(right);
    block.render(right, buffer);
    let inside = Rect::new(
        inside.x + inside.width.min(1),
        inside.y,
        inside.width.saturating_sub(1),
        inside.height,
    );
    panel::draw(state, cx, study, animal, entry, buffer, inside)
}

/// Cells that the values need to the right of the queue.
const VALUES: u16 = 54;

/// Cells of what was found in a row of the queue: `1240 mm³`.
const FOUND: usize = 8;

/// Columns of the queue: three tenths of the window, more where long tags need them and the values do
/// not.
fn queue_width(state: &State, study: &OpenStudy, columns: u16) -> u16 {
    let usual = (columns * 3 / 10).clamp(20, 40);
    let animals = state.queue.iter();
    let animals = animals.filter_map(|id| animal(study, *id));
    let cells = animals.map(|animal| {
        let cage = study
            .cage(animal)
            .map_or(0, |c| 3 + text::width(c.as_str()));
        cage + text::width(animal.animal.tag.as_str())
    });
    let longest = cells.max().unwrap_or(0) + 3 + FOUND + 2;
    let longest = u16::try_from(longest).unwrap_or(columns);
    let most = columns.saturating_sub(VALUES).min(44).max(usual);
    longest.clamp(usual, most).min(columns)
}

/// Why there is no animal to measure.
fn nothing(study: &OpenStudy, state: &super::State) -> (&'static str, &'static str) {
    if study.record.animals.is_empty() {
        return ("This study has no animals yet.", "Esc, then n adds them.");
    }
    if !study.is_open() {
        return (
            "This study is closed.",
            "It takes no readings; the overview (Esc) reopens it with c.",
        );
    }
    if !state.filter.is_empty() {
        return ("No animal matches the filter.", "Esc shows all.");
    }
    if state.everyone {
        return ("No animal is on study.", "");
    }
    (
        "No animal is due on this day.",
        "F9 shows them all; Ctrl-D chooses another day.",
    )
}

fn title(cx: &Context, study: &OpenStudy, animal: &AnimalRecord) -> Line<'static> {
    let theme = cx.theme();
    let mut name = study
        .cage(animal)
        .map_or_else(String::new, |cage| format!("{cage} · "));
    name.push_str(animal.animal.tag.as_str());
    if let Some(sex) = animal.animal.sex {
        name.push_str(match sex {
            Sex::Female => " ♀",
            Sex::Male => " ♂",
        });
    }
    if let Some(ear) = &animal.animal.ear {
        name.push_str(&format!(" · ear {ear}"));
    }
    if let Some(rfid) = &animal.animal.rfid {
        name.push_str(&format!(" · {rfid}"));
    }
    Line::styled(format!(" {} ", text::middle(&name, 48)), theme.strong())
}

fn draw_queue(state: &State, cx: &Context, study: &OpenStudy, buffer: &mut Buffer, area: Rect) {
    let theme = cx.theme();
    let here = state.focus == Focus::Queue;
    let whose = if state.everyone { "all" } else { "due" };
    let heading = format!(" {}, {whose} ", state.order.title());
    let style = if here { theme.strong() } else { Style::new() };
    let mut block = Block::new()
        .borders(Borders::ALL)
        .title(Line::styled(heading, style));
    let unusual = unusual(state, cx, study);
    if !unusual.is_empty() {
        block = block.title_bottom(Line::styled(format!(" {unusual} "), theme.warn()));
    }
    let inside = block.inner(area);
    block.render(area, buffer);
    if inside.height == 0 {
        return;
    }
    let cells = usize::from(inside.width);
    let mut rows = inside;
    if here {
        let prompt = match state.tag.as_str() {
            "" => "tag or chip, Enter".to_owned(),
            tag => format!("› {tag}"),
        };
        buffer.set_stringn(
            inside.x,
            inside.y,
            text::left(&prompt, cells),
            cells,
            theme.key(),
        );
        rows.y += 1;
        rows.height -= 1;
    }
    let at = state
        .entry
        .as_ref()
        .and_then(|e| state.queue.iter().position(|id| *id == e.animal));
    let fit = usize::from(rows.height);
    let top = list::top(state.queue.len(), fit, at.unwrap_or(0));
    for (y, (place, id)) in (rows.y..rows.bottom()).zip(state.queue.iter().enumerate().skip(top)) {
        if let Some(animal) = animal(study, *id) {
            let line = row(state, cx, study, animal, at == Some(place), cells);
            buffer.set_line(rows.x, y, &line, rows.width);
            if at == Some(place) {
                buffer.set_style(Rect::new(rows.x, y, rows.width, 1), theme.selected());
            }
        }
    }
}

/// What is asked of every animal beyond or below what is usual in this study.
fn unusual(state: &State, cx: &Context, study: &OpenStudy) -> String {
    let habit = state.session.is_none_or(|session| session.weights);
    let plan = state.plan(cx, study);
    let weights = match (plan.weigh, habit) {
        (false, true) => Some("no weights"),
        (true, false) => Some("weights"),
        _ => None,
    };
    let parts = [plan.twice.then_some("twice"), weights];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn row(
    state: &State,
    cx: &Context,
    study: &OpenStudy,
    animal: &AnimalRecord,
    here: bool,
    cells: usize,
) -> Line<'static> {
    let theme = cx.theme();
    let id = animal.animal.id;
    let (sign, style) = match (state.done.contains(&id), state.drafts.contains_key(&id)) {
        _ if state.alerts.contains_key(&id) => ("⚠", theme.alert()),
        (true, _) => ("✓", theme.good()),
        (false, true) => ("…", theme.warn()),
        (false, false) if here => ("▶", Style::new()),
        (false, false) => ("·", theme.faint()),
    };
    let found = found(state, cx, animal);
    let cage = study
        .cage(animal)
        .map_or_else(String::new, |cage| format!("{cage} · "));
    let tag = animal.animal.tag.as_str();
    // The tag is what one looks for; what was found comes next, the cage takes what is left.
    let tag = text::middle(tag, cells.saturating_sub(3));
    let found = text::cut(&found, cells.saturating_sub(3 + text::width(&tag)));
    let beside = cells.saturating_sub(3 + text::width(&tag) + text::width(&found).max(FOUND));
    let name = match beside.saturating_sub(3) {
        _ if text::width(&cage) <= beside => format!("{cage}{tag}"),
        room @ 3.. => format!(
            "{} · {tag}",
            text::middle(cage.trim_end_matches(" · "), room)
        ),
        _ => tag,
    };
    let room = cells.saturating_sub(3 + text::width(&found));
    Line::from(vec![
        Span::styled(format!("{sign} "), style),
        Span::raw(text::left(&name, room)),
        Span::raw(" "),
        Span::styled(found, theme.faint()),
    ])
}

/// What was found that day, in short.
fn found(state: &State, cx: &Context, animal: &AnimalRecord) -> String {
    let on = state.day(cx);
    let tumors = tumors(animal).into_iter();
    let readings: Vec<_> = tumors
        .filter_map(|id| standing(readings(animal, id, on)))
        .collect();
    if readings.is_empty() {
        return String::new();
    }
    let volumes: Option<Vec<f64>> = readings
        .iter()
        .map(|r| figures::volume(cx, &r.observation))
        .collect();
    match volumes {
        Some(volumes) => format!("{:.0} mm³", volumes.iter().sum::<f64>()),
        None => "skipped".into(),
    }
}
