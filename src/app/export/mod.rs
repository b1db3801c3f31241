//! Export: a study becomes a folder of files for other programs. The contract of each format is in `exports/`, a folder
//! per [`Format`].
//!
//! The tables of a study are defined once, as [`TableSource`]s of typed values:
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
use report::data::TableSource;
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
pub fn files_of(record: &StudyRecord, format: Format) -> Result<Vec<ExportFile<'_>>, Error> {
    let tables = || tables_of(record).into_iter().map(csv_file).collect();
    Ok(match format {
        Format::Csv => tables(),
        Format::Parquet => return parquet(record),
        Format::Prism => vec![prism::file(record)?],
        Format::R => {
            let mut files: Vec<ExportFile<'_>> = tables();
            files.extend(refit::files(record)?);
            files
        }
        Format::SynergyLmm => vec![csv_file(days::synergy_lmm(record)?)],
        Format::PdxNet => vec![csv_file(days::pdx_net(record)?)],
    })
}

/// The tables of a study. All but the readings are in memory: they grow with animals, not with what is recorded of them.
pub fn tables_of(record: &StudyRecord) -> [Box<dyn TableSource + '_>; 7] {
    [
        Box::new(protocol(record)),
        Box::new(arms(record)),
        Box::new(cages(record)),
        Box::new(cohorts(record)),
        Box::new(readings::readings(record)),
        Box::new(dispositions(record)),
        Box::new(exclusions(record)),
    ]
}

#[cfg(feature = "parquet")]
fn parquet(record: &StudyRecord) -> Result<Vec<ExportFile<'_>>, Error> {
    let tables = tables_of(record).into_iter();
    Ok(tables.map(|table| parquet_file(record, table)).collect())
}

#[cfg(feature = "parquet")]
fn parquet_file<'a>(record: &'a StudyRecord, table: Box<dyn TableSource + 'a>) -> ExportFile<'a> {
    const VERSION: &str = env!("CARGO_PKG_VERSION");
    let name = format!("{}.parquet", table.name());
    ExportFile::new(name, move |out| {
        let notes = [
            ("study", record.study.name.as_str()),
            ("data_origin", record.study.protocol.data_origin.id()),
            ("graftbook", VERSION),
        ];
        let maker = format!("graftbook version {VERSION}");
        report::parquet::write(&*table, &maker, &notes, out)
    })
}

#[cfg(not(feature = "parquet"))]
fn parquet(_: &StudyRecord) -> Result<Vec<ExportFile<'_>>, Error> {
    Err(Error::state(
        "this graftbook was built without Parquet",
        "export csv, or build it with the feature `parquet`",
    ))
}
