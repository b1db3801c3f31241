//! `graftbook audit`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::anchor::{self, AnchorCommand};
use super::audit_log::Log;
use super::context::{CommandResult, Context, Failure, Printed};
use super::copies::Find;
use super::screen;
use app::Verdict;
use app::anchors::CheckedAnchor;
use domain::counted;

#[derive(Subcommand)]
pub(super) enum Audit {
    /// Show who changed what, when and why, newest first
    Log(Log),
    /// Verify that the trail is unbroken and that the data agree with it
    Verify(Verify),
    /// Note the newest fingerprint in a file outside of the notebook
    Anchor(AnchorCommand),
    /// Tell which state of the notebook a report, figure or exported file shows, and who took it
    Find(Find),
}

#[derive(Args)]
#[command(
    after_help = "Print the fingerprint with a report: `graftbook audit verify --expect FINGERPRINT` then \
proves at any later time that the file still holds what it held when the report was made."
)]
pub(super) struct Verify {
    /// A fingerprint noted earlier, or its first twelve or more digits
    #[arg(long, value_name = "FINGERPRINT")]
    expect: Option<String>,
    /// A file of anchors (see `graftbook audit anchor`): every one must be that of an operation of this file
    #[arg(long, value_name = "FILE")]
    anchors: Option<PathBuf>,
}

impl Audit {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        match self {
            Self::Log(args) => args.run(ctx),
            Self::Verify(args) => args.run(ctx),
            Self::Anchor(args) => args.run(ctx),
            Self::Find(args) => args.run(ctx),
        }
    }
}

impl Verify {
    fn run(&self, ctx: &Context) -> CommandResult {
        let notebook = ctx.notebook()?;
        let verdict = notebook.verify(self.expect.as_deref())?;
        let anchors = self
            .anchors
            .as_deref()
            .map(|file| notebook.check_anchors(file));
        let anchors = anchors.transpose()?;
        let broken = anchor::broken_words(anchors.as_deref().unwrap_or_default());
        if ctx.json {
            let data = verdict_json(&verdict, anchors.as_deref());
            screen::json(&data).map_err(Failure::Output)?;
        } else {
            self.print_verdict(&verdict)?;
            print_anchors(anchors.as_deref(), &broken)?;
        }
        if verdict.broken.is_none() && broken.is_empty() {
            Ok(())
        } else {
            Err(Failure::Reported)
        }
    }

    fn print_verdict(&self, verdict: &Verdict) -> CommandResult {
        if let Some(broken) = &verdict.broken {
            let text = format!(
                "graftbook: the audit trail does not hold\n  {}: {}\n  try: keep the file as it is, and compare it with the latest `graftbook backup`",
                broken.place, broken.what
            );
            return screen::error(&text).done();
        }
        let mut lines = verdict.sentences();
        lines.extend(screen::noted(
            verdict.remarks.iter().map(|r| format!("note: {r}")),
        ));
        if let Some(fingerprint) = &verdict.fingerprint {
            lines.push(format!("fingerprint {fingerprint}"));
        }
        screen::say(&lines.join("\n")).done()
    }
}

fn print_anchors(anchors: Option<&[CheckedAnchor]>, broken: &[String]) -> CommandResult {
    let Some(anchors) = anchors else {
        return Ok(());
    };
    if broken.is_empty() {
        let fit = counted(anchors.len(), "anchor");
        return screen::say(&format!("{fit}: all are of operations of this file")).done();
    }
    let count = format!("{} of {}", broken.len(), counted(anchors.len(), "anchor"));
    let text = format!(
        "graftbook: {count} are not of this notebook: the trail was rewritten or cut after they were noted, or this is another file\n{}",
        broken.join("\n")
    );
    screen::error(&text).done()
}

fn verdict_json(verdict: &Verdict, anchors: Option<&[CheckedAnchor]>) -> Value {
    let anchors = anchors.map(|anchors| {
        let lines = anchors.iter().map(|checked| {
            json!({ "line": checked.line, "anchor": checked.anchor, "broken": checked.broken })
        });
        lines.collect::<Vec<_>>()
    });
    json!({
        "anchors": anchors,
        "whole": verdict.broken.is_none(),
        "operations": verdict.operations,
        "changes": verdict.changes,
        "fingerprint": verdict.fingerprint,
        "expected_at": verdict.expected_at,
        "remarks": verdict.remarks,
        "broken": verdict.broken.as_ref().map(|b| json!({ "place": b.place, "what": b.what })),
    })
}
