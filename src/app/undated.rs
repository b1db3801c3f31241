//! Studies of study days only: what becomes of their entries once somebody knows a date.

use super::Error;
use super::entries::must_have_happened;
use domain::{AnimalRecord, Protocol, Scope, Study, When, day_of, when_of};
use store::{Operation, clock};

/// Gives what was recorded of a study its dates, now that its day 0 has one: study days stay as they are.
///
/// # Errors
/// If an entry would be of a day to come.
pub(super) fn date_entries(
    op: &Operation<'_>,
    study: &Study,
    before: &Protocol,
) -> Result<(), Error> {
    let (Some(from), Some(to)) = (before.day0, study.protocol.day0) else {
        return Ok(());
    };
    let moved = |when: When| -> Result<When, Error> {
        let moved = when_of(day_of(when, from), to)?;
        must_have_happened(moved, clock::today())?;
        Ok(moved)
    };
    let record = op.study(study.name.as_str())?;
    let undated = |animal: &AnimalRecord| animal.animal.day0_is_assumed(before);
    for animal in record.animals.iter().filter(|animal| undated(animal)) {
        for tumor in &animal.tumors {
            for reading in &tumor.readings {
                let mut reading = reading.clone();
                reading.when = moved(reading.when)?;
                op.update_entry(tumor.tumor.id, &reading)?;
            }
        }
        for weighing in &animal.weighings {
            let mut weighing = weighing.clone();
            weighing.when = moved(weighing.when)?;
            op.update_entry(animal.animal.id, &weighing)?;
        }
        if let Some(left) = &animal.disposition {
            let mut left = left.clone();
            left.when = moved(left.when)?;
            op.delete_disposition(left.id)?;
            op.insert_disposition(animal.animal.id, &left)?;
        }
    }
    for exclusion in &record.exclusions {
        let mut exclusion = exclusion.clone();
        match &mut exclusion.scope {
            Scope::AnimalDay(_, when) | Scope::Day(when) => *when = moved(*when)?,
            Scope::Animal(_) | Scope::Reading(_) => continue,
        }
        op.delete_exclusion(exclusion.id)?;
        op.insert_exclusion(study.id, &exclusion)?;
    }
    Ok(())
}
