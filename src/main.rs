//! Graftbook, the xenograft study notebook.

fn main() {}
