//! The marks of arms as shapes: those of [`palette::MARKS`](crate::palette::MARKS).

use super::canvas::{At, Canvas, Fill, Ink, Stroke};
use super::model::ArmLook;
use super::theme::MARK;

/// The mark of an arm around a place.
pub(super) fn draw(canvas: &mut dyn Canvas, arm: &ArmLook, at: At) {
    draw_sized(canvas, arm, at, MARK);
}

/// The mark with another radius.
pub(super) fn draw_sized(canvas: &mut dyn Canvas, arm: &ArmLook, at: At, radius: f64) {
    let line = (arm.mark() >= SHAPES).then_some(0.9);
    shape(canvas, arm.mark(), at, Ink::Arm(arm.look()), radius, line);
}

/// The mark of a mean that no longer speaks of its arm: small, open, in the color of what stands back.
pub(super) fn draw_guarded(canvas: &mut dyn Canvas, arm: &ArmLook, at: At) {
    shape(canvas, arm.mark(), at, Ink::Muted, 0.75 * MARK, Some(0.5));
}

/// Circle, square, triangle, diamond, triangle upside down; then the same, open.
const SHAPES: usize = 5;

/// A mark; open with an edge of a width, else filled.
fn shape(
    canvas: &mut dyn Canvas,
    mark: usize,
    (x, y): At,
    ink: Ink,
    radius: f64,
    line: Option<f64>,
) {
    let open = line.is_some();
    let fill = Some(Fill {
        ink: if open { Ink::Ground } else { ink },
        opacity: 1.0,
    });
    let edge = line.map(|width| Stroke::new(ink, width));
    let edge = edge.as_ref();
    let corners = |around: &[At]| -> Vec<At> {
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
