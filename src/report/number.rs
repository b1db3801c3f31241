//! Numbers as text for readers, as journals print them. Nothing else in the program rounds; `analyze --json` has all
//! digits.

/// Written in the place of a missing number.
pub const NONE: &str = "–";

/// The blank at which lines are not broken.
const JOIN: char = '\u{a0}';

/// A text that lines do not break: a number with what belongs to it, in a sentence.
pub fn unbroken(text: &str) -> String {
    text.replace(' ', &JOIN.to_string())
}

/// A number with `digits` digits after the point, with a true minus, and never `−0`.
pub fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or(NONE.to_owned(), |value| {
        let text = format!("{value:.digits$}");
        let is_zero = text.chars().all(|c| matches!(c, '-' | '0' | '.'));
        if is_zero {
            text.trim_start_matches('-').to_owned()
        } else {
            text.replace('-', "−")
        }
    })
}

/// `963.9 ± 124.2`; the mean alone if there is no standard error.
pub fn plus_minus(mean: Option<f64>, sem: Option<f64>, digits: usize) -> String {
    joined(
        number(mean, digits),
        sem.map(|sem| number(Some(sem), digits)),
    )
}

fn joined(mean: String, sem: Option<String>) -> String {
    match sem {
        Some(sem) => format!("{mean} ± {sem}"),
        None => mean,
    }
}

/// A volume in whole mm³. Only a volume of 0 is written 0: below half a mm³ it has one digit that is not 0.
pub fn volume(mm3: Option<f64>) -> String {
    match mm3 {
        Some(mm3) if mm3 > 0.0 && mm3 < 0.05 => "< 0.1".to_owned(),
        Some(mm3) if mm3 > 0.0 && mm3 < 0.5 => number(Some(mm3), 1),
        mm3 => number(mm3, 0),
    }
}

/// A mean volume with its standard error: `964 ± 124`.
pub fn volume_plus_minus(mean: Option<f64>, sem: Option<f64>) -> String {
    joined(volume(mean), sem.map(|sem| volume(Some(sem))))
}

/// The ends of an interval: `62.8–78.4`; `−25.7 to 70.7` where an end is negative, so that no dash is read as a
/// sign.
pub fn range(low: f64, high: f64, digits: usize) -> String {
    between(number(Some(low), digits), number(Some(high), digits))
}

fn between(low: String, high: String) -> String {
    match low.contains('−') || high.contains('−') {
        true => format!("{low} to {high}"),
        false => format!("{low}–{high}"),
    }
}

/// An interval after its estimate: `(62.8–78.4)`.
pub fn interval(low: f64, high: f64, digits: usize) -> String {
    format!("({})", range(low, high, digits))
}

/// A study day with all its digits: `17`, `3.25`, `−1`.
pub fn day(value: Option<f64>) -> String {
    value.map_or(NONE.to_owned(), |day| day.to_string().replace('-', "−"))
}

/// The least P that is written as a number.
const LEAST_P: f64 = 0.000_1;

/// The level beside which P has as many digits as show on which side of it P lies.
const LEVEL: f64 = 0.05;

/// A P value: `0.34`, `0.003`, `0.0002`, `< 0.0001`; `0.048` where two digits would be those of the level.
pub fn p_value(p: Option<f64>) -> String {
    let Some(p) = p else {
        return NONE.to_owned();
    };
    let digits = match p {
        p if p < LEAST_P => return format!("< {LEAST_P}"),
        p if p < 0.000_95 => 4,
        p if p < 0.009_5 => 3,
        _ => 2,
    };
    let text = number(Some(p), digits);
    let is_level = |text: &str| text.parse::<f64>() == Ok(LEVEL);
    match is_level(&text) && p != LEVEL {
        true => {
            let more = (3..6).map(|digits| number(Some(p), digits));
            more.into_iter()
                .find(|text| !is_level(text))
                .unwrap_or(text)
        }
        false => text,
    }
}

/// A P value in a sentence: `P = 0.0002`, `P < 0.0001`.
pub fn p_words(p: f64) -> String {
    match p_value(Some(p)) {
        bound if bound.starts_with('<') => format!("P {bound}"),
        value => format!("P = {value}"),
    }
}

/// A ratio in whole percent: `41`, `< 1`; 0 only where it is 0.
pub fn whole_percent(value: Option<f64>) -> String {
    match value {
        Some(percent) if percent > 0.0 && percent < 0.5 => "< 1".to_owned(),
        percent => number(percent, 0),
    }
}

/// The least TGI that is written as a number: far below it only says that the control hardly grew.
const LEAST_TGI: f64 = -999.0;

/// Growth inhibition in percent: `71.8`, `< −999`.
pub fn tgi(percent: Option<f64>) -> String {
    match percent {
        Some(percent) if percent < LEAST_TGI => format!("< {}", number(Some(LEAST_TGI), 0)),
        percent => number(percent, 1),
    }
}

/// The interval of growth inhibition: `62.8–78.4`, `< −999 to 70.7`.
pub fn tgi_range(low: f64, high: f64) -> String {
    between(tgi(Some(low)), tgi(Some(high)))
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
        return format!("{value:.*e}", digits.saturating_sub(1)).replace('-', "−");
    }
    // The exponent after rounding: 9.996 is written 10.0, not 10.00.
    let written = format!("{value:.*e}", digits.saturating_sub(1));
    let exponent = written.rsplit_once('e').and_then(|(_, e)| e.parse().ok());
    let exponent: i32 = exponent.unwrap_or(0);
    let after = (digits as i32 - 1 - exponent).max(0);
    number(Some(value), after as usize)
}

/// The least ratio that is written as a number.
const LEAST_RATIO: f64 = 0.001;

/// A ratio to two significant digits, `< 0.001` below that.
fn ratio(value: Option<f64>) -> String {
    match value {
        Some(value) if value > 0.0 && value < LEAST_RATIO => format!("< {LEAST_RATIO}"),
        value => significant(value, 2),
    }
}

/// A ratio to two significant digits with its interval: `0.42 (0.18–0.99)`.
pub fn ratio_interval(value: Option<f64>, ends: Option<(f64, f64)>) -> String {
    match ends {
        Some((low, high)) => {
            let ends = between(ratio(Some(low)), ratio(Some(high)));
            format!("{} ({ends})", ratio(value))
        }
        None => ratio(value),
    }
}

/// A time in days, to a tenth of a day: `17`, `16.5`.
pub fn days(value: Option<f64>) -> String {
    let text = number(value, 1);
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// The interval of a time, of which an end may lie beyond the last reading: ` (10–23)`, ` (from 10)`; empty if
/// neither end is known.
pub fn days_interval(low: Option<f64>, high: Option<f64>) -> String {
    match (low, high) {
        (Some(_), Some(_)) => format!(" ({})", between(days(low), days(high))),
        (Some(_), None) => format!(" (from {})", days(low)),
        (None, Some(_)) => format!(" (to {})", days(high)),
        (None, None) => String::new(),
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
    fn numbers_are_rounded_and_missing_ones_are_dashes() {
        for (written, expected) in [
            (number(None, 1), "–"),
            (number(Some(-0.04), 1), "0.0"),
            (number(Some(-0.06), 1), "−0.1"),
            (number(Some(12.0), 0), "12"),
            (plus_minus(Some(1.0), Some(0.25), 2), "1.00 ± 0.25"),
            (plus_minus(Some(1.0), None, 1), "1.0"),
            (volume(Some(963.9)), "964"),
            (volume(Some(0.0)), "0"),
            (volume(Some(0.31)), "0.3"),
            (volume(Some(0.003)), "< 0.1"),
            (volume_plus_minus(Some(963.9), Some(124.2)), "964 ± 124"),
            (volume_plus_minus(Some(963.9), None), "964"),
            (whole_percent(Some(0.3)), "< 1"),
            (whole_percent(Some(0.0)), "0"),
            (whole_percent(Some(40.7)), "41"),
            (interval(-0.01, 2.0, 1), "(0.0–2.0)"),
            (interval(62.81, 78.44, 1), "(62.8–78.4)"),
            (range(-25.7, 70.7, 1), "−25.7 to 70.7"),
            (day(Some(17.0)), "17"),
            (day(Some(-3.25)), "−3.25"),
            (days(Some(17.0)), "17"),
            (days(Some(16.48)), "16.5"),
            (days(None), "–"),
            (days_interval(Some(10.0), None), " (from 10)"),
            (days_interval(Some(21.0), Some(35.0)), " (21–35)"),
            (days_interval(None, None), ""),
            (significant(Some(1234.6), 3), "1235"),
            (significant(Some(9.996), 3), "10.0"),
            (significant(Some(-0.001_234), 3), "−0.00123"),
            (significant(Some(0.000_123_4), 3), "1.23e−4"),
            (significant(Some(3.2e7), 3), "3.20e7"),
            (significant(None, 3), "–"),
            (
                ratio_interval(Some(0.5), Some((0.25, 1.0))),
                "0.50 (0.25–1.0)",
            ),
            (
                ratio_interval(Some(2e-6), Some((0.0, 0.3))),
                "< 0.001 (0–0.30)",
            ),
            (tgi(Some(-3e5)), "< −999"),
            (tgi_range(-3e5, 70.71), "< −999 to 70.7"),
            (slashed(&[1, 0]), "1/0"),
        ] {
            assert_eq!(written, expected);
        }
    }

    #[test]
    fn p_has_a_floor_and_shows_on_which_side_of_the_level_it_lies() {
        for (p, expected) in [
            (2e-308, "P < 0.0001"),
            (0.000_036, "P < 0.0001"),
            (0.000_123, "P = 0.0001"),
            (0.000_24, "P = 0.0002"),
            (0.000_96, "P = 0.001"),
            (0.002_3, "P = 0.002"),
            (0.012, "P = 0.01"),
            (0.048_3, "P = 0.048"),
            (0.049_96, "P = 0.04996"),
            (0.05, "P = 0.05"),
            (0.051, "P = 0.051"),
            (0.34, "P = 0.34"),
            (0.999, "P = 1.00"),
        ] {
            assert_eq!(p_words(p), expected);
        }
        assert_eq!(p_value(None), "–");
    }
}
