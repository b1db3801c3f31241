//! Drawing a figure on a canvas.
//!
//! A panel is divided from outside in: its key, its title and its sentences above, the numbers and the title of the y
//! axis on the left, names of arms on the right, the numbers and the title of the x axis, the rows of doses and the
//! rows of counts below. The rest is the plot. Where titles name the arms, the panels of a row share the axis on their
//! left.

use super::annotations;
use super::axis::Tick;
use super::canvas::{Anchor, Canvas, Part, TextStyle};
use super::ends;
use super::grid::{Grid, MARK_WIDTH, remark_lines, title_lines};
use super::key;
use super::lanes;
use super::layers::{self, Shifted};
use super::marks;
use super::model::{Counts, Figure, Layout, Panel};
use super::names::names;
use super::plot::{PlotArea, x_ticks, y_ticks};
use super::rules;
use super::theme::{
    self, GAP, LINE_HEIGHT, MARGIN, PANEL_GAP, SMALL_SIZE, TICK_LENGTH, TITLE_SIZE,
};
use super::{nadirs, small};
use crate::fonts;
use crate::text::isolated;

impl Figure {
    /// Draws the figure `width` points wide, from the upper left corner of the canvas.
    pub fn draw(&self, canvas: &mut dyn Canvas, width: f64) {
        match self.layout {
            Layout::Small => return small::draw(canvas, self, width),
            Layout::Rows(_) => return nadirs::draw(canvas, self, width),
            _ => {}
        }
        let grid = self.grid(width);
        let mut top = MARGIN + self.title_height();
        if !self.title.is_empty() {
            let title = fonts::fitted(&self.title, TITLE_SIZE, true, width - 2.0 * MARGIN);
            let at = (MARGIN, MARGIN + TITLE_SIZE);
            canvas.text(at, &title, &bold_title());
        }
        for row in self.panels.chunks(grid.columns) {
            let above = self.above(row, &grid);
            for (column, panel) in row.iter().enumerate() {
                if grid.has_key {
                    let at = (grid.left(column), top);
                    key::draw(canvas, self, panel, at, grid.panel);
                }
                let title = top + above.key;
                let remarks = title + above.title;
                self.draw_remarks(canvas, panel, (grid.left(column), remarks), &grid);
                let plot = remarks + above.remarks;
                self.draw_panel(canvas, panel, (column, title, plot), (&grid, width));
            }
            top += self.row_height(row, &grid) + PANEL_GAP;
        }
    }

    fn draw_remarks(
        &self,
        canvas: &mut dyn Canvas,
        panel: &Panel,
        (left, top): (f64, f64),
        grid: &Grid,
    ) {
        for (n, line) in remark_lines(panel, grid).iter().enumerate() {
            let baseline = top + LINE_HEIGHT * n as f64 + SMALL_SIZE;
            canvas.text((left, baseline), line, &theme::muted(Anchor::Start));
        }
    }

    /// Draws a panel of a column; `title` and `top` are the upper edges of its title and its plot.
    fn draw_panel(
        &self,
        canvas: &mut dyn Canvas,
        panel: &Panel,
        (column, title, top): (usize, f64, f64),
        (grid, width): (&Grid, f64),
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
        let has_lines = grid.names.is_some() || self.layout == Layout::Bare;
        let gutter = grid.has_numbers(column).then_some(grid.gutter);
        draw_y(canvas, &plot, &ticks, (gutter, has_lines));
        rules::lines(canvas, panel, &plot);
        rules::landmark(canvas, panel, &plot);
        let shifts = annotations::shifts(panel, self.arms.len(), &plot);
        let shifted = Shifted {
            arms: &self.arms,
            shifts,
        };
        for layer in &panel.layers {
            layers::draw(canvas, &shifted, layer, &plot);
        }
        let taken = annotations::departures(canvas, &self.arms, panel, (&plot, &shifted.shifts));
        annotations::stars(canvas, &self.arms, panel, (&plot, &taken));
        rules::names(canvas, panel, &plot);
        let names = names(&self.arms, width);
        if let Some(room) = grid.names {
            ends::draw(canvas, &self.arms, &names, panel, (&plot, room));
            self.draw_unit(canvas, &plot, width);
        }
        let below = draw_x(canvas, &plot, grid.has_x_title_beside(panel));
        lanes::draw(canvas, panel, &plot, below + GAP, grid.names);
        let rows = below + GAP + lanes::HEIGHT * panel.lanes.len() as f64;
        self.draw_rows(canvas, panel, (&plot, rows), (grid.names, &names));
    }

    /// Says which unit the names beside the plot leave out.
    fn draw_unit(&self, canvas: &mut dyn Canvas, plot: &PlotArea<'_>, width: f64) {
        if let Some(unit) = self.left_out_unit(width) {
            let at = (plot.right + ends::OFFSET, plot.top - GAP);
            canvas.text(at, unit, &theme::muted(Anchor::Start));
        }
    }

    fn draw_title(&self, canvas: &mut dyn Canvas, panel: &Panel, at: (f64, f64), grid: &Grid) {
        let (mut from, mut middle) = (at.0, at.1 + 0.5 * LINE_HEIGHT);
        if let Some(style) = panel.arm.map(|arm| &self.arms[arm]) {
            marks::draw(canvas, style, (from + theme::MARK_RADIUS, middle));
            from += MARK_WIDTH;
        }
        for line in title_lines(panel, grid) {
            canvas.text((from, middle + TITLE_SIZE * 0.36), &line, &bold_title());
            middle += LINE_HEIGHT;
        }
    }

    /// A row of counts per arm, with its mark in front and its name behind, if there is room for names.
    fn draw_rows(
        &self,
        canvas: &mut dyn Canvas,
        panel: &Panel,
        (plot, top): (&PlotArea<'_>, f64),
        (room, names): (Option<f64>, &[String]),
    ) {
        if panel.rows.is_empty() {
            return;
        }
        let mark = plot.left - TICK_LENGTH - GAP - theme::MARK_RADIUS;
        let n = TextStyle {
            bold: true,
            ..theme::small(Anchor::End)
        };
        let first = top + 0.5 * LINE_HEIGHT + 0.36 * SMALL_SIZE;
        canvas.text((mark - 2.0 * theme::MARK_RADIUS - 1.0, first), "n", &n);
        for (i, row) in panel.rows.iter().enumerate() {
            let style = &self.arms[row.arm];
            let middle = top + LINE_HEIGHT * (i as f64 + 0.5);
            canvas.begin_part(&Part {
                kind: "counts",
                arm: Some(style.position),
                ..Part::default()
            });
            marks::draw(canvas, style, (mark, middle));
            draw_counts(canvas, &row.counts, plot, middle);
            if let Some(room) = room {
                let name = fonts::fitted(&names[row.arm], SMALL_SIZE, false, room - ends::OFFSET);
                let at = (plot.right + ends::OFFSET, middle + 0.36 * SMALL_SIZE);
                canvas.text(at, &isolated(&name), &theme::small(Anchor::Start));
            }
            canvas.end_part();
        }
    }
}

fn bold_title() -> TextStyle {
    TextStyle {
        bold: true,
        ..theme::title(Anchor::Start)
    }
}

/// Draws a row of counts. A count that differs from the one before it is bold, because animals left there.
fn draw_counts(canvas: &mut dyn Canvas, counts: &Counts, plot: &PlotArea<'_>, middle: f64) {
    let mut end = f64::NEG_INFINITY;
    let mut before = None;
    for (at, count, guarded) in located(counts, plot) {
        let x = plot.x(at);
        let text = match guarded {
            true => format!("({count})"),
            false => count.to_string(),
        };
        let changed = before.is_some_and(|before| before != count);
        let style = match changed {
            true => TextStyle {
                bold: true,
                ..theme::small(Anchor::Middle)
            },
            false => theme::muted(Anchor::Middle),
        };
        let half = 0.5 * fonts::width(&text, SMALL_SIZE, changed);
        if x - half > end + 0.5 * GAP {
            canvas.text((x, middle + SMALL_SIZE * 0.36), &text, &style);
            end = x + half;
            before = Some(count);
        }
    }
}

/// Counts with their values on the x axis, and whether the guard ends the mean there.
fn located(counts: &Counts, plot: &PlotArea<'_>) -> Vec<(f64, usize, bool)> {
    match counts {
        Counts::At(counts) => counts.clone(),
        Counts::UpTo(counts) => {
            let count = |at: f64| counts.iter().find(|(until, _)| *until >= at);
            let ticks = plot.x.map(|axis| x_ticks(axis, plot.right - plot.left));
            let ticks = ticks.into_iter().flatten();
            let counted =
                ticks.map(|tick| (tick.value, count(tick.value).map_or(0, |(_, n)| *n), false));
            counted.collect()
        }
    }
}

/// Draws the y axis; with its numbers and its title if there is a gutter for them, a width in points. It is a line with
/// ticks, or lines across the plot.
fn draw_y(
    canvas: &mut dyn Canvas,
    plot: &PlotArea<'_>,
    ticks: &[Tick],
    (gutter, has_lines): (Option<f64>, bool),
) {
    let zero = plot.y.has_zero_row().then_some((plot.lowest_y(), "0"));
    let ticks = ticks
        .iter()
        .map(|tick| (plot.y(tick.value), tick.label.as_str()));
    for (at, label) in ticks.chain(zero) {
        match has_lines {
            true => canvas.line(&[(plot.left, at), (plot.right, at)], &theme::GRID),
            false => canvas.line(
                &[(plot.left - TICK_LENGTH, at), (plot.left, at)],
                &theme::AXIS,
            ),
        }
        if gutter.is_some() {
            let end = (plot.left - TICK_LENGTH - GAP, at + SMALL_SIZE * 0.36);
            canvas.text(end, label, &theme::small(Anchor::End));
        }
    }
    if !has_lines {
        canvas.line(
            &[(plot.left, plot.top), (plot.left, plot.bottom)],
            &theme::AXIS,
        );
    }
    if plot.y.is_broken() {
        for y in [plot.top + 3.0, plot.top + 5.5] {
            canvas.line(
                &[(plot.left - 3.0, y + 1.5), (plot.left + 3.0, y - 1.5)],
                &theme::AXIS,
            );
        }
    }
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

/// Draws the x axis; the result is the y coordinate below its texts. Its title stands right of its last number, or below
/// its numbers.
fn draw_x(canvas: &mut dyn Canvas, plot: &PlotArea<'_>, is_title_beside: bool) -> f64 {
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
    if is_title_beside {
        let at = (plot.right + ends::OFFSET, below);
        canvas.text(at, &axis.title, &theme::small(Anchor::Start));
        return below + GAP;
    }
    let middle = 0.5 * (plot.left + plot.right);
    let title = below + LINE_HEIGHT;
    canvas.text((middle, title), &axis.title, &theme::title(Anchor::Middle));
    title + GAP
}
