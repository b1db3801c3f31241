//! The bootstrap resamples that all intervals of an analysis share.

use domain::AnalysisOptions;
use stats::bca::NoInterval;
use stats::interval::Interval;
use stats::resample::Draws;

use super::cohort::AnalysisCohort;

/// Streams of the seed: control and treated arms are resampled independently. All treated arms share one table,
/// which is right because no interval compares two of them.
const CONTROL_STREAM: u64 = 0;
const TREATED_STREAM: u64 = 1;

/// Tables of draws for the control and for every treated arm.
pub(super) struct Tables {
    pub control: Draws,
    pub treated: Draws,
}

impl Tables {
    /// Draws for the largest sample of each side; none if no intervals were asked for.
    pub fn draw(cohort: &AnalysisCohort, options: &AnalysisOptions) -> Option<Self> {
        if options.resamples < 2 {
            return None;
        }
        let size = |arm: usize| cohort.of_arm(arm).count();
        let treated = (1..cohort.arms.len()).map(size).max().unwrap_or(0);
        let draw =
            |stream, size| Draws::new(options.seed, stream, options.resamples as usize, size);
        Some(Self {
            control: draw(CONTROL_STREAM, size(0)),
            treated: draw(TREATED_STREAM, treated),
        })
    }
}

/// The note of a missing interval.
pub(super) fn reason(why: NoInterval) -> &'static str {
    match why {
        NoInterval::TooFew => "no interval: fewer than two animals in an arm",
        NoInterval::NoVariation => "no interval: every resample gives the same value",
        NoInterval::ControlNearZero => "no interval: the control did not grow in every resample",
        NoInterval::Undefined => "no interval: not every resample has a value",
        NoInterval::OneSided => "no interval: the resamples lie on one side of the estimate",
    }
}

/// The ends of an interval, or the note why there is none; neither if no intervals were asked for.
pub(super) fn ends(
    interval: Option<Result<Interval, NoInterval>>,
) -> (Option<f64>, Option<f64>, Option<&'static str>) {
    match interval {
        Some(Ok(interval)) => (Some(interval.low), Some(interval.high), None),
        Some(Err(why)) => (None, None, Some(reason(why))),
        None => (None, None, None),
    }
}
