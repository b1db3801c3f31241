//! A waterfall: one bar for each value, from 0 up or down.
//!
//! Bars that go beyond the axis end in an arrow; who draws them says how many there are. A value
//! that there is none of has no bar, only its mark.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Axis, Reference};
use crate::base::theme::Theme;
use crate::widgets::text;

/// One bar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// Its end.
    pub value: Option<f64>,
    /// Its color.
    pub style: Style,
    /// The mark under it.
    pub mark: &'static str,
}

/// A waterfall.
#[derive(Debug, Clone, PartialEq)]
pub struct Waterfall {
    /// The axis; it holds 0.
    pub y: Axis,
    /// The bars from left to right.
    pub bars: Vec<Bar>,
    /// Horizontal lines.
    pub references: Vec<Reference>,
}

/// Cells to the left of the axis, the axis included.
const GUTTER: u16 = 7;

/// Eighths of a cell from its lower edge.
const UP: [&str; 8] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇"];

impl Waterfall {
    /// How many bars an area of this width has room for.
    pub fn bars_that_fit(width: u16) -> usize {
        usize::from(width.saturating_sub(GUTTER)).max(1)
    }

    /// Draws it.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) {
        let area = area.intersection(buffer.area);
        if area.is_empty() {
            return;
        }
        let axes = area.height >= 4 && area.width >= 16;
        let left = if axes { GUTTER } else { 0 };
        let below = u16::from(area.height > 1);
        let title = u16::from(axes && area.height >= 7);
        let plane = Rect::new(
            area.x + left,
            area.y + title,
            area.width - left,
            area.height - below - title,
        );
        let rule = Rule::new(&self.y, plane);
        self.reference_lines(buffer, &rule, theme);
        if axes {
            self.axis(buffer, area, &rule, theme);
        }
        self.all_bars(buffer, &rule, area.bottom() - 1, below > 0);
        self.reference_labels(buffer, &rule, theme);
    }

    fn all_bars(&self, buffer: &mut Buffer, rule: &Rule, foot: u16, marks: bool) {
        let width = rule.plane.width;
        let count = u16::try_from(self.bars.len()).unwrap_or(u16::MAX).max(1);
        let pitch = (width / count).clamp(1, 6);
        let thick = if pitch > 2 { pitch - 1 } else { pitch };
        for (n, bar) in (0..width).step_by(usize::from(pitch)).zip(&self.bars) {
            let columns = n..(n + thick).min(width);
            for column in columns {
                rule.bar(buffer, rule.plane.x + column, bar);
            }
            if marks {
                let x = rule.plane.x + (n + (thick - 1) / 2).min(width - 1);
                buffer[(x, foot)].set_symbol(bar.mark).set_style(bar.style);
            }
        }
    }

    fn axis(&self, buffer: &mut Buffer, area: Rect, rule: &Rule, theme: &Theme) {
        let x = area.x + GUTTER - 1;
        let room = usize::from(GUTTER - 2);
        let title = text::right(&self.y.short_title, room);
        buffer.set_string(area.x, area.y, title, theme.faint());
        for y in rule.plane.y..rule.plane.bottom() {
            buffer.set_string(x, y, "│", theme.faint());
        }
        let ticks = self.y.ticks(|ticks| {
            let rows: Vec<Option<u16>> = ticks.iter().map(|tick| rule.row(tick.value)).collect();
            let clear = |pair: &[Option<u16>]| match (pair[0], pair[1]) {
                (Some(lower), Some(upper)) => lower >= upper + 2,
                _ => true,
            };
            rows.windows(2).all(clear)
        });
        for tick in ticks {
            if let Some(row) = rule.row(tick.value) {
                let y = rule.plane.y + row;
                let label = text::right(&tick.label, room);
                buffer.set_string(area.x, y, label, theme.faint());
                buffer.set_string(x, y, "┤", theme.faint());
            }
        }
    }

    fn reference_lines(&self, buffer: &mut Buffer, rule: &Rule, theme: &Theme) {
        for reference in &self.references {
            if let Some(row) = rule.row(reference.at) {
                for x in rule.plane.x..rule.plane.right() {
                    buffer[(x, rule.plane.y + row)]
                        .set_symbol("╌")
                        .set_style(theme.faint());
                }
            }
        }
    }

    /// On the side where bars seldom reach: at the right for lines above 0, which the tallest bars
    /// at the left cross, at the left for lines below.
    fn reference_labels(&self, buffer: &mut Buffer, rule: &Rule, theme: &Theme) {
        for reference in &self.references {
            let label = format!(" {} ", reference.label);
            let cells = u16::try_from(text::width(&label)).unwrap_or(u16::MAX);
            let Some(row) = rule.row(reference.at).filter(|_| cells < rule.plane.width) else {
                continue;
            };
            let x = if reference.at < 0.0 {
                rule.plane.x + 1
            } else {
                rule.plane.right() - cells
            };
            let cells = (x..x + cells).map(|x| (x, rule.plane.y + row));
            let free = |at: (u16, u16)| matches!(buffer[at].symbol(), "╌" | " ");
            if cells.clone().all(free) {
                buffer.set_string(x, rule.plane.y + row, label, theme.faint());
            }
        }
    }
}

/// Rows for values: 0 lies between two of them, so that bars begin at the edge of a cell.
struct Rule {
    plane: Rect,
    /// Rows above 0.
    above: u16,
    /// Values per row.
    unit: f64,
}

impl Rule {
    fn new(axis: &Axis, plane: Rect) -> Self {
        let (from, to) = axis.range();
        let (low, high) = ((-from).max(0.0), to.max(0.0));
        let height = f64::from(plane.height);
        let above = (height * high / (low + high)).round().clamp(0.0, height);
        let per_row = |value: f64, rows: f64| if rows > 0.0 { value / rows } else { 0.0 };
        let unit = per_row(high, above).max(per_row(low, height - above));
        Self {
            plane,
            above: above as u16,
            unit: if unit > 0.0 { unit } else { 1.0 },
        }
    }

    /// The row that a value lies in, from 0 at the upper edge; 0 itself belongs to the row above.
    fn row(&self, value: f64) -> Option<u16> {
        let rows = value / self.unit;
        let row = if value >= 0.0 {
            f64::from(self.above) - rows.ceil().max(1.0)
        } else {
            f64::from(self.above) + (-rows).ceil() - 1.0
        };
        (0.0..f64::from(self.plane.height))
            .contains(&row)
            .then_some(row as u16)
    }

    fn bar(&self, buffer: &mut Buffer, x: u16, bar: &Bar) {
        let Some(value) = bar.value.filter(|value| value.is_finite()) else {
            return;
        };
        let eighths = (value.abs() / self.unit * 8.0).round();
        let most = if value >= 0.0 {
            self.above
        } else {
            self.plane.height - self.above
        };
        let beyond = eighths > f64::from(most) * 8.0;
        let eighths = eighths.min(f64::from(most) * 8.0) as u16;
        let (full, rest) = (eighths / 8, eighths % 8);
        let mut put = |n: u16, symbol: &str| {
            let y = if value >= 0.0 {
                (self.plane.y + self.above).checked_sub(n + 1)
            } else {
                Some(self.plane.y + self.above + n)
            };
            let inside = |y: &u16| (self.plane.y..self.plane.bottom()).contains(y);
            if let Some(y) = y.filter(inside) {
                buffer[(x, y)].set_symbol(symbol).set_style(bar.style);
            }
        };
        (0..full).for_each(|n| put(n, "█"));
        match (value >= 0.0, rest) {
            (_, 0) => {}
            (true, rest) => put(full, UP[usize::from(rest)]),
            (false, 1..=2) => put(full, "▔"),
            (false, 3..=5) => put(full, "▀"),
            (false, _) => put(full, "█"),
        }
        if beyond && most > 0 {
            put(most - 1, if value >= 0.0 { "↑" } else { "↓" });
        }
    }
}
