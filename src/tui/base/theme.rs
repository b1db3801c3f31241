//! Colors, marks and line drawing: one place, so that an arm keeps its color and its mark everywhere.
//!
//! Never color alone: every arm has a mark beside its color, every state a letter or sign. The arms'
//! colors and marks are those of all figures.

use ratatui::style::{Color, Modifier, Style};

use app::document::palette::{self, LOOKS, MARKS, look, mark};

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

/// The nearest of sixteen colors to those of [`palette::ON_BOTH`], [`palette::ON_DARK`] and
/// [`palette::ON_LIGHT`].
const SIXTEEN: [[Color; LOOKS]; 3] = [
    [
        Color::Gray,
        Color::Blue,
        Color::Red,
        Color::Green,
        Color::Magenta,
        Color::Yellow,
        Color::LightBlue,
        Color::Cyan,
    ],
    [
        Color::White,
        Color::LightBlue,
        Color::LightRed,
        Color::LightGreen,
        Color::LightMagenta,
        Color::LightYellow,
        Color::Magenta,
        Color::LightCyan,
    ],
    [
        Color::DarkGray,
        Color::Blue,
        Color::Red,
        Color::Green,
        Color::Magenta,
        Color::Yellow,
        Color::LightMagenta,
        Color::Cyan,
    ],
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

    /// One of the looks in the terminal's colors.
    fn paint(&self, look: usize) -> Style {
        let (palette, sixteen) = match self.ground {
            Ground::Unknown => (&palette::ON_BOTH, &SIXTEEN[0]),
            Ground::Dark => (&palette::ON_DARK, &SIXTEEN[1]),
            Ground::Light => (&palette::ON_LIGHT, &SIXTEEN[2]),
        };
        let rgb = palette[look];
        match self.depth {
            Depth::None => Style::new(),
            Depth::Sixteen => Style::new().fg(sixteen[look]),
            Depth::Indexed => Style::new().fg(Color::Indexed(nearest(rgb))),
            Depth::True => Style::new().fg(Color::Rgb(rgb.0, rgb.1, rgb.2)),
        }
    }

    /// The color of the arm at this place of the study's order, from 0.
    pub fn arm(&self, at: usize) -> Style {
        self.paint(look(at))
    }

    /// Its mark.
    pub fn mark(&self, at: usize) -> &'static str {
        MARKS[mark(at)]
    }

    /// What needs attention now: alerts, errors.
    pub fn alert(&self) -> Style {
        self.paint(2).add_modifier(Modifier::BOLD)
    }

    /// What needs attention: outside the expected range, overdue.
    pub fn warn(&self) -> Style {
        self.paint(5).add_modifier(Modifier::BOLD)
    }

    /// What is done and saved.
    pub fn good(&self) -> Style {
        self.paint(3)
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
        self.paint(1).add_modifier(Modifier::BOLD)
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
