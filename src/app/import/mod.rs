//! Import: a file of readings, tidy or wide, as CSV or Excel, becomes a plan of what to make.
//!
//! The steps are pure and each has a file: bytes -> table (`source`), headings -> fields
//! (`headings`, `wide`), cells -> typed rows (`rows`), rows and the studies that exist -> what is to
//! be made (`plan`). Every step collects all its problems; nothing is guessed, clipped or dropped
//! in silence. Nothing here writes: whoever has the plan writes it in one transaction.

mod field;
mod headings;
mod options;
mod problem;
mod source;
mod wide;

pub use field::Field;
pub use options::{DateFormat, Options, WideValue, parse_map};
pub use problem::{ColumnPlace, Effect, ImportError, Place, Problem, printable};
pub use source::{Cell, MAX_BYTES, MAX_COLUMNS, MAX_ROWS};
