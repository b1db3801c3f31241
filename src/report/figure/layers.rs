//! What is drawn between the axes.

use super::canvas::{At, Canvas, Fill, Ink, Part, Stroke};
use super::draw::Plane;
use super::marks;
use super::model::{ArmLook, Bar, Layer, MeanPoint, Panel};
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
            until,
            censored,
        } => steps(canvas, &arms[*arm], (falls, *until, censored), plane),
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
            true => marks::draw_muted(canvas, look, at),
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

type Curve<'a> = (&'a [(f64, f64, String)], f64, &'a [(f64, f64)]);

fn steps(canvas: &mut dyn Canvas, look: &ArmLook, curve: Curve<'_>, plane: &Plane<'_>) {
    let (falls, until, censored) = curve;
    let ink = Ink::Arm(look.look());
    of_arm(canvas, "curve", look);
    let mut line: Vec<At> = Vec::new();
    for &(time, share, _) in falls {
        let x = plane.x(time);
        line.extend(line.last().map(|&(_, before)| (x, before)));
        line.push((x, plane.y(share)));
    }
    line.extend(line.last().map(|&(_, last)| (plane.x(until), last)));
    canvas.line(&line, &theme::curve(ink));
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
