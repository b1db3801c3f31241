//! `graftbook undo`.

use clap::Args;

use super::context::{CommandResult, Context};
use super::values::reason_if;
use app::Write;

#[derive(Args)]
#[command(
    after_help = "Run it again to undo the entry before that. Whatever is undone stays in the audit trail."
)]
pub(super) struct Undo {
    /// Why
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
}

impl Undo {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let reason = reason_if(&self.reason)?;
        ctx.write(Write::UndoLast { reason })
    }
}
