//! Colors, marks and line drawing: one place, so that an arm keeps its color and its mark everywhere.
//!
//! Never color alone: every arm has a mark beside its color, every state a letter or sign. The
//! palette is Okabe and Ito's, shifted where a color would vanish on black or on white, so that it
//! reads on dark and light terminals and for color-blind eyes.

use ratatui::style::{Color, Modifier, Style};

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

/// Red, green, blue, and the nearest of sixteen.
type Paint = ((u8, u8, u8), Color);

/// Colors of arms that read on black and on white alike.
const BOTH: [Paint; 8] = [
    ((0x80, 0x80, 0x80), Color::Gray),
    ((0x00, 0x7f, 0xc8), Color::Blue),
    ((0xd5, 0x5e, 0x00), Color::Red),
    ((0x00, 0x9e, 0x73), Color::Green),
    ((0xc0, 0x66, 0x96), Color::Magenta),
    ((0x8b, 0x80, 0x00), Color::Yellow),
    ((0x7b, 0x61, 0xd6), Color::LightBlue),
    ((0x3e, 0x97, 0xb1), Color::Cyan),
];

/// The same, brighter, for black.
const ON_DARK: [Paint; 8] = [
    ((0xbb, 0xbb, 0xbb), Color::White),
    ((0x56, 0xb4, 0xe9), Color::LightBlue),
    ((0xf0, 0x80, 0x3c), Color::LightRed),
    ((0x2c, 0xc7, 0x9c), Color::LightGreen),
    ((0xdd, 0x8f, 0xbc), Color::LightMagenta),
    ((0xf0, 0xe4, 0x42), Color::LightYellow),
    ((0xa4, 0x90, 0xf0), Color::Magenta),
    ((0x6f, 0xd0, 0xe0), Color::LightCyan),
];

/// The same, deeper, for white.
const ON_LIGHT: [Paint; 8] = [
    ((0x55, 0x55, 0x55), Color::DarkGray),
    ((0x00, 0x5f, 0x9e), Color::Blue),
    ((0xb3, 0x46, 0x00), Color::Red),
    ((0x00, 0x70, 0x50), Color::Green),
    ((0x9c, 0x3c, 0x70), Color::Magenta),
    ((0x6e, 0x62, 0x00), Color::Yellow),
    ((0x58, 0x3c, 0xb8), Color::LightMagenta),
    ((0x1d, 0x6b, 0x82), Color::Cyan),
];

/// Marks of arms; all of them one cell wide, and different in ASCII too.
const MARKS: [&str; 8] = ["●", "■", "▲", "◆", "▼", "○", "□", "△"];

impl Theme {
    /// The theme without colors, as tests and `NO_COLOR` want it.
    pub fn plain() -> Self {
        Self {
            depth: Depth::None,
            ground: Ground::Unknown,
            ascii: false,
        }
    }

    fn paint(&self, (rgb, basic): Paint) -> Style {
        match self.depth {
            Depth::None => Style::new(),
            Depth::Sixteen => Style::new().fg(basic),
            Depth::Indexed => Style::new().fg(Color::Indexed(nearest(rgb))),
            Depth::True => Style::new().fg(Color::Rgb(rgb.0, rgb.1, rgb.2)),
        }
    }

    fn palette(&self) -> &'static [Paint; 8] {
        match self.ground {
            Ground::Dark => &ON_DARK,
            Ground::Light => &ON_LIGHT,
            Ground::Unknown => &BOTH,
        }
    }

    /// The color of the arm at this place of the study's order, from 0.
    pub fn arm(&self, at: usize) -> Style {
        self.paint(self.palette()[at % MARKS.len()])
    }

    /// Its mark.
    pub fn mark(&self, at: usize) -> &'static str {
        MARKS[at % MARKS.len()]
    }

    /// What needs attention now: alerts, errors.
    pub fn alert(&self) -> Style {
        self.paint(self.palette()[2]).add_modifier(Modifier::BOLD)
    }

    /// What should be looked at: outside the expected range, overdue.
    pub fn warn(&self) -> Style {
        self.paint(self.palette()[5]).add_modifier(Modifier::BOLD)
    }

    /// What is done and saved.
    pub fn good(&self) -> Style {
        self.paint(self.palette()[3])
    }

    /// Titles and what is typed in.
    pub fn strong(&self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What stands back: units, axes, earlier values.
    pub fn faint(&self) -> Style {
        match self.depth {
            Depth::None => Style::new(),
            _ => Style::new().add_modifier(Modifier::DIM),
        }
    }

    /// The line one is on.
    pub fn selected(&self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// Keys in hints.
    pub fn key(&self) -> Style {
        self.paint(self.palette()[1]).add_modifier(Modifier::BOLD)
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

    /// WCAG's relative luminance.
    fn luminance((r, g, b): (u8, u8, u8)) -> f64 {
        let part = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
    }

    fn contrast(a: f64, b: f64) -> f64 {
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_color_reads_on_its_ground() {
        for (paints, grounds, least) in [
            (&BOTH, &[0.0, 1.0][..], 3.0),
            (&ON_DARK, &[0.0], 6.0),
            (&ON_LIGHT, &[1.0], 5.0),
        ] {
            for (rgb, _) in paints {
                for ground in grounds {
                    let is = contrast(luminance(*rgb), *ground);
                    assert!(is >= least, "{rgb:?} on {ground}: {is:.2}");
                }
            }
        }
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
