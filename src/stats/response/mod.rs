//! Classes of response of one tumor's series of readings, by three published schemes.
//!
//! A series is days since baseline, ascending from 0, and volumes in mm³, the first of them the
//! baseline V₀. Missing readings are left out before the call. No scheme judges a tumor with V₀ = 0.

pub mod consecutive;
pub mod mrecist;
pub mod pptp;
