//! The results of an analysis as tables, texts and figures for readers, and as files.
//!
//! [`sections`] turns an [`Analysis`](domain::Analysis) into titles, tables and remarks: plain data in
//! which every number is already text. The command line and the screens lay them out. [`card`] explains a
//! statistic by its id. [`document`] is the report and [`summary`] its first page, which [`html`], `pdf`, `workbook` and
//! [`markdown`] write. [`dose_sheet`] is a sheet for the bench. [`figure`] describes figures and draws them as SVG; `pdf` and `png` draw them too.
//! [`data`] holds tables of typed values, for exports.
//!
//! Invariants:
//! - Results are not computed here: every number comes from the analysis, and is rounded only where it
//!   becomes text, in [`number`]. Only counts of records and positions on paper are computed.
//! - No file, terminal, clock or environment is read or written: a format is a function to bytes or text.
//! - The same input gives the same bytes. Nothing depends on the order of a hash table or on the fonts of
//!   the machine.
//! - Texts that people typed are shown as typed, in every format: they are never read as markup, as a
//!   formula or as a change of the direction of writing.
//! - Records arrive masked, if they must be: nothing here knows what is hidden.
//! - `krilla` is named only in `pdf`, `rust_xlsxwriter` only in `workbook`, `tiny_skia` only in `png`, and
//!   the crate `parquet` only in `parquet`; each is a feature (`pdf`, `xlsx`, `png`, `parquet`).

mod cards;
pub mod data;
pub mod document;
pub mod dose_sheet;
pub mod figure;
mod fonts;
pub mod html;
pub mod markdown;
pub mod number;
pub mod palette;
#[cfg(feature = "parquet")]
pub mod parquet;
#[cfg(feature = "pdf")]
pub mod pdf;
#[cfg(feature = "png")]
pub mod png;
pub mod prism;
mod responders;
mod sections;
pub mod summary;
mod summary_table;
pub mod text;
#[cfg(feature = "xlsx")]
pub mod workbook;

pub use cards::{Card, card, cards, find};
pub use sections::{
    Cell, Fact, Heading, Letters, Mark, Remark, Row, Section, SectionId, Table, sections,
};
