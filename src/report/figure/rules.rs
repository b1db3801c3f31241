//! Lines across a plot and their names.

use super::canvas::{Anchor, Canvas, Fill, Ink, Lettering, Stroke};
use super::draw::Plane;
use super::model::{Panel, Rule};
use super::theme::{self, GAP, SMALL};
use crate::fonts;

/// The lines that lie within the plot.
fn within(panel: &Panel) -> impl Iterator<Item = &Rule> {
    let (from, to) = panel.y.range();
    let inside = move |rule: &&Rule| from <= rule.at && rule.at <= to;
    panel.rules.iter().filter(inside)
}

/// Room beside the plot for the names of lines.
pub(super) fn widest_name(panel: &Panel) -> f64 {
    let widths = within(panel).map(|rule| fonts::width(&rule.name, SMALL, false));
    GAP + widths.fold(0.0, f64::max)
}

/// The lines, behind what is drawn.
pub(super) fn lines(canvas: &mut dyn Canvas, panel: &Panel, plane: &Plane<'_>) {
    for rule in within(panel) {
        let y = plane.y(rule.at);
        let stroke: &Stroke = match rule.name.is_empty() {
            true => &theme::GRID,
            false => &theme::RULE,
        };
        canvas.line(&[(plane.left, y), (plane.right, y)], stroke);
    }
}

/// Their names, before what is drawn: where bars reach to the edge, beside the plot; else above the
/// line, on a ground of their own.
pub(super) fn names(canvas: &mut dyn Canvas, panel: &Panel, plane: &Plane<'_>) {
    let mut named: Vec<&Rule> = within(panel).filter(|rule| !rule.name.is_empty()).collect();
    named.sort_by(|a, b| b.at.total_cmp(&a.at));
    let mut last = f64::NEG_INFINITY;
    for rule in named {
        let y = plane.y(rule.at);
        if plane.x.is_none() {
            last = (y + SMALL * 0.36).max(last + SMALL);
            let at = (plane.right + GAP, last);
            canvas.text(at, &rule.name, &muted(Anchor::Start));
            continue;
        }
        // On the left, where tumors are small yet and weights are whole.
        let width = fonts::width(&rule.name, SMALL, false);
        let x = plane.left + GAP;
        ground(canvas, (x, y), width);
        canvas.text((x, y - 2.0), &rule.name, &muted(Anchor::Start));
    }
}

fn muted(anchor: Anchor) -> Lettering {
    Lettering {
        ink: Ink::Muted,
        ..theme::small(anchor)
    }
}

/// A ground for a name, so that nothing strikes it through.
fn ground(canvas: &mut dyn Canvas, (x, y): (f64, f64), width: f64) {
    let (left, right) = (x - 1.0, x + width + 1.0);
    let (top, bottom) = (y - 2.0 - SMALL * 0.8, y - 0.6);
    let fill = Fill {
        ink: Ink::Ground,
        opacity: 0.85,
    };
    let corners = [(left, top), (right, top), (right, bottom), (left, bottom)];
    canvas.polygon(&corners, Some(fill), None);
}
