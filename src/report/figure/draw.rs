//! From a figure's description to places on a canvas.
//!
//! A panel is laid out from outside in: its key and its title, the numbers and the title of the y axis on
//! the left, the numbers and the title of the x axis and the rows of counts below; what is left is the
//! plot. Where titles name the arms, the panels of a row share the axis on their left.

use super::axis::{Axis, Tick};
use super::canvas::{Anchor, Canvas, Ink, Lettering, Part};
use super::grid::{Grid, edge};
use super::key;
use super::layers;
use super::marks;
use super::model::{Counts, Figure, Panel};
use super::rules;
use super::theme::{self, APART, GAP, LINE, PAD, SMALL, TICK, TITLE, ZERO_ROW};
use crate::fonts;

/// The plot of a panel on the canvas, with its axes.
pub(super) struct Plane<'a> {
    /// Left, top, right, bottom edge; the row of 0 is below the bottom.
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
    pub x: Option<&'a Axis>,
    pub y: &'a Axis,
}

impl Plane<'_> {
    /// Across.
    pub fn x(&self, value: f64) -> f64 {
        let share = self.x.and_then(|axis| axis.share(value)).unwrap_or(0.0);
        self.left + share * (self.right - self.left)
    }

    /// Up. What a logarithm cannot place stands on the row of 0.
    pub fn y(&self, value: f64) -> f64 {
        match self.y.share(value) {
            Some(share) => self.bottom - share * (self.bottom - self.top),
            None => self.floor(),
        }
    }

    /// The same, cut at the edges of the plot.
    pub fn y_within(&self, value: f64) -> f64 {
        self.y(value).clamp(self.top, self.floor())
    }

    /// The lowest place.
    pub fn floor(&self) -> f64 {
        match self.y.has_zero_row() {
            true => self.bottom + ZERO_ROW,
            false => self.bottom,
        }
    }
}

impl Figure {
    /// Draws it at a width in points, from the upper left corner.
    pub fn draw(&self, canvas: &mut dyn Canvas, width: f64) {
        let grid = self.grid(width);
        let mut top = PAD;
        for row in self.panels.chunks(grid.columns) {
            let above = self.above(row, &grid);
            for (column, panel) in row.iter().enumerate() {
                if self.has_key {
                    let at = (grid.left(column), top);
                    key::draw(canvas, self, panel, at, grid.panel);
                }
                let top = top + above.key;
                self.draw_panel(canvas, panel, (column, top, top + above.title), &grid);
            }
            top += self.row_height(row, &grid) + APART;
        }
    }

    /// Draws a panel of a column, from the top of its title and that of its plot on.
    fn draw_panel(
        &self,
        canvas: &mut dyn Canvas,
        panel: &Panel,
        (column, title, top): (usize, f64, f64),
        grid: &Grid,
    ) {
        let left = grid.plot_left(column);
        let plane = Plane {
            left,
            top,
            right: left + grid.plot,
            bottom: top + grid.height,
            x: panel.x.as_ref(),
            y: &panel.y,
        };
        self.draw_title(canvas, panel, (left, title), grid);
        let ticks = y_ticks(panel, grid.height);
        draw_y(
            canvas,
            &plane,
            &ticks,
            grid.has_numbers(column).then_some(grid.gutter),
        );
        rules::lines(canvas, panel, &plane);
        for layer in &panel.layers {
            layers::draw(canvas, &self.arms, layer, &plane);
        }
        rules::names(canvas, panel, &plane);
        let below = draw_x(canvas, &plane);
        self.draw_rows(canvas, panel, &plane, below);
    }

    fn draw_title(&self, canvas: &mut dyn Canvas, panel: &Panel, at: (f64, f64), grid: &Grid) {
        let (mut from, mut middle) = (at.0, at.1 + 0.5 * LINE);
        if let Some(look) = panel.arm.map(|arm| &self.arms[arm]) {
            marks::draw(canvas, look, (from + theme::MARK, middle));
            from += OF_MARK;
        }
        let bold = Lettering {
            bold: true,
            ..theme::title(Anchor::Start)
        };
        for line in title_lines(panel, grid) {
            canvas.text((from, middle + TITLE * 0.36), &line, &bold);
            middle += LINE;
        }
    }

    /// A row of counts per arm, with its mark in front.
    fn draw_rows(&self, canvas: &mut dyn Canvas, panel: &Panel, plane: &Plane<'_>, below: f64) {
        if panel.rows.is_empty() {
            return;
        }
        let n = Lettering {
            ink: Ink::Muted,
            ..theme::small(Anchor::End)
        };
        canvas.text((plane.left - TICK - GAP, below), "n", &n);
        for (i, row) in panel.rows.iter().enumerate() {
            let look = &self.arms[row.arm];
            let middle = below + LINE * (i as f64 + 0.75);
            canvas.open(&Part {
                kind: "counts",
                arm: Some(look.place),
                ..Part::default()
            });
            marks::draw(
                canvas,
                look,
                (plane.left - TICK - GAP - theme::MARK, middle),
            );
            let mut end = f64::NEG_INFINITY;
            for (at, count) in places(&row.counts, plane) {
                let (x, text) = (plane.x(at), count.to_string());
                let half = 0.5 * fonts::width(&text, SMALL, false);
                if x - half > end + GAP {
                    let baseline = middle + SMALL * 0.36;
                    canvas.text((x, baseline), &text, &theme::small(Anchor::Middle));
                    end = x + half;
                }
            }
            canvas.close();
        }
    }
}

/// Where counts stand, and how many.
fn places(counts: &Counts, plane: &Plane<'_>) -> Vec<(f64, usize)> {
    match counts {
        Counts::At(counts) => counts.clone(),
        Counts::UpTo(counts) => {
            let count = |at: f64| counts.iter().find(|(until, _)| *until >= at);
            let ticks = plane.x.map(|axis| x_ticks(axis, plane.right - plane.left));
            let ticks = ticks.into_iter().flatten();
            ticks
                .map(|tick| (tick.value, count(tick.value).map_or(0, |(_, n)| *n)))
                .collect()
        }
    }
}

/// Draws the y axis, with its numbers and its title where there is a gutter for them.
fn draw_y(canvas: &mut dyn Canvas, plane: &Plane<'_>, ticks: &[Tick], gutter: Option<f64>) {
    let zero = plane.y.has_zero_row().then_some((plane.floor(), "0"));
    let ticks = ticks
        .iter()
        .map(|tick| (plane.y(tick.value), tick.label.as_str()));
    for (at, label) in ticks.chain(zero) {
        canvas.line(&[(plane.left - TICK, at), (plane.left, at)], &theme::AXIS);
        if gutter.is_some() {
            let end = (plane.left - TICK - GAP, at + SMALL * 0.36);
            canvas.text(end, label, &theme::small(Anchor::End));
        }
    }
    canvas.line(
        &[(plane.left, plane.top), (plane.left, plane.bottom)],
        &theme::AXIS,
    );
    if let Some(gutter) = gutter {
        let upwards = Lettering {
            upwards: true,
            ..theme::title(Anchor::Middle)
        };
        let middle = 0.5 * (plane.top + plane.bottom);
        let at = (plane.left - gutter + TITLE, middle);
        let most = plane.bottom - plane.top + 4.0 * LINE;
        let title = fonts::fitted(&plane.y.title, TITLE, false, most);
        canvas.text(at, &title, &upwards);
    }
}

/// Draws the x axis; answers where its numbers and title end.
fn draw_x(canvas: &mut dyn Canvas, plane: &Plane<'_>) -> f64 {
    let floor = plane.floor();
    let Some(axis) = plane.x else {
        return floor;
    };
    canvas.line(&[(plane.left, floor), (plane.right, floor)], &theme::AXIS);
    let below = floor + TICK + SMALL;
    for tick in x_ticks(axis, plane.right - plane.left) {
        let x = plane.x(tick.value);
        canvas.line(&[(x, floor), (x, floor + TICK)], &theme::AXIS);
        canvas.text((x, below), &tick.label, &theme::small(Anchor::Middle));
    }
    let middle = 0.5 * (plane.left + plane.right);
    let title = below + LINE;
    canvas.text((middle, title), &axis.title, &theme::title(Anchor::Middle));
    title
}

/// What the mark before a title takes.
const OF_MARK: f64 = 2.0 * theme::MARK + GAP;

/// Lines that a title takes at most.
const TITLE_LINES: usize = 3;

/// A panel's title in lines.
pub(super) fn title_lines(panel: &Panel, grid: &Grid) -> Vec<String> {
    if panel.title.is_empty() {
        return Vec::new();
    }
    let mark = if panel.arm.is_some() { OF_MARK } else { 0.0 };
    let width = grid.plot + edge(panel) - mark;
    let mut lines = fonts::lines(&panel.title, TITLE, true, width);
    if lines.len() > TITLE_LINES {
        let rest = lines.split_off(TITLE_LINES - 1).concat();
        lines.push(fonts::fitted(&rest, TITLE, true, width));
    }
    lines
}

/// What a panel takes below its plot.
pub(super) fn below(panel: &Panel) -> f64 {
    let zero = if panel.y.has_zero_row() {
        ZERO_ROW
    } else {
        0.0
    };
    let x = if panel.x.is_some() {
        TICK + SMALL + LINE + GAP
    } else {
        GAP
    };
    zero + x + LINE * panel.rows.len() as f64
}

/// Numbers three lines apart at least.
pub(super) fn y_ticks(panel: &Panel, height: f64) -> Vec<Tick> {
    let axis = &panel.y;
    let place = |tick: &Tick| height * axis.share(tick.value).unwrap_or(0.0);
    let apart = |pair: &[Tick]| place(&pair[1]) - place(&pair[0]) > 3.0 * SMALL;
    axis.ticks(|ticks| ticks.windows(2).all(apart))
}

/// Numbers that do not touch.
fn x_ticks(axis: &Axis, width: f64) -> Vec<Tick> {
    let place = |tick: &Tick| width * axis.share(tick.value).unwrap_or(0.0);
    let half = |tick: &Tick| 0.5 * fonts::width(&tick.label, SMALL, false);
    let apart = |pair: &[Tick]| {
        place(&pair[1]) - half(&pair[1]) - place(&pair[0]) - half(&pair[0]) >= 5.0 * GAP
    };
    axis.ticks(|ticks| ticks.windows(2).all(apart))
}
