//! Dunn's comparisons of mean ranks, after Kruskal-Wallis.
//!
//! **Question.** Which arms tend to have larger or smaller values than the control, or than each
//! other?
//!
//! **Formulas.** z = (R̄_b − R̄_a)/√(σ²(1/n_a + 1/n_b)), R̄ and σ² as in [`kruskal`](super::kruskal):
//! ranks over all groups together, corrected for ties. p = 2Φ̄(|z|), adjusted for the number of
//! comparisons.
//!
//! **Assumptions, small samples.** The normal approximation is good from about five values per group.
//! Ranks are over all groups, so a comparison depends a little on the values of the other groups.
//!
//! **Ties, missing values.** As in Kruskal-Wallis.
//!
//! **Where others differ.** As R's `dunn.test` and `PMCMRplus`, except that some report one-sided p.
//! Prism uses Bonferroni ([`Adjustment::Bonferroni`]).
//!
//! **References.** Dunn 1964, doi:10.1080/00401706.1964.10490181.
//!
//! **Validated** by hand below, and against R to 1e-10.

use super::answer::{NoAnswer, Note};
use super::group::Group;
use super::kruskal::Ranked;
use crate::adjust::{Adjustment, adjust};
use crate::distribution::normal;

/// One comparison: group `b` minus group `a`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// Index of the first group (the control).
    pub a: usize,
    /// Index of the second group.
    pub b: usize,
    /// Mean rank of b minus mean rank of a.
    pub rank_difference: f64,
    /// The difference in standard errors.
    pub z: f64,
    /// Two-sided, not adjusted.
    pub p: f64,
    /// Two-sided, adjusted for all comparisons of the result.
    pub p_adjusted: f64,
}

/// Dunn's comparisons.
#[derive(Debug, Clone, PartialEq)]
pub struct Dunn {
    /// In the order of the groups.
    pub comparisons: Vec<Comparison>,
    /// Groups left out, ties.
    pub notes: Vec<Note>,
}

/// Compares every group with the first.
///
/// # Errors
/// [`NoAnswer`] for an empty control, fewer than two groups, values that are not finite or all equal.
pub fn with_control(groups: &[&[f64]], adjustment: Adjustment) -> Result<Dunn, NoAnswer> {
    if groups.first().is_none_or(|control| control.is_empty()) {
        return Err(NoAnswer::NoControl);
    }
    let ranked = Ranked::new(groups)?;
    let pairs = (1..ranked.groups.len()).map(|b| (0, b)).collect();
    Ok(compare(ranked, pairs, adjustment))
}

/// Compares every group with every other.
///
/// # Errors
/// [`NoAnswer`] for fewer than two groups, values that are not finite or all equal.
pub fn all_pairs(groups: &[&[f64]], adjustment: Adjustment) -> Result<Dunn, NoAnswer> {
    let ranked = Ranked::new(groups)?;
    let k = ranked.groups.len();
    let pairs = (0..k).flat_map(|a| (a + 1..k).map(move |b| (a, b)));
    let pairs = pairs.collect();
    Ok(compare(ranked, pairs, adjustment))
}

fn compare(ranked: Ranked, pairs: Vec<(usize, usize)>, adjustment: Adjustment) -> Dunn {
    let one = |(a, b): (usize, usize)| {
        let ((a, mean_a), (b, mean_b)) = (ranked.groups[a], ranked.groups[b]);
        comparison(&a, &b, mean_b - mean_a, ranked.variance)
    };
    let mut comparisons: Vec<Comparison> = pairs.into_iter().map(one).collect();
    let raw: Vec<Option<f64>> = comparisons.iter().map(|c| Some(c.p)).collect();
    for (comparison, p) in comparisons.iter_mut().zip(adjust(&raw, adjustment)) {
        comparison.p_adjusted = p.unwrap_or(comparison.p);
    }
    Dunn {
        comparisons,
        notes: ranked.notes,
    }
}

fn comparison(a: &Group, b: &Group, rank_difference: f64, variance: f64) -> Comparison {
    let z = rank_difference / (variance * (a.n().recip() + b.n().recip())).sqrt();
    let p = 2.0 * normal::sf(z.abs());
    Comparison {
        a: a.index,
        b: b.index,
        rank_difference,
        z,
        p,
        p_adjusted: p,
    }
}

#[cfg(test)]
mod tests {
    use super::super::kruskal::kruskal_wallis;
    use super::*;

    #[test]
    fn z_matches_hand_calculation() {
        // 1 2, 3 4, 5 6: mean ranks 1.5, 3.5, 5.5; σ² 3.5; SE² = 3.5·(1/2 + 1/2); z = 2/√3.5, 4/√3.5.
        let groups: [&[f64]; 3] = [&[1.0, 2.0], &[3.0, 4.0], &[5.0, 6.0]];
        let d = with_control(&groups, Adjustment::Bonferroni).unwrap();
        for (c, difference) in d.comparisons.iter().zip([2.0, 4.0]) {
            assert!((c.z - difference / 3.5_f64.sqrt()).abs() < 1e-12 && c.a == 0);
            assert!((c.p_adjusted - (2.0 * c.p).min(1.0)).abs() < 1e-15);
        }
        let d = all_pairs(&groups, Adjustment::Holm).unwrap();
        let pairs: Vec<(usize, usize)> = d.comparisons.iter().map(|c| (c.a, c.b)).collect();
        assert_eq!(pairs, [(0, 1), (0, 2), (1, 2)]);
    }

    #[test]
    fn comparison_of_two_groups_is_kruskal_wallis() {
        let groups: [&[f64]; 2] = [&[1.0, 5.0, 5.0, 2.0], &[5.0, 7.0, 9.0]];
        let (d, k) = (
            with_control(&groups, Adjustment::None).unwrap(),
            kruskal_wallis(&groups).unwrap(),
        );
        let c = d.comparisons[0];
        assert!((c.z * c.z / k.h - 1.0).abs() < 1e-12 && (c.p / k.p - 1.0).abs() < 1e-10);
    }

    #[test]
    fn awkward_data_give_notes_or_reasons() {
        let empty = with_control(&[&[], &[1.0], &[2.0]], Adjustment::Holm);
        assert_eq!(empty, Err(NoAnswer::NoControl));
        let some = with_control(&[&[1.0], &[], &[2.0]], Adjustment::Holm).unwrap();
        assert_eq!((some.comparisons.len(), some.comparisons[0].b), (1, 2));
        assert_eq!(some.notes, [Note::GroupLeftOut { group: 1, n: 0 }]);
    }
}
