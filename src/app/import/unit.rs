//! Units of columns, as headings and cells write them.

/// The unit of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// None: text, a date, a number that counts.
    None,
    /// Days.
    Days,
    /// mm.
    Millimeters,
    /// mm³.
    CubicMillimeters,
    /// g.
    Grams,
}

/// A unit as it is written: the unit of the program, and how many of those it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// The unit of the program.
    pub unit: Unit,
    /// How many of those one is.
    pub factor: f64,
}

/// Units that stand in headings and cells. Those without a number are known as units and taken nowhere.
const UNITS: [(&str, Option<(Unit, f64)>); 44] = [
    ("d", Some((Unit::Days, 1.0))),
    ("day", Some((Unit::Days, 1.0))),
    ("days", Some((Unit::Days, 1.0))),
    ("week", Some((Unit::Days, 7.0))),
    ("weeks", Some((Unit::Days, 7.0))),
    ("wk", Some((Unit::Days, 7.0))),
    ("wks", Some((Unit::Days, 7.0))),
    ("mm", Some((Unit::Millimeters, 1.0))),
    ("millimeter", Some((Unit::Millimeters, 1.0))),
    ("millimeters", Some((Unit::Millimeters, 1.0))),
    ("millimetres", Some((Unit::Millimeters, 1.0))),
    ("cm", Some((Unit::Millimeters, 10.0))),
    ("centimeters", Some((Unit::Millimeters, 10.0))),
    ("centimetres", Some((Unit::Millimeters, 10.0))),
    ("mm3", Some((Unit::CubicMillimeters, 1.0))),
    ("cmm", Some((Unit::CubicMillimeters, 1.0))),
    ("µl", Some((Unit::CubicMillimeters, 1.0))),
    ("ul", Some((Unit::CubicMillimeters, 1.0))),
    ("cm3", Some((Unit::CubicMillimeters, 1000.0))),
    ("ccm", Some((Unit::CubicMillimeters, 1000.0))),
    ("cc", Some((Unit::CubicMillimeters, 1000.0))),
    ("ml", Some((Unit::CubicMillimeters, 1000.0))),
    ("g", Some((Unit::Grams, 1.0))),
    ("gr", Some((Unit::Grams, 1.0))),
    ("gm", Some((Unit::Grams, 1.0))),
    ("gms", Some((Unit::Grams, 1.0))),
    ("gram", Some((Unit::Grams, 1.0))),
    ("grams", Some((Unit::Grams, 1.0))),
    ("kg", Some((Unit::Grams, 1000.0))),
    ("mg", None),
    ("oz", None),
    ("lb", None),
    ("m", None),
    ("inch", None),
    ("inches", None),
    ("in", None),
    ("h", None),
    ("hr", None),
    ("hrs", None),
    ("hours", None),
    ("month", None),
    ("months", None),
    ("mg/kg", None),
    ("mpk", None),
];

impl Unit {
    /// The unit that a word in a heading names: `None` if it names none, `Some(None)` if it names one that no field
    /// has.
    pub fn named(word: &str) -> Option<Option<Scale>> {
        let (_, scale) = UNITS.iter().find(|(name, _)| *name == word)?;
        Some(scale.map(|(unit, factor)| Scale { unit, factor }))
    }

    /// The unit as a message writes it.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::None => "no unit",
            Self::Days => "days",
            Self::Millimeters => "mm",
            Self::CubicMillimeters => "mm³",
            Self::Grams => "g",
        }
    }
}
