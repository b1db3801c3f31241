//! Time until a stopped draw ends: the longest time between two reports to the watch, and the time until the end,
//! for draws that would take long. Times above 0.2 s are too long.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::ops::ControlFlow;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use stats::allocation::{Covariate, DrawOptions, Method, Problem, allocate};

/// Time after which a draw is told to stop.
const PATIENCE: Duration = Duration::from_secs(4);

fn main() {
    println!("{:<58} {:>9} {:>7}  outcome", "draw", "longest", "all");
    let cases = [
        ("80 in 8, annealing", plain(80, &[10; 8])),
        ("2000 in 200, ten covariates", many(2_000, 200, 10)),
        ("24 in 2, searched whole", plain(24, &[12, 12])),
        ("16 in 4, searched whole", plain(16, &[4; 4])),
        ("200 in 2, all but 22 fixed, searched whole", fixed(200, 22)),
        (
            "80 in 8, seven crossed factors that cannot be met",
            crossed(80, 8),
        ),
        ("80 in 8, pairs and a list that clash", clashing(80, 8)),
        ("2000 in 200, 1000 pairs apart", paired(2_000, 200)),
        (
            "2000 in 200, pairs and a list that clash",
            clashing(2_000, 200),
        ),
        (
            "400 in 40, litters of ten kept whole and apart",
            litters(400, 40),
        ),
    ];
    for (name, problem) in cases {
        told(name, &problem);
    }
}

fn told(name: &str, problem: &Problem) {
    let options = DrawOptions {
        method: Method::Balanced,
        seed: 1,
        iterations: 1 << 50,
        among_best: 1,
        threads: 2,
    };
    let start = Instant::now();
    let looks = Mutex::new((start, Duration::ZERO));
    let found = allocate(problem, &options, &|_| {
        let mut looks = looks.lock().unwrap();
        looks.1 = looks.1.max(looks.0.elapsed());
        looks.0 = Instant::now();
        match start.elapsed() > PATIENCE {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    });
    let (last, longest) = looks.into_inner().unwrap();
    let longest = longest.max(last.elapsed());
    let outcome = match found {
        Ok(found) => format!("score {:.4}", found.score),
        Err(error) => error.to_string(),
    };
    println!(
        "{name:<58} {:>6.0} ms {:>5.1} s  {outcome}",
        longest.as_secs_f64() * 1e3,
        start.elapsed().as_secs_f64()
    );
}

/// Values by a fixed rule, none the same.
fn covariate(animals: usize, step: usize) -> Covariate {
    let value = |i: usize| 100.0 + ((i * step + step / 2) % 10_007) as f64 / 50.0;
    Covariate {
        values: (0..animals).map(value).collect(),
        weight: 1.0,
    }
}

fn plain(animals: usize, sizes: &[usize]) -> Problem {
    Problem {
        animals,
        sizes: sizes.to_vec(),
        covariates: vec![covariate(animals, 3_889), covariate(animals, 6_173)],
        ..Problem::default()
    }
}

fn many(animals: usize, arms: usize, covariates: usize) -> Problem {
    let steps = (0..covariates).map(|c| 389 + 202 * c);
    Problem {
        covariates: steps.map(|step| covariate(animals, step)).collect(),
        ..plain(animals, &vec![animals / arms; arms])
    }
}

fn fixed(animals: usize, free: usize) -> Problem {
    Problem {
        fixed: (free..animals).map(|a| (a, Some(a % 2))).collect(),
        ..plain(animals, &[animals / 2; 2])
    }
}

/// Factors of which each could be spread, but hardly all at once.
fn crossed(animals: usize, arms: usize) -> Problem {
    let factor = |f: usize| {
        (0..animals)
            .map(|a| (a * (2 * f + 3) / 7 + a * a) % (3 + f))
            .collect()
    };
    Problem {
        strata: (0..7).map(factor).collect(),
        ..plain(animals, &vec![animals / arms; arms])
    }
}

fn paired(animals: usize, arms: usize) -> Problem {
    Problem {
        apart: (0..animals / 2).map(|p| vec![2 * p, 2 * p + 1]).collect(),
        ..plain(animals, &vec![animals / arms; arms])
    }
}

/// Pairs, and one animal more apart than there are arms, in pairs too.
fn clashing(animals: usize, arms: usize) -> Problem {
    let mut problem = paired(animals, arms);
    let list = || (0..=arms).map(|a| a * 2 % animals);
    let pairs = list().flat_map(|a| list().filter(move |b| a < *b).map(move |b| vec![a, b]));
    problem.apart.extend(pairs.take(2_000));
    problem
}

fn litters(animals: usize, arms: usize) -> Problem {
    let litter = |l: usize| (10 * l..10 * l + 10).collect();
    Problem {
        whole: (0..animals / 10).map(litter).collect(),
        apart: (0..animals / 20)
            .map(|p| vec![20 * p, 20 * p + 10])
            .collect(),
        ..plain(animals, &vec![animals / arms; arms])
    }
}
