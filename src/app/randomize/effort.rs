//! Seeds and budgets: the only part of a draw that asks the system anything. What it answers becomes
//! part of the receipt, and the draw itself depends on that alone.

use std::hash::BuildHasher as _;
use std::hash::RandomState;
use std::num::NonZero;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use super::request::Effort;
use domain::{DrawRemedy, Invalid};
use stats::allocation::{
    Error, Method, Options, PROBE_ITERATIONS, Problem, Watch, allocate, usual_iterations,
};

/// The longest search that is taken on, in seconds.
const MOST_SECONDS: f64 = 3600.0;

/// A seed from the system's random source: 53 bits, so that every program that reads it from JSON
/// reads the same number.
pub fn seed_from_system() -> u64 {
    RandomState::new().hash_one(0_u8) >> 11
}

/// Threads to work with.
pub(super) fn threads() -> usize {
    available_parallelism().map_or(1, NonZero::get)
}

/// The iterations that an effort comes to. Only a number of seconds asks the clock: what this machine does
/// in that time, to two digits; those of the probe where they are enough for a proof.
pub(super) fn budget(
    effort: Effort,
    problem: &Problem,
    options: &Options,
    watch: Watch,
) -> Result<u64, BudgetError> {
    if options.method != Method::Balanced {
        return Ok(0);
    }
    let seconds = match effort {
        Effort::Usual => return Ok(usual_iterations(problem)),
        Effort::Iterations(0) => {
            let hint =
                "give 1 or more, or leave it out: the size of the problem then says how many";
            let invalid = Invalid::new("iterations", 0, "would search nothing", hint);
            return Err(BudgetError::Invalid(invalid));
        }
        Effort::Iterations(iterations) => return Ok(iterations),
        Effort::Seconds(seconds) => seconds,
    };
    if !(seconds > 0.0 && seconds <= MOST_SECONDS) {
        let why = format!("is not above 0 and up to {MOST_SECONDS}");
        return Err(BudgetError::Invalid(Invalid::new(
            "seconds",
            seconds,
            why,
            DrawRemedy::UsualEffort,
        )));
    }
    let probe = Options {
        iterations: PROBE_ITERATIONS,
        among_best: 1,
        threads: 1,
        ..*options
    };
    let start = Instant::now();
    let found = allocate(problem, &probe, watch).map_err(BudgetError::Refused)?;
    if found.proven_optimal {
        return Ok(PROBE_ITERATIONS);
    }
    let took = start.elapsed().max(Duration::from_micros(1)).as_secs_f64();
    let threads = options.threads as f64;
    Ok(two_digits(
        PROBE_ITERATIONS as f64 / took * seconds * threads,
    ))
}

/// Why there is no budget.
pub(super) enum BudgetError {
    Invalid(Invalid),
    Refused(Error),
}

/// A number to two significant digits, at least the probe's.
fn two_digits(iterations: f64) -> u64 {
    let unit = 10_f64.powf(iterations.log10().floor() - 1.0);
    ((iterations / unit).round() * unit).max(PROBE_ITERATIONS as f64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budgets_are_round() {
        assert_eq!(two_digits(12_345_678.0), 12_000_000);
        assert_eq!(two_digits(999_999.0), 1_000_000);
        assert_eq!(two_digits(10.0), PROBE_ITERATIONS);
    }

    #[test]
    fn seeds_differ_and_fit_into_a_double() {
        let (a, b) = (seed_from_system(), seed_from_system());
        assert_ne!(a, b);
        assert!(a < 1 << 53 && b < 1 << 53);
    }
}
