//! Names of arms at the ends of their curves: beside the plot, pushed apart where curves end close together, with a
//! thin line from the curve to its name. A curve that ends early has its name at its end.

use super::arms::ArmStyle;
use super::canvas::{Anchor, Canvas, ColorRole, Part, Point, Stroke};
use super::model::{Layer, MeanPoint, Panel};
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
    let lines: Vec<[Point; 2]> = panel.layers.iter().flat_map(|of| drawn(of, plot)).collect();
    for (arm, end, at) in beside_ends(early, names, &lines, plot) {
        if (at.1 - end.1).abs() > 0.5 * APART {
            short_leader(canvas, &arms[arm], [end, at]);
        }
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

/// The straight pieces of a curve with its error bars.
fn drawn(layer: &Layer, plot: &PlotArea<'_>) -> Vec<[Point; 2]> {
    match layer {
        Layer::Means { points, .. } => {
            let at = |point: &MeanPoint| (plot.x(point.day), plot.y_clipped(point.mean));
            let between = points.windows(2).map(|pair| [at(&pair[0]), at(&pair[1])]);
            let bars = points.iter().filter_map(|point| {
                let sem = point.sem.filter(|_| !point.guarded)?;
                let end = |value: f64| (plot.x(point.day), plot.y_clipped(value));
                Some([end(point.mean - sem), end(point.mean + sem)])
            });
            between.chain(bars).collect()
        }
        Layer::Steps { falls, until, .. } => {
            let at = |day: f64, share: f64| (plot.x(day), plot.y_clipped(share));
            let ends = falls.iter().skip(1).map(|fall| fall.0).chain([*until]);
            let level = falls.iter().zip(ends);
            let level = level.map(|(fall, to)| [at(fall.0, fall.1), at(to, fall.1)]);
            let falling = falls.windows(2);
            let falling = falling.map(|two| [at(two[1].0, two[0].1), at(two[1].0, two[1].1)]);
            level.chain(falling).collect()
        }
        _ => Vec::new(),
    }
}

/// Arm, end of the curve and place of the name of each curve that ends early: right of its end, or above or below as near
/// as it stands on no other name, within the plot, and on no line if there is such a place.
fn beside_ends(
    early: Vec<(usize, Point)>,
    names: &[String],
    lines: &[[Point; 2]],
    plot: &PlotArea<'_>,
) -> Vec<(usize, Point, Point)> {
    // Names stand above the x axis.
    let (highest, lowest) = (plot.top + 0.5 * APART, plot.lowest_y() - 0.75 * SMALL_SIZE);
    let mut taken: Vec<Area> = Vec::new();
    let mut placed = Vec::new();
    for (arm, end) in early {
        let width = fonts::width(&names[arm], SMALL_SIZE, true);
        let area = |y: f64| Area::of_name((end.0 + 2.0 * GAP, y), width);
        let wanted = end.1.clamp(highest.min(lowest), lowest);
        let steps = ((lowest - highest) / (0.5 * APART)).max(0.0) as i32;
        let near =
            (0..=steps).flat_map(|n| [-1.0, 1.0].map(|side| 0.5 * side * APART * f64::from(n)));
        let near = near.map(|by| wanted + by);
        let near: Vec<f64> = near.filter(|y| (highest..=lowest).contains(y)).collect();
        let is_free = |y: &&f64| !taken.iter().any(|other| other.overlaps(&area(**y)));
        let is_clear = |y: &&f64| !lines.iter().any(|line| area(**y).is_crossed(line));
        let clear = near.iter().filter(is_free).find(is_clear);
        let y = clear.or_else(|| near.iter().find(is_free)).copied();
        let y = y.unwrap_or(wanted);
        taken.push(area(y));
        placed.push((arm, end, (end.0 + 2.0 * GAP, y)));
    }
    placed
}

/// What a name covers.
struct Area {
    x: [f64; 2],
    y: [f64; 2],
}

impl Area {
    /// Of a name that begins at a point, which is at the middle of its height.
    fn of_name((x, y): Point, width: f64) -> Self {
        Self {
            x: [x, x + width],
            y: [y - 0.5 * APART, y + 0.5 * APART],
        }
    }

    fn overlaps(&self, other: &Self) -> bool {
        let meet = |a: [f64; 2], b: [f64; 2]| a[0] < b[1] - 1e-6 && b[0] < a[1] - 1e-6;
        meet(self.x, other.x) && meet(self.y, other.y)
    }

    /// Whether a line goes through it (Liang & Barsky 1984): whether a part of the line is within all four sides.
    fn is_crossed(&self, [from, to]: &[Point; 2]) -> bool {
        let (mut begin, mut end) = (0.0_f64, 1.0_f64);
        for (at, by, [low, high]) in [
            (from.0, to.0 - from.0, self.x),
            (from.1, to.1 - from.1, self.y),
        ] {
            if by == 0.0 {
                if at <= low || at >= high {
                    return false;
                }
                continue;
            }
            let (a, b) = ((low - at) / by, (high - at) / by);
            begin = begin.max(a.min(b));
            end = end.min(a.max(b));
        }
        begin < end
    }
}

/// The line from the end of a curve to its name, which stands above or below it.
fn short_leader(canvas: &mut dyn Canvas, style: &ArmStyle, [end, name]: [Point; 2]) {
    let stroke = Stroke {
        opacity: 0.7,
        ..Stroke::new(ColorRole::Arm(style.color()), 0.45)
    };
    canvas.line(&[end, (name.0 - 1.5, name.1)], &stroke);
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
    use super::super::axis::Axis;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_curves_that_end_apart_stay_where_they_are() {
        assert_eq!(spread(&[50.0, 10.0], 9.0, (0.0, 100.0)), [50.0, 10.0]);
        assert_eq!(spread(&[50.0, 50.0], 8.0, (0.0, 100.0)), [46.0, 54.0]);
        assert_eq!(spread(&[99.0, 100.0], 8.0, (0.0, 100.0)), [92.0, 100.0]);
        assert_eq!(spread(&[], 8.0, (0.0, 100.0)), [] as [f64; 0]);
    }

    fn plot(y: &Axis) -> PlotArea<'_> {
        PlotArea {
            left: 0.0,
            top: 10.0,
            right: 200.0,
            bottom: 110.0,
            x: None,
            y,
        }
    }

    #[test]
    fn names_of_curves_that_end_together_stand_apart_within_the_plot() {
        let y = Axis::linear("mm³", [0.0, 100.0]);
        let plot = plot(&y);
        let names: Vec<String> = (0..6).map(|arm| format!("arm {arm}")).collect();
        for end in [10.0, 60.0, 110.0] {
            let early: Vec<(usize, Point)> =
                (0..6).map(|arm| (arm, (50.0 + arm as f64, end))).collect();
            let level = [[(0.0, end), (200.0, end)]];
            let placed = beside_ends(early, &names, &level, &plot);
            let areas: Vec<Area> = placed
                .iter()
                .map(|(_, _, at)| Area::of_name(*at, 30.0))
                .collect();
            for (a, area) in areas.iter().enumerate() {
                assert!(
                    area.y[0] >= plot.top - 1e-9 && area.y[1] <= plot.lowest_y(),
                    "{end}"
                );
                assert!(!area.is_crossed(&level[0]), "{end}");
                assert!(
                    !areas[..a].iter().any(|other| other.overlaps(area)),
                    "{end}"
                );
            }
        }
    }

    #[test]
    fn name_of_a_curve_that_ends_alone_stands_at_its_end() {
        let y = Axis::linear("mm³", [0.0, 100.0]);
        let own = [[(0.0, 90.0), (50.0, 60.0)]];
        let placed = beside_ends(vec![(0, (50.0, 60.0))], &["A".to_owned()], &own, &plot(&y));
        assert_eq!(placed, [(0, (50.0, 60.0), (50.0 + 2.0 * GAP, 60.0))]);
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
