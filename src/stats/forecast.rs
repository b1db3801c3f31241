//! The range in which the next value of a growing series should lie.
//!
//! **Question.** After these readings of a tumor, which values are plausible at the next reading,
//! and which should be measured again?
//!
//! **Formulas.** All on y = ln value.
//!
//! *Own course* ([`log_linear`]): uses the least-squares line through the last n ≤ 5 points, n ≥ 3,
//! with slope b, x̄ and Sxx. The center is the line's height at the last x plus φ·b·g, with g the
//! gap from the last x to the new one. The half width is t(df)·√(s²·(1 + 1/n + (x − x̄)²/Sxx) +
//! (ψ·g)²), where s² = (ν₀·s₀² + RSS)/(ν₀ + n − 2) and df = ν₀ + n − 2.
//!
//! *Carried on* ([`log_carried`]): uses the last value, and the rates r of m other series over a
//! similar gap. Center y + φ·r̄·g, half width t(m − 1)·√(max(2·s₀², g²·sᵣ²·(1 + 1/m)) + (ψ·g)²).
//!
//! *Without trend* ([`log_level`]): center the last value, half width z·√(2·s₀² + (ψ·g)²).
//!
//! *One more of a population* ([`log_normal`]): mean of y ± max(t(m − 1), z₉₉)·√(max(s₀², s²)·(1 +
//! 1/m)), with z₉₉ = 2.576, which holds 99 % of a normal population. Before that, a y further from
//! the median ỹ than c = max(ln 3, 2.5·1.4826·median|y − ỹ|) is moved to ỹ ± c (winsorized), so
//! that an outlier does not widen the range until it contains the outlier.
//!
//! **Reasons.** Three points that happen to lie on a line would give a range without width, and t
//! with a single degree of freedom (12.7) would give one that contains everything. The residual
//! variance is therefore pooled with that of the instrument, s₀², with the weight of ν₀ readings.
//! Growth slows down and bends under treatment, so a straight line predicts too much: only the
//! share φ of the slope is continued (the damped trend of Gardner & McKenzie), and the rate may
//! change by ψ (SD, per unit of x).
//!
//! **Assumptions, small samples.** Errors are independent with one variance on the log scale, over
//! a short window. The confidence is calibrated to raise few false alarms and is not that of a
//! test; coverage is measured where the range is used.
//!
//! **Ties, missing values.** Values of 0 or below have no logarithm and are left out; a caller that
//! knows what a zero means replaces it. If all x are equal, or the range overflows, there is no
//! answer.
//!
//! **Where others differ.** With ν₀ = 0, φ = 1, ψ = 0, [`log_linear`] is R's
//! `predict(lm(log(v) ~ day), interval = "prediction")`.
//!
//! **References.** Prediction interval: Draper & Smith, Applied Regression Analysis, 3rd ed. 1998,
//! section 3.1. Pooling a variance with a prior one: Smyth 2004, doi:10.2202/1544-6115.1027. Damped
//! trend: Gardner & McKenzie 1985, doi:10.1287/mnsc.31.10.1237. Winsorizing by the median's deviation:
//! Huber & Ronchetti, Robust Statistics, 2nd ed. 2009, chapter 1.
//!
//! **Validated** by hand below; coverage on a dozen data sets in `tests/integration/expect.rs`.

use super::descriptive::{mean, median, sd};
use super::quantile::{normal_quantile, t_quantile};

/// The assumptions beside the data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ForecastOptions {
    /// Share of next values that the range should contain; above 0, below 1.
    pub confidence: f64,
    /// The line uses at most this many points, the last ones.
    pub most_points: usize,
    /// s₀²: the variance of ln value due to the measurement alone.
    pub reading_variance: f64,
    /// ν₀: the weight of s₀² in residual degrees of freedom.
    pub reading_df: f64,
    /// φ: the share of the rate that continues, 0 to 1.
    pub damping: f64,
    /// ψ: the SD of a change of the rate, per unit of x.
    pub rate_sd: f64,
}

/// A range of values, with 0 < low ≤ center ≤ high.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ForecastRange {
    /// Lower end.
    pub low: f64,
    /// The most likely value.
    pub center: f64,
    /// Upper end.
    pub high: f64,
}

/// The range at `at` from a series' own course, with ascending x; `None` for fewer than three
/// values above 0 or equal x.
pub fn log_linear(
    x: &[f64],
    values: &[f64],
    at: f64,
    options: &ForecastOptions,
) -> Option<ForecastRange> {
    let points = x.iter().zip(values).filter(|(_, value)| **value > 0.0);
    let (x, y): (Vec<f64>, Vec<f64>) = points.map(|(x, value)| (*x, value.ln())).unzip();
    let first = x.len().saturating_sub(options.most_points);
    let (x, y) = (&x[first..], &y[first..]);
    let line = super::line::fit(x, y)?;
    let n = x.len() as f64;
    let x_mean = mean(x)?;
    let sxx: f64 = x.iter().map(|x| (x - x_mean).powi(2)).sum();
    let gap = at - x.last()?;
    let center = line.intercept + line.slope * (at - gap + options.damping * gap);
    let df = options.reading_df + n - 2.0;
    let rss = line.sigma.powi(2) * (n - 2.0);
    let s2 = (options.reading_df * options.reading_variance + rss) / df;
    let variance = s2 * (1.0 + 1.0 / n + (at - x_mean).powi(2) / sxx);
    range(
        center,
        variance + options.rate_variance(gap),
        t(options, df)?,
    )
}

/// The range of a value `gap` after `last`, from the rates (of ln value, per unit of x) of other
/// series; `None` for fewer than three rates, or if `last` is not above 0.
pub fn log_carried(
    last: f64,
    gap: f64,
    rates: &[f64],
    options: &ForecastOptions,
) -> Option<ForecastRange> {
    let m = rates.len() as f64;
    if m < 3.0 {
        return None;
    }
    let center = last.ln() + options.damping * mean(rates)? * gap;
    let scatter = (sd(rates)? * gap).powi(2) * (1.0 + 1.0 / m);
    let variance = scatter.max(2.0 * options.reading_variance);
    range(
        center,
        variance + options.rate_variance(gap),
        t(options, m - 1.0)?,
    )
}

/// The range of a value `gap` after `last` in a series without trend; `None` if `last` is not above 0.
pub fn log_level(last: f64, gap: f64, options: &ForecastOptions) -> Option<ForecastRange> {
    let variance = 2.0 * options.reading_variance + options.rate_variance(gap);
    let z = normal_quantile(0.5 + 0.5 * options.confidence)?;
    range(last.ln(), variance, z)
}

/// The range of one more value of a population, in which an outlier has little influence. It
/// contains at least 99 % of a normal population if there are six values or more, whatever the confidence, since
/// members of a population differ by nature. `None` for fewer than three values above 0.
pub fn log_normal(values: &[f64], options: &ForecastOptions) -> Option<ForecastRange> {
    let mut y: Vec<f64> = values
        .iter()
        .filter(|v| **v > 0.0)
        .map(|v| v.ln())
        .collect();
    let m = y.len() as f64;
    if m < 3.0 {
        return None;
    }
    winsorize(&mut y)?;
    let variance = sd(&y)?.powi(2).max(options.reading_variance) * (1.0 + 1.0 / m);
    let level = match y.len() < FEW {
        true => options.confidence,
        false => options.confidence.max(OF_A_POPULATION),
    };
    let quantile = t_quantile(0.5 + 0.5 * level, m - 1.0)?.max(Z_99);
    range(mean(&y)?, variance, quantile)
}

/// The least confidence of the range of one more member of a population. With 95 %, one of twenty members would
/// raise an alarm only for being large or small.
const OF_A_POPULATION: f64 = 0.99;

/// With fewer values than this the range has the confidence asked for: one outlier among them would widen a range of
/// 99 % until it tells nothing.
const FEW: usize = 6;

/// The two-sided 99 % quantile of the normal distribution.
const Z_99: f64 = 2.575_829_303_548_9;

/// Moves outliers to the edge of the other values.
fn winsorize(y: &mut [f64]) -> Option<()> {
    let center = median(y)?;
    let off: Vec<f64> = y.iter().map(|y| (y - center).abs()).collect();
    // 2.5 robust SDs (1.4826 × median deviation estimates the SD), at least a factor of 3.
    let most = (2.5 * 1.4826 * median(&off)?).max(3.0_f64.ln());
    for y in y {
        *y = y.clamp(center - most, center + most);
    }
    Some(())
}

impl ForecastOptions {
    /// The variance that a change of the rate adds over a gap.
    fn rate_variance(&self, gap: f64) -> f64 {
        (self.rate_sd * gap).powi(2)
    }
}

/// The two-sided quantile of Student's t at the confidence asked for.
fn t(options: &ForecastOptions, df: f64) -> Option<f64> {
    t_quantile(0.5 + 0.5 * options.confidence, df)
}

/// The range from its center and variance on the log scale.
fn range(center: f64, variance: f64, quantile: f64) -> Option<ForecastRange> {
    let half = quantile * variance.sqrt();
    let result = ForecastRange {
        low: (center - half).exp(),
        center: center.exp(),
        high: (center + half).exp(),
    };
    (result.low > 0.0 && result.high.is_finite()).then_some(result)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PLAIN: ForecastOptions = ForecastOptions {
        confidence: 0.95,
        most_points: 5,
        reading_variance: 0.01,
        reading_df: 0.0,
        damping: 1.0,
        rate_sd: 0.0,
    };

    fn near(a: f64, b: f64) {
        assert!((a / b - 1.0).abs() < 1e-9, "{a} is not {b}");
    }

    /// ln value 0, 2, 1 at x 0, 1, 2: slope ½, intercept ½, RSS 1.5, x̄ 1, Sxx 2. At x = 3 without
    /// prior: center e², s² 1.5, variance 1.5·(1 + ⅓ + 4/2) = 5, df 1.
    #[test]
    fn range_from_own_course_matches_hand_calculation() {
        let (x, v) = ([0.0, 1.0, 2.0], [1.0, 2.0_f64.exp(), 1.0_f64.exp()]);
        let range = log_linear(&x, &v, 3.0, &PLAIN).unwrap();
        near(range.center, 2.0_f64.exp());
        near(range.high.ln() - 2.0, 12.706_204_736_432_1 * 5.0_f64.sqrt());
        near(range.center / range.low, range.high / range.center);

        // With ν₀ = 9, s₀² = 0.01: df 10, s² = (0.09 + 1.5)/10 = 0.159, times 10/3; φ ½ takes the
        // center to the line at 2.5, 1.75; ψ 0.2 adds 0.04: variance 0.57.
        let options = ForecastOptions {
            reading_df: 9.0,
            damping: 0.5,
            rate_sd: 0.2,
            ..PLAIN
        };
        let range = log_linear(&x, &v, 3.0, &options).unwrap();
        near(range.center.ln(), 1.75);
        near(
            range.high.ln() - 1.75,
            2.228_138_851_964_94 * 0.57_f64.sqrt(),
        );
    }

    #[test]
    fn line_uses_the_last_points_above_0_only() {
        let x = [0.0, 1.0, 2.0, 3.0, 4.0];
        let options = ForecastOptions {
            most_points: 3,
            ..PLAIN
        };
        let all = log_linear(&x, &[9.0, 0.0, 1.0, 2.0, 5.0], 5.0, &options);
        assert_eq!(all, log_linear(&x[2..], &[1.0, 2.0, 5.0], 5.0, &options));
        assert!(all.is_some());
        assert_eq!(log_linear(&x[..3], &[1.0, 0.0, 2.0], 5.0, &PLAIN), None);
        assert_eq!(log_linear(&[1.0; 3], &[1.0, 2.0, 3.0], 5.0, &PLAIN), None);
    }

    #[test]
    fn other_ranges_match_hand_calculation() {
        // Rates 0.1, 0.2, 0.3: mean 0.2, SD 0.1. Over 3 days: scatter 0.09·4/3 = 0.12; t(2) 4.3027.
        let range = log_carried(100.0, 3.0, &[0.1, 0.2, 0.3], &PLAIN).unwrap();
        near(range.center, 100.0 * 0.6_f64.exp());
        let t2 = t_quantile(0.975, 2.0).unwrap();
        near((range.high / range.center).ln(), t2 * 0.12_f64.sqrt());
        // With three equal rates the error of two readings remains.
        let range = log_carried(100.0, 3.0, &[0.1; 3], &PLAIN).unwrap();
        near((range.high / range.center).ln(), t2 * 0.02_f64.sqrt());
        assert_eq!(log_carried(100.0, 3.0, &[0.1; 2], &PLAIN), None);

        let drifting = ForecastOptions {
            rate_sd: 0.1,
            ..PLAIN
        };
        let range = log_level(20.0, 2.0, &drifting).unwrap();
        near(range.center, 20.0);
        near(
            (range.high / 20.0).ln(),
            1.959_963_984_540_05 * 0.06_f64.sqrt(),
        );

        // ln values −1, 0, 1: mean 0, SD 1.
        let values = [-1.0_f64, 0.0, 1.0].map(f64::exp);
        let range = log_normal(&values, &PLAIN).unwrap();
        near(range.high.ln(), t2 * (4.0_f64 / 3.0).sqrt());
        // Twenty of ±1: mean 0, variance 20/19, times 21/20; t(19) of 99 % is 2.8609.
        let many: Vec<f64> = (0..20)
            .map(|n| f64::exp(2.0 * f64::from(n % 2) - 1.0))
            .collect();
        let range = log_normal(&many, &PLAIN).unwrap();
        near(
            range.high.ln(),
            2.860_934_606_464_98 * (21.0_f64 / 19.0).sqrt(),
        );
        assert_eq!(log_normal(&[1.0, 2.0, 0.0], &PLAIN), None);
    }

    #[test]
    fn outlier_counts_as_three_times_the_median_of_similar_values() {
        let among = |last| log_normal(&[100.0, 110.0, 120.0, 130.0, last], &PLAIN);
        // The median is 120, and the deviations' is 0.087: times 3.7 less than ln 3.
        assert_eq!(among(1200.0), among(9999.0));
        near(among(1200.0).unwrap().high, among(360.0).unwrap().high);
        assert!(among(1200.0).unwrap().high < 900.0);
        assert!(among(350.0).unwrap().high < among(360.0).unwrap().high);
    }

    proptest! {
        #[test]
        fn ranges_are_finite_and_ordered_and_follow_the_scale(
            values in prop::collection::vec(0.5..5000.0_f64, 3..9),
            gap in 0.5..21.0_f64,
            factor in 0.01..100.0_f64,
        ) {
            let options = ForecastOptions { reading_df: 4.0, damping: 0.5, rate_sd: 0.05, ..PLAIN };
            let x: Vec<f64> = (0..values.len()).map(|i| 3.0 * i as f64).collect();
            let at = 3.0 * (values.len() - 1) as f64 + gap;
            let scaled: Vec<f64> = values.iter().map(|v| factor * v).collect();
            let rates: Vec<f64> = values.iter().map(|v| v / 5000.0).collect();
            let pairs = [
                (log_linear(&x, &values, at, &options), log_linear(&x, &scaled, at, &options)),
                (log_normal(&values, &options), log_normal(&scaled, &options)),
                (log_level(values[0], gap, &options), log_level(scaled[0], gap, &options)),
                (log_carried(values[0], gap, &rates, &options), log_carried(scaled[0], gap, &rates, &options)),
            ];
            for (range, scaled) in pairs {
                let (range, scaled) = (range.unwrap(), scaled.unwrap());
                prop_assert!(range.low <= range.center && range.center <= range.high);
                for (a, b) in [(range.low, scaled.low), (range.center, scaled.center), (range.high, scaled.high)] {
                    prop_assert!((factor * a / b - 1.0).abs() < 1e-9);
                }
            }
        }
    }
}
