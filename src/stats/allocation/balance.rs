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

use super::score::{has_cv, range};
use crate::descriptive::{describe, mean};
use crate::oneway::anova::anova;

/// Standard deviation (n − 1) over mean, a fraction; `None` for fewer than two values, or one that is not above 0.
pub fn coefficient_of_variation(values: &[f64]) -> Option<f64> {
    let described = describe(values).filter(|_| has_cv(values))?;
    Some(described.sd? / described.mean)
}

/// Largest difference of two arm means over the pooled SD within arms; `None` if no arm varies.
pub fn max_standardized_difference(arms: &[&[f64]]) -> Option<f64> {
    let analysis = anova(arms).ok()?;
    let means: Vec<f64> = arms.iter().filter_map(|values| mean(values)).collect();
    Some(range(&means) / (analysis.ss_within / analysis.df2).sqrt())
}

#[cfg(test)]
mod tests {
    use super::super::by_arm;
    use super::*;
    use crate::oneway::kruskal::kruskal_wallis;

    #[test]
    fn balance_matches_hand_calculation() {
        // Arms 1 3 (mean 2, SD √2) and 4 6 (mean 5, SD √2); pooled variance (2 + 2)/2 = 2; 9 is
        // left out.
        let arms = by_arm(
            &[1.0, 4.0, 3.0, 9.0, 6.0],
            &[Some(0), Some(1), Some(0), None, Some(1)],
            2,
        );
        assert_eq!(arms, [[1.0, 3.0], [4.0, 6.0]]);
        let arms: Vec<&[f64]> = arms.iter().map(Vec::as_slice).collect();
        assert!((coefficient_of_variation(arms[1]).unwrap() - 2.0_f64.sqrt() / 5.0).abs() < 1e-15);
        let difference = max_standardized_difference(&arms).unwrap();
        assert!((difference - 3.0 / 2.0_f64.sqrt()).abs() < 1e-14);
        // F = 9/2 with 1 and 2 degrees of freedom: p = 1 − √(F/(F + 2)).
        let p = anova(&arms).unwrap().p;
        assert!((p - (1.0 - (4.5_f64 / 6.5).sqrt())).abs() < 1e-12);
        assert!(kruskal_wallis(&arms).is_ok());
    }

    #[test]
    fn arms_without_animals_or_scatter_have_no_tests() {
        let arms: [&[f64]; 2] = [&[2.0, 2.0], &[]];
        assert_eq!(coefficient_of_variation(arms[0]), Some(0.0));
        assert_eq!(coefficient_of_variation(arms[1]), None);
        assert_eq!(anova(&arms).map(|a| a.p).ok(), None);
        assert_eq!(max_standardized_difference(&arms), None);
        // Without values above 0 there is no CV.
        assert_eq!(coefficient_of_variation(&[-1.0, 2.0]), None);
    }
}
