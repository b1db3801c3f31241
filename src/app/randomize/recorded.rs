//! A draw that is on record, as it may be seen: who went where, and how alike the arms came out by the
//! values it was drawn from. Animals and arms go by their names of today. Of a blinded study nothing is
//! told: a seed gives the arms away.

use super::input::Input;
use super::outcome::{DrawReceipt, balance_of};
use super::prepare::Covariate;
use super::study;
use super::verify::read;
use crate::{Error, Notebook};
use domain::{
    AllocationOutcome, AllocationPlace, AllocationRecord, AnimalId, ArmId, BalanceRow, BalanceTest,
    Remedy, StudyRecord,
};

/// A draw that is on record.
#[derive(Debug, Clone, PartialEq)]
pub struct OnRecord {
    /// Its receipt, with number, author and time.
    pub receipt: DrawReceipt,
    /// Names of its arms, in the order of the study.
    pub arms: Vec<String>,
    /// What was balanced, animal by animal in the order of `places`.
    pub covariates: Vec<Covariate>,
    /// Every animal that was drawn from, and its arm by place in `arms`; none: not drawn.
    pub places: Vec<(String, Option<usize>)>,
    /// Who got no place, and why.
    pub left_out: Vec<(String, String)>,
    /// Every covariate in every arm.
    pub balance: Vec<BalanceRow>,
    /// Every covariate over all arms.
    pub tests: Vec<BalanceTest>,
}

impl Notebook {
    /// A draw that is on record; the last one where no number is given.
    ///
    /// # Errors
    /// A study without that draw, or that is blinded; a stored draw that cannot be read.
    pub fn allocation_on_record(
        &self,
        study: &str,
        number: Option<u32>,
    ) -> Result<OnRecord, Error> {
        on_record(
            &self.study(study)?,
            &self.store().allocation(study, number)?,
        )
    }
}

fn on_record(record: &StudyRecord, stored: &AllocationRecord) -> Result<OnRecord, Error> {
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
    let place = |outcome: &AllocationOutcome| match outcome {
        AllocationOutcome::Arm(id) => arms.iter().position(|arm| arm.id == *id),
        AllocationOutcome::LeftOut(_) => None,
    };
    let drawn = stored.places.iter().filter(|p| p.position.is_some());
    let places: Vec<(String, Option<usize>)> = drawn
        .map(|p| (tag(record, p.animal), place(&p.outcome)))
        .collect();
    let arms: Vec<String> = arms.iter().map(|arm| arm.name.to_string()).collect();
    let covariates: Vec<Covariate> = input.covariates.into_iter().map(covariate).collect();
    if covariates.iter().any(|c| c.values.len() != places.len()) {
        return Err(Error::state(
            "the stored draw does not have one value per animal",
            Remedy::VerifyTrailAndCompare,
        ));
    }
    let placed: Vec<Option<usize>> = places.iter().map(|(_, arm)| *arm).collect();
    let balance = balance_of(&covariates, &arms, &placed);
    Ok(OnRecord {
        receipt: read(&stored.receipt, "receipt")?,
        left_out: stored
            .places
            .iter()
            .filter_map(|p| left_out(record, p))
            .collect(),
        arms,
        covariates,
        places,
        balance: balance.rows,
        tests: balance.tests,
    })
}

fn covariate(stored: super::input::Values) -> Covariate {
    Covariate {
        unit: study::unit(&stored.name),
        name: stored.name,
        weight: stored.weight,
        values: stored.values,
    }
}

fn left_out(record: &StudyRecord, place: &AllocationPlace) -> Option<(String, String)> {
    match &place.outcome {
        AllocationOutcome::Arm(_) => None,
        AllocationOutcome::LeftOut(why) => Some((tag(record, place.animal), why.to_string())),
    }
}

fn tag(record: &StudyRecord, id: AnimalId) -> String {
    let animal = record.animals.iter().find(|a| a.animal.id == id);
    animal.map_or_else(|| "?".to_owned(), |a| a.animal.tag.to_string())
}
