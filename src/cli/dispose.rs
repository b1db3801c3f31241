//! `graftbook dispose`.

use clap::Args;
use serde_json::json;

use super::context::{Context, Outcome};
use super::values::{WhenArgs, reason_if};
use domain::{DispositionKind, Prose};

#[derive(Args)]
pub(super) struct Dispose {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Tags of the animals; repeat it for several
    #[arg(long, value_name = "TAG", required = true)]
    animal: Vec<String>,
    /// What happened: scheduled-sacrifice, humane-endpoint, found-dead, excluded
    #[arg(long, value_name = "KIND", required_unless_present = "lift")]
    kind: Option<String>,
    /// Take the disposition back: the animals are on study again (needs --reason)
    #[arg(long, conflicts_with = "kind", requires = "reason")]
    lift: bool,
    #[command(flatten)]
    when: WhenArgs,
    /// Why; excluded needs it
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
}

impl Dispose {
    pub(super) fn run(&self, ctx: &Context) -> Outcome {
        let animals = self.animal.join(", ");
        let mut notebook = ctx.notebook()?;
        if self.lift {
            let reason = Prose::new("reason", self.reason.as_deref().unwrap_or_default())?;
            let receipt = notebook.lift_disposition(&self.study, &self.animal, reason)?;
            let sentence = format!("back on study: {animals}");
            return ctx.done(
                &sentence,
                &json!({ "animals": self.animal }),
                receipt.as_ref(),
            );
        }
        let kind: DispositionKind = self.kind.as_deref().unwrap_or_default().parse()?;
        let reason = reason_if(&self.reason)?;
        let (when, receipt) = notebook.dispose(
            &self.study,
            &self.animal,
            kind,
            self.when.or_today()?,
            reason,
        )?;
        let sentence = format!(
            "left the study on {} ({}): {animals}",
            when.date,
            kind.words()
        );
        let data = json!({ "animals": self.animal, "disposition": kind.id(), "date": when.date });
        ctx.done(&sentence, &data, receipt.as_ref())
    }
}
