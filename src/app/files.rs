//! Writing files so that each is complete at any moment, also if the program is killed.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Error;
use store::output::{self, PreparedFile};

/// A file that is to be written into a folder. Its content is made while it is written.
pub struct ExportFile<'a> {
    pub name: String,
    content: Box<Content<'a>>,
}

/// Writes the content of a file.
type Content<'a> = dyn Fn(&mut (dyn Write + Send)) -> io::Result<()> + 'a;

impl<'a> ExportFile<'a> {
    pub fn new(
        name: String,
        content: impl Fn(&mut (dyn Write + Send)) -> io::Result<()> + 'a,
    ) -> Self {
        Self {
            name,
            content: Box::new(content),
        }
    }

    /// Writes the content; it is the same each time.
    pub fn write(&self, out: &mut (dyn Write + Send)) -> io::Result<()> {
        (self.content)(out)
    }
}

/// Why a file could not be written. Files that are there are complete.
#[derive(Debug, thiserror::Error)]
#[error("cannot write `{}`: {cause}", .path.display())]
pub struct ExportError {
    /// The file or folder.
    pub path: PathBuf,
    /// The error of the system.
    pub cause: io::Error,
}

impl From<ExportError> for Error {
    fn from(error: ExportError) -> Self {
        let why = error.to_string();
        // What is written is read meanwhile.
        let cause = match error.cause.downcast::<store::Error>() {
            Ok(unread) => return unread.into(),
            Err(cause) => cause,
        };
        cause.downcast::<Self>().unwrap_or_else(|_| {
            Self::state(
                why,
                "name a file or folder that is there and may be written",
            )
        })
    }
}

/// Writes files into a folder and answers their paths. The folder is made if it is missing; files of the same name are
/// replaced.
pub fn write_to(folder: &Path, files: &[ExportFile<'_>]) -> Result<Vec<PathBuf>, ExportError> {
    prepare(folder, files)?.place()
}

/// Files that are whole under temporary names.
#[derive(Default)]
pub struct PreparedFiles {
    files: Vec<(PathBuf, PreparedFile)>,
    /// Dropped after the files.
    _folder: Option<MadeFolder>,
}

/// A folder that was made for files. It goes with its value if it is still empty then.
struct MadeFolder(PathBuf);

impl Drop for MadeFolder {
    fn drop(&mut self) {
        // Refused where there is a file in it, as there should be.
        let _ = std::fs::remove_dir(&self.0);
    }
}

/// Writes files under temporary names, so that one that cannot be written keeps all others from being replaced.
pub fn prepare(folder: &Path, files: &[ExportFile<'_>]) -> Result<PreparedFiles, ExportError> {
    let is_new = !folder.exists();
    std::fs::create_dir_all(folder).map_err(failed(folder))?;
    let made = is_new.then(|| MadeFolder(folder.to_owned()));
    let paths: Vec<_> = files.iter().map(|file| folder.join(&file.name)).collect();
    for path in &paths {
        output::must_not_be_database(path).map_err(failed(path))?;
    }
    let written = paths.into_iter().zip(files).map(|(path, file)| {
        let written = PreparedFile::write(&path, |out| file.write(out)).map_err(failed(&path))?;
        Ok((path, written))
    });
    Ok(PreparedFiles {
        files: written.collect::<Result<_, _>>()?,
        _folder: made,
    })
}

impl PreparedFiles {
    /// Adds a file to them.
    pub fn add(&mut self, path: &Path, bytes: &[u8]) -> Result<(), ExportError> {
        let written =
            PreparedFile::write(path, |out| out.write_all(bytes)).map_err(failed(path))?;
        self.files.push((path.to_owned(), written));
        Ok(())
    }

    /// Puts them in place, in order, and answers their paths.
    pub fn place(self) -> Result<Vec<PathBuf>, ExportError> {
        let _together = output::placing();
        let placed = self.files.into_iter().map(|(path, file)| {
            file.place().map_err(failed(&path))?;
            Ok(path)
        });
        placed.collect()
    }
}

fn failed(path: &Path) -> impl Fn(io::Error) -> ExportError {
    let path = path.to_path_buf();
    move |cause| ExportError {
        path: path.clone(),
        cause,
    }
}

/// Writes a file whole, in the place of one of that name; never over a database.
pub fn write_file(
    path: &Path,
    content: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> Result<(), ExportError> {
    let written = PreparedFile::write(path, |out| content(out));
    let placed = written.and_then(PreparedFile::place);
    placed.map_err(failed(path))
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
