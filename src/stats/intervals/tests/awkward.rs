//! When there is no interval, and what an interval does not depend on.

use proptest::prelude::*;

use super::super::*;

fn pairs(values: &[(f64, f64)]) -> MeanChange {
    let rows: Vec<_> = values.iter().map(|(b, t)| (*b, Some(*t))).collect();
    MeanChange::of(&rows).unwrap()
}

#[test]
fn fewer_than_three_animals_have_no_interval() {
    let (two, three) = ([5.0, 6.0], [8.0, 9.0, 11.0]);
    for rule in [
        ratio_of_means,
        ratio_of_rates,
        ratio_of_geomeans,
        ratio_of_medians,
        ratio_of_median_changes,
    ] {
        assert_eq!(rule(&two, &three, 0.95), Err(NoInterval::TooFew));
        assert_eq!(rule(&three, &two, 0.95), Err(NoInterval::TooFew));
        assert!(rule(&three, &three, 0.95).is_ok());
    }
    let two_later = [(5.0, Some(6.0)), (4.0, Some(8.0)), (5.0, None)];
    assert_eq!(MeanChange::of(&two_later).err(), Some(NoInterval::TooFew));
    let by_rates = ratio_by_rates(&two, &three, 20.0, 0.95);
    assert_eq!(by_rates, Err(NoInterval::TooFew));
}

#[test]
fn control_at_zero_has_no_interval() {
    let (some, zeros) = ([5.0, 6.0, 9.0], [0.0; 3]);
    for rule in [
        ratio_of_means,
        ratio_of_rates,
        ratio_of_medians,
        ratio_of_median_changes,
    ] {
        let none = rule(&some, &zeros, 0.95);
        assert_eq!(none, Err(NoInterval::ControlNotPositive));
    }
    let still = pairs(&[(5.0, 6.0), (6.0, 5.0), (7.0, 7.0)]);
    let none = ratio_of_changes(&still, &still, 0.95);
    assert_eq!(none, Err(NoInterval::ControlNotPositive));
    // The median is above 0, but not its lower limit.
    let half = [0.0, 5.0, 6.0];
    assert_eq!(
        ratio_of_medians(&some, &half, 0.95),
        Err(NoInterval::ControlZeros)
    );
}

#[test]
fn treated_zeros_have_an_interval_unless_all_are_zero() {
    let control = [900.0, 1100.0, 1300.0];
    assert_eq!(
        ratio_of_means(&[0.0; 3], &control, 0.95),
        Err(NoInterval::AllZero)
    );
    assert!(ratio_of_means(&[0.0, 0.0, 9.0], &control, 0.95).is_ok());
    let cured = ratio_of_medians(&[0.0, 0.0, 9.0], &control, 0.95);
    assert_eq!(cured, Err(NoInterval::MedianZero));
    let cured = ratio_of_geomeans(&[0.0, 5.0, 9.0], &control, 0.95);
    assert_eq!(cured, Err(NoInterval::NotPositive));
    // All cured, but the baselines vary: the change has an interval.
    let grown = pairs(&[(100.0, 900.0), (110.0, 1100.0), (105.0, 1300.0)]);
    let all_cured = pairs(&[(100.0, 0.0), (120.0, 0.0), (105.0, 0.0)]);
    assert!(ratio_of_changes(&all_cured, &grown, 0.95).is_ok());
    let alike = pairs(&[(100.0, 0.0); 3]);
    let none = ratio_of_changes(&alike, &grown, 0.95);
    assert_eq!(none, Err(NoInterval::TreatedConstant));
    assert_eq!(share_left(&all_cured, 0.95), Err(NoInterval::AllZero));
}

#[test]
fn one_arm_without_variation_has_an_interval_and_two_have_none() {
    let (constant, varied) = ([7.0; 3], [900.0, 1100.0, 1300.0]);
    for rule in [
        ratio_of_means,
        ratio_of_rates,
        ratio_of_geomeans,
        ratio_of_medians,
    ] {
        assert!(rule(&constant, &varied, 0.95).is_ok());
        assert!(rule(&varied, &constant, 0.95).is_ok());
        let none = rule(&constant, &constant, 0.95);
        assert_eq!(none, Err(NoInterval::NoVariation));
    }
}

/// A control that hardly grew gives a wide interval, not one that is not a number.
#[test]
fn control_that_hardly_grew_has_finite_limits() {
    let control = pairs(&[(100.0, 400.0), (100.0, -190.0), (100.0, 90.000_001)]);
    let treated = pairs(&[(100.0, 110.0), (100.0, 130.0), (100.0, 150.0)]);
    let i = ratio_of_changes(&treated, &control, 0.95).unwrap();
    assert!(
        i.low.is_finite() && i.high.is_finite() && i.high > 1e6,
        "{i:?}"
    );
}

/// An animal without a later value tells of the mean baseline only.
#[test]
fn animals_without_a_later_value_widen_the_interval_of_a_mean_change() {
    let control = pairs(&[(100.0, 900.0), (110.0, 1100.0), (105.0, 1300.0)]);
    let rows = [
        (90.0, 300.0),
        (100.0, 350.0),
        (130.0, 480.0),
        (115.0, 420.0),
    ];
    let mut rows: Vec<_> = rows.iter().map(|(b, t)| (*b, Some(*t))).collect();
    let paired = MeanChange::of(&rows).unwrap();
    rows.push((105.0, None));
    let partly = MeanChange::of(&rows).unwrap();
    assert!(partly.variance() > paired.variance());
    let widths = [paired, partly].map(|arm| {
        let i = ratio_of_changes(&arm, &control, 0.95).unwrap();
        i.high - i.low
    });
    assert!(widths[1] > widths[0]);
}

/// The limits move continuously where the arm passes from growth to shrinkage.
#[test]
fn limits_are_continuous_where_the_change_passes_zero() {
    let control = pairs(&[(100.0, 900.0), (110.0, 1100.0), (105.0, 1300.0)]);
    let at = |shift: f64| {
        let rows = [(90.0, 95.0), (100.0, 80.0), (110.0, 125.0)];
        let rows = rows.map(|(b, t)| (b, t + shift));
        ratio_of_changes(&pairs(&rows), &control, 0.95).unwrap()
    };
    for step in -100..100 {
        let shift = f64::from(step) * 0.2;
        let (here, next) = (at(shift), at(shift + 1e-7));
        assert!((here.low - next.low).abs() < 1e-8 && (here.high - next.high).abs() < 1e-8);
    }
}

proptest! {
    #[test]
    fn intervals_hold_the_estimate_and_ignore_order_and_scale(
        mut t in prop::collection::vec(50.0..2000.0_f64, 3..12),
        mut c in prop::collection::vec(500.0..3000.0_f64, 3..12),
        k in 0.5..8.0_f64,
    ) {
        type Rule = fn(&[f64], &[f64], f64) -> Result<crate::interval::Interval, NoInterval>;
        type Location = fn(&[f64]) -> f64;
        let rules: [(Rule, Location); 5] = [
            (ratio_of_means, |v| crate::descriptive::mean(v).unwrap()),
            (ratio_of_rates, |v| crate::descriptive::mean(v).unwrap()),
            (ratio_of_geomeans, |v| crate::descriptive::geomean(v).unwrap()),
            (ratio_of_medians, |v| crate::descriptive::median(v).unwrap()),
            (ratio_of_median_changes, |v| crate::descriptive::median(v).unwrap()),
        ];
        for (rule, location) in rules {
            let estimate = location(&t) / location(&c);
            let i = rule(&t, &c, 0.95).unwrap();
            prop_assert!(i.low < estimate && estimate < i.high);
            t.reverse();
            c.rotate_left(2);
            let scaled = |v: &[f64]| v.iter().map(|x| x * k).collect::<Vec<_>>();
            let s = rule(&scaled(&t), &scaled(&c), 0.95).unwrap();
            prop_assert!((s.low / i.low - 1.0).abs() < 1e-8 && (s.high / i.high - 1.0).abs() < 1e-8);
            let narrow = rule(&t, &c, 0.8).unwrap();
            prop_assert!(i.low < narrow.low && narrow.high < i.high);
        }
    }
}
