//! `graftbook blind`.

use clap::Args;
use serde_json::json;

use super::context::{Context, Outcome};
use super::values::reason_if;
use app::blind::{given_away, given_away_words};
use domain::BlindBy;

#[derive(Args)]
#[command(
    after_help = "From then on, lists, screens, exports and numbers of the study show codes in the place of arms, \
and nothing of what is given. Codes keep people from seeing what they must not know; they are no \
protection from somebody who opens the file with another program. Remarks, reasons, tags and cages are \
shown as they were written, so do not name arms in them; the audit trail shows none of entries about arms, \
or that moved animals between them, before the study is unblinded.

`graftbook randomize --blind` draws and blinds in one; `graftbook unblind` shows the arms again, on record."
)]
pub(super) struct Blind {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Hide even which animals belong together: each gets a code of its own
    #[arg(long)]
    per_animal: bool,
    /// Why
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
}

impl Blind {
    pub(super) fn run(&self, ctx: &Context) -> Outcome {
        let reason = reason_if(&self.reason)?;
        let by = match self.per_animal {
            true => BlindBy::Animals,
            false => BlindBy::Arms,
        };
        let mut notebook = ctx.notebook()?;
        let record = notebook.study(&self.study)?;
        let (study, receipt) = notebook.blind(&self.study, by, reason)?;
        let warning = given_away_words(&record).map_or_else(String::new, |but| {
            let name = &study.name;
            format!(
                "; {but}: rename them with: graftbook animal edit --study '{name}' TAG --retag NEW"
            )
        });
        ctx.done(
            &format!("study {} is blinded: {}{warning}", study.name, said(by)),
            &json!({
                "study": study.name.as_str(),
                "blinding": study.blinding.id(),
                "given_away": given_away(&record),
            }),
            receipt.as_ref(),
        )
    }
}

/// What is hidden, and what stands for it.
pub(super) fn said(by: BlindBy) -> &'static str {
    match by {
        BlindBy::Arms => "arms are shown as codes",
        BlindBy::Animals => "arms are hidden, animals have codes",
    }
}
