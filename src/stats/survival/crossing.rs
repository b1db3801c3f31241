//! The time at which a growing quantity reaches a threshold.
//!
//! **Question.** On which day did this tumor reach a limit, if it was measured on some days only?
//!
//! **Formulas.** Either the first time after 0 at which the value is at least the threshold h
//! ([`Crossing::Read`]); or the time between that reading (t₁, v₁) and the one before it (t₀, v₀) at
//! which a straight line of ln v meets h, t₀ + (t₁ − t₀)·ln(h/v₀)/ln(v₁/v₀) ([`Crossing::LogLinear`]).
//!
//! **Assumptions, small samples.** The day of the reading is late by half an interval on average,
//! equally in all arms if all are measured on the same days. The log-linear day assumes exponential
//! growth between two readings.
//!
//! **Censoring, missing values.** If the threshold is not reached, the time is censored at the last
//! reading. Without a reading after time 0 there is no time. If the reading before is 0, or (at
//! time 0) not below the threshold, there is no line, and the day of the reading counts. Missing
//! readings are left out before the call.
//!
//! **Where others differ.** The Pediatric Preclinical Testing Program interpolates. Prism and R
//! take the times they are given.
//!
//! **References.** Houghton et al. 2007, doi:10.1002/pbc.21078 (interpolated).
//!
//! **Validated** by hand below.

use super::types::Time;

/// The day of an event that lies between two readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Crossing {
    /// The day of the first reading at or above the threshold.
    #[default]
    Read,
    /// The day on which a straight line of ln v between the two readings meets the threshold.
    LogLinear,
}

/// The time to the threshold of values at ascending `times`; `None` without a reading after time 0.
pub fn time_to_threshold(
    times: &[f64],
    values: &[f64],
    threshold: f64,
    crossing: Crossing,
) -> Option<Time> {
    let last = times.last().copied().filter(|last| *last > 0.0)?;
    let reached = (0..times.len()).find(|&i| times[i] > 0.0 && values[i] >= threshold);
    Some(match reached {
        None => Time {
            time: last,
            event: false,
        },
        Some(i) => Time {
            time: match crossing {
                Crossing::Read => times[i],
                Crossing::LogLinear => {
                    interpolated(times, values, i, threshold).unwrap_or(times[i])
                }
            },
            event: true,
        },
    })
}

/// The time at which the line from the reading before `i` to reading `i` meets the threshold;
/// `None` unless it rises to it from a value above 0.
fn interpolated(times: &[f64], values: &[f64], i: usize, threshold: f64) -> Option<f64> {
    let before = i.checked_sub(1)?;
    let (v0, v1) = (values[before], values[i]);
    (v0 > 0.0 && v0 < threshold).then(|| {
        let share = (threshold / v0).ln() / (v1 / v0).ln();
        times[before] + (times[i] - times[before]) * share
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(values: &[f64], crossing: Crossing) -> Option<(f64, bool)> {
        let times: Vec<f64> = (0..values.len()).map(|i| 4.0 * i as f64).collect();
        let time = time_to_threshold(&times, values, 400.0, crossing)?;
        Some((time.time, time.event))
    }

    /// From 100 to 1600 in 4 days is 2 days per fourfold: 400 is met half way.
    #[test]
    fn days_match_hand_calculation() {
        let (read, line) = (Crossing::Read, Crossing::LogLinear);
        assert_eq!(time(&[50.0, 100.0, 1600.0], read), Some((8.0, true)));
        let (day, event) = time(&[50.0, 100.0, 1600.0], line).unwrap();
        assert!((day - 6.0).abs() < 1e-12 && event);
        assert_eq!(time(&[50.0, 400.0], line), Some((4.0, true)));
    }

    #[test]
    fn awkward_series_are_censored_or_have_no_time() {
        for crossing in [Crossing::Read, Crossing::LogLinear] {
            assert_eq!(time(&[], crossing), None);
            assert_eq!(time(&[900.0], crossing), None);
            assert_eq!(time(&[50.0, 60.0], crossing), Some((4.0, false)));
            assert_eq!(time(&[900.0, 950.0], crossing), Some((4.0, true)));
            assert_eq!(time(&[0.0, 950.0], crossing), Some((4.0, true)));
        }
    }
}
