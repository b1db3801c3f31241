//! How a search looks while it is on.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::draw::{below, inside, put, row};
use super::{Search, facts};
use crate::base::theme::Theme;
use crate::widgets::plot::{Axis, Plot, Point, Series};
use app::document::number::significant;

/// A search as it goes.
pub(super) fn searching(
    buffer: &mut Buffer,
    area: Rect,
    theme: &Theme,
    search: &Search,
    hides: bool,
) {
    let inside = inside(area);
    let seed = search
        .last
        .filter(|_| !hides)
        .map_or(String::new(), |last| format!(" · seed {}", last.seed));
    put(
        buffer,
        row(inside, 0),
        &format!("Searching{seed}"),
        theme.strong(),
    );
    put(
        buffer,
        row(inside, 1),
        "Esc stops it; nothing is written before a draw is accepted",
        theme.faint(),
    );
    let score = search.last.and_then(|last| last.score);
    let best = score.map_or("none found yet".to_owned(), |score| {
        significant(Some(score), 4)
    });
    put(
        buffer,
        row(inside, 3),
        &format!("best score so far   {best}"),
        Style::new(),
    );
    let Some(last) = search.last.filter(|last| last.steps > 0) else {
        return put(
            buffer,
            row(inside, 4),
            "steps               none yet: constraints and speed are being checked",
            Style::new(),
        );
    };
    let Some(of) = last.of else {
        let phrase = format!(
            "steps               {}: every allocation is checked",
            facts::count(last.steps)
        );
        return put(buffer, row(inside, 4), &phrase, Style::new());
    };
    let share = (last.steps as f64 / of.max(1) as f64).clamp(0.0, 1.0);
    let phrase = format!(
        "steps               {} of {}",
        facts::count(last.steps),
        facts::count(of)
    );
    put(buffer, row(inside, 4), &phrase, Style::new());
    let cells = usize::from(inside.width.saturating_sub(6)).min(60);
    let done = (share * cells as f64) as usize;
    let bar = format!(
        "{}{} {:>3.0} %",
        "█".repeat(done),
        "░".repeat(cells - done),
        100.0 * share
    );
    put(buffer, row(inside, 5), &bar, theme.good());
    course(buffer, below(inside, 7), theme, search, of);
}

/// The best score over the steps.
fn course(buffer: &mut Buffer, area: Rect, theme: &Theme, search: &Search, of: u64) {
    let millions = |steps: f64| steps / 1e6;
    let points = search
        .course
        .iter()
        .map(|(steps, score)| Point::at(millions(*steps), *score));
    let last = search
        .last
        .and_then(|last| Some(Point::at(millions(last.steps as f64), last.score?)));
    let points: Vec<Point> = points.chain(last).collect();
    if points.len() < 2 || area.height < 5 {
        return;
    }
    let mut plot = Plot::new(
        Axis::tight("million steps", [0.0, millions(of as f64)]),
        Axis::linear("best score", points.iter().map(|point| point.y)),
    );
    plot.series.push(Series {
        points,
        style: theme.good(),
        ..Series::default()
    });
    plot.draw(buffer, area, theme);
}
