//! What figures are drawn on: lines, shapes and text, in points (1/72 inch) from the upper left
//! corner, y downwards. A drawing names what a color is for, not the color: the `theme`
//! knows that.
//!
//! Parts group what belongs together, so that a page can hide an arm or show a tooltip; canvases for
//! paper ignore them.

/// A place on the canvas: x, y.
pub type Point = (f64, f64);

/// What a color is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColorRole {
    /// Text and axes.
    Text,
    /// Less important text, and means of too few animals.
    Muted,
    /// Lines across the plot.
    Grid,
    /// Behind everything.
    Background,
    /// Harm to animals.
    Harm,
    /// Letters in the color of an arm, by the same number.
    Letters(usize),
    /// An arm, by its [color](crate::palette::color).
    Arm(usize),
}

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    /// What its color is for.
    pub color: ColorRole,
    /// In points.
    pub width: f64,
    /// Lengths of dash and gap, points; none: unbroken.
    pub dash: Option<(f64, f64)>,
    /// From 0, invisible, to 1.
    pub opacity: f64,
}

impl Stroke {
    /// An unbroken, opaque line.
    pub const fn new(color: ColorRole, width: f64) -> Self {
        Self {
            color,
            width,
            dash: None,
            opacity: 1.0,
        }
    }
}

/// How the inside of a shape looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fill {
    /// What its color is for.
    pub color: ColorRole,
    /// From 0, invisible, to 1.
    pub opacity: f64,
}

/// Where a text lies relative to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// Its middle is there.
    Middle,
    /// It ends there.
    End,
}

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextStyle {
    /// Font size, points.
    pub size: f64,
    /// Whether it is bold.
    pub bold: bool,
    /// Where it lies relative to its point, which is on its baseline.
    pub anchor: Anchor,
    /// What its color is for.
    pub color: ColorRole,
    /// Whether it is turned by a quarter, to read upwards.
    pub upwards: bool,
}

/// A group of what is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Part<'a> {
    /// What it is: `key`, `mean`, `animal`, `bar`, ... The page's style sheet and script know these.
    pub kind: &'static str,
    /// The position of its arm in the study's order, from 0.
    pub arm: Option<usize>,
    /// What is shown under the pointer.
    pub tooltip: Option<&'a str>,
    /// The tag of its animal.
    pub animal: Option<&'a str>,
}

/// Something to draw on. What is drawn later covers what was drawn before.
pub trait Canvas {
    /// Begins a part; parts nest.
    fn begin_part(&mut self, part: &Part<'_>);

    /// Ends the part begun last.
    fn end_part(&mut self);

    /// A line through two or more points.
    fn line(&mut self, through: &[Point], stroke: &Stroke);

    /// Several lines of the same looks.
    fn lines(&mut self, pieces: &[&[Point]], stroke: &Stroke) {
        for piece in pieces {
            self.line(piece, stroke);
        }
    }

    /// A closed shape with straight edges.
    fn polygon(&mut self, corners: &[Point], fill: Option<Fill>, edge: Option<&Stroke>);

    /// A circle; its edge lies half inside of the radius.
    fn circle(&mut self, center: Point, radius: f64, fill: Option<Fill>, edge: Option<&Stroke>);

    /// A text on one line.
    fn text(&mut self, at: Point, text: &str, style: &TextStyle);
}
