//! Examples worked to 12 digits by another program; the numbers of the examples are those of its file.

use super::super::*;
use crate::area;
use crate::interval::Interval;

const CONTROL: [f64; 6] = [1210.0, 1540.0, 980.0, 1725.0, 1330.0, 1105.0];
const TREATED: [f64; 6] = [420.0, 610.0, 275.0, 530.0, 388.0, 702.0];

#[track_caller]
fn assert_limits(interval: Result<Interval, NoInterval>, low: f64, high: f64) {
    let i = interval.unwrap();
    for (found, expected) in [(i.low, low), (i.high, high)] {
        let error = (found - expected).abs();
        assert!(
            error <= 1e-10 * expected.abs(),
            "{i:?}, not {low} to {high}"
        );
    }
}

#[test]
fn ratio_of_means_matches_worked_examples() {
    // 1
    let i = ratio_of_means(&TREATED, &CONTROL, 0.95);
    assert_limits(i, 0.250690920219, 0.548225370709);
    // 8: two cures
    let i = ratio_of_means(&[0.0, 0.0, 275.0, 530.0, 388.0, 702.0], &CONTROL, 0.95);
    assert_limits(i, 0.0858710496050, 0.671765430292);
    // 11: a control so variable that Fieller's interval is not bounded
    let i = ratio_of_means(&[150.0, 170.0, 205.0], &[220.0, 1900.0, 410.0], 0.95);
    assert_limits(i, 0.00823754871820, 5.22732579329);
}

/// The area of each animal first, then the rule of means: example 5.
#[test]
fn ratio_of_mean_areas_matches_worked_example() {
    let days = [0.0, 4.0, 7.0, 11.0, 14.0];
    let areas = |curves: [[f64; 5]; 5]| curves.map(|c| area::trapezoid(&days, &c).unwrap());
    let control = areas([
        [150.0, 261.0, 402.0, 741.0, 1120.0],
        [141.0, 233.0, 371.0, 655.0, 980.0],
        [163.0, 301.0, 488.0, 902.0, 1405.0],
        [155.0, 248.0, 390.0, 700.0, 1061.0],
        [146.0, 270.0, 433.0, 810.0, 1266.0],
    ]);
    let treated = areas([
        [152.0, 180.0, 214.0, 263.0, 330.0],
        [149.0, 171.0, 188.0, 240.0, 271.0],
        [158.0, 214.0, 283.0, 401.0, 520.0],
        [144.0, 160.0, 175.0, 190.0, 224.0],
        [160.0, 201.0, 240.0, 318.0, 407.0],
    ]);
    assert_eq!(control, [6894.0, 6158.5, 8352.0, 6584.5, 7486.5]);
    assert_eq!(treated, [3098.5, 2801.0, 4239.0, 2461.5, 3587.0]);
    let i = ratio_of_means(&treated, &control, 0.95);
    assert_limits(i, 0.338662510044, 0.614764187432);
}

fn change(baseline: &[f64], later: &[f64]) -> MeanChange {
    let pairs = baseline.iter().zip(later);
    let pairs: Vec<_> = pairs.map(|(b, t)| (*b, Some(*t))).collect();
    MeanChange::of(&pairs).unwrap()
}

/// Examples 2 (the arm shrinks, with a cure), 6 (it grows) and 7 (all of it shrinks).
#[test]
fn ratio_of_changes_matches_worked_examples() {
    let control = change(
        &[152.0, 148.0, 161.0, 139.0, 170.0],
        &[1312.0, 1105.0, 1620.0, 987.0, 1488.0],
    );
    let baseline = [149.0, 158.0, 144.0, 166.0, 151.0];
    let treated = change(&baseline, &[96.0, 41.0, 188.0, 120.0, 0.0]);
    let i = ratio_of_changes(&treated, &control, 0.95);
    assert_limits(i, -0.119293114254, 0.104367415572);
    let treated = change(&baseline, &[36.0, 22.0, 51.0, 0.0, 14.0]);
    let i = ratio_of_changes(&treated, &control, 0.95);
    assert_limits(i, -0.152335646856, -0.0678219587000);
    let control = change(
        &[150.0, 142.0, 165.0, 138.0, 171.0, 155.0],
        &[1211.0, 1532.0, 993.0, 1709.0, 1349.0, 1105.0],
    );
    let treated = change(
        &[149.0, 158.0, 144.0, 166.0, 151.0, 140.0],
        &[420.0, 610.0, 288.0, 530.0, 388.0, 680.0],
    );
    let i = ratio_of_changes(&treated, &control, 0.95);
    assert_limits(i, 0.166595284116, 0.472786756243);
}

#[test]
fn ratio_of_medians_matches_worked_examples() {
    // 3
    let control = [1210.0, 1540.0, 980.0, 1725.0, 1330.0, 1105.0, 1466.0];
    let i = ratio_of_medians(&TREATED, &control, 0.95);
    assert_limits(i, 0.220091197988, 0.579537126310);
    // 9: the lowest treated value is 0
    let treated = [0.0, 95.0, 210.0, 240.0, 388.0, 402.0];
    let i = ratio_of_medians(&treated, &CONTROL, 0.95).unwrap();
    assert_eq!(i.low, 0.0);
    assert!((i.high / 0.315914726032 - 1.0).abs() < 1e-10);
    // Published example of the R package statpsych (ci.ratio.median2), 7 digits.
    let control = [
        32.0, 39.0, 26.0, 35.0, 43.0, 27.0, 40.0, 37.0, 34.0, 29.0, 49.0, 42.0, 40.0,
    ];
    let treated = [36.0, 44.0, 47.0, 42.0, 49.0, 39.0, 46.0, 31.0, 33.0, 48.0];
    let i = ratio_of_medians(&treated, &control, 0.95).unwrap();
    assert!((i.low - 0.927667).abs() < 5e-6 && (i.high - 1.455933).abs() < 5e-6);
}

/// Example 4.
#[test]
fn ratio_of_geomeans_matches_worked_example() {
    let control = [1104.0, 1388.0, 905.0, 1571.0];
    let i = ratio_of_geomeans(&[231.0, 402.0, 318.0, 167.0], &control, 0.95);
    assert_limits(i, 0.122111978129, 0.389619687437);
}
