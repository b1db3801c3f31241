//! A page of a PDF as a canvas.

use krilla::color::rgb;
use krilla::geom::{self, PathBuilder, Transform};
use krilla::num::NormalizedF32;
use krilla::paint;
use krilla::surface::Surface;
use krilla::text::{self, TextDirection};

use krilla::tagging::{Artifact, ContentTag, Identifier};

use super::THEME;
use crate::figure::Theme;
use crate::figure::canvas::{Anchor, Canvas, ColorRole, Fill, Part, Point, Stroke, TextStyle};
use crate::fonts::Font;
use crate::fonts::runs::runs;
use crate::palette::Rgb;

/// The fonts of the program as krilla needs them.
pub(super) struct Fonts([text::Font; 3]);

impl Fonts {
    pub fn load() -> Self {
        Self(Font::ALL.map(|font| {
            let loaded = text::Font::new(font.data().into(), 0);
            loaded.expect("the fonts of the program can be read")
        }))
    }

    fn get(&self, font: Font) -> text::Font {
        self.0[font as usize].clone()
    }
}

/// Draws on a page.
pub(super) struct PageCanvas<'s, 'a> {
    surface: &'s mut Surface<'a>,
    fonts: &'s Fonts,
    theme: Theme,
    /// The upper left corner of the drawing on the page.
    origin: Point,
}

impl<'s, 'a> PageCanvas<'s, 'a> {
    pub fn new(surface: &'s mut Surface<'a>, fonts: &'s Fonts, origin: Point) -> Self {
        Self {
            surface,
            fonts,
            theme: THEME,
            origin,
        }
    }

    /// The same page in the colors of another theme.
    pub fn themed(self, theme: &Theme) -> Self {
        Self {
            theme: *theme,
            ..self
        }
    }

    /// The same page with another origin.
    pub fn moved(&mut self, origin: Point) -> PageCanvas<'_, 'a> {
        PageCanvas {
            surface: self.surface,
            fonts: self.fonts,
            theme: self.theme,
            origin,
        }
    }

    /// Begins something that belongs to one part of the document, or is decoration.
    pub fn begin_content(&mut self, is_part: bool) -> Identifier {
        self.surface.start_tagged(match is_part {
            true => ContentTag::Other,
            false => ContentTag::Artifact(Artifact::default()),
        })
    }

    /// Ends what was begun last.
    pub fn end_content(&mut self) {
        self.surface.end_tagged();
    }

    /// A text in a color that no role has.
    pub fn tinted(&mut self, at: Point, text: &str, style: &TextStyle, rgb: Rgb) {
        self.letters(at, text, style, solid(rgb));
    }

    /// A filled shape with straight edges.
    pub fn shape(&mut self, corners: &[Point], rgb: Rgb) {
        let mut path = self.through(corners);
        path.close();
        if let Some(path) = path.finish() {
            self.surface.set_fill(Some(solid(rgb)));
            self.surface.set_stroke(None);
            self.surface.draw_path(&path);
        }
    }

    /// The edge of a rectangle with round corners.
    pub fn frame(&mut self, from: Point, to: Point, rgb: Rgb) {
        const ROUND: f32 = 1.7;
        let ((x0, y0), (x1, y1)) = (self.place(from), self.place(to));
        let mut path = PathBuilder::new();
        path.move_to(x0 + ROUND, y0);
        path.line_to(x1 - ROUND, y0);
        path.quad_to(x1, y0, x1, y0 + ROUND);
        path.line_to(x1, y1 - ROUND);
        path.quad_to(x1, y1, x1 - ROUND, y1);
        path.line_to(x0 + ROUND, y1);
        path.quad_to(x0, y1, x0, y1 - ROUND);
        path.line_to(x0, y0 + ROUND);
        path.quad_to(x0, y0, x0 + ROUND, y0);
        path.close();
        if let Some(path) = path.finish() {
            self.surface.set_fill(None);
            self.surface.set_stroke(Some(paint::Stroke {
                paint: solid(rgb).paint,
                width: 0.6,
                ..paint::Stroke::default()
            }));
            self.surface.draw_path(&path);
        }
    }

    fn letters(&mut self, at: Point, text: &str, style: &TextStyle, ink: paint::Fill) {
        let runs = runs(text, style.size, style.bold);
        let width: f64 = runs.iter().map(|run| run.width).sum();
        let before = match style.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => 0.5 * width,
            Anchor::End => width,
        };
        let (x, y) = self.place(at);
        if style.upwards {
            let turned = Transform::from_rotate_at(-90.0, x, y);
            self.surface.push_transform(&turned);
        }
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(ink));
        let mut x = x - before as f32;
        for run in runs {
            let direction = match run.leftwards {
                true => TextDirection::RightToLeft,
                false => TextDirection::LeftToRight,
            };
            let (font, size) = (self.fonts.get(run.font), style.size as f32);
            let start = geom::Point::from_xy(x, y);
            self.surface
                .draw_text(start, font, size, &run.text, false, direction);
            x += run.width as f32;
        }
        if style.upwards {
            self.surface.pop();
        }
    }

    fn place(&self, (x, y): Point) -> (f32, f32) {
        ((self.origin.0 + x) as f32, (self.origin.1 + y) as f32)
    }

    fn draw(&mut self, path: PathBuilder, fill: Option<Fill>, edge: Option<&Stroke>) {
        // A path through a single point is none, and nothing is drawn.
        if let Some(path) = path.finish() {
            self.surface
                .set_fill(fill.map(|fill| self::fill(&self.theme, fill)));
            self.surface
                .set_stroke(edge.map(|edge| self::stroke(&self.theme, edge)));
            self.surface.draw_path(&path);
        }
    }

    fn through(&self, places: &[Point]) -> PathBuilder {
        let mut path = PathBuilder::new();
        for (i, at) in places.iter().enumerate() {
            let (x, y) = self.place(*at);
            match i {
                0 => path.move_to(x, y),
                _ => path.line_to(x, y),
            }
        }
        path
    }
}

fn solid((r, g, b): Rgb) -> paint::Fill {
    paint::Fill {
        paint: rgb::Color::new(r, g, b).into(),
        opacity: NormalizedF32::ONE,
        rule: paint::FillRule::default(),
    }
}

fn paint(theme: &Theme, role: ColorRole) -> paint::Paint {
    let (r, g, b) = theme.rgb(role);
    rgb::Color::new(r, g, b).into()
}

fn opacity(share: f64) -> NormalizedF32 {
    NormalizedF32::new(share as f32).unwrap_or(NormalizedF32::ONE)
}

fn fill(theme: &Theme, fill: Fill) -> paint::Fill {
    paint::Fill {
        paint: paint(theme, fill.color),
        opacity: opacity(fill.opacity),
        rule: paint::FillRule::default(),
    }
}

fn stroke(theme: &Theme, stroke: &Stroke) -> paint::Stroke {
    paint::Stroke {
        paint: paint(theme, stroke.color),
        width: stroke.width as f32,
        opacity: opacity(stroke.opacity),
        dash: stroke.dash.map(|(dash, gap)| paint::StrokeDash {
            array: vec![dash as f32, gap as f32],
            offset: 0.0,
        }),
        ..paint::Stroke::default()
    }
}

impl Canvas for PageCanvas<'_, '_> {
    fn begin_part(&mut self, _: &Part<'_>) {}

    fn end_part(&mut self) {}

    fn line(&mut self, through: &[Point], stroke: &Stroke) {
        let path = self.through(through);
        self.draw(path, None, Some(stroke));
    }

    fn polygon(&mut self, corners: &[Point], fill: Option<Fill>, edge: Option<&Stroke>) {
        let mut path = self.through(corners);
        path.close();
        self.draw(path, fill, edge);
    }

    fn circle(&mut self, center: Point, radius: f64, fill: Option<Fill>, edge: Option<&Stroke>) {
        // Distance of control points at which four cubic curves are nearly a circle, per radius.
        const ARC: f32 = 0.552_284_8;
        let ((x, y), r) = (self.place(center), radius as f32);
        let c = r * ARC;
        let mut path = PathBuilder::new();
        path.move_to(x + r, y);
        path.cubic_to(x + r, y + c, x + c, y + r, x, y + r);
        path.cubic_to(x - c, y + r, x - r, y + c, x - r, y);
        path.cubic_to(x - r, y - c, x - c, y - r, x, y - r);
        path.cubic_to(x + c, y - r, x + r, y - c, x + r, y);
        path.close();
        self.draw(path, fill, edge);
    }

    fn text(&mut self, at: Point, text: &str, style: &TextStyle) {
        let ink = self::fill(
            &self.theme,
            Fill {
                color: style.color,
                opacity: 1.0,
            },
        );
        self.letters(at, text, style, ink);
    }
}
