//! The marks of arms as shapes: those of [`palette::MARKS`](crate::palette::MARKS).

use super::arms::ArmStyle;
use super::canvas::{Canvas, ColorRole, Fill, Point, Stroke};
use super::theme::{MARK_RADIUS, RIM};
use crate::palette;

/// Draws the mark of an arm around a point.
pub(super) fn draw(canvas: &mut dyn Canvas, arm: &ArmStyle, at: Point) {
    draw_sized(canvas, arm, at, MARK_RADIUS);
}

/// Draws the mark with another radius, points.
pub(super) fn draw_sized(canvas: &mut dyn Canvas, arm: &ArmStyle, at: Point, radius: f64) {
    let line = palette::is_open(arm.mark()).then_some(1.1);
    shape(
        canvas,
        arm.mark(),
        at,
        ColorRole::Arm(arm.color()),
        radius,
        line,
    );
}

/// Draws the mark of a mean of too few animals: small, open and muted.
pub(super) fn draw_guarded(canvas: &mut dyn Canvas, arm: &ArmStyle, at: Point) {
    shape(
        canvas,
        arm.mark(),
        at,
        ColorRole::Muted,
        0.75 * MARK_RADIUS,
        Some(0.5),
    );
}

/// Circle, square, triangle, diamond, triangle upside down; then the same, open.
const SHAPES: usize = 5;

/// Draws a mark: open with an edge of width `line`; or filled, with a rim in the color of the background that keeps
/// it apart from what lies behind it.
fn shape(
    canvas: &mut dyn Canvas,
    mark: usize,
    (x, y): Point,
    color: ColorRole,
    radius: f64,
    line: Option<f64>,
) {
    let open = line.is_some();
    let fill = Some(Fill {
        color: if open { ColorRole::Background } else { color },
        opacity: 1.0,
    });
    let edge = match line {
        Some(width) => Stroke::new(color, width),
        None => RIM,
    };
    let edge = Some(&edge);
    let corners = |around: &[Point]| -> Vec<Point> {
        around
            .iter()
            .map(|(dx, dy)| (x + radius * dx, y + radius * dy))
            .collect()
    };
    let up = [(0.0, -1.25), (1.15, 0.9), (-1.15, 0.9)];
    match mark % SHAPES {
        0 => canvas.circle((x, y), radius, fill, edge),
        1 => {
            let square = [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)];
            canvas.polygon(&corners(&square), fill, edge);
        }
        2 => canvas.polygon(&corners(&up), fill, edge),
        3 => {
            let diamond = [(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)];
            canvas.polygon(&corners(&diamond), fill, edge);
        }
        _ => canvas.polygon(&corners(&up.map(|(dx, dy)| (dx, -dy))), fill, edge),
    }
}

impl ArmStyle {
    /// Draws its mark around a point, as figures do.
    pub(crate) fn draw_mark(&self, canvas: &mut dyn Canvas, at: Point) {
        draw(canvas, self, at);
    }
}
