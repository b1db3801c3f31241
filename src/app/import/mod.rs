//! Import: a file of readings, tidy or wide, as CSV or Excel, becomes a plan of what to make.
//!
//! The steps are pure and each has a file: bytes -> table (`source`), headings -> fields
//! (`headings`, `wide`), cells -> typed rows (`rows`), rows and the studies that exist -> what is to
//! be made (`plan`). Every step collects all its problems; nothing is guessed, clipped or dropped
//! in silence. Only the last one (`write`) touches the notebook: it writes the plan as one operation.

mod cells;
mod column;
mod field;
mod headings;
mod observe;
mod options;
mod outcome;
mod own;
mod plan;
mod problem;
mod rows;
mod source;
mod wide;
mod write;

pub(crate) use cells::needs_guard;
pub(crate) use column::read_columns_of;
pub use field::Field;
pub use options::{DateFormat, Options, WideValue, parse_map};
pub use outcome::{Counts, Disagreement, ImportOutcome, Note, StudyOutcome};
pub use own::{Bundle, ExclusionLine};
pub use plan::{ImportPlan, Input, StudyPlan, plan};
pub use problem::{ColumnPlace, Effect, ImportError, Place, Problem};
pub use rows::{ReadFile, TidyRow};
pub use source::{Cell, MAX_BYTES, MAX_COLUMNS, MAX_ROWS};
pub use write::{Progress, dry_run};

use source::Table;
use std::path::Path;

use crate::export::{DISPOSITIONS_FILE, READINGS_FILE, STUDY_FILE};
use domain::{ImportRemedy, printable};

/// Reads the file of an import, and the file of dispositions beside it. `path` is a CSV or Excel
/// file, `-` for the standard input, or a folder that `export` wrote.
///
/// # Errors
///
/// A file that cannot be taken at all, or what the options must still say about it. Bad values are
/// no error here: they are in the answer, for [`plan`] to list together with its own.
pub fn read(
    path: &Path,
    dispositions: Option<&Path>,
    options: &Options,
) -> Result<Input, ImportError> {
    if path.is_dir() {
        return read_folder(path, dispositions, options);
    }
    let mut files = vec![read_file(path, options, 0)?];
    files.extend(read_dispositions(dispositions, options)?);
    Ok(Input {
        files,
        bundle: None,
    })
}

fn read_folder(
    folder: &Path,
    dispositions: Option<&Path>,
    options: &Options,
) -> Result<Input, ImportError> {
    if !folder.join(STUDY_FILE).is_file() {
        return Err(ImportError::File {
            file: printable(&folder.display().to_string()),
            why: format!("the folder holds no {STUDY_FILE}"),
            remedy: ImportRemedy::NameFile.into(),
        });
    }
    let bundle = own::read_bundle(folder)?;
    // The files are as export writes them, whatever is said about others.
    let plain = Options {
        study: options.study.clone(),
        ..Options::default()
    };
    let mut files = Vec::new();
    let readings = folder.join(READINGS_FILE);
    if own::holds_rows(&readings) {
        files.push(read_file(&readings, &plain, 0)?);
    }
    let own_dispositions = folder.join(DISPOSITIONS_FILE);
    if own::holds_rows(&own_dispositions) {
        files.push(read_file(&own_dispositions, &plain, files.len())?);
    }
    if let Some(path) = dispositions {
        files.push(read_file(path, options, files.len())?);
    }
    Ok(Input {
        files,
        bundle: Some(bundle),
    })
}

fn read_dispositions(
    path: Option<&Path>,
    options: &Options,
) -> Result<Option<ReadFile>, ImportError> {
    let Some(path) = path else { return Ok(None) };
    // What was said about the columns of the first file need not hold for the second.
    let options = Options {
        map: Vec::new(),
        sheet: None,
        header_row: None,
        ..options.clone()
    };
    let file = read_file(path, &options, 1)?;
    match file.columns.of(Field::Disposition) {
        Some(_) => Ok(Some(file)),
        None => Err(ImportError::File {
            file: printable(&path.display().to_string()),
            why: "no column tells the disposition".into(),
            remedy: "give it the columns animal, day, disposition and reason".into(),
        }),
    }
}

fn read_file(path: &Path, options: &Options, number: usize) -> Result<ReadFile, ImportError> {
    read_columns(source::read_table(path, options)?, options, number)
}

/// Reads text that is no file; `number` is its place among the files of the import.
pub(crate) fn read_text(
    name: &str,
    text: &str,
    options: &Options,
    number: usize,
) -> Result<ReadFile, ImportError> {
    let table = source::table_from_bytes(name, text.as_bytes(), options)?;
    read_columns(table, options, number)
}

fn read_columns(table: Table, options: &Options, number: usize) -> Result<ReadFile, ImportError> {
    let columns = headings::recognize(&table, options)?;
    rows::read_rows(table, columns, options, number)
}

#[cfg(test)]
mod tests;
