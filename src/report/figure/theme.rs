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
    /// Arms.
    pub arms: [Rgb; palette::LOOKS],
}

/// For white and for paper.
pub const LIGHT: Theme = Theme {
    text: (0x1a, 0x1a, 0x1a),
    muted: (0x70, 0x70, 0x70),
    grid: (0xdd, 0xdd, 0xdd),
    background: (0xff, 0xff, 0xff),
    arms: palette::ON_LIGHT,
};

/// For dark screens.
pub const DARK: Theme = Theme {
    text: (0xe6, 0xe6, 0xe6),
    muted: (0x9a, 0x9a, 0x9a),
    grid: (0x3a, 0x3a, 0x3a),
    background: (0x15, 0x17, 0x1a),
    arms: palette::ON_DARK,
};

impl Theme {
    /// The color of a role.
    pub fn rgb(&self, role: ColorRole) -> Rgb {
        match role {
            ColorRole::Text => self.text,
            ColorRole::Muted => self.muted,
            ColorRole::Grid => self.grid,
            ColorRole::Background => self.background,
            ColorRole::Arm(color) => self.arms[color % palette::LOOKS],
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
pub const ERROR_BAR_CAP: f64 = 1.8;
/// Height of the row of 0 below a logarithmic axis.
pub const ZERO_ROW_HEIGHT: f64 = 9.0;
/// Height of a panel as a share of its width, if it is the only one.
pub const SINGLE_PANEL_ASPECT: f64 = 0.56;
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
/// Distance of a figure's content from its edges.
pub const MARGIN: f64 = 3.0;

/// Axes and ticks.
pub const AXIS: Stroke = Stroke::new(ColorRole::Text, 0.6);
/// Around marks.
pub const RIM: Stroke = Stroke::new(ColorRole::Background, 0.45);
/// Lines across a plot.
pub const GRID: Stroke = Stroke::new(ColorRole::Grid, 0.5);
/// Lines at limits.
pub const RULE: Stroke = Stroke {
    dash: Some((3.0, 2.0)),
    ..Stroke::new(ColorRole::Muted, 0.6)
};

/// Means and curves.
pub fn curve(color: ColorRole) -> Stroke {
    Stroke::new(color, 1.2)
}

/// Lines between means of too few animals.
pub fn guarded() -> Stroke {
    Stroke {
        dash: Some((0.8, 1.8)),
        ..Stroke::new(ColorRole::Muted, 0.8)
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
