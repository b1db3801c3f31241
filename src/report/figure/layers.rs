//! The layers of a panel: what is drawn between its axes.

use super::annotations;
use super::arms::ArmStyle;
use super::canvas::{Anchor, Canvas, ColorRole, Fill, Part, Point, Stroke, TextStyle};
use super::marks;
use super::model::{Bar, Layer, Level, MeanPoint};
use super::plot::PlotArea;
use super::theme::{self, ERROR_BAR_CAP, GAP, MARK_RADIUS, SMALL_SIZE};
use crate::fonts;
use crate::number::number;
use crate::text::isolated;

/// The arms of a figure, and how far the curve of each is moved sideways, points.
pub(super) struct Shifted<'a> {
    pub arms: &'a [ArmStyle],
    pub shifts: Vec<f64>,
}

/// Draws a layer.
pub(super) fn draw(canvas: &mut dyn Canvas, of: &Shifted<'_>, layer: &Layer, plot: &PlotArea<'_>) {
    let arms = of.arms;
    match layer {
        Layer::Means { arm, points } => means(canvas, &arms[*arm], points, (plot, of.shifts[*arm])),
        Layer::ArmMean { arm, points } => arm_mean(canvas, &arms[*arm], points, plot),
        Layer::Animal {
            arm,
            animal,
            points,
            left_study,
            lost_weight,
        } => {
            let style = &arms[*arm];
            canvas.begin_part(&Part {
                kind: "animal",
                arm: Some(style.position),
                animal: Some(animal),
                tooltip: None,
            });
            course(canvas, style, points, (*left_study, *lost_weight), plot);
            canvas.end_part();
        }
        Layer::ControlMean(points) => control_mean(canvas, points, plot),
        Layer::NamedAnimal { arm, name, points } => {
            named_animal(canvas, &arms[*arm], (name, points), plot);
        }
        Layer::Nadirs { .. } => {}
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

fn means(
    canvas: &mut dyn Canvas,
    style: &ArmStyle,
    points: &[MeanPoint],
    (plot, shift): (&PlotArea<'_>, f64),
) {
    let color = ColorRole::Arm(style.color());
    begin_arm_part(canvas, "means", style);
    let at = |point: &MeanPoint| (plot.x(point.day) + shift, plot.y(point.mean));
    let is_guarded = |pair: &[MeanPoint]| pair[0].guarded || pair[1].guarded;
    let pairs: Vec<&[MeanPoint]> = points.windows(2).collect();
    // One line through all means that the guard allows, so that it has no gaps at its corners.
    for run in pairs.chunk_by(|a, b| is_guarded(a) == is_guarded(b)) {
        let through: Vec<Point> = std::iter::once(&run[0][0])
            .chain(run.iter().map(|pair| &pair[1]))
            .map(at)
            .collect();
        for piece in plot.below_top(&through) {
            match is_guarded(run[0]) {
                true => canvas.line(&piece, &theme::guarded()),
                false => canvas.line(&piece, &theme::curve(color)),
            }
        }
    }
    let mut was_cut = false;
    for point in points {
        let is_cut = plot.is_cut(point.mean);
        if is_cut && !was_cut {
            let highest = points.iter().map(|point| point.mean).fold(0.0, f64::max);
            above_top(canvas, style, (at(point).0, plot.top), highest);
        }
        was_cut = is_cut;
        if is_cut {
            continue;
        }
        mean(canvas, style, point, (at(point), plot));
    }
    canvas.end_part();
}

fn mean(
    canvas: &mut dyn Canvas,
    style: &ArmStyle,
    point: &MeanPoint,
    (at, plot): (Point, &PlotArea<'_>),
) {
    canvas.begin_part(&Part {
        kind: "mean",
        tooltip: Some(&point.tooltip),
        ..Part::default()
    });
    if point.guarded {
        marks::draw_guarded(canvas, style, at);
        return canvas.end_part();
    }
    if let Some(sem) = point.sem {
        let ends = [point.mean - sem, point.mean + sem].map(|end| plot.y_clipped(end));
        error_bar(canvas, at, ends, ColorRole::Arm(style.color()));
    }
    marks::draw(canvas, style, at);
    canvas.end_part();
}

/// An arrow where a curve leaves a broken axis, with the greatest value of the curve.
fn above_top(canvas: &mut dyn Canvas, style: &ArmStyle, (x, top): Point, highest: f64) {
    let text = TextStyle {
        bold: false,
        ..theme::letters(style.color(), Anchor::Middle)
    };
    canvas.text(
        (x, top - 2.0),
        &format!("↑ {}", number(Some(highest), 0)),
        &text,
    );
}

/// A vertical line, with caps where it is longer than the mark. `low` and `high` are y coordinates.
fn error_bar(canvas: &mut dyn Canvas, (x, middle): Point, [low, high]: [f64; 2], color: ColorRole) {
    let mut pieces = Vec::new();
    if low - high > 0.1 {
        pieces.push([(x, low), (x, high)]);
    }
    let ends = [low, high].into_iter();
    let capped = ends.filter(|end| (end - middle).abs() > MARK_RADIUS);
    pieces.extend(capped.map(|end| [(x - ERROR_BAR_CAP, end), (x + ERROR_BAR_CAP, end)]));
    let pieces: Vec<&[Point]> = pieces.iter().map(<[Point; 2]>::as_slice).collect();
    if !pieces.is_empty() {
        canvas.lines(&pieces, &theme::error(color));
    }
}

fn arm_mean(
    canvas: &mut dyn Canvas,
    style: &ArmStyle,
    points: &[(f64, f64, bool)],
    plot: &PlotArea<'_>,
) {
    begin_arm_part(canvas, "middle", style);
    let bold = Stroke {
        width: 1.5,
        ..theme::curve(ColorRole::Arm(style.color()))
    };
    for pair in points.windows(2) {
        let ends = [pair[0], pair[1]].map(|(day, mean, _)| (plot.x(day), plot.y(mean)));
        for piece in plot.below_top(&ends) {
            match pair[0].2 || pair[1].2 {
                true => canvas.line(&piece, &theme::guarded()),
                false => canvas.line(&piece, &bold),
            }
        }
    }
    canvas.end_part();
}

/// The mean of the control in the panel of another arm.
fn control_mean(canvas: &mut dyn Canvas, points: &[(f64, f64)], plot: &PlotArea<'_>) {
    let through: Vec<Point> = points
        .iter()
        .map(|&(day, v)| (plot.x(day), plot.y(v)))
        .collect();
    let stroke = Stroke {
        opacity: 0.8,
        ..Stroke::new(ColorRole::Muted, 0.9)
    };
    for piece in plot.below_top(&through) {
        canvas.line(&piece, &stroke);
    }
}

/// Half the width of the cross at the last reading of an animal that left, points.
const CROSS: f64 = 1.4;

/// The course of one animal. `left` is whether it left, and whether it had lost 20 % of its weight then.
fn course(
    canvas: &mut dyn Canvas,
    style: &ArmStyle,
    points: &[(f64, f64)],
    left: (bool, bool),
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
        several => {
            for piece in plot.below_top(several) {
                canvas.line(&piece, &stroke);
            }
        }
    }
    if let Some(n) = points.iter().position(|point| plot.is_cut(point.1)) {
        let highest = points.iter().map(|point| point.1).fold(0.0, f64::max);
        above_top(canvas, style, (through[n].0, plot.top), highest);
    }
    if let (true, Some(&at)) = (left.0, through.last().filter(|at| at.1 >= plot.top - 0.1)) {
        match left.1 {
            true => annotations::cross(canvas, at, 2.0 * CROSS, &Stroke::new(ColorRole::Harm, 1.2)),
            false => annotations::cross(canvas, at, CROSS, &Stroke::new(ColorRole::Text, 0.7)),
        }
    }
}

/// One animal among means, with its name at its end: beside it, on the side that has room.
fn named_animal(
    canvas: &mut dyn Canvas,
    style: &ArmStyle,
    (name, points): (&str, &[(f64, f64)]),
    plot: &PlotArea<'_>,
) {
    let through: Vec<Point> = points
        .iter()
        .map(|&(day, v)| (plot.x(day), plot.y(v)))
        .collect();
    let Some(&(x, y)) = through.last() else {
        return;
    };
    begin_arm_part(canvas, "animal", style);
    if through.len() > 1 {
        canvas.line(&through, &theme::error(ColorRole::Arm(style.color())));
    }
    annotations::cross(
        canvas,
        (x, y),
        2.0,
        &Stroke::new(ColorRole::Letters(style.color()), 1.0),
    );
    // Right of its cross; where there is no room, further left and below it.
    let room = plot.right + 2.0 * GAP - fonts::width(name, SMALL_SIZE, false);
    let (left, down) = match x + 1.3 * GAP <= room {
        true => (x + 1.3 * GAP, 2.0),
        false => (room, 2.0 + SMALL_SIZE),
    };
    // Not on the x axis.
    let baseline = (y + 0.36 * SMALL_SIZE + down).min(plot.lowest_y() - 1.5);
    let baseline = (left, baseline);
    canvas.text(baseline, &isolated(name), &theme::small(Anchor::Start));
    canvas.end_part();
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

/// Bars from zero, side by side, each with its class beyond its end where there is room, else the mark of its arm.
fn bars(canvas: &mut dyn Canvas, arms: &[ArmStyle], bars: &[Bar], plot: &PlotArea<'_>) {
    let step = (plot.right - plot.left) / bars.len().max(1) as f64;
    let half = 0.5 * step * if step > 3.0 { 0.8 } else { 0.95 };
    let zero = plot.y(0.0);
    let radius = (0.4 * step).min(theme::MARK_RADIUS);
    let widest = bars
        .iter()
        .map(|bar| fonts::width(short(bar.class), CLASS_SIZE, false));
    let have_classes = widest.fold(0.0, f64::max) < 0.98 * step;
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
            end.max(plot.top)
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
        if plot.is_cut(bar.value) {
            cut_bar(canvas, style, (x, half, plot.top), bar.value);
        }
        let outwards = if bar.value < 0.0 { 1.0 } else { -1.0 };
        let beyond = end + outwards * (radius + 1.5);
        marks::draw_sized(canvas, style, (x, beyond), radius);
        if have_classes {
            let baseline = match bar.value < 0.0 {
                true => beyond + radius + CLASS_SIZE,
                false => beyond - radius - 1.5,
            };
            let text = TextStyle {
                size: CLASS_SIZE,
                ..theme::small(Anchor::Middle)
            };
            canvas.text((x, baseline), short(bar.class), &text);
        }
        canvas.end_part();
    }
}

/// A class without the letter of its scheme, of which the axis speaks: `PD` for `mPD`.
fn short(class: &str) -> &str {
    class.trim_start_matches('m')
}

/// Font size of the classes at bars.
const CLASS_SIZE: f64 = 6.0;

/// A gap near the end of a bar that a broken axis cuts, and its value.
fn cut_bar(canvas: &mut dyn Canvas, style: &ArmStyle, (x, half, top): (f64, f64, f64), value: f64) {
    let gap = [
        (x - half - 0.5, top + 6.0),
        (x + half + 0.5, top + 4.0),
        (x + half + 0.5, top + 5.8),
        (x - half - 0.5, top + 7.8),
    ];
    let fill = Fill {
        color: ColorRole::Background,
        opacity: 1.0,
    };
    canvas.polygon(&gap, Some(fill), None);
    let text = TextStyle {
        size: CLASS_SIZE,
        bold: false,
        ..theme::letters(style.color(), Anchor::Start)
    };
    canvas.text(
        (x + half + 1.0, top + CLASS_SIZE),
        &number(Some(value), 0),
        &text,
    );
}
