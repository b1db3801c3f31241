//! The key of a panel: its arms with their colors and marks, and how means of too few animals are drawn.

use super::arms::ArmStyle;
use super::canvas::{Anchor, Canvas, ColorRole, Fill, Part};
use super::marks;
use super::model::{Figure, Kind, Layer, Panel};
use super::theme::{self, GAP, LINE_HEIGHT, SMALL_SIZE};
use crate::fonts;
use crate::text::isolated;

/// Width of the sample line before a name, points.
const SAMPLE: f64 = 18.0;

/// The name of the entry for means of too few animals.
const GUARDED: &str = "too few animals left";

/// The arms in a key by their indices, the one with the greatest last value first; `None` stands for means of too few
/// animals.
fn entries(figure: &Figure, panel: &Panel) -> Vec<Option<usize>> {
    let drawn = |arm: &usize| panel.has_arm(*arm);
    let mut arms: Vec<usize> = (0..figure.arms.len()).filter(drawn).collect();
    let last = |arm: &usize| last_value(panel, *arm).unwrap_or(f64::NEG_INFINITY);
    // The sort is stable: arms without a curve, and arms that end on the same value, stay in order.
    arms.sort_by(|a, b| last(b).total_cmp(&last(a)));
    let arms = arms.into_iter().map(Some);
    arms.chain(panel.has_guarded().then_some(None)).collect()
}

/// The last value of an arm's curve.
fn last_value(panel: &Panel, of: usize) -> Option<f64> {
    panel.layers.iter().find_map(|layer| match layer {
        Layer::Means { arm, points } if *arm == of => points.last().map(|point| point.mean),
        Layer::Steps { arm, falls, .. } if *arm == of => falls.last().map(|fall| fall.1),
        _ => None,
    })
}

/// What a key calls an arm: its name, after its label where that is another.
fn name_of(style: &ArmStyle) -> String {
    match style.label == style.name {
        true => style.name.clone(),
        false => format!("{} {}", style.label, isolated(&style.name)),
    }
}

/// The entries line by line, each with its distance from the left edge.
fn lines(figure: &Figure, panel: &Panel, width: f64) -> Vec<Vec<(Option<usize>, f64)>> {
    let mut lines: Vec<Vec<(Option<usize>, f64)>> = Vec::new();
    let mut end = f64::INFINITY;
    for entry in entries(figure, panel) {
        let name = entry.map_or(GUARDED.to_owned(), |arm| name_of(&figure.arms[arm]));
        let takes = (SAMPLE + fonts::width(&name, SMALL_SIZE, false)).min(width);
        match lines.last_mut().filter(|_| end + takes <= width) {
            Some(line) => line.push((entry, end)),
            None => {
                lines.push(vec![(entry, 0.0)]);
                end = 0.0;
            }
        }
        end += takes + 2.0 * GAP;
    }
    lines
}

/// The height of a key that is `width` points wide.
pub(super) fn height(figure: &Figure, panel: &Panel, width: f64) -> f64 {
    LINE_HEIGHT * lines(figure, panel, width).len() as f64 + 2.0 * GAP
}

/// Draws the key of a panel; `(left, top)` is its upper left corner.
pub(super) fn draw(
    canvas: &mut dyn Canvas,
    figure: &Figure,
    panel: &Panel,
    (left, top): (f64, f64),
    width: f64,
) {
    for (line, entries) in lines(figure, panel, width).iter().enumerate() {
        let middle = top + LINE_HEIGHT * (line as f64 + 0.5);
        for (entry, at) in entries {
            let style = entry.map(|arm| &figure.arms[arm]);
            canvas.begin_part(&Part {
                kind: if style.is_some() { "key" } else { "legend" },
                arm: style.map(|style| style.position),
                ..Part::default()
            });
            sample(canvas, (style, figure.kind), (left + at, middle));
            let name = style.map_or(GUARDED.to_owned(), name_of);
            let name = fonts::fitted(&name, SMALL_SIZE, false, width - SAMPLE);
            let baseline = (left + at + SAMPLE, middle + SMALL_SIZE * 0.36);
            canvas.text(baseline, &isolated(&name), &theme::small(Anchor::Start));
            canvas.end_part();
        }
    }
}

/// A piece of the arm's line with its mark, or a square where the arm has bars; without an arm, of a mean of too few
/// animals.
fn sample(
    canvas: &mut dyn Canvas,
    (style, kind): (Option<&ArmStyle>, Kind),
    (left, middle): (f64, f64),
) {
    let ends = [(left, middle), (left + SAMPLE - 4.0, middle)];
    let center = (left + 0.5 * (SAMPLE - 4.0), middle);
    match (style, kind) {
        (Some(style), Kind::Waterfall) => {
            let (x, y) = (left + SAMPLE - 15.0, middle);
            let corners = [
                (x - 3.0, y - 3.0),
                (x + 3.0, y - 3.0),
                (x + 3.0, y + 3.0),
                (x - 3.0, y + 3.0),
            ];
            let fill = Fill {
                color: ColorRole::Arm(style.color()),
                opacity: 1.0,
            };
            canvas.polygon(&corners, Some(fill), None);
            marks::draw(canvas, style, (x + 8.0, y));
        }
        (Some(style), _) => {
            canvas.line(&ends, &theme::curve(ColorRole::Arm(style.color())));
            marks::draw(canvas, style, center);
        }
        (None, _) => {
            canvas.line(&ends, &theme::guarded());
            marks::draw_guarded(canvas, &ArmStyle::default(), center);
        }
    }
}
