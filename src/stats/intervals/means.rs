//! Ratios of means of values that are 0 or more, and ratios of rates, which can be below 0.

use super::NoInterval;
use super::mover::{self, Limited};
use super::spread::{Spread, quantile_of_sum};
use crate::interval::Interval;

/// Limits of mean(treated)/mean(control) by `log_hc3`, of values that are 0 or more.
///
/// # Errors
/// [`NoInterval`]
pub fn ratio_of_means(
    treated: &[f64],
    control: &[f64],
    confidence: f64,
) -> Result<Interval, NoInterval> {
    let (x, y) = (Spread::of(treated)?, Spread::of(control)?);
    if y.mean <= 0.0 {
        return Err(NoInterval::ControlNotPositive);
    }
    if x.mean <= 0.0 {
        return Err(NoInterval::AllZero);
    }
    let relative = |part: f64, of: &Spread| part / of.mean.powi(2);
    let q = quantile_of_sum(
        (relative(x.of_mean(), &x), x.n),
        (relative(y.of_mean(), &y), y.n),
        confidence,
    )?;
    let se = (relative(x.of_mean_hc3(), &x) + relative(y.of_mean_hc3(), &y)).sqrt();
    let ratio = x.mean / y.mean;
    Ok(Interval {
        low: ratio * (-q * se).exp(),
        high: ratio * (q * se).exp(),
    })
}

/// Limits of mean(treated)/mean(control) by `rate_mover`, of values such as growth rates that can be below 0 and
/// scatter about evenly to both sides.
///
/// # Errors
/// [`NoInterval`]
pub fn ratio_of_rates(
    treated: &[f64],
    control: &[f64],
    confidence: f64,
) -> Result<Interval, NoInterval> {
    let (x, y) = (Spread::of(treated)?, Spread::of(control)?);
    if y.mean <= 0.0 {
        return Err(NoInterval::ControlNotPositive);
    }
    let of_control = (x.mean / y.mean).powi(2) * y.of_mean();
    let q = quantile_of_sum((x.of_mean(), x.n), (of_control, y.n), confidence)
        .or_else(|_| quantile_of_sum((x.of_mean(), x.n), (y.of_mean(), y.n), confidence))?;
    let numerator = Limited::evenly(x.mean, q * x.of_mean().sqrt());
    let denominator = Limited::by_factor(y.mean, q * y.of_mean().sqrt() / y.mean);
    mover::ratio(numerator, denominator)
}
