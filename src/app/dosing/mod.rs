//! Dosing: what is to be given and how much, what it is taken from, and what was given.

mod day;
mod exposure;
mod formulation;
mod give;
mod regimen;
mod volume;
mod write;

pub use day::{DosingDay, DosingRow, Preparation, RecordedDose, dosing_day};
pub(crate) use exposure::exposure;
pub use formulation::{FormulationFacts, FormulationView};
pub(crate) use give::DosesOfDay;
pub use give::{DoseDone, DoseTold, NewDose};
pub use regimen::{NewRegimen, RegimenFacts, RegimenView};
pub(crate) use regimen::{differences, remarks};
pub use volume::DoseAdvice;
pub use write::{DosingChange, DosingChanged};
