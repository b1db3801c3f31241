//! From sources to typed rows: the files of an import, the file of dispositions beside them, or a folder that
//! `export` wrote.

use std::borrow::Cow;
use std::path::Path;

use super::doubts::{doubt_fractions_of_days, doubt_nothing, doubt_thousands, doubt_values};
use super::field::Field;
use super::headings::{column_of, recognize};
use super::layout::{Table, read_table, read_tables, tables_from_bytes};
use super::mend::{has_headings, join_columns, mend, tags_within_tables};
use super::options::ImportOptions;
use super::outcome::ImportNote;
use super::own;
use super::plan::Input;
use super::rows::{ReadFile, Role, read_rows};
use super::sources::{PASTED, Source, Sources};
use crate::file_problems::ImportError;
use crate::study_files::{DISPOSITIONS_FILE, READINGS_FILE};
use domain::printable;
use store::progress;

/// Reads the files of an import.
///
/// # Errors
///
/// If a file cannot be read at all, or the options leave something open about it. Bad values are no error here: the
/// result holds them, and [`plan`](super::plan()) lists them together with its own.
pub fn read(sources: &Sources, options: &ImportOptions) -> Result<Input, ImportError> {
    let dispositions = sources.dispositions.as_deref();
    if let Some(folder) = sources.exported() {
        return read_folder(folder, dispositions, options);
    }
    let mut files = Vec::new();
    let (readings, not_read) = sources.files()?;
    for source in &readings {
        let tables = match source {
            Source::Path(path) => {
                begin(path);
                read_tables(path, options)?
            }
            Source::Pasted(text) => tables_from_bytes(PASTED, text.as_bytes(), options)?,
        };
        read_tables_into(&mut files, tables, options, Role::Readings)?;
    }
    if let Some(first) = files.first_mut().filter(|_| !not_read.is_empty()) {
        let message = format!(
            "not read, as their names are not those of tables: {}",
            not_read.join(", ")
        );
        first.notes.push(ImportNote::new("files_not_read", message));
    }
    if let Some(path) = dispositions {
        read_dispositions(&mut files, path, options)?;
    }
    doubt_nothing(&mut files, options)?;
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
    let bundle = own::read_bundle(folder)?;
    // Export wrote these files: options for other files do not apply.
    let plain = ImportOptions {
        study: options.study.clone(),
        ..ImportOptions::default()
    };
    let mut files = Vec::new();
    for name in [READINGS_FILE, DISPOSITIONS_FILE] {
        let path = folder.join(name);
        if own::holds_rows(&path) {
            begin(&path);
            let role = match files.is_empty() {
                true => Role::Readings,
                false => Role::Dispositions,
            };
            read_own(&mut files, &path, &plain, role)?;
        }
    }
    if let Some(path) = dispositions {
        read_dispositions(&mut files, path, options)?;
    }
    Ok(Input {
        files,
        bundle: Some(bundle),
    })
}

/// Reads a file that `export` wrote: it is what its headings say.
fn read_own(
    files: &mut Vec<ReadFile>,
    path: &Path,
    options: &ImportOptions,
    role: Role,
) -> Result<(), ImportError> {
    let table = read_table(path, options)?;
    let mut columns = recognize(&table, options)?;
    columns.settle(&table);
    files.push(read_rows(table, columns, options, (files.len(), role))?);
    Ok(())
}

fn read_dispositions(
    files: &mut Vec<ReadFile>,
    path: &Path,
    options: &ImportOptions,
) -> Result<(), ImportError> {
    // Options about columns and sheets are meant for the first file.
    let options = ImportOptions {
        map: Vec::new(),
        leave_out: Vec::new(),
        sheet: None,
        heading_rows: None,
        range: None,
        layout: None,
        ..options.clone()
    };
    begin(path);
    let first = files.len();
    read_tables_into(
        files,
        read_tables(path, &options)?,
        &options,
        Role::Dispositions,
    )?;
    let tells = |file: &ReadFile| file.columns.of(Field::Disposition).is_some();
    match files[first..].iter().any(tells) {
        true => Ok(()),
        false => Err(ImportError::File {
            file: printable(&path.display().to_string()),
            why: "no column contains the disposition".into(),
            remedy: "give it the columns animal, day, disposition and reason".into(),
        }),
    }
}

/// Names the stage that reads a file.
fn begin(path: &Path) {
    // Nobody wants a line of progress in between what is being typed.
    if path != Path::new("-") {
        progress::begin(format!("reading `{}`", path.display()));
    }
}

/// Reads a text that is not in a file.
pub fn read_text(
    files: &mut Vec<ReadFile>,
    name: &str,
    text: &str,
    options: &ImportOptions,
    role: Role,
) -> Result<(), ImportError> {
    let tables = tables_from_bytes(name, text.as_bytes(), options)?;
    read_tables_into(files, tables, options, role)
}

/// Reads tables, and adds them to those of the import.
pub fn read_tables_into(
    files: &mut Vec<ReadFile>,
    tables: Vec<Table>,
    options: &ImportOptions,
    role: Role,
) -> Result<(), ImportError> {
    let several = tables.len() > 1;
    if let (true, Some(first)) = (several, tables.first()) {
        must_be_somewhere(&tables, first, options)?;
    }
    for mut table in tables {
        let of_table = match several {
            true => of_table(&table, options),
            false => Cow::Borrowed(options),
        };
        let options = of_table.as_ref();
        join_columns(&mut table, options)?;
        let mut columns = recognize(&table, options)?;
        mend(&mut table, &mut columns, options)?;
        doubt_thousands(&table, &columns, options)?;
        doubt_fractions_of_days(&table, &columns, options)?;
        let file = read_rows(table, columns, options, (files.len(), role))?;
        doubt_values(&file, options)?;
        files.push(file);
    }
    tags_within_tables(files)
}

/// The options of one of several tables: without those about headings that only others have.
fn of_table<'o>(table: &Table, options: &'o ImportOptions) -> Cow<'o, ImportOptions> {
    let is_here = |heading: &str| has_headings(table, heading);
    let all_here = options.map.iter().all(|(_, heading)| is_here(heading))
        && options.leave_out.iter().all(|heading| is_here(heading));
    if all_here {
        return Cow::Borrowed(options);
    }
    let mut own = options.clone();
    own.map.retain(|(_, heading)| is_here(heading));
    own.leave_out.retain(|heading| is_here(heading));
    Cow::Owned(own)
}

/// Refuses a heading that no table has.
fn must_be_somewhere(
    tables: &[Table],
    first: &Table,
    options: &ImportOptions,
) -> Result<(), ImportError> {
    let mapped = options.map.iter().map(|(_, heading)| heading);
    let mut named = mapped.chain(&options.leave_out);
    let missing = named.find(|heading| !tables.iter().any(|table| has_headings(table, heading)));
    missing.map_or(Ok(()), |heading| column_of(first, heading).map(|_| ()))
}
