//! Welch's t test: two means with unequal variances, and the interval of their difference.
//!
//! **Question.** Do the means of two arms differ, and between which limits does the difference lie?
//! For ln volumes: between which limits does the ratio of the geometric means lie?
//!
//! **Formulas.** d = x̄₁ − x̄₂, SE = √(s₁²/n₁ + s₂²/n₂), ν = SE⁴/(Σ (sᵢ²/nᵢ)²/(nᵢ − 1)); t = d/SE;
//! the interval is d ± t(ν)·SE. For geometric means the limits of logarithms are
//! exponentiated.
//!
//! **Assumptions, small samples.** The values are near normal (for volumes, use the log scale). At
//! least two values per group; with few values ν is small and the interval wide.
//!
//! **Ties, missing values.** Ties have no effect. If neither group varies, there is no test.
//! Missing values are left out before the call.
//!
//! **Where others differ.** As R's `t.test(x, y)` and Prism's t test with Welch's correction.
//! Programs that round ν to a whole number give slightly different limits.
//!
//! **References.** Welch 1947, doi:10.1093/biomet/34.1-2.28; Satterthwaite 1946, doi:10.2307/3002019.
//!
//! **Validated** by hand below; the t quantile against R.

use super::descriptive::{finite, mean, sd};
use super::interval::Interval;
use super::oneway::student::TTest;

/// Tests mean(x) − mean(y), with an interval at `confidence` (0 to 1); `None` for fewer than two
/// values in a group, or if neither group varies.
pub fn t_test(x: &[f64], y: &[f64], confidence: f64) -> Option<TTest> {
    let part = |v: &[f64]| sd(v).map(|sd| sd * sd / v.len() as f64);
    let (vx, vy) = (part(x)?, part(y)?);
    let variance = vx + vy;
    let spread = vx * vx / (x.len() - 1) as f64 + vy * vy / (y.len() - 1) as f64;
    let df = finite(variance * variance / spread)?;
    TTest::new(mean(x)? - mean(y)?, variance.sqrt(), df, confidence)
}

/// Interval of mean(x) − mean(y) at `confidence` (0 to 1); none of fewer than two values in either,
/// or if neither varies.
pub fn difference_of_means(x: &[f64], y: &[f64], confidence: f64) -> Option<Interval> {
    t_test(x, y, confidence).map(|test| test.interval)
}

#[cfg(test)]
mod tests {
    use super::super::quantile::t_quantile;
    use super::*;

    #[test]
    fn test_matches_hand_calculation() {
        // x 1, 2, 3 and y 2, 4, 6: d = −2; s² 1 and 4; SE² = 1/3 + 4/3 = 5/3;
        // ν = (25/9)/((1/9 + 16/9)/2) = 50/17 = 2.941.
        let i = difference_of_means(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0], 0.95).unwrap();
        let half = t_quantile(0.975, 50.0 / 17.0).unwrap() * (5.0_f64 / 3.0).sqrt();
        let t = t_test(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0], 0.95).unwrap();
        assert!(
            (t.t + 2.0 / (5.0_f64 / 3.0).sqrt()).abs() < 1e-12
                && (t.df - 50.0 / 17.0).abs() < 1e-12
        );
        assert!((i.low + 2.0 + half).abs() < 1e-12 && (i.high + 2.0 - half).abs() < 1e-12);
    }

    #[test]
    fn groups_without_variation_or_values_have_no_test() {
        assert!(difference_of_means(&[1.0], &[1.0, 2.0], 0.95).is_none());
        assert!(difference_of_means(&[1.0, 1.0], &[2.0, 2.0], 0.95).is_none());
    }
}
