//! From a path to typed rows: the file of an import, the file of dispositions beside it, or a folder that
//! `export` wrote.

use std::path::Path;

use super::field::Field;
use super::headings::recognize;
use super::layout::{Table, read_table, table_from_bytes};
use super::options::ImportOptions;
use super::own;
use super::plan::Input;
use super::rows::{ReadFile, read_rows};
use crate::file_problems::ImportError;
use crate::study_files::{DISPOSITIONS_FILE, READINGS_FILE, STUDY_FILE};
use domain::{ImportRemedy, printable};
use store::progress;

/// Reads the file of an import, and the file of dispositions beside it. `path` is a CSV or Excel
/// file, `-` for the standard input, or a folder that `export` wrote.
///
/// # Errors
///
/// If a file cannot be read at all, or the options leave something open about it. Bad values are no error here: the
/// result holds them, and [`plan`](super::plan()) lists them together with its own.
pub fn read(
    path: &Path,
    dispositions: Option<&Path>,
    options: &ImportOptions,
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
    options: &ImportOptions,
) -> Result<Input, ImportError> {
    if !folder.join(STUDY_FILE).is_file() {
        return Err(ImportError::File {
            file: printable(&folder.display().to_string()),
            why: format!("the folder holds no {STUDY_FILE}"),
            remedy: ImportRemedy::NameFile.into(),
        });
    }
    let bundle = own::read_bundle(folder)?;
    // Export wrote these files: options for other files do not apply.
    let plain = ImportOptions {
        study: options.study.clone(),
        ..ImportOptions::default()
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
    options: &ImportOptions,
) -> Result<Option<ReadFile>, ImportError> {
    let Some(path) = path else { return Ok(None) };
    // Options about columns and sheets are meant for the first file.
    let options = ImportOptions {
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
            why: "no column contains the disposition".into(),
            remedy: "give it the columns animal, day, disposition and reason".into(),
        }),
    }
}

fn read_file(path: &Path, options: &ImportOptions, number: usize) -> Result<ReadFile, ImportError> {
    // Nobody wants a line of progress in between what is being typed.
    if path != Path::new("-") {
        progress::begin(format!("reading `{}`", path.display()));
    }
    read_columns(read_table(path, options)?, options, number)
}

/// Reads a text that is not in a file; `number` is its index among the files of the import.
pub fn read_text(
    name: &str,
    text: &str,
    options: &ImportOptions,
    number: usize,
) -> Result<ReadFile, ImportError> {
    let table = table_from_bytes(name, text.as_bytes(), options)?;
    read_columns(table, options, number)
}

fn read_columns(
    table: Table,
    options: &ImportOptions,
    number: usize,
) -> Result<ReadFile, ImportError> {
    let columns = recognize(&table, options)?;
    read_rows(table, columns, options, number)
}
