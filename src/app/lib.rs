//! What people do with a notebook: the use cases, one module per verb.
//!
//! # Invariants
//!
//! - Only this crate writes to a notebook. Every write carries an author, a verb and, where the verb demands one, a
//!   reason; it is one transaction with its audit rows, or it does not happen (`Notebook::write`).
//! - What leaves this crate of a blinded study is masked. Records are masked where they are read
//!   ([`Notebook::study`], [`Notebook::animal_record`]); a write answers names and numbers, never a record that it read; a draw is
//!   shown as a [`randomize::DrawView`]. Only [`Notebook::unblind`] and [`Notebook::hand_out_key`] show true arms, and
//!   both leave an operation on record.
//! - Data go one way: record, statistics of `stats`, results of `domain`, document of `report`. No number is computed
//!   twice, and none is formatted before the last step.
//! - The same record, options and seed give the same result, whatever the hash order, the number of cores and the
//!   speed of the machine: a time budget becomes a number of iterations before a search begins. Dates are arguments.
//! - `notebook` knows no verb; verbs build on it. No two modules name each other, neither directly nor through others.
//!
//! # Modules
//!
//! | Topic | Modules |
//! |---|---|
//! | the open notebook, its errors and receipts | `notebook` |
//! | a write as one value, for command line and screens | `write` |
//! | studies, arms, animals | [`studies`], [`arms`], [`cohorts`], [`animals`], [`cages`], `housing`, `tumors`, [`dispose`], [`exclude`] |
//! | measuring | [`measure`], [`correct`], `entries`, [`expect`], [`day_account`], [`outliers`], [`rhythm`], [`due`], [`observers`], [`session`] |
//! | allocation and blinding | [`randomize`], [`blind`], `balance` |
//! | the work plan and what is to be done | [`work`], [`mod@today`] |
//! | what is given to animals | [`dosing`] |
//! | plan and analysis | [`plan`], `plan_card`, [`analyze`] |
//! | lists and warnings | [`overview`], [`problems`] |
//! | files in and out | [`import`], [`export`], `study_files`, `file_problems`, `files` |
//! | reports and figures | [`summarize`], [`figures`], [`document`] |
//! | trying it out | [`demo`] |

pub mod analyze;
pub mod anchors;
pub mod animals;
pub mod arms;
mod balance;
pub mod blind;
pub mod cages;
pub mod closing;
pub mod cohorts;
pub mod copies;
pub mod correct;
pub mod day_account;
pub mod demo;
pub mod dispose;
pub mod document;
pub mod dosing;
pub mod doubt;
pub mod due;
mod entries;
pub mod exclude;
pub mod expect;
pub mod export;
pub mod figures;
mod file_problems;
mod files;
mod housing;
pub mod import;
pub mod measure;
pub mod named;
mod notebook;
pub mod observers;
pub mod outliers;
pub mod overview;
pub mod plan;
mod plan_card;
pub mod problems;
pub mod randomize;
pub mod rhythm;
pub mod session;
pub mod studies;
mod study_files;
pub mod summarize;
pub mod today;
mod tumors;
mod undated;
pub mod unplanned;
pub mod work;
mod write;

pub use notebook::{Error, Notebook, Receipt};
pub use store::{
    Changes, Checkup, CopyKind, LogFilter, LoggedChange, LoggedOperation, Migrated, RecordedCopy,
    Restored, State, Subject, Undone, Verdict, clock, interruption, output, progress,
};
pub use write::{Changed, Done, Outcome, Write};
