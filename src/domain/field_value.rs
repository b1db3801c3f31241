//! The types that a field of the protocol can have: how they are read from what is typed and from what a notebook holds.

use chrono::NaiveDate;

use super::{
    BaselineRule, Cell, DataOrigin, Definition, DispositionRoles, EventRule, Invalid, Kind, Label,
    PrimaryTest, Prose, RepeatRule, Species, VolumeFormula, parse_date, parse_truth, typed_number,
};

/// A type that a field of the protocol can have.
pub(super) trait FieldValue: Sized {
    const KIND: Kind;
    /// The value of a field that is empty; none where a field of this type never is.
    const EMPTY: Option<fn() -> Self> = None;

    fn cell(&self) -> Cell<'_>;

    fn read(name: &'static str, text: &str) -> Result<Self, Invalid>;

    fn from_cell(name: &'static str, cell: &Cell<'_>) -> Result<Self, Invalid> {
        match (cell, Self::EMPTY) {
            (Cell::Text(text), _) => Self::read(name, text),
            (Cell::Missing, Some(empty)) => Ok(empty()),
            _ => Err(Invalid::new(name, "", "is missing", "fill it in")),
        }
    }

    fn words() -> Vec<&'static str> {
        Vec::new()
    }
}

impl FieldValue for Option<Label> {
    const KIND: Kind = Kind::Text;
    const EMPTY: Option<fn() -> Self> = Some(|| None);

    fn cell(&self) -> Cell<'_> {
        self.as_ref().into()
    }

    fn read(name: &'static str, text: &str) -> Result<Self, Invalid> {
        Label::new(name, text).map(Some)
    }

    fn from_cell(name: &'static str, cell: &Cell<'_>) -> Result<Self, Invalid> {
        let text = cell.clone().into_text();
        text.map(|text| Label::stored(name, &text)).transpose()
    }
}

impl FieldValue for Option<Prose> {
    const KIND: Kind = Kind::Text;
    const EMPTY: Option<fn() -> Self> = Some(|| None);

    fn cell(&self) -> Cell<'_> {
        self.as_ref().into()
    }

    fn read(name: &'static str, text: &str) -> Result<Self, Invalid> {
        Prose::new(name, text).map(Some)
    }

    fn from_cell(name: &'static str, cell: &Cell<'_>) -> Result<Self, Invalid> {
        let text = cell.clone().into_text();
        text.map(|text| Prose::stored(name, &text)).transpose()
    }
}

impl FieldValue for f64 {
    const KIND: Kind = Kind::Number;

    fn cell(&self) -> Cell<'_> {
        Cell::Number(*self)
    }

    fn read(name: &'static str, text: &str) -> Result<Self, Invalid> {
        typed_number(name, text)
    }

    fn from_cell(name: &'static str, cell: &Cell<'_>) -> Result<Self, Invalid> {
        match cell {
            Cell::Number(number) => Ok(*number),
            Cell::Text(text) => Self::read(name, text),
            _ => Err(Invalid::new(name, "", "is missing", "fill it in")),
        }
    }
}

impl FieldValue for Option<f64> {
    const KIND: Kind = Kind::Number;
    const EMPTY: Option<fn() -> Self> = Some(|| None);

    fn cell(&self) -> Cell<'_> {
        (*self).into()
    }

    fn read(name: &'static str, text: &str) -> Result<Self, Invalid> {
        f64::read(name, text).map(Some)
    }

    fn from_cell(name: &'static str, cell: &Cell<'_>) -> Result<Self, Invalid> {
        match cell {
            Cell::Missing => Ok(None),
            cell => f64::from_cell(name, cell).map(Some),
        }
    }
}

impl FieldValue for Option<NaiveDate> {
    const KIND: Kind = Kind::Date;
    const EMPTY: Option<fn() -> Self> = Some(|| None);

    fn cell(&self) -> Cell<'_> {
        (*self).into()
    }

    fn read(name: &'static str, text: &str) -> Result<Self, Invalid> {
        parse_date(name, text).map(Some)
    }

    fn from_cell(name: &'static str, cell: &Cell<'_>) -> Result<Self, Invalid> {
        match cell {
            Cell::Missing => Ok(None),
            Cell::Date(date) => Ok(Some(*date)),
            cell => Self::read(name, &cell.clone().into_text().unwrap_or_default()),
        }
    }
}

/// No is not written: a column that says only what is unusual is empty in most rows.
impl FieldValue for bool {
    const KIND: Kind = Kind::Truth;
    const EMPTY: Option<fn() -> Self> = Some(|| false);

    fn cell(&self) -> Cell<'_> {
        self.then_some(true).into()
    }

    fn read(name: &'static str, text: &str) -> Result<Self, Invalid> {
        parse_truth(name, text)
    }

    fn from_cell(name: &'static str, cell: &Cell<'_>) -> Result<Self, Invalid> {
        match cell {
            Cell::Missing => Ok(false),
            Cell::Truth(truth) => Ok(*truth),
            cell => Self::read(name, &cell.clone().into_text().unwrap_or_default()),
        }
    }

    fn words() -> Vec<&'static str> {
        vec!["no", "yes"]
    }
}

impl FieldValue for Option<EventRule> {
    const KIND: Kind = Kind::Text;
    const EMPTY: Option<fn() -> Self> = Some(|| None);

    fn cell(&self) -> Cell<'_> {
        self.map(|rule| rule.to_string()).into()
    }

    fn read(_: &'static str, text: &str) -> Result<Self, Invalid> {
        text.parse().map(Some)
    }
}

impl FieldValue for DispositionRoles {
    const KIND: Kind = Kind::Text;
    const EMPTY: Option<fn() -> Self> = Some(Self::default);

    fn cell(&self) -> Cell<'_> {
        (!self.is_empty()).then(|| self.to_string()).into()
    }

    fn read(_: &'static str, text: &str) -> Result<Self, Invalid> {
        text.parse()
    }
}

macro_rules! fixed_words {
    ($($type:ty),*) => {$(
        impl FieldValue for $type {
            const KIND: Kind = Kind::Text;

            fn cell(&self) -> Cell<'_> {
                self.id().into()
            }

            fn read(_: &'static str, text: &str) -> Result<Self, Invalid> {
                text.parse()
            }

            fn words() -> Vec<&'static str> {
                Self::ALL.iter().map(|word| word.id()).collect()
            }
        }
    )*};
}

fixed_words!(DataOrigin, Species, VolumeFormula, BaselineRule, Definition);

/// Fixed words that need not be chosen.
macro_rules! optional_words {
    ($($type:ty),*) => {$(
        impl FieldValue for Option<$type> {
            const KIND: Kind = Kind::Text;
            const EMPTY: Option<fn() -> Self> = Some(|| None);

            fn cell(&self) -> Cell<'_> {
                self.map(<$type>::id).into()
            }

            fn read(_: &'static str, text: &str) -> Result<Self, Invalid> {
                text.parse().map(Some)
            }

            fn words() -> Vec<&'static str> {
                <$type>::ALL.iter().map(|word| word.id()).collect()
            }
        }
    )*};
}

optional_words!(PrimaryTest, RepeatRule);
