//! One animal: who it is, its curves, all its days.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::State;
use super::days::{self, Day};
use super::glance::{Course, mm3, signed, volumes, weights};
use crate::base::study::OpenStudy;
use crate::base::theme::Theme;
use crate::widgets::list::{self, Cell, Column};
use crate::widgets::plot::{Axis, Plot, Point, Scale, Series};
use crate::widgets::{message, names, text};
use chrono::NaiveDate;
use domain::{AnimalRecord, ClockTime, Observation, day_of};

/// Rows that curves take, and rows that the table keeps at least.
const CURVES: u16 = 7;
const TABLE: u16 = 8;

/// Draws an animal, with its place in the list.
pub(super) fn draw(
    state: &State,
    open: &OpenStudy,
    animal: &AnimalRecord,
    place: (usize, usize),
    theme: &Theme,
    buffer: &mut Buffer,
    area: Rect,
) {
    let mut y = area.y;
    let head = head(theme, open, animal, place, usize::from(area.width));
    for line in head.into_iter().filter(|_| area.width > 0) {
        if y < area.bottom() {
            buffer.set_line(area.x, y, &line, area.width);
        }
        y += 1;
    }
    let left = area.bottom().saturating_sub(y);
    let days = days::days(&open.record, animal);
    if left >= CURVES + TABLE && !days.is_empty() {
        let rows = CURVES + (left - CURVES - TABLE) / 3;
        curves(
            state,
            theme,
            open,
            animal,
            buffer,
            Rect::new(area.x, y, area.width, rows),
        );
        y += rows;
    }
    let below = Rect::new(
        area.x,
        y.min(area.bottom()),
        area.width,
        area.bottom().saturating_sub(y),
    );
    if days.is_empty() {
        let hint = "2 goes to where readings and body weights are entered.";
        return message::draw(buffer, below, theme, "Nothing recorded yet.", hint);
    }
    let optional = Optional {
        time: days.iter().any(|day| day.clock_time().is_some()),
        site: animal.tumors.len() > 1,
        repeat: days.iter().any(|day| day.repeat > 1),
    };
    let columns = columns(optional);
    let at = state.row.min(days.len() - 1);
    list::draw(
        buffer,
        below,
        theme,
        &columns,
        days.len(),
        Some(at),
        |row| {
            let Some(day) = days.get(row) else {
                return Vec::new();
            };
            let protocol = &open.record.study.protocol;
            let on = On {
                day: animal.animal.day_of(protocol, day.when),
                is_assumed: animal.animal.day0_is_assumed(protocol),
            };
            cells(theme, day, &on, optional)
        },
    );
}

/// Who it is, in two lines, the note on it, and how it left the study.
fn head(
    theme: &Theme,
    open: &OpenStudy,
    animal: &AnimalRecord,
    (at, of): (usize, usize),
    width: usize,
) -> Vec<Line<'static>> {
    let a = &animal.animal;
    let sex = a
        .sex
        .map_or_else(String::new, |sex| format!(" {}", sex.symbol()));
    let arm = open.group(animal);
    let count = format!(" {} of {of} ", at + 1);
    let name = format!(" {}{sex}", text::cut(a.tag.as_str(), width / 3));
    let room = width.saturating_sub(text::width(&name) + text::width(&count) + 3);
    let (arm, style) = arm.map_or(("no arm yet".to_owned(), theme.faint()), |(look, name)| {
        let name = names::apart(name.as_str(), &open.groups(), room.saturating_sub(2));
        (format!("{} {name}", theme.mark(look)), theme.arm(look))
    });
    let first = Line::from(vec![
        Span::styled(name, theme.strong()),
        Span::raw(" · "),
        Span::styled(text::left(&arm, room), style),
        Span::styled(count, theme.faint()),
    ]);
    let left = animal.disposition.as_ref().map(|left| {
        let when = a.said(&open.record.study.protocol, left.when);
        let why = left
            .reason
            .as_ref()
            .map_or_else(String::new, |why| format!(": {why}"));
        let phrase = format!(" left on {when}, {}{why}", left.kind.words()).replace('\n', " ");
        Line::styled(text::cut(&phrase, width), theme.warn())
    });
    let note = a.note.as_ref().map(|note| {
        let phrase = format!(" note: {note}").replace('\n', " ");
        Line::raw(text::cut(&phrase, width))
    });
    let facts = text::cut(&facts(open, animal), width);
    let facts = Line::styled(facts, theme.faint());
    [Some(first), Some(facts), note, left]
        .into_iter()
        .flatten()
        .collect()
}

fn facts(open: &OpenStudy, animal: &AnimalRecord) -> String {
    let a = &animal.animal;
    let sites: Vec<_> = animal
        .tumors
        .iter()
        .map(|t| t.tumor.site.as_str())
        .collect();
    let on_study = match open.is_open() {
        true => "on study",
        false => "no disposition recorded",
    };
    let on_study = animal.disposition.is_none().then(|| on_study.to_owned());
    let parts = [
        on_study,
        open.cage(animal).map(|cage| format!("cage {cage}")),
        (!sites.is_empty()).then(|| format!("site {}", sites.join(", "))),
        a.ear.as_ref().map(|ear| format!("ear {ear}")),
        a.rfid.as_ref().map(|chip| format!("chip {chip}")),
        a.born_on.map(|date| format!("born {date}")),
        a.source.as_ref().map(|source| format!("from {source}")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!(" {}", parts.join(" · "))
}

/// Volume at the left, body weight at the right.
fn curves(
    state: &State,
    theme: &Theme,
    open: &OpenStudy,
    animal: &AnimalRecord,
    buffer: &mut Buffer,
    area: Rect,
) {
    let protocol = &open.record.study.protocol;
    let arm = animal.animal.arm.and_then(|id| open.arm(id));
    let (mark, style) = arm.map_or(("●", Style::new()), |(look, _)| {
        (theme.mark(look), theme.arm(look))
    });
    let log = state.log;
    let half = area.width / 2;
    let left = Rect::new(area.x, area.y, half.saturating_sub(1), area.height);
    let right = Rect::new(area.x + half, area.y, area.width - half, area.height);
    let several = animal.tumors.len() > 1;
    let unit = if several { "mm³, all tumors" } else { "mm³" };
    let scale = if log { Scale::Log } else { Scale::Linear };
    let volumes = by_day(animal.animal.day0(protocol), volumes(protocol, animal));
    let volume = Axis::scaled(scale, unit, volumes.iter().map(|(_, v)| *v));
    let weights = by_day(animal.animal.day0(protocol), weights(animal));
    let weight = Axis::weights(weights.iter().map(|(_, v)| *v));
    for (area, y, points) in [(left, volume, volumes), (right, weight, weights)] {
        let mut plot = Plot::new(Axis::days(points.iter().map(|(day, _)| *day)), y);
        plot.series.push(Series {
            mark,
            style,
            points: points.iter().map(|(x, y)| Point::at(*x, *y)).collect(),
            label: String::new(),
        });
        plot.draw(buffer, area, theme);
    }
}

/// Study days, or days since the first one where there is no day 0.
fn by_day(day0: Option<NaiveDate>, course: Course) -> Vec<(f64, f64)> {
    let first = course.first().map(|(when, _)| when.date);
    let Some(start) = day0.or(first) else {
        return Vec::new();
    };
    let points = course.into_iter();
    points
        .map(|(when, value)| (day_of(when, start), value))
        .collect()
}

/// Columns that the table has only where they say something.
#[derive(Clone, Copy)]
struct Optional {
    time: bool,
    site: bool,
    repeat: bool,
}

fn columns(optional: Optional) -> Vec<Column> {
    let mut columns = vec![Column::text("date", 10, 0)];
    if optional.time {
        columns.push(Column::text("time", 5, 0));
    }
    columns.push(Column::number("day", 5));
    if optional.site {
        columns.push(Column::text("site", 11, 2));
    }
    if optional.repeat {
        columns.push(Column::number("no", 2));
    }
    columns.extend([
        Column::text("L × W, mm", 13, 3),
        Column::number("mm³", 6),
        Column::number("Δ %", 6),
        Column::number("g", 5),
        Column::number("Δ %", 5),
        Column::text("", 8, 0),
        Column::text("observer", 8, 2),
    ]);
    columns
}

/// When something was recorded of an animal.
struct On {
    /// The study day.
    day: Option<f64>,
    /// Whether no date is known, but the study day.
    is_assumed: bool,
}

fn cells(theme: &Theme, day: &Day<'_>, on: &On, optional: Optional) -> Vec<Cell> {
    let faint = day.superseded || day.excluded;
    let style = if faint { theme.faint() } else { Style::new() };
    let number = |value: Option<String>| (value.unwrap_or_default(), style);
    let date = match on.is_assumed {
        true => "–".to_owned(),
        false => day.when.date.to_string(),
    };
    let mut cells = vec![(date, style)];
    if optional.time {
        cells.push(number(day.clock_time().map(ClockTime::to_the_minute)));
    }
    cells.push(number(on.day.map(|day| day.to_string())));
    if optional.site {
        cells.push(number(day.site.map(ToString::to_string)));
    }
    if optional.repeat {
        cells.push(number(Some(day.repeat.to_string())));
    }
    let remark = match (day.excluded, day.superseded) {
        (true, _) => "excluded",
        (_, true) => "replaced",
        _ => "",
    };
    let observer = day.reading.and_then(|r| r.observer.as_ref());
    let observer = observer.or(day.weighing.and_then(|w| w.observer.as_ref()));
    let grams = day.weighing.map(|w| w.grams());
    cells.extend([
        number(Some(found(day))),
        number(day.volume.map(mm3)),
        number(day.volume_change.map(|change| signed(change, 0))),
        number(grams.map(|grams| format!("{grams:.1}"))),
        number(day.weight_change.map(|change| signed(change, 1))),
        (
            remark.to_owned(),
            if day.excluded { theme.warn() } else { style },
        ),
        number(observer.map(ToString::to_string)),
    ]);
    cells
}

/// What was found, with the digits that were typed.
fn found(day: &Day<'_>) -> String {
    let Some(reading) = day.reading else {
        return String::new();
    };
    match (&reading.observation, &reading.typed) {
        (Observation::Measured { sizes: Some(_), .. }, Some(typed)) => typed.to_string(),
        (Observation::Measured { sizes: None, .. }, _) => "given".to_owned(),
        (found, _) => found.to_string().trim_end_matches(" mm").to_owned(),
    }
}
