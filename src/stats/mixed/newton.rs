//! Newton's method for the few parameters of the random effects.
//!
//! With the exact Hessian: directions of negative curvature are turned downhill, a saddle is left, a
//! step is halved until the criterion falls. Deterministic; no bounds are needed, since every θ is a
//! covariance.

use nalgebra::{DMatrix, DVector, SymmetricEigen};

/// Criterion, gradient and Hessian in the free parameters.
pub struct Point {
    pub value: f64,
    pub gradient: Vec<f64>,
    pub hessian: DMatrix<f64>,
}

/// Why the optimizer stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// No step can lower the criterion by more than about 1e-13 of it.
    Converged,
    /// A step of rounding size no longer lowers it.
    NoDescent,
    /// The random variances outgrow the residual variance without end.
    Unbounded,
    /// Too many steps.
    Steps,
}

/// Where it stopped and how it came there.
pub struct Found {
    pub at: Vec<f64>,
    pub steps: usize,
    pub evaluations: usize,
    pub stop: Stop,
}

/// What is gained at most by the step of a converged fit, relative to the criterion.
const GAIN: f64 = 1e-13;
/// A relative SD beyond which the residual variance counts as vanishing.
pub const FAR: f64 = 1e5;

struct Step {
    by: Vec<f64>,
    /// Fall of the criterion it promises.
    promise: f64,
    /// Whether the point curves upward in every direction.
    convex: bool,
}

/// The step from a point.
fn step(point: &Point, size: f64) -> Step {
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
            // On a saddle the gradient tells nothing: any side is downhill.
            if along.abs() < 0.1 * size {
                along = 0.1 * size * if along > 0.0 { 1.0 } else { -1.0 };
            }
        }
        promise += 0.5 * slope * slope / value.abs().max(floor);
        by += vector * along;
    }
    let length = by.norm();
    if length > size {
        by *= size / length;
    }
    Step {
        by: by.iter().copied().collect(),
        promise,
        convex,
    }
}

/// Lowers `of` from `start`.
pub fn minimize(start: &[f64], of: impl Fn(&[f64]) -> Point) -> Found {
    let mut at = start.to_vec();
    let mut point = of(&at);
    let (mut steps, mut evaluations) = (0, 1);
    let stop = loop {
        let length = at.iter().map(|x| x * x).sum::<f64>().sqrt();
        if length > FAR {
            break Stop::Unbounded;
        }
        if steps == 200 {
            break Stop::Steps;
        }
        let step = step(&point, 0.5 + length);
        if step.convex && step.promise <= GAIN * (1.0 + point.value.abs()) {
            break Stop::Converged;
        }
        let mut share = 1.0;
        let next = loop {
            let moved = along(&at, &step.by, share);
            let there = of(&moved);
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
        let polished = polish(&mut at, point, of);
        steps += polished;
        evaluations += polished + 1;
    }
    Found {
        at,
        steps,
        evaluations,
        stop,
    }
}

fn along(at: &[f64], by: &[f64], share: f64) -> Vec<f64> {
    at.iter().zip(by).map(|(x, d)| x + share * d).collect()
}

/// Steps on while the gradient shrinks: where the criterion is flat its own rounding hides the way, and
/// degrees of freedom depend on more digits of the place than the criterion does. Gives their number.
fn polish(at: &mut Vec<f64>, mut point: Point, of: impl Fn(&[f64]) -> Point) -> usize {
    let size = |point: &Point| point.gradient.iter().fold(0.0_f64, |m, g| m.max(g.abs()));
    let precision = 1e-10 * (1.0 + point.value.abs());
    for steps in 0..30 {
        let moved = along(at, &step(&point, 0.1).by, 1.0);
        let there = of(&moved);
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
    fn leaves_a_saddle() {
        let found = minimize(&[0.0, 3.0], double_well);
        assert_eq!(found.stop, Stop::Converged);
        assert!((found.at[0].abs() - 1.0).abs() < 1e-6 && found.at[1].abs() < 1e-6);
    }

    #[test]
    fn tells_what_has_no_minimum() {
        let found = minimize(&[1.0], |at| Point {
            value: -at[0],
            gradient: vec![-1.0],
            hessian: DMatrix::from_element(1, 1, 1e-9),
        });
        assert_eq!(found.stop, Stop::Unbounded);
    }
}
