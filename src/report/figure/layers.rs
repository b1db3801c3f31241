//! What is drawn between the axes.

use super::canvas::{At, Canvas, Fill, Ink, Part, Stroke};
use super::draw::Plane;
use super::marks;
use super::model::{ArmLook, Bar, Layer, Level, MeanPoint, Panel};
use super::theme::{self, CAP};

/// Whether a panel shows anything of an arm.
pub(super) fn has_arm(panel: &Panel, of: usize) -> bool {
    panel.layers.iter().any(|layer| match layer {
        Layer::Means { arm, .. }
        | Layer::Middle { arm, .. }
        | Layer::Animal { arm, .. }
        | Layer::Steps { arm, .. } => *arm == of,
        Layer::Bars(bars) => bars.iter().any(|bar| bar.arm == of),
    })
}

/// Draws a layer.
pub(super) fn draw(canvas: &mut dyn Canvas, arms: &[ArmLook], layer: &Layer, plane: &Plane<'_>) {
    match layer {
        Layer::Means { arm, points } => means(canvas, &arms[*arm], points, plane),
        Layer::Middle { arm, points } => middle(canvas, &arms[*arm], points, plane),
        Layer::Animal {
            arm,
            animal,
            points,
            left,
        } => {
            let look = &arms[*arm];
            canvas.open(&Part {
                kind: "animal",
                arm: Some(look.place),
                animal: Some(animal),
                words: None,
            });
            course(canvas, look, points, *left, plane);
            canvas.close();
        }
        Layer::Steps {
            arm,
            falls,
            levels,
            censored,
            ..
        } => steps(canvas, &arms[*arm], (falls, levels, censored), plane),
        Layer::Bars(bars) => self::bars(canvas, arms, bars, plane),
    }
}

/// Opens a part of an arm.
fn of_arm(canvas: &mut dyn Canvas, kind: &'static str, look: &ArmLook) {
    canvas.open(&Part {
        kind,
        arm: Some(look.place),
        ..Part::default()
    });
}

fn means(canvas: &mut dyn Canvas, look: &ArmLook, points: &[MeanPoint], plane: &Plane<'_>) {
    let ink = Ink::Arm(look.look());
    of_arm(canvas, "means", look);
    for pair in points.windows(2) {
        let ends = [&pair[0], &pair[1]].map(|p| (plane.x(p.day), plane.y(p.mean)));
        match pair[1].guarded || pair[0].guarded {
            true => canvas.line(&ends, &theme::guarded()),
            false => canvas.line(&ends, &theme::curve(ink)),
        }
    }
    for point in points {
        let at = (plane.x(point.day), plane.y(point.mean));
        canvas.open(&Part {
            kind: "mean",
            words: Some(&point.words),
            ..Part::default()
        });
        let of_bar = if point.guarded { Ink::Muted } else { ink };
        if let Some(sem) = point.sem {
            let ends = [point.mean - sem, point.mean + sem].map(|end| plane.y_within(end));
            error_bar(canvas, at.0, ends, of_bar);
        }
        match point.guarded {
            true => marks::draw_guarded(canvas, look, at),
            false => marks::draw(canvas, look, at),
        }
        canvas.close();
    }
    canvas.close();
}

/// An upright line with ends.
fn error_bar(canvas: &mut dyn Canvas, x: f64, [low, high]: [f64; 2], ink: Ink) {
    let end = |y| [(x - CAP, y), (x + CAP, y)];
    let pieces: [&[At]; 3] = [&[(x, low), (x, high)], &end(low), &end(high)];
    canvas.lines(&pieces, &theme::error(ink));
}

/// The mean among the courses of its animals.
fn middle(canvas: &mut dyn Canvas, look: &ArmLook, points: &[(f64, f64, bool)], plane: &Plane<'_>) {
    of_arm(canvas, "middle", look);
    let bold = Stroke {
        width: 1.8,
        ..theme::curve(Ink::Arm(look.look()))
    };
    for pair in points.windows(2) {
        let ends = [pair[0], pair[1]].map(|(day, mean, _)| (plane.x(day), plane.y(mean)));
        match pair[0].2 || pair[1].2 {
            true => canvas.line(&ends, &theme::guarded()),
            false => canvas.line(&ends, &bold),
        }
    }
    canvas.close();
}

/// Half the width of the cross where an animal left.
const CROSS: f64 = 1.4;

fn course(
    canvas: &mut dyn Canvas,
    look: &ArmLook,
    points: &[(f64, f64)],
    left: bool,
    plane: &Plane<'_>,
) {
    let stroke = theme::animal(Ink::Arm(look.look()));
    let places: Vec<At> = points
        .iter()
        .map(|&(day, v)| (plane.x(day), plane.y(v)))
        .collect();
    match places.as_slice() {
        [] => {}
        [only] => {
            let ink = Ink::Arm(look.look());
            canvas.circle(*only, 0.9, Some(Fill { ink, opacity: 0.6 }), None);
        }
        several => canvas.line(several, &stroke),
    }
    if let (true, Some(&(x, y))) = (left, places.last()) {
        let down = [(x - CROSS, y - CROSS), (x + CROSS, y + CROSS)];
        let up = [(x - CROSS, y + CROSS), (x + CROSS, y - CROSS)];
        canvas.lines(&[&down, &up], &stroke);
    }
}

type Curve<'a> = (&'a [(f64, f64, String)], &'a [Level], &'a [(f64, f64)]);

fn steps(canvas: &mut dyn Canvas, look: &ArmLook, curve: Curve<'_>, plane: &Plane<'_>) {
    let (falls, levels, censored) = curve;
    let ink = Ink::Arm(look.look());
    of_arm(canvas, "curve", look);
    let stroke = theme::curve(ink);
    let level = levels.iter().flat_map(|level| pieces(level, plane));
    // A fall reaches over the lines that it joins.
    let half = 0.5 * stroke.width;
    let fall = falls.windows(2).map(|pair| {
        let (x, from, to) = (plane.x(pair[1].0), plane.y(pair[0].1), plane.y(pair[1].1));
        [(x, from - half), (x, to + half)]
    });
    let line: Vec<[At; 2]> = level.chain(fall).collect();
    let line: Vec<&[At]> = line.iter().map(<[At; 2]>::as_slice).collect();
    if !line.is_empty() {
        canvas.lines(&line, &stroke);
    }
    for level in levels.iter().filter(|level| level.of > 1) {
        name(canvas, look, level, plane);
    }
    for &(time, share) in censored {
        let (x, y) = (plane.x(time), plane.y(share));
        canvas.line(&[(x, y - 2.4), (x, y + 2.4)], &theme::error(ink));
    }
    for (time, share, words) in falls.iter().skip(1) {
        canvas.open(&Part {
            kind: "fall",
            words: Some(words),
            ..Part::default()
        });
        marks::draw(canvas, look, (plane.x(*time), plane.y(*share)));
        canvas.close();
    }
    canvas.close();
}

/// Length of the pieces in which several curves take turns, about.
const PIECE: f64 = 6.0;

/// How often each of the curves of a level has its turn, and how long that is.
fn turns(level: &Level, plane: &Plane<'_>) -> (usize, f64) {
    let length = plane.x(level.to) - plane.x(level.from);
    let of = level.of.max(1) as f64;
    let turns = (length / (of * PIECE)).round().max(1.0);
    (turns as usize, length / (of * turns))
}

/// A level piece of a curve: the whole of it, or where other curves run in the same place, its turns.
fn pieces(level: &Level, plane: &Plane<'_>) -> Vec<[At; 2]> {
    let (from, y) = (plane.x(level.from), plane.y(level.share));
    if level.of < 2 {
        return vec![[(from, y), (plane.x(level.to), y)]];
    }
    let (turns, length) = turns(level, plane);
    let turn = |turn: usize| {
        let x = from + length * (turn * level.of + level.nth) as f64;
        [(x, y), (x + length, y)]
    };
    (0..turns).map(turn).collect()
}

/// The curve's mark on one of its turns, if there is room.
fn name(canvas: &mut dyn Canvas, look: &ArmLook, level: &Level, plane: &Plane<'_>) {
    let (turns, length) = turns(level, plane);
    if length >= 0.75 * PIECE {
        let turn = (turns / 2 * level.of + level.nth) as f64;
        let x = plane.x(level.from) + length * (turn + 0.5);
        marks::draw(canvas, look, (x, plane.y(level.share)));
    }
}

/// Bars from zero, side by side.
fn bars(canvas: &mut dyn Canvas, arms: &[ArmLook], bars: &[Bar], plane: &Plane<'_>) {
    let step = (plane.right - plane.left) / bars.len().max(1) as f64;
    let half = 0.5 * step * if step > 3.0 { 0.8 } else { 0.95 };
    let zero = plane.y(0.0);
    let radius = (0.4 * step).min(theme::MARK);
    for (i, bar) in bars.iter().enumerate() {
        let look = &arms[bar.arm];
        let (x, end) = (plane.left + step * (i as f64 + 0.5), plane.y(bar.value));
        canvas.open(&Part {
            kind: "bar",
            arm: Some(look.place),
            words: Some(&bar.words),
            animal: None,
        });
        // A response of nothing at all is still seen.
        let end = if (end - zero).abs() < 0.4 {
            zero - 0.4
        } else {
            end
        };
        let corners = [
            (x - half, zero),
            (x + half, zero),
            (x + half, end),
            (x - half, end),
        ];
        let fill = Fill {
            ink: Ink::Arm(look.look()),
            opacity: 1.0,
        };
        canvas.polygon(&corners, Some(fill), None);
        let beyond = if bar.value < 0.0 { 1.0 } else { -1.0 };
        marks::draw_sized(canvas, look, (x, end + beyond * (radius + 1.5)), radius);
        canvas.close();
    }
}
