//! The study in progress: KT-253 with venetoclax in MV4;11 xenografts. All of it is invented.
//!
//! It comes about as a study does: animals are measured, drawn into arms, the plan is frozen, and readings follow.

use chrono::NaiveDate;

use super::{days_before, protocol};
use crate::arms::NewArm;
use crate::import::StudyPlan;
use crate::plan::PlanRules;
use crate::randomize::{Effort, Request, Weighted, Window, prepare, unwatched};
use crate::work::{NewWork, WhomNamed, WorkChange};
use crate::{Error, Notebook, Receipt};
use domain::{
    DoseSchedule, DoseUnit, FirstDay, Invalid, Label, Prose, Route, Schedule, Sex, Treatment,
    WorkKind,
};

/// Name of the study in progress.
pub const RUNNING_DEMO: &str = "KT253-VEN-MV411";

/// Readings and body weights of day 0.
const DAY_0: &str = include_str!("kt253_ven_mv411_day0.csv");

/// Those of days 3 to 10, with the arms that the draw gives.
const LATER: &str = include_str!("kt253_ven_mv411.csv");

const OBJECTIVE: &str = "SIMULATED DATA, no animal was used: a demonstration of a study in progress. Does venetoclax \
add to the effect of KT-253 on MV4;11 tumors?";

const ENDPOINT: &str = "growth of the tumors to the landmark day, each arm against Vehicle";

/// The study day on which it is made. It was read on days 0, 3, 7 and 10, so that its readings are due.
const IS_ON_DAY: u64 = 14;

/// The seed of its draw.
const SEED: u64 = 253;

/// Enough for 32 animals, and done at once.
const SEARCH_STEPS: u64 = 20_000;

/// Compound, dose, unit, route and schedule.
type Given = (&'static str, f64, &'static str, &'static str, &'static str);

const KT_253: Given = ("KT-253", 1.0, "mg/kg", "IV", "Q3W");
const VENETOCLAX: Given = ("venetoclax", 50.0, "mg/kg", "PO", "QD");
const NO_KT_253: Given = ("vehicle", 5.0, "mL/kg", "IV", "Q3W");
const NO_VENETOCLAX: Given = ("vehicle", 10.0, "mL/kg", "PO", "QD");

/// Every arm is dosed twice, so that none is known by its handling.
const ARMS: [(&str, [Given; 2]); 4] = [
    ("Vehicle", [NO_KT_253, NO_VENETOCLAX]),
    ("KT-253", [KT_253, NO_VENETOCLAX]),
    ("Venetoclax", [NO_KT_253, VENETOCLAX]),
    ("KT-253 + venetoclax", [KT_253, VENETOCLAX]),
];

/// What is to be done in it, for all animals.
const WORK: [(&[WorkKind], &str); 2] = [
    (&[WorkKind::Weigh, WorkKind::Measure], "BIW until day 34"),
    (&[WorkKind::TakeDown], "day 35"),
];

impl Notebook {
    pub(super) fn create_running_demo(
        &mut self,
        today: NaiveDate,
    ) -> Result<Option<Receipt>, Error> {
        let day0 = days_before(today, IS_ON_DAY);
        let start = [("kt253_ven_mv411_day0.csv", DAY_0)];
        self.import_demo(RUNNING_DEMO, (day0, today), None, &start, |plan| {
            plan_of(plan, day0)
        })?;
        for (name, given) in ARMS {
            self.add_arm(RUNNING_DEMO, arm(name, given)?)?;
        }
        let drawn = prepare(&self.study(RUNNING_DEMO)?, &request())?.draw(&unwatched)?;
        self.accept(RUNNING_DEMO, &drawn, None, None)?;
        let rules = PlanRules {
            endpoint: Some(Some(Prose::new("endpoint", ENDPOINT)?)),
            ..PlanRules::default()
        };
        self.freeze_plan(RUNNING_DEMO, rules, None)?;
        for (kinds, schedule) in WORK {
            let work = WorkChange::Add(work(kinds, schedule, day0)?);
            self.change_work(RUNNING_DEMO, work, today)?;
        }
        let later = [("kt253_ven_mv411.csv", LATER)];
        self.import_demo(RUNNING_DEMO, (day0, today), None, &later, |_| Ok(()))
    }
}

/// Adds the protocol, and facts about the animals.
fn plan_of(plan: &mut StudyPlan, day0: NaiveDate) -> Result<(), Error> {
    let planned = std::mem::take(&mut plan.study.protocol);
    plan.study.protocol = protocol(planned, "MV4;11", OBJECTIVE, days_before(day0, 17))?;
    for cage in &mut plan.cages {
        cage.room = Some(Label::new("room", "2")?);
        cage.rack = Some(Label::new("rack", "B")?);
    }
    for animal in &mut plan.animals {
        animal.sex = Some(Sex::Female);
        animal.born_on = Some(days_before(day0, 66));
    }
    Ok(())
}

fn work(kinds: &[WorkKind], schedule: &str, day0: NaiveDate) -> Result<NewWork, Invalid> {
    Ok(NewWork {
        kinds: kinds.to_vec(),
        whom: WhomNamed::All,
        schedule: Schedule::parse(schedule, FirstDay::Zero)?,
        starts_on: day0,
        note: None,
    })
}

fn arm(name: &str, given: [Given; 2]) -> Result<NewArm, Invalid> {
    Ok(NewArm {
        name: Label::new("arm", name)?,
        label: None,
        is_control: name == "Vehicle",
        vehicle: Some(Label::new(
            "vehicle",
            "IV: 10 % HP-beta-CD in water; PO: 60 % Phosal 50 PG, 30 % PEG 400, 10 % ethanol",
        )?),
        treatments: given.map(treatment).into_iter().collect::<Result<_, _>>()?,
    })
}

fn treatment((compound, dose, unit, route, schedule): Given) -> Result<Treatment, Invalid> {
    Ok(Treatment {
        compound: Label::new("compound", compound)?,
        dose: Some(dose),
        unit: Some(DoseUnit::new(unit)?),
        route: Some(Route::new(route)?),
        schedule: Some(DoseSchedule::new(schedule)?),
    })
}

/// The draw: arms of eight, alike in volume and body weight.
fn request() -> Request {
    let balanced = |name: &str| Weighted {
        name: name.to_owned(),
        weight: 1.0,
    };
    Request {
        balance: vec![balanced("volume"), balanced("weight")],
        volume_mm3: Some(Window {
            least: 100.0,
            most: 250.0,
        }),
        seed: SEED,
        effort: Effort::Iterations(SEARCH_STEPS),
        ..Request::default()
    }
}
