//! Draws a model. Reads it and nothing else.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::base::ascii;
use super::base::keymap::{self, Action};
use super::base::message::Tone;
use super::base::screen::Screen;
use super::base::study::OpenStudy;
use super::base::theme::Theme;
use super::model::{FileState, Model};
use super::overlay::Overlay;
use super::widgets::{form, message, text};
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

/// Draws everything into a buffer; returns the cursor position.
pub fn draw(model: &Model, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let cursor = if area.width < LEAST.0 || area.height < LEAST.1 {
        too_small(buffer, area);
        None
    } else {
        whole(model, buffer, area)
    };
    if model.context.setting.theme.ascii {
        ascii::spell(buffer);
    }
    cursor
}

fn too_small(buffer: &mut Buffer, area: Rect) {
    let phrase = format!(
        "the window has {} × {} cells; Graftbook needs {} × {}",
        area.width, area.height, LEAST.0, LEAST.1
    );
    let lines = text::wrap(&phrase, usize::from(area.width));
    for (y, line) in (area.y..area.bottom()).zip(lines) {
        buffer.set_stringn(area.x, y, line, usize::from(area.width), Style::new());
    }
}

/// Title, tabs, screen, status, hints; what lies over it.
fn whole(model: &Model, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let theme = &model.context.setting.theme;
    let row = |y: u16| Rect::new(area.x, area.y + y, area.width, 1);
    title(model, buffer, row(0));
    let in_study = model.context.screen.is_of_study();
    if in_study {
        tabs(model, buffer, row(1));
    }
    let top = 1 + u16::from(in_study);
    // The screen gives up rows to a long message: what it would cover may be what the message is about.
    let status = match model.overlays.last() {
        Some(Overlay::Filter(_)) => Status::default(),
        _ => status(model, usize::from(area.width.saturating_sub(2))),
    };
    let below = 1 + status.rows();
    let body = Rect::new(area.x, area.y + top, area.width, area.height - top - below);
    let mut cursor = match (&model.file, &model.context.study) {
        (FileState::Unusable(trouble), _) => {
            message::draw(buffer, body, theme, &trouble.message, &trouble.hint);
            None
        }
        (_, None) if in_study => {
            let name = model.loading.as_deref().unwrap_or_default();
            message::draw(buffer, body, theme, &format!("reading {name} …"), "");
            None
        }
        _ => model.screen().view(&model.context, buffer, body),
    };
    status.draw(buffer, body);
    hints(model, buffer, row(area.height - 1));
    for overlay in &model.overlays {
        cursor = over(buffer, body, theme, overlay, row(area.height - 2));
    }
    cursor
}

/// The open study to the left; the screen's own text to the right. What a study is (closed,
/// simulated) is never cut, however long its name.
fn title(model: &Model, buffer: &mut Buffer, area: Rect) {
    let theme = &model.context.setting.theme;
    let corner = model.screen().corner(&model.context);
    let cells = usize::from(area.width);
    let right = text::width(&corner).min(cells);
    let room = cells.saturating_sub(right + 1);
    let open = model
        .context
        .study
        .as_ref()
        .filter(|_| model.context.screen.is_of_study());
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
    let phrase = study.record.study.blinding.said();
    let blinded = phrase.map_or_else(String::new, |phrase| format!(" · {phrase}"));
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

/// The screens of a study; where they do not fit, names are cut except that of the current screen.
fn tabs(model: &Model, buffer: &mut Buffer, area: Rect) {
    let theme = &model.context.setting.theme;
    let cells = |names: &[String]| names.iter().map(|name| text::width(name)).sum::<usize>();
    let here = model.context.screen;
    // Where values are typed, a digit needs Alt, which stands before the first.
    let (before, wide) = match here {
        Screen::Measure | Screen::Dosing => (" Alt-", None),
        _ => (" ", Some(" ")),
    };
    let wide = wide.into_iter().flat_map(|blank| {
        let letters = (4..=9).rev();
        letters.map(move |letters| tab_names(here, letters, blank))
    });
    let close = (3..=9).rev().map(|letters| tab_names(here, letters, ""));
    let mut names = wide.chain(close);
    let room = usize::from(area.width).saturating_sub(before.len());
    let names = names.find(|names| cells(names) <= room);
    let mut spans = vec![Span::styled(before, theme.faint())];
    for (screen, name) in Screen::OF_STUDY.iter().zip(names.unwrap_or_default()) {
        let style = if *screen == model.context.screen {
            theme.selected()
        } else {
            theme.faint()
        };
        spans.push(Span::styled(name, style));
    }
    buffer.set_line(area.x, area.y, &Line::from(spans), area.width);
}

/// The names of the tabs, each with at most `letters` letters, and `blank` before it.
fn tab_names(here: Screen, letters: usize, blank: &str) -> Vec<String> {
    let tabs = (1..).zip(Screen::OF_STUDY);
    let names = tabs.map(|(number, screen)| {
        let letters = if *screen == here { usize::MAX } else { letters };
        let title: String = screen.title().chars().take(letters).collect();
        format!("{blank}{number} {title} ")
    });
    names.collect()
}

/// Lines that a message takes at most.
const MOST_STATUS: usize = 3;

/// The message of the moment, above the hints. One that is longer than the window is wide takes several rows, for its
/// end is what helps.
#[derive(Default)]
struct Status {
    lines: Vec<String>,
    style: Style,
}

impl Status {
    /// The rows that it takes; one where there is none.
    fn rows(&self) -> u16 {
        u16::try_from(self.lines.len()).unwrap_or(1).max(1)
    }

    /// Draws it below the screen.
    fn draw(&self, buffer: &mut Buffer, above: Rect) {
        let cells = usize::from(above.width.saturating_sub(2));
        for (y, line) in (above.bottom()..).zip(&self.lines) {
            buffer.set_stringn(above.x + 1, y, line, cells, self.style);
        }
    }
}

/// What is said at the moment, in lines of so many cells.
fn status(model: &Model, cells: usize) -> Status {
    let theme = &model.context.setting.theme;
    let at_measure = matches!(model.context.screen, Screen::Measure | Screen::Dosing);
    let (text, style, most) = match (&model.status, &model.file) {
        (Some(status), _) => {
            let (sign, style) = match status.tone {
                Tone::Done => ("", theme.good()),
                Tone::Note => ("", Style::new()),
                Tone::Warning => ("⚠ ", theme.warn()),
                Tone::Error => ("✗ ", theme.alert()),
            };
            let absent = model.devices.absent_text().filter(|absent| {
                // It was said alone already.
                at_measure && !status.text.contains(absent.as_str())
            });
            let absent = absent.map_or_else(String::new, |absent| format!(" · ⚠ {absent}"));
            (format!("{sign}{}{absent}", status.text), style, MOST_STATUS)
        }
        (None, _) if model.job.is_some() => (job_text(model), theme.strong(), 1),
        (None, FileState::ReadOnly(why)) => {
            let phrase = format!("⚠ read only, nothing can be entered: {}", why.message);
            (phrase, theme.warn(), MOST_STATUS)
        }
        (None, _) if at_measure && model.devices.absent_text().is_some() => {
            let absent = model.devices.absent_text().unwrap_or_default();
            let connected = model.devices.connected_text();
            let between = if connected.is_empty() { "" } else { " · " };
            let text = format!("⚠ {absent}{between}{connected}");
            (text, theme.warn(), MOST_STATUS)
        }
        (None, _) => {
            let text = match model.scan.text() {
                Some(tag) => format!("scan: {tag}"),
                None => match model.screen().status(&model.context) {
                    text if text.is_empty() && at_measure => model.devices.connected_text(),
                    text => text,
                },
            };
            (text, theme.faint(), 1)
        }
    };
    let lines = text::wrap_within(&text.replace('\n', " "), cells, most);
    Status { lines, style }
}

/// What is being done in the background, and for how long.
fn job_text(model: &Model) -> String {
    let Some(job) = &model.job else {
        return String::new();
    };
    match model.context.now.saturating_sub(job.since) / 1000 {
        0 => format!("{} …", job.what),
        seconds => format!("{} … {seconds} s", job.what),
    }
}

/// Whether a key that is hinted at has something to do at the moment.
fn has_use(model: &Model, action: Action) -> bool {
    let is_closed = || model.context.study.as_ref().is_some_and(|s| !s.is_open());
    let is_refused = || action.needs_open_study() && is_closed();
    !model.overlays.is_empty() || (!is_refused() && model.screen().has_use(&model.context, action))
}

/// Columns of a usual window.
const USUAL: u16 = 80;

/// What is hinted at in a narrower window before all else.
const ALWAYS_HINTED: [Action; 2] = [Action::Undo, Action::Help];

/// The keys of the moment that have a hint and something to do: action, key and hint.
pub(crate) fn hinted(model: &Model) -> Vec<(Action, String, &'static str)> {
    let scopes = model.scopes();
    let mut hinted: Vec<(Action, String, &str)> = Vec::new();
    for binding in keymap::bindings(&scopes).filter(|b| !b.hint.is_empty()) {
        let known = hinted.iter().any(|(action, ..)| *action == binding.action);
        if !known && has_use(model, binding.action) {
            hinted.push((binding.action, binding.keys[0].name(), binding.hint));
        }
    }
    hinted
}

/// As many of the hints as fit.
fn hints(model: &Model, buffer: &mut Buffer, area: Rect) {
    let theme = &model.context.setting.theme;
    let mut hinted = hinted(model);
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
        Overlay::Pick(pick) => pick.draw(buffer, area, theme),
        Overlay::Reader(reader) | Overlay::Ask(reader, _) => {
            reader.draw(buffer, area, theme);
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
