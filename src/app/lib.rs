//! What people do with a notebook, one file per verb. Only here is anything written, and every write
//! carries who and why.

pub mod analyze;
pub mod animals;
pub mod arms;
mod balance;
pub mod blind;
pub mod correct;
pub mod demo;
pub mod dispose;
pub mod document;
pub mod due;
mod entries;
pub mod exclude;
pub mod expect;
pub mod export;
pub mod figures;
mod file_problems;
mod files;
pub mod import;
pub mod measure;
mod notebook;
pub mod observers;
pub mod overview;
pub mod plan;
mod plan_card;
pub mod problems;
pub mod randomize;
pub mod session;
pub mod studies;
mod study_files;
pub mod summarize;
mod tumors;

pub use notebook::{Error, Notebook, Receipt};
pub use store::{
    Checkup, LogFilter, LoggedChange, LoggedOperation, Subject, Undone, Verdict, clock,
};
