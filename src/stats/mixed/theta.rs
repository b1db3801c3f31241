//! The covariance of the random effects and its parameters.
//!
//! The search runs over θ, the Cholesky factor [[θ₀, 0], [θ₁, θ₂]] of the covariance relative to
//! the residual variance. Every θ stands for a covariance, and the criterion is smooth even at the
//! boundary, where it is even in θ₂. Inference uses the entries of D = (θ₀², θ₀θ₁; θ₁² + θ₂²), in
//! which V is linear.

use super::jet::Jet;

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
}

/// Derivatives of the entries of D (rows) in θ (columns).
fn jacobian(t: [f64; 3]) -> [[f64; 3]; 3] {
    [
        [2.0 * t[0], 0.0, 0.0],
        [t[1], t[0], 0.0],
        [0.0, 2.0 * t[1], 2.0 * t[2]],
    ]
}

/// Gradient in θ of a number whose derivatives in D are known.
pub fn gradient(jet: &Jet, t: [f64; 3]) -> [f64; 3] {
    let j = jacobian(t);
    [0, 1, 2].map(|a| (0..3).map(|k| jet.d[k] * j[k][a]).sum())
}

/// Hessian in θ of a number whose derivatives in D are known.
pub fn hessian(jet: &Jet, t: [f64; 3]) -> [[f64; 3]; 3] {
    let j = jacobian(t);
    let mut h = [[0.0; 3]; 3];
    for (a, row) in h.iter_mut().enumerate() {
        for (b, cell) in row.iter_mut().enumerate() {
            for k in 0..3 {
                for l in 0..3 {
                    *cell += j[k][a] * jet.second(k, l) * j[l][b];
                }
            }
        }
    }
    h[0][0] += 2.0 * jet.d[0];
    h[0][1] += jet.d[1];
    h[1][0] += jet.d[1];
    h[1][1] += 2.0 * jet.d[2];
    h[2][2] += 2.0 * jet.d[2];
    h
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

/// First and second derivatives of s·K(γ/s) in the free entries of γ and in s, at s = 1. Here γ is
/// the covariance of the random effects and s the residual variance, both in units of the estimated
/// residual variance.
pub fn derivatives_in_variances(k: &Jet, free: &[usize], g: [f64; 3]) -> (Vec<f64>, Vec<Vec<f64>>) {
    let along = |i: usize| -> f64 { free.iter().map(|&j| k.second(i, j) * g[j]).sum() };
    let mut first: Vec<f64> = free.iter().map(|&i| k.d[i]).collect();
    first.push(k.v - free.iter().map(|&i| k.d[i] * g[i]).sum::<f64>());
    let n = free.len();
    let mut second = vec![vec![0.0; n + 1]; n + 1];
    for (a, &i) in free.iter().enumerate() {
        for (b, &j) in free.iter().enumerate() {
            second[a][b] = k.second(i, j);
        }
        second[a][n] = -along(i);
        second[n][a] = -along(i);
    }
    second[n][n] = free.iter().map(|&i| along(i) * g[i]).sum();
    (first, second)
}

#[cfg(test)]
mod tests {
    use super::super::jet::PAIRS;
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
            assert!((slope - gradient(&jet, t)[a]).abs() < 1e-7);
            let bend = (of(moved(a, step)) - 2.0 * of(t) + of(moved(a, -step))) / step.powi(2);
            assert!((bend - hessian(&jet, t)[a][a]).abs() < 1e-5);
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
