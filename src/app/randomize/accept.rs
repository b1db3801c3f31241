//! Accepting a draw: arms are made, animals go to their arms, the draw with its receipt goes on record,
//! and where it is wanted the study is blinded, all in one operation.

use std::collections::HashMap;

use super::outcome::{Draw, DrawReceipt};
use super::prepare::{DrawnArm, NamedArm, Prepared, prepare_for};
use super::request::ArmPlaces;
use super::shown::Shown;
use super::study::observed_until;
use crate::{Error, Notebook, Receipt, blind};
use domain::{
    Allocation, AllocationId, AllocationOutcome, AllocationPlace, AllocationRecord, AnimalId, Arm,
    ArmId, BlindBy, DrawRemedy, Prose, StudyRecord,
};
use store::{Operation, RANDOMIZE, fresh_id};

/// A draw that is on record now.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepted {
    /// Its number among the study's draws, from 1.
    pub number: u32,
    /// How many arms were made.
    pub made: usize,
    /// Their names; none where the study was blinded with it.
    pub new_arms: Option<Vec<String>>,
    /// What may be shown of it, with its receipt as it is kept unless the study was blinded with it.
    pub draw: Shown,
}

impl Notebook {
    /// Puts animals into the arms that a draw gave them, and the draw on record; blinds the study with
    /// it if that is wanted.
    ///
    /// # Errors
    /// A study that changed since the draw in anything that entered it, or that is closed; a redraw or a
    /// late draw without a reason, a redraw after later readings; blinding a study that was unblinded, or
    /// with a draw that chance had no part in.
    pub fn accept(
        &mut self,
        study: &str,
        draw: &Draw,
        blinded: Option<BlindBy>,
        reason: Option<Prose>,
    ) -> Result<(Accepted, Option<Receipt>), Error> {
        let author = self.author().clone();
        self.write(RANDOMIZE, reason.clone(), |op| {
            let record = op.study(study)?;
            let prepared = as_drawn(&record, draw)?;
            prepared.must_have_reason(reason.is_some())?;
            if blinded.is_some() {
                draw.may_be_hidden()?;
            }
            let (arms, new_arms) = arms(op, &record, draw)?;
            move_animals(op, &record, &prepared, draw, &arms)?;
            let number = record.allocations.last().map_or(1, |a| a.number + 1);
            let receipt = DrawReceipt {
                number: Some(number),
                at: Some(op.recorded_at().to_owned()),
                author: Some(author.to_string()),
                ..draw.receipt.clone()
            };
            let head = Allocation {
                id: AllocationId(fresh_id()),
                number,
                method: draw.request.method,
                seed: Some(draw.seed),
                iterations: receipt.iterations,
                score: draw.score,
                observed_on: prepared.date,
                observed_until: observed_until(&record),
                reason,
                author,
                recorded_at: op.recorded_at().to_owned(),
            };
            let allocation = AllocationRecord {
                head,
                input: draw.input.text(),
                receipt: serde_json::to_string(&receipt).expect("plain values can be written"),
                places: places(&prepared, draw, &arms)?,
                arms,
            };
            op.insert_allocation(record.study.id, &allocation)?;
            let Some(by) = blinded else {
                return Ok(Accepted {
                    number,
                    made: new_arms.len(),
                    new_arms: Some(new_arms),
                    draw: draw.accepted(receipt),
                });
            };
            blind::hide(op, &op.study(study)?, by)?;
            let names = names(&op.study(study)?, &allocation.arms);
            Ok(Accepted {
                number,
                made: new_arms.len(),
                new_arms: None,
                draw: draw.hidden(&names),
            })
        })
    }
}

/// What these arms may be called.
fn names(record: &StudyRecord, arms: &[ArmId]) -> Vec<String> {
    let arm = |id: &ArmId| record.arms.iter().find(|arm| arm.id == *id);
    let shown = |arm: &Arm| arm.shown(record.study.blinding).to_string();
    arms.iter().filter_map(arm).map(shown).collect()
}

/// The same preparation, from the study as it is now. Refuses if anything that entered the draw is
/// different.
fn as_drawn(record: &StudyRecord, draw: &Draw) -> Result<Prepared, Error> {
    record.study.must_be_open()?;
    if draw.redraws {
        may_be_redrawn(record)?;
    }
    let changed = |what: &str| {
        Error::state(
            format!("the study has changed since this was drawn: {what}"),
            "draw again; nothing was written",
        )
    };
    let numbers = record.allocations.iter().map(|a| (a.number, a.seed));
    let earlier = &draw.receipt.earlier;
    if !numbers.eq(earlier.iter().map(|e| (e.number, Some(e.seed)))) {
        return Err(changed("another draw was accepted or taken back"));
    }
    for arm in &draw.arms {
        let of_study = |a: &Arm| arm.id.map_or(a.name == arm.name, |id| a.id == id);
        if record.arms.iter().any(of_study) == arm.is_new() {
            let gone = if arm.is_new() { "there" } else { "gone" };
            return Err(changed(&format!("arm `{}` is {gone} now", arm.name)));
        }
    }
    let named = |arm: &DrawnArm| -> NamedArm {
        let places = Some(arm.places);
        let name = arm.name.clone();
        (ArmPlaces { name, places }, arm.id)
    };
    let arms = draw.arms.iter().map(named).collect();
    let prepared = prepare_for(record, &draw.request, arms).map_err(|e| changed(&e.to_string()))?;
    match prepared.input == draw.input {
        true => Ok(prepared),
        false => Err(changed("animals, values, cages or arms are not the same")),
    }
}

/// Refuses to draw anew what was drawn before, once there are readings that the standing draw could
/// not know of; where arms were given by hand, once there are readings after day 0.
pub fn may_be_redrawn(record: &StudyRecord) -> Result<(), Error> {
    let Some(later) = read_later(record) else {
        return Ok(());
    };
    Err(Error::state(
        format!("the animals cannot be drawn anew: there are {later}"),
        DrawRemedy::MoveAnimal,
    ))
}

/// `readings or weighings of 2026-01-09, after draw 1 was accepted`: what the standing draw could not know
/// of; where arms were given by hand, what came after day 0.
fn read_later(record: &StudyRecord) -> Option<String> {
    let standing = record.allocations.last();
    let until = match standing {
        Some(allocation) => allocation.observed_until,
        None => Some(record.study.protocol.day0?),
    };
    let later = observed_until(record).filter(|last| until.is_none_or(|u| *last > u))?;
    let since = match standing {
        Some(allocation) => format!("draw {} was accepted", allocation.number),
        None => "day 0".to_owned(),
    };
    Some(format!("readings or weighings of {later}, after {since}"))
}

/// What makes another draw late: animals are in arms, and there are readings since they came there.
pub(super) fn late(record: &StudyRecord) -> Option<String> {
    let mut on_study = record.animals.iter().filter(|a| a.disposition.is_none());
    on_study.any(|a| a.animal.arm.is_some()).then_some(())?;
    let later = read_later(record)?;
    Some(format!(
        "animals would join those that are in arms late: there are {later}"
    ))
}

/// The arms in the order of the draw, and the names of those that had to be made.
fn arms(
    op: &Operation<'_>,
    record: &StudyRecord,
    draw: &Draw,
) -> Result<(Vec<ArmId>, Vec<String>), Error> {
    let mut position = record
        .arms
        .iter()
        .map(|arm| arm.position)
        .max()
        .unwrap_or(0);
    let (mut ids, mut made) = (Vec::new(), Vec::new());
    for arm in &draw.arms {
        if let Some(id) = arm.id {
            ids.push(id);
            continue;
        }
        position += 1;
        let arm = Arm {
            code: None,
            id: ArmId(fresh_id()),
            name: arm.name.clone(),
            position,
            is_control: false,
            vehicle: None,
            treatments: Vec::new(),
        };
        op.insert_arm(record.study.id, &arm)?;
        ids.push(arm.id);
        made.push(arm.name.to_string());
    }
    Ok((ids, made))
}

fn move_animals(
    op: &Operation<'_>,
    record: &StudyRecord,
    prepared: &Prepared,
    draw: &Draw,
    arms: &[ArmId],
) -> Result<(), Error> {
    let drawn = prepared.candidates.iter().zip(&draw.places);
    let drawn =
        drawn.filter_map(|(candidate, (_, arm))| Some((candidate.id?, arm.map(|arm| arms[arm]))));
    let leaving = prepared.left_out.iter().filter(|l| l.leaves_arm);
    let leaving = leaving.filter_map(|l| Some((l.id?, None)));
    let moved: HashMap<AnimalId, Option<ArmId>> = drawn.chain(leaving).collect();
    for animal in &record.animals {
        let Some(arm) = moved.get(&animal.animal.id) else {
            continue;
        };
        if *arm != animal.animal.arm {
            let mut animal = animal.animal.clone();
            animal.arm = *arm;
            op.update_animal(&animal)?;
        }
    }
    Ok(())
}

fn places(prepared: &Prepared, draw: &Draw, arms: &[ArmId]) -> Result<Vec<AllocationPlace>, Error> {
    let reason = |id: AnimalId| {
        let left = draw.left_out.iter().find(|l| l.id == Some(id));
        Prose::new("reason", left.map_or("not drawn", |l| l.reason.as_str()))
    };
    let mut places = Vec::new();
    for ((candidate, (_, arm)), position) in prepared.candidates.iter().zip(&draw.places).zip(1..) {
        let Some(animal) = candidate.id else { continue };
        places.push(AllocationPlace {
            animal,
            position: Some(position),
            outcome: match arm {
                Some(arm) => AllocationOutcome::Arm(arms[*arm]),
                None => AllocationOutcome::LeftOut(reason(animal)?),
            },
        });
    }
    for left in &prepared.left_out {
        let Some(animal) = left.id else { continue };
        places.push(AllocationPlace {
            animal,
            position: None,
            outcome: AllocationOutcome::LeftOut(Prose::new("reason", &left.reason)?),
        });
    }
    Ok(places)
}
