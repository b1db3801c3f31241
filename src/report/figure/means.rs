//! Means by arm over days: tumor volume, and change of body weight.

use super::arms::{ArmStyle, Arms};
use super::axis::{Axis, Scale};
use super::departures;
use super::dosing;
use super::model::{
    CountRow, Counts, Figure, Kind, Landmark, Layer, Layout, MeanPoint, Panel, Rule, Stars,
};
use super::outliers;
use crate::number::{day, plus_minus};
use crate::summary::ArmLabels;
use crate::text::isolated;
use domain::{Analysis, StudyRecord, VisitMean};

/// What a figure of means is made of.
pub(super) struct Means<'a> {
    pub record: &'a StudyRecord,
    pub analysis: &'a Analysis,
    pub labels: &'a ArmLabels,
    pub arms: Arms<'a>,
}

/// Mean tumor volume ± SEM of each arm, with n under the axis, the limit of the protocol, and gray where
/// the survivorship guard ends a mean.
pub(super) fn growth(of: &Means<'_>, scale: Scale) -> Option<Figure> {
    volumes(
        of,
        match scale {
            Scale::Linear => Volumes::Linear,
            Scale::Log => Volumes::Log,
        },
    )
}

/// How an axis of mean volumes runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Volumes {
    Linear,
    /// Logarithmic, with a row for 0.
    Log,
    /// Logarithmic, of the volume and so many mm³.
    LogAbove(f64),
}

/// The figure of [`growth`] with any axis.
pub(super) fn volumes(of: &Means<'_>, kind: Volumes) -> Option<Figure> {
    let scale = match kind {
        Volumes::Linear => Scale::Linear,
        Volumes::Log | Volumes::LogAbove(_) => Scale::Log,
    };
    let rows = &of.analysis.volume_by_visit;
    let limit = of.record.study.protocol.limit_tumor_volume_mm3;
    let axis = |rows: &[&VisitMean]| {
        let values = rows.iter().flat_map(|row| match scale {
            Scale::Linear => ends(row),
            Scale::Log => [row.mean, ends(row)[1]],
        });
        let near = near(limit, scale, rows.iter().map(|row| row.mean));
        let values = values.chain(near);
        let axis = match kind {
            Volumes::LogAbove(offset) => Axis::log_above(offset, MM3, values),
            _ => Axis::scaled(scale, MM3, values),
        };
        let axis = axis.titled("Tumor volume (mm³), mean ± SEM");
        let tops = of.analysis.arms.iter().filter_map(|arm| {
            let of_arm = rows.iter().filter(|row| row.arm == *arm);
            of_arm.map(|row| ends(row)[1]).reduce(f64::max)
        });
        outliers::cut(axis, scale, tops, near)
    };
    let rules: Vec<Rule> = limit.map(volume_limit).into_iter().collect();
    let mut figure = figure(of, Kind::Growth, rows, axis, &rules, |row| {
        plus_minus(Some(row.mean), row.sem, 1) + " mm³"
    })?;
    for panel in &mut figure.panels {
        panel.stars = stars(of.analysis, panel);
        panel.departures = departures::of(of.record, of.analysis, panel);
    }
    figure.name = "Tumor volume by arm: mean ± SEM by study day".to_owned();
    figure.description = described(of, rows, "mm³", 0);
    Some(figure)
}

/// The limit of tumor volume as a line.
pub(super) fn volume_limit(at: f64) -> Rule {
    Rule {
        at,
        name: format!("limit {at} mm³"),
    }
}

/// The titles of an axis of volumes.
pub(super) const MM3: &str = "mm³";
pub(super) const VOLUME: &str = "Tumor volume (mm³)";

/// The title of an axis of days.
pub(super) const DAY: &str = "Study day";

/// The protocol's limit, where the values come so near to it that the axis should hold it.
pub(super) fn near(
    limit: Option<f64>,
    scale: Scale,
    values: impl Iterator<Item = f64>,
) -> Option<f64> {
    let highest = values.fold(0.0, f64::max);
    limit.filter(|at| scale == Scale::Log || *at < 1.3 * highest)
}

/// The ends of the error bar of a mean.
pub(super) fn ends(row: &VisitMean) -> [f64; 2] {
    let sem = row.sem.unwrap_or(0.0);
    [row.mean - sem, row.mean + sem]
}

/// An axis of changes of body weight spans at least this much: smaller changes are those of a filled gut.
const LEAST_SPAN_PERCENT: f64 = 10.0;

/// Mean change of body weight ± SEM of each arm, with n under the axis and the limit of the protocol. Animals that lost
/// 20 % or more are lines of their own.
pub(super) fn weight(of: &Means<'_>) -> Option<Figure> {
    let rows = &of.analysis.weight_by_visit;
    let limit = of.analysis.settings.weight_loss_limit_percent;
    let losses = departures::lost_weight(of.analysis);
    let axis = |rows: &[&VisitMean]| {
        let ends = rows.iter().flat_map(|row| ends(row));
        let lost = losses.iter().flat_map(|(_, layer)| match layer {
            Layer::NamedAnimal { points, .. } => points.as_slice(),
            _ => &[],
        });
        let limit = limit.map(|limit| -limit);
        let values = ends.chain(lost.map(|point| point.1)).chain(limit);
        Axis::linear("%", values)
            .spanning(LEAST_SPAN_PERCENT)
            .titled("Body weight change (%), mean ± SEM")
    };
    let zero = Rule {
        at: 0.0,
        name: String::new(),
    };
    let limit = limit.map(|limit| Rule {
        at: -limit,
        name: format!("limit −{limit}%"),
    });
    let rules: Vec<Rule> = [Some(zero), limit].into_iter().flatten().collect();
    let mut figure = figure(of, Kind::Weight, rows, axis, &rules, |row| {
        plus_minus(Some(row.mean), row.sem, 1) + "%"
    })?;
    for panel in &mut figure.panels {
        let lost = losses.iter().filter(|(arm, _)| panel.has_arm(*arm));
        let lost: Vec<Layer> = lost.map(|(_, layer)| layer.clone()).collect();
        panel.layers.extend(lost);
    }
    figure.name = "Body weight by arm: mean change from baseline ± SEM by study day".to_owned();
    figure.description = described(of, rows, "%", 1);
    Some(figure)
}

/// The last mean of each arm that the guard allows, for those who cannot see the curves.
pub(super) fn described(of: &Means<'_>, rows: &[VisitMean], unit: &str, digits: usize) -> String {
    let last = |arm: usize| {
        let name = &of.analysis.arms[arm];
        let row = rows.iter().rfind(|row| row.arm == *name && !row.guarded)?;
        let value = plus_minus(Some(row.mean), row.sem, digits);
        let gap = if unit == "%" { "" } else { " " };
        let day = day(Some(row.last_day));
        Some(format!(
            "{}: {value}{gap}{unit} on day {day} (n {})",
            isolated(of.labels.label(arm)),
            row.n
        ))
    };
    let arms = (0..of.analysis.arms.len()).filter(|arm| of.arms.has(*arm));
    let said: Vec<String> = arms.filter_map(last).collect();
    format!("Last means: {}.", said.join("; "))
}

/// What a mean is by a word of its value: `Vehicle, day 17: 964 ± 124 mm³ (n 8)`.
fn point(row: &VisitMean, value: &str) -> MeanPoint {
    let guarded = if row.guarded {
        ", too few animals left"
    } else {
        ""
    };
    let days = match [row.first_day, row.last_day] {
        [first, last] if first == last => format!("day {}", day(Some(first))),
        [first, last] => format!("days {}–{}", day(Some(first)), day(Some(last))),
    };
    MeanPoint {
        day: row.day,
        mean: row.mean,
        sem: row.sem,
        n: row.n,
        guarded: row.guarded,
        tooltip: format!(
            "{}, {days}: {value} (n {}{guarded})",
            isolated(&row.arm),
            row.n
        ),
    }
}

/// A panel per group of arms, all with the same axes.
fn figure(
    of: &Means<'_>,
    kind: Kind,
    rows: &[VisitMean],
    y: impl Fn(&[&VisitMean]) -> Axis,
    rules: &[Rule],
    value: impl Fn(&VisitMean) -> String,
) -> Option<Figure> {
    let Means {
        record,
        analysis,
        labels,
        arms: chosen,
    } = of;
    let arms = ArmStyle::all(record, analysis, labels);
    let by_panel = chosen.by_panel(analysis);
    let of_arm = |arm: usize| rows.iter().filter(move |row| row.arm == analysis.arms[arm]);
    let all: Vec<&VisitMean> = by_panel.iter().flatten().flat_map(|a| of_arm(*a)).collect();
    if all.is_empty() {
        return None;
    }
    let x = chosen.days(all.iter().map(|row| row.day)).titled(DAY);
    let panel = |group: Vec<usize>| {
        let shown = group.iter().filter(|arm| of_arm(**arm).next().is_some());
        let shown: Vec<usize> = shown.copied().collect();
        let layer = |&arm: &usize| Layer::Means {
            arm,
            points: of_arm(arm).map(|row| point(row, &value(row))).collect(),
        };
        let row = |&arm: &usize| CountRow {
            arm,
            counts: Counts::At(
                of_arm(arm)
                    .map(|row| (row.day, row.n, row.guarded))
                    .collect(),
            ),
        };
        let in_study = shown.iter().filter_map(|arm| {
            let of_study = record.arms.get(arms[*arm].position)?;
            Some((of_study, labels.label(*arm)))
        });
        Panel {
            layers: shown.iter().map(layer).collect(),
            rules: rules.to_vec(),
            rows: chosen.with_counts(group, &shown).iter().map(row).collect(),
            landmark: landmark(analysis, &x),
            lanes: dosing::lanes(record, in_study, x.range()),
            ..Panel::new(Some(x.clone()), y(&all))
        }
    };
    let panels = by_panel.into_iter().map(panel);
    let panels: Vec<Panel> = panels.filter(|panel| !panel.layers.is_empty()).collect();
    let layout = if panels.len() > 1 {
        Layout::Key
    } else {
        Layout::Labels
    };
    Some(Figure {
        kind,
        arms,
        layout,
        panels,
        ..Figure::default()
    })
}

/// The landmark day, where it is within the axis.
pub(super) fn landmark(analysis: &Analysis, x: &Axis) -> Option<Landmark> {
    let (from, to) = x.range();
    let day = analysis
        .landmark_day
        .filter(|day| from <= *day && *day <= to)?;
    Some(Landmark {
        day,
        name: format!("landmark, day {}", crate::number::day(Some(day))),
    })
}

/// The significance of the arms of a panel by the primary test.
fn stars(analysis: &Analysis, panel: &Panel) -> Vec<Stars> {
    let rows = analysis.primary.iter().flat_map(|primary| &primary.rows);
    let starred = rows.filter_map(|row| {
        let arm = analysis.arms.iter().position(|arm| *arm == row.arm)?;
        let text = match row.p_adjusted? {
            p if p < 0.000_1 => "****",
            p if p < 0.001 => "***",
            p if p < 0.01 => "**",
            p if p < 0.05 => "*",
            _ => return None,
        };
        panel.has_arm(arm).then_some(Stars { arm, text })
    });
    starred.collect()
}
