//! The Kruskal-Wallis test.
//!
//! **Question.** Do the values of any arm tend to be larger or smaller than those of the others?
//!
//! **Formulas.** Ranks over all N values, R̄ᵢ their mean in group i; H = Σnᵢ(R̄ᵢ − (N + 1)/2)²/σ², σ²
//! = N(N + 1)/12 − Σ(t³ − t)/(12(N − 1)) over sets of t tied values; χ² with k − 1 degrees of
//! freedom.
//!
//! **Assumptions, small samples.** No distribution is assumed. χ² is a good approximation from
//! about five values per group; with fewer, p tends to be too large.
//!
//! **Ties, missing values.** The formula corrects for ties. If all values are tied, there is no
//! answer. Missing values are left out before the call, empty groups with a note.
//!
//! **Where others differ.** As R's `kruskal.test`. Prism computes an exact p for few values.
//!
//! **References.** Kruskal & Wallis 1952, doi:10.1080/01621459.1952.10483441.
//!
//! **Validated** by hand below, and against R to 1e-10.

use super::answer::{NoAnswer, Note};
use super::group::{Group, all_values, usable};
use super::ranks::ranks;
use crate::distribution::chi_squared;

/// A Kruskal-Wallis test.
#[derive(Debug, Clone, PartialEq)]
pub struct KruskalWallis {
    /// The statistic H, corrected for ties.
    pub h: f64,
    /// Number of groups − 1.
    pub df: f64,
    /// Upper tail of χ².
    pub p: f64,
    /// ln p, finite also where p is 0.
    pub ln_p: f64,
    /// Groups left out, ties.
    pub notes: Vec<Note>,
}

/// Compares the ranks of the groups that have values.
///
/// # Errors
/// [`NoAnswer`] for fewer than two groups, or values that are not finite or all equal.
pub fn kruskal_wallis(groups: &[&[f64]]) -> Result<KruskalWallis, NoAnswer> {
    let ranked = Ranked::new(groups)?;
    let middle = 0.5 * (ranked.n + 1.0);
    let square = |(g, mean): &(Group, f64)| g.n() * (mean - middle).powi(2);
    let h = ranked.groups.iter().map(square).sum::<f64>() / ranked.variance;
    let df = ranked.groups.len() as f64 - 1.0;
    let ln_p = chi_squared::ln_sf(h, df);
    Ok(KruskalWallis {
        h,
        df,
        p: ln_p.exp(),
        ln_p,
        notes: ranked.notes,
    })
}

/// Groups with their mean ranks.
pub(super) struct Ranked<'a> {
    pub groups: Vec<(Group<'a>, f64)>,
    /// Number of values.
    pub n: f64,
    /// Variance of a rank, corrected for ties.
    pub variance: f64,
    pub notes: Vec<Note>,
}

impl<'a> Ranked<'a> {
    /// Ranks all groups that have values.
    pub fn new(groups: &[&'a [f64]]) -> Result<Self, NoAnswer> {
        let (groups, mut notes) = usable(groups, 1)?;
        let ranks = ranks(&all_values(&groups));
        let n = ranks.of.len() as f64;
        let variance = n * (n + 1.0) / 12.0 - ranks.ties / (12.0 * (n - 1.0));
        if variance <= 1e-9 {
            return Err(NoAnswer::NoVariation);
        }
        if ranks.ties > 0.0 {
            notes.push(Note::Ties);
        }
        let mut rest = ranks.of.as_slice();
        let groups = groups.into_iter().map(|group| {
            let (own, others) = rest.split_at(group.values.len());
            rest = others;
            (group, own.iter().sum::<f64>() / group.n())
        });
        Ok(Self {
            groups: groups.collect(),
            n,
            variance,
            notes,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn h_matches_hand_calculation() {
        // 1 2, 3 4, 5 6: mean ranks 1.5, 3.5, 5.5; σ² = 6·7/12 = 3.5; H = 2·(4 + 0 + 4)/3.5 = 32/7;
        // p with two degrees of freedom: e^(−16/7).
        let k = kruskal_wallis(&[&[1.0, 2.0], &[3.0, 4.0], &[5.0, 6.0]]).unwrap();
        assert!((k.h - 32.0 / 7.0).abs() < 1e-12 && k.df == 2.0);
        assert!((k.p / (-16.0_f64 / 7.0).exp() - 1.0).abs() < 1e-12);
        // 1 1, 2 3: ranks 1.5 1.5, 3 4; σ² = 20/12 − 6/36 = 1.5; H = 2·(1 + 1)/1.5 = 8/3.
        let k = kruskal_wallis(&[&[1.0, 1.0], &[2.0, 3.0]]).unwrap();
        assert!((k.h - 8.0 / 3.0).abs() < 1e-12);
        assert_eq!(k.notes, [Note::Ties]);
    }

    #[test]
    fn awkward_data_give_reasons() {
        assert_eq!(
            kruskal_wallis(&[&[2.0; 5], &[2.0; 90]]),
            Err(NoAnswer::NoVariation)
        );
        assert_eq!(
            kruskal_wallis(&[&[2.0; 5], &[]]),
            Err(NoAnswer::TooFewGroups)
        );
        let same = kruskal_wallis(&[&[1.0, 2.0], &[1.0, 2.0]]).unwrap();
        assert_eq!((same.h, same.p), (0.0, 1.0));
    }

    proptest! {
        #[test]
        fn h_depends_on_the_order_of_values_only(mut groups in prop::collection::vec(prop::collection::vec(1..40_u32, 2..9), 2..7)) {
            let of = |groups: &[Vec<u32>], change: fn(f64) -> f64| {
                let values: Vec<Vec<f64>> = groups.iter().map(|g| g.iter().map(|&x| change(f64::from(x))).collect()).collect();
                let slices: Vec<&[f64]> = values.iter().map(Vec::as_slice).collect();
                kruskal_wallis(&slices).map(|k| k.h)
            };
            let before = of(&groups, |x| x);
            groups.reverse();
            let after = of(&groups, |x| 3.0 * x.ln() - 7.0);
            match (before, after) {
                (Ok(a), Ok(b)) => prop_assert!((a - b).abs() < 1e-9 * a.max(1.0)),
                (a, b) => prop_assert_eq!(a, b),
            }
        }
    }
}
