//! Time to event: how long until something happens, when some animals were last seen without it.
//!
//! | Module | Question |
//! |---|---|
//! | [`crossing`] | On which day did a tumor reach its limit? |
//! | [`curve`] | Which share is still without its event on day t; when is half of it gone? |
//! | [`restricted`] | How many event-free days has an animal of this group until day τ, on average? |
//! | [`logrank`] | Do groups differ in their times? |
//! | [`cox`] | By which factor does a treatment change the rate of events? |
//! | [`incidence`] | Which share has had its event from one cause by day t, when another may come first? |
//! | [`gray`] | Do groups differ in that share? |
//! | [`delay`] | By how many days did the treatment delay the event? |
//!
//! Times count from each animal's own start, in any unit. What an event is, and which animals are
//! left out, is decided before the call. Ties: an animal that is censored at a time was still at risk
//! for the events of that time. Two times are tied if they are equal to the last bit.
//!
//! Input that has no answer gives [`NoAnswer`] or `None`; p-values come with their logarithm
//! ([`Tail`]) and are never 0.

pub mod cox;
pub mod crossing;
pub mod curve;
pub mod delay;
pub mod gray;
pub mod incidence;
pub mod logrank;
pub mod restricted;

mod cholesky;
mod risk;
mod tail;
mod types;

#[cfg(test)]
mod tests;

pub use curve::median;
pub use tail::{Tail, chi2_tail, normal_tail};
pub use types::{NoAnswer, Test, Time};
