//! Classes of response of one tumor's series of readings, by three published schemes.
//!
//! A series is days since baseline, ascending from 0, and volumes in mm³, the first of them the
//! baseline V₀. Missing readings are left out before the call. No scheme judges a tumor with V₀ = 0.

pub mod consecutive;
pub mod mrecist;
pub mod pptp;

/// Whether a volume is too small to be measured, as a response: below `limit`, and where the tumor
/// began below it, at most half of what it was. Growth from 80 to 95 mm³ is not a complete response
/// because both are below 100.
pub(crate) fn is_gone(volume: f64, baseline: f64, limit: f64) -> bool {
    volume < limit && (baseline >= limit || volume <= 0.5 * baseline)
}
