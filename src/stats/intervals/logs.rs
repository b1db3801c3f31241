//! Ratios that are differences on the log scale: of geometric means, and of growth rates over a time.

use super::NoInterval;
use super::spread::enough;
use crate::descriptive::{logs, mean};
use crate::interval::Interval;
use crate::welch;

/// Limits of the ratio of geometric means by `welch_log`.
///
/// # Errors
/// [`NoInterval`]
pub fn ratio_of_geomeans(
    treated: &[f64],
    control: &[f64],
    confidence: f64,
) -> Result<Interval, NoInterval> {
    enough(treated.len().min(control.len()))?;
    let logs = logs(treated).zip(logs(control));
    let (treated, control) = logs.ok_or(NoInterval::NotPositive)?;
    exp_of_difference(&treated, &control, 1.0, confidence)
}

/// Limits of e^((mean k_T − mean k_C)·days) by `welch_log`, of rates per day.
///
/// # Errors
/// [`NoInterval`]
pub fn ratio_by_rates(
    treated: &[f64],
    control: &[f64],
    days: f64,
    confidence: f64,
) -> Result<Interval, NoInterval> {
    enough(treated.len().min(control.len()))?;
    exp_of_difference(treated, control, days, confidence)
}

fn exp_of_difference(
    treated: &[f64],
    control: &[f64],
    factor: f64,
    confidence: f64,
) -> Result<Interval, NoInterval> {
    // The mean of the control is taken off first, so that values far from 0 lose no digits.
    let center = mean(control).ok_or(NoInterval::TooFew)?;
    let off = |values: &[f64]| values.iter().map(|v| v - center).collect::<Vec<f64>>();
    let difference = welch::difference_of_means(&off(treated), &off(control), confidence);
    let difference = difference.ok_or(NoInterval::NoVariation)?;
    Ok(Interval {
        low: (difference.low * factor).exp(),
        high: (difference.high * factor).exp(),
    })
}
