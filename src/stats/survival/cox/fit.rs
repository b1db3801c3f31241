//! A fitted Cox model: coefficients, tests, intervals.

use super::design::Design;
use super::likelihood::{Data, Point};
use super::newton::{Convergence, Maximum, Profile, maximize};
use super::options::CoxOptions;
use crate::interval::Interval;
use crate::quantile::normal_quantile;
use crate::survival::cholesky::{Factor, Matrix, dot};
use crate::survival::tail::{Tail, chi2_tail, normal_tail};
use crate::survival::types::{NoAnswer, Test, Time};

/// The estimate of a coefficient.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Estimate {
    /// A finite number.
    Finite(Finite),
    /// The likelihood rises as the coefficient goes to −∞: a hazard ratio of 0.
    MinusInfinity,
    /// The likelihood rises as the coefficient goes to ∞: an infinite hazard ratio.
    PlusInfinity,
    /// The likelihood does not determine the coefficient: there are no animals to compare.
    Undetermined,
}

/// A finite coefficient.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Finite {
    /// ln of the hazard ratio per unit of the covariate.
    pub coefficient: f64,
    /// Standard error of the coefficient.
    pub se: f64,
    /// exp(coefficient).
    pub hazard_ratio: f64,
    /// Wald interval of the hazard ratio.
    pub interval: Interval,
    /// coefficient/SE.
    pub z: f64,
    /// Two-sided Wald test.
    pub p: Tail,
}

/// Interval and test from the profile likelihood of one coefficient.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Profiled {
    /// Lower end for the hazard ratio; `None` if it is 0.
    pub low: Option<f64>,
    /// Upper end for the hazard ratio; `None` if it is infinite.
    pub high: Option<f64>,
    /// Likelihood-ratio test against a hazard ratio of 1.
    pub p: Tail,
}

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Number of animals.
    pub n: usize,
    /// Number of events.
    pub events: usize,
    /// Log-likelihood at β = 0, with the penalty if there is one.
    pub log_likelihood_null: f64,
    /// Log-likelihood at the maximum, with the penalty if there is one.
    pub log_likelihood: f64,
    /// Test of all coefficients; `None` if one is infinite.
    pub wald: Option<Test>,
    /// Test of all coefficients; `None` with the penalty.
    pub score: Option<Test>,
    /// Test of all coefficients.
    pub likelihood_ratio: Test,
    /// In the order of the columns of the design.
    pub terms: Vec<Estimate>,
    /// In the order of the columns; `None` if not asked for, or if the coefficient is undetermined.
    pub profiles: Vec<Option<Profiled>>,
    /// Covariance of the coefficients, row after row; valid for finite coefficients only.
    pub covariance: Vec<f64>,
    /// How the maximum was reached.
    pub convergence: Convergence,
}

/// A standard error above this, per range of the covariate, belongs to an infinite coefficient.
/// Those of finite coefficients stay below 10.
const INFINITE_SE: f64 = 1e3;

/// Fits the model of `times` on `design`.
///
/// # Errors
/// [`NoAnswer`] for slices that do not fit together, values that are not finite, no events, or
/// nothing to compare.
pub fn fit(times: &[Time], design: &Design, options: &CoxOptions) -> Result<Fit, NoAnswer> {
    let z = normal_quantile(0.5 + options.confidence / 2.0).ok_or(NoAnswer::NotFinite)?;
    check(times, design)?;
    let data = Data::new(times, design, options.ties);
    let null = data.at(&vec![0.0; data.p], options.firth);
    let rank = data.rank();
    let at_null = Factor::of(&null.information, None);
    let score = Test::new(dot(&null.score, &at_null.solve(&null.score)), rank)?;
    let maximum = maximize(
        &data,
        options.firth,
        &null.beta,
        None,
        options.most_iterations,
    );
    let factor = Factor::of(&maximum.point.information, None);
    let covariance = factor.inverse();
    let term = |j: usize| match data.undetermined[j] {
        true => Estimate::Undetermined,
        false => estimate(&data, &maximum, &factor, &covariance, j, z),
    };
    let terms: Vec<Estimate> = (0..data.p).map(term).collect();
    let profile = |j| profiled(&data, options, &maximum.point, &terms[j], j, z);
    let profile_if_asked = |j| options.profiles.has(j).then(|| profile(j)).flatten();
    let profiles = (0..data.p).map(profile_if_asked).collect();
    let point = &maximum.point;
    let gain = 2.0 * (point.log_likelihood - null.log_likelihood);
    Ok(Fit {
        n: times.len(),
        events: data.events,
        log_likelihood_null: null.log_likelihood,
        log_likelihood: point.log_likelihood,
        wald: wald(&terms, point, rank),
        score: (!options.firth).then_some(score),
        likelihood_ratio: Test::new(gain, rank)?,
        profiles,
        covariance: covariance.cells,
        convergence: maximum.convergence,
        terms,
    })
}

/// Refuses input without an answer.
fn check(times: &[Time], design: &Design) -> Result<(), NoAnswer> {
    if design.rows.len() != times.len() * design.columns {
        return Err(NoAnswer::Shape);
    }
    let finite = times.iter().all(|time| time.time.is_finite());
    if !finite || !design.rows.iter().all(|x| x.is_finite()) {
        return Err(NoAnswer::NotFinite);
    }
    if !times.iter().any(|time| time.event) {
        return Err(NoAnswer::NoEvents);
    }
    Ok(())
}

/// The estimate of coefficient `j`; the sign of an infinite one is that of the last step.
fn estimate(
    data: &Data,
    maximum: &Maximum,
    factor: &Factor,
    covariance: &Matrix,
    j: usize,
    z: f64,
) -> Estimate {
    let se = covariance.row(j)[j].sqrt();
    let range = data.ranges[j];
    if factor.is_dropped(j) || se * range > INFINITE_SE {
        return match maximum.step[j] * range {
            step if step > 0.1 => Estimate::PlusInfinity,
            step if step < -0.1 => Estimate::MinusInfinity,
            _ => Estimate::Undetermined,
        };
    }
    let coefficient = maximum.point.beta[j];
    Estimate::Finite(Finite {
        coefficient,
        se,
        hazard_ratio: coefficient.exp(),
        interval: Interval {
            low: (coefficient - z * se).exp(),
            high: (coefficient + z * se).exp(),
        },
        z: coefficient / se,
        p: normal_tail(coefficient / se),
    })
}

/// The Wald test βᵀIβ of all coefficients. For dropped columns β and the information are 0.
fn wald(terms: &[Estimate], point: &Point, rank: usize) -> Option<Test> {
    let is_infinite =
        |term: &Estimate| matches!(term, Estimate::PlusInfinity | Estimate::MinusInfinity);
    if terms.iter().any(is_infinite) {
        return None;
    }
    let chi2 = dot(&point.beta, &point.information.times(&point.beta));
    Test::new(chi2, rank).ok()
}

/// Profile interval and test of coefficient `j`; an infinite coefficient has an interval with one end.
fn profiled(
    data: &Data,
    options: &CoxOptions,
    maximum: &Point,
    term: &Estimate,
    j: usize,
    z: f64,
) -> Option<Profiled> {
    let reach = match term {
        Estimate::Finite(finite) => z * finite.se,
        Estimate::Undetermined => return None,
        _ => 1.0 / data.ranges[j],
    };
    let profile = Profile {
        data,
        firth: options.firth,
        j,
        most_iterations: options.most_iterations,
    };
    let limit = |reach: f64| profile.limit(maximum, 0.5 * z * z, reach).map(f64::exp);
    let without = profile.at(0.0, maximum);
    let fall = 2.0 * (maximum.log_likelihood - without.log_likelihood);
    let is_infinite = |side: Estimate| *term == side;
    Some(Profiled {
        low: (!is_infinite(Estimate::MinusInfinity))
            .then(|| limit(-reach))
            .flatten(),
        high: (!is_infinite(Estimate::PlusInfinity))
            .then(|| limit(reach))
            .flatten(),
        p: chi2_tail(fall.max(0.0), 1.0),
    })
}
