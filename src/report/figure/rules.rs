//! Horizontal lines at limits, and their names.

use super::canvas::{Anchor, Canvas, ColorRole, Fill, Stroke};
use super::model::{Panel, Rule};
use super::plot::PlotArea;
use super::theme::{self, GAP, SMALL_SIZE};
use crate::fonts;

/// The lines that lie within the plot.
fn within(panel: &Panel) -> impl Iterator<Item = &Rule> {
    let (from, to) = panel.y.range();
    let inside = move |rule: &&Rule| from <= rule.at && rule.at <= to;
    panel.rules.iter().filter(inside)
}

/// Width of the space beside the plot that the names of lines take, points.
pub(super) fn widest_name(panel: &Panel) -> f64 {
    let widths = within(panel).map(|rule| fonts::width(&rule.name, SMALL_SIZE, false));
    GAP + widths.fold(0.0, f64::max)
}

/// Draws the lines; they lie behind the layers.
pub(super) fn lines(canvas: &mut dyn Canvas, panel: &Panel, plot: &PlotArea<'_>) {
    for rule in within(panel) {
        let y = plot.y(rule.at);
        let stroke: &Stroke = match rule.name.is_empty() {
            true => &theme::GRID,
            false => &theme::RULE,
        };
        canvas.line(&[(plot.left, y), (plot.right, y)], stroke);
    }
}

/// Draws the names of lines, in front of the layers: beside the plot where bars reach to its edge; else
/// above the line, on a background of their own.
pub(super) fn names(canvas: &mut dyn Canvas, panel: &Panel, plot: &PlotArea<'_>) {
    let mut named: Vec<&Rule> = within(panel).filter(|rule| !rule.name.is_empty()).collect();
    named.sort_by(|a, b| b.at.total_cmp(&a.at));
    let mut last = f64::NEG_INFINITY;
    for rule in named {
        let y = plot.y(rule.at);
        if plot.x.is_none() {
            last = (y + SMALL_SIZE * 0.36).max(last + SMALL_SIZE);
            let at = (plot.right + GAP, last);
            canvas.text(at, &rule.name, &theme::muted(Anchor::Start));
            continue;
        }
        // At the left edge: tumors are still small there and weights near their baseline, so that the name
        // seldom covers data.
        let width = fonts::width(&rule.name, SMALL_SIZE, false);
        let x = plot.left + GAP;
        background(canvas, (x, y), width);
        canvas.text((x, y - 2.0), &rule.name, &theme::muted(Anchor::Start));
    }
}

/// Draws the line of the landmark day; its name stands above the plot, within its width.
pub(super) fn landmark(canvas: &mut dyn Canvas, panel: &Panel, plot: &PlotArea<'_>) {
    let Some(landmark) = &panel.landmark else {
        return;
    };
    let x = plot.x(landmark.day);
    canvas.line(&[(x, plot.top), (x, plot.lowest_y())], &theme::LANDMARK);
    let half = 0.5 * fonts::width(&landmark.name, SMALL_SIZE, false);
    let middle = x.clamp(plot.left + half, (plot.right - half).max(plot.left + half));
    canvas.text(
        (middle, plot.top - GAP),
        &landmark.name,
        &theme::muted(Anchor::Middle),
    );
}

/// Keeps what lies behind a name from crossing it.
fn background(canvas: &mut dyn Canvas, (x, y): (f64, f64), width: f64) {
    let (left, right) = (x - 1.0, x + width + 1.0);
    let (top, bottom) = (y - 2.0 - SMALL_SIZE * 0.8, y - 0.6);
    let fill = Fill {
        color: ColorRole::Background,
        opacity: 0.85,
    };
    let corners = [(left, top), (right, top), (right, bottom), (left, bottom)];
    canvas.polygon(&corners, Some(fill), None);
}
