//! Rows of doses below the x axis: a row per regimen, a sign per dose.

use super::canvas::{Anchor, Canvas, ColorRole, Fill};
use super::ends;
use super::model::Panel;
use super::plot::PlotArea;
use super::theme::{self, GAP, SMALL_SIZE};
use crate::fonts;
use crate::text::isolated;

/// Height of a row.
pub(super) const HEIGHT: f64 = 1.32 * SMALL_SIZE;

/// Doses closer than this are a bar.
const CLOSE: f64 = 0.62 * SMALL_SIZE;

/// Draws the rows from `top` on. `room` is the width of the column of names right of the plot; where there is none,
/// names stand in the plot's width, above their row.
pub(super) fn draw(
    canvas: &mut dyn Canvas,
    panel: &Panel,
    plot: &PlotArea<'_>,
    top: f64,
    room: Option<f64>,
) {
    for (n, lane) in panel.lanes.iter().enumerate() {
        let middle = top + HEIGHT * (n as f64 + 0.5);
        let baseline = middle + 0.36 * SMALL_SIZE;
        if n == 0 {
            let at = (plot.left - theme::TICK_LENGTH - GAP, baseline);
            canvas.text(at, "plan", &theme::muted(Anchor::End));
        }
        canvas.line(&[(plot.left, middle), (plot.right, middle)], &theme::GRID);
        doses(canvas, &lane.days, plot, middle);
        if let Some(room) = room {
            let room = room - ends::OFFSET;
            let name = match fonts::width(&lane.name, SMALL_SIZE, false) <= room {
                true => &lane.name,
                false => &lane.short_name,
            };
            let name = fonts::fitted(name, SMALL_SIZE, false, room);
            let at = (plot.right + ends::OFFSET, baseline);
            canvas.text(at, &isolated(&name), &theme::small(Anchor::Start));
        }
    }
}

/// A triangle per dose that points down to its day; bars of doses that are too close for that.
fn doses(canvas: &mut dyn Canvas, days: &[f64], plot: &PlotArea<'_>, middle: f64) {
    let fill = Some(Fill {
        color: ColorRole::Text,
        opacity: 0.85,
    });
    let places: Vec<f64> = days.iter().map(|day| plot.x(*day)).collect();
    for run in places.chunk_by(|a, b| b - a < CLOSE) {
        let (first, last) = (run[0], run[run.len() - 1]);
        if run.len() == 1 {
            let corners = [
                (first - 1.7, middle - 2.5),
                (first + 1.7, middle - 2.5),
                (first, middle + 2.5),
            ];
            canvas.polygon(&corners, fill, None);
            continue;
        }
        let (left, right) = (first - 0.8, last + 0.8);
        let corners = [
            (left, middle - 1.6),
            (right, middle - 1.6),
            (right, middle + 1.6),
            (left, middle + 1.6),
        ];
        canvas.polygon(&corners, fill, None);
    }
}
