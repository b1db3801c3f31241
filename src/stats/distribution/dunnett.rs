//! Dunnett's multivariate t: the largest of several comparisons with one control.
//!
//! **Question.** How large is the largest of m t values that share a control and a standard
//! deviation, by chance alone?
//!
//! **Formulas.** The comparisons' correlations are products, ρᵢⱼ = λᵢλⱼ; with nᵢ animals in arm i
//! and n₀ in the control, λᵢ = √(nᵢ/(nᵢ + n₀)). Given the shared normal variable z they are
//! independent, so for a known standard deviation P(max ≥ w) = ∫φ(z)·[1 − Π(1 − rᵢ(z))] dz with rᵢ
//! = Φ̄((w − λᵢz)/√(1 − λᵢ²)), two-sided plus Φ̄((w + λᵢz)/√(1 − λᵢ²)). The bracket is computed as
//! −expm1(Σ ln1p(−rᵢ)), which loses no digits. For the estimated standard deviation see `scaled`.
//!
//! **Assumptions, small samples.** Exact for any arm sizes and degrees of freedom; with one comparison
//! it is Student's t.
//!
//! **Where others differ.** `multcomp` and `emmeans` in R draw at random (accurate to 1e-3 to 1e-5,
//! different on every run) and round the degrees of freedom to a whole number; SciPy draws at
//! random.
//!
//! **References.** Dunnett 1955, doi:10.1080/01621459.1955.10501294; Dunnett & Sobel 1955,
//! doi:10.1093/biomet/42.1-2.258; Genz & Bretz 2009, doi:10.1007/978-3-642-01689-9.
//!
//! **Validated** against 25-digit values (mpmath, two-dimensional), Student's t and R below.

use super::normal;
use super::quadrature::{VALUES_PER_PIECE, piecewise, trapezoid_in_steps};
use super::scaled::Scaled;

/// The deviations from the control that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sides {
    /// The largest |T|.
    Two,
    /// The largest T.
    One,
}

/// The distribution for one set of comparisons and degrees of freedom. It stores what it has
/// computed (hence `&mut`), so tails after the first are fast.
pub struct Dunnett {
    distribution: Scaled,
    sides: Sides,
}

impl Dunnett {
    /// The distribution for comparisons with these λ, with `df` degrees of freedom (may be
    /// infinite). `None` unless there is a comparison, every |λ| is below 1, and `df` is above 0.
    pub fn new(lambda: &[f64], df: f64, sides: Sides) -> Option<Self> {
        if lambda.is_empty() || !lambda.iter().all(|l| l.abs() < 1.0) {
            return None;
        }
        let comparisons = group_equal(lambda);
        let distribution = Scaled::new(move |w| beyond(w, &comparisons, sides), df, 0.5)?;
        Some(Self {
            distribution,
            sides,
        })
    }

    /// Changes the degrees of freedom. `None`, without a change, unless `df` is above 0.
    pub fn set_df(&mut self, df: f64) -> Option<()> {
        self.distribution.set_df(df)
    }

    /// P(max T ≥ t), two-sided P(max |T| ≥ t): the adjusted p-value of a comparison with this t.
    pub fn sf(&mut self, t: f64) -> f64 {
        self.ln_sf(t).exp()
    }

    /// ln of [`Self::sf`].
    pub fn ln_sf(&mut self, t: f64) -> f64 {
        if self.sides == Sides::Two && t <= 0.0 {
            return 0.0;
        }
        self.distribution.ln_sf(t)
    }

    /// The t with P(max ≤ t) = p; `None` unless 0 < p < 1.
    pub fn quantile(&mut self, p: f64) -> Option<f64> {
        self.distribution.quantile(p)
    }
}

/// λᵢ = √(nᵢ/(nᵢ + n₀)), for arms of nᵢ and a control of n₀ animals.
pub fn lambda_of_sizes(control: usize, arms: &[usize]) -> Vec<f64> {
    let lambda = |&n: &usize| (n as f64 / (n + control) as f64).sqrt();
    arms.iter().map(lambda).collect()
}

/// Comparisons with equal λ, which are computed once.
struct EqualComparisons {
    lambda: f64,
    /// √(1 − λ²).
    rest: f64,
    /// Number of comparisons.
    count: f64,
}

fn group_equal(lambda: &[f64]) -> Vec<EqualComparisons> {
    let mut sorted = lambda.to_vec();
    sorted.sort_by(f64::total_cmp);
    let equal = sorted.chunk_by(|a, b| a == b);
    equal
        .map(|group| EqualComparisons {
            lambda: group[0],
            rest: (1.0 - group[0] * group[0]).sqrt(),
            count: group.len() as f64,
        })
        .collect()
}

/// If the squares of the arguments of two tails differ by more than this, the smaller tail is below
/// the rounding of the larger.
const NEGLIGIBLE: f64 = 80.0;

/// The probability that any of some equal comparisons is at least w, given the shared normal
/// variable z.
fn any_beyond(w: f64, z: f64, c: &EqualComparisons, sides: Sides) -> f64 {
    let (a, b) = ((w - c.lambda * z) / c.rest, (w + c.lambda * z) / c.rest);
    let one = match sides {
        Sides::One => normal::sf(a),
        Sides::Two => {
            let (near, far) = (a.min(b), a.max(b));
            if far * far.abs() - near * near.abs() > NEGLIGIBLE {
                normal::sf(near)
            } else {
                (normal::sf(near) + normal::sf(far)).min(1.0)
            }
        }
    };
    if c.count == 1.0 {
        one
    } else {
        -(c.count * (-one).ln_1p()).exp_m1()
    }
}

/// P(max ≥ w) if the standard deviation is known.
fn beyond(w: f64, comparisons: &[EqualComparisons], sides: Sides) -> f64 {
    let density = |z: f64| {
        // The union is accumulated without subtracting a small probability from 1.
        let mut any = 0.0;
        for c in comparisons.iter().rev() {
            any += any_beyond(w, z, c, sides) * (1.0 - any);
            if any == 1.0 {
                break;
            }
        }
        normal::pdf(z) * any
    };
    let reach = |l: f64| (l * w).max(0.0) + 9.0;
    let most = comparisons.iter().map(|c| c.lambda).fold(0.0, f64::max);
    let least = comparisons.iter().map(|c| c.lambda).fold(0.0, f64::min);
    let share = match sides {
        Sides::One => over_z(density, w, comparisons, [-reach(-least), reach(most)]),
        Sides::Two => {
            // Even: half of the value at 0 belongs to each side.
            let half = |z: f64| if z == 0.0 { 0.5 } else { 1.0 } * density(z);
            2.0 * over_z(half, w, comparisons, [0.0, reach(most.max(-least))])
        }
    };
    share.min(1.0)
}

/// With more steps than this the trapezoidal rule is compared with pieces.
const MANY_STEPS: f64 = 1000.0;

/// The integral over z by the rule that takes fewer values: where an arm scatters so much less than the control that it
/// passes w within a short range of z, steps fine enough for it are needed there alone.
fn over_z(
    density: impl Fn(f64) -> f64,
    w: f64,
    comparisons: &[EqualComparisons],
    ends: [f64; 2],
) -> f64 {
    let steps = (ends[1] - ends[0]) / step(comparisons);
    if steps > MANY_STEPS {
        let points = transitions(w, comparisons, ends);
        if ((points.len() * VALUES_PER_PIECE) as f64) < steps {
            return piecewise(density, &points);
        }
    }
    trapezoid_in_steps(density, ends, steps.ceil())
}

/// The step of the trapezoidal rule over z that leaves an error of e^−38, below rounding. At z + iy the density of z is
/// greater by e^(y²/2) than at z, and a tail by no more than e^(y²λ²/2(1 − λ²)); so the error of step h is about
/// e^(−2π²/(h²·P)) with P = 1 + Σ λ²/(1 − λ²) (Trefethen & Weideman 2014, doi:10.1137/130932132).
fn step(comparisons: &[EqualComparisons]) -> f64 {
    let of = |c: &EqualComparisons| c.count * (c.lambda / c.rest).powi(2);
    let sum: f64 = comparisons.iter().map(of).sum();
    std::f64::consts::PI * (2.0 / (38.0 * (1.0 + sum))).sqrt()
}

/// Points between which the integrand over z is smooth: close to each other where a comparison passes w, which is at w/λ.
fn transitions(w: f64, comparisons: &[EqualComparisons], [low, high]: [f64; 2]) -> Vec<f64> {
    let mut points: Vec<f64> = (0..)
        .map(|n| low + f64::from(n))
        .take_while(|z| *z < high)
        .collect();
    for c in comparisons.iter().filter(|c| c.rest < 0.5) {
        // Two-sided, the comparison passes at both signs of z, of which one is in range.
        for middle in [w / c.lambda, -w / c.lambda] {
            // The density of z moves the largest part of the integrand by w·√(1 − λ²) standard deviations.
            let steps = ((w.abs() * c.rest + 9.0) / 3.0).ceil() as i32;
            let near = (-steps..=steps).map(|n| middle + 3.0 * f64::from(n) * c.rest / c.lambda);
            points.extend(near.filter(|z| low < *z && *z < high));
        }
    }
    points.push(high);
    points.sort_by(f64::total_cmp);
    let narrowest = comparisons.iter().map(|c| c.rest).fold(1.0, f64::min);
    points.dedup_by(|later, earlier| *later - *earlier < 0.3 * narrowest && *later < high);
    points
}

#[cfg(test)]
mod tests {
    use super::super::scaled::SIZES;
    use super::super::student;
    use super::Sides::{One, Two};
    use super::*;
    use proptest::prelude::*;

    fn of_sizes(control: usize, arms: &[usize], df: f64, sides: Sides) -> Dunnett {
        Dunnett::new(&lambda_of_sizes(control, arms), df, sides).unwrap()
    }

    /// mpmath, 28 digits: Gauss-Legendre over z and s of 1 − ∫φ(z)·Π[Φ((λz + ts)/√(1−λ²)) −
    /// Φ((λz − ts)/√(1−λ²))] dz, one-sided without the second Φ.
    #[test]
    fn tails_match_28_digit_values() {
        let half = 0.5_f64.sqrt();
        for (t, lambda, df, sides, exact) in [
            (2.5, &[half; 3][..], 36.0, Two, 0.044_830_469_538_535_92),
            (2.5, &[half; 3], 36.0, One, 0.022_417_640_879_435_78),
            (
                6.0,
                &[0.6, 0.7, 0.75, 0.75],
                20.0,
                Two,
                2.740_053_345_800_38e-5,
            ),
            (
                12.0,
                &[0.6, 0.7, 0.75, 0.75],
                40.0,
                One,
                1.559_918_972_328_3e-14,
            ),
        ] {
            let p = Dunnett::new(lambda, df, sides).unwrap().sf(t);
            let error = p / exact - 1.0;
            assert!(error.abs() < 1e-11, "{t} {df} {sides:?}: {p:e}, {error:e}");
        }
    }

    #[test]
    fn single_comparison_is_student() {
        for (df, close) in SIZES {
            for lambda in [0.0, 0.7, 0.999] {
                let mut two = Dunnett::new(&[lambda], df, Two).unwrap();
                let mut one = Dunnett::new(&[lambda], df, One).unwrap();
                for t in [0.01, 0.3, 1.0, 2.5, 6.0, 20.0] {
                    let (ours, exact) = (two.ln_sf(t), student::ln_two_sided(t, df));
                    assert!(
                        (ours - exact).abs() < close,
                        "{t} {df} {lambda}: {ours} {exact}"
                    );
                    for t in [t, -t] {
                        let error = one.sf(t) / student::sf(t, df) - 1.0;
                        assert!(error.abs() < close, "{t} {df} {lambda}: {error:e}");
                    }
                }
            }
        }
    }

    /// With a control much smaller than the arms, the comparisons are nearly identical.
    #[test]
    fn tiny_control_makes_comparisons_nearly_one() {
        let p = of_sizes(1, &[100_000; 5], 50.0, Two).sf(2.0);
        let alone = student::two_sided(2.0, 50.0);
        assert!(p > alone && p < 1.05 * alone, "{p} {alone}");
    }

    /// Where the control scatters much more than some arms, the integral is that of the trapezoidal rule with a step fine
    /// enough for all.
    #[test]
    fn narrow_comparisons_are_integrated() {
        let few = [0.9999, 0.9995, -0.999, 0.9, 0.6, 0.0];
        let many: Vec<f64> = (0..30).map(|n| 0.97 + 0.001 * f64::from(n)).collect();
        for lambda in [&few[..], &many] {
            narrow(&group_equal(lambda));
        }
    }

    fn narrow(comparisons: &[EqualComparisons]) {
        for w in [0.1, 1.0, 2.5, 5.0, 12.0, 30.0] {
            let any = |z: f64, sides| {
                comparisons
                    .iter()
                    .fold(0.0, |any, c| any + any_beyond(w, z, c, sides) * (1.0 - any))
            };
            for sides in [One, Two] {
                let step = 2e-4;
                let fine = (-200_000..=200_000).map(|n| {
                    let z = step * f64::from(n);
                    normal::pdf(z) * any(z, sides)
                });
                let exact = step * fine.sum::<f64>();
                let error = beyond(w, comparisons, sides) / exact - 1.0;
                assert!(error.abs() < 1e-11, "{w} {sides:?}: {error:e}");
            }
        }
    }

    #[test]
    fn quantiles_invert_the_tail() {
        // Dunnett 1964, Biometrics 20:482, Table II: 5 %, three arms, 20 degrees of freedom: 2.54;
        // one-sided (Dunnett 1955, Table 1a): 2.19.
        for (sides, table) in [(Two, 2.54), (One, 2.19)] {
            let mut d = of_sizes(8, &[8; 3], 20.0, sides);
            assert!((d.quantile(0.95).unwrap() - table).abs() < 0.006);
            for p in [0.01, 0.5, 0.95, 0.999] {
                let t = d.quantile(p).unwrap();
                assert!((d.sf(t) - (1.0 - p)).abs() < 1e-12, "{sides:?} {p}");
            }
        }
        assert!(Dunnett::new(&[], 5.0, Two).is_none() && Dunnett::new(&[1.0], 5.0, Two).is_none());
    }

    #[test]
    fn changed_degrees_of_freedom_give_the_same_tails() {
        let lambda = [0.6, 0.7, 0.75];
        let mut kept = Dunnett::new(&lambda, f64::INFINITY, Two).unwrap();
        for df in [400.0, 30.0, 6.5, 3.0, 1e12, 2.0] {
            kept.set_df(df).unwrap();
            let mut anew = Dunnett::new(&lambda, df, Two).unwrap();
            for t in [0.2, 2.0, 9.0] {
                assert!((kept.ln_sf(t) - anew.ln_sf(t)).abs() < 1e-11, "{df} {t}");
            }
            let quantile = |d: &mut Dunnett| d.quantile(0.95).unwrap();
            assert!((quantile(&mut kept) / quantile(&mut anew) - 1.0).abs() < 1e-11);
        }
        assert!(kept.set_df(0.0).is_none() && kept.set_df(f64::NAN).is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn p_lies_between_student_and_bonferroni(
            sizes in prop::collection::vec(1..30_usize, 1..12),
            control in 1..30_usize,
            df in 1.0..200.0_f64,
            t in 0.1..9.0_f64,
        ) {
            let m = sizes.len() as f64;
            for (sides, raw) in [(Two, student::two_sided(t, df)), (One, student::sf(t, df))] {
                let mut d = of_sizes(control, &sizes, df, sides);
                let p = d.sf(t);
                prop_assert!(p >= raw * (1.0 - 1e-10) && p <= m * raw * (1.0 + 1e-10));
                prop_assert!(d.sf(1.1 * t) < p);
                let mut reversed = sizes.clone();
                reversed.reverse();
                let again = of_sizes(control, &reversed, df, sides).sf(t);
                prop_assert!((again / p - 1.0).abs() < 1e-12);
            }
        }
    }
}
