//! Numerics on slices: plain numbers in, plain structs out.
//!
//! Nothing here knows what a mouse is, names anything of ours, reads a clock or a file, or draws
//! from an unseeded generator. Input that has no answer gives `None` or a named reason, never NaN.
//!
//! One module per procedure. Each opens with the question it answers, the formulas, what it assumes
//! and does with small samples, ties and missing values, where other programs differ, its sources,
//! and how it is validated.

pub mod adjust;
pub mod allocation;
pub mod area;
pub mod bca;
pub mod descriptive;
pub mod distribution;
pub mod forecast;
pub mod inhibition;
pub mod interval;
pub mod line;
pub mod mixed;
pub mod oneway;
pub mod proportion;
pub mod quantile;
pub mod resample;
pub mod response;
pub mod survival;
pub mod welch;
