//! Graftbook, the xenograft study notebook.
pub mod app;
pub mod cli;
pub mod domain;
pub mod stats;
