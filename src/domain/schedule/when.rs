//! Reads conditions on values: `volume >= 800`, `>= 15 % weight loss`, `loss >= 15 % or volume > 1.5 cm³`.

use super::condition::{AnyOf, Comparison, Condition, Watched};
use super::grammar::{Parser, Read};
use super::lexer::Kind;
use crate::{Quantity, typed_number};

enum Unit {
    Percent,
    CubicMillimeter,
    CubicCentimeter,
}

impl Parser<'_> {
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
