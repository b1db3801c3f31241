//! Score and speed of the allocation of 80 mice to 8 arms of 10 by tumor volume and body weight with equal
//! weights, compared with other programs. Lower scores are better.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::time::{Duration, Instant};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use stats::allocation::{
    Allocation, Covariate, DrawOptions, Method, PROBE_ITERATIONS, Problem, allocate, score,
    unwatched, usual_iterations,
};

const ARMS: usize = 8;
const THREADS: usize = 2;
const SEEDS: u64 = 10;

fn main() {
    let problem = problem();
    println!("80 mice, 8 arms of 10, tumor volume and body weight; {THREADS} threads\n");
    println!(
        "{:<46} {:>8} {:>8} {:>8}",
        "method", "best", "worst", "time"
    );
    let simple: Vec<f64> = (0..2_000)
        .map(|seed| run(&problem, Method::Simple, seed, 0).score)
        .collect();
    let mean = simple.iter().sum::<f64>() / simple.len() as f64;
    row("random, mean of 2 000", &[mean], Duration::ZERO);
    several(
        &problem,
        "serpentine by tumor volume",
        Method::Serpentine,
        0,
    );
    let start = Instant::now();
    let best = best_of_random(&problem, 8_000_000);
    row(
        "RandoMice's method, 8 000 000 random draws",
        &[best],
        start.elapsed(),
    );
    println!(
        "{:<46} {:>8} {:>8} {:>8}",
        "anticlust k-plus, 500 repetitions (elsewhere)", "0.4100", "", "4.4 s"
    );
    let per_second = speed(&problem);
    for seconds in [1, 2, 5] {
        let iterations = per_second * seconds * THREADS as u64;
        let name = format!("balanced, {} M iterations", iterations / 1_000_000);
        several(&problem, &name, Method::Balanced, iterations);
    }
    let usual = usual_iterations(&problem);
    let name = format!("balanced, the usual {} M iterations", usual / 1_000_000);
    several(&problem, &name, Method::Balanced, usual);
    let bound = run(&problem, Method::Balanced, 1, 1).lower_bound;
    println!("\nno allocation is below {:.4}", bound.unwrap_or(0.0));
}

fn problem() -> Problem {
    let mut table = csv::Reader::from_path("tests/fixtures/mice80.csv").unwrap();
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    let covariate = |column: usize| Covariate {
        values: rows
            .iter()
            .map(|row| row[column].parse().unwrap())
            .collect(),
        weight: 1.0,
    };
    Problem {
        animals: rows.len(),
        sizes: vec![rows.len() / ARMS; ARMS],
        covariates: vec![covariate(1), covariate(2)],
        ..Problem::default()
    }
}

fn run(problem: &Problem, method: Method, seed: u64, iterations: u64) -> Allocation {
    let options = DrawOptions {
        method,
        seed,
        iterations,
        among_best: 1,
        threads: THREADS,
    };
    allocate(problem, &options, &unwatched).unwrap()
}

/// Iterations per second and thread.
fn speed(problem: &Problem) -> u64 {
    let options = DrawOptions {
        method: Method::Balanced,
        seed: 0,
        iterations: PROBE_ITERATIONS,
        among_best: 1,
        threads: 1,
    };
    let start = Instant::now();
    let found = allocate(problem, &options, &unwatched).unwrap();
    (found.iterations as f64 / start.elapsed().as_secs_f64()) as u64
}

fn several(problem: &Problem, name: &str, method: Method, iterations: u64) {
    let start = Instant::now();
    let scores: Vec<f64> = (1..=SEEDS)
        .map(|seed| run(problem, method, seed, iterations).score)
        .collect();
    row(
        &format!("{name}, {SEEDS} seeds"),
        &scores,
        start.elapsed() / SEEDS as u32,
    );
}

fn row(name: &str, scores: &[f64], time: Duration) {
    let best = scores.iter().copied().fold(f64::INFINITY, f64::min);
    let worst = scores.iter().copied().fold(0.0, f64::max);
    println!(
        "{name:<46} {best:>8.4} {worst:>8.4} {:>6.2} s",
        time.as_secs_f64()
    );
}

/// The least score of so many allocations drawn at random, on all threads.
fn best_of_random(problem: &Problem, draws: usize) -> f64 {
    let columns: Vec<&[f64]> = problem
        .covariates
        .iter()
        .map(|c| c.values.as_slice())
        .collect();
    let sds: Vec<f64> = columns
        .iter()
        .map(|x| stats::descriptive::sd(x).unwrap())
        .collect();
    let part = |stream: u64| {
        let mut generator = ChaCha8Rng::seed_from_u64(stream);
        let mut order: Vec<usize> = (0..problem.animals).collect();
        let mut best = (f64::INFINITY, order.clone());
        for _ in 0..draws / THREADS {
            for last in (1..order.len()).rev() {
                let with = (u64::from(generator.next_u32()) * (last as u64 + 1)) >> 32;
                order.swap(last, with as usize);
            }
            let drawn = quick_score(&columns, &sds, &order);
            if drawn < best.0 {
                best = (drawn, order.clone());
            }
        }
        best
    };
    let threads = std::thread::scope(|scope| {
        let started: Vec<_> = (0..THREADS as u64)
            .map(|s| scope.spawn(move || part(s)))
            .collect();
        started
            .into_iter()
            .map(|t| t.join().unwrap())
            .collect::<Vec<_>>()
    });
    let (_, order) = threads
        .into_iter()
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .unwrap();
    let mut arms = vec![None; problem.animals];
    for (place, animal) in order.into_iter().enumerate() {
        arms[animal] = Some(place / problem.sizes[0]);
    }
    score(problem, &arms)
}

fn quick_score(columns: &[&[f64]], sds: &[f64], order: &[usize]) -> f64 {
    let n = order.len() / ARMS;
    let of = |(x, sd): (&&[f64], &f64)| {
        let (mut means, mut cvs) = ([0.0; ARMS], [0.0; ARMS]);
        for (arm, members) in order.chunks_exact(n).enumerate() {
            let mean = members.iter().map(|a| x[*a]).sum::<f64>() / n as f64;
            let squares: f64 = members
                .iter()
                .map(|a| (x[*a] - mean) * (x[*a] - mean))
                .sum();
            means[arm] = mean;
            cvs[arm] = (squares / (n - 1) as f64).sqrt() / mean;
        }
        let range = |v: &[f64; ARMS]| {
            let high = v.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            high - v.iter().copied().fold(f64::INFINITY, f64::min)
        };
        range(&means) / sd + range(&cvs)
    };
    columns.iter().zip(sds).map(of).sum()
}
