//! Use cases: what a person asks for, one module per verb.

pub mod export;
pub mod import;
