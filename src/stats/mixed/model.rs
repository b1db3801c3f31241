//! What is fitted, and what comes out of it.

/// The fixed part of a model: what is the same for all animals of an arm.
#[derive(Debug, Clone, Copy)]
pub enum Fixed<'a> {
    /// y ~ day × arm: every arm has a line of its own.
    DayByArm(Arms<'a>),
    /// y ~ day + arm: all arms rise alike, from levels of their own.
    DayPlusArm(Arms<'a>),
    /// Any design: its columns, each with a number per row. An intercept must be among them if it is
    /// wanted. All columns are dense: meant for a few dozen.
    Columns(&'a [&'a [f64]]),
}

/// Arms, and what else is known of each animal before the study.
#[derive(Debug, Clone, Copy)]
pub struct Arms<'a> {
    /// The number of arms, at least 1. An arm without animals has no estimates, and a [`Note::EmptyArm`].
    pub count: usize,
    /// The arm of each animal, counted from 0 and below `count`; 0 is the control.
    pub of_animal: &'a [usize],
    /// Baseline covariates: each with a number per animal.
    pub covariates: &'a [&'a [f64]],
}

impl<'a> Arms<'a> {
    /// As many arms as their animals need, without covariates.
    pub fn of(of_animal: &'a [usize]) -> Self {
        Self {
            count: of_animal.iter().max().map_or(1, |last| last + 1),
            of_animal,
            covariates: &[],
        }
    }
}

/// The random part: how animals of an arm differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Random {
    /// Level and slope, correlated. The day's origin does not matter.
    #[default]
    InterceptAndSlope,
    /// Level and slope, uncorrelated on day 0; another origin of the days is another model.
    Uncorrelated,
    /// Level only.
    Intercept,
}

impl Random {
    /// Which of the entries (0, 0), (1, 0), (1, 1) of the Cholesky factor are free.
    pub(super) fn free(self) -> &'static [usize] {
        match self {
            Self::InterceptAndSlope => &[0, 1, 2],
            Self::Uncorrelated => &[0, 2],
            Self::Intercept => &[0],
        }
    }

    /// Random effects per animal.
    pub(super) fn effects(self) -> usize {
        if self == Self::Intercept { 1 } else { 2 }
    }
}

/// What is maximized.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// Restricted likelihood: for estimates and tests.
    #[default]
    Reml,
    /// Likelihood: for likelihood-ratio tests between models with different fixed parts.
    Ml,
}

/// Readings and the model to fit to them. Rows in any order; a row with a number that is not finite
/// is left out and told.
#[derive(Debug, Clone, Copy)]
pub struct Model<'a> {
    /// The reading (growth: ln volume).
    pub response: &'a [f64],
    /// The animal of each row, counted from 0.
    pub animal: &'a [usize],
    /// The day of each row.
    pub day: &'a [f64],
    /// The fixed part.
    pub fixed: Fixed<'a>,
    /// The random part.
    pub random: Random,
    /// What is maximized.
    pub method: Method,
}

impl<'a> Model<'a> {
    /// The growth model: ln V ~ day × arm with the control first, random level and slope per animal,
    /// correlated, by REML. `arm_of_animal` counts arms from 0, the control.
    pub fn growth(
        ln_volume: &'a [f64],
        animal: &'a [usize],
        day: &'a [f64],
        arm_of_animal: &'a [usize],
    ) -> Self {
        Self {
            response: ln_volume,
            animal,
            day,
            fixed: Fixed::DayByArm(Arms::of(arm_of_animal)),
            random: Random::default(),
            method: Method::default(),
        }
    }

    /// Whether the slices fit together.
    pub(super) fn is_consistent(&self) -> bool {
        let rows = self.response.len();
        let same = self.animal.len() == rows && self.day.len() == rows;
        let fixed = match self.fixed {
            Fixed::Columns(columns) => columns.iter().all(|column| column.len() == rows),
            Fixed::DayByArm(arms) | Fixed::DayPlusArm(arms) => {
                let animals = arms.of_animal.len();
                arms.count > 0
                    && self.animal.iter().all(|&animal| animal < animals)
                    && arms.of_animal.iter().all(|&arm| arm < arms.count)
                    && arms.covariates.iter().all(|c| c.len() == animals)
            }
        };
        same && fixed
    }
}

/// A fixed effect. Arms are compared with arm 0 (treatment contrasts), covariates are counted in
/// their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// Level of the control on day 0.
    Intercept,
    /// Rise per day of the control (of all arms, if they rise alike).
    Day,
    /// Level of an arm on day 0, less the control's.
    Arm(usize),
    /// Rise per day of an arm, less the control's.
    DayByArm(usize),
    /// Change per unit of a baseline covariate.
    Covariate(usize),
    /// Change per unit of a column of a design.
    Column(usize),
}

/// Why there is no fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoFit {
    /// The slices differ in length, or an animal has no arm.
    #[error("readings, animals and arms do not fit together")]
    Inconsistent,
    /// No more readings than fixed effects.
    #[error("no more readings than the model has fixed effects")]
    TooFewReadings,
    /// No arm has a second animal (or there is but one animal): how animals differ cannot be told.
    #[error("no arm has a second animal: how animals differ cannot be told")]
    TooFewAnimals,
    /// The fixed part explains every reading exactly (all volumes constant): nothing varies.
    #[error("the readings do not vary")]
    NoVariation,
    /// Every animal follows a line of its own exactly: the residual variance is 0 and the likelihood
    /// has no maximum.
    #[error("every animal follows its own line exactly: there is no residual scatter")]
    NoResidual,
}

/// What must be known about a fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// Rows left out because a number is missing.
    LeftOut(usize),
    /// Animals do not differ beyond the residual scatter: all random variances are 0, as in least
    /// squares.
    NoAnimalVariance,
    /// The covariance of the random effects is singular: one of them does not vary, or they are
    /// perfectly correlated. Estimates stand; the random part is simpler than asked for.
    Singular,
    /// As many random effects as readings: residual and random variances cannot be told apart.
    /// Fixed effects stand, the variance components do not.
    NotIdentified,
    /// The residual variance tends to 0 beside the random variances.
    VanishingResidual,
    /// An arm without readings; its effects are missing.
    EmptyArm(usize),
    /// An arm with one animal: it has an estimate, but says nothing about how animals differ.
    SingleAnimal(usize),
    /// A fixed effect that others determine (an arm read on a single day, a repeated column); it has
    /// no estimate.
    NotEstimable(Term),
    /// The optimizer stopped before it met its criterion.
    NotConverged,
}
