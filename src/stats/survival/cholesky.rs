//! Linear systems with covariance matrices that may be singular. An arm that cannot be compared, or
//! a covariate that repeats another, must not prevent the rest of a test.
//!
//! A column whose pivot is only rounding is dropped: its solution is 0 and the rank is lower by 1.
//! R's `survival` does the same. The library's Cholesky factor is for positive definite matrices
//! only.

/// A pivot below this share of its diagonal element counts as rounding.
const TOLERANCE: f64 = 1e-13;

/// A symmetric matrix of order `p`, row by row.
#[derive(Debug, Clone)]
pub struct Matrix {
    pub p: usize,
    pub cells: Vec<f64>,
}

impl Matrix {
    pub fn zero(p: usize) -> Self {
        Self {
            p,
            cells: vec![0.0; p * p],
        }
    }

    pub fn row(&self, i: usize) -> &[f64] {
        &self.cells[i * self.p..(i + 1) * self.p]
    }

    pub fn add(&mut self, i: usize, j: usize, value: f64) {
        self.cells[i * self.p + j] += value;
    }

    /// Sets row and column `j` to 0.
    pub fn clear_column(&mut self, j: usize) {
        for i in 0..self.p {
            self.cells[i * self.p + j] = 0.0;
            self.cells[j * self.p + i] = 0.0;
        }
    }

    /// Copies the part below the diagonal to the part above.
    pub fn mirror(&mut self) {
        for i in 0..self.p {
            for j in 0..i {
                self.cells[j * self.p + i] = self.cells[i * self.p + j];
            }
        }
    }

    pub fn times(&self, x: &[f64]) -> Vec<f64> {
        (0..self.p).map(|i| dot(self.row(i), x)).collect()
    }
}

pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The lower triangular factor of a matrix, without the dropped columns.
pub struct Factor {
    lower: Matrix,
    dropped: Vec<bool>,
}

impl Factor {
    /// Factors the lower triangle of `matrix`; the column `skip` is dropped in any case.
    pub fn of(matrix: &Matrix, skip: Option<usize>) -> Self {
        let p = matrix.p;
        let mut lower = Matrix::zero(p);
        let mut dropped = vec![false; p];
        for (j, out) in dropped.iter_mut().enumerate() {
            let diagonal = matrix.row(j)[j];
            let row = &lower.row(j)[..j];
            let pivot = diagonal - dot(row, row);
            // Negated, so that a NaN pivot is dropped too.
            if skip == Some(j) || !(pivot > TOLERANCE * diagonal && pivot.is_finite()) {
                *out = true;
                continue;
            }
            let root = pivot.sqrt();
            for i in j + 1..p {
                let rest = matrix.row(i)[j] - dot(&lower.row(i)[..j], &lower.row(j)[..j]);
                lower.cells[i * p + j] = rest / root;
            }
            lower.cells[j * p + j] = root;
        }
        // A dropped column must not contribute to later ones.
        for j in (0..p).filter(|&j| dropped[j]) {
            for k in 0..p {
                lower.cells[j * p + k] = 0.0;
            }
        }
        Self { lower, dropped }
    }

    pub fn rank(&self) -> usize {
        self.dropped.iter().filter(|out| !**out).count()
    }

    pub fn is_dropped(&self, j: usize) -> bool {
        self.dropped[j]
    }

    /// ln of the determinant of the kept columns.
    pub fn ln_determinant(&self) -> f64 {
        let kept = (0..self.lower.p).filter(|&j| !self.dropped[j]);
        kept.map(|j| 2.0 * self.lower.row(j)[j].ln()).sum()
    }

    /// The x with matrix · x = b; 0 in the dropped columns.
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let p = self.lower.p;
        let mut x = b.to_vec();
        for i in 0..p {
            x[i] = if self.dropped[i] {
                0.0
            } else {
                (x[i] - dot(&self.lower.row(i)[..i], &x[..i])) / self.lower.row(i)[i]
            };
        }
        for i in (0..p).rev().filter(|&i| !self.dropped[i]) {
            x[i] /= self.lower.row(i)[i];
            let known = x[i];
            for j in (0..i).filter(|&j| !self.dropped[j]) {
                x[j] -= self.lower.row(i)[j] * known;
            }
        }
        x
    }

    pub fn inverse(&self) -> Matrix {
        let p = self.lower.p;
        let mut inverse = Matrix::zero(p);
        for j in 0..p {
            let unit: Vec<f64> = (0..p).map(|i| f64::from(u8::from(i == j))).collect();
            for (i, value) in self.solve(&unit).into_iter().enumerate() {
                inverse.cells[i * p + j] = if self.dropped[j] { 0.0 } else { value };
            }
        }
        inverse
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(p: usize, cells: &[f64]) -> Matrix {
        Matrix {
            p,
            cells: cells.to_vec(),
        }
    }

    /// [[4, 2], [2, 3]]: determinant 8, inverse [[3, −2], [−2, 4]]/8.
    #[test]
    fn factor_matches_hand_calculation() {
        let factor = Factor::of(&matrix(2, &[4.0, 2.0, 2.0, 3.0]), None);
        assert!((factor.ln_determinant() - 8.0_f64.ln()).abs() < 1e-14);
        let expected = [0.375, -0.25, -0.25, 0.5];
        let inverse = factor.inverse();
        let close = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-15;
        assert!(inverse.cells.iter().zip(&expected).all(close));
        let x = factor.solve(&[8.0, 16.0]);
        assert!((x[0] + 1.0).abs() < 1e-14 && (x[1] - 6.0).abs() < 1e-14);
    }

    /// The second column repeats the first and is dropped; the third is solved as if the second
    /// were not there.
    #[test]
    fn repeated_column_is_dropped() {
        let cells = [4.0, 4.0, 2.0, 4.0, 4.0, 2.0, 2.0, 2.0, 3.0];
        let factor = Factor::of(&matrix(3, &cells), None);
        assert_eq!((factor.rank(), factor.is_dropped(1)), (2, true));
        let x = factor.solve(&[8.0, 8.0, 16.0]);
        assert!((x[0] + 1.0).abs() < 1e-14 && x[1] == 0.0 && (x[2] - 6.0).abs() < 1e-14);
        assert_eq!(factor.inverse().row(1), [0.0; 3]);
    }
}
