//! Repeating a draw that is on record, from what was stored with it and nothing else: names that
//! changed and animals that came since do not matter.

use serde::Serialize;

use super::effort::threads;
use super::input::{Input, fingerprint};
use super::outcome::DrawReceipt;
use super::prepare::method;
use super::refuse;
use crate::app::{Error, Notebook};
use crate::domain::{
    AllocationMethod, AllocationOutcome, AllocationRecord, AnimalId, ArmId, StudyRecord, counted,
};
use crate::stats::allocation::{Options, allocate, unwatched};

/// Whether a draw came out the same again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verification {
    /// The number of the draw.
    pub number: u32,
    /// Whether everything is as it was stored.
    pub reproduced: bool,
    /// What is not, in sentences.
    pub differences: Vec<String>,
    /// Animals that were drawn from.
    pub animals: usize,
    /// What happened to the animals since, which is no fault of the draw, in sentences.
    pub since: Vec<String>,
    /// The receipt as it was stored.
    pub receipt: DrawReceipt,
}

impl Notebook {
    /// Repeats a draw that is on record; the last one where no number is given.
    ///
    /// # Errors
    /// A study without that draw, and a stored draw that cannot be read.
    pub fn verify_allocation(
        &self,
        study: &str,
        number: Option<u32>,
    ) -> Result<Verification, Error> {
        let record = self.study(study)?;
        if record.study.blinding.is_blinded() {
            return Err(Error::state(
                format!(
                    "study `{}` is blinded: repeating a draw would show its arms",
                    record.study.name
                ),
                "it can be repeated once the study is unblinded, which asks for a reason",
            ));
        }
        if record.allocations.is_empty() {
            return Err(Error::state(
                format!("study `{}` has no allocation on record", record.study.name),
                "draw one with `graftbook randomize`",
            ));
        }
        verify(&record, &self.store().allocation(study, number)?)
    }
}

pub(super) fn verify(
    record: &StudyRecord,
    stored: &AllocationRecord,
) -> Result<Verification, Error> {
    let input: Input = read(&stored.input, "input")?;
    let receipt: DrawReceipt = read(&stored.receipt, "receipt")?;
    let mut differences = Vec::new();
    if fingerprint(&stored.input) != receipt.fingerprint {
        differences
            .push("what was fed into the draw does not have the receipt's fingerprint".to_owned());
    }
    let options = Options {
        method: method(receipt.method.parse::<AllocationMethod>()?),
        seed: receipt.seed,
        iterations: receipt.iterations,
        among_best: receipt.options.among_best,
        threads: threads(),
    };
    let problem = input.problem();
    let again = allocate(&problem, &options, &unwatched).map_err(|e| refuse::told(e, &input))?;
    if again.score != receipt.score {
        differences.push(format!(
            "the score was {}, and is {}",
            receipt.score, again.score
        ));
    }
    let names = Names(record);
    differences.extend(names.differences(stored, &input, &again.arms));
    Ok(Verification {
        number: stored.head.number,
        reproduced: differences.is_empty(),
        differences,
        animals: input.animals.len(),
        since: names.moves(stored),
        receipt,
    })
}

/// What a stored draw holds as text.
pub(super) fn read<T: serde::de::DeserializeOwned>(text: &str, what: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| {
        Error::state(
            format!("the {what} of the stored draw cannot be read: {error}"),
            "prove the file with `graftbook audit verify`, and compare it with a backup",
        )
    })
}

/// Animals and arms by their names of today, as the record shows them.
struct Names<'a>(&'a StudyRecord);

impl Names<'_> {
    fn animal(&self, id: AnimalId) -> &str {
        let animal = self.0.animals.iter().find(|a| a.animal.id == id);
        animal.map_or("?", |a| a.animal.tag.as_str())
    }

    fn arm(&self, id: Option<ArmId>) -> String {
        let arm = self.0.arms.iter().find(|a| Some(a.id) == id);
        arm.map_or("no arm".to_owned(), |a| format!("`{}`", a.name))
    }

    /// Animals that the draw puts elsewhere than they were stored.
    fn differences(
        &self,
        stored: &AllocationRecord,
        input: &Input,
        arms: &[Option<usize>],
    ) -> Vec<String> {
        let drawn: Vec<_> = stored
            .places
            .iter()
            .filter(|p| p.position.is_some())
            .collect();
        if drawn.len() != input.animals.len() || stored.arms.len() != input.sizes.len() {
            return vec![format!(
                "{} in {} were stored, and {} in {} were drawn",
                counted(drawn.len(), "animal"),
                counted(stored.arms.len(), "arm"),
                counted(input.animals.len(), "animal"),
                counted(input.sizes.len(), "arm"),
            )];
        }
        let elsewhere = drawn.iter().zip(arms).filter_map(|(place, arm)| {
            let (was, is) = (arm_of(&place.outcome), arm.map(|arm| stored.arms[arm]));
            (was != is).then(|| {
                let (was, is) = (self.arm(was), self.arm(is));
                format!(
                    "`{}` is stored in {was}, and the draw gives {is}",
                    self.animal(place.animal)
                )
            })
        });
        elsewhere.collect()
    }

    /// Animals of the last draw that are in another arm today.
    fn moves(&self, stored: &AllocationRecord) -> Vec<String> {
        if self.0.allocations.last().map(|a| a.number) != Some(stored.head.number) {
            return Vec::new();
        }
        let today = |id| self.0.animals.iter().find(|a| a.animal.id == id);
        let drawn = stored.places.iter().filter(|p| p.position.is_some());
        let moved = drawn.filter_map(|place| {
            let (was, animal) = (arm_of(&place.outcome), today(place.animal)?);
            (was != animal.animal.arm).then(|| {
                let (was, is) = (self.arm(was), self.arm(animal.animal.arm));
                format!(
                    "`{}` was drawn into {was}, and is in {is} today",
                    animal.animal.tag
                )
            })
        });
        moved.collect()
    }
}

fn arm_of(outcome: &AllocationOutcome) -> Option<ArmId> {
    match outcome {
        AllocationOutcome::Arm(arm) => Some(*arm),
        AllocationOutcome::LeftOut(_) => None,
    }
}
