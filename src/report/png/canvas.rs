//! A pixel image as a canvas.

use rustybuzz::ttf_parser::{GlyphId, OutlineBuilder};
use rustybuzz::{Direction, Face, UnicodeBuffer};
use tiny_skia::{FillRule, Paint, Path, PathBuilder, Pixmap, StrokeDash, Transform};

use crate::figure::Theme;
use crate::figure::canvas::{Anchor, Canvas, ColorRole, Fill, Part, Point, Stroke, TextStyle};
use crate::fonts::Font;
use crate::fonts::runs::{Run, runs};

/// Draws on an image whose upper left corner is that of the drawing.
pub(super) struct RasterCanvas<'a> {
    pixels: &'a mut Pixmap,
    theme: &'a Theme,
    /// From points to pixels.
    scale: Transform,
    faces: [Face<'static>; 3],
}

impl<'a> RasterCanvas<'a> {
    pub fn new(pixels: &'a mut Pixmap, pixels_per_point: f64, theme: &'a Theme) -> Self {
        let scale = pixels_per_point as f32;
        Self {
            pixels,
            theme,
            scale: Transform::from_scale(scale, scale),
            faces: Font::ALL.map(|font| {
                let face = Face::from_slice(font.data(), 0);
                face.expect("the fonts of the program can be read")
            }),
        }
    }

    /// A path without extent (a line through one point) is none, and nothing is drawn.
    fn draw(&mut self, path: Option<Path>, fill: Option<Fill>, edge: Option<&Stroke>) {
        let Some(path) = path else { return };
        if let Some(Fill { color, opacity }) = fill {
            self.fill(&path, &paint(self.theme, color, opacity), self.scale);
        }
        if let Some(edge) = edge {
            let paint = paint(self.theme, edge.color, edge.opacity);
            self.pixels
                .stroke_path(&path, &paint, &stroke(edge), self.scale, None);
        }
    }

    fn fill(&mut self, path: &Path, paint: &Paint<'_>, transform: Transform) {
        self.pixels
            .fill_path(path, paint, FillRule::Winding, transform, None);
    }
}

fn paint(theme: &Theme, color: ColorRole, opacity: f64) -> Paint<'static> {
    let (r, g, b) = theme.rgb(color);
    let mut paint = Paint::default();
    paint.set_color_rgba8(r, g, b, (255.0 * opacity).round() as u8);
    paint
}

fn stroke(stroke: &Stroke) -> tiny_skia::Stroke {
    let dash = stroke.dash.map(|(dash, gap)| [dash as f32, gap as f32]);
    tiny_skia::Stroke {
        width: stroke.width as f32,
        dash: dash.and_then(|lengths| StrokeDash::new(lengths.to_vec(), 0.0)),
        ..tiny_skia::Stroke::default()
    }
}

fn through(path: &mut PathBuilder, places: &[Point]) {
    for (i, (x, y)) in places.iter().enumerate() {
        match i {
            0 => path.move_to(*x as f32, *y as f32),
            _ => path.line_to(*x as f32, *y as f32),
        }
    }
}

impl Canvas for RasterCanvas<'_> {
    fn begin_part(&mut self, _: &Part<'_>) {}

    fn end_part(&mut self) {}

    fn line(&mut self, places: &[Point], stroke: &Stroke) {
        self.lines(&[places], stroke);
    }

    /// One path, so that a translucent line is not darker where its pieces cross.
    fn lines(&mut self, pieces: &[&[Point]], stroke: &Stroke) {
        let mut path = PathBuilder::new();
        for piece in pieces {
            through(&mut path, piece);
        }
        self.draw(path.finish(), None, Some(stroke));
    }

    fn polygon(&mut self, corners: &[Point], fill: Option<Fill>, edge: Option<&Stroke>) {
        let mut path = PathBuilder::new();
        through(&mut path, corners);
        path.close();
        self.draw(path.finish(), fill, edge);
    }

    fn circle(&mut self, (x, y): Point, radius: f64, fill: Option<Fill>, edge: Option<&Stroke>) {
        let circle = PathBuilder::from_circle(x as f32, y as f32, radius as f32);
        self.draw(circle, fill, edge);
    }

    fn text(&mut self, (x, y): Point, text: &str, style: &TextStyle) {
        let runs = runs(text, style.size, style.bold);
        let width: f64 = runs.iter().map(|run| run.width).sum();
        let start = match style.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => -0.5 * width,
            Anchor::End => -width,
        };
        let mut outline = Outline::default();
        let mut from = start;
        for run in &runs {
            let face = &self.faces[run.font as usize];
            outline.add(face, run, from as f32, style.size as f32);
            from += run.width;
        }
        let Some(path) = outline.path.finish() else {
            return;
        };
        let turn = if style.upwards { -90.0 } else { 0.0 };
        let place = self
            .scale
            .pre_translate(x as f32, y as f32)
            .pre_rotate(turn);
        self.fill(&path, &paint(self.theme, style.color, 1.0), place);
    }
}

/// The outlines of glyphs, in points from the start of the baseline, y downwards. Fonts have y upwards,
/// and units of their own.
#[derive(Default)]
struct Outline {
    path: PathBuilder,
    origin: (f32, f32),
    /// Points per unit of the font.
    scale: f32,
}

impl Outline {
    /// Adds a run whose left end is `from` points from the start.
    fn add(&mut self, face: &Face<'static>, run: &Run, from: f32, size: f32) {
        self.scale = size / face.units_per_em() as f32;
        let mut letters = UnicodeBuffer::new();
        letters.push_str(&run.text);
        letters.guess_segment_properties();
        letters.set_direction(match run.leftwards {
            true => Direction::RightToLeft,
            false => Direction::LeftToRight,
        });
        let glyphs = rustybuzz::shape(face, &[], letters);
        let mut advanced = 0;
        for (glyph, position) in glyphs.glyph_infos().iter().zip(glyphs.glyph_positions()) {
            let x = self.scale * (advanced + position.x_offset) as f32;
            self.origin = (from + x, -self.scale * position.y_offset as f32);
            // Glyph ids of these fonts have 16 bits. A blank has no outline.
            let id = u16::try_from(glyph.glyph_id).unwrap_or_default();
            face.outline_glyph(GlyphId(id), self);
            advanced += position.x_advance;
        }
    }

    fn point(&self, x: f32, y: f32) -> (f32, f32) {
        let (left, baseline) = self.origin;
        (left + self.scale * x, baseline - self.scale * y)
    }
}

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.point(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.point(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.point(x1, y1), self.point(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2)) = (self.point(x1, y1), self.point(x2, y2));
        let (x, y) = self.point(x, y);
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::theme;
    use tiny_skia::Color;

    /// Left, top, right and bottom edge, in pixels, of a text drawn at (50, 50); none if nothing is drawn.
    fn drawn(text: &str, style: TextStyle) -> Option<[usize; 4]> {
        let mut pixels = Pixmap::new(100, 100).unwrap();
        pixels.fill(Color::WHITE);
        RasterCanvas::new(&mut pixels, 1.0, &theme::LIGHT).text((50.0, 50.0), text, &style);
        let dark = pixels.pixels().iter().enumerate();
        let dark = dark.filter(|(_, pixel)| pixel.red() < 128);
        let dark: Vec<(usize, usize)> = dark.map(|(at, _)| (at % 100, at / 100)).collect();
        let (x, y) = (|| dark.iter().map(|p| p.0), || dark.iter().map(|p| p.1));
        Some([x().min()?, y().min()?, x().max()? + 1, y().max()? + 1])
    }

    fn large(anchor: Anchor) -> TextStyle {
        TextStyle {
            size: 14.0,
            ..theme::small(anchor)
        }
    }

    #[test]
    fn texts_lie_at_their_anchor() {
        let [left, _, _, bottom] = drawn("HHH", large(Anchor::Start)).unwrap();
        assert!((50..53).contains(&left) && bottom == 50, "{left} {bottom}");
        let [_, _, right, _] = drawn("HHH", large(Anchor::End)).unwrap();
        assert!((48..51).contains(&right), "{right}");
        let [left, _, right, _] = drawn("HHH", large(Anchor::Middle)).unwrap();
        assert!((99..102).contains(&(left + right)), "{left} {right}");
        let upwards = TextStyle {
            upwards: true,
            ..large(Anchor::Start)
        };
        let [_, _, right, bottom] = drawn("HHH", upwards).unwrap();
        assert!(
            right == 50 && (48..51).contains(&bottom),
            "{right} {bottom}"
        );
    }

    #[test]
    fn letters_of_every_script_are_drawn() {
        for text in ["Ω", "א", "ع", "中"] {
            assert!(drawn(text, large(Anchor::Start)).is_some(), "{text}");
        }
        assert_eq!(drawn(" ", large(Anchor::Start)), None);
    }
}
