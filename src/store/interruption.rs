//! Whether this program is asked to stop what it does. One flag for the whole program, as signals are the
//! program's: every connection to a notebook looks at it while SQLite works, files while they are written, and
//! loops that take long call [`check`].
//!
//! What is interrupted leaves nothing: a transaction is rolled back, and temporary files are removed.

use std::sync::atomic::{AtomicBool, Ordering};

use super::Error;

static RAISED: AtomicBool = AtomicBool::new(false);

/// Asks for a stop. It cannot be taken back.
pub fn raise() {
    RAISED.store(true, Ordering::Relaxed);
}

/// Whether a stop was asked for.
pub fn is_raised() -> bool {
    RAISED.load(Ordering::Relaxed)
}

/// Goes on unless a stop was asked for.
///
/// # Errors
/// [`Error::Interrupted`] if it was.
pub fn check() -> Result<(), Error> {
    match is_raised() {
        true => Err(Error::Interrupted),
        false => Ok(()),
    }
}
