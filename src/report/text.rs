//! Breaking words into lines of a width, counted in characters.

use std::fmt::Write as _;

/// `text` after `start`, broken between words at `width`; further lines are indented as far as the
/// start reaches, four at most. A word longer than a line stands on its own.
pub fn wrapped(start: &str, text: &str, width: usize) -> String {
    let mut out = start.to_owned();
    let mut column = start.chars().count();
    let indent = column.min(4);
    for (i, word) in text.split(' ').enumerate() {
        let length = word.chars().count();
        if i > 0 && column + 1 + length > width {
            let _ = write!(out, "\n{:indent$}", "");
            column = indent;
        } else if i > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}

/// Items with dots between them, broken between items only.
pub fn listed<'a>(items: impl IntoIterator<Item = &'a str>, width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for item in items {
        let fits = |line: &&mut String| line.chars().count() + 3 + item.chars().count() <= width;
        match lines.last_mut().filter(fits) {
            Some(line) => line.extend([" · ", item]),
            None => lines.push(item.to_owned()),
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_break_at_the_width() {
        assert_eq!(wrapped("  - ", "aa bb cc", 9), "  - aa bb\n    cc");
        assert_eq!(wrapped("  ", "aa bb cc", 7), "  aa bb\n  cc");
        assert_eq!(wrapped("", "longer than that", 5), "longer\nthan\nthat");
        assert_eq!(wrapped("  answer: ", "aa bb", 12), "  answer: aa\n    bb");
    }

    #[test]
    fn items_break_between_items() {
        assert_eq!(listed(["seed 1", "day 17", "x"], 16), "seed 1 · day 17\nx");
        assert_eq!(listed(["seed 1", "day 17", "x"], 15), "seed 1 · day 17\nx");
        assert_eq!(listed(["seed 1", "day 17"], 14), "seed 1\nday 17");
        assert_eq!(listed([], 14), "");
    }
}
