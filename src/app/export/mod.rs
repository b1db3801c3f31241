//! Export: a study becomes a folder of files that other programs read. What they promise stands in
//! `exports/`, a folder per [`Format`].
//!
//! The tables of a study are defined once, as [`DataTable`]s of typed values:
//!
//! | table | a row per |
//! |---|---|
//! | `study` | field of the protocol |
//! | `arms` | compound given in an arm |
//! | `cages` | cage |
//! | `readings` | reading or weighing; complete by itself, protocol aside |
//! | `dispositions` | animal that left the study |
//! | `exclusions` | exclusion |
//!
//! As CSV they are what import reads back to the same study, ids aside. They hold what was recorded;
//! `days` and `prism` hold what the analysis makes of it, under its default options. Not a report.

mod csv;
mod days;
mod key;
mod prism;
mod readings;
mod refit;
mod study;
mod write;

use super::Error;
use super::analyze::analyze;
pub(super) use csv::csv;
use domain::{AnalysisOptions, StudyRecord, When, day_of};
pub(super) use key::key_text;
use report::data::{DataTable, Value};
pub use study::BLINDING;
use study::{arms, cages, dispositions, exclusions, protocol};
pub(super) use write::write_file;
pub use write::{ExportError, file_name, write_to};

/// The file of the protocol.
pub const STUDY_FILE: &str = "study.csv";
/// The file of arms.
pub const ARMS_FILE: &str = "arms.csv";
/// The file of cages.
pub const CAGES_FILE: &str = "cages.csv";
/// The file of readings and weighings.
pub const READINGS_FILE: &str = "readings.csv";
/// The file of dispositions.
pub const DISPOSITIONS_FILE: &str = "dispositions.csv";
/// The file of exclusions.
pub const EXCLUSIONS_FILE: &str = "exclusions.csv";

/// For whom a study is exported.
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

/// A file of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportFile {
    /// Its name in the folder.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl ExportFile {
    fn csv(table: &DataTable) -> Self {
        Self {
            name: format!("{}.csv", table.name),
            bytes: csv(table).into_bytes(),
        }
    }
}

/// The files of a study. The same record and format give the same bytes.
///
/// # Errors
/// Where a format needs the analysis: as [`analyze`]. Where the program was built without a format.
pub fn files_of(record: &StudyRecord, format: Format) -> Result<Vec<ExportFile>, Error> {
    let tables = || tables_of(record).iter().map(ExportFile::csv).collect();
    Ok(match format {
        Format::Csv => tables(),
        Format::Parquet => return parquet(record),
        Format::Prism => vec![prism::file(record)?],
        Format::R => {
            let mut files: Vec<ExportFile> = tables();
            files.extend(refit::files(record)?);
            files
        }
        Format::SynergyLmm => vec![ExportFile::csv(&days::synergy_lmm(record)?)],
        Format::PdxNet => vec![ExportFile::csv(&days::pdx_net(record)?)],
    })
}

/// The tables of a study.
pub fn tables_of(record: &StudyRecord) -> [DataTable; 6] {
    [
        protocol(record),
        arms(record),
        cages(record),
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

/// The analysis under its default options; exports draw no intervals.
fn options() -> AnalysisOptions {
    AnalysisOptions {
        resamples: 0,
        ..AnalysisOptions::default()
    }
}

/// Study day and date; no day where the study has no day 0.
fn day_and_date(when: Option<When>, record: &StudyRecord) -> [Value; 2] {
    let day = |when| Some(day_of(when, record.study.protocol.day0?));
    [when.and_then(day).into(), when.map(|when| when.date).into()]
}
