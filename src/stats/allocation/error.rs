//! Reasons why a problem has no allocation.

use super::problem::{Constraint, MOST_ANIMALS, MOST_ARMS};

/// Why a problem has no allocation. Animals, arms, covariates and constraints are named by their
/// index, from 0.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// [`Problem::sizes`](super::Problem::sizes) is empty.
    #[error("no arms")]
    NoArms,
    /// This arm has no places.
    #[error("an arm has no places")]
    EmptyArm(usize),
    /// The arms have more places than there are animals.
    #[error("more places ({places}) than animals ({animals})")]
    TooManyPlaces {
        /// Places of all arms together.
        places: usize,
        /// Number of animals.
        animals: usize,
    },
    /// More animals or arms than [`MOST_ANIMALS`] or [`MOST_ARMS`].
    #[error("more than {MOST_ANIMALS} animals or {MOST_ARMS} arms")]
    TooLarge,
    /// A list does not have one entry per animal, or names an animal or arm that does not exist.
    #[error("a list does not fit the animals or arms")]
    OutOfPlace,
    /// A covariate has missing or infinite values.
    #[error("values are missing or infinite")]
    Values {
        /// Index of the covariate.
        covariate: usize,
        /// Indices of the animals.
        animals: Vec<usize>,
    },
    /// A covariate's weight is below 0 or not a number.
    #[error("a weight is below 0 or not a number")]
    Weight(usize),
    /// Every covariate has weight 0.
    #[error("all weights are 0")]
    NoWeight,
    /// [`DrawOptions::among_best`](super::DrawOptions::among_best) is 0.
    #[error("no allocations to draw from")]
    AmongNone,
    /// The method cannot meet this kind of constraint.
    #[error("the method does not know this constraint")]
    Unsupported(Constraint),
    /// `Stratified` without strata.
    #[error("no strata to stratify by")]
    NoStrata,
    /// `Serpentine` without a covariate that varies.
    #[error("no covariate to sort by")]
    NothingToSortBy,
    /// These constraints cannot hold together. Without any one of them the others can, as far as
    /// could be proven.
    #[error("constraints clash")]
    Clash(Vec<Constraint>),
    /// The search found no allocation that meets the constraints, and could not prove that none
    /// exists.
    #[error("no allocation found that keeps the constraints")]
    NoneFound,
    /// The watch stopped the search.
    #[error("stopped")]
    Stopped,
}
