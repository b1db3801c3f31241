//! Burden and body weight of each animal over days for figures: the same series that the numbers are computed from.

use domain::{AnimalCurve, VolumePoint};

use super::cohort::{AnalysisCohort, Subject};
use super::weight;

/// The curves of all animals that belong to an arm and are not excluded, control first, then in the
/// study's order of arms and tags.
pub(super) fn of(cohort: &AnalysisCohort) -> Vec<AnimalCurve> {
    let curve = |subject: &Subject| AnimalCurve {
        animal: subject.tag.to_owned(),
        arm: cohort.arms[subject.arm].to_owned(),
        volumes: volumes(subject),
        weights: weight::points(subject),
    };
    cohort.subjects.iter().map(curve).collect()
}

fn volumes(subject: &Subject) -> Vec<VolumePoint> {
    let points = subject.burden.points();
    points
        .map(|(day, volume_mm3)| VolumePoint {
            day,
            volume_mm3,
            visit: subject.burden.visit_of(day),
        })
        .collect()
}
