//! Reads what lists days: `days 0, 3, 7-9`, `Mon, Thu`; and conditions on values.

use chrono::Weekday;

use super::condition::{AnyOf, Comparison, Condition, Watched};
use super::grammar::{Parser, Read};
use super::lexer::Kind;
use super::pattern::{Pattern, Weekdays};
use crate::{Quantity, typed_number};

const MON_TO_FRI: [Weekday; 5] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
];

fn weekday(word: &str) -> Option<Weekday> {
    let word = word.strip_suffix('s').unwrap_or(word);
    match word {
        // chrono reads the short and the long names.
        "tue" | "wed" | "thur" => word.get(..3)?.parse().ok(),
        _ => word.parse().ok(),
    }
}

impl Parser<'_> {
    /// Whether days are listed by what follows.
    pub(super) fn list_follows(&self, ahead: usize) -> bool {
        self.word(ahead).is_some_and(|word| {
            matches!(word, "mwf" | "day" | "days" | "d" | "workday" | "workdays")
                || matches!(word, "weekday" | "weekdays")
                || weekday(word).is_some()
        })
    }

    /// Study days or weekdays, if they follow.
    pub(super) fn listed(&mut self) -> Read<Option<Pattern>> {
        let ahead = usize::from(matches!(self.word(0), Some("on" | "every" | "each")));
        let Some(word) = self.word(ahead) else {
            return Ok(None);
        };
        let days = match word {
            "mwf" => vec![Weekday::Mon, Weekday::Wed, Weekday::Fri],
            "weekday" | "weekdays" | "workday" | "workdays" => MON_TO_FRI.to_vec(),
            "day" | "days" | "d" if ahead == 0 || self.word(0) == Some("on") => {
                self.at += ahead;
                return self.days().map(Some);
            }
            word if weekday(word).is_some() => {
                self.at += ahead;
                return self.weekdays().map(Some);
            }
            _ => return Ok(None),
        };
        self.at += ahead + 1;
        Ok(Some(Pattern::Weekdays(Weekdays::of(&days))))
    }

    fn weekdays(&mut self) -> Read<Pattern> {
        let mut days = Vec::new();
        while let Some(first) = self.word(0).and_then(weekday) {
            self.at += 1;
            days.push(first);
            let is_range = self.sign_is(0, '-') || matches!(self.word(0), Some("to" | "through"));
            if let Some(last) = self.word(1).and_then(weekday).filter(|_| is_range) {
                self.at += 2;
                let mut day = first;
                while day != last {
                    day = day.succ();
                    days.push(day);
                }
            }
            let is_weekday = |parser: &Self, ahead| parser.word(ahead).and_then(weekday).is_some();
            self.at += self.list_separators(is_weekday)?;
        }
        Ok(Pattern::Weekdays(Weekdays::of(&days)))
    }

    /// How many tokens separate what is read from a further item of a list; 0 if none follows. One must follow an `and`.
    fn list_separators(&self, is_item: impl Fn(&Self, usize) -> bool) -> Read<usize> {
        let mut ahead = 0;
        while [',', '/', '&', '+', ';']
            .into_iter()
            .any(|sign| self.sign_is(ahead, sign))
            || self.word(ahead) == Some("and")
        {
            ahead += 1;
        }
        let has_and = (0..ahead).any(|at| self.word(at) == Some("and"));
        match is_item(self, ahead) {
            true => Ok(ahead),
            false if has_and => Err(self.unknown_at(ahead)),
            false => Ok(0),
        }
    }

    fn days(&mut self) -> Read<Pattern> {
        let mut ranges: Vec<(i32, i32)> = Vec::new();
        loop {
            let begin = self.at;
            let from = self.day()?;
            let is_range = self.sign_is(0, '-') || matches!(self.word(0), Some("to" | "through"));
            let to = match is_range && self.day_follows(1) {
                true => {
                    self.at += 1;
                    self.day()?
                }
                false => from,
            };
            if to < from {
                let hint = "write the earlier day first".into();
                return Err(self.wrong(begin, ("runs backwards".into(), hint)));
            }
            ranges.push((from, to));
            let separators = self.list_separators(Self::day_follows)?;
            if separators == 0 && !self.day_follows(0) {
                return Ok(Pattern::Days(merged(ranges)));
            }
            self.at += separators;
        }
    }

    /// Whether the number of a day follows: `8`, `-3`, `d8`, `day 8`; not the `5` of `5 on`.
    fn day_follows(&self, ahead: usize) -> bool {
        let is_day = matches!(self.word(ahead), Some("d" | "day" | "days"));
        let ahead = ahead + usize::from(is_day);
        let ahead = ahead + usize::from(self.sign_is(ahead, '-'));
        matches!(self.kind(ahead), Some(Kind::Number(_)))
            && !matches!(
                self.word(ahead + 1),
                Some("on" | "days" | "weeks" | "doses" | "cycles")
            )
    }

    /// A day as the study counts it; answered as days after the first.
    pub(super) fn day_number(&mut self) -> Read<i32> {
        let begin = self.at;
        let is_negative = self.eat_sign('-');
        let number = self.whole()?;
        let number = if is_negative { -number } else { number };
        let offset = self.first.offset(number);
        offset.map_err(|invalid| self.wrong(begin, (invalid.why, invalid.remedy)))
    }

    /// What a value is of, and how many words say it.
    fn watched_at(&self, ahead: usize) -> Option<(Watched, usize)> {
        let words = [self.word(ahead), self.word(ahead + 1), self.word(ahead + 2)];
        let of = match words.map(|word| word.unwrap_or("")) {
            ["tumor" | "tumour", "volume" | "size", _] => (Watched::Volume, 2),
            ["tumor" | "tumour", "burden", _] => (Watched::Burden, 2),
            ["total" | "summed", "volume" | "burden", _] => (Watched::Burden, 2),
            ["body", "weight", "loss"] => (Watched::Loss, 3),
            ["weight" | "bw", "loss", _] => (Watched::Loss, 2),
            ["volume" | "vol" | "tv", ..] => (Watched::Volume, 1),
            ["burden", ..] => (Watched::Burden, 1),
            ["loss" | "bwl", ..] => (Watched::Loss, 1),
            _ => return None,
        };
        Some(of)
    }

    fn watched(&mut self) -> Option<Watched> {
        let (of, words) = self.watched_at(0)?;
        self.at += words;
        Some(of)
    }

    /// Conditions of which one is enough.
    pub(super) fn conditions(&mut self) -> Read<AnyOf> {
        let mut any = Vec::new();
        loop {
            any.push(self.condition()?);
            if self.word(0) == Some("and") {
                let why = "joins two conditions that must both hold, which a schedule does not do";
                let hint = "join them with `or`, or name one";
                self.at += 1;
                return Err(self.wrong(self.at - 1, (why.into(), hint.into())));
            }
            if !self.eat(&["or"]) {
                return Ok(AnyOf(any));
            }
            if any.len() == AnyOf::MOST {
                let why = format!("begins condition {}", AnyOf::MOST + 1);
                return Err(self.wrong(self.at, (why, "name fewer".into())));
            }
        }
    }

    fn condition(&mut self) -> Read<Condition> {
        let begin = self.at;
        let before = self.watched();
        let comparison = self.comparison()?;
        let number = self.at;
        let typed = self.decimal()?;
        let unit = self.value_unit();
        let of = match before.or_else(|| self.watched()) {
            Some(of) => of,
            None => return Err(self.unknown()),
        };
        let factor = match (of, unit) {
            (_, None) | (Watched::Loss, Some(Unit::Percent)) => 1.0,
            (Watched::Volume | Watched::Burden, Some(Unit::CubicMillimeter)) => 1.0,
            (Watched::Volume | Watched::Burden, Some(Unit::CubicCentimeter)) => 1000.0,
            _ => {
                let why = format!("is in a unit that {} does not have", of.word());
                let hint = format!("write {} in {}", of.word(), of.unit());
                return Err(self.wrong(begin, (why, hint.into())));
            }
        };
        let range = Quantity {
            field: of.word(),
            unit: of.unit(),
            least: 0.0,
            most: of.most(),
        };
        // Thousandths of a mm³: 1.1 cm³ is 1100 mm³.
        let value = (typed * factor * 1e3).round() / 1e3;
        let value = range
            .check(value)
            .map_err(|invalid| self.wrong(number, (invalid.why, invalid.remedy)))?;
        Ok(Condition {
            of,
            comparison,
            value,
        })
    }

    fn comparison(&mut self) -> Read<Comparison> {
        let signs = ['≥', '>', '≤', '<'];
        for (sign, comparison) in signs.into_iter().zip(Comparison::ALL) {
            if self.eat_sign(sign) {
                return Ok(comparison);
            }
        }
        let (comparison, words) = match (self.word(0), self.word(1)) {
            (Some("at"), Some("least")) => (Comparison::AtLeast, 2),
            (Some("at"), Some("most")) => (Comparison::AtMost, 2),
            (Some("more" | "greater" | "larger"), Some("than")) => (Comparison::Above, 2),
            (Some("less" | "smaller"), Some("than")) => (Comparison::Below, 2),
            (Some("reaches" | "reaching"), _) => (Comparison::AtLeast, 1),
            (Some("above" | "over" | "exceeds"), _) => (Comparison::Above, 1),
            (Some("below" | "under"), _) => (Comparison::Below, 1),
            _ => return Err(self.unknown()),
        };
        self.at += words;
        Ok(comparison)
    }

    /// A number with a decimal point or comma.
    fn decimal(&mut self) -> Read<f64> {
        let begin = self.at;
        let Some(token) = self.tokens.get(begin) else {
            return Err(self.unknown());
        };
        if !matches!(token.kind, Kind::Number(_)) {
            return Err(self.unknown());
        }
        let mut end = token.at.end;
        self.at += 1;
        while let Some(next) = self.tokens.get(self.at) {
            let continues = match &next.kind {
                Kind::Number(_) => true,
                Kind::Sign(',') => {
                    let behind = self.tokens.get(self.at + 1);
                    behind.is_some_and(|behind| behind.at.start == next.at.end)
                        && matches!(self.kind(1), Some(Kind::Number(_)))
                }
                _ => false,
            };
            if !continues || next.at.start != end {
                break;
            }
            end = next.at.end;
            self.at += 1;
        }
        let typed = &self.text[token.at.start..end];
        typed_number("value", typed.trim_end_matches('.'))
            .map_err(|invalid| self.wrong(begin, (invalid.why, invalid.remedy)))
    }

    fn value_unit(&mut self) -> Option<Unit> {
        if self.eat_sign('%') || self.eat(&["percent", "pct"]) {
            Some(Unit::Percent)
        } else if self.eat(&["mm3", "cmm"]) {
            Some(Unit::CubicMillimeter)
        } else if self.eat(&["cm3", "cc", "ccm", "ml"]) {
            Some(Unit::CubicCentimeter)
        } else {
            None
        }
    }
}

enum Unit {
    Percent,
    CubicMillimeter,
    CubicCentimeter,
}

/// Ranges in order, those that touch as one.
fn merged(mut ranges: Vec<(i32, i32)>) -> Vec<(i32, i32)> {
    ranges.sort_unstable();
    let mut merged: Vec<(i32, i32)> = Vec::with_capacity(ranges.len());
    for (from, to) in ranges {
        match merged.last_mut() {
            Some(last) if from <= last.1 + 1 => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    merged
}
