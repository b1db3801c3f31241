//! Levene's test of equal variances, about medians (Brown & Forsythe).
//!
//! **Question.** Do all arms have the same variance?
//!
//! **Formulas.** The analysis of variance of |x − median of the group of x|.
//!
//! **Assumptions, small samples.** Unlike [`bartlett`](super::bartlett) it keeps its level if
//! values are not normal, but has less power. With few values per group it rarely finds a
//! difference, and a large p proves nothing.
//!
//! **Ties, missing values.** As in [`anova`](super::anova). Groups of two values, or of three
//! equally spaced ones, can leave distances that do not vary: then there is no answer, and the reason names them.
//!
//! **Where others differ.** As `car::leveneTest` in R (median is its default) and Prism's
//! Brown-Forsythe test. Levene's original uses distances from means.
//!
//! **References.** Brown & Forsythe 1974, doi:10.1080/01621459.1974.10482955.
//!
//! **Validated** by hand below, and against R to 1e-10.

use super::anova::{Anova, anova};
use super::answer::NoAnswer;
use super::group::usable;
use crate::descriptive::median;

/// Compares the scatter of the groups that have values.
///
/// # Errors
/// [`NoAnswer`] for fewer than two groups, values that are not finite, or distances that do not vary.
pub fn levene(groups: &[&[f64]]) -> Result<Anova, NoAnswer> {
    usable(groups, 1)?;
    let distances = |values: &&[f64]| -> Vec<f64> {
        let center = median(values).unwrap_or(0.0);
        values.iter().map(|x| (x - center).abs()).collect()
    };
    let distances: Vec<Vec<f64>> = groups.iter().map(distances).collect();
    let slices: Vec<&[f64]> = distances.iter().map(Vec::as_slice).collect();
    let varied = distances.iter().flatten().any(|distance| *distance > 0.0);
    anova(&slices).map_err(|why| match why {
        NoAnswer::NoVariation if varied => NoAnswer::EqualDistances,
        why => why,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f_matches_hand_calculation() {
        // 1 2 6 and 3 9 21: medians 2 and 9; distances 1 0 4 and 6 0 12, means 5/3 and 6, grand 23/6.
        // Between 3·2·(13/6)² = 169/6; within 26/3 + 72 = 242/3; F = (169/6)/((242/3)/4) = 169/121.
        let l = levene(&[&[1.0, 2.0, 6.0], &[3.0, 9.0, 21.0]]).unwrap();
        assert!((l.f - 169.0 / 121.0).abs() < 1e-12);
        assert_eq!((l.df1, l.df2), (1.0, 4.0));
    }

    #[test]
    fn awkward_data_give_reasons() {
        assert_eq!(levene(&[&[1.0; 3], &[2.0; 3]]), Err(NoAnswer::NoVariation));
        assert_eq!(
            levene(&[&[1.0, 3.0], &[2.0, 8.0]]),
            Err(NoAnswer::EqualDistances)
        );
        assert_eq!(levene(&[&[], &[2.0, 8.0]]), Err(NoAnswer::TooFewGroups));
    }
}
