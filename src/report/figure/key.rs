//! The key of a panel: its arms with their looks, and what is drawn otherwise where a mean no longer
//! speaks of its arm.

use super::canvas::{Anchor, Canvas, Ink, Part};
use super::layers;
use super::marks;
use super::model::{ArmLook, Figure, Layer, Panel};
use super::theme::{self, GAP, LINE, SMALL};
use crate::fonts;
use crate::text::isolated;

/// Width of a sample of an arm's looks.
const SAMPLE: f64 = 18.0;

/// What is said of means that the survivorship guard ends.
const GUARDED: &str = "too few animals left";

/// The entries of a key; none: the guard's.
fn entries(figure: &Figure, panel: &Panel) -> Vec<Option<usize>> {
    let drawn = |arm: &usize| layers::has_arm(panel, *arm);
    let arms = (0..figure.arms.len()).filter(drawn).map(Some);
    arms.chain(has_guarded(panel).then_some(None)).collect()
}

fn has_guarded(panel: &Panel) -> bool {
    panel.layers.iter().any(|layer| match layer {
        Layer::Means { points, .. } => points.iter().any(|point| point.guarded),
        _ => false,
    })
}

/// The entries line by line, each with its place from the left.
fn lines(figure: &Figure, panel: &Panel, width: f64) -> Vec<Vec<(Option<usize>, f64)>> {
    let mut lines: Vec<Vec<(Option<usize>, f64)>> = Vec::new();
    let mut end = f64::INFINITY;
    for entry in entries(figure, panel) {
        let name = entry.map_or(GUARDED, |arm| figure.arms[arm].name.as_str());
        let takes = (SAMPLE + fonts::width(name, SMALL, false)).min(width);
        match lines.last_mut().filter(|_| end + takes <= width) {
            Some(line) => line.push((entry, end)),
            None => {
                lines.push(vec![(entry, 0.0)]);
                end = 0.0;
            }
        }
        end += takes + 2.0 * GAP;
    }
    lines
}

/// Its height within a width.
pub(super) fn height(figure: &Figure, panel: &Panel, width: f64) -> f64 {
    LINE * lines(figure, panel, width).len() as f64 + 2.0 * GAP
}

/// Draws the key of a panel from a place on.
pub(super) fn draw(
    canvas: &mut dyn Canvas,
    figure: &Figure,
    panel: &Panel,
    (left, top): (f64, f64),
    width: f64,
) {
    for (line, entries) in lines(figure, panel, width).iter().enumerate() {
        let middle = top + LINE * (line as f64 + 0.5);
        for (entry, at) in entries {
            let look = entry.map(|arm| &figure.arms[arm]);
            canvas.open(&Part {
                kind: if look.is_some() { "key" } else { "legend" },
                arm: look.map(|look| look.place),
                ..Part::default()
            });
            sample(canvas, look, (left + at, middle));
            let name = look.map_or(GUARDED, |look| look.name.as_str());
            let name = fonts::fitted(name, SMALL, false, width - SAMPLE);
            let place = (left + at + SAMPLE, middle + SMALL * 0.36);
            canvas.text(place, &isolated(&name), &theme::small(Anchor::Start));
            canvas.close();
        }
    }
}

/// A piece of the arm's line with its mark; without an arm, of what the guard ends.
fn sample(canvas: &mut dyn Canvas, look: Option<&ArmLook>, (left, middle): (f64, f64)) {
    let ends = [(left, middle), (left + SAMPLE - 4.0, middle)];
    let center = (left + 0.5 * (SAMPLE - 4.0), middle);
    match look {
        Some(look) => {
            canvas.line(&ends, &theme::curve(Ink::Arm(look.look())));
            marks::draw(canvas, look, center);
        }
        None => {
            canvas.line(&ends, &theme::guarded());
            let any = ArmLook {
                name: String::new(),
                place: 0,
            };
            marks::draw_guarded(canvas, &any, center);
        }
    }
}
