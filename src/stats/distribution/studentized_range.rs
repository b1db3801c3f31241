//! The studentized range: the largest difference among k means, in standard errors of one mean.
//!
//! **Question.** How far apart are the two most different of k equal arms, by chance alone (Tukey)?
//!
//! **Formulas.** For a known standard deviation P(W ≥ w) = k∫φ(z)·Φ(z)^(k−1)·[1 − (1 − Φ(z −
//! w)/Φ(z))^(k−1)] dz: z is the largest value, and the bracket is the probability that one of the
//! others is more than w below. No digits cancel. For the estimated standard deviation see
//! `scaled`.
//!
//! **Where others differ.** R's `ptukey` (Copenhaver & Holland 1988) is off by up to 3e-8 (16
//! groups), and has no digits of a tail below that; its `qtukey` is off by about 1e-8. SciPy agrees
//! to 1e-12.
//!
//! **References.** Copenhaver & Holland 1988, doi:10.1080/00949658808811082.
//!
//! **Validated** against 25-digit values (mpmath, two-dimensional) below.

use super::normal;
use super::quadrature::trapezoid;
use super::scaled::Scaled;

/// The distribution for one number of groups and degrees of freedom. It stores what it has computed
/// (hence `&mut`), so tails after the first are fast.
pub struct StudentizedRange(Scaled);

impl StudentizedRange {
    /// The range of `groups` means, with `df` degrees of freedom (may be infinite). `None` unless
    /// `groups` is at least 2 and `df` is above 0.
    pub fn new(groups: usize, df: f64) -> Option<Self> {
        if groups < 2 {
            return None;
        }
        let others = groups as f64 - 1.0;
        Scaled::new(move |w| beyond(w, others), df, 0.25).map(Self)
    }

    /// Changes the degrees of freedom. `None`, without a change, unless `df` is above 0.
    pub fn set_df(&mut self, df: f64) -> Option<()> {
        self.0.set_df(df)
    }

    /// P(Q ≥ q); 1 if q is not above 0.
    pub fn sf(&mut self, q: f64) -> f64 {
        self.ln_sf(q).exp()
    }

    /// ln P(Q ≥ q).
    pub fn ln_sf(&mut self, q: f64) -> f64 {
        if q <= 0.0 { 0.0 } else { self.0.ln_sf(q) }
    }

    /// The q with P(Q ≤ q) = p; `None` unless 0 < p < 1.
    pub fn quantile(&mut self, p: f64) -> Option<f64> {
        self.0.quantile(p)
    }
}

/// P(range ≥ w) of `others` + 1 standard normal values.
fn beyond(w: f64, others: f64) -> f64 {
    let density = |z: f64| {
        let below = normal::cdf(z);
        if below == 0.0 {
            return 0.0;
        }
        let outside = (normal::cdf(z - w) / below).min(1.0);
        let any = -(others * (-outside).ln_1p()).exp_m1();
        normal::pdf(z) * below.powf(others) * any
    };
    // Practically all of the integral is within 9 of 0 or, for large w, within 9 of w/2.
    let integral = trapezoid(density, (0.5 * w - 9.0).max(-9.0), 0.5 * w + 9.0);
    ((others + 1.0) * integral).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::super::scaled::SIZES;
    use super::super::student;
    use super::*;

    /// mpmath, 28 digits: Gauss-Legendre over z and s of 1 − k∫φ(z)[Φ(z) − Φ(z − qs)]^(k−1) dz; the
    /// fourth and the last two from SciPy 1.17 `studentized_range.sf` (R's `ptukey` gives
    /// 0.686424819892 and 0.781776700897 there).
    #[test]
    fn tails_match_28_digit_values() {
        for (q, groups, df, exact) in [
            (1.0, 2, 1.0, 0.608_173_447_969_392_7),
            (3.5, 3, 10.0, 0.077_103_310_838_411_82),
            (0.5, 3, 5.0, 0.934_298_539_823_392),
            (60.0, 4, 1.0, 0.027_368_892_851_754_8),
            (5.0, 16, 117.0, 0.045_302_897_914_972_57),
            (4.3, 62, 300.0, 0.696_801_450_925_257_6),
            (18.0, 10, 2.0, 0.030_585_054_515_754_38),
            (9.0, 6, 1e6, 2.948_434_594_057_218e-9),
            (14.0, 4, 36.0, 4.836_511_774_327_673e-11),
            (30.0, 5, 20.0, 3.335_310_679_037_8e-14),
            (3.3, 3, f64::INFINITY, 0.051_310_906_418_189_88),
            (3.126_140_895_185_24, 16, 60.0, 0.686_424_794_672_445),
            (2.912_982_097_185_73, 16, 60.0, 0.781_776_681_898_398),
        ] {
            let p = StudentizedRange::new(groups, df).unwrap().sf(q);
            let error = p / exact - 1.0;
            assert!(error.abs() < 1e-11, "{q} {groups} {df}: {p:e}, {error:e}");
        }
    }

    #[test]
    fn range_of_two_groups_is_student() {
        for (df, close) in SIZES {
            let mut range = StudentizedRange::new(2, df).unwrap();
            for t in [0.01, 0.3, 1.0, 2.5, 6.0, 20.0] {
                let (ours, exact) = (
                    range.ln_sf(t * 2.0_f64.sqrt()),
                    student::ln_two_sided(t, df),
                );
                assert!((ours - exact).abs() < close, "{t} {df}: {ours} {exact}");
            }
        }
    }

    #[test]
    fn quantiles_invert_the_tail() {
        // SciPy 1.17: studentized_range.ppf(0.95, groups, df).
        for (groups, df, exact) in [
            (3, 10.0, 3.876_776_750_013_158),
            (16, 65.0, 5.039_346_954_658_503),
            (16, 117.0, 4.952_534_981_368_486),
        ] {
            let mut range = StudentizedRange::new(groups, df).unwrap();
            assert!((range.quantile(0.95).unwrap() - exact).abs() < 1e-11);
        }
        for groups in [2, 5, 62] {
            for df in [1.0, 7.5, 100.0, f64::INFINITY] {
                let mut range = StudentizedRange::new(groups, df).unwrap();
                for p in [0.01, 0.5, 0.95, 0.999] {
                    let q = range.quantile(p).unwrap();
                    assert!((range.sf(q) - (1.0 - p)).abs() < 1e-12, "{groups} {df} {p}");
                }
            }
        }
        assert_eq!(StudentizedRange::new(3, 5.0).unwrap().quantile(1.0), None);
        assert!(StudentizedRange::new(1, 5.0).is_none() && StudentizedRange::new(3, 0.0).is_none());
    }

    #[test]
    fn extreme_tails_follow_their_power_law() {
        let mut range = StudentizedRange::new(4, 36.0).unwrap();
        assert_eq!((range.sf(0.0), range.sf(-1.0)), (1.0, 1.0));
        // The tail falls as q^(−ν).
        let steps = [1e30, 1e31].map(|q| range.ln_sf(q));
        assert!((steps[0] - steps[1] - 36.0 * 10f64.ln()).abs() < 1e-9);
        assert_eq!(
            StudentizedRange::new(4, f64::INFINITY).unwrap().sf(1e6),
            0.0
        );
    }
}
