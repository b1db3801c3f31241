//! Seeds and budgets: the only part of a draw that asks the system for anything. The answers become part of
//! the receipt, and the draw depends on nothing else.

use std::hash::BuildHasher as _;
use std::hash::RandomState;
use std::num::NonZero;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use super::request::Effort;
use domain::{DrawRemedy, Invalid};
use stats::allocation::{
    DrawOptions, Error, Method, PROBE_ITERATIONS, Problem, Watch, allocate, usual_iterations,
};

/// The longest search, in seconds: a larger number is likely a mistake.
const MOST_SECONDS: f64 = 3600.0;

/// A seed from the system's random source. It has 53 bits, because programs that read JSON numbers as doubles
/// would change a longer one, and the draw could not be repeated there.
pub fn seed_from_system() -> u64 {
    RandomState::new().hash_one(0_u8) >> 11
}

/// The number of threads to search with; the result does not depend on it.
pub(super) fn threads() -> usize {
    available_parallelism().map_or(1, NonZero::get)
}

/// The number of iterations for an effort. Only an effort in seconds needs the clock: a short probe shows what
/// this machine does in that time, rounded to two digits because it must be typed to repeat the draw. Where the
/// probe already proves an optimum, its own iterations are enough.
pub(super) fn budget(
    effort: Effort,
    problem: &Problem,
    options: &DrawOptions,
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
    let probe = DrawOptions {
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

/// Why an effort gives no number of iterations.
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
    fn time_budget_is_rounded_to_two_digits() {
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
