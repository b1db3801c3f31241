//! The axes of a figure with their numbers, and the texts below.

use std::collections::HashSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::plane::Plane;
use super::{Layout, Plot, Tick};
use crate::base::theme::Theme;
use crate::widgets::{names, text};

impl Plot {
    pub(super) fn y_ticks(&self, plane: &Plane) -> Vec<Tick> {
        let gap = if plane.area.height >= 6 { 2 } else { 1 };
        let fit = |ticks: &[Tick]| {
            let rows: Vec<Option<u16>> = ticks.iter().map(|tick| plane.row(tick.value)).collect();
            rows.windows(2).all(|pair| match (pair[0], pair[1]) {
                (Some(lower), Some(upper)) => lower >= upper + gap,
                _ => true,
            })
        };
        let mut ticks = self.y.ticks(fit);
        if self.y.has_zero_row() {
            let lowest = plane.area.height.saturating_sub(1);
            ticks.retain(|tick| plane.row(tick.value) != Some(lowest));
            ticks.push(Tick {
                value: 0.0,
                label: "0".to_owned(),
            });
        }
        ticks
    }

    pub(super) fn y_axis(
        &self,
        buffer: &mut Buffer,
        area: Rect,
        layout: &Layout,
        plane: &Plane,
        theme: &Theme,
    ) {
        let room = usize::from(layout.gutter.saturating_sub(1));
        let x = area.x + layout.gutter;
        for y in plane.area.y..plane.area.bottom() {
            buffer.set_string(x, y, "│", theme.faint());
        }
        if let Some(y) = layout.title {
            let title = text::right(&self.y.short_title, room);
            buffer.set_string(area.x, y, title, theme.faint());
        }
        for tick in self.y_ticks(plane) {
            let Some(row) = plane.row(tick.value) else {
                continue;
            };
            if text::width(&tick.label) <= room {
                let label = text::right(&tick.label, room);
                buffer.set_string(area.x, plane.area.y + row, label, theme.faint());
            }
            buffer.set_string(x, plane.area.y + row, "┤", theme.faint());
        }
    }

    pub(super) fn x_axis(
        &self,
        buffer: &mut Buffer,
        area: Rect,
        layout: &Layout,
        plane: &Plane,
        theme: &Theme,
    ) {
        let y = plane.area.bottom();
        if y >= area.bottom() {
            return;
        }
        let left = area.x + layout.gutter;
        buffer.set_string(left, y, "└", theme.faint());
        for x in plane.area.x..plane.area.right() {
            buffer.set_string(x, y, "─", theme.faint());
        }
        let below = y + 1;
        if below >= area.bottom() {
            return;
        }
        let room = usize::from(layout.gutter.saturating_sub(1));
        let title = text::right(&self.x.short_title, room);
        buffer.set_string(area.x, below, title, theme.faint());
        let right = area.right();
        let ticks = self.x.ticks(|ticks| apart(&spans(ticks, plane, right), 4));
        for (tick, (x, _)) in ticks.iter().zip(spans(&ticks, plane, right)) {
            let Some(column) = plane.column(tick.value) else {
                continue;
            };
            buffer.set_string(plane.area.x + column, y, "┬", theme.faint());
            buffer.set_stringn(
                x,
                below,
                &tick.label,
                usize::from(right.saturating_sub(x)),
                theme.faint(),
            );
        }
    }

    pub(super) fn texts_below(
        &self,
        buffer: &mut Buffer,
        area: Rect,
        layout: &Layout,
        plane: &Plane,
        theme: &Theme,
    ) {
        let columns = self.columns_below(plane, area.right());
        let rows = self.rows.iter().take(usize::from(layout.rows));
        let all: Vec<&str> = self.rows.iter().map(|row| row.label.as_str()).collect();
        for (y, row) in (plane.area.bottom() + 2..area.bottom()).zip(rows) {
            let room = usize::from(layout.gutter.saturating_sub(3));
            buffer.set_stringn(area.x, y, row.mark, 1, row.style);
            let label = names::apart(&row.label, &all, room);
            if layout.gutter > 3 {
                buffer.set_string(area.x + 2, y, label, theme.strong());
            }
            for (x, phrase, style) in &row.cells {
                let at = plane.column(*x);
                let Some(at) = at.filter(|at| row.are_signs || columns.contains(at)) else {
                    continue;
                };
                let start = plane.centered(at, text::width(phrase), area.right());
                let room = usize::from(area.right().saturating_sub(start));
                buffer.set_stringn(start, y, phrase, room, *style);
            }
        }
    }

    /// The columns of the plane that have texts below, without those that would touch the one
    /// before.
    fn columns_below(&self, plane: &Plane, right: u16) -> HashSet<u16> {
        let rows = self.rows.iter().filter(|row| !row.are_signs);
        let cells = rows.flat_map(|row| &row.cells);
        let widths =
            cells.filter_map(|(x, phrase, _)| Some((plane.column(*x)?, text::width(phrase))));
        let mut widths: Vec<(u16, usize)> = widths.collect();
        widths.sort_unstable();
        let mut kept = HashSet::new();
        let mut free = 0;
        for column in widths.chunk_by(|a, b| a.0 == b.0) {
            let widest = column.last().map_or(0, |column| column.1);
            let start = plane.centered(column[0].0, widest, right);
            if start >= free {
                kept.insert(column[0].0);
                free = start.saturating_add(u16::try_from(widest).unwrap_or(u16::MAX)) + 1;
            }
        }
        kept
    }
}

/// First cell and the one after the last of each number below the axis.
fn spans(ticks: &[Tick], plane: &Plane, right: u16) -> Vec<(u16, u16)> {
    let span = |tick: &Tick| {
        let cells = text::width(&tick.label);
        let column = plane.column(tick.value).unwrap_or(0);
        let x = plane.centered(column, cells, right);
        (
            x,
            x.saturating_add(u16::try_from(cells).unwrap_or(u16::MAX)),
        )
    };
    ticks.iter().map(span).collect()
}

fn apart(spans: &[(u16, u16)], gap: u16) -> bool {
    spans
        .windows(2)
        .all(|pair| pair[0].1.saturating_add(gap) <= pair[1].0)
}
