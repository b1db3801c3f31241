//! Which animal goes to which arm: seeded, reproducible, balanced.
//!
//! **Question.** These animals are to be shared out among arms before the first dose. Chance must
//! decide, nobody's hand; and tumor volumes, weights and whatever else matters should come out alike
//! in every arm, in their means and in how they scatter.
//!
//! **Score**, lower is better: Σ over covariates of weight × [ (max − min of arm means)/SD + (max −
//! min of arm CVs) ], SD with n − 1 over all animals of the problem, those left out too, so that
//! leaving out cannot move the yardstick; CV = SD/mean of an arm, a fraction. A covariate with a value
//! of 0 or below has no CV to speak of: its arms' SDs over the SD of all take that place. An arm of one
//! animal has neither and counts by its mean.
//!
//! **Methods.** [`Method`] tells each. `Balanced` looks for the least score: few animals are
//! searched whole (branch and bound, every partition once) and the best is *proven*; more by simulated
//! annealing in eight independent islands, each a stream of the seed with an eighth of the
//! iterations. A step exchanges one, two or three animals of two arms. How many threads work on the
//! islands changes nothing. Temperatures fall to 0.00025 of the total weight, from 0.003 on half of
//! the islands and from 0.012 and 0.05 on the others, with tabled logarithms: nothing rests on the
//! clock or on the platform's mathematics.
//!
//! **Arms are drawn for the groups at the end.** Arms of one size in which no animal was fixed are
//! interchangeable: which of the groups found becomes which arm is a draw of its own, all orders
//! equally likely. Before a search the animals are put in random order, so animals with the same
//! values fare alike. A balanced allocation is close to determined by the values, up to that draw:
//! arms that cannot be exchanged leave nothing to chance, and k that can leave k! orders
//! ([`Allocation::outcomes`]). Where that is too predictable, [`DrawOptions::among_best`] draws from
//! several, each equally likely.
//!
//! **Lower bound.** What no allocation can beat: the score itself where it is proven; otherwise, with
//! equal arms and nobody left out, what follows from values on a grid (a total that cannot be shared
//! out evenly) and from the animal furthest out (some arm must take it, and its CV). Else none.
//!
//! **Assumptions, small samples.** None on the values but that they are finite. p-values of covariates
//! after a balanced allocation test nothing (see [`balance`]).
//!
//! **Awkward data.** Missing or infinite values are refused, naming animals; constant covariates are
//! left aside with a note, as are weights of 0. Constraints that clash are refused with a set of them
//! that clashes and would not if any one were dropped.
//!
//! **Where others differ.** RandoMice draws at random without a seed, 8 000 000 times by default, and
//! keeps the best by the same score, rounded to 12 decimals (SD of the animals in its blocks; a
//! covariate is skipped when an arm has no CV). R's anticlust exchanges pairs of animals under
//! k-plus, the variance between arms of means and of squared deviations: a smooth stand-in for this
//! score, so by this score it ends higher. `benches/allocation.rs` prints them side by side.
//!
//! **References.** van Eenige et al. 2020, PLOS ONE 15(8):e0237096, doi:10.1371/journal.pone.0237096
//! (RandoMice, the score). Papenberg & Klau 2021, Psychological Methods 26(2):161–174,
//! doi:10.1037/met0000301 (anticlust). Kirkpatrick, Gelatt & Vecchi 1983, Science 220:671–680,
//! doi:10.1126/science.220.4598.671 (annealing).
//!
//! **Validated** below: against exhaustive enumeration where that is possible, by chi-square over
//! 20 000 seeds for fairness, by frozen allocations for repeatability, and by the score of a serpentine
//! that was computed elsewhere.

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
pub use balance::{Balance, InArm, balance};
pub use effort::{PROBE_ITERATIONS, usual_iterations};
pub use error::Error;
pub use options::{DrawOptions, Method};
pub use outcome::{Allocation, Note};
pub use problem::{Constraint, Covariate, MOST_ANIMALS, MOST_ARMS, Problem};
pub use score::score;
pub use watch::{Progress, Watch, unwatched};
