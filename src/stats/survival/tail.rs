//! Upper tails of χ² and of the normal distribution, with their logarithms.
//!
//! **Question.** How probable is a statistic at least this large, also if the probability is too
//! small for a floating-point number?
//!
//! **Formulas.** Q(a, x) = Γ(a, x)/Γ(a) with a = df/2, x = χ²/2, from the library; below 1e-280,
//! its logarithm by the continued fraction −x + a·ln x − ln Γ(a) + ln(1/(x+1−a− 1(1−a)/(x+3−a−
//! …))), evaluated from the front (modified Lentz). The two-sided tail of |z| is that of χ² = z²
//! with one degree of freedom, which the library has to 2e-13; its normal tail is accurate to 4e-11
//! only.
//!
//! **Where others differ.** As R's `pchisq(lower.tail = FALSE)`, and its `log.p = TRUE`; R returns 0
//! below 1e-308; here p is then the smallest normal number, and `ln_p` is exact.
//!
//! **References.** Abramowitz & Stegun 1972, 6.5.31.
//!
//! **Validated** against R below.

use statrs::distribution::{ChiSquared, ContinuousCDF};
use statrs::function::gamma::ln_gamma;

/// Below this the library's tail is not used, since it loses digits near the smallest
/// floating-point numbers.
const FAR: f64 = 1e-280;

/// A tail probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tail {
    /// Above 0, at most 1; [`f64::MIN_POSITIVE`] stands for anything smaller.
    pub p: f64,
    /// Natural logarithm of p, finite also where p is too small for a number.
    pub ln_p: f64,
}

/// P(χ² ≥ `chi2`) with `df` degrees of freedom, above 0; 1 if `chi2` is not above 0.
pub fn chi2_tail(chi2: f64, df: f64) -> Tail {
    let sf = match ChiSquared::new(df) {
        Ok(of) if chi2 > 0.0 => of.sf(chi2).min(1.0),
        _ => 1.0,
    };
    if sf > FAR {
        return Tail {
            p: sf,
            ln_p: sf.ln(),
        };
    }
    let ln_p = ln_far_tail(0.5 * df, 0.5 * chi2);
    Tail {
        p: ln_p.exp().max(f64::MIN_POSITIVE),
        ln_p,
    }
}

/// P(|Z| ≥ |z|) of the standard normal distribution.
pub fn normal_tail(z: f64) -> Tail {
    chi2_tail(z * z, 1.0)
}

/// ln Q(a, x) for x far above a.
fn ln_far_tail(a: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - a;
    let mut c = f64::MAX;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for i in 1..500 {
        let i = f64::from(i);
        let step = -i * (i - a);
        b += 2.0;
        d = 1.0 / (step * d + b);
        c = b + step / c;
        let change = d * c;
        fraction *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    -x + a * x.ln() - ln_gamma(a) + fraction.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R 4.2.2: `pchisq(x, df, lower.tail = FALSE, log.p = TRUE)`.
    #[test]
    fn tails_agree_with_r() {
        for (chi2, df, ln_p) in R {
            let ours = chi2_tail(chi2, df);
            assert!((ours.ln_p / ln_p - 1.0).abs() < 1e-12, "{chi2} {df}");
            let expected = ln_p.exp().max(f64::MIN_POSITIVE);
            assert!((ours.p / expected - 1.0).abs() < 1e-11, "{chi2} {df}");
        }
        assert_eq!(chi2_tail(0.0, 3.0), Tail { p: 1.0, ln_p: 0.0 });
        assert_eq!(normal_tail(0.0).p, 1.0);
    }

    /// With two degrees of freedom the tail is exp(−χ²/2), near and far.
    #[test]
    fn tail_with_two_degrees_of_freedom_is_exponential() {
        for chi2 in [0.5, 10.0, 1_000.0, 1_280.0, 1_300.0, 1e5] {
            assert!((chi2_tail(chi2, 2.0).ln_p / (-0.5 * chi2) - 1.0).abs() < 1e-12);
            assert!(chi2_tail(chi2, 2.0).p > 0.0);
        }
    }

    const R: [(f64, f64, f64); 7] = [
        (3.0, 1.0, -2.485_732_790_986_08),
        (50.0, 5.0, -20.396_990_168_586_6),
        (700.0, 10.0, -329.734_860_051_184),
        (1400.0, 1.0, -703.848_618_125_122),
        (2000.0, 61.0, -869.144_777_831_705),
        (5000.0, 2.0, -2500.0),
        (1e5, 30.0, -49_873.714_045_167_4),
    ];
}
