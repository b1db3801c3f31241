//! The small panels of the summary page: one per arm, with the same axes, in rows of four to six.
//!
//! Each panel has its title above and the animals that are still followed below. The numbers of the x axis stand below
//! the last row only.

use super::axis::Tick;
use super::canvas::{Anchor, Canvas, ColorRole, Part, TextStyle};
use super::layers::{self, Shifted};
use super::model::{Counts, Figure, Layout, Panel};
use super::plot::{PlotArea, x_ticks_apart, y_ticks_apart};
use super::rules;
use super::theme::{self, GAP, MARGIN, SMALL_SIZE};
use crate::fonts;

/// Height of a plot: 11.6 mm.
const PLOT: f64 = 32.9;
/// Distance of rows: 20.2 mm.
const PITCH: f64 = 57.3;
/// Distance from the top of a row to its plots.
const ABOVE: f64 = 11.0;
/// Distance of columns.
const BETWEEN: f64 = 8.0;
/// Height of the numbers of the x axis below the last row.
const LAST: f64 = 9.0;
const TITLE: f64 = 6.7;
const COUNT: f64 = 6.1;
/// The width below which there are two panels in a row: that of a phone.
const NARROW: f64 = 240.0;
/// The width at which these heights hold: 124 mm. Narrower figures are lower.
const WIDTH: f64 = 124.0 * 72.0 / 25.4;

/// The height of a plot, and the distance of rows, in a figure that is `share` as wide as usual.
fn heights(share: f64) -> (f64, f64) {
    let plot = PLOT * share.clamp(0.6, 1.0);
    (plot, PITCH - PLOT + plot)
}

/// What of their usual height the plots of a figure have: as its width, or as it sets. That of a phone has fewer panels
/// in a row instead.
fn share(figure: &Figure, width: f64) -> f64 {
    match figure.plot_height {
        Some(height) => height / PLOT,
        None if width < NARROW => 1.0,
        None => width / WIDTH,
    }
}

/// The height of the plots at a width.
pub(super) fn plot_height(figure: &Figure, width: f64) -> f64 {
    height_of_plot(share(figure, width))
}

/// The height of a plot that has a share of its usual height.
pub(super) fn height_of_plot(share: f64) -> f64 {
    heights(share).0
}

/// What of its usual height a plot has.
pub(super) fn share_of(plot_height: f64) -> f64 {
    plot_height / PLOT
}

/// Panels in a row where there are so many arms and enough width.
pub(super) fn columns(panels: usize) -> usize {
    match panels {
        0..=16 => 4,
        17..=25 => 5,
        _ => 6,
    }
}

fn columns_at(figure: &Figure, width: f64) -> usize {
    if width < NARROW {
        2
    } else {
        columns(figure.panels.len())
    }
}

/// The height of the figure at a width.
pub(super) fn height(figure: &Figure, width: f64) -> f64 {
    let rows = figure.panels.len().div_ceil(columns_at(figure, width));
    height_of_rows(rows, share(figure, width))
}

/// The height of so many rows of small panels of a figure that is `share` as wide as usual.
pub(super) fn height_of_rows(rows: usize, share: f64) -> f64 {
    2.0 * MARGIN + pitch(share) * rows as f64 + LAST
}

/// The distance of rows in a figure that is `share` as wide as usual.
pub(super) fn pitch(share: f64) -> f64 {
    heights(share).1
}

/// Draws the figure.
pub(super) fn draw(canvas: &mut dyn Canvas, figure: &Figure, width: f64) {
    debug_assert_eq!(figure.layout, Layout::Small);
    let Some(first) = figure.panels.first() else {
        return;
    };
    let columns = columns_at(figure, width);
    let (plot_height, pitch) = heights(share(figure, width));
    let ticks = y_ticks_apart(&first.y, plot_height, 1.1);
    let widths = ticks
        .iter()
        .map(|tick| fonts::width(&tick.label, SMALL_SIZE, false));
    let gutter = widths.fold(0.0, f64::max) + 2.0 * GAP;
    let plot = (width - 2.0 * MARGIN - gutter - BETWEEN * columns as f64) / columns as f64;
    for (n, panel) in figure.panels.iter().enumerate() {
        let (row, column) = (n / columns, n % columns);
        let left = MARGIN + gutter + column as f64 * (plot + BETWEEN);
        let top = MARGIN + pitch * row as f64 + ABOVE;
        let area = PlotArea {
            left,
            top,
            right: left + plot,
            bottom: top + plot_height,
            x: panel.x.as_ref(),
            y: &panel.y,
        };
        let is_last = n + columns >= figure.panels.len();
        draw_panel(
            canvas,
            figure,
            panel,
            (&area, &ticks),
            (column == 0, is_last),
        );
    }
}

fn draw_panel(
    canvas: &mut dyn Canvas,
    figure: &Figure,
    panel: &Panel,
    (plot, ticks): (&PlotArea<'_>, &[Tick]),
    (is_first, is_last): (bool, bool),
) {
    let style = panel.arm.map(|arm| &figure.arms[arm]);
    canvas.begin_part(&Part {
        kind: "panel",
        arm: style.map(|style| style.position),
        ..Part::default()
    });
    draw_title(canvas, panel, plot);
    for tick in ticks {
        let y = plot.y(tick.value);
        canvas.line(&[(plot.left, y), (plot.right, y)], &theme::GRID);
        if is_first {
            let at = (plot.left - GAP, y + 0.36 * SMALL_SIZE);
            canvas.text(at, &tick.label, &theme::small(Anchor::End));
        }
    }
    rules::landmark(canvas, panel, plot);
    let shifted = Shifted {
        arms: &figure.arms,
        shifts: vec![0.0; figure.arms.len()],
    };
    for layer in &panel.layers {
        layers::draw(canvas, &shifted, layer, plot);
    }
    draw_below(canvas, panel, plot, (is_first, is_last));
    canvas.end_part();
}

/// The title: the label bold, then the name; cut where it is too long.
fn draw_title(canvas: &mut dyn Canvas, panel: &Panel, plot: &PlotArea<'_>) {
    let (label, name) = panel.title.split_once(' ').unwrap_or((&panel.title, ""));
    let bold = TextStyle {
        size: TITLE,
        bold: true,
        ..theme::small(Anchor::Start)
    };
    let baseline = plot.top - 3.5;
    canvas.text((plot.left, baseline), label, &bold);
    let after = fonts::width(label, TITLE, true) + 2.0;
    let name = fonts::fitted(
        name,
        TITLE,
        false,
        plot.right - plot.left + BETWEEN - 2.0 - after,
    );
    let plain = TextStyle {
        bold: false,
        ..bold
    };
    canvas.text((plot.left + after, baseline), &name, &plain);
}

/// The x axis, with its numbers below the last row, and the animals still followed.
fn draw_below(
    canvas: &mut dyn Canvas,
    panel: &Panel,
    plot: &PlotArea<'_>,
    (is_first, is_last): (bool, bool),
) {
    let floor = plot.lowest_y();
    canvas.line(&[(plot.left, floor), (plot.right, floor)], &theme::AXIS);
    let baseline = floor + COUNT + 2.5;
    let count = |text: &str, at: (f64, f64), changed: bool, canvas: &mut dyn Canvas| {
        let style = TextStyle {
            size: COUNT,
            bold: changed,
            color: if changed {
                ColorRole::Text
            } else {
                ColorRole::Muted
            },
            ..theme::small(Anchor::Middle)
        };
        canvas.text(at, text, &style);
    };
    if is_first {
        count("n", (plot.left - 2.5 * GAP, baseline), true, canvas);
    }
    let mut before = None;
    let counts = panel.rows.first().map(|row| &row.counts);
    if let Some(Counts::At(counts)) = counts {
        for (day, n, _) in counts {
            let changed = before.is_some_and(|before| before != *n);
            count(&n.to_string(), (plot.x(*day), baseline), changed, canvas);
            before = Some(*n);
        }
    }
    let Some(axis) = plot.x else { return };
    for tick in x_ticks_apart(axis, plot.right - plot.left, 2.0 * GAP) {
        let x = plot.x(tick.value);
        canvas.line(&[(x, floor), (x, floor + 1.8)], &theme::AXIS);
        if is_last {
            canvas.text(
                (x, baseline + SMALL_SIZE + 0.5),
                &tick.label,
                &theme::small(Anchor::Middle),
            );
        }
    }
}
