//! Lines from a pipe: each is saved, durably, before it is acknowledged.

use std::io::{self, BufRead};

use super::context::{CommandResult, Failure};
use super::{remedy, screen};

/// Takes each line of the standard input, but blank ones and those that begin with `#`, and prints what came of it. A line that
/// is refused is reported, and the next one is taken.
///
/// # Errors
/// If a line was refused, or the answers could not be printed.
pub(super) fn each_line<T>(
    mut take: impl FnMut(&str) -> Result<T, Failure>,
    print: impl Fn(&T) -> CommandResult,
) -> CommandResult {
    let mut all_well = true;
    let mut unprinted = None;
    for (number, line) in (1..).zip(io::stdin().lock().split(b'\n')) {
        let line = line.map_err(Failure::Output)?;
        let line = String::from_utf8_lossy(&line);
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match take(line) {
            // The lines that follow are still saved if stdout is closed.
            Ok(saved) if unprinted.is_none() => unprinted = print(&saved).err(),
            Ok(_) => {}
            Err(Failure::App(error)) => {
                all_well = false;
                let text = format!(
                    "graftbook: line {number} `{line}` was not saved: {}",
                    remedy::on_two_lines(&error)
                );
                // If stderr is closed too, the exit code still shows the failure.
                let _ = screen::error(&text);
            }
            Err(other) => return Err(other),
        }
    }
    match unprinted {
        _ if !all_well => Err(Failure::Reported),
        Some(failure) => Err(failure),
        None => Ok(()),
    }
}
