//! Ctrl-C, and the other signals that ask the program to end. The first one lets the work stop where nothing is
//! left half done: transactions are rolled back, temporary files removed. Work that does not stop in time, or is
//! asked a second time, is abandoned: its temporary files are removed, and SQLite rolls back what was not committed
//! when the file is opened next.

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::time::Duration;

use super::screen;
use app::{interruption, output, progress};

/// How long work may take to stop.
const GRACE: Duration = Duration::from_secs(1);

/// The same for a program that has named no work: most likely it waits for input.
const GRACE_OF_NO_WORK: Duration = Duration::from_millis(100);

/// The exit code of the signal: 128 and its number, as shells have it.
static CODE: AtomicU8 = AtomicU8::new(130);

/// Whether the screens handle signals themselves.
static LEFT_TO_SCREENS: AtomicBool = AtomicBool::new(false);

static TOLD: AtomicBool = AtomicBool::new(false);

/// Listens for signals from now on.
#[cfg(unix)]
pub(super) fn listen() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    // Without it, a signal ends the program at once, which SQLite survives too.
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM]) else {
        return;
    };
    std::thread::spawn(move || {
        for signal in signals.forever() {
            if LEFT_TO_SCREENS.load(Ordering::Relaxed) {
                continue;
            }
            if interruption::is_raised() {
                abandon();
            }
            CODE.store(128 + u8::try_from(signal).unwrap_or(2), Ordering::Relaxed);
            interruption::raise();
            std::thread::spawn(|| {
                std::thread::sleep(match progress::current() {
                    Some(_) => GRACE,
                    None => GRACE_OF_NO_WORK,
                });
                abandon();
            });
        }
    });
}

/// No such signals are known here: Ctrl-C ends the program at once.
#[cfg(not(unix))]
pub(super) fn listen() {}

/// Leaves signals to the screens.
pub(super) fn leave_to_screens() {
    LEFT_TO_SCREENS.store(true, Ordering::Relaxed);
}

/// Tells, once, that the work was interrupted; answers the exit code.
pub(super) fn report() -> ExitCode {
    tell();
    ExitCode::from(CODE.load(Ordering::Relaxed))
}

fn tell() {
    if !TOLD.swap(true, Ordering::Relaxed) {
        // If stderr is closed too, the exit code still shows it.
        let _ = screen::error("graftbook: interrupted; nothing was left half-written");
    }
}

#[cfg(unix)]
fn abandon() -> ! {
    output::abandon();
    tell();
    std::process::exit(CODE.load(Ordering::Relaxed).into())
}
