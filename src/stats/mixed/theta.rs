//! The covariance of the random effects and its parameters.
//!
//! The search runs over θ, the Cholesky factor [[θ₀, 0], [θ₁, θ₂]] of the covariance relative to
//! the residual variance. Every θ stands for a covariance, and the criterion is smooth even at the
//! boundary, where it is even in θ₂. Inference uses the entries of D = (θ₀², θ₀θ₁; θ₁² + θ₂²), in
//! which V is linear.

use nalgebra::DMatrix;

use super::joint::Joint;

/// The covariance of the random effects relative to the residual variance.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Relative {
    /// The entries (0, 0), (0, 1), (1, 1) of D.
    pub d: [f64; 3],
    /// The determinant of D, computed as a product so that it is exactly 0 where D is singular.
    pub determinant: f64,
}

impl Relative {
    pub fn new(t: [f64; 3]) -> Self {
        Self {
            d: [t[0] * t[0], t[0] * t[1], t[1] * t[1] + t[2] * t[2]],
            determinant: (t[0] * t[2]).powi(2),
        }
    }

    /// The same covariance relative to a residual variance of `ratio`.
    pub fn per(self, ratio: f64) -> Self {
        Self {
            d: self.d.map(|d| d / ratio),
            determinant: self.determinant / (ratio * ratio),
        }
    }
}

/// Derivatives of the entries of D (rows) in θ (columns).
fn jacobian(t: [f64; 3]) -> [[f64; 3]; 3] {
    [
        [2.0 * t[0], 0.0, 0.0],
        [t[1], t[0], 0.0],
        [0.0, 2.0 * t[1], 2.0 * t[2]],
    ]
}

/// Gradient in θ of a number with the gradient `d` in D.
pub fn gradient(d: &[f64], t: [f64; 3]) -> [f64; 3] {
    let j = jacobian(t);
    [0, 1, 2].map(|a| (0..3).map(|k| d[k] * j[k][a]).sum())
}

/// Hessian in θ of a number with the gradient `d` and the second derivatives `second` in D.
fn hessian(d: &[f64], second: impl Fn(usize, usize) -> f64, t: [f64; 3]) -> [[f64; 3]; 3] {
    let j = jacobian(t);
    let mut h = [[0.0; 3]; 3];
    for (a, row) in h.iter_mut().enumerate() {
        for (b, cell) in row.iter_mut().enumerate() {
            for k in 0..3 {
                for l in 0..3 {
                    *cell += j[k][a] * second(k, l) * j[l][b];
                }
            }
        }
    }
    h[0][0] += 2.0 * d[0];
    h[0][1] += d[1];
    h[1][0] += d[1];
    h[1][1] += 2.0 * d[2];
    h[2][2] += 2.0 * d[2];
    h
}

/// A point in the space of the search: θ, and of every residual variance but the first the logarithm
/// of its ratio to the first. The first is found in closed form.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameters {
    pub theta: [f64; 3],
    /// The residual variances relative to the first, which is 1.
    pub ratios: Vec<f64>,
}

impl Parameters {
    /// From the free entries of θ, then the logarithms.
    pub fn new(free: &[usize], at: &[f64]) -> Self {
        let (of_theta, logs) = at.split_at(free.len());
        let mut theta = [0.0; 3];
        for (&k, &x) in free.iter().zip(of_theta) {
            theta[k] = x;
        }
        let ratios = logs.iter().map(|log| log.exp());
        Self {
            theta,
            ratios: std::iter::once(1.0).chain(ratios).collect(),
        }
    }

    /// Gradient in the free entries of θ and the logarithms, from that in D and the variances.
    pub fn gradient(&self, free: &[usize], d: &[f64]) -> Vec<f64> {
        let of_theta = gradient(d, self.theta);
        let logs = self.ratios.iter().zip(&d[3..]).skip(1).map(|(r, d)| r * d);
        free.iter().map(|&k| of_theta[k]).chain(logs).collect()
    }

    /// Hessian in the same.
    pub fn hessian(&self, free: &[usize], of: &Joint) -> DMatrix<f64> {
        let theta = hessian(&of.d, |k, l| of.second(k, l), self.theta);
        let (j, f) = (jacobian(self.theta), free.len());
        let n = f + self.ratios.len() - 1;
        let across = |a: usize, g: usize| -> f64 {
            let sum = (0..3).map(|k| j[k][a] * of.second(k, 3 + g));
            self.ratios[g] * sum.sum::<f64>()
        };
        let logs = |g: usize, h: usize| {
            let itself = if g == h {
                self.ratios[g] * of.d[3 + g]
            } else {
                0.0
            };
            self.ratios[g] * self.ratios[h] * of.second(3 + g, 3 + h) + itself
        };
        DMatrix::from_fn(n, n, |a, b| match (free.get(a), free.get(b)) {
            (Some(&a), Some(&b)) => theta[a][b],
            (Some(&a), None) => across(a, b - f + 1),
            (None, Some(&b)) => across(b, a - f + 1),
            (None, None) => logs(a - f + 1, b - f + 1),
        })
    }
}

/// The factor of the same covariance whose diagonal is not negative.
pub fn canonical(mut t: [f64; 3]) -> [f64; 3] {
    if t[0] < 0.0 {
        t = [-t[0], -t[1], t[2]];
    }
    if t[0] == 0.0 {
        return [0.0, 0.0, t[1].hypot(t[2])];
    }
    [t[0], t[1], t[2].abs()]
}

#[cfg(test)]
mod tests {
    use super::super::jet::{Jet, PAIRS};
    use super::*;

    /// f is a sum of products of the entries; its derivatives in θ are checked by differences.
    #[test]
    fn gradient_and_hessian_follow_the_chain_rule() {
        let of = |t: [f64; 3]| {
            let d = Relative::new(t).d;
            d[0] * d[1] + d[2] * d[2]
        };
        let t = [0.7, -0.4, 0.3];
        let d = Relative::new(t).d;
        let mut jet = Jet {
            v: of(t),
            d: [d[1], d[0], 2.0 * d[2]],
            ..Jet::default()
        };
        for (h, pair) in jet.h.iter_mut().zip(PAIRS) {
            *h = match pair {
                (0, 1) => 1.0,
                (2, 2) => 2.0,
                _ => 0.0,
            };
        }
        let step = 1e-4;
        let moved = |a: usize, by: f64| {
            let mut t = t;
            t[a] += by;
            t
        };
        for a in 0..3 {
            let slope = (of(moved(a, step)) - of(moved(a, -step))) / (2.0 * step);
            assert!((slope - gradient(&jet.d, t)[a]).abs() < 1e-7);
            let bend = (of(moved(a, step)) - 2.0 * of(t) + of(moved(a, -step))) / step.powi(2);
            assert!((bend - hessian(&jet.d, |k, l| jet.second(k, l), t)[a][a]).abs() < 1e-5);
        }
    }

    #[test]
    fn canonical_factor_has_the_same_covariance() {
        let t = canonical([-0.5, 0.2, -0.1]);
        assert_eq!(t, [0.5, -0.2, 0.1]);
        let (a, b) = (Relative::new([-0.5, 0.2, -0.1]), Relative::new(t));
        assert_eq!((a.d, a.determinant), (b.d, b.determinant));
        assert_eq!(canonical([0.0, 3.0, -4.0]), [0.0, 0.0, 5.0]);
    }
}
