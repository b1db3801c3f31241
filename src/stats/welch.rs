//! The interval of a difference of two means with unequal variances.
//!
//! **Question.** Between which limits does the difference of two groups' means lie? (Of ln volumes:
//! between which limits lies the ratio of geometric means?)
//!
//! **Formulas.** d = x̄₁ − x̄₂, SE = √(s₁²/n₁ + s₂²/n₂), ν = SE⁴/(Σ (sᵢ²/nᵢ)²/(nᵢ − 1)); the interval
//! is d ± t(ν)·SE. For geometric means, of logarithms, and then exponentiated.
//!
//! **Assumptions, small samples.** Values near normal (volumes: on the log scale). Two values per
//! group at least; with few, ν is small and the interval rightly wide.
//!
//! **Ties, missing values.** No variation in either group leaves no interval. Missing values are left
//! out before the call.
//!
//! **Where others differ.** As R's `t.test(x, y)$conf.int`; programs that round ν to an integer give
//! slightly other limits.
//!
//! **References.** Welch 1947, doi:10.1093/biomet/34.1-2.28; Satterthwaite 1946, doi:10.2307/3002019.
//!
//! **Validated** by hand below; the t quantile against R.

use super::bca::Interval;
use super::descriptive::{finite, mean, sd};
use super::quantile::t_quantile;

/// Interval of mean(x) − mean(y) at `confidence` (0 to 1); none of fewer than two values in either,
/// or if neither varies.
pub fn difference_of_means(x: &[f64], y: &[f64], confidence: f64) -> Option<Interval> {
    let part = |v: &[f64]| sd(v).map(|sd| sd * sd / v.len() as f64);
    let (vx, vy) = (part(x)?, part(y)?);
    let variance = vx + vy;
    let spread = vx * vx / (x.len() - 1) as f64 + vy * vy / (y.len() - 1) as f64;
    let df = finite(variance * variance / spread)?;
    let half = t_quantile(0.5 + confidence / 2.0, df)? * variance.sqrt();
    let difference = mean(x)? - mean(y)?;
    Some(Interval {
        low: difference - half,
        high: difference + half,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        // x 1, 2, 3 and y 2, 4, 6: d = −2; s² 1 and 4; SE² = 1/3 + 4/3 = 5/3;
        // ν = (25/9)/((1/9 + 16/9)/2) = 50/17 = 2.941.
        let i = difference_of_means(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0], 0.95).unwrap();
        let half = t_quantile(0.975, 50.0 / 17.0).unwrap() * (5.0_f64 / 3.0).sqrt();
        assert!((i.low + 2.0 + half).abs() < 1e-12 && (i.high + 2.0 - half).abs() < 1e-12);
    }

    #[test]
    fn what_has_no_interval() {
        assert!(difference_of_means(&[1.0], &[1.0, 2.0], 0.95).is_none());
        assert!(difference_of_means(&[1.0, 1.0], &[2.0, 2.0], 0.95).is_none());
    }
}
