//! From a problem to an allocation.

use super::draw::Draw;
use super::error::Error;
use super::model::Model;
use super::options::{DrawOptions, Method};
use super::outcome::{Allocation, Note};
use super::problem::Problem;
use super::score::score;
use super::search::Found;
use super::watch::Watch;
use super::{bound, check, clash, deal, pool, search};

/// Up to this many outcomes a draw gets [`Note::FewOutcomes`]: all orders of four arms.
const FEW_OUTCOMES: u64 = 24;

/// Allocates animals to arms. The same problem and options (except threads) give the same
/// allocation on every machine.
///
/// # Errors
/// If the problem has no answer, or the watch stops the search: see [`Error`].
pub fn allocate(
    problem: &Problem,
    options: &DrawOptions,
    watch: Watch,
) -> Result<Allocation, Error> {
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

/// Draws one of the candidates that the search found, and an arm for each of its groups.
fn draw_arms(
    problem: &Problem,
    model: &Model,
    options: &DrawOptions,
    mut found: Found,
    draw: &mut Draw,
    mut notes: Vec<Note>,
) -> Allocation {
    let candidates = found.best.len();
    if candidates < options.among_best {
        notes.push(Note::FewerCandidates);
    }
    let groups = found.best.swap_remove(draw.below(candidates)).groups;
    let arm_of_group = model.draw_arm_of_group(draw);
    let arms: Vec<Option<usize>> = groups.iter().map(|g| g.map(|g| arm_of_group[g])).collect();
    let score = score(problem, &arms);
    let lower_bound = if found.exhaustive {
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
