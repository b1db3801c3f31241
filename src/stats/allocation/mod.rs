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
//! ([`Allocation::outcomes`]). Where that is too predictable, [`Options::among_best`] draws from
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

mod anneal;
mod balance;
mod bound;
mod check;
mod clash;
mod deal;
mod draw;
mod effort;
mod exact;
mod groups;
mod look;
mod model;
mod pool;
mod score;
mod search;
#[cfg(test)]
mod tests;

use std::ops::ControlFlow;

pub use balance::{Balance, InArm, balance};
pub use effort::usual_iterations;
pub use score::score;

use draw::Draw;
use model::Model;
use search::Found;

/// The most animals and the most arms that can be allocated at once.
pub const MOST_ANIMALS: usize = 2_000;
/// See [`MOST_ANIMALS`].
pub const MOST_ARMS: usize = 200;

/// Iterations for which an allocation is timed, with one thread, where a search is to take some time on
/// this machine: a budget is then iterations per second × seconds × threads. Only the budget enters the
/// result.
pub const PROBE_ITERATIONS: u64 = 400_000;

/// Outcomes up to which they are few: all orders of four arms.
const FEW_OUTCOMES: u64 = 24;

/// What is to be allocated. Animals, arms, covariates and constraints go by their places, from 0.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Problem {
    /// Number of animals, up to [`MOST_ANIMALS`].
    pub animals: usize,
    /// Animals per arm, each at least 1; together at most `animals`. The others are left out.
    pub sizes: Vec<usize>,
    /// What is to be balanced.
    pub covariates: Vec<Covariate>,
    /// Animals that are already in an arm, or already left out (none).
    pub fixed: Vec<(usize, Option<usize>)>,
    /// Factors such as cage, litter or sex: each animal's level. Every level is spread evenly: with
    /// equal arms its animals in any two arms are at most one apart; in general an arm has its
    /// proportional share (level's animals in arms × size / all places), rounded down or up.
    pub strata: Vec<Vec<usize>>,
    /// Animals that stay together: in one arm, or all left out. Lists that overlap are joined.
    pub whole: Vec<Vec<usize>>,
    /// Animals that must mix: those of a list that are allocated are not all in one arm.
    pub mixed: Vec<Vec<usize>>,
    /// Animals no two of which may share an arm.
    pub apart: Vec<Vec<usize>>,
}

/// Something measured on every animal.
#[derive(Debug, Clone, PartialEq)]
pub struct Covariate {
    /// One finite value per animal, in any unit; NaN where it is missing, which is refused.
    pub values: Vec<f64>,
    /// How much it counts, 0 or more.
    pub weight: f64,
}

/// How to allocate. All honor sizes and [`Problem::fixed`]; only `Balanced` honors every constraint,
/// the others refuse what they do not know. Who is left out is drawn at random, but for `Balanced`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Complete randomization: every allocation with these sizes is equally likely.
    Simple,
    /// Permuted blocks: animals in order of the first covariate (as listed, if there is none; ties in
    /// random order) are cut into blocks of as many animals as there are arms; each block holds every
    /// arm once, in random order. Arms of unequal size take turns by their share, from a random start.
    Block,
    /// Within strata (animals with the same level of every factor), in random order, arms take turns,
    /// in a random order that runs on from stratum to stratum: in a stratum, arms of one size are at
    /// most one animal apart.
    Stratified,
    /// Animals sorted by the covariate with the largest weight (of equal ones the first; ties in random
    /// order) are dealt to the arms, in a random order of them, forth and back: 1 2 3 3 2 1. Full arms
    /// are passed over, so with unequal arms the largest values go to the largest arms.
    Serpentine,
    /// The least score that can be found, under all constraints. With nothing to balance: any
    /// allocation that keeps them, and without any all are equally likely, as with `Simple`.
    Balanced,
}

/// How to search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The method.
    pub method: Method,
    /// What the draw repeats from.
    pub seed: u64,
    /// Steps of the search, over all islands; [`Method::Balanced`] only. Part of what a result depends on.
    pub iterations: u64,
    /// Draw from this many best distinct allocations found, at least 1; [`Method::Balanced`] only.
    pub among_best: usize,
    /// Threads to work with, at least 1. The result does not depend on it.
    pub threads: usize,
}

/// What came out.
#[derive(Debug, Clone, PartialEq)]
pub struct Allocation {
    /// Each animal's arm; none: left out.
    pub arms: Vec<Option<usize>>,
    /// Its [`score`].
    pub score: f64,
    /// Whether no allocation has a lower score.
    pub proven_optimal: bool,
    /// A score that no allocation is below; none where nothing better than 0 is known.
    pub lower_bound: Option<f64>,
    /// Steps of the search that were done; partial allocations looked at, where it was searched whole.
    pub iterations: u64,
    /// Distinct allocations that it was drawn from; up to [`Options::among_best`].
    pub candidates: usize,
    /// What chance chose from once the search was over: those, in every order of interchangeable arms.
    /// 1: nothing was left to it. None where the allocation was not searched for.
    pub outcomes: Option<u64>,
    /// What is to be known beside it.
    pub notes: Vec<Note>,
}

/// What is to be known beside an allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// The covariate at this place is the same in all animals, and was left aside.
    Constant(usize),
    /// The covariate at this place has weight 0, and was left aside.
    NoWeight(usize),
    /// The covariate at this place has values of 0 or below: SDs stand in for CVs.
    NoCv(usize),
    /// Nothing is there to balance: any allocation within the constraints is as good.
    NothingToBalance,
    /// Fewer distinct allocations were found than the draw was to choose from.
    FewerCandidates,
    /// No two arms can be exchanged, and one allocation was there to take: it follows from the values.
    NoChance,
    /// Only the best was there to take, and it is proven: chance had but few orders of the arms.
    FewOutcomes,
}

/// Something asked of an allocation, by its place in the problem.
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

/// Why nothing was allocated. Places count from 0.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// No arms.
    #[error("no arms")]
    NoArms,
    /// An arm without places.
    #[error("an arm has no places")]
    EmptyArm(usize),
    /// More places than animals.
    #[error("more places ({places}) than animals ({animals})")]
    TooManyPlaces {
        /// All arms' places.
        places: usize,
        /// Animals.
        animals: usize,
    },
    /// More animals or arms than [`MOST_ANIMALS`] or [`MOST_ARMS`].
    #[error("more than {MOST_ANIMALS} animals or {MOST_ARMS} arms")]
    TooLarge,
    /// A list does not have one entry per animal, or names an animal or arm that is not there.
    #[error("a list does not fit the animals or arms")]
    OutOfPlace,
    /// Values that are missing or infinite.
    #[error("values are missing or infinite")]
    Values {
        /// The covariate.
        covariate: usize,
        /// The animals.
        animals: Vec<usize>,
    },
    /// A covariate's weight is below 0 or not a number.
    #[error("a weight is below 0 or not a number")]
    Weight(usize),
    /// All weights are 0.
    #[error("all weights are 0")]
    NoWeight,
    /// Drawn from none.
    #[error("no allocations to draw from")]
    AmongNone,
    /// A method that does not know a constraint.
    #[error("the method does not know this constraint")]
    Unsupported(Constraint),
    /// `Stratified` without strata.
    #[error("no strata to stratify by")]
    NoStrata,
    /// `Serpentine` without a covariate that varies.
    #[error("no covariate to sort by")]
    NothingToSortBy,
    /// Constraints that cannot hold together; without any one of them the others can, as far as could
    /// be told.
    #[error("constraints clash")]
    Clash(Vec<Constraint>),
    /// The search met no allocation that keeps the constraints, and could not prove that there is none.
    #[error("no allocation found that keeps the constraints")]
    NoneFound,
    /// Stopped from outside.
    #[error("stopped")]
    Stopped,
}

/// How far a search has come.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress<'a> {
    /// Steps done, over all islands; 0 as long as it is only found out what constraints allow.
    pub iterations: u64,
    /// Steps to do; those done, where every allocation is looked at.
    pub of: u64,
    /// The best score so far; infinite as long as nothing was found that keeps the constraints.
    pub score: f64,
    /// The best allocation so far, arms not yet drawn: each animal's group, none if it is left out.
    /// Empty as long as there is none.
    pub groups: &'a [Option<usize>],
}

/// Watches a search; `Break` stops it. It is called from any thread, one call at a time, every few
/// milliseconds whatever is being done, and should answer quickly. It cannot change the result.
pub type Watch<'a> = &'a (dyn Fn(&Progress) -> ControlFlow<()> + Sync);

/// A watch that lets a search run.
pub fn unwatched(_: &Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Allocates. The same problem and options, but for threads, give the same allocation on every
/// machine.
///
/// # Errors
/// A problem that has no answer (see [`Error`]), or a search that was stopped.
pub fn allocate(problem: &Problem, options: &Options, watch: Watch) -> Result<Allocation, Error> {
    let mut notes = check::check(problem, options)?;
    let mut draw = Draw::new(options.seed, 0);
    if options.method == Method::Balanced {
        let model = Model::new(problem).map_err(|_| clash::error(problem, watch))?;
        let found = search::search(problem, &model, options, watch)?;
        return Ok(draw_arms(problem, &model, options, found, &mut draw, notes));
    }
    let arms = deal::deal(problem, options.method, &mut draw)?;
    notes.retain(|note| *note != Note::NothingToBalance);
    Ok(Allocation {
        score: score(problem, &arms),
        arms,
        proven_optimal: false,
        lower_bound: bound::lower_bound(problem),
        iterations: 0,
        candidates: 1,
        outcomes: None,
        notes,
    })
}

/// Picks one of what was found, and draws an arm for each of its groups.
fn draw_arms(
    problem: &Problem,
    model: &Model,
    options: &Options,
    mut found: Found,
    draw: &mut Draw,
    mut notes: Vec<Note>,
) -> Allocation {
    let candidates = found.best.len();
    if candidates < options.among_best {
        notes.push(Note::FewerCandidates);
    }
    let groups = found.best.swap_remove(draw.below(candidates)).groups;
    let names = model.draw_names(draw);
    let arms: Vec<Option<usize>> = groups.iter().map(|g| g.map(|g| names[g])).collect();
    let score = score(problem, &arms);
    let lower_bound = if found.whole {
        Some(found.least)
    } else {
        bound::lower_bound(problem)
    };
    let proven_optimal = score <= lower_bound.unwrap_or(0.0) + pool::ROUNDING;
    let searched = !model.columns.is_empty();
    let outcomes = searched.then(|| model.orders().saturating_mul(candidates as u64));
    notes.extend(match outcomes {
        Some(1) => Some(Note::NoChance),
        Some(n) if candidates == 1 && proven_optimal && n <= FEW_OUTCOMES => {
            Some(Note::FewOutcomes)
        }
        _ => None,
    });
    Allocation {
        proven_optimal,
        score,
        arms,
        lower_bound,
        iterations: found.iterations,
        candidates,
        outcomes,
        notes,
    }
}
