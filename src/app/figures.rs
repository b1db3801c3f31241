//! Single figures of a study, for papers and slides.

use std::path::Path;

use super::Error;
use super::files::write_file;
use super::summarize::Summary;
use domain::{Invalid, Quantity, Remedy, typed_number};
use report::figure::{self, Arms, Figure, Kind, Scale, View, describe, svg};
use report::summary::ArmLabels;

/// What a figure is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureFormat {
    /// Vector, text as text.
    Svg,
    /// Raster.
    #[cfg(feature = "png")]
    Png,
    /// Vector, fonts embedded.
    #[cfg(feature = "pdf")]
    Pdf,
}

impl FigureFormat {
    /// The format that the ending of a file's name stands for.
    ///
    /// # Errors
    /// If it stands for none, or for one that this program was built without.
    pub fn of(file: &Path) -> Result<Self, Invalid> {
        let ending = file.extension().and_then(|ending| ending.to_str());
        match ending.unwrap_or_default().to_lowercase().as_str() {
            "svg" => Ok(Self::Svg),
            #[cfg(feature = "png")]
            "png" => Ok(Self::Png),
            #[cfg(not(feature = "png"))]
            "png" => Err(Invalid::new(
                "figure file",
                file.display(),
                "is a raster image, which this graftbook was built without",
                "let it end in .svg, or build graftbook with the feature `png`",
            )),
            #[cfg(feature = "pdf")]
            "pdf" => Ok(Self::Pdf),
            #[cfg(not(feature = "pdf"))]
            "pdf" => Err(Invalid::new(
                "figure file",
                file.display(),
                "is a PDF, which this graftbook was built without",
                "let it end in .svg, or build graftbook with the feature `pdf`",
            )),
            _ => Err(Invalid::new(
                "figure file",
                file.display(),
                "has an ending that names no format",
                "let it end in .svg, .png or .pdf",
            )),
        }
    }
}

/// Colors of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FigureTheme {
    /// For white.
    #[default]
    Light,
    /// For dark slides.
    Dark,
    /// Without colors, for white.
    Gray,
    /// For print: black text, darker fine lines.
    Print,
}

impl FigureTheme {
    fn colors(self) -> &'static figure::Theme {
        match self {
            Self::Light => &figure::LIGHT,
            Self::Dark => &figure::DARK,
            Self::Gray => &figure::GRAY,
            Self::Print => &figure::PRINT,
        }
    }
}

/// Which figure, how large, and what of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FigureWanted {
    /// Which.
    pub kind: Kind,
    /// How its y axis runs; means something for volumes only.
    pub scale: Scale,
    /// Its width in mm.
    pub width_mm: f64,
    /// Its height in mm; none: by its width.
    pub height_mm: Option<f64>,
    /// Pixels per inch of a raster image.
    pub per_inch: f64,
    /// Names or labels of the arms in it; empty: all.
    pub arms: Vec<String>,
    /// The days in it, and the upper end of its y axis.
    pub view: View,
    /// What stands above it; empty: nothing.
    pub title: String,
    /// Its colors.
    pub theme: FigureTheme,
}

/// What journals call their widths, in mm.
pub const WIDTHS_MM: [(&str, f64); 3] = [("single", 89.0), ("middle", 120.0), ("double", 183.0)];

/// Pixels per inch of a raster image.
pub const PER_INCH: Quantity = Quantity {
    field: "dpi",
    unit: "pixels per inch",
    least: 30.0,
    most: 2400.0,
};

/// Millimeters of a width by name or number.
///
/// # Errors
/// If it is neither, or no width of a page.
pub fn width_mm(text: &str) -> Result<f64, Invalid> {
    let named = text.trim().to_lowercase();
    if let Some((_, mm)) = WIDTHS_MM.iter().find(|(name, _)| *name == named) {
        return Ok(*mm);
    }
    let width = Quantity {
        field: "width",
        unit: "mm",
        least: 40.0,
        most: 1000.0,
    };
    let number = named.trim_end_matches("mm").trim();
    let read = typed_number("width", number).map_err(|mut invalid| {
        invalid.remedy = "single, middle, double, or a number of mm".into();
        invalid
    });
    width.check(read?)
}

/// Width and height in millimeters of a size: `89x60`, `89 × 60 mm`.
///
/// # Errors
/// If it is no such text, or one of them is no width of a page.
pub fn size_mm(text: &str) -> Result<(f64, f64), Invalid> {
    let plain = text.to_lowercase().replace('×', "x");
    let Some((width, height)) = plain.split_once('x') else {
        return Err(Invalid::new(
            "size",
            text,
            "is not a width and a height",
            "write it as 120x80, in mm",
        ));
    };
    let height = height.trim_end_matches("mm").trim();
    let read = typed_number("size", height)?;
    let height = Quantity {
        field: "height",
        unit: "mm",
        least: 30.0,
        most: 1000.0,
    };
    Ok((width_mm(width)?, height.check(read)?))
}

/// Points in a millimeter.
const POINTS: f64 = 72.0 / 25.4;

impl Summary {
    /// A figure of the study.
    ///
    /// # Errors
    /// If there is nothing to draw, an arm is unknown, or the size leaves no room for a plot.
    pub fn figure(&self, wanted: &FigureWanted) -> Result<Figure, Error> {
        let (record, analysis) = (self.record(), self.analysis());
        let arms = self.arms_of(&wanted.arms)?;
        let arms = match wanted.arms.is_empty() {
            true => Arms::All,
            false => Arms::Some(&arms),
        };
        let drawn = describe(record, analysis, wanted.kind, wanted.scale, arms);
        let usual = View::since_baseline(analysis);
        let view = View {
            from: wanted.view.from.or(usual.from),
            ..wanted.view
        };
        let drawn = drawn.and_then(|figure| figure.within(&view));
        let figure = drawn.ok_or_else(|| self.nothing_to_draw(wanted))?;
        let figure = Figure {
            title: wanted.title.clone(),
            ..figure
        };
        let Some(height) = wanted.height_mm else {
            return Ok(figure);
        };
        let fitted = figure.fitted(wanted.width_mm * POINTS, height * POINTS);
        fitted.ok_or_else(|| {
            let text = format!("a height of {height} mm leaves too little room for the plots");
            Error::state(text, Remedy::LargerFigure)
        })
    }

    /// The arms of these names or labels, in the order of the analysis.
    fn arms_of(&self, names: &[String]) -> Result<Vec<usize>, Error> {
        let analysis = self.analysis();
        let labels = ArmLabels::of(self.record(), analysis);
        let found = names.iter().map(|name| {
            let arms = analysis.arms.iter().enumerate();
            let mut named = arms.filter(|(at, arm)| *arm == name || labels.label(*at) == name);
            named.next().map(|(at, _)| at).ok_or_else(|| {
                let known = analysis.arms.iter().map(|arm| format!("`{arm}`"));
                let known: Vec<String> = known.collect();
                let hint = format!("the arms are {}", known.join(", "));
                Error::from(Invalid::new("arm", name, "is no arm of the study", hint))
            })
        });
        let mut found = found.collect::<Result<Vec<usize>, Error>>()?;
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    fn nothing_to_draw(&self, wanted: &FigureWanted) -> Error {
        let is_part = !wanted.arms.is_empty() || wanted.view != View::default();
        let lacking = match wanted.kind {
            _ if is_part => "there is nothing of these arms on these days",
            Kind::Growth | Kind::Spaghetti => "no tumor of an animal in an arm was read",
            Kind::Waterfall => "no tumor has a best response",
            Kind::Survival => "no animal can have an event",
            Kind::Weight => "no animal in an arm was weighed",
        };
        let name = &self.record().study.name;
        let message = format!("study `{name}` has nothing to draw: {lacking}");
        Error::state(message, Remedy::ReadNotes)
    }

    /// A figure as a file of a format has it.
    ///
    /// # Errors
    /// If there is nothing to draw, or a raster image would be too large.
    pub fn figure_bytes(
        &self,
        wanted: &FigureWanted,
        format: FigureFormat,
    ) -> Result<Vec<u8>, Error> {
        let figure = self.figure(wanted)?;
        let (width, theme) = (wanted.width_mm * POINTS, wanted.theme.colors());
        match format {
            FigureFormat::Svg => Ok(svg::file(&figure, width, theme).into_bytes()),
            #[cfg(feature = "pdf")]
            FigureFormat::Pdf => {
                let title = format!("Study {}", self.record().study.name);
                Ok(report::pdf::figure(
                    &figure,
                    (width, theme),
                    &title,
                    self.made_at(),
                ))
            }
            #[cfg(feature = "png")]
            FigureFormat::Png => {
                let image = report::png::image(&figure, width, wanted.per_inch, theme);
                image.map_err(|large| Error::state(large.to_string(), Remedy::SmallerFigure))
            }
        }
    }

    /// Letters of a figure that are drawn as □ in a format: `U+85AC, U+9F20`; none if there are none.
    ///
    /// # Errors
    /// If there is nothing to draw.
    pub fn letters_lacking(
        &self,
        wanted: &FigureWanted,
        format: FigureFormat,
    ) -> Result<Option<String>, Error> {
        let figure = self.figure(wanted)?;
        Ok(figure
            .missing_letters()
            .filter(|_| format != FigureFormat::Svg))
    }

    /// Writes a figure; a file of that name is replaced, and is whole at any moment.
    pub fn write_figure(
        &self,
        wanted: &FigureWanted,
        format: FigureFormat,
        file: &Path,
    ) -> Result<(), Error> {
        let bytes = self.figure_bytes(wanted, format)?;
        Ok(write_file(file, |out| out.write_all(&bytes))?)
    }
}
