//! The days of doses by the schedules of the arms' treatments, as far as they are on record and can be read.
//!
//! Read are `QD`, `BID`, `Q2D`, `QW`, `BIW`, `Q3W`, `once`, `days 1, 8, 15`, `5 on/2 off`, with an end where it is said:
//! `QW x 3` (doses), `QD for 14 days`, `QD until day 20`. Doses begin on day 0, except where the days are listed.
//! A schedule without an end is drawn to the end of the axis: it is a plan, and no record of what was given. Anything
//! else is not drawn.

use super::model::Lane;
use domain::{Arm, Treatment};

/// A lane per regimen of the arms that has a schedule which can be read, in the order of arms. `last` is the last day.
pub(super) fn lanes<'a>(arms: impl Iterator<Item = &'a Arm>, last: f64) -> Vec<Lane> {
    let mut lanes: Vec<Lane> = Vec::new();
    for treatment in arms.flat_map(|arm| &arm.treatments) {
        let schedule = treatment.schedule.as_ref();
        let Some(days) = schedule.and_then(|schedule| days(schedule.as_str(), last)) else {
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

/// The days of doses up to the last day; none if the schedule cannot be read.
fn days(schedule: &str, last: f64) -> Option<Vec<f64>> {
    let text = schedule.trim().to_lowercase().replace('×', "x");
    let days = match listed(&text) {
        Some(days) => days,
        None => {
            let (rhythm, end) = divided(&text)?;
            let doses = rhythm_days(rhythm, last)?;
            end.of(doses)
        }
    };
    let days: Vec<f64> = days.into_iter().filter(|day| *day <= last).collect();
    (!days.is_empty()).then_some(days)
}

/// `days 1, 8, 15`, `day 0 and 7`, `d1,8,15`
fn listed(text: &str) -> Option<Vec<f64>> {
    let list = ["days ", "day ", "d"]
        .into_iter()
        .find_map(|start| text.strip_prefix(start))?;
    let parts = list.split([',', ' ', '+', '&']).map(str::trim);
    let parts = parts.filter(|part| !part.is_empty() && *part != "and");
    let mut days: Vec<f64> = parts
        .map(|part| part.trim_start_matches('d').parse().ok())
        .collect::<Option<_>>()?;
    days.sort_by(f64::total_cmp);
    days.dedup();
    days.iter()
        .all(|day: &f64| day.is_finite() && *day >= 0.0)
        .then_some(days)
}

/// When doses end.
enum End {
    /// The schedule does not say.
    Open,
    /// After so many doses.
    Doses(usize),
    /// After this day.
    Day(f64),
}

impl End {
    fn of(&self, mut days: Vec<f64>) -> Vec<f64> {
        match self {
            Self::Open => {}
            Self::Doses(doses) => days.truncate(*doses),
            Self::Day(day) => days.retain(|at| at <= day),
        }
        days
    }
}

/// A schedule as its rhythm and its end; none if an end is said that cannot be read.
fn divided(text: &str) -> Option<(&str, End)> {
    if let Some((rhythm, day)) = text.split_once(" until day ") {
        return Some((rhythm.trim(), End::Day(day.trim().parse().ok()?)));
    }
    if let Some((rhythm, time)) = text.split_once(" for ") {
        let (number, unit) = time.trim().split_once(' ')?;
        let number: f64 = number.parse().ok()?;
        let span = match unit.trim_end_matches('s') {
            "day" => number,
            "week" => 7.0 * number,
            _ => return None,
        };
        return Some((rhythm.trim(), End::Day(span - 1.0)));
    }
    if let Some((rhythm, times)) = text.split_once('x') {
        let words: Vec<&str> = times.split_whitespace().collect();
        let number = words.first()?.parse::<usize>().ok()?;
        return match words[1..] {
            [] | ["doses"] => Some((rhythm.trim(), End::Doses(number))),
            ["days" | "d"] => Some((rhythm.trim(), End::Day(number as f64 - 1.0))),
            ["weeks" | "w"] => Some((rhythm.trim(), End::Day(7.0 * number as f64 - 1.0))),
            _ => None,
        };
    }
    Some((text, End::Open))
}

/// The most days of a lane, which is longer than any study.
const MOST_DAYS: f64 = 1500.0;

/// The days of a rhythm from day 0 to the last day.
fn rhythm_days(rhythm: &str, last: f64) -> Option<Vec<f64>> {
    let last = last.min(MOST_DAYS);
    let every = |step: f64| {
        let count = (last / step).floor().max(0.0) as usize;
        (0..=count).map(|n| step * n as f64).collect::<Vec<f64>>()
    };
    match rhythm {
        "once" | "single" | "single dose" | "sd" => return Some(vec![0.0]),
        // Two doses of a day are one sign.
        "qd" | "bid" | "tid" | "daily" => return Some(every(1.0)),
        "qod" => return Some(every(2.0)),
        "qw" | "weekly" | "once weekly" => return Some(every(7.0)),
        "biw" => {
            let halves = every(7.0).into_iter().flat_map(|day| [day, day + 3.0]);
            return Some(halves.collect());
        }
        _ => {}
    }
    if let Some(step) = rhythm.strip_prefix('q') {
        let (number, unit) = step.split_at(
            step.len()
                .checked_sub(1)
                .filter(|at| step.is_char_boundary(*at))?,
        );
        let number: f64 = number.parse().ok().filter(|number| *number >= 1.0)?;
        return match unit {
            "d" => Some(every(number)),
            "w" => Some(every(7.0 * number)),
            _ => None,
        };
    }
    let words = rhythm.split(|letter: char| !letter.is_alphanumeric());
    let words = words.filter(|word| !matches!(*word, "" | "day" | "days"));
    let [on, "on", off, "off"] = words.collect::<Vec<_>>()[..] else {
        return None;
    };
    let (on, off): (usize, usize) = (on.parse().ok()?, off.parse().ok()?);
    let cycle = (on + off).max(1);
    let dosed = every(1.0).into_iter().zip((0..cycle).cycle());
    Some(
        dosed
            .filter(|(_, at)| *at < on)
            .map(|(day, _)| day)
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

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
        ] {
            assert_eq!(days(schedule, last), Some(expected), "{schedule}");
        }
    }

    #[test]
    fn schedules_that_cannot_be_read_are_not_drawn() {
        for schedule in [
            "",
            "as needed",
            "Q",
            "Q0W",
            "q3m",
            "QD until relapse",
            "QW x many",
            "days",
            "9/2",
            "é",
            "qé",
        ] {
            assert_eq!(days(schedule, 42.0), None, "{schedule}");
        }
    }
}
