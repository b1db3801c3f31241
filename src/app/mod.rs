//! Use cases, one file or folder per verb.

pub mod analyze;
