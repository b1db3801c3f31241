//! One-way analysis of variance.
//!
//! **Question.** Are the means of all arms equal, or does any arm differ?
//!
//! **Formulas.** Between SS_b = Σ nᵢ(x̄ᵢ − x̄)², k − 1 degrees of freedom; within SS_w = ΣΣ(x − x̄ᵢ)²,
//! N − k; F = (SS_b/(k − 1))/(SS_w/(N − k)).
//!
//! **Assumptions, small samples.** The values are near normal with one variance: for volumes, use
//! the log scale. A group of one value is used, with a note and the variance of the others. A small
//! p says that some arm differs, not which.
//!
//! **Ties, missing values.** Ties have no effect. Missing values are left out before the call.
//! Empty groups are left out with a note. If no group varies, there is no answer.
//!
//! **Where others differ.** As R's `aov` and Prism's ordinary one-way ANOVA. R returns p = 0 with a
//! warning if no group varies.
//!
//! **References.** Fisher 1925, Statistical Methods for Research Workers.
//!
//! **Validated** by hand below, and against R to 1e-10.

use super::answer::{NoAnswer, Note};
use super::group::usable;
use super::pooled::Pooled;
use crate::distribution::f;

/// An analysis of variance.
#[derive(Debug, Clone, PartialEq)]
pub struct Anova {
    /// Number of groups − 1.
    pub df1: f64,
    /// Number of values − number of groups.
    pub df2: f64,
    /// Sum of squares between groups.
    pub ss_between: f64,
    /// Sum of squares within groups.
    pub ss_within: f64,
    /// Ratio of the mean squares.
    pub f: f64,
    /// Upper tail of F; 0 if it is too small for a number.
    pub p: f64,
    /// ln p, finite also where p is 0.
    pub ln_p: f64,
    /// Groups left out, groups of one value.
    pub notes: Vec<Note>,
}

/// Compares the means of the groups that have values.
///
/// # Errors
/// [`NoAnswer`] for fewer than two groups, values that are not finite, or no variation within groups.
pub fn anova(groups: &[&[f64]]) -> Result<Anova, NoAnswer> {
    let pooled = Pooled::new(groups)?;
    let (df1, df2) = (pooled.groups.len() as f64 - 1.0, pooled.df);
    let ss_between = pooled.squares_between();
    let f = ss_between / df1 / pooled.variance();
    let ln_p = f::ln_sf(f, df1, df2);
    Ok(Anova {
        df1,
        df2,
        ss_between,
        ss_within: pooled.squares,
        f,
        p: ln_p.exp(),
        ln_p,
        notes: pooled.notes,
    })
}

/// Every value minus the mean of its group, group by group: the input of a test of normality.
///
/// # Errors
/// [`NoAnswer`] for fewer than two groups or values that are not finite.
pub fn residuals(groups: &[&[f64]]) -> Result<Vec<f64>, NoAnswer> {
    let (groups, _) = usable(groups, 1)?;
    let of = groups.iter().flat_map(|g| {
        let center = g.mean();
        g.values.iter().map(move |x| x - center)
    });
    Ok(of.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn f_and_p_match_hand_calculation() {
        // 1 2 3, 3 4 5, 5 6 10: means 2, 4, 7, grand 39/9 = 13/3.
        // Between 3·(49/9 + 1/9 + 64/9) = 38; within 2 + 2 + 14 = 18. F = (38/2)/(18/6) = 19/3.
        // p with 2 and 6 degrees of freedom: (1 + 2F/6)^(−3) = (28/9)^(−3).
        let a = anova(&[&[1.0, 2.0, 3.0], &[3.0, 4.0, 5.0], &[5.0, 6.0, 10.0]]).unwrap();
        assert_eq!((a.df1, a.df2), (2.0, 6.0));
        assert!((a.ss_between - 38.0).abs() < 1e-12 && (a.ss_within - 18.0).abs() < 1e-12);
        assert!((a.f - 19.0 / 3.0).abs() < 1e-12);
        assert!((a.p / (28.0_f64 / 9.0).powi(-3) - 1.0).abs() < 1e-12);
        assert!(a.notes.is_empty());
    }

    #[test]
    fn awkward_data_give_notes_or_reasons() {
        // Identical arms: F 0, p 1.
        let same = anova(&[&[1.0, 2.0], &[1.0, 2.0]]).unwrap();
        assert_eq!((same.f, same.p), (0.0, 1.0));
        let some = anova(&[&[1.0, 2.0], &[], &[9.0]]).unwrap();
        let left_out = Note::GroupLeftOut { group: 1, n: 0 };
        assert_eq!(some.notes, [left_out, Note::SingleValue { group: 2 }]);
        assert_eq!(anova(&[&[1.0], &[2.0]]), Err(NoAnswer::TooFewValues));
        assert_eq!(anova(&[&[0.1; 3], &[0.7; 9]]), Err(NoAnswer::NoVariation));
        assert_eq!(anova(&[&[0.0; 3], &[0.0; 3]]), Err(NoAnswer::NoVariation));
        assert_eq!(anova(&[&[1.0, 2.0]]), Err(NoAnswer::TooFewGroups));
        assert_eq!(anova(&[&[1.0, f64::NAN], &[1.0]]), Err(NoAnswer::NotFinite));
        // p below the smallest number.
        let far: Vec<f64> = (0..5000).map(|i| 1e6 + f64::from(i % 7)).collect();
        let near: Vec<f64> = (0..5000).map(|i| f64::from(i % 7)).collect();
        let apart = anova(&[&far, &near]).unwrap();
        assert!(apart.p == 0.0 && apart.ln_p < -1e4 && apart.ln_p.is_finite());
    }

    proptest! {
        #[test]
        fn f_does_not_depend_on_order_shift_or_scale(
            mut groups in prop::collection::vec(prop::collection::vec(1.0..1000.0_f64, 2..9), 2..7),
            shift in -500.0..500.0_f64,
            scale in 0.01..100.0_f64,
        ) {
            let of = |groups: &[Vec<f64>]| {
                let slices: Vec<&[f64]> = groups.iter().map(Vec::as_slice).collect();
                anova(&slices).unwrap()
            };
            let before = of(&groups);
            groups.reverse();
            for group in &mut groups {
                group.reverse();
                group.iter_mut().for_each(|x| *x = scale * (*x + shift));
            }
            let after = of(&groups);
            prop_assert!((after.f - before.f).abs() <= 1e-7 * before.f.max(1e-3));
            prop_assert!((0.0..=1.0).contains(&after.p));
        }
    }
}
