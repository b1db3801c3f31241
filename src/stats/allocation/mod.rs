//! Allocation of animals to arms: seeded, reproducible, balanced.
//!
//! **Question.** Which animal goes to which arm before the first dose? The choice must be random
//! and not made by hand, and tumor volumes, weights and other covariates should be similar in all
//! arms, in mean and in scatter.
//!
//! **Formulas.** The score, lower is better: Σ over covariates of weight × [ (max − min of arm
//! means)/SD + (max − min of arm CVs) ]. The SD, with n − 1, is over all animals of the problem,
//! including those left out, so that the choice of animals to leave out cannot change the scale. CV
//! = SD/mean of an arm, a fraction. A covariate with a value of 0 or below has no meaningful CV:
//! the SD of each arm over the SD of all animals is used in its place. An arm of one animal has
//! neither and counts with its mean.
//!
//! **Methods.** See [`Method`]. `Balanced` searches for the lowest score. If there are few
//! allocations, the search is exhaustive (branch and bound, every partition once), and the best is
//! *proven*. Else it is simulated annealing in eight independent searches (islands), each with its
//! own stream of random numbers and an eighth of the iterations. A step exchanges one, two or three
//! animals of two arms. The number of threads that work on the islands does not change the result.
//! Temperatures fall to 0.00025 of the total weight, from 0.003 on half of the islands and from
//! 0.012 and 0.05 on the others. Logarithms come from a table. Nothing depends on the clock or on
//! the mathematical functions of a platform.
//!
//! **Arms are drawn for the groups at the end.** Arms of one size in which no animal was fixed are
//! interchangeable. A separate draw decides which of the groups found becomes which of these arms,
//! with all orders equally likely. Before a search the animals are put in random order, so that
//! animals with the same values have the same chances. Apart from that draw, the values nearly
//! determine a balanced allocation: arms that are not interchangeable leave nothing to chance, and
//! k that are leave k! orders ([`Allocation::outcomes`]). If that is too predictable,
//! [`DrawOptions::among_best`] draws from several allocations, each equally likely.
//!
//! **Lower bound.** A score below which no allocation can be: the score itself if it is proven;
//! else, for equal arms without animals left out, a bound from values on a grid (a total that
//! cannot be divided evenly) and from the most extreme animal (some arm must take it, with its
//! effect on mean and CV). Otherwise there is none. See `bound.rs`.
//!
//! **Assumptions, small samples.** The values must be finite; nothing else is assumed. p-values of
//! covariates after a balanced allocation test nothing (see [`max_standardized_difference`]).
//!
//! **Ties, missing values.** Missing or infinite values are refused, with the animals. Constant
//! covariates and weights of 0 are ignored, with a note. Constraints that clash are refused with a
//! minimal set that clashes.
//!
//! **Where others differ.** RandoMice draws at random without a seed, 8 000 000 times by default,
//! and keeps the best by the same score, rounded to 12 decimals (with the SD of the animals in its
//! blocks; a covariate is skipped if an arm has no CV). R's anticlust exchanges pairs of animals
//! under k-plus, the variance between arms of means and of squared deviations: a smooth replacement
//! of this score, so its result has a higher score here. `benches/allocation.rs` compares them.
//! QuickCalcs of GraphPad assigns at random without balancing.
//!
//! **References.** van Eenige et al. 2020, PLOS ONE 15(8):e0237096, doi:10.1371/journal.pone.0237096
//! (RandoMice, the score). Papenberg & Klau 2021, Psychological Methods 26(2):161–174,
//! doi:10.1037/met0000301 (anticlust). Kirkpatrick, Gelatt & Vecchi 1983, Science 220:671–680,
//! doi:10.1126/science.220.4598.671 (annealing).
//!
//! **Validated** below: against exhaustive enumeration of small problems, by chi-square tests of
//! fairness over 20 000 seeds, by frozen allocations for repeatability, and by the score of a
//! serpentine allocation that was computed elsewhere.
//!
//! **Modules.** Dependencies run one way: a module names only modules above it in this table.
//!
//! | Module | Content |
//! |---|---|
//! | `problem`, `options`, `outcome`, `error` | what goes in and what comes out |
//! | `draw`, `score`, `groups` | random numbers; the score; rules for lists of animals |
//! | `model`, `pool`, `watch` | the prepared problem; the best allocations; progress |
//! | `bound`, `exact`, `anneal` | lower bound; exhaustive search; annealing |
//! | `clash`, `search` | clashing constraints; the search of `Balanced` |
//! | `check`, `deal`, `effort`, `balance` | refusals; all other methods; the default number of steps; the balance table |
//! | `allocate` | from a problem to an allocation |

mod allocate;
mod anneal;
mod balance;
mod bound;
mod check;
mod clash;
mod deal;
mod draw;
mod effort;
mod error;
mod exact;
mod groups;
mod model;
mod options;
mod outcome;
mod pool;
mod problem;
mod score;
mod search;
#[cfg(test)]
mod tests;
mod watch;

pub use allocate::allocate;
pub use balance::{coefficient_of_variation, max_standardized_difference};
pub use effort::{PROBE_ITERATIONS, usual_iterations};
pub use error::Error;
pub use options::{DrawOptions, Method};
pub use outcome::{Allocation, Note};
pub use problem::{Constraint, Covariate, MOST_ANIMALS, MOST_ARMS, Problem};
pub use score::{by_arm, score};
pub use watch::{Progress, Watch, unwatched};
