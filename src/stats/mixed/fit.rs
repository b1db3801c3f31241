//! A fitted model, and what can be read from it without a test.

use super::basis::{Basis, Combination};
use super::criterion::Evaluation;
use super::information::Information;
use super::joint::ByClass;
use super::model::{Method, Model, Note, Random, Shared, Term};
use super::optimum::OptimizerRecord;

/// A fitted model.
#[derive(Debug, Clone)]
pub struct Fit {
    /// The likelihood that was maximized.
    pub method: Method,
    /// How animals of an arm were allowed to differ.
    pub random: Random,
    /// Number of readings used.
    pub readings: usize,
    /// Number of animals with readings.
    pub animals: usize,
    /// Fixed effects: intercept, day, arms, day by arms, covariates (or the columns of a design).
    pub coefficients: Vec<Coefficient>,
    /// Variance components.
    pub variances: Variances,
    /// The residual variance of each arm (of one, in a design without arms).
    pub residuals: Vec<ArmResidual>,
    /// −2 × log-likelihood: the REML criterion, or the deviance of an ML fit.
    pub criterion: f64,
    /// Restricted log-likelihood, or log-likelihood of an ML fit.
    pub log_likelihood: f64,
    /// Number of readings that enter the likelihood: all but those of arms without scatter that share
    /// a residual variance ([`Shared::NoScatter`]).
    pub likelihood_readings: usize,
    /// Number of fixed effects with an estimate, plus variances and covariances, in the likelihood.
    pub parameters: usize,
    /// Akaike's criterion: −2 log L + 2 × parameters.
    pub aic: f64,
    /// Schwarz's criterion: −2 log L + ln(readings of the likelihood) × parameters.
    pub bic: f64,
    /// Whether the random effects' covariance is singular.
    pub singular: bool,
    /// How the optimum was found.
    pub record: OptimizerRecord,
    /// Per animal, how it differs from its arm (conditional mode, BLUP); `None` without readings.
    pub effects: Vec<Option<Effects>>,
    /// Limits of this fit that a reader must know.
    pub notes: Vec<Note>,
    /// The columns behind the coefficients.
    pub(super) basis: Basis,
    /// The criterion and its parts at the optimum.
    pub(super) optimum: Evaluation,
    /// The first residual variance, in which the optimum is expressed.
    pub(super) unit: f64,
    /// Estimates of the computed effects of `basis`.
    pub(super) beta: Vec<f64>,
    /// How well the variances are known.
    pub(super) information: Information,
}

/// A fixed effect with its standard error (from the estimated variances, not adjusted).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coefficient {
    /// Which effect.
    pub term: Term,
    /// `None` where other effects determine it.
    pub estimate: Option<f64>,
    /// `None` where there is no estimate.
    pub se: Option<f64>,
}

/// Variance components, in the units of the readings and days as given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variances {
    /// Variance of the animals' levels on day 0.
    pub intercept: f64,
    /// Variance of the animals' slopes per day; `None` if slopes are not in the model.
    pub slope: Option<f64>,
    /// Covariance of levels and slopes; `None` if not in the model.
    pub covariance: Option<f64>,
    /// Variance of the readings about their animal's line. If arms differ, the mean of their variances,
    /// weighted by residual degrees of freedom.
    pub residual: f64,
}

/// The residual variance of one arm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ArmResidual {
    /// Variance of the arm's readings about their animal's line.
    pub variance: f64,
    /// Why it is the pooled one; `None` if it is the arm's own, or if one for all was asked for.
    pub shared: Option<Shared>,
}

impl Variances {
    /// Correlation of levels on day 0 with slopes, −1 to 1; `None` if it is not in the model, or if
    /// one of the two does not vary.
    pub fn correlation(&self) -> Option<f64> {
        let product = (self.intercept * self.slope?).sqrt();
        (product > 0.0).then_some(())?;
        Some((self.covariance? / product).clamp(-1.0, 1.0))
    }
}

/// How an animal differs from its arm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effects {
    /// Difference of the level on day 0.
    pub intercept: f64,
    /// Difference of the slope per day; 0 if slopes are not in the model.
    pub slope: f64,
}

impl Fit {
    /// The combination of the coefficients with these weights, in their order; missing weights are 0.
    pub fn combination(&self, weights: &[f64]) -> Combination {
        let terms = self.basis.terms.iter().zip(weights);
        terms.fold(Combination::default(), |sum, ((_, term), weight)| {
            sum.plus(term, *weight)
        })
    }

    /// Rise per day of an arm; `None` for a design without arms or for an arm that is not there.
    pub fn slope(&self, arm: usize) -> Option<Combination> {
        let there = self.basis.has_arm(arm);
        there.then(|| self.basis.slope(arm))
    }

    /// Mean of an arm on a day, covariates at their means over the animals; `None` as for
    /// [`Fit::slope`].
    pub fn mean(&self, arm: usize, day: f64) -> Option<Combination> {
        let there = self.basis.has_arm(arm);
        there.then(|| self.basis.mean(arm, day))
    }

    /// Number of arms of the model; 0 for a design without arms.
    pub fn arms(&self) -> usize {
        if self.basis.has_arm(0) {
            self.basis.arms
        } else {
            0
        }
    }

    /// Covariance of two combinations relative to the residual variances, with derivatives.
    pub(super) fn jet(&self, l: &Combination, m: &Combination) -> ByClass {
        let classes = &self.information.residuals.class_of_arm;
        self.basis.covariance(&self.optimum, classes, l, m)
    }

    /// Covariance of the estimates of two combinations.
    fn covariance_of(&self, l: &Combination, m: &Combination) -> f64 {
        self.unit * self.information.value(&self.jet(l, m))
    }

    /// The coefficients with their standard errors, from the estimated variances.
    pub(super) fn estimated_coefficients(&self) -> Vec<Coefficient> {
        let coefficient = |(term, weights): &(Term, Combination)| {
            let known = self.basis.is_estimable(weights);
            let variance = self.covariance_of(weights, weights);
            Coefficient {
                term: *term,
                estimate: known.then(|| self.value(weights)),
                se: known.then(|| variance.max(0.0).sqrt()),
            }
        };
        self.basis.terms.iter().map(coefficient).collect()
    }

    /// Covariance of the fixed effects in the order of the coefficients; 0 where one of
    /// the two has no estimate.
    pub fn covariance(&self) -> Vec<Vec<f64>> {
        let terms = &self.basis.terms;
        let known: Vec<bool> = self
            .coefficients
            .iter()
            .map(|c| c.estimate.is_some())
            .collect();
        let cell = |i: usize, j: usize| {
            let both = known[i] && known[j];
            let covariance = both.then(|| self.covariance_of(&terms[i].1, &terms[j].1));
            covariance.unwrap_or(0.0)
        };
        (0..terms.len())
            .map(|i| (0..terms.len()).map(|j| cell(i, j)).collect())
            .collect()
    }

    /// Fitted values of the rows of the model that was fitted, on the line of each reading's own
    /// animal; `None` for rows left out.
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

    /// The estimate of a combination of fixed effects.
    pub(super) fn value(&self, combination: &Combination) -> f64 {
        combination.value(&self.beta)
    }
}
