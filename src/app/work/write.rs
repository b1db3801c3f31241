//! Changes of a work plan as one value, and what came of them.

use chrono::NaiveDate;
use serde::Serialize;

use super::lines::{NewWork, WorkLineChange};
use crate::dosing::NewRegimen;
use crate::{Error, Notebook, Receipt};
use domain::{Reason, counted};

/// Something to be written to a work plan.
#[derive(Debug, Clone)]
pub enum WorkChange {
    /// New lines.
    Add(NewWork),
    /// New lines about doses.
    AddRegimen(NewRegimen),
    /// Another form of a line, from a date on.
    Edit {
        /// Its number.
        line: u32,
        /// What changes.
        change: WorkLineChange,
        /// The first date on which the new form holds.
        from: NaiveDate,
        /// Why.
        reason: Option<Reason>,
    },
    /// The end of a line.
    End {
        /// Its number.
        line: u32,
        /// The last date on which it plans anything.
        last: NaiveDate,
        /// Why.
        reason: Option<Reason>,
    },
    /// Planned events that are not to be done.
    Waive {
        /// The number of the line.
        line: u32,
        /// Tags of the animals; none: all that have it open.
        animals: Vec<String>,
        /// The date that they are planned for.
        planned_on: NaiveDate,
        /// Why.
        reason: Reason,
    },
    /// Waived events that are planned again.
    LiftWaiver {
        /// The number of the line.
        line: u32,
        /// Tags of the animals; none: all.
        animals: Vec<String>,
        /// The date that they are planned for.
        planned_on: NaiveDate,
        /// Why.
        reason: Reason,
    },
}

/// What came of a change of a work plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkChanged {
    /// Lines were added, by number.
    Added(Vec<u32>),
    /// A line changed.
    Changed {
        /// Its number before.
        old: u32,
        /// Its number from the date on.
        line: u32,
    },
    /// A line was ended.
    Ended {
        /// Its number.
        line: u32,
        /// The last date on which it plans anything.
        last: NaiveDate,
    },
    /// Events were waived.
    Waived {
        /// The number of the line.
        line: u32,
        /// Tags of the animals.
        animals: Vec<String>,
        /// The date that they were planned for.
        planned_on: NaiveDate,
    },
    /// Events are planned again.
    WaiverLifted {
        /// The number of the line.
        line: u32,
        /// Tags of the animals.
        animals: Vec<String>,
        /// The date that they are planned for.
        planned_on: NaiveDate,
    },
}

impl WorkChanged {
    /// What was done, in one sentence.
    pub fn words(&self) -> String {
        let of = |animals: &Vec<String>| match animals.as_slice() {
            [one] => format!("animal {one}"),
            several => counted(several.len(), "animal"),
        };
        match self {
            Self::Added(lines) => match lines.as_slice() {
                [one] => format!("work plan: line {one} added"),
                several => {
                    let several: Vec<String> = several.iter().map(u32::to_string).collect();
                    format!("work plan: lines {} added", several.join(", "))
                }
            },
            Self::Changed { old, line } if old == line => format!("work plan: line {line} changed"),
            Self::Changed { old, line } => {
                format!("work plan: line {old} ended, line {line} follows it")
            }
            Self::Ended { line, last } => format!("work plan: line {line} ends on {last}"),
            Self::Waived {
                line,
                animals,
                planned_on,
            } => format!("waived line {line} on {planned_on} for {}", of(animals)),
            Self::WaiverLifted {
                line,
                animals,
                planned_on,
            } => format!(
                "planned again: line {line} on {planned_on} for {}",
                of(animals)
            ),
        }
    }
}

impl Notebook {
    /// Changes the work plan of a study on a date: what was planned before it stays.
    ///
    /// # Errors
    /// Those of the change; then nothing was written.
    pub fn change_work(
        &mut self,
        study: &str,
        change: WorkChange,
        today: NaiveDate,
    ) -> Result<(WorkChanged, Option<Receipt>), Error> {
        Ok(match change {
            WorkChange::Add(new) => {
                let (lines, receipt) = self.add_work(study, &new)?;
                (WorkChanged::Added(lines), receipt)
            }
            WorkChange::AddRegimen(new) => {
                let (lines, receipt) = self.add_regimen(study, &new)?;
                (WorkChanged::Added(lines), receipt)
            }
            WorkChange::Edit {
                line: old,
                change,
                from,
                reason,
            } => {
                let days = (from, today);
                let (line, receipt) = self.edit_work_line(study, old, change, days, reason)?;
                (WorkChanged::Changed { old, line }, receipt)
            }
            WorkChange::End { line, last, reason } => {
                let receipt = self.end_work_line(study, line, (last, today), reason)?;
                (WorkChanged::Ended { line, last }, receipt)
            }
            WorkChange::Waive {
                line,
                animals,
                planned_on,
                reason,
            } => {
                let (animals, receipt) = self.waive(study, line, &animals, planned_on, reason)?;
                let waived = WorkChanged::Waived {
                    line,
                    animals,
                    planned_on,
                };
                (waived, receipt)
            }
            WorkChange::LiftWaiver {
                line,
                animals,
                planned_on,
                reason,
            } => {
                let (animals, receipt) =
                    self.lift_waiver(study, line, &animals, planned_on, reason)?;
                let lifted = WorkChanged::WaiverLifted {
                    line,
                    animals,
                    planned_on,
                };
                (lifted, receipt)
            }
        })
    }
}
