//! The terminal as a canvas of the figures of reports: from a panel of a figure to what [`Plot`] and
//! [`Waterfall`] draw.
//!
//! What a figure shows is decided by its description, which is the same for paper and terminal. This is no
//! implementation of the canvas that reports draw on: that one receives lines and letters in points, after
//! the panels were laid out for paper. In cells a letter or a mark takes a whole cell, and a line has no
//! weight, so the layout, the number of ticks and which marks give way are decided here anew.
//!
//! Not drawn in cells: tooltips; the mean of an arm among the courses of its animals, because a line of dots
//! cannot be bolder than others; the name of an animal among means, for which a plot would have to be narrower;
//! the turns of curves that coincide, because their marks take turns already; and the ticks of censored animals,
//! which are points of the curve with its mark.

use ratatui::style::Style;

use super::bars::{self, Waterfall};
use super::{Axis, Plot, Point, Reference, Row, Series};
use crate::base::theme::Theme;
use app::document::figure::{
    ArmStyle, Bar, CountRow, Counts, Figure, Lane, Layer, MeanPoint, Panel,
};

/// Stands at the end of the curve of an animal that left the study.
pub const LEFT: &str = "×";

/// Rows of a plane that stay free of rows of doses, beyond those that stay free of numbers.
const HIGH_PLANE: u16 = 4;

/// Growth above this ends in an arrow, so that shrinkage stays readable in few rows.
pub const TOP_PERCENT: f64 = 100.0;

/// Room above the highest limit of a waterfall, percent.
const ABOVE_LIMITS: f64 = 5.0;

impl Plot {
    /// A panel of curves; none of a panel of bars, which has no x axis.
    pub fn of_panel(figure: &Figure, panel: &Panel, theme: &Theme) -> Option<Self> {
        let mut plot = Self::new(panel.x.clone()?, panel.y.clone());
        for layer in &panel.layers {
            plot.series.extend(series(figure, layer, theme));
        }
        let (start, _) = plot.x.range();
        let row = |row| counts(figure, row, start, theme);
        plot.rows = panel.rows.iter().map(row).collect();
        plot.references = panel
            .rules
            .iter()
            .map(|rule| Reference {
                at: rule.at,
                label: rule.name.clone(),
            })
            .collect();
        Some(plot)
    }

    /// The same with rows of the panel's doses on record below all others, as many as leave the plane high enough in an area
    /// of this height.
    pub fn with_doses(mut self, panel: &Panel, height: u16, theme: &Theme) -> Self {
        let room = Self::rows_that_fit(height.saturating_sub(HIGH_PLANE));
        let room = room.saturating_sub(self.rows.len());
        let recorded = panel.lanes.iter().filter(|lane| lane.is_recorded);
        let rows = recorded.take(room).map(|lane| doses(lane, theme));
        self.rows.extend(rows);
        self
    }

    /// The same without the texts between its axes and the title of the y axis, and without the lines that
    /// these texts name: for one of many small panels.
    pub fn without_texts(mut self) -> Self {
        self.y.short_title.clear();
        self.references.clear();
        for series in &mut self.series {
            series.label.clear();
        }
        self
    }
}

impl Waterfall {
    /// A panel of bars, of which each `every`th is drawn.
    pub fn of_panel(figure: &Figure, panel: &Panel, every: usize, theme: &Theme) -> Self {
        let bar = |bar: &Bar| {
            let arm = &figure.arms[bar.arm];
            bars::Bar {
                value: Some(bar.value),
                style: theme.arm(arm.look),
                mark: theme.mark(arm.look),
            }
        };
        // The bars begin at 0, which needs no line.
        let named = || panel.rules.iter().filter(|rule| !rule.name.is_empty());
        let unit = &panel.y.short_title;
        let line = |at: f64, name: &str| {
            let sign = if at < 0.0 { '−' } else { '+' };
            Reference {
                at,
                label: format!("{name} {sign}{} {unit}", at.abs()),
            }
        };
        let ends = panel.bars().map(|bar| bar.value.min(TOP_PERCENT));
        let limits = named().map(|rule| rule.at + ABOVE_LIMITS);
        Self {
            y: Axis::tight(unit, ends.chain(limits).chain([-TOP_PERCENT])),
            bars: panel.bars().step_by(every).map(bar).collect(),
            references: named().map(|rule| line(rule.at, &rule.name)).collect(),
        }
    }
}

/// A line with the color and mark of an arm.
fn of_arm(arm: &ArmStyle, points: Vec<Point>, theme: &Theme) -> Series {
    Series {
        points,
        style: theme.arm(arm.look),
        mark: theme.mark(arm.look),
        label: String::new(),
    }
}

fn series(figure: &Figure, layer: &Layer, theme: &Theme) -> Vec<Series> {
    match layer {
        Layer::Means { arm, points } => {
            let points = points.iter().map(mean).collect();
            vec![of_arm(&figure.arms[*arm], points, theme)]
        }
        Layer::Animal {
            arm,
            animal,
            points,
            left_study,
            lost_weight: _,
        } => {
            let points: Vec<Point> = points.iter().map(|&(x, y)| Point::at(x, y)).collect();
            let last = points.last().filter(|_| *left_study);
            let end = last.map(|last| Series {
                mark: LEFT,
                ..of_arm(&figure.arms[*arm], vec![*last], theme)
            });
            let course = Series {
                mark: "",
                label: animal.clone(),
                ..of_arm(&figure.arms[*arm], points, theme)
            };
            [Some(course), end].into_iter().flatten().collect()
        }
        Layer::Steps {
            arm,
            falls,
            censored,
            ..
        } => vec![of_arm(&figure.arms[*arm], corners(falls, censored), theme)],
        Layer::NamedAnimal { arm, points, .. } => {
            let points: Vec<Point> = points.iter().map(|&(x, y)| Point::at(x, y)).collect();
            let end = points.last().map(|last| Series {
                mark: LEFT,
                ..of_arm(&figure.arms[*arm], vec![*last], theme)
            });
            let course = Series {
                mark: "",
                ..of_arm(&figure.arms[*arm], points, theme)
            };
            [Some(course), end].into_iter().flatten().collect()
        }
        Layer::ArmMean { .. } | Layer::ControlMean(_) | Layer::Nadirs { .. } | Layer::Bars(_) => {
            Vec::new()
        }
    }
}

fn mean(point: &MeanPoint) -> Point {
    Point {
        x: point.day,
        y: point.mean,
        error: point.sem,
        faded: point.guarded,
    }
}

/// The corners of a Kaplan-Meier curve and where animals were censored, in order of time.
fn corners(falls: &[(f64, f64, String)], censored: &[(f64, f64)]) -> Vec<Point> {
    let begin = falls
        .first()
        .map(|(time, share, _)| Point::at(*time, *share));
    let fall =
        |pair: &[(f64, f64, String)]| [pair[0].1, pair[1].1].map(|y| Point::at(pair[1].0, y));
    let mut points: Vec<Point> = begin.into_iter().collect();
    points.extend(falls.windows(2).flat_map(fall));
    points.extend(censored.iter().map(|&(time, share)| Point::at(time, share)));
    // The sort is stable: a curve falls before the animals of the same time are censored.
    points.sort_by(|a, b| a.x.total_cmp(&b.x));
    points
}

/// A row of numbers; `start` is the lower end of the x axis.
fn counts(figure: &Figure, row: &CountRow, start: f64, theme: &Theme) -> Row {
    let arm = &figure.arms[row.arm];
    let cell = |(at, n): (f64, usize)| (at, n.to_string(), theme.faint());
    let cells: Vec<(f64, String, Style)> = match &row.counts {
        Counts::At(counts) => counts.iter().map(|(at, n, _)| cell((*at, *n))).collect(),
        Counts::UpTo(counts) => {
            let first = counts.first().map(|(_, n)| (start, *n));
            first
                .into_iter()
                .chain(counts.iter().copied())
                .map(cell)
                .collect()
        }
    };
    Row {
        mark: theme.mark(arm.look),
        style: theme.arm(arm.look),
        label: arm.name.clone(),
        cells,
        are_signs: false,
    }
}

/// The signs of a dose that was given, and of one that was held or missed.
pub fn dose_signs(theme: &Theme) -> [&'static str; 2] {
    match theme.ascii {
        true => ["v", "o"],
        false => ["▼", "▽"],
    }
}

/// A row of signs of the doses on record.
fn doses(lane: &Lane, theme: &Theme) -> Row {
    let [given, held] = dose_signs(theme);
    let sign = |sign: &'static str| move |day: &f64| (*day, sign.to_owned(), theme.faint());
    let held = lane.held.iter().map(sign(held));
    Row {
        label: lane.short_name.clone(),
        cells: lane.days.iter().map(sign(given)).chain(held).collect(),
        are_signs: true,
        ..Row::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::document::figure::Rule;

    fn figure(panel: Panel) -> Figure {
        let arm = |position| ArmStyle {
            name: format!("Arm {position}"),
            position,
            label: format!("Arm {position}"),
            look: position,
        };
        Figure {
            arms: vec![arm(0), arm(1)],
            panels: vec![panel],
            ..Figure::default()
        }
    }

    fn panel(layers: Vec<Layer>) -> Panel {
        let rule = |at: f64, name: &str| Rule {
            at,
            name: name.to_owned(),
        };
        Panel {
            layers,
            rules: vec![rule(0.0, ""), rule(-50.0, "mPR below")],
            rows: vec![CountRow {
                arm: 1,
                counts: Counts::UpTo(vec![(4.0, 8), (10.0, 5)]),
            }],
            ..Panel::new(
                Some(Axis::days([0.0, 10.0])),
                Axis::linear("%", [-100.0, 400.0]),
            )
        }
    }

    #[test]
    fn curve_falls_before_animals_of_same_time_are_censored() {
        let fall = |time: f64, share: f64| (time, share, String::new());
        let points = corners(&[fall(0.0, 1.0), fall(4.0, 0.5)], &[(2.0, 1.0), (4.0, 0.5)]);
        let points: Vec<(f64, f64)> = points.iter().map(|point| (point.x, point.y)).collect();
        let expected = [(0.0, 1.0), (2.0, 1.0), (4.0, 1.0), (4.0, 0.5), (4.0, 0.5)];
        assert_eq!(points, expected);
    }

    #[test]
    fn counts_up_to_a_time_begin_at_the_axis() {
        let figure = figure(panel(Vec::new()));
        let plot = Plot::of_panel(&figure, &figure.panels[0], &Theme::plain()).unwrap();
        let cells = plot.rows[0].cells.iter();
        let cells: Vec<(f64, &str)> = cells.map(|(at, n, _)| (*at, n.as_str())).collect();
        assert_eq!(cells, [(0.0, "8"), (4.0, "8"), (10.0, "5")]);
        assert_eq!(plot.rows[0].mark, Theme::plain().mark(1));
    }

    #[test]
    fn doses_on_record_are_rows_of_signs_where_there_is_room() {
        let lane = |name: &str, is_recorded| Lane {
            name: name.to_owned(),
            short_name: name.to_owned(),
            days: vec![0.0, 1.0],
            held: vec![2.0],
            is_recorded,
        };
        let panel = Panel {
            lanes: vec![lane("KT-253 IV", true), lane("plan", false)],
            ..panel(Vec::new())
        };
        let figure = figure(panel);
        let theme = Theme::plain();
        let rows = |height| {
            let plot = Plot::of_panel(&figure, &figure.panels[0], &theme).unwrap();
            plot.with_doses(&figure.panels[0], height, &theme).rows
        };
        assert_eq!(rows(12).len(), 1);
        let rows = rows(13);
        assert_eq!((rows.len(), rows[1].label.as_str()), (2, "KT-253 IV"));
        let [given, held] = dose_signs(&theme);
        let signs: Vec<(f64, &str)> = rows[1].cells.iter().map(|c| (c.0, c.1.as_str())).collect();
        assert_eq!(signs, [(0.0, given), (1.0, given), (2.0, held)]);
    }

    #[test]
    fn guarded_means_are_faded_and_animals_that_left_are_crossed() {
        let mean = |day: f64, guarded| MeanPoint {
            day,
            mean: 50.0,
            sem: Some(4.0),
            n: 8,
            guarded,
            tooltip: String::new(),
        };
        let layers = vec![
            Layer::Means {
                arm: 0,
                points: vec![mean(0.0, false), mean(7.0, true)],
            },
            Layer::Animal {
                arm: 1,
                animal: "17".to_owned(),
                points: vec![(0.0, 90.0), (7.0, 120.0)],
                left_study: true,
                lost_weight: false,
            },
        ];
        let figure = figure(panel(layers));
        let plot = Plot::of_panel(&figure, &figure.panels[0], &Theme::plain()).unwrap();
        let faded: Vec<bool> = plot.series[0].points.iter().map(|p| p.faded).collect();
        assert_eq!(faded, [false, true]);
        assert_eq!(plot.series[1].label, "17");
        assert_eq!(plot.series[2].mark, LEFT);
        assert_eq!(plot.series[2].points, [Point::at(7.0, 120.0)]);
        let small = plot.without_texts();
        assert!(small.references.is_empty() && small.series[1].label.is_empty());
    }

    #[test]
    fn bars_beyond_the_top_do_not_stretch_the_axis() {
        let bar = |arm, value| Bar {
            arm,
            value,
            class: "",
            tooltip: String::new(),
        };
        let bars = vec![bar(0, 400.0), bar(0, 80.0), bar(1, -60.0)];
        let figure = figure(panel(vec![Layer::Bars(bars)]));
        let falls = Waterfall::of_panel(&figure, &figure.panels[0], 2, &Theme::plain());
        assert_eq!(falls.y.range(), (-100.0, TOP_PERCENT));
        assert_eq!(falls.bars.len(), 2, "every second of three");
        let names: Vec<&str> = falls.references.iter().map(|r| r.label.as_str()).collect();
        assert_eq!(names, ["mPR below −50 %"]);
    }
}
