//! `graftbook report`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::analysis::AnalysisArgs;
use super::context::{CommandResult, Context, Printed};
use super::copies::{RecordArg, Taken};
use super::screen;
use super::typed::choice;
use app::CopyKind;
use app::summarize::{Extent, ReportFormat, Wanted, made_at};

#[derive(Args)]
#[command(
    after_help = "The report shows the numbers of `graftbook analyze --json` with the same options, and the state of the \
notebook that it was made from. If SOURCE_DATE_EPOCH is set (seconds since 1970), it is taken as the time of \
the report, and the same notebook gives the same bytes.

Examples:
  graftbook report --study S -o S.html
  graftbook report --study S --summary -o S.pdf
  graftbook report --study S --full -o S.pdf
  graftbook report --study S --for technician -o S.html"
)]
pub(super) struct Report {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// File to write; its ending names the format: .html, .pdf, .xlsx or .md. An existing file is replaced. The figures of
    /// S.md are written into the folder S-figures
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// For whom: technician hides the arms, blinded study or not
    #[arg(long = "for", value_name = "WHOM", value_enum, value_parser = choice::<Audience>(), default_value_t)]
    audience: Audience,
    /// The summary page alone
    #[arg(long, conflicts_with = "full")]
    summary: bool,
    /// The appendix too: all definitions, tests and models. HTML always has it, folded
    #[arg(long)]
    full: bool,
    #[command(flatten)]
    record: RecordArg,
    #[command(flatten)]
    analysis: AnalysisArgs,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Audience {
    /// All that may be seen
    #[default]
    Director,
    /// Arms stay hidden
    Technician,
}

impl Report {
    /// Whether it leaves the notebook as it is.
    pub(super) fn reads_only(&self) -> bool {
        !self.record.is_asked()
    }

    fn extent(&self) -> Extent {
        match (self.summary, self.full) {
            (true, _) => Extent::Summary,
            (_, true) => Extent::Full,
            _ => Extent::Core,
        }
    }

    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let format = ReportFormat::of(&self.output)?;
        let wanted = Wanted {
            options: self.analysis.options()?,
            for_technician: self.audience == Audience::Technician,
            extent: self.extent(),
            at: made_at()?,
        };
        let summary = ctx.notebook()?.summarize(&self.study, &wanted)?;
        let taken = Taken {
            study: &self.study,
            kind: CopyKind::Report,
            state: summary.state(),
        };
        let files = summary.write(format, &self.output)?;
        let recorded = self.record.record(ctx, &taken, &files)?;
        let file = self.output.display().to_string();
        if ctx.json {
            return screen::json(
                &json!({ "study": self.study, "file": file, "recorded": recorded.json() }),
            )
            .done();
        }
        let figures = match files.len() - 1 {
            0 => String::new(),
            n => format!(" and {n} figures"),
        };
        screen::say(&format!("wrote {file}{figures}{recorded}")).done()
    }
}
