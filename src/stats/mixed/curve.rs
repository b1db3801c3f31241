//! Lines for the growth figure: of an arm with its band, and of each animal.

use super::fit::Fit;
use super::inference::{Estimate, Freedom};
use crate::bca::Interval;
use crate::quantile::t_quantile;

/// An arm's mean on a day, with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// The day.
    pub day: f64,
    /// The mean (growth: of ln volume; its exponential is a median volume).
    pub mean: f64,
    /// The interval of the mean on this day alone.
    pub band: Interval,
}

impl Estimate {
    /// Interval at `confidence` (0 to 1), not adjusted for other estimates.
    pub fn interval(&self, confidence: f64) -> Option<Interval> {
        let half = t_quantile(0.5 + 0.5 * confidence, self.df)? * self.se;
        Some(Interval {
            low: self.estimate - half,
            high: self.estimate + half,
        })
    }
}

impl Fit {
    /// The line of an arm with its band on the days asked for, covariates at their means. Days on
    /// which the readings do not determine it are left out.
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
