//! The tumor volume of each animal, a panel per arm, all with the same axes.

use std::collections::HashSet;

use super::axis::{Axis, Scale};
use super::means::{DAY, VOLUME, near};
use super::model::{ArmStyle, Figure, Kind, Layer, Panel, Rule};
use crate::text::isolated;
use domain::{Analysis, AnimalCurve, StudyRecord, VolumeDay, whole_days};

/// The figure; none if no tumor was read.
pub fn spaghetti(record: &StudyRecord, analysis: &Analysis, scale: Scale) -> Option<Figure> {
    let arms = ArmStyle::all(record, analysis);
    let points = || analysis.curves.iter().flat_map(|curve| &curve.volumes);
    points().next()?;
    let values = || points().map(|point| point.volume_mm3);
    let limit = record.study.protocol.limit_tumor_volume_mm3;
    let rules = limit.map(|at| Rule {
        at,
        name: format!("limit {at} mm³"),
    });
    let x = Axis::days(points().map(|point| point.day)).titled(DAY);
    // A mean of zeros and little else is lower than any volume.
    let means = analysis.volume_by_day.iter().map(|row| row.mean);
    let near = near(limit, scale, values());
    let y = Axis::scaled(scale, VOLUME, values().chain(means).chain(near));
    let left_study = left_study(record);
    let panel = |(arm, style): (usize, &ArmStyle)| {
        let of_arm = analysis.curves.iter();
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
    let panels = arms.iter().enumerate().map(panel).collect();
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
