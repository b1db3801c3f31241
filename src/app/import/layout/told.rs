//! What the name of a sheet, a title above a table or the name of a file tells of the values below it.

use crate::import::field::Field;
use crate::import::wide::ColumnTime;

/// What stands about a table, outside of its cells.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Told {
    /// The arm of all rows.
    pub arm: Option<String>,
    /// The day of all rows.
    pub time: Option<ColumnTime>,
    /// What columns hold whose headings name nothing but a day.
    pub quantity: Option<Field>,
}
