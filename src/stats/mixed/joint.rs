//! Derivatives in the covariances of the random effects and the residual variances together.
//!
//! The parts of an arm are known as functions f(D/r) of the covariance D relative to the arm's
//! residual variance r ([`Jet`]). The same part for V = ZDZᵀ + rI is rᵏf(D/r), with k = 0 for
//! logarithms of determinants (up to multiples of ln r), −1 for sums of squares and 1 for covariances
//! of estimates. Euler's rule for homogeneous functions then gives the derivatives in r from those in
//! D. [`Lifted`] holds them for one class of arms, [`Joint`] sums them over classes.

use super::jet::Jet;

/// rᵏf(D/r) with its derivatives in the three entries of D and, last, in r.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lifted {
    pub v: f64,
    pub d: [f64; 4],
    pub h: [[f64; 4]; 4],
}

impl Lifted {
    /// From f at `relative` = D/r, for the degree k.
    pub fn new(f: &Jet, relative: [f64; 3], r: f64, degree: i32) -> Self {
        let k = f64::from(degree);
        let along = |i: usize| -> f64 { (0..3).map(|j| f.second(i, j) * relative[j]).sum() };
        let along = [along(0), along(1), along(2)];
        let dot = |of: [f64; 3]| -> f64 { of.iter().zip(relative).map(|(a, d)| a * d).sum() };
        let (first, second) = (r.powi(degree - 1), r.powi(degree - 2));
        let slope = dot(f.d);
        let mut lifted = Self {
            v: r.powi(degree) * f.v,
            d: [0.0; 4],
            h: [[0.0; 4]; 4],
        };
        for (i, along) in along.into_iter().enumerate() {
            lifted.d[i] = first * f.d[i];
            for j in 0..3 {
                lifted.h[i][j] = second * f.second(i, j);
            }
            lifted.h[i][3] = second * ((k - 1.0) * f.d[i] - along);
            lifted.h[3][i] = lifted.h[i][3];
        }
        lifted.d[3] = first * (k * f.v - slope);
        lifted.h[3][3] = second * (k * (k - 1.0) * f.v - 2.0 * (k - 1.0) * slope + dot(along));
        lifted
    }

    /// times·ln r.
    pub fn log(times: f64, r: f64) -> Self {
        let mut lifted = Self {
            v: times * r.ln(),
            d: [0.0, 0.0, 0.0, times / r],
            h: [[0.0; 4]; 4],
        };
        lifted.h[3][3] = -times / (r * r);
        lifted
    }
}

/// A number with its derivatives in the entries of D, then in each residual variance.
#[derive(Debug, Clone, PartialEq)]
pub struct Joint {
    pub v: f64,
    pub d: Vec<f64>,
    h: Vec<f64>,
}

impl Joint {
    /// 0, for a model with so many residual variances.
    pub fn zero(residuals: usize) -> Self {
        let n = 3 + residuals;
        Self {
            v: 0.0,
            d: vec![0.0; n],
            h: vec![0.0; n * n],
        }
    }

    /// The second derivative in variables i and j.
    pub fn second(&self, i: usize, j: usize) -> f64 {
        self.h[i * self.d.len() + j]
    }

    /// Adds a number whose r is the weighted sum of the residual variances.
    pub fn add(&mut self, of: &Lifted, weights: &[f64]) {
        self.v += of.v;
        let n = self.d.len();
        for i in 0..3 {
            self.d[i] += of.d[i];
            for j in 0..3 {
                self.h[i * n + j] += of.h[i][j];
            }
        }
        for (a, wa) in weights.iter().enumerate().filter(|(_, w)| **w != 0.0) {
            self.d[3 + a] += wa * of.d[3];
            for i in 0..3 {
                self.h[i * n + 3 + a] += wa * of.h[i][3];
                self.h[(3 + a) * n + i] += wa * of.h[i][3];
            }
            for (b, wb) in weights.iter().enumerate() {
                self.h[(3 + a) * n + 3 + b] += wa * wb * of.h[3][3];
            }
        }
    }

    pub fn plus(mut self, other: &Self, times: f64) -> Self {
        self.v += times * other.v;
        for (a, b) in self.d.iter_mut().zip(&other.d) {
            *a += times * b;
        }
        for (a, b) in self.h.iter_mut().zip(&other.h) {
            *a += times * b;
        }
        self
    }

    /// Its logarithm.
    pub fn ln(&self) -> Self {
        let (first, n) = (1.0 / self.v, self.d.len());
        let second = -first * first;
        // In the order of rows, so that the matrix stays symmetric to the last bit.
        let cell = |at: usize| {
            let (i, j) = ((at / n).min(at % n), (at / n).max(at % n));
            first * self.h[at] + second * self.d[i] * self.d[j]
        };
        Self {
            v: self.v.ln(),
            d: self.d.iter().map(|d| first * d).collect(),
            h: (0..n * n).map(cell).collect(),
        }
    }
}

/// A covariance of two estimates, relative to the residual variance of each class that adds to it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ByClass(pub Vec<(usize, Jet)>);

impl ByClass {
    pub fn add(&mut self, class: usize, jet: Jet) {
        match self.0.iter_mut().find(|(there, _)| *there == class) {
            Some((_, sum)) => *sum += jet,
            None => self.0.push((class, jet)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// f(D) = D₀²D₁D₂: r·f(D/r) = D₀²D₁D₂/r³.
    #[test]
    fn lifting_follows_the_rule_of_homogeneous_functions() {
        let (d, r) = ([2.0, 3.0, 5.0], 0.5);
        let [a, b, c] = d.map(|x| x / r);
        let f = Jet {
            v: a * a * b * c,
            d: [2.0 * a * b * c, a * a * c, a * a * b],
            h: [2.0 * b * c, 2.0 * a * c, 2.0 * a * b, 0.0, a * a, 0.0],
        };
        let lifted = Lifted::new(&f, [a, b, c], r, 1);
        let r3 = r * r * r;
        assert_eq!(lifted.v, 60.0 / r3);
        assert_eq!(lifted.d, [60.0 / r3, 20.0 / r3, 12.0 / r3, -180.0 / r3 / r]);
        assert_eq!(lifted.h[0][1], 20.0 / r3);
        assert_eq!(lifted.h[1][3], -60.0 / r3 / r);
        assert_eq!(lifted.h[3][3], 720.0 / r3 / (r * r));
    }

    #[test]
    fn weighted_variance_gets_the_derivatives_of_its_parts() {
        // ln(¼s₀ + ¾s₁) at s = (2, 4): r = 3.5.
        let weights = [0.25, 0.75];
        let mut sum = Joint::zero(2);
        sum.add(&Lifted::log(1.0, 3.5), &weights);
        assert_eq!(sum.d[3..], [0.25 / 3.5, 0.75 / 3.5]);
        assert!((sum.second(3, 4) + 0.25 * 0.75 / (3.5 * 3.5)).abs() < 1e-16);
        let square = sum.clone().plus(&sum, 1.0);
        assert!((square.ln().d[3] - sum.d[3] / sum.v).abs() < 1e-15);
    }
}
