//! Moves over the tokens of a schedule, and says where something is wrong.

use super::check::Why;
use super::grammar::{Parser, Read, Trouble};
use super::lexer::Kind;

/// The largest number that a schedule can have.
const MOST: i32 = 3650;

impl Parser<'_> {
    pub(super) fn kind(&self, ahead: usize) -> Option<&Kind> {
        self.tokens.get(self.at + ahead).map(|token| &token.kind)
    }

    pub(super) fn word(&self, ahead: usize) -> Option<&str> {
        match self.kind(ahead) {
            Some(Kind::Word(word)) => Some(word),
            _ => None,
        }
    }

    pub(super) fn sign_is(&self, ahead: usize, sign: char) -> bool {
        self.kind(ahead) == Some(&Kind::Sign(sign))
    }

    /// Goes past a word, if it is one of these.
    pub(super) fn eat(&mut self, words: &[&str]) -> bool {
        let is = self.word(0).is_some_and(|word| words.contains(&word));
        self.at += usize::from(is);
        is
    }

    pub(super) fn eat_sign(&mut self, sign: char) -> bool {
        let is = self.sign_is(0, sign);
        self.at += usize::from(is);
        is
    }

    /// A whole number from 1 to [`MOST`].
    pub(super) fn number(&mut self) -> Read<i32> {
        let begin = self.at;
        match self.whole()? {
            0 => Err(self.wrong(
                begin,
                (
                    "is no number of times or days".into(),
                    "write 1 or more".into(),
                ),
            )),
            number => Ok(number),
        }
    }

    /// A whole number from 0 to [`MOST`].
    pub(super) fn whole(&mut self) -> Read<i32> {
        let Some(Kind::Number(digits)) = self.kind(0) else {
            return Err(self.unknown());
        };
        let number = digits.parse::<i32>().ok();
        let is_whole = !digits.contains('.');
        self.at += 1;
        match number.filter(|number| *number <= MOST) {
            Some(number) => Ok(number),
            None if is_whole => {
                let why = format!("is more than {MOST}");
                Err(self.wrong(self.at - 1, (why, "a study is shorter".into())))
            }
            None => {
                let why = "is no whole number".into();
                Err(self.wrong(self.at - 1, (why, "write a whole number".into())))
            }
        }
    }

    /// The token is not understood.
    pub(super) fn unknown(&self) -> Trouble {
        self.unknown_at(0)
    }

    pub(super) fn unknown_at(&self, ahead: usize) -> Trouble {
        let at = self.at + ahead;
        Trouble {
            at,
            end: at + 1,
            known: None,
        }
    }

    /// What is read since `begin` is wrong.
    pub(super) fn wrong(&self, begin: usize, known: Why) -> Trouble {
        Trouble {
            at: begin,
            end: self.at.max(begin + 1),
            known: Some(known),
        }
    }
}
