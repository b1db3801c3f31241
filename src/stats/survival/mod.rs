//! Time to event: how long it takes until an event, if some animals were last seen without it
//! (censored).
//!
//! | Module | Question |
//! |---|---|
//! | [`crossing`] | On which day did a tumor reach its limit? |
//! | [`curve`] | Which share of animals is without event on day t; by which day has half of them had it? |
//! | [`restricted`] | How many event-free days does an animal have until day τ, on average? |
//! | [`logrank`] | Do groups differ in their times to the event? |
//! | [`cox`] | By which factor does a treatment change the rate of events? |
//! | [`incidence`] | Which share has had an event of one cause by day t, if another cause may come first? |
//! | [`gray`] | Do groups differ in that share? |
//! | [`delay`] | By how many days did the treatment delay the event? |
//!
//! Times count from each animal's own start, in any unit. The caller decides what an event is and
//! which animals are left out. An animal that is censored at a time was still at risk for the
//! events of that time. Two times are tied if they are equal to the last bit.
//!
//! Input without an answer gives [`NoAnswer`] or `None`. p-values come with their logarithm
//! ([`Tail`]) and are never
//! 0.

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
pub use tail::Tail;
pub use types::{NoAnswer, Test, Time};
