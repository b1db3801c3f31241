//! How the screen looks: two lines on what is shown, a strip of its parts, the part that is shown; in a
//! large window two of them.

use app::document::number::significant;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::balance::{Columns, balance};
use super::facts::{self, Row, arm_look};
use super::search::searching;
use super::strips::strips;
use super::visible::{VisibleDraw, reasons};
use super::{Section, Stage, State, shows_arms};
use crate::base::context::Context;
use crate::base::study::OpenStudy;
use crate::base::theme::Theme;
use crate::widgets::{list, message, text};
use app::randomize::Covariate;
use domain::tag_order;

/// Rows above the part that is shown.
const HEAD: u16 = 3;

/// Draws the screen.
pub(super) fn draw(state: &State, cx: &Context, buffer: &mut Buffer, area: Rect) {
    let theme = cx.theme();
    let Some(open) = &cx.study else { return };
    if !shows_arms(open) && state.hidden.is_none() {
        let phrase = "The study is blinded: a draw would show its arms.";
        let hint = "Animals are randomized before a study is blinded, or once it is unblinded: b on \
                    the overview, which asks for a reason.";
        return message::draw(buffer, area, theme, phrase, hint);
    }
    if let Stage::Searching(search) = &state.stage {
        let hides = state.hides().is_some();
        return searching(buffer, area, theme, search, hides);
    }
    if let Some((phrase, hint)) = remark(state, open) {
        return message::draw(buffer, area, theme, &phrase, &hint);
    }
    let inside = inside(area);
    for (at, (phrase, style)) in head(state, open, theme).into_iter().enumerate() {
        let at = u16::try_from(at).unwrap_or(0);
        put(buffer, row(inside, at), &phrase, style);
    }
    parts(buffer, row(inside, 2), theme, state);
    let panes = panes(state, cx, below(inside, HEAD));
    let several = panes.len() > 1;
    for (section, mut place) in panes {
        let here = section == state.section();
        if several {
            let style = if here { theme.strong() } else { theme.faint() };
            put(buffer, row(place, 0), section.title(), style);
            place = below(place, 1);
        }
        let at = if here { state.at } else { 0 };
        part(state, cx, open, buffer, place, section, at);
    }
}

/// The message that replaces everything else.
pub(super) fn remark(state: &State, open: &OpenStudy) -> Option<(String, String)> {
    if state.hidden.is_some() {
        return None;
    }
    let last = open
        .record
        .allocations
        .last()
        .filter(|_| state.looks_back());
    let trouble = match (&state.stage, last, &state.standing, &state.ready) {
        (Stage::Failed(trouble), ..) => trouble,
        (Stage::Idle, Some(last), None, _) => {
            return Some((format!("reading draw {} …", last.number), String::new()));
        }
        (Stage::Idle, Some(_), Some(Err(trouble)), _) => trouble,
        (Stage::Idle, None, _, Some(Err(trouble))) => trouble,
        _ => return None,
    };
    Some((trouble.message.clone(), trouble.hint.clone()))
}

pub(super) fn inside(area: Rect) -> Rect {
    Rect {
        x: area.x + area.width.min(1),
        width: area.width.saturating_sub(2),
        ..area
    }
}

pub(super) fn row(area: Rect, at: u16) -> Rect {
    let height = u16::from(at < area.height);
    Rect::new(area.x, area.y.saturating_add(at), area.width, height)
}

/// The area without its first `rows` rows.
pub(super) fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect::new(area.x, area.y + rows, area.width, area.height - rows)
}

pub(super) fn put(buffer: &mut Buffer, area: Rect, phrase: &str, style: Style) {
    if area.height > 0 {
        let cells = usize::from(area.width);
        buffer.set_stringn(area.x, area.y, text::cut(phrase, cells), cells, style);
    }
}

fn head(state: &State, open: &OpenStudy, theme: &Theme) -> Vec<(String, Style)> {
    let last = open
        .record
        .allocations
        .last()
        .filter(|_| state.looks_back());
    let [first, second] = match (&state.stage, last, &state.ready) {
        _ if state.hidden.is_some() => {
            let hidden = state.hidden.as_deref();
            hidden.map(facts::hidden).unwrap_or_default()
        }
        (Stage::Drawn(drawn), ..) => facts::drawn(drawn),
        (_, Some(last), _) => facts::standing(last, state.standing.as_ref()),
        (_, None, Some(Ok(ready))) => facts::ready(open, ready),
        _ => Default::default(),
    };
    vec![(first, theme.strong()), (second, theme.faint())]
}

/// The names of the parts, the shown one among them.
fn parts(buffer: &mut Buffer, area: Rect, theme: &Theme, state: &State) {
    let shown = state.section();
    let mut spans = Vec::new();
    for section in state.sections() {
        let style = if *section == shown {
            theme.selected()
        } else {
            theme.faint()
        };
        let count = match section {
            Section::LeftOut => format!(" {}", left_out(state).len()),
            _ => String::new(),
        };
        spans.push(Span::styled(format!(" {}{count} ", section.title()), style));
        spans.push(Span::raw(" "));
    }
    if area.height > 0 {
        buffer.set_line(area.x, area.y, &Line::from(spans), area.width);
    }
}

/// What is shown where: one part, or two where there is room for two.
fn panes(state: &State, cx: &Context, area: Rect) -> Vec<(Section, Rect)> {
    use Section::{Animals, Balance, LeftOut, Settings, Strips};
    let shown = state.section();
    let halves = || {
        let left = area.width / 2;
        let right = Rect::new(area.x + left, area.y, area.width - left, area.height);
        [
            Rect {
                width: left.saturating_sub(2),
                ..area
            },
            right,
        ]
    };
    let is_drawn = state.visible().is_some();
    let (wide, high) = (area.width >= 108, area.height >= 26);
    match shown {
        Strips | Balance if is_drawn && high => {
            let wanted = strips(state, cx)
                .map_or(3, |page| page.height(area.width))
                .saturating_add(2);
            let above = wanted.min(area.height * 3 / 5);
            vec![
                (
                    Strips,
                    Rect {
                        height: above,
                        ..area
                    },
                ),
                (Balance, below(area, above)),
            ]
        }
        Animals | LeftOut if is_drawn && wide && animals_fit(state, halves()[0].width) => {
            let [left, right] = halves();
            vec![(Animals, left), (LeftOut, right)]
        }
        Settings | Strips | LeftOut if !is_drawn && wide && high => {
            let [left, right] = halves();
            let wanted = strips(state, cx)
                .map_or(3, |page| page.height(right.width))
                .saturating_add(2);
            let above = wanted.min(right.height / 2);
            vec![
                (Settings, left),
                (
                    Strips,
                    Rect {
                        height: above,
                        ..right
                    },
                ),
                (LeftOut, below(right, above)),
            ]
        }
        _ => vec![(shown, area)],
    }
}

/// Where the shown part goes, in the window as it is.
fn place(state: &State, cx: &Context) -> Rect {
    let (width, height) = cx.size;
    let body = Rect::new(0, 0, width, height.saturating_sub(4));
    let panes = panes(state, cx, below(inside(body), HEAD));
    let several = u16::from(panes.len() > 1);
    let shown = state.section();
    let place = panes.into_iter().find(|(section, _)| *section == shown);
    place.map_or(Rect::ZERO, |(_, place)| below(place, several))
}

/// How many rows the shown part can be moved through.
pub(super) fn rows(state: &State, cx: &Context) -> usize {
    let place = place(state, cx);
    let fit = usize::from(place.height);
    let scrolled = |lines: usize, rows: usize| lines - fitting(lines, rows) + 1;
    match state.section() {
        Section::Settings => scrolled(settings_lines(state, cx, place.width).len(), fit),
        Section::Strips => {
            let height = strips(state, cx).map_or(0, |page| usize::from(page.height(place.width)));
            height.saturating_sub(fit) + 1
        }
        Section::Balance => {
            let lines = state
                .visible()
                .map(|visible| balance(cx, visible, place.width));
            scrolled(lines.map_or(0, |lines| lines.len()), fit.saturating_sub(1))
        }
        Section::Animals => state
            .visible()
            .map_or(0, |visible| visible.groups.placements.len()),
        Section::LeftOut => left_out(state).len(),
    }
}

fn part(
    state: &State,
    cx: &Context,
    open: &OpenStudy,
    buffer: &mut Buffer,
    area: Rect,
    section: Section,
    at: usize,
) {
    let theme = cx.theme();
    let visible = state.visible();
    match section {
        Section::Settings => scroll(
            buffer,
            area,
            theme,
            settings_lines(state, cx, area.width),
            at,
        ),
        Section::Strips => match strips(state, cx) {
            Some(page) => page.draw(buffer, area, theme, at),
            None => put(
                buffer,
                area,
                "nothing is balanced, so there is nothing to show",
                theme.faint(),
            ),
        },
        Section::Balance => {
            let Some(visible) = visible else { return };
            put(
                buffer,
                row(area, 0),
                &Columns::of(area.width).heading(),
                theme.faint(),
            );
            scroll(
                buffer,
                below(area, 1),
                theme,
                balance(cx, visible, area.width),
                at,
            );
        }
        Section::Animals => {
            if let Some(visible) = visible {
                animals(open, buffer, area, theme, visible, at);
            }
        }
        Section::LeftOut => left_out_list(buffer, area, theme, &left_out(state), at),
    }
}

/// What the status line says when nothing else does.
pub(super) fn status(state: &State, cx: &Context) -> String {
    let shown = cx.study.as_ref().is_some_and(|open| {
        (shows_arms(open) || state.hidden.is_some()) && remark(state, open).is_none()
    });
    if !shown || matches!(state.stage, Stage::Searching(_)) {
        return String::new();
    }
    let notes = state.visible().map_or(&[][..], |visible| &visible.notes);
    match (notes, state.section()) {
        ([], Section::Strips) => "│ mean · a digit: number of animals at one point".to_owned(),
        (notes, _) => notes.join("; "),
    }
}

/// Lines from one on, as far as they fit; the last ones fill the area. Where they do not fit, the last row
/// says which are shown.
fn scroll(buffer: &mut Buffer, area: Rect, theme: &Theme, lines: Vec<Line<'_>>, at: usize) {
    let fit = fitting(lines.len(), usize::from(area.height));
    let top = at.min(lines.len().saturating_sub(fit));
    for (y, line) in (area.y..area.bottom()).zip(lines.iter().skip(top).take(fit)) {
        buffer.set_line(area.x, y, line, area.width);
    }
    if fit < lines.len() && area.height > 0 {
        let phrase = format!("lines {}–{} of {}", top + 1, top + fit, lines.len());
        put(buffer, row(area, area.height - 1), &phrase, theme.faint());
    }
}

/// Number of lines that are shown in this number of rows: the last row says which, where not all fit.
fn fitting(lines: usize, rows: usize) -> usize {
    match lines <= rows {
        true => lines,
        false => rows.saturating_sub(1),
    }
}

fn settings_lines(state: &State, cx: &Context, width: u16) -> Vec<Line<'static>> {
    let Some(open) = &cx.study else {
        return Vec::new();
    };
    let mut rows: Vec<Row> = match (&state.stage, &state.standing, &state.ready) {
        (_, Some(Ok(standing)), _) if state.looks_back() => facts::receipt(open, standing),
        (Stage::Drawn(drawn), _, Some(Ok(ready))) => {
            let mut rows = facts::settings(open, ready);
            rows.extend(facts::drawn_by(drawn));
            rows
        }
        (_, _, Some(Ok(ready))) => facts::settings(open, ready),
        _ => Vec::new(),
    };
    if state.hides().is_some() && !rows.is_empty() {
        rows.push(facts::hiding());
    }
    let theme = cx.theme();
    const LABEL: usize = 15;
    let room = usize::from(width).saturating_sub(LABEL).max(1);
    let wrapped = rows.iter().flat_map(|row| {
        let style = match row.label {
            facts::NOT_SET => theme.faint(),
            _ => Style::new(),
        };
        let mark = row.arm.map_or(0, |_| 2);
        let lines = text::wrap(&row.value, room.saturating_sub(mark).max(1)).into_iter();
        lines.enumerate().map(move |(at, line)| {
            let label = if at == 0 { row.label } else { "" };
            let mark = match row.arm {
                None => Span::raw(""),
                Some(arm) if at == 0 => {
                    Span::styled(format!("{} ", theme.mark(arm)), theme.arm(arm))
                }
                Some(_) => Span::raw("  "),
            };
            let label = Span::styled(text::left(label, LABEL), theme.faint());
            Line::from(vec![label, mark, Span::styled(line, style)])
        })
    });
    wrapped.collect()
}

/// Who is left out of what is shown.
fn left_out(state: &State) -> Vec<(String, String)> {
    match (state.visible(), &state.ready) {
        (Some(visible), _) => reasons(&visible.groups.left_out),
        (None, Some(Ok(ready))) => reasons(&ready.prepared.left_out),
        _ => Vec::new(),
    }
}

fn left_out_list(
    buffer: &mut Buffer,
    area: Rect,
    theme: &Theme,
    left: &[(String, String)],
    at: usize,
) {
    if left.is_empty() {
        return put(buffer, area, "no animal is left out", theme.faint());
    }
    let columns = [
        list::Column::text("animal", 12, 0),
        list::Column::text("why", 20, 1),
    ];
    list::draw(buffer, area, theme, &columns, left.len(), Some(at), |at| {
        let cell = |text: &str| (text.to_owned(), Style::new());
        vec![cell(&left[at].0), cell(&left[at].1)]
    });
}

/// The columns of who goes where.
fn animal_columns(visible: &VisibleDraw) -> Vec<list::Column> {
    let mut columns = vec![
        list::Column::text("cage", 8, 1),
        list::Column::text("animal", 8, 1),
        list::Column::arms("arm", 14, 3, visible.groups.arms.clone()),
    ];
    columns.extend(visible.groups.covariates.iter().map(|c| {
        let title = titled(c);
        list::Column::number(&title, text::width(&title).clamp(8, 14))
    }));
    columns
}

/// Whether all columns of who goes where fit.
fn animals_fit(state: &State, width: u16) -> bool {
    state.visible().is_none_or(|visible| {
        let columns = animal_columns(visible);
        let needed: usize = columns.iter().map(|column| column.width + 1).sum();
        needed <= usize::from(width) + 1
    })
}

/// Who goes where, by cage.
fn animals(
    open: &OpenStudy,
    buffer: &mut Buffer,
    area: Rect,
    theme: &Theme,
    visible: &VisibleDraw,
    at: usize,
) {
    let cage = |tag: &str| open.animal(tag).and_then(|animal| open.cage(animal));
    let cages: Vec<&str> = visible
        .groups
        .placements
        .iter()
        .map(|(tag, _)| cage(tag).map_or("", |cage| cage.as_str()))
        .collect();
    let mut order: Vec<usize> = (0..visible.groups.placements.len()).collect();
    order.sort_by(|a, b| {
        let by_cage = tag_order(cages[*a], cages[*b]);
        let by_cage = cages[*a]
            .is_empty()
            .cmp(&cages[*b].is_empty())
            .then(by_cage);
        by_cage.then_with(|| {
            tag_order(
                &visible.groups.placements[*a].0,
                &visible.groups.placements[*b].0,
            )
        })
    });
    let columns = animal_columns(visible);
    list::draw(
        buffer,
        area,
        theme,
        &columns,
        order.len(),
        Some(at),
        |row| {
            let at = order[row];
            let (tag, arm) = &visible.groups.placements[at];
            let (arm, style) = match arm {
                None => ("· not drawn".to_owned(), theme.faint()),
                Some(arm) => {
                    let look = arm_look(open, &visible.groups.arms, *arm);
                    (
                        format!("{} {}", theme.mark(look), visible.groups.arms[*arm]),
                        theme.arm(look),
                    )
                }
            };
            let mut cells = vec![
                (cages[at].to_owned(), Style::new()),
                (tag.clone(), Style::new()),
                (arm, style),
            ];
            let values = visible
                .groups
                .covariates
                .iter()
                .map(|c| c.values.get(at).copied());
            cells.extend(values.map(|value| (significant(value, 4), Style::new())));
            cells
        },
    );
}

/// `volume, mm³`.
pub(super) fn titled(covariate: &Covariate) -> String {
    match covariate.unit {
        "" => covariate.name.clone(),
        unit => format!("{}, {unit}", covariate.name),
    }
}
