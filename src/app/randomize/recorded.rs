//! A draw that is on record, as it may be shown: the arm of each animal, and the balance of the values it was
//! drawn from. Animals and arms have their present names. A blinded study shows nothing of its draws: whoever
//! has the seed can repeat one and knows the arms.

use super::candidates::LeftOut;
use super::groups::DrawnGroups;
use super::input::{Input, Values};
use super::prepared::Covariate;
use super::receipt::DrawReceipt;
use super::study;
use super::verify::read;
use crate::{Error, Notebook};
use domain::{
    AllocationOutcome, AllocationPlace, AllocationRecord, AnimalId, ArmId, Remedy, StudyRecord,
};

/// A draw that is on record.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedDraw {
    /// With number, author and time.
    pub receipt: DrawReceipt,
    /// Its arms are in the order of the study.
    pub groups: DrawnGroups,
}

impl Notebook {
    /// A draw that is on record; the last one where no number is given.
    ///
    /// # Errors
    /// If the study does not have that draw or is blinded, or the stored draw cannot be read.
    pub fn allocation_on_record(
        &self,
        study: &str,
        number: Option<u32>,
    ) -> Result<RecordedDraw, Error> {
        on_record(
            &self.study(study)?,
            &self.store().allocation(study, number)?,
        )
    }
}

fn on_record(record: &StudyRecord, stored: &AllocationRecord) -> Result<RecordedDraw, Error> {
    if record.study.blinding.is_blinded() {
        return Err(Error::state(
            format!(
                "study `{}` is blinded: its draws would show its arms",
                record.study.name
            ),
            "unblind it first, which asks for a reason",
        ));
    }
    let input: Input = read(&stored.input, "input")?;
    let drawn_for = |id: &ArmId| stored.arms.contains(id);
    let arms: Vec<_> = record.arms.iter().filter(|a| drawn_for(&a.id)).collect();
    let index = |outcome: &AllocationOutcome| match outcome {
        AllocationOutcome::Arm(id) => arms.iter().position(|arm| arm.id == *id),
        AllocationOutcome::LeftOut(_) => None,
    };
    let drawn = stored.places.iter().filter(|p| p.position.is_some());
    let placements: Vec<(String, Option<usize>)> = drawn
        .map(|p| (tag(record, p.animal), index(&p.outcome)))
        .collect();
    let arms: Vec<String> = arms.iter().map(|arm| arm.name.to_string()).collect();
    let covariates: Vec<Covariate> = input.covariates.into_iter().map(covariate).collect();
    if covariates
        .iter()
        .any(|c| c.values.len() != placements.len())
    {
        return Err(Error::state(
            "the stored draw does not have one value per animal",
            Remedy::VerifyTrailAndCompare,
        ));
    }
    let places = stored.places.iter();
    let left_out = places.filter_map(|p| left_out(record, p)).collect();
    Ok(RecordedDraw {
        receipt: read(&stored.receipt, "receipt")?,
        groups: DrawnGroups::new(arms, covariates, placements, left_out),
    })
}

fn covariate(stored: Values) -> Covariate {
    Covariate {
        unit: study::unit(&stored.name),
        name: stored.name,
        weight: stored.weight,
        values: stored.values,
    }
}

fn left_out(record: &StudyRecord, place: &AllocationPlace) -> Option<LeftOut> {
    match &place.outcome {
        AllocationOutcome::Arm(_) => None,
        AllocationOutcome::LeftOut(why) => Some(LeftOut {
            animal: tag(record, place.animal),
            reason: why.to_string(),
            id: Some(place.animal),
            leaves_arm: false,
        }),
    }
}

fn tag(record: &StudyRecord, id: AnimalId) -> String {
    let animal = record.animals.iter().find(|a| a.animal.id == id);
    animal.map_or_else(|| "?".to_owned(), |a| a.animal.tag.to_string())
}
