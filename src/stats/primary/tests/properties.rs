//! What must not change the result, and what may.

use proptest::prelude::*;

use super::{Animal, compare_arms};

const DAYS: [f64; 6] = [0.0, 3.0, 7.0, 10.0, 14.0, 17.0];

prop_compose! {
    /// An animal with a baseline, a rate and scatter of its own, that may leave early.
    fn animal()(v0 in 60.0..300.0_f64, rate in -0.05..0.2_f64, last in 1_usize..=6,
                scatter in prop::collection::vec(-0.2..0.2_f64, 6)) -> Animal {
        let reading = |i: usize| (DAYS[i], v0 * (rate * DAYS[i] + scatter[i]).exp());
        Animal::new(&(0..last.max(1)).map(reading).collect::<Vec<_>>())
    }
}

fn arm() -> impl Strategy<Value = Vec<Animal>> {
    prop::collection::vec(animal(), 2..9)
}

fn near(a: Option<f64>, b: Option<f64>, within: f64) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= within * a.abs().max(1e-12),
        (None, None) => true,
        _ => false,
    }
}

proptest! {
    #[test]
    fn order_of_animals_does_not_count(treated in arm(), control in arm()) {
        let found = compare_arms(&treated, &control, 17.0, 1500.0);
        let reversed = |arm: &[Animal]| arm.iter().rev().cloned().collect::<Vec<_>>();
        let other = compare_arms(&reversed(&treated), &reversed(&control), 17.0, 1500.0);
        prop_assert_eq!(found.method, other.method);
        prop_assert!(near(found.p, other.p, 1e-5), "{:?} {:?}", found.p, other.p);
    }

    #[test]
    fn swapped_arms_turn_the_estimate(treated in arm(), control in arm()) {
        let found = compare_arms(&treated, &control, 17.0, 1500.0);
        let other = compare_arms(&control, &treated, 17.0, 1500.0);
        prop_assert!(near(found.p, other.p, 1e-5), "{:?} {:?}", found.p, other.p);
        let estimate = |of: &super::Comparison| of.growth.map(|growth| growth.estimate);
        prop_assert!(near(estimate(&found), estimate(&other).map(|d| -d), 1e-5));
    }

    /// A factor on all volumes, floor included, changes no ratio.
    #[test]
    fn unit_of_volume_does_not_count(treated in arm(), control in arm(), factor in 2.0..50.0_f64) {
        let found = compare_arms(&treated, &control, 17.0, f64::INFINITY);
        let scaled = |arm: &[Animal]| {
            let by = |animal: &Animal| Animal {
                volumes: animal.volumes.iter().map(|v| v * factor).collect(),
                ..animal.clone()
            };
            arm.iter().map(by).collect::<Vec<_>>()
        };
        // No volume of these arms is below the floor of 20.
        let least = treated.iter().chain(&control).flat_map(|a| &a.volumes);
        prop_assume!(least.fold(f64::INFINITY, |a, b| a.min(*b)) >= 20.0);
        let other = compare_arms(&scaled(&treated), &scaled(&control), 17.0, f64::INFINITY);
        prop_assert!(near(found.p, other.p, 1e-5), "{:?} {:?}", found.p, other.p);
        prop_assert!(near(found.observed_ratio, other.observed_ratio, 1e-9));
    }

    /// Whatever is given: a P between 0 and 1, an interval around the estimate, or a reason.
    #[test]
    fn every_comparison_has_an_answer(treated in arm(), control in arm(), zeros in prop::collection::vec(any::<bool>(), 9)) {
        let mut treated = treated;
        for (animal, _) in treated.iter_mut().zip(zeros).filter(|(_, zero)| *zero) {
            for volume in animal.volumes.iter_mut().skip(1) {
                *volume = 0.0;
            }
        }
        let found = compare_arms(&treated, &control, 17.0, 1500.0);
        if let Some(p) = found.p {
            prop_assert!((0.0..=1.0).contains(&p), "{p}");
        }
        if let Some(test) = found.growth.and_then(|growth| growth.test) {
            prop_assert!(test.df > 0.0 && test.se > 0.0 && test.interval.low < test.interval.high);
        }
    }
}
