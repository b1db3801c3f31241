//! Watching a search, and stopping it.
//!
//! Nothing here can read a clock, so the interval between two reports is an amount of work: some
//! milliseconds' worth, however large the problem is.

use std::ops::ControlFlow;

use super::pool::Pool;

/// The progress of a search.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress<'a> {
    /// Steps done, over all islands; 0 while it is only checked whether the constraints can be met.
    pub iterations: u64,
    /// Steps to do. Where every allocation is examined: the steps done.
    pub of: u64,
    /// The best score so far; infinite while no allocation has been found that meets the constraints.
    pub score: f64,
    /// The best allocation so far, before arms are drawn for its groups: each animal's group,
    /// `None` if it is left out. Empty while there is none.
    pub groups: &'a [Option<usize>],
}

/// A callback that watches a search. `Break` stops the search. It is called from any thread, one
/// call at a time, every few milliseconds, and should return quickly. It cannot change the result.
pub type Watch<'a> = &'a (dyn Fn(&Progress) -> ControlFlow<()> + Sync);

/// The watch that never stops a search.
pub fn unwatched(_: &Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Reports the steps done and the best allocations found; `Break` stops the search.
pub(super) type Report<'a> = &'a mut dyn FnMut(u64, &Pool) -> ControlFlow<()>;

/// Elementary operations (additions, comparisons) between two reports.
const OPERATIONS: u64 = 1 << 22;
/// The most steps between two reports.
const MOST_STEPS: u64 = 1 << 15;

/// Steps between two reports, if one step takes about `operations` operations.
pub(super) fn steps_between_reports(operations: usize) -> u64 {
    (OPERATIONS / operations.max(1) as u64).clamp(1, MOST_STEPS)
}

/// A report for the time before the search: it only gives the watch a chance to stop.
pub(super) fn preparing(watch: Watch<'_>) -> impl FnMut(u64, &Pool) -> ControlFlow<()> + '_ {
    move |_, _| {
        watch(&Progress {
            iterations: 0,
            of: 0,
            score: f64::INFINITY,
            groups: &[],
        })
    }
}
