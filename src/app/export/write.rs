//! Files into a folder, whole or not at all.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::ExportFile;

/// Why an export failed. The files that are there are whole.
#[derive(Debug, thiserror::Error)]
#[error("cannot write `{}`: {cause}", .path.display())]
pub struct ExportError {
    /// The file or folder.
    pub path: PathBuf,
    /// What the system said.
    pub cause: std::io::Error,
}

/// Writes files into a folder, which is made if it is missing, and answers their paths. Files of
/// those names are replaced; each is whole at any moment.
pub fn write_to(folder: &Path, files: &[ExportFile]) -> Result<Vec<PathBuf>, ExportError> {
    let failed = |path: &Path| {
        let path = path.to_path_buf();
        move |cause| ExportError { path, cause }
    };
    std::fs::create_dir_all(folder).map_err(failed(folder))?;
    let mut written = Vec::new();
    for file in files {
        let path = folder.join(&file.name);
        let unfinished = folder.join(format!(".{}.{}.part", file.name, std::process::id()));
        let result = write_whole(&unfinished, &path, &file.bytes);
        if result.is_err() {
            // What is left of a failed write is of no use; that it cannot be removed is no news.
            let _ = std::fs::remove_file(&unfinished);
        }
        result.map_err(failed(&path))?;
        written.push(path);
    }
    Ok(written)
}

fn write_whole(unfinished: &Path, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = std::fs::File::create(unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    std::fs::rename(unfinished, path)
}
