//! The tumor volume of each animal, a panel per arm, all with the same axes.

use std::collections::HashSet;

use super::arms::{ArmStyle, Arms};
use super::axis::{Axis, Scale};
use super::departures::LOSS;
use super::dosing;
use super::means::{self, DAY, MM3, VOLUME, near};
use super::model::{Figure, Kind, Layer, Layout, Panel, Rule};
use super::outliers;
use crate::summary::ArmLabels;
use crate::text::isolated;
use domain::{Analysis, AnimalCurve, StudyRecord, VisitMean};

/// The figure; none if no tumor was read.
pub(super) fn spaghetti(
    record: &StudyRecord,
    analysis: &Analysis,
    scale: Scale,
    chosen: Arms<'_>,
) -> Option<Figure> {
    let labels = ArmLabels::of(record, analysis);
    let arms = ArmStyle::all(record, analysis, &labels);
    let is_chosen = |name: &String| {
        let arm = analysis.arms.iter().position(|arm| arm == name);
        arm.is_some_and(|arm| chosen.has(arm))
    };
    let curves: Vec<&AnimalCurve> = analysis
        .curves
        .iter()
        .filter(|c| is_chosen(&c.arm))
        .collect();
    let points = || curves.iter().flat_map(|curve| &curve.volumes);
    points().next()?;
    let values = || points().map(|point| point.volume_mm3);
    let limit = record.study.protocol.limit_tumor_volume_mm3;
    let rules: Option<Rule> = limit.map(means::volume_limit);
    let x = chosen.days(points().map(|point| point.day)).titled(DAY);
    let rows = &analysis.volume_by_visit;
    // A mean of zeros and little else is lower than any volume.
    let means = rows.iter().filter(|row| is_chosen(&row.arm));
    let means = means.map(|row| row.mean);
    let near = near(limit, scale, values());
    let y = Axis::scaled(scale, MM3, values().chain(means).chain(near)).titled(VOLUME);
    let top = |curve: &&AnimalCurve| {
        curve
            .volumes
            .iter()
            .map(|point| point.volume_mm3)
            .reduce(f64::max)
    };
    let y = outliers::cut(y, scale, curves.iter().filter_map(top), near);
    let left_study = left_study(record);
    let lost = analysis
        .weight
        .animals
        .iter()
        .filter(|animal| animal.last_percent <= -LOSS);
    let lost_weight: HashSet<&str> = lost.map(|animal| animal.animal.as_str()).collect();
    let lanes = |arm: usize, style: &ArmStyle| {
        let of_study = record.arms.get(style.position);
        let of_study = of_study.map(|of_study| (of_study, labels.label(arm)));
        dosing::recorded_lanes(record, of_study.into_iter(), x.range())
    };
    let panel = |(arm, style): (usize, &ArmStyle)| {
        let of_arm = curves.iter().copied();
        let of_arm = of_arm.filter(|curve| curve.arm == style.name && !curve.volumes.is_empty());
        let animal = |curve: &AnimalCurve| Layer::Animal {
            arm,
            animal: curve.animal.clone(),
            points: curve
                .volumes
                .iter()
                .map(|p| (p.day, p.volume_mm3))
                .collect(),
            left_study: left_study.contains(curve.animal.as_str()),
            lost_weight: lost_weight.contains(curve.animal.as_str()),
        };
        let mut layers: Vec<Layer> = of_arm.map(animal).collect();
        let n = layers.len();
        layers.extend(arm_mean(rows, arm, &style.name));
        Panel {
            title: format!("{} (n {n})", isolated(&style.name)),
            arm: Some(arm),
            layers,
            lanes: lanes(arm, style),
            rules: rules.clone().into_iter().collect(),
            ..Panel::new(Some(x.clone()), y.clone())
        }
    };
    let panels = arms.iter().enumerate().filter(|(arm, _)| chosen.has(*arm));
    let panels = panels.map(panel).collect();
    let of = means::Means {
        record,
        analysis,
        labels: &labels,
        arms: chosen,
    };
    Some(Figure {
        kind: Kind::Spaghetti,
        name: "Tumor volume of each animal by study day, a panel per arm".to_owned(),
        description: means::described(&of, rows, "mm³", 0),
        arms,
        layout: Layout::Titles,
        panels,
        ..Figure::default()
    })
}

/// Tags of the animals with a disposition.
fn left_study(record: &StudyRecord) -> HashSet<&str> {
    let animals = record.animals.iter().filter(|a| a.disposition.is_some());
    animals.map(|a| a.animal.tag.as_str()).collect()
}

/// The mean of an arm; none where it would be a single point.
fn arm_mean(rows: &[VisitMean], arm: usize, name: &str) -> Option<Layer> {
    let rows = rows.iter().filter(|row| row.arm == name);
    let points: Vec<(f64, f64, bool)> = rows.map(|row| (row.day, row.mean, row.guarded)).collect();
    (points.len() > 1).then_some(Layer::ArmMean { arm, points })
}
