//! The Shapiro-Wilk test of normality.
//!
//! **Question.** Are these values compatible with a normal distribution?
//!
//! **Formulas.** W = (Σaᵢx₍ᵢ₎)²/Σ(x − x̄)², x₍ᵢ₎ in ascending order; the weights a from the normal
//! scores m̃ᵢ = Φ⁻¹((i − 3/8)/(n + 1/4)), the outermost one or two by Royston's polynomials in 1/√n.
//! p: for n = 3 exact; up to 11 from −ln(γ − ln(1 − W)), above from ln(1 − W), either near normal
//! with mean and standard deviation by polynomials in n or ln n.
//!
//! **Assumptions, small samples.** 3 to 5000 values. With few values per arm it finds only large
//! departures: test the residuals of all arms together ([`residuals`](super::anova::residuals)).
//! With many values it finds departures that do not matter.
//!
//! **Ties, missing values.** Rounded values lower W. If all values are equal, there is no answer.
//! Missing values are left out before the call.
//!
//! **Where others differ.** As R's `shapiro.test` (AS R94, the 1995 algorithm), Prism and SciPy.
//!
//! **References.** Shapiro & Wilk 1965, doi:10.1093/biomet/52.3-4.591; Royston 1995 (AS R94),
//! doi:10.2307/2986146.
//!
//! **Validated** by hand below, against R to 1e-10 and SciPy.

use std::f64::consts::{FRAC_PI_3, PI};

use super::answer::NoAnswer;
use crate::descriptive::mean;
use crate::distribution::normal;
use crate::quantile::normal_quantile;

/// A test of normality.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShapiroWilk {
    /// The statistic W, above 0 and at most 1; near 1 for normal values.
    pub w: f64,
    /// Small if the values depart from a normal distribution.
    pub p: f64,
}

/// Tests 3 to 5000 values.
///
/// # Errors
/// [`NoAnswer`] for fewer or more values, or values that are not finite or all equal.
pub fn shapiro_wilk(values: &[f64]) -> Result<ShapiroWilk, NoAnswer> {
    if !values.iter().all(|x| x.is_finite()) {
        return Err(NoAnswer::NotFinite);
    }
    match values.len() {
        0..=2 => return Err(NoAnswer::TooFewValues),
        3..=5000 => {}
        _ => return Err(NoAnswer::TooManyValues),
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    // In units of the range, so that no square overflows or underflows.
    let (low, high) = (sorted[0], sorted[sorted.len() - 1]);
    let range = high - low;
    if range <= 1e-15 * low.abs().max(high.abs()) {
        return Err(NoAnswer::NoVariation);
    }
    sorted.iter_mut().for_each(|x| *x = (*x - low) / range);
    let one_minus_w = one_minus_w(&sorted);
    Ok(ShapiroWilk {
        w: 1.0 - one_minus_w,
        p: p_value(one_minus_w, sorted.len()),
    })
}

/// 1 − W of ascending values, computed as a product so that no digits cancel if W is near 1.
fn one_minus_w(sorted: &[f64]) -> f64 {
    let n = sorted.len();
    let weights = weights(n);
    let center = mean(sorted).expect("finite values");
    let (mut along, mut across, mut total) = (0.0, 0.0, 0.0);
    for (i, x) in sorted.iter().enumerate() {
        let opposite = n - 1 - i;
        let a = match i.cmp(&opposite) {
            std::cmp::Ordering::Less => -weights[i],
            std::cmp::Ordering::Equal => 0.0,
            std::cmp::Ordering::Greater => weights[opposite],
        };
        along += a * (x - center);
        across += a * a;
        total += (x - center).powi(2);
    }
    let most = (across * total).sqrt();
    (most - along) * (most + along) / (across * total)
}

/// The weights of the upper half of the values, the largest value first. The lower half has the
/// opposite weights.
fn weights(n: usize) -> Vec<f64> {
    if n == 3 {
        return vec![0.5_f64.sqrt()];
    }
    let size = n as f64;
    let score = |i: usize| normal_quantile((i as f64 + 0.625) / (size + 0.25));
    // Normal scores of the lower half of the values, which are below 0.
    let m: Vec<f64> = (0..n / 2)
        .map(|i| score(i).expect("a share between 0 and 1"))
        .collect();
    let squares = 2.0 * m.iter().map(|m| m * m).sum::<f64>();
    let root = size.recip().sqrt();
    let polynomials = [
        [0.0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056],
        [0.0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633],
    ];
    let outer = if n > 5 { 2 } else { 1 };
    let given: Vec<f64> = (0..outer)
        .map(|i| polynomial(&polynomials[i], root) - m[i] / squares.sqrt())
        .collect();
    let rest = |x: &[f64]| 2.0 * x.iter().map(|x| x * x).sum::<f64>();
    let factor = ((squares - rest(&m[..outer])) / (1.0 - rest(&given))).sqrt();
    let inner = m[outer..].iter().map(|m| -m / factor);
    given.iter().copied().chain(inner).collect()
}

/// p of a value of 1 − W among n values.
fn p_value(one_minus_w: f64, n: usize) -> f64 {
    let size = n as f64;
    if n == 3 {
        let w = 1.0 - one_minus_w;
        return (6.0 / PI * (w.sqrt().asin() - FRAC_PI_3)).clamp(0.0, 1.0);
    }
    let (y, mean, sd);
    if n <= 11 {
        let gamma = polynomial(&[-2.273, 0.459], size);
        if one_minus_w.ln() >= gamma {
            // W is at the smallest value possible with n values.
            return 0.0;
        }
        y = -(gamma - one_minus_w.ln()).ln();
        mean = polynomial(&[0.544, -0.39978, 0.025054, -6.714e-4], size);
        sd = polynomial(&[1.3822, -0.77857, 0.062767, -0.0020322], size).exp();
    } else {
        y = one_minus_w.ln();
        mean = polynomial(&[-1.5861, -0.31082, -0.083751, 0.0038915], size.ln());
        sd = polynomial(&[-0.4803, -0.082676, 0.0030302], size.ln()).exp();
    }
    normal::sf((y - mean) / sd)
}

/// c₀ + c₁x + c₂x² + ...
fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn test_of_three_values_matches_hand_calculation() {
        // 0 1 3: weights ∓1/√2: W = (3/√2)²/Σ(x − 4/3)² = 4.5/(42/9) = 27/28;
        // p = 6/π·(asin √(27/28) − π/3).
        let s = shapiro_wilk(&[1.0, 3.0, 0.0]).unwrap();
        assert!((s.w - 27.0 / 28.0).abs() < 1e-14);
        let p = 6.0 / PI * ((27.0_f64 / 28.0).sqrt().asin() - FRAC_PI_3);
        assert!((s.p - p).abs() < 1e-13);
        // Equally spaced: W = 1.
        let even = shapiro_wilk(&[1.0, 2.0, 3.0]).unwrap();
        assert!((even.w - 1.0).abs() < 1e-14 && (even.p - 1.0).abs() < 1e-6);
    }

    /// SciPy 1.17 `shapiro` of xᵢ = (7919·i mod 10007)/100 and of exp(xᵢ/40), i from 0.
    #[test]
    fn results_agree_with_scipy() {
        for (n, [w, p], [w_exp, p_exp]) in [
            (
                4,
                [0.979_584_086_856_465_6, 0.899_574_701_016_721_7],
                [0.976_110_463_175_339_2, 0.878_869_881_258_008_2],
            ),
            (
                5,
                [0.979_988_179_949_499_6, 0.934_555_373_592_132_3],
                [0.908_508_410_556_627, 0.458_678_918_772_051_4],
            ),
            (
                6,
                [0.969_770_687_105_031_8, 0.890_890_467_346_024],
                [0.898_674_591_894_759_8, 0.366_154_886_661_462_4],
            ),
            (
                11,
                [0.948_789_218_916_778_6, 0.628_520_450_073_515_6],
                [0.891_086_062_890_332_9, 0.143_476_697_602_827],
            ),
            (
                12,
                [0.949_729_941_421_506_4, 0.633_039_746_579_501_2],
                [0.915_164_809_490_121, 0.248_344_832_468_016_6],
            ),
            (
                30,
                [0.953_776_378_889_189_5, 0.213_160_235_038_759_6],
                [0.887_462_865_522_413_9, 0.004_202_654_851_620_255],
            ),
            (
                200,
                [0.954_865_778_494_835_3, 5.722_459_088_926_372e-6],
                [0.890_165_889_894_916_7, 6.209_548_358_825_866e-11],
            ),
            (
                5000,
                [0.954_886_444_702_288_9, 9.277_658_958_892_694e-37],
                [0.889_176_020_378_797_8, 5.905_231_239_561_057e-51],
            ),
        ] {
            let x: Vec<f64> = (0..n)
                .map(|i| f64::from(i * 7919 % 10_007) / 100.0)
                .collect();
            let bent: Vec<f64> = x.iter().map(|x| (x / 40.0).exp()).collect();
            for (values, w, p) in [(x, w, p), (bent, w_exp, p_exp)] {
                let s = shapiro_wilk(&values).unwrap();
                assert!((s.w / w - 1.0).abs() < 1e-9, "{n}: {s:?} {w}");
                assert!((s.p / p - 1.0).abs() < 1e-6, "{n}: {s:?} {p}");
            }
        }
    }

    #[test]
    fn awkward_data_give_small_p_or_reasons() {
        assert_eq!(shapiro_wilk(&[1.0, 2.0]), Err(NoAnswer::TooFewValues));
        assert_eq!(shapiro_wilk(&[7.3; 40]), Err(NoAnswer::NoVariation));
        assert_eq!(shapiro_wilk(&[0.0; 40]), Err(NoAnswer::NoVariation));
        assert_eq!(
            shapiro_wilk(&[1.0, f64::INFINITY, 2.0]),
            Err(NoAnswer::NotFinite)
        );
        let many: Vec<f64> = (0..5001).map(f64::from).collect();
        assert_eq!(shapiro_wilk(&many), Err(NoAnswer::TooManyValues));
        // One value far from all others, which are equal.
        for n in [4, 11, 12, 200] {
            let mut values = vec![0.0; n];
            values[0] = 1e200;
            let s = shapiro_wilk(&values).unwrap();
            assert!(s.p < 0.01 && s.w > 0.0 && s.w < 0.7, "{n}: {s:?}");
        }
    }

    proptest! {
        #[test]
        fn w_does_not_depend_on_order_shift_or_scale(
            mut x in prop::collection::vec(1.0..1000.0_f64, 4..60),
            shift in -500.0..500.0_f64,
            scale in 0.01..100.0_f64,
        ) {
            let before = shapiro_wilk(&x).unwrap();
            x.reverse();
            x.iter_mut().for_each(|x| *x = scale * (*x + shift));
            let after = shapiro_wilk(&x).unwrap();
            prop_assert!((after.w - before.w).abs() < 1e-9 && (after.p - before.p).abs() < 1e-6);
            prop_assert!((0.0..=1.0).contains(&after.p) && after.w <= 1.0);
        }
    }
}
