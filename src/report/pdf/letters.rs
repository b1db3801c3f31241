//! Lines of text: where they break, and in which runs of one font and one direction a line is drawn.

use unicode_bidi::BidiInfo;

use crate::report::fonts::{self, Font};

/// What stands for a letter that no font has.
const LACKING: char = '□';

/// A piece of a line in one font, drawn in one direction.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Run {
    pub font: Font,
    pub text: String,
    /// Whether it reads from the right.
    pub leftwards: bool,
    /// Points it takes.
    pub width: f64,
}

/// Letters that are no ink and only steer others, or nothing at all.
fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The runs of a line, as they stand from left to right.
pub(super) fn runs(line: &str, size: f64, bold: bool) -> Vec<Run> {
    let bidi = BidiInfo::new(line, None);
    let mut found = Vec::new();
    for paragraph in &bidi.paragraphs {
        let (levels, pieces) = bidi.visual_runs(paragraph, paragraph.range.clone());
        for piece in pieces {
            let leftwards = levels[piece.start].is_rtl();
            let mut of_piece = of_one_direction(&line[piece], leftwards, size, bold);
            if leftwards {
                of_piece.reverse();
            }
            found.extend(of_piece);
        }
    }
    found
}

/// A text of one direction in runs of one font, in the order of its letters.
fn of_one_direction(text: &str, leftwards: bool, size: f64, bold: bool) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for letter in text.chars().filter(|letter| !is_invisible(*letter)) {
        let known = fonts::font_of(letter, bold);
        let letter = if known.is_some() { letter } else { LACKING };
        let font = known
            .or_else(|| fonts::font_of(LACKING, bold))
            .unwrap_or(Font::Regular);
        // A blank goes with what stands before it.
        let last = runs
            .last_mut()
            .filter(|run| run.font == font || letter == ' ');
        match last {
            Some(run) => run.text.push(letter),
            None => runs.push(Run {
                font,
                text: letter.to_string(),
                leftwards,
                width: 0.0,
            }),
        }
    }
    for run in &mut runs {
        run.width = fonts::width(&run.text, size, bold && run.font != Font::Fallback);
    }
    runs
}

/// The letters of a text that no font has.
pub(super) fn lacking(text: &str) -> impl Iterator<Item = char> {
    let letters = text.chars().filter(|letter| !is_invisible(*letter));
    letters.filter(|letter| fonts::font_of(*letter, false).is_none())
}

/// A text in lines of a width, broken between words, at line breaks, and within a word that is longer
/// than a line.
pub(super) fn lines(text: &str, size: f64, bold: bool, width: f64) -> Vec<String> {
    let measure = |text: &str| fonts::width(text, size, bold);
    let blank = measure(" ");
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let (mut line, mut taken) = (String::new(), 0.0);
        for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
            let takes = measure(word);
            if !line.is_empty() && taken + blank + takes > width {
                lines.push(std::mem::take(&mut line));
                taken = 0.0;
            }
            if !line.is_empty() {
                line.push(' ');
                taken += blank;
            }
            for piece in pieces(word, takes, size, bold, width) {
                if !piece.1 {
                    line.push_str(&piece.0);
                    taken += measure(&piece.0);
                } else {
                    line.push_str(&piece.0);
                    lines.push(std::mem::take(&mut line));
                    taken = 0.0;
                }
            }
        }
        lines.push(line);
    }
    lines
}

/// A word in pieces that fit a line, each with whether the line ends after it.
fn pieces(word: &str, takes: f64, size: f64, bold: bool, width: f64) -> Vec<(String, bool)> {
    if takes <= width {
        return vec![(word.to_owned(), false)];
    }
    let mut pieces = Vec::new();
    let (mut piece, mut taken) = (String::new(), 0.0);
    for letter in word.chars() {
        let takes = fonts::width(letter.encode_utf8(&mut [0; 4]), size, bold);
        if taken + takes > width && !piece.is_empty() {
            pieces.push((std::mem::take(&mut piece), true));
            taken = 0.0;
        }
        piece.push(letter);
        taken += takes;
    }
    pieces.push((piece, false));
    pieces
}

/// The width of the widest line of a text that is not broken but at line breaks.
pub(super) fn natural(text: &str, size: f64, bold: bool) -> f64 {
    let widths = text.split('\n').map(|line| fonts::width(line, size, bold));
    widths.fold(0.0, f64::max)
}

/// The width of its longest word.
pub(super) fn longest_word(text: &str, size: f64, bold: bool) -> f64 {
    let widths = text
        .split([' ', '\n'])
        .map(|word| fonts::width(word, size, bold));
    widths.fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_in_long_ones() {
        let width = fonts::width("aaa bbb", 10.0, false);
        assert_eq!(lines("aaa bbb ccc", 10.0, false, width), ["aaa bbb", "ccc"]);
        assert_eq!(lines("a\nb", 10.0, false, width), ["a", "b"]);
        assert_eq!(lines("", 10.0, false, width), [""]);
        for text in [&"x".repeat(200), "aaa xxxxxxxxxxxxxxxxxxxxxxxx bbb"] {
            let broken = lines(text, 10.0, false, width);
            assert!(broken.len() > 2);
            for line in &broken {
                assert!(fonts::width(line, 10.0, false) <= width + 1e-9, "{line}");
            }
            let letters = |text: &str| text.replace(' ', "");
            assert_eq!(letters(&broken.concat()), letters(text));
        }
    }

    #[test]
    fn runs_follow_fonts_and_directions() {
        let texts = |line: &str| -> Vec<(String, bool)> {
            let runs = runs(line, 10.0, false).into_iter();
            runs.map(|run| (run.text, run.leftwards)).collect()
        };
        assert_eq!(texts("5 mm³"), [("5 mm³".to_owned(), false)]);
        let mixed = texts("arm אבג mg");
        assert_eq!(mixed.iter().filter(|(_, leftwards)| *leftwards).count(), 1);
        assert_eq!(texts("中"), [("□".to_owned(), false)]);
        assert_eq!(lacking("a中b").collect::<String>(), "中");
    }
}
