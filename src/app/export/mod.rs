//! Export: a study becomes a folder of tidy CSV files that any program reads, and that import
//! reads back to the same study, ids aside.
//!
//! | file | a row per |
//! |---|---|
//! | `study.csv` | field of the protocol |
//! | `arms.csv` | compound given in an arm |
//! | `cages.csv` | cage |
//! | `readings.csv` | reading or weighing; complete by itself, protocol aside |
//! | `dispositions.csv` | animal that left the study |
//! | `exclusions.csv` | exclusion |
//!
//! The tables are defined once, as [`DataTable`]s of typed values; `csv` writes one as text. Not a
//! report: no volume or other result is computed here.

mod csv;
mod key;
mod readings;
mod study;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::domain::{StudyRecord, When, day_of};
use crate::report::data::{DataTable, Value};
pub(super) use csv::csv;
pub(super) use key::key_text;
pub use study::BLINDING;
use study::{arms, cages, dispositions, exclusions, protocol};

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

/// A file of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportFile {
    /// Its name in the folder.
    pub name: String,
    /// What it holds: UTF-8 text with line feeds.
    pub text: String,
}

/// Why an export failed. The files that are there are whole.
#[derive(Debug, thiserror::Error)]
#[error("cannot write `{}`: {cause}", .path.display())]
pub struct ExportError {
    /// The file or folder.
    pub path: PathBuf,
    /// What the system said.
    pub cause: std::io::Error,
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

/// Study day and date; no day where the study has no day 0.
fn day_and_date(when: Option<When>, record: &StudyRecord) -> [Value; 2] {
    let day = |when| Some(day_of(when, record.study.protocol.day0?));
    [when.and_then(day).into(), when.map(|when| when.date).into()]
}

/// The files of a study.
pub fn files_of(record: &StudyRecord) -> Vec<ExportFile> {
    let file = |table: DataTable| ExportFile {
        name: format!("{}.csv", table.name),
        text: csv(&table),
    };
    tables_of(record).map(file).into()
}

/// Writes the files of a study into a folder, which is made if it is missing, and answers their
/// paths. Files of those names are replaced; each is whole at any moment.
pub fn write_to(folder: &Path, record: &StudyRecord) -> Result<Vec<PathBuf>, ExportError> {
    std::fs::create_dir_all(folder).map_err(|cause| ExportError {
        path: folder.to_path_buf(),
        cause,
    })?;
    let mut written = Vec::new();
    for file in files_of(record) {
        let path = folder.join(&file.name);
        write_file(&path, file.text.as_bytes())?;
        written.push(path);
    }
    Ok(written)
}

/// Writes a file; one of that name is replaced, and is whole at any moment.
pub(super) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), ExportError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let unfinished = path.with_file_name(format!(".{name}.{}.part", std::process::id()));
    let result = write_whole(&unfinished, path, bytes);
    if result.is_err() {
        // What is left of a failed write is of no use; that it cannot be removed is no news.
        let _ = std::fs::remove_file(&unfinished);
    }
    result.map_err(|cause| ExportError {
        path: path.to_path_buf(),
        cause,
    })
}

fn write_whole(unfinished: &Path, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = std::fs::File::create(unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    std::fs::rename(unfinished, path)
}
