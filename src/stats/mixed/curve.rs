//! Intervals of estimates, and the fitted line of an arm with its confidence band.

use super::fit::Fit;
use super::inference::{Estimate, Freedom};
use crate::interval::Interval;
use crate::quantile::t_quantile;

/// An arm's mean on a day, with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// The day, on the scale given.
    pub day: f64,
    /// The mean of the response (for growth: of ln volume, whose exponential is a median volume).
    pub mean: f64,
    /// The interval of the mean on this day alone, not adjusted for other days.
    pub band: Interval,
}

impl Estimate {
    /// The interval by Student's t at `confidence` (0 to 1), not adjusted for other estimates;
    /// `None` unless 0 < `confidence` < 1.
    pub fn interval(&self, confidence: f64) -> Option<Interval> {
        let half = t_quantile(0.5 + 0.5 * confidence, self.df)? * self.se;
        Some(Interval {
            low: self.estimate - half,
            high: self.estimate + half,
        })
    }
}

impl Fit {
    /// The fitted line of an arm with its band on the given days, covariates at their means. Days
    /// on which the readings do not determine the mean are left out.
    pub fn curve(
        &self,
        arm: usize,
        days: &[f64],
        freedom: Freedom,
        confidence: f64,
    ) -> Vec<CurvePoint> {
        let point = |&day: &f64| {
            let mean = self.test(&self.mean(arm, day)?, freedom)?;
            Some(CurvePoint {
                day,
                mean: mean.estimate,
                band: mean.interval(confidence)?,
            })
        };
        days.iter().filter_map(point).collect()
    }
}
