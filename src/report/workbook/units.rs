//! Headings of the columns of sheets, and how many digits of their numbers are displayed.

use crate::data::{Column, Kind, Value};

/// Units of columns whose names do not state them: sheet, endings of names, unit.
const UNITS: [(&str, &[&str], &str); 30] = [
    ("inhibition", &["ci_low", "ci_high"], "%"),
    ("responses_by_arm", &["ci_low", "ci_high"], "%"),
    ("responses", &["v0", "v_last"], "mm³"),
    ("responses_by_tumor", &["v0", "v_last"], "mm³"),
    ("growth_rates_by_arm", &["sd", "sem", "median"], "per day"),
    ("growth_rates", &["se"], "per day"),
    ("growth_rates", &["intercept", "sigma"], "ln mm³"),
    (
        "mixed_model_arms",
        &["slope_se", "slope_low", "slope_high"],
        "per day",
    ),
    ("mixed_model_arms", &["volume_low", "volume_high"], "mm³"),
    (
        "mixed_model_arms",
        &[
            "landmark_mean",
            "landmark_se",
            "landmark_low",
            "landmark_high",
        ],
        "ln mm³",
    ),
    (
        "mixed_model_slopes",
        &["estimate", "se", "low", "high"],
        "per day",
    ),
    (
        "mixed_model_slope_pairs",
        &["estimate", "se", "low", "high"],
        "per day",
    ),
    (
        "mixed_model_means",
        &["estimate", "se", "low", "high"],
        "ln",
    ),
    (
        "mixed_model_mean_pairs",
        &["estimate", "se", "low", "high"],
        "ln",
    ),
    ("mixed_model_curves", &["low", "high"], "mm³"),
    (
        "landmark_dunnett_log",
        &["estimate", "se", "low", "high"],
        "ln",
    ),
    ("landmark_tukey_log", &["difference", "low", "high"], "ln"),
    ("landmark_mann_whitney", &["lehmann", "low", "high"], "mm³"),
    (
        "time_to_event_by_arm",
        &["median", "low", "high", "mean", "se", "delay"],
        "days",
    ),
    ("time_to_event_by_arm", &["log_cell_kill"], "log10"),
    ("time_to_event", &["time"], "days"),
    ("kaplan_meier", &["time"], "days"),
    ("incidence", &["time"], "days"),
    ("cox", &["coef", "se"], "ln"),
    ("cox_firth", &["coef"], "ln"),
    ("balance", &["mean", "sd", "min", "max"], "of the covariate"),
    ("course", &["log_auc_per_day"], "ln mm³"),
    ("course", &["auc_per_day"], "mm³"),
    ("course", &["log_auc"], "ln mm³ × days"),
    ("course", &["auc", "auc_above_baseline"], "mm³ × days"),
];

/// The unit of a column of a sheet, if its name does not state it; empty if it has none.
pub(super) fn unit_in(sheet: &str, key: &str) -> &'static str {
    let is_of = |name: &str| sheet == name || (name == "course" && sheet.starts_with("course_"));
    let ends = |end: &&str| key == *end || key.ends_with(&format!("_{end}"));
    let known = |(name, keys, _): &&(&str, &[&str], &str)| is_of(name) && keys.iter().any(ends);
    let found = UNITS.iter().find(known).filter(|_| !key.contains("ratio"));
    match found {
        Some((_, _, unit)) => unit,
        None if sheet.starts_with("course_") && key == "duration" => "days",
        None => "",
    }
}

/// `best response (%)`: the words of a key, none of them twice in a row, and its unit.
pub(super) fn heading(key: &str, unit: &str) -> String {
    let (words, unit) = match (key, unit) {
        // A study day is not a duration.
        ("day", "days") => (key, ""),
        (key, "") => unit_of(key),
        (key, unit) => {
            let words = key.strip_suffix(&format!("_{}", plain(unit)));
            (words.unwrap_or(key), unit)
        }
    };
    let mut words: Vec<&str> = words.split('_').collect();
    words.dedup();
    match unit {
        "" => words.join(" "),
        unit => format!("{} ({unit})", words.join(" ")),
    }
}

/// A unit as it is spelled in the names of columns.
fn plain(unit: &str) -> String {
    unit.replace('³', "3").replace('%', "percent")
}

/// The words of a name and the unit that it ends with.
pub(super) fn unit_of(key: &str) -> (&str, &'static str) {
    let units = [
        ("_mm3", "mm³"),
        ("_percent", "%"),
        ("_per_day", "per day"),
        ("_days", "days"),
        ("_mm", "mm"),
        ("_g", "g"),
    ];
    for (end, unit) in units {
        if let Some(words) = key.strip_suffix(end) {
            return (words, unit);
        }
    }
    (key, "")
}

/// The format of a column's numbers, as it follows from the values, which are given one by one. It sets only how many
/// digits are displayed; cells hold all of them.
pub(super) enum NumberFormat {
    /// Whatever the numbers.
    Fixed(Option<&'static str>),
    /// One digit, unless all numbers are whole.
    OneDigit { whole: bool },
    /// By the size of the numbers, unless all are whole.
    BySize { numbers: Vec<f64> },
}

impl NumberFormat {
    /// For a column without values.
    pub fn of(column: &Column) -> Self {
        let key = column.key.as_ref();
        let is_p =
            key == "p" || key.starts_with("p_") || key.ends_with("_p") || key.contains("_p_");
        let unit = match column.unit {
            "" => unit_of(key).1,
            unit => unit,
        };
        match unit {
            _ if column.kind != Kind::Number => Self::Fixed(None),
            _ if is_p => Self::Fixed(Some("[<0.001]0.0E+00;0.000")),
            // Of a tumor that does not grow, as the report shows it.
            _ if key.starts_with("doubling") => Self::Fixed(Some("0.0;\"–\";\"–\"")),
            "mm³" | "%" | "days" | "mm" | "g" | "mm³ × days" => Self::OneDigit { whole: true },
            _ => Self::BySize {
                numbers: Vec::new(),
            },
        }
    }

    /// Adds a value.
    pub fn add(&mut self, value: &Value) {
        let Value::Number(number) = value else {
            return;
        };
        match self {
            Self::Fixed(_) => {}
            Self::OneDigit { whole } => *whole = *whole && is_whole(*number),
            Self::BySize { numbers } => numbers.push(*number),
        }
    }

    /// Excel's words for it; none for its general format.
    pub fn format(&self) -> Option<&'static str> {
        match self {
            Self::Fixed(format) => *format,
            Self::OneDigit { whole } => (!whole).then_some("0.0"),
            Self::BySize { numbers } => {
                let whole = numbers.iter().all(|number| is_whole(*number));
                (!whole).then(|| by_size(numbers))
            }
        }
    }
}

fn is_whole(number: f64) -> bool {
    number.fract() == 0.0 && number.abs() < 1e9
}

/// A format with at least three digits of the median of the numbers that are not 0. For ratios, very small
/// ones have an exponent.
fn by_size(numbers: &[f64]) -> &'static str {
    let mut sizes: Vec<f64> = numbers.iter().map(|number| number.abs()).collect();
    sizes.retain(|size| *size > 0.0);
    sizes.sort_by(f64::total_cmp);
    let apart = |low: &f64, high: &f64| *low < 0.001 && *high >= 0.01;
    if let (Some(low), Some(high)) = (sizes.first(), sizes.last())
        && apart(low, high)
        && numbers.iter().all(|number| *number >= 0.0)
    {
        return "[<0.001]0.00E+00;0.000";
    }
    match sizes.get(sizes.len() / 2) {
        Some(size) if *size >= 100.0 => "0.0",
        Some(size) if *size >= 1.0 => "0.00",
        Some(size) if *size >= 0.1 => "0.000",
        Some(size) if *size >= 0.01 => "0.0000",
        Some(size) if *size >= 0.001 => "0.00000",
        _ => "0.00E+00",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_have_units() {
        for (key, unit, expected) in [
            ("best_response_percent", "", "best response (%)"),
            ("volume_mm3", "mm³", "volume (mm³)"),
            ("landmark_volume_volume_mm3", "", "landmark volume (mm³)"),
            ("mean", "mm³", "mean (mm³)"),
            ("slope_per_day", "", "slope (per day)"),
            ("doubling_days", "", "doubling (days)"),
            ("body_weight_g", "g", "body weight (g)"),
            ("day", "days", "day"),
            ("arm", "", "arm"),
        ] {
            assert_eq!(heading(key, unit), expected);
        }
        for (sheet, key, unit) in [
            ("mixed_model_arms", "slope_se", "per day"),
            ("mixed_model_slopes", "ratio_low", ""),
            ("mixed_model_slopes", "satterthwaite_se", "per day"),
            ("time_to_event_by_arm", "median_log_low", "days"),
            ("course_by_arm", "mean_log_auc", "ln mm³ × days"),
            ("course_by_animal", "auc_above_baseline", "mm³ × days"),
            ("course_by_animal", "egait", ""),
            ("landmark_dunn", "z", ""),
        ] {
            assert_eq!(unit_in(sheet, key), unit, "{sheet} {key}");
        }
    }

    #[test]
    fn digits_follow_the_size_of_the_numbers() {
        let shown = |column: Column, numbers: &[f64]| {
            let mut format = NumberFormat::of(&column);
            let values = numbers.iter().map(|number| Value::from(*number));
            values.for_each(|value| format.add(&value));
            format.format()
        };
        let column = |key| Column::number(key, "", "");
        assert_eq!(
            shown(
                Column::number("volume_mm3", "mm³", ""),
                &[165.888_000_000_000_03]
            ),
            Some("0.0")
        );
        assert_eq!(shown(column("day"), &[0.0, 17.0]), None);
        assert_eq!(
            shown(column("p_holm"), &[1.0]),
            Some("[<0.001]0.0E+00;0.000")
        );
        assert_eq!(
            shown(column("slope_per_day"), &[0.0123, 0.0, -0.045]),
            Some("0.0000")
        );
        assert_eq!(shown(column("t"), &[-4.53, 1.0]), Some("0.00"));
        assert_eq!(
            shown(column("ratio"), &[0.18, 0.0008]),
            Some("[<0.001]0.00E+00;0.000")
        );
        assert_eq!(shown(column("gradient"), &[2.5e-12]), Some("0.00E+00"));
        assert_eq!(shown(Column::text("arm", ""), &[]), None);
    }
}
