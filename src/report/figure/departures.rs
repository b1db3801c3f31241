//! Animals that left: where a mean moves because it lost one of its animals, and animals that lost much weight.

use std::collections::HashMap;

use super::model::{Departure, Layer, Panel};
use crate::number::number;
use domain::{Analysis, AnimalCurve, AnimalRecord, DispositionKind, StudyRecord};

/// Loss of body weight from which an animal is shown by itself, percent.
pub(super) const LOSS: f64 = 20.0;

/// Days by which the last readings of animals that stayed may differ.
const APART: f64 = 2.0;

/// Where animals of the arms of a panel left before the last day on which animals of their arm were read.
pub(super) fn of(record: &StudyRecord, analysis: &Analysis, panel: &Panel) -> Vec<Departure> {
    let mut found: Vec<Departure> = Vec::new();
    let mut ends: HashMap<&str, f64> = HashMap::new();
    for curve in &analysis.curves {
        if let Some(last) = curve.volumes.last() {
            let end = ends.entry(&curve.arm).or_insert(last.day);
            *end = end.max(last.day);
        }
    }
    let animals = record.animals.iter();
    let animals: HashMap<&str, &AnimalRecord> = animals
        .map(|animal| (animal.animal.tag.as_str(), animal))
        .collect();
    for curve in &analysis.curves {
        let arm = analysis.arms.iter().position(|arm| *arm == curve.arm);
        let Some(arm) = arm.filter(|arm| panel.has_arm(*arm)) else {
            continue;
        };
        let animal = animals.get(curve.animal.as_str()).copied();
        let end = ends.get(curve.arm.as_str()).copied();
        let Some((day, found_dead)) = departure(record, animal, curve, end) else {
            continue;
        };
        let same = |known: &&mut Departure| {
            (known.arm, known.day, known.found_dead) == (arm, day, found_dead)
        };
        match found.iter_mut().find(same) {
            Some(known) => known.animals += 1,
            None => found.push(Departure {
                arm,
                day,
                animals: 1,
                found_dead,
            }),
        }
    }
    found.sort_by(|a, b| a.day.total_cmp(&b.day).then(a.arm.cmp(&b.arm)));
    found
}

/// The day on which an animal left, and whether it was found dead; none if it stayed until the end of its arm.
fn departure(
    record: &StudyRecord,
    animal: Option<&AnimalRecord>,
    curve: &AnimalCurve,
    end: Option<f64>,
) -> Option<(f64, bool)> {
    let last = curve.volumes.last()?.day;
    let end = end.unwrap_or(last);
    let left = animal.and_then(|animal| Some((animal, animal.disposition.as_ref()?)));
    match left {
        Some((animal, left)) if left.kind == DispositionKind::FoundDead => {
            let day = animal.animal.day_of(&record.study.protocol, left.when);
            Some((day.unwrap_or(last), true))
        }
        // What happened on the last day moves no mean.
        Some((_, left)) if left.kind == DispositionKind::HumaneEndpoint => Some((last, false)),
        // Cohorts are read a day or two apart: an animal whose last visit was that of its cohort has not left.
        _ => (last + APART < end).then_some((last, false)),
    }
}

/// Whether an animal left before the end, alive, by its disposition.
pub(super) fn has_left(animal: &&AnimalRecord) -> bool {
    let kind = animal.disposition.as_ref().map(|left| left.kind);
    kind.is_some_and(|kind| {
        !matches!(
            kind,
            DispositionKind::ScheduledSacrifice
                | DispositionKind::FoundDead
                | DispositionKind::Reserve
        )
    })
}

/// Whether an animal left at a humane endpoint.
pub(super) fn met_endpoint(animal: &AnimalRecord) -> bool {
    let kind = animal.disposition.as_ref().map(|left| left.kind);
    kind == Some(DispositionKind::HumaneEndpoint)
}

/// The animals that lost 20 % of their body weight or more, as lines of their own, each with its arm.
pub(super) fn lost_weight(analysis: &Analysis) -> Vec<(usize, Layer)> {
    let lost = analysis
        .weight
        .animals
        .iter()
        .filter(|animal| animal.nadir_percent <= -LOSS);
    let line = |animal: &domain::AnimalWeight| {
        let arm = analysis.arms.iter().position(|arm| *arm == animal.arm)?;
        let curve = analysis
            .curves
            .iter()
            .find(|curve| curve.animal == animal.animal)?;
        let points = curve
            .weights
            .iter()
            .map(|point| (point.day, point.change_percent));
        let name = format!(
            "animal {}, {}%",
            animal.animal,
            number(Some(animal.nadir_percent), 1)
        );
        let layer = Layer::NamedAnimal {
            arm,
            name,
            points: points.filter(|point| point.0 <= animal.nadir_day).collect(),
        };
        Some((arm, layer))
    };
    lost.filter_map(line).collect()
}
