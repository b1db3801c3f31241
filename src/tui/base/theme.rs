//! Colors, marks and line drawing: one place, so that an arm keeps its color and its mark everywhere.
//!
//! Never color alone: every arm has a mark beside its color, every state a letter or sign. The arms'
//! colors and marks are those of all figures.

use ratatui::style::{Color, Modifier, Style};

use app::document::palette::{self, LOOKS, MARKS, Rgb, color, mark};

/// How many colors the terminal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// None are wanted (`NO_COLOR`).
    None,
    /// The sixteen of old terminals.
    Sixteen,
    /// The 256 of xterm.
    Indexed,
    /// Any.
    True,
}

/// What lies behind the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// Light text on black.
    Dark,
    /// Black text on white.
    Light,
    /// Not known.
    Unknown,
}

/// How everything looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Colors of the terminal.
    pub depth: Depth,
    /// Its background.
    pub ground: Ground,
    /// Whether it shows ASCII only; `ascii` spells the rest.
    pub ascii: bool,
}

/// For the colors of [`palette::ON_BOTH`], [`palette::ON_DARK`] and [`palette::LETTERS_ON_LIGHT`], those of sixteen that
/// differ as they do.
const SIXTEEN: [[Color; LOOKS]; 3] = [
    [
        Color::Gray,
        Color::Red,
        Color::Cyan,
        Color::LightBlue,
        Color::Blue,
        Color::Magenta,
        Color::Yellow,
        Color::LightRed,
    ],
    [
        Color::White,
        Color::LightRed,
        Color::Cyan,
        Color::LightBlue,
        Color::LightCyan,
        Color::LightMagenta,
        Color::LightYellow,
        Color::Yellow,
    ],
    [
        Color::Black,
        Color::Red,
        Color::Cyan,
        Color::LightBlue,
        Color::Blue,
        Color::Magenta,
        Color::Yellow,
        Color::LightRed,
    ],
];

/// Colors of states, on an unknown, a dark and a light ground, each with the one of sixteen that is used for it.
const ALERT: [(Rgb, Color); 3] = [
    ((0xd5, 0x5e, 0x00), Color::Red),
    ((0xf0, 0x80, 0x3c), Color::LightRed),
    ((0xb3, 0x46, 0x00), Color::Red),
];
const WARNING: [(Rgb, Color); 3] = [
    ((0x8b, 0x80, 0x00), Color::Yellow),
    ((0xf0, 0xe4, 0x42), Color::LightYellow),
    ((0x6e, 0x62, 0x00), Color::Yellow),
];
const GOOD: [(Rgb, Color); 3] = [
    ((0x00, 0x9e, 0x73), Color::Green),
    ((0x2c, 0xc7, 0x9c), Color::LightGreen),
    ((0x00, 0x70, 0x50), Color::Green),
];
const KEY: [(Rgb, Color); 3] = [
    ((0x00, 0x7f, 0xc8), Color::Blue),
    ((0x56, 0xb4, 0xe9), Color::LightBlue),
    ((0x00, 0x5f, 0x9e), Color::Blue),
];

impl Theme {
    /// The theme without colors.
    #[cfg(test)]
    pub fn plain() -> Self {
        Self {
            depth: Depth::None,
            ground: Ground::Unknown,
            ascii: false,
        }
    }

    /// A color, or the one of sixteen that is used for it, as far as the terminal has it.
    fn paint(&self, rgb: Rgb, sixteen: Color) -> Style {
        match self.depth {
            Depth::None => Style::new(),
            Depth::Sixteen => Style::new().fg(sixteen),
            Depth::Indexed => Style::new().fg(Color::Indexed(nearest(rgb))),
            Depth::True => Style::new().fg(Color::Rgb(rgb.0, rgb.1, rgb.2)),
        }
    }

    /// A color for each ground, in the order of [`Self::ground`].
    fn state(&self, colors: [(Rgb, Color); 3]) -> Style {
        let (rgb, sixteen) = colors[self.ground()];
        self.paint(rgb, sixteen)
    }

    fn ground(&self) -> usize {
        match self.ground {
            Ground::Unknown => 0,
            Ground::Dark => 1,
            Ground::Light => 2,
        }
    }

    /// The color of an arm of this look.
    pub fn arm(&self, look: usize) -> Style {
        let palette = match self.ground {
            Ground::Unknown => &palette::ON_BOTH,
            Ground::Dark => &palette::ON_DARK,
            // In a terminal colors are those of letters.
            Ground::Light => &palette::LETTERS_ON_LIGHT,
        };
        let color = color(look);
        self.paint(palette[color], SIXTEEN[self.ground()][color])
    }

    /// Its mark.
    pub fn mark(&self, look: usize) -> &'static str {
        MARKS[mark(look)]
    }

    /// What needs attention now: alerts, errors.
    pub fn alert(&self) -> Style {
        self.state(ALERT).add_modifier(Modifier::BOLD)
    }

    /// What needs attention: outside the expected range, overdue.
    pub fn warn(&self) -> Style {
        self.state(WARNING).add_modifier(Modifier::BOLD)
    }

    /// What is done and saved.
    pub fn good(&self) -> Style {
        self.state(GOOD)
    }

    /// Titles and what is typed in.
    pub fn strong(&self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What is less important: units, axes, earlier values.
    pub fn faint(&self) -> Style {
        match self.depth {
            Depth::None => Style::new(),
            _ => Style::new().add_modifier(Modifier::DIM),
        }
    }

    /// The current line.
    pub fn selected(&self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// Keys in hints.
    pub fn key(&self) -> Style {
        self.state(KEY).add_modifier(Modifier::BOLD)
    }

    /// The marks of a sparkline, lowest first.
    pub fn bars(&self) -> [&'static str; 8] {
        if self.ascii {
            ["_", ".", ",", "-", "=", "+", "*", "#"]
        } else {
            ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        }
    }
}

/// The nearest color of xterm's cube and grays.
fn nearest((r, g, b): (u8, u8, u8)) -> u8 {
    let distance = |x: (u8, u8, u8)| {
        let d = |a: u8, b: u8| (i32::from(a) - i32::from(b)).pow(2);
        d(x.0, r) + d(x.1, g) + d(x.2, b)
    };
    let best = (16..=255u8).min_by_key(|&index| distance(indexed(index)));
    best.unwrap_or(7)
}

/// The color of an index from 16 on.
fn indexed(index: u8) -> (u8, u8, u8) {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    if index >= 232 {
        let gray = 8 + 10 * (index - 232);
        return (gray, gray, gray);
    }
    let at = usize::from(index - 16);
    (STEPS[at / 36], STEPS[at / 6 % 6], STEPS[at % 6])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_have_their_nearest_index() {
        assert_eq!(nearest((0, 0, 0)), 16);
        assert_eq!(nearest((255, 255, 255)), 231);
        assert_eq!(nearest((0x80, 0x80, 0x80)), 244);
        assert_eq!(nearest((0, 0x5f, 0x87)), 24);
    }

    #[test]
    fn without_color_there_is_none() {
        let theme = Theme::plain();
        for at in 0..10 {
            assert_eq!(theme.arm(at).fg, None);
        }
        assert_eq!((theme.alert().fg, theme.good().fg), (None, None));
    }
}
