//! The types that the procedures share: an animal's time, a chi-squared test, the reason for no result.

use super::tail::{Tail, chi2_tail};

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
    pub(super) fn new(chi2: f64, df: usize) -> Result<Self, NoAnswer> {
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
