//! A file for what a user has typed but not saved yet, so that a killed program loses at most the field being typed.
//! It is a convenience, not a record: nothing of it enters the study unless the user saves it, and a file that cannot
//! be parsed is ignored.
//!
//! There is one file per notebook and author, in the state folder of the user, readable by that user only. The screens
//! decide what is in it.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use etcetera::{BaseStrategy, choose_base_strategy};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use super::Error;
use domain::Label;
use store;

/// The file that keeps a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionFile {
    path: PathBuf,
}

impl SessionFile {
    /// The file for this notebook and author, in the state folder of the user, or in the data folder on a platform
    /// without one. The file is not made yet.
    ///
    /// # Errors
    /// If the user has no home folder.
    pub fn for_notebook(notebook: &Path, author: &Label) -> Result<Self, Error> {
        let folders = choose_base_strategy().map_err(|e| {
            Error::state(
                format!("the folder for unfinished entries is unknown ({e})"),
                "set XDG_STATE_HOME or HOME to a folder of yours",
            )
        })?;
        let folder = folders.state_dir().unwrap_or_else(|| folders.data_dir());
        Self::in_folder(&folder.join("graftbook"), notebook, author)
    }

    /// The file for this notebook and author, in this folder.
    pub fn in_folder(folder: &Path, notebook: &Path, author: &Label) -> Result<Self, Error> {
        let notebook = std::path::absolute(notebook).map_err(|e| unwritable(notebook, &e))?;
        let mut hash = Sha256::new();
        hash.update(notebook.as_os_str().as_encoded_bytes());
        hash.update([0]);
        hash.update(author.as_str());
        let digits: String = hash.finalize()[..8]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Ok(Self {
            path: folder.join(format!("{digits}.json")),
        })
    }

    /// The path of the file, which need not exist.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The saved value; none if there is no file, or it holds no `T`.
    pub fn load<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&fs::read(&self.path).ok()?).ok()
    }

    /// Replaces the saved value. When it returns, the value is on disk; if the program is killed before, the file has
    /// either the old or the new value.
    pub fn save<T: Serialize>(&self, value: &T) -> Result<(), Error> {
        // Two programs that save at once must not write into the same temporary file.
        let part = self
            .path
            .with_extension(format!("{}.part", std::process::id()));
        let written = serde_json::to_vec(value)
            .map_err(std::io::Error::from)
            .and_then(|bytes| {
                let mut file = private_file(&part)?;
                file.write_all(&bytes)?;
                file.sync_data()?;
                fs::rename(&part, &self.path)
            });
        written.map_err(|e| {
            // The unfinished file is of no use. If it cannot be removed, the first error is the one to report.
            let _ = fs::remove_file(&part);
            unwritable(&self.path, &e)
        })
    }

    /// Removes the file; no error if there is none.
    pub fn clear(&self) -> Result<(), Error> {
        match fs::remove_file(&self.path) {
            Err(e) if e.kind() != ErrorKind::NotFound => Err(unwritable(&self.path, &e)),
            _ => Ok(()),
        }
    }
}

fn unwritable(path: &Path, why: &std::io::Error) -> Error {
    Error::Store(store::Error::Unwritable {
        path: path.to_owned(),
        why: why.to_string(),
    })
}

/// Makes an empty file that only the user can read, and its folder if it is missing.
fn private_file(path: &Path) -> std::io::Result<File> {
    let (mut folder, mut file) = (DirBuilder::new(), OpenOptions::new());
    folder.recursive(true);
    file.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        folder.mode(0o700);
        file.mode(0o600);
    }
    match file.open(path) {
        Err(e) if e.kind() == ErrorKind::NotFound => {
            path.parent()
                .map_or(Ok(()), |parent| folder.create(parent))?;
            file.open(path)
        }
        opened => opened,
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Kept {
        animal: String,
        length: Option<String>,
    }

    fn kept(length: &str) -> Kept {
        Kept {
            animal: "C04-214".into(),
            length: Some(length.into()),
        }
    }

    fn author(name: &str) -> Label {
        Label::new("author", name).unwrap()
    }

    fn session(folder: &Path) -> SessionFile {
        SessionFile::in_folder(folder, Path::new("lab.db"), &author("M. Meier")).unwrap()
    }

    #[test]
    fn saved_session_survives_a_kill() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("state/graftbook");
        let first = session(&folder);
        first.clear().unwrap();
        assert_eq!(first.load::<Kept>(), None);
        first.save(&kept("12.4")).unwrap();
        first.save(&kept("12.5")).unwrap();
        // Killed while it wrote the next one.
        fs::write(first.path().with_extension("77.part"), "{\"animal\":\"C0").unwrap();
        let again = session(&folder);
        assert_eq!(again.load(), Some(kept("12.5")));
        again.save(&kept("12.6")).unwrap();
        assert_eq!(again.load(), Some(kept("12.6")));
        again.clear().unwrap();
        assert_eq!(again.load::<Kept>(), None);
    }

    #[test]
    fn damaged_or_foreign_session_file_is_ignored() {
        let dir = tempfile::tempdir().unwrap();
        let session = session(dir.path());
        for text in [
            "",
            "{\"animal\":\"C0",
            "[1, 2]",
            "\u{0}\u{1}",
            "{\"size\": 3}",
        ] {
            fs::write(session.path(), text).unwrap();
            assert_eq!(session.load::<Kept>(), None, "{text:?}");
        }
        fs::remove_file(session.path()).unwrap();
        fs::create_dir(session.path()).unwrap();
        assert_eq!(session.load::<Kept>(), None);
        let error = session.save(&kept("12.4")).unwrap_err();
        assert!(error.to_string().contains("cannot be written"), "{error}");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn sessions_are_separate_per_notebook_and_author() {
        let path = |notebook: &str, name| {
            let folder = Path::new("/state");
            let found = SessionFile::in_folder(folder, Path::new(notebook), &author(name));
            found.unwrap().path().to_owned()
        };
        let here = path("lab.db", "A");
        let full = std::path::absolute("lab.db").unwrap();
        assert_eq!(here, path(full.to_str().unwrap(), "A"));
        assert_ne!(here, path("lab.db", "B"));
        assert_ne!(here, path("other.db", "A"));
        let name = here.file_stem().unwrap().to_str().unwrap();
        assert_eq!(name.len(), 16);
    }

    #[cfg(unix)]
    #[test]
    fn session_file_is_private_to_the_user() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("graftbook");
        let session = session(&folder);
        session.save(&kept("12.4")).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(session.path())), (0o700, 0o600));
    }

    /// The environment is a whole process's: this test runs itself once more with another one.
    #[cfg(unix)]
    #[test]
    fn session_uses_the_state_folder_of_the_environment() {
        const WITHIN: &str = "GRAFTBOOK_TEST_STATE_HOME";
        if let Some(folder) = std::env::var_os(WITHIN) {
            let session = SessionFile::for_notebook(Path::new("lab.db"), &author("A")).unwrap();
            let expected = Path::new(&folder).join("graftbook");
            assert_eq!(session.path().parent(), Some(expected.as_path()));
            session.save(&kept("12.4")).unwrap();
            return;
        }
        let dir = tempfile::tempdir().unwrap();
        for (variable, inner) in [("XDG_STATE_HOME", ""), ("HOME", ".local/state")] {
            let home = dir.path().join(variable);
            let state = home.join(inner);
            let ran = std::process::Command::new(std::env::current_exe().unwrap())
                .args([
                    "--exact",
                    "session::tests::session_uses_the_state_folder_of_the_environment",
                ])
                .env_remove("XDG_STATE_HOME")
                .env("HOME", dir.path())
                .env(variable, &home)
                .env(WITHIN, &state)
                .output()
                .unwrap();
            assert!(ran.status.success(), "{variable}: {ran:?}");
            assert_eq!(fs::read_dir(state.join("graftbook")).unwrap().count(), 1);
        }
    }
}
