//! Tests of the real program: what users type, and what other programs and failures do to the file. [`session`]
//! is what the tests share.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

mod agreement;
mod analysis;
mod anchors;
mod attacks;
mod awkward;
mod blinded_draw;
mod blinding;
mod checks;
mod clock_times;
mod clocks;
mod cohorts;
mod concurrent;
mod corrections;
mod damaged;
#[cfg(all(unix, feature = "tui", feature = "serial"))]
mod devices;
mod dosing;
mod expect;
mod exports;
mod exposure;
mod frame;
#[cfg(unix)]
mod full_disk;
mod golden;
#[cfg(unix)]
mod interrupted;
mod json;
mod killed;
mod messy;
mod mixed;
mod models;
mod names;
mod oneway;
mod outcomes;
mod places;
mod plan;
mod primary;
#[cfg(all(unix, feature = "tui"))]
mod pty;
mod quiet;
mod rack;
mod randomize;
#[cfg(unix)]
mod read_only;
mod refusals;
mod report;
#[cfg(unix)]
mod restored;
mod results;
mod session;
mod shells;
mod sources;
mod species;
mod support;
mod survival;
mod tamper;
#[cfg(all(unix, feature = "tui"))]
mod terminal;
mod transcripts;
mod undated;
mod undo;
#[cfg(unix)]
mod untouched;
mod wording;
mod work;
