//! A small curve over study days, drawn with bars.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::tui::theme::Theme;
use crate::tui::widgets::text;

/// Cells for the numbers at the left.
const MARGIN: usize = 7;

/// What is drawn.
pub(super) struct Curve<'a> {
    /// Its heading, with the unit.
    pub title: &'a str,
    /// Days and values in ascending order of days.
    pub points: &'a [(f64, f64)],
    /// Whether the scale is logarithmic.
    pub log: bool,
    /// Whether the scale begins at nothing.
    pub from_zero: bool,
    pub style: Style,
}

/// Draws a curve: its heading, its bars between the smallest and largest number, its days.
pub(super) fn draw(buffer: &mut Buffer, area: Rect, theme: &Theme, curve: &Curve<'_>) {
    let cells = usize::from(area.width);
    if area.height < 3 || cells <= MARGIN + 1 {
        return;
    }
    buffer.set_stringn(
        area.x,
        area.y,
        text::cut(curve.title, cells),
        cells,
        theme.faint(),
    );
    let rows = usize::from(area.height - 2);
    let inner = cells - MARGIN;
    let Some((low, high)) = range(curve) else {
        let y = area.y + 1;
        buffer.set_stringn(area.x, y, "nothing recorded yet", cells, theme.faint());
        return;
    };
    let label = |value: f64| text::right(&number(value), MARGIN - 1);
    buffer.set_stringn(area.x, area.y + 1, label(high), cells, theme.faint());
    if rows > 1 {
        let y = area.bottom() - 2;
        buffer.set_stringn(area.x, y, label(low), cells, theme.faint());
    }
    let x = area.x + MARGIN as u16;
    for (column, level) in levels(curve, (low, high), inner, rows * 8) {
        bar(
            buffer,
            (x, area.bottom() - 2),
            column,
            level,
            rows,
            theme,
            curve.style,
        );
    }
    let days = axis(curve.points, inner);
    buffer.set_stringn(x, area.bottom() - 1, days, inner, theme.faint());
}

/// The smallest and largest number of the scale.
fn range(curve: &Curve<'_>) -> Option<(f64, f64)> {
    let values = curve.points.iter().map(|(_, value)| *value);
    let high = values.clone().reduce(f64::max)?;
    let least = values
        .filter(|value| !curve.log || *value > 0.0)
        .reduce(f64::min)?;
    Some((
        if curve.from_zero && !curve.log {
            0.0
        } else {
            least
        },
        high,
    ))
}

/// Column and height in eighths of a row, of each point.
fn levels(
    curve: &Curve<'_>,
    (low, high): (f64, f64),
    columns: usize,
    eighths: usize,
) -> Vec<(usize, usize)> {
    let first = curve.points.first().map_or(0.0, |(day, _)| *day);
    let last = curve.points.last().map_or(0.0, |(day, _)| *day);
    let scale = |value: f64| {
        if curve.log {
            value.max(low).ln()
        } else {
            value
        }
    };
    let part = |value: f64, from: f64, to: f64| {
        if to > from {
            (value - from) / (to - from)
        } else {
            1.0
        }
    };
    let place = |(day, value): &(f64, f64)| {
        let along = if last > first {
            part(*day, first, last)
        } else {
            0.0
        };
        let column = along * (columns - 1) as f64;
        // The smallest value is seen as well.
        let height = part(scale(*value), scale(low), scale(high)) * (eighths - 1) as f64;
        (column.round() as usize, height.round() as usize + 1)
    };
    curve.points.iter().map(place).collect()
}

fn bar(
    buffer: &mut Buffer,
    (x, foot): (u16, u16),
    column: usize,
    level: usize,
    rows: usize,
    theme: &Theme,
    style: Style,
) {
    let bars = theme.bars();
    for row in 0..rows {
        let filled = level.saturating_sub(row * 8).min(8);
        let place = (
            x.saturating_add(column as u16),
            foot.saturating_sub(row as u16),
        );
        if filled > 0
            && let Some(cell) = buffer.cell_mut(place)
        {
            cell.set_symbol(bars[filled - 1]).set_style(style);
        }
    }
}

/// The first day at the left, the last at the right.
fn axis(points: &[(f64, f64)], cells: usize) -> String {
    let day =
        |point: Option<&(f64, f64)>| point.map_or_else(String::new, |(day, _)| day.to_string());
    let first = format!("day {}", day(points.first()));
    if points.len() < 2 {
        return first;
    }
    let room = cells.saturating_sub(text::width(&first));
    first + &text::right(&day(points.last()), room)
}

fn number(value: f64) -> String {
    if value != 0.0 && value.abs() < 100.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.0}")
    }
}
