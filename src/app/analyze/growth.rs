//! Growth rates per animal and arm.

use std::f64::consts::LN_2;

use domain::{AnalysisNote, AnimalGrowth, ArmGrowth, GrowthSection, NoteCode};
use stats::descriptive::{finite, mean, median, sd, sem};

use super::cohort::AnalysisCohort;
use super::course::Track;

/// The section: the animals whose line exists, and every arm.
pub(super) fn section(cohort: &AnalysisCohort, tracks: &[Track]) -> GrowthSection {
    let animals = cohort.subjects.iter().zip(tracks);
    let animals = animals.filter_map(|(subject, track)| {
        let line = track.growth?;
        Some(AnimalGrowth {
            animal: subject.tag.to_owned(),
            arm: cohort.arms[subject.arm].to_owned(),
            n: line.n,
            slope_per_day: line.slope,
            se: finite(line.slope_se),
            r2: line.r2,
            doubling_days: finite(LN_2 / line.slope),
            intercept: line.intercept,
            sigma: finite(line.sigma),
        })
    });
    GrowthSection {
        animals: animals.collect(),
        arms: (0..cohort.arms.len())
            .map(|i| arm(cohort, tracks, i))
            .collect(),
    }
}

fn arm(cohort: &AnalysisCohort, tracks: &[Track], arm: usize) -> ArmGrowth {
    let slopes = cohort.of_arm(arm).filter_map(|(i, _)| tracks[i].growth);
    let slopes: Vec<f64> = slopes.map(|line| line.slope).collect();
    let mean = mean(&slopes);
    ArmGrowth {
        arm: cohort.arms[arm].to_owned(),
        n: slopes.len(),
        mean_slope_per_day: mean,
        sd: sd(&slopes),
        sem: sem(&slopes),
        median: median(&slopes),
        doubling_days: mean.and_then(|slope| finite(LN_2 / slope)),
    }
}

/// A note on the animals that have readings but no rate.
pub(super) fn notes(cohort: &AnalysisCohort, tracks: &[Track]) -> Option<AnalysisNote> {
    let animals = cohort.subjects.iter().zip(tracks);
    let lacking = animals.filter(|(s, t)| t.growth.is_none() && !s.burden.is_empty());
    let (count, all) = (lacking.count(), cohort.subjects.len());
    (count > 0).then(|| {
        let message = format!(
            "{count} of {all} animals have no growth rate: fewer than three readings that the \
             logarithm can use between baseline and horizon"
        );
        AnalysisNote::new(NoteCode::NoGrowthRate, message)
    })
}
