//! `graftbook unblind`.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::context::{CommandResult, Context};
use app::Write;
use domain::Reason;

#[derive(Args)]
#[command(
    after_help = "The person who prepares the doses of a blinded study needs its key: --key-only writes it to a file \
and leaves the study blinded. Both are on record with who and why, and `graftbook undo` does not undo them."
)]
pub(super) struct Unblind {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Why
    #[arg(long, value_name = "REASON")]
    reason: String,
    /// Leave the study blinded, and write to a file which code is which arm
    #[arg(long, requires = "output")]
    key_only: bool,
    /// CSV file for the key, which must not exist yet
    #[arg(long, short, value_name = "FILE", requires = "key_only")]
    output: Option<PathBuf>,
}

impl Unblind {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let reason = Reason::new(&self.reason)?;
        if let Some(file) = &self.output {
            return self.hand_out(ctx, file, reason);
        }
        let study = self.study.clone();
        ctx.write(Write::Unblind { study, reason })
    }

    fn hand_out(&self, ctx: &Context, file: &Path, reason: Reason) -> CommandResult {
        let receipt = ctx.notebook()?.hand_out_key(&self.study, file, reason)?;
        let sentence = format!(
            "wrote the key of study {} to {}; it stays blinded",
            self.study,
            file.display()
        );
        let data = json!({ "study": self.study, "key_file": file.display().to_string() });
        ctx.done(&sentence, &data, receipt.as_ref())
    }
}
