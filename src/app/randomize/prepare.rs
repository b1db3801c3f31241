//! From a study and a request to a problem that is ready to be drawn: arms with their places, candidates with
//! their values, constraints.

use super::candidates::{Candidate, Column, Factor, LeftOut, Roster, animals_have, list_names};
use super::input::{Input, Levels, Values};
use super::prepared::{Covariate, DrawnArm, Prepared};
use super::receipt::Earlier;
use super::request::{ArmPlaces, Request};
use super::{constraints, redraw, refuse, study};
use crate::{Error, named};
use domain::{ArmId, DrawRemedy, Label, StudyRecord, counted};
use stats::allocation::MOST_ANIMALS;

/// An arm of the request, and the arm of the study that has its name; none if the study has none such.
pub(super) type NamedArm = (ArmPlaces, Option<ArmId>);

/// Collects what a draw for a study is made from.
///
/// # Errors
/// If the study is closed or blinded; if an arm, covariate, factor or animal is not known; if there are more
/// places than animals; if animals lack a value (the error names them); if it is a redraw after later readings.
pub fn prepare(record: &StudyRecord, request: &Request) -> Result<Prepared, Error> {
    let request = &with_tags(record, request);
    prepare_for(record, request, requested_arms(record, request)?)
}

/// A request with the tags of the animals that it names by chip or range. Names that no animal has stay as they are:
/// the roster refuses them, all at once.
fn with_tags(record: &StudyRecord, request: &Request) -> Request {
    let tags = |words: &[String]| {
        let tags = words.iter().flat_map(|word| {
            named::tags_of(&record.animals, word).unwrap_or_else(|_| vec![word.clone()])
        });
        tags.collect()
    };
    Request {
        without: tags(&request.without),
        apart: request.apart.iter().map(|list| tags(list)).collect(),
        ..request.clone()
    }
}

/// Refuses a blinded study: whoever draws sees the arms.
fn must_show_arms(record: &StudyRecord) -> Result<(), Error> {
    match record.study.blinding.is_blinded() {
        false => Ok(()),
        true => Err(Error::state(
            format!(
                "study `{}` is blinded: a draw would show its arms",
                record.study.name
            ),
            DrawRemedy::BeforeBlinding,
        )),
    }
}

/// As [`prepare`], for arms that have been found in the study already.
pub(super) fn prepare_for(
    record: &StudyRecord,
    request: &Request,
    arms: Vec<NamedArm>,
) -> Result<Prepared, Error> {
    record.study.must_be_open()?;
    must_show_arms(record)?;
    let ids: Vec<Option<ArmId>> = arms.iter().map(|arm| arm.1).collect();
    // Checked first: values that a refused redraw lacks need not be completed.
    if request.again && record.animals.iter().any(|a| study::is_in_any(a, &ids)) {
        redraw::may_be_redrawn(record)?;
    }
    let roster = study::roster(record, request, &ids)?;
    let earlier = record.allocations.iter().filter_map(Earlier::of).collect();
    Ok(Prepared {
        late: redraw::late(record),
        ..assemble(roster, request, arms, earlier)?
    })
}

/// The arms of the request, found in the study by their names; those of the study if none is named.
fn requested_arms(record: &StudyRecord, request: &Request) -> Result<Vec<NamedArm>, Error> {
    let id = |name: &Label| record.arms.iter().find(|a| a.name == *name).map(|a| a.id);
    if !request.arms.is_empty() {
        let arms = request.arms.iter().cloned();
        return Ok(arms
            .map(|arm| {
                let id = id(&arm.name);
                (arm, id)
            })
            .collect());
    }
    if record.arms.is_empty() {
        return Err(Error::state(
            format!("study `{}` has no arms", record.study.name),
            DrawRemedy::NameArms,
        ));
    }
    let arm = |arm: &domain::Arm| {
        let name = arm.name.clone();
        (ArmPlaces { name, places: None }, Some(arm.id))
    };
    Ok(record.arms.iter().map(arm).collect())
}

/// Puts candidates, arms and constraints together.
pub(super) fn assemble(
    roster: Roster,
    request: &Request,
    arms: Vec<NamedArm>,
    earlier: Vec<Earlier>,
) -> Result<Prepared, Error> {
    if roster.candidates.len() > MOST_ANIMALS {
        return Err(refuse::too_large());
    }
    constraints::must_exist(&roster, &request.without)?;
    let arms = with_places(&roster, request, arms)?;
    let covariates = complete(&roster)?;
    let fixed = fixed(&roster, request, &arms)?;
    must_leave_a_choice(&roster, &arms, &fixed)?;
    let names = |animal: &Candidate| animal.name.clone();
    let animals: Vec<String> = roster.candidates.iter().map(names).collect();
    let values = |c: &Covariate| Values {
        name: c.name.clone(),
        weight: c.weight,
        values: c.values.clone(),
    };
    let input = Input {
        sizes: arms.iter().map(|arm| arm.places).collect(),
        covariates: covariates.iter().map(values).collect(),
        fixed,
        spread: spread(&roster)?,
        whole: constraints::together(&roster, &roster.whole)?,
        mix: constraints::together(&roster, &roster.mix)?,
        apart: constraints::apart(&roster, &request.apart)?,
        animals: animals.clone(),
    };
    Ok(Prepared {
        animals,
        arms,
        covariates,
        redraws: request.again
            && (roster.candidates.iter().any(|c| c.arm.is_some())
                || roster.left_out.iter().any(|l| l.leaves_arm)),
        left_out: roster.left_out,
        late: None,
        date: roster.date,
        earlier,
        candidates: roster.candidates,
        request: request.clone(),
        input,
    })
}

/// Gives every arm its number of places.
///
/// Arms without a number share the animals that are left as evenly as possible. An arm that holds animals
/// already is filled up to the level of the others: places of animals that stay count, so that arms end up
/// equal and not the numbers of animals that join them.
fn with_places(
    roster: &Roster,
    request: &Request,
    arms: Vec<NamedArm>,
) -> Result<Vec<DrawnArm>, Error> {
    let animals = roster.candidates.len();
    let requested: usize = arms.iter().filter_map(|(arm, _)| arm.places).sum();
    let open = arms.iter().filter(|(arm, _)| arm.places.is_none());
    let open: Vec<usize> = open
        .map(|(_, id)| number_staying(roster, request, *id))
        .collect();
    let take = request.take.unwrap_or(animals);
    let each = match request.per_arm {
        Some(each) => each,
        // More places than animals are refused below.
        None => level(take.min(animals).saturating_sub(requested), &open),
    };
    // An arm without a number keeps the animals that are in it.
    let places = |staying: usize| match request.per_arm {
        Some(each) => each,
        None => each.max(staying),
    };
    let total = requested + open.iter().map(|staying| places(*staying)).sum::<usize>();
    if request.take.is_some_and(|take| take != total) {
        return Err(Error::state(
            format!(
                "{} to be taken, and the arms have {}",
                match take {
                    1 => "1 animal is".to_owned(),
                    take => format!("{take} animals are"),
                },
                counted(total, "place")
            ),
            "give every arm its places, or a number to take that the arms can share evenly",
        ));
    }
    let without = open.iter().any(|staying| places(*staying) == 0);
    if total > animals || without {
        let eligible = match animals {
            1 => "1 animal is eligible".to_owned(),
            n => format!("{} are eligible", counted(n, "animal")),
        };
        let wanted = match without {
            true => format!(
                "{} need at least one animal each",
                counted(arms.len(), "arm")
            ),
            false => format!("the arms have {}", counted(total, "place")),
        };
        return Err(Error::state(
            format!("{wanted}, and {eligible}{}", not_eligible(roster)),
            "give fewer places, or let more animals in",
        ));
    }
    let drawn = |(arm, id): NamedArm| DrawnArm {
        name: arm.name,
        places: arm
            .places
            .unwrap_or_else(|| places(number_staying(roster, request, id))),
        id,
    };
    Ok(arms.into_iter().map(drawn).collect())
}

/// The number of candidates that stay in an arm.
fn number_staying(roster: &Roster, request: &Request, arm: Option<ArmId>) -> usize {
    let in_it = |c: &&Candidate| arm.is_some() && c.arm == arm && !request.again;
    roster.candidates.iter().filter(in_it).count()
}

/// The largest number of animals that every arm can have when `animals` are shared evenly. `staying` is the
/// number in each arm that stays there; an arm with more than the level keeps them.
fn level(animals: usize, staying: &[usize]) -> usize {
    let mut level = 0;
    let needed = |level: usize| staying.iter().map(|n| level.max(*n)).sum::<usize>();
    while !staying.is_empty() && needed(level + 1) <= animals {
        level += 1;
    }
    level
}

/// Refuses a draw in which no animal can be placed: all have an arm already, or the arms are full.
fn must_leave_a_choice(
    roster: &Roster,
    arms: &[DrawnArm],
    fixed: &[(usize, Option<usize>)],
) -> Result<(), Error> {
    let places: usize = arms.iter().map(|arm| arm.places).sum();
    let free = roster.candidates.iter().enumerate();
    let free = free.filter(|(at, _)| fixed.iter().all(|(placed, _)| placed != at));
    let free: Vec<&str> = free.map(|(_, c)| c.name.as_str()).collect();
    if fixed.is_empty() || (places > fixed.len() && !free.is_empty()) {
        return Ok(());
    }
    let staying = |at: usize| fixed.iter().filter(|(_, arm)| *arm == Some(at)).count();
    let arms = arms.iter().enumerate();
    let arms: Vec<String> = arms
        .map(|(at, arm)| format!("`{}` {}", arm.name, staying(at)))
        .collect();
    let arms = arms.join(", ");
    if free.is_empty() {
        let placed = counted(fixed.len(), "animal");
        return Err(Error::state(
            format!(
                "nobody is left to draw: {placed} in an arm already ({arms}){}",
                not_eligible(roster)
            ),
            DrawRemedy::RedrawOrAddAnimals,
        ));
    }
    let be = if free.len() == 1 { "is" } else { "are" };
    let waiting = format!("{} {be} in none", counted(free.len(), "animal"));
    Err(Error::state(
        format!(
            "the arms are full with the animals that are in them already ({arms}), and {waiting}: {}",
            list_names(free.iter().copied())
        ),
        DrawRemedy::MorePlacesOrRedraw,
    ))
}

/// The end of a message: `; not eligible: `211` (found dead), `214` (left out by request)`; empty if all are.
fn not_eligible(roster: &Roster) -> String {
    const LISTED: usize = 30;
    let entry = |l: &LeftOut| format!("`{}` ({})", l.animal, l.reason);
    let listed: Vec<String> = roster.left_out.iter().take(LISTED).map(entry).collect();
    match roster.left_out.len().saturating_sub(LISTED) {
        0 if listed.is_empty() => String::new(),
        0 => format!("; not eligible: {}", listed.join(", ")),
        more => format!("; not eligible: {} and {more} more", listed.join(", ")),
    }
}

/// The covariates. Refuses a missing value: a search can balance only what it knows.
fn complete(roster: &Roster) -> Result<Vec<Covariate>, Error> {
    let covariate = |column: &Column| {
        let names = roster.candidates.iter().zip(&column.values);
        let missing = names.filter(|(_, value)| value.is_none());
        let missing: Vec<&str> = missing.map(|(c, _)| c.name.as_str()).collect();
        if !missing.is_empty() {
            let what = format!("no {}{}", column.name, roster.on_day);
            return Err(Error::state(
                animals_have(&missing, &what),
                roster.remedy.clone(),
            ));
        }
        Ok(Covariate {
            name: column.name.clone(),
            unit: column.unit,
            weight: column.weight,
            values: column.values.iter().copied().flatten().collect(),
        })
    };
    roster.covariates.iter().map(covariate).collect()
}

fn spread(roster: &Roster) -> Result<Vec<Levels>, Error> {
    let levels = |factor: &Factor| {
        Ok(Levels {
            factor: factor.name.clone(),
            levels: constraints::levels(roster, factor)?,
        })
    };
    roster.spread.iter().map(levels).collect()
}

/// The animals that stay in the arm they are in, by index. Refuses arms that hold more of them than they have
/// places.
fn fixed(
    roster: &Roster,
    request: &Request,
    arms: &[DrawnArm],
) -> Result<Vec<(usize, Option<usize>)>, Error> {
    if request.again {
        return Ok(Vec::new());
    }
    let arm_of = |c: &Candidate| arms.iter().position(|a| c.arm.is_some() && a.id == c.arm);
    let candidates = roster.candidates.iter().enumerate();
    let fixed: Vec<(usize, Option<usize>)> = candidates
        .filter_map(|(at, c)| Some((at, Some(arm_of(c)?))))
        .collect();
    for (at, arm) in arms.iter().enumerate() {
        let staying = fixed.iter().filter(|(_, a)| *a == Some(at)).count();
        if staying > arm.places {
            let held = counted(staying, "animal");
            return Err(Error::state(
                format!(
                    "arm `{}` holds {held} already, and has {}",
                    arm.name,
                    counted(arm.places, "place")
                ),
                DrawRemedy::MorePlacesOrRedrawArm,
            ));
        }
    }
    Ok(fixed)
}
