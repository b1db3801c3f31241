//! A figure as a raster image (PNG). The fonts are part of the program: the image is the same on every
//! machine.

mod canvas;

use tiny_skia::{Color, Pixmap};

use super::figure::{Figure, Theme};
use canvas::RasterCanvas;

/// The most pixels that an image may have. The width of a double column at 1200 dpi takes 34 million.
const MAX_PIXELS: f64 = 100e6;

const POINTS_PER_INCH: f64 = 72.0;
const METERS_PER_INCH: f64 = 0.0254;

/// The image would have too many pixels.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{wide} × {high} pixels are too many")]
pub struct TooLarge {
    /// Pixels across.
    pub wide: u64,
    /// Pixels down.
    pub high: u64,
}

/// The bytes of a file: the figure `width` points wide with `per_inch` pixels per inch, which the file
/// states.
///
/// # Errors
/// If that gives more than a hundred million pixels.
pub fn image(
    figure: &Figure,
    width: f64,
    per_inch: f64,
    theme: &Theme,
) -> Result<Vec<u8>, TooLarge> {
    let scale = per_inch / POINTS_PER_INCH;
    let size = [width, figure.height(width)].map(|points| (points * scale).ceil().max(1.0));
    let [wide, high] = size.map(|pixels| pixels as u64);
    let large = TooLarge { wide, high };
    if size[0] * size[1] > MAX_PIXELS {
        return Err(large);
    }
    let fits = |pixels: u64| u32::try_from(pixels).map_err(|_| large);
    let mut pixels = Pixmap::new(fits(wide)?, fits(high)?).ok_or(large)?;
    // The drawing may end within the last row of pixels.
    let (r, g, b) = theme.background;
    pixels.fill(Color::from_rgba8(r, g, b, u8::MAX));
    // The width is a whole number of pixels, and so may be a little more than was asked for.
    let pixels_per_point = size[0] / width;
    figure.draw(
        &mut RasterCanvas::new(&mut pixels, pixels_per_point, theme),
        width,
    );
    Ok(encoded(&pixels, per_inch))
}

fn encoded(pixels: &Pixmap, per_inch: f64) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let per_meter = (per_inch / METERS_PER_INCH).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: per_meter,
        yppu: per_meter,
        unit: png::Unit::Meter,
    }));
    // The background covers everything: nothing is transparent.
    let colors = pixels.pixels().iter();
    let colors: Vec<u8> = colors
        .flat_map(|p| [p.red(), p.green(), p.blue()])
        .collect();
    let mut writer = encoder.write_header().expect("memory takes every image");
    writer
        .write_image_data(&colors)
        .expect("the image has its size");
    writer.finish().expect("memory takes every image");
    bytes
}
