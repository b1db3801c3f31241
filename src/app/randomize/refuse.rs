//! Why nothing was drawn, in words with names in them.

use super::candidates::told as names;
use super::input::{Input, Together};
use crate::Error;
use domain::{DrawRemedy, Remedy, counted};
use stats::allocation::{self as engine, Constraint, MOST_ANIMALS, MOST_ARMS};

/// The most constraints that a message lists.
const LISTED: usize = 8;

/// An error of the statistics, as one can act on it.
pub(super) fn told(error: engine::Error, input: &Input) -> Error {
    let (message, remedy) = words(error, input);
    Error::state(message, remedy)
}

/// More than can be drawn at once.
pub(super) fn too_large() -> Error {
    let (message, remedy) = too_large_words();
    Error::state(message, remedy)
}

fn too_large_words() -> (String, Remedy) {
    let message = format!("more than {MOST_ANIMALS} animals or {MOST_ARMS} arms");
    (message, "draw for a part of them at a time".into())
}

fn words(error: engine::Error, input: &Input) -> (String, Remedy) {
    use engine::Error as E;
    let covariate = |at: usize| input.covariates.get(at).map_or("", |c| c.name.as_str());
    match error {
        E::TooManyPlaces { places, animals } => {
            let (places, animals) = (counted(places, "place"), counted(animals, "animal"));
            let message = format!("the arms have {places}, and there are {animals}");
            (message, "give fewer places, or let more animals in".into())
        }
        E::TooLarge => too_large_words(),
        E::NoWeight => (
            "all weights are 0, so nothing would be balanced".to_owned(),
            DrawRemedy::GiveWeight.into(),
        ),
        E::Weight(at) => (
            format!("the weight of `{}` is no number from 0 on", covariate(at)),
            "a covariate counts 0 or more, such as volume:2".into(),
        ),
        E::AmongNone => (
            "there would be no allocation to draw from".to_owned(),
            "draw among the best 1 or more".into(),
        ),
        E::Unsupported(constraint) => (
            format!("this method does not know how to keep: {}", constraint_words(constraint, input)),
            DrawRemedy::BalancedMethod.into(),
        ),
        E::NoStrata => (
            "there are no strata to stratify by".to_owned(),
            DrawRemedy::NameFactors.into(),
        ),
        E::NothingToSortBy => (
            "there is no covariate to sort by".to_owned(),
            DrawRemedy::NameCovariate.into(),
        ),
        E::Clash(constraints) => (
            clash(&constraints, input),
            "give the arms other places, or drop an option that asks for one of these: without any one of \
             them, the others can hold"
                .into(),
        ),
        E::NoneFound => (
            "no allocation was found that keeps all constraints, though it is not certain that there is none"
                .to_owned(),
            DrawRemedy::SearchLonger.into(),
        ),
        E::Stopped => ("the draw was stopped; nothing was written".to_owned(), Remedy::None),
        E::NoArms | E::EmptyArm(_) => (
            "there are no arms with places".to_owned(),
            "name arms with their places, such as Vehicle:8,Treated:8".into(),
        ),
        E::Values { covariate: at, animals } => {
            let tags = animals.iter().filter_map(|a| input.animals.get(*a));
            let message = format!("`{}` is not a number for {}", covariate(at), names(tags.map(String::as_str)));
            (message, "correct the values".into())
        }
        E::OutOfPlace => (
            "what was stored does not fit together: a list names an animal or arm that is not there"
                .to_owned(),
            Remedy::VerifyTrailAndCompare,
        ),
    }
}

fn clash(constraints: &[Constraint], input: &Input) -> String {
    let listed = constraints.iter().take(LISTED);
    let listed: Vec<String> = listed.map(|c| constraint_words(*c, input)).collect();
    let more = match constraints.len().saturating_sub(LISTED) {
        0 => String::new(),
        more => format!("; and {more} more of the kind"),
    };
    let places: Vec<String> = input.sizes.iter().map(usize::to_string).collect();
    match constraints.is_empty() {
        true => "the places cannot be filled".to_owned(),
        false => format!(
            "with places {} these cannot hold: {}{more}",
            places.join(" + "),
            listed.join("; ")
        ),
    }
}

/// A constraint with the animals and cages that it is about; arms are not named.
fn constraint_words(constraint: Constraint, input: &Input) -> String {
    let animals = |t: &Together| {
        let tags = t.animals.iter().filter_map(|a| input.animals.get(*a));
        names(tags.map(String::as_str))
    };
    let of = |list: &[Together], at: usize, verb: &str| {
        list.get(at).map_or(String::new(), |t| {
            format!("{} {verb} ({})", t.what, animals(t))
        })
    };
    match constraint {
        Constraint::Fixed(at) => {
            let tag = input.fixed.get(at).and_then(|f| input.animals.get(f.0));
            format!("`{}` stays in its arm", tag.map_or("", String::as_str))
        }
        Constraint::Strata(at) => {
            let factor = input.spread.get(at).map_or("", |s| s.factor.as_str());
            format!("every {factor} is spread evenly")
        }
        Constraint::Whole(at) => of(&input.whole, at, "stays whole"),
        Constraint::Mixed(at) => of(&input.mix, at, "is mixed"),
        Constraint::Apart(at) => {
            let what = input.apart.get(at).map_or("", |t| t.what.as_str());
            format!("`{what}` share no arm")
        }
    }
}
