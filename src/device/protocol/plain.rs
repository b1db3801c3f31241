//! A number with or without a unit on each line, as most calipers send it (Sylvac, Mahr) and some balances (Ohaus, A&D).
//!
//! `?` in front of or behind the value, or `US,`, is that of a balance that is not stable; `ST,GS,` and `ST,` of A&D say
//! that it is. A caliper that was asked may repeat the question, which says nothing.

use super::Said;
use crate::decoder::NoLine;
use crate::{Heard, Value};

/// How A&D balances begin a stable value.
const STABLE: [&str; 3] = ["ST,GS,", "ST,NT,", "ST,"];

pub(super) fn read(line: &str) -> Said {
    let line = line.trim();
    if line == "?" {
        return Ok(None);
    }
    if line.starts_with("OL") {
        return Ok(Some(Heard::Overload));
    }
    if line.starts_with("ERR") || line.starts_with("Err") {
        return Ok(Some(Heard::Failed(line.to_owned())));
    }
    let unstable = line
        .strip_prefix("US,")
        .map(|rest| rest.trim_start_matches("GS,").trim_start_matches("NT,"))
        .or_else(|| line.strip_prefix('?'))
        .or_else(|| line.strip_suffix('?'));
    if let Some(rest) = unstable {
        return value(rest).map(|_| Some(Heard::Unsteady));
    }
    let stable = STABLE.iter().find_map(|head| line.strip_prefix(head));
    value(stable.unwrap_or(line)).map(|value| Some(Heard::Value(value)))
}

/// A sign, blanks, a number, blanks, a unit.
fn value(text: &str) -> Result<Value, NoLine> {
    let text = text.trim();
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let text = text.trim_start();
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let (number, unit) = text.split_at(text.find(|c| !is_number(c)).unwrap_or(text.len()));
    let unit = match unit.trim() {
        "" => None,
        unit => Some(unit.parse().map_err(|_| NoLine)?),
    };
    Value::read(&format!("{sign}{number}"), unit).ok_or(NoLine)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Unit;

    #[test]
    fn values_are_read_with_and_without_unit() {
        for (line, number, unit) in [
            ("12.40", "12.40", None),
            ("  +00012.40", "12.40", None),
            ("12,40", "12.40", None),
            ("- 0.02 mm", "-0.02", Some(Unit::Millimeter)),
            ("12.40mm", "12.40", Some(Unit::Millimeter)),
            ("12.40 MM", "12.40", Some(Unit::Millimeter)),
            ("0.4880 in", "0.4880", Some(Unit::Inch)),
            ("0.4880\"", "0.4880", Some(Unit::Inch)),
            ("   20.61 g", "20.61", Some(Unit::Gram)),
            ("ST,GS,+  20.61 g", "20.61", Some(Unit::Gram)),
            ("ST,+00020.61  g", "20.61", Some(Unit::Gram)),
        ] {
            let expected = Value::read(number, unit).map(Heard::Value);
            assert_eq!(read(line), Ok(expected), "{line}");
        }
    }

    #[test]
    fn marks_are_no_values() {
        for (line, expected) in [
            ("20.37 g ?", Heard::Unsteady),
            ("? 20.37 g", Heard::Unsteady),
            ("US,GS,+  20.37 g", Heard::Unsteady),
            ("US,+00020.37  g", Heard::Unsteady),
            ("OL,+9999999E+19", Heard::Overload),
            ("ERR1", Heard::Failed("ERR1".into())),
        ] {
            assert_eq!(read(line), Ok(Some(expected)), "{line}");
        }
        assert_eq!(read("?"), Ok(None));
        for line in [
            "12.40 9.10",
            "12.40 foo",
            "SY210A",
            "12.4.0",
            "1e1",
            "-",
            "MM RES2",
            "ST,TR,+ 1.40 g",
            "12.40 cm",
        ] {
            assert_eq!(read(line), Err(NoLine), "{line}");
        }
    }
}
