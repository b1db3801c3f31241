//! Adjustment of p-values for several comparisons: Bonferroni, Holm, Hochberg, Benjamini-Hochberg.
//!
//! **Question.** With many comparisons some p-values are small by chance alone: which are still
//! small when that is taken into account?
//!
//! **Formulas.** With m p-values, p₍ᵢ₎ the i-th smallest. Bonferroni: m·p. Holm: (m − i + 1)·p₍ᵢ₎,
//! made monotone from the smallest up. Hochberg: the same products, made monotone from the largest
//! down. Benjamini-Hochberg: m/i·p₍ᵢ₎, from the largest down. All at most 1.
//!
//! **Assumptions, small samples.** Bonferroni and Holm bound the probability of any false finding
//! whatever the dependence of the tests. Holm never has less power, so Bonferroni is only for
//! comparison with other reports. Hochberg bounds the probability for independent or positively
//! dependent tests, such as comparisons with one control. Benjamini-Hochberg bounds the expected
//! share of false findings among the findings, for screens.
//!
//! **Ties, missing values.** Equal p-values stay equal. Missing p-values stay missing and do not
//! count.
//!
//! **Where others differ.** As R's `p.adjust`, which does not count missing values either. Prism
//! offers Bonferroni, Holm-Šídák (slightly less conservative than Holm) and Benjamini-Hochberg.
//!
//! **References.** Holm 1979, Scand J Stat 6:65; Hochberg 1988, doi:10.1093/biomet/75.4.800;
//! Benjamini & Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x.
//!
//! **Validated** by hand below and against R.

/// A method of adjustment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adjustment {
    /// The p-values are returned unchanged.
    None,
    /// See [`bonferroni`].
    Bonferroni,
    /// See [`holm`].
    Holm,
    /// See [`hochberg`].
    Hochberg,
    /// See [`benjamini_hochberg`].
    BenjaminiHochberg,
}

/// Adjusts p-values by a method.
pub fn adjust(p: &[Option<f64>], by: Adjustment) -> Vec<Option<f64>> {
    match by {
        Adjustment::None => p.to_vec(),
        Adjustment::Bonferroni => bonferroni(p),
        Adjustment::Holm => holm(p),
        Adjustment::Hochberg => hochberg(p),
        Adjustment::BenjaminiHochberg => benjamini_hochberg(p),
    }
}

/// Bonferroni's adjustment; missing p-values stay missing and do not count.
pub fn bonferroni(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let m = p.iter().flatten().count() as f64;
    p.iter().map(|p| p.map(|p| (p * m).min(1.0))).collect()
}

/// Holm's adjustment; missing p-values stay missing and do not count.
pub fn holm(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut adjusted = vec![None; p.len()];
    let mut floor: f64 = 0.0;
    let ascending = ascending(p);
    for (rank, &(i, p)) in ascending.iter().enumerate() {
        floor = floor.max(p * (ascending.len() - rank) as f64).min(1.0);
        adjusted[i] = Some(floor);
    }
    adjusted
}

/// Hochberg's adjustment; missing p-values stay missing and do not count.
pub fn hochberg(p: &[Option<f64>]) -> Vec<Option<f64>> {
    step_up(p, |rank, m| m - rank + 1.0)
}

/// Benjamini & Hochberg's adjustment (false discovery rate); missing p-values stay missing and do not
/// count.
pub fn benjamini_hochberg(p: &[Option<f64>]) -> Vec<Option<f64>> {
    step_up(p, |rank, m| m / rank)
}

/// Goes from the largest p-value down and multiplies each by the factor of its rank (1 for the
/// smallest) among m.
fn step_up(p: &[Option<f64>], factor: impl Fn(f64, f64) -> f64) -> Vec<Option<f64>> {
    let mut adjusted = vec![None; p.len()];
    let mut ceiling: f64 = 1.0;
    let ascending = ascending(p);
    let m = ascending.len() as f64;
    for (rank, &(i, p)) in ascending.iter().enumerate().rev() {
        ceiling = ceiling.min(p * factor(rank as f64 + 1.0, m));
        adjusted[i] = Some(ceiling);
    }
    adjusted
}

/// The p-values that are not missing in ascending order, with their indices.
fn ascending(p: &[Option<f64>]) -> Vec<(usize, f64)> {
    let indexed = p.iter().enumerate();
    let mut order: Vec<(usize, f64)> = indexed.filter_map(|(i, p)| p.map(|p| (i, p))).collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1));
    order
}

/// Replaces a p-value of 0, which is one that is too small for a floating-point number, by the
/// smallest normal number.
pub fn positive(p: f64) -> f64 {
    p.max(f64::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Adjustment; 5] = [
        Adjustment::None,
        Adjustment::Bonferroni,
        Adjustment::Holm,
        Adjustment::Hochberg,
        Adjustment::BenjaminiHochberg,
    ];

    #[test]
    fn holm_matches_hand_calculation() {
        // 0.01·3, 0.03·2, then 0.04 lifted to 0.06.
        let adjusted = holm(&[Some(0.04), None, Some(0.01), Some(0.03)]);
        let expected = [Some(0.06), None, Some(0.03), Some(0.06)];
        assert_eq!(adjusted, expected);
    }

    #[test]
    fn other_methods_match_hand_calculation() {
        let p = [Some(0.04), None, Some(0.01), Some(0.03)];
        // 3·0.04, 3·0.01, 3·0.03.
        assert_eq!(bonferroni(&p), [Some(0.12), None, Some(0.03), Some(0.09)]);
        // 0.04·1; 0.03·2 = 0.06, lowered to 0.04; 0.01·3.
        assert_eq!(hochberg(&p), [Some(0.04), None, Some(0.03), Some(0.04)]);
        // 0.04·3/3; 0.03·3/2 = 0.045, lowered to 0.04; 0.01·3/1.
        assert_eq!(
            benjamini_hochberg(&p),
            [Some(0.04), None, Some(0.03), Some(0.04)]
        );
        assert_eq!(bonferroni(&[Some(0.7), Some(0.6)]), [Some(1.0), Some(1.0)]);
        assert_eq!(holm(&[None]), [None]);
    }

    proptest! {
        #[test]
        fn adjusted_p_is_never_below_raw_p_and_keeps_the_order(p in prop::collection::vec(prop::option::of(0.0..=1.0_f64), 0..20)) {
            let of = |by| adjust(&p, by);
            let order = |a: &Option<f64>, b: &Option<f64>| a.unwrap_or(0.0) <= b.unwrap_or(0.0) + 1e-15;
            for by in ALL {
                let adjusted = of(by);
                for (i, (raw, new)) in p.iter().zip(&adjusted).enumerate() {
                    prop_assert_eq!(raw.is_some(), new.is_some());
                    prop_assert!(order(raw, new) && new.unwrap_or(0.0) <= 1.0);
                    for (other, other_new) in p.iter().zip(&adjusted).skip(i + 1) {
                        if raw.is_some() && other.is_some() && raw < other {
                            prop_assert!(order(new, other_new));
                        }
                    }
                }
            }
            // From the most to the least conservative method.
            let each = [Adjustment::Bonferroni, Adjustment::Holm, Adjustment::Hochberg, Adjustment::BenjaminiHochberg];
            for pair in each.windows(2) {
                prop_assert!(of(pair[1]).iter().zip(&of(pair[0])).all(|(a, b)| order(a, b)));
            }
        }
    }
}
