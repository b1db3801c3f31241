//! Type I error, power and coverage by simulation, against the simulation of fifteen candidates that chose this test.
//! Slow, therefore behind the feature `calibration`. The head of the module has the table.
//!
//! An animal begins at 150 mm³ (SD of ln V 0.25) and grows by 0.12 of ln V per day (SD between animals 0.016); readings
//! scatter by 0.15; it is read on days 0, 3, 7, 10, 14, 17 and 21 and removed at its first reading of 2000 mm³ or more.
//! Level and scatter are those of a simulation of removal that came with the design; the SD of the slopes is chosen so
//! that power is that of the table to be reproduced, which does not give it.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::super::{Comparison, Method};
use super::{Animal, compare_arms};
use crate::adjust::holm;

const DAYS: [f64; 7] = [0.0, 3.0, 7.0, 10.0, 14.0, 17.0, 21.0];
const STUDIES: usize = 3000;
const RATE: f64 = 0.12;
const LAST: f64 = 21.0;

/// How the animals of an arm grow.
#[derive(Debug, Clone, Copy)]
struct Growth {
    /// Mean rise of ln V per day.
    rate: f64,
    /// SD of it between animals.
    rate_sd: f64,
    /// Days without growth at first.
    delay: f64,
    /// Animals that are at 0 from day 10 on.
    cured: usize,
    /// Probability of each animal to be at 0 from day 10 on.
    spontaneous: f64,
    /// Rise per day of the first animal beyond its own.
    outlier: f64,
}

const CONTROL: Growth = Growth {
    rate: RATE,
    rate_sd: 0.016,
    delay: 0.0,
    cured: 0,
    spontaneous: 0.0,
    outlier: 0.0,
};

/// An arm whose T/C of V/V₀ on day 21 is this.
fn slowed(ratio: f64) -> Growth {
    Growth {
        rate: RATE + ratio.ln() / LAST,
        ..CONTROL
    }
}

/// What happens to all animals.
#[derive(Debug, Clone, Copy)]
struct World {
    removal: f64,
    /// Share of animals that are lost after a visit drawn at random.
    lost: f64,
    residual: f64,
}

const WORLD: World = World {
    removal: 2000.0,
    lost: 0.0,
    residual: 0.15,
};

struct Draws(ChaCha8Rng);

impl Draws {
    fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    fn uniform(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Standard normal (Box & Muller 1958).
    fn normal(&mut self) -> f64 {
        let (u, v) = (1.0 - self.uniform(), self.uniform());
        (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }

    fn animal(&mut self, index: usize, growth: &Growth, world: &World) -> Animal {
        let level = 150f64.ln() + 0.25 * self.normal();
        let rate = growth.rate + growth.rate_sd * self.normal();
        let rate = if index == 0 {
            rate + growth.outlier
        } else {
            rate
        };
        let cured = index < growth.cured || self.uniform() < growth.spontaneous;
        let visits = match self.uniform() < world.lost {
            true => 1 + (self.uniform() * (DAYS.len() - 1) as f64) as usize,
            false => DAYS.len(),
        };
        let mut animal = Animal::default();
        for &day in &DAYS[..visits] {
            let line = level + rate * (day - growth.delay).max(0.0);
            let read = (line + world.residual * self.normal()).exp();
            let volume = if cured && day >= 10.0 { 0.0 } else { read };
            animal.days.push(day);
            animal.volumes.push(volume);
            if volume >= world.removal {
                break;
            }
        }
        animal
    }

    fn arm(&mut self, n: usize, growth: &Growth, world: &World) -> Vec<Animal> {
        (0..n).map(|i| self.animal(i, growth, world)).collect()
    }
}

/// The last day on which at least min(⌈0.8 n⌉, n − 1) control animals are read.
fn landmark(control: &[Animal]) -> f64 {
    let n = control.len();
    let least = (4 * n).div_ceil(5).min(n - 1);
    let read = |day: &&f64| control.iter().filter(|a| a.days.contains(day)).count() >= least;
    *DAYS.iter().rev().find(read).expect("day 0 is read by all")
}

fn study(draws: &mut Draws, n: [usize; 2], arms: [&Growth; 2], world: &World) -> (Comparison, f64) {
    let control = draws.arm(n[1], arms[1], world);
    let treated = draws.arm(n[0], arms[0], world);
    let day = landmark(&control);
    (compare_arms(&treated, &control, day, world.removal), day)
}

/// Share of studies with P below 0.05.
fn rejected(seed: u64, n: [usize; 2], treated: &Growth, control: &Growth, world: &World) -> f64 {
    let mut draws = Draws::new(seed);
    let found = (0..STUDIES).map(|_| study(&mut draws, n, [treated, control], world).0);
    share(found.filter(|found| is_below(&found.p)).count(), STUDIES)
}

fn is_below(p: &Option<f64>) -> bool {
    p.is_some_and(|p| p < 0.05)
}

fn share(count: usize, of: usize) -> f64 {
    count as f64 / of as f64
}

/// Three standard errors of the difference of two shares, each of so many studies.
fn error(expected: f64, studies: usize) -> f64 {
    3.0 * (2.0 * expected * (1.0 - expected) / studies as f64).sqrt()
}

fn show(what: &str, shares: &[f64]) {
    let shares: Vec<String> = shares.iter().map(|share| format!("{share:.3}")).collect();
    println!("{what}: {}", shares.join(" "));
}

/// Prints the shares and compares them with those expected, within the errors of both simulations and `more`: the
/// parameters of the other simulation are not all known.
fn agree(what: &str, shares: &[f64], expected: &[f64], studies: usize, more: f64) {
    show(what, shares);
    for (share, expected) in shares.iter().zip(expected) {
        let allowed = error(expected.clamp(0.01, 0.99), studies) + more;
        assert!(
            (share - expected).abs() < allowed,
            "{what}: {share}, not {expected}"
        );
    }
}

/// Whether the shares are those of a test that keeps its level: the range of the table, 0.042 to 0.063, and three
/// errors of this simulation.
fn keeps_level(what: &str, shares: &[f64]) {
    show(what, shares);
    for share in shares {
        assert!(
            (0.042 - 0.012..0.063 + 0.012).contains(share),
            "{what}: {share}"
        );
    }
}

const NS: [usize; 4] = [3, 5, 8, 10];

const UNLIMITED: World = World {
    removal: f64::INFINITY,
    ..WORLD
};

const EARLY: World = World {
    removal: 1500.0,
    ..WORLD
};

fn lossy(world: World) -> World {
    World {
        lost: 0.05,
        ..world
    }
}

#[test]
fn level_is_kept_where_arms_do_not_differ() {
    let steep = Growth {
        rate: 0.15,
        ..CONTROL
    };
    let slow = Growth {
        rate: 0.06,
        rate_sd: 0.012,
        ..CONTROL
    };
    let alike = Growth {
        rate_sd: 0.0036,
        ..CONTROL
    };
    let rough = World {
        residual: 0.25,
        ..WORLD
    };
    let nulls = [
        ("removal 2000", CONTROL, WORLD),
        ("no removal", CONTROL, UNLIMITED),
        ("removal 1500", CONTROL, EARLY),
        ("5 % lost", CONTROL, lossy(WORLD)),
        ("removal 1500, 5 % lost", CONTROL, lossy(EARLY)),
        ("steep growth", steep, WORLD),
        ("slow growth", slow, WORLD),
        ("animals alike", alike, WORLD),
        ("rough readings", CONTROL, rough),
    ];
    for (seed, (name, growth, world)) in (100..).zip(&nulls) {
        let shares = NS.map(|n| rejected(seed, [n, n], growth, growth, world));
        keeps_level(name, &shares);
    }
}

#[test]
fn power_is_that_of_the_table() {
    for (ratio, expected) in [
        (0.5, [0.39, 0.71, 0.92, 0.97]),
        (0.6, [0.24, 0.47, 0.70, 0.82]),
        (0.7, [0.16, 0.24, 0.41, 0.52]),
    ] {
        let shares = NS.map(|n| rejected(200, [n, n], &slowed(ratio), &CONTROL, &WORLD));
        agree(&format!("T/C {ratio}"), &shares, &expected, STUDIES, 0.0);
    }
}

/// The treated arm scatters more, and the control has twice the animals.
#[test]
fn noisy_arm_costs_little() {
    let noisy = Growth {
        rate_sd: 0.25 * RATE,
        ..CONTROL
    };
    let quiet = Growth {
        rate_sd: 0.1 * RATE,
        ..CONTROL
    };
    let shares = [3, 5, 10].map(|n| rejected(300, [n, 2 * n], &noisy, &quiet, &WORLD));
    agree("noisy arm", &shares, &[0.076, 0.073, 0.057], STUDIES, 0.0);
}

/// One animal of either arm grows by 0.085 per day more, or less: the mean of the four cases.
#[test]
fn outlier_makes_the_test_conservative() {
    let odd = |growth: Growth, outlier: f64| Growth { outlier, ..growth };
    let cases = |treated: Growth| {
        [3, 5, 10].map(|n| {
            let case = |sign: f64| {
                let outlier = 0.085 * sign;
                let (of_treated, of_control) = (odd(treated, outlier), odd(CONTROL, outlier));
                rejected(301, [n, n], &of_treated, &CONTROL, &WORLD)
                    + rejected(302, [n, n], &treated, &of_control, &WORLD)
            };
            0.25 * (case(1.0) + case(-1.0))
        })
    };
    let null = cases(CONTROL);
    agree("outlier", &null, &[0.008, 0.016, 0.036], STUDIES, 0.0);
    let power = cases(slowed(0.6));
    agree(
        "outlier, T/C 0.6",
        &power,
        &[0.05, 0.20, 0.52],
        STUDIES,
        0.03,
    );
}

/// A null arm, or an arm at 0.5, beside another null arm and a third one that is cured wholly or by half.
#[test]
fn other_arms_change_nothing_but_the_adjustment() {
    let cases = [
        (
            "no cure",
            0.0,
            [0.052, 0.048, 0.057],
            Some([0.039, 0.043, 0.065]),
            [0.20, 0.51, 0.92],
        ),
        (
            "arm cured",
            1.0,
            [0.043, 0.050, 0.052],
            Some([0.040, 0.049, 0.055]),
            [0.28, 0.62, 0.96],
        ),
        (
            "arm half cured",
            0.5,
            [0.043, 0.040, 0.045],
            None,
            [0.21, 0.53, 0.94],
        ),
    ];
    for (seed, (name, cured, null, family, power)) in (400..).zip(cases) {
        let mut shares = [[0.0; 3]; 3];
        for (at, n) in [3, 5, 10].into_iter().enumerate() {
            let other = Growth {
                cured: (cured * n as f64).round() as usize,
                ..CONTROL
            };
            let counts = three_arms(seed, n, &other);
            for (row, count) in shares.iter_mut().zip(counts) {
                row[at] = share(count, STUDIES);
            }
        }
        // The table is of 1500 studies.
        let of_table = STUDIES / 2;
        agree(
            &format!("{name}: null arm"),
            &shares[0],
            &null,
            of_table,
            0.0,
        );
        if let Some(family) = family {
            agree(
                &format!("{name}: any null arm"),
                &shares[1],
                &family,
                of_table,
                0.0,
            );
        }
        agree(
            &format!("{name}: power"),
            &shares[2],
            &power,
            of_table,
            0.03,
        );
    }
}

/// Studies with P of a null arm below 0.05, with the adjusted P of any null arm, and with that of an arm at 0.5 in
/// the place of the first null arm.
fn three_arms(seed: u64, n: usize, other: &Growth) -> [usize; 3] {
    let mut draws = Draws::new(seed);
    let mut counts = [0; 3];
    for _ in 0..STUDIES {
        let control = draws.arm(n, &CONTROL, &WORLD);
        let day = landmark(&control);
        let mut p = |growth: &Growth| {
            let arm = draws.arm(n, growth, &WORLD);
            compare_arms(&arm, &control, day, WORLD.removal).p
        };
        let (null, second, half) = (p(&CONTROL), p(&CONTROL), p(&slowed(0.5)));
        let third = p(other);
        let adjusted = holm(&[null, second, third]);
        let nulls = if other.cured == 0 { 3 } else { 2 };
        counts[0] += usize::from(is_below(&null));
        counts[1] += usize::from(adjusted[..nulls].iter().any(is_below));
        counts[2] += usize::from(is_below(&holm(&[half, second, third])[0]));
    }
    counts
}

/// Cures beside growth at 0.7: ranks below half of cures, slopes from half on.
#[test]
fn partial_cures_are_found_as_in_the_table() {
    for (name, cured, expected) in [
        ("20 % cured", [1, 2, 2], [0.20, 0.52, 0.53]),
        ("30 % cured", [2, 2, 3], [0.31, 0.50, 0.66]),
        ("60 % cured", [3, 5, 6], [0.93, 1.0, 1.0]),
    ] {
        let mut shares = [0.0; 3];
        for (share, (n, cured)) in shares.iter_mut().zip([5, 8, 10].into_iter().zip(cured)) {
            let arm = Growth {
                cured,
                ..slowed(0.7)
            };
            *share = rejected(500, [n, n], &arm, &CONTROL, &WORLD);
        }
        agree(name, &shares, &expected, STUDIES, 0.0);
    }
    let both = Growth {
        spontaneous: 0.2,
        ..CONTROL
    };
    let shares = [5, 8, 10].map(|n| rejected(501, [n, n], &both, &both, &WORLD));
    agree(
        "20 % in both arms",
        &shares,
        &[0.056, 0.061, 0.053],
        STUDIES,
        0.0,
    );
}

/// Coverage of the interval, and bias of ln ratio; animals are removed at 1500 or 2000 mm³.
#[test]
fn intervals_cover() {
    let delayed = Growth {
        delay: 10.0,
        rate: (RATE * LAST + 0.6f64.ln()) / (LAST - 10.0),
        ..CONTROL
    };
    for (name, treated, world, lowest) in [
        ("T/C 0.6", slowed(0.6), EARLY, 0.948),
        ("regrowth after 10 days", delayed, WORLD, 0.947),
    ] {
        let found = NS.map(|n| coverage(n, &treated, &world));
        show(
            &format!("{name}: coverage"),
            &found.map(|(coverage, _)| coverage),
        );
        show(&format!("{name}: bias"), &found.map(|(_, bias)| bias));
        for (coverage, bias) in found {
            let error = error(lowest, STUDIES);
            let range = lowest - error..0.956 + error;
            assert!(range.contains(&coverage), "{name} {coverage}");
            assert!(bias.abs() < 0.02, "{name} {bias}");
        }
    }
}

fn coverage(n: usize, treated: &Growth, world: &World) -> (f64, f64) {
    let mut draws = Draws::new(600);
    let (mut covered, mut bias) = (0, 0.0);
    for _ in 0..STUDIES {
        let (found, day) = study(&mut draws, [n, n], [treated, &CONTROL], world);
        assert_eq!(found.method, Method::GrowthContrast);
        let truth = treated.rate * (day - treated.delay).max(0.0) - RATE * day;
        let growth = found.growth.unwrap();
        let interval = growth.test.unwrap().interval;
        covered += usize::from(interval.low <= truth && truth <= interval.high);
        bias += growth.estimate - truth;
    }
    (share(covered, STUDIES), bias / STUDIES as f64)
}
