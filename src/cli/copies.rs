//! `--record`, and `graftbook audit find`.

use std::fmt;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::context::{CommandResult, Context, Failure};
use super::screen;
use app::copies::Origin;
use app::{CopyKind, Receipt, RecordedCopy, State};
use domain::counted;

/// The option of commands that write files for others.
#[derive(Args)]
pub(super) struct RecordArg {
    /// Record in the audit trail who took this copy: `graftbook audit find FILE` then tells where it comes from
    #[arg(long)]
    record: bool,
}

/// What was written.
pub(super) struct Taken<'a> {
    pub study: &'a str,
    pub kind: CopyKind,
    /// The operation whose state it shows.
    pub state: i64,
}

/// Whether the files were recorded.
pub(super) struct Recorded(Option<Receipt>);

impl RecordArg {
    /// Whether copies are to be recorded.
    pub(super) fn is_asked(&self) -> bool {
        self.record
    }

    /// Records the files if that was asked for. The notebook is opened for it: while files are made, it is closed.
    pub(super) fn record(
        &self,
        ctx: &Context,
        taken: &Taken<'_>,
        files: &[PathBuf],
    ) -> Result<Recorded, Failure> {
        if !self.record {
            return Ok(Recorded(None));
        }
        let Taken { study, kind, state } = *taken;
        Ok(Recorded(
            ctx.notebook()?.record_copies(study, kind, state, files)?,
        ))
    }
}

impl Recorded {
    /// The operation; null if nothing was recorded.
    pub(super) fn json(&self) -> Value {
        json!(self.0)
    }
}

impl fmt::Display for Recorded {
    /// What follows the names of the files.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(receipt) => write!(f, ", recorded [operation {}]", receipt.operation),
            None => Ok(()),
        }
    }
}

#[derive(Args)]
#[command(
    after_help = "Reports, figures and exports that were written with --record are found by their bytes. Of others, \
reports are found by the fingerprint that they print; whether such a file was changed since, nobody can say."
)]
pub(super) struct Find {
    /// A report, figure or file of an export
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Find {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let origin = ctx.notebook()?.origin(&self.file)?;
        if ctx.json {
            screen::json(&origin_json(&origin)).map_err(Failure::Output)?;
        } else {
            screen::say(&origin_words(&self.file, &origin)).map_err(Failure::Output)?;
        }
        match origin {
            Origin::Unknown => Err(Failure::Reported),
            _ => Ok(()),
        }
    }
}

fn origin_words(file: &Path, origin: &Origin) -> String {
    let file = file.display();
    match origin {
        Origin::Recorded(copies) => {
            let lines = copies.iter().map(copy_words);
            format!(
                "{file} is on record\n{}",
                lines.collect::<Vec<_>>().join("\n")
            )
        }
        Origin::Printed(state) => format!(
            "{file} is not on record, but prints a fingerprint of this notebook\n  {}\n  it may have been changed since it was written",
            state_words(state)
        ),
        Origin::Unknown => format!(
            "{file} is not on record in this notebook, and no fingerprint of it stands in the file"
        ),
    }
}

fn copy_words(copy: &RecordedCopy) -> String {
    let taken = &copy.taken;
    format!(
        "  {} of study {}, written as {} by {} at {} [operation {}]\n  {}",
        copy.kind,
        copy.study,
        copy.name,
        taken.author,
        taken.at,
        taken.operation,
        state_words(&copy.state)
    )
}

fn state_words(state: &State) -> String {
    let later = counted(usize::try_from(state.later).unwrap_or(0), "operation");
    format!(
        "shows the state after operation {} of {}, fingerprint {}; {later} came after it",
        state.operation, state.at, state.fingerprint
    )
}

fn origin_json(origin: &Origin) -> Value {
    let state = |state: &State| {
        json!({
            "operation": state.operation,
            "fingerprint": state.fingerprint,
            "at": state.at,
            "later_operations": state.later,
        })
    };
    match origin {
        Origin::Recorded(copies) => {
            let copies = copies.iter().map(|copy| {
                json!({
                    "kind": copy.kind,
                    "study": copy.study,
                    "name": copy.name,
                    "taken_by": copy.taken.author,
                    "taken_at": copy.taken.at,
                    "operation": copy.taken.operation,
                    "state": state(&copy.state),
                })
            });
            json!({ "found_by": "bytes", "copies": copies.collect::<Vec<_>>() })
        }
        Origin::Printed(found) => json!({ "found_by": "fingerprint", "state": state(found) }),
        Origin::Unknown => json!({ "found_by": null }),
    }
}
