//! `graftbook export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::context::{CommandResult, Context, Printed};
use super::copies::{RecordArg, Taken};
use super::screen;
use app::{CopyKind, export};

#[derive(Args)]
#[command(
    after_help = "`graftbook import FOLDER` reads csv back to the same numbers; readings.csv alone can be imported \
too. The folder exports/ of the source code describes each format. The same study, format and version give \
the same bytes. What is excluded from the analysis is missing in r, synergylmm and pdxnet, and marked as \
excluded in prism.

Examples:
  graftbook export --study S --to S
  graftbook export --study S --to S --format prism
  graftbook export --study S --to S --format r && cd S && Rscript analyze.R"
)]
pub(super) struct Export {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Folder to write to, made if it is missing; files of the same names are replaced
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
    /// The format
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    record: RecordArg,
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
    /// CSV, the volumes as analyzed, and a script that refits the mixed model with lme4
    R,
    /// The volumes as analyzed, for the R package SynergyLMM
    Synergylmm,
    /// The volumes as analyzed, for PDXNet's tumor volume suite
    Pdxnet,
}

impl From<Format> for export::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Csv => Self::Csv,
            Format::Parquet => Self::Parquet,
            Format::Prism => Self::Prism,
            Format::R => Self::R,
            Format::Synergylmm => Self::SynergyLmm,
            Format::Pdxnet => Self::PdxNet,
        }
    }
}

impl Export {
    /// Whether it leaves the notebook as it is.
    pub(super) fn reads_only(&self) -> bool {
        !self.record.is_asked()
    }

    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let mut notebook = ctx.notebook()?;
        let (files, state) = notebook.export(&self.study, self.format.into(), &self.to)?;
        let taken = Taken {
            study: &self.study,
            kind: CopyKind::Export,
            state,
        };
        let recorded = self.record.record(&mut notebook, &taken, &files)?;
        let names: Vec<_> = files
            .iter()
            .map(|file| file.display().to_string())
            .collect();
        if ctx.json {
            return screen::json(
                &json!({ "study": self.study, "files": names, "recorded": recorded.json() }),
            )
            .done();
        }
        screen::say(&format!("wrote {}{recorded}", names.join(", "))).done()
    }
}
