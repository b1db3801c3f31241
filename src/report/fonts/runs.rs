//! Divides a line of text into runs of one font and one direction, as canvases draw it.

use unicode_bidi::BidiInfo;

use super::{Font, font_of, is_invisible, width};

/// Drawn in the place of a letter that no font has.
const MISSING: char = '□';

/// A piece of a line in one font and one direction.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Run {
    pub font: Font,
    /// Its letters in the order in which they are read.
    pub text: String,
    /// Whether it is read from right to left.
    pub leftwards: bool,
    /// In the unit of the font size.
    pub width: f64,
}

/// The runs of a line in the order in which they are drawn, from left to right.
pub(crate) fn runs(line: &str, size: f64, bold: bool) -> Vec<Run> {
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

/// The runs of a text of one direction, in the order in which they are read.
fn of_one_direction(text: &str, leftwards: bool, size: f64, bold: bool) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for letter in text.chars().filter(|letter| !is_invisible(*letter)) {
        let known = font_of(letter, bold);
        let letter = if known.is_some() { letter } else { MISSING };
        let font = known
            .or_else(|| font_of(MISSING, bold))
            .unwrap_or(Font::Regular);
        // A space belongs to the run before it.
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
        run.width = width(&run.text, size, bold && run.font != Font::Fallback);
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_divided_by_font_and_direction() {
        let texts = |line: &str| -> Vec<(String, bool)> {
            let runs = runs(line, 10.0, false).into_iter();
            runs.map(|run| (run.text, run.leftwards)).collect()
        };
        assert_eq!(texts("5 mm³"), [("5 mm³".to_owned(), false)]);
        let mixed = texts("arm אבג mg");
        assert_eq!(mixed.iter().filter(|(_, leftwards)| *leftwards).count(), 1);
        assert_eq!(texts("中"), [("□".to_owned(), false)]);
        // A name that is read from the right does not change the order of what follows it.
        let isolated = texts("\u{2068}אבג\u{2069} 95 % [1, 2]");
        assert_eq!(isolated[0], ("אבג".to_owned(), true));
        assert_eq!(isolated[1], (" 95 % [1, 2]".to_owned(), false));
    }
}
