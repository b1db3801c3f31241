//! Dunnett's test: several arms against one control.
//!
//! **Question.** Which arms have a mean that differs from the control's, with one error rate for
//! all comparisons?
//!
//! **Formulas.** tᵢ = (x̄ᵢ − x̄₀)/(s·√(1/nᵢ + 1/n₀)), s² the variance within all groups, ν its
//! degrees of freedom. The adjusted p-value is the probability that the largest of all |T|
//! (one-sided: of all T) is at least as large, with T multivariate t with correlations λᵢλⱼ, λᵢ =
//! √(nᵢ/(nᵢ + n₀)). Simultaneous intervals: x̄ᵢ − x̄₀ ± c·SE, with c the quantile of the largest |T|.
//!
//! **Assumptions, small samples.** The values are near normal with one variance: for volumes, use
//! the log scale. The test is exact for unequal arms too. A group of one value is used, with a
//! note; it adds nothing to s.
//!
//! **Ties, missing values.** Ties have no effect. Missing values are left out before the call,
//! empty arms with a note. If no group varies, there is no answer.
//!
//! **Where others differ.** As `multcomp::glht` in R and Prism. R computes the integral with random
//! numbers, so its last digits change between runs; here it is computed by quadrature. Prism prints
//! small p as "< 0.0001" only. With one arm this is Student's t test.
//!
//! **References.** Dunnett 1955, doi:10.1080/01621459.1955.10501294; Dunnett 1964, Biometrics 20:482,
//! doi:10.2307/2528490.
//!
//! **Validated** by hand below, against R (quadrature, 1e-9), and against SciPy.

use super::answer::{NoAnswer, Note};
use super::group::Group;
use super::pooled::Pooled;
use crate::distribution::dunnett::{Dunnett, Sides, lambda_of_sizes};
use crate::distribution::student;
use crate::interval::Interval;

/// One arm against the control.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// Index of the arm.
    pub group: usize,
    /// Mean of the arm minus mean of the control.
    pub estimate: f64,
    /// Standard error of the estimate.
    pub se: f64,
    /// estimate/se.
    pub t: f64,
    /// Two-sided, not adjusted.
    pub p_raw: f64,
    /// Two-sided, adjusted.
    pub p: f64,
    /// One-sided, adjusted: the arm is lower than the control.
    pub p_less: f64,
    /// One-sided, adjusted: the arm is higher than the control.
    pub p_greater: f64,
    /// Simultaneous two-sided interval of the estimate.
    pub interval: Interval,
    /// Simultaneous upper bound of the estimate, for the one-sided test "lower".
    pub upper_bound: f64,
    /// Simultaneous lower bound of the estimate, for the one-sided test "higher".
    pub lower_bound: f64,
}

/// Dunnett's test.
#[derive(Debug, Clone, PartialEq)]
pub struct DunnettTest {
    /// Degrees of freedom of the common variance.
    pub df: f64,
    /// The two-sided critical value of |t|.
    pub critical: f64,
    /// The one-sided critical value of t.
    pub critical_one_sided: f64,
    /// In the order of the arms.
    pub comparisons: Vec<Comparison>,
    /// Groups left out, groups of one value.
    pub notes: Vec<Note>,
}

/// Compares every group with the first; the intervals together have `confidence` (0 to 1).
///
/// # Errors
/// [`NoAnswer`] for an empty control, fewer than two groups, values that are not finite, no
/// variation within groups, or a confidence outside 0 to 1.
pub fn dunnett(groups: &[&[f64]], confidence: f64) -> Result<DunnettTest, NoAnswer> {
    let pooled = Pooled::with_control(groups)?;
    let sizes: Vec<usize> = pooled.groups.iter().map(|g| g.values.len()).collect();
    let lambda = lambda_of_sizes(sizes[0], &sizes[1..]);
    let distribution = |sides| Dunnett::new(&lambda, pooled.df, sides).expect("arms have values");
    let (mut two, mut one) = (distribution(Sides::Two), distribution(Sides::One));
    let critical = two.quantile(confidence).ok_or(NoAnswer::NotAConfidence)?;
    let critical_one_sided = one.quantile(confidence).ok_or(NoAnswer::NotAConfidence)?;
    let control = pooled.groups[0];
    let compare = |arm: &Group| {
        let estimate = arm.mean() - control.mean();
        let se = pooled.se(arm, &control);
        let t = estimate / se;
        Comparison {
            group: arm.index,
            estimate,
            se,
            t,
            p_raw: student::two_sided(t, pooled.df),
            p: two.sf(t.abs()),
            p_less: one.sf(-t),
            p_greater: one.sf(t),
            interval: Interval {
                low: estimate - critical * se,
                high: estimate + critical * se,
            },
            upper_bound: estimate + critical_one_sided * se,
            lower_bound: estimate - critical_one_sided * se,
        }
    };
    Ok(DunnettTest {
        df: pooled.df,
        critical,
        critical_one_sided,
        comparisons: pooled.groups[1..].iter().map(compare).collect(),
        notes: pooled.notes,
    })
}

#[cfg(test)]
mod tests {
    use super::super::student::t_test;
    use super::*;
    use proptest::prelude::*;

    fn run(groups: &[&[f64]]) -> DunnettTest {
        dunnett(groups, 0.95).unwrap()
    }

    #[test]
    fn t_and_intervals_match_hand_calculation() {
        // Control 1 2 3, arms 2 4 6 and 5 6 10: means 2, 4, 7; SS 2 + 8 + 14 = 24 over 6: s² 4;
        // SE = √(4·2/3); t = 2/SE, 5/SE.
        let d = run(&[&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0], &[5.0, 6.0, 10.0]]);
        let se = (8.0_f64 / 3.0).sqrt();
        for (c, difference) in d.comparisons.iter().zip([2.0, 5.0]) {
            assert!((c.estimate - difference).abs() < 1e-12 && (c.se - se).abs() < 1e-12);
            assert!(c.p > c.p_raw && c.p < 2.0 * c.p_raw && c.p_greater < c.p && c.p_less > 0.5);
            assert!((c.interval.high - difference - d.critical * se).abs() < 1e-12);
        }
        // Dunnett 1964, Table II: two arms, 6 degrees of freedom, 5 %: 2.86; one-sided 2.34.
        assert!((d.critical - 2.86).abs() < 0.006 && (d.critical_one_sided - 2.34).abs() < 0.006);
    }

    /// Dunnett 1955: blood counts of control animals and of two drugs, the example of SciPy's
    /// `dunnett`, whose randomized integral gives 0.62004941 and 0.00597 (±1e-4).
    #[test]
    fn example_of_1955_agrees_with_scipy() {
        let control = [7.40, 8.50, 7.20, 8.24, 9.84, 8.32];
        let drug_a = [9.76, 8.80, 7.68, 9.36];
        let drug_b = [12.80, 9.68, 12.16, 9.20, 10.55];
        let d = run(&[&control, &drug_a, &drug_b]);
        assert!(
            (d.comparisons[0].p - 0.620_04).abs() < 3e-4,
            "{}",
            d.comparisons[0].p
        );
        assert!(
            (d.comparisons[1].p - 0.005_97).abs() < 3e-4,
            "{}",
            d.comparisons[1].p
        );
    }

    #[test]
    fn test_of_one_arm_is_student() {
        let (x, y) = ([1.0, 5.0, 2.5, 9.0], [7.0, 8.0, 12.5]);
        let (d, t) = (run(&[&y, &x]), t_test(&x, &y, 0.95).unwrap());
        let c = d.comparisons[0];
        assert!((c.p / t.p - 1.0).abs() < 1e-11 && (c.p_less / t.p_less - 1.0).abs() < 1e-11);
        assert!((c.interval.low - t.interval.low).abs() < 1e-9);
    }

    #[test]
    fn awkward_data_give_notes_or_reasons() {
        let some = run(&[&[1.0, 2.0], &[], &[9.0], &[4.0, 5.5]]);
        let left_out = Note::GroupLeftOut { group: 1, n: 0 };
        assert_eq!(some.notes, [left_out, Note::SingleValue { group: 2 }]);
        let groups: Vec<usize> = some.comparisons.iter().map(|c| c.group).collect();
        assert_eq!(groups, [2, 3]);
        let of = |groups: &[&[f64]]| dunnett(groups, 0.95).unwrap_err();
        assert_eq!(of(&[&[], &[1.0, 2.0], &[3.0]]), NoAnswer::NoControl);
        assert_eq!(of(&[&[0.0; 5], &[3.0; 5]]), NoAnswer::NoVariation);
        assert_eq!(of(&[&[1.0], &[2.0]]), NoAnswer::TooFewValues);
        // All arms alike.
        let same = run(&[&[1.0, 2.0], &[1.0, 2.0], &[1.0, 2.0]]);
        assert!(same.comparisons.iter().all(|c| c.t == 0.0 && c.p == 1.0));
    }

    #[test]
    fn p_of_many_arms_stays_within_bounds() {
        let arms: Vec<Vec<f64>> = (0..62)
            .map(|arm| {
                (0..160)
                    .map(|i| f64::from((i * 37 + arm * 11) % 101 + arm / 20))
                    .collect()
            })
            .collect();
        let slices: Vec<&[f64]> = arms.iter().map(Vec::as_slice).collect();
        let d = run(&slices);
        assert_eq!(d.comparisons.len(), 61);
        assert!(d.comparisons.iter().all(|c| c.p >= c.p_raw && c.p <= 1.0));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn results_do_not_depend_on_order_shift_or_scale(
            mut groups in prop::collection::vec(prop::collection::vec(1.0..1000.0_f64, 2..9), 2..7),
            shift in -500.0..500.0_f64,
            scale in 0.01..100.0_f64,
        ) {
            let of = |groups: &[Vec<f64>]| {
                let slices: Vec<&[f64]> = groups.iter().map(Vec::as_slice).collect();
                run(&slices)
            };
            let before = of(&groups);
            groups[1..].reverse();
            for group in &mut groups {
                group.reverse();
                group.iter_mut().for_each(|x| *x = scale * (*x + shift));
            }
            let after = of(&groups);
            for (a, b) in before.comparisons.iter().zip(after.comparisons.iter().rev()) {
                prop_assert!((a.p - b.p).abs() < 1e-8 && (a.p_less - b.p_less).abs() < 1e-8);
                prop_assert!((a.interval.low * scale - b.interval.low).abs() < 1e-6 * scale * 1000.0);
                prop_assert!(a.p >= a.p_raw - 1e-12 && a.p_less <= a.p + 1e-12 || a.estimate > 0.0);
            }
        }
    }
}
