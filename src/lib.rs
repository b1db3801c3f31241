//! Graftbook, the xenograft study notebook.
pub mod domain;
