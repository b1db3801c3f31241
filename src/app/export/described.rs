//! Tidy tables from the descriptions of what they hold.

use domain::{Attribute, Cell, Described, Kind as DescribedKind};
use report::data::{Column, Kind, Value};

/// A value as tables of exports hold it.
pub(super) fn value(cell: Cell<'_>) -> Value {
    match cell {
        Cell::Missing => Value::Missing,
        Cell::Text(text) => Value::Text(text.into_owned()),
        Cell::Number(number) => number.into(),
        Cell::Whole(number) => number.into(),
        Cell::Truth(truth) => truth.into(),
        Cell::Date(date) => date.into(),
    }
}

/// The attributes of a thing that are exported, each with its heading.
fn exported<T: Described>() -> impl Iterator<Item = (&'static Attribute<T>, &'static str)> {
    T::ATTRIBUTES
        .iter()
        .filter_map(|attribute| Some((attribute, attribute.heading?)))
}

/// The columns of what is exported of a thing.
pub(super) fn columns<T: Described>() -> impl Iterator<Item = Column> {
    exported::<T>().map(|(attribute, heading)| Column {
        key: heading.into(),
        kind: match attribute.kind {
            DescribedKind::Id | DescribedKind::Text => Kind::Text,
            DescribedKind::Number => Kind::Number,
            DescribedKind::Whole => Kind::Whole,
            DescribedKind::Truth => Kind::Truth,
            DescribedKind::Date => Kind::Date,
        },
        unit: attribute.unit,
        meaning: attribute.meaning,
    })
}

/// The values under these columns; all missing where there is no such thing.
pub(super) fn values<T: Described>(thing: Option<&T>) -> impl Iterator<Item = Value> {
    exported::<T>().map(move |(attribute, _)| match thing {
        Some(thing) => value((attribute.get)(thing)),
        None => Value::Missing,
    })
}
