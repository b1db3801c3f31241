//! Results do not depend on the order of rows, animals and arms, or on the units of response and day.

use proptest::prelude::*;

use super::*;

const FREEDOMS: [Freedom; 2] = [Freedom::Satterthwaite, Freedom::KenwardRoger];

/// Differences of slopes and landmark means to the control.
fn differences(fit: &Fit, day: f64, freedom: Freedom) -> Vec<Estimate> {
    let slopes: Vec<_> = (0..fit.arms()).map(|arm| fit.slope(arm).unwrap()).collect();
    let means: Vec<_> = (0..fit.arms())
        .map(|arm| fit.mean(arm, day).unwrap())
        .collect();
    let of = [against_first(&slopes), against_first(&means)].concat();
    of.iter().map(|of| fit.test(of, freedom).unwrap()).collect()
}

fn assert_same(a: &Estimate, b: &Estimate, what: &str) {
    assert!(
        (a.t - b.t).abs() < 1e-5 * (1.0 + a.t.abs()),
        "{what}: {a:?} {b:?}"
    );
    assert!(near(a.df, b.df, 1e-4), "{what}: {a:?} {b:?}");
}

fn assert_all_same(a: &[Estimate], b: &[Estimate], what: &str) {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).for_each(|(a, b)| assert_same(a, b, what));
}

/// The same readings with rows and animals in reverse order.
fn reversed(readings: &Readings) -> Readings {
    let last = readings.arm.len() - 1;
    let back = |v: &[f64]| v.iter().rev().copied().collect();
    Readings {
        y: back(&readings.y),
        day: back(&readings.day),
        animal: readings.animal.iter().rev().map(|a| last - a).collect(),
        arm: readings.arm.iter().rev().copied().collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn results_do_not_depend_on_order_or_units(
        seed in 0_u64..1_000_000,
        sizes in prop::collection::vec(2_usize..6, 2..5),
        shift in -50.0_f64..50.0,
        scale in 0.1_f64..10.0,
    ) {
        let readings = study(seed, &sizes);
        let fit = readings.fit();
        for freedom in FREEDOMS {
            let plain = differences(&fit, 10.0, freedom);
            let other = reversed(&readings).fit();
            prop_assert!(near(other.criterion, fit.criterion, 1e-8));
            assert_all_same(&plain, &differences(&other, 10.0, freedom), "order");

            let mut arms = readings.clone();
            let last = sizes.len() - 1;
            for arm in arms.arm.iter_mut().filter(|arm| **arm > 0) {
                *arm = last + 1 - *arm;
            }
            let mut swapped = differences(&arms.fit(), 10.0, freedom);
            swapped[..last].reverse();
            swapped[last..].reverse();
            assert_all_same(&plain, &swapped, "order of arms");

            let mut response = readings.clone();
            response.y.iter_mut().for_each(|y| *y = shift + scale * *y);
            let other = response.fit();
            let df = (readings.y.len() - 2 * sizes.len()) as f64;
            prop_assert!((other.criterion - fit.criterion - 2.0 * df * scale.ln()).abs() < 1e-6);
            assert_all_same(&plain, &differences(&other, 10.0, freedom), "response");

            let mut days = readings.clone();
            days.day.iter_mut().for_each(|day| *day = shift + scale * *day);
            let other = days.fit();
            let day = shift + scale * 10.0;
            assert_all_same(&plain, &differences(&other, day, freedom), "days");
        }
    }

    #[test]
    fn f_of_one_contrast_is_t_squared(seed in 0_u64..1_000_000) {
        let fit = study(seed, &[3, 4]).fit();
        let slopes = [fit.slope(0).unwrap(), fit.slope(1).unwrap()];
        for freedom in FREEDOMS {
            let t = fit.test(&against_first(&slopes)[0], freedom).unwrap();
            let f = fit.f_test(&against_first(&slopes), freedom).unwrap();
            prop_assert!(near(f.f, t.t * t.t, 1e-9) && near(f.df2, t.df, 1e-6));
            prop_assert!(near(f.p, t.p, 1e-6));
        }
    }
}
