//! Which constraints clash: dropped one at a time, those that can go without mending it are gone, and
//! the rest is a set of which every one is needed for the clash.

use super::draw::Draw;
use super::exact::{End, any};
use super::look;
use super::model::Model;
use super::{Constraint, Error, Problem, Watch};

/// Partial allocations to look at before giving up on a proof.
pub(super) const LIMIT: u64 = 100_000;

/// The error of a problem whose constraints are known to clash, or that it was stopped.
pub(super) fn error(problem: &Problem, watch: Watch) -> Error {
    match needed(problem, watch) {
        Ok(kept) => Error::Clash(kept),
        Err(stopped) => stopped,
    }
}

fn needed(problem: &Problem, watch: Watch) -> Result<Vec<Constraint>, Error> {
    let mut kept = constraints(problem);
    let mut place = 0;
    while place < kept.len() {
        let mut fewer = kept.clone();
        fewer.remove(place);
        if clashes(&only(problem, &fewer), watch)? {
            kept = fewer;
        } else {
            place += 1;
        }
    }
    Ok(kept)
}

/// Whether it is certain that no allocation keeps all constraints.
pub(super) fn clashes(problem: &Problem, watch: Watch) -> Result<bool, Error> {
    let Ok(model) = Model::new(problem) else {
        return Ok(true);
    };
    let mut look = look::at_work(watch);
    match any(&model, &mut Draw::new(0, 0), LIMIT, &mut look).0 {
        End::Stopped => Err(Error::Stopped),
        end => Ok(end == End::Whole),
    }
}

fn constraints(problem: &Problem) -> Vec<Constraint> {
    let strata = (0..problem.strata.len()).map(Constraint::Strata);
    let whole = (0..problem.whole.len()).map(Constraint::Whole);
    let mixed = (0..problem.mixed.len()).map(Constraint::Mixed);
    let apart = (0..problem.apart.len()).map(Constraint::Apart);
    let fixed = (0..problem.fixed.len()).map(Constraint::Fixed);
    fixed
        .chain(strata)
        .chain(whole)
        .chain(mixed)
        .chain(apart)
        .collect()
}

/// The problem with these constraints only, and nothing to balance.
fn only(problem: &Problem, kept: &[Constraint]) -> Problem {
    let mut some = Problem {
        animals: problem.animals,
        sizes: problem.sizes.clone(),
        ..Problem::default()
    };
    for constraint in kept {
        match *constraint {
            Constraint::Fixed(place) => some.fixed.push(problem.fixed[place]),
            Constraint::Strata(place) => some.strata.push(problem.strata[place].clone()),
            Constraint::Whole(place) => some.whole.push(problem.whole[place].clone()),
            Constraint::Mixed(place) => some.mixed.push(problem.mixed[place].clone()),
            Constraint::Apart(place) => some.apart.push(problem.apart[place].clone()),
        }
    }
    some
}
