//! Watching a draw for whoever waits for it on the command line.

use std::ops::ControlFlow;

use stats::allocation::Progress;
use store::{interruption, progress};

/// Tells how far the search has come, and stops it once the program is asked to stop: the draw then fails.
pub fn watched(search: &Progress) -> ControlFlow<()> {
    // Where every allocation is examined, nobody knows how many there are.
    if search.of > search.iterations {
        progress::reached(search.iterations, search.of);
    }
    match interruption::is_raised() {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    }
}
