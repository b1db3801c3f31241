//! The area between a pair of axes: where values lie on the canvas, and which numbers an axis shows.

use super::axis::{Axis, Tick};
use super::canvas::Point;
use super::theme::{GAP, SMALL_SIZE, ZERO_ROW_HEIGHT};
use crate::fonts;

/// The plot of a panel on the canvas, with its axes.
pub(super) struct PlotArea<'a> {
    /// Left, top, right and bottom edge, points. The row of 0 lies below the bottom.
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
    pub x: Option<&'a Axis>,
    pub y: &'a Axis,
}

impl PlotArea<'_> {
    /// The x coordinate of a value.
    pub fn x(&self, value: f64) -> f64 {
        let share = self.x.and_then(|axis| axis.share(value)).unwrap_or(0.0);
        self.left + share * (self.right - self.left)
    }

    /// The y coordinate of a value; that of the row of 0 for values that have no logarithm.
    pub fn y(&self, value: f64) -> f64 {
        match self.y.share(value) {
            Some(share) => self.bottom - share * (self.bottom - self.top),
            None => self.lowest_y(),
        }
    }

    /// The y coordinate of a value, at most at the edges of the plot.
    pub fn y_clipped(&self, value: f64) -> f64 {
        self.y(value).clamp(self.top, self.lowest_y())
    }

    /// A line without the pieces of it that lie above the plot.
    pub fn below_top(&self, through: &[Point]) -> Vec<Vec<Point>> {
        if !self.y.is_broken() {
            return vec![through.to_vec()];
        }
        let mut pieces: Vec<Vec<Point>> = vec![Vec::new()];
        let is_inside = |at: &Point| at.1 >= self.top;
        for (n, at) in through.iter().enumerate() {
            let before = n.checked_sub(1).map(|before| through[before]);
            let crosses = before.filter(|before| is_inside(before) != is_inside(at));
            if let Some((x, y)) = crosses {
                let share = (self.top - y) / (at.1 - y);
                let edge = (x + share * (at.0 - x), self.top);
                match is_inside(at) {
                    true => pieces.push(vec![edge]),
                    false => pieces
                        .last_mut()
                        .expect("there is always a piece")
                        .push(edge),
                }
            }
            if is_inside(at) {
                pieces
                    .last_mut()
                    .expect("there is always a piece")
                    .push(*at);
            }
        }
        pieces.retain(|piece| piece.len() > 1);
        pieces
    }

    /// Whether a value lies above a broken axis.
    pub fn is_cut(&self, value: f64) -> bool {
        self.y.is_broken() && value > self.y.range().1
    }

    /// The y coordinate of the x axis.
    pub fn lowest_y(&self) -> f64 {
        match self.y.has_zero_row() {
            true => self.bottom + ZERO_ROW_HEIGHT,
            false => self.bottom,
        }
    }
}

/// The numbers of a y axis of a height: at least three lines of text apart; closer on an axis that begins below 0 with
/// logarithmic steps, which has few numbers at most.
pub(super) fn y_ticks(axis: &Axis, height: f64) -> Vec<Tick> {
    y_ticks_apart(axis, height, if axis.has_offset() { 1.5 } else { 3.0 })
}

/// The numbers of a y axis that are at least so many lines of text apart.
pub(super) fn y_ticks_apart(axis: &Axis, height: f64, lines: f64) -> Vec<Tick> {
    let y = |tick: &Tick| height * axis.share(tick.value).unwrap_or(0.0);
    let are_apart = |pair: &[Tick]| y(&pair[1]) - y(&pair[0]) > lines * SMALL_SIZE;
    axis.ticks(|ticks| ticks.windows(2).all(are_apart))
}

/// The numbers of an x axis of a width: none touches the next.
pub(super) fn x_ticks(axis: &Axis, width: f64) -> Vec<Tick> {
    x_ticks_apart(axis, width, 5.0 * GAP)
}

/// The numbers of an x axis with so much free between them.
pub(super) fn x_ticks_apart(axis: &Axis, width: f64, free: f64) -> Vec<Tick> {
    let x = |tick: &Tick| width * axis.share(tick.value).unwrap_or(0.0);
    let half = |tick: &Tick| 0.5 * fonts::width(&tick.label, SMALL_SIZE, false);
    let are_apart =
        |pair: &[Tick]| x(&pair[1]) - half(&pair[1]) - x(&pair[0]) - half(&pair[0]) >= free;
    axis.ticks(|ticks| ticks.windows(2).all(are_apart))
}
