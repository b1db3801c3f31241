//! Which constraints clash. Constraints are dropped one at a time, and stay dropped if the others
//! still clash. What remains is a set that clashes as a whole and would not if any one of it were
//! dropped.

use super::draw::Draw;
use super::error::Error;
use super::exact::{End, any};
use super::model::Model;
use super::problem::{Constraint, Problem};
use super::watch;
use super::watch::Watch;

/// The most partial allocations to examine for a proof.
pub(super) const LIMIT: u64 = 100_000;

/// The error for a problem whose constraints are known to clash; [`Error::Stopped`] if the watch
/// stops the analysis.
pub(super) fn error(problem: &Problem, watch: Watch) -> Error {
    match minimal_clash(problem, watch) {
        Ok(kept) => Error::Clash(kept),
        Err(stopped) => stopped,
    }
}

fn minimal_clash(problem: &Problem, watch: Watch) -> Result<Vec<Constraint>, Error> {
    let mut kept = constraints(problem);
    let mut index = 0;
    while index < kept.len() {
        let mut fewer = kept.clone();
        fewer.remove(index);
        if clashes(&with_constraints(problem, &fewer), watch)? {
            kept = fewer;
        } else {
            index += 1;
        }
    }
    Ok(kept)
}

/// Whether it is proven that no allocation meets all constraints.
pub(super) fn clashes(problem: &Problem, watch: Watch) -> Result<bool, Error> {
    let Ok(model) = Model::new(problem) else {
        return Ok(true);
    };
    let mut report = watch::preparing(watch);
    match any(&model, &mut Draw::new(0, 0), LIMIT, &mut report).0 {
        End::Stopped => Err(Error::Stopped),
        end => Ok(end == End::Exhausted),
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
fn with_constraints(problem: &Problem, kept: &[Constraint]) -> Problem {
    let mut some = Problem {
        animals: problem.animals,
        sizes: problem.sizes.clone(),
        ..Problem::default()
    };
    for constraint in kept {
        match *constraint {
            Constraint::Fixed(index) => some.fixed.push(problem.fixed[index]),
            Constraint::Strata(index) => some.strata.push(problem.strata[index].clone()),
            Constraint::Whole(index) => some.whole.push(problem.whole[index].clone()),
            Constraint::Mixed(index) => some.mixed.push(problem.mixed[index].clone()),
            Constraint::Apart(index) => some.apart.push(problem.apart[index].clone()),
        }
    }
    some
}
