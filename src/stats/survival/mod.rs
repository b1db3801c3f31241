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

#[cfg(test)]
mod tests;

pub use curve::median;
pub use tail::{Tail, chi2_tail, normal_tail};

/// One animal's time and whether its event came then; censored otherwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Time {
    /// Time since its start.
    pub time: f64,
    /// Whether the event came.
    pub event: bool,
}

/// A chi-squared test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// Statistic.
    pub chi2: f64,
    /// Degrees of freedom, at least 1.
    pub df: usize,
    /// Its upper tail.
    pub p: Tail,
}

impl Test {
    fn new(chi2: f64, df: usize) -> Result<Self, NoAnswer> {
        if df == 0 || !chi2.is_finite() {
            return Err(NoAnswer::NothingToCompare);
        }
        // A statistic of nothing but rounding may be below 0 by a hair.
        let chi2 = chi2.max(0.0);
        Ok(Self {
            chi2,
            df,
            p: chi2_tail(chi2, df as f64),
        })
    }
}

/// Why there is no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAnswer {
    /// Slices of different lengths, or a group index that is too large.
    Shape,
    /// A time, covariate or score that is not a finite number, or a confidence not between 0 and 1.
    NotFinite,
    /// No event in any animal.
    NoEvents,
    /// No two groups, or covariates, that differ among the animals at risk at any event.
    NothingToCompare,
}
