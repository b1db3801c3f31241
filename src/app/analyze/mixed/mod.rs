//! The mixed model of ln V, and its means on the days that the survivorship guard marks.
//!
//! ln V ~ day × arm with a random intercept and slope per animal, correlated, fitted by REML. Tumors grow nearly
//! exponentially, so that ln V is nearly a line; a line of its own for each animal lets animals with few readings,
//! or that left early, count with the weight that they have. Contrasts use Kenward and Roger's degrees of freedom
//! (1997): with few animals per arm the normal approximation is too bold.

mod fitted;
mod notes;
mod readings;

use domain::{AnalysisNote, AnalysisOptions, MixedModel, VolumeDay};
use stats::mixed::{Freedom, fit};

use super::cohort::AnalysisCohort;
use super::frame::Frame;
use fitted::{FittedModel, point};
use notes::{beyond, carried_on, no_fit};
use readings::ModelReadings;

/// The section with its notes; none where the readings do not allow a fit.
pub(super) fn section(
    cohort: &AnalysisCohort,
    frame: &Frame,
    options: &AnalysisOptions,
) -> (Option<MixedModel>, Vec<AnalysisNote>) {
    let rows = ModelReadings::gather(cohort, frame.horizon);
    match fit(&rows.model()) {
        Ok(fitted) => {
            let last_days = cohort.subjects.iter().filter_map(|s| s.burden.last_day());
            let last_day = last_days.fold(f64::NEG_INFINITY, f64::max);
            let fitted_model = FittedModel {
                cohort,
                fit: &fitted,
                landmark: frame.landmark.filter(|landmark| *landmark <= last_day),
                confidence: options.confidence,
            };
            let mut notes = fitted_model.notes();
            notes.extend(beyond(frame.landmark, last_day).or_else(|| {
                let last = rows.day.iter().copied().reduce(f64::max)?;
                carried_on(frame.landmark, last)
            }));
            notes.extend(rows.unequal_scatter(cohort));
            (Some(fitted_model.model(frame, rows.ratio())), notes)
        }
        Err(why) => (None, vec![no_fit(&rows, why)]),
    }
}

/// How far beyond the largest volume that was read a mean by the model may lie.
const FARTHEST: f64 = 2.0;

/// Gives guarded days the mean of a model that is fitted to all days, not only to those up to the horizon: guarded
/// days mostly lie beyond it. Days before the first baseline of the arm get none, for the model has no readings
/// there.
pub(super) fn fill_guarded(cohort: &AnalysisCohort, rows: &mut [VolumeDay], confidence: f64) {
    if !rows.iter().any(|row| row.guarded) {
        return;
    }
    let all = ModelReadings::gather(cohort, None);
    let Ok(fitted) = fit(&all.model()) else {
        return;
    };
    let starts: Vec<f64> = (0..cohort.arms.len())
        .map(|arm| cohort.start(arm).unwrap_or(f64::INFINITY))
        .collect();
    // No animal came near: the line is carried on past those that could tell.
    let volumes = cohort.subjects.iter().flat_map(|s| s.burden.points());
    let largest = volumes.map(|(_, volume)| volume).fold(0.0, f64::max);
    for row in rows.iter_mut().filter(|row| row.guarded) {
        let arm = cohort.arms.iter().position(|arm| *arm == row.arm);
        let arm = arm.expect("a row is of an arm of the cohort");
        if row.day >= starts[arm] {
            let line = fitted.curve(arm, &[row.day], Freedom::Satterthwaite, confidence);
            let estimate = line.first().map(|p| point(cohort, p));
            row.model = estimate.filter(|p| p.high > 0.0 && p.volume_mm3 <= FARTHEST * largest);
        }
    }
}
