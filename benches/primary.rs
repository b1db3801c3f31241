//! Time of the primary test: sixteen arms of five animals with twelve readings, every treated arm against the control.
//! That is the size of `maeve_gdc0084_temo_01`.

use divan::{Bencher, black_box};
use stats::primary::{Course, Pair, Rules, compare};

fn main() {
    divan::main();
}

const LANDMARK: f64 = 21.0;

/// An animal with days and volumes, of which some leave early.
fn animal(arm: usize, animal: usize) -> (Vec<f64>, Vec<f64>) {
    let visits = if (arm + 3 * animal).is_multiple_of(7) {
        8
    } else {
        12
    };
    let rate = 0.13 - 0.004 * arm as f64 + 0.008 * ((animal * 3 + arm) % 5) as f64;
    let days: Vec<f64> = (0..visits)
        .map(|i| LANDMARK * f64::from(i) / 11.0)
        .collect();
    let scatter = |i: usize| 0.15 * (((i * 7 + animal * 5 + arm) % 11) as f64 / 5.0 - 1.0);
    let volume = |(i, day): (usize, &f64)| 200.0 * (rate * day + scatter(i)).exp();
    let volumes = days.iter().enumerate().map(volume).collect();
    (days, volumes)
}

#[divan::bench(args = [16])]
fn arms_of_five(bencher: Bencher, arms: usize) {
    let animals: Vec<Vec<_>> = (0..arms)
        .map(|arm| (0..5).map(|i| animal(arm, i)).collect())
        .collect();
    let courses: Vec<Vec<Course>> = animals
        .iter()
        .map(|arm| arm.iter().map(course).collect())
        .collect();
    let rules = Rules {
        landmark: LANDMARK,
        floor: 20.0,
        confidence: 0.95,
    };
    bencher.bench_local(|| {
        for treated in &courses[1..] {
            let pair = Pair {
                treated: treated.as_slice(),
                control: courses[0].as_slice(),
            };
            black_box(compare(pair, &rules));
        }
    });
}

fn course((days, volumes): &(Vec<f64>, Vec<f64>)) -> Course<'_> {
    let read_last = days.last() == Some(&LANDMARK);
    Course {
        days,
        volumes,
        on_landmark: volumes.last().copied().filter(|_| read_last),
        removal: None,
    }
}
