//! Welch's analysis of variance, for unequal variances.
//!
//! **Question.** Are the means of all arms equal, if their variances differ?
//!
//! **Formulas.** wᵢ = nᵢ/sᵢ², W = Σwᵢ, x̃ = Σwᵢx̄ᵢ/W, λ = Σ(1 − wᵢ/W)²/(nᵢ − 1)/(k² − 1);
//! F = Σwᵢ(x̄ᵢ − x̃)²/(k − 1)/(1 + 2(k − 2)λ) with k − 1 and 1/(3λ) degrees of freedom.
//!
//! **Assumptions, small samples.** The values are near normal. Groups of fewer than two values are
//! left out with a note. With fewer than about six values per group the p-value is approximate.
//!
//! **Ties, missing values.** If all values of a group are equal, there is no answer: its weight
//! would be infinite. Missing values are left out before the call.
//!
//! **Where others differ.** As R's `oneway.test` and Prism's Welch ANOVA. With two groups it is
//! Welch's t test.
//!
//! **References.** Welch 1951, doi:10.1093/biomet/38.3-4.330.
//!
//! **Validated** by hand below, and against R to 1e-10.

use super::answer::{NoAnswer, Note};
use super::group::varying;
use crate::distribution::f;

/// Welch's analysis of variance.
#[derive(Debug, Clone, PartialEq)]
pub struct WelchAnova {
    /// The statistic F.
    pub f: f64,
    /// Number of groups − 1.
    pub df1: f64,
    /// Degrees of freedom of the denominator; in general not a whole number.
    pub df2: f64,
    /// Upper tail of F.
    pub p: f64,
    /// ln p, finite also where p is 0.
    pub ln_p: f64,
    /// Groups left out.
    pub notes: Vec<Note>,
}

/// Compares the means of the groups that have two values or more.
///
/// # Errors
/// [`NoAnswer`] for fewer than two groups, values that are not finite, or a group without variation.
pub fn welch_anova(groups: &[&[f64]]) -> Result<WelchAnova, NoAnswer> {
    let (groups, notes) = varying(groups)?;
    let k = groups.len() as f64;
    let parts: Vec<(f64, f64, f64)> = groups
        .iter()
        .map(|g| (g.n() / g.variance(), g.mean(), g.n() - 1.0))
        .collect();
    let total: f64 = parts.iter().map(|(w, ..)| w).sum();
    let center = parts.iter().map(|(w, mean, _)| w * mean).sum::<f64>() / total;
    let uneven = |(w, _, df): &(f64, f64, f64)| (1.0 - w / total).powi(2) / df;
    let lambda = parts.iter().map(uneven).sum::<f64>() / (k * k - 1.0);
    let square = |(w, mean, _): &(f64, f64, f64)| w * (mean - center).powi(2);
    let between = parts.iter().map(square).sum::<f64>() / (k - 1.0);
    let f = between / (1.0 + 2.0 * (k - 2.0) * lambda);
    let df2 = (3.0 * lambda).recip();
    let ln_p = f::ln_sf(f, k - 1.0, df2);
    Ok(WelchAnova {
        f,
        df1: k - 1.0,
        df2,
        p: ln_p.exp(),
        ln_p,
        notes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::welch;

    #[test]
    fn f_and_df_match_hand_calculation() {
        // 1 2 3 (s² 1), 2 4 6 (s² 4), 5 6 7 (s² 1): w 3, ¾, 3; W 27/4; means 2, 4, 6, x̃ = 27/(27/4)
        // = 4. Σw(x̄ − x̃)² = 12 + 0 + 12 = 24, over k − 1: 12. 1 − w/W: 5/9, 8/9, 5/9; λ = (25 + 64
        // + 25)/81/2/8 = 114/1296 = 19/216. F = 12/(1 + 2·19/216) = 12·108/127; df2 = 216/57 =
        // 72/19.
        let a = welch_anova(&[&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0], &[5.0, 6.0, 7.0]]).unwrap();
        assert!((a.f - 12.0 * 108.0 / 127.0).abs() < 1e-12);
        assert!((a.df2 - 72.0 / 19.0).abs() < 1e-12 && a.df1 == 2.0);
    }

    #[test]
    fn test_of_two_groups_is_welch_t_test() {
        let (x, y) = ([1.0, 5.0, 2.5, 9.0], [7.0, 8.0, 12.5]);
        let (a, t) = (
            welch_anova(&[&x, &y]).unwrap(),
            welch::t_test(&x, &y, 0.95).unwrap(),
        );
        assert!((a.f / (t.t * t.t) - 1.0).abs() < 1e-12);
        assert!((a.df2 / t.df - 1.0).abs() < 1e-12 && (a.p / t.p - 1.0).abs() < 1e-11);
    }

    #[test]
    fn awkward_data_give_notes_or_reasons() {
        let some = welch_anova(&[&[1.0, 2.0], &[4.0], &[3.0, 5.0]]).unwrap();
        assert_eq!(some.notes, [Note::GroupLeftOut { group: 1, n: 1 }]);
        let constant = welch_anova(&[&[1.0, 2.0], &[4.0, 4.0]]);
        assert_eq!(constant, Err(NoAnswer::GroupWithoutVariation(1)));
        assert_eq!(
            welch_anova(&[&[1.0, 2.0], &[4.0]]),
            Err(NoAnswer::TooFewGroups)
        );
    }
}
