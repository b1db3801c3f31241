//! Accepting a draw, in one operation: new arms are made, animals go to their arms, the draw and its receipt
//! go on record, and on request the study is blinded.

use std::collections::HashMap;

use super::outcome::Draw;
use super::prepare::{NamedArm, prepare_for};
use super::prepared::{DrawnArm, Prepared};
use super::receipt::DrawReceipt;
use super::redraw::may_be_redrawn;
use super::request::ArmPlaces;
use super::study::observed_until;
use super::view::DrawView;
use crate::{Error, Notebook, Receipt, blind};
use domain::{
    Allocation, AllocationId, AllocationOutcome, AllocationPlace, AllocationRecord, AnimalId, Arm,
    ArmId, BlindBy, Prose, Reason, StudyRecord,
};
use store::{Operation, RANDOMIZE, fresh_id};

/// A draw that is on record now.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepted {
    /// The number of the draw in its study, from 1.
    pub number: u32,
    /// The number of arms that were made.
    pub made: usize,
    /// Names of the arms that were made; none where the study was blinded in the same operation.
    pub new_arms: Option<Vec<String>>,
    /// What may be shown of the draw; with its receipt unless the study was blinded in the same operation.
    pub draw: DrawView,
}

impl Accepted {
    /// Whether the study was blinded in the same operation.
    pub fn blinds(&self) -> bool {
        self.new_arms.is_none()
    }
}

impl Notebook {
    /// Moves animals to the arms of a draw and puts the draw on record; `blinded` also blinds the study.
    ///
    /// # Errors
    /// If anything that entered the draw has changed in the study since, or the study is closed; if a redraw
    /// or a late draw has no reason; if a redraw comes after later readings; if the study was unblinded
    /// before, or chance had no part in a draw that is to blind.
    pub fn accept(
        &mut self,
        study: &str,
        draw: &Draw,
        blinded: Option<BlindBy>,
        reason: Option<Reason>,
    ) -> Result<(Accepted, Option<Receipt>), Error> {
        let author = self.author().clone();
        self.write(RANDOMIZE, reason.clone(), |op| {
            let record = op.study(study)?;
            // The draw was made outside of this transaction: somebody may have written since.
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
                seed: Some(draw.receipt.seed),
                iterations: receipt.iterations,
                score: draw.search.score,
                observed_on: prepared.date,
                observed_until: observed_until(&record),
                reason: reason.as_ref().map(Reason::prose),
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
                    draw: draw.view_accepted(receipt),
                });
            };
            blind::hide(op, &op.study(study)?, by)?;
            let names = visible_names(&op.study(study)?, &allocation.arms);
            Ok(Accepted {
                number,
                made: new_arms.len(),
                new_arms: None,
                draw: draw.view_under_names(&names),
            })
        })
    }
}

/// What may be shown of the names of these arms.
fn visible_names(record: &StudyRecord, arms: &[ArmId]) -> Vec<String> {
    let arm = |id: &ArmId| record.arms.iter().find(|arm| arm.id == *id);
    let visible = |arm: &Arm| arm.shown(record.study.blinding).to_string();
    arms.iter().filter_map(arm).map(visible).collect()
}

/// Prepares the draw anew from the study as it is now. Refuses if anything that entered the draw differs:
/// the receipt must be true of the study into which it is written.
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
        return Err(changed("another draw was accepted or undone"));
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

/// The arms in the order of the draw, and the names of those that were made.
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
            label: None,
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
    let drawn = prepared.candidates.iter().zip(&draw.groups.placements);
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
        let left = draw.groups.left_out.iter().find(|l| l.id == Some(id));
        Prose::new("reason", left.map_or("not drawn", |l| l.reason.as_str()))
    };
    let mut places = Vec::new();
    for ((candidate, (_, arm)), position) in prepared
        .candidates
        .iter()
        .zip(&draw.groups.placements)
        .zip(1..)
    {
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
