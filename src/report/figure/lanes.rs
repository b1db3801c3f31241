//! Rows of doses below the x axis: a row per regimen, a sign per dose.

use super::canvas::{Anchor, Canvas, ColorRole, Fill, Stroke};
use super::ends;
use super::model::{Lane, Panel};
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
        let before = n.checked_sub(1).map(|n| panel.lanes[n].is_recorded);
        if before != Some(lane.is_recorded) {
            let what = if lane.is_recorded { "given" } else { "plan" };
            let at = (plot.left - theme::TICK_LENGTH - GAP, baseline);
            canvas.text(at, what, &theme::muted(Anchor::End));
        }
        canvas.line(&[(plot.left, middle), (plot.right, middle)], &theme::GRID);
        doses(canvas, lane, plot, middle);
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

/// A triangle per dose that points down to its day, hollow where it was held or missed; bars of doses that are too close for
/// that, broken where one was held.
fn doses(canvas: &mut dyn Canvas, lane: &Lane, plot: &PlotArea<'_>, middle: f64) {
    let given = lane.days.iter().map(|day| (plot.x(*day), true));
    let held = lane.held.iter().map(|day| (plot.x(*day), false));
    let mut places: Vec<(f64, bool)> = given.chain(held).collect();
    places.sort_by(|a, b| a.0.total_cmp(&b.0));
    for run in places.chunk_by(|a, b| b.0 - a.0 < CLOSE && a.1 == b.1) {
        let (first, last) = (run[0].0, run[run.len() - 1].0);
        let ink = |opacity| Fill {
            color: ColorRole::Text,
            opacity,
        };
        let is_given = run[0].1;
        let fill = is_given.then(|| ink(0.85));
        let edge = (!is_given).then(|| Stroke::new(ColorRole::Text, 0.5));
        let edge = edge.as_ref();
        if run.len() == 1 {
            let corners = [
                (first - 1.7, middle - 2.5),
                (first + 1.7, middle - 2.5),
                (first, middle + 2.5),
            ];
            canvas.polygon(&corners, fill, edge);
            continue;
        }
        let (left, right) = (first - 0.8, last + 0.8);
        let corners = [
            (left, middle - 1.6),
            (right, middle - 1.6),
            (right, middle + 1.6),
            (left, middle + 1.6),
        ];
        canvas.polygon(&corners, fill, edge);
    }
}
