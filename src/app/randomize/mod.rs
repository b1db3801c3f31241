//! Randomizing: which animal goes to which arm, drawn by a seed, and the receipt that proves it.
//!
//! [`prepare`] gathers a study's animals, values and constraints; [`Prepared::draw`] draws;
//! [`Notebook::accept`](super::Notebook::accept) writes a draw;
//! [`Notebook::verify_allocation`](super::Notebook::verify_allocation) repeats one that is on record.
//! [`prepare_table`] does without a study. How an allocation is found is the affair of
//! `stats::allocation`, and told there.
//!
//! **The values of one day.** Volume (the sum of an animal's tumors) and body weight are those read on
//! the allocation day: the day that is named, else that of the draw that stands, else the last with
//! readings. Nothing is carried forward: an animal without a value is an error that names it, for whoever
//! allocates should know.
//! Readings and days that analyses leave out count here as they stand; animals that they leave out
//! are not eligible.
//!
//! **What a draw depends on.** `Input` is all of it but for method, seed, iterations and how
//! many of the best are drawn from; its text is what the fingerprint is of. Names of arms are not in
//! it. Where nobody says how many iterations, the size of the problem does; a time budget becomes a number
//! before the draw begins, and that number is what repeats it.
//!
//! **What stays on record.** Every draw that was accepted, with those that it replaced. A draw that
//! nobody accepted wrote nothing, but that the seeds of those that were looked at on a screen are in the
//! receipt of the one that was accepted; none is ever undone. Accepting can blind the study in one with it,
//! so that whoever draws need not see the arms either ([`Shown`]).

mod accept;
mod candidates;
mod constraints;
mod effort;
mod input;
mod outcome;
mod prepare;
mod recorded;
mod refuse;
mod request;
mod shown;
mod study;
mod table;
#[cfg(test)]
mod tests;
mod verify;

pub use accept::{Accepted, may_be_redrawn};
pub use candidates::LeftOut;
pub use domain::{BalanceRow, BalanceTest};
pub use effort::seed_from_system;
pub use outcome::{Assignment, Draw, DrawNote, DrawReceipt, Earlier, Settings};
pub use prepare::{Covariate, DrawnArm, Prepared, prepare};
pub use recorded::OnRecord;
pub use request::{
    ArmPlaces, Effort, Request, Weighted, Window, read_arms, read_names, read_pairs, read_weights,
};
pub use shown::{CandidateRow, Shown};
pub use study::{Offer, STUDY_FACTORS, allocation_day, known_factor, offers};
pub use table::{TableColumns, prepare_table};
pub use verify::Verification;

pub use stats::allocation::{PROBE_ITERATIONS, Progress, Watch, unwatched};

use super::Error;
use domain::StudyRecord;

/// Draws for a study; see [`prepare`] and [`Prepared::draw`].
pub fn draw(record: &StudyRecord, request: &Request, watch: Watch) -> Result<Draw, Error> {
    prepare(record, request)?.draw(watch)
}
