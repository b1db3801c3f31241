//! The sheet of figures: their pictures, if this program can make them, below the charts.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::Formats;
use crate::document::{Block, Document};
use crate::figure::Figure;

/// The width for which figures are laid out, points, and pixels per inch of their pictures.
const WIDTH: f64 = 420.0;
#[cfg(feature = "png")]
const PER_INCH: f64 = 144.0;

/// Height of a row of a sheet, points.
const ROW: f64 = 15.0;

/// Adds the pictures of all figures of the chapters from a row on; the result is the row after them.
pub(super) fn add(
    sheet: &mut Worksheet,
    document: &Document,
    from: u32,
    formats: &Formats,
) -> Result<u32, XlsxError> {
    let mut row = from;
    for chapter in &document.chapters {
        for block in &chapter.blocks {
            let Block::Figure(block) = block else {
                continue;
            };
            for (name, figure) in &block.versions {
                let title = format!("{}. {} {name}", block.label(), block.caption);
                row = picture(sheet, (row, 0), title.trim_end(), (figure, WIDTH), formats)? + 1;
            }
        }
    }
    Ok(row)
}

/// Adds a title and the picture of a figure below it; the result is the row after them. Without pictures it is the title
/// alone.
pub(super) fn picture(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    title: &str,
    (figure, width): (&Figure, f64),
    formats: &Formats,
) -> Result<u32, XlsxError> {
    sheet.write_string_with_format(row, column, title, &formats.bold)?;
    let height = inserted(sheet, (row + 1, column), title, figure, width)?;
    Ok(row + 1 + (height / ROW).ceil() as u32)
}

/// Inserts the picture; the result is its height in points, 0 if it is too large to be drawn.
#[cfg(feature = "png")]
fn inserted(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    title: &str,
    figure: &Figure,
    width: f64,
) -> Result<f64, XlsxError> {
    let Ok(bytes) = crate::png::image(figure, width, PER_INCH, &crate::figure::LIGHT) else {
        return Ok(0.0);
    };
    // Excel allows no longer description.
    let description: String = title.chars().take(255).collect();
    let image = rust_xlsxwriter::Image::new_from_buffer(&bytes)?.set_alt_text(description);
    sheet.insert_image(row, column, &image)?;
    Ok(figure.height(width))
}

/// This program makes no pictures.
#[cfg(not(feature = "png"))]
fn inserted(
    _: &mut Worksheet,
    _: (u32, u16),
    _: &str,
    _: &Figure,
    _: f64,
) -> Result<f64, XlsxError> {
    Ok(0.0)
}
