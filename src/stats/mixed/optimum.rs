//! The search for the covariance of the random effects at which the criterion is lowest.

use nalgebra::DMatrix;

use super::blocks::Blocks;
use super::criterion::{Evaluation, KeptColumns};
use super::jet::Jet;
use super::model::Method;
use super::newton::{Optimum, Point, Stop, minimize};
use super::theta::{Relative, canonical, gradient, hessian};

/// How the optimizer reached the optimum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OptimizerRecord {
    /// Number of starting points tried; more than one where the best covariance is singular.
    pub starts: usize,
    /// Number of accepted steps from the start that led to the optimum.
    pub steps: usize,
    /// Number of evaluations of the criterion, over all starts.
    pub evaluations: usize,
    /// Largest derivative of the criterion in θ at the end.
    pub gradient: f64,
    /// Why the optimizer stopped.
    pub stop: Stop,
    /// The Cholesky factor of the covariance of the random effects relative to the residual
    /// variance, with the day centered and scaled: entries (0, 0), (1, 0), (1, 1).
    pub theta: [f64; 3],
}

/// The profiled criterion as a function of θ: β and σ² are at their best for each θ.
pub struct Objective<'a> {
    pub blocks: &'a Blocks,
    pub kept: KeptColumns,
    pub method: Method,
    /// Which entries of θ are in the model; the others are 0.
    pub free: &'static [usize],
    /// Degrees of freedom of the residual variance: n − p for REML, n for ML.
    pub df: f64,
    /// The part of the criterion that does not depend on the variances.
    pub constant: f64,
}

impl Objective<'_> {
    fn theta(&self, at: &[f64]) -> [f64; 3] {
        let mut theta = [0.0; 3];
        for (&k, &x) in self.free.iter().zip(at) {
            theta[k] = x;
        }
        theta
    }

    /// The parts of the criterion at one θ, with derivatives.
    pub fn evaluate(&self, theta: [f64; 3]) -> Evaluation {
        Evaluation::new(self.blocks, Relative::new(theta), &self.kept)
    }

    /// −2 × profiled log-likelihood, from its parts.
    pub fn profile(&self, evaluation: &Evaluation) -> Jet {
        let mut criterion = evaluation.log_det_v + evaluation.rss.ln().times(self.df);
        if self.method == Method::Reml {
            criterion += evaluation.log_det_x;
        }
        criterion.v += self.constant;
        criterion
    }

    fn point(&self, at: &[f64]) -> Point {
        let theta = self.theta(at);
        let jet = self.profile(&self.evaluate(theta));
        let (g, h) = (gradient(&jet, theta), hessian(&jet, theta));
        let n = self.free.len();
        Point {
            value: jet.v,
            gradient: self.free.iter().map(|&k| g[k]).collect(),
            hessian: DMatrix::from_fn(n, n, |i, j| h[self.free[i]][self.free[j]]),
        }
    }

    fn value(&self, theta: [f64; 3]) -> f64 {
        self.profile(&self.evaluate(theta)).v
    }

    /// The nearest singular covariance if it is as good, else `theta` in canonical form.
    ///
    /// On the boundary the criterion is even in θ, so the optimizer stops a little beside it; the
    /// exact boundary is the answer there, and makes a singular fit recognizable. The tolerance of
    /// 1e-9 of log-likelihood is above rounding and far below anything that a reader could see.
    fn snap_to_boundary(&self, theta: [f64; 3]) -> [f64; 3] {
        let theta = canonical(theta);
        let (near, value) = (1e-3, self.value(theta) + 1e-9);
        let mut simpler = Vec::new();
        if theta[2] < near && theta[2] > 0.0 {
            simpler.push([theta[0], theta[1], 0.0]);
        }
        if theta[0] < near && theta[0] > 0.0 {
            simpler.push([0.0, 0.0, theta[1].hypot(theta[2])]);
        }
        if theta.iter().all(|t| t.abs() < near) {
            simpler.insert(0, [0.0; 3]);
        }
        let found = simpler.into_iter().find(|&t| self.value(t) <= value);
        found.unwrap_or(theta)
    }
}

/// An SD of a random effect below this share of the residual SD counts as 0, as in lme4.
const SINGULAR: f64 = 1e-4;

/// Whether an SD of a random effect is 0, or the two effects are perfectly correlated.
pub fn is_singular(theta: [f64; 3], free: &[usize]) -> bool {
    [0, 2]
        .iter()
        .any(|k| free.contains(k) && theta[*k] < SINGULAR)
}

/// Starting points in θ.
///
/// The first suits typical growth data, whose day is scaled to SD 1, and is the only one for most
/// data sets. The criterion of singular fits can have several minima: if the best so far is
/// singular or has not converged, the next is tried. The others lie on both signs of the
/// correlation, far out, and near no variance of the levels.
const STARTS: [[f64; 3]; 5] = [
    [1.0, 0.0, 0.5],
    [0.3, 0.1, 0.1],
    [0.3, -0.1, 0.1],
    [3.0, 1.0, 1.0],
    [0.1, 0.0, 1.0],
];

/// Finds the θ with the lowest criterion.
pub fn optimize(objective: &Objective) -> ([f64; 3], OptimizerRecord) {
    let mut best: Option<(f64, [f64; 3], Optimum)> = None;
    let (mut starts, mut evaluations) = (0, 0);
    for start in STARTS {
        let from: Vec<f64> = objective.free.iter().map(|&k| start[k]).collect();
        let found = minimize(&from, |at| objective.point(at));
        let theta = objective.snap_to_boundary(objective.theta(&found.at));
        let value = objective.value(theta);
        starts += 1;
        evaluations += found.evaluations;
        // A later start must be better by more than rounding, so that ties go to the first start.
        if best.as_ref().is_none_or(|(low, ..)| value < low - 1e-10) {
            best = Some((value, theta, found));
        }
        let converged_inside = |(_, theta, found): &(f64, [f64; 3], Optimum)| {
            found.stop == Stop::Converged && !is_singular(*theta, objective.free)
        };
        if best.as_ref().is_some_and(converged_inside) {
            break;
        }
    }
    let (_, theta, found) = best.expect("there are starting points");
    let slope = gradient(&objective.profile(&objective.evaluate(theta)), theta);
    let slopes = objective.free.iter().map(|&k| slope[k].abs());
    let record = OptimizerRecord {
        starts,
        steps: found.steps,
        evaluations,
        gradient: slopes.fold(0.0, f64::max),
        stop: found.stop,
        theta,
    };
    (theta, record)
}
