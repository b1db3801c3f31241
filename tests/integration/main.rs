//! Tests from outside the crate, in one binary.

mod golden;
mod support;
