//! Newton's method with step halving, and the limits of profile-likelihood intervals.
//!
//! The information is the second derivative of the plain likelihood, but not of the penalized one,
//! where steps from the information alone can overshoot endlessly. Near the maximum of the
//! penalized likelihood, the inverse information is therefore updated from the changes of the score
//! (BFGS).

use super::likelihood::{Data, Point};
use crate::survival::cholesky::{Factor, Matrix, dot};

/// The plain likelihood has converged when the expected gain of a step is below this. Steps
/// converge quadratically, so nothing is left to gain after that step. A smaller limit would be in
/// the rounding if a coefficient is infinite.
const PLAIN_GAIN: f64 = 1e-11;
/// The same for the penalized likelihood, whose steps do not converge quadratically.
const PENALIZED_GAIN: f64 = 1e-17;
/// The same on a profile, for which only the value of the likelihood counts.
const PROFILE_GAIN: f64 = 1e-12;
/// Below this expected gain the penalized likelihood is near its maximum, and the inverse is updated.
const NEAR: f64 = 0.05;
/// A relative loss of log-likelihood that counts as rounding.
const ROUNDING: f64 = 1e-13;
/// A step shorter than 2⁻³⁰ of the first is rounding.
const MOST_HALVINGS: usize = 30;

/// How the maximum was reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Convergence {
    /// Number of steps.
    pub iterations: usize,
    /// Number of times that a step was halved because it lowered the likelihood.
    pub halvings: usize,
    /// Expected gain in log-likelihood of the last step.
    pub last_gain: f64,
    /// Whether the expected gain fell below the limit.
    pub converged: bool,
}

/// A maximum, and how it was reached.
pub struct Maximum {
    pub point: Point,
    /// The last step: near 0, except for coefficients that are infinite.
    pub step: Vec<f64>,
    pub convergence: Convergence,
}

/// Maximizes the likelihood from `start`; the coefficient `fixed` does not change.
pub fn maximize(
    data: &Data,
    firth: bool,
    start: &[f64],
    fixed: Option<usize>,
    most_iterations: usize,
) -> Maximum {
    let mut point = data.at(start, firth);
    let mut convergence = Convergence {
        iterations: 0,
        halvings: 0,
        last_gain: 0.0,
        converged: false,
    };
    let mut step = vec![0.0; data.p];
    let mut updated: Option<Matrix> = None;
    while convergence.iterations < most_iterations && !convergence.converged {
        convergence.iterations += 1;
        step = match &updated {
            Some(inverse) => inverse.times(&point.score),
            None => Factor::of(&point.information, fixed).solve(&point.score),
        };
        convergence.last_gain = 0.5 * dot(&step, &point.score);
        let enough = match fixed {
            _ if !firth => PLAIN_GAIN,
            None => PENALIZED_GAIN,
            Some(_) => PROFILE_GAIN,
        };
        convergence.converged = convergence.last_gain < enough;
        let Some(next) = try_step(data, firth, &point, &step, &mut convergence.halvings) else {
            break;
        };
        if firth && convergence.last_gain < NEAR {
            let known = updated.take();
            let mut inverse =
                known.unwrap_or_else(|| Factor::of(&point.information, fixed).inverse());
            update_inverse(&mut inverse, &point, &next, fixed);
            updated = Some(inverse);
        }
        point = next;
    }
    Maximum {
        point,
        step,
        convergence,
    }
}

/// Updates `inverse` so that it agrees with the change of the score between two points (BFGS).
fn update_inverse(inverse: &mut Matrix, from: &Point, to: &Point, fixed: Option<usize>) {
    let minus = |(a, b): (&f64, &f64)| a - b;
    let step: Vec<f64> = to.beta.iter().zip(&from.beta).map(minus).collect();
    let mut fall: Vec<f64> = from.score.iter().zip(&to.score).map(minus).collect();
    if let Some(j) = fixed {
        fall[j] = 0.0;
    }
    let curve = dot(&step, &fall);
    if !(curve > 0.0 && curve.is_finite()) {
        return;
    }
    let along = inverse.times(&fall);
    let both = (1.0 + dot(&fall, &along) / curve) / curve;
    for i in 0..inverse.p {
        for j in 0..inverse.p {
            let cross = step[i] * along[j] + along[i] * step[j];
            inverse.add(i, j, both * step[i] * step[j] - cross / curve);
        }
    }
}

/// Tries the step, its half, its quarter and so on, and returns the first point that does not lower
/// the likelihood; `None` if even the shortest step does.
fn try_step(
    data: &Data,
    firth: bool,
    from: &Point,
    step: &[f64],
    halvings: &mut usize,
) -> Option<Point> {
    let floor = from.log_likelihood - ROUNDING * (1.0 + from.log_likelihood.abs());
    let mut share = 1.0;
    for _ in 0..MOST_HALVINGS {
        let moved = from.beta.iter().zip(step).map(|(b, s)| b + share * s);
        let next = data.at(&moved.collect::<Vec<f64>>(), firth);
        if next.log_likelihood >= floor {
            return Some(next);
        }
        share *= 0.5;
        *halvings += 1;
    }
    None
}

/// The profile of one coefficient: the likelihood maximized over all others.
pub struct Profile<'a> {
    pub data: &'a Data,
    pub firth: bool,
    pub j: usize,
    pub most_iterations: usize,
}

/// A limit is searched up to this many ranges of the covariate, where the hazard ratio is e⁴⁰.
const FARTHEST: f64 = 40.0;

/// A variance above this belongs to an infinite coefficient and gives no start.
const LARGE_VARIANCE: f64 = 1e4;

impl Profile<'_> {
    /// The maximum with the coefficient fixed at `value`. The other coefficients start from `near`,
    /// moved as the information there predicts.
    pub fn at(&self, value: f64, near: &Point) -> Point {
        let unit: Vec<f64> = (0..self.data.p)
            .map(|i| f64::from(u8::from(i == self.j)))
            .collect();
        let along = Factor::of(&near.information, None).solve(&unit);
        let share = (value - near.beta[self.j]) / along[self.j];
        let others = near.beta.iter().zip(&along).map(|(b, a)| b + share * a);
        let mut start: Vec<f64> = match share.is_finite() && along[self.j] < LARGE_VARIANCE {
            true => others.collect(),
            false => near.beta.clone(),
        };
        start[self.j] = value;
        let fixed = Some(self.j);
        maximize(self.data, self.firth, &start, fixed, self.most_iterations).point
    }

    /// The value at which the profile is lower than the maximum by `drop`, searched in the
    /// direction of `reach` and first at that distance; `None` if there is none up to [`FARTHEST`].
    pub fn limit(&self, maximum: &Point, drop: f64, reach: f64) -> Option<f64> {
        let target = maximum.log_likelihood - drop;
        let scale = self.data.ranges[self.j];
        let mut inside = maximum.beta[self.j];
        let farthest = inside.abs() + FARTHEST / scale;
        let mut near = self.at(inside + reach, maximum);
        let mut outside = near.beta[self.j];
        let mut reach = reach;
        while near.log_likelihood > target {
            inside = outside;
            reach *= 1.7;
            if (inside + reach).abs() > farthest {
                return None;
            }
            near = self.at(inside + reach, &near);
            outside = near.beta[self.j];
        }
        self.refine(inside, near, target)
    }

    /// Newton's method between a value inside and a point outside, with bisection where a step
    /// would leave that range.
    fn refine(&self, mut inside: f64, mut near: Point, target: f64) -> Option<f64> {
        let mut outside = near.beta[self.j];
        for _ in 0..60 {
            let value = near.beta[self.j];
            let excess = near.log_likelihood - target;
            if excess > 0.0 {
                inside = value;
            } else {
                outside = value;
            }
            let newton = value - excess / near.score[self.j];
            let (low, high) = (inside.min(outside), inside.max(outside));
            let next = if newton > low && newton < high {
                newton
            } else {
                0.5 * (low + high)
            };
            if (next - value).abs() <= 1e-10 * value.abs().max(1.0 / self.data.ranges[self.j]) {
                return Some(next);
            }
            near = self.at(next, &near);
        }
        None
    }
}
