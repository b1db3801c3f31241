//! Numbers with their first and second derivatives in three variables, and the sweep of a symmetric
//! matrix of such numbers.
//!
//! The variables are the three entries of the relative covariance of the random effects. Everything
//! that inference needs (gradient and Hessian of the criterion, derivatives of the variance of a
//! contrast) comes out of ordinary elimination done in this arithmetic, without derivatives written
//! by hand.

use std::ops::{Add, AddAssign, Mul, Sub};

/// The pairs of variables, in the order of second derivatives.
pub const PAIRS: [(usize, usize); 6] = [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)];

/// A value with its gradient and Hessian in three variables.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Jet {
    pub v: f64,
    pub d: [f64; 3],
    /// In the order of [`PAIRS`].
    pub h: [f64; 6],
}

impl Jet {
    /// A number that does not depend on the variables.
    pub const fn constant(v: f64) -> Self {
        Self {
            v,
            d: [0.0; 3],
            h: [0.0; 6],
        }
    }

    /// f of this number by the chain rule, from f, f' and f'' at its value.
    fn chain(self, f: f64, first: f64, second: f64) -> Self {
        let h = |k: usize| {
            let (i, j) = PAIRS[k];
            first * self.h[k] + second * self.d[i] * self.d[j]
        };
        Self {
            v: f,
            d: self.d.map(|d| first * d),
            h: [h(0), h(1), h(2), h(3), h(4), h(5)],
        }
    }

    pub fn recip(self) -> Self {
        let r = 1.0 / self.v;
        self.chain(r, -r * r, 2.0 * r * r * r)
    }

    pub fn ln(self) -> Self {
        let r = 1.0 / self.v;
        self.chain(self.v.ln(), r, -r * r)
    }

    pub fn times(self, factor: f64) -> Self {
        Self {
            v: self.v * factor,
            d: self.d.map(|d| d * factor),
            h: self.h.map(|h| h * factor),
        }
    }

    /// The second derivative in variables i and j.
    pub fn second(&self, i: usize, j: usize) -> f64 {
        let (low, high) = (i.min(j), i.max(j));
        self.h[[0, 2, 3][low] + high]
    }
}

impl Add for Jet {
    type Output = Self;
    fn add(mut self, other: Self) -> Self {
        self += other;
        self
    }
}

impl AddAssign for Jet {
    fn add_assign(&mut self, other: Self) {
        self.v += other.v;
        for (a, b) in self.d.iter_mut().zip(other.d) {
            *a += b;
        }
        for (a, b) in self.h.iter_mut().zip(other.h) {
            *a += b;
        }
    }
}

impl Sub for Jet {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + other.times(-1.0)
    }
}

impl Mul for Jet {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        let mut d = [0.0; 3];
        for (k, d) in d.iter_mut().enumerate() {
            *d = self.v * other.d[k] + other.v * self.d[k];
        }
        let mut h = [0.0; 6];
        for (k, h) in h.iter_mut().enumerate() {
            let (i, j) = PAIRS[k];
            *h = self.v * other.h[k]
                + other.v * self.h[k]
                + self.d[i] * other.d[j]
                + self.d[j] * other.d[i];
        }
        Self {
            v: self.v * other.v,
            d,
            h,
        }
    }
}

/// A symmetric matrix; both halves are stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Square {
    pub size: usize,
    cells: Vec<Jet>,
}

impl Square {
    pub fn zero(size: usize) -> Self {
        Self {
            size,
            cells: vec![Jet::default(); size * size],
        }
    }

    pub fn at(&self, i: usize, j: usize) -> Jet {
        self.cells[i * self.size + j]
    }

    pub fn add(&mut self, i: usize, j: usize, value: Jet) {
        self.cells[i * self.size + j] += value;
    }

    /// Copies the upper half to the lower.
    pub fn mirror(&mut self) {
        for i in 0..self.size {
            for j in 0..i {
                self.cells[i * self.size + j] = self.cells[j * self.size + i];
            }
        }
    }

    /// Sweeps on the diagonal element k, and returns that element as it was before. After a set of
    /// columns is swept, their own block holds its inverse, the blocks beside it the regression on
    /// them, and the rest the residual cross-products.
    pub fn sweep(&mut self, k: usize) -> Jet {
        let n = self.size;
        let pivot = self.at(k, k);
        let inverse = pivot.recip();
        for j in (0..n).filter(|&j| j != k) {
            self.cells[k * n + j] = self.at(k, j) * inverse;
        }
        for i in (0..n).filter(|&i| i != k) {
            let factor = self.at(i, k);
            if factor.v == 0.0 && factor.d == [0.0; 3] {
                continue;
            }
            for j in (0..n).filter(|&j| j != k) {
                let left = self.at(i, j) - factor * self.at(k, j);
                self.cells[i * n + j] = left;
            }
            self.cells[i * n + k] = (factor * inverse).times(-1.0);
        }
        self.cells[k * n + k] = inverse;
        pivot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const X: Jet = Jet {
        v: 2.0,
        d: [1.0, 0.0, 0.0],
        h: [0.0; 6],
    };
    const Y: Jet = Jet {
        v: 3.0,
        d: [0.0, 1.0, 0.0],
        h: [0.0; 6],
    };

    #[test]
    fn derivatives_match_hand_calculation() {
        // x²y: 12; 2xy 12, x² 4; 2y 6, 2x 4.
        let f = X * X * Y;
        assert_eq!((f.v, f.d), (12.0, [12.0, 4.0, 0.0]));
        assert_eq!(f.h, [6.0, 4.0, 0.0, 0.0, 0.0, 0.0]);
        // 1/x: ½, −¼, ¼. ln y: 1/3, −1/9.
        assert_eq!((X.recip().d[0], X.recip().second(0, 0)), (-0.25, 0.25));
        assert!((Y.ln().second(1, 1) + 1.0 / 9.0).abs() < 1e-15);
        assert_eq!(f.second(1, 0), 4.0);
    }

    #[test]
    fn sweep_gives_inverse_and_regression() {
        // [[x, 1], [1, y]] swept on the first: 1/x, 1/x beside it, and y − 1/x left.
        let mut a = Square::zero(2);
        a.add(0, 0, X);
        a.add(0, 1, Jet::constant(1.0));
        a.add(1, 1, Y);
        a.mirror();
        assert_eq!(a.sweep(0), X);
        assert_eq!((a.at(0, 0).v, a.at(0, 1).v, a.at(1, 1).v), (0.5, 0.5, 2.5));
        assert_eq!(a.at(1, 1).d, [0.25, 1.0, 0.0]);
        // Swept on the second too: the inverse, 1/(xy − 1)·[[y, −1], [−1, x]].
        a.sweep(1);
        assert!((a.at(0, 0).v - 0.6).abs() < 1e-15 && (a.at(0, 1).v + 0.2).abs() < 1e-15);
        // ∂(y/(xy − 1))/∂x = −y²/(xy − 1)² = −9/25.
        assert!((a.at(0, 0).d[0] + 0.36).abs() < 1e-15);
    }
}
