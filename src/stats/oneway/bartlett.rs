//! Bartlett's test of equal variances.
//!
//! **Question.** Do all arms have the same variance, if values are normal?
//!
//! **Formulas.** With νᵢ = nᵢ − 1, ν = Σνᵢ, s² = Σνᵢsᵢ²/ν:
//! K² = (ν·ln s² − Σνᵢ·ln sᵢ²)/(1 + (Σ1/νᵢ − 1/ν)/(3(k − 1))); χ² with k − 1 degrees of freedom.
//!
//! **Assumptions, small samples.** The values are normal: long tails give a small p as well as
//! unequal variances do. In doubt use [`levene`](super::levene). Groups of fewer than two values
//! are left out with a note.
//!
//! **Ties, missing values.** If all values of a group are equal, there is no answer (ln 0). Missing
//! values are left out before the call.
//!
//! **Where others differ.** As R's `bartlett.test` and Prism; R returns K² = ∞ if a group does
//! not vary.
//!
//! **References.** Bartlett 1937, doi:10.1098/rspa.1937.0109.
//!
//! **Validated** by hand below, and against R to 1e-10.

use super::answer::{NoAnswer, Note};
use super::group::{Group, varying};
use crate::distribution::chi_squared;

/// Bartlett's test.
#[derive(Debug, Clone, PartialEq)]
pub struct Bartlett {
    /// The statistic K²; not below 0.
    pub k2: f64,
    /// Number of groups − 1.
    pub df: f64,
    /// Upper tail of χ².
    pub p: f64,
    /// ln p, finite also where p is 0.
    pub ln_p: f64,
    /// Groups left out.
    pub notes: Vec<Note>,
}

/// Compares the variances of the groups that have two values or more.
///
/// # Errors
/// [`NoAnswer`] for fewer than two groups, values that are not finite, or a group without variation.
pub fn bartlett(groups: &[&[f64]]) -> Result<Bartlett, NoAnswer> {
    let (groups, notes) = varying(groups)?;
    let (k, df) = (groups.len() as f64, |g: &Group| g.n() - 1.0);
    let total: f64 = groups.iter().map(df).sum();
    let pooled = groups.iter().map(Group::squares).sum::<f64>() / total;
    let apart: f64 = groups
        .iter()
        .map(|g| df(g) * (pooled / g.variance()).ln())
        .sum();
    let uneven = groups.iter().map(|g| df(g).recip()).sum::<f64>() - total.recip();
    let k2 = (apart / (1.0 + uneven / (3.0 * (k - 1.0)))).max(0.0);
    let ln_p = chi_squared::ln_sf(k2, k - 1.0);
    Ok(Bartlett {
        k2,
        df: k - 1.0,
        p: ln_p.exp(),
        ln_p,
        notes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn k2_matches_hand_calculation() {
        // 1 2 3 (s² 1), 2 4 6 (s² 4): pooled 2.5, ν = 4; K² = (2·ln 2.5 + 2·ln 0.625)/(1 + (1 − ¼)/3)
        // = 2·ln 1.5625/1.25 = 1.6·ln 1.5625.
        let b = bartlett(&[&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0]]).unwrap();
        assert!((b.k2 - 1.6 * 1.5625_f64.ln()).abs() < 1e-12 && b.df == 1.0);
    }

    #[test]
    fn awkward_data_give_notes_or_reasons() {
        let constant = bartlett(&[&[1.0, 2.0], &[4.0, 4.0]]);
        assert_eq!(constant, Err(NoAnswer::GroupWithoutVariation(1)));
        let alike = bartlett(&[&[1.0, 2.0], &[4.0, 5.0], &[7.0]]).unwrap();
        assert_eq!((alike.k2, alike.p), (0.0, 1.0));
        assert_eq!(alike.notes, [Note::GroupLeftOut { group: 2, n: 1 }]);
    }
}
