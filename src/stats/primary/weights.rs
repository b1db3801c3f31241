//! How much each animal counts: by the variances of a mixed model of the two arms.

use nalgebra::Matrix2;

use super::course::Pair;
use super::line::OwnLine;
use crate::mixed::{Model, fit};

/// Where the weights of animals come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weighting {
    /// W = G + s²S⁻¹, G and s² by REML: an animal that was read longer counts more.
    Reml,
    /// W = I: the arm's slope is the plain mean of its animals' slopes, because the mixed model has no fit or its
    /// variances give no weights.
    Equal,
}

/// The matrix W of every animal. The variances serve as weights only: the test does not rely on them.
pub fn weights(lines: Pair<&[OwnLine]>) -> (Pair<Vec<Matrix2<f64>>>, Weighting) {
    if let Some(variances) = variances(lines) {
        let of = |lines: &[OwnLine]| -> Vec<Matrix2<f64>> {
            lines.iter().map(|line| variances.weight(line)).collect()
        };
        let all = lines.map(of);
        if all.treated.iter().chain(&all.control).all(is_positive) {
            return (all, Weighting::Reml);
        }
    }
    let equal = lines.map(|lines| vec![Matrix2::identity(); lines.len()]);
    (equal, Weighting::Equal)
}

/// Whether a weight can be inverted.
fn is_positive(weight: &Matrix2<f64>) -> bool {
    let product = weight[(0, 0)] * weight[(1, 1)];
    product.is_finite() && weight[(0, 0)] > 0.0 && weight.determinant() > 1e-12 * product
}

struct Variances {
    /// G: of levels and slopes between animals.
    animals: Matrix2<f64>,
    /// s²: of readings about an animal's line.
    residual: f64,
}

impl Variances {
    fn weight(&self, line: &OwnLine) -> Matrix2<f64> {
        self.animals + self.residual * line.covariance
    }
}

/// Variances by REML: random level and slope of each animal, one residual variance; none if there is no fit.
fn variances(lines: Pair<&[OwnLine]>) -> Option<Variances> {
    let all = || lines.control.iter().chain(lines.treated).enumerate();
    let arms: Vec<usize> = all()
        .map(|(i, _)| usize::from(i >= lines.control.len()))
        .collect();
    let logs: Vec<f64> = all()
        .flat_map(|(_, line)| line.logs.iter().copied())
        .collect();
    let days: Vec<f64> = all()
        .flat_map(|(_, line)| line.days.iter().copied())
        .collect();
    let animals: Vec<usize> = all()
        .flat_map(|(i, line)| std::iter::repeat_n(i, line.logs.len()))
        .collect();
    let found = fit(&Model::growth(&logs, &animals, &days, &arms))
        .ok()?
        .variances;
    let (slope, covariance) = (found.slope?, found.covariance?);
    Some(Variances {
        animals: Matrix2::new(found.intercept, covariance, covariance, slope),
        residual: found.residual,
    })
}
