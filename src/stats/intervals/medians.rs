//! Ratios of medians, by order statistics (Price & Bonett).

use super::NoInterval;
use super::mover::{self, Limited};
use super::spread::enough;
use crate::descriptive::median_of_sorted;
use crate::interval::Interval;
use crate::quantile::normal_quantile;

/// The median of an arm with the two order statistics that tell its standard error.
struct Ranked {
    median: f64,
    low: f64,
    high: f64,
    /// How many standard errors of the median each of the two is from it.
    z: f64,
}

impl Ranked {
    fn of(values: &[f64]) -> Result<Self, NoInterval> {
        enough(values.len())?;
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let n = sorted.len();
        let rank = rank(n);
        let z = normal_quantile(1.0 - tail(n, rank)).ok_or(NoInterval::TooFew)?;
        Ok(Self {
            median: median_of_sorted(&sorted).ok_or(NoInterval::TooFew)?,
            low: sorted[rank - 1],
            high: sorted[n - rank],
            z,
        })
    }
}

/// The rank from 1 of the lower order statistic: (n + 1)/2 − √n, rounded half up, at least 1.
fn rank(n: usize) -> usize {
    let n = n as f64;
    ((n + 1.0) / 2.0 - n.sqrt() + 0.5).floor().max(1.0) as usize
}

/// The probability that fewer than `rank` of n values are below the median of their distribution.
fn tail(n: usize, rank: usize) -> f64 {
    let (mut sum, mut term) = (0.0, 0.5_f64.powi(n as i32));
    for i in 0..rank {
        sum += term;
        term *= (n - i) as f64 / (i + 1) as f64;
    }
    sum
}

fn z_of(confidence: f64) -> Result<f64, NoInterval> {
    normal_quantile(0.5 + confidence / 2.0).ok_or(NoInterval::NoVariation)
}

/// Limits of median(treated)/median(control) by `order_statistics`, of values that are 0 or more.
///
/// # Errors
/// [`NoInterval`]
pub fn ratio_of_medians(
    treated: &[f64],
    control: &[f64],
    confidence: f64,
) -> Result<Interval, NoInterval> {
    let (t, c) = (Ranked::of(treated)?, Ranked::of(control)?);
    let z = z_of(confidence)?;
    if c.median <= 0.0 {
        return Err(NoInterval::ControlNotPositive);
    }
    if t.median <= 0.0 {
        return Err(NoInterval::MedianZero);
    }
    if c.low <= 0.0 {
        return Err(NoInterval::ControlZeros);
    }
    let ratio = t.median / c.median;
    if t.low <= 0.0 {
        // The standard error on the log scale is endless downward: each limit takes the order statistics of its side.
        let up = z / t.z * (t.high / t.median).ln();
        let down = z / c.z * (c.median / c.low).ln();
        return Ok(Interval {
            low: 0.0,
            high: ratio * up.hypot(down).exp(),
        });
    }
    let se = |arm: &Ranked| (arm.high / arm.low).ln() / (2.0 * arm.z);
    let half = z * se(&t).hypot(se(&c));
    if half <= 0.0 {
        return Err(NoInterval::NoVariation);
    }
    Ok(Interval {
        low: ratio * (-half).exp(),
        high: ratio * half.exp(),
    })
}

/// Limits of median(treated)/median(control) by `order_statistics_mover`, of changes, which can be below 0.
///
/// # Errors
/// [`NoInterval`]
pub fn ratio_of_median_changes(
    treated: &[f64],
    control: &[f64],
    confidence: f64,
) -> Result<Interval, NoInterval> {
    let (t, c) = (Ranked::of(treated)?, Ranked::of(control)?);
    let z = z_of(confidence)?;
    if c.median <= 0.0 {
        return Err(NoInterval::ControlNotPositive);
    }
    if c.low <= 0.0 {
        return Err(NoInterval::ControlZeros);
    }
    if t.high <= t.low {
        return Err(match c.high <= c.low {
            true => NoInterval::NoVariation,
            false => NoInterval::TreatedConstant,
        });
    }
    let numerator = Limited::evenly(t.median, z * (t.high - t.low) / (2.0 * t.z));
    let denominator = Limited::by_factor(c.median, z * (c.high / c.low).ln() / (2.0 * c.z));
    mover::ratio(numerator, denominator)
}
