//! Burden and body weight of each animal over days for figures: the same series that the numbers are computed from.

use domain::{AnalysisOptions, AnimalCurve, StudyRecord, VolumePoint};

use super::AnalyzeError;
use super::cohort::{Cohort, Subject};
use super::weight;

/// The curves of all animals that belong to an arm and are not excluded, control first, then in the
/// study's order of arms and tags: those of [`Analysis`](domain::Analysis), without the rest.
///
/// # Errors
/// As [`analyze`](super::analyze).
pub fn animal_curves(
    record: &StudyRecord,
    options: &AnalysisOptions,
) -> Result<Vec<AnimalCurve>, AnalyzeError> {
    Ok(of(&Cohort::gather(record, options)?))
}

pub(super) fn of(cohort: &Cohort) -> Vec<AnimalCurve> {
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
        .map(|(day, volume_mm3)| VolumePoint { day, volume_mm3 })
        .collect()
}
