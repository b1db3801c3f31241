//! SBI of Sartorius balances. Source: the chapter *Data output* of the manuals of the Master and Cubis series.
//!
//! A line has 14 characters and its end (16 in all): a sign, a number of nine characters, a blank, and the unit in three
//! characters. The unit is there only if the value is stable. A line of 22 characters has a name of six characters in
//! front: `N` is the net value, `G` the gross value. Words stand in the place of the number for loads out of range
//! (`High`, `Low`, also `H`, `L`), adjustment (`Cal`, `C`) and errors (`Err 54`).

use super::Said;
use crate::decoder::NoLine;
use crate::{Heard, Value};

/// Characters of the name in front of a line of 22 characters.
const NAME: usize = 6;

/// Characters of a line without name and end.
const WHOLE: usize = 14;

pub(super) fn read(line: &str) -> Said {
    if let Some(special) = special(line.trim_start()) {
        return Ok(Some(special));
    }
    let body = match line.starts_with(|c: char| c.is_ascii_alphabetic()) {
        true => {
            let (name, body) = line.split_at_checked(NAME).ok_or(NoLine)?;
            match name.trim_end() {
                "N" | "G" | "G#" | "Net" => body,
                "Stat" => return special(body).map(Some).ok_or(NoLine),
                _ => return Err(NoLine),
            }
        }
        false => line,
    };
    value(body).map(Some)
}

/// What stands in the place of a value.
fn special(body: &str) -> Option<Heard> {
    let words: Vec<&str> = body.split_whitespace().collect();
    match words[..] {
        ["H" | "High" | "HIGH"] => Some(Heard::Overload),
        ["L" | "Low" | "LOW"] => Some(Heard::Underload),
        ["C" | "Cal" | "CAL" | "Cal." | "OFF"] => Some(Heard::Busy),
        ["Err" | "ERR", _] => Some(Heard::Failed(words.join(" "))),
        _ => None,
    }
}

fn value(body: &str) -> Result<Heard, NoLine> {
    // Digits in brackets are beyond the verified resolution of the balance.
    let body = body.replace(['[', ']'], "");
    let (sign, rest) = body.split_at_checked(1).ok_or(NoLine)?;
    let sign = match sign {
        "-" => "-",
        "+" => "",
        // Zero has no sign. A whole line is wanted then, for the rest of a torn one looks like this.
        " " if body.len() >= WHOLE => "",
        _ => return Err(NoLine),
    };
    let words: Vec<&str> = rest.split_whitespace().collect();
    let (number, unit) = match words[..] {
        [number] => (number, None),
        [number, unit] => (number, Some(unit.parse().map_err(|_| NoLine)?)),
        _ => return Err(NoLine),
    };
    if !number.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(NoLine);
    }
    let value = Value::read(&format!("{sign}{number}"), unit).ok_or(NoLine)?;
    Ok(match unit {
        Some(_) => Heard::Value(value),
        None => Heard::Unsteady,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Unit;

    #[test]
    fn lines_of_both_lengths_are_read() {
        let value = |number, unit| Heard::Value(Value::read(number, Some(unit)).unwrap());
        for (line, expected) in [
            ("+    20.61 g  ", value("20.61", Unit::Gram)),
            ("+  20.61 g  ", value("20.61", Unit::Gram)),
            ("-     0.02 g  ", value("-0.02", Unit::Gram)),
            ("      0.00 g  ", value("0.00", Unit::Gram)),
            ("+   20.6[1] g ", value("20.61", Unit::Gram)),
            ("+  20610.5 mg ", value("20610.5", Unit::Milligram)),
            ("+  0.02061 kg ", value("0.02061", Unit::Kilogram)),
            ("N     +    20.61 g  ", value("20.61", Unit::Gram)),
            ("G#    +    20.61 g  ", value("20.61", Unit::Gram)),
            ("+    20.37    ", Heard::Unsteady),
            ("N     +    20.37    ", Heard::Unsteady),
            ("      High    ", Heard::Overload),
            ("       H      ", Heard::Overload),
            ("      Low     ", Heard::Underload),
            ("       C      ", Heard::Busy),
            ("Stat        Cal     ", Heard::Busy),
            ("Stat        High    ", Heard::Overload),
            ("   Err 54     ", Heard::Failed("Err 54".into())),
            ("Stat     Err 54     ", Heard::Failed("Err 54".into())),
        ] {
            assert_eq!(read(line), Ok(Some(expected)), "{line}");
        }
    }

    #[test]
    fn other_lines_give_no_value() {
        for line in [
            "20.61 g  ",
            " 20.61 g  ",
            "0.61 g",
            "T     +     1.40 g  ",
            "Qnt   +       12 pcs",
            "+    20.61 pcs",
            "+    20.61 g g",
            "+ - 20.61 g  ",
            "++   20.61 g  ",
            "+    20.61g   ",
            "S S      20.61 g",
            "Date 12.01.26",
        ] {
            assert_eq!(read(line), Err(NoLine), "{line}");
        }
    }
}
