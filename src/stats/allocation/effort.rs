//! The default number of search steps. It depends on the size of the problem alone, so that a
//! problem gets the same number on every machine.
//!
//! The time of a step was measured for 3 to 100 arms of 10, 2 arms of 8 to 20 arms of 100, one to
//! six covariates, and all kinds of constraints; the model below is within a third of the measured
//! times. The model uses whole numbers and must not change: another model would give other draws
//! for the same seeds.

use super::problem::Problem;

/// Steps of a trial with one thread, for a caller who wants the search to take a given time on this
/// machine: the number of steps is then steps per second × seconds × threads. The result depends on
/// that number only, not on the time.
pub const PROBE_ITERATIONS: u64 = 400_000;

/// Picoseconds that a search should take: two seconds on each of two threads.
const SEARCH_TIME: u64 = 4_000_000_000_000;

/// Steps of a search of about two seconds on two threads of a common machine, rounded to two digits.
pub fn usual_iterations(problem: &Problem) -> u64 {
    two_digits(SEARCH_TIME / step_time(problem))
}

/// Estimated time of a step, in picoseconds.
fn step_time(problem: &Problem) -> u64 {
    let width = problem.sizes.len() as u64 + 1;
    let balanced = problem.covariates.iter().filter(|c| c.weight > 0.0);
    let columns = balanced.count() as u64;
    let levels: u64 = problem.strata.iter().map(|factor| distinct(factor)).sum();
    let lists = problem.mixed.len() + problem.apart.len();
    let groups = levels + lists as u64;
    let joined_units = problem.whole.iter().any(|list| list.len() > 1);
    33_000
        + columns * (13_000 + 800 * width)
        + 120 * groups * width
        + 30 * problem.animals as u64
        + if joined_units { 25_000 } else { 0 }
}

fn distinct(factor: &[usize]) -> u64 {
    let mut levels = factor.to_vec();
    levels.sort_unstable();
    levels.dedup();
    levels.len() as u64
}

/// Rounded to two significant digits.
fn two_digits(n: u64) -> u64 {
    let mut unit = 1;
    while n / unit >= 100 {
        unit *= 10;
    }
    (n + unit / 2) / unit * unit
}

#[cfg(test)]
mod tests {
    use super::super::problem::Covariate;
    use super::*;

    fn problem(arms: usize, per_arm: usize, columns: usize) -> Problem {
        let animals = arms * per_arm;
        let covariate = Covariate {
            values: vec![0.0; animals],
            weight: 1.0,
        };
        Problem {
            animals,
            sizes: vec![per_arm; arms],
            covariates: vec![covariate; columns],
            ..Problem::default()
        }
    }

    /// A draw without a given number of steps depends on these numbers.
    #[test]
    fn usual_number_of_steps_is_frozen() {
        let of = |arms, per_arm, columns| usual_iterations(&problem(arms, per_arm, columns));
        assert_eq!(of(2, 6, 2), 62_000_000);
        assert_eq!(of(8, 10, 2), 53_000_000);
        assert_eq!(of(40, 10, 2), 29_000_000);
        let mut cages = problem(40, 10, 2);
        cages.mixed = (0..80).map(|c| (5 * c..5 * c + 5).collect()).collect();
        assert_eq!(usual_iterations(&cages), 7_500_000);
    }

    #[test]
    fn number_of_steps_is_rounded_to_two_digits() {
        for (n, rounded) in [
            (7, 7),
            (99, 99),
            (994, 990),
            (995, 1_000),
            (12_345_678, 12_000_000),
        ] {
            assert_eq!(two_digits(n), rounded);
        }
    }
}
