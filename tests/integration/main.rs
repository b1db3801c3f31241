//! Tests from outside the crate, in one binary.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod analysis;
mod golden;
mod support;
