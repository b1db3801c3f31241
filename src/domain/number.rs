//! Numbers as people and devices write them.

use super::{Invalid, Remedy};

/// The mark between whole and fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DecimalMark {
    /// `12.4`
    #[default]
    Point,
    /// `12,4`
    Comma,
}

/// A quantity with the name and range that its errors tell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantity {
    /// The field, in the words of the glossary.
    pub field: &'static str,
    /// The unit behind the number.
    pub unit: &'static str,
    /// The smallest value that is possible.
    pub least: f64,
    /// The largest value that is possible.
    pub most: f64,
}

impl Quantity {
    /// Answers the value if it is finite and in range.
    pub fn check(&self, value: f64) -> Result<f64, Invalid> {
        let refuse = |why: String, hint: &str| Err(Invalid::new(self.field, value, why, hint));
        if !value.is_finite() {
            return refuse("is not a number".into(), "give a finite number");
        }
        if value < 0.0 && self.least >= 0.0 {
            return refuse("is negative".into(), "remove the sign or leave it empty");
        }
        if value < self.least || value > self.most {
            let why = format!("is outside {} to {} {}", self.least, self.most, self.unit);
            return refuse(
                why.trim_end().to_owned(),
                "check the decimal point and the unit",
            );
        }
        Ok(value)
    }

    /// Reads a number with a decimal point and answers it if it is in range.
    pub fn read(&self, text: &str) -> Result<f64, Invalid> {
        self.check(parse_number(self.field, text, DecimalMark::Point)?)
    }
}

/// Reads a plain decimal number: sign, digits, one decimal mark, exponent. Never a thousands
/// separator, a unit, an infinity or "NaN".
pub fn parse_number(field: &'static str, text: &str, mark: DecimalMark) -> Result<f64, Invalid> {
    let text = text.trim();
    let refuse = |remedy: Remedy| Err(Invalid::new(field, text, "is not a number", remedy));
    let digits = || "give digits only, such as 12.4".into();
    let plain = match mark {
        DecimalMark::Point if text.contains(',') => {
            return refuse(Remedy::StateDecimalMark(DecimalMark::Comma));
        }
        DecimalMark::Comma if text.contains('.') => {
            return refuse(Remedy::StateDecimalMark(DecimalMark::Point));
        }
        DecimalMark::Point => text.to_owned(),
        DecimalMark::Comma => text.replacen(',', ".", 1),
    };
    let allowed = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E');
    if plain.is_empty() || !plain.chars().all(allowed) {
        return refuse(digits());
    }
    match plain.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        _ => refuse(digits()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_numbers_are_read() {
        for (text, value) in [
            ("12.4", 12.4),
            (" -3 ", -3.0),
            ("+0.5", 0.5),
            ("1e3", 1000.0),
        ] {
            assert_eq!(parse_number("length", text, DecimalMark::Point), Ok(value));
        }
        assert_eq!(parse_number("length", "12,4", DecimalMark::Comma), Ok(12.4));
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "", "abc", "12,4", "1 000", "nan", "inf", "1e999", "12mm", "1.2.3", "--1",
        ] {
            assert!(
                parse_number("length", text, DecimalMark::Point).is_err(),
                "{text}"
            );
        }
        for text in ["1.234,5", "12.4", "1,2,3"] {
            assert!(
                parse_number("length", text, DecimalMark::Comma).is_err(),
                "{text}"
            );
        }
    }
}
