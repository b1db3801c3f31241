//! What is known of a thing under one name, described once: its column in the notebook's tables and in
//! the tidy tables of an export, its unit, its line in the dictionary, and whether a blinded study shows
//! it. Floors that read or write tables make their columns from these descriptions.

use std::borrow::Cow;
use std::str::FromStr;

use chrono::NaiveDate;

use super::{Invalid, Label, Prose, SharedText, When};

/// What the values of a column are; any of them may be absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The id of another row.
    Id,
    /// Texts and fixed words.
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

/// One value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// There is none.
    Missing,
    /// A text, a fixed word or an id.
    Text(Cow<'a, str>),
    /// A number.
    Number(f64),
    /// A whole number.
    Whole(u32),
    /// Yes or no.
    Truth(bool),
    /// A calendar date.
    Date(NaiveDate),
}

impl Cell<'_> {
    /// The value as a text: numbers in the shortest form that reads back the same, dates as 2026-01-22,
    /// `yes` and `no`; none where there is no value.
    pub fn into_text(self) -> Option<String> {
        Some(match self {
            Self::Missing => return None,
            Self::Text(text) => text.into_owned(),
            Self::Number(number) => number.to_string(),
            Self::Whole(number) => number.to_string(),
            Self::Truth(truth) => if truth { "yes" } else { "no" }.to_owned(),
            Self::Date(date) => date.to_string(),
        })
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Missing, Into::into)
    }
}

macro_rules! become_cells {
    ($($from:ty => |$value:ident| $made:expr;)*) => {$(
        impl<'a> From<$from> for Cell<'a> {
            fn from($value: $from) -> Self {
                $made
            }
        }
    )*};
}

become_cells! {
    &'a str => |text| Self::Text(text.into());
    Cow<'a, str> => |text| Self::Text(text);
    &'a String => |text| Self::Text(text.into());
    String => |text| Self::Text(text.into());
    &'a Label => |label| label.as_str().into();
    &'a Prose => |prose| prose.as_str().into();
    f64 => |number| Self::Number(number);
    u32 => |number| Self::Whole(number);
    bool => |truth| Self::Truth(truth);
    NaiveDate => |date| Self::Date(date);
}

/// Whether a study that is blinded shows a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blind {
    /// It tells nothing of the arms.
    Shown,
    /// It could tell which animal is in which arm, or what is given there.
    Hidden,
}

/// The description of one value of a `T`.
pub struct Attribute<T: 'static> {
    /// The name of its column.
    pub name: &'static str,
    /// The heading of its column in tidy exports; none where it is not exported under its own heading.
    pub heading: Option<&'static str>,
    /// What the values are.
    pub kind: Kind,
    /// The unit of numbers; empty if they have none.
    pub unit: &'static str,
    /// What it tells, in a few words.
    pub meaning: &'static str,
    /// Whether a blinded study shows it.
    pub blind: Blind,
    /// The value.
    pub get: for<'a> fn(&'a T) -> Cell<'a>,
}

impl<T> Attribute<T> {
    /// An attribute whose heading is its name.
    pub const fn new(
        name: &'static str,
        kind: Kind,
        blind: Blind,
        meaning: &'static str,
        get: for<'a> fn(&'a T) -> Cell<'a>,
    ) -> Self {
        Self {
            name,
            heading: Some(name),
            kind,
            unit: "",
            meaning,
            blind,
            get,
        }
    }

    /// The same with a unit.
    pub const fn in_unit(self, unit: &'static str) -> Self {
        Self { unit, ..self }
    }

    /// The same under another heading.
    pub const fn headed(self, heading: &'static str) -> Self {
        Self {
            heading: Some(heading),
            ..self
        }
    }

    /// The same, without a column in tidy exports.
    pub const fn not_exported(self) -> Self {
        Self {
            heading: None,
            ..self
        }
    }
}

/// A thing that a table holds a row of.
pub trait Described: Sized + 'static {
    /// The table.
    const TABLE: &'static str;
    /// All that a row tells, ids of the row and of what it belongs to aside.
    const ATTRIBUTES: &'static [Attribute<Self>];
}

/// The cells of one row by the names of their columns, whatever holds them.
pub trait Cells {
    /// Why a row cannot be read.
    type Error;

    /// The refusal of a value of this row.
    fn refuse(&self, invalid: Invalid) -> Self::Error;
    /// A text, if there is one.
    fn text(&self, name: &'static str) -> Result<Option<Cow<'_, str>>, Self::Error>;
    /// A text that many rows have, if there is one.
    fn shared(&self, name: &'static str) -> Result<Option<SharedText>, Self::Error> {
        let text = self.text(name)?;
        Ok(text.map(|text| SharedText::from(&*text)))
    }
    /// A number, if there is one.
    fn number(&self, name: &'static str) -> Result<Option<f64>, Self::Error>;
    /// A whole number, if there is one.
    fn whole(&self, name: &'static str) -> Result<Option<u32>, Self::Error>;
    /// Yes or no, if it is said.
    fn truth(&self, name: &'static str) -> Result<Option<bool>, Self::Error>;
    /// A date, if there is one.
    fn date(&self, name: &'static str) -> Result<Option<NaiveDate>, Self::Error>;

    /// A value that must be there: `cells.required("tag", C::label)`.
    fn required<'a, T>(
        &'a self,
        name: &'static str,
        get: impl FnOnce(&'a Self, &'static str) -> Result<Option<T>, Self::Error>,
    ) -> Result<T, Self::Error> {
        get(self, name)?
            .ok_or_else(|| self.refuse(Invalid::new(name, "", "is missing", "fill it in")))
    }

    /// A domain constructor's answer; its refusal is that of this row.
    fn checked<T>(&self, made: Result<T, Invalid>) -> Result<T, Self::Error> {
        made.map_err(|invalid| self.refuse(invalid))
    }

    /// A value that is made of a text, if there is one.
    fn made<T>(
        &self,
        name: &'static str,
        make: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Result<Option<T>, Self::Error> {
        let text = self.text(name)?;
        text.map(|text| self.checked(make(&text))).transpose()
    }

    /// A fixed word, or another value with a notation of its own.
    fn parsed<T: FromStr<Err = Invalid>>(
        &self,
        name: &'static str,
    ) -> Result<Option<T>, Self::Error> {
        self.made(name, str::parse)
    }

    /// A name. A notebook may hold one that is older than the rules for names.
    fn label(&self, name: &'static str) -> Result<Option<Label>, Self::Error> {
        self.made(name, |text| Label::stored(name, text))
    }

    /// A remark.
    fn prose(&self, name: &'static str) -> Result<Option<Prose>, Self::Error> {
        self.made(name, |text| Prose::stored(name, text))
    }

    /// An id.
    fn id<T: FromStr<Err = uuid::Error>>(
        &self,
        name: &'static str,
    ) -> Result<Option<T>, Self::Error> {
        self.made(name, |text| {
            text.parse()
                .map_err(|e| Invalid::new(name, text, format!("is no id: {e}"), ""))
        })
    }

    /// The moment in the columns `observed_on` and `day_part`, which are absent together.
    fn when(&self) -> Result<Option<When>, Self::Error> {
        let Some(date) = self.date("observed_on")? else {
            return Ok(None);
        };
        let day_part = self.required("day_part", Self::number)?;
        Ok(Some(When { date, day_part }))
    }
}
