//! Proportions and their comparison: Clopper-Pearson intervals and Fisher's exact test.
//!
//! **Question.** Which response rates are compatible with x responders of n, and do the rates of
//! two groups differ?
//!
//! **Formulas.** Clopper-Pearson: the lower end p has P(X ≥ x | p) = α/2, the upper P(X ≤ x | p) =
//! α/2, X binomial. Fisher, two-sided: the sum of the hypergeometric probabilities of all tables
//! that are not more likely than the observed one.
//!
//! **Assumptions, small samples.** Animals are independent. Both methods are exact, and
//! conservative with few animals.
//!
//! **Ties, missing values.** Animals that cannot be judged are left out before the call. Tables
//! count as equally likely within 1e-7 relative, as in R.
//!
//! **Where others differ.** As R's `binom.test` and `fisher.test`; Prism's default two-sided Fisher is
//! the same sum.
//!
//! **References.** Clopper & Pearson 1934, doi:10.1093/biomet/26.4.404.
//!
//! **Validated** by hand below.

use statrs::function::beta::beta_reg;
use statrs::function::factorial::ln_binomial;

use super::interval::Interval;

/// The Clopper-Pearson interval (0 to 1) of `successes` of `n` at `confidence` (0 to 1); `None` if
/// n is 0 or less than `successes`.
pub fn clopper_pearson(successes: usize, n: usize, confidence: f64) -> Option<Interval> {
    if n == 0 || successes > n {
        return None;
    }
    let tail = 0.5 - confidence / 2.0;
    let (x, rest) = (successes as f64, (n - successes) as f64);
    // P(X ≥ x | p) is the incomplete beta function of (x, n − x + 1) at p; P(X ≤ x | p) follows by
    // symmetry.
    let low = match successes {
        0 => 0.0,
        _ => bisect(|p| beta_reg(x, rest + 1.0, p) < tail),
    };
    let high = if successes == n {
        1.0
    } else {
        bisect(|p| beta_reg(rest, x + 1.0, 1.0 - p) > tail)
    };
    Some(Interval { low, high })
}

/// The border between 0 and 1 below which `inside` is true.
fn bisect(inside: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    // 55 halvings reach the precision of a number near 1.
    for _ in 0..55 {
        let middle = 0.5 * (low + high);
        if inside(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// The two-sided p of Fisher's exact test of `a` responders of `n` against `b` of `m`; `None` if a
/// group is empty or has more responders than animals.
pub fn fisher(a: usize, n: usize, b: usize, m: usize) -> Option<f64> {
    if n == 0 || m == 0 || a > n || b > m {
        return None;
    }
    let responders = a + b;
    let log = |x: usize| {
        ln_binomial(n as u64, x as u64) + ln_binomial(m as u64, (responders - x) as u64)
            - ln_binomial((n + m) as u64, responders as u64)
    };
    let observed = log(a);
    let tables = responders.saturating_sub(m)..=responders.min(n);
    let p: f64 = tables
        .map(log)
        .filter(|&log| log <= observed + 1e-7)
        .map(f64::exp)
        .sum();
    Some(p.min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clopper_pearson_matches_hand_calculation_and_r() {
        // 0 of 8: upper end 1 − 0.025^(1/8); 8 of 8: lower end 0.025^(1/8).
        let none = clopper_pearson(0, 8, 0.95).unwrap();
        let edge = 0.025_f64.powf(0.125);
        assert!(none.low == 0.0 && (none.high - (1.0 - edge)).abs() < 1e-12);
        let all = clopper_pearson(8, 8, 0.95).unwrap();
        assert!(all.high == 1.0 && (all.low - edge).abs() < 1e-12);
        // R: binom.test(3, 10)$conf.int = 0.06673951 0.65245285.
        let some = clopper_pearson(3, 10, 0.95).unwrap();
        assert!((some.low - 0.066_739_51).abs() < 1e-8 && (some.high - 0.652_452_85).abs() < 1e-8);
        assert_eq!(clopper_pearson(0, 0, 0.95), None);
    }

    #[test]
    fn fisher_matches_hand_calculation() {
        // The lady tasting tea, 3 of 4 against 1 of 4: (1 + 16 + 16 + 1)/70 = 34/70.
        assert!((fisher(3, 4, 1, 4).unwrap() - 34.0 / 70.0).abs() < 1e-12);
        // 8 of 8 against 0 of 8: 2/12870.
        assert!((fisher(8, 8, 0, 8).unwrap() * 12_870.0 - 2.0).abs() < 1e-9);
        assert_eq!(fisher(0, 5, 0, 5), Some(1.0));
        assert_eq!(fisher(0, 0, 1, 5), None);
    }
}
