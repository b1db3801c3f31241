//! Estimates of one family judged together: p-values and intervals that hold for all of them.
//!
//! Dunnett's multivariate t needs correlations that are products λᵢλⱼ. Differences to one control in a
//! model without covariates have them exactly, λᵢ² = v₀/(v₀ + vᵢ) with v the variances of the arms'
//! estimates. A covariate shared by all arms disturbs them a little; then the nearest products are
//! taken, and how far they are is told. As in emmeans every estimate is referred to its own degrees of
//! freedom (there truncated to an integer, here not).

use super::inference::{Estimate, Family};
use crate::adjust::{Adjustment, adjust};
use crate::bca::Interval;
use crate::distribution::dunnett::{Dunnett, Sides};
use crate::distribution::studentized_range::StudentizedRange;

/// An estimate among others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Simultaneous {
    /// Two-sided p, adjusted.
    pub p: f64,
    /// Interval that holds together with those of the family.
    pub interval: Interval,
}

/// Dunnett's adjustment of a family.
#[derive(Debug, Clone, PartialEq)]
pub struct DunnettFamily {
    /// In the family's order; none beside a missing estimate.
    pub estimates: Vec<Option<Simultaneous>>,
    /// How far the correlations are from the products used, at most; rounding where exact.
    pub deviation: f64,
}

impl Family {
    /// For differences to one control. None without estimates. `confidence` (0 to 1) is that of all
    /// intervals together.
    pub fn dunnett(&self, confidence: f64) -> Option<DunnettFamily> {
        let there: Vec<usize> = (0..self.estimates.len())
            .filter(|&i| self.estimates[i].is_some())
            .collect();
        let correlation = |a: usize, b: usize| self.correlation[there[a]][there[b]];
        let (lambda, deviation) = products(there.len(), correlation);
        let mut of = Dunnett::new(&lambda, f64::INFINITY, Sides::Two)?;
        let estimates = self.judge(|e| {
            of.set_df(e.df)?;
            Some(Simultaneous {
                p: of.sf(e.t.abs()).max(e.p),
                interval: e.within(of.quantile(confidence)?),
            })
        });
        Some(DunnettFamily {
            estimates,
            deviation,
        })
    }

    /// For the differences of all pairs of `groups` (2 or more), after Tukey and Kramer: with unequal
    /// variances the p-values are, if anything, too high. None of fewer groups.
    pub fn tukey(&self, groups: usize, confidence: f64) -> Option<Vec<Option<Simultaneous>>> {
        let mut range = StudentizedRange::new(groups, f64::INFINITY)?;
        let root = std::f64::consts::SQRT_2;
        Some(self.judge(|e| {
            range.set_df(e.df)?;
            Some(Simultaneous {
                p: range.sf(root * e.t.abs()).max(e.p),
                interval: e.within(range.quantile(confidence)? / root),
            })
        }))
    }

    /// Each estimate, from many degrees of freedom to few: distributions reuse what they know then.
    fn judge(
        &self,
        mut of: impl FnMut(&Estimate) -> Option<Simultaneous>,
    ) -> Vec<Option<Simultaneous>> {
        let df = |i: &usize| self.estimates[*i].map_or(0.0, |e| e.df);
        let mut order: Vec<usize> = (0..self.estimates.len()).collect();
        order.sort_by(|a, b| df(b).total_cmp(&df(a)));
        let mut judged = vec![None; order.len()];
        for i in order {
            judged[i] = self.estimates[i].as_ref().and_then(&mut of);
        }
        judged
    }

    /// p-values adjusted by a method that does not look at correlations (Holm's by habit).
    pub fn adjusted(&self, by: Adjustment) -> Vec<Option<f64>> {
        let p: Vec<Option<f64>> = self.estimates.iter().map(|e| e.map(|e| e.p)).collect();
        adjust(&p, by)
    }
}

impl Estimate {
    fn within(&self, critical: f64) -> Interval {
        Interval {
            low: self.estimate - critical * self.se,
            high: self.estimate + critical * self.se,
        }
    }
}

/// λ with λᵢλⱼ nearest to the correlations, and the largest deviation.
///
/// By turns λᵢ = Σ ρᵢⱼλⱼ/Σ λⱼ² over the others, from the middle of the correlations.
fn products(n: usize, correlation: impl Fn(usize, usize) -> f64) -> (Vec<f64>, f64) {
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
    // Arms that differ by rounding only are alike: the distribution counts them together.
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
    fn products_are_found() {
        let of = [0.9, 0.3, 0.6, 0.7];
        let (lambda, deviation) = products(4, |i, j| of[i] * of[j]);
        assert!(deviation < 1e-12);
        for (found, exact) in lambda.iter().zip(of) {
            assert!((found - exact).abs() < 1e-11);
        }
        let (lambda, deviation) = products(2, |_, _| 0.36);
        assert!((lambda[0] * lambda[1] - 0.36).abs() < 1e-11 && deviation < 1e-11);
        assert_eq!(products(1, |_, _| 1.0), (vec![0.0], 0.0));
    }
}
