//! The mixed model of ln V, and its means on the days that the survivorship guard marks.
//!
//! ln V ~ day × arm with a random intercept and slope per animal, correlated, fitted by REML. Tumors grow nearly
//! exponentially, so that ln V is nearly a line; a line of its own for each animal lets animals with few readings,
//! or that left early, count with the weight that they have. By default every arm has its own residual variance: with
//! one for all, arms of cured tumors hide the effects of arms that they have nothing to do with. Contrasts use Kenward
//! and Roger's degrees of freedom (1997): with few animals per arm the normal approximation is too bold.
//!
//! No estimate is extrapolated: an arm has none after the day on which its last animal was read, or for which that
//! reading counts under a visit window, and no volume above all that were read in it.

mod fitted;
mod notes;
mod readings;
mod residuals;

use domain::{AnalysisNote, AnalysisOptions, MixedModel, VolumeDay};
use stats::mixed::{Freedom, fit};

use super::cohort::AnalysisCohort;
use super::frame::Frame;
use fitted::{FittedModel, point};
use notes::{beyond, carried_on, end_early, no_fit};
use readings::ModelReadings;

/// The section with its notes; none where the readings do not allow a fit.
pub(super) fn section(
    cohort: &AnalysisCohort,
    frame: &Frame,
    options: &AnalysisOptions,
) -> (Option<MixedModel>, Vec<AnalysisNote>) {
    let rows = ModelReadings::gather(cohort, frame.horizon);
    let fitted = match fit(&rows.model()) {
        Ok(fitted) => fitted,
        Err(why) => return (None, vec![no_fit(&rows, why)]),
    };
    let last_days = cohort.subjects.iter();
    let last_days = last_days.filter_map(|s| s.burden.followed_to());
    let last_day = last_days.fold(f64::NEG_INFINITY, f64::max);
    let fitted_model = FittedModel {
        cohort,
        rows: &rows,
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
    notes.extend(rows.floored(cohort));
    (Some(fitted_model.model(frame)), notes)
}

/// Gives guarded days the mean of a model that is fitted to all days, not only to those up to the horizon: guarded
/// days mostly lie beyond it. Days before the first baseline of the arm get none, for the model has no readings
/// there; nor do days on which the line lies above every volume read in the arm, which the notes tell.
pub(super) fn fill_guarded(
    cohort: &AnalysisCohort,
    rows: &mut [VolumeDay],
    options: &AnalysisOptions,
) -> Option<AnalysisNote> {
    if !rows.iter().any(|row| row.guarded) {
        return None;
    }
    let all = ModelReadings::gather(cohort, None);
    let fitted = fit(&all.model()).ok()?;
    let mut ended = Vec::new();
    for (arm, name) in cohort.arms.iter().enumerate() {
        let start = cohort.start(arm).unwrap_or(f64::INFINITY);
        let most = cohort.largest(arm);
        let mut first = None;
        let of_arm = rows.iter_mut().filter(|row| row.arm == *name);
        for row in of_arm.filter(|row| row.guarded && row.day >= start) {
            let days = [row.day];
            let line = fitted.curve(arm, &days, Freedom::Satterthwaite, options.confidence);
            let point = line.first().map(|p| point(cohort, p));
            let is_above = point.as_ref().is_some_and(|p| p.volume_mm3 > most);
            first = first.or(is_above.then_some(row.day));
            row.model = point.filter(|_| !is_above);
        }
        ended.extend(first.map(|day| (*name, day)));
    }
    end_early(&ended)
}
