//! Values with their units, in decimal digits: no digit is lost or added by a conversion of g, mg and kg.

use std::fmt;
use std::str::FromStr;

use crate::Role;

/// A unit that devices send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// g.
    Gram,
    /// mg.
    Milligram,
    /// kg.
    Kilogram,
    /// Ounces of 28.349523125 g.
    Ounce,
    /// mm.
    Millimeter,
    /// Inches of 25.4 mm.
    Inch,
}

impl Unit {
    const NAMES: [(&str, Self); 8] = [
        ("g", Self::Gram),
        ("mg", Self::Milligram),
        ("kg", Self::Kilogram),
        ("oz", Self::Ounce),
        ("mm", Self::Millimeter),
        ("in", Self::Inch),
        ("inch", Self::Inch),
        ("\"", Self::Inch),
    ];

    /// `g`, `mg`, `kg`, `oz`, `mm` or `in`.
    pub fn symbol(self) -> &'static str {
        let found = Self::NAMES.iter().find(|(_, unit)| *unit == self);
        found.map_or("", |(name, _)| name)
    }

    /// What is measured in it.
    pub fn role(self) -> Role {
        match self {
            Self::Gram | Self::Milligram | Self::Kilogram | Self::Ounce => Role::Balance,
            Self::Millimeter | Self::Inch => Role::Caliper,
        }
    }

    /// How many units of the notebook (g, mm) it has: a whole number, and by how many places its decimal point moves
    /// to the left.
    fn factor(self) -> (u128, i32) {
        match self {
            Self::Gram | Self::Millimeter => (1, 0),
            Self::Milligram => (1, 3),
            Self::Kilogram => (1, -3),
            Self::Ounce => (28_349_523_125, 9),
            Self::Inch => (254, 1),
        }
    }

    /// Whether a value in it has digits of its own in the unit of the notebook.
    fn is_decimal(self) -> bool {
        !matches!(self, Self::Ounce | Self::Inch)
    }
}

impl FromStr for Unit {
    type Err = String;

    /// Reads a unit as devices and people write it, in any case.
    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::NAMES
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(text.trim()));
        known
            .map(|(_, unit)| *unit)
            .ok_or_else(|| format!("`{text}` is none of the units g, mg, kg, oz, mm, in"))
    }
}

/// A value as a device sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    negative: bool,
    /// Digits before the decimal point, without leading zeros; one at least.
    whole: String,
    /// Digits behind it.
    decimals: String,
    unit: Option<Unit>,
}

/// Digits that a value has at most.
const MOST_DIGITS: usize = 12;

/// Decimals of a value that was not decimal in the unit of the notebook.
const DECIMALS: usize = 3;

impl Value {
    /// Reads a number: a sign at most, digits, and decimals behind a point or comma. None if it is anything else.
    pub(crate) fn read(number: &str, unit: Option<Unit>) -> Option<Self> {
        let negative = number.starts_with('-');
        let digits = number.strip_prefix(['+', '-']).unwrap_or(number);
        let (whole, decimals) = match digits.split_once(['.', ',']) {
            Some((_, "")) => return None,
            Some(parts) => parts,
            None => (digits, ""),
        };
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !is_number(whole) || !is_number(decimals) {
            return None;
        }
        let whole = match whole.trim_start_matches('0') {
            "" => "0",
            rest => rest,
        };
        (whole.len() + decimals.len() <= MOST_DIGITS).then(|| Self {
            negative,
            whole: whole.to_owned(),
            decimals: decimals.to_owned(),
            unit,
        })
    }

    /// The unit that was sent with it.
    pub fn unit(&self) -> Option<Unit> {
        self.unit
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        self.whole == "0" && self.decimals.bytes().all(|digit| digit == b'0')
    }

    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        self.negative && !self.is_zero()
    }

    /// The value in the unit that the notebook keeps for this role (g, mm). `assumed` is the unit of a value that
    /// was sent without one.
    ///
    /// # Errors
    ///
    /// The unit is missing, is of the other role, or contradicts the number of decimals: calipers that send no unit
    /// show 2 or 3 decimals of a millimeter, and 4 or 5 of an inch (Mitutoyo, Digimatic output).
    pub fn measured(&self, role: Role, assumed: Option<Unit>) -> Result<Measured, Unfit> {
        let unit = self.unit.or(assumed).ok_or(Unfit::NoUnit)?;
        if unit.role() != role {
            return Err(Unfit::OtherRole);
        }
        let contradicts = match unit {
            Unit::Millimeter => self.decimals.len() > 3,
            Unit::Inch => self.decimals.len() < 3,
            _ => false,
        };
        if self.unit.is_none() && contradicts {
            return Err(Unfit::OtherUnit(unit));
        }
        let text = self.converted(unit);
        let kept = match role {
            Role::Balance => Unit::Gram,
            Role::Caliper => Unit::Millimeter,
        };
        Ok(Measured {
            text: format!("{text} {}", kept.symbol()),
            original: (unit != kept).then(|| format!("{} {}", self.number(), unit.symbol())),
        })
    }

    fn number(&self) -> String {
        let sign = if self.is_negative() { "-" } else { "" };
        match self.decimals.as_str() {
            "" => format!("{sign}{}", self.whole),
            decimals => format!("{sign}{}.{decimals}", self.whole),
        }
    }

    /// The digits in the unit of the notebook.
    fn converted(&self, unit: Unit) -> String {
        let (factor, shift) = unit.factor();
        if (factor, shift) == (1, 0) {
            return self.number();
        }
        let digits: u128 = format!("{}{}", self.whole, self.decimals)
            .parse()
            .unwrap_or_default();
        let mut number = digits * factor;
        let mut decimals = self.decimals.len();
        for _ in shift..0 {
            match decimals {
                0 => number *= 10,
                _ => decimals -= 1,
            }
        }
        decimals += usize::try_from(shift).unwrap_or_default();
        if !unit.is_decimal() {
            while decimals > DECIMALS {
                // Only the last division rounds; those before it cut digits that come behind the rounded one.
                let half = if decimals == DECIMALS + 1 { 5 } else { 0 };
                number = (number + half) / 10;
                decimals -= 1;
            }
        }
        let padded = format!("{number:0>width$}", width = decimals + 1);
        let (whole, behind) = padded.split_at(padded.len() - decimals);
        let converted = Self {
            negative: self.negative,
            whole: whole.to_owned(),
            decimals: behind.to_owned(),
            unit: None,
        };
        converted.number()
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.number())?;
        match self.unit {
            Some(unit) => write!(f, " {}", unit.symbol()),
            None => Ok(()),
        }
    }
}

/// A value in the unit of the notebook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// The value with its unit: `20.61 g`, `12.40 mm`.
    pub text: String,
    /// The value before it was converted, if it was: `0.4880 in`.
    pub original: Option<String>,
}

/// Why a value does not belong to its device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// It was sent without a unit, and none is set.
    NoUnit,
    /// It is a length of a balance, or a weight of a caliper.
    OtherRole,
    /// Its decimals are not those of this unit, which is set.
    OtherUnit(Unit),
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn measured(number: &str, unit: &str, role: Role) -> Result<String, Unfit> {
        let value = Value::read(number, unit.parse().ok()).unwrap();
        value.measured(role, None).map(|measured| measured.text)
    }

    #[test]
    fn units_are_converted_digit_by_digit() {
        for (number, unit, expected) in [
            ("20.61", "g", "20.61 g"),
            ("+00020.60", "G", "20.60 g"),
            ("20610", "mg", "20.610 g"),
            ("20610.5", "mg", "20.6105 g"),
            ("7", "mg", "0.007 g"),
            ("0.02061", "kg", "20.61 g"),
            ("0.0206", "kg", "20.6 g"),
            ("1", "kg", "1000 g"),
            ("0.727", "oz", "20.610 g"),
        ] {
            assert_eq!(
                measured(number, unit, Role::Balance),
                Ok(expected.into()),
                "{number} {unit}"
            );
        }
        for (number, unit, expected) in [
            ("12.40", "mm", "12.40 mm"),
            ("0.4880", "in", "12.395 mm"),
            ("0.48815", "\"", "12.399 mm"),
            ("1", "inch", "25.4 mm"),
        ] {
            assert_eq!(
                measured(number, unit, Role::Caliper),
                Ok(expected.into()),
                "{number} {unit}"
            );
        }
    }

    #[test]
    fn unit_of_the_other_device_is_refused() {
        assert_eq!(measured("20.61", "g", Role::Caliper), Err(Unfit::OtherRole));
        assert_eq!(measured("12.4", "mm", Role::Balance), Err(Unfit::OtherRole));
        assert_eq!(
            measured("0.488", "in", Role::Balance),
            Err(Unfit::OtherRole)
        );
    }

    #[test]
    fn value_without_unit_needs_one_that_its_decimals_do_not_contradict() {
        let read = |number, unit| {
            let value = Value::read(number, None).unwrap();
            value
                .measured(Role::Caliper, unit)
                .map(|measured| measured.text)
        };
        assert_eq!(read("12.40", None), Err(Unfit::NoUnit));
        assert_eq!(read("12.40", Some(Unit::Millimeter)), Ok("12.40 mm".into()));
        assert_eq!(read("0.4880", Some(Unit::Inch)), Ok("12.395 mm".into()));
        let caliper_in_inches = read("0.4880", Some(Unit::Millimeter));
        assert_eq!(caliper_in_inches, Err(Unfit::OtherUnit(Unit::Millimeter)));
        let caliper_in_mm = read("12.40", Some(Unit::Inch));
        assert_eq!(caliper_in_mm, Err(Unfit::OtherUnit(Unit::Inch)));
        assert_eq!(read("12.40", Some(Unit::Gram)), Err(Unfit::OtherRole));
    }

    #[test]
    fn only_plain_numbers_are_read() {
        for text in [
            "",
            ".",
            "-",
            "12.",
            ".5",
            "1.2.3",
            "1,234.5",
            "1e3",
            "--1",
            "+-1",
            "12 4",
            "nan",
            "1234567890123",
        ] {
            assert_eq!(Value::read(text, None), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn conversion_is_that_of_numbers(digits in 0u64..1_000_000, decimals in 0usize..5, unit in 0usize..6) {
            let (_, unit) = Unit::NAMES[unit];
            let number = digits as f64 / 10f64.powi(decimals as i32);
            let value = Value::read(&format!("{number:.decimals$}"), Some(unit)).unwrap();
            let measured = value.measured(unit.role(), None).unwrap();
            let (text, _) = measured.text.split_once(' ').unwrap();
            let (factor, shift) = unit.factor();
            let expected = number * factor as f64 / 10f64.powi(shift);
            let found: f64 = text.parse().unwrap();
            let tolerance = if unit.is_decimal() { 1e-9 * expected.max(1.0) } else { 0.000_500_1 };
            prop_assert!((found - expected).abs() <= tolerance, "{found} {expected}");
        }
    }
}
