//! Numbers as tables write them: with thousands marks of all sorts, a Unicode minus, and either decimal mark.

use domain::{DecimalMark, ImportRemedy, Invalid, parse_number};

/// Reads a number. Without a decimal mark that was said, a point is one; a comma is asked about, and so is what can be a
/// fraction or a group of thousands.
///
/// # Errors
/// As [`parse_number`]; and if the number has two readings.
pub fn number_in(
    field: &'static str,
    text: &str,
    mark: Option<DecimalMark>,
) -> Result<f64, Invalid> {
    let typed = text.trim();
    let said = mark.unwrap_or_default();
    let refused = |invalid: Invalid| Invalid {
        value: typed.to_owned(),
        ..invalid
    };
    let plain = typed.replace(['\u{2212}', '\u{2013}'], "-");
    let plain = without_spaced_groups(&plain);
    let commas = plain.matches(',').count();
    let points = plain.matches('.').count();
    let grouped = |group: char, fraction: Option<char>| groups(&plain, group, fraction);
    let read = match (commas, points, mark) {
        (0, 0, _) | (0, 1, None | Some(DecimalMark::Point)) | (1, 0, Some(DecimalMark::Comma)) => {
            None
        }
        (0, _, Some(DecimalMark::Comma)) => grouped('.', None),
        (0, _, _) if points > 1 => grouped('.', None),
        (_, 0, Some(DecimalMark::Point)) => grouped(',', None),
        (_, 0, None) if commas > 1 => grouped(',', None),
        (1, 0, None) if grouped(',', None).is_some() => {
            let why = "may have a decimal comma or a comma between thousands";
            return Err(Invalid::new(
                field,
                typed,
                why,
                ImportRemedy::NameDecimalMark,
            ));
        }
        (1.., 1.., mark) => {
            let is_comma = plain.rfind(',') > plain.rfind('.');
            let own = if is_comma {
                DecimalMark::Comma
            } else {
                DecimalMark::Point
            };
            match (mark.is_none_or(|mark| mark == own), is_comma) {
                (true, true) => grouped('.', Some(',')),
                (true, false) => grouped(',', Some('.')),
                (false, _) => None,
            }
        }
        _ => None,
    };
    match read {
        Some(plain) => parse_number(field, &plain, DecimalMark::Point).map_err(refused),
        None => parse_number(field, &plain, said).map_err(refused),
    }
}

/// The number without its marks between thousands, with a decimal point; none if they do not part groups of three.
fn groups(text: &str, group: char, fraction: Option<char>) -> Option<String> {
    let (whole, part) = match fraction {
        Some(mark) => {
            let (whole, part) = text.split_once(mark)?;
            (whole, Some(part))
        }
        None => (text, None),
    };
    let digits = whole.trim_start_matches(['-', '+']);
    let mut parts = digits.split(group);
    let first = parts.next()?;
    let rest: Vec<&str> = parts.collect();
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let fits = is_number(first)
        && (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && !rest.is_empty()
        && rest.iter().all(|part| part.len() == 3 && is_number(part))
        && part.is_none_or(is_number);
    fits.then(|| {
        let whole = whole.replace(group, "");
        part.map_or_else(|| whole.clone(), |part| format!("{whole}.{part}"))
    })
}

/// A number without blanks and apostrophes between its thousands: `1 200,5`, `1'200`.
fn without_spaced_groups(text: &str) -> String {
    let is_mark = |c: char| {
        matches!(
            c,
            ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '\u{2019}'
        )
    };
    if !text.contains(is_mark) {
        return text.to_owned();
    }
    let end = text.find(['.', ',']).unwrap_or(text.len());
    let (whole, part) = text.split_at(end);
    let parts: Vec<&str> = whole
        .trim_start_matches(['-', '+'])
        .split(is_mark)
        .collect();
    let is_group = |part: &&str| part.len() == 3 && part.bytes().all(|b| b.is_ascii_digit());
    let first_fits = parts.first().is_some_and(|first| {
        (1..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_digit())
    });
    match first_fits && parts[1..].iter().all(is_group) {
        true => whole.replace(is_mark, "") + part,
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_marks_of_all_sorts_are_read() {
        let (point, comma) = (Some(DecimalMark::Point), Some(DecimalMark::Comma));
        for (text, mark, expected) in [
            ("1,234.5", None, 1234.5),
            ("1.234,5", None, 1234.5),
            ("1.200,5", comma, 1200.5),
            ("1,234", point, 1234.0),
            ("1.104", comma, 1104.0),
            ("1.104", None, 1.104),
            ("1,104", comma, 1.104),
            ("1 200,5", comma, 1200.5),
            ("1\u{a0}200", None, 1200.0),
            ("1\u{202f}200.5", None, 1200.5),
            ("1'200.5", None, 1200.5),
            ("1,234,567", None, 1_234_567.0),
            ("1.234.567,8", None, 1_234_567.8),
            ("\u{2212}3", None, -3.0),
        ] {
            assert_eq!(
                number_in("volume", text, mark),
                Ok(expected),
                "{text} {mark:?}"
            );
        }
    }

    #[test]
    fn numbers_with_two_readings_and_other_marks_are_refused() {
        let (point, comma) = (Some(DecimalMark::Point), Some(DecimalMark::Comma));
        for (text, mark) in [
            ("1,234", None),
            ("12,4", None),
            ("12,4", point),
            ("12.4", comma),
            ("1,234.5", comma),
            ("1.234,5", point),
            ("12 34", None),
            ("1,23,456", None),
        ] {
            let invalid = number_in("volume", text, mark).unwrap_err();
            assert_eq!(
                (invalid.value.as_str(), invalid.remedy.is_none()),
                (text, false)
            );
        }
    }
}
