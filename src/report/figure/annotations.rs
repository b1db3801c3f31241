//! What stands between the curves of means: where animals left, and where arms differ significantly.

use super::arms::ArmStyle;
use super::canvas::{Anchor, Canvas, ColorRole, Part, Point, Stroke, TextStyle};
use super::marks;
use super::model::{Departure, MeanPoint, Panel};
use super::plot::PlotArea;
use super::theme::{self, GAP, MARK_RADIUS, SMALL_SIZE};
use crate::fonts;

/// Half the width of a cross.
const CROSS: f64 = 2.0;

/// Equal stars closer than this are one.
const STARS_APART: f64 = 2.2 * SMALL_SIZE;

/// Font size of stars.
const STARS_SIZE: f64 = 7.8;

/// Draws a cross.
pub(super) fn cross(canvas: &mut dyn Canvas, (x, y): Point, half: f64, stroke: &Stroke) {
    let down = [(x - half, y - half), (x + half, y + half)];
    let up = [(x - half, y + half), (x + half, y - half)];
    canvas.lines(&[&down, &up], stroke);
}

/// An area that a sign covers: its left upper corner, width and height.
pub(super) type Covered = (Point, f64, f64);

fn overlap(((ax, ay), aw, ah): Covered, ((bx, by), bw, bh): Covered) -> bool {
    ax < bx + bw && bx < ax + aw && ay < by + bh && by < ay + ah
}

/// Height of a cross or a dagger with what is free around it.
const SIGN: f64 = 4.6;

/// Draws where animals left: below the mean of that day a cross with the number of animals, or a dagger for those
/// found dead; above it where there is no room below. Signs that would cover each other move on. Answers what they cover.
pub(super) fn departures(
    canvas: &mut dyn Canvas,
    arms: &[ArmStyle],
    panel: &Panel,
    (plot, shifts): (&PlotArea<'_>, &[f64]),
) -> Vec<Covered> {
    let mut taken: Vec<Covered> = Vec::new();
    for departure in &panel.departures {
        let Some([above, below]) = ends(panel.means(departure.arm), departure.day, plot) else {
            continue;
        };
        let x = plot.x(departure.day) + shifts[departure.arm];
        let width = if departure.animals > 1 {
            5.0 * CROSS
        } else {
            2.0 * CROSS
        };
        let fits = below + 0.62 * SMALL_SIZE + CROSS < plot.lowest_y();
        let (mut y, step) = match fits {
            true => (below + 0.62 * SMALL_SIZE, 0.3 * SMALL_SIZE),
            false => (above - 0.62 * SMALL_SIZE, -0.3 * SMALL_SIZE),
        };
        let area = |y: f64| ((x - CROSS, y - 0.5 * SIGN), width, SIGN);
        while taken.iter().any(|known| overlap(*known, area(y))) {
            y += step;
        }
        taken.push(area(y));
        sign(canvas, &arms[departure.arm], departure, (x, y));
    }
    taken
}

fn sign(canvas: &mut dyn Canvas, style: &ArmStyle, departure: &Departure, (x, y): Point) {
    let color = ColorRole::Letters(style.color());
    canvas.begin_part(&Part {
        kind: "left",
        arm: Some(style.position),
        ..Part::default()
    });
    let number = TextStyle {
        size: 0.85 * SMALL_SIZE,
        color,
        ..theme::small(Anchor::Start)
    };
    match departure.found_dead {
        true => {
            let dagger = TextStyle {
                size: 1.1 * SMALL_SIZE,
                bold: true,
                anchor: Anchor::Middle,
                ..number
            };
            canvas.text((x, y + 0.4 * SMALL_SIZE), "†", &dagger);
        }
        false => cross(canvas, (x, y), CROSS, &Stroke::new(color, 1.0)),
    }
    if departure.animals > 1 {
        let at = (x + CROSS + 1.2, y + 0.3 * SMALL_SIZE);
        canvas.text(at, &departure.animals.to_string(), &number);
    }
    canvas.end_part();
}

/// The y coordinates of the upper and the lower end of the error bar of a curve on a day, beyond its mark.
fn ends(points: &[MeanPoint], day: f64, plot: &PlotArea<'_>) -> Option<[f64; 2]> {
    let middle = height(points, day, plot)?;
    let exact = points.iter().find(|point| point.day == day);
    let sem = exact
        .filter(|point| !point.guarded)
        .and_then(|point| Some((point.mean, point.sem?)));
    let [above, below] = match sem {
        Some((mean, sem)) => [mean + sem, mean - sem].map(|end| plot.y_clipped(end)),
        None => [middle; 2],
    };
    Some([
        above.min(middle - MARK_RADIUS),
        below.max(middle + MARK_RADIUS),
    ])
}

/// The y coordinate of a curve on a day between its first and its last.
fn height(points: &[MeanPoint], day: f64, plot: &PlotArea<'_>) -> Option<f64> {
    let y = |point: &MeanPoint| plot.y_clipped(point.mean);
    let pair = points
        .windows(2)
        .find(|pair| pair[0].day <= day && day <= pair[1].day);
    let Some(pair) = pair else {
        let only = points.iter().rev().find(|point| point.day <= day);
        return only.map(y);
    };
    let share = (day - pair[0].day) / (pair[1].day - pair[0].day);
    Some(y(&pair[0]) + share * (y(&pair[1]) - y(&pair[0])))
}

/// Draws the stars of the landmark day left of its line above their points. Equal stars that would be close together
/// are written once, after the marks of their arms and above all curves that they stand for.
pub(super) fn stars(
    canvas: &mut dyn Canvas,
    arms: &[ArmStyle],
    panel: &Panel,
    (plot, taken): (&PlotArea<'_>, &[Covered]),
) {
    let Some(landmark) = &panel.landmark else {
        return;
    };
    let x = plot.x(landmark.day);
    let at = |arm: usize| height(panel.means(arm), landmark.day, plot);
    let found = panel.stars.iter();
    let found = found.filter_map(|stars| Some((at(stars.arm)?, stars.arm, stars.text)));
    let mut found: Vec<(f64, usize, &str)> = found.collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut taken = taken.to_vec();
    for group in found.chunk_by(|a, b| a.2 == b.2 && b.0 - a.0 < STARS_APART) {
        let text = group[0].2;
        let width = fonts::width(text, STARS_SIZE, true);
        let (baseline, left) = match group {
            [(y, ..)] => (y + 0.15 * SMALL_SIZE, x - 1.3 * MARK_RADIUS - width),
            several => {
                let of_group: Vec<usize> = several.iter().map(|(_, arm, _)| *arm).collect();
                let width = width + MARK_STEP * several.len() as f64;
                (
                    top_between(panel, &of_group, (x, x + width), plot) - 2.0,
                    x + GAP,
                )
            }
        };
        let marks = if group.len() > 1 {
            MARK_STEP * group.len() as f64
        } else {
            0.0
        };
        // Stars stand in the upper part of their line.
        let area = |baseline: f64| {
            (
                (left, baseline - 0.8 * STARS_SIZE),
                width + marks,
                0.5 * STARS_SIZE,
            )
        };
        // Left of the line stars stand at their own point; right of it, where several arms are meant, between curves.
        let crossed = match group.len() {
            1 => Vec::new(),
            _ => curves_between(panel, arms.len(), (left, left + width + marks), plot),
        };
        let is_free = |baseline: f64| {
            let others = taken.iter().chain(&crossed);
            !others
                .into_iter()
                .any(|known| overlap(*known, area(baseline)))
        };
        let highest = plot.top + STARS_SIZE;
        let steps = std::iter::successors(Some(baseline), |at| Some(at - 0.3 * SMALL_SIZE));
        let mut steps = steps.take_while(|at| *at > highest);
        let baseline = steps.find(|at| is_free(*at)).unwrap_or(baseline);
        taken.push(area(baseline));
        if group.len() > 1 {
            for (n, (_, arm, _)) in group.iter().enumerate() {
                let center = (
                    left + MARK_STEP * (n as f64 + 0.5),
                    baseline - 0.55 * STARS_SIZE,
                );
                marks::draw_sized(canvas, &arms[*arm], center, 0.8 * MARK_RADIUS);
            }
        }
        canvas.text((left + marks, baseline), text, &star_style(Anchor::Start));
    }
}

/// Distance of the marks before stars.
const MARK_STEP: f64 = 5.0;

fn star_style(anchor: Anchor) -> TextStyle {
    TextStyle {
        size: STARS_SIZE,
        bold: true,
        ..theme::small(anchor)
    }
}

/// What the curves of all arms cover between two x coordinates.
fn curves_between(
    panel: &Panel,
    arms: usize,
    (from, to): (f64, f64),
    plot: &PlotArea<'_>,
) -> Vec<Covered> {
    let pieces = (0..arms).flat_map(|arm| panel.means(arm).windows(2));
    let covered = pieces.filter_map(|pair| {
        let [a, b] =
            [&pair[0], &pair[1]].map(|point| (plot.x(point.day), plot.y_clipped(point.mean)));
        let (start, end) = (a.0.max(from), b.0.min(to));
        if start >= end || b.0 <= a.0 {
            return None;
        }
        let y = |x: f64| a.1 + (x - a.0) / (b.0 - a.0) * (b.1 - a.1);
        let (top, bottom) = (y(start).min(y(end)), y(start).max(y(end)));
        let room = MARK_RADIUS + 1.0;
        Some(((start, top - room), end - start, bottom - top + 2.0 * room))
    });
    covered.collect()
}

/// The highest point of some curves between two x coordinates.
fn top_between(panel: &Panel, arms: &[usize], (from, to): (f64, f64), plot: &PlotArea<'_>) -> f64 {
    let points = arms.iter().flat_map(|arm| panel.means(*arm));
    let inside = points.filter(|point| {
        let x = plot.x(point.day);
        from - 1.0 <= x && x <= to + MARK_RADIUS
    });
    let tops = inside.map(|point| plot.y_clipped(point.mean + point.sem.unwrap_or(0.0)));
    let landmark = panel.landmark.as_ref().map(|landmark| landmark.day);
    let here = arms
        .iter()
        .filter_map(|arm| height(panel.means(*arm), landmark?, plot));
    tops.chain(here).fold(plot.lowest_y(), f64::min) - MARK_RADIUS
}

/// How far each arm's curve is moved sideways: curves on the same values would cover each other.
pub(super) fn shifts(panel: &Panel, arms: usize, plot: &PlotArea<'_>) -> Vec<f64> {
    let coincide = |a: usize, b: usize| {
        let (a, b) = (panel.means(a), panel.means(b));
        let same = |point: &&MeanPoint| {
            let other = b.iter().find(|other| other.day == point.day);
            other.is_some_and(|other| {
                (plot.y_clipped(other.mean) - plot.y_clipped(point.mean)).abs() < MARK_RADIUS
            })
        };
        3 * a.iter().skip(1).filter(same).count() > a.len().max(3)
    };
    let mut shifts = vec![0.0; arms];
    let mut left: Vec<usize> = (0..arms)
        .filter(|arm| !panel.means(*arm).is_empty())
        .collect();
    while let Some(first) = left.first().copied() {
        let mut group = vec![first];
        // Everything that coincides with a member of the group.
        while let Some(next) = left
            .iter()
            .find(|arm| !group.contains(arm) && group.iter().any(|member| coincide(*member, **arm)))
        {
            group.push(*next);
        }
        left.retain(|arm| !group.contains(arm));
        group.sort_unstable();
        let step = (0.25 * SMALL_SIZE).min(0.6 * SMALL_SIZE / (group.len().max(2) - 1) as f64);
        for (n, arm) in group.iter().enumerate() {
            shifts[*arm] = step * (n as f64 - 0.5 * (group.len() - 1) as f64);
        }
    }
    shifts
}
