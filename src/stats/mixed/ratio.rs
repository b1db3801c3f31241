//! The likelihood-ratio test between nested models.

use super::fit::Fit;
use super::model::Method;
use crate::distribution::chi_squared;

/// A likelihood-ratio test: twice the gain in log-likelihood against χ².
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LikelihoodRatio {
    /// Twice the gain in log-likelihood; not below 0.
    pub chi2: f64,
    /// Number of parameters that the larger model has more.
    pub df: f64,
    /// Upper tail of χ². Up to twice the true value if the smaller model sets a variance to 0,
    /// since 0 lies on the boundary of the possible values (Self & Liang 1987,
    /// doi:10.1080/01621459.1987.10478472).
    pub p: f64,
}

/// Tests the smaller of two nested models against the larger. `None` unless the larger has more
/// parameters, and both are ML fits of the same readings, or REML fits that differ in their random
/// part or residual variances only.
pub fn likelihood_ratio(small: &Fit, large: &Fit) -> Option<LikelihoodRatio> {
    let terms = |fit: &Fit| -> Vec<_> { fit.coefficients.iter().map(|c| c.term).collect() };
    let comparable = small.method == large.method
        && small.readings == large.readings
        && small.likelihood_readings == large.likelihood_readings
        && (small.method == Method::Ml || terms(small) == terms(large));
    let more = large.parameters.checked_sub(small.parameters)?;
    if !comparable || more == 0 {
        return None;
    }
    let chi2 = (small.criterion - large.criterion).max(0.0);
    Some(LikelihoodRatio {
        chi2,
        df: more as f64,
        p: chi_squared::sf(chi2, more as f64),
    })
}
