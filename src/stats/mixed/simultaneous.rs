//! Adjustment for several comparisons: p-values and intervals that hold together for a family of
//! estimates.
//!
//! Dunnett's multivariate t needs correlations that are products λᵢλⱼ. Differences to one control
//! in a model without covariates have them exactly, λᵢ² = v₀/(v₀ + vᵢ) with v the variances of the
//! arms' estimates. With covariates the correlations differ a little from products; then the
//! nearest products are used, and the result says how far off they are. As in emmeans, every
//! estimate is compared with its own degrees of freedom; emmeans truncates them to an integer, this
//! module does not.

use super::inference::{Estimate, Family};
use crate::adjust::{Adjustment, adjust};
use crate::distribution::dunnett::{Dunnett, Sides};
use crate::distribution::studentized_range::StudentizedRange;
use crate::interval::Interval;

/// The adjusted p-value and interval of one estimate of a family.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Simultaneous {
    /// Two-sided p, adjusted for the family; not below the unadjusted p.
    pub p: f64,
    /// Interval that holds together with the others of the family.
    pub interval: Interval,
}

/// Dunnett's adjustment of a family.
#[derive(Debug, Clone, PartialEq)]
pub struct DunnettFamily {
    /// In the order of the family; `None` for a missing estimate.
    pub estimates: Vec<Option<Simultaneous>>,
    /// Largest difference between a correlation and the product used for it; only rounding if the
    /// products are exact.
    pub deviation: f64,
}

impl Family {
    /// Dunnett's adjustment, for differences to one control. `confidence` (0 to 1) is that of all
    /// intervals together. `None` if no estimate is there.
    pub fn dunnett(&self, confidence: f64) -> Option<DunnettFamily> {
        let present: Vec<usize> = (0..self.estimates.len())
            .filter(|&i| self.estimates[i].is_some())
            .collect();
        let correlation = |a: usize, b: usize| self.correlation[present[a]][present[b]];
        let (lambda, deviation) = nearest_products(present.len(), correlation);
        let mut distribution = Dunnett::new(&lambda, f64::INFINITY, Sides::Two)?;
        let estimates = self.estimates.iter().map(|e| {
            let e = e.as_ref()?;
            distribution.set_df(e.df)?;
            Some(Simultaneous {
                p: distribution.sf(e.t.abs()).max(e.p),
                interval: e.interval_of(distribution.quantile(confidence)?),
            })
        });
        Some(DunnettFamily {
            estimates: estimates.collect(),
            deviation,
        })
    }

    /// Tukey and Kramer's adjustment, for the differences of all pairs of `groups` arms. With
    /// unequal variances the p-values are too high rather than too low. `None` for fewer than 2
    /// groups.
    pub fn tukey(&self, groups: usize, confidence: f64) -> Option<Vec<Option<Simultaneous>>> {
        let mut range = StudentizedRange::new(groups, f64::INFINITY)?;
        let root = std::f64::consts::SQRT_2;
        let estimates = self.estimates.iter().map(|e| {
            let e = e.as_ref()?;
            range.set_df(e.df)?;
            Some(Simultaneous {
                p: range.sf(root * e.t.abs()).max(e.p),
                interval: e.interval_of(range.quantile(confidence)? / root),
            })
        });
        Some(estimates.collect())
    }

    /// The p-values adjusted by a method that does not use correlations, such as Holm's.
    pub fn adjusted(&self, by: Adjustment) -> Vec<Option<f64>> {
        let p: Vec<Option<f64>> = self.estimates.iter().map(|e| e.map(|e| e.p)).collect();
        adjust(&p, by)
    }
}

impl Estimate {
    /// The interval of `critical` standard errors on both sides.
    fn interval_of(&self, critical: f64) -> Interval {
        Interval {
            low: self.estimate - critical * self.se,
            high: self.estimate + critical * self.se,
        }
    }
}

/// The λ whose products λᵢλⱼ are nearest to the correlations in least squares, and the largest
/// deviation.
///
/// Each λ in turn is set to Σ ρᵢⱼλⱼ/Σ λⱼ² over the others, until none moves by more than rounding.
/// The start is √½, which is exact for arms of equal precision. λ stays below 1, as
/// [`Dunnett::new`] requires.
fn nearest_products(n: usize, correlation: impl Fn(usize, usize) -> f64) -> (Vec<f64>, f64) {
    let mut lambda = vec![std::f64::consts::FRAC_1_SQRT_2; n];
    let most = 1.0 - 1e-12;
    for _ in 0..500 {
        let mut moved = 0.0_f64;
        for i in 0..n {
            let others = || (0..n).filter(|&j| j != i);
            let square: f64 = others().map(|j| lambda[j] * lambda[j]).sum();
            let along: f64 = others().map(|j| correlation(i, j) * lambda[j]).sum();
            let next = if square > 0.0 { along / square } else { 0.0 };
            let next = next.clamp(-most, most);
            moved = moved.max((next - lambda[i]).abs());
            lambda[i] = next;
        }
        if moved < 1e-14 {
            break;
        }
    }
    // λ that differ by rounding only become equal: the distribution then computes them once.
    lambda
        .iter_mut()
        .for_each(|l| *l = (*l * 1e12).round() / 1e12);
    let pairs = (0..n).flat_map(|i| (0..i).map(move |j| (i, j)));
    let deviation = pairs
        .map(|(i, j)| (correlation(i, j) - lambda[i] * lambda[j]).abs())
        .fold(0.0, f64::max);
    (lambda, deviation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_products_are_found() {
        let of = [0.9, 0.3, 0.6, 0.7];
        let (lambda, deviation) = nearest_products(4, |i, j| of[i] * of[j]);
        assert!(deviation < 1e-12);
        for (found, exact) in lambda.iter().zip(of) {
            assert!((found - exact).abs() < 1e-11);
        }
        let (lambda, deviation) = nearest_products(2, |_, _| 0.36);
        assert!((lambda[0] * lambda[1] - 0.36).abs() < 1e-11 && deviation < 1e-11);
        assert_eq!(nearest_products(1, |_, _| 1.0), (vec![0.0], 0.0));
    }
}
