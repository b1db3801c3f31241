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

mod animals;
mod csv;
mod days;
mod described;
mod key;
mod prism;
mod readings;
mod refit;
mod study;
mod values;

use std::io;
use std::path::{Path, PathBuf};

use super::files::{ExportFile, prepare, write_to};
use super::{Error, Notebook};
use animals::{AnimalSource, AnimalsOfFile};
pub(super) use csv::csv;
use csv::csv_file;
use domain::StudyRecord;
pub(super) use key::key_text;
use report::data::TableSource;
use study::{arms, cages, cohorts, endings, protocol};

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
        if let Format::Csv | Format::Parquet = format {
            let written = self.store().with_study(study, |by_animal| {
                let record = by_animal.without_animals().clone().masked();
                let animals = AnimalsOfFile {
                    study: by_animal,
                    blinding: record.study.blinding,
                };
                let files = table_files(&record, &animals, format)?;
                Ok::<_, Error>((prepare(to, &files)?, by_animal.operation()))
            })?;
            // Only now is it known that the file stayed as it was while it was read.
            let (files, state) = written?;
            return Ok((files.place()?, state));
        }
        let (record, state) = self.store().study_and_state(study)?;
        Ok((write_to(to, &files_of(&record.masked(), format)?)?, state))
    }
}

/// The files of a study in memory. The same record and format give the same bytes.
///
/// # Errors
/// If the program was built without the format; for a format of analyzed values, as [`analyze`](super::analyze::analyze).
pub fn files_of(record: &StudyRecord, format: Format) -> Result<Vec<ExportFile<'_>>, Error> {
    Ok(match format {
        Format::Csv | Format::Parquet => table_files(record, record, format)?,
        Format::Prism => vec![prism::file(record)?],
        Format::R => {
            let mut files = table_files(record, record, Format::Csv)?;
            files.extend(refit::files(record)?);
            files
        }
        Format::SynergyLmm => vec![csv_file(days::synergy_lmm(record)?)],
        Format::PdxNet => vec![csv_file(days::pdx_net(record)?)],
    })
}

/// The tables of a study as files: Parquet, or CSV for all other formats.
fn table_files<'a>(
    record: &'a StudyRecord,
    animals: &'a dyn AnimalSource,
    format: Format,
) -> Result<Vec<ExportFile<'a>>, Error> {
    let tables = tables_with(record, animals).map_err(unread)?.into_iter();
    match format {
        Format::Parquet => tables.map(|table| parquet_file(record, table)).collect(),
        _ => Ok(tables.map(csv_file).collect()),
    }
}

fn unread(error: io::Error) -> Error {
    let unread = error.downcast::<store::Error>();
    unread
        .expect("nothing but reading fails before files are written")
        .into()
}

/// The tables of a study in memory.
#[cfg(feature = "xlsx")]
pub fn tables_of(record: &StudyRecord) -> Result<[Box<dyn TableSource + '_>; 7], Error> {
    tables_with(record, record).map_err(unread)
}

/// The tables of a study with these animals. All but the readings are in memory: they grow with animals, not with what
/// is recorded of them.
fn tables_with<'a>(
    record: &'a StudyRecord,
    animals: &'a dyn AnimalSource,
) -> io::Result<[Box<dyn TableSource + 'a>; 7]> {
    let (dispositions, exclusions) = endings(record, animals)?;
    Ok([
        Box::new(protocol(record)),
        Box::new(arms(record)),
        Box::new(cages(record)),
        Box::new(cohorts(record)),
        Box::new(readings::readings(record, animals)),
        Box::new(dispositions),
        Box::new(exclusions),
    ])
}

#[cfg(feature = "parquet")]
fn parquet_file<'a>(
    record: &'a StudyRecord,
    table: Box<dyn TableSource + 'a>,
) -> Result<ExportFile<'a>, Error> {
    const VERSION: &str = env!("CARGO_PKG_VERSION");
    let name = format!("{}.parquet", table.name());
    Ok(ExportFile::new(name, move |out| {
        let notes = [
            ("study", record.study.name.as_str()),
            ("data_origin", record.study.protocol.data_origin.id()),
            ("graftbook", VERSION),
        ];
        let maker = format!("graftbook version {VERSION}");
        report::parquet::write(&*table, &maker, &notes, out)
    }))
}

#[cfg(not(feature = "parquet"))]
fn parquet_file<'a>(
    _: &StudyRecord,
    _: Box<dyn TableSource + 'a>,
) -> Result<ExportFile<'a>, Error> {
    Err(Error::state(
        "this graftbook was built without Parquet",
        "export csv, or build it with the feature `parquet`",
    ))
}
