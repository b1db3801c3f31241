//! Graftbook, the xenograft study notebook for the terminal: an in-vivo oncology efficacy study from
//! cage card to summary report, in one SQLite file whose history cannot be falsified unnoticed.
//!
//! # The house, from the ground up
//!
//! | Floor | Holds | May name |
//! |---|---|---|
//! | [`domain`] | plain types and rules of a study, results of its analysis; glossary | nothing of ours |
//! | [`stats`] | numerics on slices; does not know what a mouse is | nothing of ours |
//! | [`store`] | the SQLite file, its schema, the audit trail | `domain` |
//! | [`report`] | results as words and tables for the eye, the card of each statistic; tables of values, and files of these | `domain`, `stats` |
//! | [`app`] | what people do, one file per verb: enroll, measure, correct, randomize, import, analyze, summarize, export | `domain`, `stats`, `store`, `report` |
//! | [`cli`] | the command line, one file per subcommand | `app`, `domain` |
//! | `tui` | the terminal UI: model, message, update, view; feature `tui` | `app`, `domain` |
//!
//! `tests/integration/floors.rs` reads the sources and holds this. The tables are described in
//! `schema/README.md`, the exported files in `exports/`.
//!
//! # The way of a reading
//!
//! `graftbook measure` is parsed in `cli::measure`, becomes a [`domain::Observation`] (or is refused
//! there), is checked against its animal in [`app::measure`], and written by an
//! [`store::Operation`], whose triggers and hash put it in the audit trail before the one commit that
//! makes it durable. `graftbook analyze` loads a [`domain::StudyRecord`], hands its numbers to
//! [`stats`] and answers a [`domain::Analysis`], which [`report::sections`] words and the command
//! line prints as tables or JSON.
//!
//! `graftbook report` analyzes the same way; [`report::document`] says what there is to say, as chapters of
//! text, tables and figures whose cells keep the full values of their numbers, and each format only shows
//! it. A figure is a description that is drawn on any [`report::figure::Canvas`].
//!
//! `graftbook randomize` turns a record and a request into the input of one draw
//! ([`app::randomize::prepare`]), which [`stats::allocation`] answers; accepting it writes arms, places
//! and the receipt in one operation, which can blind the study too, and the input that is kept with it is
//! all that repeating needs.
//!
//! On the screens, a key becomes a message, `tui::update` answers the write as data, the same verb of
//! [`app`] makes it durable, and the animal that is read back from the file takes the place of what
//! was shown of it.
//!
//! # What always holds
//!
//! - Only `store` names rusqlite; only `cli` prints; only `tui` knows a terminal.
//! - Only `app` writes, and every write carries who and why; it lands with its audit rows in one
//!   transaction, or not at all.
//! - What `app` hands out of a blinded study is masked where it is handed out: no screen, list, number or
//!   export knows of blinding, and each shows codes.
//! - `stats` cannot read a clock, a file or an unseeded generator. Awkward data give notes on a
//!   result; an error is for input that has no answer.
//! - One analysis result feeds every table, screen and export: no number is computed twice, and none is
//!   rounded before the last step.
//! - Nothing printed depends on hash order or wall-clock time.
//! - A value that exists is valid: it is checked where it is made, not where it is used.

pub mod domain;
pub mod report;
pub mod stats;
pub mod store;

pub mod app;

pub mod cli;
#[cfg(feature = "tui")]
pub mod tui;
