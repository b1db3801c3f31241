//! Import: a file of readings, tidy or wide, as CSV or Excel, becomes a plan of what to make.
//!
//! The steps are pure and each has a file: bytes -> table (`source`), headings -> fields
//! (`headings`, `wide`), cells -> typed rows (`rows`), rows and the studies that exist -> what is to
//! be made (`plan`). Every step collects all its problems; nothing is guessed, clipped or dropped
//! in silence. Only the last one (`write`) touches the notebook: it writes the plan as one operation.

mod cells;
mod column;
mod field;
mod heading;
mod headings;
mod observe;
mod options;
mod outcome;
mod own;
mod plan;
mod read;
mod reader;
mod rows;
mod source;
mod wide;
mod write;

pub use crate::file_problems::{ColumnPlace, Effect, ImportError, Place, Problem};
pub(crate) use column::read_columns_of;
pub use field::Field;
pub use options::{DateFormat, ImportOptions, WideValue, parse_map};
pub use outcome::{Counts, Disagreement, ImportNote, ImportOutcome, StudyOutcome};
pub use own::{Bundle, ExclusionLine};
pub use plan::{ImportPlan, Input, StudyPlan, plan};
pub use read::read;
pub(crate) use read::read_text;
pub use rows::{ReadFile, TidyRow};
pub use source::{Cell, MAX_BYTES, MAX_COLUMNS, MAX_ROWS};
pub use write::{Progress, dry_run};

#[cfg(test)]
mod tests;
