//! An escalating watch: how soon after it was last done it is due again.

use chrono::NaiveDate;

use super::condition::AnyOf;
use super::occasions::{DaySlots, offset};
use super::part::Slots;
use super::pattern::{Pattern, days_of_week};
use super::{Form, Schedule, ScheduleFacts};

/// How often, and when that holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Step {
    pub slots: Slots,
    /// `Every` or `PerWeek`.
    pub pattern: Pattern,
    /// None: always. At most one step of a watch has none.
    pub when: Option<AnyOf>,
}

impl Schedule {
    /// Whether it is a watch: due so long after it was last done.
    pub fn is_watch(&self) -> bool {
        matches!(self.0, Form::Watch(_))
    }

    /// When a watch is due next, by when it was last done and by the newest values; it may be in the past. On day 0 if it was
    /// never done. None if no condition holds, and for a schedule that is no watch.
    pub fn watch_due(&self, day0: NaiveDate, facts: &ScheduleFacts<'_>) -> Option<NaiveDate> {
        let Form::Watch(_) = &self.0 else {
            return None;
        };
        let whole = NaiveDate::MIN..=NaiveDate::MAX;
        let next = self.occasions(day0, whole, facts).next();
        next.map(|occasion| occasion.date)
    }
}

/// Goes through the days on which a watch is due.
pub(super) struct WatchWalk<'a> {
    steps: &'a [Step],
    /// Of each step, the day since which its condition has held.
    since: [Option<i32>; MOST_STEPS],
    /// The first day to give.
    from: i32,
    done: Done,
}

/// The most steps of a watch.
pub(super) const MOST_STEPS: usize = 8;

/// The last days on which a watch was done.
#[derive(Debug, Clone, Copy, Default)]
struct Done {
    /// The last one first.
    days: [i32; Done::KEPT],
    count: usize,
    /// How many slots of the last day were done.
    slots: u8,
}

impl Done {
    /// As many as a watch can ask for in a week.
    const KEPT: usize = 6;

    fn add(&mut self, day: i32, slots: u8) {
        if self.last() == Some(day) {
            self.slots = self.slots.saturating_add(slots);
            return;
        }
        self.days.rotate_right(1);
        self.days[0] = day;
        self.count = (self.count + 1).min(Self::KEPT);
        self.slots = slots;
    }

    fn last(&self) -> Option<i32> {
        self.nth_last(1)
    }

    /// The day of the last time but n - 1.
    fn nth_last(&self, n: usize) -> Option<i32> {
        (n <= self.count).then(|| self.days[n - 1])
    }
}

/// A day on which a step asks for the watch.
#[derive(Clone, Copy)]
struct Due {
    day: i32,
    slots: Slots,
    /// The first slot that is due.
    next: u8,
}

impl<'a> WatchWalk<'a> {
    pub(super) fn new(
        steps: &'a [Step],
        day0: NaiveDate,
        from: i32,
        facts: &ScheduleFacts<'a>,
    ) -> Self {
        let mut done = Done::default();
        // Slots of one day are several dates: a week has at most four a day.
        let kept = facts.done_on.len().saturating_sub(Done::KEPT * 4);
        for date in &facts.done_on[kept..] {
            done.add(offset(day0, *date), 1);
        }
        let mut since = [None; MOST_STEPS];
        for (since, step) in since.iter_mut().zip(steps) {
            *since = match &step.when {
                None => Some(0),
                Some(when) => {
                    let date = when.holds_since(facts.values);
                    date.map(|date| offset(day0, date))
                }
            };
        }
        Self {
            steps,
            since,
            from,
            done,
        }
    }

    /// The next day, if it is no later than `last`; as if the watch was done on each day before.
    pub(super) fn next(&mut self, last: i32) -> Option<DaySlots> {
        loop {
            let due = self.due().filter(|due| due.day <= last)?;
            self.done.add(due.day, due.slots.count - due.next + 1);
            if due.day >= self.from {
                return Some(DaySlots {
                    day: due.day,
                    slots: due.slots,
                    next: due.next,
                });
            }
        }
    }

    /// The earliest day that a step asks for; of two on one day the one with more slots.
    fn due(&self) -> Option<Due> {
        let steps = self.steps.iter().zip(self.since);
        let due = steps.filter_map(|(step, since)| Some(self.due_by(step, since?)));
        due.min_by_key(|due| (due.day, u8::MAX - due.slots.count))
    }

    /// When a step asks for the watch whose condition has held since a day.
    fn due_by(&self, step: &Step, since: i32) -> Due {
        let slots = step.slots;
        let (day, next) = match self.done.last() {
            None => (since.max(0), 1),
            Some(last) if self.done.slots < slots.count && since <= last => {
                (last, self.done.slots + 1)
            }
            Some(last) => (self.after(&step.pattern, last).max(since), 1),
        };
        Due { day, slots, next }
    }

    /// The day after the last one by a pattern.
    fn after(&self, pattern: &Pattern, last: i32) -> i32 {
        let per_week = match pattern {
            Pattern::PerWeek(per_week) => *per_week,
            Pattern::Every(step) => return last + step,
            _ => return last + 1,
        };
        let days = days_of_week(per_week);
        let (widest, narrowest) = (7 - days[days.len() - 1], days[1] - days[0]);
        match self.done.nth_last(days.len()) {
            // So many in any seven days, and no wider apart than in a week of the pattern.
            Some(of_week) => (of_week + 7).clamp(last + narrowest, last + widest),
            None => {
                let begun = self.done.count.clamp(1, days.len() - 1);
                last + days[begun] - days[begun - 1]
            }
        }
    }
}
