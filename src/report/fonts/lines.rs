//! Breaking texts into lines.

use super::width;

/// A text in lines that are at most `most` wide, in the unit of `size`. It is broken at line breaks, between
/// words, and within a word that is wider than a line: after a sign that joins its parts, else between
/// letters.
pub fn lines(text: &str, size: f64, bold: bool, most: f64) -> Vec<String> {
    let blank = width(" ", size, bold);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let (mut line, mut taken) = (String::new(), 0.0);
        for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
            if !line.is_empty() && taken + blank + width(word, size, bold) > most {
                lines.push(std::mem::take(&mut line));
                taken = 0.0;
            }
            if !line.is_empty() {
                line.push(' ');
                taken += blank;
            }
            let mut pieces = pieces(word, size, bold, most);
            let last = pieces.pop().unwrap_or_default();
            for piece in pieces {
                line.push_str(&piece);
                lines.push(std::mem::take(&mut line));
                taken = 0.0;
            }
            taken += width(&last, size, bold);
            line.push_str(&last);
        }
        lines.push(line);
    }
    lines
}

/// A word in pieces that are no wider than a line.
fn pieces(word: &str, size: f64, bold: bool, most: f64) -> Vec<String> {
    if width(word, size, bold) <= most {
        return vec![word.to_owned()];
    }
    let mut pieces = vec![String::new()];
    let mut taken = 0.0;
    for part in parts(word) {
        let takes = width(part, size, bold);
        let letters = part
            .char_indices()
            .map(|(at, c)| &part[at..at + c.len_utf8()]);
        let whole = takes <= most;
        let units: Vec<&str> = if whole { vec![part] } else { letters.collect() };
        for unit in units {
            let takes = width(unit, size, bold);
            if taken + takes > most && taken > 0.0 {
                pieces.push(String::new());
                taken = 0.0;
            }
            pieces
                .last_mut()
                .expect("there is always a piece")
                .push_str(unit);
            taken += takes;
        }
    }
    pieces
}

/// A word divided after the signs that join its parts: `gdc0084_`, `01_`, `temo`. A sign between two digits
/// does not divide, because it belongs to a number or a date; `_` always does.
pub fn parts(word: &str) -> Vec<&str> {
    let letters: Vec<(usize, char)> = word.char_indices().collect();
    let mut parts = Vec::new();
    let mut from = 0;
    for three in letters.windows(3) {
        let [(_, before), (_, sign), (at, after)] = [three[0], three[1], three[2]];
        let joins = before.is_alphanumeric() && after.is_alphanumeric();
        let wordy = before.is_alphabetic() || after.is_alphabetic();
        let breaks = match sign {
            '_' => joins,
            '-' | '/' | '.' | ':' | '|' | '+' => joins && wordy,
            _ => false,
        };
        if breaks {
            parts.push(&word[from..at]);
            from = at;
        }
    }
    parts.push(&word[from..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_in_long_ones() {
        let most = width("aaa bbb", 10.0, false);
        assert_eq!(lines("aaa bbb ccc", 10.0, false, most), ["aaa bbb", "ccc"]);
        assert_eq!(lines("a\nb", 10.0, false, most), ["a", "b"]);
        assert_eq!(lines("", 10.0, false, most), [""]);
        for text in [&"x".repeat(200), "aaa xxxxxxxxxxxxxxxxxxxxxxxx bbb"] {
            let broken = lines(text, 10.0, false, most);
            assert!(broken.len() > 2);
            for line in &broken {
                assert!(width(line, 10.0, false) <= most + 1e-9, "{line}");
            }
            let letters = |text: &str| text.replace(' ', "");
            assert_eq!(letters(&broken.concat()), letters(text));
        }
    }

    #[test]
    fn long_words_break_after_what_joins_their_parts() {
        let most = width("auc_above_b", 10.0, false);
        let broken = lines("auc_above_baseline", 10.0, false, most);
        assert_eq!(broken, ["auc_above_", "baseline"]);
        for (word, expected) in [
            ("gdc0084_01_temo_0", vec!["gdc0084_", "01_", "temo_", "0"]),
            ("mg/kg", vec!["mg/", "kg"]),
            ("KT-253", vec!["KT-", "253"]),
            ("2026-01-22", vec!["2026-01-22"]),
            ("-12.5", vec!["-12.5"]),
            ("1/0/0", vec!["1/0/0"]),
            ("", vec![""]),
        ] {
            assert_eq!(parts(word), expected);
        }
    }
}
