//! The dates that a schedule gives, one after the other, without an allocation.

use std::ops::RangeInclusive;

use chrono::{Days, NaiveDate};

use super::condition::{Met, WatchedValue};
use super::part::{Part, Slots};
use super::pattern::{Pattern, weekday_of};
use super::watch::WatchWalk;
use super::{Form, Schedule, ScheduleFacts};

/// When something is planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occasion {
    /// The local date.
    pub date: NaiveDate,
    /// Days after day 0 of the animal, however its study numbers them.
    pub day: i32,
    /// The slot of the day, from 1.
    pub slot: u8,
    /// Hours after the first slot of the day, as planned.
    pub hours: u8,
}

/// Occasions by date and slot.
pub struct Occasions<'a> {
    /// A day and its date, from which dates are counted: the day that was given last, because a short way within a
    /// year takes chrono less time.
    known: (i32, NaiveDate),
    walk: Walk<'a>,
    /// The last day of the range.
    last: i32,
    /// Slots of a day that are still to give.
    open: Option<(NaiveDate, DaySlots)>,
}

/// A day of a schedule, and its slots from a first one on.
#[derive(Debug, Clone, Copy)]
pub(super) struct DaySlots {
    pub day: i32,
    pub slots: Slots,
    /// From 1.
    pub next: u8,
}

enum Walk<'a> {
    Parts(PartsWalk<'a>),
    Watch(WatchWalk<'a>),
}

impl Schedule {
    /// The occasions on dates of a range, for an animal whose day 0 is given and of which `facts` is known. Occasions that
    /// depend on values to come are not among them. Those of a watch are as if it was done on each date that it is due,
    /// beginning with [`Self::watch_due`].
    pub fn occasions<'a>(
        &'a self,
        day0: NaiveDate,
        dates: RangeInclusive<NaiveDate>,
        facts: &ScheduleFacts<'a>,
    ) -> Occasions<'a> {
        let first = offset(day0, *dates.start());
        let walk = match &self.0 {
            Form::Parts(parts) => Walk::Parts(PartsWalk::new(parts, day0, first, facts)),
            Form::Watch(steps) => Walk::Watch(WatchWalk::new(steps, day0, first, facts)),
        };
        Occasions {
            known: (0, day0),
            walk,
            last: offset(day0, *dates.end()),
            open: None,
        }
    }
}

/// Days of a date after day 0.
pub(super) fn offset(day0: NaiveDate, date: NaiveDate) -> i32 {
    // The days of chrono's whole calendar are fewer than an `i32` has.
    (date - day0).num_days() as i32
}

impl Occasions<'_> {
    /// The date of a day; none outside the calendar.
    fn date_of(&mut self, day: i32) -> Option<NaiveDate> {
        let (known, date) = self.known;
        let days = Days::new(u64::from(day.abs_diff(known)));
        let date = match day < known {
            true => date.checked_sub_days(days),
            false => date.checked_add_days(days),
        }?;
        self.known = (day, date);
        Some(date)
    }
}

impl Iterator for Occasions<'_> {
    type Item = Occasion;

    fn next(&mut self) -> Option<Occasion> {
        let (date, of_day) = match self.open.take() {
            Some(open) => open,
            None => {
                let of_day = match &mut self.walk {
                    Walk::Parts(walk) => walk.next(self.last)?,
                    Walk::Watch(walk) => walk.next(self.last)?,
                };
                (self.date_of(of_day.day)?, of_day)
            }
        };
        let DaySlots { day, slots, next } = of_day;
        if next < slots.count {
            let next = next + 1;
            self.open = Some((date, DaySlots { day, slots, next }));
        }
        Some(Occasion {
            date,
            day,
            slot: next,
            hours: (next - 1) * slots.gap_hours,
        })
    }
}

/// Goes through the days of parts.
struct PartsWalk<'a> {
    parts: &'a [Part],
    weekday0: i32,
    progressed: Option<i32>,
    /// The first day to give.
    from: i32,
    /// The earliest day on which the part, or its next run, begins.
    earliest: i32,
    /// The day on which the current run of the part began.
    began: Option<i32>,
    /// How often the part has begun.
    runs: i32,
    trigger: TriggerWalk<'a>,
}

/// Before all days of a schedule.
const BEFORE_ALL: i32 = -10_000;

/// Where a part begins that may begin on `day`: as late as it says.
fn beginning(part: &Part, day: i32) -> i32 {
    part.bounds.from.map_or(day, |from| from.max(day))
}

impl<'a> PartsWalk<'a> {
    fn new(parts: &'a [Part], day0: NaiveDate, from: i32, facts: &ScheduleFacts<'a>) -> Self {
        Self {
            parts,
            weekday0: weekday_of(day0),
            progressed: facts.progressed_on.map(|date| offset(day0, date)),
            from,
            earliest: parts.first().map_or(0, first_beginning),
            began: None,
            runs: 0,
            trigger: TriggerWalk::new(day0, facts.values),
        }
    }

    /// The next day, if it is no later than `last`.
    fn next(&mut self, last: i32) -> Option<DaySlots> {
        loop {
            let part = self.parts.first()?;
            let start = match self.began {
                Some(start) => start,
                None => self.begin(part)?,
            };
            if start > last {
                return None;
            }
            let end = part.bounds.last(start, self.progressed);
            let next = part.next(start, self.from, self.weekday0);
            match next.filter(|day| end.is_none_or(|end| *day <= end)) {
                Some(day) if day > last => return None,
                Some(day) => {
                    self.from = day + 1;
                    let slots = part.slots;
                    return Some(DaySlots {
                        day,
                        slots,
                        next: 1,
                    });
                }
                None => self.leave(part, start)?,
            }
        }
    }

    /// Begins the part, or the next run of a triggered one. None: it does not begin, as far as is known.
    fn begin(&mut self, part: &Part) -> Option<i32> {
        let start = match &part.trigger {
            None => self.earliest,
            Some(trigger) => self.trigger.next(&trigger.when, self.earliest)?,
        };
        self.runs += 1;
        self.began = Some(start);
        Some(start)
    }

    /// Goes on to the next run of the part or to the next part. None: it has no end, as far as is known.
    fn leave(&mut self, part: &Part, start: i32) -> Option<()> {
        self.earliest = part.over(start, self.progressed, self.weekday0)?;
        self.began = None;
        let runs_again = part
            .trigger
            .as_ref()
            .is_some_and(|trigger| self.runs < trigger.at_most);
        if !runs_again {
            self.parts = self.parts.get(1..)?;
            self.runs = 0;
            self.trigger.restart();
            self.earliest = beginning(self.parts.first()?, self.earliest);
        }
        Some(())
    }
}

/// Where the first part of a schedule begins. Listed days may lie before day 0.
pub(super) fn first_beginning(part: &Part) -> i32 {
    match part.pattern {
        Pattern::Days(_) => BEFORE_ALL,
        _ => part.bounds.from.unwrap_or(0),
    }
}

/// Finds the dates on which an animal comes to meet a condition.
struct TriggerWalk<'a> {
    day0: NaiveDate,
    all: &'a [WatchedValue],
    left: &'a [WatchedValue],
    met: Met,
    /// Whether a value that did not meet the condition has come since the last time.
    armed: bool,
}

impl<'a> TriggerWalk<'a> {
    fn new(day0: NaiveDate, values: &'a [WatchedValue]) -> Self {
        Self {
            day0,
            all: values,
            left: values,
            met: Met::default(),
            armed: true,
        }
    }

    /// From the first value on, for another condition.
    fn restart(&mut self) {
        *self = Self::new(self.day0, self.all);
    }

    /// The day of the next value that meets the condition, and is on `earliest` or later.
    fn next(&mut self, when: &super::condition::AnyOf, earliest: i32) -> Option<i32> {
        while let Some((value, left)) = self.left.split_first() {
            self.left = left;
            if !when.heeds(value) {
                continue;
            }
            when.take(&mut self.met, value);
            let day = offset(self.day0, value.date);
            if !self.met.any() {
                self.armed = true;
            } else if self.armed && day >= earliest {
                self.armed = false;
                return Some(day);
            }
        }
        None
    }
}
