//! MT-SICS of Mettler-Toledo balances. Source: Mettler-Toledo, *Reference Manual MT-SICS*, levels 0 and 1.
//!
//! The answers to `S`, `SI`, `SIR`, `SR` and the transfer key are alike: `S S      20.61 g` is a stable value, `S D` one
//! that is not, `S I` says that the command could not be executed or that the value did not become stable in time,
//! `S +` and `S -` that the load is out of range. `ES`, `ET` and `EL` are errors of syntax, transmission and logic.

use super::Said;
use crate::decoder::NoLine;
use crate::{Heard, Value};

pub(super) fn read(line: &str) -> Said {
    let words: Vec<&str> = line.split_whitespace().collect();
    let heard = match words[..] {
        ["S", "L"] | ["ES" | "ET" | "EL"] | ["S", "S" | "D", "Error", _] => {
            Heard::Failed(words.join(" "))
        }
        ["S", "S", number, unit] => {
            let unit = unit.parse().map_err(|_| NoLine)?;
            Heard::Value(Value::read(number, Some(unit)).ok_or(NoLine)?)
        }
        ["S", "D", number, _] if Value::read(number, None).is_some() => Heard::Unsteady,
        ["S", "I"] => Heard::Busy,
        ["S", "+"] => Heard::Overload,
        ["S", "-"] => Heard::Underload,
        // The balance was switched on: its serial number.
        ["I4", "A", ..] => return Ok(None),
        _ => return Err(NoLine),
    };
    Ok(Some(heard))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Unit;

    #[test]
    fn answers_are_read() {
        let value = |number, unit| Heard::Value(Value::read(number, Some(unit)).unwrap());
        for (line, expected) in [
            ("S S      20.61 g", value("20.61", Unit::Gram)),
            ("S S     20.61 g", value("20.61", Unit::Gram)),
            ("S S     -0.02 g", value("-0.02", Unit::Gram)),
            ("S S   20610.0 mg", value("20610.0", Unit::Milligram)),
            ("S S    0.02061 kg", value("0.02061", Unit::Kilogram)),
            ("S S      0.727 oz", value("0.727", Unit::Ounce)),
            ("S D      20.37 g", Heard::Unsteady),
            ("S I", Heard::Busy),
            ("S +", Heard::Overload),
            ("S -", Heard::Underload),
            ("ES", Heard::Failed("ES".into())),
            ("ET", Heard::Failed("ET".into())),
            ("EL", Heard::Failed("EL".into())),
            ("S S Error 10b", Heard::Failed("S S Error 10b".into())),
        ] {
            assert_eq!(read(line), Ok(Some(expected)), "{line}");
        }
        assert_eq!(read("I4 A \"0123456789\""), Ok(None));
    }

    #[test]
    fn other_lines_give_no_value() {
        for line in [
            "20.61 g",
            "S 20.61 g",
            "S S 20.61",
            "S S 20.61 ct",
            "S S 20.61 g S S",
            "T S 1.40 g",
            "S D",
            "S S",
            "s s 20.61 g",
            "S S 20,6,1 g",
            "S S 2 0.61 g",
            "SS 20.61 g",
        ] {
            assert_eq!(read(line), Err(NoLine), "{line}");
        }
    }
}
