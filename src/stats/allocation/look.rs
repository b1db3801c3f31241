//! How often a watch is told of a search. Nothing here can read a clock, so it goes by the work that is
//! done in between: some milliseconds' worth, however large the problem.

use std::ops::ControlFlow;

use super::pool::Pool;
use super::{Progress, Watch};

/// Told of steps done and what was found; `Break` stops the search.
pub(super) type Look<'a> = &'a mut dyn FnMut(u64, &Pool) -> ControlFlow<()>;

/// Additions, comparisons and the like between two looks.
const OPERATIONS: u64 = 1 << 22;
/// The most steps between two looks.
const MOST: u64 = 1 << 15;

/// Steps between two looks, where each takes about so many operations.
pub(super) fn between(operations: usize) -> u64 {
    (OPERATIONS / operations.max(1) as u64).clamp(1, MOST)
}

/// A look that tells of nothing but that it is at work: before anything is searched for.
pub(super) fn at_work(watch: Watch<'_>) -> impl FnMut(u64, &Pool) -> ControlFlow<()> + '_ {
    move |_, _| {
        watch(&Progress {
            iterations: 0,
            of: 0,
            score: f64::INFINITY,
            groups: &[],
        })
    }
}
