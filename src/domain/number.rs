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

    /// Reads a number as it is typed and answers it if it is in range.
    pub fn read(&self, text: &str) -> Result<f64, Invalid> {
        self.check(typed_number(self.field, text)?)
    }
}

/// Reads a number as a person types it in a form or an option: with a decimal point or a decimal comma.
///
/// # Errors
/// As [`parse_number`]; and if the comma can be a thousands separator, as in `1,500`, with both readings.
pub fn typed_number(field: &'static str, text: &str) -> Result<f64, Invalid> {
    let text = text.trim();
    let Some((whole, part)) = text.split_once(',') else {
        return parse_number(field, text, DecimalMark::Point);
    };
    let decimal = parse_number(field, text, DecimalMark::Comma);
    let Ok(decimal) = decimal else {
        let remedy = "write it without thousands separators, such as 1500.5";
        return Err(Invalid::new(field, text, "is not a number", remedy));
    };
    let in_thousands = parse_number(field, &text.replace(',', ""), DecimalMark::Point);
    let digits = whole.trim_start_matches(['-', '+']);
    let groups = part.len() == 3 && (1..=3).contains(&digits.len()) && !digits.starts_with('0');
    match in_thousands {
        Ok(thousands) if groups => Err(Invalid::new(
            field,
            text,
            format!("can be {decimal} or {thousands}"),
            format!("write {decimal} or {thousands}"),
        )),
        _ => Ok(decimal),
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
    fn typed_numbers_have_either_decimal_mark() {
        for (text, value) in [
            ("1500.5", 1500.5),
            ("1500,5", 1500.5),
            ("-0,125", -0.125),
            (" 12,4 ", 12.4),
            ("12,40", 12.4),
            ("1.500", 1.5),
        ] {
            assert_eq!(typed_number("length", text), Ok(value), "{text}");
        }
    }

    #[test]
    fn thousands_separators_are_refused() {
        let refused = typed_number("limit", "1,500").unwrap_err();
        assert_eq!(refused.to_string(), "limit `1,500` can be 1.5 or 1500");
        assert_eq!(refused.remedy, "write 1.5 or 1500".into());
        for text in [
            "1,500.5",
            "1.500,5",
            "1,500,000",
            "1 500",
            "1'500",
            ",",
            "1,5 g",
        ] {
            assert!(typed_number("limit", text).is_err(), "{text}");
        }
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
