//! `graftbook export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::context::{Context, Outcome, Printed};
use super::screen;
use crate::app::export;

#[derive(Args)]
#[command(
    after_help = "`graftbook import FOLDER` reads csv back to the same numbers; readings.csv alone can be imported \
too. The contract of each format stands in exports/. The same study, format and version give the same \
bytes.

Examples:
  graftbook export --study S --to S
  graftbook export --study S --to S --format prism"
)]
pub(super) struct Export {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Folder to write to, made if it is missing; files of the same names are replaced
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
    /// For which programs
    #[arg(long, value_enum, default_value_t)]
    format: Format,
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
}

impl From<Format> for export::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Csv => Self::Csv,
            Format::Parquet => Self::Parquet,
            Format::Prism => Self::Prism,
        }
    }
}

impl Export {
    pub(super) fn run(&self, ctx: &Context) -> Outcome {
        let notebook = ctx.notebook()?;
        let files = notebook.export(&self.study, self.format.into(), &self.to)?;
        let names: Vec<_> = files
            .iter()
            .map(|file| file.display().to_string())
            .collect();
        if ctx.json {
            return screen::json(&json!({ "study": self.study, "files": names })).done();
        }
        screen::say(&format!("wrote {}", names.join(", "))).done()
    }
}
