//! How numbers are written for the eye: the one place that rounds.

/// What stands where there is no number.
pub const NONE: &str = "–";

/// A number with so many digits after the point, and never `-0`.
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

/// `963.9 ± 124.2`, or the mean alone.
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

/// `17`, `3.3`, or none.
pub fn day(value: Option<f64>) -> String {
    value.map_or(NONE.to_owned(), |day| day.to_string())
}

/// A p-value to four digits, `<0.0001` below them.
pub fn p_value(p: Option<f64>) -> String {
    match p {
        Some(p) if p < 0.000_1 => "<0.0001".to_owned(),
        p => number(p, 4),
    }
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
    fn numbers_are_written_for_the_eye() {
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
            (p_value(Some(0.000_09)), "<0.0001"),
            (p_value(Some(0.05)), "0.0500"),
            (slashed(&[1, 0]), "1/0"),
        ] {
            assert_eq!(written, expected);
        }
    }
}
