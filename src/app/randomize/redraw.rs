//! Whether animals may be drawn anew, and when a draw is late.
//!
//! Once animals were read after allocation, a redraw could be made in view of the results: it is refused. So it is once one of
//! them was dosed: what was given belongs to its arm. A
//! draw that adds animals to running arms is allowed, but late: the new animals were not allocated with the
//! others, so it needs a reason that stays on record.

use super::study::observed_until;
use crate::Error;
use chrono::NaiveDate;
use domain::{DrawRemedy, StudyRecord};

/// Refuses to draw animals anew once there are readings of days after the standing draw; where arms were assigned by
/// hand, once there are readings after day 0.
///
/// # Errors
/// Names the last date with a later reading.
pub fn may_be_redrawn(record: &StudyRecord) -> Result<(), Error> {
    if let Some(on) = first_dose(record) {
        return Err(Error::state(
            format!("the animals cannot be drawn anew: the first dose was given on {on}"),
            DrawRemedy::MoveAnimal,
        ));
    }
    let Some(later) = later_readings(record) else {
        return Ok(());
    };
    Err(Error::state(
        format!("the animals cannot be drawn anew: there are {later}"),
        DrawRemedy::MoveAnimal,
    ))
}

/// The date on which the first dose was given to an animal that is in an arm.
fn first_dose(record: &StudyRecord) -> Option<NaiveDate> {
    let in_arms = record.animals.iter().filter(|a| a.animal.arm.is_some());
    let doses = in_arms.flat_map(|animal| &animal.doses);
    let given = doses.filter(|dose| dose.is_given());
    given.map(|dose| dose.when.date).min()
}

/// `readings or weighings of 2026-01-09, after draw 1 was accepted`: the last date with a value that the
/// standing draw could not take into account; where arms were assigned by hand, after day 0.
fn later_readings(record: &StudyRecord) -> Option<String> {
    let standing = record.allocations.last();
    let later = match standing.map(|allocation| allocation.observed_until) {
        Some(Some(until)) => observed_until(record).filter(|last| *last > until),
        Some(None) => observed_until(record),
        None => after_day0(record),
    }?;
    let since = match standing {
        Some(allocation) => format!("draw {} was accepted", allocation.number),
        None => "day 0".to_owned(),
    };
    Some(format!("readings or weighings of {later}, after {since}"))
}

/// The last date with a value of an animal after its day 0.
fn after_day0(record: &StudyRecord) -> Option<NaiveDate> {
    let protocol = &record.study.protocol;
    let late = record.animals.iter().filter_map(|animal| {
        let day0 = animal.animal.day0(protocol)?;
        let last = animal.moments().map(|when| when.date).max();
        last.filter(|last| *last > day0)
    });
    late.max()
}

/// Why another draw would be late, if it would: animals are in arms, and have readings since.
pub(super) fn late(record: &StudyRecord) -> Option<String> {
    let mut on_study = record.animals.iter().filter(|a| a.disposition.is_none());
    on_study.any(|a| a.animal.arm.is_some()).then_some(())?;
    let dosed = || first_dose(record).map(|on| format!("the first dose was given on {on}"));
    let later = later_readings(record).map(|later| format!("there are {later}"));
    let why = later.or_else(dosed)?;
    Some(format!(
        "animals would join those that are in arms late: {why}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::testing::{animal, date, in_arm, study};
    use domain::{Dated, Dose, DoseState, When};

    #[test]
    fn animals_are_not_drawn_anew_once_one_of_them_was_dosed() {
        let mut record = study(vec![in_arm(animal("1"), "A"), animal("2")]);
        assert!(may_be_redrawn(&record).is_ok());
        let dose = |state| Dated {
            id: uuid::Uuid::nil().into(),
            when: When::on(date(0)),
            clock_time: None,
            repeat: 1,
            observer: None,
            entry: Dose {
                planned: None,
                state,
                reason: None,
                compound: None,
                percent: 100.0,
                planned_dose: None,
                given_dose: None,
                unit: None,
                route: None,
                volume_ml: None,
                weight: None,
                formulation: None,
            },
        };
        record.animals[0].doses = vec![dose(DoseState::Held)];
        assert!(may_be_redrawn(&record).is_ok());
        record.animals[0].doses = vec![dose(DoseState::Given)];
        let why = may_be_redrawn(&record).unwrap_err().to_string();
        assert!(why.contains("the first dose was given on"), "{why}");
        assert!(late(&record).is_some());
    }
}
