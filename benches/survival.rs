//! Time of the time-to-event statistics of 4 712 animals in 62 arms, about the size of the PDX encyclopedia: read
//! twice a week, a third censored. R 4.2 needs 1.7 s for the encyclopedia itself.
#![allow(missing_docs, clippy::unwrap_used)]

use divan::{Bencher, black_box};
use stats::survival::Time;
use stats::survival::cox::{self, treatment_contrasts};
use stats::survival::curve::{Curve, Scale};
use stats::survival::logrank::{Weights, logrank, pairs_with};

const ARMS: usize = 62;
const ANIMALS: usize = 4_712;

fn main() {
    divan::main();
}

/// Exponential times by a fixed rule, their rates spread over the arms, on a grid of half weeks.
fn study() -> (Vec<Time>, Vec<usize>) {
    let groups: Vec<usize> = (0..ANIMALS).map(|i| i % ARMS).collect();
    let time = |(i, &arm): (usize, &usize)| {
        let share = |step: usize| ((i * step) % 10_007) as f64 / 10_007.0;
        let event = -(1.0 - share(4_241)).ln() * (20.0 + arm as f64);
        let censored = -(1.0 - share(7_727)).ln() * 100.0;
        let seen = event.min(censored).min(250.0);
        Time {
            time: 3.5 * (seen / 3.5).ceil().max(1.0),
            event: event <= censored.min(250.0),
        }
    };
    (groups.iter().enumerate().map(time).collect(), groups)
}

fn curves(times: &[Time], groups: &[usize]) -> Vec<Curve> {
    let of = |arm: usize| {
        let all = times.iter().zip(groups);
        let own: Vec<Time> = all.filter(|(_, g)| **g == arm).map(|(t, _)| *t).collect();
        let curve = Curve::new(&own, Scale::LogLog, 0.95).unwrap();
        black_box(curve.median());
        curve
    };
    (0..ARMS).map(of).collect()
}

fn fit(times: &[Time], groups: &[usize], firth: bool) -> cox::Fit {
    let options = cox::CoxOptions {
        firth,
        ..cox::CoxOptions::default()
    };
    cox::fit(times, &treatment_contrasts(groups, ARMS), &options).unwrap()
}

#[divan::bench]
fn kaplan_meier(bencher: Bencher) {
    let (times, groups) = study();
    bencher.bench_local(|| curves(&times, &groups));
}

#[divan::bench]
fn log_rank_overall(bencher: Bencher) {
    let (times, groups) = study();
    bencher.bench_local(|| logrank(&times, &groups, ARMS, Weights::LogRank));
}

#[divan::bench]
fn log_rank_with_control(bencher: Bencher) {
    let (times, groups) = study();
    bencher.bench_local(|| pairs_with(&times, &groups, ARMS, 0, Weights::LogRank));
}

#[divan::bench]
fn cox_of_61_contrasts(bencher: Bencher) {
    let (times, groups) = study();
    bencher.bench_local(|| fit(&times, &groups, false));
}

#[divan::bench(sample_count = 10)]
fn firth_of_61_contrasts(bencher: Bencher) {
    let (times, groups) = study();
    bencher.bench_local(|| fit(&times, &groups, true));
}

/// Curves, both log-rank tests and Cox: what R's script does.
#[divan::bench]
fn whole(bencher: Bencher) {
    let (times, groups) = study();
    bencher.bench_local(|| {
        black_box(curves(&times, &groups));
        black_box(logrank(&times, &groups, ARMS, Weights::LogRank)).unwrap();
        black_box(pairs_with(&times, &groups, ARMS, 0, Weights::LogRank)).unwrap();
        fit(&times, &groups, false)
    });
}
