//! The greatest loss of body weight of each animal as dots, a row per arm, level with small panels of the arms.

use super::annotations;
use super::canvas::{Anchor, Canvas, ColorRole, Fill, Part, Stroke, TextStyle};
use super::departures::LOSS;
use super::model::{Figure, Layer, Layout, Nadir, Panel};
use super::plot::{PlotArea, x_ticks_apart};
use super::small;
use super::theme::{self, GAP, MARGIN, SMALL_SIZE, TICK_LENGTH};
use crate::fonts;
use crate::number::day;

/// Font size of names and days.
const SIZE: f64 = 6.7;

/// The width of the figure on paper: 53 mm.
const WIDTH: f64 = 150.2;

/// What of their usual height the rows of a figure have: as its width, or as its plots set.
pub(super) fn share(figure: &Figure, width: f64) -> f64 {
    let by_width = (width / WIDTH).min(1.0);
    figure.plot_height.map_or(by_width, small::share_of)
}

/// The height of the figure at a width, which is that of the small panels beside it.
pub(super) fn height(figure: &Figure, width: f64) -> f64 {
    let rows = rows(figure).div_ceil(columns(figure));
    small::height_of_rows(rows, share(figure, width))
}

fn rows(figure: &Figure) -> usize {
    figure.panels.first().map_or(0, |panel| panel.layers.len())
}

/// Small panels in a row, which are so many rows of dots.
fn columns(figure: &Figure) -> usize {
    match figure.layout {
        Layout::Rows(columns) => columns.max(1),
        _ => 1,
    }
}

/// Draws the figure.
pub(super) fn draw(canvas: &mut dyn Canvas, figure: &Figure, width: f64) {
    let Some(panel) = figure.panels.first() else {
        return;
    };
    let step = small::pitch(share(figure, width)) / columns(figure) as f64;
    let names = figure
        .arms
        .iter()
        .map(|arm| fonts::width(&arm.label, SIZE, true));
    let gutter = names.fold(0.0, f64::max).min(0.35 * width) + GAP;
    let left = MARGIN + gutter;
    let bottom = MARGIN + step * panel.layers.len() as f64;
    let plot = PlotArea {
        left,
        top: MARGIN,
        right: width - MARGIN - 6.0,
        bottom,
        x: panel.x.as_ref(),
        y: &panel.y,
    };
    draw_axis(canvas, panel, &plot);
    for (n, layer) in panel.layers.iter().enumerate() {
        let Layer::Nadirs { arm, animals } = layer else {
            continue;
        };
        let style = &figure.arms[*arm];
        let y = MARGIN + step * (n as f64 + 0.5);
        canvas.begin_part(&Part {
            kind: "nadirs",
            arm: Some(style.position),
            ..Part::default()
        });
        let name = TextStyle {
            size: SIZE,
            bold: true,
            ..theme::small(Anchor::Start)
        };
        let label = fonts::fitted(&style.label, SIZE, true, gutter - GAP);
        canvas.text((MARGIN, y + 0.36 * SIZE), &label, &name);
        draw_animals(canvas, animals, &plot, y);
        canvas.end_part();
    }
}

/// The dots of a row; crosses with their days for animals that lost 20 % or more.
fn draw_animals(canvas: &mut dyn Canvas, animals: &[Nadir], plot: &PlotArea<'_>, y: f64) {
    for animal in animals {
        canvas.begin_part(&Part {
            kind: "nadir",
            tooltip: Some(&animal.tooltip),
            ..Part::default()
        });
        let x = plot.x(animal.percent);
        match animal.percent <= -LOSS {
            true => annotations::cross(canvas, (x, y), 2.8, &Stroke::new(ColorRole::Harm, 1.2)),
            false => {
                let fill = Fill {
                    color: ColorRole::Letters(4),
                    opacity: 0.65,
                };
                canvas.circle((x, y), 2.0, Some(fill), None);
            }
        }
        canvas.end_part();
    }
    let lost = animals.iter().filter(|animal| animal.percent <= -LOSS);
    let Some(first) = lost
        .clone()
        .map(|animal| plot.x(animal.percent))
        .reduce(f64::min)
    else {
        return;
    };
    let days: Vec<String> = lost.map(|animal| day(Some(animal.day))).collect();
    let text = TextStyle {
        size: SIZE,
        color: ColorRole::Harm,
        ..theme::small(Anchor::End)
    };
    canvas.text(
        (first - 4.5, y + 0.36 * SIZE),
        &format!("d{}", days.join(", ")),
        &text,
    );
}

/// Lines across the rows at the numbers of the axis, which stand below them; the line of 20 % is dashed.
fn draw_axis(canvas: &mut dyn Canvas, panel: &Panel, plot: &PlotArea<'_>) {
    let Some(axis) = &panel.x else { return };
    for tick in x_ticks_apart(axis, plot.right - plot.left, GAP) {
        let x = plot.x(tick.value);
        canvas.line(&[(x, plot.top), (x, plot.bottom)], &theme::GRID);
        let at = (x, plot.bottom + TICK_LENGTH + SMALL_SIZE);
        canvas.text(at, &tick.label, &theme::small(Anchor::Middle));
    }
    let x = plot.x(-LOSS);
    canvas.line(&[(x, plot.top), (x, plot.bottom)], &theme::RULE);
}
