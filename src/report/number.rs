//! Numbers as text for readers. Nothing else in the program rounds.

/// Written in the place of a missing number.
pub const NONE: &str = "–";

/// A number with `digits` digits after the point, and never `-0`.
pub fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or(NONE.to_owned(), |value| {
        let text = format!("{value:.digits$}");
        let is_zero = text.chars().all(|c| matches!(c, '-' | '0' | '.'));
        if is_zero {
            text.trim_start_matches('-').to_owned()
        } else {
            text
        }
    })
}

/// `963.9 ± 124.2`; the mean alone if there is no standard error.
pub fn plus_minus(mean: Option<f64>, sem: Option<f64>, digits: usize) -> String {
    match sem {
        Some(_) => format!("{} ± {}", number(mean, digits), number(sem, digits)),
        None => number(mean, digits),
    }
}

/// `[47.5, 68.4]`
pub fn interval(low: f64, high: f64, digits: usize) -> String {
    format!(
        "[{}, {}]",
        number(Some(low), digits),
        number(Some(high), digits)
    )
}

/// A study day with all its digits: `17`, `3.25`.
pub fn day(value: Option<f64>) -> String {
    value.map_or(NONE.to_owned(), |day| day.to_string())
}

/// A p-value to two significant digits, never 0: `0.34`, `0.0012`, `3.6e-8`.
pub fn p_value(p: Option<f64>) -> String {
    match p {
        Some(p) if (0.000_1..0.001).contains(&p) => number(Some(p), 5),
        Some(p) if p >= 0.995 => number(Some(p), 2),
        p => significant(p, 2),
    }
}

/// A number to `digits` significant digits, but with all digits before the point: `1235`, `12.3`, `0.00123`.
/// From a million on and below a thousandth it has an exponent.
pub fn significant(value: Option<f64>, digits: usize) -> String {
    let Some(value) = value.filter(|value| value.is_finite()) else {
        return NONE.to_owned();
    };
    if value == 0.0 {
        return "0".to_owned();
    }
    if !(1e-3..1e6).contains(&value.abs()) {
        return format!("{value:.*e}", digits.saturating_sub(1));
    }
    // The exponent after rounding: 9.996 is written 10.0, not 10.00.
    let written = format!("{value:.*e}", digits.saturating_sub(1));
    let exponent = written.rsplit_once('e').and_then(|(_, e)| e.parse().ok());
    let exponent: i32 = exponent.unwrap_or(0);
    let after = (digits as i32 - 1 - exponent).max(0);
    number(Some(value), after as usize)
}

/// A ratio or volume to two significant digits with its interval: `0.42 [0.18, 0.99]`.
pub fn ratio_interval(value: Option<f64>, ends: Option<(f64, f64)>) -> String {
    let rounded = |value: f64| significant(Some(value), 2);
    match ends {
        Some((low, high)) => format!(
            "{} [{}, {}]",
            significant(value, 2),
            rounded(low),
            rounded(high)
        ),
        None => significant(value, 2),
    }
}

/// A time in days, to a tenth of a day: `17`, `16.5`.
pub fn days(value: Option<f64>) -> String {
    let text = number(value, 1);
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// `1/0/0`
pub fn slashed(counts: &[usize]) -> String {
    let counts: Vec<String> = counts.iter().map(usize::to_string).collect();
    counts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_and_missing_ones_are_dashes() {
        for (written, expected) in [
            (number(None, 1), "–"),
            (number(Some(-0.04), 1), "0.0"),
            (number(Some(-0.06), 1), "-0.1"),
            (number(Some(12.0), 0), "12"),
            (plus_minus(Some(1.0), Some(0.25), 2), "1.00 ± 0.25"),
            (plus_minus(Some(1.0), None, 1), "1.0"),
            (interval(-0.01, 2.0, 1), "[0.0, 2.0]"),
            (day(Some(17.0)), "17"),
            (day(Some(3.25)), "3.25"),
            (days(Some(17.0)), "17"),
            (days(Some(16.48)), "16.5"),
            (days(None), "–"),
            (p_value(Some(0.000_036)), "3.6e-5"),
            (p_value(Some(2e-308)), "2.0e-308"),
            (p_value(Some(0.05)), "0.050"),
            (p_value(Some(0.000_123)), "0.00012"),
            (p_value(Some(0.999)), "1.00"),
            (p_value(Some(0.99)), "0.99"),
            (significant(Some(1234.6), 3), "1235"),
            (significant(Some(9.996), 3), "10.0"),
            (significant(Some(-0.001_234), 3), "-0.00123"),
            (significant(Some(0.000_123_4), 3), "1.23e-4"),
            (significant(Some(3.2e7), 3), "3.20e7"),
            (significant(None, 3), "–"),
            (
                ratio_interval(Some(0.5), Some((0.25, 1.0))),
                "0.50 [0.25, 1.0]",
            ),
            (slashed(&[1, 0]), "1/0"),
        ] {
            assert_eq!(written, expected);
        }
    }
}
