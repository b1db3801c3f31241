//! The demo study: simulated after the published design of the work on the MDM2 degrader KT-253 in
//! RS4;11 xenografts. No animal was used, and the study says so wherever it appears.

use chrono::NaiveDate;

use super::import::{ImportOptions, ImportOutcome, Input, StudyPlan, read_text};
use super::{Error, Notebook, Receipt};
use domain::{Arm, DataOrigin, Invalid, Label, Prose, Protocol, Treatment};

/// Name of the demo study.
pub const DEMO_STUDY: &str = "KT253-RS411";

const READINGS: &str = include_str!("../../tests/fixtures/kt253_rs411.csv");
const DISPOSITIONS: &str = include_str!("../../tests/fixtures/kt253_rs411_dispositions.csv");

const OBJECTIVE: &str = "SIMULATED DATA, no animal was used: a demonstration after the published design of \
the work on the MDM2 degrader KT-253 in RS4;11 xenografts. How strongly, how durably and how safely does \
KT-253 act on RS4;11 tumors, against vehicle and an MDM2 inhibitor?";

const LIMIT_ACTION: &str =
    "weigh daily, tell the study director; euthanize within 24 hours unless it recovers";

impl Notebook {
    /// Creates the demo study; answers none if the notebook has a study of its name.
    pub fn create_demo(&mut self) -> Result<Option<(ImportOutcome, Option<Receipt>)>, Error> {
        if self
            .store()
            .studies()?
            .iter()
            .any(|study| study.name.as_str() == DEMO_STUDY)
        {
            return Ok(None);
        }
        let options = ImportOptions {
            study: Some(DEMO_STUDY.to_owned()),
            day0: Some(day0()),
            control: Some("Vehicle".to_owned()),
            ..ImportOptions::default()
        };
        let input = Input {
            files: vec![
                read_text("kt253_rs411.csv", READINGS, &options, 0)?,
                read_text("kt253_rs411_dispositions.csv", DISPOSITIONS, &options, 1)?,
            ],
            bundle: None,
        };
        let complete = |plans: &mut [StudyPlan]| plans.iter_mut().try_for_each(complete);
        self.import_read(
            "create demo",
            input,
            &options,
            day0(),
            complete,
            &mut |_, _| {},
        )
        .map(Some)
    }
}

/// The demo's day 0, a Monday.
fn day0() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 5).expect("it is in the calendar")
}

/// Adds what the files do not hold: protocol and treatments.
fn complete(plan: &mut StudyPlan) -> Result<(), Error> {
    let protocol = std::mem::take(&mut plan.study.protocol);
    plan.study.protocol = Protocol {
        model: Some(Label::new("model", "RS4;11")?),
        strain: Some(Label::new("strain", "NOD SCID")?),
        objective: Some(Prose::new("objective", OBJECTIVE)?),
        landmark_day: Some(17.0),
        limit_weight_loss_percent: Some(20.0),
        limit_tumor_size_mm: None,
        limit_tumor_volume_mm3: Some(2000.0),
        limit_action: Some(Prose::new("limit action", LIMIT_ACTION)?),
        data_origin: DataOrigin::Simulated,
        ..protocol
    };
    for (_, reading) in &mut plan.readings {
        reading.entry.method = "simulated".to_owned();
    }
    for arm in &mut plan.arms {
        arm.treatments = treatments(arm)?;
    }
    Ok(())
}

/// The parts of `KT-253 1 mg/kg Q3W`. KT-253 is given intravenously, the MDM2 inhibitor by mouth.
fn treatments(arm: &Arm) -> Result<Vec<Treatment>, Invalid> {
    let words: Vec<_> = arm.name.as_str().split(' ').collect();
    let [compound, dose, unit, schedule @ ..] = words.as_slice() else {
        return Ok(Vec::new());
    };
    let route = if *compound == "KT-253" { "IV" } else { "PO" };
    Ok(vec![Treatment {
        compound: Label::new("compound", compound)?,
        dose: dose.parse().ok(),
        unit: Some(Label::new("unit", unit)?),
        route: Some(Label::new("route", route)?),
        schedule: schedule
            .first()
            .map(|text| Label::new("schedule", text))
            .transpose()?,
    }])
}
