//! What the workbook calculates itself: means and standard errors from the volumes of animals, T/C from means. A formula
//! stands only where it gives the number of the analysis, which is its cached value.

use std::collections::{HashMap, HashSet};

use domain::Analysis;
use rust_xlsxwriter::utility::column_number_to_name;

use super::sheets::{VOLUME_BY_ANIMAL_SHEET, VOLUME_BY_DAY_SHEET};
use crate::data::TableSource;

/// Formulas by row of the table, from 0, and column.
#[derive(Debug, Default)]
pub(super) struct Formulas(HashMap<(u32, u16), String>);

impl Formulas {
    /// The formula of a cell; none if it holds a number.
    pub fn at(&self, row: u32, column: u16) -> Option<&str> {
        self.0.get(&(row, column)).map(String::as_str)
    }
}

/// The most cells that all formulas together read: with more, a program takes long to calculate them.
const MOST_CELLS: usize = 20_000_000;

/// The letters of a column of a table.
fn column_of(table: &dyn TableSource, key: &str) -> Option<(u16, String)> {
    let at = table
        .columns()
        .iter()
        .position(|column| column.key == key)?;
    let at = u16::try_from(at).ok()?;
    Some((at, column_number_to_name(at)))
}

/// A column of the sheet of volumes of animals, as formulas name it.
fn range(of: &dyn TableSource, key: &str, rows: usize) -> Option<String> {
    let (_, letters) = column_of(of, key)?;
    let last = rows + 1;
    Some(format!(
        "'{VOLUME_BY_ANIMAL_SHEET}'!${letters}$2:${letters}${last}"
    ))
}

/// Whether Excel finds exactly the rows of an arm by its name: it ignores capitals and reads some signs as patterns.
fn is_plain(arm: &str, arms: &[String]) -> bool {
    let same = arms
        .iter()
        .filter(|other| other.to_lowercase() == arm.to_lowercase());
    same.count() == 1 && !arm.contains(['*', '?', '~', '"']) && !arm.starts_with(['=', '<', '>'])
}

/// Mean and standard error of each arm and day, in the table of volumes by day; `animals` is the table of volumes of
/// animals.
pub(super) fn of_means(
    analysis: &Analysis,
    days: &dyn TableSource,
    animals: &dyn TableSource,
) -> Formulas {
    let rows: usize = analysis
        .curves
        .iter()
        .map(|curve| curve.volumes.len())
        .sum();
    let by_day = &analysis.volume_by_day;
    if rows.saturating_mul(by_day.len()) > MOST_CELLS {
        return Formulas::default();
    }
    means(analysis, days, animals, rows).unwrap_or_default()
}

fn means(
    analysis: &Analysis,
    days: &dyn TableSource,
    animals: &dyn TableSource,
    rows: usize,
) -> Option<Formulas> {
    let (_, arm) = column_of(days, "arm")?;
    let (_, day) = column_of(days, "day")?;
    let (_, n) = column_of(days, "n")?;
    let (mean_at, mean) = column_of(days, "mean")?;
    let (sem_at, _) = column_of(days, "sem")?;
    let (arms, all_days) = (range(animals, "arm", rows)?, range(animals, "day", rows)?);
    let volumes = range(animals, "volume_mm3", rows)?;
    let found = volumes_of_days(analysis);
    let plain: HashSet<&str> = analysis
        .arms
        .iter()
        .filter(|arm| is_plain(arm, &analysis.arms))
        .map(String::as_str)
        .collect();
    let mut formulas = HashMap::new();
    for (at, row) in (0..).zip(&analysis.volume_by_day) {
        let values = found.get(&(row.arm.as_str(), row.day.to_bits()));
        let Some(values) = values.filter(|_| plain.contains(row.arm.as_str())) else {
            continue;
        };
        let line = at + 2;
        let (average, error) = mean_and_error(values);
        if agree(average, row.mean) && values.len() == row.n {
            let formula =
                format!("=AVERAGEIFS({volumes},{arms},${arm}{line},{all_days},${day}{line})");
            formulas.insert((at, mean_at), formula);
            if row.sem.is_some_and(|sem| agree(sem, error)) {
                let formula = format!(
                    "=SQRT(SUMPRODUCT(({arms}=${arm}{line})*({all_days}=${day}{line})*({volumes}-${mean}{line})^2)\
                     /(${n}{line}-1)/${n}{line})"
                );
                formulas.insert((at, sem_at), formula);
            }
        }
    }
    Some(Formulas(formulas))
}

/// The volumes of the animals of an arm on a day.
fn volumes_of_days(analysis: &Analysis) -> HashMap<(&str, u64), Vec<f64>> {
    let mut found: HashMap<(&str, u64), Vec<f64>> = HashMap::new();
    for curve in &analysis.curves {
        for point in &curve.volumes {
            let key = (curve.arm.as_str(), point.day.to_bits());
            found.entry(key).or_default().push(point.volume_mm3);
        }
    }
    found
}

fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / (n - 1.0) / n).sqrt())
}

/// Whether a program that calculates would show the same number.
fn agree(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(other.abs()).max(1e-3)
}

/// T/C in the table of inhibition, where it is the ratio of two means of the table of volumes by day.
pub(super) fn of_ratios(
    analysis: &Analysis,
    inhibition: &dyn TableSource,
    days: &dyn TableSource,
) -> Formulas {
    ratios(analysis, inhibition, days).unwrap_or_default()
}

fn ratios(
    analysis: &Analysis,
    inhibition: &dyn TableSource,
    days: &dyn TableSource,
) -> Option<Formulas> {
    let (at_column, _) = column_of(inhibition, "tc_percent")?;
    let (_, mean) = column_of(days, "mean")?;
    let control = analysis.control.as_deref()?;
    let line_of = |arm: &str, day: f64| {
        let rows = analysis.volume_by_day.iter();
        let found = rows
            .zip(2..)
            .find(|(row, _)| row.arm == arm && row.day == day);
        found.map(|(row, line): (_, u32)| (row.mean, line))
    };
    let mut formulas = HashMap::new();
    for (at, row) in (0..).zip(&analysis.inhibition) {
        let means = line_of(&row.arm, row.day).zip(line_of(control, row.day));
        let (Some(tc), Some(((arm, line), (of_control, below)))) = (row.tc_percent, means) else {
            continue;
        };
        if agree(tc, 100.0 * arm / of_control) {
            let sheet = VOLUME_BY_DAY_SHEET;
            let formula = format!("=100*'{sheet}'!${mean}${line}/'{sheet}'!${mean}${below}");
            formulas.insert((at, at_column), formula);
        }
    }
    Some(Formulas(formulas))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arms_with_signs_of_patterns_are_not_looked_up() {
        let arms = ["A", "a", "B*", "=C", "D 1"].map(str::to_owned);
        let plain = |arm| is_plain(arm, &arms);
        assert!(plain("D 1"));
        assert!(!plain("A") && !plain("B*") && !plain("=C"));
    }

    #[test]
    fn error_is_that_of_the_mean() {
        let (mean, error) = mean_and_error(&[1.0, 2.0, 3.0]);
        assert!(agree(mean, 2.0) && agree(error, (1.0_f64 / 3.0).sqrt()));
    }
}
