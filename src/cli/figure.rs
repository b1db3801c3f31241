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
use super::typed::{choice, number};
use app::CopyKind;
use app::document::figure::{Kind, Scale, View};
use app::figures::{FigureFormat, FigureTheme, FigureWanted, PER_INCH, size_mm, width_mm};
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
  graftbook figure --study S --kind survival --width 89 --dpi 600 -o survival.png
  graftbook figure --study S --kind growth --until 21 --size 120x80 --theme gray -o early.pdf"
)]
pub(super) struct Figure {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Which figure
    #[arg(long, value_enum, value_parser = choice::<KindArg>())]
    kind: KindArg,
    /// File to write; its ending names the format: .svg, .png or .pdf. An existing file is replaced
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Only these arms, by name or label: --arms Vehicle "KT-253 1 mg/kg"
    #[arg(long, value_name = "ARM", num_args = 1..)]
    arms: Vec<String>,
    /// From this study day on
    #[arg(long, value_parser = number, value_name = "DAY", allow_negative_numbers = true)]
    from: Option<f64>,
    /// Until this study day
    #[arg(long, value_parser = number, value_name = "DAY", allow_negative_numbers = true)]
    until: Option<f64>,
    /// Upper end of the y axis, in its unit; curves above it are cut, with their greatest value
    #[arg(long, value_parser = number, value_name = "VALUE")]
    ymax: Option<f64>,
    /// Title above the figure
    #[arg(long, value_name = "TEXT", default_value = "")]
    title: String,
    /// Width and height, in mm: 120x80
    #[arg(long, value_name = "WxH", conflicts_with = "width")]
    size: Option<String>,
    /// Colors: for white, for dark slides, without colors, or for print
    #[arg(long, value_enum, value_parser = choice::<ThemeArg>(), default_value_t)]
    theme: ThemeArg,
    /// Width: single (89 mm), middle (120 mm), double (183 mm), or a number of mm
    #[arg(long, value_name = "WIDTH", default_value = "double")]
    width: String,
    /// Pixels per inch of a .png
    #[arg(long, value_parser = number, value_name = "NUMBER", default_value_t = 300.0)]
    dpi: f64,
    /// Logarithmic axis of volumes; for growth and spaghetti
    #[arg(long)]
    log: bool,
    /// For whom: technician hides the arms, blinded study or not
    #[arg(long = "for", value_name = "WHOM", value_enum, value_parser = choice::<Audience>(), default_value_t)]
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum ThemeArg {
    /// For white
    #[default]
    Light,
    /// For dark slides
    Dark,
    /// Without colors, for white
    Gray,
    /// For print: black text, darker fine lines
    Print,
}

impl From<ThemeArg> for FigureTheme {
    fn from(theme: ThemeArg) -> Self {
        match theme {
            ThemeArg::Light => Self::Light,
            ThemeArg::Dark => Self::Dark,
            ThemeArg::Gray => Self::Gray,
            ThemeArg::Print => Self::Print,
        }
    }
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

    /// The days and values that the options choose. An axis has a direction and a length.
    fn view(&self) -> Result<View, Invalid> {
        let days = self.from.zip(self.until);
        if let Some((from, until)) = days.filter(|(from, until)| from >= until) {
            let why = format!("is not after day {from}");
            return Err(Invalid::new("until", until, why, "give a later day"));
        }
        if let Some(end) = self.ymax.filter(|end| !end.is_finite() || *end <= 0.0) {
            return Err(Invalid::new(
                "ymax",
                end,
                "is not above 0",
                "give a value above 0",
            ));
        }
        // Shares are percent on their axis.
        let per = if self.kind == KindArg::Survival {
            100.0
        } else {
            1.0
        };
        Ok(View {
            from: self.from,
            until: self.until,
            y_max: self.ymax.map(|end| end / per),
        })
    }

    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let format = FigureFormat::of(&self.output)?;
        self.axis_can_be_logarithmic()?;
        let (width_mm, height_mm) = match &self.size {
            Some(size) => size_mm(size).map(|(width, height)| (width, Some(height)))?,
            None => (width_mm(&self.width)?, None),
        };
        let figure = FigureWanted {
            kind: match self.kind {
                KindArg::Growth => Kind::Growth,
                KindArg::Spaghetti => Kind::Spaghetti,
                KindArg::Waterfall => Kind::Waterfall,
                KindArg::Survival => Kind::Survival,
                KindArg::Weight => Kind::Weight,
            },
            scale: if self.log { Scale::Log } else { Scale::Linear },
            width_mm,
            height_mm,
            per_inch: PER_INCH.check(self.dpi)?,
            arms: self.arms.clone(),
            view: self.view()?,
            title: self.title.clone(),
            theme: self.theme.into(),
        };
        let wanted = Wanted {
            options: self.analysis.options()?,
            for_technician: self.audience == Audience::Technician,
            extent: Extent::Full,
            at: made_at()?,
        };
        let summary = ctx.notebook()?.summarize(&self.study, &wanted)?;
        summary.write_figure(&figure, format, &self.output)?;
        let taken = Taken {
            study: &self.study,
            kind: CopyKind::Figure,
            state: summary.state(),
        };
        let files = std::slice::from_ref(&self.output);
        let recorded = self.record.record(ctx, &taken, files)?;
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
