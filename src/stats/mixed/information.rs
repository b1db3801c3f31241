//! How well the variances are known: the information about the variance parameters.
//!
//! Satterthwaite's method takes the observed information (the Hessian of the deviance) in θ, the
//! logarithms of the residual variances' ratios, and the first residual variance; Kenward and Roger's
//! takes the expected information in the covariances of the random effects and the residual
//! variances, in which V is linear. Both are inverted to covariance matrices of the variance
//! parameters.

use nalgebra::{DMatrix, DVector, Matrix4, SymmetricEigen};

use super::criterion::Evaluation;
use super::joint::{ByClass, Joint, Lifted};
use super::model::Method;
use super::optimum::Objective;
use super::residual::Residuals;
use super::theta::Parameters;

/// How well the variances are known, in units of the first residual variance.
#[derive(Debug, Clone)]
pub struct Information {
    /// Which entries of θ, and of the covariance of the random effects, are in the model.
    pub free: &'static [usize],
    pub at: Parameters,
    pub residuals: Residuals,
    /// Per class, its residual variance and the covariance of the random effects relative to it.
    classes: Vec<(f64, [f64; 3])>,
    /// Covariance of (free θ, logarithms of ratios, first residual variance) by the Hessian of the
    /// deviance.
    pub observed: DMatrix<f64>,
    /// From the expected information; REML only.
    pub expected: Option<Expected>,
}

/// How well the variances are known by the expected information.
#[derive(Debug, Clone)]
pub struct Expected {
    /// Covariance of (free covariances, residual variances).
    pub covariance: DMatrix<f64>,
    /// Per class, the covariance of the three covariances and the residual variance of the class; 0
    /// for what is not in the model.
    of_class: Vec<Matrix4<f64>>,
}

impl Information {
    /// At the optimum, whose first residual variance is `sigma2`.
    pub fn new(
        objective: &Objective,
        evaluation: &Evaluation,
        at: &Parameters,
        sigma2: f64,
    ) -> Self {
        let free = objective.free;
        let residuals = &objective.residuals;
        let [of_v, of_x, rss] = objective.parts(evaluation, at);
        let log_dets = of_v.plus(&of_x, 1.0);
        let rss = Joint::zero(residuals.count()).plus(&rss, 1.0 / sigma2);
        let expected =
            (objective.method == Method::Reml).then(|| Expected::new(&log_dets, free, residuals));
        let observed = observed_information(&log_dets, &rss, free, at, objective.df);
        let ratios = residuals.of_classes(&at.ratios).into_iter();
        let relative = evaluation.relative.iter().map(|relative| relative.d);
        Self {
            free,
            at: at.clone(),
            residuals: residuals.clone(),
            classes: ratios.zip(relative).collect(),
            observed: pseudo_inverse(&observed) * 2.0,
            expected,
        }
    }

    fn lifted(&self, class: usize, jet: &super::jet::Jet) -> Lifted {
        let (ratio, relative) = self.classes[class];
        Lifted::new(jet, relative, ratio, 1)
    }

    /// A covariance of two estimates.
    pub fn value(&self, of: &ByClass) -> f64 {
        let parts = of.0.iter();
        parts
            .map(|(class, jet)| self.classes[*class].0 * jet.v)
            .sum()
    }

    /// The derivatives of a covariance of two estimates in D and all residual variances.
    fn gradient(&self, of: &ByClass) -> Vec<f64> {
        let mut sum = vec![0.0; 3 + self.residuals.count()];
        for (class, jet) in &of.0 {
            let lifted = self.lifted(*class, jet);
            for (sum, d) in sum.iter_mut().zip(&lifted.d[..3]) {
                *sum += d;
            }
            let weights = &self.residuals.weights[*class];
            for (sum, w) in sum[3..].iter_mut().zip(weights) {
                *sum += w * lifted.d[3];
            }
        }
        sum
    }

    /// The same in the parameters of `observed`.
    pub fn observed_gradient(&self, of: &ByClass) -> DVector<f64> {
        let mut gradient = self.at.gradient(self.free, &self.gradient(of));
        gradient.push(self.value(of));
        DVector::from_vec(gradient)
    }

    /// The same in the parameters of `expected`.
    pub fn expected_gradient(&self, of: &ByClass) -> DVector<f64> {
        let all = self.gradient(of);
        let free = self.free.iter().map(|&k| all[k]);
        DVector::from_vec(free.chain(all[3..].iter().copied()).collect())
    }

    /// A covariance of two estimates less the bias that estimated variances cause: Kenward and Roger's
    /// adjustment. `None` for an ML fit.
    pub fn adjusted(&self, of: &ByClass) -> Option<f64> {
        let expected = self.expected.as_ref()?;
        let bias = of.0.iter().map(|(class, jet)| {
            let (lifted, w) = (self.lifted(*class, jet), &expected.of_class[*class]);
            let cells = (0..16).map(|at| w[(at / 4, at % 4)] * lifted.h[at / 4][at % 4]);
            cells.sum::<f64>()
        });
        Some(self.value(of) - bias.sum::<f64>())
    }
}

/// The Hessian of the deviance ln|V| (+ ln|X'V⁻¹X|) + rss/s + df·ln s in θ, the logarithms of the
/// ratios and s, at s = 1.
fn observed_information(
    log_dets: &Joint,
    rss: &Joint,
    free: &[usize],
    at: &Parameters,
    df: f64,
) -> DMatrix<f64> {
    let deviance = log_dets.clone().plus(rss, 1.0);
    let (h, cross) = (at.hessian(free, &deviance), at.gradient(free, &rss.d));
    let n = cross.len();
    DMatrix::from_fn(n + 1, n + 1, |i, j| match (i < n, j < n) {
        (true, true) => h[(i, j)],
        (true, false) => -cross[i],
        (false, true) => -cross[j],
        (false, false) => df,
    })
}

impl Expected {
    /// From tr(PVᵢPVⱼ) for the derivatives Vᵢ of V: minus the second derivatives of ln|V| +
    /// ln|X'V⁻¹X|, since V is linear in these parameters.
    fn new(log_dets: &Joint, free: &[usize], residuals: &Residuals) -> Self {
        let variables: Vec<usize> = (free.iter().copied())
            .chain(3..3 + residuals.count())
            .collect();
        let n = variables.len();
        let information =
            DMatrix::from_fn(n, n, |i, j| -log_dets.second(variables[i], variables[j]));
        let covariance = pseudo_inverse(&information) * 2.0;
        let of_class = residuals.weights.iter().map(|weights| {
            let mut to_class = DMatrix::zeros(4, n);
            for (i, &variable) in variables.iter().enumerate() {
                match variable.checked_sub(3) {
                    Some(residual) => to_class[(3, i)] = weights[residual],
                    None => to_class[(variable, i)] = 1.0,
                }
            }
            let whole = &to_class * &covariance * to_class.transpose();
            Matrix4::from_fn(|i, j| whole[(i, j)])
        });
        Self {
            of_class: of_class.collect(),
            covariance,
        }
    }
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
