//! The days that bound an analysis: landmark and horizon.

use domain::{AnalysisOptions, LandmarkBy};

use super::cohort::{AnalysisCohort, Subject};

/// The day on which arms are compared, and the last day of growth.
pub(super) struct Frame {
    /// The landmark day.
    pub landmark: Option<f64>,
    /// Who fixed it.
    pub landmark_by: LandmarkBy,
    /// The last day used by growth; none: all days.
    pub horizon: Option<f64>,
    /// Whether no control animal has a reading after its baseline up to the landmark day.
    pub landmark_is_baseline: bool,
}

impl Frame {
    /// The days of the options, else of the protocol; else the landmark is the last day on which every control animal
    /// that has a baseline was read. After that day the control's mean is one of survivors: the animals with the
    /// largest tumors are gone, and inhibition would look too small. The horizon of growth is the landmark unless
    /// set apart.
    ///
    /// A day in the options counts as asked for only where it differs from that of the protocol.
    pub fn fix(cohort: &AnalysisCohort, options: &AnalysisOptions) -> Self {
        let (set, landmark_by) = match (options.day, cohort.protocol.landmark_day) {
            (Some(day), protocol) if protocol != Some(day) => (Some(day), LandmarkBy::Asked),
            (_, Some(day)) => (Some(day), LandmarkBy::Protocol),
            _ => (None, LandmarkBy::Readings),
        };
        let landmark = set.or_else(|| last_complete_day(&reference(cohort)));
        let grown =
            |s: &&Subject| landmark.is_some_and(|day| s.burden.between(Some(day)).0.len() > 1);
        Self {
            landmark,
            landmark_by,
            horizon: options.horizon.or(cohort.protocol.horizon_day).or(landmark),
            landmark_is_baseline: landmark.is_some() && !reference(cohort).iter().any(grown),
        }
    }
}

/// The animals whose readings fix the landmark day: the control's, or all without a control.
fn reference<'c, 'a>(cohort: &'c AnalysisCohort<'a>) -> Vec<&'c Subject<'a>> {
    let counts = |s: &&Subject| !cohort.has_control || s.arm == 0;
    let has_baseline = |s: &&Subject| s.burden.baseline().is_some();
    cohort
        .subjects
        .iter()
        .filter(counts)
        .filter(has_baseline)
        .collect()
}

/// The last day on which all were read, not before any baseline.
fn last_complete_day(subjects: &[&Subject]) -> Option<f64> {
    let (first, others) = subjects.split_first()?;
    let days = first.burden.between(None).0;
    let read_by = |day: f64, s: &Subject| {
        let begun = s.burden.baseline().is_some_and(|(start, _)| start <= day);
        begun && s.burden.on(day).is_some()
    };
    let complete = |day: &&f64| others.iter().all(|s| read_by(**day, s));
    days.iter().rev().find(complete).copied()
}
