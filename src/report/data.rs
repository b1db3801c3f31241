//! Tables of typed values, from which exports and the sheets of workbooks are written. A table is the same
//! for every format; each format decides how a value is written.
//!
//! Numbers have full precision, and nothing is laid out: [`Table`](super::Table) is for readers.

use std::borrow::Cow;
use std::{fmt, io};

use chrono::NaiveDate;

use domain::{Label, Prose, SharedText};

/// Takes a row; an error of the file that rows are written to ends the table.
pub type RowSink<'s> = &'s mut dyn FnMut(&[Value]) -> io::Result<()>;

/// A table that gives its rows one by one, so that a large one is written without being held in memory.
pub trait TableSource {
    /// Its name: that of its file without extension.
    fn name(&self) -> &str;

    /// Its columns, in the order of the values of a row.
    fn columns(&self) -> &[Column];

    /// Hands every row to `sink`, in the same order each time.
    ///
    /// # Errors
    /// The first error of `sink`; no further row is handed to it.
    fn each_row(&self, sink: RowSink<'_>) -> io::Result<()>;
}

impl<T: TableSource + ?Sized> TableSource for Box<T> {
    fn name(&self) -> &str {
        (**self).name()
    }

    fn columns(&self) -> &[Column] {
        (**self).columns()
    }

    fn each_row(&self, sink: RowSink<'_>) -> io::Result<()> {
        (**self).each_row(sink)
    }
}

/// A table in memory: rows of values under columns.
#[derive(Debug, Clone, PartialEq)]
pub struct DataTable {
    /// Its name: that of its file without extension.
    pub name: Cow<'static, str>,
    /// Its columns, in the order of the values of a row.
    pub columns: Vec<Column>,
    /// The rows, each as long as `columns`.
    pub rows: Vec<Vec<Value>>,
}

impl DataTable {
    /// A table without rows.
    pub fn new(
        name: impl Into<Cow<'static, str>>,
        columns: impl IntoIterator<Item = Column>,
    ) -> Self {
        Self {
            name: name.into(),
            columns: columns.into_iter().collect(),
            rows: Vec::new(),
        }
    }

    /// The rows of another table, held in memory.
    ///
    /// # Errors
    /// Those of the other table.
    pub fn of(table: &dyn TableSource) -> io::Result<Self> {
        let mut held = Self::new(table.name().to_owned(), table.columns().iter().cloned());
        table.each_row(&mut |row| {
            held.push(row);
            Ok(())
        })?;
        Ok(held)
    }

    /// Appends a row.
    ///
    /// # Panics
    /// If its length is not the number of columns, or a value is not of its column's kind.
    pub fn push(&mut self, row: impl Into<Vec<Value>>) {
        let row = row.into();
        assert_fits(&self.name, &self.columns, &row);
        self.rows.push(row);
    }
}

impl TableSource for DataTable {
    fn name(&self) -> &str {
        &self.name
    }

    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn each_row(&self, sink: RowSink<'_>) -> io::Result<()> {
        self.rows.iter().try_for_each(|row| sink(row))
    }
}

/// Checks a row of the table `name`, where it is made.
///
/// # Panics
/// If its length is not the number of columns, or a value is not of its column's kind.
pub fn assert_fits(name: &str, columns: &[Column], row: &[Value]) {
    assert_eq!(row.len(), columns.len(), "a row of `{name}`");
    for (column, value) in columns.iter().zip(row) {
        assert!(column.allows(value), "`{}` holds {value:?}", column.key);
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading: short, without spaces, with the unit at its end (`volume_mm3`).
    pub key: Cow<'static, str>,
    /// The kind of its values.
    pub kind: Kind,
    /// The unit of its numbers; empty if they have none.
    pub unit: &'static str,
    /// What its values are, in a few words, for the dictionary of the export.
    pub meaning: &'static str,
}

impl Column {
    /// A column of numbers.
    pub fn number(
        key: impl Into<Cow<'static, str>>,
        unit: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self {
            unit,
            ..Self::of(Kind::Number, key, meaning)
        }
    }

    /// A column of texts.
    pub fn text(key: impl Into<Cow<'static, str>>, meaning: &'static str) -> Self {
        Self::of(Kind::Text, key, meaning)
    }

    /// A column of whole numbers.
    pub fn whole(key: impl Into<Cow<'static, str>>, meaning: &'static str) -> Self {
        Self::of(Kind::Whole, key, meaning)
    }

    /// A column of yes and no.
    pub fn truth(key: impl Into<Cow<'static, str>>, meaning: &'static str) -> Self {
        Self::of(Kind::Truth, key, meaning)
    }

    /// A column of calendar dates.
    pub fn date(key: impl Into<Cow<'static, str>>, meaning: &'static str) -> Self {
        Self::of(Kind::Date, key, meaning)
    }

    fn of(kind: Kind, key: impl Into<Cow<'static, str>>, meaning: &'static str) -> Self {
        Self {
            key: key.into(),
            kind,
            unit: "",
            meaning,
        }
    }

    fn allows(&self, value: &Value) -> bool {
        match value {
            Value::Missing => true,
            Value::Text(_) => self.kind == Kind::Text,
            Value::Number(_) => matches!(self.kind, Kind::Number | Kind::Text),
            Value::Whole(_) => matches!(self.kind, Kind::Whole | Kind::Text),
            Value::Truth(_) => matches!(self.kind, Kind::Truth | Kind::Text),
            Value::Date(_) => matches!(self.kind, Kind::Date | Kind::Text),
        }
    }
}

/// The kind of the values of a column; any value may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Texts. Columns whose values differ in kind (the values of a protocol's fields) are of this kind too;
    /// typed formats write values of other kinds as [`Value`] displays them.
    Text,
    /// Finite numbers.
    Number,
    /// Whole numbers.
    Whole,
    /// Yes or no.
    Truth,
    /// Calendar dates.
    Date,
}

/// A value. It displays as plain text: a number in the shortest form that reads back the same, a date as
/// 2026-01-22, a truth value as `yes` or `no`, and a missing value as nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value.
    Missing,
    /// Text that people typed, or a fixed word.
    Text(String),
    /// A finite number.
    Number(f64),
    /// A whole number.
    Whole(i64),
    /// Yes or no.
    Truth(bool),
    /// A calendar date.
    Date(NaiveDate),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => Ok(()),
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => number.fmt(f),
            Self::Whole(number) => number.fmt(f),
            Self::Truth(truth) => f.write_str(if *truth { "yes" } else { "no" }),
            Self::Date(date) => date.fmt(f),
        }
    }
}

impl From<f64> for Value {
    /// A number that is not finite becomes a missing value.
    fn from(number: f64) -> Self {
        match number.is_finite() {
            true => Self::Number(number),
            false => Self::Missing,
        }
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Missing, Into::into)
    }
}

/// Implements `From` for types whose values are of a kind.
macro_rules! values_from {
    ($($from:ty => $kind:ident, $made:expr;)*) => {$(
        impl From<$from> for Value {
            fn from(value: $from) -> Self {
                let made: fn($from) -> _ = $made;
                Self::$kind(made(value))
            }
        }
    )*};
}

values_from! {
    &str => Text, str::to_owned;
    String => Text, |text| text;
    &String => Text, String::clone;
    &Label => Text, Label::to_string;
    &Prose => Text, Prose::to_string;
    &SharedText => Text, SharedText::to_string;
    i64 => Whole, |number| number;
    u32 => Whole, i64::from;
    usize => Whole, |count| i64::try_from(count).expect("memory holds no more than i64 counts");
    bool => Truth, |truth| truth;
    NaiveDate => Date, |date| date;
}

/// A row of values, each made by `Value::from`.
#[macro_export]
macro_rules! row {
    ($($value:expr),* $(,)?) => {
        vec![$($crate::data::Value::from($value)),*]
    };
}
pub use crate::row;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_the_kind_of_their_source() {
        let date = NaiveDate::from_ymd_opt(2026, 1, 22);
        let made = row!["=x", 1.5, f64::NAN, 3_u32, true, date, None::<f64>];
        let written: Vec<String> = made.iter().map(Value::to_string).collect();
        assert_eq!(written, ["=x", "1.5", "", "3", "yes", "2026-01-22", ""]);
        assert_eq!(made[2], Value::Missing);
    }

    #[test]
    #[should_panic(expected = "`day` holds Text")]
    fn a_text_in_a_column_of_numbers_panics() {
        let mut table = DataTable::new("t", [Column::number("day", "days", "study day")]);
        table.push(row![17.0]);
        table.push(row!["17"]);
    }

    #[test]
    fn a_column_of_texts_allows_every_kind() {
        let mut table = DataTable::new("t", [Column::text("value", "of a field")]);
        table.push(row![17.0]);
        table.push(row!["seventeen"]);
        assert_eq!(table.rows.len(), 2);
    }
}
