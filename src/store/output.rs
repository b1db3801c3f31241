//! Files that leave the notebook: reports, figures, exports, keys, lists, copies. All are made here, so
//! that one rule holds for each: **no database and no journal of one is ever overwritten**, whatever its
//! name, and whoever reads a file finds it whole.
//!
//! A file is written under a temporary name, `.NAME.graftbook-NUMBER.part`, and renamed. A program that is
//! interrupted removes it ([`abandon`]). One that is killed leaves it; who next writes to that folder removes it.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, IntoInnerError, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{interruption, progress};

/// Files of this program that are not whole yet.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Is held while several files are put in place.
static PLACING: Mutex<()> = Mutex::new(());

fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Holds off [`abandon`] until the guard is dropped, so that of several files all are put in place or none.
pub fn placing() -> impl Drop {
    locked(&PLACING)
}

/// Removes all files that are not whole yet, for a program that ends at once: no thread can begin another one
/// afterwards.
pub fn abandon() {
    let (placing, unfinished) = (locked(&PLACING), locked(&UNFINISHED));
    for path in unfinished.iter() {
        // There is nobody left to tell, and one that was not begun yet is not there.
        let _ = fs::remove_file(path);
    }
    std::mem::forget((placing, unfinished));
}

/// An empty file in a place where nothing stood, which a result is written into later. It is removed unless that
/// happens.
pub struct ReservedFile {
    file: File,
    path: PathBuf,
}

impl ReservedFile {
    /// Makes the file.
    ///
    /// # Errors
    /// Something stands there; what the system says.
    pub fn create(path: &Path) -> io::Result<Self> {
        // Listed under the same lock under which it is made, so that none is made and not listed.
        let mut unfinished = locked(&UNFINISHED);
        let file = File::create_new(path)?;
        let path = path.to_owned();
        unfinished.insert(path.clone());
        Ok(Self { file, path })
    }

    /// Writes its content.
    ///
    /// # Errors
    /// What the system says; the file is removed then.
    pub fn fill(mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.file.sync_all()?;
        locked(&UNFINISHED).remove(&self.path);
        Ok(())
    }
}

impl Drop for ReservedFile {
    fn drop(&mut self) {
        if locked(&UNFINISHED).remove(&self.path) {
            // It is of no use, and the error that led here is told.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Writes a file, in the place of one of that name if there is one. If the program is killed, either
/// the old or the new file stands there, whole.
///
/// # Errors
/// A database, or a journal of one, stands there; or what the system says.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    PreparedFile::write(path, |out| out.write_all(bytes))?.place()
}

/// A file that is whole under a temporary name; removed unless it is put in place.
pub struct PreparedFile(TemporaryFile);

impl PreparedFile {
    /// Has a file written part by part, so that it need not be in memory. What stands at `path` stays.
    ///
    /// # Errors
    /// A database, or a journal of one, stands there; what the system says; those of `write`.
    pub fn write(
        path: &Path,
        write: impl FnOnce(&mut BufWriter<Interruptible>) -> io::Result<()>,
    ) -> io::Result<Self> {
        must_not_be_database(path)?;
        progress::begin(format!("writing `{}`", path.display()));
        let part = TemporaryFile::of(path);
        let mut out = BufWriter::new(Interruptible(File::create(part.path())?));
        write(&mut out)?;
        // Its errors would be lost if it were dropped.
        out.into_inner().map_err(IntoInnerError::into_error)?;
        Ok(Self(part))
    }

    /// Puts it in place, over what stands there.
    ///
    /// # Errors
    /// What the system says: then what stood there stays.
    pub fn place(self) -> io::Result<()> {
        self.0.replace()
    }
}

/// A file of which nothing more is written once the program is asked to stop.
pub struct Interruptible(File);

impl Write for Interruptible {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        interruption::check().map_err(io::Error::other)?;
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Appends a line to a text file, which is made if it is missing; when this returns, it is on disk.
///
/// # Errors
/// A database, or a journal of one, stands there; or what the system says.
pub fn append(path: &Path, line: &str) -> io::Result<()> {
    must_not_be_database(path)?;
    let mut file = File::options().append(true).create(true).open(path)?;
    file.write_all(line.as_bytes())?;
    file.sync_all()
}

/// Refuses a file that is a database or the journal of one, also by way of a link.
pub fn must_not_be_database(path: &Path) -> io::Result<()> {
    const BEGINNINGS: [&[u8]; 4] = [
        b"SQLite format 3\0",
        // Journals: written ahead, in either order of bytes; for going back.
        &[0x37, 0x7f, 0x06, 0x82],
        &[0x37, 0x7f, 0x06, 0x83],
        &[0xd9, 0xd5, 0x05, 0xf9],
    ];
    // What is no file, as a pipe, cannot be replaced, and opening it would wait.
    if !fs::metadata(path).is_ok_and(|found| found.is_file()) {
        return Ok(());
    }
    let mut beginning = Vec::new();
    File::open(path)?.take(16).read_to_end(&mut beginning)?;
    if BEGINNINGS.iter().any(|magic| beginning.starts_with(magic)) {
        let why = "it is a database, such as a notebook, and none is overwritten";
        return Err(io::Error::new(ErrorKind::AlreadyExists, why));
    }
    Ok(())
}

/// The temporary name of a file that is being made beside it; removed unless it is put in place.
pub(super) struct TemporaryFile {
    path: PathBuf,
    to: PathBuf,
}

const ENDING: &str = ".part";
const OURS: &str = ".graftbook-";

/// A program writes to its temporary file at least once in this time.
const ABANDONED_AFTER: Duration = Duration::from_secs(3600);

impl TemporaryFile {
    /// Two programs that write one file at once have different ones.
    pub fn of(to: &Path) -> Self {
        let name = to.file_name().unwrap_or_default().to_os_string();
        let mut part = std::ffi::OsString::from(".");
        part.push(name);
        part.push(format!("{OURS}{}{ENDING}", std::process::id()));
        let path = to.with_file_name(part);
        locked(&UNFINISHED).insert(path.clone());
        Self {
            path,
            to: to.to_owned(),
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes it durable and puts it in place, over what stands there.
    pub fn replace(self) -> io::Result<()> {
        self.finish()?;
        fs::rename(&self.path, &self.to)?;
        sync_folder(&self.to);
        Ok(())
    }

    /// Makes it durable and puts it where nothing stands.
    pub fn place(self) -> io::Result<()> {
        self.finish()?;
        match fs::hard_link(&self.path, &self.to) {
            Err(e) if e.kind() == ErrorKind::AlreadyExists || self.to.exists() => {
                return Err(ErrorKind::AlreadyExists.into());
            }
            // Not every file system has links.
            Err(_) => fs::rename(&self.path, &self.to)?,
            Ok(()) => {}
        }
        sync_folder(&self.to);
        Ok(())
    }

    fn finish(&self) -> io::Result<()> {
        File::open(&self.path)?.sync_all()?;
        // What cannot be removed does no harm here.
        let _ = self.remove_abandoned();
        Ok(())
    }

    /// Removes what programs that were killed have left in the folder.
    fn remove_abandoned(&self) -> io::Result<()> {
        // The time by the clock of the disk, which need not be that of this machine.
        let now = fs::metadata(&self.path)?.modified()?;
        for entry in fs::read_dir(folder(&self.path))? {
            let entry = entry?;
            let modified = entry.metadata()?.modified()?;
            let age = now.duration_since(modified).unwrap_or_default();
            if is_part(&entry.file_name().to_string_lossy()) && age > ABANDONED_AFTER {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        locked(&UNFINISHED).remove(&self.path);
        // It may have been put in place; if not, it is of no use, and the error that led here is told.
        let _ = fs::remove_file(&self.path);
    }
}

fn is_part(name: &str) -> bool {
    let inner = name
        .strip_prefix('.')
        .and_then(|name| name.strip_suffix(ENDING));
    let number = inner.and_then(|inner| inner.rsplit_once(OURS));
    number.is_some_and(|(_, n)| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

fn folder(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Makes names in the folder of a file durable, where the system can.
pub(super) fn sync_folder(of: &Path) {
    let _ = File::open(folder(of)).and_then(|folder| folder.sync_all());
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    #[test]
    fn databases_and_their_journals_are_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("report.html");
        for (beginning, refused) in [
            (&b"SQLite format 3\0and more"[..], true),
            (&[0x37, 0x7f, 0x06, 0x82, 0, 0], true),
            (&[0xd9, 0xd5, 0x05, 0xf9, 0x20], true),
            (b"SQLite format 2", false),
            (b"<html>", false),
            (b"", false),
        ] {
            fs::write(&path, beginning).unwrap();
            assert_eq!(replace(&path, b"new").is_err(), refused);
            let expected = if refused { beginning } else { b"new" };
            assert_eq!(fs::read(&path).unwrap(), expected);
            assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        }
    }

    #[test]
    fn file_that_cannot_be_written_whole_leaves_the_former_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("readings.csv");
        fs::write(&path, b"former").unwrap();
        let failed = PreparedFile::write(&path, |out| {
            out.write_all(&[b'x'; 100_000])?;
            Err(ErrorKind::StorageFull.into())
        });
        assert!(failed.is_err());
        assert_eq!(fs::read(&path).unwrap(), b"former");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    #[cfg(unix)]
    fn link_to_a_database_is_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let (db, link) = (dir.path().join("n.db"), dir.path().join("r.html"));
        fs::write(&db, "SQLite format 3\0").unwrap();
        std::os::unix::fs::symlink(&db, &link).unwrap();
        replace(&link, b"new").unwrap_err();
        assert_eq!(fs::read(&link).unwrap(), b"SQLite format 3\0");
    }

    #[test]
    fn abandoned_temporary_files_are_removed_and_no_others() {
        let dir = tempfile::tempdir().unwrap();
        let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        for (name, age) in [
            (".copy.db.graftbook-17.part", Some(old)),
            (".R.html.graftbook-18.part", Some(old)),
            (".copy.db.graftbook-19.part", None),
            ("copy.db.17.part", Some(old)),
            (".graftbook-.part", Some(old)),
        ] {
            let file = File::create(dir.path().join(name)).unwrap();
            if let Some(age) = age {
                file.set_modified(age).unwrap();
            }
        }
        replace(&dir.path().join("new.csv"), b"new").unwrap();
        let mut left: Vec<_> = fs::read_dir(dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(
            left,
            [
                ".copy.db.graftbook-19.part",
                ".graftbook-.part",
                "copy.db.17.part",
                "new.csv"
            ]
        );
    }
}
