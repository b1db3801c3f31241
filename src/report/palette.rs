//! Colors and marks of arms, so that an arm looks the same on every screen and in every figure.
//!
//! The colors are those of Okabe and Ito (2008, "Color Universal Design"), which color-blind readers can
//! distinguish, changed where the contrast to the background is too low. Color is never the only difference:
//! every arm also has a mark. The first position is normally that of the control, and only it is gray.

/// Red, green, blue.
pub type Rgb = (u8, u8, u8);

/// Number of colors. Further arms repeat the colors, except the first, with another mark.
pub const LOOKS: usize = 8;

/// Colors that are legible on black and on white.
pub const ON_BOTH: [Rgb; LOOKS] = [
    (0x80, 0x80, 0x80),
    (0x00, 0x7f, 0xc8),
    (0xd5, 0x5e, 0x00),
    (0x00, 0x9e, 0x73),
    (0xc0, 0x66, 0x96),
    (0x8b, 0x80, 0x00),
    (0x7b, 0x61, 0xd6),
    (0x3e, 0x97, 0xb1),
];

/// Brighter ones, for black.
pub const ON_DARK: [Rgb; LOOKS] = [
    (0xbb, 0xbb, 0xbb),
    (0x56, 0xb4, 0xe9),
    (0xf0, 0x80, 0x3c),
    (0x2c, 0xc7, 0x9c),
    (0xdd, 0x8f, 0xbc),
    (0xf0, 0xe4, 0x42),
    (0xa4, 0x90, 0xf0),
    (0x6f, 0xd0, 0xe0),
];

/// Darker ones, for white and for paper.
pub const ON_LIGHT: [Rgb; LOOKS] = [
    (0x55, 0x55, 0x55),
    (0x00, 0x5f, 0x9e),
    (0xb3, 0x46, 0x00),
    (0x00, 0x70, 0x50),
    (0x9c, 0x3c, 0x70),
    (0x6e, 0x62, 0x00),
    (0x58, 0x3c, 0xb8),
    (0x1d, 0x6b, 0x82),
];

/// Marks; each is one cell wide in a terminal.
pub const MARKS: [&str; 10] = ["●", "■", "▲", "◆", "▼", "○", "□", "△", "◇", "▽"];

/// The color of the arm at a position of the study's order, from 0: an index of the arrays of colors.
pub fn look(place: usize) -> usize {
    match place {
        0 => 0,
        place => 1 + (place - 1) % (LOOKS - 1),
    }
}

/// The mark of the arm at a position: an index of [`MARKS`]. Each time the colors repeat, the marks are
/// shifted by one, so that the first 71 arms all differ in color or mark.
pub fn mark(place: usize) -> usize {
    match place {
        0 => 0,
        place => (look(place) + (place - 1) / (LOOKS - 1)) % MARKS.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_color_of_the_first_arm_is_not_repeated() {
        assert_eq!([0, 1, 7, 8, 15].map(look), [0, 1, 7, 1, 1]);
        assert!((1..100).all(|place| look(place) > 0));
    }

    #[test]
    fn no_two_arms_have_the_same_color_and_mark() {
        assert_eq!([0, 1, 7, 8, 15].map(mark), [0, 1, 7, 2, 3]);
        let mut pairs: Vec<_> = (0..71).map(|place| (look(place), mark(place))).collect();
        pairs.sort_unstable();
        pairs.dedup();
        assert_eq!(pairs.len(), 71);
    }

    /// WCAG's relative luminance.
    fn luminance((r, g, b): Rgb) -> f64 {
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
    fn every_color_has_contrast_to_its_background() {
        for (paints, grounds, least) in [
            (&ON_BOTH, &[0.0, 1.0][..], 3.0),
            (&ON_DARK, &[0.0], 6.0),
            (&ON_LIGHT, &[1.0], 5.0),
        ] {
            for rgb in paints {
                for ground in grounds {
                    let is = contrast(luminance(*rgb), *ground);
                    assert!(is >= least, "{rgb:?} on {ground}: {is:.2}");
                }
            }
        }
    }
}
