//! The fonts of figures and PDFs, and the width of texts in them. They are part of the program, so that a
//! picture is the same on every machine.
//!
//! Liberation Sans has the widths of Arial, so that the layout of a figure also holds in programs that draw
//! its texts in Arial or Helvetica. Letters that it lacks (Arabic, many symbols) are set in DejaVu Sans. The
//! licenses are beside the fonts.

mod lines;
#[cfg(any(feature = "pdf", feature = "png"))]
pub(crate) mod runs;

use std::sync::OnceLock;

use ttf_parser::Face;

pub use lines::{lines, parts};

/// One of the fonts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Font {
    /// Liberation Sans.
    Regular,
    /// Liberation Sans, bold.
    Bold,
    /// DejaVu Sans, for letters that the others lack. It is never bold.
    Fallback,
}

impl Font {
    /// All of them; each at the index `font as usize`.
    #[cfg(any(feature = "pdf", feature = "png"))]
    pub(crate) const ALL: [Self; 3] = [Self::Regular, Self::Bold, Self::Fallback];

    /// The file, TrueType.
    pub fn data(self) -> &'static [u8] {
        match self {
            Self::Regular => include_bytes!("LiberationSans-Regular.ttf"),
            Self::Bold => include_bytes!("LiberationSans-Bold.ttf"),
            Self::Fallback => include_bytes!("DejaVuSans.ttf"),
        }
    }

    fn face(self) -> &'static Face<'static> {
        static FACES: [OnceLock<Face<'static>>; 3] = [const { OnceLock::new() }; 3];
        FACES[self as usize].get_or_init(|| {
            Face::parse(self.data(), 0).expect("the fonts of the program can be read")
        })
    }

    fn has(self, letter: char) -> bool {
        self.face().glyph_index(letter).is_some()
    }
}

/// The font in which a letter is set; none if no font has it.
pub fn font_of(letter: char, bold: bool) -> Option<Font> {
    let first = if bold { Font::Bold } else { Font::Regular };
    [first, Font::Fallback]
        .into_iter()
        .find(|font| font.has(letter))
}

/// Whether a character is never drawn: control characters, and those that only set the direction or the
/// joining of others.
pub fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The letters of a text that no font has; they are drawn as □.
pub fn lacking(text: &str) -> impl Iterator<Item = char> {
    let letters = text.chars().filter(|letter| !is_invisible(*letter));
    letters.filter(|letter| font_of(*letter, false).is_none())
}

/// The codes of letters, each once: `U+85AC, U+9F20`; none if there are no letters.
pub fn codes(letters: impl Iterator<Item = char>) -> Option<String> {
    let mut distinct: Vec<char> = Vec::new();
    for letter in letters {
        if !distinct.contains(&letter) {
            distinct.push(letter);
        }
    }
    let codes = distinct
        .iter()
        .map(|letter| format!("U+{:04X}", *letter as u32));
    let codes: Vec<String> = codes.collect();
    (!codes.is_empty()).then(|| codes.join(", "))
}

/// The width of a text on one line at a font size, in the unit of the size. It is the sum over letters:
/// kerning is ignored, and so are letters that join (Arabic) or lie above each other (accents), so that the
/// text may be drawn a little narrower.
pub fn width(text: &str, size: f64, bold: bool) -> f64 {
    let advance = |letter: char| {
        if is_invisible(letter) {
            return 0.0;
        }
        let font = font_of(letter, bold).unwrap_or(Font::Regular);
        let face = font.face();
        let glyph = face.glyph_index(letter).unwrap_or_default();
        let units = face.glyph_hor_advance(glyph).unwrap_or(0);
        f64::from(units) / f64::from(face.units_per_em())
    };
    size * text.chars().map(advance).sum::<f64>()
}

/// The text; or, if it is wider than `most`, its first letters and `…`. Empty if not even these fit.
pub fn fitted(text: &str, size: f64, bold: bool, most: f64) -> String {
    if width(text, size, bold) <= most {
        return text.to_owned();
    }
    let mut kept: Vec<char> = text.chars().collect();
    while kept.pop().is_some() {
        let shorter = format!("{}…", kept.iter().collect::<String>().trim_end());
        if width(&shorter, size, bold) <= most {
            return shorter;
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_arial() {
        // Advance widths of Arial in 2048ths of the size: A 1366, i 455, space 569.
        let expected = 10.0 * (1366.0 + 455.0 + 569.0) / 2048.0;
        assert!((width("Ai ", 10.0, false) - expected).abs() < 1e-9);
        assert!(width("Ai", 10.0, true) > width("Ai", 10.0, false));
    }

    #[test]
    fn letters_are_set_in_the_first_font_that_has_them() {
        assert_eq!(font_of('±', false), Some(Font::Regular));
        assert_eq!(font_of('³', true), Some(Font::Bold));
        assert_eq!(font_of('ع', true), Some(Font::Fallback));
        assert_eq!(font_of('中', false), None);
        assert_eq!(codes("中中薬".chars()).as_deref(), Some("U+4E2D, U+85AC"));
        assert_eq!(codes("".chars()), None);
        assert_eq!(lacking("a中b").collect::<String>(), "中");
        assert_eq!(
            width("\u{2068}a\u{2069}", 10.0, false),
            width("a", 10.0, false)
        );
    }

    #[test]
    fn long_texts_are_cut_to_the_width() {
        assert_eq!(fitted("abc", 10.0, false, 100.0), "abc");
        let cut = fitted("a long name of an arm", 10.0, false, 50.0);
        assert!(
            cut.ends_with('…') && width(&cut, 10.0, false) <= 50.0,
            "{cut}"
        );
        assert_eq!(fitted("abc", 10.0, false, 1.0), "");
    }
}
