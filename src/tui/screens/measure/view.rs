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
use app::day_account::{AnimalAccount, MeasuringDay, Outcome};
use domain::{AnimalRecord, Sex, standing};

/// The text at the right end of the title.
pub(super) fn corner(state: &State, cx: &Context) -> String {
    let counts = state.counts();
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
        "{other_day}{} · {}/{} done{alerts}",
        state.day_words(cx),
        counts.done,
        counts.all()
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
    let area = draw_past_day(state, cx, buffer, area);
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

/// Where readings are entered for a day that is over, a band across the screen says so. Returns what is left of
/// the area.
fn draw_past_day(state: &State, cx: &Context, buffer: &mut Buffer, area: Rect) -> Rect {
    if !state.is_past_day(cx) || area.height < 2 {
        return area;
    }
    let cells = usize::from(area.width);
    let day = state.study_day(cx);
    let day = day.map_or_else(String::new, |day| format!(", day {day}"));
    let text = format!(
        " ⚠ PAST DAY {}{day}: all values are for this day · Ctrl-D changes it",
        state.day(cx)
    );
    let style = cx.theme().warn().patch(cx.theme().selected());
    buffer.set_stringn(area.x, area.y, text::left(&text, cells), cells, style);
    Rect::new(area.x, area.y + 1, area.width, area.height - 1)
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
            "" => "type or scan a tag".to_owned(),
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
    let habit = state.session.as_ref().is_none_or(MeasuringDay::weighs);
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
    let outcome = state.accounts.get(&id).map(AnimalAccount::outcome);
    let (sign, style) = match outcome.unwrap_or(Outcome::NotBegun) {
        Outcome::Done => ("✓", theme.good()),
        _ if state.drafts.contains_key(&id) => ("…", theme.warn()),
        _ if here && !state.is_finished(cx, id) => ("▶", Style::new()),
        Outcome::Partly => ("◐", theme.warn()),
        Outcome::Skipped => ("–", theme.warn()),
        Outcome::NotBegun => ("·", theme.faint()),
        Outcome::NotDue => (" ", theme.faint()),
    };
    let alert = match state.alerts.contains_key(&id) {
        true => "⚠ ",
        false => "",
    };
    let found = format!("{alert}{}", found(state, cx, animal));
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
    let found_style = match alert {
        "" => theme.faint(),
        _ => theme.alert(),
    };
    Line::from(vec![
        Span::styled(format!("{sign} "), style),
        Span::raw(text::left(&name, room)),
        Span::raw(" "),
        Span::styled(found, found_style),
    ])
}

/// What was found of the tumors that day, in short: their volume, with a `+` where one of several was not measured.
fn found(state: &State, cx: &Context, animal: &AnimalRecord) -> String {
    let on = state.day(cx);
    let tumors = tumors(animal);
    let standing = tumors.iter().map(|id| standing(readings(animal, *id, on)));
    let readings: Vec<Option<_>> = standing.collect();
    let volumes = readings.iter().flatten();
    let volumes: Vec<f64> = volumes
        .filter_map(|r| figures::volume(cx, &r.observation))
        .collect();
    if readings.iter().all(Option::is_none) {
        return String::new();
    }
    let sum: f64 = volumes.iter().sum();
    match volumes.len() {
        0 => "not read".into(),
        n if n < tumors.len() => format!("{sum:.0}+ mm³"),
        _ => format!("{sum:.0} mm³"),
    }
}
