//! How the intervals of an analysis are made: closed-form, or from bootstrap resamples that all of them share.

use domain::{AnalysisOptions, IntervalRule};
use stats::intervals::NoInterval;
use stats::resample::Draws;
use stats::{bca, interval::Interval};

use super::cohort::AnalysisCohort;

/// Streams of the seed: control and treated arms are resampled independently. All treated arms share one table,
/// which is right because no interval compares two of them.
const CONTROL_STREAM: u64 = 0;
const TREATED_STREAM: u64 = 1;

/// How intervals are made.
pub(super) struct Intervals {
    pub by: IntervalsBy,
    /// 0 to 1.
    pub confidence: f64,
}

/// Where the limits come from.
pub(super) enum IntervalsBy {
    /// The closed-form rule of each definition.
    Closed,
    /// Resamples.
    Bca(Tables),
    /// There are none.
    None,
}

/// Tables of draws for the control and for every treated arm.
pub(super) struct Tables {
    pub control: Draws,
    pub treated: Draws,
}

impl Intervals {
    /// As the options say. Draws are made for the largest sample of each side.
    pub fn of(cohort: &AnalysisCohort, options: &AnalysisOptions) -> Self {
        let by = match options.interval {
            IntervalRule::Closed => IntervalsBy::Closed,
            IntervalRule::Bca => IntervalsBy::Bca(Tables::draw(cohort, options)),
            IntervalRule::None => IntervalsBy::None,
        };
        Self {
            by,
            confidence: options.confidence,
        }
    }

    /// The tables of draws, if intervals are made of resamples.
    pub fn tables(&self) -> Option<&Tables> {
        match &self.by {
            IntervalsBy::Bca(tables) => Some(tables),
            IntervalsBy::Closed | IntervalsBy::None => None,
        }
    }
}

impl Tables {
    fn draw(cohort: &AnalysisCohort, options: &AnalysisOptions) -> Self {
        let size = |arm: usize| cohort.of_arm(arm).count();
        let treated = (1..cohort.arms.len()).map(size).max().unwrap_or(0);
        let draw =
            |stream, size| Draws::new(options.seed, stream, options.resamples as usize, size);
        Self {
            control: draw(CONTROL_STREAM, size(0)),
            treated: draw(TREATED_STREAM, treated),
        }
    }
}

/// Limits of TGI with the rule that made them, or the note why there are none.
pub(super) type Limits = Result<(Interval, &'static str), String>;

/// TGI from limits of the ratio treated/control.
pub(super) fn tgi(ratio: Interval) -> Interval {
    Interval {
        low: 100.0 - 100.0 * ratio.high,
        high: 100.0 - 100.0 * ratio.low,
    }
}

/// The note of a missing closed-form interval, of `n` animals of the arm and of the control with a value.
pub(super) fn no_closed_interval(why: NoInterval, n: [usize; 2]) -> String {
    let reason = match why {
        NoInterval::TooFew => {
            let [treated, control] = n;
            return format!(
                "no interval: {treated} of the arm and {control} of the control have a value, and \
                 an interval needs three of each"
            );
        }
        NoInterval::ControlNotPositive => "the control is not above 0",
        NoInterval::AllZero => "all values of the arm are 0",
        NoInterval::MedianZero => "the median of the arm is 0",
        NoInterval::ControlZeros => "too many values of the control are not above 0",
        NoInterval::NotPositive => "a value is 0",
        NoInterval::NoVariation => "the values do not vary",
        NoInterval::TreatedConstant => "the values of the arm do not vary",
    };
    format!("no interval: {reason}")
}

/// The note of a missing bootstrap interval.
pub(super) fn no_bootstrap_interval(why: bca::NoInterval) -> String {
    let reason = match why {
        bca::NoInterval::TooFew => "fewer than two animals in an arm",
        bca::NoInterval::NoVariation => "every resample gives the same value",
        bca::NoInterval::ControlNearZero => "the control did not grow in every resample",
        bca::NoInterval::Undefined => "not every resample has a value",
        bca::NoInterval::OneSided => "the resamples lie on one side of the estimate",
    };
    format!("no interval: {reason}")
}
