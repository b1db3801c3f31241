//! How often the intervals hold the truth, for every definition of growth inhibition, on simulated animals that grow
//! exponentially. Slow, therefore behind the feature `calibration`; the table it prints is in the module's head.

use std::collections::BTreeMap;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::super::*;
use crate::interval::Interval;
use crate::{area, descriptive, line};

/// Days of the readings; the last is the landmark day.
const DAYS: [f64; 8] = [0.0, 3.0, 6.0, 9.0, 12.0, 15.0, 18.0, 21.0];

/// Data sets per cell; the standard error of a coverage of 95 % is 0.34 points.
const DATA_SETS: usize = 4000;

/// Arms of a simulated study.
#[derive(Clone, Copy)]
struct Arm {
    /// Mean growth rate per day.
    rate: f64,
    /// SD of ln V on the landmark day that differences of rates make.
    spread: f64,
    /// Share of animals whose tumor is gone from day 9 on.
    cured: f64,
}

const fn arm(rate: f64, spread: f64, cured: f64) -> Arm {
    Arm {
        rate,
        spread,
        cured,
    }
}

/// Mean rates of an arm with some cures have no interval that covers: most small arms have no cure by chance.
const CURES: &str = "cures";

/// Treated and control.
const SCENARIOS: [(&str, Arm, Arm); 7] = [
    ("small spread", arm(0.06, 0.2, 0.0), arm(0.1, 0.2, 0.0)),
    ("middle spread", arm(0.06, 0.45, 0.0), arm(0.1, 0.45, 0.0)),
    ("large spread", arm(0.06, 0.77, 0.0), arm(0.1, 0.77, 0.0)),
    (
        "larger in treated",
        arm(0.05, 0.77, 0.0),
        arm(0.1, 0.35, 0.0),
    ),
    (
        "larger in control",
        arm(0.05, 0.35, 0.0),
        arm(0.1, 0.77, 0.0),
    ),
    ("shrinking", arm(-0.03, 0.45, 0.0), arm(0.1, 0.45, 0.0)),
    (CURES, arm(0.05, 0.45, 0.2), arm(0.1, 0.45, 0.0)),
];

const SIZES: [(usize, usize); 8] = [
    (3, 3),
    (3, 6),
    (6, 3),
    (4, 4),
    (5, 5),
    (8, 8),
    (10, 5),
    (12, 12),
];

fn normal(generator: &mut ChaCha8Rng) -> f64 {
    let mut uniform = || (generator.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
    let (u, v) = (1.0 - uniform(), uniform());
    (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}

/// The quantities of one animal.
#[derive(Clone, Copy)]
struct Animal {
    v0: f64,
    on_day: f64,
    /// Last reading, of an animal of which one in five leaves after day 12.
    last: f64,
    left: bool,
    auc: f64,
    rate: f64,
    egait: f64,
}

fn animal(generator: &mut ChaCha8Rng, arm: Arm) -> Animal {
    let level = 150.0_f64.ln() + 0.2 * normal(generator);
    let rate = arm.rate + arm.spread / 21.0 * normal(generator);
    let uniform = |g: &mut ChaCha8Rng| (g.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
    let cured = uniform(generator) < arm.cured;
    let left = uniform(generator) < 0.2;
    let volumes = DAYS.map(|day| {
        let ln = level + rate * day + 0.08 * normal(generator);
        if cured && day >= 9.0 { 0.0 } else { ln.exp() }
    });
    let logs = volumes.map(|v| v.max(20.0).ln());
    Animal {
        v0: volumes[0],
        on_day: volumes[7],
        last: if left { volumes[4] } else { volumes[7] },
        left,
        auc: area::trapezoid(&DAYS, &volumes).unwrap(),
        rate: line::fit(&DAYS, &logs).unwrap().slope,
        egait: area::egait(&DAYS, &volumes).unwrap(),
    }
}

fn changes(
    animals: &[Animal],
    of: fn(&Animal) -> (f64, Option<f64>),
) -> Result<MeanChange, NoInterval> {
    MeanChange::of(&animals.iter().map(of).collect::<Vec<_>>())
}

/// The interval of every definition, by its id; those of one arm take the treated.
fn intervals(t: &[Animal], c: &[Animal]) -> Vec<(&'static str, Result<Interval, NoInterval>)> {
    let of = |of: fn(&Animal) -> f64| {
        let values = |animals: &[Animal]| animals.iter().map(of).collect::<Vec<f64>>();
        (values(t), values(c))
    };
    let by = |rule: fn(&[f64], &[f64], f64) -> Result<Interval, NoInterval>,
              f: fn(&Animal) -> f64| {
        let (t, c) = of(f);
        rule(&t, &c, 0.95)
    };
    let by_change = |f: fn(&Animal) -> (f64, Option<f64>)| {
        ratio_of_changes(&changes(t, f)?, &changes(c, f)?, 0.95)
    };
    let by_rates = {
        let (t, c) = of(|a| a.rate);
        ratio_by_rates(&t, &c, 21.0, 0.95)
    };
    vec![
        ("tc_mean", by(ratio_of_means, |a| a.on_day)),
        ("tc_median", by(ratio_of_medians, |a| a.on_day)),
        ("tc_geomean", by(ratio_of_geomeans, |a| a.on_day)),
        ("delta", by_change(|a| (a.v0, Some(a.on_day)))),
        (
            "delta_median",
            by(ratio_of_median_changes, |a| a.on_day - a.v0),
        ),
        ("delta_locf", by_change(|a| (a.v0, Some(a.last)))),
        (
            "delta_means",
            by_change(|a| (a.v0, (!a.left).then_some(a.on_day))),
        ),
        ("rtv", by(ratio_of_means, |a| a.on_day / a.v0)),
        ("rtv_median", by(ratio_of_medians, |a| a.on_day / a.v0)),
        ("auc", by(ratio_of_means, |a| a.auc)),
        (
            "auc_above_baseline",
            by_change(|a| (a.v0 * 21.0, Some(a.auc))),
        ),
        ("rate", by(ratio_of_rates, |a| a.rate)),
        ("rate_tc", by_rates),
        ("egait", by(ratio_of_rates, |a| a.egait)),
        (
            "regression",
            changes(t, |a| (a.v0, Some(a.on_day))).and_then(|arm| share_left(&arm, 0.95)),
        ),
    ]
}

/// The true ratio of every definition, from very large arms.
fn truths(generator: &mut ChaCha8Rng, t: Arm, c: Arm) -> Vec<f64> {
    const MANY: usize = 1_000_000;
    let mut draw = |arm| {
        (0..MANY)
            .map(|_| animal(generator, arm))
            .collect::<Vec<_>>()
    };
    let (t, c) = (draw(t), draw(c));
    let values =
        |animals: &[Animal], f: fn(&Animal) -> f64| animals.iter().map(f).collect::<Vec<f64>>();
    let mean = |animals: &[Animal], f| descriptive::mean(&values(animals, f)).unwrap();
    let median = |animals: &[Animal], f| descriptive::median(&values(animals, f)).unwrap();
    let means = |f| mean(&t, f) / mean(&c, f);
    let medians = |f| median(&t, f) / median(&c, f);
    let geomeans = |f| {
        descriptive::geomean(&values(&t, f)).map_or(f64::NAN, |t| {
            t / descriptive::geomean(&values(&c, f)).unwrap()
        })
    };
    let rates = (mean(&t, |a| a.rate) - mean(&c, |a| a.rate)) * 21.0;
    vec![
        means(|a| a.on_day),
        medians(|a| a.on_day),
        geomeans(|a| a.on_day),
        means(|a| a.on_day - a.v0),
        medians(|a| a.on_day - a.v0),
        means(|a| a.last - a.v0),
        means(|a| a.on_day - a.v0),
        means(|a| a.on_day / a.v0),
        medians(|a| a.on_day / a.v0),
        means(|a| a.auc),
        means(|a| a.auc - 21.0 * a.v0),
        means(|a| a.rate),
        rates.exp(),
        means(|a| a.egait),
        mean(&t, |a| a.on_day) / mean(&t, |a| a.v0),
    ]
}

/// Coverage of one cell in percent by definition; none where half of the data sets or more have no interval.
fn coverage(
    generator: &mut ChaCha8Rng,
    truths: &[f64],
    t: (Arm, usize),
    c: (Arm, usize),
) -> Vec<Option<f64>> {
    let mut covered = vec![0_usize; truths.len()];
    let mut defined = vec![0_usize; truths.len()];
    for _ in 0..DATA_SETS {
        let mut draw =
            |(arm, n): (Arm, usize)| (0..n).map(|_| animal(generator, arm)).collect::<Vec<_>>();
        let found = intervals(&draw(t), &draw(c));
        for (k, (_, interval)) in found.iter().enumerate() {
            if let Ok(i) = interval {
                defined[k] += 1;
                covered[k] += usize::from(i.low <= truths[k] && truths[k] <= i.high);
            }
        }
    }
    let share = |(x, n): (&usize, &usize)| {
        (2 * n > DATA_SETS && *x > 0).then(|| 100.0 * *x as f64 / *n as f64)
    };
    covered.iter().zip(&defined).map(share).collect()
}

/// Prints the table, and holds every rule to its bounds.
#[test]
fn intervals_cover() {
    let mut generator = ChaCha8Rng::seed_from_u64(15);
    let ids: Vec<&str> = {
        let some: Vec<Animal> = (0..4)
            .map(|_| animal(&mut generator, SCENARIOS[0].1))
            .collect();
        intervals(&some, &some).iter().map(|(id, _)| *id).collect()
    };
    let mut cells: BTreeMap<(usize, usize), Vec<(f64, &str)>> = BTreeMap::new();
    for (name, t, c) in SCENARIOS {
        let truths = truths(&mut generator, t, c);
        for (size, (n, m)) in SIZES.into_iter().enumerate() {
            let found = coverage(&mut generator, &truths, (t, n), (c, m));
            for (k, percent) in found.iter().enumerate() {
                cells
                    .entry((k, size))
                    .or_default()
                    .extend(percent.map(|p| (p, name)));
            }
        }
    }
    for (k, id) in ids.iter().enumerate() {
        let mut line = format!("| `{id}` |");
        for size in 0..SIZES.len() {
            let of_rates = matches!(*id, "rate" | "rate_tc" | "egait");
            let cells = cells[&(k, size)].iter();
            let cells = cells.filter(|cell| !(of_rates && cell.1 == CURES));
            let found = cells.map(|cell| cell.0);
            let low = found.clone().fold(f64::INFINITY, f64::min);
            let high = found.fold(0.0, f64::max);
            line += &match low <= high {
                true => format!(" {low:.1}-{high:.1} |"),
                false => " - |".to_owned(),
            };
        }
        println!("{line}");
    }
    let (low, high) = (90.5, 99.0);
    for ((k, size), found) in &cells {
        for (percent, name) in found {
            let (id, size) = (ids[*k], SIZES[*size]);
            let of_rates = matches!(id, "rate" | "rate_tc" | "egait") && *name == CURES;
            let covers = (low..high).contains(percent);
            assert!(covers || of_rates, "{id} {size:?} {name}: {percent}");
        }
    }
}
