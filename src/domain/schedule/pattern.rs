//! The days of a rhythm, by arithmetic: any day is found without counting from the first.
//!
//! Days are numbers of days after day 0 of an animal.

use chrono::{Datelike, NaiveDate, Weekday};

/// How many days lie between occasions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pattern {
    /// The first day only.
    Once,
    /// Every so many days, at least 1.
    Every(i32),
    /// So many days of each week from the first day on, from 2 to 6.
    PerWeek(i32),
    Weekdays(Weekdays),
    /// Study days as ranges: ascending, with days between them, at least one.
    Days(Vec<(i32, i32)>),
    /// Days with and without, each at least 1.
    OnOff {
        on: i32,
        off: i32,
    },
}

/// Some days of the week, at least one: bit 0 is Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Weekdays(u8);

impl Weekdays {
    pub(super) fn of(days: &[Weekday]) -> Self {
        let bits = days.iter().map(|day| 1 << day.num_days_from_monday());
        Self(bits.fold(0, |all, bit| all | bit))
    }

    pub(super) fn has(self, from_monday: i32) -> bool {
        self.0 & (1 << from_monday.rem_euclid(7)) != 0
    }

    pub(super) fn count(self) -> i32 {
        self.0.count_ones() as i32
    }

    /// How many days a day of the week waits for the next of these, from 0 to 6.
    fn wait(self, from_monday: i32) -> i32 {
        // Two weeks of bits, from that day on.
        let weeks = u32::from(self.0) | u32::from(self.0) << 7;
        (weeks >> from_monday.rem_euclid(7)).trailing_zeros() as i32
    }

    /// How many of these are among so many days from a day of the week on.
    fn before(self, from_monday: i32, days: i32) -> i32 {
        let rest = (0..days % 7).filter(|day| self.has(from_monday + day));
        days / 7 * self.count() + rest.count() as i32
    }
}

/// The days after the first of each week of a pattern that has so many days a week.
pub(super) fn days_of_week(per_week: i32) -> &'static [i32] {
    match per_week {
        ..=2 => &[0, 3],
        3 => &[0, 2, 4],
        4 => &[0, 1, 3, 4],
        5 => &[0, 1, 2, 3, 4],
        _ => &[0, 1, 2, 3, 4, 5],
    }
}

/// How many days after a Monday day 0 is, from 0 to 6.
pub(super) fn weekday_of(day0: NaiveDate) -> i32 {
    day0.weekday().num_days_from_monday() as i32
}

/// Smallest quotient that is not below a fraction, at least 0.
fn ceiling(numerator: i32, denominator: i32) -> i32 {
    if numerator <= 0 {
        return 0;
    }
    (numerator + denominator - 1) / denominator
}

impl Pattern {
    /// The first of its days that is not before `from`, if it begins on day `start` and has so many `times`. Listed
    /// days do not depend on the start.
    pub(super) fn next(
        &self,
        start: i32,
        times: Option<i32>,
        from: i32,
        weekday0: i32,
    ) -> Option<i32> {
        let within = |index: i32| times.is_none_or(|times| index < times);
        match self {
            Self::Once => (from <= start).then_some(start),
            Self::Every(step) => {
                let index = ceiling(from - start, *step);
                within(index).then(|| start + index * step)
            }
            Self::PerWeek(per_week) => {
                let days = days_of_week(*per_week);
                let week = (from - start).max(0) / 7;
                let rest = (from - start).max(0) % 7;
                let (week, at) = match days.iter().position(|day| *day >= rest) {
                    Some(at) => (week, at),
                    None => (week + 1, 0),
                };
                within(week * per_week + at as i32).then(|| start + week * 7 + days[at])
            }
            Self::Weekdays(days) => {
                let from = from.max(start);
                let day = from + days.wait(from + weekday0);
                let index = || days.before(start + weekday0, day - start);
                (times.is_none() || within(index())).then_some(day)
            }
            Self::Days(ranges) => {
                let at = ranges.partition_point(|(_, last)| *last < from);
                ranges.get(at).map(|(first, _)| (*first).max(from))
            }
            Self::OnOff { on, off } => {
                let cycle = (from - start).max(0) / (on + off);
                let rest = (from - start).max(0) % (on + off);
                let (cycle, rest) = if rest < *on {
                    (cycle, rest)
                } else {
                    (cycle + 1, 0)
                };
                within(cycle).then(|| start + cycle * (on + off) + rest)
            }
        }
    }

    /// The day on which it is over: where its next occasion would be if it had more `times`; none if it has no end.
    pub(super) fn over(&self, start: i32, times: Option<i32>, weekday0: i32) -> Option<i32> {
        match self {
            Self::Once => Some(start + 1),
            Self::Days(ranges) => ranges.last().map(|(_, last)| last + 1),
            Self::Every(step) => times.map(|times| start + times * step),
            Self::OnOff { on, off } => times.map(|times| start + times * (on + off)),
            Self::PerWeek(per_week) => times.map(|times| {
                let at = days_of_week(*per_week)[(times % per_week) as usize];
                start + times / per_week * 7 + at
            }),
            Self::Weekdays(days) => {
                let times = times?;
                let whole = start + times / days.count() * 7;
                let mut rest = (whole..whole + 7).filter(|day| days.has(day + weekday0));
                rest.nth((times % days.count()) as usize)
            }
        }
    }
}
