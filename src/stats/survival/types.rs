//! The types that the procedures share: an animal's time, a chi-squared test, the reason for no
//! result.

use super::tail::{Tail, chi2_tail};

/// One animal's time, which ends with its event or is censored.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Time {
    /// Time since the animal's start.
    pub time: f64,
    /// Whether the event came at `time`; otherwise the animal was last seen without it then.
    pub event: bool,
}

/// A test with a χ² statistic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// The statistic; not below 0.
    pub chi2: f64,
    /// Degrees of freedom, at least 1.
    pub df: usize,
    /// Upper tail of χ².
    pub p: Tail,
}

impl Test {
    pub(super) fn new(chi2: f64, df: usize) -> Result<Self, NoAnswer> {
        if df == 0 || !chi2.is_finite() {
            return Err(NoAnswer::NothingToCompare);
        }
        // A statistic that is only rounding may be slightly below 0.
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
    /// Slices have different lengths, or a group index is too large.
    Shape,
    /// A time, covariate or score is not finite, or a confidence is not between 0 and 1.
    NotFinite,
    /// No animal has an event.
    NoEvents,
    /// At no event do the animals at risk differ in group or covariates, or there are no animals.
    NothingToCompare,
}
