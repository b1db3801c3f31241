//! Strips: a row for each group with a mark at every value, all on one scale.
//!
//! Where several values of a row fall into one cell, it shows how many they are. The mean of a row is
//! a line across it; where a value stands there, it is shown reversed.

use std::collections::BTreeMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::{Axis, Tick};
use crate::base::theme::Theme;
use crate::widgets::{names, text};

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub struct Strip {
    /// The mark at each value, one cell wide.
    pub mark: &'static str,
    /// Its color.
    pub style: Style,
    /// The text on the left.
    pub label: String,
    /// What is shown.
    pub values: Vec<f64>,
}

/// Rows over one axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Strips {
    /// From left to right.
    pub x: Axis,
    /// From the top down.
    pub strips: Vec<Strip>,
}

/// Rows of the axis with its numbers.
const AXIS: u16 = 2;

impl Strips {
    /// Rows that it needs.
    pub fn height(&self) -> u16 {
        u16::try_from(self.strips.len())
            .unwrap_or(u16::MAX)
            .saturating_add(AXIS)
    }

    /// Draws it; rows that do not fit are left out, and the axis with them.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) {
        let area = area.intersection(buffer.area);
        if area.is_empty() {
            return;
        }
        let all: Vec<&str> = self.strips.iter().map(|s| s.label.as_str()).collect();
        let labels = self
            .strips
            .iter()
            .map(|strip| text::width(&strip.label))
            .max();
        let most = usize::from(area.width) * 2 / 5;
        let gutter = u16::try_from((labels.unwrap_or(0) + 4).min(most)).unwrap_or(0);
        let plane = Rect {
            x: area.x + gutter,
            width: area.width - gutter,
            ..area
        };
        for (y, strip) in (area.y..area.bottom()).zip(&self.strips) {
            let room = usize::from(gutter.saturating_sub(3));
            if room > 0 {
                buffer.set_stringn(area.x, y, strip.mark, 1, strip.style);
                let label = names::apart(&strip.label, &all, room);
                buffer.set_string(area.x + 2, y, label, Style::new());
            }
            self.row(
                buffer,
                Rect {
                    y,
                    height: 1,
                    ..plane
                },
                strip,
                theme,
            );
        }
        let y = area.y.saturating_add(self.height() - AXIS);
        if y < area.bottom() && plane.width > 0 {
            self.axis(
                buffer,
                Rect {
                    y,
                    height: area.bottom() - y,
                    ..plane
                },
                theme,
            );
        }
    }

    fn row(&self, buffer: &mut Buffer, row: Rect, strip: &Strip, theme: &Theme) {
        let mut cells: BTreeMap<u16, usize> = BTreeMap::new();
        for column in strip
            .values
            .iter()
            .filter_map(|value| self.column(*value, row.width))
        {
            *cells.entry(column).or_default() += 1;
        }
        let count = strip.values.len().max(1) as f64;
        let mean = self.column(strip.values.iter().sum::<f64>() / count, row.width);
        let mean = mean.filter(|_| !strip.values.is_empty());
        if let Some(column) = mean {
            buffer.set_string(row.x + column, row.y, "│", theme.strong());
        }
        for (column, count) in cells {
            let phrase = match count {
                1 => strip.mark.to_owned(),
                2..=9 => count.to_string(),
                _ => "+".to_owned(),
            };
            let style = match mean == Some(column) {
                true => strip.style.add_modifier(Modifier::REVERSED),
                false => strip.style,
            };
            buffer.set_string(row.x + column, row.y, phrase, Style::reset().patch(style));
        }
    }

    /// The column of a value, from 0; none beyond the edges.
    fn column(&self, value: f64, width: u16) -> Option<u16> {
        let share = self.x.share(value)?;
        let inside = (0.0..=1.0).contains(&share) && width > 0;
        inside.then(|| (share * f64::from(width - 1)).round() as u16)
    }

    fn axis(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) {
        let cells = usize::from(area.width);
        buffer.set_string(area.x, area.y, "─".repeat(cells), theme.faint());
        for tick in self.x.ticks(|ticks| self.apart(ticks, area)) {
            let Some(column) = self.column(tick.value, area.width) else {
                continue;
            };
            buffer.set_string(area.x + column, area.y, "┬", theme.faint());
            if area.height > 1 {
                let x = start(&tick, column, area);
                let room = usize::from(area.right() - x);
                buffer.set_stringn(x, area.y + 1, &tick.label, room, theme.faint());
            }
        }
    }

    /// Whether the numbers stand clearly apart.
    fn apart(&self, ticks: &[Tick], area: Rect) -> bool {
        let span = |tick: &Tick| {
            let x = start(tick, self.column(tick.value, area.width)?, area);
            Some((x, usize::from(x) + text::width(&tick.label)))
        };
        let spans: Vec<(u16, usize)> = ticks.iter().filter_map(span).collect();
        spans
            .windows(2)
            .all(|pair| pair[0].1 + 4 <= usize::from(pair[1].0))
    }
}

/// Where a number begins that stands under a column.
fn start(tick: &Tick, column: u16, area: Rect) -> u16 {
    let cells = u16::try_from(text::width(&tick.label)).unwrap_or(u16::MAX);
    let start = (area.x + column).saturating_sub(cells.saturating_sub(1) / 2);
    start.min(area.right().saturating_sub(cells)).max(area.x)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(width: u16, height: u16) -> Vec<String> {
        let strip = |mark, label: &str, values: &[f64]| Strip {
            mark,
            style: Style::new(),
            label: label.into(),
            values: values.to_vec(),
        };
        let strips = Strips {
            x: Axis::tight("mm³", [100.0, 200.0]),
            strips: vec![
                strip("•", "all 4", &[100.0, 150.0, 150.0, 200.0]),
                strip("●", "Vehicle 2", &[100.0, 200.0]),
                strip("■", "none", &[]),
            ],
        };
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        strips.draw(&mut buffer, area, &Theme::plain());
        let rows = buffer.content.chunks(usize::from(width).max(1));
        let row = |row: &[ratatui::buffer::Cell]| -> String {
            row.iter().map(|cell| cell.symbol()).collect()
        };
        rows.map(|cells| row(cells).trim_end().to_owned()).collect()
    }

    #[test]
    fn strips_share_one_scale_and_count_overlaps() {
        assert_eq!(
            drawn(34, 5),
            [
                "• all 4      •         2         •",
                "● Vehicle 2  ●         │         ●",
                "■ none",
                "             ┬─────────┬─────────┬",
                "             100      150      200",
            ]
        );
    }

    #[test]
    fn strips_are_drawn_in_any_area() {
        for width in 1..40 {
            for height in 1..8 {
                assert_eq!(drawn(width, height).len(), usize::from(height));
            }
        }
    }
}
