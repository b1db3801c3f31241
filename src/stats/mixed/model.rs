//! What a caller gives (readings, fixed part, random part, method), and the terms, notes and
//! refusals of a fit.

/// The fixed part of a model: effects that all animals of an arm share.
#[derive(Debug, Clone, Copy)]
pub enum Fixed<'a> {
    /// y ~ day × arm: every arm has its own level and its own slope.
    DayByArm(Arms<'a>),
    /// y ~ day + arm: every arm has its own level, and all arms share one slope.
    DayPlusArm(Arms<'a>),
    /// Any design, as columns with one number per row. Include an intercept column if one is
    /// wanted. The work grows with the square of the number of columns: meant for a few dozen.
    Columns(&'a [&'a [f64]]),
}

/// The arm of each animal, and baseline covariates.
#[derive(Debug, Clone, Copy)]
pub struct Arms<'a> {
    /// The number of arms, at least 1. An arm without animals has no estimates, and a [`Note::EmptyArm`].
    pub count: usize,
    /// The arm of each animal, counted from 0 and below `count`; 0 is the control.
    pub of_animal: &'a [usize],
    /// Baseline covariates, each with one number per animal.
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

/// The random part: how animals of one arm differ from each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Random {
    /// Level and slope, correlated. The fit does not depend on the origin of the day.
    #[default]
    InterceptAndSlope,
    /// Level and slope, uncorrelated on day 0. Another origin of the day is another model.
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

    /// Number of random effects per animal.
    pub(super) fn effects(self) -> usize {
        if self == Self::Intercept { 1 } else { 2 }
    }
}

/// The variance of the readings about their animals' lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Residual {
    /// One variance for all arms.
    #[default]
    Common,
    /// One variance per arm. An arm with fewer than [`FEWEST_RESIDUALS`] residual degrees of freedom,
    /// or without scatter, takes the pooled variance of the others ([`Note::SharedResidual`]). For
    /// [`Fixed::DayByArm`] without covariates only.
    PerArm,
}

/// An arm with fewer residual degrees of freedom has no residual variance of its own: with 4 its SD
/// may by chance be a quarter of the true one. Degrees of freedom are readings beyond those that the
/// animals' own lines fit exactly.
pub const FEWEST_RESIDUALS: usize = 5;

/// Why an arm has no residual variance of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shared {
    /// It has fewer than [`FEWEST_RESIDUALS`] residual degrees of freedom.
    TooFew,
    /// All its animals lie exactly on their lines. Such an arm tells nothing of the variances and is
    /// left out of their likelihood; it has estimates, and changes those of no other arm.
    NoScatter,
}

/// The likelihood that is maximized.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// The restricted likelihood, for estimates and tests.
    #[default]
    Reml,
    /// The likelihood, for likelihood-ratio tests between models with different fixed parts.
    Ml,
}

/// Readings and the model to fit to them. Rows may be in any order. A row with a number that is not
/// finite is left out, with a note.
#[derive(Debug, Clone, Copy)]
pub struct Model<'a> {
    /// The response of each row (for growth: ln volume).
    pub response: &'a [f64],
    /// The animal of each row, counted from 0.
    pub animal: &'a [usize],
    /// The day of each row.
    pub day: &'a [f64],
    /// The effects that the animals of an arm share.
    pub fixed: Fixed<'a>,
    /// How the animals of an arm differ.
    pub random: Random,
    /// How readings scatter about the lines of their animals.
    pub residual: Residual,
    /// The likelihood to maximize.
    pub method: Method,
}

impl<'a> Model<'a> {
    /// The growth model: ln V ~ day × arm with the control first, random level and slope per animal,
    /// correlated, one residual variance, by REML. `arm_of_animal` counts arms from 0, the control.
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
            residual: Residual::default(),
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

/// A fixed effect. Arms are compared with arm 0, the control (treatment contrasts). Covariates and
/// columns are numbered from 0 in the order given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// Level of the control on day 0.
    Intercept,
    /// Rise per day of the control (of all arms, if they share one slope).
    Day,
    /// Level of an arm on day 0 minus the control's.
    Arm(usize),
    /// Rise per day of an arm minus the control's.
    DayByArm(usize),
    /// Change per unit of a baseline covariate.
    Covariate(usize),
    /// Change per unit of a column of a design.
    Column(usize),
}

/// Why the readings do not support a fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoFit {
    /// The slices have different lengths, or an animal has no arm.
    #[error("readings, animals and arms do not fit together")]
    Inconsistent,
    /// There are no more readings than fixed effects.
    #[error("no more readings than the model has fixed effects")]
    TooFewReadings,
    /// A residual variance per arm is asked for, and arms share fixed effects.
    #[error("a residual variance per arm needs arms that share no fixed effect")]
    CommonEffects,
    /// No arm has a second animal, so the variance between animals cannot be estimated.
    #[error("no arm has a second animal: how animals differ cannot be told")]
    TooFewAnimals,
    /// The fixed part explains every reading exactly, for example if all volumes are equal.
    #[error("the readings do not vary")]
    NoVariation,
    /// Every animal lies exactly on a line of its own: the residual variance is 0 and the
    /// likelihood has no maximum.
    #[error("every animal follows its own line exactly: there is no residual scatter")]
    NoResidual,
}

/// A limit of a fit that a reader must know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// Number of rows left out because a number is missing.
    LeftOut(usize),
    /// Animals do not differ beyond the residual scatter: all random variances are 0, and the fit
    /// is that of least squares.
    NoAnimalVariance,
    /// The covariance of the random effects is singular: one of them does not vary, or they are
    /// perfectly correlated. The estimates are valid; the random part is simpler than the one asked
    /// for.
    Singular,
    /// There are as many random effects as readings, so residual and random variances cannot be
    /// separated. The fixed effects are valid, the variance components are not.
    NotIdentified,
    /// The residual variance tends to 0 relative to the random variances.
    VanishingResidual,
    /// This arm has no readings; its effects have no estimate.
    EmptyArm(usize),
    /// This arm has one animal: it has an estimate, but contributes nothing to the variance between
    /// animals.
    SingleAnimal(usize),
    /// This arm takes the pooled residual variance of the arms that have one of their own. If no arm
    /// has, there is one variance for all, and all arms are noted.
    SharedResidual(usize, Shared),
    /// Other effects determine this one (an arm read on a single day, a repeated column), so it has no
    /// estimate.
    NotEstimable(Term),
    /// The optimizer stopped before it met its convergence criterion.
    NotConverged,
}
