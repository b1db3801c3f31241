//! `graftbook undo`.

use clap::Args;

use super::context::{CommandResult, Context};
use super::values::reason_if;
use app::Write;

#[derive(Args)]
#[command(
    after_help = "Without a number, your own last entry is undone; run it again to undo the one before that. \
Undoing needs what the entry needed: an open study, and a reason if the entry had one. An entry of somebody else \
is undone by its number, with a reason. Whatever is undone stays in the audit trail."
)]
pub(super) struct Undo {
    /// The operation, by its number in the audit log
    #[arg(value_name = "NUMBER")]
    operation: Option<i64>,
    /// Your last entry in this study
    #[arg(long, value_name = "STUDY", conflicts_with = "operation")]
    study: Option<String>,
    /// Why
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
}

impl Undo {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let reason = reason_if(&self.reason)?;
        ctx.write(match self.operation {
            Some(operation) => Write::Undo {
                operation,
                study: None,
                reason,
            },
            None => Write::UndoLast {
                study: self.study.clone(),
                reason,
            },
        })
    }
}
