//! Repeating a draw that is on record, from what was stored with it and nothing else, so that changed names and
//! new animals do not matter.

use serde::Serialize;

use super::draw::method;
use super::effort::threads;
use super::input::{Input, fingerprint};
use super::receipt::DrawReceipt;
use super::watch::watched;
use super::{refuse, study};
use crate::{Error, Notebook};
use domain::{
    AllocationMethod, AllocationOutcome, AllocationRecord, AnimalId, AnimalRecord, ArmId,
    DrawRemedy, Remedy, StudyRecord, counted,
};
use report::number::significant;
use stats::allocation::{DrawOptions, allocate};

/// The result of repeating a draw.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verification {
    /// The number of the draw in its study.
    pub number: u32,
    /// Whether the result is the stored one.
    pub reproduced: bool,
    /// Where it is not, in sentences.
    pub differences: Vec<String>,
    /// The number of candidates.
    pub animals: usize,
    /// What has changed since in the animals and their values, in sentences. This does not make a draw wrong.
    pub since: Vec<String>,
    /// As it was stored.
    pub receipt: DrawReceipt,
}

impl Notebook {
    /// Repeats a draw that is on record; the last one where no number is given.
    ///
    /// # Errors
    /// If the study does not have that draw or is blinded, or the stored draw cannot be read.
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
                DrawRemedy::DrawFirst,
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
    let options = DrawOptions {
        method: method(receipt.method.parse::<AllocationMethod>()?),
        seed: receipt.seed,
        iterations: receipt.iterations,
        among_best: receipt.options.among_best,
        threads: threads(),
    };
    let problem = input.problem();
    let again = allocate(&problem, &options, &watched).map_err(|e| refuse::in_words(e, &input))?;
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
        since: [names.values(stored, &input, &receipt), names.moves(stored)].concat(),
        receipt,
    })
}

/// Reads a part of a stored draw from its text.
pub(super) fn read<T: serde::de::DeserializeOwned>(text: &str, what: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| {
        Error::state(
            format!("the {what} of the stored draw cannot be read: {error}"),
            Remedy::VerifyTrailAndCompare,
        )
    })
}

/// Animals and arms by their present names.
struct Names<'a>(&'a StudyRecord);

impl Names<'_> {
    fn animal(&self, id: AnimalId) -> &str {
        self.record_of(id).map_or("?", |a| a.animal.tag.as_str())
    }

    fn arm(&self, id: Option<ArmId>) -> String {
        let arm = self.0.arms.iter().find(|a| Some(a.id) == id);
        arm.map_or("no arm".to_owned(), |a| format!("`{}`", a.name))
    }

    /// Animals whose stored arm is not the one that the repeated draw gives.
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

    /// Values and levels that are not those of the draw any more: corrected, completed or undone since.
    fn values(
        &self,
        stored: &AllocationRecord,
        input: &Input,
        receipt: &DrawReceipt,
    ) -> Vec<String> {
        let date = receipt.options.date.as_ref().and_then(|d| d.parse().ok());
        let drawn = stored.places.iter().filter(|p| p.position.is_some());
        let drawn: Vec<Option<&AnimalRecord>> = drawn.map(|p| self.record_of(p.animal)).collect();
        let mut changed = Vec::new();
        for covariate in &input.covariates {
            for (animal, was) in drawn.iter().zip(&covariate.values) {
                let Some(animal) = animal else { continue };
                let name = covariate.name.as_str();
                let is = study::value(animal, &self.0.study.protocol, name, date);
                if is != Some(*was) {
                    let digits = |v| significant(Some(v), 6);
                    let is = is.map_or("not known".to_owned(), digits);
                    changed.push(change(animal, name, &digits(*was), &is));
                }
            }
        }
        for factor in &input.spread {
            for (animal, was) in drawn.iter().zip(&factor.levels) {
                let Some(animal) = animal else { continue };
                let is = study::level(self.0, animal, &factor.factor);
                if is.as_ref() != Some(was) {
                    let is = is.as_deref().unwrap_or("not known");
                    changed.push(change(animal, &factor.factor, was, is));
                }
            }
        }
        if !changed.is_empty() {
            changed.insert(0, AS_IT_WAS.to_owned());
        }
        changed
    }

    fn record_of(&self, id: AnimalId) -> Option<&AnimalRecord> {
        self.0.animals.iter().find(|a| a.animal.id == id)
    }

    /// Animals of the last draw that are in another arm today.
    fn moves(&self, stored: &AllocationRecord) -> Vec<String> {
        if self.0.allocations.last().map(|a| a.number) != Some(stored.head.number) {
            return Vec::new();
        }
        let drawn = stored.places.iter().filter(|p| p.position.is_some());
        let moved = drawn.filter_map(|place| {
            let (was, animal) = (arm_of(&place.outcome), self.record_of(place.animal)?);
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

/// The words before the list of changed values.
const AS_IT_WAS: &str =
    "values are not what was on record then, and the draw was repeated from those of then";

fn change(animal: &AnimalRecord, what: &str, was: &str, is: &str) -> String {
    let tag = &animal.animal.tag;
    format!("`{tag}` was drawn with {what} {was}, which is {is} today")
}

fn arm_of(outcome: &AllocationOutcome) -> Option<ArmId> {
    match outcome {
        AllocationOutcome::Arm(arm) => Some(*arm),
        AllocationOutcome::LeftOut(_) => None,
    }
}
