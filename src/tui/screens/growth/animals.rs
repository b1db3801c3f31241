//! The burden of each animal over days: a panel for each arm, or one arm with its animals by tag.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{ArmView, Scene, UNREAD, Words, n_words, scale_words, zero_words};
use crate::widgets::plot::Plot;
use crate::widgets::plot::figure::LEFT;
use crate::widgets::{names, text};
use app::document::figure::{Figure, Kind, Layer, Panel};

/// The smallest panel that shows something.
const LEAST: (u16, u16) = (26, 8);

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
    let figure = scene.figure(Kind::Spaghetti, shown);
    let (columns, rows) = grid(area, shown.len());
    if let Some(figure) = &figure {
        for (at, (arm, of_arm)) in (0..columns * rows).zip(shown.iter().zip(&figure.panels)) {
            let area = panel_area(area, (columns, rows), at);
            draw_panel(scene, arm, (figure, of_arm), buffer, area);
        }
    }
    let panels = figure.iter().flat_map(|figure| &figure.panels);
    Words {
        title: format!(
            "Tumor volume of each animal, mm³{} · {}",
            scale_words(scene.scale),
            n_words(panels.map(animals).sum(), shown)
        ),
        foot: foot(scene, figure.as_ref()),
    }
}

fn foot(scene: &Scene, figure: Option<&Figure>) -> Vec<String> {
    let Some(figure) = figure else {
        return vec![scene.unread_words(UNREAD).to_owned()];
    };
    let left = |layer: &Layer| {
        matches!(
            layer,
            Layer::Animal {
                left_study: true,
                ..
            }
        )
    };
    let has_zero = figure.panels.iter().any(|panel| panel.y.has_zero_row());
    let has_left = figure
        .panels
        .iter()
        .any(|panel| panel.layers.iter().any(left));
    let remarks = [
        Some("one line per animal (sum of its tumors)".to_owned()),
        has_left.then(|| format!("{LEFT} left the study")),
        has_zero.then(zero_words),
    ];
    remarks.into_iter().flatten().collect()
}

/// How many animals a panel shows.
fn animals(panel: &Panel) -> usize {
    let courses = panel.layers.iter();
    courses
        .filter(|layer| matches!(layer, Layer::Animal { .. }))
        .count()
}

/// One of the panels that an area is divided into, from the left, then down.
fn panel_area(area: Rect, (columns, rows): (u16, u16), at: u16) -> Rect {
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

fn draw_panel(
    scene: &Scene,
    arm: &ArmView,
    (figure, panel): (&Figure, &Panel),
    buffer: &mut Buffer,
    area: Rect,
) {
    let Some(plot) = Plot::of_panel(figure, panel, scene.theme) else {
        return;
    };
    let plot = match scene.alone {
        Some(_) => plot,
        None => plot.without_texts(),
    };
    let heading = u16::from(area.height > 2);
    let inside = Rect {
        y: area.y + heading,
        height: area.height - heading,
        width: area.width.saturating_sub(1),
        ..area
    };
    plot.draw(buffer, inside, scene.theme);
    if heading > 0 {
        let n = format!(" n {}", animals(panel));
        let cells = usize::from(area.width.saturating_sub(4)).saturating_sub(text::width(&n));
        buffer.set_stringn(area.x + 1, area.y, scene.mark(arm), 1, scene.style(arm));
        let all: Vec<&str> = scene.arms.iter().map(|arm| arm.name).collect();
        let name = format!("{}{n}", names::apart(arm.name, &all, cells));
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
        let cells: u32 = (0..6).map(|at| panel_area(area, (3, 2), at).area()).sum();
        assert_eq!(cells, area.area());
        assert_eq!(panel_area(area, (3, 2), 5).right(), area.right());
    }
}
