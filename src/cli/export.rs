//! `graftbook export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::context::{CommandResult, Context, Printed};
use super::copies::{RecordArg, Taken};
use super::screen;
use super::typed::choice;
use app::export::{CombinationArms, Exported};
use app::{CopyKind, export};
use domain::Invalid;

#[derive(Args)]
#[command(
    after_help = "`graftbook import FOLDER` reads csv back to the same numbers; readings.csv alone can be imported \
too. The folder exports/ of the source code describes each format. The same study, format and version give \
the same bytes. What is excluded from the analysis is missing in r, synergylmm and pdxnet, and marked as \
excluded in prism.

Examples:
  graftbook export --study S --to S
  graftbook export --study S --to S --format prism
  graftbook export --study S --to S --format r && cd S && Rscript analyze.R
  graftbook export --study S --to S --format synergylmm --drug-a A --drug-b B --combination 'A + B'"
)]
pub(super) struct Export {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Folder to write to, made if it is missing; files of the same names are replaced
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
    /// The format
    #[arg(long, value_enum, value_parser = choice::<Format>(), default_value_t)]
    format: Format,
    #[command(flatten)]
    arms: Arms,
    #[command(flatten)]
    record: RecordArg,
}

/// The arms of a combination.
#[derive(Args)]
struct Arms {
    /// For synergylmm: the arm of the first drug alone; writes a script too
    #[arg(long, value_name = "ARM", requires_all = ["drug_b", "combination"])]
    drug_a: Option<String>,
    /// The arm of the second drug alone
    #[arg(long, value_name = "ARM", requires = "drug_a")]
    drug_b: Option<String>,
    /// The arm of both drugs
    #[arg(long, value_name = "ARM", requires = "drug_a")]
    combination: Option<String>,
    /// The control arm [default: that of the study]
    #[arg(long, value_name = "ARM", requires = "drug_a")]
    control: Option<String>,
}

impl Arms {
    /// Them, if they are named.
    fn named(&self) -> Option<CombinationArms> {
        Some(CombinationArms {
            drug_a: self.drug_a.clone()?,
            drug_b: self.drug_b.clone()?,
            combination: self.combination.clone()?,
            control: self.control.clone(),
        })
    }
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// Tidy CSV files of all that was recorded
    #[default]
    Csv,
    /// The same tables, typed
    Parquet,
    /// A project for GraphPad Prism (.pzfx): volume and weight by arm and day, times to the event
    Prism,
    /// CSV, the volumes as analyzed, and a script that computes the results anew
    R,
    /// The volumes as analyzed, for the R package SynergyLMM
    Synergylmm,
    /// The volumes as analyzed, for PDXNet's tumor volume suite
    Pdxnet,
}

impl Export {
    /// Whether it leaves the notebook as it is.
    pub(super) fn reads_only(&self) -> bool {
        !self.record.is_asked()
    }

    /// The format with what belongs to it.
    ///
    /// # Errors
    /// If arms of a combination are named for a format that has none.
    fn format(&self) -> Result<export::Format, Invalid> {
        let arms = self.arms.named();
        if let (Some(arms), false) = (&arms, matches!(self.format, Format::Synergylmm)) {
            let hint = "they belong to --format synergylmm";
            return Err(Invalid::new(
                "drug-a",
                &arms.drug_a,
                "is named for a format without combinations",
                hint,
            ));
        }
        Ok(match self.format {
            Format::Csv => export::Format::Csv,
            Format::Parquet => export::Format::Parquet,
            Format::Prism => export::Format::Prism,
            Format::R => export::Format::R,
            Format::Synergylmm => export::Format::SynergyLmm(arms),
            Format::Pdxnet => export::Format::PdxNet,
        })
    }

    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let format = self.format()?;
        let Exported {
            files,
            state,
            notes,
        } = ctx.notebook()?.export(&self.study, &format, &self.to)?;
        let taken = Taken {
            study: &self.study,
            kind: CopyKind::Export,
            state,
        };
        let recorded = self.record.record(ctx, &taken, &files)?;
        let names: Vec<_> = files
            .iter()
            .map(|file| file.display().to_string())
            .collect();
        if ctx.json {
            return screen::json(&json!({
                "study": self.study,
                "files": names,
                "notes": notes,
                "recorded": recorded.json(),
            }))
            .done();
        }
        let notes = notes.iter().map(|note| format!("\nnote: {note}"));
        let notes: String = screen::noted(notes).collect();
        screen::say(&format!("wrote {}{recorded}{notes}", names.join(", "))).done()
    }
}
