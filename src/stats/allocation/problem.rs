//! The problem to solve: animals, arms, covariates and constraints.

/// The most animals that can be allocated at once. Allocation of more is refused: see [`MOST_ARMS`]
/// for arms.
pub const MOST_ANIMALS: usize = 2_000;
/// The most arms.
pub const MOST_ARMS: usize = 200;

/// What to allocate. Animals, arms, covariates and constraints are named by their index, from 0.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Problem {
    /// Number of animals, up to [`MOST_ANIMALS`].
    pub animals: usize,
    /// Places of each arm, at least 1; together at most `animals`. The other animals are left out.
    pub sizes: Vec<usize>,
    /// The values to balance.
    pub covariates: Vec<Covariate>,
    /// Animals that are already in an arm, or already left out (`None`).
    pub fixed: Vec<(usize, Option<usize>)>,
    /// Factors such as cage, litter or sex, as each animal's level. The animals of every level are
    /// spread evenly: with equal arms, their numbers in any two arms differ by at most 1. In
    /// general an arm gets its proportional share (animals of the level in arms × places of the arm
    /// / all places), rounded down or up.
    pub strata: Vec<Vec<usize>>,
    /// Animals that stay together: all in one arm, or all left out. Lists that overlap are joined.
    pub whole: Vec<Vec<usize>>,
    /// Animals that must not all be in one arm; those left out do not count.
    pub mixed: Vec<Vec<usize>>,
    /// Animals of which no two may be in the same arm.
    pub apart: Vec<Vec<usize>>,
}

/// A value of every animal that the arms should share evenly.
#[derive(Debug, Clone, PartialEq)]
pub struct Covariate {
    /// One finite value per animal, in any unit. A missing value is NaN, and is refused.
    pub values: Vec<f64>,
    /// The weight of this covariate in the score, 0 or more.
    pub weight: f64,
}

/// A constraint of a problem, by its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Constraint {
    /// An entry of [`Problem::fixed`].
    Fixed(usize),
    /// A factor of [`Problem::strata`].
    Strata(usize),
    /// A list of [`Problem::whole`].
    Whole(usize),
    /// A list of [`Problem::mixed`].
    Mixed(usize),
    /// A list of [`Problem::apart`].
    Apart(usize),
}
