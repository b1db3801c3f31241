//! `graftbook export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::context::{Context, Outcome, Printed};
use super::screen;

#[derive(Args)]
#[command(
    after_help = "`graftbook import FOLDER` reads it back to the same numbers; readings.csv alone can be imported too."
)]
pub(super) struct Export {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Folder to write to, made if it is missing; files of the same names are replaced
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
    /// Format
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// Tidy CSV files
    #[default]
    Csv,
}

impl Export {
    pub(super) fn run(&self, ctx: &Context) -> Outcome {
        let Format::Csv = self.format;
        let files = ctx.notebook()?.export_csv(&self.study, &self.to)?;
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
