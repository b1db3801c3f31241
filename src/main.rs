//! The `graftbook` program: parse, run, exit.

use std::process::ExitCode;

fn main() -> ExitCode {
    #[cfg(feature = "tui")]
    return graftbook::cli::run(Some(graftbook::tui::show));
    #[cfg(not(feature = "tui"))]
    return graftbook::cli::run(None);
}
