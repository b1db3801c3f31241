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
//! | `work_lines` | line of the work plan, and arm, cohort or animal that it is about |
//! | `waivers` | planned event that was waived |
//!
//! As CSV, import reads them back to the same study except for ids. They hold what was recorded, and the volume of each
//! reading by the study's formula; `days` and `prism` hold the values as analyzed, under default options, and `results`
//! the main results. An export is no report: nothing in it is formatted for reading.

mod animals;
mod csv;
mod days;
mod described;
mod dosing;
mod key;
mod pdxnet;
mod prism;
mod readings;
mod results;
mod rscript;
mod streamed;
mod study;
mod synergy;
mod values;
mod work;

use std::io;
use std::path::{Path, PathBuf};

use super::analyze::analyze;
use super::files::{ExportFile, prepare, write_to};
use super::{Error, Notebook};
use animals::{AnimalSource, AnimalsOfFile};
pub(super) use csv::csv;
use csv::csv_file;
use domain::{Analysis, AnalysisOptions, AnimalRecord, Blinding, StudyRecord, Whom, WorkLine};
pub(super) use key::key_text;
use report::data::{DataTable, TableSource};
use store::{StudyByAnimal, progress};
use study::{arms, cages, cohorts, endings, protocol};

pub use super::files::file_name;
pub use synergy::CombinationArms;

/// A study with more readings is exported as CSV and Parquet without tables of results: they are all that takes memory
/// for the whole of it at once.
const MOST_READINGS_WITH_RESULTS: usize = 100_000;

/// What an export wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Paths of the files.
    pub files: Vec<PathBuf>,
    /// The number of the operation whose state they show.
    pub state: i64,
    /// What differs from the study or is missing, in sentences.
    pub notes: Vec<String>,
}

/// The format of an export, by the program that reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// Spreadsheets, scripts, and import: the tables as text.
    Csv,
    /// Programs for data: the same tables, typed.
    Parquet,
    /// GraphPad Prism: a project of grouped tables and a survival table.
    Prism,
    /// R: the tables, the results, the values as analyzed, and a script that computes the results anew.
    R,
    /// The R package SynergyLMM: all arms, or those of a combination with a script.
    SynergyLmm(Option<CombinationArms>),
    /// PDXNet's tumor volume suite.
    PdxNet,
}

impl Notebook {
    /// Writes a masked study into a folder.
    ///
    /// # Errors
    /// As [`files_of`]; if the study or the folder cannot be used.
    pub fn export(&self, study: &str, format: &Format, to: &Path) -> Result<Exported, Error> {
        progress::begin(format!("reading study {study}"));
        if let Format::Csv | Format::Parquet = format
            && self.readings_of(study)? > MOST_READINGS_WITH_RESULTS
        {
            return self.export_by_animal(study, format, to);
        }
        let (record, state) = self.store().study_and_state(study)?;
        let record = record.masked();
        Ok(Exported {
            files: write_to(to, &files_of(&record, format)?)?,
            state,
            notes: match format {
                Format::PdxNet => pdxnet::notes(&record),
                _ => Vec::new(),
            },
        })
    }

    /// Writes the tables of a study without ever holding more than one animal.
    fn export_by_animal(&self, study: &str, format: &Format, to: &Path) -> Result<Exported, Error> {
        let written = self.store().with_study(study, |by_animal| {
            let record = without_animals(by_animal)?;
            let animals = AnimalsOfFile {
                study: by_animal,
                blinding: record.study.blinding,
            };
            let files = table_files(&record, &animals, format)?;
            Ok::<_, Error>((prepare(to, &files)?, by_animal.operation()))
        })?;
        // Only now is it known that the file stayed as it was while it was read.
        let (files, state) = written?;
        let note = format!(
            "the study has more than {MOST_READINGS_WITH_RESULTS} readings: no tables of results were written"
        );
        Ok(Exported {
            files: files.place()?,
            state,
            notes: vec![note],
        })
    }

    fn readings_of(&self, study: &str) -> Result<usize, Error> {
        let heads = self.store().study_heads()?;
        let head = heads.iter().find(|head| head.name.is(study));
        let extents = self.store().study_extents()?;
        let extent = head.and_then(|head| extents.get(&head.id));
        Ok(extent.map_or(0, |extent| extent.readings))
    }
}

/// A masked study without animals. Masking has to know which animals are in an arm where lines of the work plan are about
/// arms that are not shown, so their readings are left out and not they.
fn without_animals(study: &StudyByAnimal<'_>) -> Result<StudyRecord, store::Error> {
    let mut record = study.without_animals().clone();
    let is_about_arms = |line: &WorkLine| matches!(line.whom, Whom::Arms(_));
    if record.study.blinding == Blinding::BlindedAnimals
        && record.work_lines.iter().any(is_about_arms)
    {
        study.each_animal(|animal| {
            record.animals.push(AnimalRecord {
                animal: animal.animal,
                tumors: Vec::new(),
                weighings: Vec::new(),
                doses: Vec::new(),
                disposition: None,
            });
            Ok::<_, store::Error>(())
        })?;
    }
    let mut record = record.masked();
    record.animals.clear();
    Ok(record)
}

/// The files of a study in memory. The same record and format give the same bytes.
///
/// # Errors
/// If the program was built without the format; for a format of analyzed values, as [`analyze`].
pub fn files_of<'a>(
    record: &'a StudyRecord,
    format: &Format,
) -> Result<Vec<ExportFile<'a>>, Error> {
    Ok(match format {
        Format::Csv | Format::Parquet => {
            let is_open = !record.study.blinding.is_blinded();
            let analysis = is_open.then(|| analyze(record, &AnalysisOptions::default()).ok());
            let results = results::tables(analysis.flatten().as_ref());
            tables_and_results(record, results, format)?
        }
        Format::Prism => vec![prism::file(record)?],
        Format::R => {
            // The values come from the animals themselves.
            let analysis = Analysis {
                curves: Vec::new(),
                exposure: None,
                ..analyze(record, &AnalysisOptions::default())?
            };
            let shown = Some(&analysis).filter(|_| !record.study.blinding.is_blinded());
            let mut files = tables_and_results(record, results::tables(shown), &Format::Csv)?;
            files.extend(rscript::files(record, &analysis)?);
            files
        }
        Format::SynergyLmm(arms) => synergy::files(record, arms.as_ref())?,
        Format::PdxNet => vec![csv_file(pdxnet::table(record)?)],
    })
}

/// The tables of a study and of its results as files.
fn tables_and_results<'a>(
    record: &'a StudyRecord,
    results: [DataTable; 6],
    format: &Format,
) -> Result<Vec<ExportFile<'a>>, Error> {
    let mut files = table_files(record, record, format)?;
    for table in results {
        files.push(table_file(record, Box::new(table), format)?);
    }
    Ok(files)
}

/// The tables of a study as files: Parquet, or CSV for all other formats.
fn table_files<'a>(
    record: &'a StudyRecord,
    animals: &'a dyn AnimalSource,
    format: &Format,
) -> Result<Vec<ExportFile<'a>>, Error> {
    let tables = tables_with(record, animals).map_err(unread)?.into_iter();
    tables
        .map(|table| table_file(record, table, format))
        .collect()
}

fn table_file<'a>(
    record: &'a StudyRecord,
    table: Box<dyn TableSource + 'a>,
    format: &Format,
) -> Result<ExportFile<'a>, Error> {
    match format {
        Format::Parquet => parquet_file(record, table),
        _ => Ok(csv_file(table)),
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
pub fn tables_of(record: &StudyRecord) -> Result<[Box<dyn TableSource + '_>; 12], Error> {
    tables_with(record, record).map_err(unread)
}

/// The tables of a study with these animals. All but readings and doses are in memory: they grow with animals, not with what
/// is recorded of them.
fn tables_with<'a>(
    record: &'a StudyRecord,
    animals: &'a dyn AnimalSource,
) -> io::Result<[Box<dyn TableSource + 'a>; 12]> {
    let (dispositions, exclusions) = endings(record, animals)?;
    let (work_lines, waivers) = work::work(record, animals)?;
    Ok([
        Box::new(protocol(record)),
        Box::new(arms(record)),
        Box::new(cages(record)),
        Box::new(cohorts(record)),
        Box::new(readings::readings(record, animals)),
        Box::new(dispositions),
        Box::new(exclusions),
        Box::new(work_lines),
        Box::new(waivers),
        Box::new(dosing::formulations(record)),
        Box::new(dosing::doses(record, animals)),
        Box::new(dosing::off_treatment(animals)?),
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
