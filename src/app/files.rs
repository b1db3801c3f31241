//! Writing files so that each is complete at any moment, also if the program is killed.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::Error;

/// A file that is to be written into a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Why a file could not be written. Files that are there are complete.
#[derive(Debug, thiserror::Error)]
#[error("cannot write `{}`: {cause}", .path.display())]
pub struct ExportError {
    /// The file or folder.
    pub path: PathBuf,
    /// The error of the system.
    pub cause: std::io::Error,
}

impl From<ExportError> for Error {
    fn from(error: ExportError) -> Self {
        Self::state(
            error.to_string(),
            "name a file or folder that is there and may be written",
        )
    }
}

/// Writes files into a folder and answers their paths. The folder is made if it is missing; files of the same name are
/// replaced.
pub fn write_to(folder: &Path, files: &[ExportFile]) -> Result<Vec<PathBuf>, ExportError> {
    std::fs::create_dir_all(folder).map_err(|cause| ExportError {
        path: folder.to_path_buf(),
        cause,
    })?;
    let mut written = Vec::new();
    for file in files {
        let path = folder.join(&file.name);
        write_file(&path, &file.bytes)?;
        written.push(path);
    }
    Ok(written)
}

/// Writes a file under a temporary name and renames it, so that a reader finds either the old or the new one.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), ExportError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let unfinished = path.with_file_name(format!(".{name}.{}.part", std::process::id()));
    let result = write_whole(&unfinished, path, bytes);
    if result.is_err() {
        // The unfinished file is of no use. If it cannot be removed, the first error is the one to report.
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

/// A file name for a study on any system: characters other than letters, digits, `-` and `.` become `_`, dots at the
/// ends are removed, and the name is cut where file systems would refuse it.
pub fn file_name(study: &str) -> String {
    const LONGEST: usize = 120;
    let safe = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.');
    let mut name = String::new();
    for c in study.chars().map(|c| if safe(c) { c } else { '_' }) {
        if name.len() + c.len_utf8() > LONGEST {
            break;
        }
        name.push(c);
    }
    let name = name.trim_matches('.');
    match name.is_empty() {
        true => "study".to_owned(),
        false => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_study_name_gives_a_file_name() {
        for (study, name) in [
            ("KT253-RS411", "KT253-RS411"),
            ("../a/b:c.d", "_a_b_c.d"),
            ("=cmd() \"x\"", "_cmd____x_"),
            ("...", "study"),
            ("דג", "דג"),
        ] {
            assert_eq!(file_name(study), name);
        }
        assert_eq!(file_name(&"é".repeat(200)).len(), 120);
    }
}
