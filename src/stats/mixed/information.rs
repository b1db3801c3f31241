//! How well the variances are known: the information about the variance parameters.
//!
//! Satterthwaite's method takes the observed information (the Hessian of the deviance) in θ and the
//! residual variance; Kenward and Roger's takes the expected information in the covariances of the
//! random effects and the residual variance. Both are inverted to covariance matrices of the
//! variance parameters.

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use super::criterion::Evaluation;
use super::jet::Jet;
use super::model::Method;
use super::theta::{gradient, hessian};

/// How well the variances are known, in units of the residual variance.
#[derive(Debug, Clone)]
pub struct Information {
    /// Which of the parameters are in the model.
    pub free: &'static [usize],
    pub theta: [f64; 3],
    /// Covariance of (free θ, residual variance) by the Hessian of the deviance.
    pub observed: DMatrix<f64>,
    /// Covariance of (free covariances, residual variance) by the expected information; REML only.
    pub expected: Option<DMatrix<f64>>,
}

impl Information {
    pub fn new(
        evaluation: &Evaluation,
        method: Method,
        free: &'static [usize],
        theta: [f64; 3],
        df: f64,
        sigma2: f64,
    ) -> Self {
        let log_det = match method {
            Method::Reml => evaluation.log_det_v + evaluation.log_det_x,
            Method::Ml => evaluation.log_det_v,
        };
        let rss = evaluation.rss.times(1.0 / sigma2);
        let expected = (method == Method::Reml)
            .then(|| expected_information(&log_det, free, evaluation.relative.d, df));
        let observed = observed_information(&(log_det + rss), &rss, free, theta, df);
        Self {
            free,
            theta,
            observed: pseudo_inverse(&observed) * 2.0,
            expected: expected.map(|information| pseudo_inverse(&information) * 2.0),
        }
    }
}

/// The Hessian of the deviance ln|V| (+ ln|X'V⁻¹X|) + rss/s + df·ln s in (θ, s) at s = 1.
fn observed_information(
    deviance: &Jet,
    rss: &Jet,
    free: &[usize],
    theta: [f64; 3],
    df: f64,
) -> DMatrix<f64> {
    let (h, cross, n) = (hessian(deviance, theta), gradient(rss, theta), free.len());
    DMatrix::from_fn(n + 1, n + 1, |i, j| match (free.get(i), free.get(j)) {
        (Some(&a), Some(&b)) => h[a][b],
        (Some(&a), None) | (None, Some(&a)) => -cross[a],
        (None, None) => df,
    })
}

/// tr(PVᵢPVⱼ) for the derivatives Vᵢ of V in (covariances, s): minus the second derivatives of
/// ln|V| + ln|X'V⁻¹X|, which for s follow from those in the relative covariances.
fn expected_information(log_det: &Jet, free: &[usize], d: [f64; 3], df: f64) -> DMatrix<f64> {
    let along = |i: usize| -> f64 {
        let second = free.iter().map(|&j| log_det.second(i, j) * d[j]);
        second.sum::<f64>() + log_det.d[i]
    };
    let n = free.len();
    DMatrix::from_fn(n + 1, n + 1, |i, j| match (free.get(i), free.get(j)) {
        (Some(&a), Some(&b)) => -log_det.second(a, b),
        (Some(&a), None) | (None, Some(&a)) => along(a),
        (None, None) => {
            let all = free.iter().map(|&a| (along(a) + log_det.d[a]) * d[a]);
            df - all.sum::<f64>()
        }
    })
}

/// The inverse over the directions that the information determines. The matrix is scaled to a unit
/// diagonal first, so that the choice does not depend on the units of the variables.
fn pseudo_inverse(matrix: &DMatrix<f64>) -> DMatrix<f64> {
    let n = matrix.nrows();
    let scale = DVector::from_fn(n, |i, _| {
        let square = matrix[(i, i)];
        if square > 0.0 {
            1.0 / square.sqrt()
        } else {
            0.0
        }
    });
    let scaled = DMatrix::from_fn(n, n, |i, j| matrix[(i, j)] * scale[i] * scale[j]);
    let eigen = SymmetricEigen::new(scaled);
    let mut inverse = DMatrix::zeros(n, n);
    let pairs = eigen.eigenvalues.iter();
    for (value, vector) in pairs.zip(eigen.eigenvectors.column_iter()) {
        if *value > 1e-9 {
            let vector = vector.component_mul(&scale);
            inverse += &vector * vector.transpose() / *value;
        }
    }
    inverse
}
