//! Digimatic calipers of Mitutoyo, through an adapter or multiplexer with a serial port. Source: Mitutoyo, *QM-Height
//! User's Manual*, section *USB data output specifications*; the multiplexers of Mitutoyo send the same.
//!
//! `01A+00012.40`: two digits for the caliper, `A` for a value, its sign, and eight characters with the decimal point. The
//! line has no unit. `911` and the like report that a caliper does not answer.

use super::Said;
use crate::decoder::NoLine;
use crate::{Heard, Value};

/// Characters of the number.
const NUMBER: usize = 8;

pub(super) fn read(line: &str) -> Said {
    let line = line.trim();
    if matches!(line.as_bytes(), [b'9', b'1'..=b'9', b'0'..=b'9']) {
        return Ok(Some(Heard::Failed(line.to_owned())));
    }
    let (head, number) = line.split_at_checked(3).ok_or(NoLine)?;
    let is_value = matches!(head.as_bytes(), [b'0'..=b'9', b'0'..=b'9', b'A']);
    let is_whole = number.starts_with(['+', '-']) && number.len() == 1 + NUMBER;
    if !is_value || !is_whole {
        return Err(NoLine);
    }
    let value = Value::read(number, None).ok_or(NoLine)?;
    Ok(Some(Heard::Value(value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read() {
        for (line, number) in [
            ("01A+00012.40", "12.40"),
            ("01A+0012.405", "12.405"),
            ("02A-00000.03", "-0.03"),
            ("01A+000.4880", "0.4880"),
        ] {
            let expected = Value::read(number, None).map(Heard::Value);
            assert_eq!(read(line), Ok(expected), "{line}");
        }
        assert_eq!(read("911"), Ok(Some(Heard::Failed("911".into()))));
    }

    #[test]
    fn other_lines_give_no_value() {
        for line in [
            "12.40",
            "1A+00012.40",
            "01A00012.40",
            "01B+00012.40",
            "01A+0012.40",
            "01A+000012.40",
            "01A+00012.4 ",
            "01A+00012.40mm",
            "01A+",
            "01A",
            "01A+000-2.40",
            "901A",
        ] {
            assert_eq!(read(line), Err(NoLine), "{line}");
        }
    }
}
