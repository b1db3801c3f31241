//! Means, variances and degrees of freedom that the rules share.

use super::NoInterval;
use crate::descriptive::mean;
use crate::quantile::t_quantile;

/// The fewest animals with a value that an arm must have for an interval.
const FEWEST: usize = 3;

/// Mean and variance of the values of one arm.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spread {
    pub n: usize,
    pub mean: f64,
    /// With n − 1.
    pub variance: f64,
}

impl Spread {
    /// # Errors
    /// [`NoInterval::TooFew`]
    pub fn of(values: &[f64]) -> Result<Self, NoInterval> {
        enough(values.len())?;
        let mean = mean(values).ok_or(NoInterval::TooFew)?;
        let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
        Ok(Self {
            n: values.len(),
            mean,
            variance: squares / (values.len() - 1) as f64,
        })
    }

    /// Variance of the mean, s²/n.
    pub fn of_mean(&self) -> f64 {
        self.variance / self.n as f64
    }

    /// Variance of the mean as HC3 estimates it, s²/(n − 1).
    pub fn of_mean_hc3(&self) -> f64 {
        self.variance / (self.n - 1) as f64
    }
}

/// # Errors
/// [`NoInterval::TooFew`]
pub(super) fn enough(n: usize) -> Result<(), NoInterval> {
    if n < FEWEST {
        return Err(NoInterval::TooFew);
    }
    Ok(())
}

/// The t quantile for a sum of two independent variances `a` and `b`, estimated from `n` and `m` animals, by
/// Satterthwaite's degrees of freedom.
///
/// # Errors
/// [`NoInterval::NoVariation`] where both are 0.
pub(super) fn quantile_of_sum(
    (a, n): (f64, usize),
    (b, m): (f64, usize),
    confidence: f64,
) -> Result<f64, NoInterval> {
    if a + b <= 0.0 {
        return Err(NoInterval::NoVariation);
    }
    // Shares of the sum, because squares of small variances could be 0.
    let (share_a, share_b) = (a / (a + b), b / (a + b));
    let df = 1.0 / (share_a.powi(2) / (n - 1) as f64 + share_b.powi(2) / (m - 1) as f64);
    quantile(df, confidence)
}

/// The t quantile of a two-sided interval.
///
/// # Errors
/// [`NoInterval::NoVariation`] where `df` is not above 0.
pub(super) fn quantile(df: f64, confidence: f64) -> Result<f64, NoInterval> {
    t_quantile(0.5 + confidence / 2.0, df).ok_or(NoInterval::NoVariation)
}
