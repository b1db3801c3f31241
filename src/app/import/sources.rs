//! Where an import comes from: files, folders of files, the standard input, or a text that was pasted.

use std::path::{Path, PathBuf};

use crate::file_problems::ImportError;
use crate::study_files::STUDY_FILE;
use domain::{ImportRemedy, printable, tag_order};

/// Endings of the files of a folder that are read. A file that is named is read whatever its ending is.
const TABLES: [&str; 10] = [
    "csv", "tsv", "tab", "txt", "xlsx", "xlsm", "xls", "xlsb", "ods", "pzfx",
];

/// The most files of an import.
const MOST_FILES: usize = 500;

/// What is imported.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sources {
    /// Readings: at least one.
    pub readings: Vec<Source>,
    /// A file of dispositions beside them.
    pub dispositions: Option<PathBuf>,
}

/// One of the sources of readings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A file, a folder, or `-` for the standard input.
    Path(PathBuf),
    /// Rows that were pasted.
    Pasted(String),
}

/// What messages call rows that were pasted.
pub const PASTED: &str = "pasted rows";

impl Sources {
    /// One file or folder.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self {
            readings: vec![Source::Path(path.into())],
            dispositions: None,
        }
    }

    /// The same with a file of dispositions.
    pub fn with_dispositions(self, path: Option<PathBuf>) -> Self {
        Self {
            dispositions: path,
            ..self
        }
    }

    /// The folder that `export` wrote, if that is the only source.
    pub(super) fn exported(&self) -> Option<&Path> {
        match self.readings.as_slice() {
            [Source::Path(path)] if path.join(STUDY_FILE).is_file() => Some(path),
            _ => None,
        }
    }

    /// Files and pasted rows in their order, those of folders by name; and the names of files in folders that are not
    /// read.
    ///
    /// # Errors
    /// If a folder cannot be read, holds no table, or was written by `export` and is not the only source.
    pub(super) fn files(&self) -> Result<(Vec<Source>, Vec<String>), ImportError> {
        let (mut files, mut not_read) = (Vec::new(), Vec::new());
        for source in &self.readings {
            match source {
                Source::Path(path) if path.is_dir() => {
                    let (tables, others) = tables_in(path)?;
                    files.extend(tables.into_iter().map(Source::Path));
                    not_read.extend(others);
                }
                other => files.push(other.clone()),
            }
        }
        if files.len() > MOST_FILES {
            return Err(ImportError::Undecided {
                why: format!(
                    "{} files are more than the {MOST_FILES} of an import",
                    files.len()
                ),
                remedy: "import them in parts".into(),
            });
        }
        Ok((files, not_read))
    }
}

/// The names of the files, the first one where they are many.
impl std::fmt::Display for Sources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.readings.first() {
            Some(Source::Path(path)) => write!(f, "{}", printable(&path.display().to_string()))?,
            Some(Source::Pasted(_)) => f.write_str(PASTED)?,
            None => {}
        }
        match self.readings.len() {
            0 | 1 => Ok(()),
            n => write!(f, " and {} more", n - 1),
        }
    }
}

/// The tables in a folder by name, and the names of other files in it.
fn tables_in(folder: &Path) -> Result<(Vec<PathBuf>, Vec<String>), ImportError> {
    let shown = printable(&folder.display().to_string());
    let refuse = |why: &str, remedy| ImportError::File {
        file: shown.clone(),
        why: why.to_owned(),
        remedy,
    };
    if folder.join(STUDY_FILE).is_file() {
        let why = "an export wrote this folder, and it is imported alone";
        return Err(refuse(why, "import it by itself".into()));
    }
    let unreadable =
        |error: std::io::Error| refuse(&error.to_string(), ImportRemedy::NameFile.into());
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path
            .file_name()
            .map_or(String::new(), |name| name.to_string_lossy().into_owned());
        // Spreadsheet programs lock open files by a hidden one beside it.
        let is_hidden = name.starts_with(['.', '~']);
        if path.is_file() && !is_hidden {
            found.push((name, path));
        }
    }
    found.sort_by(|a, b| tag_order(&a.0, &b.0));
    let is_table = |path: &Path| {
        let ending = path
            .extension()
            .map(|ending| ending.to_string_lossy().to_lowercase());
        ending.is_some_and(|ending| TABLES.contains(&ending.as_str()) || ending == "prism")
    };
    let (tables, others): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|(_, path)| is_table(path));
    if tables.is_empty() {
        let why = format!("the folder holds no table and no {STUDY_FILE}");
        return Err(refuse(&why, ImportRemedy::NameFile.into()));
    }
    let others = others.into_iter().map(|(name, _)| printable(&name));
    Ok((
        tables.into_iter().map(|(_, path)| path).collect(),
        others.collect(),
    ))
}
