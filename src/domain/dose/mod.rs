//! Doses: what they are written as, how much liquid an animal gets, and whether that is too much or to be held.
//!
//! Everything here is a rule on values: a dose and its unit ([`DoseQuantity`]); dose, concentration and volume, of which two
//! give the third ([`DoseTerms`]); the body weight that a dose is made from ([`WeightRule`]); the volume for an animal
//! ([`PlannedVolume`]); what a species bears ([`LimitPreset`]); when doses are held ([`HoldRule`]). Not here: which doses
//! are due, what was given, and who decided.
//!
//! Volumes that somebody gives are whole microliters ([`Microliters`]), so that a sheet, a screen and a sum agree to the last
//! digit.

mod hold;
mod hold_grammar;
mod limits;
mod quantity;
mod spelling;
mod terms;
mod unit;
mod volume;
mod weight_rule;

pub use hold::{DosingState, HoldAction, HoldProposal, HoldRule};
pub use limits::{DayDose, DoseLimit, Excess, LimitFinding, LimitPreset, LimitUnit, judge_day};
pub use quantity::DoseQuantity;
pub use spelling::{DoseSchedule, DoseUnit, Route};
pub use terms::{Concentration, DoseTerms, LiquidDose};
pub use unit::{DoseMeasure, DoseOf, DosePer};
pub use volume::{Microliters, NoVolume, PlannedVolume, SyringeStep, milliliters, to_prepare};
pub use weight_rule::{NoWeight, TakenWeight, WeightRule};
