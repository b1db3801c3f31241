//! The `graftbook` program: parse, run, exit.

use std::process::ExitCode;

fn main() -> ExitCode {
    graftbook::cli::run()
}
