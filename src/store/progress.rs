//! What the program is doing, for whoever shows it: the command line, if it takes long.
//!
//! Work names its stages and counts its steps here, and knows nothing of who looks. Where several threads work,
//! the stage that was named last is shown.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A stage of the work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// What is done, such as `reading readings.csv`.
    pub what: String,
    /// Steps done, of how many; none where they are not counted.
    pub steps: Option<(u64, u64)>,
}

static STAGE: Mutex<Option<Stage>> = Mutex::new(None);

fn stage() -> MutexGuard<'static, Option<Stage>> {
    STAGE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A stage begins; the one before it is over.
pub fn begin(what: impl Into<String>) {
    let what = what.into();
    *stage() = Some(Stage { what, steps: None });
}

/// So many steps of the stage are done, of so many.
pub fn reached(done: u64, of: u64) {
    if let Some(stage) = stage().as_mut() {
        stage.steps = Some((done, of));
    }
}

/// The last stage is over.
pub fn end() {
    *stage() = None;
}

/// The stage of the moment; none before the first and after the last.
pub fn current() -> Option<Stage> {
    stage().clone()
}
