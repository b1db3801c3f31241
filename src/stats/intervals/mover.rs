//! The interval of a ratio from the limits of its numerator and denominator (method of variance estimates recovery).

use super::NoInterval;
use crate::interval::Interval;

/// The largest exponent of a limit, so that a control that hardly grew gives a huge but finite limit.
const LARGEST_EXPONENT: f64 = 300.0;

/// An estimate and the distances from it to its limits, both 0 or more.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limited {
    pub estimate: f64,
    /// The lower limit, which is more exact than `estimate` − `below` where it is far smaller than the estimate.
    low: f64,
    pub below: f64,
    pub above: f64,
}

impl Limited {
    /// Limits `estimate` ± `half`.
    pub fn evenly(estimate: f64, half: f64) -> Self {
        Self::by_distances(estimate, half, half)
    }

    pub fn by_distances(estimate: f64, below: f64, above: f64) -> Self {
        Self {
            estimate,
            low: estimate - below,
            below,
            above,
        }
    }

    /// Limits `estimate`·e^(±`half`) of an estimate of 0 or more.
    pub fn by_factor(estimate: f64, half: f64) -> Self {
        let factor = half.min(LARGEST_EXPONENT).exp();
        Self {
            estimate,
            low: estimate / factor,
            below: estimate - estimate / factor,
            above: estimate * factor - estimate,
        }
    }
}

/// The interval of `numerator`/`denominator`, of independent arms; the denominator and its lower limit must be
/// above 0. It is finite, and moves continuously where the numerator passes 0.
///
/// # Errors
/// [`NoInterval::ControlNotPositive`]
pub(super) fn ratio(numerator: Limited, denominator: Limited) -> Result<Interval, NoInterval> {
    let (x, y) = (numerator.estimate, denominator.estimate);
    if denominator.low.is_nan() || denominator.low <= 0.0 {
        return Err(NoInterval::ControlNotPositive);
    }
    let q = x * y;
    // With w the distance of the denominator: p is y² − w², from the limit y − w.
    let downward = denominator.low * (y + denominator.below);
    let upward = y * y - denominator.above.powi(2);
    let root = |p: f64, distance: f64| {
        let r = x * x - distance * distance;
        (r, (q * q - p * r).max(0.0).sqrt())
    };
    // Of the two forms of a root, the one that is stable; it has no division by 0.
    let low = if x - numerator.below >= 0.0 {
        let (r, s) = root(upward, numerator.below);
        if q + s > 0.0 { r / (q + s) } else { 0.0 }
    } else {
        let (_, s) = root(downward, numerator.below);
        (q - s) / downward
    };
    let high = if x + numerator.above >= 0.0 {
        let (_, s) = root(downward, numerator.above);
        (q + s) / downward
    } else {
        let (r, s) = root(upward, numerator.above);
        r / (q - s)
    };
    match low.is_finite() && high.is_finite() {
        true => Ok(Interval { low, high }),
        false => Err(NoInterval::ControlNotPositive),
    }
}
