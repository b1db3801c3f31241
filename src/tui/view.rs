//! Draws a model. Reads it and nothing else.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::keymap::{self, Action};
use super::model::{FileState, Model, OpenStudy, Screen, Tone};
use super::overlay::{Choosing, Overlay, Pick, Reader};
use super::screens;
use super::widgets::{form, list, popup, text};
use super::{ascii, theme::Theme};
use domain::DataOrigin;

/// The smallest window that is drawn in.
const LEAST: (u16, u16) = (60, 16);

/// Draws everything.
pub fn view(model: &Model, frame: &mut Frame<'_>) {
    let area = frame.area();
    let cursor = draw(model, frame.buffer_mut(), area);
    if let Some(cursor) = cursor.filter(|cursor| area.contains(*cursor)) {
        frame.set_cursor_position(cursor);
    }
}

/// Draws everything into a buffer; answers where the cursor stands.
pub fn draw(model: &Model, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let cursor = if area.width < LEAST.0 || area.height < LEAST.1 {
        too_small(buffer, area);
        None
    } else {
        whole(model, buffer, area)
    };
    if model.setting.theme.ascii {
        ascii::spell(buffer);
    }
    cursor
}

fn too_small(buffer: &mut Buffer, area: Rect) {
    let said = format!(
        "the window has {} × {} cells; Graftbook needs {} × {}",
        area.width, area.height, LEAST.0, LEAST.1
    );
    let lines = text::wrap(&said, usize::from(area.width));
    for (y, line) in (area.y..area.bottom()).zip(lines) {
        buffer.set_stringn(area.x, y, line, usize::from(area.width), Style::new());
    }
}

/// Title, tabs, screen, status, hints; what lies over it.
fn whole(model: &Model, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let theme = &model.setting.theme;
    let row = |y: u16| Rect::new(area.x, area.y + y, area.width, 1);
    title(model, buffer, row(0));
    let in_study = model.screen != Screen::Studies;
    if in_study {
        tabs(model, buffer, row(1));
    }
    let top = 1 + u16::from(in_study);
    let body = Rect::new(area.x, area.y + top, area.width, area.height - top - 2);
    let mut cursor = match (&model.file, &model.study) {
        (FileState::Unusable(trouble), _) => {
            message(buffer, body, theme, &trouble.message, &trouble.hint);
            None
        }
        (_, None) if in_study => {
            let name = model.loading.as_deref().unwrap_or_default();
            message(buffer, body, theme, &format!("reading {name} …"), "");
            None
        }
        _ => screens::view(model, buffer, body),
    };
    if !matches!(model.overlays.last(), Some(Overlay::Filter(_))) {
        status(model, buffer, row(area.height - 2));
    }
    hints(model, buffer, row(area.height - 1));
    for overlay in &model.overlays {
        cursor = over(buffer, body, theme, overlay, row(area.height - 2));
    }
    cursor
}

/// A text in the middle of the screen.
pub(super) fn message(buffer: &mut Buffer, area: Rect, theme: &Theme, text: &str, hint: &str) {
    let cells = usize::from(area.width.saturating_sub(8)).max(1);
    let said = text::wrap(text, cells);
    let mut lines: Vec<(String, Style)> = said.into_iter().map(|l| (l, theme.strong())).collect();
    if !hint.is_empty() {
        lines.push((String::new(), Style::new()));
        lines.extend(
            text::wrap(hint, cells)
                .into_iter()
                .map(|l| (l, Style::new())),
        );
    }
    let above = usize::from(area.height).saturating_sub(lines.len()) / 3;
    let start = area.y + u16::try_from(above).unwrap_or(0);
    for (y, (line, style)) in (start..area.bottom()).zip(lines) {
        buffer.set_stringn(area.x + 4.min(area.width), y, line, cells, style);
    }
}

/// What one is in, to the left; the screen's own word, to the right. What a study is (closed,
/// simulated) is never cut, however long its name.
fn title(model: &Model, buffer: &mut Buffer, area: Rect) {
    let theme = &model.setting.theme;
    let corner = screens::corner(model);
    let cells = usize::from(area.width);
    let right = text::width(&corner).min(cells);
    let room = cells.saturating_sub(right + 1);
    let open = model
        .study
        .as_ref()
        .filter(|_| model.screen != Screen::Studies);
    let left = match open {
        Some(study) => study_title(theme, study, room),
        None => Line::from(vec![Span::styled(" Graftbook", theme.strong())]),
    };
    buffer.set_line(
        area.x,
        area.y,
        &left,
        u16::try_from(room).unwrap_or(area.width),
    );
    let x = area.right() - u16::try_from(right).unwrap_or(area.width);
    buffer.set_stringn(x, area.y, corner, right, Style::new());
}

fn study_title(theme: &Theme, study: &OpenStudy, room: usize) -> Line<'static> {
    let protocol = &study.record.study.protocol;
    let closed = if study.is_open() { "" } else { " · closed" };
    let simulated = match protocol.data_origin {
        DataOrigin::Simulated => " · SIMULATED DATA",
        DataOrigin::Recorded => "",
    };
    let said = study.record.study.blinding.said();
    let blinded = said.map_or_else(String::new, |said| format!(" · {said}"));
    let flags = format!("{closed}{blinded}{simulated}");
    let name = text::cut(
        &format!(" {}", study.name()),
        room.saturating_sub(text::width(&flags)),
    );
    let taken = text::width(&name) + text::width(&flags);
    let of = protocol
        .model
        .as_ref()
        .map_or_else(String::new, |model| format!(" · {model}"));
    Line::from(vec![
        Span::styled(name, theme.strong()),
        Span::styled(flags, theme.warn()),
        Span::styled(text::cut(&of, room.saturating_sub(taken)), theme.faint()),
    ])
}

/// The screens of a study; where they do not fit, names are cut but for that of the screen one is on.
fn tabs(model: &Model, buffer: &mut Buffer, area: Rect) {
    let theme = &model.setting.theme;
    let cells = |names: &[String]| names.iter().map(|name| text::width(name)).sum::<usize>();
    let mut names = (3..=9)
        .rev()
        .map(|letters| tab_names(model.screen, letters));
    let names = names.find(|names| cells(names) < usize::from(area.width));
    let mut spans = vec![Span::raw(" ")];
    for (screen, name) in Screen::OF_STUDY.iter().zip(names.unwrap_or_default()) {
        let style = if *screen == model.screen {
            theme.selected()
        } else {
            theme.faint()
        };
        spans.push(Span::styled(name, style));
    }
    buffer.set_line(area.x, area.y, &Line::from(spans), area.width);
}

/// The names of the tabs, each with so many letters at most.
fn tab_names(here: Screen, letters: usize) -> Vec<String> {
    let tabs = (1..).zip(Screen::OF_STUDY);
    let names = tabs.map(|(number, screen)| {
        let letters = if screen == here { usize::MAX } else { letters };
        let title: String = screen.title().chars().take(letters).collect();
        // Where values are typed, digits go nowhere.
        match here {
            Screen::Measure => format!(" {title} "),
            _ => format!(" {number} {title} "),
        }
    });
    names.collect()
}

/// Lines that a message takes at most.
const MOST_STATUS: usize = 3;

/// The message of the moment in the row above the hints; one that is longer than the window is wide
/// takes rows above, for its end is what helps.
fn status(model: &Model, buffer: &mut Buffer, area: Rect) {
    let theme = &model.setting.theme;
    let (text, style, most) = match (&model.status, &model.file) {
        (Some(status), _) => {
            let (sign, style) = match status.tone {
                Tone::Done => ("", theme.good()),
                Tone::Note => ("", Style::new()),
                Tone::Warning => ("⚠ ", theme.warn()),
                Tone::Error => ("✗ ", theme.alert()),
            };
            (format!("{sign}{}", status.text), style, MOST_STATUS)
        }
        (None, FileState::ReadOnly(why)) => {
            let said = format!("⚠ read only, nothing can be entered: {}", why.message);
            (said, theme.warn(), MOST_STATUS)
        }
        (None, _) => (screens::status(model), theme.faint(), 1),
    };
    let cells = usize::from(area.width.saturating_sub(2));
    let lines = text::wrap_within(&text.replace('\n', " "), cells, most);
    for (up, line) in lines.iter().rev().enumerate() {
        let up = u16::try_from(up).unwrap_or(u16::MAX);
        let y = area.y.saturating_sub(up);
        if up > 0 {
            let blank = " ".repeat(usize::from(area.width));
            buffer.set_stringn(area.x, y, blank, usize::from(area.width), Style::new());
        }
        buffer.set_stringn(area.x + 1, y, line, cells, style);
    }
}

/// Columns of a usual window.
const USUAL: u16 = 80;

/// What is hinted at in a narrower window before all else.
const ALWAYS_HINTED: [Action; 2] = [Action::Undo, Action::Help];

/// The keys of the moment, as many as fit.
fn hints(model: &Model, buffer: &mut Buffer, area: Rect) {
    let theme = &model.setting.theme;
    let scopes = model.scopes();
    let mut hinted: Vec<(Action, String, &str)> = Vec::new();
    for binding in keymap::bindings(&scopes).filter(|b| !b.hint.is_empty()) {
        let known = hinted.iter().any(|(action, ..)| *action == binding.action);
        if !known && screens::has_use(model, binding.action) {
            hinted.push((binding.action, binding.keys[0].name(), binding.hint));
        }
    }
    let cells = |(_, key, hint): &(Action, String, &str)| text::width(key) + text::width(hint) + 3;
    let room = usize::from(area.width).saturating_sub(1);
    while hinted.iter().map(cells).sum::<usize>() > room {
        let narrow = area.width < USUAL;
        let spare =
            |(action, ..): &(Action, String, &str)| !narrow || !ALWAYS_HINTED.contains(action);
        let last = hinted.iter().rposition(spare);
        hinted.remove(last.unwrap_or(hinted.len() - 1));
    }
    let spans = hinted.into_iter().flat_map(|(_, key, hint)| {
        let key = Span::styled(format!(" {key}"), theme.key());
        [key, Span::raw(format!(" {hint} "))]
    });
    buffer.set_line(area.x, area.y, &Line::from_iter(spans), area.width);
}

fn over(
    buffer: &mut Buffer,
    area: Rect,
    theme: &Theme,
    overlay: &Overlay,
    foot: Rect,
) -> Option<Position> {
    match overlay {
        Overlay::Form(form, _) => form::draw(buffer, area, theme, form),
        Overlay::Pick(pick) => draw_pick(buffer, area, theme, pick),
        Overlay::Reader(reader) => {
            read(buffer, area, theme, reader);
            None
        }
        Overlay::Filter(input) => {
            let shown = text::left(&format!(" / {}", input.value()), usize::from(foot.width));
            buffer.set_stringn(foot.x, foot.y, shown, usize::from(foot.width), theme.key());
            let column = u16::try_from(3 + input.visual_cursor()).unwrap_or(u16::MAX);
            Some(Position::new(foot.x.saturating_add(column), foot.y))
        }
    }
}

fn draw_pick(buffer: &mut Buffer, area: Rect, theme: &Theme, pick: &Pick) -> Option<Position> {
    let items = pick.fitting();
    let rows = pick.items.len() + 1;
    let inside = popup::draw(buffer, area, theme, &pick.title, 74, rows);
    let cells = usize::from(inside.width);
    let typed = text::left(&format!("› {}", pick.input.value()), cells);
    buffer.set_stringn(inside.x, inside.y, typed, cells, theme.key());
    let fit = usize::from(inside.height.saturating_sub(1));
    let top = list::top(items.len(), fit, pick.at);
    if items.is_empty() {
        let said = match pick.purpose {
            Choosing::Reason => "Enter takes what was typed",
            _ => "nothing is called so",
        };
        buffer.set_stringn(inside.x, inside.y + 1, said, cells, theme.faint());
    }
    for (row, (at, item)) in items.iter().enumerate().skip(top).take(fit).enumerate() {
        let y = inside.y + 1 + u16::try_from(row).unwrap_or(0);
        let number = match pick.purpose {
            Choosing::Command => String::new(),
            _ => format!("{} ", at + 1),
        };
        let detail = text::width(&item.detail);
        let label = text::left(
            &format!("{number}{}", item.label),
            cells.saturating_sub(detail + 1),
        );
        let line = Line::from(vec![
            Span::raw(label),
            Span::raw(" "),
            Span::styled(item.detail.clone(), theme.faint()),
        ]);
        buffer.set_line(inside.x, y, &line, inside.width);
        if at == pick.at {
            buffer.set_style(Rect::new(inside.x, y, inside.width, 1), theme.selected());
        }
    }
    let column = u16::try_from(2 + pick.input.visual_cursor()).unwrap_or(0);
    Some(Position::new(inside.x + column, inside.y))
}

/// Headings to the left, texts broken beside them.
fn read(buffer: &mut Buffer, area: Rect, theme: &Theme, reader: &Reader) {
    let columns = Reader::columns(area.width);
    let lines = reader.laid_out(columns);
    let left = reader.left();
    let gap = if left > 0 { 2 } else { 0 };
    let count = lines.len();
    let inside = popup::draw(buffer, area, theme, &reader.title, columns, count);
    let fit = usize::from(inside.height);
    if fit < count {
        let last = (reader.top + fit).min(count);
        popup::foot(
            buffer,
            inside,
            theme,
            &format!("lines {}–{last} of {count}", reader.top + 1),
        );
    }
    let shown = lines.into_iter().skip(reader.top);
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
