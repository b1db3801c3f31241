//! The tumor volume of each animal, a panel per arm, all with the same axes.

use std::collections::HashSet;

use super::axis::{Axis, Scale};
use super::means::{DAY, MM3, VOLUME, near};
use super::model::{ArmStyle, Arms, Figure, Kind, Layer, Panel, Rule};
use crate::text::isolated;
use domain::{Analysis, AnimalCurve, StudyRecord, VolumeDay, whole_days};

/// The figure; none if no tumor was read.
pub(super) fn spaghetti(
    record: &StudyRecord,
    analysis: &Analysis,
    scale: Scale,
    chosen: Arms<'_>,
) -> Option<Figure> {
    let arms = ArmStyle::all(record, analysis);
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
    let rules = limit.map(|at| Rule {
        at,
        name: format!("limit {at} mm³"),
    });
    let x = Axis::days(points().map(|point| point.day)).titled(DAY);
    // A mean of zeros and little else is lower than any volume.
    let means = analysis
        .volume_by_day
        .iter()
        .filter(|row| is_chosen(&row.arm));
    let means = means.map(|row| row.mean);
    let near = near(limit, scale, values());
    let y = Axis::scaled(scale, MM3, values().chain(means).chain(near)).titled(VOLUME);
    let left_study = left_study(record);
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
        };
        let mut layers: Vec<Layer> = of_arm.map(animal).collect();
        let n = layers.len();
        layers.extend(arm_mean(analysis, arm, &style.name));
        Panel {
            title: format!("{} (n {n})", isolated(&style.name)),
            arm: Some(arm),
            x: Some(x.clone()),
            y: y.clone(),
            layers,
            rules: rules.clone().into_iter().collect(),
            rows: Vec::new(),
        }
    };
    let panels = arms.iter().enumerate().filter(|(arm, _)| chosen.has(*arm));
    let panels = panels.map(panel).collect();
    Some(Figure {
        kind: Kind::Spaghetti,
        arms,
        has_key: false,
        columns: None,
        panels,
    })
}

/// Tags of the animals with a disposition.
fn left_study(record: &StudyRecord) -> HashSet<&str> {
    let animals = record.animals.iter().filter(|a| a.disposition.is_some());
    animals.map(|a| a.animal.tag.as_str()).collect()
}

/// The mean of an arm; none where it would be a single point.
fn arm_mean(analysis: &Analysis, arm: usize, name: &str) -> Option<Layer> {
    let rows = whole_days(&analysis.volume_by_day, VolumeDay::is_partial);
    let rows = rows.filter(|row| row.arm == name);
    let points: Vec<(f64, f64, bool)> = rows.map(|row| (row.day, row.mean, row.guarded)).collect();
    (points.len() > 1).then_some(Layer::ArmMean { arm, points })
}
