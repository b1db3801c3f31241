//! Import: a file of readings, tidy or wide, as CSV or Excel, becomes a plan of what to make in the notebook.
//!
//! The steps are pure, and each has a module: bytes become a table (`source`), headings become fields (`headings`,
//! `wide`), cells become typed rows (`rows`), and rows become a plan beside the studies that exist (`plan`). Every
//! step collects all of its problems, so that a file is corrected in one go; nothing is guessed, clipped or dropped
//! in silence. Only the last step (`write`) touches the notebook: it writes the plan as one operation.

mod arms;
mod cells;
mod column;
mod columns;
mod days;
mod doubts;
mod explain;
mod explain_words;
mod field;
mod heading;
mod heading_dates;
mod headings;
mod layout;
mod marks;
mod mend;
mod numbers;
mod observe;
mod options;
mod outcome;
mod own;
mod plan;
mod profile;
mod proposed;
mod read;
mod reader;
mod rows;
mod source;
mod sources;
mod summaries;
mod unit;
mod wide;
mod write;

pub use crate::file_problems::{Effect, FileColumn, FilePlace, FileProblem, ImportError, Problems};
pub(crate) use column::read_columns_of;
pub use columns::{ColumnMeaning, ColumnUse, Columns, DayColumns};
pub use explain::{ArmExplained, ColumnExplained, Explanation, TableExplained, explain};
pub use field::Field;
pub use marks::{Code, parse_codes};
pub use options::{
    CellRange, DateFormat, HeadingRows, ImportOptions, MapTarget, WhatARowIs, WideValue, parse_map,
    parse_unit,
};
pub use outcome::{Counts, Disagreement, ImportNote, ImportOutcome, StudyOutcome};
pub use own::{Bundle, ExclusionLine};
pub use plan::{ImportPlan, Input, StudyPlan, plan};
pub use profile::{Profile, Profiles, headings_of};
pub use proposed::Proposed;
pub use read::read;
pub(crate) use read::read_text;
pub use rows::{ReadFile, Role, TidyRow};
pub use source::Cell;
pub use sources::{Source, Sources};
pub use unit::{Scale, Unit};
pub use wide::ColumnTime;
pub use write::dry_run;

#[cfg(test)]
mod tests;
