//! Checks before a draw: problems without an answer are refused, and what will be ignored is noted.

use super::error::Error;
use super::options::{DrawOptions, Method};
use super::outcome::Note;
use super::problem::{Constraint, MOST_ANIMALS, MOST_ARMS, Problem};
use super::score::{has_cv, varies};

/// Refuses a problem without an answer, and returns notes on covariates.
pub(super) fn check(problem: &Problem, options: &DrawOptions) -> Result<Vec<Note>, Error> {
    places(problem)?;
    lists(problem)?;
    values(problem)?;
    if options.among_best == 0 {
        return Err(Error::AmongNone);
    }
    if let Some(unknown) = unsupported(problem, options.method) {
        return Err(Error::Unsupported(unknown));
    }
    let notes = notes(problem);
    if options.method == Method::Stratified && problem.strata.is_empty() {
        return Err(Error::NoStrata);
    }
    if options.method == Method::Serpentine && notes.contains(&Note::NothingToBalance) {
        return Err(Error::NothingToSortBy);
    }
    Ok(notes)
}

fn places(problem: &Problem) -> Result<(), Error> {
    let Problem { animals, sizes, .. } = problem;
    if sizes.is_empty() {
        return Err(Error::NoArms);
    }
    if let Some(arm) = sizes.iter().position(|size| *size == 0) {
        return Err(Error::EmptyArm(arm));
    }
    let places = sizes
        .iter()
        .fold(0_usize, |sum, size| sum.saturating_add(*size));
    if places > *animals {
        return Err(Error::TooManyPlaces {
            places,
            animals: *animals,
        });
    }
    if *animals > MOST_ANIMALS || sizes.len() > MOST_ARMS {
        return Err(Error::TooLarge);
    }
    Ok(())
}

fn lists(problem: &Problem) -> Result<(), Error> {
    let n = problem.animals;
    let per_animal = problem.covariates.iter().map(|c| c.values.len());
    let mut lengths = per_animal.chain(problem.strata.iter().map(Vec::len));
    let lists = problem
        .whole
        .iter()
        .chain(&problem.mixed)
        .chain(&problem.apart);
    let mut named = lists
        .flatten()
        .chain(problem.fixed.iter().map(|(animal, _)| animal));
    let mut arms = problem.fixed.iter().filter_map(|(_, arm)| *arm);
    let fit = lengths.all(|length| length == n)
        && named.all(|animal| *animal < n)
        && arms.all(|arm| arm < problem.sizes.len());
    if fit { Ok(()) } else { Err(Error::OutOfPlace) }
}

fn values(problem: &Problem) -> Result<(), Error> {
    for (covariate, c) in problem.covariates.iter().enumerate() {
        let animals = c.values.iter().enumerate().filter(|(_, v)| !v.is_finite());
        let animals: Vec<usize> = animals.map(|(animal, _)| animal).collect();
        if !animals.is_empty() {
            return Err(Error::Values { covariate, animals });
        }
        if !(c.weight >= 0.0 && c.weight.is_finite()) {
            return Err(Error::Weight(covariate));
        }
    }
    let mut weights = problem.covariates.iter().map(|c| c.weight).peekable();
    if weights.peek().is_some() && weights.all(|w| w == 0.0) {
        return Err(Error::NoWeight);
    }
    Ok(())
}

/// The first constraint that the method cannot meet.
fn unsupported(problem: &Problem, method: Method) -> Option<Constraint> {
    let first = |lists: &[Vec<usize>], constraint: fn(usize) -> Constraint| {
        (!lists.is_empty()).then(|| constraint(0))
    };
    let strata = first(&problem.strata, Constraint::Strata);
    let others = first(&problem.whole, Constraint::Whole)
        .or(first(&problem.mixed, Constraint::Mixed))
        .or(first(&problem.apart, Constraint::Apart));
    match method {
        Method::Balanced => None,
        Method::Stratified => others,
        Method::Simple | Method::Block | Method::Serpentine => strata.or(others),
    }
}

fn notes(problem: &Problem) -> Vec<Note> {
    let note = |(index, c): (usize, &super::problem::Covariate)| {
        if c.weight == 0.0 {
            Some(Note::NoWeight(index))
        } else if !varies(&c.values) {
            Some(Note::Constant(index))
        } else {
            (!has_cv(&c.values)).then_some(Note::NoCv(index))
        }
    };
    let mut notes: Vec<Note> = problem
        .covariates
        .iter()
        .enumerate()
        .filter_map(note)
        .collect();
    let ignored = |n: &&Note| !matches!(n, Note::NoCv(_));
    if notes.iter().filter(ignored).count() == problem.covariates.len() {
        notes.push(Note::NothingToBalance);
    }
    notes
}
