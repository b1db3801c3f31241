//! The values of one animal: fields, what was there before, what the numbers say.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::entry::{Entry, Field, Progress, readings, tumor};
use super::{Focus, State, before, curve, figures, remarks};
use crate::base::context::Context;
use crate::base::kept::{Kind, ReadingSlot, Target};
use crate::base::study::OpenStudy;
use crate::base::theme::Theme;
use crate::widgets::dose::{self, Large, MARGIN};
use crate::widgets::{digits, text};
use app::dosing::DosingRow;
use domain::{AnimalRecord, VolumeFormula, When};

/// One line of the panel, and whether the cursor is in it: at this cell.
pub(super) struct Row {
    line: Line<'static>,
    cursor: Option<usize>,
    /// The line one must see.
    pub(super) here: bool,
}

impl Row {
    pub(super) fn new(spans: Vec<Span<'static>>) -> Self {
        Self {
            line: Line::from(spans),
            cursor: None,
            here: false,
        }
    }

    fn blank() -> Self {
        Self::new(Vec::new())
    }
}

/// Cells of a field's box.
const BOX: usize = 9;

/// Lines that what was found before takes at most, in a window of usual height.
const MOST_BEFORE: usize = 12;

/// The ends of a range that are further apart than this, as a ratio, warn of little.
const WIDE: f64 = 10.0;

/// Draws the panel into its frame; returns the cursor position.
pub(super) fn draw(
    state: &State,
    cx: &Context,
    study: &OpenStudy,
    animal: &AnimalRecord,
    entry: &Entry,
    buffer: &mut Buffer,
    area: Rect,
) -> Option<Position> {
    let (area, figure) = curve::beside(area);
    if let Some(figure) = figure {
        curve::draw(state, cx, study, animal, buffer, figure);
    }
    let cells = usize::from(area.width);
    let mut rows = fields(state, cx, study, animal, entry, cells);
    rows.extend(remarks::remarks(state, cx, entry, cells));
    let dose = state.open_dose(cx);
    let (area, below) = match dose {
        Some(_) => split(area, rows.len()),
        None => (area, area),
    };
    let fit = usize::from(area.height);
    let here = rows.iter().rposition(|row| row.here).unwrap_or(0);
    let top = if rows.len() <= fit {
        0
    } else {
        here.saturating_sub(fit / 2).min(rows.len() - fit)
    };
    let mut cursor = None;
    for (y, row) in (area.y..area.bottom()).zip(rows.iter().skip(top)) {
        buffer.set_line(area.x, y, &row.line, area.width);
        if let Some(column) = row.cursor {
            let x = area
                .x
                .saturating_add(u16::try_from(column).unwrap_or(u16::MAX));
            cursor = Some(Position::new(x, y));
        }
    }
    if let Some(row) = dose {
        draw_dose(state, cx, row, buffer, below);
        return cursor;
    }
    let free = fit.saturating_sub(rows.len() + 1);
    draw_before(buffer, area, free, before::lines(state, cx, study, animal));
    cursor
}

/// Rows that a dose needs below the values: its volume in large letters, and two lines.
const DOSE: u16 = digits::ROWS + 2 * MARGIN + 2;

/// The area of so many rows of values, and that of a dose below them.
fn split(area: Rect, rows: usize) -> (Rect, Rect) {
    let rows = u16::try_from(rows).unwrap_or(area.height);
    let above = rows.min(area.height.saturating_sub(DOSE));
    (
        Rect::new(area.x, area.y, area.width, above),
        Rect::new(area.x, area.y + above, area.width, area.height - above),
    )
}

/// The dose that is due now that all values are complete.
fn draw_dose(state: &State, cx: &Context, row: &DosingRow, buffer: &mut Buffer, area: Rect) {
    let theme = cx.theme();
    let cells = usize::from(area.width);
    let warning = dose::warning(&row.advice);
    let warning = warning.map(|text| (text, theme.alert()));
    let facts = dose::facts(row, state.day(cx), None).into_iter();
    let facts = facts.map(|line| (line, Style::new()));
    let notes = row.notes.iter();
    let notes = notes.map(|note| (format!("⚠ {note}"), theme.warn()));
    let lines: Vec<(String, Style)> = warning
        .into_iter()
        .chain(notes)
        .chain(facts)
        .flat_map(|(line, style)| {
            let lines = text::wrap(&line, cells).into_iter();
            lines.map(move |line| (line, style))
        })
        .collect();
    let wanted = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let free = area
        .height
        .saturating_sub(wanted.saturating_add(2 * MARGIN));
    let top = Large::of(theme, row).draw(buffer, area, free);
    for (y, (line, style)) in (top..area.bottom()).zip(&lines) {
        buffer.set_stringn(area.x, y, line, cells, *style);
    }
}

/// Earlier readings, in the last of the free rows: so they keep their place while the values
/// above say more or less.
fn draw_before(buffer: &mut Buffer, area: Rect, free: usize, lines: Vec<Line<'static>>) {
    let most = MOST_BEFORE.max(usize::from(area.height / 2));
    let shown = lines.len().min(free).min(most);
    if shown < 2 {
        return;
    }
    let top = area.bottom() - u16::try_from(shown).unwrap_or(area.height);
    for (y, line) in (top..area.bottom()).zip(&lines) {
        buffer.set_line(area.x, y, line, area.width);
    }
}

fn fields(
    state: &State,
    cx: &Context,
    study: &OpenStudy,
    animal: &AnimalRecord,
    entry: &Entry,
    cells: usize,
) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut last: Option<ReadingSlot> = None;
    for (at, field) in entry.fields.iter().enumerate() {
        if let Some(row) = earlier_round(state, cx, animal, entry, field) {
            if field.kind == Kind::Length || field.kind == Kind::Weight {
                if let Some(last) = last.take() {
                    rows.extend(after(state, cx, study, animal, entry, last));
                }
                rows.push(row);
            }
            continue;
        }
        if last != Some(field.slot) {
            if let Some(last) = last {
                rows.extend(after(state, cx, study, animal, entry, last));
            }
            rows.extend(heading(cx, animal, entry, field.slot));
            last = Some(field.slot);
        }
        rows.push(draw_field(state, cx, study, animal, entry, at, field));
        if at == entry.at {
            rows.extend(complaint(cx, entry, cells));
        }
    }
    if let Some(last) = last {
        rows.extend(after(state, cx, study, animal, entry, last));
    }
    rows
}

/// A reading that is saved, and after which another was asked for, in one line.
fn earlier_round(
    state: &State,
    cx: &Context,
    animal: &AnimalRecord,
    entry: &Entry,
    field: &Field,
) -> Option<Row> {
    let theme = cx.theme();
    let Progress::Saved(shown) = &field.progress else {
        return None;
    };
    let later = |f: &Field| f.slot.target == field.slot.target && f.slot.round > field.slot.round;
    if !entry.fields.iter().any(later) {
        return None;
    }
    let nth = usize::try_from(field.slot.round).ok()?.checked_sub(1)?;
    let (site, found) = match field.slot.target {
        Target::Tumor(id) => {
            let reading = readings(animal, id, state.day(cx)).nth(nth)?;
            let site = tumor(animal, id).filter(|_| animal.tumors.len() > 1);
            let volume = figures::volume(cx, &reading.observation);
            let volume = volume.map_or_else(String::new, |v| format!(" = {v:.0} mm³"));
            let site = site.map_or_else(String::new, |t| format!("{}, ", t.tumor.site));
            (
                site,
                format!("{}{volume}", figures::found(&reading.observation)),
            )
        }
        Target::Body => (String::new(), format!("{shown} g")),
    };
    Some(Row::new(vec![
        Span::styled(
            format!("{site}reading {}: ", field.slot.round),
            theme.faint(),
        ),
        Span::styled(format!("{found} ✓"), theme.good()),
    ]))
}

/// The site and the number of the reading, where there are several.
fn heading(cx: &Context, animal: &AnimalRecord, entry: &Entry, slot: ReadingSlot) -> Vec<Row> {
    let theme = cx.theme();
    let rounds = entry
        .fields
        .iter()
        .filter(|f| f.slot.target == slot.target)
        .map(|f| f.slot.round);
    let several = rounds.max().unwrap_or(1) > 1;
    let nth = format!("reading {}", slot.round);
    let text = match slot.target {
        Target::Tumor(id) => {
            let site = tumor(animal, id).map(|t| t.tumor.site.to_string());
            let site = site.filter(|_| animal.tumors.len() > 1);
            [site, several.then_some(nth)]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", ")
        }
        Target::Body if several => nth,
        Target::Body => String::new(),
    };
    if text.is_empty() {
        Vec::new()
    } else {
        vec![Row::new(vec![Span::styled(text, theme.faint())])]
    }
}

fn draw_field(
    state: &State,
    cx: &Context,
    study: &OpenStudy,
    animal: &AnimalRecord,
    entry: &Entry,
    at: usize,
    field: &Field,
) -> Row {
    let theme = cx.theme();
    let here = at == entry.at && state.focus == Focus::Entry;
    let (content, style, mark) = match &field.progress {
        Progress::Open if here => (entry.input.value().to_owned(), theme.strong(), " "),
        Progress::Taken(..) if here => (entry.input.value().to_owned(), theme.strong(), "·"),
        Progress::Open => (String::new(), Style::new(), " "),
        Progress::Taken(_, digits) => (digits.clone(), theme.strong(), "·"),
        Progress::Saved(shown) => (shown.clone(), theme.good(), "✓"),
    };
    let label = if here { theme.strong() } else { theme.faint() };
    let frame = if here { theme.key() } else { theme.faint() };
    let scroll = if here {
        entry.input.visual_scroll(BOX)
    } else {
        0
    };
    let shown: String = content.chars().skip(scroll).collect();
    let column = 8 + 2 + entry.input.visual_cursor().saturating_sub(scroll);
    let mut spans = vec![
        Span::styled(text::left(field.kind.label(), 8), label),
        Span::styled("[ ", frame),
        Span::styled(text::left(&shown, BOX), style),
        Span::styled(" ]", frame),
        Span::styled(format!(" {:<2}", field.kind.unit().symbol()), theme.faint()),
        Span::styled(format!(" {mark} "), theme.good()),
    ];
    if field.slot.round == 1 || field.slot.target != Target::Body {
        spans.push(Span::styled(
            earlier(state, cx, study, animal, field),
            theme.faint(),
        ));
    }
    Row {
        line: Line::from(spans),
        cursor: here.then_some(column),
        here,
    }
}

/// What was there last time, and at the start.
fn earlier(
    state: &State,
    cx: &Context,
    study: &OpenStudy,
    animal: &AnimalRecord,
    field: &Field,
) -> String {
    let on = state.day(cx);
    let protocol = &study.record.study.protocol;
    match (field.slot.target, field.kind) {
        (Target::Body, _) => {
            let before = animal
                .standing_weighings()
                .filter(|w| w.when.date < on)
                .last();
            let Some(last) = before else {
                return "first weighing".into();
            };
            let start = animal.baseline_weighing(protocol, When::on(on));
            let start = start.map_or_else(String::new, |w| format!("   start {}", w.grams()));
            format!("last {}{start}", last.grams())
        }
        (Target::Tumor(id), kind) => {
            let tumor = tumor(animal, id).into_iter();
            let readings = tumor.flat_map(|t| t.standing_readings());
            let measured = readings.filter(|r| r.when.date < on && r.observation.is_measured());
            let Some(last) = measured.last() else {
                return if kind == Kind::Length {
                    "first reading".into()
                } else {
                    String::new()
                };
            };
            let when = if kind == Kind::Length {
                format!("   {}", figures::short(protocol, &animal.animal, last.when))
            } else {
                String::new()
            };
            match size(&last.observation, kind) {
                Some(size) => format!("last {size}{when}"),
                None if kind == Kind::Length => {
                    format!("last {}{when}", figures::found(&last.observation))
                }
                None => String::new(),
            }
        }
    }
}

fn size(found: &domain::Observation, kind: Kind) -> Option<f64> {
    match found {
        domain::Observation::Measured {
            sizes: Some(sizes), ..
        } => match kind {
            Kind::Length => Some(sizes.length_mm()),
            Kind::Width => Some(sizes.width_mm()),
            _ => sizes.height_mm(),
        },
        _ => None,
    }
}

/// What the values of a slot say.
fn after(
    state: &State,
    cx: &Context,
    study: &OpenStudy,
    animal: &AnimalRecord,
    entry: &Entry,
    slot: ReadingSlot,
) -> Vec<Row> {
    let theme = cx.theme();
    match slot.target {
        Target::Body => body(state, cx, animal, entry, slot).into_iter().collect(),
        Target::Tumor(id) => {
            let tumor = tumor(animal, id);
            let protocol = &study.record.study.protocol;
            let now = figures::saved_volume(state, cx, slot)
                .or_else(|| figures::live_volume(cx, entry, slot));
            let expected = figures::expected(state, cx, slot);
            let outside = now.zip(expected).is_some_and(|(now, e)| !e.holds(now));
            let mut line = vec![Span::styled(text::left("Volume", 8), theme.faint())];
            match now {
                Some(mm3) => {
                    let style = if outside {
                        theme.warn()
                    } else {
                        theme.strong()
                    };
                    line.push(Span::styled(format!("{mm3:.0} mm³"), style));
                    let change =
                        tumor.map(|t| change(protocol, &animal.animal, t, state.day(cx), mm3));
                    line.push(Span::raw(change.unwrap_or_default()));
                }
                None if protocol.volume_formula == VolumeFormula::Given => {
                    let phrase = "– (volumes of this study are imported, not computed)";
                    line.push(Span::styled(phrase, theme.faint()));
                }
                None => {
                    let reason =
                        figures::not_measured(state, cx, slot).unwrap_or_else(|| "–".into());
                    line.push(Span::styled(reason, theme.faint()));
                }
            }
            let mut rows = vec![Row::new(line)];
            if slot.round == 1 {
                let mut course: Vec<f64> = tumor.map_or_else(Vec::new, |tumor| {
                    let before = figures::before(protocol, tumor, state.day(cx));
                    before.map(|(_, volume)| volume).collect()
                });
                course.extend(now);
                let none = figures::no_range(state, cx, tumor);
                rows.push(expectation(theme, &course, expected, (&none, outside)));
            }
            rows.push(Row::blank());
            rows
        }
    }
}

/// The change since last time and since the start.
fn change(
    protocol: &domain::Protocol,
    animal: &domain::Animal,
    tumor: &domain::TumorRecord,
    on: chrono::NaiveDate,
    mm3: f64,
) -> String {
    let last = figures::before(protocol, tumor, on).last();
    let since = last
        .filter(|(_, v)| *v > 0.0)
        .map_or_else(String::new, |(when, v)| {
            let percent = figures::percent(100.0 * (mm3 / v - 1.0));
            format!(
                "   {percent} since {}",
                figures::short(protocol, animal, when)
            )
        });
    let start = figures::start(protocol, animal, tumor).filter(|v| *v > 0.0 && last.is_some());
    let times = start.map_or_else(String::new, |v| format!("   {:.1}× start", mm3 / v));
    since + &times
}

/// The expected range with the course before it, or that there is none.
fn expectation(
    theme: &Theme,
    course: &[f64],
    expected: Option<app::expect::Expected>,
    (none, outside): (&str, bool),
) -> Row {
    let range = expected.map_or_else(
        || vec![Span::styled(none.to_owned(), theme.faint())],
        |e| {
            // A range that holds nearly everything warns of little.
            let wide = e.low > 0.0 && e.high / e.low > WIDE;
            let wide = if wide { " (wide)" } else { "" };
            let style = if outside { theme.warn() } else { Style::new() };
            let sign = if outside { " ⚠ outside" } else { "" };
            vec![
                Span::styled("Expected ", theme.faint()),
                Span::styled(format!("{} mm³{wide}{sign}", e.range_text(0)), style),
            ]
        },
    );
    let mut spans = range;
    spans.push(Span::raw("   "));
    spans.push(Span::styled(curve::sparkline(theme, course), theme.faint()));
    Row::new(spans)
}

fn body(
    state: &State,
    cx: &Context,
    animal: &AnimalRecord,
    entry: &Entry,
    slot: ReadingSlot,
) -> Option<Row> {
    let theme = cx.theme();
    let field = entry.of_slot(slot).next()?;
    let here = entry.field().is_some_and(|f| f.slot == slot);
    let grams = match &field.progress {
        Progress::Saved(shown) => shown.parse().ok(),
        Progress::Taken(value, _) => Some(*value),
        Progress::Open if here => {
            let read = domain::parse_device("weight", Kind::Weight.unit(), entry.input.value());
            read.ok().map(|(value, _)| value)
        }
        Progress::Open => None,
    }?;
    let change = figures::weight_change(state, cx, animal, grams)?;
    let loss = cx
        .study
        .as_ref()?
        .record
        .study
        .protocol
        .limit_weight_loss_percent;
    let past = loss.is_some_and(|limit| -change >= limit);
    let style = if past { theme.alert() } else { Style::new() };
    Some(Row::new(vec![
        Span::styled(text::left("Change", 8), theme.faint()),
        Span::styled(format!("{change:+.1} % from start"), style),
    ]))
}

/// What is wrong with what was typed, under its field, where it cannot be missed.
fn complaint(cx: &Context, entry: &Entry, cells: usize) -> Vec<Row> {
    let theme = cx.theme();
    let phrase = entry
        .complaint
        .iter()
        .map(|complaint| format!("✗ {complaint}"));
    let lines = phrase.flat_map(|phrase| text::wrap(&phrase, cells));
    let row = |line| Row {
        here: true,
        ..Row::new(vec![Span::styled(line, theme.alert())])
    };
    lines.map(row).collect()
}
