//! `graftbook figure`.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use serde_json::json;

use super::analysis::AnalysisArgs;
use super::context::{CommandResult, Context, Printed};
use super::copies::{RecordArg, Taken};
use super::report::Audience;
use super::screen;
use app::CopyKind;
use app::document::figure::{Kind, Scale};
use app::figures::{FigureFormat, FigureWanted, PER_INCH, width_mm};
use app::summarize::{Extent, Wanted, made_at};
use domain::Invalid;

#[derive(Args)]
#[command(
    after_help = "Text has 7 points at every width, and lines are as thick as journals ask for. Color-blind readers can \
tell the colors apart, and markers and labels repeat what they say. Text stays text in .svg (Arial or a font \
of the same widths) and .pdf (fonts embedded).

Examples:
  graftbook figure --study S --kind growth -o growth.svg
  graftbook figure --study S --kind spaghetti --log --width double -o animals.pdf
  graftbook figure --study S --kind survival --width 89 --dpi 600 -o survival.png"
)]
pub(super) struct Figure {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Which figure
    #[arg(long, value_enum)]
    kind: KindArg,
    /// File to write; its ending names the format: .svg, .png or .pdf. An existing file is replaced
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Width: single (89 mm), middle (120 mm), double (183 mm), or a number of mm
    #[arg(long, value_name = "WIDTH", default_value = "double")]
    width: String,
    /// Pixels per inch of a .png
    #[arg(long, value_name = "NUMBER", default_value_t = 300.0)]
    dpi: f64,
    /// Logarithmic axis of volumes; for growth and spaghetti
    #[arg(long)]
    log: bool,
    /// For whom: technician hides the arms, blinded study or not
    #[arg(long = "for", value_name = "WHOM", value_enum, default_value_t)]
    audience: Audience,
    #[command(flatten)]
    record: RecordArg,
    #[command(flatten)]
    analysis: AnalysisArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KindArg {
    /// Mean tumor volume by arm
    Growth,
    /// Tumor volume of each animal
    Spaghetti,
    /// Best response of each tumor
    Waterfall,
    /// Time to event
    Survival,
    /// Mean change of body weight by arm
    Weight,
}

impl Figure {
    /// Whether it leaves the notebook as it is.
    pub(super) fn reads_only(&self) -> bool {
        !self.record.is_asked()
    }

    /// Whether `--log` means something for the figure.
    fn axis_can_be_logarithmic(&self) -> Result<(), Invalid> {
        let of_volumes = matches!(self.kind, KindArg::Growth | KindArg::Spaghetti);
        match self.log && !of_volumes {
            false => Ok(()),
            true => {
                let kind = self.kind.to_possible_value();
                Err(Invalid::new(
                    "log",
                    kind.as_ref().map_or("", PossibleValue::get_name),
                    "has no axis of volumes, and shares, percent and 0 have no logarithm",
                    "leave --log out, or choose --kind growth or spaghetti",
                ))
            }
        }
    }

    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let format = FigureFormat::of(&self.output)?;
        self.axis_can_be_logarithmic()?;
        let figure = FigureWanted {
            kind: match self.kind {
                KindArg::Growth => Kind::Growth,
                KindArg::Spaghetti => Kind::Spaghetti,
                KindArg::Waterfall => Kind::Waterfall,
                KindArg::Survival => Kind::Survival,
                KindArg::Weight => Kind::Weight,
            },
            scale: if self.log { Scale::Log } else { Scale::Linear },
            width_mm: width_mm(&self.width)?,
            per_inch: PER_INCH.check(self.dpi)?,
        };
        let wanted = Wanted {
            options: self.analysis.options()?,
            for_technician: self.audience == Audience::Technician,
            extent: Extent::Full,
            at: made_at()?,
        };
        let mut notebook = ctx.notebook()?;
        let summary = notebook.summarize(&self.study, &wanted)?;
        summary.write_figure(&figure, format, &self.output)?;
        let taken = Taken {
            study: &self.study,
            kind: CopyKind::Figure,
            state: summary.state(),
        };
        let files = std::slice::from_ref(&self.output);
        let recorded = self.record.record(&mut notebook, &taken, files)?;
        if let Some(letters) = summary.letters_lacking(&figure, format)? {
            screen::remark(&format!(
                "drawn as □, because the fonts of this program lack them: {letters}; a .svg has them"
            ))
            .done()?;
        }
        let file = self.output.display().to_string();
        if ctx.json {
            return screen::json(
                &json!({ "study": self.study, "file": file, "recorded": recorded.json() }),
            )
            .done();
        }
        screen::say(&format!("wrote {file}{recorded}")).done()
    }
}
