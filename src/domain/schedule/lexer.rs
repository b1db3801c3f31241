//! The words, numbers and signs of a schedule, or of a rule for holding doses, as they are typed.

use std::ops::Range;

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    /// Letters in lower case, without the points of abbreviations.
    Word(String),
    /// Digits, perhaps with a decimal point.
    Number(String),
    /// One of several spellings: `-` for all dashes, `≥` for `>=`.
    Sign(char),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    pub kind: Kind,
    /// Where it is in the text, in bytes.
    pub at: Range<usize>,
}

impl Token {
    pub(crate) fn is_word(&self, word: &str) -> bool {
        matches!(&self.kind, Kind::Word(own) if own == word)
    }
}

/// Cuts a text into tokens.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut lexer = Lexer {
        chars: &chars,
        at: 0,
        end: text.len(),
        tokens: Vec::new(),
    };
    while let Some(c) = lexer.peek(0) {
        lexer.take(c);
    }
    lexer.tokens
}

struct Lexer<'a> {
    chars: &'a [(usize, char)],
    at: usize,
    end: usize,
    tokens: Vec<Token>,
}

/// Numbers from 1 on as words.
const NUMBERS: [&str; 10] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
];

/// Signs that mean "times".
fn is_times(c: char) -> bool {
    matches!(c, '×' | '✕' | '✖' | '∗' | '*' | 'х' | 'Х')
}

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).map(|(_, c)| *c)
    }

    fn byte(&self, at: usize) -> usize {
        self.chars.get(at).map_or(self.end, |(byte, _)| *byte)
    }

    fn push(&mut self, kind: Kind, from: usize) {
        let at = self.byte(from)..self.byte(self.at);
        self.tokens.push(Token { kind, at });
    }

    fn take(&mut self, c: char) {
        let from = self.at;
        if c.is_whitespace() {
            self.at += 1;
        } else if c.is_ascii_digit() {
            let number = self.number();
            self.push(Kind::Number(number), from);
        } else if is_times(c) {
            self.at += 1;
            self.push(Kind::Word("x".into()), from);
        } else if c.is_alphabetic() {
            let word = self.word();
            self.push_word(word, from);
        } else {
            let sign = self.sign(c);
            self.push(Kind::Sign(sign), from);
        }
    }

    fn number(&mut self) -> String {
        let mut number = self.digits();
        if self.peek(0) == Some('.') && self.peek(1).is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
            number.push('.');
            number += &self.digits();
        } else if self.peek(0) == Some('.') {
            // The point of an ordinal number, or of the end of a sentence.
            self.at += 1;
        }
        number
    }

    fn digits(&mut self) -> String {
        let mut digits = String::new();
        while let Some(c) = self.peek(0).filter(char::is_ascii_digit) {
            digits.push(c);
            self.at += 1;
        }
        digits
    }

    fn word(&mut self) -> String {
        let mut word = String::new();
        while let Some(c) = self.peek(0) {
            if c.is_alphabetic() && !is_times(c) {
                word.extend(c.to_lowercase());
                self.at += 1;
            } else if c == '.' {
                self.at += 1;
                // `q. d.`: the letter after the space belongs to the abbreviation if it has a point as well.
                let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
                if self.peek(0) == Some(' ') && is_letter(self.peek(1)) && self.peek(2) == Some('.')
                {
                    self.at += 1;
                }
            } else {
                break;
            }
        }
        self.cube(&mut word);
        word
    }

    /// The `³` of mm³.
    fn cube(&mut self, word: &mut String) {
        if !matches!(word.as_str(), "mm" | "cm") {
            return;
        }
        if self.peek(0) == Some('^') {
            self.at += 1;
        }
        if matches!(self.peek(0), Some('³' | '3')) {
            self.at += 1;
            word.push('3');
        }
    }

    /// A word; the `x` of `QDx5` is one of its own.
    fn push_word(&mut self, word: String, from: usize) {
        let mut ahead = 0;
        while self.peek(ahead).is_some_and(char::is_whitespace) {
            ahead += 1;
        }
        let counts = self.peek(ahead).is_some_and(|c| c.is_ascii_digit());
        match word.strip_suffix('x').filter(|stem| !stem.is_empty()) {
            Some(stem) if counts && word != "max" && !self.ended_by_point() => {
                self.at -= 1;
                self.push(Kind::Word(stem.to_owned()), from);
                let from = self.at;
                self.at += 1;
                self.push(Kind::Word("x".into()), from);
            }
            _ => match NUMBERS.iter().position(|number| *number == word) {
                Some(at) => self.push(Kind::Number((at + 1).to_string()), from),
                None => self.push(Kind::Word(word), from),
            },
        }
    }

    /// Whether a point of an abbreviation stands before.
    fn ended_by_point(&self) -> bool {
        self.at
            .checked_sub(1)
            .is_some_and(|at| self.chars[at].1 == '.')
    }

    fn sign(&mut self, c: char) -> char {
        self.at += 1;
        let next = self.peek(0);
        let (sign, length) = match (c, next) {
            ('>', Some('=')) | ('=', Some('>')) => ('≥', 1),
            ('<', Some('=')) | ('=', Some('<')) => ('≤', 1),
            ('⩾' | '≧', _) => ('≥', 0),
            ('⩽' | '≦', _) => ('≤', 0),
            ('–' | '—' | '−' | '‐' | '‑', _) => ('-', 0),
            ('，' | '、', _) => (',', 0),
            ('；', _) => (';', 0),
            ('％', _) => ('%', 0),
            _ => (c, 0),
        };
        self.at += length;
        sign
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tokens of a text with spaces between them.
    fn cut(text: &str) -> String {
        let words = tokens(text).into_iter().map(|token| match token.kind {
            Kind::Word(text) | Kind::Number(text) => text,
            Kind::Sign(sign) => sign.to_string(),
        });
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_numbers_and_signs_are_cut() {
        for (text, expected) in [
            ("qd×5", "qd x 5"),
            ("QDx5 x3 every 7", "qd x 5 x 3 every 7"),
            ("Q3Dx4", "q 3 d x 4"),
            ("q.d.", "qd"),
            ("b. i. d. x5", "bid x 5"),
            ("5on/2off", "5 on / 2 off"),
            ("volume>=1,000.5 mm³", "volume ≥ 1 , 000.5 mm3"),
            ("1 cm^3 =< 2 mm3", "1 cm3 ≤ 2 mm3"),
            ("days 0–4, 14—18.", "days 0 - 4 , 14 - 18"),
            ("max 2", "max 2"),
            ("QD X 5", "qd x 5"),
            ("every two weeks", "every 2 weeks"),
        ] {
            assert_eq!(cut(text), expected, "{text}");
        }
    }

    #[test]
    fn tokens_know_where_they_are() {
        for text in ["QDx5 für  12 mm³", "q.d. ×5", ""] {
            let mut last = 0;
            for token in tokens(text) {
                assert!(token.at.start >= last && text.get(token.at.clone()).is_some());
                last = token.at.end;
            }
        }
    }
}
