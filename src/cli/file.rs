//! `graftbook backup` and `graftbook doctor`.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::context::{CommandResult, Context, Failure, Printed};
use super::screen;

#[derive(Args)]
pub(super) struct Backup {
    /// The file to write, which must not exist yet
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(Args)]
pub(super) struct Doctor {
    /// Remove an operation that another program began and never finished, and record what it was
    #[arg(long)]
    discard_unfinished: bool,
}

impl Backup {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let notebook = ctx.notebook()?;
        let fingerprint = notebook.backup(&self.file)?;
        if ctx.json {
            let data =
                json!({ "file": self.file.display().to_string(), "fingerprint": fingerprint });
            return screen::json(&data).done();
        }
        let state = fingerprint.map_or_else(|| "empty".to_owned(), |f| format!("fingerprint {f}"));
        screen::say(&format!("copied to {} ({state})", self.file.display())).done()
    }
}

impl Doctor {
    /// Whether it leaves the notebook as it is.
    pub(super) fn reads_only(&self) -> bool {
        !self.discard_unfinished
    }

    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        if self.discard_unfinished {
            return discard_unfinished(ctx);
        }
        let checkup = ctx.notebook()?.examine()?;
        if ctx.json {
            screen::json(&checkup).map_err(Failure::Output)?;
        } else {
            let mut lines = vec![format!(
                "{} ({} bytes, SQLite {})",
                checkup.file, checkup.bytes, checkup.sqlite
            )];
            lines.extend(checkup.findings.iter().map(|f| {
                let mark = if f.well { "✓" } else { "✗" };
                format!("  {mark} {}: {}", f.question, f.answer)
            }));
            screen::say(&lines.join("\n")).map_err(Failure::Output)?;
        }
        if checkup.is_well() {
            Ok(())
        } else {
            Err(Failure::Reported)
        }
    }
}

fn discard_unfinished(ctx: &Context) -> CommandResult {
    let receipt = ctx.notebook()?.discard_unfinished()?;
    let sentence = "removed the unfinished operation; the trail says what it was";
    ctx.done(sentence, &json!({}), receipt.as_ref())
}
