//! Export: a study becomes a folder of files for other programs. The contract of each format is in `exports/`, a folder
//! per [`Format`].
//!
//! The tables of a study are defined once, as [`DataTable`]s of typed values:
//!
//! | table | a row per |
//! |---|---|
//! | `study` | field of the protocol |
//! | `arms` | compound given in an arm |
//! | `cages` | cage |
//! | `cohorts` | cohort |
//! | `readings` | reading or weighing, with all facts about its animal |
//! | `dispositions` | animal that left the study |
//! | `exclusions` | exclusion |
//!
//! As CSV, import reads them back to the same study except for ids. They hold what was recorded; `days` and `prism` hold
//! the values as analyzed, under default options. An export is no report: nothing in it is formatted for reading.

mod csv;
mod days;
mod described;
mod key;
mod prism;
mod readings;
mod refit;
mod study;
mod values;

use std::path::{Path, PathBuf};

use super::files::{ExportFile, write_to};
use super::{Error, Notebook};
pub(super) use csv::csv;
use csv::csv_file;
use domain::StudyRecord;
pub(super) use key::key_text;
use report::data::DataTable;
use study::{arms, cages, cohorts, dispositions, exclusions, protocol};

pub use super::files::file_name;

/// The format of an export, by the program that reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Spreadsheets, scripts, and import: the tables as text.
    Csv,
    /// Programs for data: the same tables, typed.
    Parquet,
    /// GraphPad Prism: a project of grouped tables and a survival table.
    Prism,
    /// R: the tables, the values as analyzed, and a script that refits the mixed model.
    R,
    /// The R package SynergyLMM.
    SynergyLmm,
    /// PDXNet's tumor volume suite.
    PdxNet,
}

impl Notebook {
    /// Writes a masked study into a folder; answers the paths of the files, and the number of the operation whose state
    /// they show.
    pub fn export(
        &self,
        study: &str,
        format: Format,
        to: &Path,
    ) -> Result<(Vec<PathBuf>, i64), Error> {
        let (record, state) = self.store().study_and_state(study)?;
        Ok((write_to(to, &files_of(&record.masked(), format)?)?, state))
    }
}

/// The files of a study. The same record and format give the same bytes.
///
/// # Errors
/// If the program was built without the format; for a format of analyzed values, as [`analyze`](super::analyze::analyze).
pub fn files_of(record: &StudyRecord, format: Format) -> Result<Vec<ExportFile>, Error> {
    let tables = || tables_of(record).iter().map(csv_file).collect();
    Ok(match format {
        Format::Csv => tables(),
        Format::Parquet => return parquet(record),
        Format::Prism => vec![prism::file(record)?],
        Format::R => {
            let mut files: Vec<ExportFile> = tables();
            files.extend(refit::files(record)?);
            files
        }
        Format::SynergyLmm => vec![csv_file(&days::synergy_lmm(record)?)],
        Format::PdxNet => vec![csv_file(&days::pdx_net(record)?)],
    })
}

/// The tables of a study.
pub fn tables_of(record: &StudyRecord) -> [DataTable; 7] {
    [
        protocol(record),
        arms(record),
        cages(record),
        cohorts(record),
        readings::readings(record),
        dispositions(record),
        exclusions(record),
    ]
}

#[cfg(feature = "parquet")]
fn parquet(record: &StudyRecord) -> Result<Vec<ExportFile>, Error> {
    let study = record.study.name.to_string();
    let origin = record.study.protocol.data_origin.id();
    let version = env!("CARGO_PKG_VERSION");
    let notes = [
        ("study", study.as_str()),
        ("data_origin", origin),
        ("graftbook", version),
    ];
    let maker = format!("graftbook version {version}");
    let file = |table: DataTable| ExportFile {
        name: format!("{}.parquet", table.name),
        bytes: report::parquet::parquet(&table, &maker, &notes),
    };
    Ok(tables_of(record).map(file).into())
}

#[cfg(not(feature = "parquet"))]
fn parquet(_: &StudyRecord) -> Result<Vec<ExportFile>, Error> {
    Err(Error::state(
        "this graftbook was built without Parquet",
        "export csv, or build it with the feature `parquet`",
    ))
}
