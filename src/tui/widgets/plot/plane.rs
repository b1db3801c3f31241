//! The plane of the dots: from values to places.

use ratatui::layout::Rect;

use super::Plot;
use super::dots::{Dot, Dots};

/// The plane.
pub(super) struct Plane<'a> {
    plot: &'a Plot,
    pub area: Rect,
    per_cell: (u16, u16),
    last: Dot,
}

impl<'a> Plane<'a> {
    pub fn new(plot: &'a Plot, area: Rect, dots: &Dots) -> Self {
        Self {
            plot,
            area,
            per_cell: dots.per_cell,
            last: dots.last(),
        }
    }

    /// For rows alone, before it is known how wide the plane will be.
    pub fn plain(plot: &'a Plot, area: Rect) -> Self {
        Self::new(plot, area, &Dots::over(area, false))
    }

    /// The dot of a point; it may lie beyond the edges.
    pub fn dot(&self, x: f64, y: f64) -> Option<Dot> {
        let across = self.plot.x.share(x)? * self.last.0;
        Some((across, self.height(y)?))
    }

    /// Dots from the upper edge down to a value.
    fn height(&self, y: f64) -> Option<f64> {
        let axis = &self.plot.y;
        let lowest = if axis.has_zero_row() {
            (self.last.1 - f64::from(self.per_cell.1)).max(0.0)
        } else {
            self.last.1
        };
        match axis.share(y) {
            Some(share) => Some((1.0 - share) * lowest),
            None if !y.is_finite() => None,
            None if axis.has_zero_row() => Some(self.last.1 - f64::from(self.per_cell.1 / 2)),
            None => Some(self.last.1),
        }
    }

    /// Where a text of the given number of cells begins that stands around a column and ends before `right`.
    pub fn centered(&self, column: u16, cells: usize, right: u16) -> u16 {
        let cells = u16::try_from(cells).unwrap_or(u16::MAX);
        let start = (self.area.x + column).saturating_sub(cells.saturating_sub(1) / 2);
        let axis = self.area.x.saturating_sub(1);
        start.min(right.saturating_sub(cells)).max(axis)
    }

    /// The cell of the buffer that a point lies in.
    pub fn cell(&self, x: f64, y: f64) -> Option<(u16, u16)> {
        let (column, row) = (self.column(x)?, self.row(y)?);
        Some((self.area.x + column, self.area.y + row))
    }

    /// The column of a place across, from 0; none beyond the edges.
    pub fn column(&self, x: f64) -> Option<u16> {
        let dot = self.plot.x.share(x)? * self.last.0;
        within(dot, self.last.0, self.per_cell.0).filter(|column| *column < self.area.width)
    }

    /// The row of a value, from 0 at the upper edge; none beyond the edges.
    pub fn row(&self, y: f64) -> Option<u16> {
        within(self.height(y)?, self.last.1, self.per_cell.1).filter(|row| *row < self.area.height)
    }
}

fn within(dot: f64, last: f64, per_cell: u16) -> Option<u16> {
    let dot = dot.round();
    (0.0..=last)
        .contains(&dot)
        .then_some((dot / f64::from(per_cell)).floor() as u16)
}
