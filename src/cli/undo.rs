//! `graftbook undo`.

use std::io::{self, IsTerminal};

use clap::Args;
use serde_json::json;

use super::context::{CommandResult, Context, Failure, Printed};
use super::values::reason_if;
use super::{answer, screen};
use app::{Error, LoggedOperation, Write};
use domain::Remedy;

#[derive(Args)]
#[command(
    after_help = "Without a number, your own last entry in the study is undone; run it again to undo the one before \
that. Where the notebook has several studies, name the study: without it, the entry is named, and undone only if you \
say so. Undoing needs what the entry needed: an open study, and a reason if the entry had one. An entry of somebody \
else is undone by its number, with a reason. Whatever is undone stays in the audit trail.

Examples:
  graftbook undo --study S --dry-run
  graftbook undo --study S
  graftbook undo 41 --reason 'entered for the wrong study'"
)]
pub(super) struct Undo {
    /// The operation, by its number in the audit log
    #[arg(value_name = "NUMBER", conflicts_with = "number")]
    operation: Option<i64>,
    /// The same as an option
    #[arg(long = "operation", value_name = "NUMBER", conflicts_with = "study")]
    number: Option<i64>,
    /// Your last entry in this study [default: the only study of the notebook]
    #[arg(long, value_name = "STUDY", conflicts_with = "operation")]
    study: Option<String>,
    /// Show which entry would be undone, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Why
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
}

impl Undo {
    /// Whether it leaves the notebook as it is.
    pub(super) fn reads_only(&self) -> bool {
        self.dry_run
    }

    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let reason = reason_if(&self.reason)?;
        let mut notebook = ctx.notebook()?;
        let chosen = self.operation.or(self.number);
        if self.dry_run {
            let last = notebook.to_be_undone(chosen, self.study.as_deref())?;
            return preview(ctx, &last);
        }
        let write = match chosen {
            Some(operation) => Write::Undo {
                operation,
                study: None,
                reason,
            },
            None if self.study.is_none() && notebook.studies()?.len() > 1 => {
                let last = notebook.to_be_undone(None, None)?;
                if !asked(ctx, &last)? {
                    return screen::say("nothing was undone").done();
                }
                Write::Undo {
                    operation: last.seq,
                    study: None,
                    reason,
                }
            }
            None => Write::UndoLast {
                study: self.study.clone(),
                reason,
            },
        };
        ctx.write_in(&mut notebook, write)
    }
}

fn preview(ctx: &Context, last: &LoggedOperation) -> CommandResult {
    if ctx.json {
        return screen::json(&json!({ "would_undo": last.seq, "verb": last.verb })).done();
    }
    let entry = answer::operation_in_words(last);
    screen::say(&format!("would undo {entry}")).done()
}

/// Whether the person in front of the terminal wants this entry of one of several studies undone.
///
/// # Errors
/// If nobody can be asked: which study is meant is not guessed.
fn asked(ctx: &Context, last: &LoggedOperation) -> Result<bool, Failure> {
    let entry = answer::operation_in_words(last);
    let seen = io::stdin().is_terminal() && io::stderr().is_terminal() && !ctx.json;
    if !seen {
        let subjects = last
            .changes
            .first()
            .map(|change| change.subjects.as_slice());
        let study = subjects.and_then(|subjects| subjects.last()?.study.clone());
        return Err(Error::state(
            format!("the notebook has several studies; your last entry is {entry}"),
            Remedy::NameStudyToUndo {
                operation: last.seq,
                study,
            },
        )
        .into());
    }
    screen::error(&format!("undo {entry}? Type y and Enter to undo it"))
        .map_err(Failure::Output)?;
    let mut typed = String::new();
    io::stdin().read_line(&mut typed).map_err(Failure::Output)?;
    Ok(matches!(typed.trim().to_lowercase().as_str(), "y" | "yes"))
}
