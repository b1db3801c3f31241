//! Anchors: fingerprints of the notebook that are kept outside of it. Who rewrites the whole trail gives every
//! later operation another fingerprint; an anchor that was noted before shows it.
//!
//! An anchor is one line of text, so that it can stand in a file on a share, in a repository or in a mail:
//! `Graftbook anchor: operation 123, fingerprint 9c1f…, recorded 2026-01-22T09:30:00.000Z`. Other lines of such a
//! file are left alone.

use std::fmt;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use serde::Serialize;

use super::files::ExportError;
use super::{Error, Notebook};
use domain::Remedy;
use store::{Store, output};

/// How an anchor begins.
const MARK: &str = "Graftbook anchor:";

/// The largest file of anchors that is read, in bytes: some hundred thousand anchors.
const MAX_BYTES: u64 = 64 << 20;

/// A fingerprint with the operation that has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Anchor {
    /// The number of the operation.
    pub operation: i64,
    /// Its fingerprint: 64 hexadecimal digits.
    pub fingerprint: String,
    /// When the operation was recorded, UTC.
    pub recorded: String,
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operation,
            fingerprint,
            recorded,
        } = self;
        write!(
            f,
            "{MARK} operation {operation}, fingerprint {fingerprint}, recorded {recorded}"
        )
    }
}

impl Anchor {
    /// Reads a line; none if it is no anchor, an error if it is a broken one.
    fn read(line: &str) -> Option<Result<Self, ()>> {
        // A mail that quotes it puts something before it.
        let (_, rest) = line.split_once(MARK)?;
        let read = || {
            let mut parts = rest.split(',').map(str::trim);
            let mut part = |name: &str| {
                let value = parts.next()?.strip_prefix(name)?.trim();
                (!value.is_empty()).then_some(value)
            };
            let operation = part("operation")?.parse().ok()?;
            let fingerprint = part("fingerprint")?.to_lowercase();
            let recorded = part("recorded")?.to_owned();
            let is_whole =
                fingerprint.len() == 64 && fingerprint.bytes().all(|b| b.is_ascii_hexdigit());
            is_whole.then_some(Self {
                operation,
                fingerprint,
                recorded,
            })
        };
        Some(read().ok_or(()))
    }
}

/// What became of an anchor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedAnchor {
    /// The line of the file, from 1.
    pub line: usize,
    /// The anchor; none where the line begins as one and cannot be read.
    pub anchor: Option<Anchor>,
    /// What does not fit; none if the notebook has this fingerprint at this operation.
    pub broken: Option<String>,
}

impl Notebook {
    /// Appends the newest state to a file of anchors, which is made if it is missing. Answers the anchor, and whether
    /// it is new in the file.
    ///
    /// # Errors
    /// If the notebook is empty, or the file is no text or cannot be written.
    pub fn anchor(&self, file: &Path) -> Result<(Anchor, bool), Error> {
        let Some(state) = self.store().newest_state()? else {
            return Err(Error::state(
                "the notebook is empty: there is nothing to anchor",
                Remedy::None,
            ));
        };
        let anchor = Anchor {
            operation: state.operation,
            fingerprint: state.fingerprint,
            recorded: state.at,
        };
        let before = match file.exists() {
            true => read_text(file)?,
            false => String::new(),
        };
        if before
            .lines()
            .any(|line| Anchor::read(line) == Some(Ok(anchor.clone())))
        {
            return Ok((anchor, false));
        }
        // A line that was written in part stays apart from ours.
        let break_before = if before.is_empty() || before.ends_with('\n') {
            ""
        } else {
            "\n"
        };
        let line = format!("{break_before}{anchor}\n");
        output::append(file, &line).map_err(|cause| ExportError {
            path: file.to_owned(),
            cause,
        })?;
        Ok((anchor, true))
    }

    /// Compares every anchor of a file with the notebook.
    ///
    /// # Errors
    /// If the file holds no anchor or cannot be read.
    pub fn check_anchors(&self, file: &Path) -> Result<Vec<CheckedAnchor>, Error> {
        let text = read_text(file)?;
        let lines = text.lines().enumerate();
        let checked: Result<Vec<_>, Error> = lines
            .filter_map(|(at, line)| Some((at + 1, Anchor::read(line)?)))
            .map(|(line, anchor)| checked(self.store(), line, anchor))
            .collect();
        match checked? {
            none if none.is_empty() => Err(Error::state(
                format!("`{}` holds no anchor", file.display()),
                format!("name a file with lines that begin with `{MARK}`"),
            )),
            checked => Ok(checked),
        }
    }
}

fn checked(store: &Store, line: usize, read: Result<Anchor, ()>) -> Result<CheckedAnchor, Error> {
    let Ok(anchor) = read else {
        return Ok(CheckedAnchor {
            line,
            anchor: None,
            broken: Some("it begins as an anchor and cannot be read".into()),
        });
    };
    let broken = match store.fingerprint_of(anchor.operation)? {
        Some(found) if found == anchor.fingerprint => None,
        Some(found) => Some(format!("that operation has the fingerprint {found}")),
        None => Some("the notebook has no such operation".into()),
    };
    Ok(CheckedAnchor {
        line,
        anchor: Some(anchor),
        broken,
    })
}

/// The text of a file of anchors. A file of another kind is refused before anything is appended to it.
fn read_text(file: &Path) -> Result<String, Error> {
    let mut bytes = Vec::new();
    let read = File::open(file).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes));
    read.map_err(|cause| {
        let message = format!("`{}` cannot be read: {cause}", file.display());
        Error::state(message, "check its name, and that you may read it")
    })?;
    let is_small = bytes.len() as u64 <= MAX_BYTES;
    let text = String::from_utf8(bytes).ok();
    text.filter(|text| is_small && !text.contains('\0'))
        .ok_or_else(|| {
            Error::state(
                format!("`{}` is no file of anchors", file.display()),
                "name a text file, or one that does not exist yet",
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anchor() -> Anchor {
        Anchor {
            operation: 12,
            fingerprint: "0123456789abcdef".repeat(4),
            recorded: "2026-01-22T09:30:00.000Z".into(),
        }
    }

    #[test]
    fn an_anchor_is_read_from_its_line_also_in_a_quoted_mail() {
        let line = anchor().to_string();
        for text in [
            line.clone(),
            format!("> {line}"),
            format!("  {line}\r"),
            line.replace("abcdef", "ABCDEF"),
        ] {
            assert_eq!(Anchor::read(&text), Some(Ok(anchor())), "{text}");
        }
        assert_eq!(Anchor::read("Dear all,"), None);
        for broken in [
            &line[..60],
            &line.replace("12", "x"),
            &line.replace("ef,", "e,"),
        ] {
            assert_eq!(Anchor::read(broken), Some(Err(())), "{broken}");
        }
    }
}
