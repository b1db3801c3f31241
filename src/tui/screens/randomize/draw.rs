//! How the screen looks: two lines on what is shown, a strip of its parts, the part that is shown; in a
//! large window two of them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::facts::{self, Row, arm_place};
use super::sheet::{Sheet, reasons};
use super::{Search, Section, Stage, State, shows_arms};
use crate::app::randomize::Covariate;
use crate::app::report::number::{NONE, number, p_value, significant};
use crate::domain::tag_order;
use crate::tui::model::{Model, OpenStudy};
use crate::tui::theme::Theme;
use crate::tui::view;
use crate::tui::widgets::plot::strips::{Strip, Strips};
use crate::tui::widgets::plot::{Axis, Plot, Point, Series};
use crate::tui::widgets::{list, text};

/// Rows above the part that is shown.
const HEAD: u16 = 3;

/// The mark of animals that are in no arm.
const ANYWHERE: &str = "•";

/// Draws the screen.
pub(in crate::tui) fn view(model: &Model, buffer: &mut Buffer, area: Rect) {
    let theme = &model.setting.theme;
    let Some(open) = &model.study else { return };
    if !shows_arms(open) {
        let said = "The study is blinded: a draw would show its arms.";
        let hint = "Animals are randomized before a study is blinded, or once it is unblinded: b on \
                    the overview, which asks for a reason.";
        return view::message(buffer, area, theme, said, hint);
    }
    let state = &model.randomize;
    if let Stage::Searching(search) = &state.stage {
        return searching(buffer, area, theme, search);
    }
    if let Some((said, hint)) = remark(state, open) {
        return view::message(buffer, area, theme, &said, &hint);
    }
    let inside = inside(area);
    for (at, (said, style)) in head(model, open, theme).into_iter().enumerate() {
        let at = u16::try_from(at).unwrap_or(0);
        put(buffer, row(inside, at), &said, style);
    }
    parts(buffer, row(inside, 2), theme, model);
    let panes = panes(model, below(inside, HEAD));
    let several = panes.len() > 1;
    for (section, mut place) in panes {
        let here = section == state.section();
        if several {
            let style = if here { theme.strong() } else { theme.faint() };
            put(buffer, row(place, 0), section.title(), style);
            place = below(place, 1);
        }
        let at = if here { state.at } else { 0 };
        part(model, open, buffer, place, section, at);
    }
}

/// What is to be said in the place of all else.
fn remark(state: &State, open: &OpenStudy) -> Option<(String, String)> {
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

fn inside(area: Rect) -> Rect {
    Rect {
        x: area.x + area.width.min(1),
        width: area.width.saturating_sub(2),
        ..area
    }
}

fn row(area: Rect, at: u16) -> Rect {
    let height = u16::from(at < area.height);
    Rect::new(area.x, area.y.saturating_add(at), area.width, height)
}

/// What is left below so many rows.
fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect::new(area.x, area.y + rows, area.width, area.height - rows)
}

fn put(buffer: &mut Buffer, area: Rect, said: &str, style: Style) {
    if area.height > 0 {
        let cells = usize::from(area.width);
        buffer.set_stringn(area.x, area.y, text::cut(said, cells), cells, style);
    }
}

fn head(model: &Model, open: &OpenStudy, theme: &Theme) -> Vec<(String, Style)> {
    let state = &model.randomize;
    let last = open
        .record
        .allocations
        .last()
        .filter(|_| state.looks_back());
    let [first, second] = match (&state.stage, last, &state.ready) {
        (Stage::Drawn(drawn), ..) => facts::drawn(drawn),
        (_, Some(last), _) => facts::standing(last, state.standing.as_ref()),
        (_, None, Some(Ok(ready))) => facts::ready(open, ready),
        _ => Default::default(),
    };
    vec![(first, theme.strong()), (second, theme.faint())]
}

/// The names of the parts, the shown one among them.
fn parts(buffer: &mut Buffer, area: Rect, theme: &Theme, model: &Model) {
    let shown = model.randomize.section();
    let mut spans = Vec::new();
    for section in model.randomize.sections() {
        let style = if *section == shown {
            theme.selected()
        } else {
            theme.faint()
        };
        let count = match section {
            Section::LeftOut => format!(" {}", left_out(model).len()),
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
fn panes(model: &Model, area: Rect) -> Vec<(Section, Rect)> {
    use Section::{Animals, Balance, LeftOut, Settings, Strips};
    let shown = model.randomize.section();
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
    let is_drawn = model.randomize.sheet().is_some();
    let (wide, high) = (area.width >= 108, area.height >= 26);
    match shown {
        Strips | Balance if is_drawn && high => {
            let wanted = strips(model)
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
        Animals | LeftOut if is_drawn && wide => {
            let [left, right] = halves();
            vec![(Animals, left), (LeftOut, right)]
        }
        Settings | Strips | LeftOut if !is_drawn && wide && high => {
            let [left, right] = halves();
            let wanted = strips(model)
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
fn place(model: &Model) -> Rect {
    let (width, height) = model.size;
    let body = Rect::new(0, 0, width, height.saturating_sub(4));
    let panes = panes(model, below(inside(body), HEAD));
    let several = u16::from(panes.len() > 1);
    let shown = model.randomize.section();
    let place = panes.into_iter().find(|(section, _)| *section == shown);
    place.map_or(Rect::ZERO, |(_, place)| below(place, several))
}

/// How many rows the shown part can be moved through.
pub(super) fn rows(model: &Model) -> usize {
    let place = place(model);
    let fit = usize::from(place.height);
    let scrolled = |rows: usize| rows.saturating_sub(fit) + 1;
    match model.randomize.section() {
        Section::Settings => scrolled(settings_lines(model, place.width).len()),
        Section::Strips => {
            scrolled(strips(model).map_or(0, |page| usize::from(page.height(place.width))))
        }
        Section::Balance => {
            let lines = model
                .randomize
                .sheet()
                .map(|sheet| balance(model, sheet, place.width));
            scrolled(lines.map_or(0, |lines| lines.len() + 1))
        }
        Section::Animals => model
            .randomize
            .sheet()
            .map_or(0, |sheet| sheet.places.len()),
        Section::LeftOut => left_out(model).len(),
    }
}

fn part(
    model: &Model,
    open: &OpenStudy,
    buffer: &mut Buffer,
    area: Rect,
    section: Section,
    at: usize,
) {
    let theme = &model.setting.theme;
    let sheet = model.randomize.sheet();
    match section {
        Section::Settings => scroll(buffer, area, settings_lines(model, area.width), at),
        Section::Strips => match strips(model) {
            Some(page) => page.draw(buffer, area, theme, at),
            None => put(
                buffer,
                area,
                "nothing is balanced, so there is nothing to show",
                theme.faint(),
            ),
        },
        Section::Balance => {
            let Some(sheet) = sheet else { return };
            put(
                buffer,
                row(area, 0),
                &Columns::of(area.width).heading(),
                theme.faint(),
            );
            scroll(
                buffer,
                below(area, 1),
                balance(model, sheet, area.width),
                at,
            );
        }
        Section::Animals => {
            if let Some(sheet) = sheet {
                animals(open, buffer, area, theme, sheet, at);
            }
        }
        Section::LeftOut => left_out_list(buffer, area, theme, &left_out(model), at),
    }
}

/// What the status line says when nothing else does.
pub(in crate::tui) fn status(model: &Model) -> String {
    let state = &model.randomize;
    let shown = model
        .study
        .as_ref()
        .is_some_and(|open| shows_arms(open) && remark(state, open).is_none());
    if !shown || matches!(state.stage, Stage::Searching(_)) {
        return String::new();
    }
    let notes = state.sheet().map_or(&[][..], |sheet| &sheet.notes);
    match (notes, state.section()) {
        ([], Section::Strips) => "│ the mean · a digit: so many animals in one place".to_owned(),
        (notes, _) => notes.join("; "),
    }
}

/// Lines from one on, as far as they fit; the last ones fill the area.
fn scroll(buffer: &mut Buffer, area: Rect, lines: Vec<Line<'_>>, at: usize) {
    let last = lines.len().saturating_sub(usize::from(area.height));
    for (y, line) in (area.y..area.bottom()).zip(lines.iter().skip(at.min(last))) {
        buffer.set_line(area.x, y, line, area.width);
    }
}

fn settings_lines(model: &Model, width: u16) -> Vec<Line<'static>> {
    let Some(open) = &model.study else {
        return Vec::new();
    };
    let state = &model.randomize;
    let rows: Vec<Row> = match (&state.stage, &state.standing, &state.ready) {
        (_, Some(Ok(standing)), _) if state.looks_back() => facts::receipt(open, standing),
        (_, _, Some(Ok(ready))) => facts::settings(open, ready),
        _ => Vec::new(),
    };
    let theme = &model.setting.theme;
    const LABEL: usize = 15;
    let room = usize::from(width).saturating_sub(LABEL).max(1);
    let wrapped = rows.iter().flat_map(|row| {
        let style = match row.label {
            facts::NOT_ASKED => theme.faint(),
            _ => Style::new(),
        };
        let mark = row.arm.map_or(0, |_| 2);
        let lines = text::wrap(&row.said, room.saturating_sub(mark).max(1)).into_iter();
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
fn left_out(model: &Model) -> Vec<(String, String)> {
    match (model.randomize.sheet(), &model.randomize.ready) {
        (Some(sheet), _) => sheet.left_out.clone(),
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
        return put(buffer, area, "nobody is left out", theme.faint());
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

/// The strips of all covariates.
struct Page {
    blocks: Vec<(String, Strips)>,
}

/// Columns that a block has at least, where several stand side by side.
const BLOCK: u16 = 54;

fn strips(model: &Model) -> Option<Page> {
    let open = model.study.as_ref()?;
    let theme = &model.setting.theme;
    let sheet = model.randomize.sheet();
    let covariates = match (sheet, &model.randomize.ready) {
        (Some(sheet), _) => &sheet.covariates,
        (None, Some(Ok(ready))) => &ready.prepared.covariates,
        _ => return None,
    };
    let before = if sheet.is_some() { " before" } else { "" };
    let block = |covariate: &Covariate| {
        let all = Strip {
            mark: ANYWHERE,
            style: theme.faint(),
            label: format!("all {}{before}", covariate.values.len()),
            values: covariate.values.clone(),
        };
        let of_arms = sheet.into_iter().flat_map(|sheet| {
            (0..sheet.arms.len()).map(move |arm| {
                let place = arm_place(open, &sheet.arms, arm);
                Strip {
                    mark: theme.mark(place),
                    style: theme.arm(place),
                    label: sheet.arms[arm].clone(),
                    values: sheet.values(covariate, arm),
                }
            })
        });
        let strips = std::iter::once(all).chain(of_arms).collect();
        let x = Axis::tight(covariate.unit, covariate.values.iter().copied());
        (titled(covariate), Strips { x, strips })
    };
    let blocks: Vec<_> = covariates.iter().map(block).collect();
    (!blocks.is_empty()).then_some(Page { blocks })
}

/// `volume, mm³`.
fn titled(covariate: &Covariate) -> String {
    match covariate.unit {
        "" => covariate.name.clone(),
        unit => format!("{}, {unit}", covariate.name),
    }
}

impl Page {
    fn abreast(&self, width: u16) -> usize {
        usize::from(width / BLOCK).clamp(1, self.blocks.len().max(1))
    }

    /// Rows of a block with its title, and what it is kept apart by.
    fn block_height(block: &(String, Strips)) -> u16 {
        block.1.height().saturating_add(1)
    }

    /// Rows that it needs in so many columns.
    fn height(&self, width: u16) -> u16 {
        let rows = self.blocks.chunks(self.abreast(width));
        let tall = |row: &[(String, Strips)]| row.iter().map(Self::block_height).max().unwrap_or(0);
        rows.map(tall).fold(0, u16::saturating_add)
    }

    /// Draws it from a row on: the whole of it, of which a part is copied.
    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, at: usize) {
        let height = self.height(area.width);
        let whole = Rect::new(0, 0, area.width, height);
        if area.is_empty() || usize::from(height) * usize::from(area.width) > MOST_CELLS {
            return put(buffer, area, "too many arms to show", theme.faint());
        }
        let mut sheet = Buffer::empty(whole);
        let abreast = self.abreast(area.width);
        let width = area.width / u16::try_from(abreast).unwrap_or(1).max(1);
        let mut y = 0;
        for blocks in self.blocks.chunks(abreast) {
            for (x, block) in (0..).step_by(usize::from(width.max(1))).zip(blocks) {
                let gap = if abreast > 1 { 3 } else { 0 };
                let cells = width.saturating_sub(gap);
                put(
                    &mut sheet,
                    Rect::new(x, y, cells, 1),
                    &block.0,
                    theme.strong(),
                );
                let place = Rect::new(x, y + 1, cells, block.1.height());
                block.1.draw(&mut sheet, place, theme);
            }
            y += blocks.iter().map(Self::block_height).max().unwrap_or(0);
        }
        let last = usize::from(height.saturating_sub(area.height));
        let top = u16::try_from(at.min(last)).unwrap_or(0);
        for (to, from) in (area.y..area.bottom()).zip(top..height) {
            for x in 0..area.width {
                buffer[(area.x + x, to)] = sheet[(x, from)].clone();
            }
        }
    }
}

/// The largest page that is drawn before a part of it is copied.
const MOST_CELLS: usize = 400_000;

/// Columns of the balance table.
struct Columns {
    name: usize,
}

/// Their headings and widths.
const NUMBERS: [(&str, usize); 6] = [
    ("n", 4),
    ("mean", 9),
    ("SD", 8),
    ("CV", 8),
    ("min", 9),
    ("max", 9),
];

impl Columns {
    fn of(width: u16) -> Self {
        let taken: usize = NUMBERS.iter().map(|n| n.1).sum();
        Self {
            name: usize::from(width).saturating_sub(taken).clamp(8, 60),
        }
    }

    fn heading(&self) -> String {
        let titles = NUMBERS.map(|(title, width)| text::right(title, width));
        text::left("", self.name) + &titles.concat()
    }
}

/// The balance table, without its heading.
fn balance(model: &Model, sheet: &Sheet, width: u16) -> Vec<Line<'static>> {
    let theme = &model.setting.theme;
    let Some(open) = &model.study else {
        return Vec::new();
    };
    if sheet.covariates.is_empty() {
        let notes = sheet.notes.iter().map(|note| Line::raw(note.clone()));
        return std::iter::once(Line::styled("nothing was balanced", theme.faint()))
            .chain(notes)
            .collect();
    }
    let columns = Columns::of(width);
    let mut lines = Vec::new();
    for (covariate, test) in sheet.covariates.iter().zip(&sheet.tests) {
        lines.push(Line::styled(titled(covariate), theme.strong()));
        let rows = sheet
            .balance
            .iter()
            .filter(|row| row.covariate == covariate.name);
        for (arm, row) in rows.enumerate() {
            let place = arm_place(open, &sheet.arms, arm);
            let said = |value| significant(value, 4);
            let percent = row.cv.map_or(NONE.to_owned(), |cv| {
                format!("{} %", number(Some(100.0 * cv), 1))
            });
            let cells = [
                row.n.to_string(),
                said(row.mean),
                said(row.sd),
                percent,
                said(row.min),
                said(row.max),
            ];
            let cells = cells
                .iter()
                .zip(NUMBERS)
                .map(|(cell, (_, w))| text::right(cell, w));
            lines.push(Line::from(vec![
                Span::styled(theme.mark(place), theme.arm(place)),
                Span::raw(" "),
                Span::raw(text::left(&row.arm, columns.name.saturating_sub(2))),
                Span::raw(cells.collect::<String>()),
            ]));
        }
        let tests = format!(
            "ANOVA p {} · Kruskal-Wallis p {} · largest standardized difference {}",
            p_value(test.anova_p),
            p_value(test.kruskal_p),
            number(test.max_standardized_difference, 3),
        );
        lines.push(Line::raw(text::cut(&tests, usize::from(width))));
        lines.push(Line::default());
    }
    for note in &sheet.notes {
        let wrapped = text::wrap(note, usize::from(width));
        lines.extend(wrapped.into_iter().map(Line::raw));
    }
    let remark = "The p-values describe: after a draw every difference is due to chance.";
    lines.push(Line::styled(remark, theme.faint()));
    lines
}

/// Who goes where, by cage.
fn animals(
    open: &OpenStudy,
    buffer: &mut Buffer,
    area: Rect,
    theme: &Theme,
    sheet: &Sheet,
    at: usize,
) {
    let cage = |tag: &str| open.animal(tag).and_then(|animal| open.cage(animal));
    let cages: Vec<&str> = sheet
        .places
        .iter()
        .map(|(tag, _)| cage(tag).map_or("", |cage| cage.as_str()))
        .collect();
    let mut order: Vec<usize> = (0..sheet.places.len()).collect();
    order.sort_by(|a, b| {
        let by_cage = tag_order(cages[*a], cages[*b]);
        let by_cage = cages[*a]
            .is_empty()
            .cmp(&cages[*b].is_empty())
            .then(by_cage);
        by_cage.then_with(|| tag_order(&sheet.places[*a].0, &sheet.places[*b].0))
    });
    let mut columns = vec![
        list::Column::text("cage", 8, 1),
        list::Column::text("animal", 8, 1),
        list::Column::text("arm", 14, 3),
    ];
    columns.extend(
        sheet
            .covariates
            .iter()
            .map(|c| list::Column::number(&titled(c), 12)),
    );
    list::draw(
        buffer,
        area,
        theme,
        &columns,
        order.len(),
        Some(at),
        |row| {
            let at = order[row];
            let (tag, arm) = &sheet.places[at];
            let (arm, style) = match arm {
                None => ("  not drawn".to_owned(), theme.faint()),
                Some(arm) => {
                    let place = arm_place(open, &sheet.arms, *arm);
                    (
                        format!("{} {}", theme.mark(place), sheet.arms[*arm]),
                        theme.arm(place),
                    )
                }
            };
            let mut cells = vec![
                (cages[at].to_owned(), Style::new()),
                (tag.clone(), Style::new()),
                (arm, style),
            ];
            let values = sheet.covariates.iter().map(|c| c.values.get(at).copied());
            cells.extend(values.map(|value| (significant(value, 4), Style::new())));
            cells
        },
    );
}

/// A search as it goes.
fn searching(buffer: &mut Buffer, area: Rect, theme: &Theme, search: &Search) {
    let inside = inside(area);
    let seed = search
        .last
        .map_or(String::new(), |last| format!(" · seed {}", last.seed));
    put(
        buffer,
        row(inside, 0),
        &format!("Searching{seed}"),
        theme.strong(),
    );
    put(
        buffer,
        row(inside, 1),
        "Esc stops it; nothing is written before a draw is accepted",
        theme.faint(),
    );
    let score = search.last.and_then(|last| last.score);
    let best = score.map_or("none found yet".to_owned(), |score| {
        significant(Some(score), 4)
    });
    put(
        buffer,
        row(inside, 3),
        &format!("best score so far   {best}"),
        Style::new(),
    );
    let Some(last) = search.last.filter(|last| last.steps > 0) else {
        return put(
            buffer,
            row(inside, 4),
            "steps               none yet: what do the constraints allow, how quick is this machine",
            Style::new(),
        );
    };
    let Some(of) = last.of else {
        let said = format!(
            "steps               {}: every allocation is looked at",
            facts::count(last.steps)
        );
        return put(buffer, row(inside, 4), &said, Style::new());
    };
    let share = (last.steps as f64 / of.max(1) as f64).clamp(0.0, 1.0);
    let said = format!(
        "steps               {} of {}",
        facts::count(last.steps),
        facts::count(of)
    );
    put(buffer, row(inside, 4), &said, Style::new());
    let cells = usize::from(inside.width.saturating_sub(6)).min(60);
    let done = (share * cells as f64) as usize;
    let bar = format!(
        "{}{} {:>3.0} %",
        "█".repeat(done),
        "░".repeat(cells - done),
        100.0 * share
    );
    put(buffer, row(inside, 5), &bar, theme.good());
    course(buffer, below(inside, 7), theme, search, of);
}

/// The best score over the steps.
fn course(buffer: &mut Buffer, area: Rect, theme: &Theme, search: &Search, of: u64) {
    let millions = |steps: f64| steps / 1e6;
    let points = search
        .course
        .iter()
        .map(|(steps, score)| Point::at(millions(*steps), *score));
    let last = search
        .last
        .and_then(|last| Some(Point::at(millions(last.steps as f64), last.score?)));
    let points: Vec<Point> = points.chain(last).collect();
    if points.len() < 2 || area.height < 5 {
        return;
    }
    let mut plot = Plot::new(
        Axis::tight("million steps", [0.0, millions(of as f64)]),
        Axis::linear("best score", points.iter().map(|point| point.y)),
    );
    plot.series.push(Series {
        points,
        style: theme.good(),
        ..Series::default()
    });
    plot.draw(buffer, area, theme);
}
