//! Tails of Student's t and of F at fractional degrees of freedom.

use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::beta::beta_reg;

/// Degrees of freedom beyond which t is normal to 1e-7 relative.
const NORMAL: f64 = 1e7;

/// P(|T| ≥ |t|).
pub fn t_two_sided(t: f64, df: f64) -> f64 {
    if df > NORMAL {
        return 2.0 * Normal::standard().sf(t.abs());
    }
    beta_reg(0.5 * df, 0.5, df / (df + t * t))
}

/// P(F ≥ f).
pub fn f_upper(f: f64, df1: f64, df2: f64) -> f64 {
    let df2 = df2.min(NORMAL);
    beta_reg(0.5 * df2, 0.5 * df1, df2 / (df2 + df1 * f.max(0.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R 4.2: `2*pt(-abs(t), df)`, `pf(f, df1, df2, lower.tail = FALSE)`.
    #[test]
    fn agree_with_r() {
        for (t, df, r) in [
            (
                -5.051_619_515_198_63,
                9.999_999_999_999_93,
                0.000_498_062_725_111_462,
            ),
            (
                13.948_394_336_688_1,
                25.602_668_912_210_7,
                1.803_423_979_146_77e-13,
            ),
            (
                73.148_351_017_767_2,
                11.112_463_866_693_6,
                2.880_794_672_775_64e-16,
            ),
        ] {
            assert!((t_two_sided(t, df) / r - 1.0).abs() < 1e-9, "{t} {df}");
        }
        for (f, df1, df2, r) in [
            (
                1.911_624_165_122_7,
                5.0,
                45.180_823_398_991_2,
                0.111_076_121_173_285,
            ),
            (
                373.271_708_276_985,
                1.0,
                113.135_811_982_781,
                1.260_114_392_379_21e-37,
            ),
        ] {
            assert!((f_upper(f, df1, df2) / r - 1.0).abs() < 1e-9, "{f}");
        }
    }
}
