//! The growth contrast of two arms with its cluster-robust test.

use nalgebra::{Matrix2, SymmetricEigen, Vector2};

use super::course::Pair;
use super::line::{DAYS_PER_UNIT, OwnLine};
use super::weights::{Weighting, weights};
use crate::oneway::student::TTest;

/// Eigenvalues below this share of the largest one count as 0 in the pseudo-inverse.
const SINGULAR: f64 = 1e-9;

/// A standard error below this is rounding: logarithms of volumes carry about 15 digits.
const ROUNDING: f64 = 1e-11;

/// The contrast of two arms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GrowthContrast {
    /// d = duration × (slope of the treated arm − slope of the control), in units of ln V.
    pub estimate: f64,
    /// Slopes of ln V per day.
    pub slopes: Pair<f64>,
    /// Its test; none where an arm has fewer than two animals or nothing scatters.
    pub test: Option<TTest>,
    /// How animals were weighted.
    pub weighting: Weighting,
}

/// Compares the lines of two arms over `duration` days, with an interval at `confidence` (0 to 1); none where an arm
/// has no line.
pub fn growth_contrast(
    lines: Pair<&[OwnLine]>,
    duration: f64,
    confidence: f64,
) -> Option<GrowthContrast> {
    if lines.treated.is_empty() || lines.control.is_empty() {
        return None;
    }
    let (weights, weighting) = weights(lines);
    let contrast = Vector2::new(0.0, duration / DAYS_PER_UNIT);
    let treated = ArmFit::new(lines.treated, &weights.treated)?;
    let control = ArmFit::new(lines.control, &weights.control)?;
    let estimate = contrast.dot(&(treated.mean - control.mean));
    let several = lines.treated.len() > 1 && lines.control.len() > 1;
    let test = if several {
        test(estimate, [&treated, &control], &contrast, confidence)
    } else {
        None
    };
    Some(GrowthContrast {
        estimate,
        slopes: Pair {
            treated: treated.mean[1] / DAYS_PER_UNIT,
            control: control.mean[1] / DAYS_PER_UNIT,
        },
        test,
        weighting,
    })
}

/// t with the CR2 variance and the degrees of freedom of Bell and McCaffrey.
fn test(
    estimate: f64,
    arms: [&ArmFit; 2],
    contrast: &Vector2<f64>,
    confidence: f64,
) -> Option<TTest> {
    let parts = arms.map(|arm| arm.robust(contrast));
    let sum = |of: fn(&Robust) -> f64| parts.iter().map(of).sum::<f64>();
    let se = sum(|part| part.variance).sqrt();
    let df = sum(|part| part.trace).powi(2) / sum(|part| part.squares);
    let varies = se > ROUNDING * estimate.abs().max(1.0) && df.is_finite() && df > 0.0;
    varies
        .then(|| TTest::new(estimate, se, df, confidence))
        .flatten()
}

/// The weighted mean line of one arm.
struct ArmFit<'a> {
    lines: &'a [OwnLine],
    weights: &'a [Matrix2<f64>],
    /// W⁻¹ of each animal.
    inverses: Vec<Matrix2<f64>>,
    /// C = (Σ W⁻¹)⁻¹.
    covariance: Matrix2<f64>,
    /// B = C Σ W⁻¹b.
    mean: Vector2<f64>,
}

/// What an arm adds to the variance of the contrast and to its degrees of freedom.
struct Robust {
    /// Σ (u'e)².
    variance: f64,
    /// Σ Oᵢᵢ.
    trace: f64,
    /// Σ Oᵢₗ².
    squares: f64,
}

impl<'a> ArmFit<'a> {
    fn new(lines: &'a [OwnLine], weights: &'a [Matrix2<f64>]) -> Option<Self> {
        let inverses: Option<Vec<_>> = weights.iter().map(|w| w.try_inverse()).collect();
        let inverses = inverses?;
        let covariance = inverses.iter().sum::<Matrix2<f64>>().try_inverse()?;
        let products = inverses.iter().zip(lines);
        let total: Vector2<f64> = products.map(|(w, line)| w * line.coefficients).sum();
        Some(Self {
            mean: covariance * total,
            lines,
            weights,
            inverses,
            covariance,
        })
    }

    fn robust(&self, contrast: &Vector2<f64>) -> Robust {
        let animals = || self.lines.iter().zip(self.weights).zip(&self.inverses);
        let u: Vec<Vector2<f64>> = animals()
            .map(|((_, w), inverse)| self.adjustment(w) * inverse * self.covariance * contrast)
            .collect();
        let residual = |line: &OwnLine| line.coefficients - self.mean;
        let parts = self.lines.iter().zip(&u);
        let variance = parts.map(|(line, u)| u.dot(&residual(line)).powi(2)).sum();
        // Σ (uᵢ'Cuₗ)² over all pairs is tr(CUCU) with U = Σ uu': the work is linear in animals.
        let spread: Matrix2<f64> = u.iter().map(|u| u * u.transpose()).sum();
        let (mut trace, mut squares) = (0.0, (self.covariance * spread).pow(2).trace());
        for (u, weight) in u.iter().zip(self.weights) {
            let shared = u.dot(&(self.covariance * u));
            let own = u.dot(&(weight * u)) - shared;
            trace += own;
            squares += own * own - shared * shared;
        }
        Robust {
            variance,
            trace,
            squares,
        }
    }

    /// A = D'M^(−1/2)D with D the upper Cholesky factor of W and M = D(W − C)D': what makes the residual of an animal
    /// as large as its error, of which it is only a part because the animal takes part in the mean.
    fn adjustment(&self, weight: &Matrix2<f64>) -> Matrix2<f64> {
        let upper = upper_cholesky(weight);
        let whole = upper * weight * upper.transpose();
        let left = upper * (weight - self.covariance) * upper.transpose();
        upper.transpose() * inverse_root(&left, SINGULAR * 1e-3 * whole.trace()) * upper
    }
}

/// D with D'D = W, upper triangular; W is positive definite.
fn upper_cholesky(w: &Matrix2<f64>) -> Matrix2<f64> {
    let first = w[(0, 0)].sqrt();
    let cross = w[(0, 1)] / first;
    let second = (w[(1, 1)] - cross * cross).max(0.0).sqrt();
    Matrix2::new(first, cross, 0.0, second)
}

/// The symmetric root of the pseudo-inverse. Eigenvalues below `least` are rounding.
fn inverse_root(matrix: &Matrix2<f64>, least: f64) -> Matrix2<f64> {
    let symmetric = 0.5 * (matrix + matrix.transpose());
    let eigen = SymmetricEigen::new(symmetric);
    let least = least.max(SINGULAR * eigen.eigenvalues.max());
    let root = |value: f64| {
        if value > least {
            value.sqrt().recip()
        } else {
            0.0
        }
    };
    let roots = Matrix2::from_diagonal(&eigen.eigenvalues.map(root));
    eigen.eigenvectors * roots * eigen.eigenvectors.transpose()
}
