//! `graftbook cage`.

use clap::{Args, Subcommand};

use super::context::{CommandResult, Context, Printed};
use super::screen::{self, table};
use super::values::reason_if;
use app::Write;
use domain::Label;

#[derive(Subcommand)]
pub(super) enum Cage {
    /// List a study's cages with their animals
    List(List),
    /// Move the animals of a cage that are on study into another cage
    Move(Move),
    /// Give a cage another label
    Rename(Rename),
}

#[derive(Args)]
pub(super) struct List {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
}

#[derive(Args)]
pub(super) struct Move {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Label of the cage
    #[arg(value_name = "CAGE")]
    cage: String,
    /// Label of the cage that the animals go into; added if the study does not have it
    #[arg(value_name = "TO")]
    to: String,
    /// Why they are moved
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
}

#[derive(Args)]
pub(super) struct Rename {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Current label of the cage
    #[arg(value_name = "CAGE")]
    cage: String,
    /// New label of the cage
    #[arg(value_name = "LABEL")]
    label: String,
    /// Why it is changed
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
}

impl Cage {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        match self {
            Self::List(args) => args.run(ctx),
            Self::Move(args) => ctx.write(Write::MoveCage {
                study: args.study.clone(),
                cage: args.cage.clone(),
                to: Label::new("cage", &args.to)?,
                reason: reason_if(&args.reason)?,
            }),
            Self::Rename(args) => ctx.write(Write::RenameCage {
                study: args.study.clone(),
                cage: args.cage.clone(),
                label: Label::new("cage", &args.label)?,
                reason: reason_if(&args.reason)?,
            }),
        }
    }
}

impl List {
    fn run(&self, ctx: &Context) -> CommandResult {
        let lines = ctx.notebook()?.cage_lines(&self.study)?;
        if ctx.json {
            return screen::json(&lines).done();
        }
        if lines.is_empty() {
            let text = "the study has no cages; `graftbook animal add --cage CAGE` adds them";
            return screen::say(text).done();
        }
        let rows = lines.iter().map(|line| {
            vec![
                line.cage.clone(),
                line.animals.len().to_string(),
                line.animals.join(", "),
                line.left.to_string(),
            ]
        });
        let headings = ["cage", "on study", "animals on study", "left the study"];
        let numbers = ["on study", "left the study"];
        screen::say(&table(&headings, &numbers, rows.collect())).done()
    }
}
