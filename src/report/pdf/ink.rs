//! A page of krilla as a canvas.

use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Transform};
use krilla::num::NormalizedF32;
use krilla::paint;
use krilla::surface::Surface;
use krilla::text::{Font as Letters, TextDirection};

use super::THEME;
use crate::figure::canvas::{Anchor, At, Canvas, Fill, Ink, Lettering, Part, Stroke};
use crate::fonts::Font;
use crate::fonts::runs::runs;

/// The fonts of the program, ready to draw with.
pub(super) struct Fonts([Letters; 3]);

impl Fonts {
    pub fn load() -> Self {
        Self(Font::ALL.map(|font| {
            let letters = Letters::new(font.data().into(), 0);
            letters.expect("the fonts of the program can be read")
        }))
    }

    fn get(&self, font: Font) -> Letters {
        self.0[font as usize].clone()
    }
}

/// A place on a page to draw on.
pub(super) struct Paper<'s, 'a> {
    surface: &'s mut Surface<'a>,
    fonts: &'s Fonts,
    /// Where the drawing's upper left corner is on the page.
    origin: At,
}

impl<'s, 'a> Paper<'s, 'a> {
    pub fn new(surface: &'s mut Surface<'a>, fonts: &'s Fonts, origin: At) -> Self {
        Self {
            surface,
            fonts,
            origin,
        }
    }

    /// The same page with another upper left corner.
    pub fn moved(&mut self, origin: At) -> Paper<'_, 'a> {
        Paper {
            surface: self.surface,
            fonts: self.fonts,
            origin,
        }
    }

    fn place(&self, (x, y): At) -> (f32, f32) {
        ((self.origin.0 + x) as f32, (self.origin.1 + y) as f32)
    }

    fn outlined(&mut self, path: PathBuilder, fill: Option<Fill>, edge: Option<&Stroke>) {
        // A path of a single place is none.
        if let Some(path) = path.finish() {
            self.surface.set_fill(fill.map(filled));
            self.surface.set_stroke(edge.map(stroked));
            self.surface.draw_path(&path);
        }
    }

    fn through(&self, places: &[At]) -> PathBuilder {
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

fn color(ink: Ink) -> paint::Paint {
    let (r, g, b) = THEME.rgb(ink);
    rgb::Color::new(r, g, b).into()
}

fn opacity(share: f64) -> NormalizedF32 {
    NormalizedF32::new(share as f32).unwrap_or(NormalizedF32::ONE)
}

fn filled(fill: Fill) -> paint::Fill {
    paint::Fill {
        paint: color(fill.ink),
        opacity: opacity(fill.opacity),
        rule: paint::FillRule::default(),
    }
}

fn stroked(stroke: &Stroke) -> paint::Stroke {
    paint::Stroke {
        paint: color(stroke.ink),
        width: stroke.width as f32,
        opacity: opacity(stroke.opacity),
        dash: stroke.dash.map(|(dash, gap)| paint::StrokeDash {
            array: vec![dash as f32, gap as f32],
            offset: 0.0,
        }),
        ..paint::Stroke::default()
    }
}

impl Canvas for Paper<'_, '_> {
    fn open(&mut self, _: &Part<'_>) {}

    fn close(&mut self) {}

    fn line(&mut self, through: &[At], stroke: &Stroke) {
        let path = self.through(through);
        self.outlined(path, None, Some(stroke));
    }

    fn polygon(&mut self, corners: &[At], fill: Option<Fill>, edge: Option<&Stroke>) {
        let mut path = self.through(corners);
        path.close();
        self.outlined(path, fill, edge);
    }

    fn circle(&mut self, center: At, radius: f64, fill: Option<Fill>, edge: Option<&Stroke>) {
        // Four cubic arcs: the usual distance of their control points.
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
        self.outlined(path, fill, edge);
    }

    fn text(&mut self, at: At, text: &str, lettering: &Lettering) {
        let runs = runs(text, lettering.size, lettering.bold);
        let width: f64 = runs.iter().map(|run| run.width).sum();
        let before = match lettering.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => 0.5 * width,
            Anchor::End => width,
        };
        let (x, y) = self.place(at);
        if lettering.upwards {
            let turned = Transform::from_rotate_at(-90.0, x, y);
            self.surface.push_transform(&turned);
        }
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(filled(Fill {
            ink: lettering.ink,
            opacity: 1.0,
        })));
        let mut x = x - before as f32;
        for run in runs {
            let direction = match run.leftwards {
                true => TextDirection::RightToLeft,
                false => TextDirection::LeftToRight,
            };
            let (font, size) = (self.fonts.get(run.font), lettering.size as f32);
            let start = Point::from_xy(x, y);
            self.surface
                .draw_text(start, font, size, &run.text, false, direction);
            x += run.width as f32;
        }
        if lettering.upwards {
            self.surface.pop();
        }
    }
}
