//! A draw that is to stop finds out soon, whatever it is about. How soon in seconds, `benches/stopping.rs`
//! tells.

use super::*;

/// Steps done at the first look that tells of any, after which the search is stopped.
fn first_steps(problem: &Problem) -> u64 {
    let endless = DrawOptions {
        iterations: 1 << 40,
        threads: 2,
        ..options(Method::Balanced, 1)
    };
    let first = AtomicU64::new(0);
    let watch = |progress: &Progress| {
        let steps = progress.iterations;
        // The other thread may look once more before it sees that it is to stop.
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
fn steps_between_looks_are_few_however_many_are_to_be_done() {
    // Annealing; mending constraints that cannot be met; and every allocation.
    let crossed = Problem {
        strata: (0..7).map(crossed).collect(),
        ..problem(80, &[10; 8])
    };
    let litters = |n: usize| (0..n).map(|l| (10 * l..10 * l + 10).collect()).collect();
    let lumpy = Problem {
        whole: litters(40),
        apart: (0..20).map(|p| vec![20 * p, 20 * p + 10]).collect(),
        ..problem(400, &[10; 40])
    };
    for problem in [mice80(), crossed, lumpy, problem(24, &[12, 12])] {
        let steps = first_steps(&problem);
        assert!((1..=1 << 16).contains(&steps), "{steps}");
    }
}

/// A factor that could be spread, but hardly with six of its like.
fn crossed(factor: usize) -> Vec<usize> {
    let level = |a: usize| (a * (2 * factor + 3) / 7 + a * a) % (3 + factor);
    (0..80).map(level).collect()
}

/// Before the search it is found out whether constraints clash, and which: that can be stopped too.
#[test]
fn looking_for_a_clash_can_be_stopped() {
    // In pairs that share no arm, one animal more than there are arms.
    let list = || 0..41;
    let pairs = list().flat_map(|a| list().filter(move |b| a < *b).map(move |b| vec![a, b]));
    let clashing = Problem {
        apart: pairs.collect(),
        ..problem(400, &[10; 40])
    };
    let looks = AtomicU64::new(0);
    let watch = |progress: &Progress| {
        assert_eq!(progress.iterations, 0);
        match looks.fetch_add(1, Ordering::Relaxed) {
            0..9 => ControlFlow::Continue(()),
            _ => ControlFlow::Break(()),
        }
    };
    let wanted = options(Method::Balanced, 1);
    assert_eq!(allocate(&clashing, &wanted, &watch), Err(Error::Stopped));
}
