//! A dose with its unit.

use std::fmt;

use super::DoseUnit;
use super::unit::{DoseMeasure, DoseOf, tidy};
use crate::{Invalid, Quantity, typed_number};

/// A dose: a number of at least 0, and its unit. Whether volumes can be computed from it, tells [`Self::measure`].
#[derive(Debug, Clone, PartialEq)]
pub struct DoseQuantity {
    value: f64,
    unit: DoseUnit,
}

/// The largest dose in mg, mL or Gy, of whatever unit.
const MOST: f64 = 1e6;

/// The largest dose in things that are counted: of a virus 10¹⁴ genomes per kg are given.
const MOST_COUNTED: f64 = 1e15;

impl DoseQuantity {
    /// Checks a dose. Of cells and other things that are counted, much larger numbers are doses.
    ///
    /// # Errors
    /// If it is negative or absurd.
    pub fn new(value: f64, unit: DoseUnit) -> Result<Self, Invalid> {
        let most = match is_counted(&unit) {
            true => MOST_COUNTED,
            false => MOST,
        };
        Quantity {
            field: "dose",
            unit: "",
            least: 0.0,
            most,
        }
        .check(value)?;
        Ok(Self { value, unit })
    }

    /// A dose as a notebook holds it, which may be older than the bounds.
    pub(crate) fn stored(value: f64, unit: DoseUnit) -> Self {
        Self { value, unit }
    }

    /// Reads a dose as it is typed: `1 mg/kg`, `0,3`, `5e6 cells`. Without a unit it is in mg/kg.
    ///
    /// # Errors
    /// If the number or the unit is none, or as [`Self::new`].
    pub fn read(text: &str) -> Result<Self, Invalid> {
        let (number, unit) = number_and_unit(text);
        let unit = match unit {
            "" => DoseUnit::usual(),
            unit => DoseUnit::new(unit)?,
        };
        Self::new(typed_number("dose", number)?, unit)
    }

    /// In the unit.
    pub fn value(&self) -> f64 {
        self.value
    }

    /// Its unit.
    pub fn unit(&self) -> &DoseUnit {
        &self.unit
    }

    /// What its unit measures; none if that is not known, and then no volume follows from the dose.
    pub fn measure(&self) -> Option<DoseMeasure> {
        self.unit.measure()
    }

    /// So many % of it: a dose that was reduced.
    pub fn percent(&self, percent: f64) -> Self {
        Self {
            value: tidy(self.value * percent / 100.0),
            unit: self.unit.clone(),
        }
    }
}

impl fmt::Display for DoseQuantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Counts are written as people do: 5e6 cells.
        match self.value >= 1e5 && is_counted(&self.unit) {
            true => write!(f, "{:e} {}", self.value, self.unit),
            false => write!(f, "{} {}", self.value, self.unit),
        }
    }
}

fn is_counted(unit: &DoseUnit) -> bool {
    let counted = |measure: DoseMeasure| matches!(measure.of, DoseOf::Count(_));
    unit.measure().is_some_and(counted)
}

/// The number that a text begins with, and what is behind it. The `e` of an exponent belongs to the number, that of a unit
/// does not.
pub(super) fn number_and_unit(text: &str) -> (&str, &str) {
    let text = text.trim();
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut end = 0;
    while let Some(byte) = bytes.get(end) {
        match byte {
            b'0'..=b'9' | b'.' | b',' => end += 1,
            b'+' | b'-' if end == 0 => end += 1,
            b'e' | b'E' if end > 0 && is_digit(end + 1) => end += 2,
            b'e' | b'E'
                if end > 0
                    && matches!(bytes.get(end + 1), Some(b'+' | b'-'))
                    && is_digit(end + 2) =>
            {
                end += 3
            }
            _ => break,
        }
    }
    match end {
        // Where no number is, the first word should be one.
        0 => text.split_once(char::is_whitespace).unwrap_or((text, "")),
        _ => (&text[..end], text[end..].trim_start()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dose_is_read_with_its_unit() {
        for (typed, printed) in [
            ("1 mg/kg", "1 mg/kg"),
            ("0,3mpk", "0.3 mg/kg"),
            ("3", "3 mg/kg"),
            ("50 ug/mouse", "50 µg/animal"),
            ("5e6 cells", "5e6 cells"),
            ("5000000 cells", "5e6 cells"),
            ("5 x 10^6 cells", "5 10⁶ cells"),
            ("2Gy", "2 Gy"),
            ("0 mg/kg", "0 mg/kg"),
            ("1e13 vg/kg", "1e13 vg/kg"),
            ("75 mg/m2", "75 mg/m²"),
            ("200000 µg/kg", "200000 µg/kg"),
            ("3.7 MBq", "3.7 MBq"),
        ] {
            let dose = DoseQuantity::read(typed).unwrap();
            assert_eq!(dose.to_string(), printed);
            assert_eq!(DoseQuantity::read(printed).unwrap(), dose);
        }
        for bad in [
            "",
            "mg/kg",
            "-1 mg/kg",
            "1e7 mg/kg",
            "1,000 mg/kg",
            "nan mg/kg",
        ] {
            assert!(DoseQuantity::read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_reduced_dose_has_no_digits_of_binary_numbers() {
        let dose = DoseQuantity::read("0.3 mg/kg").unwrap();
        assert_eq!(dose.percent(33.0).to_string(), "0.099 mg/kg");
    }
}
