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

/// What a coefficient is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Estimate {
    /// A number.
    Finite(Finite),
    /// The likelihood rises for ever as the coefficient falls: a hazard ratio of 0.
    MinusInfinity,
    /// The likelihood rises for ever as the coefficient grows.
    PlusInfinity,
    /// The likelihood does not depend on the coefficient: nobody to compare with.
    Undetermined,
}

/// An estimated coefficient.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Finite {
    /// ln of the hazard ratio, per unit of the covariate.
    pub coefficient: f64,
    /// Standard error.
    pub se: f64,
    /// exp(coefficient).
    pub hazard_ratio: f64,
    /// Wald interval of the hazard ratio.
    pub interval: Interval,
    /// coefficient/SE.
    pub z: f64,
    /// Wald test, two-sided.
    pub p: Tail,
}

/// From the profile of one coefficient.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Profiled {
    /// Lower end of the hazard ratio; none if it reaches 0.
    pub low: Option<f64>,
    /// Upper end of the hazard ratio; none if it has no bound.
    pub high: Option<f64>,
    /// Likelihood-ratio test against a hazard ratio of 1.
    pub p: Tail,
}

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Animals.
    pub n: usize,
    /// Events.
    pub events: usize,
    /// At β = 0; with the penalty, if there is one.
    pub log_likelihood_null: f64,
    /// At the maximum; with the penalty, if there is one.
    pub log_likelihood: f64,
    /// All coefficients at once; none where one is not finite.
    pub wald: Option<Test>,
    /// All coefficients at once; none with the penalty.
    pub score: Option<Test>,
    /// All coefficients at once.
    pub likelihood_ratio: Test,
    /// By column of the design.
    pub terms: Vec<Estimate>,
    /// By column of the design; none where it was not asked for, or the coefficient is undetermined.
    pub profiles: Vec<Option<Profiled>>,
    /// Covariance of the coefficients, row after row; of use only among finite ones.
    pub covariance: Vec<f64>,
    /// How the maximum was reached.
    pub convergence: Convergence,
}

/// Standard errors above this, per range of the covariate, are those of a coefficient that is not
/// finite: real ones stay below 10.
const ENDLESS: f64 = 1e3;

/// Fits `times` on `design`.
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
    let asked = |j| options.profiles.has(j).then(|| profile(j)).flatten();
    let profiles = (0..data.p).map(asked).collect();
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
    if factor.is_left_out(j) || se * range > ENDLESS {
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

/// βᵀIβ; of columns left out β and the information are 0.
fn wald(terms: &[Estimate], point: &Point, rank: usize) -> Option<Test> {
    let runs_off =
        |term: &Estimate| matches!(term, Estimate::PlusInfinity | Estimate::MinusInfinity);
    if terms.iter().any(runs_off) {
        return None;
    }
    let chi2 = dot(&point.beta, &point.information.times(&point.beta));
    Test::new(chi2, rank).ok()
}

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
    let open = |side: Estimate| *term == side;
    Some(Profiled {
        low: (!open(Estimate::MinusInfinity))
            .then(|| limit(-reach))
            .flatten(),
        high: (!open(Estimate::PlusInfinity))
            .then(|| limit(reach))
            .flatten(),
        p: chi2_tail(fall.max(0.0), 1.0),
    })
}
