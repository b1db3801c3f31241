//! Putting a backup in the place of a notebook that is damaged, lost, or to be given up.
//!
//! Nothing is overwritten: the notebook gets another name, `NAME.replaced-1`, its journal and index with
//! it, and can be opened under that name. The backup is verified before, and copied, so that it stays.
//!
//! A program that is killed leaves the old or the new notebook:
//! 1. the copy is made under a temporary name;
//! 2. old file, journal and index get their new names in addition to the old ones (links);
//! 3. the copy is renamed to the notebook: from here on it is the new one;
//! 4. the old names of journal and index are removed. If step 4 is not reached, the journal is
//!    another file's, and the next opening finds that it has its new name already ([`finish_interrupted`]).

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::held::{Held, identity};
use super::journal::{self, with_ending};
use super::open::full;
use super::output::{self, TemporaryFile, sync_folder};
use super::{Error, Store, Verdict, backup};

/// What a restoration did.
#[derive(Debug, Clone)]
pub struct Restored {
    /// The new name of the former file; none where there was none.
    pub set_aside: Option<PathBuf>,
    /// How many operations the notebook has now.
    pub operations: i64,
    /// Fingerprint of its newest operation; none in an empty notebook.
    pub fingerprint: Option<String>,
}

/// What SQLite keeps beside a file: journal, index of it, and the journal of the usual kind.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

impl Store {
    /// Puts a verified copy of `backup` in the place of the notebook `path`, which need not exist, and
    /// sets that aside.
    ///
    /// # Errors
    /// The backup does not hold; the notebook is open in another program, or is the backup itself.
    /// All files are left as they were.
    pub fn restore(backup: &Path, path: &Path) -> Result<Restored, Error> {
        let to = journal::resolved(&full(path)?);
        if fs::metadata(&to).is_ok_and(|found| found.is_dir()) {
            return Err(Error::Folder(path.to_owned()));
        }
        let refused = |why: String| Error::NotRestored {
            backup: backup.to_owned(),
            why,
        };
        if is_same_file(backup, &to) {
            return Err(refused("it is the notebook itself".into()));
        }
        let (source, verdict) = verified(backup).map_err(refused)?;
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).map_err(|e| unwritable(folder, &e))?;
        }
        let locked = lock(path, &to)?;
        let copy = backup::copy_beside(&source.conn, &to).map_err(|e| e.at(path))?;
        let copied = Self::open_to_verify(copy.path())?.fingerprint()?;
        if copied != verdict.fingerprint {
            return Err(refused("another program is writing to it".into()));
        }
        let set_aside = put_in_place(copy, &to).map_err(|e| unwritable(path, &e))?;
        drop(locked);
        Ok(Restored {
            set_aside,
            operations: verdict.operations,
            fingerprint: verdict.fingerprint,
        })
    }
}

fn unwritable(path: &Path, why: &io::Error) -> Error {
    Error::Unwritable {
        path: path.to_owned(),
        why: why.to_string(),
    }
}

/// The backup, if its structure and its trail hold; else why they do not.
fn verified(backup: &Path) -> Result<(Store, Verdict), String> {
    let source = Store::open_to_verify(backup).map_err(|error| match error {
        Error::Missing(_) => "there is no such file".to_owned(),
        Error::Empty(_) => "it is empty".to_owned(),
        Error::Foreign(_) => "it is not a Graftbook file".to_owned(),
        Error::Folder(_) => "it is a folder".to_owned(),
        other => other.to_string(),
    })?;
    let verdict = source.verify(None).map_err(|e| e.to_string())?;
    if let Some(broken) = &verdict.broken {
        return Err(format!("{}: {}", broken.place, broken.what));
    }
    Ok((source, verdict))
}

/// Steps 2 to 4; answers the new name of the former file.
fn put_in_place(copy: TemporaryFile, to: &Path) -> io::Result<Option<PathBuf>> {
    let _together = output::placing();
    let former = to.exists() || BESIDE.iter().any(|ending| with_ending(to, ending).exists());
    if !former {
        copy.place()?;
        return Ok(None);
    }
    let aside = free_name(to);
    also_named(to, &aside)?;
    for ending in BESIDE {
        also_named(&with_ending(to, ending), &with_ending(&aside, ending))?;
    }
    sync_folder(to);
    copy.replace()?;
    remove_beside(to)?;
    Ok(Some(aside))
}

/// Gives a file another name; none where there is no file.
fn also_named(file: &Path, name: &Path) -> io::Result<()> {
    if !file.exists() || fs::hard_link(file, name).is_ok() {
        return Ok(());
    }
    // Not every file system has links.
    fs::copy(file, name)?;
    File::open(name)?.sync_all()
}

fn remove_beside(file: &Path) -> io::Result<()> {
    for ending in BESIDE {
        match fs::remove_file(with_ending(file, ending)) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
    }
    sync_folder(file);
    Ok(())
}

/// `lab.db.replaced-1`, or with the next number that is free for the file and all beside it.
fn free_name(file: &Path) -> PathBuf {
    let is_free = |aside: &PathBuf| {
        let mut beside = BESIDE.iter().map(|ending| with_ending(aside, ending));
        !aside.exists() && !beside.any(|file| file.exists())
    };
    (1..)
        .map(|n: u32| with_ending(file, &format!("{REPLACED}{n}")))
        .find(is_free)
        .expect("one of infinitely many names is free")
}

const REPLACED: &str = ".replaced-";

/// Finishes a restoration that was interrupted before its last step: a journal that has been set aside
/// under another name is removed from beside the file. Answers whether that was so.
pub(super) fn finish_interrupted(path: &Path) -> bool {
    let Ok(path) = full(path).map(|path| journal::resolved(&path)) else {
        return false;
    };
    let journal = with_ending(&path, "-wal");
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_aside = |entry: &fs::DirEntry| {
        let found = entry.file_name().to_string_lossy().into_owned();
        found.starts_with(&format!("{name}{REPLACED}"))
            && found.ends_with("-wal")
            && is_same_file(&journal, &entry.path())
    };
    let entries = path.parent().and_then(|folder| fs::read_dir(folder).ok());
    let set_aside = entries.is_some_and(|mut found| found.any(|e| e.is_ok_and(|e| is_aside(&e))));
    set_aside && remove_beside(&path).is_ok()
}

/// Whether two names are those of one file.
fn is_same_file(one: &Path, other: &Path) -> bool {
    let (Ok(a), Ok(b)) = (fs::metadata(one), fs::metadata(other)) else {
        return false;
    };
    match (identity(&a), identity(&b)) {
        (Some(a), Some(b)) => a == b,
        _ => fs::canonicalize(one).ok() == fs::canonicalize(other).ok(),
    }
}

/// Keeps every other program from opening the file, as long as what is answered is kept; refuses where
/// one has it open.
fn lock(path: &Path, file: &Path) -> Result<Option<File>, Error> {
    let failed = |e: io::Error| unwritable(path, &e);
    if !file.exists() {
        return Ok(None);
    }
    if Held::of(file).map_err(failed)?.is_shared() {
        return Err(Error::InUse(path.to_owned()));
    }
    let locked = File::options()
        .read(true)
        .write(true)
        .open(file)
        .map_err(failed)?;
    // SQLite locks parts of the file; one lock on the whole of it excludes them all. Other systems
    // than Unix do not rename a file that is open.
    #[cfg(unix)]
    {
        use rustix::fs::{FlockOperation, fcntl_lock};
        use rustix::io::Errno;
        match fcntl_lock(&locked, FlockOperation::NonBlockingLockExclusive) {
            Err(Errno::AGAIN | Errno::ACCESS) => return Err(Error::InUse(path.to_owned())),
            done => done.map_err(|e| failed(e.into()))?,
        }
    }
    Ok(Some(locked))
}
