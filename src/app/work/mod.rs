//! The work plan of a study: its lines, what they ask for on a day.

mod calendar;
mod events;
mod facts;
mod ics;
mod lines;
mod waive;
mod write;

pub use calendar::{PlannedWork, planned};
pub use events::{
    WorkEvent, WorkProgress, asked_on, needed_on, next_planned, planned_for, work_on,
};
pub(crate) use events::{doses_planned, doses_planned_in, is_off_treatment, work_of_line};
pub use ics::WorkCalendar;
pub use lines::{NewWork, WhomNamed, WorkLineChange, WorkLineView, work_line_view};
pub(crate) use lines::{next_number, suited};
pub use write::{WorkChange, WorkChanged};

#[cfg(test)]
mod tests;
