//! Texts fitted to cells: cut, filled, broken. A cell is what the terminal shows as one; a wide
//! character takes two.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Cells that a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text in at most the given number of cells; a cut is marked by `…`.
pub fn cut(text: &str, cells: usize) -> String {
    if text.width() <= cells {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut taken = 1;
    for c in text.chars() {
        taken += c.width().unwrap_or(0);
        if taken > cells {
            break;
        }
        out.push(c);
    }
    if cells > 0 {
        out.push('…');
    }
    out
}

/// The text in at most the given number of cells; where it is cut, its beginning and its end are kept: tags and cages
/// differ at either.
pub fn middle(text: &str, cells: usize) -> String {
    if text.width() <= cells {
        return text.to_owned();
    }
    let room = cells.saturating_sub(1);
    let cells_of = |c: char| c.width().unwrap_or(0);
    let mut taken = 0;
    let head = text.chars().take_while(|c| {
        taken += cells_of(*c);
        taken <= room / 2
    });
    let head: String = head.collect();
    let room = room - head.width();
    let mut taken = 0;
    let tail = text.chars().rev().take_while(|c| {
        taken += cells_of(*c);
        taken <= room
    });
    let tail: Vec<char> = tail.collect();
    let mark = if cells > 0 { "…" } else { "" };
    head + mark + &tail.into_iter().rev().collect::<String>()
}

/// The text in exactly the given number of cells, filled at its end.
pub fn left(text: &str, cells: usize) -> String {
    let text = cut(text, cells);
    let blanks = cells.saturating_sub(text.width());
    text + &" ".repeat(blanks)
}

/// The text in exactly the given number of cells, filled at its beginning.
pub fn right(text: &str, cells: usize) -> String {
    let text = cut(text, cells);
    " ".repeat(cells.saturating_sub(text.width())) + &text
}

/// The text in lines of at most the given number of cells, broken at blanks; longer words are broken where they
/// must.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let cells = cells.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && line.width() + 1 + word.width() > cells {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            for c in word.chars() {
                if !line.is_empty() && line.width() + c.width().unwrap_or(0) > cells {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(c);
            }
        }
        lines.push(line);
    }
    lines
}

/// The same in at most the given number of lines; a cut is marked by `…`.
pub fn wrap_within(text: &str, cells: usize, most: usize) -> Vec<String> {
    if most == 1 {
        return vec![cut(text, cells)];
    }
    let mut lines = wrap(text, cells);
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = cut(&format!("{last}…"), cells);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_fit_their_cells() {
        assert_eq!(cut("Vehicle", 7), "Vehicle");
        assert_eq!(cut("Vehicle", 5), "Vehi…");
        assert_eq!(cut("日本語", 4), "日…");
        assert_eq!(middle("S24-01-M0012", 12), "S24-01-M0012");
        assert_eq!(middle("S24-01-M0012", 8), "S24…0012");
        assert_eq!(middle("S24-01-M0012", 4), "S…12");
        assert_eq!(left("ab", 4), "ab  ");
        assert_eq!(right("ab", 4), "  ab");
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("a\n\nb", 7), ["a", "", "b"]);
        assert_eq!(wrap_within("one two three", 7, 2), ["one two", "three"]);
        assert_eq!(
            wrap_within("one two three four", 7, 2),
            ["one two", "three…"]
        );
        assert_eq!(wrap_within("one two three", 7, 1), ["one tw…"]);
    }

    proptest! {
        #[test]
        fn no_text_is_ever_wider(text in "\\PC{0,40}", cells in 0usize..30) {
            prop_assert!(cut(&text, cells).width() <= cells);
            prop_assert!(middle(&text, cells).width() <= cells);
            prop_assert_eq!(left(&text, cells).width(), cells);
            // No character takes more than three.
            for line in wrap(&text, cells.max(3)) {
                prop_assert!(line.width() <= cells.max(3));
            }
        }
    }
}
