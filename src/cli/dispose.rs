//! `graftbook dispose`.

use clap::Args;

use super::context::{CommandResult, Context};
use super::values::{WhenArgs, reason_if};
use app::Write;
use domain::{DispositionKind, Invalid, Reason};

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

/// Words that people have for what happened, and the kinds that they can mean.
const WORDS: [(&[&str], &[DispositionKind]); 3] = [
    (&["dead", "died", "death"], &[DispositionKind::FoundDead]),
    (
        &[
            "sacrificed",
            "sacrifice",
            "euthanized",
            "euthanised",
            "euthanasia",
            "culled",
            "killed",
        ],
        &[
            DispositionKind::ScheduledSacrifice,
            DispositionKind::HumaneEndpoint,
        ],
    ),
    (&["endpoint", "humane"], &[DispositionKind::HumaneEndpoint]),
];

/// Reads a kind; the refusal names those that can be meant, spelled as the help spells them.
fn kind(text: &str) -> Result<DispositionKind, Invalid> {
    let spelled = |kinds: &[DispositionKind], between: &str| {
        let kinds = kinds.iter().map(|kind| kind.id().replace('_', "-"));
        kinds.collect::<Vec<_>>().join(between)
    };
    text.parse().map_err(|invalid: Invalid| {
        let typed = text.trim().to_lowercase();
        let meant = WORDS
            .iter()
            .find(|(words, _)| words.contains(&typed.as_str()));
        let all = format!("one of {}", spelled(DispositionKind::ALL, ", "));
        let remedy = match meant {
            Some((_, kinds)) => format!("say {}; {all}", spelled(kinds, " or ")),
            None => all,
        };
        Invalid {
            remedy: remedy.into(),
            ..invalid
        }
    })
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
            kind: kind(self.kind.as_deref().unwrap_or_default())?,
            reason: reason_if(&self.reason)?,
            observed: self.when.or_today()?,
        };
        ctx.write_in(&mut notebook, write)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_people_have_are_answered_with_the_kind_that_is_meant() {
        for (typed, meant) in [
            ("dead", "say found-dead; one of scheduled-sacrifice, "),
            ("Euthanized", "say scheduled-sacrifice or humane-endpoint; "),
            ("lost", "one of scheduled-sacrifice, humane-endpoint, "),
        ] {
            let remedy = super::super::remedy::as_commands(&kind(typed).unwrap_err().remedy);
            assert!(remedy.starts_with(meant), "{typed}: {remedy}");
        }
        assert_eq!(kind("found dead"), Ok(DispositionKind::FoundDead));
    }
}
