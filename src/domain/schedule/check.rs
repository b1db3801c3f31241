//! Refuses parts and steps that contradict themselves or each other, or give no date.

use super::FirstDay;
use super::condition::AnyOf;
use super::occasions::first_beginning;
use super::part::{Bounds, Part};
use super::pattern::{Pattern, days_of_week};
use super::watch::{MOST_STEPS, Step};
use crate::Remedy;

/// What is wrong with a piece, and what to do.
pub(super) type Why = (String, Remedy);

/// The longest duration, in days.
pub(super) const LONGEST: i32 = 3650;

/// The most times that something is repeated.
pub(super) const MOST_TIMES: i32 = 1000;

pub(super) fn why(what: impl Into<String>, remedy: impl Into<Remedy>) -> Why {
    (what.into(), remedy.into())
}

/// The days from the first to the last of a rhythm that is repeated.
pub(super) fn span(pattern: &Pattern, times: i32) -> Option<i32> {
    match pattern {
        Pattern::Every(step) => Some((times - 1) * step + 1),
        Pattern::PerWeek(per_week) => {
            let at = (times - 1) % per_week;
            Some((times - 1) / per_week * 7 + days_of_week(*per_week)[at as usize] + 1)
        }
        Pattern::Days(ranges) => ranges.last().map(|(_, last)| last + 1),
        _ => None,
    }
}

pub(super) fn check(part: &Part) -> Result<(), Why> {
    if let Some(repeat) = part.repeat {
        let span = span(&part.pattern, part.times.unwrap_or(1)).unwrap_or(1);
        if repeat.every < span {
            return Err(why(
                format!("begins anew after {} days and takes {span}", repeat.every),
                format!("write `every {span}` or more"),
            ));
        }
    }
    match &part.pattern {
        Pattern::Days(ranges) => check_days(part, ranges),
        Pattern::Once if part.trigger.is_none() && part.bounds != from_only(part.bounds) => {
            Err(why(
                "is one day and has an end",
                "write `once`, or a rhythm such as `QD`",
            ))
        }
        _ => check_trigger(part),
    }
}

/// The same beginning, without an end.
fn from_only(bounds: Bounds) -> Bounds {
    Bounds {
        from: bounds.from,
        ..Bounds::default()
    }
}

fn check_days(part: &Part, ranges: &[(i32, i32)]) -> Result<(), Why> {
    if part.trigger.is_some() {
        return Err(why(
            "lists study days, which do not depend on when an animal reaches something",
            "write a rhythm, such as `QW x3`",
        ));
    }
    if part.bounds.from.or(part.bounds.for_days).is_some() {
        return Err(why(
            "lists days and says from when or how long",
            "list the days that are meant",
        ));
    }
    if part.repeat.is_some() && ranges.first().is_some_and(|(first, _)| *first < 0) {
        return Err(why(
            "repeats days before the first",
            "list them without `every`",
        ));
    }
    Ok(())
}

fn check_trigger(part: &Part) -> Result<(), Why> {
    let Some(trigger) = &part.trigger else {
        return Ok(());
    };
    if part.bounds.from.is_some() {
        return Err(why(
            "says from when, and what it waits for",
            "leave out `from`: it begins when an animal reaches the value",
        ));
    }
    if trigger.at_most > 1 && !part.ends() {
        return Err(why(
            "begins more than once and does not end",
            "write how often, such as `QD x5`",
        ));
    }
    if trigger.at_most > MOST_TIMES {
        return Err(why(
            format!("is more than {MOST_TIMES} times"),
            "write fewer",
        ));
    }
    Ok(())
}

/// Whether a part can follow those before it, and gives a date.
pub(super) fn must_follow(before: &[Part], part: &Part, first: FirstDay) -> Result<(), Why> {
    if before.last().is_some_and(|last| !last.ends()) {
        return Err(why(
            "follows a part without an end",
            "say how often the part before is done, such as `QD x5`, or until when",
        ));
    }
    let progressed = before.iter().any(|part| part.bounds.until_progression);
    if progressed && part.bounds.until_progression {
        return Err(why(
            "ends with progression and begins after it",
            "leave one of the two out",
        ));
    }
    let Some(start) = known_start(before, part) else {
        return Ok(());
    };
    if let Pattern::Days(ranges) = &part.pattern
        && let Some((day, _)) = ranges.first().filter(|(day, _)| *day < start)
    {
        return Err(why(
            format!(
                "has day {}, and begins on day {}",
                first.number(*day),
                first.number(start)
            ),
            "list later days",
        ));
    }
    let last = part.bounds.last(start, None);
    let next = match (&part.trigger, &part.pattern) {
        // Which day it is depends on values, or on the weekday of day 0.
        (Some(_), _) | (_, Pattern::Weekdays(_)) => Some(start),
        _ => part.next(start, start, 0),
    };
    match (next, last) {
        (Some(next), Some(last)) if next > last => Err(why(
            format!("ends on day {}, before it begins", first.number(last)),
            format!("it begins on day {}", first.number(next)),
        )),
        _ => Ok(()),
    }
}

/// The day on which a part begins that follows others; none where that depends on values or the weekday of day 0.
fn known_start(before: &[Part], part: &Part) -> Option<i32> {
    let mut parts = before.iter().chain([part]);
    let mut start = parts.next().map(first_beginning)?;
    let mut ended = before.first();
    for part in parts {
        let former = ended?;
        let by_weekday = matches!(former.pattern, Pattern::Weekdays(_)) && former.times.is_some();
        if former.trigger.is_some() || former.bounds.until_progression || by_weekday {
            return None;
        }
        let over = former.over(start, None, 0)?;
        start = part.bounds.from.map_or(over, |from| from.max(over));
        ended = Some(part);
    }
    Some(start)
}

/// Adds a step to a watch: that without a condition in front, conditions of one interval together.
pub(super) fn must_join(steps: &mut Vec<Step>, step: Step) -> Result<(), Why> {
    if step.when.is_none() {
        if steps.first().is_some_and(|first| first.when.is_none()) {
            return Err(why(
                "is a second interval without a condition",
                "write when it holds, such as `when volume >= 800`",
            ));
        }
        steps.insert(0, step);
        return Ok(());
    }
    let same = |own: &&mut Step| {
        own.when.is_some() && own.slots == step.slots && own.pattern == step.pattern
    };
    match steps.iter_mut().find(same) {
        Some(Step {
            when: Some(own), ..
        }) => {
            own.0.extend(step.when.into_iter().flat_map(|when| when.0));
            match own.0.len() > AnyOf::MOST {
                true => Err(why(
                    format!("has more than {} conditions", AnyOf::MOST),
                    "name fewer",
                )),
                false => Ok(()),
            }
        }
        _ => {
            steps.push(step);
            Ok(())
        }
    }
}

/// A watch whose steps are complete.
pub(super) fn watch(steps: Vec<Step>) -> Result<Vec<Step>, Why> {
    match steps.len() > MOST_STEPS {
        true => Err(why(
            format!("has more than {MOST_STEPS} intervals"),
            "write fewer",
        )),
        false => Ok(steps),
    }
}
