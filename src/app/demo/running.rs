//! The study in progress: KT-253 with venetoclax in MV4;11 xenografts. All of it is invented.
//!
//! It comes about as a study does: animals are measured, drawn into arms, the plan is frozen, and readings follow.

use chrono::{Days, NaiveDate};

use super::{days_before, protocol};
use crate::arms::NewArm;
use crate::dosing::{
    DoseDone, DosesOfDay, DosingChange, FormulationFacts, NewRegimen, RegimenFacts,
};
use crate::import::StudyPlan;
use crate::plan::PlanRules;
use crate::randomize::{Effort, Request, Weighted, Window, prepare, unwatched};
use crate::work::{NewWork, WhomNamed, WorkChange};
use crate::{Error, Notebook, Receipt};
use domain::{
    Concentration, DoseSchedule, DoseUnit, FirstDay, Invalid, Label, LiquidDose, Microliters,
    Prose, Route, Schedule, Sex, Treatment, WorkKind,
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

/// Volumes by route.
const VOLUMES: [(&str, &str); 2] = [("IV", "5 mL/kg"), ("PO", "10 mL/kg")];

/// When doses are to be held, in all arms alike.
const HOLD: &str = "loss >= 15 %: hold; resume < 10 %; loss >= 20 %: endpoint";

/// Compound, route, concentration and how much was made, in mL.
const FORMULATIONS: [(&str, &str, Option<&str>, f64); 4] = [
    ("KT-253", "IV", Some("0.2 mg/mL"), 10.0),
    ("venetoclax", "PO", Some("5 mg/mL"), 100.0),
    ("vehicle", "IV", None, 10.0),
    ("vehicle", "PO", None, 100.0),
];

/// Two doses that were not given as planned: the animal by its place in the list, study day, how much of it in mL, and why.
const NOT_AS_PLANNED: [(usize, u64, Option<f64>, &str); 2] = [
    (5, 8, None, "drowsy after imaging, not gavaged"),
    (20, 11, Some(0.1), "spat out a part of it"),
];

/// Who gave them.
const DOSED_BY: &str = "J. Kim";

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
        self.plan_demo_doses(day0, today)?;
        let later = [("kt253_ven_mv411.csv", LATER)];
        self.import_demo(RUNNING_DEMO, (day0, today), None, &later, |_| Ok(()))?;
        self.give_demo_doses(day0, today)
    }

    fn plan_demo_doses(&mut self, day0: NaiveDate, today: NaiveDate) -> Result<(), Error> {
        for (compound, route, concentration, volume_ml) in FORMULATIONS {
            let facts = FormulationFacts {
                compound: Some(Label::new("compound", compound)?),
                route: Some(Route::new(route)?),
                concentration: concentration.map(Concentration::read).transpose()?,
                volume_ml: Some(volume_ml),
                prepared_on: Some(day0),
                expires_on: day0.checked_add_days(Days::new(42)),
                ..FormulationFacts::default()
            };
            let change = DosingChange::AddFormulation(Box::new(facts));
            self.change_dosing(RUNNING_DEMO, change)?;
        }
        for (arm, given) in ARMS {
            for (compound, _, _, route, schedule) in given {
                let liquid = VOLUMES.iter().find(|(of, _)| *of == route);
                let regimen = NewRegimen {
                    arm: arm.to_owned(),
                    compound: Some(Label::new("compound", compound)?),
                    facts: RegimenFacts {
                        route: Some(Route::new(route)?),
                        liquid: liquid.map(|(_, ml)| LiquidDose::read(ml)).transpose()?,
                        hold: Some(Some(HOLD.parse()?)),
                        ..RegimenFacts::default()
                    },
                    schedule: Some(Schedule::parse(schedule, FirstDay::Zero)?),
                    starts_on: day0,
                    note: None,
                };
                self.change_work(RUNNING_DEMO, WorkChange::AddRegimen(regimen), today)?;
            }
        }
        Ok(())
    }

    /// Doses of all days before today, but for the two that were not given as planned.
    fn give_demo_doses(
        &mut self,
        day0: NaiveDate,
        today: NaiveDate,
    ) -> Result<Option<Receipt>, Error> {
        let mut days: Vec<DosesOfDay> = Vec::new();
        let tags: Vec<String> = self
            .study(RUNNING_DEMO)?
            .animals
            .iter()
            .map(|a| a.animal.tag.to_string())
            .collect();
        for date in day0.iter_days().take_while(|date| *date < today) {
            let mut other = Vec::new();
            for (animal, day, ml, why) in NOT_AS_PLANNED {
                if day0.checked_add_days(Days::new(day)) == Some(date) {
                    let reason = Prose::new("reason", why)?;
                    let done = match ml {
                        Some(ml) => DoseDone::Partial {
                            volume: Microliters::of_ml(ml)?,
                            reason,
                        },
                        None => DoseDone::Missed(reason),
                    };
                    other.extend(tags.get(animal).map(|tag| (tag.clone(), done)));
                }
            }
            days.push((date, other));
        }
        self.give_all(RUNNING_DEMO, &days, &Label::new("observer", DOSED_BY)?)
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
