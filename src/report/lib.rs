//! What an analysis found, as words, tables and figures for the eye, and as files.
//!
//! [`sections`] turns an [`Analysis`](domain::Analysis) into titles, tables and remarks:
//! plain data with every number already written out, which the command line lays out in 80 columns
//! and a screen scrolls. [`card`] explains any statistic by its id. [`document`] is the summary report,
//! which [`html`], [`pdf`], [`workbook`] and [`markdown`] show; [`figure`] draws. [`data`] holds tables of
//! values as they are, for files. Nothing is computed here, nothing is printed, and nothing knows how
//! wide a terminal is: widths are arguments of [`text`].

mod cards;
pub mod data;
pub mod document;
pub mod figure;
pub mod fonts;
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
mod sections;
pub mod text;
#[cfg(feature = "xlsx")]
pub mod workbook;

pub use cards::{Card, card, cards, find};
pub use sections::{
    Cell, Fact, Heading, Letters, Mark, Remark, Row, Section, SectionId, Table, sections,
};
