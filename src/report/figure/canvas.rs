//! What figures are drawn on: lines, shapes and words, in points (1/72 inch) from the upper left
//! corner, y downwards. A drawing names what a color is for, not the color: the [theme](super::theme)
//! knows that.
//!
//! Parts bind what belongs together, so that a page can hide an arm or tell a value under the pointer;
//! on paper they mean nothing.

/// A place on the canvas: x, y.
pub type At = (f64, f64);

/// What a color is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ink {
    /// Words and axes.
    Text,
    /// Words that stand back, and means that no longer speak of their arm.
    Muted,
    /// Lines across the plot.
    Grid,
    /// The ground.
    Ground,
    /// An arm, by its [look](crate::palette::look).
    Arm(usize),
}

/// A line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    /// Its color.
    pub ink: Ink,
    /// Its width, points.
    pub width: f64,
    /// Lengths of dash and gap, points; none: unbroken.
    pub dash: Option<(f64, f64)>,
    /// 0, invisible, to 1.
    pub opacity: f64,
}

impl Stroke {
    /// An unbroken line that covers what is behind it.
    pub fn new(ink: Ink, width: f64) -> Self {
        Self {
            ink,
            width,
            dash: None,
            opacity: 1.0,
        }
    }
}

/// The inside of a shape.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fill {
    /// Its color.
    pub ink: Ink,
    /// 0, invisible, to 1.
    pub opacity: f64,
}

/// Where a text stands from its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// To the right of it.
    Start,
    /// On both sides.
    Middle,
    /// To the left of it.
    End,
}

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lettering {
    /// Points.
    pub size: f64,
    /// Whether it is bold.
    pub bold: bool,
    /// Where it stands from its place, which is on its baseline.
    pub anchor: Anchor,
    /// Its color.
    pub ink: Ink,
    /// Whether it reads upwards.
    pub upwards: bool,
}

/// What belongs together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Part<'a> {
    /// What it is: `key`, `mean`, `animal`, `bar`, ...
    pub kind: &'static str,
    /// The arm it belongs to: its place in the study's order, from 0.
    pub arm: Option<usize>,
    /// What it tells the reader who points at it.
    pub words: Option<&'a str>,
    /// The animal it belongs to.
    pub animal: Option<&'a str>,
}

/// Something to draw on.
pub trait Canvas {
    /// Begins a part; parts may be within parts.
    fn open(&mut self, part: &Part<'_>);

    /// Ends the part begun last.
    fn close(&mut self);

    /// A line through two or more places.
    fn line(&mut self, through: &[At], stroke: &Stroke);

    /// Several lines as one.
    fn lines(&mut self, pieces: &[&[At]], stroke: &Stroke) {
        for piece in pieces {
            self.line(piece, stroke);
        }
    }

    /// A closed shape with straight edges.
    fn polygon(&mut self, corners: &[At], fill: Option<Fill>, edge: Option<&Stroke>);

    /// A circle.
    fn circle(&mut self, center: At, radius: f64, fill: Option<Fill>, edge: Option<&Stroke>);

    /// A text on one line.
    fn text(&mut self, at: At, text: &str, lettering: &Lettering);
}
