//! From a figure's description to places on a canvas.
//!
//! A panel is laid out from outside in: its title, the numbers and the title of the y axis on the left,
//! the numbers and the title of the x axis and the rows of counts below; what is left is the plot.

use super::axis::{Axis, Tick};
use super::canvas::{Anchor, Canvas, Ink, Lettering, Part, Stroke};
use super::layers;
use super::marks;
use super::model::{ArmLook, Figure, Panel};
use super::theme::{self, APART, GAP, LINE, LONE, NARROW, SEVERAL, SMALL, TICK, TITLE, ZERO_ROW};
use crate::report::fonts;

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

/// How the panels of a figure share its width.
struct Grid {
    columns: usize,
    panel: f64,
    plot: f64,
}

impl Figure {
    fn grid(&self, width: f64) -> Grid {
        let panels = self.panels.len().max(1);
        let fit = ((width + APART) / (NARROW + APART)).floor().max(1.0) as usize;
        let columns = match self.has_key {
            // Panels with rows of counts want room.
            true if panels > 1 => fit.min(2),
            true => 1,
            false => fit.min(3).min(panels),
        };
        let columns = self.columns.unwrap_or(columns.min(panels));
        let panel = (width - APART * (columns - 1) as f64) / columns as f64;
        let share = if columns == 1 && panels == 1 {
            LONE
        } else {
            SEVERAL
        };
        Grid {
            columns,
            panel,
            plot: share * panel,
        }
    }

    /// Its height at a width, both in points.
    pub fn height(&self, width: f64) -> f64 {
        let grid = self.grid(width);
        let rows = self.panels.chunks(grid.columns);
        let rows: Vec<f64> = rows.map(|row| self.row_height(row, grid.plot)).collect();
        let between = APART * rows.len().saturating_sub(1) as f64;
        self.key_height(width) + rows.iter().sum::<f64>() + between
    }

    fn row_height(&self, panels: &[Panel], plot: f64) -> f64 {
        let heights = panels.iter().map(|panel| plot + around(panel));
        heights.fold(0.0, f64::max)
    }

    /// The figure in parts of whole rows of panels, none taller than `most` unless a row is.
    pub fn parts(&self, width: f64, most: f64) -> Vec<Self> {
        let grid = self.grid(width);
        let mut parts: Vec<Vec<Panel>> = Vec::new();
        let mut taken = f64::INFINITY;
        for row in self.panels.chunks(grid.columns) {
            let takes = APART + self.row_height(row, grid.plot);
            match parts.last_mut().filter(|_| taken + takes <= most) {
                Some(part) => part.extend_from_slice(row),
                None => {
                    parts.push(row.to_vec());
                    taken = self.key_height(width);
                }
            }
            taken += takes;
        }
        if parts.len() < 2 {
            return vec![self.clone()];
        }
        let part = |panels| Self {
            panels,
            columns: Some(grid.columns),
            arms: self.arms.clone(),
            ..*self
        };
        parts.into_iter().map(part).collect()
    }

    /// Draws it at a width in points, from the upper left corner.
    pub fn draw(&self, canvas: &mut dyn Canvas, width: f64) {
        let grid = self.grid(width);
        self.draw_key(canvas, width);
        let mut top = self.key_height(width);
        for row in self.panels.chunks(grid.columns) {
            for (column, panel) in row.iter().enumerate() {
                let left = column as f64 * (grid.panel + APART);
                self.draw_panel(canvas, panel, (left, top), &grid);
            }
            top += self.row_height(row, grid.plot) + APART;
        }
    }

    /// The arms of the key, line by line: each with its place from the left.
    fn key_lines(&self, width: f64) -> Vec<Vec<(usize, f64)>> {
        let mut lines: Vec<Vec<(usize, f64)>> = Vec::new();
        let mut end = f64::INFINITY;
        let drawn = |arm: &usize| self.panels.iter().any(|panel| layers::has_arm(panel, *arm));
        for arm in (0..self.arms.len()).filter(drawn) {
            let takes = key_width(&self.arms[arm], width);
            match lines.last_mut().filter(|_| end + takes <= width) {
                Some(line) => line.push((arm, end)),
                None => {
                    lines.push(vec![(arm, 0.0)]);
                    end = 0.0;
                }
            }
            end += takes + 2.0 * GAP;
        }
        lines
    }

    fn key_height(&self, width: f64) -> f64 {
        match self.has_key {
            true => LINE * self.key_lines(width).len() as f64 + 2.0 * GAP,
            false => 0.0,
        }
    }

    fn draw_key(&self, canvas: &mut dyn Canvas, width: f64) {
        if !self.has_key {
            return;
        }
        for (line, arms) in self.key_lines(width).iter().enumerate() {
            let middle = LINE * (line as f64 + 0.5);
            for &(arm, left) in arms {
                let look = &self.arms[arm];
                canvas.open(&Part {
                    kind: "key",
                    arm: Some(look.place),
                    ..Part::default()
                });
                key_sample(canvas, look, (left, middle));
                let name = fonts::fitted(&look.name, SMALL, false, width - SAMPLE);
                let at = (left + SAMPLE, middle + SMALL * 0.36);
                canvas.text(at, &name, &theme::small(Anchor::Start));
                canvas.close();
            }
        }
    }

    fn draw_panel(&self, canvas: &mut dyn Canvas, panel: &Panel, at: (f64, f64), grid: &Grid) {
        let (left, top) = at;
        let below_title = top + title_height(panel);
        let ticks = y_ticks(panel, grid.plot);
        let numbers = ticks
            .iter()
            .map(|tick| fonts::width(&tick.label, SMALL, false));
        let numbers = numbers.fold(0.0, f64::max);
        let plane = Plane {
            left: left + LINE + GAP + numbers + TICK + GAP,
            top: below_title,
            right: left + grid.panel - edge(panel),
            bottom: below_title + grid.plot,
            x: panel.x.as_ref(),
            y: &panel.y,
        };
        self.draw_title(canvas, panel, (plane.left, top), plane.right - plane.left);
        self.draw_y(canvas, &plane, &ticks, left);
        rules(canvas, panel, &plane);
        for layer in &panel.layers {
            layers::draw(canvas, &self.arms, layer, &plane);
        }
        let below = self.draw_x(canvas, &plane);
        self.draw_rows(canvas, panel, &plane, below);
    }

    fn draw_title(&self, canvas: &mut dyn Canvas, panel: &Panel, at: (f64, f64), width: f64) {
        if panel.title.is_empty() {
            return;
        }
        let middle = at.1 + 0.5 * LINE;
        let mut from = at.0;
        if let Some(look) = panel.arm.map(|arm| &self.arms[arm]) {
            marks::draw(canvas, look, (from + theme::MARK, middle));
            from += 2.0 * theme::MARK + GAP;
        }
        let title = fonts::fitted(&panel.title, TITLE, true, width - (from - at.0));
        let bold = Lettering {
            bold: true,
            ..theme::title(Anchor::Start)
        };
        canvas.text((from, middle + TITLE * 0.36), &title, &bold);
    }

    fn draw_y(&self, canvas: &mut dyn Canvas, plane: &Plane<'_>, ticks: &[Tick], left: f64) {
        let zero = plane.y.has_zero_row().then_some((plane.floor(), "0"));
        let ticks = ticks
            .iter()
            .map(|tick| (plane.y(tick.value), tick.label.as_str()));
        for (at, label) in ticks.chain(zero) {
            canvas.line(&[(plane.left - TICK, at), (plane.left, at)], &theme::AXIS);
            let end = (plane.left - TICK - GAP, at + SMALL * 0.36);
            canvas.text(end, label, &theme::small(Anchor::End));
        }
        canvas.line(
            &[(plane.left, plane.top), (plane.left, plane.bottom)],
            &theme::AXIS,
        );
        let upwards = Lettering {
            upwards: true,
            ..theme::title(Anchor::Middle)
        };
        let middle = 0.5 * (plane.top + plane.bottom);
        canvas.text((left + TITLE, middle), &plane.y.title, &upwards);
    }

    /// Draws the x axis; answers where its numbers and title end.
    fn draw_x(&self, canvas: &mut dyn Canvas, plane: &Plane<'_>) -> f64 {
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
            for &(at, count) in &row.counts {
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

/// Width of a sample of an arm's looks in the key.
const SAMPLE: f64 = 18.0;

fn key_width(arm: &ArmLook, most: f64) -> f64 {
    (SAMPLE + fonts::width(&arm.name, SMALL, false)).min(most)
}

/// A piece of the arm's line with its mark.
fn key_sample(canvas: &mut dyn Canvas, look: &ArmLook, (left, middle): (f64, f64)) {
    let stroke = theme::curve(Ink::Arm(look.look()));
    canvas.line(&[(left, middle), (left + SAMPLE - 4.0, middle)], &stroke);
    marks::draw(canvas, look, (left + 0.5 * (SAMPLE - 4.0), middle));
}

/// Lines across the plot that lie within it, each with its name at its right end.
fn rules(canvas: &mut dyn Canvas, panel: &Panel, plane: &Plane<'_>) {
    let (from, to) = panel.y.range();
    for rule in panel
        .rules
        .iter()
        .filter(|rule| from <= rule.at && rule.at <= to)
    {
        let y = plane.y(rule.at);
        let stroke: &Stroke = match rule.name.is_empty() {
            true => &theme::GRID,
            false => &theme::RULE,
        };
        canvas.line(&[(plane.left, y), (plane.right, y)], stroke);
        // What stands low begins on the left: there, few figures reach so far down.
        let (x, anchor) = match rule.at < 0.0 {
            true => (plane.left + GAP, Anchor::Start),
            false => (plane.right, Anchor::End),
        };
        let words = Lettering {
            ink: Ink::Muted,
            ..theme::small(anchor)
        };
        canvas.text((x, y - 2.0), &rule.name, &words);
    }
}

/// What a panel takes beside its plot, up and down.
fn around(panel: &Panel) -> f64 {
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
    let rows = LINE * panel.rows.len() as f64;
    title_height(panel) + zero + x + rows
}

fn title_height(panel: &Panel) -> f64 {
    match panel.title.is_empty() {
        true => GAP,
        false => LINE + GAP,
    }
}

/// Room on the right, for half of the last number of the x axis.
fn edge(panel: &Panel) -> f64 {
    if panel.x.is_some() { 6.0 } else { 0.0 }
}

/// Numbers three lines apart at least.
fn y_ticks(panel: &Panel, height: f64) -> Vec<Tick> {
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
