//! Response classes of one tumor's series of readings, by three published schemes.
//!
//! A series consists of days since baseline, ascending from 0, and volumes in mm³, of which the
//! first is the baseline V₀. Missing readings are left out before the call. In every scheme a tumor
//! with V₀ = 0 is not evaluable. R and Prism have none of the schemes, except as noted.

pub mod consecutive;
pub mod mrecist;
pub mod pptp;
