//! A schedule with the dates that it gives, for who is about to accept it.

use std::fmt;

use chrono::{Days, NaiveDate};

use super::{FirstDay, Form, Occasion, Schedule, ScheduleFacts};

/// The days of a preview begin and end so many days from day 0: as far as study days go.
const SPAN_DAYS: u64 = 3650;

/// The canonical form of a schedule, with the first dates that it gives an animal of which nothing is known yet.
#[derive(Debug, Clone, PartialEq)]
pub struct SchedulePreview {
    /// The canonical form.
    pub text: String,
    /// The first slot of each of the first dates.
    pub days: Vec<Occasion>,
    /// What comes after these dates.
    pub rest: LaterDates,
    first: FirstDay,
}

/// What comes after the dates of a preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LaterDates {
    /// So many dates more, which can be 0.
    Dates(usize),
    /// Dates without end.
    Open,
    /// Dates without end, which come sooner where a condition of the watch holds.
    Watch,
    /// Dates that wait for a value or for progression, in words: `when volume >= 1000`.
    Waiting(String),
}

impl Schedule {
    /// The canonical form with at most `limit` dates.
    pub fn preview(&self, first: FirstDay, day0: NaiveDate, limit: usize) -> SchedulePreview {
        let span = Days::new(SPAN_DAYS);
        let begin = day0.checked_sub_days(span).unwrap_or(NaiveDate::MIN);
        let end = day0.checked_add_days(span).unwrap_or(NaiveDate::MAX);
        let facts = ScheduleFacts::default();
        let mut days = self
            .occasions(day0, begin..=end, &facts)
            .filter(|occasion| occasion.slot == 1);
        let shown: Vec<Occasion> = days.by_ref().take(limit).collect();
        let rest = match self.waits_for() {
            Some(words) => LaterDates::Waiting(words),
            None if matches!(self.0, Form::Watch(_)) => LaterDates::Watch,
            None if self.is_open_ended() => LaterDates::Open,
            None => LaterDates::Dates(days.count()),
        };
        SchedulePreview {
            text: self.canonical(first).to_string(),
            days: shown,
            rest,
            first,
        }
    }

    /// What the first part waits for that does not begin on a day which is known.
    fn waits_for(&self) -> Option<String> {
        let Form::Parts(parts) = &self.0 else {
            return None;
        };
        for (at, part) in parts.iter().enumerate() {
            if let Some(trigger) = &part.trigger {
                return Some(format!("when {}", trigger.when));
            }
            if !part.ends_by_itself() && at + 1 < parts.len() {
                return Some("from progression on".into());
            }
        }
        None
    }
}

impl fmt::Display for SchedulePreview {
    /// `QD x5: day 0 Mon 2026-01-05, day 1 Tue 2026-01-06, and 3 more`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.text)?;
        for (at, occasion) in self.days.iter().enumerate() {
            if at > 0 {
                f.write_str(", ")?;
            }
            let day = self.first.number(occasion.day);
            write!(f, "day {day} {}", occasion.date.format("%a %Y-%m-%d"))?;
        }
        let comma = if self.days.is_empty() { "" } else { ", " };
        match &self.rest {
            LaterDates::Dates(0) => Ok(()),
            LaterDates::Dates(more) => write!(f, "{comma}and {more} more"),
            LaterDates::Open => write!(f, "{comma}and so on"),
            LaterDates::Watch => write!(f, "{comma}and so on, sooner where a condition holds"),
            LaterDates::Waiting(words) => write!(f, "{comma}then {words}"),
        }
    }
}
