//! From a study and a request to a problem that can be drawn: arms with their places, candidates with
//! their values, constraints.

use chrono::NaiveDate;

use super::candidates::{Candidate, Column, Factor, LeftOut, lacking, told};
use super::input::{Input, Levels, Values, fingerprint};
use super::outcome::{Draw, Earlier};
use super::request::{ArmPlaces, Request};
use super::{accept, constraints, effort, outcome, refuse, study};
use crate::Error;
use domain::{
    AllocationMethod, AnimalRecord, ArmId, DrawRemedy, Label, Remedy, StudyRecord, counted,
};
use stats::allocation::{MOST_ANIMALS, Method, Options, Watch, allocate};

/// An arm of a draw.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnArm {
    /// Its name.
    pub name: Label,
    /// How many animals it takes, those that are in it already included.
    pub places: usize,
    /// The arm of the study; none if it is made when the draw is accepted.
    pub(super) id: Option<ArmId>,
}

impl DrawnArm {
    /// Whether the study does not have it yet.
    pub fn is_new(&self) -> bool {
        self.id.is_none()
    }
}

/// A covariate with its values.
#[derive(Debug, Clone, PartialEq)]
pub struct Covariate {
    /// `volume`, `weight`, `growth`, `age`; of a table, the heading of its column.
    pub name: String,
    /// Its unit; empty if it is not known.
    pub unit: &'static str,
    /// How much it counts.
    pub weight: f64,
    /// One per animal, in the order of [`Prepared::animals`].
    pub values: Vec<f64>,
}

/// All that is known before drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// The animals that are drawn from, by tag.
    pub animals: Vec<String>,
    /// The arms in order.
    pub arms: Vec<DrawnArm>,
    /// What is balanced.
    pub covariates: Vec<Covariate>,
    /// Who is not eligible, and why.
    pub left_out: Vec<LeftOut>,
    /// The allocation day.
    pub date: Option<NaiveDate>,
    /// Whether animals that are in an arm are drawn anew.
    pub redraws: bool,
    /// What makes a draw late, in a sentence: animals are in arms, and were read since. Accepting it needs
    /// a reason.
    pub late: Option<String>,
    /// The draws that are on record.
    pub earlier: Vec<Earlier>,
    pub(super) candidates: Vec<Candidate>,
    pub(super) request: Request,
    pub(super) input: Input,
}

/// Candidates and what is known of them, wherever they come from.
pub(super) struct Roster {
    pub candidates: Vec<Candidate>,
    pub left_out: Vec<LeftOut>,
    pub covariates: Vec<Column>,
    pub spread: Vec<Factor>,
    pub whole: Vec<Factor>,
    pub mix: Vec<Factor>,
    pub date: Option<NaiveDate>,
    /// Where values come from, as an error tells it: ` on day 0 (2026-01-05)`, or nothing.
    pub told: String,
    /// What can be done about a value that is missing.
    pub remedy: Remedy,
}

/// An arm as it is asked for, and the arm of the study that it is.
pub(super) type NamedArm = (ArmPlaces, Option<ArmId>);

/// Gathers what a draw for a study is made from.
///
/// # Errors
/// A study that is closed; arms, covariates, factors or animals that are not known; more places than
/// animals; animals without a value, by name; a redraw after later readings.
pub fn prepare(record: &StudyRecord, request: &Request) -> Result<Prepared, Error> {
    prepare_for(record, request, named(record, request)?)
}

/// Refuses a blinded study: who draws sees the arms.
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

/// The same for arms that have been found already.
pub(super) fn prepare_for(
    record: &StudyRecord,
    request: &Request,
    arms: Vec<NamedArm>,
) -> Result<Prepared, Error> {
    record.study.must_be_open()?;
    must_show_arms(record)?;
    let ids: Vec<Option<ArmId>> = arms.iter().map(|arm| arm.1).collect();
    // Before anything is asked for that would be of no use.
    if request.again && record.animals.iter().any(|a| leaves(a, &ids)) {
        accept::may_be_redrawn(record)?;
    }
    let roster = study::roster(record, request, &ids)?;
    let earlier = record.allocations.iter().filter_map(Earlier::of).collect();
    Ok(Prepared {
        late: accept::late(record),
        ..assemble(roster, request, arms, earlier)?
    })
}

/// Whether an animal is on study in one of these arms.
pub(super) fn leaves(animal: &AnimalRecord, arms: &[Option<ArmId>]) -> bool {
    let arm = animal.animal.arm;
    arm.is_some() && arms.contains(&arm) && animal.disposition.is_none()
}

/// The arms that are asked for, found in the study by their names.
fn named(record: &StudyRecord, request: &Request) -> Result<Vec<NamedArm>, Error> {
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

/// Puts a problem together.
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

/// How many animals each arm takes.
fn with_places(
    roster: &Roster,
    request: &Request,
    arms: Vec<NamedArm>,
) -> Result<Vec<DrawnArm>, Error> {
    let animals = roster.candidates.len();
    let said: usize = arms.iter().filter_map(|(arm, _)| arm.places).sum();
    let open = arms.iter().filter(|(arm, _)| arm.places.is_none());
    let open: Vec<usize> = open.map(|(_, id)| held(roster, request, *id)).collect();
    let take = request.take.unwrap_or(animals);
    let each = match request.per_arm {
        Some(each) => each,
        // More than there are is told below.
        None => level(take.min(animals).saturating_sub(said), &open),
    };
    // An arm that nobody gave a number keeps who is in it.
    let places = |held: usize| match request.per_arm {
        Some(each) => each,
        None => each.max(held),
    };
    let total = said + open.iter().map(|held| places(*held)).sum::<usize>();
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
    let without = open.iter().any(|held| places(*held) == 0);
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
            .unwrap_or_else(|| places(held(roster, request, id))),
        id,
    };
    Ok(arms.into_iter().map(drawn).collect())
}

/// How many candidates stay in an arm.
fn held(roster: &Roster, request: &Request, arm: Option<ArmId>) -> usize {
    let in_it = |c: &&Candidate| arm.is_some() && c.arm == arm && !request.again;
    roster.candidates.iter().filter(in_it).count()
}

/// How many animals each of these arms is filled up to when so many are shared out alike; those that
/// hold more keep what they hold.
fn level(animals: usize, held: &[usize]) -> usize {
    let mut level = 0;
    let needed = |level: usize| held.iter().map(|n| level.max(*n)).sum::<usize>();
    while !held.is_empty() && needed(level + 1) <= animals {
        level += 1;
    }
    level
}

/// Refuses where everybody has an arm already, or the arms are full.
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
    let held = |at: usize| fixed.iter().filter(|(_, arm)| *arm == Some(at)).count();
    let arms = arms.iter().enumerate();
    let arms: Vec<String> = arms
        .map(|(at, arm)| format!("`{}` {}", arm.name, held(at)))
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
            told(free.iter().copied())
        ),
        DrawRemedy::MorePlacesOrRedraw,
    ))
}

/// `; not eligible: `211` (found dead), `214` (left out by request)`, or nothing.
fn not_eligible(roster: &Roster) -> String {
    const LISTED: usize = 30;
    let told = |l: &LeftOut| format!("`{}` ({})", l.animal, l.reason);
    let shown: Vec<String> = roster.left_out.iter().take(LISTED).map(told).collect();
    match roster.left_out.len().saturating_sub(LISTED) {
        0 if shown.is_empty() => String::new(),
        0 => format!("; not eligible: {}", shown.join(", ")),
        more => format!("; not eligible: {} and {more} more", shown.join(", ")),
    }
}

/// Covariates without gaps.
fn complete(roster: &Roster) -> Result<Vec<Covariate>, Error> {
    let covariate = |column: &Column| {
        let names = roster.candidates.iter().zip(&column.values);
        let missing = names.filter(|(_, value)| value.is_none());
        let missing: Vec<&str> = missing.map(|(c, _)| c.name.as_str()).collect();
        if !missing.is_empty() {
            let what = format!("no {}{}", column.name, roster.told);
            return Err(Error::state(
                lacking(&missing, &what),
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

/// The animals that stay in the arm they are in. Refuses arms that hold more of them than they have
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
        let held = fixed.iter().filter(|(_, a)| *a == Some(at)).count();
        if held > arm.places {
            let held = counted(held, "animal");
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

impl Prepared {
    /// Draws. The result depends on what is prepared here, seed, method and number of iterations
    /// alone; `watch` sees it come, and may stop it.
    ///
    /// # Errors
    /// Constraints that clash or that the method does not know, in words; a draw that was stopped.
    pub fn draw(&self, watch: Watch) -> Result<Draw, Error> {
        let problem = self.input.problem();
        let options = Options {
            method: method(self.request.method),
            seed: self.request.seed,
            iterations: 0,
            among_best: self.request.among_best,
            threads: effort::threads(),
        };
        let told = |error| refuse::told(error, &self.input);
        let iterations =
            effort::budget(self.request.effort, &problem, &options, watch).map_err(|error| {
                match error {
                    effort::BudgetError::Invalid(invalid) => invalid.into(),
                    effort::BudgetError::Refused(error) => told(error),
                }
            })?;
        let options = Options {
            iterations,
            ..options
        };
        let allocation = allocate(&problem, &options, watch).map_err(told)?;
        Ok(outcome::draw(self, iterations, allocation))
    }

    /// Refuses to go on without a reason where accepting what is drawn will need one.
    ///
    /// # Errors
    /// Animals that are in an arm are drawn anew, or animals join late, and no reason is given.
    pub fn must_have_reason(&self, given: bool) -> Result<(), Error> {
        let why = match (&self.late, self.redraws) {
            _ if given => return Ok(()),
            (_, true) => {
                "animals are in an arm already, and would be drawn anew without a reason".to_owned()
            }
            (Some(late), false) => format!("{late}, which needs a reason"),
            (None, false) => return Ok(()),
        };
        Err(Error::state(why, DrawRemedy::GiveReason))
    }

    /// SHA-256 of all that is fed into the draw but for method, seed and budget.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.input.text())
    }
}

/// The method as the statistics name it.
pub(super) fn method(method: AllocationMethod) -> Method {
    match method {
        AllocationMethod::Simple => Method::Simple,
        AllocationMethod::Block => Method::Block,
        AllocationMethod::Stratified => Method::Stratified,
        AllocationMethod::Serpentine => Method::Serpentine,
        AllocationMethod::Balanced => Method::Balanced,
    }
}
