//! Student's t test of two groups.
//!
//! **Question.** Do the means of two arms differ, if both have the same variance?
//!
//! **Formulas.** d = x̄ − ȳ, s² = (SS_x + SS_y)/(n + m − 2), SE = s·√(1/n + 1/m), t = d/SE with
//! n + m − 2 degrees of freedom; the interval is d ± t(ν)·SE.
//!
//! **Assumptions, small samples.** The values are near normal (for volumes, use the log scale) with
//! equal variances; in doubt use [`welch`](crate::welch). One group may have a single value.
//!
//! **Ties, missing values.** Ties have no effect. Missing values are left out before the call. If
//! neither group varies, there is no answer.
//!
//! **Where others differ.** As R's `t.test(var.equal = TRUE)` and Prism's unpaired t test.
//!
//! **References.** Student 1908, doi:10.1093/biomet/6.1.1.
//!
//! **Validated** by hand below, and against R to 1e-10.

use super::answer::NoAnswer;
use super::pooled::Pooled;
use crate::distribution::student;
use crate::interval::Interval;
use crate::quantile::t_quantile;

/// A t test of mean(x) − mean(y).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TTest {
    /// mean(x) − mean(y).
    pub difference: f64,
    /// Standard error of the difference.
    pub se: f64,
    /// difference/se.
    pub t: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// Two-sided; 0 if it is too small for a number.
    pub p: f64,
    /// ln p, finite also where p is 0.
    pub ln_p: f64,
    /// One-sided: x is lower than y.
    pub p_less: f64,
    /// One-sided: x is higher than y.
    pub p_greater: f64,
    /// Interval of the difference, at the confidence asked for.
    pub interval: Interval,
}

impl TTest {
    /// The test of a difference with its standard error and degrees of freedom; `None` unless 0 <
    /// `confidence` < 1.
    pub fn new(difference: f64, se: f64, df: f64, confidence: f64) -> Option<Self> {
        let t = difference / se;
        let ln_p = student::ln_two_sided(t, df);
        let half = t_quantile(0.5 + confidence / 2.0, df)? * se;
        Some(Self {
            difference,
            se,
            t,
            df,
            p: ln_p.exp(),
            ln_p,
            p_less: student::sf(-t, df),
            p_greater: student::sf(t, df),
            interval: Interval {
                low: difference - half,
                high: difference + half,
            },
        })
    }
}

/// Tests mean(x) − mean(y), with an interval at `confidence` (0 to 1).
///
/// # Errors
/// [`NoAnswer`] for an empty group, too few values, values that are not finite, no variation, or a
/// confidence outside 0 to 1.
pub fn t_test(x: &[f64], y: &[f64], confidence: f64) -> Result<TTest, NoAnswer> {
    let pooled = Pooled::new(&[x, y])?;
    let [x, y] = [pooled.groups[0], pooled.groups[1]];
    let difference = x.mean() - y.mean();
    TTest::new(difference, pooled.se(&x, &y), pooled.df, confidence).ok_or(NoAnswer::NotAConfidence)
}

#[cfg(test)]
mod tests {
    use super::super::anova::anova;
    use super::*;

    #[test]
    fn t_and_interval_match_hand_calculation() {
        // 1 2 3 against 3 5: d = −2; SS 2 + 2, 3 degrees of freedom, s² 4/3; SE² = 4/3·(1/3 + 1/2)
        // = 10/9; t = −2/√(10/9) = −6/√10. t(0.975, 3) = 3.18244630528371 (R).
        let t = t_test(&[1.0, 2.0, 3.0], &[3.0, 5.0], 0.95).unwrap();
        assert!((t.t + 6.0 / 10.0_f64.sqrt()).abs() < 1e-12 && t.df == 3.0);
        let half = 3.182_446_305_283_71 * (10.0_f64 / 9.0).sqrt();
        assert!((t.interval.low + 2.0 + half).abs() < 1e-9);
        assert!((t.interval.high + 2.0 - half).abs() < 1e-9);
        assert!(
            (t.p_less + t.p_greater - 1.0).abs() < 1e-15
                && (2.0 * t.p_less / t.p - 1.0).abs() < 1e-14
        );
    }

    #[test]
    fn square_of_t_is_f_of_anova() {
        let (x, y) = ([1.0, 5.0, 2.5, 9.0], [7.0, 8.0, 12.5]);
        let (t, a) = (t_test(&x, &y, 0.9).unwrap(), anova(&[&x, &y]).unwrap());
        assert!((t.t * t.t / a.f - 1.0).abs() < 1e-12 && (t.p / a.p - 1.0).abs() < 1e-11);
    }

    #[test]
    fn awkward_data_give_reasons() {
        assert_eq!(t_test(&[1.0], &[2.0], 0.95), Err(NoAnswer::TooFewValues));
        assert_eq!(t_test(&[], &[2.0, 3.0], 0.95), Err(NoAnswer::TooFewGroups));
        assert_eq!(
            t_test(&[1.0; 4], &[2.0; 4], 0.95),
            Err(NoAnswer::NoVariation)
        );
        assert!(t_test(&[1.0], &[2.0, 3.0], 0.95).is_ok());
        let certain = t_test(&[1.0], &[2.0, 3.0], 1.0);
        assert_eq!(certain, Err(NoAnswer::NotAConfidence));
        let same = t_test(&[1.0, 2.0], &[1.0, 2.0], 0.95).unwrap();
        assert_eq!((same.t, same.p, same.p_less), (0.0, 1.0, 0.5));
    }
}
