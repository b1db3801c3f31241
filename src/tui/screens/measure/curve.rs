//! The growth curve of the current animal, to the right of its values in a wide window: each tumor's volumes
//! up to the day, those of today as they are saved; and the same as a line of bars.
//!
//! Never in the color or with the mark of its arm.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::State;
use crate::base::context::Context;
use crate::base::study::OpenStudy;
use crate::base::theme::Theme;
use crate::widgets::plot::{Axis, Plot, Point, Reference, Scale, Series};
use domain::{AnimalRecord, When, day_of};

/// Cells of the values, and the fewest of a figure next to them.
const VALUES: u16 = 58;
const FIGURE: u16 = 40;

/// Marks of an animal's tumors.
const MARKS: [&str; 4] = ["●", "○", "◆", "△"];

/// Draws it; nothing of an animal without readings.
pub(super) fn draw(
    state: &State,
    cx: &Context,
    study: &OpenStudy,
    animal: &AnimalRecord,
    buffer: &mut Buffer,
    area: Rect,
) {
    let protocol = &study.record.study.protocol;
    let on = state.day(cx);
    let courses = animal.tumors.iter().map(|tumor| {
        let until = tumor.volumes(protocol).filter(|(at, _)| at.date <= on);
        let points: Vec<(When, f64)> = until.collect();
        (tumor.tumor.site.as_str(), points)
    });
    let courses: Vec<_> = courses.filter(|(_, points)| !points.is_empty()).collect();
    let first = courses.iter().map(|(_, points)| points[0].0.date).min();
    let Some(start) = animal.animal.day0(protocol).or(first) else {
        return;
    };
    let all = || courses.iter().flat_map(|(_, points)| points);
    let limit = protocol.limit_tumor_volume_mm3;
    let highest = all().map(|(_, mm3)| *mm3).fold(0.0, f64::max);
    // A limit far above would press the course to the ground.
    let limit = limit.filter(|limit| highest >= limit / 2.0);
    let mut plot = Plot::new(
        Axis::days(all().map(|(at, _)| day_of(*at, start))),
        Axis::scaled(
            Scale::Linear,
            "mm³",
            all().map(|(_, mm3)| *mm3).chain(limit),
        ),
    );
    let several = courses.len() > 1;
    for ((site, points), mark) in courses.iter().zip(MARKS.iter().cycle()) {
        let points = points
            .iter()
            .map(|(at, mm3)| Point::at(day_of(*at, start), *mm3));
        plot.series.push(Series {
            points: points.collect(),
            style: Style::new(),
            mark,
            label: if several {
                (*site).to_owned()
            } else {
                String::new()
            },
        });
    }
    plot.references.extend(limit.map(|at| Reference {
        at,
        label: format!("limit {at} mm³"),
    }));
    // The last column stays free, so that no label touches the frame.
    let area = Rect {
        width: area.width.saturating_sub(1),
        ..area
    };
    plot.draw(buffer, area, cx.theme());
}

/// Divides what the frame holds into values and, where the window is wide, a figure beside them.
pub(super) fn beside(area: Rect) -> (Rect, Option<Rect>) {
    if area.width < VALUES + FIGURE {
        return (area, None);
    }
    let x = area.x + VALUES + 1;
    let figure = Rect::new(x, area.y, area.right() - x, area.height.min(24));
    let values = Rect::new(area.x, area.y, VALUES, area.height);
    (values, Some(figure))
}

/// The last values of a course as bars.
pub(super) fn sparkline(theme: &Theme, course: &[f64]) -> String {
    const MOST: usize = 12;
    if course.len() < 2 {
        return String::new();
    }
    let last = &course[course.len().saturating_sub(MOST)..];
    let highest = last.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let bars = theme.bars();
    let bar = |v: &f64| bars[((v / highest * 7.0).round() as usize).min(7)];
    last.iter().map(bar).collect()
}
