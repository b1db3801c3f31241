//! Newton's method with step halving, and the limits of profile-likelihood intervals.
//!
//! The information is the plain likelihood's second derivative, but not the penalized one's: steps by it
//! may overshoot for ever. So once near, the penalized climb learns the rest from how the score changes
//! (BFGS), beginning with the information.

use super::likelihood::{Data, Point};
use crate::survival::cholesky::{Factor, Matrix, dot};

/// The plain likelihood's steps converge quadratically, and after one more step than this nothing is
/// left to gain; smaller would bring rounding into play where a coefficient runs off.
const PLAIN: f64 = 1e-11;
/// With the penalty no step is the last for sure.
const PENALIZED: f64 = 1e-17;
/// On a profile, which asks for the height only.
const HEIGHT: f64 = 1e-12;
/// Below this the penalized climb learns from its steps.
const NEAR: f64 = 0.05;
/// Loss of log-likelihood, relative, that is rounding.
const ROUNDING: f64 = 1e-13;
const MOST_HALVINGS: usize = 30;

/// How the maximum was reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Convergence {
    /// Newton steps.
    pub iterations: usize,
    /// Times a step was halved because it lost likelihood.
    pub halvings: usize,
    /// Gain in log-likelihood that was expected of the last step.
    pub last_gain: f64,
    /// Whether nothing was left to gain.
    pub converged: bool,
}

/// A maximum, and how it was reached.
pub struct Maximum {
    pub point: Point,
    /// The last step taken: near 0, but for coefficients that run off.
    pub step: Vec<f64>,
    pub convergence: Convergence,
}

/// Climbs from `start`; the coefficient `fixed` stays as it is.
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
    let mut learned: Option<Matrix> = None;
    while convergence.iterations < most_iterations && !convergence.converged {
        convergence.iterations += 1;
        step = match &learned {
            Some(inverse) => inverse.times(&point.score),
            None => Factor::of(&point.information, fixed).solve(&point.score),
        };
        convergence.last_gain = 0.5 * dot(&step, &point.score);
        let enough = match fixed {
            _ if !firth => PLAIN,
            None => PENALIZED,
            Some(_) => HEIGHT,
        };
        convergence.converged = convergence.last_gain < enough;
        let Some(next) = climb(data, firth, &point, &step, &mut convergence.halvings) else {
            break;
        };
        if firth && convergence.last_gain < NEAR {
            let known = learned.take();
            let mut inverse =
                known.unwrap_or_else(|| Factor::of(&point.information, fixed).inverse());
            learn(&mut inverse, &point, &next, fixed);
            learned = Some(inverse);
        }
        point = next;
    }
    Maximum {
        point,
        step,
        convergence,
    }
}

/// Makes `inverse` agree with how the score changed between two points (BFGS).
fn learn(inverse: &mut Matrix, from: &Point, to: &Point, fixed: Option<usize>) {
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

/// The first of the step, its half, its quarter… that does not lose; none if even the shortest does.
fn climb(
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

/// How far a limit is looked for, in ranges of the covariate: beyond, the hazard ratio is e⁴⁰.
const FAR: f64 = 40.0;

/// A variance above this tells of a coefficient that runs off: nothing to go by.
const FLAT: f64 = 1e4;

impl Profile<'_> {
    /// The maximum with the coefficient at `value`, from a point near it: the others begin where the
    /// information there would have them go.
    pub fn at(&self, value: f64, near: &Point) -> Point {
        let unit: Vec<f64> = (0..self.data.p)
            .map(|i| f64::from(u8::from(i == self.j)))
            .collect();
        let along = Factor::of(&near.information, None).solve(&unit);
        let share = (value - near.beta[self.j]) / along[self.j];
        let others = near.beta.iter().zip(&along).map(|(b, a)| b + share * a);
        let mut start: Vec<f64> = match share.is_finite() && along[self.j] < FLAT {
            true => others.collect(),
            false => near.beta.clone(),
        };
        start[self.j] = value;
        let fixed = Some(self.j);
        maximize(self.data, self.firth, &start, fixed, self.most_iterations).point
    }

    /// Where, from the maximum in the direction of `reach` and first that far away, the profile has
    /// fallen by `drop`; none if it does not within reason.
    pub fn limit(&self, maximum: &Point, drop: f64, reach: f64) -> Option<f64> {
        let target = maximum.log_likelihood - drop;
        let scale = self.data.ranges[self.j];
        let mut inside = maximum.beta[self.j];
        let farthest = inside.abs() + FAR / scale;
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
        self.bisect(inside, near, target)
    }

    /// Newton between a value inside and a point outside, halving where a step would leave them.
    fn bisect(&self, mut inside: f64, mut near: Point, target: f64) -> Option<f64> {
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
