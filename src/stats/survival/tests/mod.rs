//! Data of the tests, and tests that concern several procedures.

mod awkward;
#[cfg(feature = "calibration")]
mod calibration;
mod properties;

use super::Time;

/// Remission, in weeks, of 21 patients on 6-mercaptopurine (Freireich et al. 1963).
pub const SIX_MP: [(f64, bool); 21] = [
    (6.0, true),
    (6.0, true),
    (6.0, true),
    (6.0, false),
    (7.0, true),
    (9.0, false),
    (10.0, true),
    (10.0, false),
    (11.0, false),
    (13.0, true),
    (16.0, true),
    (17.0, false),
    (19.0, false),
    (20.0, false),
    (22.0, true),
    (23.0, true),
    (25.0, false),
    (32.0, false),
    (32.0, false),
    (34.0, false),
    (35.0, false),
];

/// Remission, in weeks, of the 21 patients on placebo.
pub const PLACEBO: [(f64, bool); 21] = [
    (1.0, true),
    (1.0, true),
    (2.0, true),
    (2.0, true),
    (3.0, true),
    (4.0, true),
    (4.0, true),
    (5.0, true),
    (5.0, true),
    (8.0, true),
    (8.0, true),
    (8.0, true),
    (8.0, true),
    (11.0, true),
    (11.0, true),
    (12.0, true),
    (12.0, true),
    (15.0, true),
    (17.0, true),
    (22.0, true),
    (23.0, true),
];

pub fn times(list: &[(f64, bool)]) -> Vec<Time> {
    let time = |&(time, event)| Time { time, event };
    list.iter().map(time).collect()
}

/// The times of all groups in one list, with their group indices.
pub fn joined(arms: &[&[(f64, bool)]]) -> (Vec<Time>, Vec<usize>) {
    let all = arms.iter().flat_map(|arm| times(arm)).collect();
    let index = |(i, arm): (usize, &&[(f64, bool)])| vec![i; arm.len()];
    (all, arms.iter().enumerate().flat_map(index).collect())
}
