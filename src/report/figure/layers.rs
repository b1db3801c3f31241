//! The layers of a panel: what is drawn between its axes.

use super::canvas::{Canvas, ColorRole, Fill, Part, Point, Stroke};
use super::marks;
use super::model::{ArmStyle, Bar, Layer, Level, MeanPoint};
use super::plot::PlotArea;
use super::theme::{self, ERROR_BAR_CAP};

/// Draws a layer.
pub(super) fn draw(canvas: &mut dyn Canvas, arms: &[ArmStyle], layer: &Layer, plot: &PlotArea<'_>) {
    match layer {
        Layer::Means { arm, points } => means(canvas, &arms[*arm], points, plot),
        Layer::ArmMean { arm, points } => arm_mean(canvas, &arms[*arm], points, plot),
        Layer::Animal {
            arm,
            animal,
            points,
            left_study,
        } => {
            let style = &arms[*arm];
            canvas.begin_part(&Part {
                kind: "animal",
                arm: Some(style.position),
                animal: Some(animal),
                tooltip: None,
            });
            course(canvas, style, points, *left_study, plot);
            canvas.end_part();
        }
        Layer::Steps {
            arm,
            falls,
            levels,
            censored,
            ..
        } => steps(canvas, &arms[*arm], (falls, levels, censored), plot),
        Layer::Bars(bars) => self::bars(canvas, arms, bars, plot),
    }
}

fn begin_arm_part(canvas: &mut dyn Canvas, kind: &'static str, style: &ArmStyle) {
    canvas.begin_part(&Part {
        kind,
        arm: Some(style.position),
        ..Part::default()
    });
}

fn means(canvas: &mut dyn Canvas, style: &ArmStyle, points: &[MeanPoint], plot: &PlotArea<'_>) {
    let color = ColorRole::Arm(style.color());
    begin_arm_part(canvas, "means", style);
    for pair in points.windows(2) {
        let ends = [&pair[0], &pair[1]].map(|p| (plot.x(p.day), plot.y(p.mean)));
        match pair[1].guarded || pair[0].guarded {
            true => canvas.line(&ends, &theme::guarded()),
            false => canvas.line(&ends, &theme::curve(color)),
        }
    }
    for point in points {
        let at = (plot.x(point.day), plot.y(point.mean));
        canvas.begin_part(&Part {
            kind: "mean",
            tooltip: Some(&point.tooltip),
            ..Part::default()
        });
        let bar_color = if point.guarded {
            ColorRole::Muted
        } else {
            color
        };
        if let Some(sem) = point.sem {
            let ends = [point.mean - sem, point.mean + sem].map(|end| plot.y_clipped(end));
            error_bar(canvas, at.0, ends, bar_color);
        }
        match point.guarded {
            true => marks::draw_guarded(canvas, style, at),
            false => marks::draw(canvas, style, at),
        }
        canvas.end_part();
    }
    canvas.end_part();
}

/// A vertical line with caps. `low` and `high` are y coordinates.
fn error_bar(canvas: &mut dyn Canvas, x: f64, [low, high]: [f64; 2], color: ColorRole) {
    let end = |y| [(x - ERROR_BAR_CAP, y), (x + ERROR_BAR_CAP, y)];
    let pieces: [&[Point]; 3] = [&[(x, low), (x, high)], &end(low), &end(high)];
    canvas.lines(&pieces, &theme::error(color));
}

fn arm_mean(
    canvas: &mut dyn Canvas,
    style: &ArmStyle,
    points: &[(f64, f64, bool)],
    plot: &PlotArea<'_>,
) {
    begin_arm_part(canvas, "middle", style);
    let bold = Stroke {
        width: 1.8,
        ..theme::curve(ColorRole::Arm(style.color()))
    };
    for pair in points.windows(2) {
        let ends = [pair[0], pair[1]].map(|(day, mean, _)| (plot.x(day), plot.y(mean)));
        match pair[0].2 || pair[1].2 {
            true => canvas.line(&ends, &theme::guarded()),
            false => canvas.line(&ends, &bold),
        }
    }
    canvas.end_part();
}

/// Half the width of the cross at the last reading of an animal that left, points.
const CROSS: f64 = 1.4;

/// The course of one animal.
fn course(
    canvas: &mut dyn Canvas,
    style: &ArmStyle,
    points: &[(f64, f64)],
    left_study: bool,
    plot: &PlotArea<'_>,
) {
    let stroke = theme::animal(ColorRole::Arm(style.color()));
    let through: Vec<Point> = points
        .iter()
        .map(|&(day, v)| (plot.x(day), plot.y(v)))
        .collect();
    match through.as_slice() {
        [] => {}
        [only] => {
            let color = ColorRole::Arm(style.color());
            canvas.circle(
                *only,
                0.9,
                Some(Fill {
                    color,
                    opacity: 0.6,
                }),
                None,
            );
        }
        several => canvas.line(several, &stroke),
    }
    if let (true, Some(&(x, y))) = (left_study, through.last()) {
        let down = [(x - CROSS, y - CROSS), (x + CROSS, y + CROSS)];
        let up = [(x - CROSS, y + CROSS), (x + CROSS, y - CROSS)];
        canvas.lines(&[&down, &up], &stroke);
    }
}

/// Falls (time, share, tooltip), level pieces, and censored animals (time, share) of a Kaplan-Meier curve.
type Curve<'a> = (&'a [(f64, f64, String)], &'a [Level], &'a [(f64, f64)]);

fn steps(canvas: &mut dyn Canvas, style: &ArmStyle, curve: Curve<'_>, plot: &PlotArea<'_>) {
    let (falls, levels, censored) = curve;
    let color = ColorRole::Arm(style.color());
    begin_arm_part(canvas, "curve", style);
    let stroke = theme::curve(color);
    let level = levels.iter().flat_map(|level| pieces(level, plot));
    // A fall ends at the outer edges of the lines that it joins, so that corners have no notch.
    let half = 0.5 * stroke.width;
    let fall = falls.windows(2).map(|pair| {
        let (x, from, to) = (plot.x(pair[1].0), plot.y(pair[0].1), plot.y(pair[1].1));
        [(x, from - half), (x, to + half)]
    });
    let line: Vec<[Point; 2]> = level.chain(fall).collect();
    let line: Vec<&[Point]> = line.iter().map(<[Point; 2]>::as_slice).collect();
    if !line.is_empty() {
        canvas.lines(&line, &stroke);
    }
    for level in levels.iter().filter(|level| level.curves > 1) {
        mark_turn(canvas, style, level, plot);
    }
    for &(time, share) in censored {
        let (x, y) = (plot.x(time), plot.y(share));
        canvas.line(&[(x, y - 2.4), (x, y + 2.4)], &theme::error(color));
    }
    for (time, share, tooltip) in falls.iter().skip(1) {
        canvas.begin_part(&Part {
            kind: "fall",
            tooltip: Some(tooltip),
            ..Part::default()
        });
        marks::draw(canvas, style, (plot.x(*time), plot.y(*share)));
        canvas.end_part();
    }
    canvas.end_part();
}

/// Approximate length of the pieces in which curves of the same place are drawn in turns, points.
const PIECE: f64 = 6.0;

/// How many turns each curve of a level piece has, and the length of a turn in points.
fn turns(level: &Level, plot: &PlotArea<'_>) -> (usize, f64) {
    let length = plot.x(level.to) - plot.x(level.from);
    let curves = level.curves.max(1) as f64;
    let turns = (length / (curves * PIECE)).round().max(1.0);
    (turns as usize, length / (curves * turns))
}

/// What is drawn of a level piece: the whole of it, or this curve's turns where others run in the same
/// place.
fn pieces(level: &Level, plot: &PlotArea<'_>) -> Vec<[Point; 2]> {
    let (from, y) = (plot.x(level.from), plot.y(level.share));
    if level.curves < 2 {
        return vec![[(from, y), (plot.x(level.to), y)]];
    }
    let (turns, length) = turns(level, plot);
    let turn = |turn: usize| {
        let x = from + length * (turn * level.curves + level.turn) as f64;
        [(x, y), (x + length, y)]
    };
    (0..turns).map(turn).collect()
}

/// Draws the arm's mark on the middle one of its turns, if a turn is long enough for it.
fn mark_turn(canvas: &mut dyn Canvas, style: &ArmStyle, level: &Level, plot: &PlotArea<'_>) {
    let (turns, length) = turns(level, plot);
    if length >= 0.75 * PIECE {
        let turn = (turns / 2 * level.curves + level.turn) as f64;
        let x = plot.x(level.from) + length * (turn + 0.5);
        marks::draw(canvas, style, (x, plot.y(level.share)));
    }
}

/// Bars from zero, side by side, with the marks of their arms beyond their ends.
fn bars(canvas: &mut dyn Canvas, arms: &[ArmStyle], bars: &[Bar], plot: &PlotArea<'_>) {
    let step = (plot.right - plot.left) / bars.len().max(1) as f64;
    let half = 0.5 * step * if step > 3.0 { 0.8 } else { 0.95 };
    let zero = plot.y(0.0);
    let radius = (0.4 * step).min(theme::MARK_RADIUS);
    for (i, bar) in bars.iter().enumerate() {
        let style = &arms[bar.arm];
        let (x, end) = (plot.left + step * (i as f64 + 0.5), plot.y(bar.value));
        canvas.begin_part(&Part {
            kind: "bar",
            arm: Some(style.position),
            tooltip: Some(&bar.tooltip),
            animal: None,
        });
        // A response of 0 % is still visible.
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
            color: ColorRole::Arm(style.color()),
            opacity: 1.0,
        };
        canvas.polygon(&corners, Some(fill), None);
        let outwards = if bar.value < 0.0 { 1.0 } else { -1.0 };
        marks::draw_sized(canvas, style, (x, end + outwards * (radius + 1.5)), radius);
        canvas.end_part();
    }
}
