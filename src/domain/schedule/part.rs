//! A part of a schedule: a rhythm with its slots, repeats, bounds, and what triggers it.

use super::condition::AnyOf;
use super::pattern::Pattern;

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    pub trigger: Option<Trigger>,
    pub slots: Slots,
    pub pattern: Pattern,
    /// On how many days, or how many cycles of `5 on 2 off`; at least 1. None for `once` and listed days.
    pub times: Option<i32>,
    pub repeat: Option<Repeat>,
    pub bounds: Bounds,
}

/// A part is done whenever an animal comes to meet a condition.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Trigger {
    pub when: AnyOf,
    /// At least 1.
    pub at_most: i32,
}

/// The slots of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slots {
    /// From 1 to 4.
    pub count: u8,
    /// Hours from one to the next. All are on one date.
    pub gap_hours: u8,
}

impl Slots {
    /// So many slots, evenly over 24 hours.
    pub(super) fn even(count: u8) -> Self {
        Self {
            count,
            gap_hours: 24 / count,
        }
    }
}

/// A part begins anew every so many days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Repeat {
    /// At least as long as what is repeated.
    pub every: i32,
    /// At least 1; none: for ever.
    pub times: Option<i32>,
}

/// Where a part begins and ends; days after day 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Bounds {
    pub from: Option<i32>,
    /// From the beginning; at least 1.
    pub for_days: Option<i32>,
    /// The last day.
    pub until: Option<i32>,
    /// Ends before the date of progression.
    pub until_progression: bool,
}

impl Bounds {
    /// The last day of a part that begins on `start`, where the animal progressed on the day `progressed`.
    pub(super) fn last(&self, start: i32, progressed: Option<i32>) -> Option<i32> {
        let spanned = self.for_days.map(|days| start + days - 1);
        let progressed = progressed.filter(|_| self.until_progression);
        let ends = [self.until, spanned, progressed.map(|day| day - 1)];
        ends.into_iter().flatten().min()
    }
}

impl Part {
    /// The first of its days that is not before `from`, if it begins on day `start`. Listed days count from day 0.
    pub(super) fn next(&self, start: i32, from: i32, weekday0: i32) -> Option<i32> {
        let from = from.max(start);
        let Some(repeat) = self.repeat else {
            return self.pattern.next(start, self.times, from, weekday0);
        };
        let origin = self.origin(start);
        let first = (from - origin).max(0) / repeat.every;
        // The days of a cycle may be over before the next cycle begins.
        (first..=first + 1).find_map(|cycle| {
            let shift = cycle * repeat.every;
            let within = repeat.times.is_none_or(|times| cycle < times);
            match &self.pattern {
                _ if !within => None,
                Pattern::Days(_) => {
                    let day = self.pattern.next(0, None, from - shift, weekday0)?;
                    Some(day + shift)
                }
                pattern => pattern.next(start + shift, self.times, from, weekday0),
            }
        })
    }

    /// The day on which it is over, apart from its bounds; none if it has no end.
    fn over_unbounded(&self, start: i32, weekday0: i32) -> Option<i32> {
        match self.repeat {
            Some(Repeat { every, times }) => times.map(|times| self.origin(start) + times * every),
            None => self.pattern.over(start, self.times, weekday0),
        }
    }

    /// The first day that is no more of this part; none if it has no end, as far as is known.
    pub(super) fn over(&self, start: i32, progressed: Option<i32>, weekday0: i32) -> Option<i32> {
        let bound = self.bounds.last(start, progressed).map(|last| last + 1);
        let natural = self.over_unbounded(start, weekday0);
        let over = bound.into_iter().chain(natural).min();
        over.map(|over| over.max(start))
    }

    /// Where repeats count from: listed days from day 0.
    fn origin(&self, start: i32) -> i32 {
        match self.pattern {
            Pattern::Days(_) => 0,
            _ => start,
        }
    }

    /// Whether it has an end, be it progression.
    pub(super) fn ends(&self) -> bool {
        self.bounds.until_progression || self.ends_by_itself()
    }

    /// Whether it has an end apart from progression.
    pub(super) fn ends_by_itself(&self) -> bool {
        let bound = self.bounds.until.or(self.bounds.for_days);
        bound.is_some() || self.over_unbounded(0, 0).is_some()
    }
}
