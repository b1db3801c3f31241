//! Schedules: when doses are planned, and when animals are measured, weighed or watched.
//!
//! A schedule is a rule. It holds no dates: [`Schedule::occasions`] derives them from day 0 of an animal and from what is
//! known of it ([`ScheduleFacts`]). Not here: what is done at an occasion, to whom, and whether it was done.
//!
//! # Grammar
//!
//! | Written | Means |
//! |---|---|
//! | `once` | the day on which the part begins: day 0, or the date of a trigger |
//! | `days 0, 3, 7-9` | those study days |
//! | `QD`, `Q2D`, `QW`, `Q3W` | every day, every second day, every week, every third week |
//! | `BIW`, `TIW`, `4/week` | offsets 0 and 3 of each week; 0, 2, 4; 0, 1, 3, 4 |
//! | `Mon, Thu` | weekdays, the first on or after the beginning |
//! | `5 on 2 off` | cycles of 5 days and 2 days without |
//! | `BID`, `TID`, `QID` | 2, 3, 4 slots a day, in front of any of the above (`BID Q2D`), alone every day |
//! | `BID gap 8h` | hours between slots; else 12, 8 and 6 |
//! | `QD x5` | on so many days, however many slots they have; `5 on 2 off x2`: so many cycles |
//! | `QD x5 x3 every 7` | again from the beginning every 7 days, 3 times; without `x3` for ever |
//! | `from day 3` | the part begins no earlier |
//! | `for 3 weeks`, `until day 20`, `until progression` | the end: so long from the beginning; with day 20; before the date of progression |
//! | `QD x21, then QW x3` | one part after the other |
//! | `on volume >= 1000: once at most 2` | when an animal reaches it, and reaches it again; once where no number is said |
//! | `2/week; 3/week when volume >= 800; daily when loss >= 15 %` | watch: the shortest interval that holds |
//!
//! Study days are written as the study counts them ([`FirstDay`]) and stored as days after day 0. [`Schedule::parse`] also
//! reads other spellings (`qd×5`, `q.d.`, `5on/2off`, `twice weekly`); [`Schedule::canonical`] writes one.
//!
//! # Rules
//!
//! - A part begins where the next occasion of the part before would have been: `QW x3, then QD` has day 21. After
//!   `until day 20` it begins on day 21, after `until progression` on the date of progression: what a value decides
//!   holds from its date on.
//! - A trigger is due on the date of the first value that meets its condition. It is due again on the date of a later one, if a
//!   value in between did not meet it and the part that was begun is over.
//! - A watch is due so long after it was last done as the shortest interval says whose condition holds, by the newest
//!   values. `2/week` asks for two in any seven days, so that whoever comes on Mondays and Thursdays stays with them.

mod check;
mod condition;
mod cursor;
mod draft;
mod first_day;
mod grammar;
pub(crate) mod lexer;
mod lists;
mod nearest;
mod occasions;
mod part;
mod pattern;
mod preview;
mod print;
mod rhythm;
mod shape;
#[cfg(test)]
mod tests;
mod watch;
mod when;

use chrono::NaiveDate;

use super::Invalid;
use part::Part;
use pattern::Pattern;
use watch::Step;

pub use condition::{Watched, WatchedValue};
pub use first_day::FirstDay;
pub use occasions::{Occasion, Occasions};
pub use preview::{LaterDates, SchedulePreview};

/// A rule that gives dates.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule(Form);

#[derive(Debug, Clone, PartialEq)]
enum Form {
    /// One after the other; at least one.
    Parts(Vec<Part>),
    /// At least one step has a condition.
    Watch(Vec<Step>),
}

/// What is known of an animal, as far as dates of a schedule depend on it. Without a trigger, a watch or `until
/// progression` they depend on none of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct ScheduleFacts<'a> {
    /// All values so far, by date.
    pub values: &'a [WatchedValue],
    /// The date of progression, if there was one.
    pub progressed_on: Option<NaiveDate>,
    /// When the watch was done, by date; a date stands for one slot, so that two slots of a day are two.
    pub done_on: &'a [NaiveDate],
}

impl Schedule {
    /// Reads a schedule leniently; days in it count as `first` says.
    ///
    /// # Errors
    /// If a piece of it is not understood, which is then the value of the error, its remedy the nearest form that is. If
    /// it contradicts itself, or gives no date.
    pub fn parse(text: &str, first: FirstDay) -> Result<Self, Invalid> {
        nearest::parse(text, first)
    }

    /// Whether it gives dates without end.
    pub fn is_open_ended(&self) -> bool {
        match &self.0 {
            Form::Parts(parts) => parts.last().is_some_and(|part| !part.ends()),
            Form::Watch(_) => true,
        }
    }

    /// Whether its dates depend on values of an animal: it has a trigger, or is a watch.
    pub fn depends_on_values(&self) -> bool {
        match &self.0 {
            Form::Parts(parts) => parts.iter().any(|part| part.trigger.is_some()),
            Form::Watch(_) => true,
        }
    }

    /// Whether its study days depend on the weekday of day 0.
    pub fn depends_on_weekday(&self) -> bool {
        let has_weekdays = |part: &Part| matches!(part.pattern, Pattern::Weekdays(_));
        match &self.0 {
            Form::Parts(parts) => parts.iter().any(has_weekdays),
            Form::Watch(_) => false,
        }
    }
}
