//! `graftbook analyze`.

use clap::Args;

use super::analysis::{self, AnalysisArgs};
use super::context::{CommandResult, Context, Printed};
use super::{explain, remedy, screen};

#[derive(Args)]
#[command(
    override_usage = "graftbook analyze [OPTIONS] --study <STUDY>\n       graftbook analyze --explain [<ID>]",
    after_help = "Every number is printed under the id of its definition; --json gives all of them at full \
precision, including those of each animal. --explain ID describes a statistic: question, formula, \
assumptions, awkward data, source; --explain alone lists the ids.

Examples:
  graftbook analyze --study S
  graftbook analyze --study S --control Vehicle --day 17 --zeros drop --baseline first
  graftbook analyze --study S --json > numbers.json
  graftbook analyze --explain delta"
)]
pub(super) struct Analyze {
    /// Name of the study
    #[arg(long, value_name = "STUDY", required_unless_present = "explain")]
    study: Option<String>,
    #[command(flatten)]
    analysis: AnalysisArgs,
    /// Print the definition card of a statistic instead, or list all of them
    #[arg(long, value_name = "ID", num_args = 0..=1, default_missing_value = explain::LIST)]
    explain: Option<String>,
}

impl Analyze {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        if let Some(id) = &self.explain {
            return explain::explain(ctx, id);
        }
        let study = self.study.as_deref();
        let study = study.expect("clap asks for a study where nothing is to be explained");
        let analysis = ctx.notebook()?.analyze(study, &self.analysis.options()?)?;
        if ctx.json {
            return screen::json(&remedy::analysis_in_words(analysis)).done();
        }
        screen::say(&analysis::tables(&analysis)).done()
    }
}
