//! Values as calipers and balances send them through a keyboard wedge: a number in the dress of its
//! device, taken only where nothing is left to guess.
//!
//! Read: bare numbers with decimal point or comma, sign `+`, padding zeros and blanks, the unit
//! behind (any case: a wedge types with the caps lock as it stands), and the lines of balances that
//! say that the value was stable: `S S      21.40 g` (Mettler-Toledo MT-SICS), `ST,GS,+  21.40 g`
//! (A&D), `N     +    21.40 g` (Sartorius SBI). The latter leave the unit out until the value is
//! stable, so that a balance's line without a unit is refused.
//!
//! Not here: what a size or a weight may be. That is for their constructors.

use super::{Invalid, printable};

/// The unit of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// mm, of a caliper.
    Millimeter,
    /// g, of a balance.
    Gram,
}

impl Unit {
    /// `mm` or `g`.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Millimeter => "mm",
            Self::Gram => "g",
        }
    }

    fn device(self) -> &'static str {
        match self {
            Self::Millimeter => "caliper",
            Self::Gram => "balance",
        }
    }
}

/// Units that devices can be set to: what they are called, and what they measure.
const UNITS: [(&[&str], Unit); 4] = [
    (&["mm"], Unit::Millimeter),
    (
        &["in", "inch", "\"", "″", "cm", "m", "um", "µm", "ft"],
        Unit::Millimeter,
    ),
    (&["g"], Unit::Gram),
    (
        &["kg", "mg", "oz", "ozt", "lb", "lbs", "ct", "gn", "dwt"],
        Unit::Gram,
    ),
];

/// What a balance says about its value in front of it.
enum Mark {
    Stable,
    Unstable,
    Overload,
    Tare,
}

/// How balances begin a line, longest first where one begins another.
const HEADS: [(&str, Mark); 15] = [
    ("ST,GS,", Mark::Stable),
    ("ST,NT,", Mark::Stable),
    ("ST,TR,", Mark::Tare),
    ("ST,", Mark::Stable),
    ("US,", Mark::Unstable),
    ("OL,", Mark::Overload),
    ("S S ", Mark::Stable),
    ("S D ", Mark::Unstable),
    ("S I", Mark::Unstable),
    ("S +", Mark::Overload),
    ("S -", Mark::Overload),
    ("N ", Mark::Stable),
    ("G ", Mark::Stable),
    ("T ", Mark::Tare),
    ("OL", Mark::Overload),
];

/// What is wrong, and how to mend it.
type Refusal = (String, String);

fn refuse<T>(why: impl Into<String>, hint: impl Into<String>) -> Result<T, Refusal> {
    Err((why.into(), hint.into()))
}

/// Reads the value of a field in `unit`: the number, and its digits as they should be kept, without
/// sign, unit, padding and leading zeros, with a decimal point. Trailing zeros tell the resolution
/// and stay: `+012.30mm` is 12.3 and `12.30`.
///
/// Refuses, with a remedy for the one at the hood: another unit, a value that was not stable, an
/// overload, a negative value, thousands separators, several numbers, anything else.
pub fn parse_device(field: &'static str, unit: Unit, text: &str) -> Result<(f64, String), Invalid> {
    let text = text.trim();
    read(unit, text).map_err(|(why, hint)| Invalid::new(field, printable(text), why, hint))
}

fn read(unit: Unit, text: &str) -> Result<(f64, String), Refusal> {
    if text.is_empty() {
        return refuse("is empty", "send or type a number such as 12.4");
    }
    let (from_balance, body) = undress(text)?;
    if body.starts_with('?') || body.ends_with('?') {
        return unstable();
    }
    let (padded, body) = unsigned(unit, body)?;
    let behind = body.find(|c: char| !c.is_ascii_digit() && !is_mark(c));
    let (number, behind) = body.split_at(behind.unwrap_or(body.len()));
    let typed = digits(unit, number, behind)?;
    check_unit(unit, behind.trim())?;
    if behind.trim().is_empty() && (from_balance || padded) {
        return refuse(
            "has no unit, as balances write a value that is not stable",
            "wait until the display stands still and send it again",
        );
    }
    match typed.parse() {
        Ok(value) => Ok((value, typed)),
        Err(_) => not_a_number(),
    }
}

/// Takes the head of a balance's line off: whether there was one, and what follows.
fn undress(text: &str) -> Result<(bool, &str), Refusal> {
    let starts = |head: &str| {
        text.get(..head.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(head))
    };
    match HEADS.iter().find(|(head, _)| starts(head)) {
        None => Ok((false, text)),
        Some((head, Mark::Stable)) => Ok((true, text[head.len()..].trim_start())),
        Some((_, Mark::Unstable)) => unstable(),
        Some((_, Mark::Overload)) => overload(),
        Some((_, Mark::Tare)) => refuse(
            "is the tare, not the weight",
            "send the net value of the balance",
        ),
    }
}

/// Takes the sign off: whether blanks stood between it and the digits, and what follows.
fn unsigned(unit: Unit, body: &str) -> Result<(bool, &str), Refusal> {
    let is_bar = |c| "-−_^=<>HLE ".contains(c);
    if body.chars().all(is_bar) || body.to_lowercase().starts_with("err") {
        return overload();
    }
    if body.starts_with(['-', '−']) {
        let zero = match unit {
            Unit::Millimeter => "close the jaws, set the caliper to zero and measure again",
            Unit::Gram => "empty the balance, set it to zero and weigh again",
        };
        return refuse("is negative", zero);
    }
    let rest = body.strip_prefix('+').unwrap_or(body);
    let digits = rest.trim_start();
    Ok((digits.len() < rest.len(), digits))
}

fn is_mark(c: char) -> bool {
    matches!(c, '.' | ',' | '\'' | '’')
}

/// The digits as they are kept; `behind` is what follows the number.
fn digits(unit: Unit, number: &str, behind: &str) -> Result<String, Refusal> {
    if !number.contains(|c: char| c.is_ascii_digit()) {
        return not_a_number();
    }
    if behind.contains(|c: char| c.is_ascii_digit()) {
        return refuse(
            "holds more than one number",
            "send one value for each field",
        );
    }
    if number.matches(is_mark).count() > 1 || number.contains(['\'', '’']) {
        return refuse(
            "has more than a decimal mark",
            format!(
                "write it without thousands separators, in {}",
                unit.symbol()
            ),
        );
    }
    let (whole, decimals) = match number.split_once(['.', ',']) {
        Some((_, "")) => {
            return refuse(
                "ends in its decimal mark",
                "send it again: decimals are missing",
            );
        }
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (number, None),
    };
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        rest => rest,
    };
    if whole.len() + decimals.map_or(0, str::len) > 12 {
        return refuse("has too many digits", "send one value for each field");
    }
    Ok(decimals.map_or_else(|| whole.to_owned(), |d| format!("{whole}.{d}")))
}

/// Refuses a unit that is not the field's.
fn check_unit(unit: Unit, behind: &str) -> Result<(), Refusal> {
    let spelled = behind.to_lowercase();
    if spelled.is_empty() || spelled == unit.symbol() {
        return Ok(());
    }
    let known = UNITS
        .iter()
        .find(|(all, _)| all.contains(&spelled.as_str()));
    match known.map(|(_, of)| *of) {
        Some(of) if of == unit => refuse(
            format!("is not in {}", unit.symbol()),
            format!(
                "set the {} to {} and send it again",
                unit.device(),
                unit.symbol()
            ),
        ),
        Some(Unit::Gram) => refuse(
            "is a weight",
            "send it to the weight field; a length comes from the caliper",
        ),
        Some(Unit::Millimeter) => refuse(
            "is a length",
            "send it to the length or width field; a weight comes from the balance",
        ),
        None => not_a_number(),
    }
}

fn unstable<T>() -> Result<T, Refusal> {
    refuse(
        "was not stable",
        "wait until the display stands still and send it again",
    )
}

fn overload<T>() -> Result<T, Refusal> {
    refuse(
        "is a mark for a value out of the device's range",
        "empty the device, set it to zero and measure again",
    )
}

fn not_a_number<T>() -> Result<T, Refusal> {
    refuse("is not a number", "give digits only, such as 12.4")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_are_read_in_every_dress() {
        for (unit, text, typed) in [
            (Unit::Millimeter, "12.34", "12.34"),
            (Unit::Millimeter, "12,34", "12.34"),
            (Unit::Millimeter, "+012.34mm", "12.34"),
            (Unit::Millimeter, " 12.30 MM\t", "12.30"),
            (Unit::Millimeter, "9\r\n", "9"),
            (Unit::Millimeter, "000.0", "0.0"),
            (Unit::Millimeter, ".5", "0.5"),
            (Unit::Gram, "21.4 g", "21.4"),
            (Unit::Gram, "S S      21.40 g", "21.40"),
            (Unit::Gram, "s s      21.40 G", "21.40"),
            (Unit::Gram, "ST,GS,+  21.40 g", "21.40"),
            (Unit::Gram, "ST,+00021.40  g", "21.40"),
            (Unit::Gram, "N     +    21.40 g  ", "21.40"),
            (Unit::Gram, "+    21.40 g", "21.40"),
        ] {
            let read = parse_device("value", unit, text);
            assert_eq!(read, Ok((typed.parse().unwrap(), typed.into())), "{text}");
        }
    }

    #[test]
    fn everything_else_is_refused_with_a_remedy() {
        let (mm, g) = (Unit::Millimeter, Unit::Gram);
        for (unit, text, why) in [
            (mm, "21.4 g", "is a weight"),
            (mm, "S S  21.40 g", "is a weight"),
            (g, "12.3mm", "is a length"),
            (g, "0.487 in", "is a length"),
            (mm, "0.487 in", "is not in mm"),
            (mm, "0.487\"", "is not in mm"),
            (mm, "1.24 cm", "is not in mm"),
            (g, "0.0214 kg", "is not in g"),
            (g, "S D      21.37 g", "was not stable"),
            (g, "US,GS,+  21.37 g", "was not stable"),
            (g, "21.37 g ?", "was not stable"),
            (g, "S I", "was not stable"),
            (g, "N     +    21.37", "has no unit"),
            (g, "+    21.37", "has no unit"),
            (g, "ST,GS,+  21.40", "has no unit"),
            (g, "S +", "is a mark for"),
            (g, "OL,+9999999E+19", "is a mark for"),
            (g, "OL", "is a mark for"),
            (g, "-----", "is a mark for"),
            (g, "EEEE", "is a mark for"),
            (g, "Error 54", "is a mark for"),
            (g, "S S", "is not a number"),
            (g, "ST,TR,+  1.40 g", "is the tare"),
            (mm, "-0.01", "is negative"),
            (mm, "−3", "is negative"),
            (g, "N     -     0.02 g", "is negative"),
            (mm, "1,234.5", "has more than a decimal mark"),
            (mm, "1.234.5", "has more than a decimal mark"),
            (mm, "1'234", "has more than a decimal mark"),
            (mm, "1 234.5", "holds more than one number"),
            (mm, "12.4 9.1", "holds more than one number"),
            (mm, "12.4mm9.1mm", "holds more than one number"),
            (mm, "12.4x9.1", "holds more than one number"),
            (mm, "1e1", "holds more than one number"),
            (mm, "12.", "ends in its decimal mark"),
            (mm, "1234567890123", "has too many digits"),
            (mm, "", "is empty"),
            (mm, " \t", "is empty"),
            (mm, "abc", "is not a number"),
            (mm, "Left", "is not a number"),
            (mm, "12.4 mm3", "holds more than one number"),
            (mm, "12.4 foo", "is not a number"),
            (mm, "++12.4", "is not a number"),
            (mm, "１２", "is not a number"),
            (mm, ".", "is not a number"),
            (mm, "12.4\u{1b}[2J", "holds more than one number"),
        ] {
            let refused = parse_device("value", unit, text).unwrap_err();
            assert!(refused.why.starts_with(why), "{text}: {}", refused.why);
            assert!(!refused.remedy.is_none(), "{text}");
            assert!(!refused.value.contains('\u{1b}'));
        }
    }

    proptest! {
        #[test]
        fn a_value_reads_back_exactly(
            hundredths in 1u32..=9999,
            decimals in 1usize..=3,
            comma: bool,
            dress in 0usize..9,
        ) {
            let value = f64::from(hundredths) / 100.0;
            let typed = format!("{value:.decimals$}");
            let shown = if comma { typed.replace('.', ",") } else { typed.clone() };
            let (unit, sent) = match dress {
                0 => (Unit::Millimeter, shown),
                1 => (Unit::Millimeter, format!("+{shown:0>8}mm\t")),
                2 => (Unit::Millimeter, format!("  {shown} MM\r\n")),
                3 => (Unit::Gram, format!("{shown} g\r")),
                4 => (Unit::Gram, format!("S S {shown:>10} g")),
                5 => (Unit::Gram, format!("ST,GS,+{shown:>7} g\r\n")),
                6 => (Unit::Gram, format!("ST,+{shown:0>8}  G")),
                7 => (Unit::Gram, format!("N     +{shown:>9} g  ")),
                _ => (Unit::Gram, format!("+{shown:>9} g")),
            };
            let kept = typed.parse().unwrap();
            prop_assert_eq!(parse_device("value", unit, &sent), Ok((kept, typed)));
        }

        #[test]
        fn nothing_panics_and_what_is_kept_is_the_value(text in "\\PC{0,12}") {
            for unit in [Unit::Millimeter, Unit::Gram] {
                if let Ok((value, typed)) = parse_device("value", unit, &text) {
                    prop_assert!(value >= 0.0 && typed.parse() == Ok(value));
                }
            }
        }
    }
}
