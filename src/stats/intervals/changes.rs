//! Ratios of mean changes from baseline, which can be below 0, and the share of a baseline that is left.

use super::NoInterval;
use super::mover::{self, Limited};
use super::spread::{Spread, quantile, quantile_of_sum};
use crate::interval::Interval;

/// The change of an arm: the mean of the later values minus the mean of the baselines.
#[derive(Debug, Clone, Copy)]
pub struct MeanChange {
    later: Spread,
    baseline: Spread,
    /// Correlation of the two means.
    correlation: f64,
}

impl MeanChange {
    /// From the baseline of each animal and its later value, none if it has none: such an animal counts in the mean of
    /// the baselines only.
    ///
    /// # Errors
    /// [`NoInterval::TooFew`] if fewer than three animals have a later value.
    pub fn of(animals: &[(f64, Option<f64>)]) -> Result<Self, NoInterval> {
        let both = animals
            .iter()
            .filter_map(|(b, later)| Some((*b, (*later)?)));
        let (before, after): (Vec<f64>, Vec<f64>) = both.unzip();
        let baselines: Vec<f64> = animals.iter().map(|(b, _)| *b).collect();
        let (later, paired) = (Spread::of(&after)?, Spread::of(&before)?);
        let products = before.iter().zip(&after);
        let products = products.map(|(b, t)| (b - paired.mean) * (t - later.mean));
        let covariance = products.sum::<f64>() / (later.n - 1) as f64;
        let size = (later.variance * paired.variance).sqrt();
        let of_pairs = if size > 0.0 { covariance / size } else { 0.0 };
        // The baselines of the animals without a later value are independent of the later mean.
        let shared = (after.len() as f64 / animals.len() as f64).sqrt();
        Ok(Self {
            later,
            baseline: Spread::of(&baselines)?,
            correlation: (of_pairs * shared).clamp(-1.0, 1.0),
        })
    }

    /// Mean change.
    pub(super) fn mean(&self) -> f64 {
        self.later.mean - self.baseline.mean
    }

    /// Variance of the mean change.
    pub(super) fn variance(&self) -> f64 {
        let (later, baseline) = (self.later.of_mean(), self.baseline.of_mean());
        let shared = 2.0 * self.correlation * (later * baseline).sqrt();
        (later + baseline - shared).max(0.0)
    }

    /// The same in the form of HC3.
    pub(super) fn variance_hc3(&self) -> f64 {
        self.variance() * self.later.n as f64 / (self.later.n - 1) as f64
    }

    /// The mean change with its limits, recovered from those of the two means, which have their limits on the
    /// log scale.
    fn limited(&self, q: f64) -> Limited {
        let on_log_scale = |of: &Spread| match of.mean > 0.0 {
            true => Limited::by_factor(of.mean, q * of.of_mean_hc3().sqrt() / of.mean),
            false => Limited::by_factor(0.0, 0.0),
        };
        let (t, b) = (on_log_scale(&self.later), on_log_scale(&self.baseline));
        let r = self.correlation;
        let distance = |t: f64, b: f64| (t * t + b * b - 2.0 * r * t * b).max(0.0).sqrt();
        let (below, above) = (distance(t.below, b.above), distance(t.above, b.below));
        Limited::by_distances(self.mean(), below, above)
    }
}

/// Limits of the ratio of mean changes by `pair_mover_hc3`.
///
/// # Errors
/// [`NoInterval`]
pub fn ratio_of_changes(
    treated: &MeanChange,
    control: &MeanChange,
    confidence: f64,
) -> Result<Interval, NoInterval> {
    let (x, y) = (treated.mean(), control.mean());
    if y <= 0.0 {
        return Err(NoInterval::ControlNotPositive);
    }
    let of_control = (x / y).powi(2) * control.variance();
    let q = quantile_of_sum(
        (treated.variance(), treated.later.n),
        (of_control, control.later.n),
        confidence,
    )?;
    let numerator = treated.limited(q);
    if numerator.below <= 0.0 && numerator.above <= 0.0 {
        return Err(NoInterval::TreatedConstant);
    }
    let denominator = Limited::by_factor(y, q * control.variance_hc3().sqrt() / y);
    mover::ratio(numerator, denominator)
}

/// Limits of mean(later)/mean(baseline) of one arm by `paired_log_hc3`.
///
/// # Errors
/// [`NoInterval`]
pub fn share_left(arm: &MeanChange, confidence: f64) -> Result<Interval, NoInterval> {
    let (later, baseline) = (&arm.later, &arm.baseline);
    if baseline.mean <= 0.0 {
        return Err(NoInterval::ControlNotPositive);
    }
    if later.mean <= 0.0 {
        return Err(NoInterval::AllZero);
    }
    let relative = |of: &Spread| of.of_mean_hc3().sqrt() / of.mean;
    let (t, b) = (relative(later), relative(baseline));
    let variance = t * t + b * b - 2.0 * arm.correlation * t * b;
    if variance <= 0.0 {
        return Err(NoInterval::NoVariation);
    }
    let half = quantile((later.n - 1) as f64, confidence)? * variance.sqrt();
    let share = later.mean / baseline.mean;
    Ok(Interval {
        low: share * (-half).exp(),
        high: share * half.exp(),
    })
}
