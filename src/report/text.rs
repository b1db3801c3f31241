//! Texts for readers: breaking them into lines of a width in characters, and isolating names that are read
//! from right to left.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The Unicode characters before and after a text whose direction must not affect the text around it.
const ISOLATE: (char, char) = ('\u{2068}', '\u{2069}');

/// Whether a letter belongs to a script that is read from right to left.
fn is_leftwards(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// Whether a text has letters that are read from right to left, so that it would change the order of what follows it.
pub fn needs_isolation(text: &str) -> bool {
    text.chars().any(is_leftwards)
}

/// A name to put among other words. If it is read from right to left, it is isolated, so that it does not
/// change the order of what follows it.
pub fn isolated(name: &str) -> Cow<'_, str> {
    match needs_isolation(name) {
        true => Cow::Owned(format!("{}{name}{}", ISOLATE.0, ISOLATE.1)),
        false => Cow::Borrowed(name),
    }
}

/// A sentence in which every name that is read from right to left is isolated, unless one is already. A name
/// reaches from the first such letter to the last before a Latin word or another sign.
pub fn isolating(sentence: &str) -> Cow<'_, str> {
    if sentence.contains(ISOLATE.0) || !needs_isolation(sentence) {
        return Cow::Borrowed(sentence);
    }
    let mut out = String::with_capacity(sentence.len() + 16);
    let mut rest = sentence;
    while let Some(from) = rest.find(is_leftwards) {
        let (before, after) = rest.split_at(from);
        let goes_on = |c: char| {
            is_leftwards(c) || c.is_ascii_digit() || [' ', '-', '_', '/', '.'].contains(&c)
        };
        let end = after.find(|c| !goes_on(c)).unwrap_or(after.len());
        let last = after[..end]
            .char_indices()
            .rev()
            .find(|(_, c)| is_leftwards(*c));
        let (name, left) = after.split_at(last.map_or(end, |(at, c)| at + c.len_utf8()));
        let _ = write!(out, "{before}{}{name}{}", ISOLATE.0, ISOLATE.1);
        rest = left;
    }
    Cow::Owned(out + rest)
}

/// `start` and `text`, broken between words into lines of at most `width` characters. Further lines are
/// indented by the length of `start`, but at most by 4. A word longer than a line has a line of its own.
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

/// Items separated by dots, broken into lines only between items.
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
    fn lines_break_between_words() {
        assert_eq!(wrapped("  - ", "aa bb cc", 9), "  - aa bb\n    cc");
        assert_eq!(wrapped("  ", "aa bb cc", 7), "  aa bb\n  cc");
        assert_eq!(wrapped("", "longer than that", 5), "longer\nthan\nthat");
        assert_eq!(wrapped("  answer: ", "aa bb", 12), "  answer: aa\n    bb");
    }

    #[test]
    fn names_read_from_the_right_are_isolated() {
        assert_eq!(isolated("KT-253"), "KT-253");
        assert_eq!(isolated("א 5 mg"), "\u{2068}א 5 mg\u{2069}");
        for (sentence, expected) in [
            ("5 % (n 8)", "5 % (n 8)"),
            ("חומר 5 shrank", "\u{2068}חומר\u{2069} 5 shrank"),
            (
                "א-1 ב and ג: 95.8 % [1, 2]",
                "\u{2068}א-1 ב\u{2069} and \u{2068}ג\u{2069}: 95.8 % [1, 2]",
            ),
            ("\u{2068}א 5\u{2069} x", "\u{2068}א 5\u{2069} x"),
        ] {
            assert_eq!(isolating(sentence), expected);
        }
    }

    #[test]
    fn lists_break_between_items() {
        assert_eq!(listed(["seed 1", "day 17", "x"], 16), "seed 1 · day 17\nx");
        assert_eq!(listed(["seed 1", "day 17", "x"], 15), "seed 1 · day 17\nx");
        assert_eq!(listed(["seed 1", "day 17"], 14), "seed 1\nday 17");
        assert_eq!(listed([], 14), "");
    }
}
