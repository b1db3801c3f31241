//! The looks of all figures: colors, lines, letters, distances. Change them here and nowhere else.
//!
//! Lengths are points. Letters of 7 points in a figure of a journal's column width stay above the 5
//! that journals ask for.

use super::canvas::{Anchor, Ink, Lettering, Stroke};
use crate::palette::{self, Rgb};

/// The colors of a ground.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Theme {
    /// Words and axes.
    pub text: Rgb,
    /// What stands back.
    pub muted: Rgb,
    /// Lines across the plot.
    pub grid: Rgb,
    /// The ground.
    pub ground: Rgb,
    /// The arms' looks.
    pub arms: [Rgb; palette::LOOKS],
}

/// For white and for paper.
pub const LIGHT: Theme = Theme {
    text: (0x1a, 0x1a, 0x1a),
    muted: (0x70, 0x70, 0x70),
    grid: (0xdd, 0xdd, 0xdd),
    ground: (0xff, 0xff, 0xff),
    arms: palette::ON_LIGHT,
};

/// For dark screens.
pub const DARK: Theme = Theme {
    text: (0xe6, 0xe6, 0xe6),
    muted: (0x9a, 0x9a, 0x9a),
    grid: (0x3a, 0x3a, 0x3a),
    ground: (0x15, 0x17, 0x1a),
    arms: palette::ON_DARK,
};

impl Theme {
    /// The color of an ink.
    pub fn rgb(&self, ink: Ink) -> Rgb {
        match ink {
            Ink::Text => self.text,
            Ink::Muted => self.muted,
            Ink::Grid => self.grid,
            Ink::Ground => self.ground,
            Ink::Arm(look) => self.arms[look % palette::LOOKS],
        }
    }
}

/// Size of numbers at axes, names in keys and under axes.
pub const SMALL: f64 = 7.0;
/// Size of titles of axes and panels.
pub const TITLE: f64 = 7.5;
/// From one line of small letters to the next.
pub const LINE: f64 = 9.5;
/// Between parts that belong together.
pub const GAP: f64 = 3.0;
/// Between panels.
pub const APART: f64 = 12.0;
/// Length of the mark of a number at an axis.
pub const TICK: f64 = 3.0;
/// Radius of an arm's mark.
pub const MARK: f64 = 2.3;
/// Half the width of the end of an error bar.
pub const CAP: f64 = 1.8;
/// Height of the row of 0 below a logarithmic axis.
pub const ZERO_ROW: f64 = 9.0;
/// Height of a lone panel's plot, as a share of its width.
pub const LONE: f64 = 0.56;
/// Height of the plots of several panels, as a share of their width.
pub const SEVERAL: f64 = 0.72;
/// The least width of a panel among several.
pub const NARROW: f64 = 110.0;
/// The same where each has a key and rows of counts.
pub const NARROW_WITH_KEY: f64 = 145.0;
/// The least width of a plot among so many that they would take more than a page.
pub const LEAST: f64 = 55.0;
/// Height of a page: 230 mm.
pub const PAGE: f64 = 652.0;
/// Around a figure.
pub const PAD: f64 = 3.0;

/// Axes and their marks.
pub const AXIS: Stroke = line(Ink::Text, 0.6);
/// Lines across a plot.
pub const GRID: Stroke = line(Ink::Grid, 0.5);
/// Lines of limits.
pub const RULE: Stroke = Stroke {
    dash: Some((3.0, 2.0)),
    ..line(Ink::Muted, 0.6)
};

const fn line(ink: Ink, width: f64) -> Stroke {
    Stroke {
        ink,
        width,
        dash: None,
        opacity: 1.0,
    }
}

/// Means and curves.
pub fn curve(ink: Ink) -> Stroke {
    line(ink, 1.2)
}

/// Where a mean no longer speaks of its arm.
pub fn guarded() -> Stroke {
    Stroke {
        dash: Some((0.8, 1.8)),
        ..line(Ink::Muted, 0.8)
    }
}

/// Error bars.
pub fn error(ink: Ink) -> Stroke {
    line(ink, 0.7)
}

/// One animal among others.
pub fn animal(ink: Ink) -> Stroke {
    Stroke {
        opacity: 0.6,
        ..line(ink, 0.6)
    }
}

/// Small letters.
pub fn small(anchor: Anchor) -> Lettering {
    Lettering {
        size: SMALL,
        bold: false,
        anchor,
        ink: Ink::Text,
        upwards: false,
    }
}

/// Letters of titles.
pub fn title(anchor: Anchor) -> Lettering {
    Lettering {
        size: TITLE,
        ..small(anchor)
    }
}
