//! How the overview looks: what is due, the figure, the arms, the problems; one below the other, or
//! in two columns where the window is wide.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::arms::ArmLine;
use super::{Due, Glance, State, due_sentence};
use crate::base::context::Context;
use crate::base::study::{Numbers, OpenStudy};
use crate::base::theme::Theme;
use crate::widgets::list::{self, Column};
use crate::widgets::plot::{Axis, Plot, Scale, Series};
use crate::widgets::{message, text};
use app::problems::{Problem, Severity};
use domain::{Blinding, LandmarkBy, Prose};

/// From this number of columns on, problems are drawn to the right of the figure.
const WIDE: u16 = 110;

/// Cells that the heading of the problems takes at most.
const MOST_TITLE: usize = "Problems  100–109 of 125".len();

/// Rows that the figure always keeps.
const FIGURE: u16 = 8;

/// A figure of fewer rows is not drawn.
const LEAST_FIGURE: u16 = 5;

/// Rows below which there is no figure unless rows are left.
const LOW: u16 = 14;

/// Draws the screen.
pub(super) fn draw(state: &State, cx: &Context, buffer: &mut Buffer, area: Rect) {
    let theme = cx.theme();
    let (Some(study), Some(glance)) = (&cx.study, &state.glance) else {
        return;
    };
    if study.record.arms.is_empty() && study.record.animals.is_empty() {
        return message::draw(buffer, area, theme, "This study is empty.", next(study));
    }
    let inside = Rect::new(
        area.x + area.width.min(1),
        area.y,
        area.width.saturating_sub(2),
        area.height,
    );
    let Parts {
        due,
        figure,
        arms,
        problems,
    } = parts(inside, state.arms.len(), glance.problems.len());
    draw_due(buffer, due, theme, glance);
    draw_figure(buffer, figure, theme, study, state);
    draw_arms(buffer, arms, theme, study, state);
    let action = study.record.study.protocol.limit_action.as_ref();
    let urgent = |problem: &Problem| problem.severity() == Severity::Urgent;
    let action = action.filter(|_| glance.problems.iter().any(urgent));
    draw_problems(
        buffer,
        problems,
        theme,
        (&glance.problems, state.at),
        action,
    );
}

/// What comes next in an empty study.
fn next(study: &OpenStudy) -> &'static str {
    match study.is_open() {
        true => "a adds an arm, n adds animals, i imports both from a table, e edits the protocol.",
        false => "The study is closed; c reopens it.",
    }
}

struct Parts {
    due: Rect,
    figure: Rect,
    arms: Rect,
    problems: Rect,
}

/// Cuts rows off the top of an area.
fn cut(area: &mut Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    let above = Rect::new(area.x, area.y, area.width, rows);
    *area = Rect::new(area.x, area.y + rows, area.width, area.height - rows);
    above
}

fn parts(area: Rect, arms: usize, problems: usize) -> Parts {
    let rows = |count: usize| u16::try_from(count).unwrap_or(u16::MAX).saturating_add(1);
    if area.width >= WIDE {
        let right = area.width / 3;
        let left = area.width - right - 2;
        let mut beside = Rect::new(area.x + left + 2, area.y, right, area.height);
        let mut rest = Rect::new(area.x, area.y, left, area.height);
        let arms = rows(arms).min(area.height / 2);
        let due = cut(&mut beside, 5);
        let figure = cut(&mut rest, area.height - arms);
        return Parts {
            due,
            figure,
            arms: rest,
            problems: beside,
        };
    }
    let mut rest = area;
    let due = cut(&mut rest, 1);
    // In a low window the arms come before the figure, which Growth shows.
    let figure = if rest.height < LOW { 0 } else { FIGURE };
    let room = rest.height.saturating_sub(figure);
    let wrong = rows(problems.max(1)).min(4).min(room);
    let wanted = rows(arms);
    let arms = match wanted.min(room.saturating_sub(wrong)) {
        // Headings without rows are not drawn.
        1 if wanted > 1 => 0,
        rows => rows,
    };
    let wrong = rows(problems.max(1)).min(room.saturating_sub(arms));
    let spare = rest.height.saturating_sub(arms + wrong);
    let figure = if spare < LEAST_FIGURE { 0 } else { spare };
    Parts {
        due,
        figure: cut(&mut rest, figure),
        arms: cut(&mut rest, arms),
        problems: rest,
    }
}

/// Writes a line into one row of an area.
fn put(buffer: &mut Buffer, area: Rect, row: u16, x: u16, phrase: &str, style: Style) {
    if row < area.height && x < area.width {
        let room = usize::from(area.width - x);
        buffer.set_stringn(
            area.x + x,
            area.y + row,
            text::cut(phrase, room),
            room,
            style,
        );
    }
}

fn draw_due(buffer: &mut Buffer, area: Rect, theme: &Theme, glance: &Glance) {
    let (due, phrase) = due_sentence(glance);
    let (sign, style) = match due {
        Due::Nothing => ("", theme.faint()),
        Due::Later => ("", Style::new()),
        Due::Now => ("▶ ", theme.strong()),
        Due::Late => ("⚠ ", theme.warn()),
    };
    put(buffer, area, 0, 0, "Due", theme.strong());
    let phrase = format!("{sign}{phrase}");
    if area.height == 1 {
        let room = usize::from(area.width.saturating_sub(5));
        return put(buffer, area, 0, 5, clauses_that_fit(&phrase, room), style);
    }
    let lines = text::wrap(&phrase, usize::from(area.width));
    for (row, line) in (1..area.height).zip(lines) {
        put(buffer, area, row, 0, &line, style);
    }
}

/// As many of the clauses of a sentence as there is room for, at least the first: one that is cut says less than none.
/// A remark in parentheses at the end goes first.
fn clauses_that_fit(sentence: &str, cells: usize) -> &str {
    let mut shown = sentence;
    while text::width(shown) > cells {
        let remark = shown.strip_suffix(')').and_then(|s| s.rsplit_once(" ("));
        let Some((first, _)) = remark.or_else(|| shown.rsplit_once("; ")) else {
            break;
        };
        shown = first;
    }
    shown
}

/// The figure, or why there is none.
fn draw_figure(buffer: &mut Buffer, area: Rect, theme: &Theme, study: &OpenStudy, state: &State) {
    let points = || state.arms.iter().flat_map(|arm| &arm.points);
    let why = match &study.numbers {
        _ if study.record.animals.is_empty() => "no animals yet: n adds them".into(),
        Numbers::Failed(trouble) => trouble.to_string(),
        Numbers::Coming(None) | Numbers::Unasked => "computing …".into(),
        _ if study.record.study.blinding == Blinding::Blinded => {
            "no means of arms while the study is blinded".into()
        }
        _ if points().next().is_none() => "no reading of an animal in an arm yet".into(),
        _ => String::new(),
    };
    if !why.is_empty() {
        let lines = text::wrap(&why, usize::from(area.width.saturating_sub(4)));
        for (row, line) in (area.height / 3..area.height).zip(lines) {
            put(buffer, area, row, 2, &line, theme.faint());
        }
        return;
    }
    let volumes = points().flat_map(|p| [p.y, p.y + p.error.unwrap_or(0.0)]);
    let mut plot = Plot::new(
        Axis::days(points().map(|point| point.x)),
        Axis::scaled(state.scale, "mm³", volumes),
    );
    let series = study.looks().into_iter().zip(&state.arms);
    plot.series = series.map(|(look, arm)| line(theme, look, arm)).collect();
    plot.draw(buffer, area, theme);
    let scale = match state.scale {
        Scale::Linear => "linear",
        Scale::Log => "log",
    };
    let news = match study.numbers {
        Numbers::Coming(_) => " · before the last change; computing …",
        _ => "",
    };
    let caption = format!("tumor volume, mean ± SEM · {scale}{news}");
    let cells = u16::try_from(text::width(&caption)).unwrap_or(u16::MAX);
    if area.height >= FIGURE - 1 && cells + 8 < area.width {
        put(buffer, area, 0, area.width - cells, &caption, theme.faint());
    }
}

fn line(theme: &Theme, look: usize, arm: &ArmLine) -> Series {
    Series {
        points: arm.points.clone(),
        style: theme.arm(look),
        mark: theme.mark(look),
        label: String::new(),
    }
}

/// The arms, with how many do not fit.
fn draw_arms(buffer: &mut Buffer, area: Rect, theme: &Theme, study: &OpenStudy, state: &State) {
    if state.arms.is_empty() {
        return put(buffer, area, 0, 0, "no arms yet: a adds one", theme.faint());
    }
    let looks = study.looks();
    let analysis = study.numbers.newest();
    let tgi = analysis.map_or("TGI %".to_owned(), |analysis| {
        let day = analysis.landmark_day.map(|day| format!(" d{day}"));
        let definition = analysis.settings.primary_definition.short_title();
        let interim = match analysis.settings.landmark_by {
            LandmarkBy::Interim => "interim ",
            LandmarkBy::Asked | LandmarkBy::Protocol | LandmarkBy::Readings => "",
        };
        format!("{interim}TGI % {definition}{}", day.unwrap_or_default())
    });
    let volumes = state.arms.iter().map(|arm| text::width(&arm.volume));
    let names = state.arms.iter().map(|arm| arm.name.clone()).collect();
    let columns = [
        Column::arms("arm", 14, 1, names),
        Column::number("on study", 9),
        Column::number("day", 4),
        Column::number("mm³ ± SEM", volumes.max().unwrap_or(0).max(9)),
        Column::number(&tgi, text::width(&tgi).clamp(8, 24)),
        Column::number("weight %", 8),
    ];
    let fit = usize::from(area.height.saturating_sub(1));
    let count = state.arms.len();
    let shown = if count > fit {
        fit.saturating_sub(1)
    } else {
        count
    };
    list::draw(buffer, area, theme, &columns, shown, None, |at| {
        let arm = &state.arms[at];
        let plain = Style::new();
        vec![
            (
                format!("{} {}", theme.mark(looks[at]), arm.name),
                theme.arm(looks[at]),
            ),
            (arm.animals.clone(), plain),
            (arm.day.clone(), plain),
            (arm.volume.clone(), plain),
            (arm.tgi.clone(), plain),
            (arm.weight.clone(), plain),
        ]
    });
    if count > shown {
        let phrase = format!("+{} more (5 shows all)", count - shown);
        let row = u16::try_from(shown + 1).unwrap_or(u16::MAX);
        put(buffer, area, row, 0, &phrase, theme.faint());
    }
}

/// What to do at a limit: at the right of the heading of the problems, or in lines below it.
fn draw_action(buffer: &mut Buffer, heading: Rect, area: &mut Rect, theme: &Theme, action: &Prose) {
    let phrase = format!("at a limit: {action}");
    let cells = usize::from(heading.width);
    if MOST_TITLE + 2 + text::width(&phrase) <= cells {
        let x = u16::try_from(cells - text::width(&phrase)).unwrap_or(0);
        return put(buffer, heading, 0, x, &phrase, theme.warn());
    }
    let most = usize::from(area.height / 4).max(1);
    for line in text::wrap_within(&phrase, cells, most) {
        put(buffer, cut(area, 1), 0, 0, &line, theme.warn());
    }
}

/// The problems, of which one is chosen, and what to do about the urgent ones.
fn draw_problems(
    buffer: &mut Buffer,
    mut area: Rect,
    theme: &Theme,
    (found, at): (&[Problem], usize),
    action: Option<&Prose>,
) {
    let heading = cut(&mut area, 1);
    if let Some(action) = action {
        draw_action(buffer, heading, &mut area, theme, action);
    }
    // Two lines each where there is room for all of them.
    let lines = if found.len() * 2 <= usize::from(area.height) {
        2
    } else {
        1
    };
    let fit = usize::from(area.height) / lines;
    let top = list::top(found.len(), fit, at);
    let title = match found.len() {
        0 => "Problems".to_owned(),
        count if count <= fit => format!("Problems  {count}"),
        count => format!("Problems  {}–{} of {count}", top + 1, top + fit),
    };
    put(buffer, heading, 0, 0, &title, theme.strong());
    if found.is_empty() {
        return put(buffer, area, 0, 0, "✓ none found", theme.good());
    }
    for (place, problem) in found.iter().enumerate().skip(top) {
        let phrase = text::wrap_within(
            &problem_line(problem),
            usize::from(area.width).max(3) - 2,
            lines,
        );
        let rows = cut(&mut area, u16::try_from(phrase.len()).unwrap_or(1));
        draw_problem(buffer, rows, theme, problem, &phrase);
        if place == at {
            buffer.set_style(rows, theme.selected());
        }
    }
}

fn draw_problem(
    buffer: &mut Buffer,
    rows: Rect,
    theme: &Theme,
    problem: &Problem,
    phrase: &[String],
) {
    let (sign, style) = match problem.severity() {
        Severity::Urgent => ("⚠", theme.alert()),
        Severity::Warning => ("!", theme.warn()),
        Severity::Note => ("·", Style::new()),
    };
    put(buffer, rows, 0, 0, sign, style);
    for (row, line) in (0..rows.height).zip(phrase) {
        put(buffer, rows, row, 2, line, Style::new());
    }
}

/// The problem in a line, a long tag cut.
fn problem_line(problem: &Problem) -> String {
    let phrase = problem.to_string();
    let rest = problem
        .tag()
        .and_then(|tag| phrase.strip_prefix(tag.as_str()).map(|rest| (tag, rest)));
    match rest {
        Some((tag, rest)) => format!("{}{rest}", text::middle(tag.as_str(), 16)),
        None => phrase,
    }
}
