//! What a part says, as far as it is read, and the part that comes of it.

use super::check::{MOST_TIMES, Why, check, span, why};
use super::condition::AnyOf;
use super::part::{Bounds, Part, Repeat, Slots, Trigger};
use super::pattern::Pattern;
use super::rhythm::Rhythm;

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
        let named = match (self.pattern.take(), pattern) {
            // `BIW Mon, Thu`: the weekdays say which days of the week it is.
            (Some(Pattern::PerWeek(count)), Pattern::Weekdays(days)) if days.count() == count => {
                Pattern::Weekdays(days)
            }
            (Some(Pattern::Every(7)), Pattern::Weekdays(days)) if days.count() == 1 => {
                Pattern::Weekdays(days)
            }
            (earlier, pattern) => {
                self.pattern = earlier;
                return set(&mut self.pattern, pattern, "on which days");
            }
        };
        self.pattern = Some(named);
        Ok(())
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
