//! A part of a figure: some days, and volumes up to a value.

use super::axis::Axis;
use super::model::{Counts, Figure, Kind, Layer, Level, Panel};
use domain::Analysis;

/// What of a figure is shown. None: as much as there is.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct View {
    /// The first day.
    pub from: Option<f64>,
    /// The last day.
    pub until: Option<f64>,
    /// The upper end of the y axis. Curves above it are cut, with an arrow and their greatest value.
    pub y_max: Option<f64>,
}

impl View {
    /// All from the first baseline on: what was read before has no part in any result. Days are not bounded where nothing
    /// was.
    pub fn since_baseline(analysis: &Analysis) -> Self {
        let starts = analysis.course.animals.iter();
        let start = starts
            .filter_map(|animal| animal.baseline_day)
            .reduce(f64::min);
        let days = analysis.curves.iter().flat_map(|curve| {
            let volumes = curve.volumes.iter().map(|point| point.day);
            volumes.chain(curve.weights.iter().map(|point| point.day))
        });
        let first = days.reduce(f64::min);
        Self {
            from: start.filter(|start| first.is_some_and(|first| first < *start)),
            ..Self::default()
        }
    }
}

impl Figure {
    /// The figure of these days, with axes for what is left; none if nothing is left.
    pub fn within(mut self, view: &View) -> Option<Self> {
        let has_days =
            self.kind != Kind::Waterfall && (view.from.is_some() || view.until.is_some());
        if has_days {
            self.panels
                .iter_mut()
                .for_each(|panel| keep_days(panel, view));
            self.panels.retain(|panel| !panel.layers.is_empty());
        }
        if has_days && self.kind != Kind::Survival {
            let values: Vec<f64> = self.panels.iter().flat_map(values).collect();
            for panel in &mut self.panels {
                let limits = panel.rules.iter().map(|rule| rule.at);
                let near = limits.filter(|at| {
                    *at < 0.0 || *at < 1.3 * values.iter().copied().fold(0.0, f64::max)
                });
                panel.y = panel.y.refitted(values.iter().copied().chain(near));
            }
        }
        if let Some(end) = view.y_max {
            for panel in &mut self.panels {
                panel.y = up_to(panel.y.clone(), values(panel), end);
            }
        }
        (!self.panels.is_empty()).then_some(self)
    }
}

fn up_to(axis: Axis, mut values: impl Iterator<Item = f64>, end: f64) -> Axis {
    match values.any(|value| value > end) {
        true => axis.cut_at(end),
        false => axis.between(None, Some(end)),
    }
}

/// The values that the layers of a panel show.
fn values(panel: &Panel) -> impl Iterator<Item = f64> + use<'_> {
    panel.layers.iter().flat_map(|layer| -> Vec<f64> {
        match layer {
            Layer::Means { points, .. } => points
                .iter()
                .flat_map(|point| [point.mean, point.mean + point.sem.unwrap_or(0.0)])
                .collect(),
            Layer::ArmMean { points, .. } => points.iter().map(|point| point.1).collect(),
            Layer::Animal { points, .. }
            | Layer::NamedAnimal { points, .. }
            | Layer::ControlMean(points) => points.iter().map(|point| point.1).collect(),
            Layer::Steps { .. } => vec![0.0, 1.0],
            Layer::Bars(bars) => bars.iter().map(|bar| bar.value).collect(),
            Layer::Nadirs { .. } => Vec::new(),
        }
    })
}

/// Leaves out of a panel what is on other days.
fn keep_days(panel: &mut Panel, view: &View) {
    let (first, last) = panel.x.as_ref().map_or((0.0, 0.0), Axis::range);
    let (from, until) = (view.from.unwrap_or(first), view.until.unwrap_or(last));
    let is_in = |day: f64| from <= day && day <= until;
    for layer in &mut panel.layers {
        match layer {
            Layer::Means { points, .. } => points.retain(|point| is_in(point.day)),
            Layer::ArmMean { points, .. } => points.retain(|point| is_in(point.0)),
            Layer::Animal {
                points, left_study, ..
            } => {
                let end = points.last().map(|point| point.0);
                points.retain(|point| is_in(point.0));
                // The cross stands at the last reading of all.
                *left_study &= end.is_some_and(is_in);
            }
            Layer::NamedAnimal { points, .. } | Layer::ControlMean(points) => {
                points.retain(|point| is_in(point.0))
            }
            Layer::Steps {
                falls,
                until: end,
                levels,
                censored,
                ..
            } => {
                keep_steps(falls, levels, (from, until));
                *end = end.min(until);
                censored.retain(|at| is_in(at.0));
            }
            Layer::Bars(_) | Layer::Nadirs { .. } => {}
        }
    }
    panel.layers.retain(|layer| !is_empty(layer));
    let drawn =
        |arm: usize, layers: &[Layer]| layers.iter().any(|layer| of_arm(layer) == Some(arm));
    panel.departures.retain(|departure| is_in(departure.day));
    panel.landmark = panel.landmark.take().filter(|landmark| is_in(landmark.day));
    for lane in &mut panel.lanes {
        lane.days.retain(|day| is_in(*day));
        lane.held.retain(|day| is_in(*day));
    }
    panel
        .lanes
        .retain(|lane| !lane.days.is_empty() || !lane.held.is_empty());
    for row in &mut panel.rows {
        if let Counts::At(counts) = &mut row.counts {
            counts.retain(|count| is_in(count.0));
        }
    }
    let layers = &panel.layers;
    panel.rows.retain(|row| drawn(row.arm, layers));
    panel.x = panel
        .x
        .take()
        .map(|axis| axis.between(view.from, view.until));
}

fn of_arm(layer: &Layer) -> Option<usize> {
    match layer {
        Layer::Means { arm, .. }
        | Layer::ArmMean { arm, .. }
        | Layer::Animal { arm, .. }
        | Layer::NamedAnimal { arm, .. }
        | Layer::Nadirs { arm, .. }
        | Layer::Steps { arm, .. } => Some(*arm),
        Layer::ControlMean(_) | Layer::Bars(_) => None,
    }
}

fn is_empty(layer: &Layer) -> bool {
    match layer {
        Layer::Means { points, .. } => points.is_empty(),
        Layer::ArmMean { points, .. } => points.is_empty(),
        Layer::Animal { points, .. }
        | Layer::NamedAnimal { points, .. }
        | Layer::ControlMean(points) => points.is_empty(),
        Layer::Steps { levels, .. } => levels.is_empty(),
        Layer::Bars(_) | Layer::Nadirs { .. } => false,
    }
}

/// The falls and level pieces of a Kaplan-Meier curve between two times.
fn keep_steps(
    falls: &mut Vec<(f64, f64, String)>,
    levels: &mut Vec<Level>,
    (from, until): (f64, f64),
) {
    let before = falls.iter().rfind(|fall| fall.0 < from).map(|fall| fall.1);
    falls.retain(|fall| from <= fall.0 && fall.0 <= until);
    if let Some(share) = before {
        falls.insert(0, (from, share, String::new()));
    }
    for level in levels.iter_mut() {
        (level.from, level.to) = (level.from.max(from), level.to.min(until));
    }
    levels.retain(|level| level.from < level.to);
}
