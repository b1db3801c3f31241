//! Drawing a figure on a canvas.
//!
//! A panel is divided from outside in: its key and its title above, the numbers and the title of the y axis
//! on the left, the numbers and the title of the x axis and the rows of counts below. The rest is the plot. Where titles name the arms, the panels of a row share the axis on their left.

use super::axis::Tick;
use super::canvas::{Anchor, Canvas, ColorRole, Part, TextStyle};
use super::grid::{Grid, MARK_WIDTH, title_lines};
use super::key;
use super::layers;
use super::marks;
use super::model::{Counts, Figure, Panel};
use super::plot::{PlotArea, x_ticks, y_ticks};
use super::rules;
use super::theme::{
    self, GAP, LINE_HEIGHT, MARGIN, PANEL_GAP, SMALL_SIZE, TICK_LENGTH, TITLE_SIZE,
};
use crate::fonts;

impl Figure {
    /// Draws the figure `width` points wide, from the upper left corner of the canvas.
    pub fn draw(&self, canvas: &mut dyn Canvas, width: f64) {
        let grid = self.grid(width);
        let mut top = MARGIN;
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
            top += self.row_height(row, &grid) + PANEL_GAP;
        }
    }

    /// Draws a panel of a column; `title` and `top` are the upper edges of its title and its plot.
    fn draw_panel(
        &self,
        canvas: &mut dyn Canvas,
        panel: &Panel,
        (column, title, top): (usize, f64, f64),
        grid: &Grid,
    ) {
        let left = grid.plot_left(column);
        let plot = PlotArea {
            left,
            top,
            right: left + grid.plot,
            bottom: top + grid.height,
            x: panel.x.as_ref(),
            y: &panel.y,
        };
        self.draw_title(canvas, panel, (left, title), grid);
        let ticks = y_ticks(&panel.y, grid.height);
        draw_y(
            canvas,
            &plot,
            &ticks,
            grid.has_numbers(column).then_some(grid.gutter),
        );
        rules::lines(canvas, panel, &plot);
        for layer in &panel.layers {
            layers::draw(canvas, &self.arms, layer, &plot);
        }
        rules::names(canvas, panel, &plot);
        let below = draw_x(canvas, &plot);
        self.draw_rows(canvas, panel, &plot, below);
    }

    fn draw_title(&self, canvas: &mut dyn Canvas, panel: &Panel, at: (f64, f64), grid: &Grid) {
        let (mut from, mut middle) = (at.0, at.1 + 0.5 * LINE_HEIGHT);
        if let Some(style) = panel.arm.map(|arm| &self.arms[arm]) {
            marks::draw(canvas, style, (from + theme::MARK_RADIUS, middle));
            from += MARK_WIDTH;
        }
        let bold = TextStyle {
            bold: true,
            ..theme::title(Anchor::Start)
        };
        for line in title_lines(panel, grid) {
            canvas.text((from, middle + TITLE_SIZE * 0.36), &line, &bold);
            middle += LINE_HEIGHT;
        }
    }

    /// A row of counts per arm, with its mark in front.
    fn draw_rows(&self, canvas: &mut dyn Canvas, panel: &Panel, plot: &PlotArea<'_>, below: f64) {
        if panel.rows.is_empty() {
            return;
        }
        let n = TextStyle {
            color: ColorRole::Muted,
            ..theme::small(Anchor::End)
        };
        canvas.text((plot.left - TICK_LENGTH - GAP, below), "n", &n);
        for (i, row) in panel.rows.iter().enumerate() {
            let style = &self.arms[row.arm];
            let middle = below + LINE_HEIGHT * (i as f64 + 0.75);
            canvas.begin_part(&Part {
                kind: "counts",
                arm: Some(style.position),
                ..Part::default()
            });
            marks::draw(
                canvas,
                style,
                (plot.left - TICK_LENGTH - GAP - theme::MARK_RADIUS, middle),
            );
            let mut end = f64::NEG_INFINITY;
            for (at, count) in located(&row.counts, plot) {
                let (x, text) = (plot.x(at), count.to_string());
                let half = 0.5 * fonts::width(&text, SMALL_SIZE, false);
                if x - half > end + GAP {
                    let baseline = middle + SMALL_SIZE * 0.36;
                    canvas.text((x, baseline), &text, &theme::small(Anchor::Middle));
                    end = x + half;
                }
            }
            canvas.end_part();
        }
    }
}

/// Counts with their values on the x axis.
fn located(counts: &Counts, plot: &PlotArea<'_>) -> Vec<(f64, usize)> {
    match counts {
        Counts::At(counts) => counts.clone(),
        Counts::UpTo(counts) => {
            let count = |at: f64| counts.iter().find(|(until, _)| *until >= at);
            let ticks = plot.x.map(|axis| x_ticks(axis, plot.right - plot.left));
            let ticks = ticks.into_iter().flatten();
            ticks
                .map(|tick| (tick.value, count(tick.value).map_or(0, |(_, n)| *n)))
                .collect()
        }
    }
}

/// Draws the y axis; with its numbers and its title if there is a gutter for them, a width in points.
fn draw_y(canvas: &mut dyn Canvas, plot: &PlotArea<'_>, ticks: &[Tick], gutter: Option<f64>) {
    let zero = plot.y.has_zero_row().then_some((plot.lowest_y(), "0"));
    let ticks = ticks
        .iter()
        .map(|tick| (plot.y(tick.value), tick.label.as_str()));
    for (at, label) in ticks.chain(zero) {
        canvas.line(
            &[(plot.left - TICK_LENGTH, at), (plot.left, at)],
            &theme::AXIS,
        );
        if gutter.is_some() {
            let end = (plot.left - TICK_LENGTH - GAP, at + SMALL_SIZE * 0.36);
            canvas.text(end, label, &theme::small(Anchor::End));
        }
    }
    canvas.line(
        &[(plot.left, plot.top), (plot.left, plot.bottom)],
        &theme::AXIS,
    );
    if let Some(gutter) = gutter {
        let upwards = TextStyle {
            upwards: true,
            ..theme::title(Anchor::Middle)
        };
        let middle = 0.5 * (plot.top + plot.bottom);
        let at = (plot.left - gutter + TITLE_SIZE, middle);
        let most = plot.bottom - plot.top + 4.0 * LINE_HEIGHT;
        let title = fonts::fitted(&plot.y.title, TITLE_SIZE, false, most);
        canvas.text(at, &title, &upwards);
    }
}

/// Draws the x axis; the result is the y coordinate of the baseline of its title.
fn draw_x(canvas: &mut dyn Canvas, plot: &PlotArea<'_>) -> f64 {
    let floor = plot.lowest_y();
    let Some(axis) = plot.x else {
        return floor;
    };
    canvas.line(&[(plot.left, floor), (plot.right, floor)], &theme::AXIS);
    let below = floor + TICK_LENGTH + SMALL_SIZE;
    for tick in x_ticks(axis, plot.right - plot.left) {
        let x = plot.x(tick.value);
        canvas.line(&[(x, floor), (x, floor + TICK_LENGTH)], &theme::AXIS);
        canvas.text((x, below), &tick.label, &theme::small(Anchor::Middle));
    }
    let middle = 0.5 * (plot.left + plot.right);
    let title = below + LINE_HEIGHT;
    canvas.text((middle, title), &axis.title, &theme::title(Anchor::Middle));
    title
}
