//! The burden of each animal over days: a panel for each arm, or one arm with its animals by tag.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::days::{near, scale_words, volume_limit, zero_words};
use super::{ArmView, Scene, Words, n_words};
use crate::base::remedy;
use crate::widgets::plot::{Axis, Plot, Point, Series};
use crate::widgets::text;
use app::analyze::animal_curves;
use domain::{AnalysisOptions, AnimalCurve, VolumePoint};

/// The smallest panel that shows something.
const LEAST: (u16, u16) = (26, 8);

/// Stands at the end of the curve of an animal that left the study.
const LEFT: &str = "×";

/// Columns and rows of panels for the arms: as many as fit, as square as possible.
fn grid(area: Rect, arms: usize) -> (u16, u16) {
    let (most_columns, most_rows) = (
        (area.width / LEAST.0).clamp(1, 4),
        (area.height / LEAST.1).max(1),
    );
    let arms = u16::try_from(arms).unwrap_or(u16::MAX).max(1);
    let needed = |columns: u16| arms.div_ceil(columns);
    let fits = (1..=most_columns).filter(|columns| needed(*columns) <= most_rows);
    // A cell is about twice as tall as wide, and curves want more width than height.
    let size = |columns: &u16| (area.width / columns * 2 / 5).min(area.height / needed(*columns));
    // Of equals, `max_by_key` returns the last one: the fewest columns.
    match fits.rev().max_by_key(size) {
        Some(columns) => (columns, needed(columns)),
        None => (most_columns, most_rows),
    }
}

/// Arms that find room at once.
pub(super) fn arms_that_fit(area: Rect, arms: usize) -> usize {
    let (columns, rows) = grid(area, arms);
    usize::from(columns) * usize::from(rows)
}

/// Draws the curves.
pub(super) fn draw(scene: &Scene, shown: &[ArmView], buffer: &mut Buffer, area: Rect) -> Words {
    let curves = animal_curves(&scene.study.record, &AnalysisOptions::default());
    let curves = match curves {
        Ok(curves) => curves,
        Err(error) => {
            return Words {
                title: error.to_string(),
                foot: vec![remedy::as_keys(&error.remedy())],
            };
        }
    };
    let is_shown = |curve: &&AnimalCurve| shown.iter().any(|arm| arm.name == curve.arm);
    let read: Vec<&AnimalCurve> = curves
        .iter()
        .filter(is_shown)
        .filter(|curve| !curve.volumes.is_empty())
        .collect();
    let axes = axes(scene, &read);
    let (columns, rows) = grid(area, shown.len());
    for (at, arm) in (0..columns * rows).zip(shown) {
        let panel = panel(area, (columns, rows), at);
        let of_arm: Vec<&AnimalCurve> =
            read.iter().copied().filter(|c| c.arm == arm.name).collect();
        draw_panel(scene, arm, &of_arm, &axes, buffer, panel);
    }
    Words {
        title: format!(
            "Tumor volume of each animal, mm³{} · {}",
            scale_words(scene.scale),
            n_words(read.len(), shown)
        ),
        foot: foot(scene, &read, axes.1.has_zero_row()),
    }
}

fn foot(scene: &Scene, read: &[&AnimalCurve], zero: bool) -> Vec<String> {
    if read.is_empty() {
        return vec!["no tumor was read yet".to_owned()];
    }
    let left = read.iter().any(|curve| has_left(scene, curve));
    let remarks = [
        Some("one line per animal (sum of its tumors)".to_owned()),
        left.then(|| format!("{LEFT} left the study")),
        zero.then(zero_words),
    ];
    remarks.into_iter().flatten().collect()
}

/// The same axes for all panels.
fn axes(scene: &Scene, curves: &[&AnimalCurve]) -> (Axis, Axis) {
    let points = || curves.iter().flat_map(|curve| &curve.volumes);
    let values = || points().map(|point| point.volume_mm3);
    let (title, near) = match scene.alone {
        Some(_) => ("mm³", near(&volume_limit(scene), scene, values())),
        None => ("", None),
    };
    (
        Axis::days(points().map(|point| point.day)),
        Axis::scaled(scene.scale, title, values().chain(near)),
    )
}

/// One of the panels that an area is divided into, from the left, then down.
fn panel(area: Rect, (columns, rows): (u16, u16), at: u16) -> Rect {
    let (column, row) = (at % columns, at / columns);
    let part = |whole: u16, parts: u16, n: u16| {
        let edge = |n: u16| u32::from(whole) * u32::from(n) / u32::from(parts.max(1));
        let edge = |n: u16| u16::try_from(edge(n)).unwrap_or(whole);
        (edge(n), edge(n + 1) - edge(n))
    };
    let (x, width) = part(area.width, columns, column);
    let (y, height) = part(area.height, rows, row);
    Rect::new(area.x + x, area.y + y, width, height)
}

fn at(point: &VolumePoint) -> Point {
    Point::at(point.day, point.volume_mm3)
}

fn draw_panel(
    scene: &Scene,
    arm: &ArmView,
    curves: &[&AnimalCurve],
    axes: &(Axis, Axis),
    buffer: &mut Buffer,
    area: Rect,
) {
    let alone = scene.alone.is_some();
    let mut plot = Plot::new(axes.0.clone(), axes.1.clone());
    plot.references
        .extend(volume_limit(scene).filter(|_| alone));
    for curve in curves {
        let points = curve.volumes.iter().map(at);
        plot.series.push(Series {
            points: points.collect(),
            style: scene.style(arm),
            mark: "",
            label: if alone {
                curve.animal.clone()
            } else {
                String::new()
            },
        });
    }
    for curve in curves.iter().filter(|curve| has_left(scene, curve)) {
        let last = curve.volumes.iter().rev().take(1);
        plot.series.push(Series {
            points: last.map(at).collect(),
            style: scene.style(arm),
            mark: LEFT,
            label: String::new(),
        });
    }
    let heading = u16::from(area.height > 2);
    let inside = Rect {
        y: area.y + heading,
        height: area.height - heading,
        width: area.width.saturating_sub(1),
        ..area
    };
    plot.draw(buffer, inside, scene.theme);
    if heading > 0 {
        let n = format!(" n {}", curves.len());
        let cells = usize::from(area.width.saturating_sub(4)).saturating_sub(text::width(&n));
        buffer.set_stringn(area.x + 1, area.y, scene.mark(arm), 1, scene.style(arm));
        let name = format!("{}{n}", text::cut(arm.shown, cells));
        let room = usize::from(area.width.saturating_sub(3));
        buffer.set_stringn(
            area.x + 3.min(area.width),
            area.y,
            name,
            room,
            scene.theme.strong(),
        );
    }
}

fn has_left(scene: &Scene, curve: &AnimalCurve) -> bool {
    let animal = scene.study.animal(&curve.animal);
    animal.is_some_and(|animal| animal.disposition.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panels_are_as_square_as_can_be() {
        for (width, height, arms, expected) in [
            (80, 18, 1, (1, 1)),
            (80, 18, 4, (2, 2)),
            (80, 18, 6, (3, 2)),
            (80, 18, 62, (3, 2)),
            (120, 34, 4, (2, 2)),
            (120, 34, 12, (4, 3)),
            (5, 2, 12, (1, 1)),
        ] {
            let grid = grid(Rect::new(0, 0, width, height), arms);
            assert_eq!(grid, expected, "{width} × {height}, {arms} arms");
        }
    }

    #[test]
    fn panels_fill_the_area() {
        let area = Rect::new(3, 2, 79, 17);
        let cells: u32 = (0..6).map(|at| panel(area, (3, 2), at).area()).sum();
        assert_eq!(cells, area.area());
        assert_eq!(panel(area, (3, 2), 5).right(), area.right());
    }
}
