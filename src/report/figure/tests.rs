//! Figures of a small analysis, as they are drawn.
