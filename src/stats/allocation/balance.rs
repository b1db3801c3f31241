//! The balance table: how similar the arms are after allocation.
//!
//! **Question.** What are the values of every arm after allocation, and how far do the arms differ?
//!
//! **Formulas.** Per arm n, mean, SD (n − 1), CV = SD/mean, smallest and largest value. Per covariate
//! the p-values of [`anova`](crate::oneway::anova) and
//! [`kruskal`](crate::oneway::kruskal), and the largest standardized difference: max
//! |x̄ᵢ − x̄ⱼ| over the pooled SD within arms.
//!
//! **Assumptions, small samples.** The p-values describe the balance and test nothing: after a
//! random allocation every difference is due to chance, and after a balanced one p is near 1 by
//! construction.
//!
//! **Ties, missing values.** Animals that are left out do not count. Values must be finite.
//!
//! **Validated** by hand below; the tests in their own modules.

use super::score::{by_arm, has_cv, range};
use crate::descriptive::describe;
use crate::oneway::anova::anova;
use crate::oneway::kruskal::kruskal_wallis;

/// One covariate in one arm; `None` where the arm has too few animals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InArm {
    /// Number of animals.
    pub n: usize,
    /// Needs one animal.
    pub mean: Option<f64>,
    /// Standard deviation with n − 1; needs two animals.
    pub sd: Option<f64>,
    /// SD/mean, a fraction; needs two animals and every value above 0.
    pub cv: Option<f64>,
    /// Needs one animal.
    pub min: Option<f64>,
    /// Needs one animal.
    pub max: Option<f64>,
}

/// One covariate over all arms.
#[derive(Debug, Clone, PartialEq)]
pub struct Balance {
    /// In the order of the arms.
    pub arms: Vec<InArm>,
    /// p of the analysis of variance; `None` where it has no answer.
    pub anova_p: Option<f64>,
    /// p of the Kruskal-Wallis test; `None` where it has no answer.
    pub kruskal_p: Option<f64>,
    /// Largest difference of two arm means over the pooled SD within arms; `None` if no arm varies.
    pub max_standardized_difference: Option<f64>,
}

/// The balance of one covariate. `values` and `arms` have one entry per animal (`None`: left out);
/// `count` is the number of arms.
pub fn balance(values: &[f64], arms: &[Option<usize>], count: usize) -> Balance {
    let groups = by_arm(values, arms, count);
    let slices: Vec<&[f64]> = groups.iter().map(Vec::as_slice).collect();
    let analysis = anova(&slices).ok();
    let means: Vec<f64> = slices
        .iter()
        .filter_map(|g| Some(describe(g)?.mean))
        .collect();
    let pooled = analysis.as_ref().map(|a| (a.ss_within / a.df2).sqrt());
    Balance {
        arms: slices.iter().map(|group| in_arm(group)).collect(),
        anova_p: analysis.map(|a| a.p),
        kruskal_p: kruskal_wallis(&slices).ok().map(|k| k.p),
        max_standardized_difference: pooled.map(|sd| range(&means) / sd),
    }
}

fn in_arm(group: &[f64]) -> InArm {
    let d = describe(group);
    let sd = d.and_then(|d| d.sd);
    InArm {
        n: group.len(),
        mean: d.map(|d| d.mean),
        sd,
        cv: d
            .filter(|_| has_cv(group))
            .and_then(|d| Some(d.sd? / d.mean)),
        min: d.map(|d| d.min),
        max: d.map(|d| d.max),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn balance_matches_hand_calculation() {
        // Arms 1 3 (mean 2, SD √2) and 4 6 (mean 5, SD √2); pooled variance (2 + 2)/2 = 2; 9 is
        // left out.
        let b = balance(
            &[1.0, 4.0, 3.0, 9.0, 6.0],
            &[Some(0), Some(1), Some(0), None, Some(1)],
            2,
        );
        assert_eq!(
            (b.arms[0].n, b.arms[0].mean, b.arms[1].max),
            (2, Some(2.0), Some(6.0))
        );
        assert!((b.arms[1].cv.unwrap() - 2.0_f64.sqrt() / 5.0).abs() < 1e-15);
        assert!((b.max_standardized_difference.unwrap() - 3.0 / 2.0_f64.sqrt()).abs() < 1e-14);
        // F = 9/2 with 1 and 2 degrees of freedom: p = 1 − √(F/(F + 2)).
        assert!((b.anova_p.unwrap() - (1.0 - (4.5_f64 / 6.5).sqrt())).abs() < 1e-12);
        assert!(b.kruskal_p.is_some());
    }

    #[test]
    fn arms_without_animals_or_scatter_have_no_tests() {
        let b = balance(&[2.0, 2.0, -1.0], &[Some(0), Some(0), None], 2);
        assert_eq!((b.arms[1].n, b.arms[1].mean, b.arms[1].cv), (0, None, None));
        assert_eq!(
            (b.arms[0].cv, b.anova_p, b.max_standardized_difference),
            (Some(0.0), None, None)
        );
        // Without values above 0 there is no CV.
        assert_eq!(
            balance(&[-1.0, 2.0], &[Some(0), Some(0)], 1).arms[0].cv,
            None
        );
    }
}
