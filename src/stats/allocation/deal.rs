//! Allocations by a rule: every method but `Balanced`, which searches.

use std::cmp::Ordering;

use super::draw::Draw;
use super::error::Error;
use super::options::Method;
use super::problem::{Constraint, Covariate, Problem};
use super::score::varies;

/// Assigns every animal by the rule of a method other than `Balanced`.
pub(super) fn deal(
    problem: &Problem,
    method: Method,
    draw: &mut Draw,
) -> Result<Vec<Option<usize>>, Error> {
    let (mut arms, mut free) = assign_fixed(problem)?;
    let places = open_places(problem, &arms);
    draw.shuffle(&mut free);
    let total: usize = places.iter().sum();
    let dealt = match method {
        Method::Stratified => {
            // Being left out counts as one more arm, so that strata share it evenly.
            let mut with_out = places.clone();
            with_out.push(free.len() - total);
            sort_by_stratum(problem, &mut free, draw);
            turns(&with_out, draw)
        }
        _ => {
            free.truncate(total);
            sort_by_value(problem, method, &mut free);
            match method {
                Method::Block => blocks(&places, draw),
                Method::Serpentine => serpentine(&places, draw),
                _ => turns(&places, draw),
            }
        }
    };
    for (animal, arm) in free.into_iter().zip(dealt) {
        arms[animal] = Some(arm).filter(|arm| *arm < places.len());
    }
    Ok(arms)
}

/// The arms of all animals with the fixed ones assigned, and the animals that are not fixed.
fn assign_fixed(problem: &Problem) -> Result<(Vec<Option<usize>>, Vec<usize>), Error> {
    let mut assigned: Vec<Option<(Option<usize>, usize)>> = vec![None; problem.animals];
    for (index, &(animal, arm)) in problem.fixed.iter().enumerate() {
        if let Some((_, before)) = assigned[animal].filter(|(other, _)| *other != arm) {
            let both = vec![Constraint::Fixed(before), Constraint::Fixed(index)];
            return Err(Error::Clash(both));
        }
        assigned[animal] = Some((arm, index));
    }
    let free = (0..problem.animals).filter(|animal| assigned[*animal].is_none());
    let free: Vec<usize> = free.collect();
    let left_out = problem.animals - problem.sizes.iter().sum::<usize>();
    let sizes = problem.sizes.iter().copied().chain([left_out]);
    for (arm, size) in sizes.enumerate() {
        let here = assigned.iter().flatten();
        let here = here.filter(|(to, _)| to.unwrap_or(problem.sizes.len()) == arm);
        let here: Vec<Constraint> = here.map(|(_, index)| Constraint::Fixed(*index)).collect();
        if here.len() > size {
            return Err(Error::Clash(here[..=size].to_vec()));
        }
    }
    let arms = assigned.iter().map(|fixed| fixed.and_then(|(arm, _)| arm));
    Ok((arms.collect(), free))
}

/// Places of every arm that no fixed animal occupies.
fn open_places(problem: &Problem, arms: &[Option<usize>]) -> Vec<usize> {
    let taken = |arm: usize| arms.iter().filter(|to| **to == Some(arm)).count();
    let sizes = problem.sizes.iter().enumerate();
    sizes.map(|(arm, size)| size - taken(arm)).collect()
}

/// The arms in turn, each as often as it has places and as regularly as possible: turn j of an arm
/// with n places is at (j + ½)/n of the sequence. Which of equal arms comes first and where the
/// sequence starts is random, so that every position falls to an arm with a probability
/// proportional to its places. In any stretch of the sequence, the numbers of turns of arms of one
/// size differ by at most 1.
fn turns(places: &[usize], draw: &mut Draw) -> Vec<usize> {
    let rank = draw.order(places.len());
    let of = |(arm, &n): (usize, &usize)| (0..n).map(move |j| (2 * j + 1, n, arm));
    let mut round: Vec<(usize, usize, usize)> = places.iter().enumerate().flat_map(of).collect();
    // Compares (2j + 1)/2n in whole numbers, so that rounding cannot decide a tie.
    round.sort_by(|a, b| {
        (a.0 * b.1)
            .cmp(&(b.0 * a.1))
            .then(rank[a.2].cmp(&rank[b.2]))
    });
    if !round.is_empty() {
        let start = draw.below(round.len());
        round.rotate_left(start);
    }
    round.into_iter().map(|(_, _, arm)| arm).collect()
}

/// Turns in blocks of as many as there are arms, each block in random order.
fn blocks(places: &[usize], draw: &mut Draw) -> Vec<usize> {
    let mut round = turns(places, draw);
    for block in round.chunks_mut(places.len()) {
        draw.shuffle(block);
    }
    round
}

/// The arms back and forth, in a random order of them; full arms are skipped.
fn serpentine(places: &[usize], draw: &mut Draw) -> Vec<usize> {
    let mut order = draw.order(places.len());
    let mut open = places.to_vec();
    let mut dealt = Vec::new();
    while open.iter().any(|n| *n > 0) {
        for &arm in &order {
            if open[arm] > 0 {
                open[arm] -= 1;
                dealt.push(arm);
            }
        }
        order.reverse();
    }
    dealt
}

/// Sorts animals, which are in random order, by their values; ties stay in random order.
fn sort_by_value(problem: &Problem, method: Method, free: &mut [usize]) {
    let key: Vec<f64> = match (method, &problem.covariates[..]) {
        (Method::Block, [first, ..]) => first.values.clone(),
        (Method::Block, []) => (0..problem.animals).map(|animal| animal as f64).collect(),
        (Method::Serpentine, covariates) => values_of_largest_weight(covariates),
        _ => return,
    };
    free.sort_by(|a, b| key[*a].partial_cmp(&key[*b]).unwrap_or(Ordering::Equal));
}

/// The values of the varying covariate with the largest weight; of equal weights, the first.
fn values_of_largest_weight(covariates: &[Covariate]) -> Vec<f64> {
    let varying = covariates.iter().filter(|c| varies(&c.values)).rev();
    let largest = varying.max_by(|a, b| a.weight.total_cmp(&b.weight));
    largest.map(|c| c.values.clone()).unwrap_or_default()
}

/// Sorts animals by stratum, with the strata in random order.
fn sort_by_stratum(problem: &Problem, free: &mut [usize], draw: &mut Draw) {
    let stratum = |animal: usize| problem.strata.iter().map(move |factor| factor[animal]);
    let mut strata: Vec<Vec<usize>> = free.iter().map(|a| stratum(*a).collect()).collect();
    strata.sort();
    strata.dedup();
    let rank = draw.order(strata.len());
    free.sort_by_cached_key(|animal| {
        let own: Vec<usize> = stratum(*animal).collect();
        strata.binary_search(&own).map(|index| rank[index])
    });
}
