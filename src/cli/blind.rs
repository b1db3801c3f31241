//! `graftbook blind`.

use clap::Args;
use serde_json::json;

use super::answer;
use super::context::{CommandResult, Context};
use super::values::reason_if;
use app::Write;
use app::blind::{given_away, given_away_words};
use domain::BlindBy;

#[derive(Args)]
#[command(
    after_help = "Lists, screens, exports and numbers of a blinded study show codes instead of arms, and no treatments. \
Codes keep people from seeing what they must not know; they do not protect against somebody who opens the \
file with another program. Remarks, reasons, tags and cages are shown as they were written, so do not name \
arms in them. Until the study is unblinded, the audit trail does not show the details of entries about arms, \
or of those that moved animals between arms.

`graftbook randomize --blind` draws and blinds in one operation; `graftbook unblind` shows the arms again, \
on record."
)]
pub(super) struct Blind {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Hide also which animals belong to the same arm: each animal gets a code of its own
    #[arg(long)]
    per_animal: bool,
    /// Why
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
}

impl Blind {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let reason = reason_if(&self.reason)?;
        let by = match self.per_animal {
            true => BlindBy::Animals,
            false => BlindBy::Arms,
        };
        let mut notebook = ctx.notebook()?;
        let record = notebook.study(&self.study)?;
        let done = notebook.perform(Write::Blind {
            study: self.study.clone(),
            by,
            reason,
        })?;
        let (sentence, mut data) = answer::sentence_and_data(&done.outcome);
        data["given_away"] = json!(given_away(&record));
        let warning = given_away_words(&record).map_or_else(String::new, |but| {
            let name = &record.study.name;
            format!(
                "; {but}: rename them with: graftbook animal edit --study '{name}' TAG --retag NEW"
            )
        });
        ctx.done(
            &format!("{sentence}{warning}"),
            &data,
            done.receipt.as_ref(),
        )
    }
}
