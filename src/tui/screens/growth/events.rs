//! Kaplan-Meier curves by arm: the share of animals still without the event.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{ArmView, Scene, Words, n_words};
use crate::widgets::plot::{Axis, Plot, Point, Row, Series};
use domain::{EventRule, SurvivalPoint};

/// Draws the curves; below the axis, how many animals are at risk.
pub(super) fn draw(scene: &Scene, shown: &[ArmView], buffer: &mut Buffer, area: Rect) -> Words {
    let Some(times) = &scene.analysis.time_to_event else {
        return Words {
            title: "Time to event: Kaplan-Meier".to_owned(),
            foot: vec!["no event is possible yet".to_owned()],
        };
    };
    let points = |arm: &ArmView| {
        let curve = times.curves.iter().find(|curve| curve.arm == arm.name);
        curve.map_or([].as_slice(), |curve| curve.points.as_slice())
    };
    let last = times.restricted_to.unwrap_or(0.0);
    let mut plot = Plot::new(Axis::days([0.0, last]), Axis::linear("%", [0.0, 100.0]));
    for arm in shown {
        let points = points(arm);
        plot.series.push(Series {
            points: steps(points),
            style: scene.style(arm),
            mark: scene.mark(arm),
            label: String::new(),
        });
        plot.rows.push(Row {
            mark: scene.mark(arm),
            style: scene.style(arm),
            label: arm.shown.to_owned(),
            cells: at_risk(scene, points),
        });
    }
    plot.draw(buffer, area, scene.theme);
    Words {
        title: format!(
            "Kaplan-Meier: % {} · {}",
            event_words(&times.rule),
            n_words(scene.animals_of(shown), shown)
        ),
        foot: vec![
            "days from baseline; below: n at risk".to_owned(),
            "tests: Results".to_owned(),
        ],
    }
}

/// Of whom the percentages are: `not yet at 4 × baseline volume`.
fn event_words(rule: &str) -> String {
    match rule.parse() {
        Ok(EventRule::Volume(mm3)) => format!("not yet at {mm3} mm³"),
        Ok(EventRule::Ratio(fold)) => format!("not yet at {fold} × baseline volume"),
        Ok(EventRule::Disposition) => "without the event, a disposition".to_owned(),
        Err(_) => format!("without the event {rule}"),
    }
}

/// The corners of the curve, from 100 % on day 0.
fn steps(points: &[SurvivalPoint]) -> Vec<Point> {
    let mut corners = Vec::with_capacity(2 * points.len() + 1);
    let mut level = 100.0;
    if !points.is_empty() {
        corners.push(Point::at(0.0, level));
    }
    for point in points {
        let next = 100.0 * point.survival;
        if next < level {
            corners.push(Point::at(point.time, level));
        }
        corners.push(Point::at(point.time, next));
        level = next;
    }
    corners
}

/// At the start, and at each time at which something happened.
fn at_risk(scene: &Scene, points: &[SurvivalPoint]) -> Vec<(f64, String, ratatui::style::Style)> {
    let faint = scene.theme.faint();
    let start = points.first().map(|first| (0.0, first.at_risk));
    let later = points.iter().map(|point| (point.time, point.at_risk));
    let cells = start.into_iter().chain(later);
    cells.map(|(day, n)| (day, n.to_string(), faint)).collect()
}
