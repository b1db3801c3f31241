//! Newton's method for the one to three parameters of the random effects.
//!
//! It uses the exact Hessian. A direction of negative curvature is followed downhill, so the search
//! leaves a saddle. A step is halved until the criterion falls. The search is deterministic. It
//! needs no bounds, since every θ stands for a covariance.

use nalgebra::{DMatrix, DVector, SymmetricEigen};

/// The criterion with its gradient and Hessian in the free parameters.
pub struct Point {
    pub value: f64,
    pub gradient: Vec<f64>,
    pub hessian: DMatrix<f64>,
}

/// Why the optimizer stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// No step can lower the criterion by more than about 1e-13 of its value.
    Converged,
    /// Even a step of the size of rounding does not lower the criterion.
    NoDescent,
    /// The random variances grow without limit relative to the residual variance.
    Unbounded,
    /// The limit of 200 steps was reached.
    Steps,
}

/// Where the search stopped.
pub struct Optimum {
    pub at: Vec<f64>,
    pub steps: usize,
    pub evaluations: usize,
    pub stop: Stop,
}

/// A fit has converged if the next step promises to lower the criterion by at most this share of
/// it. The criterion is a sum over readings that carries about 15 digits, so smaller gains are
/// rounding.
const GAIN: f64 = 1e-13;
/// An SD of a random effect above this multiple of the residual SD means that the residual variance
/// vanishes.
pub const FAR: f64 = 1e5;

struct Step {
    by: Vec<f64>,
    /// By how much the quadratic model says that the step lowers the criterion.
    promise: f64,
    /// Whether the Hessian is positive definite, up to rounding.
    convex: bool,
}

/// The Newton step from a point, no longer than `longest`, with the eigenvalues of the Hessian made
/// positive.
fn newton_step(point: &Point, longest: f64) -> Step {
    let eigen = SymmetricEigen::new(point.hessian.clone());
    let gradient = DVector::from_column_slice(&point.gradient);
    let largest = eigen.eigenvalues.amax();
    let floor = (1e-9 * largest).max(1e-12);
    let mut by = DVector::zeros(gradient.len());
    let (mut promise, mut convex) = (0.0, true);
    for (value, vector) in eigen
        .eigenvalues
        .iter()
        .zip(eigen.eigenvectors.column_iter())
    {
        let slope = vector.dot(&gradient);
        let mut along = -slope / value.abs().max(floor);
        if *value < -1e-7 * largest {
            convex = false;
            // On a saddle the gradient is 0 and both sides are downhill: take a step of some length
            // anyway.
            if along.abs() < 0.1 * longest {
                along = 0.1 * longest * if along > 0.0 { 1.0 } else { -1.0 };
            }
        }
        promise += 0.5 * slope * slope / value.abs().max(floor);
        by += vector * along;
    }
    let length = by.norm();
    if length > longest {
        by *= longest / length;
    }
    Step {
        by: by.iter().copied().collect(),
        promise,
        convex,
    }
}

/// Finds a minimum of `evaluate`, starting from `start`.
pub fn minimize(start: &[f64], evaluate: impl Fn(&[f64]) -> Point) -> Optimum {
    let mut at = start.to_vec();
    let mut point = evaluate(&at);
    let (mut steps, mut evaluations) = (0, 1);
    let stop = loop {
        let length = at.iter().map(|x| x * x).sum::<f64>().sqrt();
        if length > FAR {
            break Stop::Unbounded;
        }
        if steps == 200 {
            break Stop::Steps;
        }
        // θ is in units of the residual SD: half a unit, or as far again from 0, is a cautious
        // region of trust.
        let step = newton_step(&point, 0.5 + length);
        if step.convex && step.promise <= GAIN * (1.0 + point.value.abs()) {
            break Stop::Converged;
        }
        let mut share = 1.0;
        let next = loop {
            let moved = along(&at, &step.by, share);
            let there = evaluate(&moved);
            evaluations += 1;
            if there.value < point.value {
                break Some((moved, there));
            }
            share *= 0.5;
            if share < 1e-9 {
                break None;
            }
        };
        let Some(next) = next else {
            break Stop::NoDescent;
        };
        (at, point) = next;
        steps += 1;
    };
    if stop == Stop::Converged {
        let polished = polish(&mut at, point, evaluate);
        steps += polished;
        evaluations += polished + 1;
    }
    Optimum {
        at,
        steps,
        evaluations,
        stop,
    }
}

fn along(at: &[f64], by: &[f64], share: f64) -> Vec<f64> {
    at.iter().zip(by).map(|(x, d)| x + share * d).collect()
}

/// Takes further full steps while the gradient shrinks, and returns their number.
///
/// Near the minimum the criterion is flat: its rounding hides differences in θ that still change
/// the degrees of freedom. The gradient has more digits there, so it decides. The criterion may
/// rise by rounding only.
fn polish(at: &mut Vec<f64>, mut point: Point, evaluate: impl Fn(&[f64]) -> Point) -> usize {
    let size = |point: &Point| point.gradient.iter().fold(0.0_f64, |m, g| m.max(g.abs()));
    let precision = 1e-10 * (1.0 + point.value.abs());
    for steps in 0..30 {
        let moved = along(at, &newton_step(&point, 0.1).by, 1.0);
        let there = evaluate(&moved);
        let better = size(&there) < 0.7 * size(&point);
        if !better || there.value > point.value + precision {
            return steps;
        }
        (*at, point) = (moved, there);
    }
    30
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (x² − 1)² + y²: a saddle at (0, 0), minima at (±1, 0).
    fn double_well(at: &[f64]) -> Point {
        let (x, y) = (at[0], at[1]);
        let across = 12.0 * x * x - 4.0;
        Point {
            value: (x * x - 1.0).powi(2) + y * y,
            gradient: vec![4.0 * x * (x * x - 1.0), 2.0 * y],
            hessian: DMatrix::from_row_slice(2, 2, &[across, 0.0, 0.0, 2.0]),
        }
    }

    #[test]
    fn search_leaves_a_saddle() {
        let found = minimize(&[0.0, 3.0], double_well);
        assert_eq!(found.stop, Stop::Converged);
        assert!((found.at[0].abs() - 1.0).abs() < 1e-6 && found.at[1].abs() < 1e-6);
    }

    #[test]
    fn function_without_minimum_is_reported_as_unbounded() {
        let found = minimize(&[1.0], |at| Point {
            value: -at[0],
            gradient: vec![-1.0],
            hessian: DMatrix::from_element(1, 1, 1e-9),
        });
        assert_eq!(found.stop, Stop::Unbounded);
    }
}
