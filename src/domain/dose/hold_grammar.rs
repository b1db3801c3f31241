//! Reads rules for holding doses, clause by clause.

use std::ops::Range;

use super::hold::{HoldRule, Threshold};
use crate::schedule::lexer::{Kind, Token, tokens};
use crate::{Invalid, Remedy, edits, printable};

/// What a rule looks like.
const EXAMPLE: &str =
    "write it as loss >= 15 %: hold; resume < 10 %; loss >= 20 %: endpoint; reduce to 50 %";

/// The longest text that is read, in bytes.
const LONGEST_TEXT: usize = 1000;

/// Words of the grammar, for those that are misspelled.
const WORDS: [&str; 12] = [
    "loss", "hold", "resume", "reduce", "endpoint", "to", "below", "above", "least", "percent",
    "weight", "dosing",
];

#[derive(Clone, Copy, PartialEq)]
enum Action {
    Hold,
    Resume,
    /// To so many % of the dose.
    Reduce(f64),
    Endpoint,
}

impl Action {
    fn words(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Resume => "resume",
            Self::Reduce(_) => "reduce",
            Self::Endpoint => "end",
        }
    }
}

/// A comparison that is written; none means the one that the action has by its nature.
#[derive(Clone, Copy, PartialEq)]
struct Comparison {
    is_upward: bool,
    is_inclusive: bool,
}

#[derive(Clone, Copy)]
struct Loss {
    percent: f64,
    comparison: Option<Comparison>,
}

/// What is wrong with which piece of the text.
struct Trouble {
    at: Range<usize>,
    why: String,
    remedy: Remedy,
}

type Read<T> = Result<T, Trouble>;

pub(super) fn parse(text: &str) -> Result<HoldRule, Invalid> {
    let refuse = |value: &str, why: String, remedy: Remedy| {
        Err(Invalid::new(
            "hold rule",
            printable(value.trim()),
            why,
            remedy,
        ))
    };
    if text.len() > LONGEST_TEXT {
        return refuse(text, "is too long".into(), "write fewer clauses".into());
    }
    // A text of commas has no clause either.
    if clauses(text, &tokens(text)).is_empty() {
        return refuse("", "is empty".into(), EXAMPLE.into());
    }
    match read(text) {
        Ok(rule) => Ok(rule),
        Err(trouble) => refuse(&text[trouble.at], trouble.why, trouble.remedy),
    }
}

fn read(text: &str) -> Read<HoldRule> {
    let mut rule = HoldRule {
        reduce: None,
        hold: None,
        resume: None,
        resume_at: None,
        endpoint: None,
    };
    let tokens = tokens(text);
    for clause in clauses(text, &tokens) {
        let (action, loss) = Clause::new(text, clause).read()?;
        let at = clause[0].at.start..clause[clause.len() - 1].at.end;
        add(&mut rule, action, loss).map_err(|(why, remedy)| Trouble {
            at,
            why,
            remedy: remedy.into(),
        })?;
    }
    check(&rule).map_err(|(why, remedy)| Trouble {
        at: 0..text.len(),
        why,
        remedy: remedy.into(),
    })?;
    Ok(rule)
}

/// The tokens between two `;`, commas or ends of lines. A comma between two digits is a decimal comma.
fn clauses<'t>(text: &str, tokens: &'t [Token]) -> Vec<&'t [Token]> {
    let mut clauses = Vec::new();
    let mut begin = 0;
    for at in 0..tokens.len() {
        if tokens[at].kind == Kind::Sign(';') || is_comma(tokens, at) {
            clauses.push(&tokens[begin..at]);
            begin = at + 1;
        } else if at > begin && text[tokens[at - 1].at.end..tokens[at].at.start].contains('\n') {
            clauses.push(&tokens[begin..at]);
            begin = at;
        }
    }
    clauses.push(&tokens[begin..]);
    clauses.retain(|clause| !clause.is_empty());
    clauses
}

/// Whether a token is a comma that ends a clause.
fn is_comma(tokens: &[Token], at: usize) -> bool {
    tokens[at].kind == Kind::Sign(',') && (at == 0 || fraction(tokens, at - 1).is_none())
}

/// The digits behind the decimal comma of a number.
fn fraction(tokens: &[Token], at: usize) -> Option<&str> {
    let [whole, comma, part] = tokens.get(at..at + 3)? else {
        return None;
    };
    match (&whole.kind, &comma.kind, &part.kind) {
        (Kind::Number(whole_digits), Kind::Sign(','), Kind::Number(digits))
            if whole.at.end == comma.at.start
                && comma.at.end == part.at.start
                && !whole_digits.contains('.')
                && !digits.contains('.') =>
        {
            Some(digits)
        }
        _ => None,
    }
}

/// Moves over the tokens of a clause.
struct Clause<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
}

impl<'a> Clause<'a> {
    fn new(text: &'a str, tokens: &'a [Token]) -> Self {
        Self {
            text,
            tokens,
            at: 0,
        }
    }

    /// A condition and what is done, in either order. `reduce to 50 %` may stand alone.
    fn read(mut self) -> Read<(Action, Option<Loss>)> {
        let (action, loss) = match self.action()? {
            Some(action) => {
                self.eat(&["if", "when", "at", "from"]);
                let has_more = self.at < self.tokens.len();
                (action, has_more.then(|| self.loss()).transpose()?)
            }
            None => {
                let loss = self.loss()?;
                self.eat_sign(':');
                self.eat(&["then"]);
                match self.action()? {
                    Some(action) => (action, Some(loss)),
                    None if self.at == self.tokens.len() => {
                        return Err(self.wrong(0, "says nothing to do", EXAMPLE));
                    }
                    None => return Err(self.unknown()),
                }
            }
        };
        match self.at == self.tokens.len() {
            true => Ok((action, loss)),
            false => Err(self.unknown()),
        }
    }

    fn action(&mut self) -> Read<Option<Action>> {
        let action = if self.eat(&["hold", "withhold", "pause"]) {
            Action::Hold
        } else if self.eat(&["resume", "restart"]) {
            Action::Resume
        } else if self.eat(&["reduce", "lower"]) {
            self.eat(&["dose", "doses"]);
            Action::Reduce(self.part_of_dose()?)
        } else {
            self.eat(&["humane"]);
            match self.eat(&["endpoint", "euthanize", "euthanise"]) {
                true => Action::Endpoint,
                false => return Ok(None),
            }
        };
        self.eat(&["dose", "doses", "dosing"]);
        Ok(Some(action))
    }

    /// `to 50 %`, `by 25 %`
    fn part_of_dose(&mut self) -> Read<f64> {
        let is_by = self.eat(&["by"]);
        self.eat(&["to"]);
        let begin = self.at;
        let percent = self.percent()?;
        match percent > 0.0 && percent < 100.0 {
            true => Ok(if is_by { 100.0 - percent } else { percent }),
            false => {
                let hint = "write a part between 0 and 100 %: reduce to 50 %";
                Err(self.wrong_token(begin, "is no part of a dose", hint))
            }
        }
    }

    /// `loss >= 15 %`, `>= 15 %`, `15 % loss`, `body weight loss of 15 %`
    fn loss(&mut self) -> Read<Loss> {
        self.words_of_loss();
        self.eat(&["of", "is"]);
        let comparison = self.comparison();
        let begin = self.at;
        let percent = self.percent()?;
        self.words_of_loss();
        match percent > 0.0 && percent < 100.0 {
            true => Ok(Loss {
                percent,
                comparison,
            }),
            false => Err(self.wrong_token(begin, "is no loss between 0 and 100 %", EXAMPLE)),
        }
    }

    fn words_of_loss(&mut self) {
        self.eat(&["body"]);
        self.eat(&["weight", "bodyweight", "bw"]);
        self.eat(&["loss"]);
    }

    fn comparison(&mut self) -> Option<Comparison> {
        let made = |is_upward, is_inclusive| {
            Some(Comparison {
                is_upward,
                is_inclusive,
            })
        };
        if self.eat_sign('≥') || self.eat_pair("at", "least") {
            made(true, true)
        } else if self.eat_sign('≤') || self.eat_pair("at", "most") {
            made(false, true)
        } else if self.eat_sign('>')
            || self.eat(&["above", "over"])
            || self.eat_pair("more", "than")
        {
            made(true, false)
        } else if self.eat_sign('<')
            || self.eat(&["below", "under"])
            || self.eat_pair("less", "than")
        {
            made(false, false)
        } else {
            None
        }
    }

    /// A number, with or without the sign of %.
    fn percent(&mut self) -> Read<f64> {
        let Some(Kind::Number(digits)) = self.kind(0) else {
            return Err(self.unknown());
        };
        let mut digits = digits.clone();
        self.at += 1;
        if let Some(part) = fraction(self.tokens, self.at - 1) {
            digits = format!("{digits}.{part}");
            self.at += 2;
        }
        if !self.eat_sign('%') {
            self.eat(&["percent"]);
        }
        // The lexer gives digits and at most one point.
        Ok(digits.parse().unwrap_or(f64::INFINITY))
    }

    fn kind(&self, ahead: usize) -> Option<&Kind> {
        self.tokens.get(self.at + ahead).map(|token| &token.kind)
    }

    fn eat(&mut self, words: &[&str]) -> bool {
        let is = matches!(self.kind(0), Some(Kind::Word(word)) if words.contains(&word.as_str()));
        self.at += usize::from(is);
        is
    }

    fn eat_pair(&mut self, first: &str, second: &str) -> bool {
        let is = |at: usize, word: &str| self.tokens.get(at).is_some_and(|t| t.is_word(word));
        let both = is(self.at, first) && is(self.at + 1, second);
        self.at += if both { 2 } else { 0 };
        both
    }

    fn eat_sign(&mut self, sign: char) -> bool {
        let is = self.kind(0) == Some(&Kind::Sign(sign));
        self.at += usize::from(is);
        is
    }

    /// The next token is not understood, or one is missing.
    fn unknown(&self) -> Trouble {
        let Some(token) = self.tokens.get(self.at) else {
            return self.wrong(0, "is not complete", EXAMPLE);
        };
        let near = |word: &String| {
            let known = WORDS.iter().map(|known| (edits(word, known), *known));
            let (edits, known) = known.min()?;
            (edits <= known.len().min(word.chars().count()) / 2).then_some(known)
        };
        let known = match &token.kind {
            Kind::Word(word) => near(word),
            _ => None,
        };
        Trouble {
            at: token.at.clone(),
            why: "is not understood".into(),
            remedy: match known {
                Some(known) => format!("write `{known}`").into(),
                None => EXAMPLE.into(),
            },
        }
    }

    fn wrong_token(&self, at: usize, why: &str, hint: &str) -> Trouble {
        Trouble {
            at: self.tokens[at].at.clone(),
            why: why.into(),
            remedy: hint.into(),
        }
    }

    /// The clause from a token on is wrong.
    fn wrong(&self, from: usize, why: &str, hint: &str) -> Trouble {
        let end = self
            .tokens
            .last()
            .map_or(self.text.len(), |token| token.at.end);
        Trouble {
            at: self.tokens[from].at.start..end,
            why: why.into(),
            remedy: hint.into(),
        }
    }
}

/// What is wrong, and what to write.
type Why = (String, &'static str);

fn why<T>(why: impl Into<String>, remedy: &'static str) -> Result<T, Why> {
    Err((why.into(), remedy))
}

/// The loss from which something is done.
fn from(loss: Loss) -> Result<Threshold, Why> {
    let comparison = loss.comparison.unwrap_or(Comparison {
        is_upward: true,
        is_inclusive: true,
    });
    match comparison.is_upward {
        true => Ok(Threshold {
            percent: loss.percent,
            is_inclusive: comparison.is_inclusive,
        }),
        false => why(
            "acts on an animal that has lost little",
            "write >= for the loss",
        ),
    }
}

/// The loss below which doses resume.
fn below(loss: Loss) -> Result<Threshold, Why> {
    let comparison = loss.comparison.unwrap_or(Comparison {
        is_upward: false,
        is_inclusive: false,
    });
    match comparison.is_upward {
        false => Ok(Threshold {
            percent: loss.percent,
            is_inclusive: comparison.is_inclusive,
        }),
        true => why(
            "resumes doses of an animal that has lost much",
            "write resume < 10 %",
        ),
    }
}

fn add(rule: &mut HoldRule, action: Action, loss: Option<Loss>) -> Result<(), Why> {
    let is_second = match (action, loss) {
        (Action::Reduce(percent), None) => rule.resume_at.replace(percent).is_some(),
        (_, None) => {
            return why("does not say at which loss", "write loss >= 15 %: hold");
        }
        (Action::Reduce(percent), Some(loss)) => {
            rule.reduce.replace((from(loss)?, percent)).is_some()
        }
        (Action::Hold, Some(loss)) => rule.hold.replace(from(loss)?).is_some(),
        (Action::Resume, Some(loss)) => rule.resume.replace(below(loss)?).is_some(),
        (Action::Endpoint, Some(loss)) => rule.endpoint.replace(from(loss)?).is_some(),
    };
    match is_second {
        false => Ok(()),
        true => why(
            format!("says a second time when to {}", action.words()),
            "say it once",
        ),
    }
}

/// Refuses clauses that contradict each other, or that never come to hold.
fn check(rule: &HoldRule) -> Result<(), Why> {
    let percent = |threshold: Option<Threshold>| threshold.map(|t| t.percent);
    let (hold, endpoint) = (percent(rule.hold), percent(rule.endpoint));
    let reduce = percent(rule.reduce.map(|(from, _)| from));
    if rule.resume.is_some() && hold.is_none() {
        return why(
            "resumes doses that are never held",
            "write loss >= 15 %: hold; resume < 10 %",
        );
    }
    if rule.resume_at.is_some() && rule.resume.is_none() {
        return why(
            "does not say when",
            "write loss >= 10 %: reduce to 50 %; alone it stands for doses that resume after a hold",
        );
    }
    if let (Some(hold), Some(resume)) = (rule.hold, rule.resume) {
        let meets = hold.is_inclusive && resume.is_inclusive;
        if resume.percent > hold.percent || (resume.percent == hold.percent && meets) {
            let (below, from) = (resume.percent, hold.percent);
            let what = format!("resumes below {below} % what it holds from {from} %");
            return why(what, "let doses resume below a smaller loss");
        }
    }
    for (what, earlier, later, comes_first) in [
        ("holds", hold, endpoint, "endpoint"),
        ("reduces", reduce, hold, "hold"),
        ("reduces", reduce, endpoint, "endpoint"),
    ] {
        if let (Some(earlier), Some(later)) = (earlier, later)
            && earlier >= later
        {
            let what = format!("never {what}: the {comes_first} of {later} % comes first");
            return why(what, "let the milder step come at a smaller loss");
        }
    }
    Ok(())
}
