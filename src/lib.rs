//! Graftbook, the xenograft study notebook.
pub mod domain;
pub mod stats;
