//! Copies that left the notebook: reports, figures and exports that are put on record, and found again by their bytes.

use std::io::Read;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{Error, Notebook, Receipt};
use domain::Prose;
use store::{CopyKind, FileCopy, RecordedCopy, State, TAKE_COPY};

/// Where a file comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Its bytes are on record, as often as they were taken.
    Recorded(Vec<RecordedCopy>),
    /// Its bytes are not on record, but the fingerprint of a state stands in it. Whether it was changed since cannot be
    /// said.
    Printed(State),
    /// Nothing connects it with this notebook.
    Unknown,
}

impl Notebook {
    /// Puts files that were written from a study on record. `state` is the operation whose state they show.
    ///
    /// # Errors
    /// If a file cannot be read back, or the notebook cannot be written. The files stay.
    pub fn record_copies(
        &mut self,
        study: &str,
        kind: CopyKind,
        state: i64,
        files: &[PathBuf],
    ) -> Result<Option<Receipt>, Error> {
        let copies: Result<Vec<_>, Error> =
            files.iter().map(|file| copy(kind, state, file)).collect();
        let copies = copies?;
        let ((), receipt) = self.write(TAKE_COPY, None, |op| {
            let study = op.study_named(study)?;
            copies
                .iter()
                .try_for_each(|copy| Ok(op.insert_copy(study.id, copy)?))
        })?;
        Ok(receipt)
    }

    /// Where a file comes from: by its bytes, else by a fingerprint that stands in it.
    ///
    /// # Errors
    /// If the file or the notebook cannot be read.
    pub fn origin(&self, file: &Path) -> Result<Origin, Error> {
        let (_, sha256) = hash(file)?;
        let recorded = self.store().copies_of(&sha256)?;
        if !recorded.is_empty() {
            return Ok(Origin::Recorded(recorded));
        }
        for fingerprint in printed(file)? {
            if let Some(state) = self.store().state_of(&fingerprint)? {
                return Ok(Origin::Printed(state));
            }
        }
        Ok(Origin::Unknown)
    }
}

fn copy(kind: CopyKind, state: i64, file: &Path) -> Result<FileCopy, Error> {
    let (bytes, sha256) = hash(file)?;
    Ok(FileCopy {
        kind,
        name: Prose::new("file", &file.display().to_string())?,
        bytes,
        sha256,
        state,
    })
}

fn unreadable(file: &Path, cause: impl std::fmt::Display) -> Error {
    let message = format!("`{}` cannot be read: {cause}", file.display());
    Error::state(message, "check its name, and that you may read it")
}

/// The size of a file and the SHA-256 of its bytes.
fn hash(file: &Path) -> Result<(u64, String), Error> {
    let mut hash = Sha256::new();
    let mut total = 0;
    let mut read = || -> std::io::Result<()> {
        let mut file = std::fs::File::open(file)?;
        let mut buffer = vec![0; 1 << 16];
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok(()),
                count => {
                    hash.update(&buffer[..count]);
                    total += count as u64;
                }
            }
        }
    };
    read().map_err(|cause| unreadable(file, cause))?;
    let digits = hash
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok((total, digits))
}

/// How much of a file, and of all parts of a workbook together, is searched for a fingerprint, in bytes.
const SEARCHED: u64 = 64 << 20;

/// What looks like a fingerprint in a file or, if it is a workbook, in its parts.
fn printed(file: &Path) -> Result<Vec<String>, Error> {
    let mut bytes = Vec::new();
    let read =
        std::fs::File::open(file).and_then(|file| file.take(SEARCHED).read_to_end(&mut bytes));
    read.map_err(|cause| unreadable(file, cause))?;
    let mut found = fingerprints(&bytes);
    if let Ok(mut archive) = zip::ZipArchive::new(std::io::Cursor::new(&bytes)) {
        let mut left = SEARCHED;
        for index in 0..archive.len() {
            let mut part = Vec::new();
            let read = archive
                .by_index(index)
                .map(|file| file.take(left).read_to_end(&mut part));
            left -= part.len() as u64;
            if matches!(read, Ok(Ok(_))) {
                found.extend(fingerprints(&part));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Runs of exactly 64 hexadecimal digits; a page has marks in them where a line may break.
fn fingerprints(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes).replace("<wbr>", "");
    let bytes = text.as_bytes();
    let runs = bytes.split(|byte| !byte.is_ascii_hexdigit());
    let whole = runs.filter(|run| run.len() == 64);
    whole
        .map(|run| String::from_utf8_lossy(run).to_lowercase())
        .collect()
}
