//! Signals that ask the program to end: the terminal is given back as after any other end, and what is
//! typed is kept.
//!
//! Not here: SIGKILL, which cannot be handled.

use std::io;
use std::sync::mpsc::Sender;

use super::Incoming;

/// Passes on that the program is to end: its terminal hung up, or it was asked to.
#[cfg(unix)]
pub(super) fn listen(sender: &Sender<Incoming>) -> io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM])?;
    let sender = sender.clone();
    std::thread::spawn(move || {
        for _ in signals.forever() {
            // Nobody listens once the program ends.
            let _ = sender.send(Incoming::Message(super::Message::End));
        }
    });
    Ok(())
}

/// No such signals are known here.
#[cfg(not(unix))]
pub(super) fn listen(_: &Sender<Incoming>) -> io::Result<()> {
    Ok(())
}
