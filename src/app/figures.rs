//! Single figures of a study, for papers and slides.

use std::path::Path;

use super::Error;
use super::files::write_file;
use super::summarize::Summary;
use domain::{DecimalMark, Invalid, Quantity, Remedy, parse_number};
use report::figure::{Arms, Figure, Kind, Scale, describe, svg};

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

/// Which figure, and how large.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FigureWanted {
    /// Which.
    pub kind: Kind,
    /// How its y axis runs; means something for volumes only.
    pub scale: Scale,
    /// Its width in mm.
    pub width_mm: f64,
    /// Pixels per inch of a raster image.
    pub per_inch: f64,
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
    let read = parse_number("width", number, DecimalMark::Point).map_err(|mut invalid| {
        invalid.remedy = "single, middle, double, or a number of mm".into();
        invalid
    });
    width.check(read?)
}

/// Points in a millimeter.
const POINTS: f64 = 72.0 / 25.4;

impl Summary {
    /// A figure of the study.
    ///
    /// # Errors
    /// If there is nothing to draw.
    pub fn figure(&self, kind: Kind, scale: Scale) -> Result<Figure, Error> {
        let (record, analysis) = (self.record(), self.analysis());
        let drawn = describe(record, analysis, kind, scale, Arms::All);
        let lacking = match kind {
            Kind::Growth | Kind::Spaghetti => "no tumor of an animal in an arm was read",
            Kind::Waterfall => "no tumor has a best response",
            Kind::Survival => "no animal can have an event",
            Kind::Weight => "no animal in an arm was weighed",
        };
        let name = &record.study.name;
        drawn.ok_or_else(|| {
            let message = format!("study `{name}` has nothing to draw: {lacking}");
            Error::state(message, Remedy::ReadNotes)
        })
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
        let figure = self.figure(wanted.kind, wanted.scale)?;
        let width = wanted.width_mm * POINTS;
        match format {
            FigureFormat::Svg => Ok(svg::file(&figure, width).into_bytes()),
            #[cfg(feature = "pdf")]
            FigureFormat::Pdf => {
                let title = format!("Study {}", self.record().study.name);
                Ok(report::pdf::figure(&figure, width, &title, self.made_at()))
            }
            #[cfg(feature = "png")]
            FigureFormat::Png => {
                let image = report::png::image(&figure, width, wanted.per_inch);
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
        let figure = self.figure(wanted.kind, wanted.scale)?;
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
        Ok(write_file(file, &self.figure_bytes(wanted, format)?)?)
    }
}
