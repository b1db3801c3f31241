//! Makes valid parts of what is read, and refuses what contradicts itself or gives no date.

use super::FirstDay;
use super::condition::AnyOf;
use super::occasions::first_beginning;
use super::part::{Bounds, Part, Repeat, Slots, Trigger};
use super::pattern::{Pattern, days_of_week};
use super::rhythm::Rhythm;
use super::watch::{MOST_STEPS, Step};
use crate::Remedy;

/// What is wrong with a piece, and what to do.
type Why = (String, Remedy);

/// The longest duration, in days.
pub(super) const LONGEST: i32 = 3650;

/// The most times that something is repeated.
const MOST_TIMES: i32 = 1000;

/// What a part says, as far as it is read.
#[derive(Debug, Default)]
pub(super) struct Draft {
    trigger: Option<AnyOf>,
    daily: Option<()>,
    slots: Option<u8>,
    gap_hours: Option<i32>,
    pattern: Option<Pattern>,
    times: Vec<i32>,
    doses: Option<i32>,
    every: Option<i32>,
    bounds: Bounds,
    /// The duration is written as a number: `QD x 5 days`.
    for_times: bool,
    until_progression: Option<()>,
    at_most: Option<i32>,
}

fn why(what: impl Into<String>, remedy: impl Into<Remedy>) -> Why {
    (what.into(), remedy.into())
}

fn set<T>(slot: &mut Option<T>, value: T, what: &str) -> Result<(), Why> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(why(
            format!("says {what} a second time"),
            "say it once, or begin a new part with `, then`",
        )),
    }
}

impl Draft {
    /// A part that begins by itself, or when a condition is met.
    pub(super) fn new(trigger: Option<AnyOf>) -> Self {
        Self {
            trigger,
            ..Self::default()
        }
    }

    pub(super) fn has_rhythm(&self) -> bool {
        self.pattern.is_some() || self.daily.is_some() || !self.times.is_empty()
    }

    pub(super) fn set_rhythm(&mut self, rhythm: Rhythm) -> Result<(), Why> {
        match rhythm {
            Rhythm::Daily => set(&mut self.daily, (), "how often"),
            Rhythm::Slots(count) => set(&mut self.slots, count, "how often a day"),
            Rhythm::Pattern(pattern) => self.set_pattern(pattern),
        }
    }

    pub(super) fn set_pattern(&mut self, pattern: Pattern) -> Result<(), Why> {
        set(&mut self.pattern, pattern, "on which days")
    }

    pub(super) fn set_gap(&mut self, hours: i32) -> Result<(), Why> {
        set(&mut self.gap_hours, hours, "the hours between slots")
    }

    pub(super) fn set_for(&mut self, days: i32) -> Result<(), Why> {
        set(&mut self.bounds.for_days, days, "how long")
    }

    pub(super) fn set_for_times(&mut self, days: i32) -> Result<(), Why> {
        self.for_times = true;
        self.set_for(days)
    }

    pub(super) fn set_until(&mut self, day: i32) -> Result<(), Why> {
        set(&mut self.bounds.until, day, "until when")
    }

    pub(super) fn set_until_progression(&mut self) -> Result<(), Why> {
        set(&mut self.until_progression, (), "until progression")
    }

    pub(super) fn set_from(&mut self, day: i32) -> Result<(), Why> {
        set(&mut self.bounds.from, day, "from when")
    }

    pub(super) fn set_every(&mut self, days: i32) -> Result<(), Why> {
        set(&mut self.every, days, "how often it begins anew")
    }

    pub(super) fn set_at_most(&mut self, times: i32) -> Result<(), Why> {
        set(&mut self.at_most, times, "how often at most")
    }

    pub(super) fn set_doses(&mut self, doses: i32) -> Result<(), Why> {
        set(&mut self.doses, doses, "how many doses")
    }

    pub(super) fn add_times(&mut self, times: i32) -> Result<(), Why> {
        if times > MOST_TIMES {
            let what = format!("is more than {MOST_TIMES} times");
            return Err(why(what, "give the part an end by a day instead"));
        }
        if self.times.len() == 2 {
            return Err(why("is a third number of times", "a part has at most two"));
        }
        self.times.push(times);
        Ok(())
    }

    /// The part, if what is said of it fits together.
    pub(super) fn finish(mut self) -> Result<Part, Why> {
        let slots = self.take_slots()?;
        let mut pattern = self.take_pattern(slots)?;
        self.count_doses(slots)?;
        self.bounds.until_progression = self.until_progression.is_some();
        if pattern == Pattern::Once && slots.count > 1 {
            pattern = Pattern::Every(1);
            self.times.insert(0, 1);
        }
        if self.for_times && pattern == Pattern::Every(1) && self.times.is_empty() {
            self.times.extend(self.bounds.for_days.take());
        }
        let (times, repeat) = self.take_times(&pattern)?;
        let part = Part {
            trigger: self.take_trigger()?,
            slots,
            pattern,
            times,
            repeat,
            bounds: self.bounds,
        };
        check(&part)?;
        Ok(part)
    }

    /// The rhythm of a step of a watch.
    pub(super) fn finish_step(mut self) -> Result<(Slots, Pattern), Why> {
        let slots = self.take_slots()?;
        let pattern = self.take_pattern(slots)?;
        let is_bare = self.times.is_empty()
            && self.bounds == Bounds::default()
            && self.doses.or(self.every).or(self.at_most).is_none()
            && self.until_progression.is_none();
        match pattern {
            Pattern::Every(_) | Pattern::PerWeek(_) if is_bare => Ok((slots, pattern)),
            _ => Err(why(
                "is no interval such as 2/week, daily or Q2D, which is all that a watch has",
                "write `2/week; daily when loss >= 15 %`; a part that begins when an animal reaches a value is `on volume >= 1000: QD x5`",
            )),
        }
    }

    fn take_slots(&mut self) -> Result<Slots, Why> {
        let count = self.slots.unwrap_or(1);
        if self.daily.is_some() && count > 1 {
            return Err(why(
                "says two different numbers of slots a day",
                "write `QD` or `BID`",
            ));
        }
        let Some(gap) = self.gap_hours else {
            return Ok(Slots::even(count));
        };
        let last = gap * (i32::from(count) - 1);
        if count == 1 {
            return Err(why(
                "has a gap between slots, and one slot a day",
                "write `BID gap 8h`",
            ));
        }
        match u8::try_from(gap) {
            Ok(gap_hours) if last < 24 => Ok(Slots { count, gap_hours }),
            _ => Err(why(
                "has its last slot on the next day",
                format!("write at most {} h", 23 / (i32::from(count) - 1)),
            )),
        }
    }

    fn take_pattern(&mut self, slots: Slots) -> Result<Pattern, Why> {
        let daily = self.daily.is_some();
        match self.pattern.take() {
            Some(Pattern::Every(_) | Pattern::PerWeek(_) | Pattern::Once) if daily => Err(why(
                "says how often a second time",
                "say it once, or begin a new part with `, then`",
            )),
            Some(pattern) => Ok(pattern),
            None if daily || slots.count > 1 => Ok(Pattern::Every(1)),
            None => Err(why("says no rhythm", "write one, such as `QD` or `Q3W`")),
        }
    }

    /// A number of doses as a number of days.
    fn count_doses(&mut self, slots: Slots) -> Result<(), Why> {
        let Some(doses) = self.doses else {
            return Ok(());
        };
        let count = i32::from(slots.count);
        if doses % count != 0 {
            let what = format!("is no whole number of days with {count} doses each");
            return Err(why(what, format!("write a multiple of {count} doses")));
        }
        self.add_times(doses / count)
    }

    /// How often, and how often anew.
    fn take_times(&mut self, pattern: &Pattern) -> Result<(Option<i32>, Option<Repeat>), Why> {
        let times = std::mem::take(&mut self.times);
        match (pattern, &times[..], self.every.take()) {
            (Pattern::Once, [], None) => Ok((None, None)),
            (Pattern::Once, ..) => Err(why(
                "says once and how often",
                "write a rhythm, such as `QD x5`",
            )),
            (Pattern::Days(_), [], None) => Ok((None, None)),
            (Pattern::Days(_), [], Some(every)) => Ok((None, Some(Repeat { every, times: None }))),
            (Pattern::Days(_), [times], Some(every)) => {
                let times = Some(*times);
                Ok((None, Some(Repeat { every, times })))
            }
            (Pattern::Days(_), ..) => Err(why(
                "lists days and says how often",
                "say after how many days the list begins anew: `days 0, 7, 14 x3 every 28`",
            )),
            (Pattern::OnOff { .. }, [], None) => Ok((None, None)),
            (Pattern::OnOff { .. }, [times], None) => Ok((Some(*times), None)),
            (Pattern::OnOff { .. } | Pattern::Weekdays(_), _, Some(_)) => Err(why(
                "has weeks or cycles of its own and begins anew",
                "write `QD x5 x3 every 7`, or the cycles as `5 on 2 off x3`",
            )),
            (_, [], None) => Ok((None, None)),
            (_, [times], None) => Ok((Some(*times), None)),
            (_, [], Some(_)) => Err(why(
                "does not say on how many days before it begins anew",
                "write `QD x5 every 21`",
            )),
            (_, [times], Some(every)) => Ok((Some(*times), Some(Repeat { every, times: None }))),
            (_, [times, again, ..], every) => {
                let Some(every) = every else {
                    let span = span(pattern, *times).unwrap_or(7);
                    let weeks = (span + 6) / 7 * 7;
                    return Err(why(
                        "does not say after how many days it begins anew",
                        format!("add it, such as `every {weeks}`"),
                    ));
                };
                let times = (Some(*times), Some(*again));
                Ok((
                    times.0,
                    Some(Repeat {
                        every,
                        times: times.1,
                    }),
                ))
            }
        }
    }

    fn take_trigger(&mut self) -> Result<Option<Trigger>, Why> {
        match (self.trigger.take(), self.at_most.take()) {
            (None, None) => Ok(None),
            (None, Some(_)) => Err(why(
                "says how often at most, and not when",
                "write `on volume >= 1000: once at most 2`",
            )),
            (Some(when), at_most) => {
                let at_most = at_most.unwrap_or(1);
                Ok(Some(Trigger { when, at_most }))
            }
        }
    }
}

/// The days from the first to the last of a rhythm that is repeated.
fn span(pattern: &Pattern, times: i32) -> Option<i32> {
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

fn check(part: &Part) -> Result<(), Why> {
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
