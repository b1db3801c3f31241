//! Draws the work plan: its lines, and below them the calendar.

use chrono::{Datelike, Days, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{State, WEEKS};
use crate::base::context::Context;
use crate::base::theme::Theme;
use crate::widgets::list::{self, Cell, Column};
use crate::widgets::{message, text};
use app::work::{PlannedWork, WorkLineView};
use domain::WorkKind;

/// Rows that the lines keep before the calendar takes some.
const LEAST_LINES: u16 = 4;

/// Rows of the smallest calendar: heading and one week.
const LEAST_CALENDAR: u16 = 3;

/// Draws the screen.
pub(super) fn draw(state: &State, cx: &Context, buffer: &mut Buffer, area: Rect) {
    let theme = cx.theme();
    let inside = Rect::new(
        area.x + area.width.min(1),
        area.y,
        area.width.saturating_sub(2),
        area.height,
    );
    if state.lines.is_empty() {
        let (text, hint) = match state.hidden {
            0 => (
                "This study has no work plan.",
                "n plans work: what, for which animals and when. Without a plan, Today lists the rhythm of past readings.",
            ),
            _ => (
                "All lines of the work plan have ended.",
                "n plans work; l shows what has ended.",
            ),
        };
        return message::draw(buffer, area, theme, text, hint);
    }
    let wanted = u16::try_from(state.lines.len())
        .unwrap_or(u16::MAX)
        .saturating_add(1);
    let calendar = u16::try_from(WEEKS).unwrap_or(u16::MAX) + 2;
    let room = inside.height.saturating_sub(wanted.max(LEAST_LINES));
    let calendar = match room.min(calendar) {
        rows if rows < LEAST_CALENDAR => 0,
        rows => rows,
    };
    let lines = Rect::new(inside.x, inside.y, inside.width, inside.height - calendar);
    draw_lines(state, theme, buffer, lines);
    let below = Rect::new(inside.x, lines.bottom(), inside.width, calendar);
    draw_calendar(state, cx, buffer, below);
}

fn draw_lines(state: &State, theme: &Theme, buffer: &mut Buffer, area: Rect) {
    // What is given needs room; `weigh` does not.
    let gives = state.lines.iter().any(|line| line.regimen.is_some());
    let (share, schedule) = if gives { (5, 22) } else { (0, 24) };
    let columns = [
        Column::number("line", 4),
        Column::text("work", 9, share),
        Column::text("animals", 14, 2),
        Column::text("schedule", schedule, 3),
        Column::text("from", 10, 0),
        Column::text("until", 10, 0),
    ];
    let row = |at: usize| row(&state.lines[at]);
    list::draw(
        buffer,
        area,
        theme,
        &columns,
        state.lines.len(),
        Some(state.at),
        row,
    );
}

fn row(line: &WorkLineView) -> Vec<Cell> {
    let plain = Style::new();
    let until = line
        .ends_on
        .map_or_else(String::new, |last| last.to_string());
    vec![
        (line.line.to_string(), plain),
        (work_words(line), plain),
        (line.whom.clone(), plain),
        (line.schedule.clone(), plain),
        (line.starts_on.to_string(), plain),
        (until, plain),
    ]
}

/// `weigh`; of doses also what is given: `dose KT-253 1 mg/kg IV, 5 mL/kg`.
fn work_words(line: &WorkLineView) -> String {
    let given = line.regimen.as_ref().map(|regimen| regimen.words());
    let given = given.filter(|words| !words.is_empty());
    given.map_or_else(
        || line.kind.words(),
        |words| format!("{} {words}", line.kind.words()),
    )
}

fn draw_calendar(state: &State, cx: &Context, buffer: &mut Buffer, area: Rect) {
    if area.height < LEAST_CALENDAR {
        return;
    }
    let theme = cx.theme();
    let title = "Animals to weigh (w), measure (m), dose (d), take down (t); * some waived  ← →";
    buffer.set_stringn(area.x, area.y, title, area.width.into(), theme.faint());
    let weeks = u64::from(area.height - 2).min(WEEKS);
    // The week, then seven days.
    const WEEK: u16 = 11;
    let day_width = (area.width.saturating_sub(WEEK)) / 7;
    let at = |day: u16| area.x + WEEK + day * day_width;
    for (day, name) in ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        .iter()
        .enumerate()
    {
        let x = at(day as u16);
        buffer.set_stringn(x, area.y + 1, name, day_width.into(), theme.strong());
    }
    let room = usize::from(day_width.saturating_sub(1));
    for (week, y) in (0..weeks).zip(area.y + 2..) {
        let Some(monday) = state.monday.checked_add_days(Days::new(7 * week)) else {
            return;
        };
        buffer.set_stringn(area.x, y, monday.to_string(), WEEK.into(), theme.faint());
        for (date, day) in monday.iter_days().take(7).zip(0u16..) {
            let style = match date {
                _ if date == cx.today => theme.selected(),
                _ if date < cx.today => theme.faint(),
                _ => Style::new(),
            };
            let work = text::cut(&cell(state.work.get(&date), date), room);
            buffer.set_stringn(at(day), y, work, room, style);
        }
    }
}

/// The work of a date: `16 wm24`, or `16 w22 m24`; the day of the month in front. Of what was waived for some animals, the
/// others are counted: `16 w20*`.
fn cell(work: Option<&Vec<PlannedWork>>, date: NaiveDate) -> String {
    let work = work.map_or(&[][..], Vec::as_slice);
    let same = |a: &PlannedWork, b: &PlannedWork| (a.animals, a.waived) == (b.animals, b.waived);
    let groups = work.chunk_by(same).map(|kinds| {
        let letters = kinds.iter().map(|work| match work.kind {
            WorkKind::Weigh => 'w',
            WorkKind::Measure => 'm',
            WorkKind::Dose => 'd',
            WorkKind::TakeDown => 't',
        });
        let to_do = kinds[0].animals - kinds[0].waived;
        let mark = if kinds[0].waived > 0 { "*" } else { "" };
        format!(" {}{to_do}{mark}", letters.collect::<String>())
    });
    format!("{:>2}{}", date.day(), groups.collect::<String>())
}
