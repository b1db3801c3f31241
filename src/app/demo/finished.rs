//! The finished study, simulated after the published design of the work on the MDM2 degrader KT-253 in RS4;11
//! xenografts. Routes are as published; vehicles, dose volumes and the schedule of DS-3032 are invented.

use chrono::{Datelike, NaiveDate};

use super::{days_before, protocol};
use crate::import::StudyPlan;
use crate::{Error, Notebook, Receipt};
use domain::{
    Arm, DoseSchedule, DoseUnit, Invalid, Label, Protocol, Route, Sex, StudyStatus, Treatment,
};

/// Name of the finished study.
pub const DEMO_STUDY: &str = "KT253-RS411";

const READINGS: &str = include_str!("../../../tests/fixtures/kt253_rs411.csv");
const DISPOSITIONS: &str = include_str!("../../../tests/fixtures/kt253_rs411_dispositions.csv");

const OBJECTIVE: &str = "SIMULATED DATA, no animal was used: a demonstration after the published design of \
the work on the MDM2 degrader KT-253 in RS4;11 xenografts. How strongly, how durably and how safely does \
KT-253 act on RS4;11 tumors, against vehicle and an MDM2 inhibitor?";

/// From the Monday of its day 0 to the Monday of the current week: readings go to day 42, two weeks before.
const BEGAN_BEFORE: u64 = 56;

impl Notebook {
    pub(super) fn create_finished_demo(
        &mut self,
        today: NaiveDate,
    ) -> Result<Option<Receipt>, Error> {
        let monday = days_before(today, today.weekday().num_days_from_monday().into());
        let day0 = days_before(monday, BEGAN_BEFORE);
        let files = [
            ("kt253_rs411.csv", READINGS),
            ("kt253_rs411_dispositions.csv", DISPOSITIONS),
        ];
        self.import_demo(DEMO_STUDY, (day0, today), Some("Vehicle"), &files, |plan| {
            complete(plan, day0)
        })
    }
}

/// Adds what the files do not tell: protocol, treatments, facts about the animals, and that the study is closed.
fn complete(plan: &mut StudyPlan, day0: NaiveDate) -> Result<(), Error> {
    let planned = std::mem::take(&mut plan.study.protocol);
    let planned = Protocol {
        landmark_day: Some(17.0),
        ..planned
    };
    plan.study.protocol = protocol(planned, "RS4;11", OBJECTIVE, days_before(day0, 14))?;
    plan.study.status = StudyStatus::Closed;
    for animal in &mut plan.animals {
        animal.sex = Some(Sex::Female);
        animal.born_on = Some(days_before(day0, 63));
    }
    plan.arms.iter_mut().try_for_each(treat)?;
    Ok(())
}

/// What an arm is given, from its name. KT-253 is given intravenously, the MDM2 inhibitor by mouth; the control gets
/// the vehicle of KT-253 as often as the arm that is given most of it.
fn treat(arm: &mut Arm) -> Result<(), Invalid> {
    let words: Vec<_> = arm.name.as_str().split(' ').collect();
    let (compound, dose, unit, vehicle, route, schedule) = match words.as_slice() {
        ["Vehicle"] => ("vehicle", "5", "mL/kg", HP_BETA_CD, "IV", "Q3W"),
        ["KT-253", dose, unit, schedule] => ("KT-253", *dose, *unit, HP_BETA_CD, "IV", *schedule),
        ["KT-253", dose, unit] => ("KT-253", *dose, *unit, HP_BETA_CD, "IV", "once"),
        [compound, dose, unit] => (*compound, *dose, *unit, METHYLCELLULOSE, "PO", "5 on 2 off"),
        _ => return Ok(()),
    };
    arm.vehicle = Some(Label::new("vehicle", vehicle)?);
    arm.treatments = vec![Treatment {
        compound: Label::new("compound", compound)?,
        dose: dose.parse().ok(),
        unit: Some(DoseUnit::new(unit)?),
        route: Some(Route::new(route)?),
        schedule: Some(DoseSchedule::new(schedule)?),
    }];
    Ok(())
}

/// The vehicle of what is injected.
const HP_BETA_CD: &str = "10 % HP-beta-CD in water";

/// The vehicle of what is given by mouth.
const METHYLCELLULOSE: &str = "0.5 % methylcellulose";
