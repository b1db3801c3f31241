//! Looking into a notebook file past SQLite. On Unix, closing any descriptor of a file takes away
//! all locks that the process has on it, those of its SQLite connections too: another program that
//! then closes the notebook would take itself for the last one, and remove the journal under them.
//! So one descriptor of each file is shared by all that look into it, and is closed only when no
//! open notebook of this process is that file. This is no lock, and nothing is written here.

#[cfg(not(unix))]
pub(super) use elsewhere::Held;
#[cfg(unix)]
pub(super) use unix::Held;

use std::fs::File;
use std::io::{self, Read, Seek};

/// Device and number of a file, which distinguish it from another file of the same name on Unix; none on
/// other systems, which do not report them.
pub(super) type Identity = Option<(u64, u64)>;

/// The first bytes of a file, up to `count` of them.
fn beginning(mut file: &File, count: u64) -> io::Result<Vec<u8>> {
    // A pipe cannot be wound back, and is no notebook either.
    let _ = file.rewind();
    let mut bytes = Vec::new();
    file.take(count).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(unix)]
mod unix {
    use std::collections::BTreeMap;
    use std::fs::{self, File, Metadata};
    use std::io;
    use std::os::unix::fs::MetadataExt;
    use std::path::Path;
    use std::sync::{Mutex, MutexGuard, PoisonError};

    use super::{Identity, beginning};

    /// A share in the descriptor of a file. Whoever has a connection to the file takes one before
    /// its first lock, and gives it back after the connection is closed.
    #[derive(Debug)]
    pub struct Held(Key);

    type Key = (u64, u64);

    #[derive(Default)]
    struct Shared {
        /// Usually one; see [`Held::of`].
        files: Vec<File>,
        holders: usize,
    }

    static SHARED: Mutex<BTreeMap<Key, Shared>> = Mutex::new(BTreeMap::new());

    /// Files are opened and closed under this lock only: one that is being closed must not take
    /// away what a connection has locked since.
    fn shared() -> MutexGuard<'static, BTreeMap<Key, Shared>> {
        SHARED.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What distinguishes a file from others.
    pub fn key(found: &Metadata) -> Key {
        (found.dev(), found.ino())
    }

    impl Held {
        /// A share in the file that stands there now.
        pub fn of(path: &Path) -> io::Result<Self> {
            let mut shared = shared();
            let expected = key(&fs::metadata(path)?);
            if let Some(known) = shared.get_mut(&expected) {
                known.holders += 1;
                return Ok(Self(expected));
            }
            let file = File::open(path)?;
            // It may be another one by now, and even one that is held already.
            let opened = key(&file.metadata()?);
            let entry = shared.entry(opened).or_default();
            entry.files.push(file);
            entry.holders += 1;
            Ok(Self(opened))
        }

        /// The first bytes of the file, up to `count` of them.
        pub fn beginning(&self, count: u64) -> io::Result<Vec<u8>> {
            beginning(&shared()[&self.0].files[0], count)
        }

        /// Which file it is.
        pub fn identity(&self) -> Identity {
            Some(self.0)
        }

        /// What the system tells of the file now, wherever it was moved.
        pub fn metadata(&self) -> io::Result<Metadata> {
            shared()[&self.0].files[0].metadata()
        }

        /// Whether this process has another share in the file.
        pub fn is_shared(&self) -> bool {
            shared()[&self.0].holders > 1
        }
    }

    impl Drop for Held {
        fn drop(&mut self) {
            let mut shared = shared();
            if let Some(entry) = shared.get_mut(&self.0) {
                entry.holders -= 1;
                if entry.holders == 0 {
                    shared.remove(&self.0);
                }
            }
        }
    }
}

#[cfg(not(unix))]
mod elsewhere {
    use std::fs::{File, Metadata};
    use std::io;
    use std::path::Path;

    use super::{Identity, beginning};

    /// An open file: closing it harms nobody here.
    #[derive(Debug)]
    pub struct Held(File);

    impl Held {
        /// The file that stands there now.
        pub fn of(path: &Path) -> io::Result<Self> {
            File::open(path).map(Self)
        }

        /// The first bytes of the file, up to `count` of them.
        pub fn beginning(&self, count: u64) -> io::Result<Vec<u8>> {
            beginning(&self.0, count)
        }

        /// Which file it is.
        pub fn identity(&self) -> Identity {
            None
        }

        /// What the system tells of the file now, wherever it was moved.
        pub fn metadata(&self) -> io::Result<Metadata> {
            self.0.metadata()
        }

        /// Whether this process has another share in the file, as far as that is known.
        pub fn is_shared(&self) -> bool {
            false
        }
    }
}

/// What distinguishes a file from others, read without opening it.
pub(super) fn identity(found: &std::fs::Metadata) -> Identity {
    #[cfg(unix)]
    return Some(unix::key(found));
    #[cfg(not(unix))]
    return {
        let _ = found;
        None
    };
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;

    use super::Held;

    #[test]
    fn each_share_reads_the_beginning_of_the_file_that_it_was_taken_of() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("n.db");
        fs::write(&path, "old notebook").unwrap();
        let (first, second) = (Held::of(&path).unwrap(), Held::of(&path).unwrap());
        fs::rename(&path, dir.path().join("aside.db")).unwrap();
        fs::write(&path, "new").unwrap();
        let third = Held::of(&path).unwrap();
        assert_eq!(first.identity(), second.identity());
        assert_ne!(first.identity(), third.identity());
        drop(first);
        for _ in 0..2 {
            assert_eq!(second.beginning(3).unwrap(), b"old");
            assert_eq!(third.beginning(100).unwrap(), b"new");
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_file_is_open_once_and_as_long_as_somebody_has_a_share() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("n.db");
        fs::write(&path, "notebook").unwrap();
        let open = || {
            let descriptors = fs::read_dir("/proc/self/fd").unwrap().flatten();
            let targets = descriptors.filter_map(|entry| fs::read_link(entry.path()).ok());
            targets.filter(|target| *target == path).count()
        };
        let shares: Vec<_> = (0..3).map(|_| Held::of(&path).unwrap()).collect();
        assert_eq!(open(), 1);
        for share in shares {
            assert_eq!(open(), 1);
            drop(share);
        }
        assert_eq!(open(), 0);
    }
}
