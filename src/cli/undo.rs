//! `graftbook undo`.

use clap::Args;
use serde_json::json;

use super::context::{Context, Outcome};
use super::values::reason_if;
use app::Receipt;

#[derive(Args)]
#[command(
    after_help = "Asked again, it takes back the entry before. What was taken back stays in the audit trail."
)]
pub(super) struct Undo {
    /// Why
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
}

impl Undo {
    pub(super) fn run(&self, ctx: &Context) -> Outcome {
        let undone = ctx.notebook()?.undo(reason_if(&self.reason)?)?;
        let operation = &undone.undone;
        let what = match operation.subject() {
            nothing if nothing.is_empty() => nothing,
            subject => format!(" ({subject})"),
        };
        let sentence = format!(
            "undid operation {}: {}{what}, by {} at {}",
            operation.seq, operation.verb, operation.author, operation.at
        );
        let data = json!({ "undone": operation.seq, "verb": operation.verb });
        ctx.done(&sentence, &data, Some(&Receipt::from(undone.by)))
    }
}
