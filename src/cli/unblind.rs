//! `graftbook unblind`.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::context::{Context, Outcome};
use super::screen::table;
use super::values::or_dash;
use app::blind::KeyLine;
use domain::Prose;

#[derive(Args)]
#[command(
    after_help = "Whoever prepares doses of a blinded study needs its key: --key-only writes it to a file and \
leaves the study blinded. Both are on record with who and why, and are not taken back by `graftbook undo`."
)]
pub(super) struct Unblind {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Why
    #[arg(long, value_name = "REASON")]
    reason: String,
    /// Leave the study blinded, and write which code is which arm to a file
    #[arg(long, requires = "output")]
    key_only: bool,
    /// The file of the key, CSV, which must not exist yet
    #[arg(long, short, value_name = "FILE", requires = "key_only")]
    output: Option<PathBuf>,
}

impl Unblind {
    pub(super) fn run(&self, ctx: &Context) -> Outcome {
        let reason = Prose::new("reason", &self.reason)?;
        if let Some(file) = &self.output {
            return self.hand_out(ctx, file, reason);
        }
        let (key, receipt) = ctx.notebook()?.unblind(&self.study, reason)?;
        let sentence = format!("{}\nstudy {} is unblinded", words(&key), self.study);
        let data = json!({ "study": self.study, "blinding": "unblinded", "key": key });
        ctx.done(&sentence, &data, receipt.as_ref())
    }

    fn hand_out(&self, ctx: &Context, file: &Path, reason: Prose) -> Outcome {
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

fn words(key: &[KeyLine]) -> String {
    let rows = key.iter().map(|line| {
        vec![
            or_dash(&line.code),
            match line.is_control {
                true => format!("{} (control)", line.arm),
                false => line.arm.clone(),
            },
            line.treatments.join(" + "),
            line.animals.join(", "),
        ]
    });
    let headings = ["code", "arm", "treatment", "animals"];
    format!("{}\n", table(&headings, &[], rows.collect()))
}
