//! Fitting: the best covariance of the random effects, and everything that follows from it.

use nalgebra::DMatrix;

use super::basis::{Basis, Combination};
use super::blocks::Blocks;
use super::criterion::{Kept, Solved, State, least_squares, within_animals};
use super::inference::Information;
use super::jet::Jet;
use super::model::{Method, Model, NoFit, Note, Random, Term};
use super::newton::{FAR, Found, Point, Stop, minimize};
use super::theta::{Relative, canonical, gradient, hessian};

/// A fitted model.
#[derive(Debug, Clone)]
pub struct Fit {
    /// What was maximized.
    pub method: Method,
    /// The random part.
    pub random: Random,
    /// Readings used.
    pub readings: usize,
    /// Animals with readings.
    pub animals: usize,
    /// Fixed effects: intercept, day, arms, day by arms, covariates (or the columns of a design).
    pub coefficients: Vec<Coefficient>,
    /// Variance components.
    pub variances: Variances,
    /// −2 × log-likelihood: the REML criterion, or the deviance of an ML fit.
    pub criterion: f64,
    /// Restricted log-likelihood, or log-likelihood of an ML fit.
    pub log_likelihood: f64,
    /// Fixed effects with an estimate, variances and covariances.
    pub parameters: usize,
    /// Akaike's criterion: −2 log L + 2 × parameters.
    pub aic: f64,
    /// Schwarz's criterion: −2 log L + ln(readings) × parameters.
    pub bic: f64,
    /// Whether the random effects' covariance is singular.
    pub singular: bool,
    /// How the optimum was found.
    pub record: Record,
    /// Per animal, how it differs from its arm (conditional mode, BLUP); none without readings.
    pub effects: Vec<Option<Effects>>,
    /// What must be known about this fit.
    pub notes: Vec<Note>,
    pub(super) basis: Basis,
    pub(super) state: State,
    pub(super) beta: Vec<f64>,
    pub(super) information: Information,
}

/// A fixed effect with its standard error (from the estimated variances, not adjusted).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coefficient {
    /// Which.
    pub term: Term,
    /// Its estimate; none where others determine it.
    pub estimate: Option<f64>,
    /// Standard error.
    pub se: Option<f64>,
}

/// Variance components, on the scale of the readings and days as given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variances {
    /// Of animals' levels on day 0.
    pub intercept: f64,
    /// Of animals' slopes; none if not in the model.
    pub slope: Option<f64>,
    /// Of levels with slopes; none if not in the model.
    pub covariance: Option<f64>,
    /// Of readings about their animal's line.
    pub residual: f64,
}

impl Variances {
    /// Correlation of levels on day 0 with slopes, −1 to 1; none if not in the model, or if one does
    /// not vary.
    pub fn correlation(&self) -> Option<f64> {
        let product = (self.intercept * self.slope?).sqrt();
        (product > 0.0).then_some(())?;
        Some((self.covariance? / product).clamp(-1.0, 1.0))
    }
}

/// How an animal differs from its arm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effects {
    /// On day 0.
    pub intercept: f64,
    /// Per day; 0 if slopes are not in the model.
    pub slope: f64,
}

/// How the optimum was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Record {
    /// Starting points tried; more than one where the best covariance is singular.
    pub starts: usize,
    /// Accepted steps of the start that won.
    pub steps: usize,
    /// Evaluations of the criterion, over all starts.
    pub evaluations: usize,
    /// Largest derivative of the criterion in θ at the end.
    pub gradient: f64,
    /// Why it stopped.
    pub stop: Stop,
    /// The Cholesky factor of the random effects' covariance relative to the residual variance, with
    /// the day centered and scaled: entries (0, 0), (1, 0), (1, 1).
    pub theta: [f64; 3],
}

/// The profiled criterion of condensed readings.
struct Objective<'a> {
    blocks: &'a Blocks,
    kept: Kept,
    method: Method,
    free: &'static [usize],
    /// Readings that bear the residual variance: less the fixed effects for REML.
    df: f64,
    /// What does not depend on the variances.
    constant: f64,
}

impl Objective<'_> {
    fn theta(&self, at: &[f64]) -> [f64; 3] {
        let mut theta = [0.0; 3];
        for (&k, &x) in self.free.iter().zip(at) {
            theta[k] = x;
        }
        theta
    }

    fn state(&self, theta: [f64; 3]) -> State {
        State::new(self.blocks, Relative::new(theta), &self.kept)
    }

    fn profile(&self, state: &State) -> Jet {
        let mut criterion = state.log_det_v + state.rss.ln().times(self.df);
        if self.method == Method::Reml {
            criterion += state.log_det_x;
        }
        criterion.v += self.constant;
        criterion
    }

    fn point(&self, at: &[f64]) -> Point {
        let theta = self.theta(at);
        let jet = self.profile(&self.state(theta));
        let (g, h) = (gradient(&jet, theta), hessian(&jet, theta));
        let n = self.free.len();
        Point {
            value: jet.v,
            gradient: self.free.iter().map(|&k| g[k]).collect(),
            hessian: DMatrix::from_fn(n, n, |i, j| h[self.free[i]][self.free[j]]),
        }
    }

    fn value(&self, theta: [f64; 3]) -> f64 {
        self.profile(&self.state(theta)).v
    }

    /// The singular covariance nearby, if it is as good.
    fn settle(&self, theta: [f64; 3]) -> [f64; 3] {
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

/// Below this share of the residual SD an SD of a random effect counts as 0 (as in lme4).
const SINGULAR: f64 = 1e-4;

fn is_singular(theta: [f64; 3], free: &[usize]) -> bool {
    [0, 2]
        .iter()
        .any(|k| free.contains(k) && theta[*k] < SINGULAR)
}

/// Where to start, in θ; all but the first only where the best so far is singular.
const STARTS: [[f64; 3]; 5] = [
    [1.0, 0.0, 0.5],
    [0.3, 0.1, 0.1],
    [0.3, -0.1, 0.1],
    [3.0, 1.0, 1.0],
    [0.1, 0.0, 1.0],
];

/// The best covariance.
fn optimize(objective: &Objective) -> ([f64; 3], Record) {
    let mut best: Option<(f64, [f64; 3], Found)> = None;
    let (mut starts, mut evaluations) = (0, 0);
    for start in STARTS {
        let from: Vec<f64> = objective.free.iter().map(|&k| start[k]).collect();
        let found = minimize(&from, |at| objective.point(at));
        let theta = objective.settle(objective.theta(&found.at));
        let value = objective.value(theta);
        starts += 1;
        evaluations += found.evaluations;
        if best.as_ref().is_none_or(|(low, ..)| value < low - 1e-10) {
            best = Some((value, theta, found));
        }
        let sound = |(_, theta, found): &(f64, [f64; 3], Found)| {
            found.stop == Stop::Converged && !is_singular(*theta, objective.free)
        };
        if best.as_ref().is_some_and(sound) {
            break;
        }
    }
    let (_, theta, found) = best.expect("there are starting points");
    let slope = gradient(&objective.profile(&objective.state(theta)), theta);
    let slopes = objective.free.iter().map(|&k| slope[k].abs());
    let record = Record {
        starts,
        steps: found.steps,
        evaluations,
        gradient: slopes.fold(0.0, f64::max),
        stop: found.stop,
        theta,
    };
    (theta, record)
}

/// Below this share of the largest reading a scatter is rounding: sums of squares carry 15 digits.
const ROUNDING: f64 = 3e-8;

/// Whether the readings can bear the model at all.
fn check(blocks: &Blocks, rank: usize, rss: f64) -> Result<(), NoFit> {
    if blocks.readings <= rank {
        return Err(NoFit::TooFewReadings);
    }
    if blocks.arms.iter().all(|arm| arm.animals < 2) {
        return Err(NoFit::TooFewAnimals);
    }
    let nothing = blocks.readings as f64 * (ROUNDING * blocks.magnitude).powi(2);
    if rss <= nothing {
        return Err(NoFit::NoVariation);
    }
    let (within, columns) = within_animals(blocks);
    if blocks.within > columns && within <= nothing {
        return Err(NoFit::NoResidual);
    }
    Ok(())
}

/// Fits a model.
///
/// # Errors
///
/// If the readings cannot bear the model: see [`NoFit`].
pub fn fit(model: &Model) -> Result<Fit, NoFit> {
    let blocks = Blocks::new(model)?;
    let (kept, plain) = least_squares(&blocks);
    let basis = Basis::new(&blocks, &kept, &plain, &model.fixed);
    let rank = basis.rank();
    check(&blocks, rank, plain.rss.v)?;
    let readings = blocks.readings as f64;
    let df = match model.method {
        Method::Reml => readings - rank as f64,
        Method::Ml => readings,
    };
    let mut constant = df * (1.0 + (std::f64::consts::TAU / df).ln());
    if model.method == Method::Reml {
        constant += 2.0 * basis.days as f64 * blocks.scale.ln();
    }
    let objective = Objective {
        blocks: &blocks,
        kept,
        method: model.method,
        free: model.random.free(),
        df,
        constant,
    };
    let (theta, record) = optimize(&objective);
    let state = objective.state(theta);
    let criterion = objective.profile(&state).v;
    if !criterion.is_finite() {
        return Err(NoFit::NoResidual);
    }
    Ok(finish(model, &blocks, basis, state, df, criterion, record))
}

/// Everything that follows from the best covariance.
fn finish(
    model: &Model,
    blocks: &Blocks,
    basis: Basis,
    state: State,
    df: f64,
    criterion: f64,
    record: Record,
) -> Fit {
    let sigma2 = state.rss.v / df;
    let free = model.random.free();
    let information = Information::new(&state, model.method, free, record.theta, df, sigma2);
    let beta = basis.estimates(&state);
    let parameters = basis.rank() + free.len() + 1;
    let per_parameter = (blocks.readings as f64).ln() * parameters as f64;
    let mut fit = Fit {
        method: model.method,
        random: model.random,
        readings: blocks.readings,
        animals: blocks.animals.iter().filter(|a| a.readings > 0).count(),
        coefficients: Vec::new(),
        variances: variances(model.random, &basis, &state.relative, sigma2),
        criterion,
        log_likelihood: -0.5 * criterion,
        parameters,
        aic: criterion + 2.0 * parameters as f64,
        bic: criterion + per_parameter,
        singular: is_singular(record.theta, free),
        record,
        effects: effects(blocks, &basis, &state.relative, &beta),
        notes: Vec::new(),
        basis,
        state,
        beta,
        information,
    };
    fit.coefficients = fit.estimated();
    fit.notes = notes(&fit, blocks);
    fit
}

/// On the scale of the days as given.
fn variances(random: Random, basis: &Basis, relative: &Relative, sigma2: f64) -> Variances {
    let [d0, d1, d2] = relative.d;
    let shift = basis.center / basis.scale;
    let slopes = random != Random::Intercept;
    let covariance = (d1 - d2 * shift) / basis.scale;
    Variances {
        intercept: sigma2 * (d0 - 2.0 * d1 * shift + d2 * shift * shift).max(0.0),
        slope: slopes.then_some(sigma2 * d2 / basis.scale.powi(2)),
        covariance: (random == Random::InterceptAndSlope).then_some(sigma2 * covariance),
        residual: sigma2,
    }
}

/// D·ZᵀV⁻¹(y − Xβ) of each animal.
fn effects(
    blocks: &Blocks,
    basis: &Basis,
    relative: &Relative,
    beta: &[f64],
) -> Vec<Option<Effects>> {
    let columns = blocks.columns();
    let effect = |(i, animal): (usize, &super::blocks::AnimalBlock)| {
        (animal.readings > 0).then(|| {
            let rows = blocks.rows_of(i);
            let mut left = [rows.0[columns - 1], rows.1[columns - 1]];
            for (j, at) in basis.columns_of(animal.arm).enumerate() {
                left[0] -= rows.0[j] * beta[at];
                left[1] -= rows.1[j] * beta[at];
            }
            let solved = Solved::new(animal, relative);
            let c = solved.back(solved.solve(left));
            let [d0, d1, d2] = relative.d;
            let (level, slope) = (d0 * c[0] + d1 * c[1], d1 * c[0] + d2 * c[1]);
            Effects {
                intercept: level - slope * basis.center / basis.scale,
                slope: slope / basis.scale,
            }
        })
    };
    blocks.animals.iter().enumerate().map(effect).collect()
}

fn notes(fit: &Fit, blocks: &Blocks) -> Vec<Note> {
    let mut notes = Vec::new();
    if blocks.left_out > 0 {
        notes.push(Note::LeftOut(blocks.left_out));
    }
    for (arm, block) in blocks.arms.iter().enumerate() {
        match block.animals {
            0 => notes.push(Note::EmptyArm(arm)),
            1 => notes.push(Note::SingleAnimal(arm)),
            _ => {}
        }
    }
    let missing = fit.coefficients.iter().filter(|c| c.estimate.is_none());
    notes.extend(missing.map(|c| Note::NotEstimable(c.term)));
    if blocks.within == 0 {
        notes.push(Note::NotIdentified);
    }
    let theta = fit.record.theta;
    if theta == [0.0; 3] {
        notes.push(Note::NoAnimalVariance);
    } else if fit.singular {
        notes.push(Note::Singular);
    }
    if theta.iter().any(|t| t.abs() > FAR.sqrt()) {
        notes.push(Note::VanishingResidual);
    }
    if fit.record.stop != Stop::Converged {
        notes.push(Note::NotConverged);
    }
    notes
}

impl Fit {
    fn estimated(&self) -> Vec<Coefficient> {
        let coefficient = |(term, weights): &(Term, Combination)| {
            let known = self.basis.is_estimable(weights);
            let variance = self.variances.residual * self.jet(weights, weights).v;
            Coefficient {
                term: *term,
                estimate: known.then(|| self.value(weights)),
                se: known.then(|| variance.max(0.0).sqrt()),
            }
        };
        self.basis.terms.iter().map(coefficient).collect()
    }

    /// Covariance of the fixed effects in the order of the coefficients; 0 where there is no
    /// estimate.
    pub fn covariance(&self) -> Vec<Vec<f64>> {
        let terms = &self.basis.terms;
        let known: Vec<bool> = self
            .coefficients
            .iter()
            .map(|c| c.estimate.is_some())
            .collect();
        let cell = |i: usize, j: usize| {
            let both = known[i] && known[j];
            let jet = both.then(|| self.jet(&terms[i].1, &terms[j].1).v);
            jet.map_or(0.0, |v| self.variances.residual * v)
        };
        (0..terms.len())
            .map(|i| (0..terms.len()).map(|j| cell(i, j)).collect())
            .collect()
    }

    /// Fitted values of the rows of the model that was fitted: the line of each reading's own animal;
    /// none for rows left out.
    pub fn fitted(&self, model: &Model) -> Vec<Option<f64>> {
        let row = |i: usize| {
            let animal = model.animal[i];
            let effects = (*self.effects.get(animal)?)?;
            let day = model.day[i];
            let fixed = self.value(&self.basis.row(model, i));
            let value = fixed + effects.intercept + effects.slope * day;
            (value + model.response[i]).is_finite().then_some(value)
        };
        (0..model.response.len()).map(row).collect()
    }

    /// The number that a combination of fixed effects has.
    pub(super) fn value(&self, weights: &Combination) -> f64 {
        weights.0.iter().map(|&(at, w)| w * self.beta[at]).sum()
    }
}
