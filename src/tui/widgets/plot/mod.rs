//! Figures in terminal cells: lines of Braille dots, marks, error bars, axes with round numbers.
//!
//! It draws plain values and knows no study. [`figure`] makes them of the descriptions of the figures of
//! reports; a screen that shows something else makes them itself:
//!
//! ```text
//! let mut plot = Plot::new(
//!     Axis::days(days),                         // no wider than its values
//!     Axis::scaled(Scale::Log, "mm³", volumes), // or linear, which begins at 0
//! );
//! plot.series.push(Series {
//!     mark: theme.mark(0),                      // never color alone
//!     style: theme.arm(0),
//!     points: vec![Point::at(0.0, 120.0), …],
//!     label: "Vehicle".into(),                  // at the end of the line; may be empty
//! });
//! plot.references.push(Reference { at: 2000.0, label: "limit 2000 mm³".into() });
//! plot.rows.push(Row { … });                    // texts below the axis, each under its x
//! plot.draw(buffer, area, theme);
//! ```
//!
//! - Any area will do: what does not fit is left out, first the rows below the axis, then titles and
//!   numbers, the lines last. [`Plot::rows_that_fit`] gives the number of rows that fit.
//! - Points that are [`Point::faded`] are drawn small, the lines to them dotted.
//! - On a logarithmic axis values of 0 stand on a row of their own at the lower edge, written `0`.
//!   An error bar that reaches 0 or less goes down to the edge.
//! - Marks stand at least three columns apart; where those of several series meet in a cell, they
//!   take turns.
//! - Values that are not finite are not drawn.
//! - [`bars`] draws a waterfall, [`strips`] rows of marks on one scale.

mod axes;
pub mod bars;
mod dots;
pub mod figure;
mod plane;
pub mod strips;

use std::collections::{BTreeMap, HashSet};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::{names, text};
use crate::base::theme::Theme;
use dots::{Dot, Dots};
use plane::Plane;

pub use app::document::figure::{Axis, Scale, Tick};

/// The mark of a point that is faded.
pub const FADED: &str = "·";

/// A figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    /// From left to right.
    pub x: Axis,
    /// From the lower edge up.
    pub y: Axis,
    /// What is drawn, the last one uppermost.
    pub series: Vec<Series>,
    /// Horizontal lines.
    pub references: Vec<Reference>,
    /// Texts below the axis.
    pub rows: Vec<Row>,
}

/// Points in order of x, joined by a line.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Series {
    /// Its points.
    pub points: Vec<Point>,
    /// The color of line and marks.
    pub style: Style,
    /// The mark at each point, one cell wide; empty for a line alone.
    pub mark: &'static str,
    /// The text at the end of the line, where there is room; may be empty.
    pub label: String,
}

/// A point.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// Its place across.
    pub x: f64,
    /// Its place upward.
    pub y: f64,
    /// How far its error bar goes down and up from it.
    pub error: Option<f64>,
    /// Whether it and the line to it stand back.
    pub faded: bool,
}

impl Point {
    /// A point without error bar.
    pub fn at(x: f64, y: f64) -> Self {
        Self {
            x,
            y,
            ..Self::default()
        }
    }
}

/// A horizontal line. Where it lies beyond the axis, an arrow at the edge says so.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// Its height.
    pub at: f64,
    /// What it is, with its unit.
    pub label: String,
}

/// A line of text below the axis: a mark and a label to the left of the axis, texts under their x.
/// Columns that would touch the one before are left out of all rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// The mark, one cell wide; may be empty.
    pub mark: &'static str,
    /// The color of the mark.
    pub style: Style,
    /// The label, cut where it is too long.
    pub label: String,
    /// x, text and look.
    pub cells: Vec<(f64, String, Style)>,
    /// Whether its texts are signs of one cell, which may touch each other and leave out no column.
    pub are_signs: bool,
}

/// Where the parts of a figure are.
#[derive(Debug, Clone, Copy)]
struct Layout {
    /// Title of the y axis.
    title: Option<u16>,
    /// Cells to the left of the axis.
    gutter: u16,
    /// The plane of the dots.
    plane: Rect,
    /// Whether there are axes.
    axes: bool,
    /// Rows below these.
    rows: u16,
}

/// Columns from mark to mark of a series, at least.
const MARKS_APART: u16 = 3;

/// Rows of dots that are kept free of texts below the axis.
const LEAST_PLANE: u16 = 4;

impl Plot {
    /// With axes and nothing drawn.
    pub fn new(x: Axis, y: Axis) -> Self {
        Self {
            x,
            y,
            series: Vec::new(),
            references: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// How many of the rows below the axis an area of this height has room for.
    pub fn rows_that_fit(height: u16) -> usize {
        usize::from(height.saturating_sub(LEAST_PLANE + 3))
    }

    /// Draws it.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) {
        let area = area.intersection(buffer.area);
        if area.is_empty() {
            return;
        }
        let layout = self.layout(area);
        let mut dots = Dots::over(layout.plane, theme.ascii);
        let plane = Plane::new(self, layout.plane, &dots);
        self.bars(&plane, &mut dots);
        self.lines(&plane, &mut dots);
        self.reference_lines(buffer, &plane, &dots, theme);
        dots.put(buffer);
        let mut taken = self.reference_labels(buffer, &plane, &dots, theme);
        taken.extend(self.marks(buffer, &plane));
        self.labels(buffer, &plane, area.right(), taken);
        if layout.axes {
            self.y_axis(buffer, area, &layout, &plane, theme);
            self.x_axis(buffer, area, &layout, &plane, theme);
            self.texts_below(buffer, area, &layout, &plane, theme);
        }
    }

    fn layout(&self, area: Rect) -> Layout {
        let axes = area.height >= 4 && area.width >= 16;
        let title = axes && area.height >= 7 && !self.y.short_title.is_empty();
        let above = u16::from(title);
        let below = if axes { 2 } else { 0 };
        let room = area.height.saturating_sub(above + below + LEAST_PLANE);
        let wanted = u16::try_from(self.rows.len()).unwrap_or(u16::MAX);
        let rows = if axes { wanted.min(room) } else { 0 };
        let gutter = if axes { self.gutter(area, rows) } else { 0 };
        let left = if axes { gutter + 1 } else { 0 };
        let right = self.margin(area.width.saturating_sub(left));
        Layout {
            title: title.then_some(area.y),
            gutter,
            plane: Rect::new(
                area.x + left,
                area.y + above,
                area.width.saturating_sub(left + right),
                area.height.saturating_sub(above + below + rows),
            ),
            axes,
            rows,
        }
    }

    /// Cells to the left of the y axis: its numbers, and labels of rows as far as three tenths of
    /// the width have room.
    fn gutter(&self, area: Rect, rows: u16) -> u16 {
        let plane = Rect::new(0, 0, 1, area.height.saturating_sub(3 + rows).max(1));
        let ticks = self.y_ticks(&Plane::plain(self, plane));
        let numbers = ticks.iter().map(|tick| text::width(&tick.label));
        let titles = [
            text::width(&self.y.short_title),
            text::width(&self.x.short_title),
        ];
        let needed = numbers.chain(titles).max().unwrap_or(0) + 1;
        let labels = self.rows.iter().take(usize::from(rows));
        let labels = labels.map(|row| text::width(&row.label) + 4);
        let wide = labels
            .max()
            .unwrap_or(0)
            .min(usize::from(area.width) * 3 / 10);
        let most = usize::from(area.width / 2);
        u16::try_from(needed.max(wide).min(most)).unwrap_or(0)
    }

    /// Cells to the right of the plane, for labels at the ends of lines.
    fn margin(&self, width: u16) -> u16 {
        let labels = self.series.iter().map(|s| &s.label);
        let widest = labels.map(|label| text::width(label)).max().unwrap_or(0);
        match u16::try_from(widest).unwrap_or(u16::MAX) {
            0 => 0,
            cells => (cells.saturating_add(2)).min(width / 5),
        }
    }

    fn bars(&self, plane: &Plane, dots: &mut Dots) {
        for series in &self.series {
            for point in series.points.iter().filter(|point| !point.faded) {
                let error = point.error.filter(|e| e.is_finite() && *e > 0.0);
                let (Some(error), Some((x, _))) = (error, plane.dot(point.x, point.y)) else {
                    continue;
                };
                let end = |value| plane.dot(point.x, value).map(|dot| dot.1);
                let (Some(low), Some(high)) = (end(point.y - error), end(point.y + error)) else {
                    continue;
                };
                dots.bar(x, low, high, series.style);
            }
        }
    }

    fn lines(&self, plane: &Plane, dots: &mut Dots) {
        for series in &self.series {
            let mut last: Option<Dot> = None;
            for point in &series.points {
                let Some(dot) = plane.dot(point.x, point.y) else {
                    continue;
                };
                let style = look(series, point);
                let every = if point.faded { 3 } else { 1 };
                let same = |(x, y): Dot| x.round() == dot.0.round() && y.round() == dot.1.round();
                match last {
                    Some(before) if same(before) => continue,
                    Some(before) => dots.line(before, dot, style, every),
                    None => dots.line(dot, dot, style, 1),
                }
                last = Some(dot);
            }
        }
    }

    fn reference_lines(&self, buffer: &mut Buffer, plane: &Plane, dots: &Dots, theme: &Theme) {
        for reference in &self.references {
            let Some(row) = plane.row(reference.at) else {
                continue;
            };
            for column in (0..plane.area.width).filter(|c| dots.is_empty(*c, row)) {
                buffer[(plane.area.x + column, plane.area.y + row)]
                    .set_symbol("╌")
                    .set_style(theme.faint());
            }
        }
    }

    /// As far to the right on the line as nothing is drawn, or on the row above or below where a curve covers the
    /// line; at the edge with an arrow where the line is beyond it. Answers which cells the labels take.
    fn reference_labels(
        &self,
        buffer: &mut Buffer,
        plane: &Plane,
        dots: &Dots,
        theme: &Theme,
    ) -> HashSet<(u16, u16)> {
        let mut taken = HashSet::new();
        for reference in &self.references {
            let (from, to) = self.y.range();
            let bottom = plane.area.height.saturating_sub(1);
            let (row, label) = match plane.row(reference.at) {
                Some(row) => (row, reference.label.clone()),
                None if reference.at > to => (0, format!("↑ {}", reference.label)),
                None if reference.at < from => (bottom, format!("↓ {}", reference.label)),
                None => continue,
            };
            let label = format!(" {label} ");
            let cells = u16::try_from(text::width(&label)).unwrap_or(u16::MAX);
            if reference.label.is_empty() || cells > plane.area.width {
                continue;
            }
            let last = plane.area.width - cells;
            let rows = [
                Some(row),
                row.checked_sub(1),
                Some(row + 1).filter(|row| *row <= bottom),
            ];
            let free = |row: u16| {
                let free = |x: &u16| {
                    (*x..x + cells).all(|column| {
                        let cell = (plane.area.x + column, plane.area.y + row);
                        dots.is_empty(column, row) && !taken.contains(&cell)
                    })
                };
                (0..=last).rev().find(free).map(|x| (x, row))
            };
            let place = rows.into_iter().flatten().find_map(free);
            let (x, row) = place.unwrap_or((last, row));
            let (x, y) = (plane.area.x + x, plane.area.y + row);
            buffer.set_string(x, y, label, theme.faint());
            taken.extend((x..x + cells).map(|x| (x, y)));
        }
        taken
    }

    /// Marks at the points; answers which cells they take. Where marks of several series fall into
    /// one cell, they take turns from cell to cell, so that none is hidden everywhere.
    fn marks(&self, buffer: &mut Buffer, plane: &Plane) -> HashSet<(u16, u16)> {
        let mut wanted: BTreeMap<(u16, u16), Vec<(&str, Style)>> = BTreeMap::new();
        for series in self.series.iter().filter(|series| !series.mark.is_empty()) {
            for (cell, point) in marked(series, plane) {
                let mark = if point.faded { FADED } else { series.mark };
                let marks = wanted.entry(cell).or_default();
                let mark = (mark, look(series, point));
                if !marks.contains(&mark) {
                    marks.push(mark);
                }
            }
        }
        let mut turn = 0;
        for (cell, marks) in &mut wanted {
            // A faded point never hides one that counts.
            if marks.iter().any(|mark| mark.0 != FADED) {
                marks.retain(|mark| mark.0 != FADED);
            }
            let (mark, style) = marks[turn % marks.len()];
            turn += usize::from(marks.len() > 1);
            let style = Style::reset().patch(style);
            buffer[*cell].set_symbol(mark).set_style(style);
        }
        wanted.into_keys().collect()
    }

    /// The labels at the ends of lines: beside the last point, or as near above or below as is free.
    fn labels(
        &self,
        buffer: &mut Buffer,
        plane: &Plane,
        right: u16,
        mut taken: HashSet<(u16, u16)>,
    ) {
        let all: Vec<&str> = self.series.iter().map(|s| s.label.as_str()).collect();
        for series in self.series.iter().filter(|series| !series.label.is_empty()) {
            let Some(last) = series
                .points
                .iter()
                .rev()
                .find_map(|p| plane.cell(p.x, p.y))
            else {
                continue;
            };
            let x = last.0.saturating_add(2);
            let cells = text::width(&series.label).min(usize::from(right.saturating_sub(x)));
            if cells < text::width(&series.label).min(3) || cells == 0 {
                continue;
            }
            let end = x + u16::try_from(cells).unwrap_or(0);
            let free = |y: &u16| (x..end).all(|x| !taken.contains(&(x, *y)));
            let (top, bottom) = (i32::from(plane.area.y), i32::from(plane.area.bottom()) - 1);
            let rows = [0, -1, 1, -2, 2, -3, 3].map(|by| i32::from(last.1) + by);
            let inside = rows.into_iter().filter(|y| (top..=bottom).contains(y));
            let mut inside = inside.filter_map(|y| u16::try_from(y).ok());
            if let Some(y) = inside.find(free) {
                let label = names::apart(&series.label, &all, cells);
                buffer.set_string(x, y, label, series.style);
                taken.extend((x..end).map(|x| (x, y)));
            }
        }
    }
}

/// The points of a series that get a mark, and their cells. Points of neighboring columns are left
/// to the line, but for the last one.
fn marked<'a>(
    series: &'a Series,
    plane: &'a Plane,
) -> impl Iterator<Item = ((u16, u16), &'a Point)> {
    let mut before: Option<u16> = None;
    let last = series.points.len().saturating_sub(1);
    let points = series.points.iter().enumerate();
    points.filter_map(move |(at, point)| {
        let cell = plane.cell(point.x, point.y)?;
        let near = before.is_some_and(|x| (1..MARKS_APART).contains(&cell.0.abs_diff(x)));
        if near && at < last {
            return None;
        }
        before = Some(cell.0);
        Some((cell, point))
    })
}

/// How a point and the line to it look.
fn look(series: &Series, point: &Point) -> Style {
    if point.faded {
        series.style.add_modifier(Modifier::DIM)
    } else {
        series.style
    }
}

#[cfg(test)]
mod tests;
