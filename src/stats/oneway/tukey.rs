//! Tukey's test (Tukey-Kramer): every arm against every other.
//!
//! **Question.** Which arms have means that differ from each other, with one error rate for all
//! comparisons?
//!
//! **Formulas.** q = |x̄_b − x̄_a|/√(s²/2·(1/n_a + 1/n_b)), s² the variance within all groups; p is
//! the upper tail of the studentized range of k means at q; intervals x̄_b − x̄_a ± c·√(s²/2·(1/n_a +
//! 1/n_b)), c its quantile.
//!
//! **Assumptions, small samples.** The values are near normal with one variance: for volumes, use
//! the log scale. The test is exact for equal arms and conservative for unequal ones (Hayter 1984).
//!
//! **Ties, missing values.** As in [`dunnett`](super::dunnett).
//!
//! **Where others differ.** As R's `TukeyHSD` and Prism. R's `ptukey` is off by up to 3e-8;
//! p is accurate to 1e-11 here.
//!
//! **References.** Kramer 1956, doi:10.2307/3001469; Hayter 1984, doi:10.1214/aos/1176346392.
//!
//! **Validated** by hand below, and against R as far as R goes.

use super::answer::{NoAnswer, Note};
use super::group::Group;
use super::pooled::Pooled;
use crate::distribution::studentized_range::StudentizedRange;
use crate::interval::Interval;

/// One pair of arms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// Index of the first arm.
    pub a: usize,
    /// Index of the second arm.
    pub b: usize,
    /// Mean of b minus mean of a.
    pub difference: f64,
    /// Standard error of the difference.
    pub se: f64,
    /// |difference| in standard errors of one mean, √2·|difference|/se.
    pub q: f64,
    /// Two-sided, adjusted for all pairs.
    pub p: f64,
    /// Simultaneous interval of the difference.
    pub interval: Interval,
}

/// Tukey's test.
#[derive(Debug, Clone, PartialEq)]
pub struct TukeyTest {
    /// Degrees of freedom of the common variance.
    pub df: f64,
    /// The critical value of q.
    pub critical: f64,
    /// First against second, first against third, ..., second against third, ...
    pub comparisons: Vec<Comparison>,
    /// Groups left out, groups of one value.
    pub notes: Vec<Note>,
}

/// Compares every group with every other; the intervals together have `confidence` (0 to 1).
///
/// # Errors
/// [`NoAnswer`] for fewer than two groups, values that are not finite, no variation within groups,
/// or a confidence outside 0 to 1.
pub fn tukey(groups: &[&[f64]], confidence: f64) -> Result<TukeyTest, NoAnswer> {
    let pooled = Pooled::new(groups)?;
    let range = StudentizedRange::new(pooled.groups.len(), pooled.df);
    let mut range = range.expect("two groups at least");
    let critical = range.quantile(confidence).ok_or(NoAnswer::NotAConfidence)?;
    let mut compare = |a: &Group, b: &Group| {
        let difference = b.mean() - a.mean();
        let se = pooled.se(a, b);
        let of_mean = se / std::f64::consts::SQRT_2;
        let q = difference.abs() / of_mean;
        Comparison {
            a: a.index,
            b: b.index,
            difference,
            se,
            q,
            p: range.sf(q),
            interval: Interval {
                low: difference - critical * of_mean,
                high: difference + critical * of_mean,
            },
        }
    };
    let mut comparisons = Vec::new();
    for (i, a) in pooled.groups.iter().enumerate() {
        comparisons.extend(pooled.groups[i + 1..].iter().map(|b| compare(a, b)));
    }
    Ok(TukeyTest {
        df: pooled.df,
        critical,
        comparisons,
        notes: pooled.notes,
    })
}

#[cfg(test)]
mod tests {
    use super::super::student::t_test;
    use super::*;

    #[test]
    fn q_and_intervals_match_hand_calculation() {
        // 1 2 3, 2 4 6, 5 6 10: means 2, 4, 7; SS 2 + 8 + 14 over 6: s² 4; SE of a mean √(4/3);
        // q = 2, 5 and 3 over that. Table of q(0.95; 3, 6): 4.339.
        let t = tukey(
            &[&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0], &[5.0, 6.0, 10.0]],
            0.95,
        );
        let t = t.unwrap();
        let pairs: Vec<(usize, usize)> = t.comparisons.iter().map(|c| (c.a, c.b)).collect();
        assert_eq!(pairs, [(0, 1), (0, 2), (1, 2)]);
        for (c, difference) in t.comparisons.iter().zip([2.0, 5.0, 3.0]) {
            let se = (4.0_f64 / 3.0).sqrt();
            assert!((c.q - difference / se).abs() < 1e-12);
            assert!((c.interval.low - difference + t.critical * se).abs() < 1e-12);
        }
        assert!((t.critical - 4.339).abs() < 0.0005);
    }

    #[test]
    fn test_of_two_arms_is_student() {
        let (x, y) = ([1.0, 5.0, 2.5, 9.0], [7.0, 8.0, 12.5]);
        let tukey = tukey(&[&x, &y], 0.9).unwrap();
        let (c, t) = (tukey.comparisons[0], t_test(&y, &x, 0.9).unwrap());
        assert!((c.p / t.p - 1.0).abs() < 1e-11);
        assert!((c.interval.low - t.interval.low).abs() < 1e-9);
    }

    #[test]
    fn awkward_data_give_notes_or_reasons() {
        let of = |groups: &[&[f64]]| tukey(groups, 0.95);
        assert_eq!(of(&[&[2.0; 4], &[1.0; 4]]), Err(NoAnswer::NoVariation));
        let some = of(&[&[], &[1.0, 2.0], &[3.0], &[1.0, 2.0]]).unwrap();
        assert_eq!((some.comparisons[0].a, some.comparisons[0].b), (1, 2));
        assert_eq!(some.comparisons[1].p, 1.0);
        // 62 arms: 1891 pairs.
        let arms: Vec<Vec<f64>> = (0..62)
            .map(|arm| {
                (0..4)
                    .map(|i| f64::from((i * 37 + arm * 11) % 101))
                    .collect()
            })
            .collect();
        let slices: Vec<&[f64]> = arms.iter().map(Vec::as_slice).collect();
        let many = of(&slices).unwrap();
        assert_eq!(many.comparisons.len(), 1891);
        assert!(many.comparisons.iter().all(|c| (0.0..=1.0).contains(&c.p)));
    }
}
