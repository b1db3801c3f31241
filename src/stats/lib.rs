//! Statistics and allocation on plain numbers.
//!
//! # Invariants
//!
//! - This crate knows no animal, no volume and no study: it names nothing of ours.
//! - It knows no clock, no file, no environment and no unseeded generator. The same input gives the
//!   same result, to the last bit, whatever the number of threads. The lints that `.clippy.toml`
//!   configures hold this.
//! - Slices go in, plain structs with public fields come out. No number is formatted.
//! - Awkward data give a result with notes. Input that has no answer gives `None` or a named reason,
//!   never NaN.
//! - Modules depend one way: no two modules name each other, directly or through others. A `mod.rs`
//!   describes its modules and re-exports their items; it defines nothing that they use.
//!
//! # Modules
//!
//! | Question | Module |
//! |---|---|
//! | What is typical of some values, and how do they scatter? | [`descriptive`] |
//! | Do arms differ in one value per animal? | [`oneway`], [`welch`], [`adjust`] |
//! | Does an arm grow differently from the control, whatever other arms do? | [`primary`] |
//! | Do arms differ in the growth of repeatedly measured animals? | [`mixed`], [`mod@line`], [`area`] |
//! | Do arms differ in the time to an event? | [`survival`] |
//! | By how much does a treatment inhibit growth, and how certain is that? | [`inhibition`], [`intervals`], [`bca`], [`resample`], [`interval`] |
//! | How many animals respond? | [`response`], [`proportion`] |
//! | Is a new reading plausible? | [`forecast`] |
//! | Which animal goes to which arm? | [`allocation`] |
//!
//! Every module head states the question it answers, the formulas, the assumptions and the behavior
//! with few animals, ties, censored and missing values, the differences to R and GraphPad Prism,
//! the sources, and the validation.

pub mod adjust;
pub mod allocation;
pub mod area;
pub mod bca;
pub mod descriptive;
mod distribution;
pub mod forecast;
pub mod inhibition;
pub mod interval;
pub mod intervals;
pub mod line;
pub mod mixed;
pub mod oneway;
pub mod primary;
pub mod proportion;
mod quantile;
pub mod resample;
pub mod response;
pub mod survival;
pub mod welch;
