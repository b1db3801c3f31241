//! A draw that is stopped ends soon, whatever the problem. `benches/stopping.rs` measures the time
//! in seconds.

use super::*;

/// The number of steps at the first report with steps, at which the search is stopped.
fn steps_at_first_report(problem: &Problem) -> u64 {
    let endless = DrawOptions {
        iterations: 1 << 40,
        threads: 2,
        ..options(Method::Balanced, 1)
    };
    let first = AtomicU64::new(0);
    let watch = |progress: &Progress| {
        let steps = progress.iterations;
        // The other thread may report once more before it sees that it must stop.
        let _ = first.compare_exchange(0, steps, Ordering::Relaxed, Ordering::Relaxed);
        match steps {
            0 => ControlFlow::Continue(()),
            _ => ControlFlow::Break(()),
        }
    };
    assert_eq!(allocate(problem, &endless, &watch), Err(Error::Stopped));
    first.into_inner()
}

#[test]
fn steps_between_reports_are_few_for_every_kind_of_search() {
    // Annealing, the repair of constraints that cannot be met, and exhaustive search.
    let crossed = Problem {
        strata: (0..7).map(crossed).collect(),
        ..problem(80, &[10; 8])
    };
    let litters = |n: usize| (0..n).map(|l| (10 * l..10 * l + 10).collect()).collect();
    let joined = Problem {
        whole: litters(40),
        apart: (0..20).map(|p| vec![20 * p, 20 * p + 10]).collect(),
        ..problem(400, &[10; 40])
    };
    for problem in [mice80(), crossed, joined, problem(24, &[12, 12])] {
        let steps = steps_at_first_report(&problem);
        assert!((1..=1 << 16).contains(&steps), "{steps}");
    }
}

/// A factor that can be spread evenly alone, but hardly together with six similar ones.
fn crossed(factor: usize) -> Vec<usize> {
    let level = |a: usize| (a * (2 * factor + 3) / 7 + a * a) % (3 + factor);
    (0..80).map(level).collect()
}

/// The check of constraints before the search can be stopped too.
#[test]
fn check_for_clashes_can_be_stopped() {
    // 41 animals of which no two may share an arm, for 40 arms.
    let animals = || 0..41;
    let pairs = animals().flat_map(|a| animals().filter(move |b| a < *b).map(move |b| vec![a, b]));
    let clashing = Problem {
        apart: pairs.collect(),
        ..problem(400, &[10; 40])
    };
    let reports = AtomicU64::new(0);
    let watch = |progress: &Progress| {
        assert_eq!(progress.iterations, 0);
        match reports.fetch_add(1, Ordering::Relaxed) {
            0..9 => ControlFlow::Continue(()),
            _ => ControlFlow::Break(()),
        }
    };
    let wanted = options(Method::Balanced, 1);
    assert_eq!(allocate(&clashing, &wanted, &watch), Err(Error::Stopped));
}
