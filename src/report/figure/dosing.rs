//! The days of doses: those on record, else by the schedules of the arms' treatments, as far as these can be read.
//!
//! A schedule without an end is drawn to the end of the axis: it is a plan, and no record of what was given. Not drawn of plans
//! are remarks, and schedules whose days differ between animals: by weekday or by values.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::model::Lane;
use domain::{
    Arm, DoseSchedule, FirstDay, Label, Route, ScheduleFacts, StudyRecord, Treatment, Whom,
    WorkLine,
};

/// The lanes of arms of a panel, each with its label, in the order of arms: of an arm the doses on record, where there are
/// any, else those by the schedules of its treatments. `axis` is its first and last day.
pub(super) fn lanes<'a>(
    record: &StudyRecord,
    arms: impl Iterator<Item = (&'a Arm, &'a str)>,
    axis: (f64, f64),
) -> Vec<Lane> {
    let mut lanes: Vec<Lane> = Vec::new();
    for (arm, label) in arms {
        let recorded = recorded(record, arm, axis);
        let of_arm = match recorded.is_empty() {
            true => planned(arm, axis),
            false => recorded,
        };
        of_arm
            .into_iter()
            .for_each(|lane| add(&mut lanes, lane, label));
    }
    lanes
}

/// The same without plans: the doses on record alone.
pub(super) fn recorded_lanes<'a>(
    record: &StudyRecord,
    arms: impl Iterator<Item = (&'a Arm, &'a str)>,
    axis: (f64, f64),
) -> Vec<Lane> {
    let mut lanes: Vec<Lane> = Vec::new();
    for (arm, label) in arms {
        let of_arm = recorded(record, arm, axis).into_iter();
        of_arm.for_each(|lane| add(&mut lanes, lane, label));
    }
    lanes
}

/// Adds a lane, unless one that is alike is there. Plans of one name are alike; where what was given differs between arms,
/// lanes say of which arm they are.
fn add(lanes: &mut Vec<Lane>, mut lane: Lane, label: &str) {
    let same_name =
        |known: &&Lane| known.name == lane.name && known.is_recorded == lane.is_recorded;
    match lanes.iter().find(same_name) {
        Some(known) if !lane.is_recorded || *known == lane => return,
        Some(_) => {
            lane.name = format!("{label}: {}", lane.name);
            lane.short_name = format!("{label}: {}", lane.short_name);
        }
        None => {}
    }
    lanes.push(lane);
}

/// A lane per regimen of an arm that has a schedule which can be read.
fn planned(arm: &Arm, axis: (f64, f64)) -> Vec<Lane> {
    let lane = |treatment: &Treatment| {
        let schedule = treatment.schedule.as_ref()?;
        Some(Lane {
            name: name(treatment),
            short_name: format!("{} {}", treatment.compound, schedule),
            days: days(schedule, axis)?,
            held: Vec::new(),
            is_recorded: false,
        })
    };
    arm.treatments.iter().filter_map(lane).collect()
}

/// What was recorded of an animal's doses of one compound by one route: the days, and those among them on which something
/// was given.
type Recorded<'a> = BTreeMap<(&'a str, &'a str), BTreeMap<i64, bool>>;

/// A lane per compound and route that doses of an arm's animals are on record of. A day counts as given if any animal got its
/// dose.
fn recorded(record: &StudyRecord, arm: &Arm, axis: (f64, f64)) -> Vec<Lane> {
    let protocol = &record.study.protocol;
    let mut all: Recorded<'_> = BTreeMap::new();
    let animals = record.animals.iter();
    for animal in animals.filter(|animal| animal.animal.arm == Some(arm.id)) {
        for dose in &animal.doses {
            let day = animal.animal.day_of(protocol, dose.when);
            let day = day.filter(|day| axis.0 <= *day && *day <= axis.1);
            let compound = dose.compound.as_ref().map(Label::as_str);
            let (Some(day), Some(compound)) = (day, compound) else {
                continue;
            };
            let route = dose.route.as_ref().map_or("", Route::as_str);
            let days = all.entry((compound, route)).or_default();
            *days.entry(day.floor() as i64).or_insert(false) |= dose.is_given();
        }
    }
    let lanes = all.into_iter().map(|((compound, route), days)| {
        let on = |given: bool| {
            let of = days.iter().filter(move |(_, is_given)| **is_given == given);
            of.map(|(day, _)| *day as f64).collect()
        };
        let name = [compound, route].join(" ").trim_end().to_owned();
        let schedules = schedules(record, arm, (compound, route));
        let schedule = match schedules.as_slice() {
            [one] => format!(", {one}"),
            _ => String::new(),
        };
        Lane {
            short_name: name.clone(),
            name: format!("{name}{schedule}"),
            days: on(true),
            held: on(false),
            is_recorded: true,
        }
    });
    lanes.collect()
}

/// The schedules by which the work plan gives a compound by a route to an arm, each once.
fn schedules(record: &StudyRecord, arm: &Arm, (compound, route): (&str, &str)) -> Vec<String> {
    let gives = |line: &&WorkLine| {
        let regimen = line.regimen.as_deref();
        let of = regimen.and_then(|regimen| regimen.compound.as_ref());
        let by = regimen.and_then(|regimen| regimen.route.as_ref());
        let is_by_route = by.map_or("", Route::as_str) == route;
        let is_of_arm = match &line.whom {
            Whom::Arms(arms) => arms.contains(&arm.id),
            Whom::All => true,
            Whom::Cohorts(_) | Whom::Animals(_) => false,
        };
        is_of_arm && is_by_route && of.is_some_and(|of| of.as_str() == compound)
    };
    let lines = record.work_lines.iter().filter(gives);
    let mut all: Vec<String> = lines
        .map(|line| line.schedule.canonical(FirstDay::Zero).to_string())
        .collect();
    all.dedup();
    all
}

/// `KT-253 IV, Q3W`
fn name(treatment: &Treatment) -> String {
    let route = treatment.route.as_ref().map(|route| format!(" {route}"));
    let schedule = treatment.schedule.as_ref().map(|text| format!(", {text}"));
    let parts = [route, schedule].into_iter().flatten();
    format!("{}{}", treatment.compound, parts.collect::<String>())
}

/// The farthest day of a lane, which is later than any study goes.
const FARTHEST: f64 = 1500.0;

/// The days of doses on the axis; none if the schedule cannot be read or has no such days. Slots of a day are one sign.
fn days(schedule: &DoseSchedule, axis: (f64, f64)) -> Option<Vec<f64>> {
    let schedule = schedule.plan(FirstDay::default()).ok()?;
    if schedule.depends_on_weekday() || schedule.depends_on_values() {
        return None;
    }
    // Any date does as day 0, because the days of the schedule depend on no date.
    let day0 = NaiveDate::default();
    let date = |day: f64| {
        let days = Days::new(day.abs().min(FARTHEST) as u64);
        match day < 0.0 {
            true => day0 - days,
            false => day0 + days,
        }
    };
    let (first, last) = (axis.0.ceil(), axis.1.floor());
    let facts = ScheduleFacts::default();
    let occasions = schedule.occasions(day0, date(first)..=date(last), &facts);
    let of_day = occasions.filter(|occasion| occasion.slot == 1);
    let days: Vec<f64> = of_day.map(|occasion| f64::from(occasion.day)).collect();
    (!days.is_empty()).then_some(days)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::testing::{animal, arm, dosed, in_arm, label, study};
    use domain::{Dose, DoseState};

    fn days_to(text: &str, last: f64) -> Option<Vec<f64>> {
        days(&DoseSchedule::new(text).unwrap(), (-7.0, last))
    }

    /// A study of animals with doses: arm, study day, whether it was given.
    fn study_of(doses: &[(&str, i64, bool)]) -> StudyRecord {
        let dose = |is_given| Dose {
            planned: None,
            state: match is_given {
                true => DoseState::Given,
                false => DoseState::Held,
            },
            reason: None,
            compound: Some(label("KT-253")),
            percent: 100.0,
            planned_dose: None,
            given_dose: None,
            unit: None,
            route: None,
            volume_ml: None,
            weight: None,
            formulation: None,
        };
        let animals = doses.iter().enumerate();
        let animals = animals.map(|(n, (arm, day, is_given))| {
            dosed(in_arm(animal(&n.to_string()), arm), *day, dose(*is_given))
        });
        StudyRecord {
            arms: vec![arm("A", false), arm("B", false)],
            ..study(animals.collect())
        }
    }

    /// The lanes of both arms: name, days given, days held.
    fn drawn(record: &StudyRecord) -> Vec<(String, Vec<f64>, Vec<f64>)> {
        let arms = record.arms.iter().map(|arm| (arm, arm.name.as_str()));
        let lanes = lanes(record, arms, (0.0, 10.0)).into_iter();
        lanes
            .map(|lane| (lane.name, lane.days, lane.held))
            .collect()
    }

    #[test]
    fn doses_on_record_are_drawn_in_place_of_the_plan() {
        let mut record = study_of(&[
            ("A", 0, true),
            ("A", 3, false),
            ("A", 5, false),
            ("A", 5, true),
        ]);
        record.arms[0].treatments = vec![Treatment {
            compound: label("KT-253"),
            dose: None,
            unit: None,
            route: None,
            schedule: Some(DoseSchedule::new("QD").unwrap()),
        }];
        record.arms.truncate(1);
        // A day on which any animal of the arm got its dose counts as given.
        assert_eq!(
            drawn(&record),
            [("KT-253".to_owned(), vec![0.0, 5.0], vec![3.0])]
        );
    }

    #[test]
    fn arms_with_the_same_doses_share_a_lane_and_others_are_named() {
        let alike = study_of(&[("A", 0, true), ("B", 0, true)]);
        assert_eq!(drawn(&alike), [("KT-253".to_owned(), vec![0.0], vec![])]);
        let other = study_of(&[("A", 0, true), ("B", 0, false)]);
        let lanes = drawn(&other);
        assert_eq!(lanes[1], ("B: KT-253".to_owned(), vec![], vec![0.0]));
    }

    #[test]
    fn schedules_are_read_as_days() {
        for (schedule, last, expected) in [
            ("QW", 15.0, vec![0.0, 7.0, 14.0]),
            ("Q3W", 42.0, vec![0.0, 21.0, 42.0]),
            ("Q3W x 2", 42.0, vec![0.0, 21.0]),
            ("Q3W ×2", 42.0, vec![0.0, 21.0]),
            ("days 1, 8, 15", 42.0, vec![1.0, 8.0, 15.0]),
            ("day 0 and 7", 42.0, vec![0.0, 7.0]),
            ("5 on/2 off", 8.0, vec![0.0, 1.0, 2.0, 3.0, 4.0, 7.0, 8.0]),
            (
                "5 days on / 2 days off",
                7.0,
                vec![0.0, 1.0, 2.0, 3.0, 4.0, 7.0],
            ),
            ("5 on 2 off", 7.0, vec![0.0, 1.0, 2.0, 3.0, 4.0, 7.0]),
            ("5 on/2 off until day 2", 8.0, vec![0.0, 1.0, 2.0]),
            ("QD for 3 days", 42.0, vec![0.0, 1.0, 2.0]),
            ("BID x 2 days", 42.0, vec![0.0, 1.0]),
            ("Q2D", 5.0, vec![0.0, 2.0, 4.0]),
            ("BIW", 10.0, vec![0.0, 3.0, 7.0, 10.0]),
            ("once", 42.0, vec![0.0]),
            ("days -9, -2, 1", 42.0, vec![-2.0, 1.0]),
            (
                "QD x 2, then QW until progression",
                9.5,
                vec![0.0, 1.0, 2.0, 9.0],
            ),
        ] {
            assert_eq!(days_to(schedule, last), Some(expected), "{schedule}");
        }
    }

    #[test]
    fn schedules_that_cannot_be_read_are_not_drawn() {
        for schedule in [
            "as needed",
            "Q",
            "Q0W",
            "q3m",
            "QD until relapse",
            "QW x many",
            "days",
            "Mon, Thu",
            "once, then on volume >= 1000: once",
            "9/2",
            "é",
            "qé",
        ] {
            assert_eq!(days_to(schedule, 42.0), None, "{schedule}");
        }
    }
}
