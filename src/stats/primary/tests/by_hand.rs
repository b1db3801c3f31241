//! Cases with an answer by hand, and every row of the table of fallbacks.

use super::super::rank::joint_rank;
use super::super::{Course, Method, NoTest, Pair, Removal, Weighting};
use super::{Animal, compare_arms};
use crate::descriptive::{mean, sd};
use crate::oneway::student::t_test;

const DAYS: [f64; 5] = [0.0, 4.0, 7.0, 11.0, 14.0];

/// Growth at a rate per day with alternating scatter of 5 %.
fn growing(v0: f64, rate: f64) -> Animal {
    let scatter = |i: usize| if i.is_multiple_of(2) { 0.05 } else { -0.05 };
    let volume = |(i, day): (usize, &f64)| (*day, v0 * (rate * day + scatter(i)).exp());
    Animal::new(&DAYS.iter().enumerate().map(volume).collect::<Vec<_>>())
}

/// Growth up to a day, 0 from it on.
fn cured(v0: f64, from: f64) -> Animal {
    let mut animal = growing(v0, 0.02);
    for (day, volume) in animal.days.iter().zip(&mut animal.volumes) {
        if *day >= from {
            *volume = 0.0;
        }
    }
    animal
}

fn arm(rates: &[f64]) -> Vec<Animal> {
    let animals = rates.iter().enumerate();
    animals
        .map(|(i, rate)| growing(150.0 + 10.0 * i as f64, *rate))
        .collect()
}

const CONTROL: [f64; 5] = [0.15, 0.16, 0.13, 0.155, 0.14];

/// With complete readings and equal arms the contrast is the difference of the mean slopes, with the standard error
/// of Welch and 2n − 2 degrees of freedom.
#[test]
fn complete_readings_give_the_difference_of_mean_slopes() {
    let treated = [0.08, 0.11, 0.07, 0.1, 0.085];
    let found = compare_arms(&arm(&treated), &arm(&CONTROL), 14.0, f64::INFINITY);
    assert_eq!(found.method, Method::GrowthContrast);
    let growth = found.growth.unwrap();
    let test = growth.test.unwrap();
    assert_eq!(growth.weighting, Weighting::Reml);
    let slopes = |rates: &[f64]| -> Vec<f64> {
        let line = |animal: &Animal| {
            let logs: Vec<f64> = animal.volumes.iter().map(|v| v.ln()).collect();
            crate::line::fit(&animal.days, &logs).unwrap().slope
        };
        arm(rates).iter().map(line).collect()
    };
    let (t, c) = (slopes(&treated), slopes(&CONTROL));
    let difference = 14.0 * (mean(&t).unwrap() - mean(&c).unwrap());
    let se = 14.0 * ((sd(&t).unwrap().powi(2) + sd(&c).unwrap().powi(2)) / 5.0).sqrt();
    assert!((test.difference - difference).abs() < 1e-12);
    assert!((test.se / se - 1.0).abs() < 1e-9 && (test.df - 8.0).abs() < 1e-9);
    let student = t_test(&t, &c, 0.95).unwrap();
    assert!((found.p.unwrap() / student.p - 1.0).abs() < 1e-8);
    assert_eq!((found.animals.treated, found.on_landmark.control), (5, 5));
}

#[test]
fn arm_at_zero_is_tested_by_the_control_against_the_floor() {
    let treated: Vec<Animal> = (0..5)
        .map(|i| cured(140.0 + 10.0 * f64::from(i), 7.0))
        .collect();
    let control = arm(&CONTROL);
    let found = compare_arms(&treated, &control, 14.0, f64::INFINITY);
    assert_eq!(found.method, Method::AgainstFloor);
    let logs: Vec<f64> = control.iter().map(|a| a.volumes[4].ln()).collect();
    let (m, s) = (mean(&logs).unwrap(), sd(&logs).unwrap());
    let floor = found.against_floor.unwrap();
    let t = (20f64.ln() - m) / (s / 5f64.sqrt());
    assert!((floor.test.t - t).abs() < 1e-10 && floor.test.df == 4.0);
    assert!((floor.ratio_at_most - (20f64.ln() - m).exp()).abs() < 1e-12);
    assert_eq!(found.p, Some(floor.test.p));
    assert_eq!((found.at_zero.treated, found.at_zero.control), (5, 0));
}

/// One cure of eight animals is no gone arm where the others were removed for their tumors, or were lost: the cured
/// animals stand for the arm only if at least half of it was read on the landmark day, three animals or all.
#[test]
fn survivors_at_zero_do_not_stand_for_an_arm() {
    let control = arm(&CONTROL);
    let left = |rate: f64| {
        Animal::new(
            &DAYS[..3]
                .iter()
                .map(|day| (*day, 150.0 * (rate * day).exp()))
                .collect::<Vec<_>>(),
        )
    };
    let method =
        |treated: &[Animal], removal: f64| compare_arms(treated, &control, 14.0, removal).method;
    let with_cures = |cures: usize, left_early: usize, rate: f64| -> Vec<Animal> {
        let cured = (0..cures).map(|i| cured(140.0 + 10.0 * i as f64, 7.0));
        cured
            .chain((0..left_early).map(|i| left(rate + 0.01 * i as f64)))
            .collect()
    };
    let survivor = compare_arms(&with_cures(1, 7, 0.15), &control, 14.0, 400.0);
    assert_eq!(
        (survivor.on_landmark.treated, survivor.at_zero.treated),
        (1, 1)
    );
    assert_ne!(survivor.method, Method::AgainstFloor);
    assert!(survivor.p.unwrap() > 0.05, "{survivor:?}");
    // A single removal suffices.
    assert_ne!(method(&with_cures(7, 1, 0.15), 400.0), Method::AgainstFloor);
    for (cures, lost, is_gone) in [
        (4, 4, true),
        (3, 4, false),
        (3, 3, true),
        (2, 2, false),
        (2, 0, true),
    ] {
        let is = method(&with_cures(cures, lost, 0.02), f64::INFINITY) == Method::AgainstFloor;
        assert_eq!(is, is_gone, "{cures} cured, {lost} lost");
    }
}

/// An arm that is at 0 from the start has no scatter; nor has one that never changes.
#[test]
fn arm_without_scatter_is_compared_all_the_same() {
    let nothing: Vec<Animal> = (0..4)
        .map(|_| Animal::new(&DAYS.map(|day| (day, 0.0))))
        .collect();
    let found = compare_arms(&nothing, &arm(&CONTROL), 14.0, f64::INFINITY);
    assert_eq!(found.method, Method::AgainstFloor);
    assert!(found.p.unwrap() < 0.001);
    let still: Vec<Animal> = (0..4)
        .map(|_| Animal::new(&DAYS.map(|day| (day, 150.0))))
        .collect();
    let found = compare_arms(&still, &arm(&CONTROL), 14.0, f64::INFINITY);
    assert_eq!(found.method, Method::GrowthContrast);
    assert!(found.p.unwrap() < 0.001);
    let both = compare_arms(&still, &still, 14.0, f64::INFINITY);
    assert_eq!(both.method, Method::None(NoTest::NoScatter));
    assert_eq!(both.growth.unwrap().estimate, 0.0);
    let both = compare_arms(&nothing, &nothing, 14.0, f64::INFINITY);
    assert_eq!(both.method, Method::None(NoTest::NoScatter));
}

/// Two readings of each animal lie on its line: the residual variance is not known, the slopes are.
#[test]
fn two_readings_of_each_animal_suffice() {
    let short = |rates: &[f64]| -> Vec<Animal> {
        let two = |(i, rate): (usize, &f64)| {
            let v0 = 150.0 + 10.0 * i as f64;
            Animal::new(&[(0.0, v0), (14.0, v0 * (14.0 * rate).exp())])
        };
        rates.iter().enumerate().map(two).collect()
    };
    let treated = [0.08, 0.11, 0.07, 0.1, 0.085];
    let found = compare_arms(&short(&treated), &short(&CONTROL), 14.0, f64::INFINITY);
    let student = t_test(&treated, &CONTROL, 0.95).unwrap();
    assert!((found.p.unwrap() / student.p - 1.0).abs() < 1e-6);
}

/// Without a fit animals count alike: every animal lies on its own line, read on days of its own.
#[test]
fn animals_count_alike_where_the_model_has_no_fit() {
    let exact = |rate: f64, days: &[f64]| {
        Animal::new(
            &days
                .iter()
                .map(|d| (*d, 150.0 * (rate * d).exp()))
                .collect::<Vec<_>>(),
        )
    };
    let short = &DAYS[..4];
    let control = [exact(0.15, &DAYS), exact(0.17, short), exact(0.14, &DAYS)];
    let treated = [exact(0.05, &DAYS), exact(0.08, short), exact(0.06, &DAYS)];
    let found = compare_arms(&treated, &control, 14.0, f64::INFINITY);
    let growth = found.growth.unwrap();
    assert_eq!(growth.weighting, Weighting::Equal);
    let expected = 14.0 * ((0.05 + 0.08 + 0.06) - (0.15 + 0.17 + 0.14)) / 3.0;
    assert!((growth.estimate - expected).abs() < 1e-12);
    assert!((growth.test.unwrap().df - 4.0).abs() < 1e-9);
}

#[test]
fn few_animals_follow_the_table() {
    let none = |treated: &[Animal], control: &[Animal]| {
        compare_arms(treated, control, 14.0, f64::INFINITY).method
    };
    let (few, control) = (arm(&[0.1]), arm(&CONTROL));
    assert_eq!(none(&few, &control), Method::None(NoTest::OneTreated));
    assert_eq!(none(&control, &few), Method::None(NoTest::OneControl));
    assert_eq!(none(&[], &control), Method::None(NoTest::NoTreated));
    assert_eq!(none(&control, &[]), Method::None(NoTest::NoControl));
    let single = compare_arms(&few, &control, 14.0, f64::INFINITY)
        .growth
        .unwrap();
    assert!(single.test.is_none() && single.estimate < 0.0);
    let two = compare_arms(&arm(&[0.1, 0.12]), &control, 14.0, f64::INFINITY);
    assert_eq!(two.method, Method::GrowthContrast);
    // One cured animal is no arm.
    let alone = compare_arms(&[cured(150.0, 4.0)], &control, 14.0, f64::INFINITY);
    assert_eq!(alone.method, Method::None(NoTest::OneTreated));
}

#[test]
fn animals_with_one_reading_are_left_out() {
    let mut treated = arm(&[0.08, 0.11, 0.07]);
    let whole = compare_arms(&treated, &arm(&CONTROL), 14.0, f64::INFINITY);
    treated.push(Animal::new(&[(0.0, 400.0)]));
    let found = compare_arms(&treated, &arm(&CONTROL), 14.0, f64::INFINITY);
    assert_eq!((found.p, found.animals), (whole.p, whole.animals));
}

/// Some cures: the joint rank test from five animals an arm and below half of them; else the slopes.
#[test]
fn partial_cures_are_ranked() {
    let some = |cures: usize, n: usize| {
        let grow = (cures..n).map(|i| growing(150.0, 0.1 + 0.005 * i as f64));
        let treated: Vec<Animal> = (0..cures).map(|_| cured(150.0, 7.0)).chain(grow).collect();
        compare_arms(&treated, &arm(&CONTROL), 14.0, f64::INFINITY)
    };
    for (cures, n, is_ranked) in [
        (1, 5, true),
        (2, 5, true),
        (3, 5, false),
        (1, 4, false),
        (3, 6, false),
    ] {
        let found = some(cures, n);
        let expected = match is_ranked {
            true => Method::JointRank,
            false => Method::GrowthContrast,
        };
        assert_eq!(found.method, expected, "{cures} of {n}");
        assert_eq!(found.joint_rank.is_some(), is_ranked);
        assert!(found.growth.unwrap().test.is_some());
    }
}

/// Animals that were lost have a line but no rank: with four ranks an arm the slopes decide.
#[test]
fn fewer_than_five_ranks_are_not_compared() {
    let method = |lost: usize| {
        let short = |nth: usize| {
            let whole = growing(150.0, 0.1 + 0.005 * nth as f64);
            Animal {
                days: whole.days[..3].to_vec(),
                volumes: whole.volumes[..3].to_vec(),
            }
        };
        let grow = (1..6 - lost).map(|nth| growing(150.0, 0.1 + 0.005 * nth as f64));
        let rest = grow.chain((0..lost).map(short));
        let treated: Vec<Animal> = [cured(150.0, 7.0)].into_iter().chain(rest).collect();
        let found = compare_arms(&treated, &arm(&CONTROL), 14.0, f64::INFINITY);
        assert_eq!(
            (found.animals.treated, found.on_landmark.treated),
            (6, 6 - lost)
        );
        found.method
    };
    assert_eq!(method(0), Method::JointRank);
    assert_eq!(method(1), Method::JointRank);
    assert_eq!(method(2), Method::GrowthContrast);
}

fn read(volume: f64) -> Course<'static> {
    Course {
        days: &[],
        volumes: &[],
        on_landmark: Some(volume),
        removal: None,
    }
}

fn removed(day: f64, volume: f64) -> Course<'static> {
    Course {
        on_landmark: None,
        removal: Some(Removal { day, volume }),
        ..read(0.0)
    }
}

/// Treated: 0, 0, 300; control: 300, removed on day 10 with 1600 and with 1700. From the worst: 1700, 1600, 300 300,
/// 0 0 with ranks 1, 2, 3.5, 3.5, 5.5, 5.5. The treated sum is 14.5, its mean 10.5. Of the 20 selections of three,
/// those with a sum of 14.5 or more: 5.5 5.5 3.5, twice; of 6.5 or less: 1 2 3.5, twice. P = 4/20.
#[test]
fn joint_ranks_match_hand_calculation() {
    let treated = [read(0.0), read(0.0), read(300.0)];
    let control = [read(300.0), removed(10.0, 1600.0), removed(10.0, 1700.0)];
    let pair = Pair {
        treated: &treated[..],
        control: &control[..],
    };
    let found = joint_rank(pair).unwrap();
    assert!((found.p - 0.2).abs() < 1e-15 && found.is_exact);
    assert!((found.better - 8.5 / 9.0).abs() < 1e-15);
    // Early losses without removal have no rank.
    let lost = Course {
        on_landmark: None,
        ..read(0.0)
    };
    let more = [&control[..], &[lost]].concat();
    let pair = Pair {
        treated: &treated[..],
        control: &more[..],
    };
    assert_eq!(joint_rank(pair), Some(found));
}

/// Complete separation: two of all selections. With three an arm no P is below 0.1.
#[test]
fn exact_tail_counts_selections() {
    let choose = |n: usize| (1..=n).fold(1.0, |c, i| c * (n + i) as f64 / i as f64);
    for n in [3, 5, 10, 50] {
        let low: Vec<Course> = (0..n).map(|i| read(i as f64)).collect();
        let high: Vec<Course> = (0..n).map(|i| read(1000.0 + i as f64)).collect();
        let pair = Pair {
            treated: &low[..],
            control: &high[..],
        };
        let found = joint_rank(pair).unwrap();
        assert!((found.p * choose(n) / 2.0 - 1.0).abs() < 1e-12, "{n}");
        assert_eq!(found.better, 1.0);
    }
}

/// Above 100 animals P is approximate: near the exact one of 100, and 1 where all are tied.
#[test]
fn many_animals_are_approximated() {
    let arm = |n: usize, shift: usize| -> Vec<Course<'static>> {
        (0..n)
            .map(|i| read(((7 * i + shift) % 101) as f64))
            .collect()
    };
    let p = |n: usize| {
        let (treated, control) = (arm(n, 0), arm(n, 17));
        let pair = Pair {
            treated: &treated[..],
            control: &control[..],
        };
        joint_rank(pair).unwrap()
    };
    let (exact, approximate) = (p(50), p(51));
    assert!(exact.is_exact && !approximate.is_exact);
    assert!(
        (exact.p - approximate.p).abs() < 0.05,
        "{exact:?} {approximate:?}"
    );
    let tied: Vec<Course> = (0..60).map(|_| read(0.0)).collect();
    let pair = Pair {
        treated: &tied[..],
        control: &tied[..],
    };
    assert_eq!(joint_rank(pair).unwrap().p, 1.0);
}

/// An animal that was not read on the landmark day counts with its own line from three readings on.
#[test]
fn observed_ratio_takes_the_line_of_absent_animals() {
    let line = |days: &[f64], rate: f64| {
        Animal::new(
            &days
                .iter()
                .map(|d| (*d, 150.0 * (rate * d).exp()))
                .collect::<Vec<_>>(),
        )
    };
    let control = [line(&DAYS, 0.15), line(&DAYS[..3], 0.17)];
    let treated = [line(&DAYS, 0.05), line(&DAYS[..2], 0.9)];
    let found = compare_arms(&treated, &control, 14.0, f64::INFINITY);
    let expected = (14.0 * (0.05 - 0.16_f64)).exp();
    assert!((found.observed_ratio.unwrap() - expected).abs() < 1e-12);
}
