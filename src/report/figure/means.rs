//! Means by arm over days: tumor volume, and change of body weight.

use super::axis::{Axis, Scale};
use super::model::{ArmStyle, Arms, CountRow, Counts, Figure, Kind, Layer, MeanPoint, Panel, Rule};
use crate::number::{day, plus_minus};
use crate::text::isolated;
use domain::{Analysis, StudyRecord, VolumeDay, WeightDay, whole_days};

/// What the numbers know of one arm on one day.
struct Day {
    arm: String,
    n: usize,
    point: MeanPoint,
}

impl Day {
    /// The ends of its error bar.
    fn ends(&self) -> [f64; 2] {
        let sem = self.point.sem.unwrap_or(0.0);
        [self.point.mean - sem, self.point.mean + sem]
    }
}

/// Mean tumor volume ± SEM of each arm, with n under the axis, the limit of the protocol, and gray where
/// the survivorship guard ends a mean.
pub(super) fn growth(
    record: &StudyRecord,
    analysis: &Analysis,
    scale: Scale,
    arms: Arms<'_>,
) -> Option<Figure> {
    let rows = whole_days(&analysis.volume_by_day, VolumeDay::is_partial);
    let days: Vec<Day> = rows.map(of_volumes).collect();
    let limit = record.study.protocol.limit_tumor_volume_mm3;
    let axis = |days: &[&Day]| {
        let ends = days.iter().flat_map(|day| match scale {
            Scale::Linear => day.ends(),
            Scale::Log => [day.point.mean, day.ends()[1]],
        });
        let near = near(limit, scale, days.iter().map(|day| day.point.mean));
        Axis::scaled(scale, MM3, ends.chain(near)).titled(VOLUME)
    };
    let rules = limit.map(|at| Rule {
        at,
        name: format!("limit {at} mm³"),
    });
    figure(
        record,
        analysis,
        (Kind::Growth, arms),
        &days,
        axis,
        rules.as_slice(),
    )
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

fn of_volumes(row: &VolumeDay) -> Day {
    let value = plus_minus(Some(row.mean), row.sem, 1);
    let guarded = if row.guarded {
        ", too few animals left"
    } else {
        ""
    };
    Day {
        arm: row.arm.clone(),
        n: row.n,
        point: MeanPoint {
            day: row.day,
            mean: row.mean,
            sem: row.sem,
            guarded: row.guarded,
            tooltip: format!(
                "{}, day {}: {value} mm³ (n {}{guarded})",
                isolated(&row.arm),
                day(Some(row.day)),
                row.n
            ),
        },
    }
}

/// Mean change of body weight ± SEM of each arm, with n under the axis and the limit of the protocol.
pub(super) fn weight(record: &StudyRecord, analysis: &Analysis, arms: Arms<'_>) -> Option<Figure> {
    let rows = whole_days(&analysis.weight_by_day, WeightDay::is_partial);
    let days: Vec<Day> = rows.filter_map(of_weights).collect();
    let limit = analysis.settings.weight_loss_limit_percent;
    let axis = |days: &[&Day]| {
        let ends = days.iter().flat_map(|day| day.ends());
        let limit = limit.map(|limit| -limit);
        Axis::linear("%", ends.chain(limit)).titled("Body weight change (%)")
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
    figure(record, analysis, (Kind::Weight, arms), &days, axis, &rules)
}

fn of_weights(row: &WeightDay) -> Option<Day> {
    let mean = row.mean_change_percent?;
    let value = plus_minus(Some(mean), row.sem_change_percent, 1);
    Some(Day {
        arm: row.arm.clone(),
        n: row.n,
        point: MeanPoint {
            day: row.day,
            mean,
            sem: row.sem_change_percent,
            guarded: row.guarded,
            tooltip: format!(
                "{}, day {}: {value} % (n {})",
                isolated(&row.arm),
                day(Some(row.day)),
                row.n
            ),
        },
    })
}

/// A panel per group of arms, all with the same axes.
fn figure(
    record: &StudyRecord,
    analysis: &Analysis,
    (kind, chosen): (Kind, Arms<'_>),
    days: &[Day],
    y: impl Fn(&[&Day]) -> Axis,
    rules: &[Rule],
) -> Option<Figure> {
    let arms = ArmStyle::all(record, analysis);
    let by_panel = chosen.by_panel(analysis);
    let of_arm = |arm: usize| days.iter().filter(move |day| day.arm == analysis.arms[arm]);
    let all: Vec<&Day> = by_panel.iter().flatten().flat_map(|a| of_arm(*a)).collect();
    if all.is_empty() {
        return None;
    }
    let x = Axis::days(all.iter().map(|day| day.point.day)).titled(DAY);
    let panel = |group: Vec<usize>| {
        let shown = group.iter().filter(|arm| of_arm(**arm).next().is_some());
        let shown: Vec<usize> = shown.copied().collect();
        let layer = |&arm: &usize| Layer::Means {
            arm,
            points: of_arm(arm).map(|day| day.point.clone()).collect(),
        };
        let row = |&arm: &usize| CountRow {
            arm,
            counts: Counts::At(of_arm(arm).map(|day| (day.point.day, day.n)).collect()),
        };
        Panel {
            title: String::new(),
            arm: None,
            x: Some(x.clone()),
            y: y(&all),
            layers: shown.iter().map(layer).collect(),
            rules: rules.to_vec(),
            rows: chosen.with_counts(group, &shown).iter().map(row).collect(),
        }
    };
    let panels = by_panel.into_iter().map(panel);
    let panels: Vec<Panel> = panels.filter(|panel| !panel.layers.is_empty()).collect();
    Some(Figure {
        kind,
        arms,
        has_key: true,
        columns: None,
        panels,
    })
}
