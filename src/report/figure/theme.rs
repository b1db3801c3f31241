//! Colors, line styles, font sizes and distances of all figures. They are defined here and nowhere else.
//!
//! Lengths are points. Figures are drawn at the width of a journal's column, where text of 7 points is
//! above the 5 that journals ask for.

use super::canvas::{Anchor, ColorRole, Stroke, TextStyle};
use crate::palette::{self, Rgb};

/// The colors that belong to a background.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Theme {
    /// Text and axes.
    pub text: Rgb,
    /// Less important text.
    pub muted: Rgb,
    /// Lines across the plot.
    pub grid: Rgb,
    /// Behind everything.
    pub background: Rgb,
    /// Harm to animals.
    pub harm: Rgb,
    /// Lines and marks of arms.
    pub arms: [Rgb; palette::LOOKS],
    /// Letters in the colors of arms.
    pub letters: [Rgb; palette::LOOKS],
}

/// For white and for paper.
pub const LIGHT: Theme = Theme {
    text: (0x1a, 0x1a, 0x1a),
    muted: (0x70, 0x70, 0x70),
    grid: (0xe4, 0xe4, 0xe4),
    background: (0xff, 0xff, 0xff),
    harm: (0xb0, 0x23, 0x18),
    arms: palette::ON_LIGHT,
    letters: palette::LETTERS_ON_LIGHT,
};

/// For white paper that is printed or copied without colors: each color of [`LIGHT`] as the gray that is as light.
pub const GRAY: Theme = Theme {
    harm: (0x1a, 0x1a, 0x1a),
    arms: [
        (0x1a, 0x1a, 0x1a),
        (0x6e, 0x6e, 0x6e),
        (0xa9, 0xa9, 0xa9),
        (0x81, 0x81, 0x81),
        (0x31, 0x31, 0x31),
        (0x50, 0x50, 0x50),
        (0x94, 0x94, 0x94),
        (0x41, 0x41, 0x41),
    ],
    letters: [
        (0x1a, 0x1a, 0x1a),
        (0x6e, 0x6e, 0x6e),
        (0x6c, 0x6c, 0x6c),
        (0x69, 0x69, 0x69),
        (0x31, 0x31, 0x31),
        (0x50, 0x50, 0x50),
        (0x63, 0x63, 0x63),
        (0x41, 0x41, 0x41),
    ],
    ..LIGHT
};

/// For print: as [`LIGHT`], with black text and darker fine lines, which cheap printers do not lose.
pub const PRINT: Theme = Theme {
    text: (0x00, 0x00, 0x00),
    muted: (0x44, 0x44, 0x44),
    grid: (0xc8, 0xc8, 0xc8),
    ..LIGHT
};

/// For dark screens.
pub const DARK: Theme = Theme {
    text: (0xe6, 0xe6, 0xe6),
    muted: (0x9a, 0x9a, 0x9a),
    grid: (0x3a, 0x3a, 0x3a),
    background: (0x15, 0x17, 0x1a),
    harm: (0xff, 0x8a, 0x7a),
    arms: palette::ON_DARK,
    letters: palette::ON_DARK,
};

impl Theme {
    /// The color of a role.
    pub fn rgb(&self, role: ColorRole) -> Rgb {
        match role {
            ColorRole::Text => self.text,
            ColorRole::Muted => self.muted,
            ColorRole::Grid => self.grid,
            ColorRole::Background => self.background,
            ColorRole::Harm => self.harm,
            ColorRole::Arm(color) => self.arms[color % palette::LOOKS],
            ColorRole::Letters(color) => self.letters[color % palette::LOOKS],
        }
    }
}

/// Font size of numbers at axes and of names in keys.
pub const SMALL_SIZE: f64 = 7.0;
/// Font size of the titles of axes and panels.
pub const TITLE_SIZE: f64 = 7.5;
/// Distance of lines of text.
pub const LINE_HEIGHT: f64 = 9.5;
/// Distance of things that belong together.
pub const GAP: f64 = 3.0;
/// Distance of panels.
pub const PANEL_GAP: f64 = 12.0;
/// Length of a tick.
pub const TICK_LENGTH: f64 = 3.0;
/// Radius of an arm's mark.
pub const MARK_RADIUS: f64 = 2.3;
/// Half the width of the cap of an error bar.
pub const ERROR_BAR_CAP: f64 = 1.7;
/// Height of the row of 0 below a logarithmic axis.
pub const ZERO_ROW_HEIGHT: f64 = 9.0;
/// Height of a panel as a share of its width, if it is the only one.
pub const SINGLE_PANEL_ASPECT: f64 = 0.525;
/// Height of a panel as a share of its width, if there are several.
pub const PANEL_ASPECT: f64 = 0.72;
/// The least width of a panel among several.
pub const MIN_PANEL_WIDTH: f64 = 110.0;
/// The same where each panel has a key and rows of counts.
pub const MIN_PANEL_WIDTH_WITH_KEY: f64 = 145.0;
/// The least width of a plot where so many panels are drawn smaller to fit a page.
pub const MIN_PLOT_WIDTH: f64 = 55.0;
/// The height to which figures of many panels are fitted: 230 mm, the type area of a page.
pub const PAGE_HEIGHT: f64 = 652.0;
/// A figure without names stands beside the figure that has them, as on the summary page. Their plots are level where
/// that figure is so many times as wide: 124 mm beside 53 mm.
pub const BESIDE_WIDTHS: f64 = 124.0 / 53.0;
/// The width below which a figure without names stands beside another.
pub const BARE_WIDTH: f64 = 180.0;
/// Distance of a figure's content from its edges.
pub const MARGIN: f64 = 3.0;

/// Axes and ticks.
pub const AXIS: Stroke = Stroke::new(ColorRole::Text, 0.5);
/// Around marks.
pub const RIM: Stroke = Stroke::new(ColorRole::Background, 0.45);
/// Lines across a plot.
pub const GRID: Stroke = Stroke::new(ColorRole::Grid, 0.4);
/// The line of the landmark day.
pub const LANDMARK: Stroke = Stroke {
    opacity: 0.7,
    ..Stroke::new(ColorRole::Muted, 0.45)
};
/// Lines at limits.
pub const RULE: Stroke = Stroke {
    dash: Some((3.0, 2.0)),
    ..Stroke::new(ColorRole::Muted, 0.45)
};

/// Means and curves.
pub fn curve(color: ColorRole) -> Stroke {
    Stroke::new(color, 1.1)
}

/// Lines between means of too few animals.
pub fn guarded() -> Stroke {
    Stroke {
        dash: Some((0.9, 1.8)),
        ..Stroke::new(ColorRole::Muted, 0.9)
    }
}

/// Error bars.
pub fn error(color: ColorRole) -> Stroke {
    Stroke::new(color, 0.7)
}

/// The course of one animal among others.
pub fn animal(color: ColorRole) -> Stroke {
    Stroke {
        opacity: 0.6,
        ..Stroke::new(color, 0.6)
    }
}

/// Text in the color of an arm.
pub fn letters(color: usize, anchor: Anchor) -> TextStyle {
    TextStyle {
        color: ColorRole::Letters(color),
        bold: true,
        ..small(anchor)
    }
}

/// Less important small text.
pub fn muted(anchor: Anchor) -> TextStyle {
    TextStyle {
        color: ColorRole::Muted,
        ..small(anchor)
    }
}

/// Small text.
pub fn small(anchor: Anchor) -> TextStyle {
    TextStyle {
        size: SMALL_SIZE,
        bold: false,
        anchor,
        color: ColorRole::Text,
        upwards: false,
    }
}

/// Titles.
pub fn title(anchor: Anchor) -> TextStyle {
    TextStyle {
        size: TITLE_SIZE,
        ..small(anchor)
    }
}
