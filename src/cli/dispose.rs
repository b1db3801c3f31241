//! `graftbook dispose`.

use clap::Args;

use super::context::{CommandResult, Context};
use super::values::{WhenArgs, reason_if};
use app::Write;
use domain::{DispositionKind, Reason};

#[derive(Args)]
#[command(
    override_usage = "graftbook dispose [OPTIONS] --study <STUDY> --animal <TAGS> --kind <KIND>\n       \
graftbook dispose [OPTIONS] --study <STUDY> --animal <TAGS> --lift --reason <REASON>"
)]
pub(super) struct Dispose {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Tags or chips of the animals: 214, or a list with ranges 211-214,218; the option can be repeated
    #[arg(long, value_name = "TAGS", required = true)]
    animal: Vec<String>,
    #[arg(long, value_name = "KIND", required_unless_present = "lift", help = kinds())]
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

/// The help of `--kind`.
fn kinds() -> String {
    let known = DispositionKind::ALL.iter().map(|kind| match kind {
        DispositionKind::Reserve => "reserve (a spare animal that no arm needed)".to_owned(),
        DispositionKind::Transferred => "transferred (alive to another study or use)".to_owned(),
        _ => kind.id().replace('_', "-"),
    });
    format!("What happened: {}", known.collect::<Vec<_>>().join(", "))
}

impl Dispose {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let mut notebook = ctx.notebook()?;
        let study = self.study.clone();
        let animals = notebook.tags_named(&study, &self.animal)?;
        if self.lift {
            let reason = Reason::new(self.reason.as_deref().unwrap_or_default())?;
            let write = Write::LiftDisposition {
                study,
                animals,
                reason,
            };
            return ctx.write_in(&mut notebook, write);
        }
        let write = Write::Dispose {
            study,
            animals,
            kind: self.kind.as_deref().unwrap_or_default().parse()?,
            reason: reason_if(&self.reason)?,
            observed: self.when.or_today()?,
        };
        ctx.write_in(&mut notebook, write)
    }
}
