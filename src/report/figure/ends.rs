//! Names of arms at the ends of their curves: beside the plot, pushed apart where curves end close together, with a
//! thin line from the curve to its name. A curve that ends early has its name at its end.

use super::arms::ArmStyle;
use super::canvas::{Anchor, Canvas, ColorRole, Part, Point, Stroke};
use super::model::{Layer, Panel};
use super::plot::PlotArea;
use super::theme::{self, GAP, SMALL_SIZE};
use crate::fonts;
use crate::text::isolated;

/// Distance of names from the plot.
pub(super) const OFFSET: f64 = 1.8 * SMALL_SIZE;

/// Distance of the baselines of names.
const APART: f64 = 1.28 * SMALL_SIZE;

/// A curve that ends before this share of the axis has its name at its end.
const EARLY: f64 = 0.85;

/// The last point of an arm's curve.
fn end(layer: &Layer, plot: &PlotArea<'_>) -> Option<(usize, Point)> {
    match layer {
        Layer::Means { arm, points } => {
            let last = points.last()?;
            Some((*arm, (plot.x(last.day), plot.y_clipped(last.mean))))
        }
        Layer::Steps {
            arm, falls, until, ..
        } => {
            let share = falls.last()?.1;
            Some((*arm, (plot.x(*until), plot.y_clipped(share))))
        }
        _ => None,
    }
}

/// Draws the names of the curves of a panel. `room` is the width of the column of names beside the plot.
pub(super) fn draw(
    canvas: &mut dyn Canvas,
    arms: &[ArmStyle],
    names: &[String],
    panel: &Panel,
    (plot, room): (&PlotArea<'_>, f64),
) {
    let ends = panel.layers.iter().filter_map(|layer| end(layer, plot));
    let (early, late): (Vec<_>, Vec<_>) = ends.partition(|(arm, at)| {
        let width = fonts::width(&names[*arm], SMALL_SIZE, true);
        let is_early = at.0 < plot.left + EARLY * (plot.right - plot.left);
        is_early && at.0 + 2.0 * GAP + width < plot.right
    });
    for (arm, at) in apart(early, names, plot) {
        name(canvas, &arms[arm], &names[arm], at);
    }
    let wanted: Vec<f64> = late.iter().map(|(_, at)| at.1).collect();
    // The title of the x axis stands below the column.
    let found = spread(&wanted, APART, (plot.top, plot.lowest_y() - 1.0));
    for ((arm, at), y) in late.into_iter().zip(found) {
        let style = &arms[arm];
        let x = plot.right + OFFSET;
        leader(canvas, style, [at, (x, y)]);
        let fitted = fonts::fitted(&names[arm], SMALL_SIZE, true, room - OFFSET);
        name(canvas, style, &fitted, (x, y));
    }
}

/// Where the names of curves that end early stand: right of their ends, above the x axis, and where they would cover
/// each other one above the other.
fn apart(
    mut early: Vec<(usize, Point)>,
    names: &[String],
    plot: &PlotArea<'_>,
) -> Vec<(usize, Point)> {
    early.sort_by(|a, b| b.1.1.total_cmp(&a.1.1));
    let width = |arm: usize| fonts::width(&names[arm], SMALL_SIZE, true);
    let mut placed: Vec<(usize, Point)> = Vec::new();
    for (arm, (x, y)) in early {
        let x = x + 2.0 * GAP;
        let mut y = y.min(plot.lowest_y() - 0.75 * SMALL_SIZE);
        for (other, at) in &placed {
            let are_beside = x < at.0 + width(*other) && at.0 < x + width(arm);
            if are_beside && (at.1 - y).abs() < APART {
                y = at.1 - APART;
            }
        }
        placed.push((arm, (x, y)));
    }
    placed
}

fn name(canvas: &mut dyn Canvas, style: &ArmStyle, text: &str, (x, y): Point) {
    canvas.begin_part(&Part {
        kind: "name",
        arm: Some(style.position),
        ..Part::default()
    });
    let baseline = (x, y + 0.36 * SMALL_SIZE);
    let letters = theme::letters(style.color(), Anchor::Start);
    canvas.text(baseline, &isolated(text), &letters);
    canvas.end_part();
}

/// The line from the end of a curve to its name, in three pieces.
fn leader(canvas: &mut dyn Canvas, style: &ArmStyle, [from, to]: [Point; 2]) {
    let start = from.0 + 1.3 * theme::MARK_RADIUS;
    let (bend, close) = (to.0 - 0.9 * SMALL_SIZE, to.0 - 1.5);
    let stroke = Stroke {
        opacity: 0.7,
        ..Stroke::new(ColorRole::Arm(style.color()), 0.45)
    };
    let start = start.min(bend);
    canvas.line(
        &[
            (start, from.1),
            (bend, from.1),
            (close - 1.5, to.1),
            (close, to.1),
        ],
        &stroke,
    );
}

/// Places near the wanted ones that are at least `apart` from each other and in the same order, between `low` and
/// `high` where they have room.
fn spread(wanted: &[f64], apart: f64, (low, high): (f64, f64)) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]));
    let wanted: Vec<f64> = wanted.iter().map(|y| y.clamp(low, high)).collect();
    // Neighbors that are too close form a block around the middle of what they want; blocks that touch are joined.
    let mut blocks: Vec<(f64, Vec<usize>)> = Vec::new();
    for at in order {
        let mut block = (wanted[at], vec![at]);
        while let Some((middle, members)) = blocks.pop() {
            let between = 0.5 * apart * (members.len() + block.1.len()) as f64;
            if block.0 - middle >= between {
                blocks.push((middle, members));
                break;
            }
            let joined: Vec<usize> = members.into_iter().chain(block.1).collect();
            let sum: f64 = joined.iter().map(|member| wanted[*member]).sum();
            block = (
                within(sum / joined.len() as f64, joined.len(), apart, (low, high)),
                joined,
            );
        }
        let size = block.1.len();
        blocks.push((within(block.0, size, apart, (low, high)), block.1));
    }
    let mut found = vec![0.0; wanted.len()];
    for (middle, members) in blocks {
        let first = middle - 0.5 * apart * (members.len() - 1) as f64;
        for (n, member) in members.into_iter().enumerate() {
            found[member] = first + apart * n as f64;
        }
    }
    found
}

/// The middle of a block of names, moved so that the block lies between the ends where it has room.
fn within(middle: f64, size: usize, apart: f64, (low, high): (f64, f64)) -> f64 {
    let half = 0.5 * apart * (size - 1) as f64;
    if high - low < 2.0 * half {
        return 0.5 * (low + high);
    }
    middle.clamp(low + half, high - half)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_curves_that_end_apart_stay_where_they_are() {
        assert_eq!(spread(&[50.0, 10.0], 9.0, (0.0, 100.0)), [50.0, 10.0]);
        assert_eq!(spread(&[50.0, 50.0], 8.0, (0.0, 100.0)), [46.0, 54.0]);
        assert_eq!(spread(&[99.0, 100.0], 8.0, (0.0, 100.0)), [92.0, 100.0]);
        assert_eq!(spread(&[], 8.0, (0.0, 100.0)), [] as [f64; 0]);
    }

    proptest! {
        #[test]
        fn names_never_overlap_and_keep_the_order_of_the_curves(
            wanted in prop::collection::vec(-20.0..200.0f64, 0..12),
        ) {
            let found = spread(&wanted, APART, (0.0, 180.0));
            for a in 0..found.len() {
                prop_assert!((-1e-9..=180.0 + 1e-9).contains(&found[a]), "{wanted:?} {found:?}");
                for b in 0..a {
                    prop_assert!((found[a] - found[b]).abs() >= APART - 1e-9, "{wanted:?} {found:?}");
                    if wanted[a] < wanted[b] {
                        prop_assert!(found[a] < found[b], "{wanted:?} {found:?}");
                    }
                }
            }
        }
    }
}
