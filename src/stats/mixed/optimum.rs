//! The search for the covariance of the random effects at which the criterion is lowest.

use super::blocks::Blocks;
use super::criterion::{Evaluation, KeptColumns};
use super::joint::{Joint, Lifted};
use super::model::Method;
use super::newton::{Optimum, Point, Stop, minimize};
use super::residual::Residuals;
use super::theta::{Parameters, Relative, canonical};

/// How the optimizer reached the optimum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OptimizerRecord {
    /// Number of starting points tried; more than one where the best covariance is singular.
    pub starts: usize,
    /// Number of accepted steps from the start that led to the optimum.
    pub steps: usize,
    /// Number of evaluations of the criterion, over all starts.
    pub evaluations: usize,
    /// Largest derivative of the criterion in θ, and in the logarithms of the residual variances'
    /// ratios, at the end.
    pub gradient: f64,
    /// Why the optimizer stopped.
    pub stop: Stop,
    /// The Cholesky factor of the covariance of the random effects relative to the (first) residual
    /// variance, with the day centered and scaled: entries (0, 0), (1, 0), (1, 1).
    pub theta: [f64; 3],
}

/// The profiled criterion as a function of θ and the ratios of residual variances: β and the first
/// residual variance are at their best for each.
pub struct Objective<'a> {
    pub blocks: &'a Blocks,
    pub kept: KeptColumns,
    pub residuals: Residuals,
    pub method: Method,
    /// Which entries of θ are in the model; the others are 0.
    pub free: &'static [usize],
    /// Degrees of freedom of the residual variance of each class: n − p for REML, n for ML.
    pub class_df: Vec<f64>,
    /// Their sum.
    pub df: f64,
    /// The part of the criterion that does not depend on the variances.
    pub constant: f64,
}

impl Objective<'_> {
    /// The parts of the criterion at one point, with derivatives.
    pub fn evaluate(&self, at: &Parameters) -> Evaluation {
        let relative = Relative::new(at.theta);
        let classes = self.residuals.of_classes(&at.ratios);
        let relative = classes.iter().map(|ratio| relative.per(*ratio)).collect();
        Evaluation::new(self.blocks, relative, &self.kept, &self.residuals)
    }

    /// ln|V|, ln|XᵀV⁻¹X| (0 for ML), and the sum of squares in the metric of V, all relative to the
    /// first residual variance.
    pub fn parts(&self, evaluation: &Evaluation, at: &Parameters) -> [Joint; 3] {
        let count = self.residuals.count();
        let (mut of_v, mut of_x) = (Joint::zero(count), Joint::zero(count));
        let mut rss = Joint::zero(count);
        let classes = self.residuals.of_classes(&at.ratios);
        for (class, part) in evaluation.parts.iter().enumerate() {
            let (weights, r) = (&self.residuals.weights[class], classes[class]);
            let d = evaluation.relative[class].d;
            of_v.add(&Lifted::new(&part.log_det_v, d, r, 0), weights);
            of_v.add(&Lifted::log(self.class_df[class], r), weights);
            if self.method == Method::Reml {
                of_x.add(&Lifted::new(&part.log_det_x, d, r, 0), weights);
            }
            rss.add(&Lifted::new(&part.rss, d, r, -1), weights);
        }
        [of_v, of_x, rss]
    }

    /// −2 × profiled log-likelihood.
    fn profile(&self, at: &Parameters) -> Joint {
        let [of_v, of_x, rss] = self.parts(&self.evaluate(at), at);
        let mut criterion = of_v.plus(&rss.ln(), self.df).plus(&of_x, 1.0);
        criterion.v += self.constant;
        criterion
    }

    fn point(&self, at: &[f64]) -> Point {
        let at = Parameters::new(self.free, at);
        let criterion = self.profile(&at);
        Point {
            value: criterion.v,
            gradient: at.gradient(self.free, &criterion.d),
            hessian: at.hessian(self.free, &criterion),
        }
    }

    /// −2 × profiled log-likelihood, without derivatives.
    pub fn value(&self, at: &Parameters) -> f64 {
        self.profile(at).v
    }

    /// The nearest singular covariance if it is as good, else the same in canonical form.
    ///
    /// On the boundary the criterion is even in θ, so the optimizer stops a little beside it; the
    /// exact boundary is the answer there, and makes a singular fit recognizable. The tolerance of
    /// 1e-9 of log-likelihood is above rounding and far below anything that a reader could see.
    fn snap_to_boundary(&self, found: Parameters) -> Parameters {
        let with = |theta: [f64; 3]| Parameters {
            theta,
            ratios: found.ratios.clone(),
        };
        let theta = canonical(found.theta);
        let (near, value) = (1e-3, self.value(&with(theta)) + 1e-9);
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
        let found = simpler.into_iter().find(|&t| self.value(&with(t)) <= value);
        with(found.unwrap_or(theta))
    }

    /// A start of the search: θ in units of the pooled residual SD, and the guesses of the ratios.
    fn start(&self, theta: [f64; 3]) -> Vec<f64> {
        let guess = &self.residuals.guess;
        let unit = self.residuals.pooled(guess).sqrt();
        let of_theta = self.free.iter().map(|&k| unit * theta[k]);
        let logs = guess.iter().skip(1).map(|ratio| ratio.ln());
        of_theta.chain(logs).collect()
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

/// Finds the point with the lowest criterion.
pub fn optimize(objective: &Objective) -> (Parameters, OptimizerRecord) {
    let mut best: Option<(f64, Parameters, Optimum)> = None;
    let (mut starts, mut evaluations) = (0, 0);
    for start in STARTS {
        let found = minimize(&objective.start(start), |at| objective.point(at));
        let at = objective.snap_to_boundary(Parameters::new(objective.free, &found.at));
        let value = objective.value(&at);
        starts += 1;
        evaluations += found.evaluations;
        // A later start must be better by more than rounding, so that ties go to the first start.
        if best.as_ref().is_none_or(|(low, ..)| value < low - 1e-10) {
            best = Some((value, at, found));
        }
        let converged_inside = |(_, at, found): &(f64, Parameters, Optimum)| {
            found.stop == Stop::Converged && !is_singular(at.theta, objective.free)
        };
        if best.as_ref().is_some_and(converged_inside) {
            break;
        }
    }
    let (_, at, found) = best.expect("there are starting points");
    let slopes = at.gradient(objective.free, &objective.profile(&at).d);
    let record = OptimizerRecord {
        starts,
        steps: found.steps,
        evaluations,
        gradient: slopes.iter().fold(0.0, |most, slope| most.max(slope.abs())),
        stop: found.stop,
        theta: at.theta,
    };
    (at, record)
}
