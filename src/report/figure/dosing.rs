//! The days of doses by the schedules of the arms' treatments, as far as they are on record and can be read.
//!
//! A schedule without an end is drawn to the end of the axis: it is a plan, and no record of what was given. Not drawn
//! are remarks, and schedules whose days differ between animals: by weekday or by values.

use chrono::{Days, NaiveDate};

use super::model::Lane;
use domain::{Arm, DoseSchedule, FirstDay, ScheduleFacts, Treatment};

/// A lane per regimen of the arms that has a schedule which can be read, in the order of arms. `axis` is its first and
/// last day.
pub(super) fn lanes<'a>(arms: impl Iterator<Item = &'a Arm>, axis: (f64, f64)) -> Vec<Lane> {
    let mut lanes: Vec<Lane> = Vec::new();
    for treatment in arms.flat_map(|arm| &arm.treatments) {
        let schedule = treatment.schedule.as_ref();
        let Some(days) = schedule.and_then(|schedule| days(schedule, axis)) else {
            continue;
        };
        let name = name(treatment);
        if lanes.iter().all(|lane| lane.name != name) {
            let short_name = format!(
                "{} {}",
                treatment.compound,
                schedule.map_or("", |text| text.as_str())
            );
            lanes.push(Lane {
                name,
                short_name,
                days,
            });
        }
    }
    lanes
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

    fn days_to(text: &str, last: f64) -> Option<Vec<f64>> {
        days(&DoseSchedule::new(text).unwrap(), (-7.0, last))
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
