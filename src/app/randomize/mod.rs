//! Randomizing: a seeded draw decides which animal goes to which arm, and a receipt lets anyone repeat it.
//!
//! [`prepare()`] collects a study's animals, values and constraints; [`Prepared::draw`] draws;
//! [`Notebook::accept`](super::Notebook::accept) writes a draw;
//! [`Notebook::verify_allocation`](super::Notebook::verify_allocation) repeats one that is on record.
//! [`prepare_table`] draws for the animals of a table, without a study. How the best allocation is found is
//! described in `stats::allocation`.
//!
//! **All values are of one day.** Volume (the sum of an animal's tumors) and body weight are those of the
//! allocation day: the day that is named, else that of the standing draw, else the last one with readings.
//! No value is carried forward: arms that are balanced on values of different days are not balanced, and
//! whoever allocates must know which animal was not measured. An animal without a value is an error that
//! names it. Excluded readings and days count here, because an exclusion is a decision about the analysis;
//! excluded animals are not eligible.
//!
//! **What a draw depends on.** `Input` holds all of it but method, seed, iterations and the number of best
//! allocations that are drawn from; the fingerprint is that of its text. Arms go by number there: a renamed
//! arm does not change the draw. Where nobody gives a number of iterations, the size of the problem decides
//! it; a time budget becomes a number of iterations before the draw begins. So no draw depends on the speed
//! of a machine.
//!
//! **What stays on record.** Every accepted draw, also after a later one replaced it. A draw that was not
//! accepted writes nothing; but the receipt of the accepted one lists the seeds that were looked at on a
//! screen before it, so that a reader sees whether somebody drew until the result pleased. No accepted draw
//! can be undone. Accepting can blind the study in the same operation, so that not even whoever draws sees
//! the arms ([`DrawView`]).

mod accept;
mod candidates;
mod constraints;
mod draw;
mod effort;
mod groups;
mod input;
mod outcome;
mod prepare;
mod prepared;
mod receipt;
mod recorded;
mod redraw;
mod refuse;
mod request;
mod study;
mod table;
#[cfg(test)]
mod tests;
mod verify;
mod view;
mod watch;

pub use accept::Accepted;
pub use candidates::LeftOut;
pub use effort::seed_from_system;
pub use groups::{Assignment, CandidateRow, DrawnGroups};
pub use outcome::{Draw, SearchResult};
pub use prepare::prepare;
pub use prepared::{Covariate, DrawnArm, Prepared};
pub use receipt::{DrawReceipt, DrawSettings, Earlier};
pub use recorded::RecordedDraw;
pub use redraw::may_be_redrawn;
pub use request::{
    ArmPlaces, Effort, Request, Weighted, Window, read_arms, read_names, read_pairs, read_weights,
};
pub use study::{
    Offer, STUDY_FACTORS, allocation_day, known_covariate, known_factor, offers, usual_balance,
};
pub use table::{TableColumns, prepare_table};
pub use verify::Verification;
pub use view::DrawView;

pub use stats::allocation::{PROBE_ITERATIONS, Progress, Watch, unwatched};
pub use watch::watched;

use super::Error;
use domain::StudyRecord;

/// Draws for a study; see [`prepare()`] and [`Prepared::draw`].
pub fn draw(record: &StudyRecord, request: &Request, watch: Watch) -> Result<Draw, Error> {
    prepare(record, request)?.draw(watch)
}
