//! `graftbook dispose`.

use clap::Args;

use super::context::{CommandResult, Context};
use super::values::{WhenArgs, reason_if};
use app::Write;
use domain::Reason;

#[derive(Args)]
pub(super) struct Dispose {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Tag of the animal; repeat the option for several
    #[arg(long, value_name = "TAG", required = true)]
    animal: Vec<String>,
    /// What happened: scheduled-sacrifice, humane-endpoint, found-dead, excluded, reserve (a spare animal that no arm
    /// needed), transferred (alive to another study or use)
    #[arg(long, value_name = "KIND", required_unless_present = "lift")]
    kind: Option<String>,
    /// Undo the disposition: the animals are on study again (needs --reason)
    #[arg(long, conflicts_with = "kind", requires = "reason")]
    lift: bool,
    #[command(flatten)]
    when: WhenArgs,
    /// Why; required for humane-endpoint and excluded
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
}

impl Dispose {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let (study, animals) = (self.study.clone(), self.animal.clone());
        if self.lift {
            let reason = Reason::new(self.reason.as_deref().unwrap_or_default())?;
            return ctx.write(Write::LiftDisposition {
                study,
                animals,
                reason,
            });
        }
        ctx.write(Write::Dispose {
            study,
            animals,
            kind: self.kind.as_deref().unwrap_or_default().parse()?,
            reason: reason_if(&self.reason)?,
            observed: self.when.or_today()?,
        })
    }
}
