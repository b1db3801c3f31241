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
pub mod due;
pub mod exclude;
pub mod expect;
pub mod export;
pub mod figures;
pub mod import;
pub mod measure;
mod notebook;
pub mod observers;
pub mod overview;
pub mod plan;
pub mod problems;
pub mod protocol;
pub mod randomize;
pub mod session;
pub mod studies;
pub mod summarize;
mod write;

pub use notebook::{Error, Notebook, Receipt};
#[doc(no_inline)]
pub use report;
pub use store::{Checkup, LogFilter, LoggedChange, LoggedOperation, Subject, Undone, Verdict};
pub use write::{Changed, Done, Outcome, Write};
