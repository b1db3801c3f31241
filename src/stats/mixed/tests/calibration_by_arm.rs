//! The share of false positive tests of the model with a residual variance per arm. Slow, therefore behind the feature
//! `calibration`. The head of the module has the table.
//!
//! Three arms, read every third day from day 0 to 18. Control and second arm grow alike; the third does too, unless it
//! is cured.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::calibration::{normal, uniform};
use super::*;

const STUDIES: usize = 4000;
const ARMS: usize = 3;
const VISITS: usize = 7;
/// Animals per arm.
const NS: [usize; 3] = [3, 5, 10];

/// What is true of a simulated study; its scale is ln V.
#[derive(Debug, Clone, Copy)]
struct World {
    /// SD of readings about the line of their animal, by arm.
    residual: [f64; ARMS],
    /// Whether all tumors of the third arm are at the floor of 20 mm³ from day 9 on.
    is_cured: bool,
    /// Animals are removed after their first reading of so much.
    limit: f64,
    /// Share of animals that are lost after a visit drawn at random.
    lost: f64,
}

const WORLD: World = World {
    residual: [0.15; ARMS],
    is_cured: false,
    limit: f64::INFINITY,
    lost: 0.0,
};

fn simulated(generator: &mut ChaCha8Rng, n: usize, world: &World) -> Readings {
    let mut readings = Readings::default();
    let floor = 20_f64.ln();
    for i in 0..n * ARMS {
        let arm = i % ARMS;
        let level = 150_f64.ln() + 0.25 * normal(generator);
        let slope = 0.12 + 0.02 * normal(generator);
        let is_lost = uniform(generator) < world.lost;
        let drawn = 2 + (uniform(generator) * (VISITS - 2) as f64) as usize;
        let mut own = Vec::new();
        for visit in 0..if is_lost { drawn } else { VISITS } {
            let day = 3.0 * visit as f64;
            let y = level + slope * day + world.residual[arm] * normal(generator);
            let is_gone = world.is_cured && arm == 2 && day >= 9.0;
            own.push((day, if is_gone { floor } else { y.max(floor) }));
            if y >= world.limit && !is_gone {
                break;
            }
        }
        readings.animal(arm, &own);
    }
    readings
}

/// What is counted in a study: P of the second arm's slope and of its mean on day 15, adjusted P of any arm without a
/// difference (its slope), and P of all slopes; the last none where an arm is cured.
fn p_values(readings: &Readings, world: &World) -> [Option<f64>; 4] {
    let model = Model {
        residual: Residual::PerArm,
        ..readings.model()
    };
    let fit = fit(&model).unwrap();
    let freedom = Freedom::KenwardRoger;
    let slopes: Vec<_> = (0..ARMS).map(|arm| fit.slope(arm).unwrap()).collect();
    let means: Vec<_> = (0..2).map(|arm| fit.mean(arm, 15.0).unwrap()).collect();
    let all = against_first(&slopes);
    let p = |of: &Combination| fit.test(of, freedom).map(|test| test.p);
    let together = fit.family(&all, freedom).dunnett(0.95).unwrap().estimates;
    let nulls = if world.is_cured { 1 } else { 2 };
    let adjusted = together[..nulls].iter().flatten().map(|of| of.p);
    let of_all = || fit.f_test(&all, freedom).map(|test| test.p);
    [
        p(&all[0]),
        p(&against_first(&means)[0]),
        adjusted.reduce(f64::min),
        if world.is_cured { None } else { of_all() },
    ]
}

/// The shares of studies with P below 0.05, for each number of animals.
fn shares(seed: u64, world: &World) -> [[f64; 4]; NS.len()] {
    NS.map(|n| {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        let mut rejected = [0; 4];
        for _ in 0..STUDIES {
            let readings = simulated(&mut generator, n, world);
            for (count, p) in rejected.iter_mut().zip(p_values(&readings, world)) {
                *count += usize::from(p.is_some_and(|p| p < 0.05));
            }
        }
        rejected.map(|count| count as f64 / STUDIES as f64)
    })
}

/// Four standard errors of a share of 5 %.
fn error() -> f64 {
    4.0 * (0.05 * 0.95 / STUDIES as f64).sqrt()
}

fn show(name: &str, found: &[[f64; 4]; NS.len()]) {
    println!("{name} (slope, mean, any arm, all slopes):");
    for (n, shares) in NS.iter().zip(found) {
        println!("  n = {n}: {shares:.3?}");
    }
}

/// Each test rejects in 5 % of studies, within four standard errors: scatter that differs between arms, animals removed
/// for the size of their tumors and animals lost at random change nothing.
#[test]
fn level_is_kept_with_a_residual_variance_per_arm() {
    let scattering = |residual| World { residual, ..WORLD };
    let leaving = World {
        limit: 1500_f64.ln(),
        lost: 0.1,
        ..WORLD
    };
    let worlds = [
        ("equal scatter", WORLD),
        ("scatter 1 : 2 : 5", scattering([0.1, 0.2, 0.5])),
        ("scatter 5 : 2 : 1", scattering([0.5, 0.2, 0.1])),
        ("removed at 1500 mm³, 10 % lost", leaving),
    ];
    for (seed, (name, world)) in (700..).zip(&worlds) {
        let found = shares(seed, world);
        show(name, &found);
        for share in found.as_flattened() {
            assert!((share - 0.05).abs() < error(), "{name}: {found:.3?}");
        }
    }
}

/// A cured arm shares the covariance of levels and slopes with the others, and bends: the mean of another arm is then
/// tested somewhat too liberally. The bounds are the shares that the simulation of fifteen candidates found (1500
/// studies), and four standard errors of the difference.
#[test]
fn cured_arm_costs_the_other_arms_little() {
    let world = World {
        is_cured: true,
        ..WORLD
    };
    let found = shares(704, &world);
    show("third arm cured", &found);
    let (of_slopes, of_means) = ([0.051, 0.056, 0.057], [0.052, 0.074, 0.062]);
    for (at, [slope, mean, any, _]) in found.into_iter().enumerate() {
        for (share, expected) in [(slope, of_slopes[at]), (mean, of_means[at])] {
            let runs = 1.0 / STUDIES as f64 + 1.0 / 1500.0;
            let error = 4.0 * (expected * (1.0 - expected) * runs).sqrt();
            assert!((share - expected).abs() < error, "{found:.3?}");
        }
        // Adjusted for two arms, of which one is without a difference.
        assert!(any < 0.05 + error(), "{found:.3?}");
    }
}
